"""File search tool: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.shared.comparison_filter import ComparisonFilter
from deltafold.types.shared.compound_filter import CompoundFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "RankingOptionsHybridSearch",
    "RankingOptions",
    "FileSearchTool",
    "Filters",
]


Filters: TypeAlias = ComparisonFilter | CompoundFilter

#: The class for each tag; the first one shows what has another.
FILTERS: dict[str, type[View]] = {
    "": View,
    "eq": ComparisonFilter,
    "ne": ComparisonFilter,
    "gt": ComparisonFilter,
    "gte": ComparisonFilter,
    "lt": ComparisonFilter,
    "lte": ComparisonFilter,
    "in": ComparisonFilter,
    "nin": ComparisonFilter,
    "and": CompoundFilter,
    "or": CompoundFilter,
}


class RankingOptionsHybridSearch(View):
    """A ranking options hybrid search."""

    __slots__ = ()

    embedding_weight: Field[float] = field()

    text_weight: Field[float] = field()


class RankingOptions(View):
    """Ranking options."""

    __slots__ = ()

    hybrid_search: Field[RankingOptionsHybridSearch | None] = field(
        RankingOptionsHybridSearch, default=None
    )

    ranker: Field[Literal["auto", "default-2024-11-15"] | None] = field(default=None)

    score_threshold: Field[float | None] = field(default=None)


class FileSearchTool(View):
    """A file search tool."""

    __slots__ = ()

    type: Final[Literal["file_search"]] = field()
    """The word for this kind of object."""

    vector_store_ids: Field[list[str]] = field()

    filters: Field[Filters | None] = field(FILTERS, default=None)
    """What is looked through."""

    max_num_results: Field[int | None] = field(default=None)

    ranking_options: Field[RankingOptions | None] = field(RankingOptions, default=None)
