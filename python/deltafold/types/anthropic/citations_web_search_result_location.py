"""A citations web search result location."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CitationsWebSearchResultLocation",
]


class CitationsWebSearchResultLocation(View):
    """A citations web search result location."""

    __slots__ = ()

    cited_text: Field[str] = field()
    """The text that is cited."""

    encrypted_index: Field[str] = field()

    title: Field[str | None] = field(default=None)
    """The title."""

    type: Final[Literal["web_search_result_location"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()
    """The URL."""
