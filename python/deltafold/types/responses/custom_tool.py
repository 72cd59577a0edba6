"""A custom tool."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.shared.custom_tool_input_format import (
    CUSTOM_TOOL_INPUT_FORMAT,
    CustomToolInputFormat,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CustomTool",
]


class CustomTool(View):
    """A custom tool."""

    __slots__ = ()

    name: Field[str] = field()
    """The name."""

    type: Final[Literal["custom"]] = field()
    """The word for this kind of object."""

    allowed_callers: Field[list[Literal["direct", "programmatic"]] | None] = field(default=None)
    """Who may make the call."""

    async_: Field[bool | None] = field(default=None, alias="async")
    """Whether the model goes on before the result is there."""

    defer_loading: Field[bool | None] = field(default=None)
    """Whether it is looked up only when it is needed."""

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    format: Field[CustomToolInputFormat | None] = field(CUSTOM_TOOL_INPUT_FORMAT, default=None)
    """The format."""
