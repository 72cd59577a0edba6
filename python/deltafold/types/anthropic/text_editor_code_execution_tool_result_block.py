"""Text editor code execution tool result block: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.text_editor_code_execution_create_result_block import (
    TextEditorCodeExecutionCreateResultBlock,
)
from deltafold.types.anthropic.text_editor_code_execution_str_replace_result_block import (
    TextEditorCodeExecutionStrReplaceResultBlock,
)
from deltafold.types.anthropic.text_editor_code_execution_tool_result_error_object import (
    TextEditorCodeExecutionToolResultErrorObject,
)
from deltafold.types.anthropic.text_editor_code_execution_view_result_block import (
    TextEditorCodeExecutionViewResultBlock,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "TextEditorCodeExecutionToolResultBlock",
    "Content",
]


Content: TypeAlias = (
    TextEditorCodeExecutionToolResultErrorObject
    | TextEditorCodeExecutionViewResultBlock
    | TextEditorCodeExecutionCreateResultBlock
    | TextEditorCodeExecutionStrReplaceResultBlock
)

#: The class for each tag; the first one shows what has another.
CONTENT: dict[str, type[View]] = {
    "": View,
    "text_editor_code_execution_tool_result_error": TextEditorCodeExecutionToolResultErrorObject,
    "text_editor_code_execution_view_result": TextEditorCodeExecutionViewResultBlock,
    "text_editor_code_execution_create_result": TextEditorCodeExecutionCreateResultBlock,
    "text_editor_code_execution_str_replace_result": TextEditorCodeExecutionStrReplaceResultBlock,
}


class TextEditorCodeExecutionToolResultBlock(View):
    """A text editor code execution tool result block."""

    __slots__ = ()

    content: Field[Content] = field(CONTENT)
    """The content."""

    tool_use_id: Field[str] = field()
    """The id of the call that it answers."""

    type: Final[Literal["text_editor_code_execution_tool_result"]] = field()
    """The word for this kind of object."""
