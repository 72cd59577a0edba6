"""Custom tool input format: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "Text",
    "Grammar",
    "CustomToolInputFormat",
]


class Text(View):
    """Text."""

    __slots__ = ()

    type: Final[Literal["text"]] = field()
    """The word for this kind of object."""


class Grammar(View):
    """A grammar."""

    __slots__ = ()

    definition: Field[str] = field()

    syntax: Field[Literal["lark", "regex"]] = field()

    type: Final[Literal["grammar"]] = field()
    """The word for this kind of object."""


CustomToolInputFormat: TypeAlias = Text | Grammar

#: The class for each tag; the first one shows what has another.
CUSTOM_TOOL_INPUT_FORMAT: dict[str, type[View]] = {"": View, "text": Text, "grammar": Grammar}
