"""`objects="deltafold"` gives views whose attributes read as those of the SDKs' objects do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ogx_reference
import pytest
from ogx_compare import is_model
from ogx_reading import collected, recording, typed, write
from ogx_samples import SDK

from deltafold._core import View
from deltafold.ogx import recording_from_file


def reads_alike(view: Any, theirs: Any, path: str = "$") -> None:
    """Attribute by attribute, as far as the SDK's object has any."""
    if is_model(theirs):
        assert isinstance(view, View), path
        for name, value in theirs:
            # Other releases of an SDK declare other fields than the mirrored one.
            mine = getattr(view, name, None) if value is None else getattr(view, name)
            reads_alike(mine, value, f"{path}.{name}")
    elif isinstance(theirs, list):
        assert isinstance(view, Sequence) and len(view) == len(theirs), path
        for index, (mine, other) in enumerate(zip(view, theirs)):
            reads_alike(mine, other, f"{path}[{index}]")
    elif isinstance(theirs, dict) and isinstance(view, View):
        assert view.to_dict() == theirs, path
    elif not isinstance(theirs, (dict, bool, int, float, str, type(None))):
        return  # Times and such, of which views give the text.
    else:
        assert view == theirs, path


def compare(path: Path) -> int:
    """Compares a file; tells how many objects were compared."""
    theirs, _ = ogx_reference.read(path)
    with collected() as warned:
        record = recording_from_file(path, objects="deltafold")
    assert not warned
    assert list(record) == list(theirs)
    body, expected = record["response"].get("body"), theirs["response"].get("body")
    assert {**record, "response": 0} == {**theirs, "response": 0}
    assert list(record["response"]) == list(theirs["response"])
    many = isinstance(expected, list)
    assert not many or len(body) == len(expected)
    seen = 0
    for view, other in zip(body, expected) if many else [(body, expected)]:
        if is_model(other):
            reads_alike(view, other, str(path))
            seen += 1
    return seen


@pytest.mark.parametrize(("name", "data"), SDK)
def test_samples(name: str, data: Any, tmp_path: Path) -> None:
    pytest.importorskip("openai")
    pytest.importorskip("ollama")
    if name.startswith("openai.types.responses"):
        pytest.skip("an output that no class declares is read by another rule")
    assert compare(write(tmp_path / "one.json", recording(typed(name, data)))) == 1
    if name.endswith((".ChatCompletionChunk", ".Completion", ".Model", ".ChatResponse")):
        assert compare(write(tmp_path / "many.json", recording([typed(name, data)] * 3))) == 3


def test_real_recordings(corpus: list[Path]) -> None:
    pytest.importorskip("openai")
    assert sum(map(compare, corpus)) > 100


def test_plain_bodies_stay_plain(tmp_path: Path) -> None:
    for body in (None, "text", 5, [], ["a", ""], [1, None]):
        path = write(tmp_path / "a.json", recording(body))
        read = recording_from_file(path, objects="deltafold")["response"]["body"]
        assert (list(read) if isinstance(body, list) else read) == body


def test_no_sdk_is_imported(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = write(tmp_path / "a.json", recording([typed(*SDK[0])]))
    code = (
        "import sys; from deltafold.ogx import recording_from_file as read; "
        "body = read(sys.argv[1], objects='deltafold')['response']['body']; "
        "assert body[0].choices[0].index == 0; "
        "lazy = read(sys.argv[1], objects='lazy')['response']['body']; assert len(lazy) == 1; "
        "found = {name.partition('.')[0] for name in sys.modules}; "
        "assert not found & {'openai', 'pydantic', 'httpx', 'pytest', 'ollama'}, found"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
