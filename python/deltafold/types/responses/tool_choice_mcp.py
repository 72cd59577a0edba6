"""A tool choice MCP."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolChoiceMcp",
]


class ToolChoiceMcp(View):
    """A tool choice MCP."""

    __slots__ = ()

    server_label: Field[str] = field()
    """Which server it is, in the request's own words."""

    type: Final[Literal["mcp"]] = field()
    """The word for this kind of object."""

    name: Field[str | None] = field(default=None)
    """The name."""
