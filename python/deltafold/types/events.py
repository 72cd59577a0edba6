"""The events of a stream, for those who watch it rather than wait for its end.

`deltafold.events` and `Accumulator.push_events` give them, the same for every provider family:

    >>> import deltafold
    >>> chunks = [
    ...     {"choices": [{"index": 0, "delta": {"content": "Sal"}}]},
    ...     {"choices": [{"index": 0, "delta": {"content": "ve"}, "finish_reason": "stop"}]},
    ... ]
    >>> for event in deltafold.events(chunks):
    ...     print(event)
    ContentDeltaEvent(choice=0, index=0, delta='Sal')
    ContentDeltaEvent(choice=0, index=0, delta='ve')
    ContentDoneEvent(choice=0, index=0, content='Salve')
    ChoiceDoneEvent(choice=0, finish_reason='stop')

Names and fields are those of `openai.lib.streaming.chat` where it has them; here, every event also
has its `choice`. `index` distinguishes the parts of one kind in a choice: usually the index of the
content block, the output item or the tool call in the stream.

The deltas of a part, joined, are what its `done` event has, which is what the merged completion has.
They only differ where the merge takes something back, such as arguments that came twice: then the
`done` event is right.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeAlias

from deltafold._core import TextSoFar, partial_json

__all__ = [
    "AudioTranscriptDeltaEvent",
    "AudioTranscriptDoneEvent",
    "ChoiceDoneEvent",
    "ContentDeltaEvent",
    "ContentDoneEvent",
    "ErrorEvent",
    "LogprobsContentDeltaEvent",
    "LogprobsContentDoneEvent",
    "LogprobsRefusalDeltaEvent",
    "LogprobsRefusalDoneEvent",
    "ReasoningDeltaEvent",
    "ReasoningDoneEvent",
    "RefusalDeltaEvent",
    "RefusalDoneEvent",
    "StreamEvent",
    "ToolCallArgumentsDeltaEvent",
    "ToolCallDoneEvent",
]


class _Event:
    """What all events have in common: they are compared, shown and pickled by their fields."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    """What the class is called with; names that begin with `_` are not shown."""

    def _values(self) -> tuple[Any, ...]:
        return tuple(_plain(getattr(self, name)) for name in self._fields)

    def __repr__(self) -> str:
        shown = (name for name in self._fields if not name.startswith("_"))
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__name__}({inside})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[_Event], tuple[Any, ...]]:
        return type(self), self._values()


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, TextSoFar) else value


class _DeltaEvent(_Event):
    """A text that has grown."""

    __slots__ = ("_so_far", "choice", "delta", "index")
    _fields = ("choice", "index", "delta", "_so_far")

    def __init__(self, choice: int, index: int, delta: str, so_far: TextSoFar | str) -> None:
        self.choice: int = choice
        self.index: int = index
        self.delta: str = delta
        self._so_far = so_far

    @property
    def snapshot(self) -> str:
        """The text so far, with this delta. It is made when it is asked for, so asking each event
        costs the square of the text's length.
        """
        so_far = self._so_far
        return so_far if isinstance(so_far, str) else so_far.text


class ContentDeltaEvent(_DeltaEvent):
    """A text of the answer has grown by `delta`."""

    __slots__ = ()
    type: Literal["content.delta"] = "content.delta"


class ContentDoneEvent(_Event):
    """A text of the answer is complete."""

    __slots__ = ("choice", "content", "index")
    _fields = ("choice", "index", "content")
    type: Literal["content.done"] = "content.done"

    def __init__(self, choice: int, index: int, content: str) -> None:
        self.choice: int = choice
        self.index: int = index
        self.content: str = content


class ReasoningDeltaEvent(_DeltaEvent):
    """The reasoning, or what the provider shows of it, has grown by `delta`."""

    __slots__ = ()
    type: Literal["reasoning.delta"] = "reasoning.delta"


class ReasoningDoneEvent(_Event):
    """A reasoning is complete."""

    __slots__ = ("choice", "index", "reasoning")
    _fields = ("choice", "index", "reasoning")
    type: Literal["reasoning.done"] = "reasoning.done"

    def __init__(self, choice: int, index: int, reasoning: str) -> None:
        self.choice: int = choice
        self.index: int = index
        self.reasoning: str = reasoning


class RefusalDeltaEvent(_DeltaEvent):
    """A refusal has grown by `delta`."""

    __slots__ = ()
    type: Literal["refusal.delta"] = "refusal.delta"


class RefusalDoneEvent(_Event):
    """A refusal is complete."""

    __slots__ = ("choice", "index", "refusal")
    _fields = ("choice", "index", "refusal")
    type: Literal["refusal.done"] = "refusal.done"

    def __init__(self, choice: int, index: int, refusal: str) -> None:
        self.choice: int = choice
        self.index: int = index
        self.refusal: str = refusal


class AudioTranscriptDeltaEvent(_DeltaEvent):
    """What is said in audio has grown by `delta`."""

    __slots__ = ()
    type: Literal["audio.transcript.delta"] = "audio.transcript.delta"


class AudioTranscriptDoneEvent(_Event):
    """What is said in audio is complete."""

    __slots__ = ("choice", "index", "transcript")
    _fields = ("choice", "index", "transcript")
    type: Literal["audio.transcript.done"] = "audio.transcript.done"

    def __init__(self, choice: int, index: int, transcript: str) -> None:
        self.choice: int = choice
        self.index: int = index
        self.transcript: str = transcript


class ToolCallArgumentsDeltaEvent(_Event):
    """The arguments of a tool call have grown by `arguments_delta`.

    The first event of a call comes when the call does, with whatever it brings of the arguments,
    which may be nothing. `id` and `name` are None until they arrive.
    """

    __slots__ = ("_is_json", "_so_far", "arguments_delta", "choice", "id", "index", "name")
    _fields = ("choice", "index", "id", "name", "arguments_delta", "_so_far", "_is_json")
    type: Literal["tool_call.arguments.delta"] = "tool_call.arguments.delta"

    def __init__(
        self,
        choice: int,
        index: int,
        id: str | None,
        name: str | None,
        arguments_delta: str,
        so_far: TextSoFar | str,
        is_json: bool = True,
    ) -> None:
        self.choice: int = choice
        self.index: int = index
        self.id: str | None = id
        self.name: str | None = name
        self.arguments_delta: str = arguments_delta
        self._so_far = so_far
        self._is_json = is_json

    @property
    def arguments(self) -> str:
        """The arguments so far as they came, with this delta. As `snapshot` of other events, it is
        made when it is asked for.
        """
        so_far = self._so_far
        return so_far if isinstance(so_far, str) else so_far.text

    @property
    def parsed_arguments(self) -> Any:
        """The arguments so far as a value, which is made when it is asked for: strings go as far as
        they have arrived, numbers and words only count if they may be whole, and nothing after the
        first fault counts. None if nothing has arrived, and for the input of a custom tool.

        Asking each event costs the length of the arguments in all, if the program keeps at most the
        last few values: a value that nobody has grows into the next one. So change a copy of it, not
        the value itself.

            >>> import deltafold
            >>> pieces = ['{"city": "Par', 'is", "days": 3}']
            >>> call = {"index": 0, "id": "call_1", "function": {"name": "weather"}}
            >>> merging = deltafold.Accumulator()
            >>> merging.push({"choices": [{"delta": {"tool_calls": [call]}}]})
            >>> for piece in pieces:
            ...     call = {"index": 0, "function": {"arguments": piece}}
            ...     chunk = {"choices": [{"delta": {"tool_calls": [call]}}]}
            ...     for event in merging.push_events(chunk):
            ...         print(event.name, event.parsed_arguments)
            weather {'city': 'Par'}
            weather {'city': 'Paris', 'days': 3}
        """
        if not self._is_json:
            return None
        so_far = self._so_far
        return partial_json(so_far) if isinstance(so_far, str) else so_far.parsed


class ToolCallDoneEvent(_Event):
    """A tool call is complete."""

    __slots__ = ("_is_json", "arguments", "choice", "id", "index", "name")
    _fields = ("choice", "index", "id", "name", "arguments", "_is_json")
    type: Literal["tool_call.done"] = "tool_call.done"

    def __init__(
        self,
        choice: int,
        index: int,
        id: str | None,
        name: str | None,
        arguments: str,
        is_json: bool = True,
    ) -> None:
        self.choice: int = choice
        self.index: int = index
        self.id: str | None = id
        self.name: str | None = name
        self.arguments: str = arguments
        self._is_json = is_json

    @property
    def parsed_arguments(self) -> Any:
        """The arguments as a value, made anew each time; if they are not JSON, as for the deltas."""
        return partial_json(self.arguments) if self._is_json else None


class _LogprobsDeltaEvent(_Event):
    """More log probabilities."""

    __slots__ = ("_count", "_so_far", "choice")

    def __init__(self, choice: int, so_far: list[Any], count: int | None) -> None:
        self.choice: int = choice
        self._so_far = so_far
        self._count = len(so_far) if count is None else count

    @property
    def snapshot(self) -> list[Any]:
        """All entries so far, with these: a list that is made when it is asked for."""
        return self._so_far[: self._count]


class LogprobsContentDeltaEvent(_LogprobsDeltaEvent):
    """More log probabilities of the text: the entries as the provider sent them.

    Where a provider sends an object rather than a list, as for older completions, it is one entry,
    and the last event has one entry with all of it.
    """

    __slots__ = ("content",)
    _fields = ("choice", "content", "snapshot")
    type: Literal["logprobs.content.delta"] = "logprobs.content.delta"

    def __init__(
        self, choice: int, content: list[Any], so_far: list[Any], count: int | None = None
    ) -> None:
        super().__init__(choice, so_far, count)
        self.content: list[Any] = content

    def __repr__(self) -> str:
        return f"{type(self).__name__}(choice={self.choice}, content={self.content!r})"


class LogprobsContentDoneEvent(_Event):
    """The log probabilities of the text are complete."""

    __slots__ = ("choice", "content")
    _fields = ("choice", "content")
    type: Literal["logprobs.content.done"] = "logprobs.content.done"

    def __init__(self, choice: int, content: list[Any]) -> None:
        self.choice: int = choice
        self.content: list[Any] = content


class LogprobsRefusalDeltaEvent(_LogprobsDeltaEvent):
    """More log probabilities of a refusal."""

    __slots__ = ("refusal",)
    _fields = ("choice", "refusal", "snapshot")
    type: Literal["logprobs.refusal.delta"] = "logprobs.refusal.delta"

    def __init__(
        self, choice: int, refusal: list[Any], so_far: list[Any], count: int | None = None
    ) -> None:
        super().__init__(choice, so_far, count)
        self.refusal: list[Any] = refusal

    def __repr__(self) -> str:
        return f"{type(self).__name__}(choice={self.choice}, refusal={self.refusal!r})"


class LogprobsRefusalDoneEvent(_Event):
    """The log probabilities of a refusal are complete."""

    __slots__ = ("choice", "refusal")
    _fields = ("choice", "refusal")
    type: Literal["logprobs.refusal.done"] = "logprobs.refusal.done"

    def __init__(self, choice: int, refusal: list[Any]) -> None:
        self.choice: int = choice
        self.refusal: list[Any] = refusal


class ChoiceDoneEvent(_Event):
    """A choice is complete: nothing about it follows. It comes once for each choice, at the end of
    the stream, since some servers go on after a finish reason.

    `finish_reason` is the provider's: `"stop"`, `"end_turn"`, the status of a response. None if the
    stream ended without one.
    """

    __slots__ = ("choice", "finish_reason")
    _fields = ("choice", "finish_reason")
    type: Literal["choice.done"] = "choice.done"

    def __init__(self, choice: int, finish_reason: str | None) -> None:
        self.choice: int = choice
        self.finish_reason: str | None = finish_reason


class ErrorEvent(_Event):
    """The stream has reported an error. What came before it stays, and more may follow.

    `error` is what the provider sent, mostly a dict; `choice` is None unless the error is about one
    choice.
    """

    __slots__ = ("choice", "error")
    _fields = ("choice", "error")
    type: Literal["error"] = "error"

    def __init__(self, choice: int | None, error: Any) -> None:
        self.choice: int | None = choice
        self.error: Any = error


StreamEvent: TypeAlias = (
    ContentDeltaEvent
    | ContentDoneEvent
    | ReasoningDeltaEvent
    | ReasoningDoneEvent
    | RefusalDeltaEvent
    | RefusalDoneEvent
    | AudioTranscriptDeltaEvent
    | AudioTranscriptDoneEvent
    | ToolCallArgumentsDeltaEvent
    | ToolCallDoneEvent
    | LogprobsContentDeltaEvent
    | LogprobsContentDoneEvent
    | LogprobsRefusalDeltaEvent
    | LogprobsRefusalDoneEvent
    | ChoiceDoneEvent
    | ErrorEvent
)
"""Any event. Type checkers narrow it by `event.type`, or by its class."""
