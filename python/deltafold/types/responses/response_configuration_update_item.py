"""A text format."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.responses.response_format_text_json_schema_config import (
    ResponseFormatTextJSONSchemaConfig,
)
from deltafold.types.shared.response_format_text import ResponseFormatText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "TextFormat",
]


TextFormat: TypeAlias = ResponseFormatText | ResponseFormatTextJSONSchemaConfig

#: The class for each tag; the first one shows what has another.
TEXT_FORMAT: dict[str, type[View]] = {
    "": View,
    "text": ResponseFormatText,
    "json_schema": ResponseFormatTextJSONSchemaConfig,
}
