"""A recorded request."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Request"]


class Request(View):
    """A recorded request.

    The members depend on the kind of call: inference has `method`, `url`, `headers`,
    `body`, `endpoint` and `model`; a plain HTTP call has `payload` instead of `body`; a tool call
    `provider`, `tool_name` and `kwargs`.
    """

    __slots__ = ()

    method: Field[str | None] = field(default=None)
    """The HTTP method."""

    url: Field[str | None] = field(default=None)
    """The whole URL."""

    headers: Field[dict[str, Any] | None] = field(default=None)
    """The HTTP headers; recorders mostly leave them out."""

    body: Field[Any] = field(default=None)
    """The JSON that was sent."""

    endpoint: Field[str | None] = field(default=None)
    """The path of the API that was called, such as `/v1/chat/completions`."""

    model: Field[str | None] = field(default=None)
    """The requested model."""
