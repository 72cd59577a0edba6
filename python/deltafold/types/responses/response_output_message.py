"""Response output message: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.response_output_refusal import ResponseOutputRefusal
from deltafold.types.responses.response_output_text import ResponseOutputText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ResponseOutputMessage",
    "Content",
]


Content: TypeAlias = ResponseOutputText | ResponseOutputRefusal

#: The class for each tag; the first one shows what has another.
CONTENT: dict[str, type[View]] = {
    "": View,
    "output_text": ResponseOutputText,
    "refusal": ResponseOutputRefusal,
}


class ResponseOutputMessage(View):
    """A message of the model: an output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    content: Field[Sequence[Content]] = field(items=CONTENT)
    """The content."""

    role: Field[Literal["assistant"]] = field()
    """The role of the author."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    type: Final[Literal["message"]] = field()
    """The word for this kind of object."""

    phase: Field[Literal["commentary", "final_answer"] | None] = field(default=None)
    """Whether the message comes along the way or is the answer."""
