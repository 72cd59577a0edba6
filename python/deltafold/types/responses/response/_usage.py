"""Usage: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "PromptCacheDiagnosticsCacheMiss",
    "PromptCacheDiagnosticsCacheHit",
    "PromptCacheDiagnosticsComparisonResponseNotFound",
    "PromptCacheDiagnosticsUnavailable",
    "ToolUsageImageGenInputTokensDetails",
    "ToolUsageImageGenCachedTokensDetails",
    "ToolUsageImageGenOutputTokensDetails",
    "ToolUsageImageGen",
    "ToolUsageWebSearch",
    "ToolUsage",
    "PromptCacheDiagnostics",
]


class PromptCacheDiagnosticsCacheMiss(View):
    """Why the prompt was not read from the prompt cache."""

    __slots__ = ()

    cache_missed_tokens: Field[int] = field()
    """Tokens that could not be read from the prompt cache."""

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
    """The reason."""

    type: Final[Literal["cache_miss"]] = field()
    """The word for this kind of object."""

    comparison_reusable_tokens: Field[int | None] = field(default=None)
    """Tokens that the compared response shares with this one."""


class PromptCacheDiagnosticsCacheHit(View):
    """The prompt was read from the prompt cache."""

    __slots__ = ()

    type: Final[Literal["cache_hit"]] = field()
    """The word for this kind of object."""


class PromptCacheDiagnosticsComparisonResponseNotFound(View):
    """The earlier response to compare with does not exist."""

    __slots__ = ()

    type: Final[Literal["comparison_response_not_found"]] = field()
    """The word for this kind of object."""


class PromptCacheDiagnosticsUnavailable(View):
    """It is not known whether the prompt was read from the cache."""

    __slots__ = ()

    type: Final[Literal["unavailable"]] = field()
    """The word for this kind of object."""


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
    """How many tokens generating images took."""

    __slots__ = ()

    input_tokens: Field[int] = field()
    """Tokens of the input."""

    input_tokens_details: Field[ToolUsageImageGenInputTokensDetails] = field(
        ToolUsageImageGenInputTokensDetails
    )
    """What the input's tokens were."""

    output_tokens: Field[int] = field()
    """Tokens of the output."""

    total_tokens: Field[int] = field()
    """All tokens."""

    cached_tokens: Field[int | None] = field(default=None)
    """Tokens that were read from the prompt cache."""

    cached_tokens_details: Field[ToolUsageImageGenCachedTokensDetails | None] = field(
        ToolUsageImageGenCachedTokensDetails, default=None
    )

    output_tokens_details: Field[ToolUsageImageGenOutputTokensDetails | None] = field(
        ToolUsageImageGenOutputTokensDetails, default=None
    )
    """What the output's tokens were."""


class ToolUsageWebSearch(View):
    """How many web searches were made."""

    __slots__ = ()

    num_requests: Field[int] = field()
    """How many requests it took."""


class ToolUsage(View):
    """What each tool took."""

    __slots__ = ()

    image_gen: Field[ToolUsageImageGen] = field(ToolUsageImageGen)

    web_search: Field[ToolUsageWebSearch] = field(ToolUsageWebSearch)
