"""A text citation."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.anthropic.citation_char_location import CitationCharLocation
from deltafold.types.anthropic.citation_content_block_location import CitationContentBlockLocation
from deltafold.types.anthropic.citation_page_location import CitationPageLocation
from deltafold.types.anthropic.citations_search_result_location import CitationsSearchResultLocation
from deltafold.types.anthropic.citations_web_search_result_location import (
    CitationsWebSearchResultLocation,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "TextCitation",
]


TextCitation: TypeAlias = (
    CitationCharLocation
    | CitationPageLocation
    | CitationContentBlockLocation
    | CitationsWebSearchResultLocation
    | CitationsSearchResultLocation
)

#: The class for each tag; the first one shows what has another.
TEXT_CITATION: dict[str, type[View]] = {
    "": View,
    "char_location": CitationCharLocation,
    "page_location": CitationPageLocation,
    "content_block_location": CitationContentBlockLocation,
    "web_search_result_location": CitationsWebSearchResultLocation,
    "search_result_location": CitationsSearchResultLocation,
}
