"""A function tool."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "FunctionTool",
]


class FunctionTool(View):
    """A function tool."""

    __slots__ = ()

    name: Field[str] = field()
    """The name."""

    parameters: Field[dict[str, Any] | None] = field(default=None)
    """The JSON schema of the arguments."""

    strict: Field[bool | None] = field(default=None)
    """Whether the arguments must fit the schema."""

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
