"""A web search result block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "WebSearchResultBlock",
]


class WebSearchResultBlock(View):
    """A web search result block."""

    __slots__ = ()

    encrypted_content: Field[str] = field()
    """The content in a form that only the provider can read."""

    page_age: Field[str | None] = field(default=None)

    title: Field[str] = field()
    """The title."""

    type: Final[Literal["web_search_result"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()
    """The URL."""
