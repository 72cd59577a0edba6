"""A text editor code execution create result block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "TextEditorCodeExecutionCreateResultBlock",
]


class TextEditorCodeExecutionCreateResultBlock(View):
    """A text editor code execution create result block."""

    __slots__ = ()

    is_file_update: Field[bool] = field()

    type: Final[Literal["text_editor_code_execution_create_result"]] = field()
    """The word for this kind of object."""
