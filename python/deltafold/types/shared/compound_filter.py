"""A compound filter."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.shared.comparison_filter import ComparisonFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CompoundFilter",
]


class CompoundFilter(View):
    """A compound filter."""

    __slots__ = ()

    filters: Field[Sequence[ComparisonFilter | View]] = field(
        items={
            "": View,
            "eq": ComparisonFilter,
            "ne": ComparisonFilter,
            "gt": ComparisonFilter,
            "gte": ComparisonFilter,
            "lt": ComparisonFilter,
            "lte": ComparisonFilter,
            "in": ComparisonFilter,
            "nin": ComparisonFilter,
        }
    )
    """What is looked through."""

    type: Final[Literal["and", "or"]] = field()
    """The word for this kind of object."""
