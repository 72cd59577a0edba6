"""Response computer tool call output item: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.response_computer_tool_call_output_screenshot import (
    ResponseComputerToolCallOutputScreenshot,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "AcknowledgedSafetyCheck",
    "ResponseComputerToolCallOutputItem",
]


class AcknowledgedSafetyCheck(View):
    """An acknowledged safety check."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str | None] = field(default=None)
    """The message."""


class ResponseComputerToolCallOutputItem(View):
    """A computer tool call output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    output: Field[ResponseComputerToolCallOutputScreenshot] = field(
        ResponseComputerToolCallOutputScreenshot
    )
    """The output."""

    status: Field[Literal["completed", "incomplete", "failed", "in_progress"]] = field()
    """How far it has come."""

    type: Final[Literal["computer_call_output"]] = field()
    """The word for this kind of object."""

    acknowledged_safety_checks: Field[Sequence[AcknowledgedSafetyCheck] | None] = field(
        items=AcknowledgedSafetyCheck, default=None
    )
    """The safety checks that were acknowledged."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
