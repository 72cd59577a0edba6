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

    annotation_index: Field[int] = field()

    content_index: Field[int] = field()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    type: Field[Literal["response.output_text.annotation.added"]] = field()
    """The word for this kind of object."""
