"""A tool use caller."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.anthropic.direct_caller import DirectCaller
from deltafold.types.anthropic.server_tool_caller import ServerToolCaller
from deltafold.types.anthropic.server_tool_caller_20260120 import ServerToolCaller20260120

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "ToolUseCaller",
]


ToolUseCaller: TypeAlias = DirectCaller | ServerToolCaller | ServerToolCaller20260120

#: The class for each tag; the first one shows what has another.
TOOL_USE_CALLER: dict[str, type[View]] = {
    "": View,
    "direct": DirectCaller,
    "code_execution_20250825": ServerToolCaller,
    "code_execution_20260120": ServerToolCaller20260120,
}
