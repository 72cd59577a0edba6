"""A cache miss reason."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types.anthropic.cache_miss_messages_changed import CacheMissMessagesChanged
from deltafold.types.anthropic.cache_miss_model_changed import CacheMissModelChanged
from deltafold.types.anthropic.cache_miss_previous_message_not_found import (
    CacheMissPreviousMessageNotFound,
)
from deltafold.types.anthropic.cache_miss_system_changed import CacheMissSystemChanged
from deltafold.types.anthropic.cache_miss_tools_changed import CacheMissToolsChanged
from deltafold.types.anthropic.cache_miss_unavailable import CacheMissUnavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "CacheMissReason",
]


CacheMissReason: TypeAlias = (
    CacheMissModelChanged
    | CacheMissSystemChanged
    | CacheMissToolsChanged
    | CacheMissMessagesChanged
    | CacheMissPreviousMessageNotFound
    | CacheMissUnavailable
)

#: The class for each tag; the first one shows what has another.
CACHE_MISS_REASON: dict[str, type[View]] = {
    "": View,
    "model_changed": CacheMissModelChanged,
    "system_changed": CacheMissSystemChanged,
    "tools_changed": CacheMissToolsChanged,
    "messages_changed": CacheMissMessagesChanged,
    "previous_message_not_found": CacheMissPreviousMessageNotFound,
    "unavailable": CacheMissUnavailable,
}
