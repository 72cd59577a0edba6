"""A code execution output block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CodeExecutionOutputBlock",
]


class CodeExecutionOutputBlock(View):
    """A code execution output block."""

    __slots__ = ()

    file_id: Field[str] = field()
    """The id of the file."""

    type: Final[Literal["code_execution_output"]] = field()
    """The word for this kind of object."""
