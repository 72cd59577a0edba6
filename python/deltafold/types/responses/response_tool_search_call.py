"""A tool search call."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "ResponseToolSearchCall",
]


class ResponseToolSearchCall(View):
    """A tool search call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    arguments: Field[Any] = field()
    """The arguments; JSON text, if they are text."""

    call_id: Field[str | None] = field(default=None)
    """The id to which the result of the call refers."""

    execution: Field[Literal["server", "client"]] = field()
    """Who runs it."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    type: Final[Literal["tool_search_call"]] = field()
    """The word for this kind of object."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
