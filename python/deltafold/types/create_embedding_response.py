"""The answer to a request for embeddings."""

from __future__ import annotations

from deltafold._core import Sequence, View, field

from .embedding import Embedding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = ["CreateEmbeddingResponse", "Usage"]


class Usage(View):
    """How many tokens the request took."""

    __slots__ = ()

    prompt_tokens: int = field()
    """Tokens of the texts."""

    total_tokens: int = field()
    """Tokens in all."""


class CreateEmbeddingResponse(View):
    """The answer to a request for embeddings."""

    __slots__ = ()

    data: Sequence[Embedding] = field(items=Embedding)
    """One embedding for each text."""

    model: str = field()
    """The model that made them."""

    object: Literal["list"] = field()
    """The word for this kind of object."""

    usage: Usage = field(Usage)
    """How many tokens the request took."""
