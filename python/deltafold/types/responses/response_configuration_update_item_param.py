"""Response configuration update item param: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.responses.response_configuration_update_item import TEXT_FORMAT, TextFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Reasoning",
    "Text",
    "ResponseConfigurationUpdateItemParam",
]


class Reasoning(View):
    """Reasoning."""

    __slots__ = ()

    effort: Field[Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None] = (
        field(default=None)
    )


class Text(View):
    """Text."""

    __slots__ = ()

    format: Field[TextFormat] = field(TEXT_FORMAT)
    """The format."""


class ResponseConfigurationUpdateItemParam(View):
    """A configuration update item param."""

    __slots__ = ()

    type: Final[Literal["configuration_update"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    reasoning: Field[Reasoning | None] = field(Reasoning, default=None)
    """How the model was to reason."""

    text: Field[Text | None] = field(Text, default=None)
    """The text."""
