"""A tool use block."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.tool_use_caller import TOOL_USE_CALLER, ToolUseCaller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

__all__ = [
    "ToolUseBlock",
]


class ToolUseBlock(View):
    """A tool use block."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    caller: Field[ToolUseCaller | None] = field(TOOL_USE_CALLER, default=None)

    input: Field[dict[str, Any]] = field()

    name: Field[str] = field()

    type: Field[Literal["tool_use"]] = field()
    """The word for this kind of object."""

    toolset_name: Field[str | None] = field(default=None)
