"""An easy input message."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.response_input_content import (
    RESPONSE_INPUT_CONTENT,
    ResponseInputContent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "EasyInputMessage",
]


class EasyInputMessage(View):
    """An easy input message."""

    __slots__ = ()

    content: Field[Sequence[ResponseInputContent] | str] = field(items=RESPONSE_INPUT_CONTENT)
    """The content."""

    role: Field[Literal["user", "assistant", "system", "developer"]] = field()
    """The role of the author."""

    phase: Field[Literal["commentary", "final_answer"] | None] = field(default=None)
    """Whether the message comes along the way or is the answer."""

    type: Field[Literal["message"] | None] = field(default=None)
    """The word for this kind of object."""
