"""Code execution tool result block content."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.anthropic.code_execution_result_block import CodeExecutionResultBlock
from deltafold.types.anthropic.code_execution_tool_result_error_object import (
    CodeExecutionToolResultErrorObject,
)
from deltafold.types.anthropic.encrypted_code_execution_result_block import (
    EncryptedCodeExecutionResultBlock,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "CodeExecutionToolResultBlockContent",
]


CodeExecutionToolResultBlockContent: TypeAlias = (
    CodeExecutionToolResultErrorObject
    | CodeExecutionResultBlock
    | EncryptedCodeExecutionResultBlock
)

#: The class for each tag; the first one shows what has another.
CODE_EXECUTION_TOOL_RESULT_BLOCK_CONTENT: dict[str, type[View]] = {
    "": View,
    "code_execution_tool_result_error": CodeExecutionToolResultErrorObject,
    "code_execution_result": CodeExecutionResultBlock,
    "encrypted_code_execution_result": EncryptedCodeExecutionResultBlock,
}
