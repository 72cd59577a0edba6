"""A web fetch tool result error block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "WebFetchToolResultErrorBlock",
]


class WebFetchToolResultErrorBlock(View):
    """A web fetch tool result error block."""

    __slots__ = ()

    error_code: Field[
        Literal[
            "invalid_tool_input",
            "url_too_long",
            "url_not_allowed",
            "url_not_in_prior_context",
            "url_not_accessible",
            "unsupported_content_type",
            "too_many_requests",
            "max_uses_exceeded",
            "unavailable",
            "content_too_large",
        ]
    ] = field()
    """The name of the error."""

    type: Final[Literal["web_fetch_tool_result_error"]] = field()
    """The word for this kind of object."""
