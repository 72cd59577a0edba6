"""Response: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import Whole
from deltafold.types.responses.response_error import ResponseError
from deltafold.types.responses.response_input_item import RESPONSE_INPUT_ITEM, ResponseInputItem
from deltafold.types.responses.response_output_item import RESPONSE_OUTPUT_ITEM, ResponseOutputItem
from deltafold.types.responses.response_prompt import ResponsePrompt
from deltafold.types.responses.response_text_config import ResponseTextConfig
from deltafold.types.responses.response_usage import ResponseUsage
from deltafold.types.responses.tool import TOOL, Tool
from deltafold.types.responses.tool_choice_allowed import ToolChoiceAllowed
from deltafold.types.responses.tool_choice_apply_patch import ToolChoiceApplyPatch
from deltafold.types.responses.tool_choice_custom import ToolChoiceCustom
from deltafold.types.responses.tool_choice_function import ToolChoiceFunction
from deltafold.types.responses.tool_choice_mcp import ToolChoiceMcp
from deltafold.types.responses.tool_choice_shell import ToolChoiceShell
from deltafold.types.responses.tool_choice_types import ToolChoiceTypes
from deltafold.types.shared.reasoning import Reasoning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

__all__ = [
    "AccessPrograms",
    "IncompleteDetails",
    "ToolChoiceSpecificProgrammaticToolCallingParam",
    "Conversation",
    "Image",
    "InputTransformation",
    "ModerationInputModerationResult",
    "ModerationInputError",
    "ModerationOutputModerationResult",
    "ModerationOutputError",
    "Moderation",
    "PromptCacheDiagnosticsCacheMiss",
    "PromptCacheDiagnosticsCacheHit",
    "PromptCacheDiagnosticsComparisonResponseNotFound",
    "PromptCacheDiagnosticsUnavailable",
    "PromptCacheOptions",
    "ToolUsageImageGenInputTokensDetails",
    "ToolUsageImageGenCachedTokensDetails",
    "ToolUsageImageGenOutputTokensDetails",
    "ToolUsageImageGen",
    "ToolUsageWebSearch",
    "ToolUsage",
    "Response",
    "ToolChoice",
    "ModerationInput",
    "ModerationOutput",
    "PromptCacheDiagnostics",
]


class AccessPrograms(View):
    """Access programs."""

    __slots__ = ()

    cyber: Field[Literal["standard", "daybreak_blue", "daybreak_red"]] = field()


class IncompleteDetails(View):
    """Why a response is incomplete."""

    __slots__ = ()

    reason: Field[
        Literal["max_output_tokens", "max_messages", "content_filter", "steered"] | None
    ] = field(default=None)


class ToolChoiceSpecificProgrammaticToolCallingParam(View):
    """A tool choice specific programmatic tool calling param."""

    __slots__ = ()

    type: Field[Literal["programmatic_tool_calling"]] = field()


ToolChoice: TypeAlias = (
    ToolChoiceAllowed
    | ToolChoiceTypes
    | ToolChoiceFunction
    | ToolChoiceMcp
    | ToolChoiceCustom
    | ToolChoiceSpecificProgrammaticToolCallingParam
    | ToolChoiceApplyPatch
    | ToolChoiceShell
)

#: The class for each tag; the first one shows what has another.
TOOL_CHOICE: dict[str, type[View]] = {
    "": View,
    "allowed_tools": ToolChoiceAllowed,
    "file_search": ToolChoiceTypes,
    "web_search_preview": ToolChoiceTypes,
    "computer": ToolChoiceTypes,
    "computer_use_preview": ToolChoiceTypes,
    "computer_use": ToolChoiceTypes,
    "web_search_preview_2025_03_11": ToolChoiceTypes,
    "image_generation": ToolChoiceTypes,
    "code_interpreter": ToolChoiceTypes,
    "function": ToolChoiceFunction,
    "mcp": ToolChoiceMcp,
    "custom": ToolChoiceCustom,
    "programmatic_tool_calling": ToolChoiceSpecificProgrammaticToolCallingParam,
    "apply_patch": ToolChoiceApplyPatch,
    "shell": ToolChoiceShell,
}


class Conversation(View):
    """A conversation."""

    __slots__ = ()

    id: Field[str] = field()


class Image(View):
    """An image."""

    __slots__ = ()

    context_compression: Field[Literal["enabled", "disabled"]] = field()


class InputTransformation(View):
    """An input transformation."""

    __slots__ = ()

    id: Field[str] = field()
    action: Field[Literal["removed"]] = field()
    reason: Field[
        Literal[
            "organization_mismatch",
            "end_user_mismatch",
            "model_mismatch",
            "prefix_mismatch",
            "turn_boundary",
        ]
    ] = field()
    type: Field[Literal["reasoning"]] = field()


class ModerationInputModerationResult(View):
    """A moderation input moderation result."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    category_scores: Field[dict[str, float]] = field()
    flagged: Field[bool] = field()
    model: Field[str] = field()
    type: Field[Literal["moderation_result"]] = field()


class ModerationInputError(View):
    """Why the request could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    message: Field[str] = field()
    type: Field[Literal["error"]] = field()


ModerationInput: TypeAlias = ModerationInputModerationResult | ModerationInputError

#: The class for each tag; the first one shows what has another.
MODERATION_INPUT: dict[str, type[View]] = {
    "": View,
    "moderation_result": ModerationInputModerationResult,
    "error": ModerationInputError,
}


class ModerationOutputModerationResult(View):
    """A moderation output moderation result."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    category_scores: Field[dict[str, float]] = field()
    flagged: Field[bool] = field()
    model: Field[str] = field()
    type: Field[Literal["moderation_result"]] = field()


class ModerationOutputError(View):
    """Why the answer could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    message: Field[str] = field()
    type: Field[Literal["error"]] = field()


ModerationOutput: TypeAlias = ModerationOutputModerationResult | ModerationOutputError

#: The class for each tag; the first one shows what has another.
MODERATION_OUTPUT: dict[str, type[View]] = {
    "": View,
    "moderation_result": ModerationOutputModerationResult,
    "error": ModerationOutputError,
}


class Moderation(View):
    """What a moderation found in one input."""

    __slots__ = ()

    input: Field[ModerationInput] = field(MODERATION_INPUT)
    output: Field[ModerationOutput] = field(MODERATION_OUTPUT)


class PromptCacheDiagnosticsCacheMiss(View):
    """Prompt cache diagnostics cache miss."""

    __slots__ = ()

    cache_missed_tokens: Field[int] = field()
    reason: Field[
        Literal[
            "model_changed",
            "prompt_cache_key_changed",
            "tools_changed",
            "text_format_changed",
            "reasoning_effort_changed",
            "verbosity_changed",
            "context_compacted",
            "input_changed",
            "service_tier_changed",
        ]
    ] = field()
    type: Field[Literal["cache_miss"]] = field()
    comparison_reusable_tokens: Field[int | None] = field(default=None)


class PromptCacheDiagnosticsCacheHit(View):
    """A prompt cache diagnostics cache hit."""

    __slots__ = ()

    type: Field[Literal["cache_hit"]] = field()


class PromptCacheDiagnosticsComparisonResponseNotFound(View):
    """A prompt cache diagnostics comparison response not found."""

    __slots__ = ()

    type: Field[Literal["comparison_response_not_found"]] = field()


class PromptCacheDiagnosticsUnavailable(View):
    """A prompt cache diagnostics unavailable."""

    __slots__ = ()

    type: Field[Literal["unavailable"]] = field()


PromptCacheDiagnostics: TypeAlias = (
    PromptCacheDiagnosticsCacheMiss
    | PromptCacheDiagnosticsCacheHit
    | PromptCacheDiagnosticsComparisonResponseNotFound
    | PromptCacheDiagnosticsUnavailable
)

#: The class for each tag; the first one shows what has another.
PROMPT_CACHE_DIAGNOSTICS: dict[str, type[View]] = {
    "": View,
    "cache_miss": PromptCacheDiagnosticsCacheMiss,
    "cache_hit": PromptCacheDiagnosticsCacheHit,
    "comparison_response_not_found": PromptCacheDiagnosticsComparisonResponseNotFound,
    "unavailable": PromptCacheDiagnosticsUnavailable,
}


class PromptCacheOptions(View):
    """Prompt cache options."""

    __slots__ = ()

    mode: Field[Literal["implicit", "explicit"]] = field()
    ttl: Field[Literal["30m", "12h"]] = field()
    comparison_response_id: Field[str | None] = field(default=None)


class ToolUsageImageGenInputTokensDetails(View):
    """Tool usage image gen input tokens details."""

    __slots__ = ()

    image_tokens: Field[int] = field()
    text_tokens: Field[int] = field()


class ToolUsageImageGenCachedTokensDetails(View):
    """Tool usage image gen cached tokens details."""

    __slots__ = ()

    cached_image_tokens: Field[int] = field()
    cached_text_tokens: Field[int] = field()


class ToolUsageImageGenOutputTokensDetails(View):
    """Tool usage image gen output tokens details."""

    __slots__ = ()

    image_tokens: Field[int] = field()
    text_tokens: Field[int] = field()


class ToolUsageImageGen(View):
    """A tool usage image gen."""

    __slots__ = ()

    input_tokens: Field[int] = field()
    input_tokens_details: Field[ToolUsageImageGenInputTokensDetails] = field(
        ToolUsageImageGenInputTokensDetails
    )
    output_tokens: Field[int] = field()
    total_tokens: Field[int] = field()
    cached_tokens: Field[int | None] = field(default=None)
    cached_tokens_details: Field[ToolUsageImageGenCachedTokensDetails | None] = field(
        ToolUsageImageGenCachedTokensDetails, default=None
    )
    output_tokens_details: Field[ToolUsageImageGenOutputTokensDetails | None] = field(
        ToolUsageImageGenOutputTokensDetails, default=None
    )


class ToolUsageWebSearch(View):
    """A tool usage web search."""

    __slots__ = ()

    num_requests: Field[int] = field()


class ToolUsage(View):
    """Tool usage."""

    __slots__ = ()

    image_gen: Field[ToolUsageImageGen] = field(ToolUsageImageGen)
    web_search: Field[ToolUsageWebSearch] = field(ToolUsageWebSearch)


class Response(Whole):
    """A whole response of the Responses API."""

    __slots__ = ()

    id: Field[str] = field()
    access_programs: Field[AccessPrograms | None] = field(AccessPrograms, default=None)
    created_at: Field[float] = field()
    error: Field[ResponseError | None] = field(ResponseError, default=None)
    incomplete_details: Field[IncompleteDetails | None] = field(IncompleteDetails, default=None)
    instructions: Field[Sequence[ResponseInputItem] | str | None] = field(
        items=RESPONSE_INPUT_ITEM, default=None
    )
    metadata: Field[dict[str, str] | None] = field(default=None)
    model: Field[str] = field()
    object: Field[Literal["response"]] = field()
    output: Field[Sequence[ResponseOutputItem]] = field(items=RESPONSE_OUTPUT_ITEM)
    parallel_tool_calls: Field[bool] = field()
    temperature: Field[float | None] = field(default=None)
    tool_choice: Field[ToolChoice | Literal["none", "auto", "required"]] = field(TOOL_CHOICE)
    tools: Field[Sequence[Tool]] = field(items=TOOL)
    top_p: Field[float | None] = field(default=None)
    background: Field[bool | None] = field(default=None)
    completed_at: Field[float | None] = field(default=None)
    conversation: Field[Conversation | None] = field(Conversation, default=None)
    image: Field[Image | None] = field(Image, default=None)
    input_transformations: Field[Sequence[InputTransformation] | None] = field(
        items=InputTransformation, default=None
    )
    max_output_tokens: Field[int | None] = field(default=None)
    max_tool_calls: Field[int | None] = field(default=None)
    moderation: Field[Moderation | None] = field(Moderation, default=None)
    previous_response_id: Field[str | None] = field(default=None)
    prompt: Field[ResponsePrompt | None] = field(ResponsePrompt, default=None)
    prompt_cache_diagnostics: Field[PromptCacheDiagnostics | None] = field(
        PROMPT_CACHE_DIAGNOSTICS, default=None
    )
    prompt_cache_key: Field[str | None] = field(default=None)
    prompt_cache_options: Field[PromptCacheOptions | None] = field(PromptCacheOptions, default=None)
    prompt_cache_retention: Field[Literal["in_memory", "24h"] | None] = field(default=None)
    reasoning: Field[Reasoning | None] = field(Reasoning, default=None)
    safety_identifier: Field[str | None] = field(default=None)
    service_tier: Field[
        Literal["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"] | None
    ] = field(default=None)
    status: Field[
        Literal["completed", "failed", "in_progress", "cancelled", "queued", "incomplete"] | None
    ] = field(default=None)
    text: Field[ResponseTextConfig | None] = field(ResponseTextConfig, default=None)
    tool_usage: Field[ToolUsage | None] = field(ToolUsage, default=None)
    top_logprobs: Field[int | None] = field(default=None)
    truncation: Field[Literal["auto", "disabled"] | None] = field(default=None)
    usage: Field[ResponseUsage | None] = field(ResponseUsage, default=None)
    user: Field[str | None] = field(default=None)
