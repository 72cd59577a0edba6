"""Response input image: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "PromptCacheBreakpoint",
    "ResponseInputImage",
]


class PromptCacheBreakpoint(View):
    """A prompt cache breakpoint."""

    __slots__ = ()

    mode: Field[Literal["explicit"]] = field()


class ResponseInputImage(View):
    """An input image."""

    __slots__ = ()

    detail: Field[Literal["low", "high", "auto", "original"]] = field()

    type: Field[Literal["input_image"]] = field()
    """The word for this kind of object."""

    file_id: Field[str | None] = field(default=None)

    image_url: Field[str | None] = field(default=None)

    prompt_cache_breakpoint: Field[PromptCacheBreakpoint | None] = field(
        PromptCacheBreakpoint, default=None
    )
