"""Bash code execution tool result block: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.bash_code_execution_result_block import BashCodeExecutionResultBlock
from deltafold.types.anthropic.bash_code_execution_tool_result_error_object import (
    BashCodeExecutionToolResultErrorObject,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "BashCodeExecutionToolResultBlock",
    "Content",
]


Content: TypeAlias = BashCodeExecutionToolResultErrorObject | BashCodeExecutionResultBlock

#: The class for each tag; the first one shows what has another.
CONTENT: dict[str, type[View]] = {
    "": View,
    "bash_code_execution_tool_result_error": BashCodeExecutionToolResultErrorObject,
    "bash_code_execution_result": BashCodeExecutionResultBlock,
}


class BashCodeExecutionToolResultBlock(View):
    """A bash code execution tool result block."""

    __slots__ = ()

    content: Field[Content] = field(CONTENT)
    """The content."""

    tool_use_id: Field[str] = field()
    """The id of the call that it answers."""

    type: Final[Literal["bash_code_execution_tool_result"]] = field()
    """The word for this kind of object."""
