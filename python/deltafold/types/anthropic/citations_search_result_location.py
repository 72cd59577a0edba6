"""A citations search result location."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CitationsSearchResultLocation",
]


class CitationsSearchResultLocation(View):
    """A citations search result location."""

    __slots__ = ()

    cited_text: Field[str] = field()
    """The text that is cited."""

    end_block_index: Field[int] = field()

    search_result_index: Field[int] = field()

    source: Field[str] = field()
    """Where it comes from."""

    start_block_index: Field[int] = field()

    title: Field[str | None] = field(default=None)
    """The title."""

    type: Final[Literal["search_result_location"]] = field()
    """The word for this kind of object."""
