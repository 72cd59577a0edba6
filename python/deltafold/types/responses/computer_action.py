"""Computer action: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

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
    """The button of the mouse."""

    type: Final[Literal["click"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""


class DoubleClick(View):
    """A double click."""

    __slots__ = ()

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""

    type: Final[Literal["double_click"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""


class DragPath(View):
    """A drag path."""

    __slots__ = ()

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""


class Drag(View):
    """A drag."""

    __slots__ = ()

    path: Field[Sequence[DragPath]] = field(items=DragPath)
    """The path."""

    type: Final[Literal["drag"]] = field()
    """The word for this kind of object."""

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""


class Keypress(View):
    """Keypress."""

    __slots__ = ()

    keys: Field[list[str]] = field()
    """The keys that are held or pressed."""

    type: Final[Literal["keypress"]] = field()
    """The word for this kind of object."""


class Move(View):
    """A move."""

    __slots__ = ()

    type: Final[Literal["move"]] = field()
    """The word for this kind of object."""

    x: Field[int] = field()
    """Pixels from the left."""

    y: Field[int] = field()
    """Pixels from the top."""

    keys: Field[list[str] | None] = field(default=None)
    """The keys that are held or pressed."""


class Screenshot(View):
    """A screenshot."""

    __slots__ = ()

    type: Final[Literal["screenshot"]] = field()
    """The word for this kind of object."""


class Scroll(View):
    """A scroll."""

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


class Type(View):
    """A type."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["type"]] = field()
    """The word for this kind of object."""


class Wait(View):
    """A wait."""

    __slots__ = ()

    type: Final[Literal["wait"]] = field()
    """The word for this kind of object."""


ComputerAction: TypeAlias = (
    Click | DoubleClick | Drag | Keypress | Move | Screenshot | Scroll | Type | Wait
)

#: The class for each tag; the first one shows what has another.
COMPUTER_ACTION: dict[str, type[View]] = {
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
