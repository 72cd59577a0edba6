"""Web search preview tool: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "UserLocation",
    "WebSearchPreviewTool",
]


class UserLocation(View):
    """An user location."""

    __slots__ = ()

    type: Final[Literal["approximate"]] = field()
    """The word for this kind of object."""

    city: Field[str | None] = field(default=None)

    country: Field[str | None] = field(default=None)

    region: Field[str | None] = field(default=None)

    timezone: Field[str | None] = field(default=None)


class WebSearchPreviewTool(View):
    """A web search preview tool."""

    __slots__ = ()

    type: Final[Literal["web_search_preview", "web_search_preview_2025_03_11"]] = field()
    """The word for this kind of object."""

    search_content_types: Field[list[Literal["text", "image"]] | None] = field(default=None)

    search_context_size: Field[Literal["low", "medium", "high"] | None] = field(default=None)

    user_location: Field[UserLocation | None] = field(UserLocation, default=None)
    """Where the user is, roughly."""
