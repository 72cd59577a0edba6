"""A code execution tool result error object."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CodeExecutionToolResultErrorObject",
]


class CodeExecutionToolResultErrorObject(View):
    """A code execution tool result error object."""

    __slots__ = ()

    error_code: Field[
        Literal["invalid_tool_input", "unavailable", "too_many_requests", "execution_time_exceeded"]
    ] = field()
    """The name of the error."""

    type: Final[Literal["code_execution_tool_result_error"]] = field()
    """The word for this kind of object."""
