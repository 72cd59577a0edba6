"""A text config."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.responses.response_format_text_config import (
    RESPONSE_FORMAT_TEXT_CONFIG,
    ResponseFormatTextConfig,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseTextConfig",
]


class ResponseTextConfig(View):
    """A text config."""

    __slots__ = ()

    format: Field[ResponseFormatTextConfig | None] = field(
        RESPONSE_FORMAT_TEXT_CONFIG, default=None
    )
    """The format."""

    verbosity: Field[Literal["low", "medium", "high"] | None] = field(default=None)
