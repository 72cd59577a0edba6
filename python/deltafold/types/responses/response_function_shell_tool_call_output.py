"""Response function shell tool call output: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "OutputOutcomeTimeout",
    "OutputOutcomeExit",
    "Output",
    "CallerDirect",
    "CallerProgram",
    "ResponseFunctionShellToolCallOutput",
    "OutputOutcome",
    "Caller",
]


class OutputOutcomeTimeout(View):
    """An output outcome timeout."""

    __slots__ = ()

    type: Final[Literal["timeout"]] = field()
    """The word for this kind of object."""


class OutputOutcomeExit(View):
    """An output outcome exit."""

    __slots__ = ()

    exit_code: Field[int] = field()
    """The command's exit code."""

    type: Final[Literal["exit"]] = field()
    """The word for this kind of object."""


OutputOutcome: TypeAlias = OutputOutcomeTimeout | OutputOutcomeExit

#: The class for each tag; the first one shows what has another.
OUTPUT_OUTCOME: dict[str, type[View]] = {
    "": View,
    "timeout": OutputOutcomeTimeout,
    "exit": OutputOutcomeExit,
}


class Output(View):
    """Output."""

    __slots__ = ()

    outcome: Field[OutputOutcome] = field(OUTPUT_OUTCOME)
    """How it ended."""

    stderr: Field[str] = field()
    """What the command wrote to its standard error."""

    stdout: Field[str] = field()
    """What the command wrote to its standard output."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""


class CallerDirect(View):
    """A caller direct."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()
    """The word for this kind of object."""


class CallerProgram(View):
    """A caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()
    """The id of the call that made this one."""

    type: Final[Literal["program"]] = field()
    """The word for this kind of object."""


Caller: TypeAlias = CallerDirect | CallerProgram

#: The class for each tag; the first one shows what has another.
CALLER: dict[str, type[View]] = {"": View, "direct": CallerDirect, "program": CallerProgram}


class ResponseFunctionShellToolCallOutput(View):
    """Function shell tool call output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    max_output_length: Field[int | None] = field(default=None)
    """At most so many characters of output are kept."""

    output: Field[Sequence[Output]] = field(items=Output)
    """The output."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    type: Final[Literal["shell_call_output"]] = field()
    """The word for this kind of object."""

    caller: Field[Caller | None] = field(CALLER, default=None)
    """Who made the call."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
