"""Input content."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.responses.response_input_file import ResponseInputFile
from deltafold.types.responses.response_input_image import ResponseInputImage
from deltafold.types.responses.response_input_text import ResponseInputText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "ResponseInputContent",
]


ResponseInputContent: TypeAlias = ResponseInputText | ResponseInputImage | ResponseInputFile

#: The class for each tag; the first one shows what has another.
RESPONSE_INPUT_CONTENT: dict[str, type[View]] = {
    "": View,
    "input_text": ResponseInputText,
    "input_image": ResponseInputImage,
    "input_file": ResponseInputFile,
}
