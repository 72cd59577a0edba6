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
from deltafold.types.completion import Completion
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
    "View",
    "__version__",
    "_merge_info",
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
    "request_hash",
    "scan",
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
) -> Field[Any]:
    """Declare an attribute of a view.

    `of` is the class of an object, or a dict from tag to class; `items` is the same for each item
    of a list; without them the value is a plain one. `by` names the member that holds the tag; the
    first class of a dict shows what has no tag of it. `default=None` tells type checkers that the
    field may be left out. `later` marks what only other releases of the mirrored package declare:
    it is typed, and counts as an extra otherwise. `alias` is another name that the member may have,
    and has where it was not Python that wrote it.
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
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]
    __deltafold_spec__: ClassVar[object]
    model_fields: ClassVar[dict[str, Field[Any]]]
    """The declared fields, in their order."""

    def __new__(cls, **values: Any) -> Self: ...
    @classmethod
    def model_validate(cls, obj: object) -> Self:
        """Make a view of a dict, of another view or of an object of openai."""

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray) -> Self:
        """Make a view of a JSON text."""

    @classmethod
    def model_construct(cls, **values: Any) -> Self:
        """Make a view of an object with these members."""

    @property
    def model_extra(self) -> dict[str, Any]:
        """The members that are not declared fields."""

    @property
    def model_fields_set(self) -> set[str]:
        """The names of all members that are there, extras too."""

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
        """As a dict: declared fields in their order, nulls too, then extras.

        Takes pydantic's options; those without a meaning for plain JSON values change nothing.
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
        """As compact JSON: what `model_dump` gives."""

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
        """As a dict: only what was there. Takes openai's options."""

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
        """As indented JSON: only what was there. Takes openai's options."""

    def to_sdk(self) -> Any:
        """The same as an object of the package whose class it mirrors, which must be installed."""

    def to_openai(self) -> Any:
        """The same as an object of the openai package, which must be installed."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with the members of `update` changed or added.

        With `deep` it shares nothing with the view, which otherwise is its own copy if nothing is
        to be changed; so it does not hold the document of the view."""

    def __replace__(self, **changes: Any) -> Self: ...
    def __iter__(self) -> Iterator[tuple[str, Any]]: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object) -> Self: ...

@final
class Sequence(_Sequence[_T_co]):
    """An immutable list, mostly of views: each item is made when it is first asked for."""

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
        """The index of the first item that equals `value`."""

    def count(self, value: Any) -> int:
        """How many items equal `value`."""

    def __eq__(self, value: object, /) -> bool: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object) -> Self: ...
    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@final
class MergeInfo:
    """Whether a completion is all there, what was odd about its stream, the error it ended with."""

    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __new__(
        cls, complete: bool, warnings: _Sequence[str] = (), error: object = None
    ) -> Self: ...
    @property
    def complete(self) -> bool:
        """Whether there is an answer, the model said why it stopped, and there was no error. With
        choices: at least one, each with a finish reason and no call without a name."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd, in the order in which it was met: `"ids_differ: …"`."""

    @property
    def error(self) -> Any:
        """The error of the stream, an object or a text, or None."""

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
) -> Recording:
    """Load the recording that a file holds, from a path or a binary file object.

    The format is detected from the content. Raises `ParseError` if the file is corrupted,
    `RecordingError` if it is not a recording or holds several (use `scan`), and `OSError` as
    `open` does.

    With `objects="openai"` chunks and completions are instances of the SDK's own classes, which
    `to_sdk()` of the views makes; what these refuse raises their `ValidationError` when it is
    touched.
    """

def loads(
    data: _Bytes | str, *, objects: Literal["deltafold", "openai"] = "deltafold"
) -> Recording:
    """Load the recording that a file holds, from its bytes or its text.

    Raises as `load` does.
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
    "ollama.ps",
    "ollama.list",
    "embeddings",
    "models",
    "moderation",
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
    "body",
]
"""The formats of recordings."""

# A union of all families would let nothing be read without narrowing, chats included, which most
# recordings are. This type has what a chat has, and `isinstance` narrows it to any other.
@type_check_only
class AnyCompletion(View):
    """A completion of a family that is not known when types are checked.

    `choices` are there for chats; narrow with `isinstance` for other families, or set `family`.
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
) -> ChatCompletion: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["completion"],
) -> Completion: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["responses"],
) -> ModelResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["anthropic"],
) -> Message: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["genai"],
) -> GenerateContentResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["interactions"],
) -> Interaction: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["ollama.chat"],
) -> ChatResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: Literal["ollama.generate"],
) -> GenerateResponse: ...
@overload
def merge(
    chunks: Iterable[object],
    *,
    strict: bool = False,
    single_choice: bool = False,
    family: None = None,
) -> AnyCompletion:
    """Merge the chunks of one stream: any iterable of what `Accumulator.push` takes.

    The result is what a whole response of the same family is: a `ChatCompletion`, a `Message`, a
    `Response` and so on. The provider family is detected from the items, or set with `family`.

    Raises `MergeError` if there are no items or only pings, if there are only errors (it names the
    last one), and if no item is of a known family and `family` is not set.

    >>> import deltafold
    >>> chunks = [{"choices": [{"delta": {"content": "Sol"}, "finish_reason": "stop"}]}]
    >>> deltafold.merge(chunks).choices[0].message.content
    'Sol'
    """

@final
class Accumulator(Generic[_Merged_co]):
    """Merges the items of one stream as they come.

    `push` takes one whole item: a dict, JSON as str or bytes, one line of a server-sent event
    stream, an object of openai or a view of ours. `feed` takes the bytes of a server-sent event
    stream, split anywhere. `snapshot` gives the completion so far, `finish` the final one.

    >>> import deltafold
    >>> merging = deltafold.Accumulator()
    >>> merging.push({"choices": [{"index": 0, "delta": {"content": "Sal"}}]})
    >>> merging.push('data: {"choices": [{"index": 0, "delta": {"content": "ve"}}]}')
    >>> merging.finish().choices[0].message.content
    'Salve'

    The provider family ("chat", "anthropic", "responses" and so on) is detected from the first item
    that only one family has, or set with `family`.

    With `strict`, shapes that cannot be right raise `MergeError`; with `single_choice`, all
    choices are merged into choice 0.
    """

    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["chat"],
    ) -> Accumulator[ChatCompletion]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["completion"],
    ) -> Accumulator[Completion]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["responses"],
    ) -> Accumulator[ModelResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["anthropic"],
    ) -> Accumulator[Message]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["genai"],
    ) -> Accumulator[GenerateContentResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["interactions"],
    ) -> Accumulator[Interaction]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["ollama.chat"],
    ) -> Accumulator[ChatResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: Literal["ollama.generate"],
    ) -> Accumulator[GenerateResponse]: ...
    @overload
    def __new__(
        cls,
        *,
        strict: bool = False,
        single_choice: bool = False,
        family: None = None,
    ) -> Accumulator[AnyCompletion]: ...
    def push(self, item: object) -> None:
        """Add one whole item.

        Raises `MergeError` for an item that is not an object, and after `finish` or `[DONE]`;
        `ParseError` for text that is not JSON.
        """

    def feed(self, data: _Bytes | str) -> None:
        """Add bytes of a server-sent event stream, split anywhere.

        A signal whose handler raises stops it between events: those before are merged then, and
        nothing more can be fed in.
        """

    def snapshot(self) -> _Merged_co:
        """The completion of what came so far."""

    def finish(self) -> _Merged_co:
        """The completion; nothing can be added afterwards.

        Raises `MergeError` if there was nothing to merge, only errors, or no item of a known family.
        """

    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@final
class Recording:
    """One recorded request and what came back.

    Everything is decoded on first access, and then kept.
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
        """What kind of response it holds, such as "chat.stream"."""

    @property
    def format(self) -> _Format:
        """What kind of file it was read from, such as "ogx", "sse" or "vcr"."""

    @property
    def number(self) -> int | None:
        """Its number in its file, from 0; None if such a file holds one only."""

    @property
    def custom_id(self) -> str | None:
        """What the caller of a batch API called the request, or None."""

    @property
    def request(self) -> Request:
        """The request."""

    @property
    def request_hash(self) -> str | None:
        """The hash of the request, under which lookups find it; None for shapes that have none.

        Raises `RecordingError` for a URL that cannot be split.
        """

    @property
    def response(self) -> Response:
        """The response."""

    @property
    def chunks(self) -> Sequence[ChatCompletionChunk]:
        """The chunks of a stream: a sequence of views, each made on first access.

        Their type is that of chat streams; other streams have views of their own fields.

        Raises `RecordingError` if the response is not a stream, or an item is not an object.
        """

    @property
    def completion(self) -> AnyCompletion:
        """The merged completion of a stream, or the stored one.

        Raises `RecordingError` for kinds that have none.
        """

    @property
    def chat(self) -> ChatCompletion:
        """The same, if it is a chat completion.

        Raises `RecordingError` if the recording is not a chat.
        """

    @property
    def timing(self) -> dict[int, ChoiceTiming] | None:
        """How fast the tokens of each choice arrived, by its index; None if the format has no times."""

    @property
    def provider(self) -> str | None:
        """The provider: as the request names it, else by the host of its URL; or None."""

    def to_dict(self) -> dict[str, Any]:
        """What Python's `json.load` gives for the file, or for the envelope that was made of it."""

    def to_json(self) -> str:
        """What Python's `json.dump(…, indent=2)` writes of `to_dict()`, and a newline."""

    def to_json_bytes(self) -> bytes:
        """`to_json` as bytes."""

    def save(self, path: _Path) -> None:
        """Write `to_json` to a file: whole, or not at all."""

    def __eq__(self, value: object, /) -> bool: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, memo: object) -> Self: ...

@final
class ChoiceTiming:
    """How fast the tokens of one choice came.

    A token here is a chunk with text, reasoning or arguments of a tool call in it.
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]

    @property
    def time_to_first_token_ns(self) -> int | None:
        """From the request to the first token, in nanoseconds, or None if either is not known."""

    @property
    def inter_token_gaps_ns(self) -> tuple[int, ...]:
        """From each token to the next, in nanoseconds."""

    def __eq__(self, value: object, /) -> bool: ...

@final
class Response:
    """What came back for a request."""

    @property
    def is_streaming(self) -> bool:
        """Whether the response was streamed."""

    @property
    def status(self) -> int | None:
        """The HTTP status, or None where none was recorded."""

    @property
    def type_name(self) -> str | None:
        """The class that the recorder noted for the body, or for the first item of a list, or None."""

    @property
    def body(self) -> Any:
        """The body: views where its type is known, plain values elsewhere.

        Plain dicts and lists are new ones each time.
        """

    @property
    def exception(self) -> RecordedException | None:
        """The exception that was recorded, or None."""

@final
class RecordedException:
    """An exception that was recorded in place of a response, or after a part of it."""

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
    """Recordings in the order of their paths, loaded ahead by threads; what `scan` gives.

    Several threads can take recordings of one scan: each recording goes to one of them.
    """

    def __iter__(self) -> Self: ...
    def __next__(self) -> _Item_co: ...
    def close(self) -> None:
        """Stop loading; what was loaded ahead is dropped."""

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
) -> Scan[Recording]:
    """Load every recording below a directory, or in the given files, in parallel.

    Recordings come in the order of the paths, by name within a directory, and in file order where
    a file holds several. Non-recordings in a directory are skipped; a path given explicitly must
    be a recording. `jobs` is the number of threads, by default as many as there are
    processors. `on_error` says what becomes of what cannot be loaded: "raise" its error in its
    turn, "skip" it, or "return" the error in its place. Where there is not a single recording, a
    warning says why.
    """

@overload
def scan(
    root_or_paths: _Path | Iterable[_Path],
    *,
    jobs: int | None = None,
    on_error: Literal["return"],
) -> Scan[Recording | Error | OSError]: ...

@final
class Rules:
    """What normalizing changes.

    `Rules(text)` reads TOML text, as a deltafold.toml has it; without any, it is the rules of OGX.
    """

    def __new__(cls, toml: str = "", /) -> Self: ...
    @staticmethod
    def load(path: _Path) -> Rules:
        """Read a deltafold.toml, or a pyproject.toml with a table tool.deltafold."""

    @property
    def unmatched(self) -> list[str]:
        """Configured rules that have not matched any value so far: "line: path"."""

@final
class NormalizedFile:
    """A recording that was normalized, or would be."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def changes(self) -> int:
        """How many values changed; 0 if only the form did."""

@final
class Report:
    """What `normalize_files` did."""

    @property
    def changed(self) -> int:
        """How many recordings changed, or would have."""

    @property
    def unchanged(self) -> int:
        """How many obeyed every rule already."""

    @property
    def skipped(self) -> int:
        """How many files in directories are not recordings."""

    @property
    def files(self) -> list[NormalizedFile]:
        """The recordings that changed, in the order of the paths."""

    @property
    def errors(self) -> list[Error | OSError]:
        """Why each of the others could not be done, in the order of the paths."""

def normalize_bytes(
    data: _Bytes | str,
    name: _Path,
    *,
    rules: Rules | _Path | None = None,
    reformat: bool = False,
) -> bytes:
    """Normalize the bytes of one recording.

    `name` is its file's name, which ids are made of. Without `rules` those of OGX are applied; no
    file is looked for. What no rule changes comes back as it is, unless `reformat` asks for the
    form of `json.dump(…, indent=2)` and a line end.
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

    With `check` nothing is written. Without `rules`, those of the nearest deltafold.toml or
    pyproject.toml above each file are applied, else those of OGX. `jobs` is the number of threads,
    by default as many as there are processors. Files that cannot be done are in the report's
    `errors`; the others are done nevertheless.
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
    """The hash of a call of an inference API: the name of its recording.

    Headers and host are not hashed. Raises `TypeError` for what `json.dumps` cannot write, and
    `ValueError` for a URL that `urlparse` refuses.

    Releases of OGX differ in which model lists are shared by all tests, and in how: `rules` is
    "ogx-1.0" (also for older ones), "ogx-1.2" or "ogx-1.5" (and newer).

    >>> import deltafold
    >>> url = "https://api.example/v1/chat/completions"
    >>> deltafold.request_hash("POST", url, {}, {"model": "m"}, test_id="test_a.py::test_b")[:8]
    'd123915a'
    """

def tool_request_hash(provider: str, tool_name: str, kwargs: object) -> str:
    """The hash of a call of a tool: the name of its recording.

    Raises `TypeError` for what `json.dumps` cannot write.
    """

def http_request_hash(url: str, method: str, payload: object, *, test_id: str | None = None) -> str:
    """The hash of a call of another HTTP API, such as rerank: the name of its recording.

    Raises `TypeError` for what `json.dumps` cannot write.
    """

def cli_main(argv: _Sequence[str]) -> int:
    """Run the command line with `argv`, the program's name first; give the exit code.

    What Python's handlers of signals raise, such as KeyboardInterrupt, ends it: no file is left
    half-written then. The handlers stay as they are.
    """

def _restore_recording(
    bytes: bytes, path: str | None, format: str = "ogx", number: int | None = None
) -> Recording: ...

@final
class LazyObjects(_Sequence[Any]):
    """Objects that are restored on first access; a slice is a list."""

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Any: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Any]: ...
    def __len__(self) -> int: ...
    def index(self, value: object, start: int = 0, stop: int = ...) -> int:
        """The index of the first object that equals `value`."""

    def count(self, value: object) -> int:
        """How many objects equal `value`."""

    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

def _recording_from_file(path: _Path, objects: str, fallback: object) -> dict[str, Any]: ...
