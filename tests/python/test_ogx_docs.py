"""The pages on the drop-in for OGX show what runs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ogx_recorders
import pytest
from conftest import ROOT

from deltafold import ogx

PAGES = ("ogx.md", "replace-your-loader.md")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with a recorder and a recording."""
    pytest.importorskip("openai", reason="openai is not installed")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recordings").mkdir()
    shutil.copy(ROOT / "examples" / "two-choices.json", tmp_path / "recordings")
    before = ogx.set_test_id_source(None)
    yield
    ogx.uninstall()
    ogx.set_test_id_source(before)


@pytest.mark.parametrize(
    "page",
    [pytest.param("ogx.md", marks=[ogx_recorders.needed, ogx_recorders.all_known]), PAGES[1]],
)
def test_the_examples_run(page: str) -> None:
    """In their order, in one session."""
    if page == "ogx.md":
        ogx_recorders.load()
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert examples
    names: dict[str, Any] = {}
    for example in examples:
        exec(compile(example, page, "exec"), names)
    if page == "replace-your-loader.md":
        # There was something to compare, and it would have been noticed.
        assert names["path"].name == "two-choices.json"
        chunks = names["load"](names["path"])["response"]["body"]
        changed = [*chunks[:-1], chunks[-1].model_copy(update={"model": "other"})]
        assert names["same"](chunks, chunks) and not names["same"](changed, chunks)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_what_is_there(page: str) -> None:
    path = ROOT / "docs" / page
    for target, _, heading in re.findall(
        r"\]\(([^)#]+)(#([\w-]+))?\)", path.read_text(encoding="utf-8")
    ):
        text = (path.parent / target).read_text(encoding="utf-8")
        headings = [
            line.lstrip("# ").lower().replace(" ", "-") for line in re.findall("^#+ .*", text, re.M)
        ]
        assert not heading or heading in headings


def test_the_table_of_what_is_replaced_names_all_of_it() -> None:
    text = (ROOT / "docs" / "ogx.md").read_text(encoding="utf-8")
    section = text.partition("## What is replaced")[2].partition("\n## ")[0]
    assert all(f"`{name}`" in section for name in ogx_recorders.REPLACED)
