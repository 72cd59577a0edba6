"""Response content part added event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types._bases import StreamItem
from deltafold.types.responses.response_output_refusal import ResponseOutputRefusal
from deltafold.types.responses.response_output_text import ResponseOutputText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "PartReasoningText",
    "ResponseContentPartAddedEvent",
    "Part",
]


class PartReasoningText(View):
    """Part reasoning text."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["reasoning_text"]] = field()
    """The word for this kind of object."""


Part: TypeAlias = ResponseOutputText | ResponseOutputRefusal | PartReasoningText

#: The class for each tag; the first one shows what has another.
PART: dict[str, type[View]] = {
    "": View,
    "output_text": ResponseOutputText,
    "refusal": ResponseOutputRefusal,
    "reasoning_text": PartReasoningText,
}


class ResponseContentPartAddedEvent(StreamItem):
    """The event `response.content_part.added`."""

    __slots__ = ()

    content_index: Field[int] = field()
    """The number of the content part that it belongs to."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    part: Field[Part] = field(PART)
    """The content part."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.content_part.added"]] = field()
    """The word for this kind of object."""
