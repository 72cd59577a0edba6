"""Computer action: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

__all__ = [
    "Click",
    "DoubleClick",
    "DragPath",
    "Drag",
    "Keypress",
    "Move",
    "Screenshot",
    "Scroll",
    "Type",
    "Wait",
    "ComputerAction",
]


class Click(View):
    """A click."""

    __slots__ = ()

    button: Field[Literal["left", "right", "wheel", "back", "forward"]] = field()

    type: Field[Literal["click"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()

    y: Field[int] = field()

    keys: Field[list[str] | None] = field(default=None)


class DoubleClick(View):
    """A double click."""

    __slots__ = ()

    keys: Field[list[str] | None] = field(default=None)

    type: Field[Literal["double_click"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()

    y: Field[int] = field()


class DragPath(View):
    """A drag path."""

    __slots__ = ()

    x: Field[int] = field()

    y: Field[int] = field()


class Drag(View):
    """A drag."""

    __slots__ = ()

    path: Field[Sequence[DragPath]] = field(items=DragPath)

    type: Field[Literal["drag"]] = field()
    """The word for this kind of object."""

    keys: Field[list[str] | None] = field(default=None)


class Keypress(View):
    """Keypress."""

    __slots__ = ()

    keys: Field[list[str]] = field()

    type: Field[Literal["keypress"]] = field()
    """The word for this kind of object."""


class Move(View):
    """A move."""

    __slots__ = ()

    type: Field[Literal["move"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()

    y: Field[int] = field()

    keys: Field[list[str] | None] = field(default=None)


class Screenshot(View):
    """A screenshot."""

    __slots__ = ()

    type: Field[Literal["screenshot"]] = field()
    """The word for this kind of object."""


class Scroll(View):
    """A scroll."""

    __slots__ = ()

    scroll_x: Field[int] = field()

    scroll_y: Field[int] = field()

    type: Field[Literal["scroll"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()

    y: Field[int] = field()

    keys: Field[list[str] | None] = field(default=None)


class Type(View):
    """A type."""

    __slots__ = ()

    text: Field[str] = field()

    type: Field[Literal["type"]] = field()
    """The word for this kind of object."""


class Wait(View):
    """A wait."""

    __slots__ = ()

    type: Field[Literal["wait"]] = field()
    """The word for this kind of object."""


ComputerAction: TypeAlias = (
    Click | DoubleClick | Drag | Keypress | Move | Screenshot | Scroll | Type | Wait
)

#: The class for each tag; the first one shows what has another.
COMPUTER_ACTION = {
    "": View,
    "click": Click,
    "double_click": DoubleClick,
    "drag": Drag,
    "keypress": Keypress,
    "move": Move,
    "screenshot": Screenshot,
    "scroll": Scroll,
    "type": Type,
    "wait": Wait,
}
