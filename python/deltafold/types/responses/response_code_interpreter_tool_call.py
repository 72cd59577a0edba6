"""Response code interpreter tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

__all__ = [
    "OutputLogs",
    "OutputImage",
    "ResponseCodeInterpreterToolCall",
    "Output",
]


class OutputLogs(View):
    """Output logs."""

    __slots__ = ()

    logs: Field[str] = field()

    type: Field[Literal["logs"]] = field()
    """The word for this kind of object."""


class OutputImage(View):
    """An output image."""

    __slots__ = ()

    type: Field[Literal["image"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()


Output: TypeAlias = OutputLogs | OutputImage

#: The class for each tag; the first one shows what has another.
OUTPUT = {"": View, "logs": OutputLogs, "image": OutputImage}


class ResponseCodeInterpreterToolCall(View):
    """A code interpreter tool call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    code: Field[str | None] = field(default=None)

    container_id: Field[str] = field()

    outputs: Field[Sequence[Output] | None] = field(items=OUTPUT, default=None)

    status: Field[Literal["in_progress", "completed", "incomplete", "interpreting", "failed"]] = (
        field()
    )

    type: Field[Literal["code_interpreter_call"]] = field()
    """The word for this kind of object."""
