"""Response shell call output content done event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "OutputOutcomeTimeout",
    "OutputOutcomeExit",
    "Output",
    "ResponseShellCallOutputContentDoneEvent",
    "OutputOutcome",
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


class ResponseShellCallOutputContentDoneEvent(StreamItem):
    """The event `response.shell_call_output_content.done`."""

    __slots__ = ()

    command_index: Field[int] = field()
    """The number of the command within the call."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output: Field[Sequence[Output]] = field(items=Output)
    """The output."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.shell_call_output_content.done"]] = field()
    """The word for this kind of object."""
