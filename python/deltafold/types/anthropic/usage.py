"""Usage."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.cache_creation import CacheCreation
from deltafold.types.anthropic.output_tokens_details import OutputTokensDetails
from deltafold.types.anthropic.server_tool_usage import ServerToolUsage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Usage",
]


class Usage(View):
    """How many tokens it took."""

    __slots__ = ()

    cache_creation: Field[CacheCreation | None] = field(CacheCreation, default=None)

    cache_creation_input_tokens: Field[int | None] = field(default=None)
    """Tokens that were written to the prompt cache."""

    cache_read_input_tokens: Field[int | None] = field(default=None)
    """Tokens that were read from the prompt cache."""

    inference_geo: Field[str | None] = field(default=None)

    input_tokens: Field[int] = field()
    """Tokens of the input."""

    output_tokens: Field[int] = field()
    """Tokens of the output."""

    output_tokens_details: Field[OutputTokensDetails | None] = field(
        OutputTokensDetails, default=None
    )
    """What the output's tokens were."""

    server_tool_use: Field[ServerToolUsage | None] = field(ServerToolUsage, default=None)

    service_tier: Field[Literal["standard", "priority", "batch"] | None] = field(default=None)
    """The tier in which the request was served."""

    speed: Field[Literal["standard", "fast"] | None] = field(default=None)
