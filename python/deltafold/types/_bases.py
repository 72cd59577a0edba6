"""What items of streams have in common, and what whole responses have."""

from __future__ import annotations

from deltafold._core import MergeInfo, View, _merge_info, _t_ns

__all__ = ["StreamItem", "Whole"]


class StreamItem(View):
    """An item of a stream: a chunk or an event."""

    __slots__ = ()

    @property
    def t_ns(self) -> int | None:
        """When it came, in nanoseconds of the recorder's clock, or None. No part of dumps, `==` or repr."""
        return _t_ns(self)


class Whole(View):
    """A whole response: as it was stored, or as merging the items of a stream gave it."""

    __slots__ = ()

    @property
    def merge_info(self) -> MergeInfo:
        """Whether it is all there, and what merging met on the way. No part of dumps, `==` or repr."""
        return _merge_info(self)
