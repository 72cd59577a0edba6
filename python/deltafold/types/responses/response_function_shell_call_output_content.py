"""Response function shell call output content: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "OutcomeTimeout",
    "OutcomeExit",
    "ResponseFunctionShellCallOutputContent",
    "Outcome",
]


class OutcomeTimeout(View):
    """An outcome timeout."""

    __slots__ = ()

    type: Final[Literal["timeout"]] = field()
    """The word for this kind of object."""


class OutcomeExit(View):
    """An outcome exit."""

    __slots__ = ()

    exit_code: Field[int] = field()
    """The command's exit code."""

    type: Final[Literal["exit"]] = field()
    """The word for this kind of object."""


Outcome: TypeAlias = OutcomeTimeout | OutcomeExit

#: The class for each tag; the first one shows what has another.
OUTCOME: dict[str, type[View]] = {"": View, "timeout": OutcomeTimeout, "exit": OutcomeExit}


class ResponseFunctionShellCallOutputContent(View):
    """Function shell call output content."""

    __slots__ = ()

    outcome: Field[Outcome] = field(OUTCOME)
    """How it ended."""

    stderr: Field[str] = field()
    """What the command wrote to its standard error."""

    stdout: Field[str] = field()
    """What the command wrote to its standard output."""
