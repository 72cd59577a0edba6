"""Response code interpreter tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

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
    """What the code wrote."""

    type: Final[Literal["logs"]] = field()
    """The word for this kind of object."""


class OutputImage(View):
    """An output image."""

    __slots__ = ()

    type: Final[Literal["image"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()
    """The URL."""


Output: TypeAlias = OutputLogs | OutputImage

#: The class for each tag; the first one shows what has another.
OUTPUT: dict[str, type[View]] = {"": View, "logs": OutputLogs, "image": OutputImage}


class ResponseCodeInterpreterToolCall(View):
    """Code that was run: an output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    code: Field[str | None] = field(default=None)
    """The code."""

    container_id: Field[str] = field()
    """The id of the container."""

    outputs: Field[Sequence[Output] | None] = field(items=OUTPUT, default=None)
    """The outputs."""

    status: Field[Literal["in_progress", "completed", "incomplete", "interpreting", "failed"]] = (
        field()
    )
    """How far it has come."""

    type: Final[Literal["code_interpreter_call"]] = field()
    """The word for this kind of object."""
