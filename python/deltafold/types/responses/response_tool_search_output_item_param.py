"""A tool search output item param."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.tool import TOOL, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseToolSearchOutputItemParam",
]


class ResponseToolSearchOutputItemParam(View):
    """A tool search output item param."""

    __slots__ = ()

    tools: Field[Sequence[Tool]] = field(items=TOOL)
    """The tools."""

    type: Field[Literal["tool_search_output"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    call_id: Field[str | None] = field(default=None)
    """What the answer to the call refers to."""

    execution: Field[Literal["server", "client"] | None] = field(default=None)
    """Who runs it."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
    """How far it has come."""
