"""What OGX's own tools and file processors give back."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Chunk", "ProcessFileResponse", "ToolInvocationResult"]


class ToolInvocationResult(View):
    """What a tool gave back."""

    __slots__ = ()

    content: Field[Any] = field(default=None)
    """The result: text, or a list of parts."""

    error_message: Field[str | None] = field(default=None)
    """What went wrong, if something did."""

    error_code: Field[int | None] = field(default=None)
    """The number of the error."""

    metadata: Field[dict[str, Any] | None] = field(default=None)
    """What the tool tells beside it."""


class Chunk(View):
    """One piece of a file's text."""

    __slots__ = ()

    content: Field[Any] = field()
    """The text, or a list of parts."""

    chunk_id: Field[str] = field()
    """Its own id."""

    metadata: Field[dict[str, Any]] = field()
    """Where it comes from: document, file, title and the like."""

    chunk_metadata: Field[dict[str, Any] | None] = field(default=None)
    """How it was cut out of the file."""


class ProcessFileResponse(View):
    """A file that was cut into pieces of text."""

    __slots__ = ()

    chunks: Field[Sequence[Chunk]] = field(items=Chunk)
    """The pieces, in their order."""

    metadata: Field[dict[str, Any] | None] = field(default=None)
    """How the file was read."""
