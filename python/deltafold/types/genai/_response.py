"""Response: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem, Whole
from deltafold.types.genai._grounding import CitationMetadata, GroundingMetadata
from deltafold.types.genai._parts import Content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "HttpResponse",
    "LogprobsResultCandidate",
    "LogprobsResultTopCandidates",
    "LogprobsResult",
    "SafetyRating",
    "UrlMetadata",
    "UrlContextMetadata",
    "Candidate",
    "GenerateContentResponsePromptFeedback",
    "ModalityTokenCount",
    "GenerateContentResponseUsageMetadata",
    "ModelStatus",
    "GenerateContentResponse",
]


class HttpResponse(View):
    """A http response."""

    __slots__ = ()

    headers: Field[dict[str, str] | None] = field(default=None)
    """The HTTP headers."""

    body: Field[str | None] = field(default=None)


class LogprobsResultCandidate(View):
    """A logprobs result candidate."""

    __slots__ = ()

    log_probability: Field[float | None] = field(default=None, alias="logProbability")

    token: Field[str | None] = field(default=None)
    """The token."""

    token_id: Field[int | None] = field(default=None, alias="tokenId")


class LogprobsResultTopCandidates(View):
    """Logprobs result top candidates."""

    __slots__ = ()

    candidates: Field[Sequence[LogprobsResultCandidate] | None] = field(
        items=LogprobsResultCandidate, default=None
    )
    """The model's answers."""


class LogprobsResult(View):
    """A logprobs result."""

    __slots__ = ()

    chosen_candidates: Field[Sequence[LogprobsResultCandidate] | None] = field(
        items=LogprobsResultCandidate, default=None, alias="chosenCandidates"
    )

    top_candidates: Field[Sequence[LogprobsResultTopCandidates] | None] = field(
        items=LogprobsResultTopCandidates, default=None, alias="topCandidates"
    )

    log_probability_sum: Field[float | None] = field(default=None, alias="logProbabilitySum")


class SafetyRating(View):
    """Safety rating."""

    __slots__ = ()

    blocked: Field[bool | None] = field(default=None)

    category: Field[str | None] = field(default=None)

    overwritten_threshold: Field[str | None] = field(default=None, alias="overwrittenThreshold")

    probability: Field[str | None] = field(default=None)

    probability_score: Field[float | None] = field(default=None, alias="probabilityScore")

    severity: Field[str | None] = field(default=None)

    severity_score: Field[float | None] = field(default=None, alias="severityScore")


class UrlMetadata(View):
    """Url metadata."""

    __slots__ = ()

    retrieved_url: Field[str | None] = field(default=None, alias="retrievedUrl")

    url_retrieval_status: Field[str | None] = field(default=None, alias="urlRetrievalStatus")


class UrlContextMetadata(View):
    """Url context metadata."""

    __slots__ = ()

    url_metadata: Field[Sequence[UrlMetadata] | None] = field(
        items=UrlMetadata, default=None, alias="urlMetadata"
    )


class Candidate(View):
    """One of the model's answers."""

    __slots__ = ()

    content: Field[Content | None] = field(Content, default=None)
    """The content."""

    citation_metadata: Field[CitationMetadata | None] = field(
        CitationMetadata, default=None, alias="citationMetadata"
    )

    finish_message: Field[str | None] = field(default=None, alias="finishMessage")
    """Why the model stopped, in words."""

    token_count: Field[int | None] = field(default=None, alias="tokenCount")
    """So many tokens."""

    finish_reason: Field[str | None] = field(default=None, alias="finishReason")
    """Why the model stopped."""

    grounding_metadata: Field[GroundingMetadata | None] = field(
        GroundingMetadata, default=None, alias="groundingMetadata"
    )

    avg_logprobs: Field[float | None] = field(default=None, alias="avgLogprobs")

    index: Field[int | None] = field(default=None)
    """Its number."""

    logprobs_result: Field[LogprobsResult | None] = field(
        LogprobsResult, default=None, alias="logprobsResult"
    )

    safety_ratings: Field[Sequence[SafetyRating] | None] = field(
        items=SafetyRating, default=None, alias="safetyRatings"
    )
    """How unsafe it is, category by category."""

    url_context_metadata: Field[UrlContextMetadata | None] = field(
        UrlContextMetadata, default=None, alias="urlContextMetadata"
    )

    continuation_token: Field[str | None] = field(default=None, alias="continuationToken")


class GenerateContentResponsePromptFeedback(View):
    """Why the prompt was blocked."""

    __slots__ = ()

    block_reason: Field[str | None] = field(default=None, alias="blockReason")

    block_reason_message: Field[str | None] = field(default=None, alias="blockReasonMessage")

    safety_ratings: Field[Sequence[SafetyRating] | None] = field(
        items=SafetyRating, default=None, alias="safetyRatings"
    )
    """How unsafe it is, category by category."""


class ModalityTokenCount(View):
    """How many tokens were text, images, audio and the like."""

    __slots__ = ()

    modality: Field[str | None] = field(default=None)
    """Text, image, audio and the like."""

    token_count: Field[int | None] = field(default=None, alias="tokenCount")
    """So many tokens."""


class GenerateContentResponseUsageMetadata(View):
    """How many tokens it took."""

    __slots__ = ()

    cache_tokens_details: Field[Sequence[ModalityTokenCount] | None] = field(
        items=ModalityTokenCount, default=None, alias="cacheTokensDetails"
    )

    cached_content_token_count: Field[int | None] = field(
        default=None, alias="cachedContentTokenCount"
    )

    candidates_token_count: Field[int | None] = field(default=None, alias="candidatesTokenCount")

    candidates_tokens_details: Field[Sequence[ModalityTokenCount] | None] = field(
        items=ModalityTokenCount, default=None, alias="candidatesTokensDetails"
    )

    prompt_token_count: Field[int | None] = field(default=None, alias="promptTokenCount")

    prompt_tokens_details: Field[Sequence[ModalityTokenCount] | None] = field(
        items=ModalityTokenCount, default=None, alias="promptTokensDetails"
    )

    thoughts_token_count: Field[int | None] = field(default=None, alias="thoughtsTokenCount")

    tool_use_prompt_token_count: Field[int | None] = field(
        default=None, alias="toolUsePromptTokenCount"
    )

    tool_use_prompt_tokens_details: Field[Sequence[ModalityTokenCount] | None] = field(
        items=ModalityTokenCount, default=None, alias="toolUsePromptTokensDetails"
    )

    total_token_count: Field[int | None] = field(default=None, alias="totalTokenCount")

    traffic_type: Field[str | None] = field(default=None, alias="trafficType")


class ModelStatus(View):
    """Model status."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)
    """The message."""

    model_stage: Field[str | None] = field(default=None, alias="modelStage")

    retirement_time: Field[str | None] = field(default=None, alias="retirementTime")


class GenerateContentResponse(StreamItem, Whole):
    """Generated content, or one chunk of its stream: both have one shape."""

    __slots__ = ()

    sdk_http_response: Field[HttpResponse | None] = field(
        HttpResponse, default=None, alias="sdkHttpResponse"
    )

    candidates: Field[Sequence[Candidate] | None] = field(items=Candidate, default=None)
    """The model's answers."""

    create_time: Field[str | None] = field(default=None, alias="createTime")
    """When the request came."""

    model_version: Field[str | None] = field(default=None, alias="modelVersion")
    """The model that answered."""

    prompt_feedback: Field[GenerateContentResponsePromptFeedback | None] = field(
        GenerateContentResponsePromptFeedback, default=None, alias="promptFeedback"
    )
    """Why the prompt was blocked, if it was."""

    response_id: Field[str | None] = field(default=None, alias="responseId")
    """The response's own id."""

    usage_metadata: Field[GenerateContentResponseUsageMetadata | None] = field(
        GenerateContentResponseUsageMetadata, default=None, alias="usageMetadata"
    )
    """How many tokens it took."""

    model_status: Field[ModelStatus | None] = field(ModelStatus, default=None, alias="modelStatus")

    automatic_function_calling_history: Field[Sequence[Content] | None] = field(
        items=Content, default=None, alias="automaticFunctionCallingHistory"
    )

    parsed: Field[dict[str, Any] | str | None] = field(default=None)
