"""Response input text: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "PromptCacheBreakpoint",
    "ResponseInputText",
]


class PromptCacheBreakpoint(View):
    """A prompt cache breakpoint."""

    __slots__ = ()

    mode: Field[Literal["explicit"]] = field()
    """The mode."""

    ttl: Field[Literal["30m", "12h"] | None] = field(default=None)


class ResponseInputText(View):
    """Input text."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["input_text"]] = field()
    """The word for this kind of object."""

    prompt_cache_breakpoint: Field[PromptCacheBreakpoint | None] = field(
        PromptCacheBreakpoint, default=None
    )
    """Up to here the prompt may be cached."""
