"""A local environment."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseLocalEnvironment",
]


class ResponseLocalEnvironment(View):
    """A local environment."""

    __slots__ = ()

    type: Field[Literal["local"]] = field()
    """The word for this kind of object."""
