"""Message delta usage."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.output_tokens_details import OutputTokensDetails
from deltafold.types.anthropic.server_tool_usage import ServerToolUsage

__all__ = [
    "MessageDeltaUsage",
]


class MessageDeltaUsage(View):
    """Message delta usage."""

    __slots__ = ()

    cache_creation_input_tokens: Field[int | None] = field(default=None)

    cache_read_input_tokens: Field[int | None] = field(default=None)

    input_tokens: Field[int | None] = field(default=None)

    output_tokens: Field[int] = field()

    output_tokens_details: Field[OutputTokensDetails | None] = field(
        OutputTokensDetails, default=None
    )

    server_tool_use: Field[ServerToolUsage | None] = field(ServerToolUsage, default=None)
