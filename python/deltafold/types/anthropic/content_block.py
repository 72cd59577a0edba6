"""A content block."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.anthropic.bash_code_execution_tool_result_block import (
    BashCodeExecutionToolResultBlock,
)
from deltafold.types.anthropic.code_execution_tool_result_block import CodeExecutionToolResultBlock
from deltafold.types.anthropic.container_upload_block import ContainerUploadBlock
from deltafold.types.anthropic.redacted_thinking_block import RedactedThinkingBlock
from deltafold.types.anthropic.server_tool_use_block import ServerToolUseBlock
from deltafold.types.anthropic.text_block import TextBlock
from deltafold.types.anthropic.text_editor_code_execution_tool_result_block import (
    TextEditorCodeExecutionToolResultBlock,
)
from deltafold.types.anthropic.thinking_block import ThinkingBlock
from deltafold.types.anthropic.tool_search_tool_result_block import ToolSearchToolResultBlock
from deltafold.types.anthropic.tool_use_block import ToolUseBlock
from deltafold.types.anthropic.web_fetch_tool_result_block import WebFetchToolResultBlock
from deltafold.types.anthropic.web_search_tool_result_block import WebSearchToolResultBlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "ContentBlock",
]


ContentBlock: TypeAlias = (
    TextBlock
    | ThinkingBlock
    | RedactedThinkingBlock
    | ToolUseBlock
    | ServerToolUseBlock
    | WebSearchToolResultBlock
    | WebFetchToolResultBlock
    | CodeExecutionToolResultBlock
    | BashCodeExecutionToolResultBlock
    | TextEditorCodeExecutionToolResultBlock
    | ToolSearchToolResultBlock
    | ContainerUploadBlock
)

#: The class for each tag; the first one shows what has another.
CONTENT_BLOCK: dict[str, type[View]] = {
    "": View,
    "text": TextBlock,
    "thinking": ThinkingBlock,
    "redacted_thinking": RedactedThinkingBlock,
    "tool_use": ToolUseBlock,
    "server_tool_use": ServerToolUseBlock,
    "web_search_tool_result": WebSearchToolResultBlock,
    "web_fetch_tool_result": WebFetchToolResultBlock,
    "code_execution_tool_result": CodeExecutionToolResultBlock,
    "bash_code_execution_tool_result": BashCodeExecutionToolResultBlock,
    "text_editor_code_execution_tool_result": TextEditorCodeExecutionToolResultBlock,
    "tool_search_tool_result": ToolSearchToolResultBlock,
    "container_upload": ContainerUploadBlock,
}
