"""A function tool."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

__all__ = [
    "FunctionTool",
]


class FunctionTool(View):
    """A function tool."""

    __slots__ = ()

    name: Field[str] = field()

    parameters: Field[dict[str, Any] | None] = field(default=None)

    strict: Field[bool | None] = field(default=None)

    type: Field[Literal["function"]] = field()
    """The word for this kind of object."""

    allowed_callers: Field[list[Literal["direct", "programmatic"]] | None] = field(default=None)

    defer_loading: Field[bool | None] = field(default=None)

    description: Field[str | None] = field(default=None)

    output_schema: Field[dict[str, Any] | None] = field(default=None)
