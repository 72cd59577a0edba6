"""A prompt."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "ResponsePrompt",
]


class ResponsePrompt(View):
    """A prompt."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    variables: Field[dict[str, Any] | None] = field(default=None)

    version: Field[str | None] = field(default=None)
    """The version."""
