"""A tool use block."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.tool_use_caller import TOOL_USE_CALLER, ToolUseCaller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "ToolUseBlock",
]


class ToolUseBlock(View):
    """A call of a tool."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    caller: Field[ToolUseCaller | None] = field(TOOL_USE_CALLER, default=None)
    """Who made the call."""

    input: Field[dict[str, Any]] = field()
    """The input."""

    name: Field[str] = field()
    """The name."""

    type: Final[Literal["tool_use"]] = field()
    """The word for this kind of object."""

    toolset_name: Field[str | None] = field(default=None)
