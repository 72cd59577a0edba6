"""Response text delta event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "LogprobTopLogprob",
    "Logprob",
    "ResponseTextDeltaEvent",
]


class LogprobTopLogprob(View):
    """A logprob top logprob."""

    __slots__ = ()

    token: Field[str | None] = field(default=None)
    """The token."""

    logprob: Field[float | None] = field(default=None)
    """The log probability of the token."""


class Logprob(View):
    """A logprob."""

    __slots__ = ()

    token: Field[str] = field()
    """The token."""

    logprob: Field[float] = field()
    """The log probability of the token."""

    top_logprobs: Field[Sequence[LogprobTopLogprob] | None] = field(
        items=LogprobTopLogprob, default=None
    )
    """The likeliest tokens at this place."""


class ResponseTextDeltaEvent(StreamItem):
    """The event `response.output_text.delta`."""

    __slots__ = ()

    content_index: Field[int] = field()
    """The number of the content part that it belongs to."""

    delta: Field[str] = field()
    """What the event adds."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    logprobs: Field[Sequence[Logprob]] = field(items=Logprob)
    """How likely each token was, if requested."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.output_text.delta"]] = field()
    """The word for this kind of object."""
