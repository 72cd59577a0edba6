"""The SDKs' classes that are mirrored, and the module that each is written to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Package:
    """One SDK, or a part of it."""

    #: The package below `deltafold.types` to write, or its only module.
    ours: str
    #: The module that exports the classes.
    theirs: str
    #: The classes and aliases to start from; the classes of their fields are mirrored too.
    roots: tuple[str, ...]
    #: Our module for a class, by its module and name.
    place: Callable[[str, str], str]
    #: The member that holds the tag of a stream's item, and the alias of the items.
    events: tuple[str, str] | None = None
    #: Tags of events that the SDK does not have, and the class of ours that shows them.
    more_events: dict[str, str] = field(default_factory=dict)
    #: Classes that are items of a stream, and classes of whole responses.
    items: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    #: Classes that are not mirrored.
    leave_out: str = r"^$"
    #: Classes whose objects are strings in JSON.
    as_text: str = r"^$"
    #: Additional fields, by class: the lines, and the module and names that they import.
    more_fields: dict[str, tuple[str, str, set[str]]] = field(default_factory=dict)
    #: Modules that are split: inner modules, with patterns for the names of their classes.
    splits: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    #: Additional names that the package exports.
    more_exports: tuple[str, ...] = ()
    #: Fields that recordings have null in, although the SDK does not say so: module, class and name.
    nullable: tuple[str, ...] = ()
    #: Whether the first class of a choice shows objects with an unknown tag, as in the SDK.
    first_shows_unknown: bool = False
    #: Whether modules also have the names that openai's have for classes of other modules.
    keeps_names: bool = False

    @property
    def distribution(self) -> str:
        """What the package index calls the SDK."""
        return self.theirs.partition(".")[0].replace("google", "google-genai")

    def module_of(self, module: str, name: str) -> str:
        """Our module for a class."""
        place = self.place(module, name)
        for part, pattern in self.splits.get(place, ()):
            if re.search(pattern, name):
                return f"{place}.{part}"
        return place


def _by_module(prefix: str, ours: str = "") -> Callable[[str, str], str]:
    return lambda module, _name: ours + module.removeprefix(prefix)


def _by_group(package: str, groups: list[tuple[str, str]]) -> Callable[[str, str], str]:
    def place(_module: str, name: str) -> str:
        for group, pattern in groups:
            if re.search(pattern, name):
                return f"{package}._{group}"
        raise LookupError(f"{package} has no group for {name}")

    return place


GENAI = [
    (
        "grounding",
        r"Grounding|^Rag|Citation|Segment|Retrieval(?!Status)|SearchEntry|^GoogleTypeDate$",
    ),
    ("parts", r"^(Part|Content$|Function|Blob|File|Code|Executable|Tool)"),
    ("parts", r"^(Video|Document|Spreadsheet|Audio|Speech|Word|Transcription)"),
    ("response", r"."),
]

INTERACTIONS = [
    ("legacy", r"^InteractionStartEvent$|^InteractionCompleteEvent$|^Content(Start|Delta|Stop)$"),
    ("tool_deltas", r"(Call|Result)Delta(Result)?$"),
    ("deltas", r"Delta"),
    ("events", r"SSE|Sse|Event$|StatusUpdate$|^Step(Start|Stop)$"),
    ("tool_steps", r"(Call|Result)Step(Result)?$|Subcontent$"),
    ("results", r"Arguments$|(Result|Places)$|^Function$"),
    ("steps", r"Step|^Status$|ThoughtSummary"),
    ("contents", r"Content$|Citation$|Annotation$|Processing|ReviewSnippet|^WordInfo$"),
    ("interaction", r"^Interaction|Usage$|Tokens$|GroundingToolCount|^Error$|WebhookConfig"),
    ("agents", r"AgentConfig$|Request$|SessionConfig|Environment|EnvVar|Allowlist|^Source$"),
    (
        "generation",
        r"Format$|GenerationConfig|(Image|Speech|Speaker|Video|Transcription)Config|Mode$|ToolChoice|AllowedTools|SafetySetting",
    ),
    ("tools", r"."),
]

_RESPONSES_ITEMS = r"^Response(?!Format|Code.*Tool|Stream).*Event$"

PACKAGES = [
    Package(
        ours="",
        theirs="openai.types",
        roots=(
            "Completion",
            "CreateEmbeddingResponse",
            "Model",
            "ModerationCreateResponse",
            "shared.ErrorObject",
        ),
        place=_by_module("openai.types."),
        items=(r"^Completion$",),
        wholes=("Completion",),
        # Null in all but the last chunk of a stream.
        nullable=("completion_choice.CompletionChoice.finish_reason",),
        more_fields={
            "Embedding": (
                '''
    @property
    def vector(self) -> memoryview | None:
        """The vector as a buffer of floats, which numpy takes without a copy.

        It has 64-bit floats for a list of numbers and 32-bit ones for base64. Raises `TypeError` or
        `ValueError` if `embedding` is neither.
        """
        return _vector(self, "embedding")
''',
                "_core",
                {"_vector"},
            )
        },
    ),
    Package(
        ours="chat",
        theirs="openai.types.chat",
        roots=("ChatCompletion", "ChatCompletionChunk"),
        place=_by_module("openai.types."),
        items=(r"^ChatCompletionChunk$",),
        wholes=("ChatCompletion",),
        # Null if the stream was truncated.
        nullable=("chat_completion.Choice.finish_reason",),
        first_shows_unknown=True,
        keeps_names=True,
    ),
    Package(
        ours="responses",
        theirs="openai.types.responses",
        roots=("Response", "ResponseStreamEvent"),
        place=_by_module("openai.types."),
        events=("type", "ResponseStreamEvent"),
        items=(_RESPONSES_ITEMS,),
        wholes=("Response",),
        splits={
            "responses.response_input_item": (
                ("_shell", r"^(Local)?ShellCall|^ApplyPatch"),
                ("_calls", r"Call|^Mcp"),
            ),
            "responses.response": (
                ("_moderation", r"^Moderation"),
                ("_usage", r"^ToolUsage|^PromptCacheDiagnostics"),
            ),
        },
    ),
    Package(
        ours="anthropic",
        theirs="anthropic.types",
        roots=("Message", "RawMessageStreamEvent"),
        place=_by_module("anthropic.types.", "anthropic."),
        events=("type", "RawMessageStreamEvent"),
        more_events={"ping": "_other_events.PingEvent", "error": "_other_events.ErrorEvent"},
        items=(r"^Raw.*Event$",),
        wholes=("Message",),
        more_exports=(
            "_other_events.PingEvent",
            "_other_events.ErrorEvent",
            "_other_events.ErrorEventError",
        ),
    ),
    Package(
        ours="genai",
        theirs="google.genai.types",
        roots=("GenerateContentResponse",),
        place=_by_group("genai", GENAI),
        items=(r"^GenerateContentResponse$",),
        wholes=("GenerateContentResponse",),
        leave_out=r"^BaseModel$",
    ),
    Package(
        ours="interactions",
        theirs="google.genai.interactions",
        roots=("Interaction", "InteractionSSEEvent"),
        place=_by_group("interactions", INTERACTIONS),
        events=("event_type", "InteractionSSEEvent"),
        more_events={
            "interaction.start": "_legacy.InteractionStartEvent",
            "interaction.complete": "_legacy.InteractionCompleteEvent",
            "content.start": "_legacy.ContentStart",
            "content.delta": "_legacy.ContentDelta",
            "content.stop": "_legacy.ContentStop",
        },
        items=(r"Event$", r"^Step(Start|Delta|Stop)$", r"^InteractionStatusUpdate$"),
        wholes=("Interaction",),
        leave_out=r"^Unknown",
        more_fields={
            "Interaction": (
                '''
    outputs: Field[Sequence[Content] | None] = field(items=CONTENT, default=None, later=True)
    """What it gave, as releases before the steps had it."""
''',
                "interactions._contents",
                {"CONTENT", "Content"},
            )
        },
        more_exports=(
            "_legacy.InteractionStartEvent",
            "_legacy.InteractionCompleteEvent",
            "_legacy.ContentStart",
            "_legacy.ContentDelta",
            "_legacy.ContentStop",
        ),
    ),
    Package(
        ours="ollama",
        theirs="ollama._types",
        roots=(
            "ChatResponse",
            "GenerateResponse",
            "ProcessResponse",
            "ListResponse",
            "EmbedResponse",
        ),
        place=lambda _module, _name: "ollama",
        as_text=r"^Image$",
        more_fields={
            "EmbedResponse": (
                '''
    @property
    def vectors(self) -> list[memoryview]:
        """The vectors as buffers of 64-bit floats, which numpy takes without a copy.

        Raises `TypeError` if one of them is not a list of numbers.
        """
        return _vectors(self, "embeddings")
''',
                "_core",
                {"_vectors"},
            )
        },
        items=(r"^(Chat|Generate)Response$",),
        wholes=("ChatResponse", "GenerateResponse"),
    ),
]


#: Modules of `deltafold.types` that mirror no class of these SDKs.
BY_HAND = {
    "_bases.py",
    "anthropic/_other_events.py",
    "cohere.py",
    "converse.py",
    "error_body.py",
    "events.py",
    "interactions/_legacy.py",
    "ogx.py",
    "request.py",
}


def is_named(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns matches the name."""
    return any(re.search(pattern, name) for pattern in patterns)


def resolve(module: Any, path: str) -> Any:
    """The object at a dotted path in a module."""
    for part in path.split("."):
        module = getattr(module, part)
    return module
