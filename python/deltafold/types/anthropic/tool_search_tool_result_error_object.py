"""A tool search tool result error object."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolSearchToolResultErrorObject",
]


class ToolSearchToolResultErrorObject(View):
    """A tool search tool result error object."""

    __slots__ = ()

    error_code: Field[
        Literal["invalid_tool_input", "unavailable", "too_many_requests", "execution_time_exceeded"]
    ] = field()
    """The name of the error."""

    error_message: Field[str | None] = field(default=None)
    """The error in words."""

    type: Final[Literal["tool_search_tool_result_error"]] = field()
    """The word for this kind of object."""
