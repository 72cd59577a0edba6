"""Steer input content."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.responses.response_input_file_content import ResponseInputFileContent
from deltafold.types.responses.response_input_image_content import ResponseInputImageContent
from deltafold.types.responses.response_input_text_content import ResponseInputTextContent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "ResponseSteerInputContent",
]


ResponseSteerInputContent: TypeAlias = (
    ResponseInputTextContent | ResponseInputImageContent | ResponseInputFileContent
)

#: The class for each tag; the first one shows what has another.
RESPONSE_STEER_INPUT_CONTENT: dict[str, type[View]] = {
    "": View,
    "input_text": ResponseInputTextContent,
    "input_image": ResponseInputImageContent,
    "input_file": ResponseInputFileContent,
}
