"""Response input file: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "PromptCacheBreakpoint",
    "ResponseInputFile",
]


class PromptCacheBreakpoint(View):
    """A prompt cache breakpoint."""

    __slots__ = ()

    mode: Field[Literal["explicit"]] = field()


class ResponseInputFile(View):
    """An input file."""

    __slots__ = ()

    type: Field[Literal["input_file"]] = field()
    """The word for this kind of object."""

    detail: Field[Literal["auto", "low", "high"] | None] = field(default=None)

    file_data: Field[str | None] = field(default=None)

    file_id: Field[str | None] = field(default=None)

    file_url: Field[str | None] = field(default=None)

    filename: Field[str | None] = field(default=None)

    prompt_cache_breakpoint: Field[PromptCacheBreakpoint | None] = field(
        PromptCacheBreakpoint, default=None
    )
