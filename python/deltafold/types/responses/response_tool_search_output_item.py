"""A tool search output item."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.tool import TOOL, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseToolSearchOutputItem",
]


class ResponseToolSearchOutputItem(View):
    """A tool search output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str | None] = field(default=None)
    """The id to which the result of the call refers."""

    execution: Field[Literal["server", "client"]] = field()
    """Who runs it."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    tools: Field[Sequence[Tool]] = field(items=TOOL)
    """The tools."""

    type: Final[Literal["tool_search_output"]] = field()
    """The word for this kind of object."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
