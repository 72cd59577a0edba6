"""A text editor code execution str replace result block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "TextEditorCodeExecutionStrReplaceResultBlock",
]


class TextEditorCodeExecutionStrReplaceResultBlock(View):
    """A text editor code execution str replace result block."""

    __slots__ = ()

    lines: Field[list[str] | None] = field(default=None)

    new_lines: Field[int | None] = field(default=None)

    new_start: Field[int | None] = field(default=None)

    old_lines: Field[int | None] = field(default=None)

    old_start: Field[int | None] = field(default=None)

    type: Final[Literal["text_editor_code_execution_str_replace_result"]] = field()
    """The word for this kind of object."""
