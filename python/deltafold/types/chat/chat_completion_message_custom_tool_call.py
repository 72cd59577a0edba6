"""A call of a tool that takes free text."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Custom",
    "ChatCompletionMessageCustomToolCall",
]


class Custom(View):
    """The tool to call."""

    __slots__ = ()

    input: Field[str] = field()
    """The text for the tool."""

    name: Field[str] = field()
    """The name of the tool."""


class ChatCompletionMessageCustomToolCall(View):
    """A call of a tool that takes free text."""

    __slots__ = ()

    id: Field[str] = field()
    """The id to which the result of the call refers."""

    custom: Field[Custom] = field(Custom)
    """The tool to call."""

    type: Final[Literal["custom"]] = field()
    """The word for this kind of call."""
