"""An encrypted code execution result block."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.anthropic.code_execution_output_block import CodeExecutionOutputBlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "EncryptedCodeExecutionResultBlock",
]


class EncryptedCodeExecutionResultBlock(View):
    """An encrypted code execution result block."""

    __slots__ = ()

    content: Field[Sequence[CodeExecutionOutputBlock]] = field(items=CodeExecutionOutputBlock)
    """The content."""

    encrypted_stdout: Field[str] = field()

    return_code: Field[int] = field()
    """The command's exit code."""

    stderr: Field[str] = field()
    """What the command wrote to its standard error."""

    type: Final[Literal["encrypted_code_execution_result"]] = field()
    """The word for this kind of object."""
