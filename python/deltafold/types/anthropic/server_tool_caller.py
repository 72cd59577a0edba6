"""A server tool caller."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ServerToolCaller",
]


class ServerToolCaller(View):
    """A server tool caller."""

    __slots__ = ()

    tool_id: Field[str] = field()

    type: Final[Literal["code_execution_20250825"]] = field()
    """The word for this kind of object."""
