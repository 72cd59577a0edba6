"""Response input file content: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "PromptCacheBreakpoint",
    "ResponseInputFileContent",
]


class PromptCacheBreakpoint(View):
    """A prompt cache breakpoint."""

    __slots__ = ()

    mode: Field[Literal["explicit"]] = field()
    """The mode."""

    ttl: Field[Literal["30m", "12h"] | None] = field(default=None)


class ResponseInputFileContent(View):
    """Input file content."""

    __slots__ = ()

    type: Final[Literal["input_file"]] = field()
    """The word for this kind of object."""

    detail: Field[Literal["auto", "low", "high"] | None] = field(default=None)
    """How closely the image is looked at."""

    file_data: Field[str | None] = field(default=None)
    """The file itself, in base64."""

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    file_url: Field[str | None] = field(default=None)
    """The URL of the file."""

    filename: Field[str | None] = field(default=None)
    """The name of the file."""

    prompt_cache_breakpoint: Field[PromptCacheBreakpoint | None] = field(
        PromptCacheBreakpoint, default=None
    )
    """Up to here the prompt may be cached."""
