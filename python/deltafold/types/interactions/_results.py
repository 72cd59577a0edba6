"""Results: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.interactions._contents import ReviewSnippet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "CodeExecutionCallArguments",
    "Function",
    "GoogleMapsCallArguments",
    "GoogleMapsResultPlaces",
    "GoogleMapsResult",
    "GoogleSearchCallArguments",
    "GoogleSearchResult",
    "RetrievalCallArguments",
    "ToolSearchCallStepArguments",
    "URLContextCallArguments",
    "URLContextResult",
    "FileSearchResult",
]


class CodeExecutionCallArguments(View):
    """Code execution call arguments."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    """The code."""

    language: Field[str | None] = field(default=None)
    """The language."""


class Function(View):
    """A function."""

    __slots__ = ()

    defer_loading: Field[bool | None] = field(default=None)
    """Whether it is looked up only when it is needed."""

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    name: Field[str | None] = field(default=None)
    """The name."""

    parameters: Field[Any] = field(default=None)
    """The JSON schema of the arguments."""

    short_description: Field[str | None] = field(default=None)

    type: Final[Literal["function"]] = field(default=None)
    """The word for this kind of object."""


class GoogleMapsCallArguments(View):
    """Google maps call arguments."""

    __slots__ = ()

    queries: Field[list[str] | None] = field(default=None)
    """What is looked for."""


class GoogleMapsResultPlaces(View):
    """Google maps result places."""

    __slots__ = ()

    name: Field[str | None] = field(default=None)
    """The name."""

    place_id: Field[str | None] = field(default=None)

    review_snippets: Field[Sequence[ReviewSnippet] | None] = field(
        items=ReviewSnippet, default=None
    )

    url: Field[str | None] = field(default=None)
    """The URL."""


class GoogleMapsResult(View):
    """A google maps result."""

    __slots__ = ()

    places: Field[Sequence[GoogleMapsResultPlaces] | None] = field(
        items=GoogleMapsResultPlaces, default=None
    )

    widget_context_token: Field[str | None] = field(default=None)


class GoogleSearchCallArguments(View):
    """Google search call arguments."""

    __slots__ = ()

    queries: Field[list[str] | None] = field(default=None)
    """What is looked for."""


class GoogleSearchResult(View):
    """A google search result."""

    __slots__ = ()

    search_suggestions: Field[str | None] = field(default=None)


class RetrievalCallArguments(View):
    """Retrieval call arguments."""

    __slots__ = ()

    queries: Field[list[str] | None] = field(default=None)
    """What is looked for."""


class ToolSearchCallStepArguments(View):
    """Tool search call step arguments."""

    __slots__ = ()

    function_names: Field[list[str] | None] = field(default=None)


class URLContextCallArguments(View):
    """URL context call arguments."""

    __slots__ = ()

    urls: Field[list[str] | None] = field(default=None)


class URLContextResult(View):
    """A URL context result."""

    __slots__ = ()

    status: Field[str | None] = field(default=None)
    """How far it has come."""

    url: Field[str | None] = field(default=None)
    """The URL."""


class FileSearchResult(View):
    """A file search result."""

    __slots__ = ()
