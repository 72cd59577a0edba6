"""Response function web search: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ActionSearchSource",
    "ActionSearch",
    "ActionOpenPage",
    "ActionFind",
    "ResponseFunctionWebSearch",
    "Action",
]


class ActionSearchSource(View):
    """An action search source."""

    __slots__ = ()

    type: Final[Literal["url"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()
    """The URL."""


class ActionSearch(View):
    """An action search."""

    __slots__ = ()

    type: Final[Literal["search"]] = field()
    """The word for this kind of object."""

    queries: Field[list[str] | None] = field(default=None)
    """What is looked for."""

    query: Field[str | None] = field(default=None)
    """What is looked for."""

    sources: Field[Sequence[ActionSearchSource] | None] = field(
        items=ActionSearchSource, default=None
    )
    """Where it comes from."""


class ActionOpenPage(View):
    """An action open page."""

    __slots__ = ()

    type: Final[Literal["open_page"]] = field()
    """The word for this kind of object."""

    url: Field[str | None] = field(default=None)
    """The URL."""


class ActionFind(View):
    """An action find."""

    __slots__ = ()

    pattern: Field[str] = field()

    type: Final[Literal["find_in_page"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()
    """The URL."""


Action: TypeAlias = ActionSearch | ActionOpenPage | ActionFind

#: The class for each tag; the first one shows what has another.
ACTION: dict[str, type[View]] = {
    "": View,
    "search": ActionSearch,
    "open_page": ActionOpenPage,
    "find_in_page": ActionFind,
}


class ResponseFunctionWebSearch(View):
    """A search of the web: an output item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    action: Field[Action] = field(ACTION)
    """What is done."""

    status: Field[Literal["in_progress", "searching", "completed", "failed", "incomplete"]] = (
        field()
    )
    """How far it has come."""

    type: Final[Literal["web_search_call"]] = field()
    """The word for this kind of object."""
