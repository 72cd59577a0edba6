"""The contenders: deltafold and its peers, each with the same few methods."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pybench import handmerge


class Seen(NamedTuple):
    """The parts of one merged choice that a caller reads."""

    number: int
    content: str
    finish_reason: str | None
    calls: tuple[tuple[str | None, str], ...]


class Contender:
    """One way to load recordings of chat streams and to merge them."""

    key = ""
    title = ""
    # The title in tables without merging.
    loader = ""
    packages: tuple[str, ...] = ()
    slow = False
    modules: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.raised = 0
        for module in self.modules:
            importlib.import_module(module)

    def hold(self, path: str) -> Any:
        """Loads the whole recording into memory."""
        raise NotImplementedError

    def merged(self, path: str) -> list[Seen]:
        """Loads one file, merges it and reads texts, finish reasons and tool calls."""
        raise NotImplementedError

    def merged_all(self, paths: Sequence[str]) -> Iterator[list[Seen]]:
        """The same for many files, one after another."""
        for path in paths:
            yield self.merged(path)

    def touched(self, path: str) -> int:
        """Loads one file, reads text and finish reason of every chunk, and returns their count."""
        raise NotImplementedError


def read(path: str) -> bytes:
    """The bytes of a file, read in the fastest way."""
    # Creating a `Path` would take every contender longer than the file system does.
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def seen_in_dict(completion: dict[str, Any]) -> list[Seen]:
    """The parts that a caller reads of a completion that is a dict."""
    seen = []
    for choice in completion["choices"]:
        message = choice["message"]
        calls = tuple(
            (call["function"]["name"], call["function"]["arguments"] or "")
            for call in message.get("tool_calls") or ()
        )
        seen.append(Seen(choice["index"], message["content"] or "", choice["finish_reason"], calls))
    return seen


def seen_in_object(choices: Iterable[Any]) -> list[Seen]:
    """The parts that a caller reads of a completion with attributes like openai's types."""
    seen = []
    for choice in choices:
        message = choice.message
        calls = message.tool_calls
        entries = (
            tuple((call.function.name, call.function.arguments or "") for call in calls)
            if calls
            else ()
        )
        seen.append(Seen(choice.index, message.content or "", choice.finish_reason, entries))
    return seen


class Floor(Contender):
    """Only reads the files: no loader can be faster."""

    key = "floor"
    title = "floor: only read the files"
    loader = "raw bytes"

    def hold(self, path: str) -> Any:
        return read(path)

    def merged(self, path: str) -> list[Seen]:
        read(path)
        return []


class Dicts(Contender):
    """A JSON parser that returns dicts, and the hand-written merge of them."""

    def parse(self, data: bytes) -> Any:
        """The recording as dicts."""
        raise NotImplementedError

    def hold(self, path: str) -> Any:
        return self.parse(read(path))

    def merged(self, path: str) -> list[Seen]:
        body = self.parse(read(path))["response"]["body"]
        return seen_in_dict(handmerge.merge([item["__data__"] for item in body]))

    def touched(self, path: str) -> int:
        count = 0
        for item in self.parse(read(path))["response"]["body"]:
            if choices := item["__data__"]["choices"]:
                choice = choices[0]
                if choice["delta"]["content"] or choice["finish_reason"]:
                    count += 1
        return count


class Json(Dicts):
    """The standard library's json."""

    key = "json"
    title = "json + hand-written merge"
    loader = "json, dicts"

    def parse(self, data: bytes) -> Any:
        return json.loads(data)


class Orjson(Dicts):
    """orjson."""

    key = "orjson"
    title = "orjson + hand-written merge"
    loader = "orjson, dicts"
    packages = ("orjson",)
    modules = ("orjson",)

    def __init__(self) -> None:
        super().__init__()
        self.loads: Callable[[bytes], Any] = importlib.import_module("orjson").loads

    def parse(self, data: bytes) -> Any:
        return self.loads(data)


class Msgspec(Contender):
    """msgspec, decoding only the fields that a merge needs into Structs."""

    key = "msgspec"
    title = "msgspec Structs (gc off) + hand-written merge"
    loader = "msgspec, Structs (gc off)"
    packages = ("msgspec",)
    modules = ("msgspec",)

    def __init__(self) -> None:
        super().__init__()
        from pybench import structs

        self.structs = structs

    def hold(self, path: str) -> Any:
        return self.structs.decode(read(path))

    def merged(self, path: str) -> list[Seen]:
        recording = self.structs.decode(read(path))
        return seen_in_dict(self.structs.merge(recording.response.body))

    def touched(self, path: str) -> int:
        count = 0
        for item in self.structs.decode(read(path)).response.body:
            if choices := item.data.choices:
                choice = choices[0]
                if (choice.delta and choice.delta.content) or choice.finish_reason:
                    count += 1
        return count


class Ours(Contender):
    """deltafold, one file after another."""

    key = "deltafold"
    title = "deltafold.load(path).completion"
    loader = "deltafold.load(path)"
    packages = ("deltafold",)
    modules = ("deltafold",)

    def __init__(self) -> None:
        super().__init__()
        self.deltafold = importlib.import_module("deltafold")

    def hold(self, path: str) -> Any:
        return self.deltafold.load(path)

    def merged(self, path: str) -> list[Seen]:
        return seen_in_object(self.deltafold.load(path).completion.choices)

    def touched(self, path: str) -> int:
        count = 0
        for chunk in self.deltafold.load(path).chunks:
            if choices := chunk.choices:
                choice = choices[0]
                if choice.delta.content or choice.finish_reason:
                    count += 1
        return count


class OursMerged(Ours):
    """deltafold, holding each recording and its completion after the texts were read."""

    key = "deltafold-merged"
    loader = "deltafold.load(path), with its completion read"

    def hold(self, path: str) -> Any:
        recording = self.deltafold.load(path)
        seen_in_object(recording.completion.choices)
        return recording


class OursScan(Ours):
    """deltafold, loading the files with two threads."""

    key = "deltafold-scan"
    title = "deltafold.scan(paths, jobs=2), .completion"

    def __init__(self) -> None:
        super().__init__()
        if not hasattr(self.deltafold, "scan"):
            raise ImportError("this deltafold has no scan yet")

    def merged_all(self, paths: Sequence[str]) -> Iterator[list[Seen]]:
        for recording in self.deltafold.scan(paths, jobs=2):
            yield seen_in_object(recording.completion.choices)
