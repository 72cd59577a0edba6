"""Response apply patch tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "OperationCreateFile",
    "OperationDeleteFile",
    "OperationUpdateFile",
    "CallerDirect",
    "CallerProgram",
    "ResponseApplyPatchToolCall",
    "Operation",
    "Caller",
]


class OperationCreateFile(View):
    """An operation create file."""

    __slots__ = ()

    diff: Field[str] = field()
    """The change to the file."""

    path: Field[str] = field()
    """The path."""

    type: Final[Literal["create_file"]] = field()
    """The word for this kind of object."""


class OperationDeleteFile(View):
    """An operation delete file."""

    __slots__ = ()

    path: Field[str] = field()
    """The path."""

    type: Final[Literal["delete_file"]] = field()
    """The word for this kind of object."""


class OperationUpdateFile(View):
    """An operation update file."""

    __slots__ = ()

    diff: Field[str] = field()
    """The change to the file."""

    path: Field[str] = field()
    """The path."""

    type: Final[Literal["update_file"]] = field()
    """The word for this kind of object."""


Operation: TypeAlias = OperationCreateFile | OperationDeleteFile | OperationUpdateFile

#: The class for each tag; the first one shows what has another.
OPERATION: dict[str, type[View]] = {
    "": View,
    "create_file": OperationCreateFile,
    "delete_file": OperationDeleteFile,
    "update_file": OperationUpdateFile,
}


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


class ResponseApplyPatchToolCall(View):
    """An apply patch tool call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    operation: Field[Operation] = field(OPERATION)
    """What is done to the file."""

    status: Field[Literal["in_progress", "completed"]] = field()
    """How far it has come."""

    type: Final[Literal["apply_patch_call"]] = field()
    """The word for this kind of object."""

    caller: Field[Caller | None] = field(CALLER, default=None)
    """Who made the call."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
