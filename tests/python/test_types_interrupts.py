"""Long loops over views end when Ctrl-C is pressed, and what Python raises on the way comes through."""

# They hand over what no type allows, on purpose.
# mypy: disable-error-code="arg-type, attr-defined, call-overload, comparison-overlap"

from __future__ import annotations

import array
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDINGS
from hostile import passes

import deltafold
from deltafold.types.chat import ChatCompletionChunk as Chunk

EXAMPLE = RECORDINGS / "chat-stream-two-choices.json"

LOOPS = {
    "equality": "chunks == other",
    "equality with a list": "chunks == listed",
    "equality with a slice": "chunks[1:] == other[1:]",
    "contains": "Chunk() in chunks",
    "index": "chunks.index(None)",
    "count": "chunks.count(chunks[0])",
    "list": "list(chunks)",
    "slice": "list(chunks[: len(chunks) - 1])",
    "reversed": "tuple(reversed(chunks))",
    "consuming": "collections.deque(chunks, 0)",
    "repr": "repr(chunks)",
    "pickle": "chunks.__reduce__()",
    "to_dict": "recording.to_dict()",
    "equal recordings": "recording == again",
    "plain values": "plain.x",
    "plain values as dict": "plain.to_dict()",
    "plain values as text": "repr(plain)",
    "equal plain values": "plain == same",
    "validating": "Chunk.model_validate({'x': items})",
    "pushing": "deltafold.Accumulator().push({'choices': [], 'x': items})",
    "hashing": "deltafold.request_hash('POST', 'http://h/v1/chat/completions', {}, {'x': items})",
}


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
@pytest.mark.parametrize("loop", LOOPS)
def test_loops_can_be_interrupted(loop: str) -> None:
    """After a tenth of the CPU time that the whole loop takes, it ends long before the whole."""
    passes(
        f"""
import collections, contextlib, signal, time
from deltafold.types.chat import ChatCompletionChunk as Chunk

N = 400_000
item = '{{"choices":[{{"index":0,"delta":{{"content":"%d"}}}}]}}'
needs = {LOOPS[loop]!r}

def prepare():
    global recording, chunks, again, other, listed, plain, same, items
    # What an earlier loop has read is kept, so each has its own.
    recording = chunks = again = other = listed = plain = same = items = None
    text = '{{"response":{{"body":[' + ",".join(item % n for n in range(N)) + "]}}}}"
    if "chunks" in needs or "recording" in needs:
        recording = deltafold.loads(text)
        chunks = recording.chunks
    if "again" in needs:
        again = deltafold.loads(text)
    if "other" in needs:
        other = deltafold.loads(text).chunks
    if "listed" in needs:
        listed = list(deltafold.loads(text).chunks)
    if "plain" in needs:
        numbers = '{{"x":[' + ",".join(map(str, range(1_500_000))) + "]}}"
        plain = Chunk.model_validate_json(numbers)
        same = Chunk.model_validate_json(numbers.replace(",", ", "))
    if "items" in needs:
        items = [[n] for n in range(1_500_000)]

def press(*_):
    raise KeyboardInterrupt

def loop():
    {LOOPS[loop]}

prepare()
start = time.process_time()
# Searching may find nothing.
with contextlib.suppress(ValueError):
    loop()
whole = time.process_time() - start
prepare()
signal.signal(signal.SIGPROF, press)
start = time.process_time()
try:
    signal.setitimer(signal.ITIMER_PROF, whole / 10)
    loop()
except KeyboardInterrupt:
    took = time.process_time() - start
    assert took < whole * 0.7, (took, whole)
else:
    raise AssertionError("not interrupted")
"""
    )


class OddError(Exception):
    """Raised by what callers hand over."""


def odd(*_: Any, **__: Any) -> Any:
    raise OddError


class Fails:
    """Each of these raises when it is asked for."""

    def __init__(self, **methods: Callable[..., Any]) -> None:
        self.__class__ = type("Fails", (Fails,), methods)


def failing(name: str) -> Any:
    return Fails(**{name: odd})


CALLS: dict[str, Callable[[], Any]] = {
    "path": lambda: deltafold.load(failing("__fspath__")),
    "path of a scan": lambda: deltafold.scan(failing("__fspath__")),
    "path in a scan": lambda: deltafold.scan([EXAMPLE, failing("__fspath__")]),
    "iterable of paths": lambda: deltafold.scan(failing("__iter__")),
    "rules": lambda: deltafold.normalize_bytes(b"{}", "x", rules=failing("__fspath__")),
    "reading": lambda: deltafold.load(failing("read")),
    "name of a file": lambda: deltafold.load(Fails(read=lambda _: b"{}", name=property(odd))),
    "iterable of chunks": lambda: deltafold.merge(failing("__iter__")),
    "next chunk": lambda: deltafold.merge(Fails(__iter__=lambda it: it, __next__=odd)),
    "dumping": lambda: deltafold.merge([failing("model_dump")]),
    "attribute": lambda: Chunk.model_validate(Fails(model_dump=property(odd))),
    "index": lambda: deltafold.load(EXAMPLE).chunks[failing("__index__")],
    "slice": lambda: deltafold.load(EXAMPLE).chunks[failing("__index__") :],
    "start": lambda: deltafold.load(EXAMPLE).chunks.index(1, failing("__index__")),
    "stop": lambda: deltafold.load(EXAMPLE).chunks.index(1, 0, failing("__index__")),
    "item": lambda: failing("__eq__") in deltafold.load(EXAMPLE).chunks,
    "position": lambda: deltafold.load(EXAMPLE).chunks.index(failing("__eq__")),
    "number": lambda: deltafold.load(EXAMPLE).chunks.count(failing("__eq__")),
    "list": lambda: (chunks := deltafold.load(EXAMPLE).chunks) == [failing("__eq__")] * len(chunks),
    "indent": lambda: Chunk().model_dump_json(indent=failing("__index__")),
    "truth": lambda: Chunk().model_dump(exclude_none=failing("__bool__")),
    "included": lambda: Chunk().model_dump(include=failing("__contains__")),
    "excluded": lambda: Chunk().model_dump(
        exclude=Fails(__contains__=lambda *_: True, __getitem__=odd)
    ),
    "update": lambda: Chunk().model_copy(update=Fails(keys=odd)),
}


@pytest.mark.parametrize("call", CALLS)
def test_what_python_raises_comes_through(call: str) -> None:
    with pytest.raises(OddError):
        CALLS[call]()


def test_an_index_that_overflows_by_itself_is_no_index_error() -> None:
    def overflows(_: object) -> int:
        raise OverflowError("own")

    chunks = deltafold.load(EXAMPLE).chunks
    with pytest.raises(OverflowError, match="own"):
        chunks[Fails(__index__=overflows)]
    with pytest.raises(IndexError):
        chunks[10**30]
    assert chunks.index(chunks[0], -(10**30), 10**30) == 0
    with pytest.raises(ValueError):
        chunks.index(chunks[0], 10**30)


def test_paths_are_what_open_takes() -> None:
    recording = deltafold.load(EXAMPLE)
    assert deltafold.load(str(EXAMPLE).encode()) == recording
    assert deltafold.load(Fails(__fspath__=lambda _: str(EXAMPLE))) == recording
    with pytest.raises(TypeError, match="expected a path or a binary file object, not float"):
        deltafold.load(1.5)
    with pytest.raises(ValueError):
        deltafold.load("a\0b")
    with pytest.raises(TypeError):
        deltafold.load(Fails(__fspath__=lambda _: 5))


@pytest.mark.parametrize("take", [deltafold.loads, Chunk.model_validate_json])
def test_text_comes_in_one_way(take: Callable[[Any], Any]) -> None:
    data = json.dumps({"response": {"body": None}, "é": "\ud800"})
    forms: list[Any] = [data, data.encode(), bytearray(data.encode()), memoryview(data.encode())]
    made = [take(form) for form in forms]
    assert all(one == made[0] for one in made)
    for refused in 5, None, [123, 125], object(), Path("x"):
        with pytest.raises(TypeError):
            take(refused)
    released = memoryview(b"{}")
    released.release()
    with pytest.raises(ValueError):
        take(released)
    with pytest.raises(BufferError):
        take(array.array("i", [1]))
    with pytest.raises((BufferError, TypeError)):
        take(io.BytesIO(b"{}"))


def texts() -> Iterator[str]:
    """Texts around a surrogate: whatever stands before it."""
    for before in "", "x", "\\", "\\\\", "\\\\\\", "\\n", "é\\", '\\"':
        for surrogate in "\ud800", "\udfff", "\udcff", "\ud83d", "\ude00":
            for after in "", "x", "\\\\", surrogate[:0]:
                yield f'{{"response":{{"body":{{"a":"{before}{surrogate}{after}"}}}}}}'
    yield '{"response":{"body":null},"\ud800":1}'
    yield '{"response":{"body":null},"\\\ud800":1}'
    yield '{"response":{"body":null}}\ud800'
    yield "\ud800"
    yield '{"response":\ud800}'


@pytest.mark.parametrize("text", list(texts()))
def test_surrogates_in_text_are_what_json_says(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        for take in deltafold.loads, Chunk.model_validate_json:
            with pytest.raises(deltafold.ParseError):
                take(text)
        return
    assert deltafold.loads(text).to_dict() == expected
    assert Chunk.model_validate_json(text).to_dict() == expected


class Text(str):
    """A subclass that changes what could be asked for."""

    __slots__ = ()

    def encode(self, *_: Any, **__: Any) -> bytes:
        return b'"changed"'

    def __str__(self) -> str:
        return "changed"


@pytest.mark.parametrize("text", ["plain", "\ud800", "é", ""])
def test_subclasses_of_str_are_their_text(text: str) -> None:
    assert Chunk(x=Text(text)).to_dict() == {"x": text}
    assert Chunk.model_validate({Text(text): 1}).to_dict() == {text: 1}
    assert Chunk.model_validate_json(Text(json.dumps({"x": text}, ensure_ascii=False))).x == text
