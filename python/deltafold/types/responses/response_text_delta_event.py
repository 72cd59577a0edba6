"""Response text delta event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "LogprobTopLogprob",
    "Logprob",
    "ResponseTextDeltaEvent",
]


class LogprobTopLogprob(View):
    """A logprob top logprob."""

    __slots__ = ()

    token: Field[str | None] = field(default=None)

    logprob: Field[float | None] = field(default=None)


class Logprob(View):
    """A logprob."""

    __slots__ = ()

    token: Field[str] = field()

    logprob: Field[float] = field()

    top_logprobs: Field[Sequence[LogprobTopLogprob] | None] = field(
        items=LogprobTopLogprob, default=None
    )


class ResponseTextDeltaEvent(StreamItem):
    """The event `response.output_text.delta`."""

    __slots__ = ()

    content_index: Field[int] = field()

    delta: Field[str] = field()

    item_id: Field[str] = field()

    logprobs: Field[Sequence[Logprob]] = field(items=Logprob)

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    type: Field[Literal["response.output_text.delta"]] = field()
    """The word for this kind of object."""
