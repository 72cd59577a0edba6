"""Response function shell tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.responses.response_container_reference import ResponseContainerReference
from deltafold.types.responses.response_local_environment import ResponseLocalEnvironment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "Action",
    "CallerDirect",
    "CallerProgram",
    "ResponseFunctionShellToolCall",
    "Environment",
    "Caller",
]


Environment: TypeAlias = ResponseLocalEnvironment | ResponseContainerReference

#: The class for each tag; the first one shows what has another.
ENVIRONMENT: dict[str, type[View]] = {
    "": View,
    "local": ResponseLocalEnvironment,
    "container_reference": ResponseContainerReference,
}


class Action(View):
    """An action."""

    __slots__ = ()

    commands: Field[list[str]] = field()
    """The commands, in order."""

    max_output_length: Field[int | None] = field(default=None)
    """At most so many characters of output are kept."""

    timeout_ms: Field[int | None] = field(default=None)
    """After so many milliseconds it is given up."""


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


class ResponseFunctionShellToolCall(View):
    """A function shell tool call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    action: Field[Action] = field(Action)
    """What is done."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    environment: Field[Environment | None] = field(ENVIRONMENT, default=None)
    """Where it runs."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    type: Final[Literal["shell_call"]] = field()
    """The word for this kind of object."""

    caller: Field[Caller | None] = field(CALLER, default=None)
    """Who made the call."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
