"""The base classes of stream items and of whole responses."""

from __future__ import annotations

from deltafold._core import MergeInfo, View, _merge_info, _t_ns

__all__ = ["StreamItem", "Whole"]


class StreamItem(View):
    """An item of a stream: a chunk or an event."""

    __slots__ = ()

    @property
    def t_ns(self) -> int | None:
        """Arrival time in nanoseconds of the recorder's clock, or None. Not in dumps, `==`, repr."""
        return _t_ns(self)


class Whole(View):
    """A whole response, either stored or merged from the items of a stream."""

    __slots__ = ()

    @property
    def merge_info(self) -> MergeInfo:
        """Whether it is complete, and its anomalies and error. Not in dumps, `==` and repr."""
        return _merge_info(self)
