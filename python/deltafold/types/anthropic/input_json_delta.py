"""An input JSON delta."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "InputJSONDelta",
]


class InputJSONDelta(View):
    """A piece of the JSON text of a call's input."""

    __slots__ = ()

    partial_json: Field[str] = field()

    type: Final[Literal["input_json_delta"]] = field()
    """The word for this kind of object."""
