"""Response reasoning item: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Summary",
    "Content",
    "ResponseReasoningItem",
]


class Summary(View):
    """A summary."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["summary_text"]] = field()
    """The word for this kind of object."""


class Content(View):
    """Content."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["reasoning_text"]] = field()
    """The word for this kind of object."""


class ResponseReasoningItem(View):
    """What the model thought: an output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    summary: Field[Sequence[Summary]] = field(items=Summary)
    """The summary."""

    type: Final[Literal["reasoning"]] = field()
    """The word for this kind of object."""

    content: Field[Sequence[Content] | None] = field(items=Content, default=None)
    """The content."""

    encrypted_content: Field[str | None] = field(default=None)
    """The content in a form that only the provider can read."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
    """How far it has come."""
