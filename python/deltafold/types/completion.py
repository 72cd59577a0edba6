"""A legacy completion."""

from __future__ import annotations

from deltafold._core import Field, Sequence, field
from deltafold.types._bases import StreamItem, Whole
from deltafold.types.completion_choice import CompletionChoice
from deltafold.types.completion_usage import CompletionUsage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Completion",
]


class Completion(StreamItem, Whole):
    """A legacy completion, or one chunk of its stream: both have the same shape."""

    __slots__ = ()

    id: Field[str] = field()
    """The completion's own id."""

    choices: Field[Sequence[CompletionChoice]] = field(items=CompletionChoice)
    """The texts."""

    created: Field[int] = field()
    """When it was made, in seconds since 1970."""

    model: Field[str] = field()
    """The model that made it."""

    object: Field[Literal["text_completion"]] = field()
    """The word for this kind of object."""

    system_fingerprint: Field[str | None] = field(default=None)
    """Which configuration of the backend made it."""

    usage: Field[CompletionUsage | None] = field(CompletionUsage, default=None)
    """How many tokens it took."""
