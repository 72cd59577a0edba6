"""A server tool caller20260120."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ServerToolCaller20260120",
]


class ServerToolCaller20260120(View):
    """A server tool caller20260120."""

    __slots__ = ()

    tool_id: Field[str] = field()

    type: Final[Literal["code_execution_20260120"]] = field()
    """The word for this kind of object."""
