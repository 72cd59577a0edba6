"""Generation: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "ImageConfig",
    "SpeechConfig",
    "SpeakerConfig",
    "AllowedTools",
    "ToolChoiceConfig",
    "SmartTranscriptionMode",
    "VerbatimTranscriptionMode",
    "TranscriptionConfig",
    "VideoConfig",
    "GenerationConfig",
    "TextResponseFormat",
    "AudioResponseFormat",
    "ImageResponseFormat",
    "VideoResponseFormat",
    "SafetySetting",
    "ResponseFormat",
    "TranscriptionMode",
]


class ImageConfig(View):
    """An image config."""

    __slots__ = ()

    aspect_ratio: Field[str | None] = field(default=None)

    image_size: Field[str | None] = field(default=None)


class SpeechConfig(View):
    """A speech config."""

    __slots__ = ()

    language: Field[str | None] = field(default=None)
    """The language."""

    speaker: Field[str | None] = field(default=None)
    """The role of the author."""

    voice: Field[str | None] = field(default=None)


class SpeakerConfig(View):
    """A speaker config."""

    __slots__ = ()

    speakers: Field[Sequence[SpeechConfig] | None] = field(items=SpeechConfig, default=None)


class AllowedTools(View):
    """Allowed tools."""

    __slots__ = ()

    mode: Field[str | None] = field(default=None)
    """The mode."""

    tools: Field[list[str] | None] = field(default=None)
    """The tools."""


class ToolChoiceConfig(View):
    """A tool choice config."""

    __slots__ = ()

    allowed_tools: Field[AllowedTools | None] = field(AllowedTools, default=None)
    """The tools that may be called."""


class SmartTranscriptionMode(View):
    """A smart transcription mode."""

    __slots__ = ()

    source_text: Field[str | None] = field(default=None)

    type: Final[Literal["smart"]] = field(default=None)
    """The word for this kind of object."""


class VerbatimTranscriptionMode(View):
    """A verbatim transcription mode."""

    __slots__ = ()

    diarization_mode: Field[str | None] = field(default=None)

    timestamp_granularities: Field[list[str] | None] = field(default=None)

    type: Final[Literal["verbatim"]] = field(default=None)
    """The word for this kind of object."""


TranscriptionMode: TypeAlias = SmartTranscriptionMode | VerbatimTranscriptionMode

#: The class for each tag; the first one shows what has another.
TRANSCRIPTION_MODE: dict[str, type[View]] = {
    "": View,
    "smart": SmartTranscriptionMode,
    "verbatim": VerbatimTranscriptionMode,
}


class TranscriptionConfig(View):
    """A transcription config."""

    __slots__ = ()

    adaptation_phrases: Field[list[str] | None] = field(default=None)

    custom_vocabulary: Field[list[str] | None] = field(default=None)

    diarization_mode: Field[str | None] = field(default=None)

    language_codes: Field[list[str] | None] = field(default=None)

    language_hints: Field[list[str] | None] = field(default=None)

    mode: Field[TranscriptionMode | str | None] = field(TRANSCRIPTION_MODE, default=None)
    """The mode."""

    timestamp_granularities: Field[list[str] | None] = field(default=None)


class VideoConfig(View):
    """A video config."""

    __slots__ = ()

    task: Field[str | None] = field(default=None)


class GenerationConfig(View):
    """A generation config."""

    __slots__ = ()

    image_config: Field[ImageConfig | None] = field(ImageConfig, default=None)

    max_output_tokens: Field[int | None] = field(default=None)
    """At most so many tokens are made."""

    seed: Field[int | None] = field(default=None)

    speech_config: Field[SpeakerConfig | Sequence[SpeechConfig] | None] = field(
        SpeakerConfig, items=SpeechConfig, default=None
    )

    stop_sequences: Field[list[str] | None] = field(default=None)

    temperature: Field[float | None] = field(default=None)
    """How freely tokens are chosen."""

    thinking_level: Field[str | None] = field(default=None)

    thinking_summaries: Field[str | None] = field(default=None)

    tool_choice: Field[ToolChoiceConfig | str | None] = field(ToolChoiceConfig, default=None)
    """Which tools the model may or must call."""

    top_p: Field[float | None] = field(default=None)
    """From which share of the likeliest tokens they are chosen."""

    transcription_config: Field[TranscriptionConfig | None] = field(
        TranscriptionConfig, default=None
    )

    video_config: Field[VideoConfig | None] = field(VideoConfig, default=None)


class TextResponseFormat(View):
    """A text response format."""

    __slots__ = ()

    mime_type: Field[str | None] = field(default=None)
    """The media type."""

    schema_: Field[dict[str, Any] | None] = field(default=None, alias="schema")
    """The JSON schema."""

    type: Final[Literal["text"]] = field(default=None)
    """The word for this kind of object."""


class AudioResponseFormat(View):
    """An audio response format."""

    __slots__ = ()

    bit_rate: Field[int | None] = field(default=None)

    delivery: Field[str | None] = field(default=None)

    mime_type: Field[str | None] = field(default=None)
    """The media type."""

    sample_rate: Field[int | None] = field(default=None)

    type: Final[Literal["audio"]] = field(default=None)
    """The word for this kind of object."""


class ImageResponseFormat(View):
    """An image response format."""

    __slots__ = ()

    aspect_ratio: Field[str | None] = field(default=None)

    delivery: Field[str | None] = field(default=None)

    image_size: Field[str | None] = field(default=None)

    mime_type: Field[str | None] = field(default=None)
    """The media type."""

    type: Final[Literal["image"]] = field(default=None)
    """The word for this kind of object."""


class VideoResponseFormat(View):
    """A video response format."""

    __slots__ = ()

    aspect_ratio: Field[str | None] = field(default=None)

    delivery: Field[str | None] = field(default=None)

    duration: Field[str | None] = field(default=None)

    gcs_uri: Field[str | None] = field(default=None)

    resolution: Field[str | None] = field(default=None)
    """How closely it is looked at."""

    type: Final[Literal["video"]] = field(default=None)
    """The word for this kind of object."""


ResponseFormat: TypeAlias = (
    TextResponseFormat | AudioResponseFormat | ImageResponseFormat | VideoResponseFormat
)

#: The class for each tag; the first one shows what has another.
RESPONSE_FORMAT: dict[str, type[View]] = {
    "": View,
    "text": TextResponseFormat,
    "audio": AudioResponseFormat,
    "image": ImageResponseFormat,
    "video": VideoResponseFormat,
}


class SafetySetting(View):
    """Safety setting."""

    __slots__ = ()

    threshold: Field[str] = field()

    type: Field[str] = field()
    """The word for this kind of object."""

    method: Field[str | None] = field(default=None)
