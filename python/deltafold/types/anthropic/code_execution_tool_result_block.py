"""A code execution tool result block."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.code_execution_tool_result_block_content import (
    CODE_EXECUTION_TOOL_RESULT_BLOCK_CONTENT,
    CodeExecutionToolResultBlockContent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CodeExecutionToolResultBlock",
]


class CodeExecutionToolResultBlock(View):
    """A code execution tool result block."""

    __slots__ = ()

    content: Field[CodeExecutionToolResultBlockContent] = field(
        CODE_EXECUTION_TOOL_RESULT_BLOCK_CONTENT
    )
    """The content."""

    tool_use_id: Field[str] = field()
    """The id of the call that it answers."""

    type: Final[Literal["code_execution_tool_result"]] = field()
    """The word for this kind of object."""
