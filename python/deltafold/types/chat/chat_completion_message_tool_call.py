"""Calls of either kind."""

from __future__ import annotations

from .chat_completion_message_custom_tool_call import ChatCompletionMessageCustomToolCall
from .chat_completion_message_function_tool_call import (
    ChatCompletionMessageFunctionToolCall,
)
from .chat_completion_message_function_tool_call import Function as Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = ["Function", "ChatCompletionMessageToolCallUnion"]

ChatCompletionMessageToolCallUnion: TypeAlias = (
    ChatCompletionMessageFunctionToolCall | ChatCompletionMessageCustomToolCall
)

ChatCompletionMessageToolCall: TypeAlias = ChatCompletionMessageFunctionToolCall
