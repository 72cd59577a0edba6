"""A format text JSON schema config."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "ResponseFormatTextJSONSchemaConfig",
]


class ResponseFormatTextJSONSchemaConfig(View):
    """A format text JSON schema config."""

    __slots__ = ()

    name: Field[str] = field()
    """The name."""

    schema_: Field[dict[str, Any]] = field(alias="schema")
    """The JSON schema."""

    type: Final[Literal["json_schema"]] = field()
    """The word for this kind of object."""

    description: Field[str | None] = field(default=None)
    """What it is, in words."""

    strict: Field[bool | None] = field(default=None)
    """Whether the arguments must fit the schema."""
