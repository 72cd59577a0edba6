"""A raw content block delta."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.anthropic.citations_delta import CitationsDelta
from deltafold.types.anthropic.input_json_delta import InputJSONDelta
from deltafold.types.anthropic.signature_delta import SignatureDelta
from deltafold.types.anthropic.text_delta import TextDelta
from deltafold.types.anthropic.thinking_delta import ThinkingDelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "RawContentBlockDelta",
]


RawContentBlockDelta: TypeAlias = (
    TextDelta | InputJSONDelta | CitationsDelta | ThinkingDelta | SignatureDelta
)

#: The class for each tag; the first one shows what has another.
RAW_CONTENT_BLOCK_DELTA: dict[str, type[View]] = {
    "": View,
    "text_delta": TextDelta,
    "input_json_delta": InputJSONDelta,
    "citations_delta": CitationsDelta,
    "thinking_delta": ThinkingDelta,
    "signature_delta": SignatureDelta,
}
