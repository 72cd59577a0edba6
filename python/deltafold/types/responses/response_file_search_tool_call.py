"""Response file search tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Result",
    "ResponseFileSearchToolCall",
]


class Result(View):
    """A result."""

    __slots__ = ()

    attributes: Field[dict[str, str | float | bool] | None] = field(default=None)

    file_id: Field[str | None] = field(default=None)

    filename: Field[str | None] = field(default=None)

    score: Field[float | None] = field(default=None)

    text: Field[str | None] = field(default=None)


class ResponseFileSearchToolCall(View):
    """A file search tool call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    queries: Field[list[str]] = field()

    status: Field[Literal["in_progress", "searching", "completed", "incomplete", "failed"]] = (
        field()
    )

    type: Field[Literal["file_search_call"]] = field()
    """The word for this kind of object."""

    results: Field[Sequence[Result] | None] = field(items=Result, default=None)
