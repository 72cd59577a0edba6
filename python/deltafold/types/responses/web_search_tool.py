"""Web search tool: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Filters",
    "UserLocation",
    "WebSearchTool",
]


class Filters(View):
    """Filters."""

    __slots__ = ()

    allowed_domains: Field[list[str] | None] = field(default=None)


class UserLocation(View):
    """An user location."""

    __slots__ = ()

    city: Field[str | None] = field(default=None)

    country: Field[str | None] = field(default=None)

    region: Field[str | None] = field(default=None)

    timezone: Field[str | None] = field(default=None)

    type: Field[Literal["approximate"] | None] = field(default=None)
    """The word for this kind of object."""


class WebSearchTool(View):
    """A web search tool."""

    __slots__ = ()

    type: Final[Literal["web_search", "web_search_2025_08_26"]] = field()
    """The word for this kind of object."""

    external_web_access: Field[bool | None] = field(default=None)

    filters: Field[Filters | None] = field(Filters, default=None)
    """What is looked through."""

    search_context_size: Field[Literal["low", "medium", "high"] | None] = field(default=None)

    user_location: Field[UserLocation | None] = field(UserLocation, default=None)
    """Where the user is, roughly."""
