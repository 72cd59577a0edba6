"""Shell: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.container_reference import ContainerReference
from deltafold.types.responses.local_environment import LocalEnvironment
from deltafold.types.responses.response_function_shell_call_output_content import (
    ResponseFunctionShellCallOutputContent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "LocalShellCallAction",
    "LocalShellCall",
    "LocalShellCallOutput",
    "ShellCallAction",
    "ShellCallCallerDirect",
    "ShellCallCallerProgram",
    "ShellCall",
    "ShellCallOutputCallerDirect",
    "ShellCallOutputCallerProgram",
    "ShellCallOutput",
    "ApplyPatchCallOperationCreateFile",
    "ApplyPatchCallOperationDeleteFile",
    "ApplyPatchCallOperationUpdateFile",
    "ApplyPatchCallCallerDirect",
    "ApplyPatchCallCallerProgram",
    "ApplyPatchCall",
    "ApplyPatchCallOutputCallerDirect",
    "ApplyPatchCallOutputCallerProgram",
    "ApplyPatchCallOutput",
    "ShellCallCaller",
    "ShellCallEnvironment",
    "ShellCallOutputCaller",
    "ApplyPatchCallOperation",
    "ApplyPatchCallCaller",
    "ApplyPatchCallOutputCaller",
]


ShellCallEnvironment: TypeAlias = LocalEnvironment | ContainerReference

#: The class for each tag; the first one shows what has another.
SHELL_CALL_ENVIRONMENT: dict[str, type[View]] = {
    "": View,
    "local": LocalEnvironment,
    "container_reference": ContainerReference,
}


class LocalShellCallAction(View):
    """A local shell call action."""

    __slots__ = ()

    command: Field[list[str]] = field()
    env: Field[dict[str, str]] = field()
    type: Final[Literal["exec"]] = field()
    timeout_ms: Field[int | None] = field(default=None)
    user: Field[str | None] = field(default=None)
    working_directory: Field[str | None] = field(default=None)


class LocalShellCall(View):
    """A local shell call."""

    __slots__ = ()

    id: Field[str] = field()
    action: Field[LocalShellCallAction] = field(LocalShellCallAction)
    call_id: Field[str] = field()
    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    type: Final[Literal["local_shell_call"]] = field()


class LocalShellCallOutput(View):
    """Local shell call output."""

    __slots__ = ()

    id: Field[str] = field()
    output: Field[str] = field()
    type: Final[Literal["local_shell_call_output"]] = field()
    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class ShellCallAction(View):
    """A shell call action."""

    __slots__ = ()

    commands: Field[list[str]] = field()
    max_output_length: Field[int | None] = field(default=None)
    timeout_ms: Field[int | None] = field(default=None)


class ShellCallCallerDirect(View):
    """A shell call caller direct."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()


class ShellCallCallerProgram(View):
    """A shell call caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()
    type: Final[Literal["program"]] = field()


ShellCallCaller: TypeAlias = ShellCallCallerDirect | ShellCallCallerProgram

#: The class for each tag; the first one shows what has another.
SHELL_CALL_CALLER: dict[str, type[View]] = {
    "": View,
    "direct": ShellCallCallerDirect,
    "program": ShellCallCallerProgram,
}


class ShellCall(View):
    """A shell call."""

    __slots__ = ()

    action: Field[ShellCallAction] = field(ShellCallAction)
    call_id: Field[str] = field()
    type: Final[Literal["shell_call"]] = field()
    id: Field[str | None] = field(default=None)
    caller: Field[ShellCallCaller | None] = field(SHELL_CALL_CALLER, default=None)
    environment: Field[ShellCallEnvironment | None] = field(SHELL_CALL_ENVIRONMENT, default=None)
    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class ShellCallOutputCallerDirect(View):
    """A shell call output caller direct."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()


class ShellCallOutputCallerProgram(View):
    """A shell call output caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()
    type: Final[Literal["program"]] = field()


ShellCallOutputCaller: TypeAlias = ShellCallOutputCallerDirect | ShellCallOutputCallerProgram

#: The class for each tag; the first one shows what has another.
SHELL_CALL_OUTPUT_CALLER: dict[str, type[View]] = {
    "": View,
    "direct": ShellCallOutputCallerDirect,
    "program": ShellCallOutputCallerProgram,
}


class ShellCallOutput(View):
    """Shell call output."""

    __slots__ = ()

    call_id: Field[str] = field()
    output: Field[Sequence[ResponseFunctionShellCallOutputContent]] = field(
        items=ResponseFunctionShellCallOutputContent
    )
    type: Final[Literal["shell_call_output"]] = field()
    id: Field[str | None] = field(default=None)
    caller: Field[ShellCallOutputCaller | None] = field(SHELL_CALL_OUTPUT_CALLER, default=None)
    max_output_length: Field[int | None] = field(default=None)
    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class ApplyPatchCallOperationCreateFile(View):
    """An apply patch call operation create file."""

    __slots__ = ()

    diff: Field[str] = field()
    path: Field[str] = field()
    type: Final[Literal["create_file"]] = field()


class ApplyPatchCallOperationDeleteFile(View):
    """An apply patch call operation delete file."""

    __slots__ = ()

    path: Field[str] = field()
    type: Final[Literal["delete_file"]] = field()


class ApplyPatchCallOperationUpdateFile(View):
    """An apply patch call operation update file."""

    __slots__ = ()

    diff: Field[str] = field()
    path: Field[str] = field()
    type: Final[Literal["update_file"]] = field()


ApplyPatchCallOperation: TypeAlias = (
    ApplyPatchCallOperationCreateFile
    | ApplyPatchCallOperationDeleteFile
    | ApplyPatchCallOperationUpdateFile
)

#: The class for each tag; the first one shows what has another.
APPLY_PATCH_CALL_OPERATION: dict[str, type[View]] = {
    "": View,
    "create_file": ApplyPatchCallOperationCreateFile,
    "delete_file": ApplyPatchCallOperationDeleteFile,
    "update_file": ApplyPatchCallOperationUpdateFile,
}


class ApplyPatchCallCallerDirect(View):
    """An apply patch call caller direct."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()


class ApplyPatchCallCallerProgram(View):
    """An apply patch call caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()
    type: Final[Literal["program"]] = field()


ApplyPatchCallCaller: TypeAlias = ApplyPatchCallCallerDirect | ApplyPatchCallCallerProgram

#: The class for each tag; the first one shows what has another.
APPLY_PATCH_CALL_CALLER: dict[str, type[View]] = {
    "": View,
    "direct": ApplyPatchCallCallerDirect,
    "program": ApplyPatchCallCallerProgram,
}


class ApplyPatchCall(View):
    """An apply patch call."""

    __slots__ = ()

    call_id: Field[str] = field()
    operation: Field[ApplyPatchCallOperation] = field(APPLY_PATCH_CALL_OPERATION)
    status: Field[Literal["in_progress", "completed"]] = field()
    type: Final[Literal["apply_patch_call"]] = field()
    id: Field[str | None] = field(default=None)
    caller: Field[ApplyPatchCallCaller | None] = field(APPLY_PATCH_CALL_CALLER, default=None)


class ApplyPatchCallOutputCallerDirect(View):
    """An apply patch call output caller direct."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()


class ApplyPatchCallOutputCallerProgram(View):
    """An apply patch call output caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()
    type: Final[Literal["program"]] = field()


ApplyPatchCallOutputCaller: TypeAlias = (
    ApplyPatchCallOutputCallerDirect | ApplyPatchCallOutputCallerProgram
)

#: The class for each tag; the first one shows what has another.
APPLY_PATCH_CALL_OUTPUT_CALLER: dict[str, type[View]] = {
    "": View,
    "direct": ApplyPatchCallOutputCallerDirect,
    "program": ApplyPatchCallOutputCallerProgram,
}


class ApplyPatchCallOutput(View):
    """Apply patch call output."""

    __slots__ = ()

    call_id: Field[str] = field()
    status: Field[Literal["completed", "failed"]] = field()
    type: Final[Literal["apply_patch_call_output"]] = field()
    id: Field[str | None] = field(default=None)
    caller: Field[ApplyPatchCallOutputCaller | None] = field(
        APPLY_PATCH_CALL_OUTPUT_CALLER, default=None
    )
    output: Field[str | None] = field(default=None)
