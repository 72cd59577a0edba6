"""Tables: the same rows as plain Python makes from loaded recordings, whatever the input."""

from __future__ import annotations

import json
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nanoarrow as na
import pytest
from conftest import FIXTURES, fixture_recordings
from table_reference import choice_rows, usage_of

import deltafold
from deltafold import arrow

WHATS: tuple[Any, ...] = ("recordings", "chunks", "choices", "tool_calls")


def rows(table: object) -> list[dict[str, Any]]:
    return list(na.ArrayStream(table).read_all().to_pylist())


def names(table: object) -> list[str]:
    return [field.name for field in na.c_schema(table).children]


def readable(paths: list[Path]) -> list[deltafold.Recording]:
    return list(deltafold.scan(paths, on_error="skip"))


@pytest.fixture(scope="module", params=["fixtures", "formats", "corpus"])
def paths(request: pytest.FixtureRequest) -> list[Path]:
    if request.param == "corpus":
        return list(request.getfixturevalue("corpus"))
    if request.param == "formats":
        return sorted(path for path in (FIXTURES / "formats").rglob("*") if path.is_file())
    return fixture_recordings()


def test_choices_are_those_of_the_completions(paths: list[Path]) -> None:
    expected = [row for recording in readable(paths) for row in choice_rows(recording)]
    found = [row for row in rows(deltafold.table(paths, "choices")) if row["error"] is None]
    assert len(found) == len(expected)
    for row, plain in zip(found, expected, strict=True):
        assert {key: row[key] for key in plain} == plain


def test_a_name_is_compared_with_the_hash_as_verify_does(tmp_path: Path) -> None:
    request = {
        "method": "POST",
        "url": "http://localhost/v1/chat/completions",
        "endpoint": "/v1/chat/completions",
        "body": {"model": "m", "messages": []},
    }
    data = json.dumps({"test_id": None, "request": request, "response": {"body": {}}})
    digits = deltafold.loads(data).request_hash
    assert digits is not None
    named = {digits: True, digits[:12]: True, "0" * 64: False, "0" * 12: False, "seed": None}
    for name, expected in named.items():
        path = tmp_path / f"{name}.json"
        path.write_text(data, encoding="utf-8")
        [row] = rows(deltafold.table([path]))
        assert (row["request_hash"], row["hash_ok"]) == (digits, expected), name


def test_tool_calls_are_those_of_the_choices(paths: list[Path]) -> None:
    expected = [
        {"recording": row["recording"], "choice_index": row["choice_index"], **call}
        for recording in readable(paths)
        for row in choice_rows(recording)
        for call in row["tool_calls"]
    ]
    found = [row for row in rows(deltafold.table(paths, "tool_calls")) if row["error"] is None]
    got = [
        {
            "recording": row["recording"],
            "choice_index": row["choice_index"],
            "index": row["tool_index"],
            **{key: row[key] for key in ("id", "type", "name", "arguments")},
        }
        for row in found
    ]
    assert got == expected


def test_recordings_say_what_their_attributes_say(paths: list[Path]) -> None:
    found = rows(deltafold.table(paths, "recordings"))
    loaded = readable(paths)
    read = [row for row in found if row["kind"] is not None]
    assert len(read) == len(loaded)
    for row, recording in zip(read, loaded, strict=True):
        response = recording.response
        assert row["name"] == str(recording.path)
        for key in ("number", "format", "kind", "test_id", "provider"):
            assert row[key] == getattr(recording, key), key
        assert row["is_streaming"] == response.is_streaming
        try:
            assert row["request_hash"] == recording.request_hash
        except deltafold.RecordingError:
            assert row["request_hash"] is None
        try:
            completion = recording.completion
        except (deltafold.MergeError, deltafold.RecordingError):
            assert row["complete"] is None
            assert row["n_choices"] == 0
            continue
        info = completion.merge_info
        assert row["complete"] == info.complete
        assert row["n_choices"] == len(choice_rows(recording))
        kept = [warning for warning in row["warnings"] if not warning.startswith("stream_error")]
        assert kept == [str(warning) for warning in info.warnings]
        assert {key: row[key] for key in row if key.endswith("_tokens")} == usage_of(
            json.loads(completion.to_json())
        )


def test_chunks_add_up_to_their_choices(paths: list[Path]) -> None:
    """For every family: what the chunks of a choice add is what the choice has."""
    pieces: dict[Any, dict[str, str]] = {}
    reasons: dict[Any, set[str]] = {}
    seqs: dict[Any, list[int]] = {}
    for row in rows(deltafold.table(paths, "chunks", raw_json=True)):
        if row["error"] is not None:
            continue
        assert row["raw_json"] is None or isinstance(json.loads(row["raw_json"]), dict)
        key = (row["recording"], row["number"], row["choice_index"])
        of = pieces.setdefault(key, {"content": "", "reasoning": ""})
        for part in of:
            of[part] += row[part] or ""
        if row["finish_reason"] is not None:
            reasons.setdefault(key, set()).add(row["finish_reason"])
        if row["choice_index"] is not None and row["seq"] not in seqs.setdefault(key, []):
            seqs[key].append(row["seq"])
    compared = 0
    for row in rows(deltafold.table(paths, "choices")):
        if row["error"] is not None or row["n_chunks"] is None:
            continue
        key = (row["recording"], row["number"], row["choice_index"])
        assert row["n_chunks"] == len(seqs[key]), key
        assert (row["first_seq"], row["last_seq"]) == (seqs[key][0], seqs[key][-1])
        assert reasons.get(key, {None}) == {row["finish_reason"]}, key
        for part, text in pieces[key].items():
            # Half of a character, which UTF-8 cannot hold, may come in either chunk.
            if "\N{REPLACEMENT CHARACTER}" not in text:
                assert text == (row[part] or ""), (key, part)
        compared += 1
    assert compared


def test_timing_is_that_of_the_recording() -> None:
    files = sorted((FIXTURES / "formats").rglob("*"))
    checked = 0
    timed = {(str(one.path), one.number): one.timing for one in readable(files)}
    for row in rows(deltafold.table(files, "choices")):
        timing = timed.get((row["recording"], row["number"])) or {}
        if row["choice_index"] not in timing:
            assert row["ttft_ns"] is None
            continue
        one = timing[row["choice_index"]]
        assert (row["ttft_ns"], row["itl_ns"]) == (
            one.time_to_first_token_ns,
            list(one.inter_token_gaps_ns),
        )
        checked += 1
    assert checked


@pytest.mark.parametrize("what", WHATS)
def test_jobs_and_batches_change_nothing(what: Any) -> None:
    expected = rows(deltafold.table(FIXTURES, what, jobs=1))
    assert expected
    assert rows(deltafold.table(FIXTURES, what, jobs=3, batch_rows=3)) == expected
    sizes = [
        array.length for array in na.c_array_stream(deltafold.table(FIXTURES, what, batch_rows=3))
    ]
    assert max(sizes) == 3


@pytest.mark.parametrize("what", WHATS)
def test_an_empty_corpus_is_an_empty_table_with_all_columns(what: Any, tmp_path: Path) -> None:
    full = names(deltafold.table(FIXTURES, what))
    nothings: list[object] = [tmp_path, [], iter(())]
    for nothing in nothings:
        assert names(deltafold.table(nothing, what)) == full
        assert rows(deltafold.table(nothing, what)) == []


def test_a_bad_recording_is_a_row_and_nothing_else_is_lost(tmp_path: Path) -> None:
    good = fixture_recordings()[0].read_bytes()
    (tmp_path / "a.json").write_bytes(good)
    (tmp_path / "b.json").write_text('{\n  "response": oops}')
    (tmp_path / "c.json").write_bytes(good)
    for what in WHATS:
        found = rows(deltafold.table(tmp_path, what))
        [bad] = [row for row in found if row["error"] is not None]
        assert "b.json: " in bad["error"]
        assert "line 2 column 15" in bad["error"]
        first = next(iter(bad))
        assert bad[first] == str(tmp_path / "b.json")
        assert {value for key, value in bad.items() if key not in (first, "error")} == {None}
        alone = [
            row
            for name in ("a", "c")
            for row in rows(deltafold.table(tmp_path / f"{name}.json", what))
        ]
        assert [row for row in found if row["error"] is None] == alone
        with pytest.raises(Exception, match=r"b\.json: .* line 2 column 15"):
            rows(deltafold.table(tmp_path, what, errors="raise"))


def test_it_is_read_once() -> None:
    table = deltafold.table(FIXTURES)
    rows(table)
    with pytest.raises(RuntimeError, match="has been read already"):
        rows(table)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="'recordings', 'chunks', 'choices', 'tool_calls'"):
        deltafold.table(FIXTURES, "rows")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'column' or 'raise'"):
        deltafold.table(FIXTURES, errors="skip")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected a path, an iterable"):
        deltafold.table(3)
    with pytest.raises(TypeError, match="expected a path, an iterable"):
        deltafold.table([3])
    with pytest.raises(TypeError, match="`column`"):
        deltafold.table(FIXTURES, column="json")
    with pytest.raises(OverflowError):
        deltafold.table(FIXTURES, batch_rows=-1)


# Columns and contents


def contents() -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in fixture_recordings()]


def batch_of(values: list[bytes], kind: Any) -> Any:
    """A batch with a column `number` and a column `data`."""
    columns = [na.c_array(range(len(values)), na.int32()), na.c_array(values, kind)]
    schema = na.struct({"number": na.int32(), "data": kind})
    return na.c_array_from_buffers(schema, len(values), [None], children=columns)


def without_names(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    left_out = ("name", "recording", "hash_ok")
    return [{key: value for key, value in row.items() if key not in left_out} for row in found]


@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("jobs", [1, 3])
def test_a_column_gives_the_rows_of_files(what: Any, jobs: int) -> None:
    values = [data for _, data in contents()]
    expected = without_names(rows(deltafold.table(fixture_recordings(), what)))
    for kind in (na.binary(), na.large_binary()):
        for form in (batch_of(values, kind), na.ArrayStream(batch_of(values, kind))):
            found = rows(deltafold.table(form, what, column="data", jobs=jobs))
            assert without_names(found) == expected
    given = rows(deltafold.table(iter(contents()), what, jobs=jobs))
    assert without_names(given) == expected
    first = "name" if what == "recordings" else "recording"
    assert {row[first] for row in given} <= {name for name, _ in contents()}


def test_a_column_names_its_rows() -> None:
    batch = batch_of([b"{", *(data for _, data in contents())], na.binary())
    found = rows(deltafold.table(batch, "recordings", column="data", id="number"))
    assert [int(row["name"]) for row in found] == sorted(int(row["name"]) for row in found)
    assert found[0]["error"].startswith("0: expected ")
    assert rows(deltafold.table(batch, "recordings")) == found


def test_a_column_of_the_wrong_type_is_named() -> None:
    batch = batch_of([b"{}"], na.binary())
    with pytest.raises(
        TypeError, match='`column` "number" to be a column of text or binary, not of Int32'
    ):
        deltafold.table(batch, column="number")
    with pytest.raises(KeyError, match=r"no column .*other.* for `column`: there are number, data"):
        deltafold.table(batch, column="other")


def test_an_array_alone_is_a_table_with_one_column() -> None:
    values = [data for _, data in contents()]
    expected = rows(deltafold.table(batch_of(values, na.binary()), "recordings"))
    array = na.c_array(values, na.binary())
    for form in (array, na.ArrayStream(array)):
        assert rows(deltafold.table(form, "recordings")) == expected
    with pytest.raises(KeyError, match="there are none"):
        deltafold.table(array, column="data")


def test_nulls_are_errors_of_their_rows_and_ids_stay_null() -> None:
    schema = na.struct({"id": na.int32(), "data": na.binary()})
    columns = [na.c_array([None, 7], na.int32()), na.c_array([b"{", None], na.binary())]
    batch = na.c_array_from_buffers(schema, 2, [None], children=columns)
    found = rows(deltafold.table(batch, "recordings", column="data", id="id"))
    assert [row["name"] for row in found] == [None, "7"]
    assert [row["error"].partition(" ")[0] for row in found] == ["null:", "expected"]


class Store:
    """The part of a filesystem of fsspec that is used."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def find(self, path: str) -> list[str]:
        return [name for name in self.files if name.startswith(path)]

    def cat_file(self, name: str) -> bytes:
        if name == "lost":
            raise FileNotFoundError(name)
        return self.files[name]


def test_a_store_is_read_in_the_order_of_its_names() -> None:
    files = dict(contents()) | {"lost": b""}
    found = rows(deltafold.table(Store(files), "recordings"))
    assert [row["name"] for row in found] == sorted(files)
    [lost] = [row for row in found if row["name"] == "lost"]
    assert "FileNotFoundError" in lost["error"] or "lost" in lost["error"]


def test_an_iterator_that_raises_ends_the_table() -> None:
    def broken() -> Iterator[tuple[str, bytes]]:
        yield contents()[0]
        raise LookupError("no more")

    for jobs in (1, 2):
        with pytest.raises(Exception, match="no more"):
            rows(deltafold.table(broken(), jobs=jobs))


def test_ctrl_c_ends_it() -> None:
    """A table over an endless iterator, read by a library that knows nothing of Ctrl-C."""
    script = textwrap.dedent("""
        import itertools, pathlib, sys
        import nanoarrow as na
        import deltafold
        data = pathlib.Path(sys.argv[1]).read_bytes()
        table = deltafold.table(((str(n), data) for n in itertools.count()), "recordings",
                                batch_rows=10_000_000)
        print("ready", flush=True)
        na.ArrayStream(table).read_all()
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(fixture_recordings()[0])],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "KeyboardInterrupt" in err


def test_the_functions_for_engines_can_be_pickled() -> None:
    for function in (arrow.map_batch, arrow.normalize_batch):
        assert pickle.loads(pickle.dumps(function)) is function


def test_spark_s_columns_are_those_of_the_tables() -> None:
    for what in WHATS:
        ddl = arrow.SPARK_DDL[what]
        assert all(f"{name} " in ddl for name in names(deltafold.table(FIXTURES, what)))
    assert set(arrow.SPARK_DDL) == set(arrow.SCHEMAS) == set(WHATS)


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    """The largest memory of a process that reads so many files, each a link to the same one."""
    source = max(fixture_recordings(), key=lambda path: path.stat().st_size)
    script = textwrap.dedent("""
        import resource, sys
        import nanoarrow as na
        import deltafold
        table = deltafold.table(sys.argv[1], "choices", jobs=1, batch_rows=64)
        for batch in na.c_array_stream(table):
            pass
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    """)

    def peak(files: int) -> int:
        folder = tmp_path / str(files)
        folder.mkdir()
        for number in range(files):
            (folder / f"{number}.json").symlink_to(source)
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    assert peak(5000) < peak(250) * 1.3
