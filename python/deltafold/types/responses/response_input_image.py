"""Response input image: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "PromptCacheBreakpoint",
    "ResponseInputImage",
]


class PromptCacheBreakpoint(View):
    """A prompt cache breakpoint."""

    __slots__ = ()

    mode: Field[Literal["explicit"]] = field()
    """The mode."""

    ttl: Field[Literal["30m", "12h"] | None] = field(default=None)


class ResponseInputImage(View):
    """An input image."""

    __slots__ = ()

    detail: Field[Literal["low", "high", "auto", "original"]] = field()
    """How closely the image is looked at."""

    type: Final[Literal["input_image"]] = field()
    """The word for this kind of object."""

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    image_url: Field[str | None] = field(default=None)
    """The URL of the image; it may hold the image itself."""

    prompt_cache_breakpoint: Field[PromptCacheBreakpoint | None] = field(
        PromptCacheBreakpoint, default=None
    )
    """Up to here the prompt may be cached."""
