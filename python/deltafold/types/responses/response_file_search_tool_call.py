"""Response file search tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Result",
    "ResponseFileSearchToolCall",
]


class Result(View):
    """A result."""

    __slots__ = ()

    attributes: Field[dict[str, str | float | bool] | None] = field(default=None)

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    filename: Field[str | None] = field(default=None)
    """The name of the file."""

    score: Field[float | None] = field(default=None)

    text: Field[str | None] = field(default=None)
    """The text."""


class ResponseFileSearchToolCall(View):
    """A search of files: an output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    queries: Field[list[str]] = field()
    """What is looked for."""

    status: Field[Literal["in_progress", "searching", "completed", "incomplete", "failed"]] = (
        field()
    )
    """How far it has come."""

    type: Final[Literal["file_search_call"]] = field()
    """The word for this kind of object."""

    results: Field[Sequence[Result] | None] = field(items=Result, default=None)
    """What was found."""
