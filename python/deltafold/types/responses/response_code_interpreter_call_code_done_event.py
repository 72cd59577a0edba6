"""A code interpreter call code done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseCodeInterpreterCallCodeDoneEvent",
]


class ResponseCodeInterpreterCallCodeDoneEvent(StreamItem):
    """The event `response.code_interpreter_call_code.done`."""

    __slots__ = ()

    code: Field[str] = field()
    """The code."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.code_interpreter_call_code.done"]] = field()
    """The word for this kind of object."""
