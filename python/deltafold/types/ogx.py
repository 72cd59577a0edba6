"""The results of OGX's own tools and file processors."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Chunk", "ProcessFileResponse", "ToolInvocationResult"]


class ToolInvocationResult(View):
    """The result of a tool."""

    __slots__ = ()

    content: Field[Any] = field(default=None)
    """The result: text, or a list of parts."""

    error_message: Field[str | None] = field(default=None)
    """The error message, if there was an error."""

    error_code: Field[int | None] = field(default=None)
    """The error code."""

    metadata: Field[dict[str, Any] | None] = field(default=None)
    """Additional data from the tool."""


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
    """The pieces, in order."""

    metadata: Field[dict[str, Any] | None] = field(default=None)
    """How the file was read."""
