"""Calls of either kind."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.chat.chat_completion_message_custom_tool_call import (
    ChatCompletionMessageCustomToolCall,
)
from deltafold.types.chat.chat_completion_message_function_tool_call import (
    ChatCompletionMessageFunctionToolCall,
    Function,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "ChatCompletionMessageToolCallUnion",
    "Function",
    "ChatCompletionMessageToolCall",
]


ChatCompletionMessageToolCallUnion: TypeAlias = (
    ChatCompletionMessageFunctionToolCall | ChatCompletionMessageCustomToolCall
)

#: The class for each tag; the first one shows what has another.
CHAT_COMPLETION_MESSAGE_TOOL_CALL_UNION: dict[str, type[View]] = {
    "": ChatCompletionMessageFunctionToolCall,
    "function": ChatCompletionMessageFunctionToolCall,
    "custom": ChatCompletionMessageCustomToolCall,
}

ChatCompletionMessageToolCall: TypeAlias = ChatCompletionMessageFunctionToolCall
