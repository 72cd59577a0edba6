"""A function call arguments done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseFunctionCallArgumentsDoneEvent",
]


class ResponseFunctionCallArgumentsDoneEvent(StreamItem):
    """The event `response.function_call_arguments.done`."""

    __slots__ = ()

    arguments: Field[str] = field()

    item_id: Field[str] = field()

    name: Field[str] = field()

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    type: Field[Literal["response.function_call_arguments.done"]] = field()
    """The word for this kind of object."""
