"""Moderation: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Categories",
    "CategoryAppliedInputTypes",
    "CategoryScores",
    "Moderation",
]


class Categories(View):
    """Which categories the input falls under."""

    __slots__ = ()

    harassment: Field[bool] = field()

    harassment_threatening: Field[bool] = field(alias="harassment/threatening")

    hate: Field[bool] = field()

    hate_threatening: Field[bool] = field(alias="hate/threatening")

    illicit: Field[bool | None] = field(default=None)

    illicit_violent: Field[bool | None] = field(default=None, alias="illicit/violent")

    self_harm: Field[bool] = field(alias="self-harm")

    self_harm_instructions: Field[bool] = field(alias="self-harm/instructions")

    self_harm_intent: Field[bool] = field(alias="self-harm/intent")

    sexual: Field[bool] = field()

    sexual_minors: Field[bool] = field(alias="sexual/minors")

    violence: Field[bool] = field()

    violence_graphic: Field[bool] = field(alias="violence/graphic")


class CategoryAppliedInputTypes(View):
    """Which kinds of input each category was looked for in."""

    __slots__ = ()

    harassment: Field[list[Literal["text"]]] = field()

    harassment_threatening: Field[list[Literal["text"]]] = field(alias="harassment/threatening")

    hate: Field[list[Literal["text"]]] = field()

    hate_threatening: Field[list[Literal["text"]]] = field(alias="hate/threatening")

    illicit: Field[list[Literal["text"]]] = field()

    illicit_violent: Field[list[Literal["text"]]] = field(alias="illicit/violent")

    self_harm: Field[list[Literal["text", "image"]]] = field(alias="self-harm")

    self_harm_instructions: Field[list[Literal["text", "image"]]] = field(
        alias="self-harm/instructions"
    )

    self_harm_intent: Field[list[Literal["text", "image"]]] = field(alias="self-harm/intent")

    sexual: Field[list[Literal["text", "image"]]] = field()

    sexual_minors: Field[list[Literal["text"]]] = field(alias="sexual/minors")

    violence: Field[list[Literal["text", "image"]]] = field()

    violence_graphic: Field[list[Literal["text", "image"]]] = field(alias="violence/graphic")


class CategoryScores(View):
    """How sure each category is."""

    __slots__ = ()

    harassment: Field[float] = field()

    harassment_threatening: Field[float] = field(alias="harassment/threatening")

    hate: Field[float] = field()

    hate_threatening: Field[float] = field(alias="hate/threatening")

    illicit: Field[float] = field()

    illicit_violent: Field[float] = field(alias="illicit/violent")

    self_harm: Field[float] = field(alias="self-harm")

    self_harm_instructions: Field[float] = field(alias="self-harm/instructions")

    self_harm_intent: Field[float] = field(alias="self-harm/intent")

    sexual: Field[float] = field()

    sexual_minors: Field[float] = field(alias="sexual/minors")

    violence: Field[float] = field()

    violence_graphic: Field[float] = field(alias="violence/graphic")


class Moderation(View):
    """What a moderation found in one input."""

    __slots__ = ()

    categories: Field[Categories] = field(Categories)
    """Which categories it falls under."""

    category_applied_input_types: Field[CategoryAppliedInputTypes] = field(
        CategoryAppliedInputTypes
    )
    """Which kinds of input each category was looked for in."""

    category_scores: Field[CategoryScores] = field(CategoryScores)
    """How sure each category is."""

    flagged: Field[bool] = field()
    """Whether it falls under any category."""
