"""What the README and the pages show is what happens, and what they name is there."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import deltafold

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "DESIGN.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
TEXTS = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}
# Their examples need an SDK, a recorder, engines or clients: other tests run them.
RUN_ELSEWHERE = {
    "README.md": "test_replay_docs.py",
    "docs/ogx.md": "test_ogx_docs.py",
    "docs/replace-your-loader.md": "test_ogx_docs.py",
    "docs/replay.md": "test_replay_docs.py",
    "docs/tables.md": "../engines/test_engines.py",
}


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def with_blocks(language: str) -> list[str]:
    return [name for name, text in TEXTS.items() if blocks(text, language)]


def named(pattern: str) -> list[str]:
    return sorted({found for text in TEXTS.values() for found in re.findall(pattern, text)})


@pytest.mark.parametrize("page", with_blocks("pycon"))
def test_sessions_give_what_is_shown(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a page in one session, from the checkout's top folder."""
    monkeypatch.chdir(ROOT)
    session = "\n".join(blocks(TEXTS[page], "pycon"))
    # A page goes on where the README's first example ends.
    start = "import deltafold\nrec = deltafold.load('examples/two-choices.json')\n"
    names: dict[str, Any] = {}
    exec(start, names)
    test = doctest.DocTestParser().get_doctest(session, names, page, page, 0)
    assert test.examples
    report: list[str] = []
    result = doctest.DocTestRunner().run(test, out=report.append)
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("page", with_blocks("python"))
def test_python_runs(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a page in one process, from the checkout's top folder."""
    if page in RUN_ELSEWHERE:
        test = Path(__file__).parent / RUN_ELSEWHERE[page]
        assert Path(page).name in test.read_text(encoding="utf-8")
        return
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    for number, block in enumerate(blocks(TEXTS[page], "python")):
        exec(compile(block, f"{page}, block {number}", "exec"), names)


def shown_runs() -> list[tuple[str, str, str]]:
    """Commands that read files of the project, with the output that a page shows for them."""
    found = []
    for page, text in TEXTS.items():
        for block in blocks(text, "console"):
            for command, output in re.findall(
                r"^\$ (.+)\n((?:[^$\n].*\n|\n)*)", block, re.MULTILINE
            ):
                if output and re.search(r" (examples|tests/fixtures)/", command):
                    found.append((page, command, output))
    return found


@pytest.mark.parametrize(("page", "command", "output"), shown_runs())
def test_commands_print_what_is_shown(page: str, command: str, output: str) -> None:
    name, *args = shlex.split(command)
    assert name == "deltafold", page
    run = [sys.executable, "-m", name, *args]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    checker = doctest.OutputChecker()
    wanted = re.sub(r"^…$", "...", output, flags=re.MULTILINE)
    assert checker.check_output(wanted, done.stdout, doctest.ELLIPSIS), done.stdout


@pytest.mark.parametrize("name", named(r"`(tests/(?!integration)[\w/.*]+)`"))
def test_the_named_tests_exist(name: str) -> None:
    """A guarantee stands on a test that is there."""
    assert any(ROOT.glob(name))


@pytest.mark.parametrize("name", named(r"`make ([a-z-]+)"))
def test_the_named_targets_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{name}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_somewhere(page: str) -> None:
    """Files that exist, and headings in them."""
    for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", TEXTS[page]):
        path = ((ROOT / page).parent / target).resolve() if target else ROOT / page
        assert path.exists(), target
        # The site has no other pages.
        is_of_site = not page.startswith("docs/") or path.parent == ROOT / "docs"
        assert is_of_site or path.suffix != ".md", target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), f"{target}#{anchor}"


def test_the_reference_has_every_name() -> None:
    """And none that is not public."""
    shown = set(re.findall(r"^::: deltafold\.(\w+)$", TEXTS["docs/reference.md"], re.MULTILINE))
    assert shown == set(deltafold.__all__) - {"__version__", "types"}


def test_every_page_is_in_the_menu() -> None:
    menu = set(re.findall(r": ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE))
    assert menu == {page.name for page in (ROOT / "docs").glob("*.md")}


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
