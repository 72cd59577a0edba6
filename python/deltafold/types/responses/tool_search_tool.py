"""A tool search tool."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "ToolSearchTool",
]


class ToolSearchTool(View):
    """A tool search tool."""

    __slots__ = ()

    type: Final[Literal["tool_search"]] = field()
    """The word for this kind of object."""

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    execution: Field[Literal["server", "client"] | None] = field(default=None)
    """Who runs it."""

    parameters: Field[Any] = field(default=None)
    """The JSON schema of the arguments."""
