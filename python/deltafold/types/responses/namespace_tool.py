"""Namespace tool: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.custom_tool import CustomTool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "ToolFunction",
    "NamespaceTool",
    "Tool",
]


class ToolFunction(View):
    """A tool function."""

    __slots__ = ()

    name: Field[str] = field()
    """The name."""

    type: Final[Literal["function"]] = field()
    """The word for this kind of object."""

    allowed_callers: Field[list[Literal["direct", "programmatic"]] | None] = field(default=None)
    """Who may make the call."""

    async_: Field[bool | None] = field(default=None, alias="async")
    """Whether the model goes on before the result is there."""

    defer_loading: Field[bool | None] = field(default=None)
    """Whether it is looked up only when it is needed."""

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    output_schema: Field[dict[str, Any] | None] = field(default=None)
    """The JSON schema of the result."""

    parameters: Field[Any] = field(default=None)
    """The JSON schema of the arguments."""

    strict: Field[bool | None] = field(default=None)
    """Whether the arguments must fit the schema."""


Tool: TypeAlias = ToolFunction | CustomTool

#: The class for each tag; the first one shows what has another.
TOOL: dict[str, type[View]] = {"": View, "function": ToolFunction, "custom": CustomTool}


class NamespaceTool(View):
    """A namespace tool."""

    __slots__ = ()

    description: Field[str] = field()
    """What it is, in words."""

    name: Field[str] = field()
    """The name."""

    tools: Field[Sequence[Tool]] = field(items=TOOL)
    """The tools."""

    type: Final[Literal["namespace"]] = field()
    """The word for this kind of object."""
