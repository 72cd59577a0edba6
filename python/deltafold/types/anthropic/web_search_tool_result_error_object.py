"""A web search tool result error object."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "WebSearchToolResultErrorObject",
]


class WebSearchToolResultErrorObject(View):
    """A web search tool result error object."""

    __slots__ = ()

    error_code: Field[
        Literal[
            "invalid_tool_input",
            "unavailable",
            "max_uses_exceeded",
            "too_many_requests",
            "query_too_long",
            "request_too_large",
        ]
    ] = field()
    """The name of the error."""

    type: Final[Literal["web_search_tool_result_error"]] = field()
    """The word for this kind of object."""
