"""Error object: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "MisalignmentSteer",
    "Misalignment",
    "ErrorObject",
]


class MisalignmentSteer(View):
    """An instruction for continuing after a block."""

    __slots__ = ()

    message: Field[str] = field()
    """The instruction."""


class Misalignment(View):
    """Why the model's actions were blocked."""

    __slots__ = ()

    detailed_explanation: Field[str | None] = field(default=None)
    """The reason for the block, in words."""

    error_type: Field[str | None] = field(default=None)
    """The kind of unintended action."""

    review_target: Field[str | None] = field(default=None)
    """The value that a request sends to continue the review."""

    steer: Field[MisalignmentSteer | None] = field(MisalignmentSteer, default=None)
    """An instruction for continuing."""


class ErrorObject(View):
    """What went wrong."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str] = field()
    """The message."""

    param: Field[str | None] = field(default=None)

    type: Field[str] = field()
    """The word for this kind of object."""

    misalignment: Field[Misalignment | None] = field(Misalignment, default=None)
    """Why the model's actions were blocked, if they were."""
