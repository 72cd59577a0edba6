"""Interaction: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import Whole
from deltafold.types.interactions._agents import (
    AntigravityAgentConfig,
    CodeMenderAgentConfig,
    DeepResearchAgentConfig,
    DynamicAgentConfig,
    Environment,
)
from deltafold.types.interactions._contents import (
    CONTENT,
    AudioContent,
    Content,
    ImageContent,
    VideoContent,
)
from deltafold.types.interactions._generation import (
    RESPONSE_FORMAT,
    GenerationConfig,
    ResponseFormat,
    SafetySetting,
)
from deltafold.types.interactions._steps import STEP, Step
from deltafold.types.interactions._tools import TOOL, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

__all__ = [
    "Error",
    "ModalityTokens",
    "GroundingToolCount",
    "Usage",
    "WebhookConfig",
    "Interaction",
    "InteractionAgentConfig",
]


InteractionAgentConfig: TypeAlias = (
    AntigravityAgentConfig | CodeMenderAgentConfig | DeepResearchAgentConfig | DynamicAgentConfig
)

#: The class for each tag; the first one shows what has another.
INTERACTION_AGENT_CONFIG: dict[str, type[View]] = {
    "": View,
    "antigravity": AntigravityAgentConfig,
    "code-mender": CodeMenderAgentConfig,
    "deep-research": DeepResearchAgentConfig,
    "dynamic": DynamicAgentConfig,
}


class Error(View):
    """An error."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str | None] = field(default=None)
    """The message."""


class ModalityTokens(View):
    """Modality tokens."""

    __slots__ = ()

    modality: Field[str | None] = field(default=None)
    """Text, image, audio and the like."""

    tokens: Field[int | None] = field(default=None)


class GroundingToolCount(View):
    """A grounding tool count."""

    __slots__ = ()

    count: Field[int | None] = field(default=None)

    type: Field[str | None] = field(default=None)
    """The word for this kind of object."""


class Usage(View):
    """How many tokens it took."""

    __slots__ = ()

    cached_tokens_by_modality: Field[Sequence[ModalityTokens] | None] = field(
        items=ModalityTokens, default=None
    )

    grounding_tool_count: Field[Sequence[GroundingToolCount] | None] = field(
        items=GroundingToolCount, default=None
    )

    initial_input_tokens: Field[int | None] = field(default=None)

    input_tokens_by_modality: Field[Sequence[ModalityTokens] | None] = field(
        items=ModalityTokens, default=None
    )

    output_tokens_by_modality: Field[Sequence[ModalityTokens] | None] = field(
        items=ModalityTokens, default=None
    )

    tool_use_tokens_by_modality: Field[Sequence[ModalityTokens] | None] = field(
        items=ModalityTokens, default=None
    )

    total_cached_tokens: Field[int | None] = field(default=None)

    total_input_tokens: Field[int | None] = field(default=None)

    total_output_tokens: Field[int | None] = field(default=None)

    total_thought_tokens: Field[int | None] = field(default=None)

    total_tokens: Field[int | None] = field(default=None)
    """All tokens."""

    total_tool_use_tokens: Field[int | None] = field(default=None)


class WebhookConfig(View):
    """A webhook config."""

    __slots__ = ()

    uris: Field[list[str] | None] = field(default=None)

    user_metadata: Field[dict[str, Any] | None] = field(default=None)


class Interaction(Whole):
    """A whole interaction."""

    __slots__ = ()

    status: Field[str] = field()
    """How far it has come."""

    agent: Field[str | None] = field(default=None)

    agent_config: Field[InteractionAgentConfig | None] = field(
        INTERACTION_AGENT_CONFIG, default=None
    )

    cached_content: Field[str | None] = field(default=None)

    continuation_ids: Field[list[str] | None] = field(default=None)

    continuation_token: Field[str | None] = field(default=None)

    created: Field[str | None] = field(default=None)
    """When it was made."""

    environment: Field[Environment | str | None] = field(Environment, default=None)
    """Where it runs."""

    environment_id: Field[str | None] = field(default=None)

    errors: Field[Sequence[Error] | None] = field(items=Error, default=None)
    """What went wrong, if something did."""

    generation_config: Field[GenerationConfig | None] = field(GenerationConfig, default=None)

    id: Field[str | None] = field(default=None)
    """Its own id."""

    input: Field[Content | Sequence[Step] | Sequence[Content] | str | None] = field(
        CONTENT, items={**STEP, **CONTENT}, default=None
    )
    """The input."""

    labels: Field[dict[str, str] | None] = field(default=None)

    model: Field[str | None] = field(default=None)
    """The model."""

    output_audio: Field[AudioContent | None] = field(AudioContent, default=None)

    output_image: Field[ImageContent | None] = field(ImageContent, default=None)

    output_text: Field[str | None] = field(default=None)

    output_video: Field[VideoContent | None] = field(VideoContent, default=None)

    previous_interaction_id: Field[str | None] = field(default=None)
    """The interaction that this one goes on from."""

    response_format: Field[
        ResponseFormat | Sequence[ResponseFormat | dict[str, Any]] | dict[str, Any] | None
    ] = field(RESPONSE_FORMAT, items=RESPONSE_FORMAT, default=None)

    response_mime_type: Field[str | None] = field(default=None)

    response_modalities: Field[list[str] | None] = field(default=None)

    safety_settings: Field[Sequence[SafetySetting] | None] = field(
        items=SafetySetting, default=None
    )

    service_tier: Field[str | None] = field(default=None)
    """The tier in which the request was served."""

    steps: Field[Sequence[Step] | None] = field(items=STEP, default=None)
    """The steps, in their order."""

    system_instruction: Field[str | None] = field(default=None)
    """The instructions that precede the input."""

    tools: Field[Sequence[Tool] | None] = field(items=TOOL, default=None)
    """The tools."""

    updated: Field[str | None] = field(default=None)
    """When it was last changed."""

    usage: Field[Usage | None] = field(Usage, default=None)
    """How many tokens it took."""

    webhook_config: Field[WebhookConfig | None] = field(WebhookConfig, default=None)

    outputs: Field[Sequence[Content] | None] = field(items=CONTENT, default=None, later=True)
    """What it gave, as releases before the steps had it."""
