"""Function shell tool: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.responses.container_auto import ContainerAuto
from deltafold.types.responses.container_reference import ContainerReference
from deltafold.types.responses.local_environment import LocalEnvironment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "FunctionShellTool",
    "Environment",
]


Environment: TypeAlias = ContainerAuto | LocalEnvironment | ContainerReference

#: The class for each tag; the first one shows what has another.
ENVIRONMENT: dict[str, type[View]] = {
    "": View,
    "container_auto": ContainerAuto,
    "local": LocalEnvironment,
    "container_reference": ContainerReference,
}


class FunctionShellTool(View):
    """A function shell tool."""

    __slots__ = ()

    type: Final[Literal["shell"]] = field()
    """The word for this kind of object."""

    allowed_callers: Field[list[Literal["direct", "programmatic"]] | None] = field(default=None)
    """Who may make the call."""

    environment: Field[Environment | None] = field(ENVIRONMENT, default=None)
    """Where it runs."""
