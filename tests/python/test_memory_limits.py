"""Reading and writing where there is little memory: a MemoryError, as `json.loads` raises, or success; never the end of the process."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import hostile
import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="counts address space as Linux does"
)

#: Does something again and again with ever more address space, from none to ample.
SCAN = """
import gc, resource
def used():
    return next(int(line.split()[1]) << 10 for line in open("/proc/self/status") if line.startswith("VmSize"))
def do():
    {doing}
hard = resource.getrlimit(resource.RLIMIT_AS)[1]
told = []
for memory in [0, *(int((64 << 10) * 1.9**step) for step in range(14))]:
    gc.collect()
    resource.setrlimit(resource.RLIMIT_AS, (used() + memory, hard))
    try:
        do()
        told.append("ok")
    except (MemoryError, OSError) as error:
        told.append(type(error).__name__)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
print(" ".join(told))
"""

CHUNK = {
    "id": "c",
    "object": "chat.completion.chunk",
    "choices": [{"index": 0, "delta": {"content": "x" * 50}}],
}


def chunks(count: int) -> list[dict[str, object]]:
    return [{**CHUNK, "created": number} for number in range(count)]


def cassette(count: int) -> str:
    text = json.dumps({"choices": [{"message": {"content": "y" * 400_000}}]})
    one = f"- request:\n    uri: http://h/x\n  response:\n    body:\n      string: '{text}'\n"
    return "interactions:\n" + one * count


def zstd(data: bytes) -> bytes:
    """A frame of blocks that are stored, or of one byte repeated: a window of 8 MiB."""
    frame = b"\x28\xb5\x2f\xfd\x00\x68"
    pieces = [data[at : at + 100_000] for at in range(0, len(data), 100_000)]
    for number, piece in enumerate(pieces):
        frame += (len(piece) << 3 | (number == len(pieces) - 1)).to_bytes(3, "little") + piece
    return frame


def enveloped(body: object, **others: object) -> str:
    return json.dumps(
        {**others, "response": {"body": body, "is_streaming": isinstance(body, list)}}
    )


def event(chunk: object) -> str:
    return f"data: {json.dumps(chunk)}"


FILES: dict[str, Callable[[], str | bytes]] = {
    "stream.json": lambda: enveloped(chunks(12_000)),
    "stream.json.gz": lambda: gzip.compress(enveloped(chunks(12_000)).encode(), 1),
    "stream.json.zst": lambda: zstd(enveloped(chunks(12_000)).encode()),
    "whole.json": lambda: enveloped({"data": [[number + 0.5 for number in range(1000)]] * 150}),
    "numbers.json": lambda: enveloped(list(range(300_000))),
    "keys.json": lambda: enveloped({f"ké{number}": number for number in range(60_000)}),
    "twice.json": lambda: (
        '{"response":{"body":{' + ",".join(f'"k{n % 1000}":{n}' for n in range(60_000)) + "}}}"
    ),
    "text.json": lambda: enveloped("é\n" * 400_000),
    "lines.json": lambda: enveloped(
        [line for chunk in chunks(6_000) for line in (event(chunk), "")]
    ),
    "mapped.json": lambda: enveloped(
        [f"old{number % 9}" + "z" * 40 for number in range(30_000)],
        id_normalization_mapping={f"new{number}": f"old{number}" for number in range(9)},
    ),
    "list.json": lambda: json.dumps(chunks(12_000)),
    "chunks.jsonl": lambda: "\n".join(map(json.dumps, chunks(12_000))),
    "batch.jsonl": lambda: (
        json.dumps(
            {
                "custom_id": "a",
                "response": {"status_code": 200, "body": {"choices": [{"text": "y" * 2_000_000}]}},
            }
        )
        + "\n"
    ),
    "text.sse": lambda: "".join(event(chunk) + "\n\n" for chunk in chunks(12_000)),
    "one.sse": lambda: event({**CHUNK, "x": "y" * 2_000_000}).replace(", ", ",\ndata: ") + "\n\n",
    "one.yaml": lambda: cassette(1),
    "exchange.json": lambda: json.dumps(
        {"request": {"a": 1}, "response": "".join(event(chunk) + "\n\n" for chunk in chunks(6_000))}
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, make in FILES.items():
        made = make()
        (folder / name).write_bytes(made.encode() if isinstance(made, str) else made)
    return folder


def scanned(doing: str) -> list[str]:
    told = hostile.passes(SCAN.format(doing=doing), timeout=300).split()
    assert told[-1] == "ok", told
    assert set(told) <= {"ok", "MemoryError", "OSError"}, told
    return told


@pytest.mark.parametrize("name", FILES)
def test_reading_with_little_memory(name: str, folder: Path) -> None:
    told = scanned(f"deltafold.load({str(folder / name)!r})")
    assert "MemoryError" in told
    assert "OSError" not in told


@pytest.mark.parametrize(
    "given",
    [
        "open({path!r}, 'rb').read()",
        "open({path!r}).read()",
        "bytearray(open({path!r}, 'rb').read())",
        "memoryview(open({path!r}, 'rb').read())[:]",
    ],
)
@pytest.mark.parametrize(
    "name", ["stream.json", "whole.json", "chunks.jsonl", "text.sse", "one.yaml"]
)
def test_reading_what_is_given_with_little_memory(given: str, name: str, folder: Path) -> None:
    scanned(f"deltafold.loads({given.format(path=str(folder / name))})")


def test_reading_a_file_object_with_little_memory(folder: Path) -> None:
    scanned(f"deltafold.load(open({str(folder / 'stream.json')!r}, 'rb'))")


@pytest.mark.parametrize("doing", ["to_json()", "to_json_bytes()", "save({out!r})"])
@pytest.mark.parametrize(
    "name", ["stream.json", "whole.json", "text.json", "mapped.json", "one.yaml"]
)
def test_writing_with_little_memory(doing: str, name: str, folder: Path, tmp_path: Path) -> None:
    doing = doing.format(out=str(tmp_path / "out.json"))
    scanned(f"deltafold.load({str(folder / name)!r}).{doing}")


@pytest.mark.parametrize("jobs", [1, 3])
def test_scanning_with_little_memory(jobs: int, folder: Path) -> None:
    scanned(f"sum(1 for _ in deltafold.scan({str(folder)!r}, jobs={jobs}))")


def test_thirty_eight_megabytes_in_three_hundred() -> None:
    told = hostile.survives(
        """
        import json
        text = json.dumps({"response": {"body": {"data": [[0.5] * 1000] * 7600}}})
        assert len(text) > 36 << 20
        for read in deltafold.loads, json.loads:
            try:
                read(text)
                print("ok")
            except MemoryError:
                print("MemoryError")
        """,
        memory=300 << 20,
    )
    assert told.code == 0 and set(told.stdout.split()) <= {"ok", "MemoryError"}, told


PLACEHOLDERS = "[[rules]]\npath = '**.id'\nplaceholder = 'identifier-{n}'\n"
SETS = "[[rules]]\npath = '**.content'\nset = 'X'\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recordings as the recorder writes them, one of them large, and many in one file."""
    folder = tmp_path_factory.mktemp("corpus")
    request = {"method": "POST", "url": "http://h/v1/chat/completions", "body": {"model": "m"}}
    ids = [{"id": f"an-id-{n:08}", "x": f"see an-id-{n:08}"} for n in range(15_000)]
    many = [
        json.dumps({"request": request, "response": {"body": {"object": "list", "n": n}}}) + "\n"
        for n in range(10_000)
    ]
    for name, body in (("stream.json", chunks(12_000)), ("ids.json", {"data": ids})):
        text = {"request": request, "response": {"body": body, "is_streaming": True}}
        (folder / name).write_text(json.dumps(text))
    (folder / "many.jsonl").write_text("".join(many))
    (folder / "some.jsonl").write_text("".join(many[:1_000]))
    return folder


@pytest.mark.parametrize("rules", [PLACEHOLDERS, SETS])
@pytest.mark.parametrize("name", ["stream.json", "ids.json"])
def test_normalizing_with_little_memory(name: str, rules: str, corpus: Path) -> None:
    rules = f"deltafold.Rules({rules!r})"
    scanned(
        f"deltafold.normalize_bytes(open({str(corpus / name)!r}, 'rb').read(), 'a.json', rules={rules})"
    )
    files = f"deltafold.normalize_files({str(corpus / name)!r}, check=True, rules={rules})"
    scanned(f"done = {files}; [(_ for _ in ()).throw(error) for error in done.errors]")


@pytest.mark.parametrize(
    "verb",
    [
        "verify {}/ids.json {}/stream.json",
        "show --html {}/stream.json",
        "stats {}/stream.json {}/ids.json {}/some.jsonl",
        "split {}/some.jsonl -o {}/split",
    ],
)
def test_commands_with_little_memory(verb: str, corpus: Path) -> None:
    argv = ["deltafold", *verb.replace("{}", str(corpus)).split()]
    run = f"deltafold._core.cli_main({argv!r})"
    silent = "import os; os.dup2(os.open(os.devnull, os.O_WRONLY), 1)\n"
    told = hostile.run(
        silent
        + SCAN.format(doing=f"if {run} == 2: raise MemoryError")
        .replace('print(" ".join(told))', 'sys.stderr.write(" ".join(told))')
        .replace("import gc", "import sys, gc"),
        timeout=300,
    )
    assert (told.signal, told.code) == (None, 0), told
    assert told.stderr.endswith("ok"), told


def test_keeping_many_recordings_with_little_memory(corpus: Path) -> None:
    scanned(f"len(list(deltafold.scan({str(corpus / 'many.jsonl')!r}, jobs=1)))")


@pytest.mark.parametrize("start", ["", "{}", "\\xff"], ids=["broken", "whole", "not-utf-8"])
def test_what_a_long_text_is_not_is_found_out_within_the_memory(start: str) -> None:
    """Looking at a text that is no JSON as lines copies it once more."""
    told = hostile.passes(
        f"""
        import resource
        data = b"{start}" + b"{{" * (16 << 20)
        def used():
            return next(int(line.split()[1]) << 10 for line in open("/proc/self/status") if line.startswith("VmSize"))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        for memory in range(0, 80 << 20, 4 << 20):
            resource.setrlimit(resource.RLIMIT_AS, (used() + memory, hard))
            try:
                deltafold.loads(data)
            except (MemoryError, deltafold.Error):
                pass
            resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        print("lived")
        """
    )
    assert told == "lived\n"
