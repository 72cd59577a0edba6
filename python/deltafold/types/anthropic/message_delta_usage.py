"""Message delta usage."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.output_tokens_details import OutputTokensDetails
from deltafold.types.anthropic.server_tool_usage import ServerToolUsage

__all__ = [
    "MessageDeltaUsage",
]


class MessageDeltaUsage(View):
    """How many tokens it took so far: sums, not differences."""

    __slots__ = ()

    cache_creation_input_tokens: Field[int | None] = field(default=None)
    """Tokens that were written to the prompt cache."""

    cache_read_input_tokens: Field[int | None] = field(default=None)
    """Tokens that were read from the prompt cache."""

    input_tokens: Field[int | None] = field(default=None)
    """Tokens of the input."""

    output_tokens: Field[int] = field()
    """Tokens of the output."""

    output_tokens_details: Field[OutputTokensDetails | None] = field(
        OutputTokensDetails, default=None
    )
    """What the output's tokens were."""

    server_tool_use: Field[ServerToolUsage | None] = field(ServerToolUsage, default=None)
