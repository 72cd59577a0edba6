"""The response to a request for embeddings."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.embedding import Embedding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Usage",
    "CreateEmbeddingResponse",
]


class Usage(View):
    """How many tokens the request took."""

    __slots__ = ()

    prompt_tokens: Field[int] = field()
    """Tokens of the texts."""

    total_tokens: Field[int] = field()
    """All tokens."""


class CreateEmbeddingResponse(View):
    """The response to a request for embeddings."""

    __slots__ = ()

    data: Field[Sequence[Embedding]] = field(items=Embedding)
    """One embedding for each text."""

    model: Field[str] = field()
    """The model that made them."""

    object: Field[Literal["list"]] = field()
    """The word for this kind of object."""

    usage: Field[Usage] = field(Usage)
    """How many tokens the request took."""
