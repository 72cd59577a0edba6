"""A local environment."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseLocalEnvironment",
]


class ResponseLocalEnvironment(View):
    """A local environment."""

    __slots__ = ()

    type: Final[Literal["local"]] = field()
    """The word for this kind of object."""
