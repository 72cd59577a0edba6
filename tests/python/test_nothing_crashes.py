"""Nothing crashes the process: whatever the input, an answer or an exception. Each in a process of its own."""

from __future__ import annotations

import json
import sys

import pytest
from hostile import passes, raises, run

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="limits of a process are Linux's here"
)


def test_the_process_of_its_own_says_how_it_ended() -> None:
    assert run("import os; os.abort()").signal == "SIGABRT"
    assert run("import time; time.sleep(60)", timeout=0.5).timed_out
    assert raises("ZeroDivisionError", "1 / 0") == "ZeroDivisionError: division by zero"
    assert passes("print('x')") == "x\n"


def test_the_limits_of_the_process_hold() -> None:
    raises("MemoryError", "bytearray(1 << 28)", memory=1 << 26)
    passes("bytearray(1 << 28)", memory=1 << 30)
    start = "import threading, time\nfor _ in range({}): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    raises("RuntimeError", start.format(3), threads=2)
    passes(start.format(2), threads=2)
    with_stack = "import json; json.loads('[' * {0} + ']' * {0})"
    passes(with_stack.format(900), stack=1 << 20)


#: Common to the snippets below: `nested(960, kind)` is JSON that deep, `chunk_text` a chunk with it.
NESTED = """
import copy, gc, json, pickle
from deltafold.types.chat import ChatCompletionChunk as Chunk

def nested(levels, kind):
    is_dict = {"dicts": lambda n: True, "lists": lambda n: False, "both": lambda n: n % 2}[kind]
    begin = ['{"a":' if is_dict(n) else "[" for n in range(levels)]
    end = ["}" if is_dict(n) else "]" for n in reversed(range(levels))]
    return "".join(begin) + "1" + "".join(end)

def chunk_text(kind, levels=960):
    return (
        '{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"x"}}],"x":%s}'
        % nested(levels, kind)
    )

def recording(kind):
    one = chunk_text(kind)
    return deltafold.loads('{"response":{"body":[%s,%s]}}' % (one, one))
"""

#: From Python 3.13 on, its own dicts and lists within each other take stack when they are freed, for up
#: to 10,000 levels; before, 50 levels at a time were freed.
RECURSES = sys.version_info >= (3, 13)
LEAST_STACK = 96 if RECURSES else 0

DEEP = {
    "to_dict": "x = chunk.to_dict()['x']\n    for _ in range(960): x = x['a'] if type(x) is dict else x[0]\n    assert x == 1",
    "dumps": "chunk.model_dump(); chunk.model_dump_json(indent=2); chunk.to_json(); list(chunk)",
    "filters": "chunk.model_dump(exclude={'x': {'a': {'b'}}}, include={'x': {'a': ...}})",
    "members": "chunk.x; chunk.model_extra; chunk.model_fields_set; dir(chunk)",
    "repr": "assert repr(chunk).endswith('x=' + nested(960, kind).replace('\"', \"'\").replace(':', ': ') + ')')",
    "equality": "assert chunk == same and not chunk != same",
    "copies": "assert copy.copy(chunk) == copy.deepcopy(chunk) == chunk.model_copy(deep=True); chunk.model_copy(update={'y': chunk})",
    "pickle": "assert pickle.loads(pickle.dumps(chunk)) == chunk",
    "push": "a = deltafold.Accumulator(); a.push(chunk); a.push(chunk.to_dict()); a.push(chunk_text(kind)); done = a.finish(); repr(done), done.to_dict(), done == done.model_copy(deep=True)",
    "merge": "deltafold.merge([chunk, chunk.to_dict()] * 3).to_json()",
    "validate": "assert Chunk.model_validate(chunk.to_dict()) == chunk == Chunk(**chunk.to_dict())",
    "request_hash": "deltafold.request_hash('POST', 'http://h/v1/chat/completions', {}, chunk.to_dict())",
    "recordings": "r = recording(kind); again = deltafold.loads(r.to_json()); assert r == again == pickle.loads(pickle.dumps(r)); r.to_dict(), r.completion, r.response.body",
    "sequences": "r = recording(kind); again = deltafold.loads(r.to_json()).chunks; assert r.chunks == again == pickle.loads(pickle.dumps(r.chunks)); repr(again); repr(again[0].choices); again.index(chunk); chunk in again",
    "plain bodies": "r = deltafold.loads('{\"response\":{\"body\":%s}}' % nested(900, kind)); r.response.body, r.to_dict(), r == r, repr(r)",
    "errors": "e = deltafold.merge([chunk, '{\"error\":{\"message\":\"m\",\"x\":%s}}' % nested(900, kind)]).merge_info; repr(e), e.error; assert e == pickle.loads(pickle.dumps(e))",
}  # fmt: skip


@pytest.mark.parametrize("stack", [64, 256, 512])
@pytest.mark.parametrize("doing", DEEP)
def test_values_960_deep_take_little_stack(doing: str, stack: int) -> None:
    lines = f"""
for kind in "dicts", "lists", "both":
    chunk, same = (Chunk.model_validate_json(chunk_text(kind)) for _ in "..")
    {DEEP[doing]}
"""
    passes(NESTED + lines, stack=max(stack, LEAST_STACK) << 10)


#: Where members are kept that nobody declared.
EXTRAS = {
    "chunk": {"object": "chat.completion.chunk", "choices": [], "x": "EXTRA"},
    "usage": {"object": "chat.completion.chunk", "choices": [], "usage": {"x": "EXTRA"}},
    "choice": {"choices": [{"index": 0, "delta": {}, "x": "EXTRA"}]},
    "delta": {"choices": [{"delta": {"x": "EXTRA"}}]},
    "logprobs": {"choices": [{"delta": {}, "logprobs": {"x": "EXTRA", "content": ["EXTRA"]}}]},
    "content": {"choices": [{"delta": {"content": "EXTRA"}}]},
    "part": {"choices": [{"delta": {"content": [{"type": "thinking", "x": "EXTRA"}]}}]},
    "audio": {"choices": [{"delta": {"audio": {"x": "EXTRA"}}}]},
    "call": {"choices": [{"delta": {"tool_calls": [{"index": 0, "x": "EXTRA"}]}}]},
    "function": {"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"x": "EXTRA"}}]}}]},
    "custom": {"choices": [{"delta": {"tool_calls": [{"index": 0, "custom": {"x": "EXTRA"}}]}}]},
    "function_call": {"choices": [{"delta": {"function_call": {"x": "EXTRA"}}}]},
    "reasoning": {"choices": [{"delta": {"reasoning_details": [{"index": 0, "x": "EXTRA"}]}}]},
    "completions": {"object": "text_completion", "choices": [{"text": "a", "x": "EXTRA", "logprobs": {"x": "EXTRA"}}]},
    "anthropic": {"type": "message_start", "message": {"type": "message", "role": "assistant", "content": [], "x": "EXTRA"}},
    "responses": {"type": "response.created", "response": {"object": "response", "output": [], "x": "EXTRA"}},
    "ollama": {"model": "m", "created_at": "t", "message": {"role": "assistant", "content": "", "x": "EXTRA"}, "done": False},
    "genai": {"candidates": [{"content": {"parts": [{"functionCall": {"name": "f", "args": "EXTRA"}, "x": "EXTRA"}], "x": "EXTRA"}}]},
    "cohere": {"type": "content-start", "index": 0, "delta": {"message": {"content": {"type": "text", "text": "", "x": "EXTRA"}}}},
    "converse": {"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": "a", "x": "EXTRA"}}},
    "interactions": {"event_type": "content.delta", "index": 0, "delta": {"type": "text", "text": "a", "x": "EXTRA"}},
}  # fmt: skip


@pytest.mark.parametrize("place", EXTRAS)
def test_extras_100_deep_take_little_stack_wherever_they_are(place: str) -> None:
    item = json.dumps(EXTRAS[place])
    pairs = {"objects": ('{"k":', "}"), "lists": ('[{"index":0,"k":', "}]"), "parts": ('[{"type":"thinking","thinking":', "}]")}  # fmt: skip
    for start, end in pairs.values():
        first, second = (
            item.replace('"EXTRA"', start * 100 + leaf + end * 100) for leaf in ('"a"', "1")
        )
        passes(f"deltafold.merge([{first!r}] * 2 + [{second!r}]).to_json()", stack=64 << 10)


CLASSES = """
from deltafold._core import View, field
classes = [type("C0", (View,), {"__slots__": (), "v": field(default=None)})]
for n in range(1, 480):
    body = {"__slots__": (), "child": field(classes[-1]), "kids": field(items=classes[-1])}
    classes.append(type(f"C{n}", (View,), body))
text = '{"v":1}'
for n in range(479):
    text = '{"child":%s}' % text if n % 2 else '{"kids":[%s]}' % text
outermost, same = (classes[-1].model_validate_json(text) for _ in "..")
"""


@pytest.mark.parametrize(
    "doing",
    [
        "assert repr(outermost).count('=C') + repr(outermost).count('[C') == 479",
        "assert outermost == same",
        "assert type(outermost).model_validate(outermost.to_dict()) == outermost",
        "assert type(outermost).model_validate_json(outermost.to_json()) == outermost",
        "x = outermost\nwhile type(x) is not classes[0]: x = x.child or x.kids[0]\ndel x, outermost",
    ],
)
def test_views_within_views_take_little_stack(doing: str) -> None:
    passes("import json\n" + CLASSES + doing, stack=(256 if RECURSES else 96) << 10)


LINES = {
    "slices": "s = chunks\nfor _ in range(200_000): s = s[:]\nassert s == chunks and s[0] is chunks[0]",
    "slices backwards": "s = chunks\nfor _ in range(200_000): s = s[::-1]\nassert s == chunks",
    "slices of choices": "s = chunks[0].choices\nfor _ in range(200_000): s = s[0:]\nassert s[0] is chunks[0].choices[0]",
    "iterators": "s = iter(chunks)\nfor _ in range(200_000): s = iter(s)\nassert next(s) is chunks[0]",
    "reversed": "s = chunks\nfor _ in range(20_000): s = s[::-1][:5]; r = reversed(s)\nassert next(r) is chunks[-1]",
    "pickles": "import pickle\ns = chunks\nfor _ in range(2_000): s = pickle.loads(pickle.dumps(s[:]))\nassert s == chunks",
    "copies": "v = chunks[0]\nfor n in range(20_000): v = v.model_copy(update={'n': n})\nassert v.n == 19_999",
    "deep copies": "v = chunks[0]\nfor n in range(20_000): v = v.model_copy(deep=True).choices[0]; v = chunks[0]",
    "views of views": "from deltafold.types.chat import ChatCompletionChunk as Chunk\nv = chunks[0]\nfor n in range(2_000): v = Chunk.model_validate({'v': v.model_copy(update={'v': None}), **v.to_dict()})",
}


@pytest.mark.parametrize("made", LINES)
def test_what_is_made_of_what_was_made_leaves_no_line_behind(made: str) -> None:
    chunk = '{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"%d"}}]}'
    body = ",".join(chunk % n for n in range(5))
    start = f'chunks = deltafold.loads(\'{{"response":{{"body":[{body}]}}}}\').chunks\n'
    passes(start + LINES[made] + "\ndel s" * ("s = " in LINES[made]), stack=256 << 10)


INTEGERS = """
from deltafold.types.chat import ChatCompletionChunk as Chunk
chunk = Chunk.model_validate({"id": "c", "choices": [{"delta": {"content": "x"}}]})
chunks = deltafold.loads('{"response":{"body":[{"object":"chat.completion.chunk","choices":[]}]}}').chunks
refused = OverflowError, ValueError, TypeError, MemoryError, IndexError
for n in (10**12, 10**15, 2**31, 2**32, 2**62, 2**63 - 1, 2**63, 2**64, 10**30, 0, -1, -2**31, -2**63, -10**30, True, 1.5):
    for call in (
        lambda: chunk.model_dump_json(indent=n),
        lambda: chunk.to_json(indent=n),
        lambda: chunks[n],
        lambda: chunks[n:],
        lambda: chunks[:n],
        lambda: chunks[:: n or 1],
        lambda: chunks[n::-n or 1][n:n],
        lambda: chunks.index(chunks[0], n),
        lambda: chunks.index(chunks[0], 0, n),
        lambda: chunks[0].choices[n],
    ):
        try:
            call()
        except refused:
            pass
"""


def test_no_integer_is_too_large_or_too_small() -> None:
    passes(INTEGERS, memory=1 << 29)


@pytest.mark.parametrize("call", ["model_dump_json", "to_json"])
def test_an_indent_that_no_memory_holds_is_a_memory_error(call: str) -> None:
    chunk = "from deltafold.types.chat import ChatCompletionChunk as Chunk\nchunk = Chunk.model_validate({'x': [1]})\n"
    raises("MemoryError", chunk + f"chunk.{call}(indent=10**12)")
    raises("OverflowError", chunk + f"chunk.{call}(indent=-1)")
    raises("OverflowError", chunk + f"chunk.{call}(indent=10**30)")
    # Many lines, each a little longer than the one before: 16 GB in all.
    lines = "v = Chunk.model_validate_json('{\"x\":%s}' % ('[' * 900 + '1,' * 2_000_000 + '1' + ']' * 900))\n"
    raises("MemoryError", chunk + lines + f"v.{call}(indent=8)", memory=1 << 31)


ENDLESS = """
def itself_dict():
    value = {}
    value["choices"] = [value]
    return value
def itself_list():
    value = []
    value.append(value)
    return {"choices": value}
def deep(around, levels=100_000):
    value = 1
    for _ in range(levels):
        value = around(value)
    return {"choices": value}
class Itself:
    def model_dump(self, **options):
        return self
class Ever:
    def model_dump(self, **options):
        return {"choices": [Ever(), Ever()]}
values = {
    "itself_dict": itself_dict, "itself_list": itself_list, "dicts": lambda: deep(lambda v: {"a": v}),
    "lists": lambda: deep(lambda v: [v]), "tuples": lambda: deep(lambda v: (v,)),
    "itself": Itself, "ever": Ever,
}
from deltafold.types.chat import ChatCompletionChunk as Chunk
url = "http://h/v1/chat/completions"
calls = {
    "push": lambda v: deltafold.Accumulator().push(v),
    "merge": lambda v: deltafold.merge([v]),
    "validate": Chunk.model_validate,
    "init": lambda v: Chunk(x=v),
    "construct": lambda v: Chunk.model_construct(x=v),
    "copy": lambda v: Chunk.model_validate({}).model_copy(update={"x": v}),
    "hash": lambda v: deltafold.request_hash("POST", url, {}, v),
    "tool hash": lambda v: deltafold.tool_request_hash("p", "t", v),
    "http hash": lambda v: deltafold.http_request_hash(url, "POST", v),
}
for name, make in values.items():
    for called, call in calls.items():
        value = make()
        try:
            call(value)
        except ValueError as error:
            expected = "gives no dict" if name == "itself" else "nested more than 1000 levels deep"
            assert expected in str(error), error
        except TypeError as error:
            assert "hash" in called and name in ("itself", "ever"), (name, called, error)
        else:
            raise AssertionError((name, called))
"""


def test_values_without_an_end_are_value_errors() -> None:
    passes(ENDLESS, stack=4096 << 10 if RECURSES else 256 << 10)


def test_mocks_are_refused_at_once() -> None:
    """Each gives another one without an end, and a thousand within each other took gigabytes."""
    doing = "from unittest.mock import Mock; deltafold.Accumulator().push({'choices': [Mock()]})"
    raises("ValueError", doing, memory=256 << 20)


LITTLE_MEMORY = """
import resource
from deltafold.types.chat import ChatCompletionChunk as Chunk
text = '{"x":[' + ",".join('{"a":%d.5}' % n for n in range(400_000)) + "]}"
view = Chunk.model_validate_json(text)
same = Chunk.model_validate_json(text.replace(",", ", "))
items = [{"a": "x" * 100}] * 400_000
shared = 1
for _ in range(60):
    shared = [shared, shared]
used = next(int(line.split()[1]) << 10 for line in open("/proc/self/status") if line.startswith("VmSize"))
resource.setrlimit(resource.RLIMIT_AS, (used + (24 << 20),) * 2)
"""


@pytest.mark.parametrize(
    "doing",
    [
        "view.x",
        "view.to_dict()",
        "view.model_dump(exclude={'x': {0}})",
        "view.to_json()",
        "view.model_dump_json(indent=3)",
        "Chunk.model_validate({'x': items})",
        "view.model_copy(update={'y': items})",
        # 2 ** 60 values in 60 lists: there is no end of what would be written.
        "Chunk.model_validate({'x': shared})",
        "deltafold.Accumulator().push({'choices': [], 'x': shared})",
    ],
)
def test_what_no_memory_holds_is_a_memory_error(doing: str) -> None:
    raises("MemoryError", LITTLE_MEMORY + doing)


def test_lists_may_lie_about_their_length() -> None:
    passes(
        """
        import pickle
        from deltafold import _core
        class Lying(list):
            def __len__(self): return 1 << 40
        info = _core.MergeInfo
        assert info._restore(True, Lying(["a"]), None) == info(True, Lying(["a"])) == info(True, ["a"])
        recording = deltafold.loads('{"response": {"body": 1}}')
        restore, state = recording.__reduce__()[:2]
        assert restore(*state[:5], Lying(["think"])).response.body == 1
        assert _core.cli_main(Lying(["deltafold", "--version"])) == 0
        _core._nearest("{}", Lying([("a", "{}")]), 1)
        for text in (lambda: info(True, "ab"), lambda: _core.cli_main("ab")):
            try:
                text()
                raise AssertionError
            except TypeError:
                pass
        """
    )
