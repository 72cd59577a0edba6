"""What the README shows is what happens."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_examples_give_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them in one session, from the checkout's top folder."""
    monkeypatch.chdir(ROOT)
    session = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))
    test = doctest.DocTestParser().get_doctest(session, {}, "README", "README.md", 0)
    assert test.examples
    report: list[str] = []
    result = doctest.DocTestRunner().run(test, out=report.append)
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/[\w/.*]+)`", README))))
def test_the_named_tests_exist(name: str) -> None:
    """A guarantee stands on a test that is there."""
    assert any(ROOT.glob(name))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`make ([a-z-]+)", README))))
def test_the_named_targets_exist(name: str) -> None:
    """A command of the README is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{name}:", makefile, re.MULTILINE)
