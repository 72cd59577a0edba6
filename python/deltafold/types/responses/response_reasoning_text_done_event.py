"""A reasoning text done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseReasoningTextDoneEvent",
]


class ResponseReasoningTextDoneEvent(StreamItem):
    """The event `response.reasoning_text.done`."""

    __slots__ = ()

    content_index: Field[int] = field()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    text: Field[str] = field()

    type: Field[Literal["response.reasoning_text.done"]] = field()
    """The word for this kind of object."""
