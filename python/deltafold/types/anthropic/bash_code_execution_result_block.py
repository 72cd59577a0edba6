"""A bash code execution result block."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.anthropic.bash_code_execution_output_block import BashCodeExecutionOutputBlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "BashCodeExecutionResultBlock",
]


class BashCodeExecutionResultBlock(View):
    """A bash code execution result block."""

    __slots__ = ()

    content: Field[Sequence[BashCodeExecutionOutputBlock]] = field(
        items=BashCodeExecutionOutputBlock
    )
    """The content."""

    return_code: Field[int] = field()
    """The command's exit code."""

    stderr: Field[str] = field()
    """What the command wrote to its standard error."""

    stdout: Field[str] = field()
    """What the command wrote to its standard output."""

    type: Final[Literal["bash_code_execution_result"]] = field()
    """The word for this kind of object."""
