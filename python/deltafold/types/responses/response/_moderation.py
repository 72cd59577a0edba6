"""Moderation: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ModerationInputModerationResult",
    "ModerationInputError",
    "ModerationOutputModerationResult",
    "ModerationOutputError",
    "Moderation",
    "ModerationInput",
    "ModerationOutput",
]


class ModerationInputModerationResult(View):
    """A moderation input moderation result."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    """Which categories it falls under."""

    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    """Which kinds of input each category was looked for in."""

    category_scores: Field[dict[str, float]] = field()
    """How sure each category is."""

    flagged: Field[bool] = field()
    """Whether it falls under any category."""

    model: Field[str] = field()
    """The model."""

    type: Final[Literal["moderation_result"]] = field()
    """The word for this kind of object."""


class ModerationInputError(View):
    """Why the request could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    """The error's name."""

    message: Field[str] = field()
    """The error in words."""

    type: Final[Literal["error"]] = field()
    """The word for this kind of object."""


ModerationInput: TypeAlias = ModerationInputModerationResult | ModerationInputError

#: The class for each tag; the first one shows what has another.
MODERATION_INPUT: dict[str, type[View]] = {
    "": View,
    "moderation_result": ModerationInputModerationResult,
    "error": ModerationInputError,
}


class ModerationOutputModerationResult(View):
    """A moderation output moderation result."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    """Which categories it falls under."""

    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    """Which kinds of input each category was looked for in."""

    category_scores: Field[dict[str, float]] = field()
    """How sure each category is."""

    flagged: Field[bool] = field()
    """Whether it falls under any category."""

    model: Field[str] = field()
    """The model."""

    type: Final[Literal["moderation_result"]] = field()
    """The word for this kind of object."""


class ModerationOutputError(View):
    """Why the answer could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    """The error's name."""

    message: Field[str] = field()
    """The error in words."""

    type: Final[Literal["error"]] = field()
    """The word for this kind of object."""


ModerationOutput: TypeAlias = ModerationOutputModerationResult | ModerationOutputError

#: The class for each tag; the first one shows what has another.
MODERATION_OUTPUT: dict[str, type[View]] = {
    "": View,
    "moderation_result": ModerationOutputModerationResult,
    "error": ModerationOutputError,
}


class Moderation(View):
    """What a moderation found in one input."""

    __slots__ = ()

    input: Field[ModerationInput] = field(MODERATION_INPUT)
    """The input."""

    output: Field[ModerationOutput] = field(MODERATION_OUTPUT)
    """The output."""
