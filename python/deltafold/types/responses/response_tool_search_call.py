"""A tool search call."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

__all__ = [
    "ResponseToolSearchCall",
]


class ResponseToolSearchCall(View):
    """A tool search call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    arguments: Field[Any] = field()

    call_id: Field[str | None] = field(default=None)

    execution: Field[Literal["server", "client"]] = field()

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()

    type: Field[Literal["tool_search_call"]] = field()
    """The word for this kind of object."""

    created_by: Field[str | None] = field(default=None)
