"""A comparison filter."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ComparisonFilter",
]


class ComparisonFilter(View):
    """A comparison filter."""

    __slots__ = ()

    key: Field[str] = field()
    """The key."""

    type: Final[Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]] = field()
    """The word for this kind of object."""

    value: Field[list[str | float] | str | float | bool] = field()
    """The value."""
