"""A call of a function that the caller offered."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Function",
    "ChatCompletionMessageFunctionToolCall",
]


class Function(View):
    """The function to call."""

    __slots__ = ()

    arguments: Field[str] = field()
    """The arguments as JSON text, exactly as the model wrote it; it may be invalid."""

    name: Field[str] = field()
    """The name of the function."""


class ChatCompletionMessageFunctionToolCall(View):
    """A call of a function that the caller offered."""

    __slots__ = ()

    id: Field[str] = field()
    """The id to which the result of the call refers."""

    function: Field[Function] = field(Function)
    """The function to call."""

    type: Final[Literal["function"]] = field()
    """The word for this kind of call."""
