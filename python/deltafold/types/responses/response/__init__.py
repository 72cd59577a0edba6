"""Response: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import Whole
from deltafold.types.responses.response._moderation import (
    Moderation,
    ModerationInputError,
    ModerationInputModerationResult,
    ModerationOutputError,
    ModerationOutputModerationResult,
)
from deltafold.types.responses.response._usage import (
    PROMPT_CACHE_DIAGNOSTICS,
    PromptCacheDiagnostics,
    PromptCacheDiagnosticsCacheHit,
    PromptCacheDiagnosticsCacheMiss,
    PromptCacheDiagnosticsComparisonResponseNotFound,
    PromptCacheDiagnosticsUnavailable,
    ToolUsage,
    ToolUsageImageGen,
    ToolUsageImageGenCachedTokensDetails,
    ToolUsageImageGenInputTokensDetails,
    ToolUsageImageGenOutputTokensDetails,
    ToolUsageWebSearch,
)
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
    from typing import Final, Literal, TypeAlias

__all__ = [
    "AccessPrograms",
    "IncompleteDetails",
    "ToolChoiceSpecificProgrammaticToolCallingParam",
    "Conversation",
    "Image",
    "InputTransformation",
    "PromptCacheOptions",
    "Response",
    "ToolChoice",
    "Moderation",
    "ModerationInputError",
    "ModerationInputModerationResult",
    "ModerationOutputError",
    "ModerationOutputModerationResult",
    "PromptCacheDiagnosticsCacheHit",
    "PromptCacheDiagnosticsCacheMiss",
    "PromptCacheDiagnosticsComparisonResponseNotFound",
    "PromptCacheDiagnosticsUnavailable",
    "ToolUsage",
    "ToolUsageImageGen",
    "ToolUsageImageGenCachedTokensDetails",
    "ToolUsageImageGenInputTokensDetails",
    "ToolUsageImageGenOutputTokensDetails",
    "ToolUsageWebSearch",
]


class AccessPrograms(View):
    """Programs that give access to what is restricted otherwise."""

    __slots__ = ()

    cyber: Field[Literal["standard", "daybreak_blue", "daybreak_red"]] = field()


class IncompleteDetails(View):
    """Why a response is incomplete."""

    __slots__ = ()

    reason: Field[
        Literal["max_output_tokens", "max_messages", "content_filter", "steered"] | None
    ] = field(default=None)
    """The reason."""


class ToolChoiceSpecificProgrammaticToolCallingParam(View):
    """A tool choice specific programmatic tool calling param."""

    __slots__ = ()

    type: Final[Literal["programmatic_tool_calling"]] = field()
    """The word for this kind of object."""


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
    """Its own id."""


class Image(View):
    """An image."""

    __slots__ = ()

    context_compression: Field[Literal["enabled", "disabled"]] = field()
    """Whether the context is compressed."""


class InputTransformation(View):
    """An input item that was changed before the model read it."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    action: Field[Literal["removed"]] = field()
    """What is done."""

    reason: Field[
        Literal[
            "organization_mismatch",
            "end_user_mismatch",
            "model_mismatch",
            "prefix_mismatch",
            "turn_boundary",
        ]
    ] = field()
    """The reason."""

    type: Final[Literal["reasoning"]] = field()
    """The word for this kind of object."""


class PromptCacheOptions(View):
    """Prompt cache options."""

    __slots__ = ()

    mode: Field[Literal["implicit", "explicit"]] = field()
    """The mode."""

    ttl: Field[Literal["30m", "12h"]] = field()

    comparison_response_id: Field[str | None] = field(default=None)


class Response(Whole):
    """A whole response of the Responses API."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    access_programs: Field[AccessPrograms | None] = field(AccessPrograms, default=None)

    created_at: Field[float] = field()
    """When it was made, in seconds since 1970."""

    error: Field[ResponseError | None] = field(ResponseError, default=None)
    """What went wrong, if something did."""

    incomplete_details: Field[IncompleteDetails | None] = field(IncompleteDetails, default=None)
    """Why it is incomplete."""

    instructions: Field[Sequence[ResponseInputItem] | str | None] = field(
        items=RESPONSE_INPUT_ITEM, default=None
    )
    """The instructions that precede the input."""

    metadata: Field[dict[str, str] | None] = field(default=None)
    """What the request attached to it."""

    model: Field[str] = field()
    """The model."""

    object: Field[Literal["response"]] = field()
    """The word for this kind of object."""

    output: Field[Sequence[ResponseOutputItem]] = field(items=RESPONSE_OUTPUT_ITEM)
    """The output."""

    parallel_tool_calls: Field[bool] = field()

    temperature: Field[float | None] = field(default=None)
    """How freely tokens are chosen."""

    tool_choice: Field[ToolChoice | Literal["none", "auto", "required"]] = field(TOOL_CHOICE)
    """Which tools the model may or must call."""

    tools: Field[Sequence[Tool]] = field(items=TOOL)
    """The tools."""

    top_p: Field[float | None] = field(default=None)
    """From which share of the likeliest tokens they are chosen."""

    background: Field[bool | None] = field(default=None)
    """Whether it ran while nobody waited."""

    completed_at: Field[float | None] = field(default=None)
    """When it was completed, in seconds since 1970."""

    conversation: Field[Conversation | None] = field(Conversation, default=None)

    image: Field[Image | None] = field(Image, default=None)
    """The image."""

    input_transformations: Field[Sequence[InputTransformation] | None] = field(
        items=InputTransformation, default=None
    )

    max_output_tokens: Field[int | None] = field(default=None)
    """At most so many tokens are made."""

    max_tool_calls: Field[int | None] = field(default=None)

    moderation: Field[Moderation | None] = field(Moderation, default=None)

    previous_response_id: Field[str | None] = field(default=None)
    """The response that this one goes on from."""

    prompt: Field[ResponsePrompt | None] = field(ResponsePrompt, default=None)

    prompt_cache_diagnostics: Field[PromptCacheDiagnostics | None] = field(
        PROMPT_CACHE_DIAGNOSTICS, default=None
    )

    prompt_cache_key: Field[str | None] = field(default=None)

    prompt_cache_options: Field[PromptCacheOptions | None] = field(PromptCacheOptions, default=None)

    prompt_cache_retention: Field[Literal["in_memory", "24h"] | None] = field(default=None)

    reasoning: Field[Reasoning | None] = field(Reasoning, default=None)
    """How the model was to reason."""

    safety_identifier: Field[str | None] = field(default=None)

    service_tier: Field[
        Literal["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"] | None
    ] = field(default=None)
    """The tier in which the request was served."""

    status: Field[
        Literal["completed", "failed", "in_progress", "cancelled", "queued", "incomplete"] | None
    ] = field(default=None)
    """How far it has come."""

    text: Field[ResponseTextConfig | None] = field(ResponseTextConfig, default=None)
    """The text."""

    tool_usage: Field[ToolUsage | None] = field(ToolUsage, default=None)

    top_logprobs: Field[int | None] = field(default=None)
    """The likeliest tokens at this place."""

    truncation: Field[Literal["auto", "disabled"] | None] = field(default=None)

    usage: Field[ResponseUsage | None] = field(ResponseUsage, default=None)
    """How many tokens it took."""

    user: Field[str | None] = field(default=None)
    """The user, in the caller's own words."""
