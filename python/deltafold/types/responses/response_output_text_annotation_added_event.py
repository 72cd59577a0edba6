"""An output text annotation added event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

__all__ = [
    "ResponseOutputTextAnnotationAddedEvent",
]


class ResponseOutputTextAnnotationAddedEvent(StreamItem):
    """The event `response.output_text.annotation.added`."""

    __slots__ = ()

    annotation: Field[Any] = field()
    """The annotation."""

    annotation_index: Field[int] = field()
    """The number of the annotation within its part."""

    content_index: Field[int] = field()
    """The number of the content part that it belongs to."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Field[Literal["response.output_text.annotation.added"]] = field()
    """The word for this kind of object."""
