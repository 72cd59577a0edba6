"""Response computer tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.computer_action import COMPUTER_ACTION, ComputerAction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "PendingSafetyCheck",
    "ActionClick",
    "ActionDoubleClick",
    "ActionDragPath",
    "ActionDrag",
    "ActionKeypress",
    "ActionMove",
    "ActionScreenshot",
    "ActionScroll",
    "ActionType",
    "ActionWait",
    "ResponseComputerToolCall",
    "Action",
]


class PendingSafetyCheck(View):
    """A pending safety check."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str | None] = field(default=None)
    """The message."""


class ActionClick(View):
    """An action click."""

    __slots__ = ()

    button: Field[Literal["left", "right", "wheel", "back", "forward"]] = field()
    """The button of the mouse."""

    type: Final[Literal["click"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""


class ActionDoubleClick(View):
    """An action double click."""

    __slots__ = ()

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""

    type: Final[Literal["double_click"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""


class ActionDragPath(View):
    """An action drag path."""

    __slots__ = ()

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""


class ActionDrag(View):
    """An action drag."""

    __slots__ = ()

    path: Field[Sequence[ActionDragPath]] = field(items=ActionDragPath)
    """The path."""

    type: Final[Literal["drag"]] = field()
    """The word for this kind of object."""

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""


class ActionKeypress(View):
    """Action keypress."""

    __slots__ = ()

    keys: Field[list[str]] = field()
    """The keys that are held or pressed."""

    type: Final[Literal["keypress"]] = field()
    """The word for this kind of object."""


class ActionMove(View):
    """An action move."""

    __slots__ = ()

    type: Final[Literal["move"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""


class ActionScreenshot(View):
    """An action screenshot."""

    __slots__ = ()

    type: Final[Literal["screenshot"]] = field()
    """The word for this kind of object."""


class ActionScroll(View):
    """An action scroll."""

    __slots__ = ()

    scroll_x: Field[int] = field()
    """So many pixels to the right."""

    scroll_y: Field[int] = field()
    """So many pixels down."""

    type: Final[Literal["scroll"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""


class ActionType(View):
    """An action type."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["type"]] = field()
    """The word for this kind of object."""


class ActionWait(View):
    """An action wait."""

    __slots__ = ()

    type: Final[Literal["wait"]] = field()
    """The word for this kind of object."""


Action: TypeAlias = (
    ActionClick
    | ActionDoubleClick
    | ActionDrag
    | ActionKeypress
    | ActionMove
    | ActionScreenshot
    | ActionScroll
    | ActionType
    | ActionWait
)

#: The class for each tag; the first one shows what has another.
ACTION: dict[str, type[View]] = {
    "": View,
    "click": ActionClick,
    "double_click": ActionDoubleClick,
    "drag": ActionDrag,
    "keypress": ActionKeypress,
    "move": ActionMove,
    "screenshot": ActionScreenshot,
    "scroll": ActionScroll,
    "type": ActionType,
    "wait": ActionWait,
}


class ResponseComputerToolCall(View):
    """Something to be done at a screen: an output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    pending_safety_checks: Field[Sequence[PendingSafetyCheck]] = field(items=PendingSafetyCheck)
    """The safety checks that have to be acknowledged."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    type: Final[Literal["computer_call"]] = field()
    """The word for this kind of object."""

    action: Field[Action | None] = field(ACTION, default=None)
    """What is done."""

    actions: Field[Sequence[ComputerAction] | None] = field(items=COMPUTER_ACTION, default=None)
    """What is done, in order."""
