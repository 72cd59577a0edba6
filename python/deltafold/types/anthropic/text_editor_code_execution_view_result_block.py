"""A text editor code execution view result block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "TextEditorCodeExecutionViewResultBlock",
]


class TextEditorCodeExecutionViewResultBlock(View):
    """A text editor code execution view result block."""

    __slots__ = ()

    content: Field[str] = field()
    """The content."""

    file_type: Field[Literal["text", "image", "pdf"]] = field()

    num_lines: Field[int | None] = field(default=None)

    start_line: Field[int | None] = field(default=None)

    total_lines: Field[int | None] = field(default=None)

    type: Final[Literal["text_editor_code_execution_view_result"]] = field()
    """The word for this kind of object."""
