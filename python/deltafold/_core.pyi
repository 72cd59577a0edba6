from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Sequence as _Sequence
from collections.abc import Set as _Set
from os import PathLike
from pathlib import Path
from types import GenericAlias
from typing import (
    Any,
    ClassVar,
    Generic,
    Literal,
    NoReturn,
    Protocol,
    SupportsIndex,
    TypeAlias,
    final,
    overload,
    type_check_only,
)

from typing_extensions import Never, Self, TypeVar, disjoint_base

from deltafold._errors import Error
from deltafold.types.anthropic import Message
from deltafold.types.chat import ChatCompletion, ChatCompletionChunk
from deltafold.types.chat.chat_completion import Choice
from deltafold.types.cohere import V2ChatResponse
from deltafold.types.completion import Completion
from deltafold.types.converse import ConverseResponse
from deltafold.types.events import StreamEvent
from deltafold.types.genai import GenerateContentResponse
from deltafold.types.interactions import Interaction
from deltafold.types.ollama import ChatResponse, GenerateResponse
from deltafold.types.request import Request
from deltafold.types.responses import Response as ModelResponse

__all__ = [
    "Accumulator",
    "ChoiceTiming",
    "Field",
    "LazyObjects",
    "MergeInfo",
    "NormalizedFile",
    "RecordedException",
    "Recording",
    "Report",
    "Response",
    "Rules",
    "Scan",
    "Sequence",
    "Table",
    "TableSchema",
    "TextSoFar",
    "View",
    "__version__",
    "_merge_info",
    "_nearest",
    "_recording_from_file",
    "_restore_recording",
    "_restore_sequence",
    "_restore_view",
    "_t_ns",
    "_vector",
    "_vectors",
    "cli_main",
    "field",
    "http_request_hash",
    "load",
    "loads",
    "merge",
    "normalize_bytes",
    "normalize_files",
    "partial_json",
    "request_hash",
    "scan",
    "table",
    "tool_request_hash",
]

_Bytes: TypeAlias = bytes | bytearray | memoryview
_Path: TypeAlias = str | PathLike[str]

__version__: str

_T_co = TypeVar("_T_co", covariant=True)
_Of: TypeAlias = type[View] | Mapping[str, type[View]]
_IncEx: TypeAlias = (
    _Set[int] | _Set[str] | Mapping[int, _IncEx | bool] | Mapping[str, _IncEx | bool]
)

def field(
    of: _Of | None = None,
    *,
    items: _Of | None = None,
    by: str = "type",
    default: None = ...,
    later: bool = False,
    alias: str | None = None,
) -> Any:  # A Field, which type checkers take for what the attribute is annotated with.
    """Declare an attribute of a view.

    `of` is the class that shows an object, or a dict from tag to class; `items` is the same for
    each item of a list; without them, values are plain. `by` names the member that holds the tag;
    objects with another tag, or none, are shown by the dict's first class. `default=None` marks the
    field as optional for type checkers. `later` marks a field that only other releases of the
    mirrored package declare: it is typed, and otherwise counts as an extra. `alias` is the member's
    name on the wire, if it differs from the field's; a member with the field's own name is read
    too.

        >>> from deltafold._core import View, field
        >>> class Point(View):
        ...     x = field()
        >>> Point.model_validate({"x": 1}).x
        1

    Raises:
        TypeError: `of` or `items` is neither a class nor a dict from tag to class, or `default` is
            not None.
        AttributeError: a class is not a view.
        ValueError: the dict is empty.
    """

@final
class Field(Generic[_T_co]):
    """A declared attribute of a view; see `field`."""

    @overload
    def __get__(self, instance: None, owner: type[View] | None = None, /) -> Self: ...
    @overload
    def __get__(self, instance: View, owner: type[View] | None = None, /) -> _T_co: ...
    def __set__(self, instance: View, value: Never, /) -> None: ...
    def __delete__(self, instance: View, /) -> NoReturn: ...
    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@disjoint_base
class View:
    """A JSON object, shown as an object with attributes.

    The base of every type in `deltafold.types`. Views are immutable and are compared by value.
    Members that the class does not declare are attributes too.

        >>> from deltafold.types.chat import ChatCompletion
        >>> chat = ChatCompletion(id="c1", cached=True)
        >>> chat.id, chat.model, chat.cached
        ('c1', None, True)

    Raises:
        TypeError, ValueError: a value given to the class cannot be written as JSON, as in
            `model_construct`.
        AttributeError: an attribute does not exist, or is set or deleted.
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]
    __deltafold_spec__: ClassVar[object]
    model_fields: ClassVar[dict[str, Field[Any]]]
    """The declared fields, in order."""

    def __new__(cls, **values: Any) -> Self: ...
    @classmethod
    def model_validate(cls, obj: object) -> Self:
        """Make a view from a dict, another view, or an SDK object with pydantic's `model_dump`.

        Raises:
            TypeError: `obj` does not become a JSON object, or holds a value that cannot be written
                as JSON.
            ValueError: `obj` is nested too deep, or contains itself.
        """

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray) -> Self:
        """Make a view from JSON text.

        Raises:
            ParseError: `json_data` is not JSON.
            TypeError: `json_data` is neither bytes nor str, or its JSON is not an object.
        """

    @classmethod
    def model_construct(cls, **values: Any) -> Self:
        """Make a view with these members.

        Raises:
            TypeError: a value cannot be written as JSON.
            ValueError: a value is nested too deep, or contains itself.
        """

    @property
    def model_extra(self) -> dict[str, Any]:
        """The members that are not declared fields."""

    @property
    def model_fields_set(self) -> set[str]:
        """The names of all members that are present, including extras."""

    def model_dump(
        self,
        *,
        mode: Literal["json", "python"] | str = "python",
        include: _IncEx | None = None,
        exclude: _IncEx | None = None,
        context: object = None,
        by_alias: bool | None = None,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        exclude_computed_fields: bool = False,
        round_trip: bool = False,
        warnings: bool | Literal["none", "warn", "error"] = True,
        fallback: object = None,
        serialize_as_any: bool = False,
        polymorphic_serialization: bool | None = None,
    ) -> dict[str, Any]:
        """The view as a dict: declared fields in order, including nulls, then extras.

        Takes pydantic's options; those without a meaning for plain JSON values are ignored.

            >>> from deltafold.types.chat.chat_completion_chunk import ChoiceDelta
            >>> ChoiceDelta(content="Hi").model_dump(exclude_none=True)
            {'content': 'Hi'}

        Raises:
            TypeError: an option is unknown, or its value has the wrong type.
        """

    def model_dump_json(
        self,
        *,
        indent: int | None = None,
        ensure_ascii: bool = False,
        include: _IncEx | None = None,
        exclude: _IncEx | None = None,
        context: object = None,
        by_alias: bool | None = None,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        exclude_computed_fields: bool = False,
        round_trip: bool = False,
        warnings: bool | Literal["none", "warn", "error"] = True,
        fallback: object = None,
        serialize_as_any: bool = False,
        polymorphic_serialization: bool | None = None,
    ) -> str:
        """What `model_dump` gives, as compact JSON, or indented by `indent` spaces.

        Raises:
            TypeError: an option is unknown, or its value has the wrong type.
            OverflowError: `indent` is negative.
        """

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> dict[str, Any]:
        """The view as a dict, with only the members that are present.

        Takes openai's options.

        Raises:
            TypeError: an option is unknown.
        """

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """The view as indented JSON, with only the members that are present.

        Takes openai's options.

        Raises:
            TypeError: an option is unknown, or `indent` is not an integer.
            OverflowError: `indent` is negative.
        """

    def to_sdk(self) -> Any:
        """The view as an instance of the SDK class that it mirrors; its package must be installed.

        Raises:
            ImportError: the package is not installed.
            TypeError: the view does not mirror an SDK class, or the installed package lacks it.
            pydantic.ValidationError: the SDK class refuses the content.
        """

    def to_openai(self) -> Any:
        """The view as an instance of the openai class that it mirrors; openai must be installed.

        Raises:
            ImportError: openai is not installed.
            TypeError: the view does not mirror an openai class, or the installed openai lacks it.
            pydantic.ValidationError: the openai class refuses the content.
        """

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with the members of `update` changed or added.

        Without `update` the copy is the view itself, since views cannot change, unless `deep` is
        set: a deep copy shares nothing with the view, so it does not keep the view's document in
        memory.

            >>> from deltafold.types.chat import ChatCompletion
            >>> ChatCompletion(id="c1").model_copy(update={"id": "c2"}).id
            'c2'

        Raises:
            TypeError: `update` is not a mapping, or a value cannot be written as JSON.
            ValueError: a value is nested too deep, or contains itself.
        """

    def __replace__(self, **changes: Any) -> Self: ...
    def __iter__(self) -> Iterator[tuple[str, Any]]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def _repr_html_(self) -> str | None:
        """For notebooks: the text of each choice of a completion, with reasoning and tool calls apart.
        None for other views.
        """

    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object) -> Self: ...

@final
class Sequence(_Sequence[_T_co]):
    """An immutable list, mostly of views; each item is created on first access.

    Raises:
        IndexError: an index is out of range.
        TypeError: an index is neither an integer nor a slice.
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: SupportsIndex, /) -> _T_co: ...
    @overload
    def __getitem__(self, key: slice, /) -> Sequence[_T_co]: ...
    def __iter__(self) -> Iterator[_T_co]: ...
    def __reversed__(self) -> Iterator[_T_co]: ...
    def __contains__(self, key: object, /) -> bool: ...
    def index(self, value: Any, start: int = 0, stop: int = ...) -> int:
        """The index of the first item that equals `value`.

        Raises:
            ValueError: no item between `start` and `stop` equals `value`.
            TypeError: `start` or `stop` is not an integer.
        """

    def count(self, value: Any) -> int:
        """How many items equal `value`."""

    def __eq__(self, value: object, /) -> bool: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object) -> Self: ...
    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@final
class MergeInfo:
    """Whether a completion is complete, its anomalies, and the error that it ended with.

        >>> import deltafold
        >>> deltafold.merge([{"choices": [{"delta": {"content": "Sol"}}]}]).merge_info.complete
        False

    Raises:
        TypeError: `error`, given to the class, cannot be written as JSON.
        ValueError: `error` is nested too deep, or contains itself.
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __new__(
        cls, complete: bool, warnings: _Sequence[str] = (), error: object = None
    ) -> Self: ...
    @property
    def complete(self) -> bool:
        """Whether there is a response with a stop reason and without an error. For families with
        choices: at least one choice, each with a finish reason and without unnamed tool calls.
        """

    @property
    def warnings(self) -> tuple[str, ...]:
        """The anomalies, in the order in which they were found, such as `"ids_differ: …"`."""

    @property
    def error(self) -> Any:
        """The error of the stream, an object or text, or None."""

    def __eq__(self, value: object, /) -> bool: ...

def _merge_info(completion: View) -> MergeInfo: ...
def _t_ns(item: View) -> int | None: ...
def _vector(view: View, name: str) -> memoryview | None: ...
def _vectors(view: View, name: str) -> list[memoryview]: ...
def _restore_view(
    json: bytes, cls: type[View], merge_info: MergeInfo | None = None, t_ns: int | None = None
) -> View: ...
def _restore_sequence(json: bytes, of: _Of | None, by: str) -> Sequence[Any]: ...

class _Readable(Protocol):
    def read(self) -> _Bytes | str: ...

def load(
    file: _Path | bytes | PathLike[bytes] | _Readable,
    *,
    objects: Literal["deltafold", "openai"] = "deltafold",
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> Recording:
    """Load the recording in a file, given as a path or a binary file object.

    The format is detected from the content. With `objects="openai"`, chunks and completions are
    instances of the SDK's own classes, which the views' `to_sdk()` makes on access; content that
    they refuse raises their `ValidationError` then. `reasoning_tags` is as for `Accumulator`, for
    the completion.

        >>> import deltafold
        >>> deltafold.load("examples/two-choices.json").kind
        'chat.stream'

    Raises:
        ParseError: the file is corrupted.
        RecordingError: the file is not a recording, or holds several (use `scan`).
        OSError: the file cannot be read, as with `open`.
        TypeError: `file` is neither a path nor a binary file object.
        ValueError: `objects` is neither "deltafold" nor "openai", `reasoning_tags` has a name that
            no tag can have, or the path contains a null byte.
    """

def loads(
    data: _Bytes | str,
    *,
    objects: Literal["deltafold", "openai"] = "deltafold",
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> Recording:
    """Load the recording in a file, given as the file's bytes or text. The options are as for `load`.

        >>> import deltafold
        >>> body = '{"object": "chat.completion", "choices": [{"message": {"content": "Sol"}}]}'
        >>> deltafold.loads(body).chat.choices[0].message.content
        'Sol'

    Raises:
        ParseError: the data is corrupted.
        RecordingError: the data is not a recording, or holds several.
        TypeError: `data` is neither bytes nor str.
        ValueError: `objects` is neither "deltafold" nor "openai", or `reasoning_tags` has a name
            that no tag can have.
    """

_Family: TypeAlias = Literal[
    "chat",
    "completion",
    "responses",
    "anthropic",
    "genai",
    "interactions",
    "ollama.chat",
    "ollama.generate",
    "cohere",
    "converse",
]
"""The provider families whose streams are merged."""

_Kind: TypeAlias = Literal[
    "chat",
    "chat.stream",
    "completion",
    "completion.stream",
    "responses",
    "responses.stream",
    "anthropic",
    "anthropic.stream",
    "genai",
    "genai.stream",
    "interactions",
    "interactions.stream",
    "ollama.chat",
    "ollama.chat.stream",
    "ollama.generate",
    "ollama.generate.stream",
    "cohere",
    "cohere.stream",
    "converse",
    "converse.stream",
    "ollama.ps",
    "ollama.list",
    "embeddings",
    "models",
    "moderation",
    "rerank",
    "tool",
    "file",
    "exception",
    "error",
    "typed",
    "json",
    "empty",
]
"""The kinds of response that a recording can hold."""

_Format: TypeAlias = Literal[
    "ogx",
    "sse",
    "chunks",
    "exchange",
    "batch",
    "aiperf",
    "vcr",
    "claude",
    "har",
    "mlflow",
    "body",
]
"""The formats of recordings."""

# With a union of all families, even chats, which most recordings are, could not be read without
# narrowing. This type has the attributes of a chat; `isinstance` narrows it to any other family.
@type_check_only
class AnyCompletion(View):
    """A completion of a family that is not known when types are checked.

    `choices` exists for chats; narrow with `isinstance` for other families, or set `family`.
    """

    @property
    def choices(self) -> Sequence[Choice]: ...
    @property
    def merge_info(self) -> MergeInfo: ...

_Merged_co = TypeVar("_Merged_co", covariant=True, default=AnyCompletion)

@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["chat"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> ChatCompletion: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["completion"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> Completion: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["responses"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> ModelResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["anthropic"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> Message: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["genai"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> GenerateContentResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["interactions"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> Interaction: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["ollama.chat"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> ChatResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["ollama.generate"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> GenerateResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["cohere"],
) -> V2ChatResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["converse"],
) -> ConverseResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: None = None,
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> AnyCompletion:
    """Merge the chunks of one stream, given as any iterable of items that `Accumulator.push` takes.

    The result has the class of a whole response of the same family: a `ChatCompletion`, a
    `Message`, a `Response` and so on. `strict`, `single_choice`, `family` and `reasoning_tags` are
    as for `Accumulator`.

        >>> import deltafold
        >>> chunks = [{"choices": [{"delta": {"content": "Sol"}, "finish_reason": "stop"}]}]
        >>> deltafold.merge(chunks).choices[0].message.content
        'Sol'

    Raises:
        MergeError: there are no items or only pings; there are only errors (the message has the
            last one); no item is of a known family and `family` is not set; or as
            `Accumulator.push`.
        ParseError: an item is text, but neither JSON nor a line of server-sent events.
        TypeError: `chunks` is not iterable.
        ValueError: `family` is not known, or an item is nested too deep or contains itself.
    """

@final
class Accumulator(Generic[_Merged_co]):
    """Merges the items of one stream as they arrive.

    `push` takes one whole item: a dict, JSON as str or bytes, one line of a server-sent event
    stream, an SDK object or a deltafold view. `feed` takes the bytes of a server-sent event stream,
    split anywhere. `snapshot` gives the completion so far, `finish` the final one.

    The provider family ("chat", "anthropic", "responses" and so on) is detected from the first item
    that only one family has, or set with `family`. With `strict`, invalid shapes raise
    `MergeError`; with `single_choice`, all choices are merged into choice 0. With `reasoning_tags`,
    reasoning in tags at the start of a text (`<reasoning>`, `<think>` and `<thinking>` for `True`,
    otherwise the names given) is moved to `reasoning`.

        >>> import deltafold
        >>> merging = deltafold.Accumulator()
        >>> merging.push({"choices": [{"index": 0, "delta": {"content": "Sal"}}]})
        >>> merging.push('data: {"choices": [{"index": 0, "delta": {"content": "ve"}}]}')
        >>> merging.finish().choices[0].message.content
        'Salve'

    Raises:
        ValueError: `family` is not known, or `reasoning_tags` has a name that no tag can have.
        TypeError: `reasoning_tags` is neither a bool nor a list of names.
    """

    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["chat"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[ChatCompletion]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["completion"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[Completion]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["responses"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[ModelResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["anthropic"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[Message]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["genai"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[GenerateContentResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["interactions"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[Interaction]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["ollama.chat"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[ChatResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["ollama.generate"],
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[GenerateResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["cohere"],
    ) -> Accumulator[V2ChatResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["converse"],
    ) -> Accumulator[ConverseResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: None = None,
        reasoning_tags: bool | _Sequence[str] | None = None,
    ) -> Accumulator[AnyCompletion]: ...
    def push(self, item: object) -> None:
        """Add one whole item. An item that raises an error is not merged; others can follow it.

        Raises:
            MergeError: the item is not an object or cannot be merged, or comes after `finish`; with
                `strict` also after `[DONE]`, or if it is of another kind of stream.
            ParseError: the item is text, but neither JSON nor a line of server-sent events.
            ValueError: the item is nested too deep, or contains itself.
        """

    def feed(self, data: _Bytes | str) -> None:
        """Add bytes of a server-sent event stream, split anywhere.

        Data that is not JSON is left out, with a warning. After an error, the events before the bad
        one are merged, and nothing more can be fed. The same holds if a signal handler raises, which
        stops feeding between two events.

            >>> import deltafold
            >>> merging = deltafold.Accumulator()
            >>> merging.feed(b'data: {"choices": [{"delta": {"content": "Sal')
            >>> merging.feed(b've"}}]}')
            >>> merging.finish().choices[0].message.content
            'Salve'

        Raises:
            ParseError: an event is too long; with `strict`, an event is not JSON or not UTF-8.
            MergeError: an event cannot be merged, an earlier `feed` was interrupted, or `finish`
                was called.
            TypeError: `data` is neither bytes nor str.
        """

    def push_events(self, item: object) -> list[StreamEvent]:
        """Add one whole item, as `push` does, and return the events of what it brings.

        See `deltafold.types.events` for the classes. What `push` and `feed` add is in the events of
        the next call. Tool calls and texts that the stream itself ends are done then; everything
        else is done at the end, see `finish_events`.

            >>> import deltafold
            >>> merging = deltafold.Accumulator()
            >>> merging.push_events({"choices": [{"index": 0, "delta": {"content": "Sal"}}]})
            [ContentDeltaEvent(choice=0, index=0, delta='Sal')]

        Raises:
            MergeError: as `push`.
            ParseError: as `push`.
            ValueError: as `push`.
        """

    def feed_events(self, data: _Bytes | str) -> list[StreamEvent]:
        """Add bytes of a server-sent event stream, as `feed` does, and return the events of what they
        bring.

        Raises:
            ParseError: as `feed`. The events before the bad one come with the next call.
            MergeError: as `feed`.
            TypeError: as `feed`.
        """

    def finish_events(self) -> list[StreamEvent]:
        """End the stream, as `finish` does, and return the events that are left: `snapshot` still gives
        the completion.

        A stream of nothing but errors has given its events, so it raises nothing here.

            >>> import deltafold
            >>> merging = deltafold.Accumulator()
            >>> merging.push({"choices": [{"delta": {"content": "Sol"}, "finish_reason": "stop"}]})
            >>> for event in merging.finish_events():
            ...     print(event)
            ContentDeltaEvent(choice=0, index=0, delta='Sol')
            ContentDoneEvent(choice=0, index=0, content='Sol')
            ChoiceDoneEvent(choice=0, finish_reason='stop')

        Raises:
            MergeError: there is nothing to merge, no item is of a known family, or the stream has
                ended before.
            ParseError: as `finish`.
        """

    def snapshot(self) -> _Merged_co:
        """The completion so far; more can be added afterwards."""

    def finish(self) -> _Merged_co:
        """The completion; nothing can be added afterwards.

        Raises:
            MergeError: there is nothing to merge, there are only errors, no item is of a known
                family, or `finish` was called before.
            ParseError: with `strict`, the last event that was fed is not JSON.
        """

    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@final
class TextSoFar:
    """The text of a part up to one of its events, which an event reads when it is asked for it.

    All events of a part share one text.
    """

    @property
    def text(self) -> str:
        """The text."""

    @property
    def parsed(self) -> Any:
        """What the text is as JSON, as far as it goes."""

def partial_json(text: str) -> Any:
    """The value that a text is as JSON, as far as it goes; None if it has none.

    Strings are cut where the text is, numbers and words only count if they may be whole, and nothing
    after the first fault counts.

        >>> from deltafold._core import partial_json
        >>> partial_json('{"city": "Par')
        {'city': 'Par'}
    """

@final
class Recording:
    """One recorded request and its response.

    Everything is decoded on first access, and then kept.

        >>> import deltafold
        >>> recording = deltafold.load("examples/two-choices.json")
        >>> len(recording.chunks), recording.completion.merge_info.complete
        (28, True)
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]

    @property
    def path(self) -> str | None:
        """The file it was read from, or None."""

    @property
    def test_id(self) -> str | None:
        """The test that made the request, or None."""

    @property
    def kind(self) -> _Kind:
        """The kind of the response, such as "chat.stream"."""

    @property
    def format(self) -> _Format:
        """The format of the file, such as "ogx", "sse" or "vcr"."""

    @property
    def number(self) -> int | None:
        """Its number in the file, from 0; None for formats with one recording per file."""

    @property
    def custom_id(self) -> str | None:
        """The id that the caller of a batch API gave the request, or None."""

    @property
    def request(self) -> Request:
        """The request.

        Raises:
            RecordingError: the recording has no request, or it is not an object.
        """

    @property
    def request_hash(self) -> str | None:
        """The request hash, under which lookups find it; None for requests that have none.

        Raises:
            RecordingError: the URL cannot be split.
        """

    @property
    def response(self) -> Response:
        """The response."""

    @property
    def chunks(self) -> Sequence[ChatCompletionChunk]:
        """The chunks of a stream: a sequence of views, each created on first access.

        They are typed as those of chat streams; other streams have views with their own fields.

        Raises:
            RecordingError: the response is not a stream, or an item is not an object.
        """

    @property
    def completion(self) -> AnyCompletion:
        """The merged completion of a stream, or the stored one.

        Raises:
            RecordingError: the kind of response has no completion, or an item is not an object.
            MergeError: the stream cannot be merged.
            ImportError, TypeError, pydantic.ValidationError: with `objects="openai"`, as
                `View.to_sdk`.
        """

    @property
    def chat(self) -> ChatCompletion:
        """The same as `completion`, typed as a chat completion.

        Raises:
            RecordingError: the recording is not a chat.
            MergeError, ImportError, TypeError, pydantic.ValidationError: as `completion`.
        """

    @property
    def timing(self) -> dict[int, ChoiceTiming] | None:
        """How fast each choice's tokens arrived, by choice index; None if the format has no times.

        Raises:
            RecordingError: an item of the stream is not an object.
        """

    @property
    def provider(self) -> str | None:
        """The provider, as named in the request, or else found by the host of its URL; or None."""

    def to_dict(self) -> dict[str, Any]:
        """What `json.load` gives for the file, or for the envelope made from another format."""

    def to_json(self) -> str:
        """What `json.dump(…, indent=2)` writes for `to_dict()`, and a newline."""

    def to_json_bytes(self) -> bytes:
        """`to_json` as bytes."""

    def _repr_html_(self) -> str | None:
        """A picture of the stream, for notebooks; None if there is no stream."""

    def save(self, path: _Path) -> None:
        """Write `to_json()` to a file, completely or not at all.

        Raises:
            OSError: the file cannot be written.
            TypeError: `path` is not a path.
        """

    def __eq__(self, value: object, /) -> bool: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object) -> Self: ...

@final
class ChoiceTiming:
    """How fast the tokens of one choice arrived.

    A token here is a chunk that contains text, reasoning or tool call arguments.
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]

    @property
    def time_to_first_token_ns(self) -> int | None:
        """Nanoseconds from the request to the first token, or None if either time is not known."""

    @property
    def inter_token_gaps_ns(self) -> tuple[int, ...]:
        """Nanoseconds from each token to the next."""

    def __eq__(self, value: object, /) -> bool: ...

@final
class Response:
    """The response to a recorded request."""

    @property
    def is_streaming(self) -> bool:
        """Whether the response was streamed."""

    @property
    def status(self) -> int | None:
        """The HTTP status, or None if none was recorded."""

    @property
    def type_name(self) -> str | None:
        """The class that the recorder noted for the body, or for a list's first item; or None."""

    @property
    def body(self) -> Any:
        """The body: views where its type is known, plain values elsewhere.

        Plain dicts and lists are new on each access.
        """

    @property
    def exception(self) -> RecordedException | None:
        """The exception that was recorded, or None."""

@final
class RecordedException:
    """An exception that was recorded in place of a response, or after part of it."""

    @property
    def category(self) -> str | None:
        """Where its class comes from: "ogx", "provider_sdk", "builtin" or "unknown"; or None."""

    @property
    def type(self) -> str | None:
        """The name of its class, or None."""

    @property
    def provider(self) -> str | None:
        """The SDK that raised it, such as "openai", or None."""

    @property
    def status(self) -> int | None:
        """The HTTP status, or None."""

    @property
    def message(self) -> str | None:
        """The message, or None."""

    @property
    def body(self) -> Any:
        """The provider's error body, or None."""

_Item_co = TypeVar("_Item_co", covariant=True)

@final
class Scan(Generic[_Item_co]):
    """The iterator that `scan` returns: recordings in path order, loaded ahead by threads.

    Several threads can take recordings from one scan; each recording goes to one of them. A `with`
    block closes it.

    Raises:
        ParseError, RecordingError, OSError: a file cannot be loaded, if `on_error` is "raise".
            Iteration can go on with the next one.
        RuntimeError: the process was forked after the scan began.
    """

    def __iter__(self) -> Self: ...
    def __next__(self) -> _Item_co: ...
    def close(self) -> None:
        """Stop loading, and drop what was loaded ahead."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exception: object) -> None: ...
    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@overload
def scan(
    root_or_paths: _Path | Iterable[_Path],
    *,
    jobs: int | None = None,
    on_error: Literal["raise", "skip"] = "raise",
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> Scan[Recording]:
    """Load every recording below a directory, or in the given files, in parallel.

    Recordings come in path order, by name within a directory, and in file order where a file holds
    several. Non-recordings in a directory are skipped; a path given explicitly must be a recording.
    `jobs` is the number of threads, by default the number of processors. `on_error` selects what
    happens when a file cannot be loaded: "raise" raises the error when the file's turn comes,
    "skip" leaves the file out, and "return" gives the error in its place. If there are no
    recordings at all, a `UserWarning` says why. `reasoning_tags` is as for `load`.

        >>> import deltafold
        >>> [len(recording.chunks) for recording in deltafold.scan(["examples/two-choices.json"])]
        [28]

    Raises:
        TypeError: `root_or_paths` is neither a path nor an iterable of paths.
        ValueError, OverflowError: `jobs` is less than 1, or `on_error` is another word.
        ParseError, RecordingError, OSError: while iterating, if `on_error` is "raise".
    """

@overload
def scan(
    root_or_paths: _Path | Iterable[_Path],
    *,
    jobs: int | None = None,
    on_error: Literal["return"],
    reasoning_tags: bool | _Sequence[str] | None = None,
) -> Scan[Recording | Error | OSError]: ...

_TableName: TypeAlias = Literal["recordings", "chunks", "choices", "tool_calls"]

@final
class Table:
    """The table that `table` returns: Arrow record batches with constant columns.

    Libraries read it by the Arrow PyCapsule interface: `pyarrow.table(it)`, `polars.DataFrame(it)`,
    `polars.LazyFrame(it)`, or `FROM it` in DuckDB. It is lazy, holds a few batches at a time, and
    can be read once. Ctrl-C ends it.

    Raises:
        RuntimeError: it is read for a second time.
    """

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The batches, as a capsule of Arrow's C stream interface. `requested_schema` is ignored."""

    def __arrow_c_schema__(self) -> object:
        """The columns, as a capsule of Arrow's C data interface."""

@final
class TableSchema:
    """The columns of a table; see `deltafold.arrow.SCHEMAS`."""

    def __new__(cls, what: _TableName) -> Self: ...
    def __arrow_c_schema__(self) -> object: ...
    def spark_ddl(self) -> str:
        """The columns in Spark's notation."""

def table(
    source: object,
    what: _TableName = "recordings",
    *,
    column: str | None = None,
    id: str | None = None,
    jobs: int | None = None,
    batch_rows: int | None = None,
    errors: Literal["column", "raise"] = "column",
    raw_json: bool = False,
) -> Table:
    """Rows from many recordings, as Arrow record batches for pyarrow, Polars, DuckDB and others.

    `source` is a path or an iterable of paths, files and directories as for `scan`; an iterable of
    `(name, content)`; a filesystem of fsspec or a store of obstore; or a table of another library
    (anything with `__arrow_c_stream__` or `__arrow_c_array__`), of which `column` holds recordings
    as text or bytes and `id`, if given, their names. `what` selects the rows: "recordings",
    "choices", "tool_calls" or "chunks". The columns are the same for every input; docs/tables.md
    lists them. A recording that cannot be read is a row with only its name and its `error`, unless
    `errors` is "raise", which ends the table. `jobs` is the number of threads, `batch_rows` the
    largest number of rows in a batch, and `raw_json` adds the JSON of each chunk.

        >>> import deltafold
        >>> deltafold.table("examples/two-choices.json", "choices")
        Table('choices')

    Raises:
        TypeError: `source` is none of these, or `column` or `id` has another type.
        ValueError, OverflowError: `jobs` or `batch_rows` is less than 1, `what` or `errors` is
            another word.
        KeyError: there is no column of this name.
    """

@final
class Rules:
    """The rules for normalizing.

    `Rules(text)` reads TOML text, as in a deltafold.toml; without text, the rules are those of OGX.
    `source` is the path of the file that the text is from, if it is from one: messages name it, and
    a pyproject.toml has the rules in a table. Rules can be pickled.

        >>> import deltafold
        >>> none = deltafold.Rules("profile = 'none'")
        >>> deltafold.normalize_bytes('{"response": {}}', "a.json", rules=none)
        b'{"response": {}}'

    Raises:
        ParseError: the text is not TOML, or not valid as rules.
        TypeError: the text is not a str.
    """

    def __new__(cls, toml: str = "", source: _Path | None = None, /) -> Self: ...
    def __getnewargs__(self) -> tuple[str, Path | None]: ...
    @staticmethod
    def load(path: _Path) -> Rules:
        """Read a deltafold.toml, or a pyproject.toml with a table tool.deltafold.

        Raises:
            OSError: the file cannot be read.
            ParseError: the file is not TOML, or not valid as rules.
            RecordingError: the file is not UTF-8, or is a pyproject.toml without that table.
            TypeError: `path` is not a path.
        """

    @property
    def unmatched(self) -> list[str]:
        """The configured rules that have not matched any value so far, each as "line: path"."""

@final
class NormalizedFile:
    """A recording that was normalized, or would be."""

    @property
    def path(self) -> Path:
        """The path of its file."""

    @property
    def changes(self) -> int:
        """How many values changed; 0 if only the layout did."""

@final
class Report:
    """What `normalize_files` did."""

    @property
    def changed(self) -> int:
        """How many recordings changed, or would have."""

    @property
    def unchanged(self) -> int:
        """How many followed every rule already."""

    @property
    def skipped(self) -> int:
        """How many files in directories are not recordings."""

    @property
    def files(self) -> list[NormalizedFile]:
        """The recordings that changed, in path order."""

    @property
    def errors(self) -> list[Error | OSError]:
        """The errors of the files that could not be normalized, in path order."""

def normalize_bytes(
    data: _Bytes | str,
    name: _Path,
    *,
    rules: Rules | _Path | None = None,
    reformat: bool = False,
) -> bytes:
    """Normalize the bytes of one recording.

    `name` is the name of its file, from which ids are made. Without `rules`, those of OGX are
    applied; configuration files are not searched for. What no rule changes is returned unchanged,
    unless `reformat` is set: then it is laid out as by `json.dump(…, indent=2)`, with a newline at
    the end.

        >>> import deltafold, json
        >>> body = {"__type__": "openai.types.chat.ChatCompletion", "__data__": {"id": "c-9"}}
        >>> data = json.dumps({"response": {"body": body}})
        >>> json.loads(deltafold.normalize_bytes(data, "a.json"))["response"]["body"]["__data__"]
        {'id': 'rec-a'}

    Raises:
        ParseError: `data` is not JSON, or the file `rules` is not valid.
        RecordingError: `data` is not a recording, or rules keep changing their own results.
        OSError: the file `rules` cannot be read.
        TypeError: `data` is neither bytes nor str, `name` is not a path, or `rules` is neither
            `Rules` nor a path.
    """

def normalize_files(
    paths: _Path | Iterable[_Path],
    *,
    check: bool = False,
    jobs: int | None = None,
    rules: Rules | _Path | None = None,
    reformat: bool = False,
) -> Report:
    """Normalize every recording below directories, or in the given files, in parallel.

    With `check`, nothing is written. Without `rules`, those of the nearest deltafold.toml or
    pyproject.toml above each file are applied, or else those of OGX. `jobs` is the number of
    threads, by default the number of processors. `reformat` is as for `normalize_bytes`. Files that
    cannot be normalized are listed in the report's `errors`; the others are normalized
    nevertheless. If there are no recordings at all, a `UserWarning` says why.

        >>> import deltafold
        >>> deltafold.normalize_files("examples/two-choices.json", check=True).changed
        1

    Raises:
        TypeError: `paths` is neither a path nor an iterable of paths, or `rules` is neither `Rules`
            nor a path.
        ValueError, OverflowError: `jobs` is less than 1.
        OSError, ParseError, RecordingError: the file `rules` cannot be read or is not valid.
    """

def request_hash(
    method: str,
    url: str,
    headers: object,
    body: object,
    *,
    test_id: str | None = None,
    rules: Literal["ogx-1.0", "ogx-1.2", "ogx-1.5"] = "ogx-1.0",
) -> str:
    """The request hash of an inference API call, which is the name of its recording.

    Headers and host are not hashed.

    Releases of OGX differ in which model lists are shared by all tests, and in how: `rules` is
    "ogx-1.0" (also for older ones), "ogx-1.2" or "ogx-1.5" (and newer).

        >>> import deltafold
        >>> url = "https://api.example/v1/chat/completions"
        >>> deltafold.request_hash("POST", url, {}, {"model": "m"}, test_id="test_a.py::test_b")[:8]
        'd123915a'

    Raises:
        TypeError: `json.dumps` cannot write the body.
        ValueError: `urlparse` refuses the URL, the body is nested too deep or contains itself, or
            `rules` is not known.
    """

def tool_request_hash(provider: str, tool_name: str, kwargs: object) -> str:
    """The request hash of a tool call, which is the name of its recording.

        >>> import deltafold
        >>> deltafold.tool_request_hash("brave", "search", {"query": "oak"})[:8]
        '71be5d89'

    Raises:
        TypeError: `json.dumps` cannot write `kwargs`.
        ValueError: `kwargs` is nested too deep, or contains itself.
    """

def http_request_hash(url: str, method: str, payload: object, *, test_id: str | None = None) -> str:
    """The request hash of a call to another HTTP API, such as rerank: the name of its recording.

        >>> import deltafold
        >>> url = "https://api.example/v1/rerank"
        >>> deltafold.http_request_hash(url, "POST", {"query": "oak"})[:8]
        'c6807a67'

    Raises:
        TypeError: `json.dumps` cannot write the payload.
        ValueError: the payload is nested too deep, or contains itself.
    """

def cli_main(argv: _Sequence[str]) -> int:
    """Run the command line with `argv`, the program's name first, and return the exit code.

    If a Python signal handler raises, such as KeyboardInterrupt, the command ends; no file is left
    half-written. The handlers are not changed.

    Raises:
        TypeError: `argv` is not a sequence of str.
    """

def _restore_recording(
    bytes: bytes,
    path: str | None,
    format: str = "ogx",
    number: int | None = None,
    objects: str = "deltafold",
    tags: _Sequence[str] | None = None,
) -> Recording: ...

@final
class LazyObjects(_Sequence[Any]):
    """Objects that are restored on first access; a slice is a list.

    Raises:
        IndexError: an index is out of range.
        TypeError: an index is neither an integer nor a slice.
    """

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Any: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Any]: ...
    def __len__(self) -> int: ...
    def index(self, value: object, start: int = 0, stop: int = ...) -> int:
        """The index of the first object that equals `value`.

        Raises:
            ValueError: no object between `start` and `stop` equals `value`.
        """

    def count(self, value: object) -> int:
        """How many objects equal `value`."""

    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

def _nearest(
    asked: str, stored: _Sequence[tuple[_Path, str]], most: int
) -> tuple[list[str], str]: ...
def _recording_from_file(path: _Path, objects: str, fallback: object) -> dict[str, Any]: ...
