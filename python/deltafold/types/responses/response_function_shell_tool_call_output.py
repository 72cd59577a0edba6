"""Response function shell tool call output: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

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

    type: Field[Literal["timeout"]] = field()
    """The word for this kind of object."""


class OutputOutcomeExit(View):
    """An output outcome exit."""

    __slots__ = ()

    exit_code: Field[int] = field()

    type: Field[Literal["exit"]] = field()
    """The word for this kind of object."""


OutputOutcome: TypeAlias = OutputOutcomeTimeout | OutputOutcomeExit

#: The class for each tag; the first one shows what has another.
OUTPUT_OUTCOME = {"": View, "timeout": OutputOutcomeTimeout, "exit": OutputOutcomeExit}


class Output(View):
    """Output."""

    __slots__ = ()

    outcome: Field[OutputOutcome] = field(OUTPUT_OUTCOME)

    stderr: Field[str] = field()

    stdout: Field[str] = field()

    created_by: Field[str | None] = field(default=None)


class CallerDirect(View):
    """A caller direct."""

    __slots__ = ()

    type: Field[Literal["direct"]] = field()
    """The word for this kind of object."""


class CallerProgram(View):
    """A caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()

    type: Field[Literal["program"]] = field()
    """The word for this kind of object."""


Caller: TypeAlias = CallerDirect | CallerProgram

#: The class for each tag; the first one shows what has another.
CALLER = {"": View, "direct": CallerDirect, "program": CallerProgram}


class ResponseFunctionShellToolCallOutput(View):
    """Function shell tool call output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()

    max_output_length: Field[int | None] = field(default=None)

    output: Field[Sequence[Output]] = field(items=Output)

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()

    type: Field[Literal["shell_call_output"]] = field()
    """The word for this kind of object."""

    caller: Field[Caller | None] = field(CALLER, default=None)

    created_by: Field[str | None] = field(default=None)
