"""The mirrored types are what the tool makes of the SDKs that are locked."""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

TOOL = ROOT / "tools" / "mirror_types"
TYPES = ROOT / "python" / "deltafold" / "types"
SDKS = ["openai", "anthropic", "google.genai", "ollama", "ruff"]

#: Classes that the newest release does not have: their objects are shown without a class.
GONE = {
    "openai.types.responses.response_input_audio.InputAudio",
    "openai.types.responses.response_input_audio.ResponseInputAudio",
}


def is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def tool(name: str) -> Any:
    """A module of the tool."""
    sys.path.insert(0, str(TOOL))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(TOOL))


@pytest.mark.skipif(not all(map(is_there, SDKS)), reason="needs all SDKs, and ruff")
def test_the_tool_writes_what_is_there(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", str(TOOL), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    differences = tool("declared").differences(TYPES, tmp_path)
    if differences:
        pytest.fail(
            "the installed SDKs differ from the mirrored types; `make mirror` adopts them:\n"
            + "\n".join(differences)
        )
    by_hand = {TYPES / path for path in tool("packages").BY_HAND}
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.py")}
    assert written == {path.relative_to(TYPES) for path in set(TYPES.rglob("*.py")) - by_hand}
    for path in sorted(written):
        assert (tmp_path / path).read_text() == (TYPES / path).read_text(), path


def installed() -> list[tuple[Any, Any]]:
    """Each mirrored class of the installed SDKs with its package."""
    if not is_there("pydantic"):
        return []
    packages = [one for one in tool("packages").PACKAGES if is_there(one.theirs)]
    return [(one, model) for one in packages for model in tool("collect").Mirror(one).models]


@pytest.mark.skipif(not is_there("openai"), reason="needs openai")
@pytest.mark.filterwarnings("ignore")
def test_every_field_of_the_installed_releases_is_typed() -> None:
    """Of releases other than the mirrored ones, too: `make test-compat` runs this."""
    missing, models = [], installed()
    for package, model in models:
        path = f"{model.__module__}.{model.__qualname__}"
        if path in GONE:
            continue
        found = importlib.import_module(
            f"deltafold.types.{package.module_of(model.__module__, model.__name__)}"
        )
        for part in model.__qualname__.split("."):
            found = getattr(found, part)
        missing += [f"{path}.{name}" for name in model.model_fields if name not in vars(found)]
    assert missing == []
    assert len(models) > 150


HEAD = "from deltafold.types.wood import Ring\n\n"


def modules(root: Path, **texts: str) -> Path:
    """A directory with these modules."""
    root.mkdir()
    for name, text in texts.items():
        (root / f"{name}.py").write_text(text)
    return root


def test_differences_are_said_class_by_class_and_field_by_field(tmp_path: Path) -> None:
    ours = modules(
        tmp_path / "ours",
        _releases="RELEASES = {'grove': '1.0'}\n",
        oak="""
class Acorn(View):
    size: Field[int] = field()

class Oak(View):
    class Leaf(View):
        lobes: Field[int] = field()

    id: Field[str] = field()
    age: Field[int] = field()
    rings: Field[list[int] | None] = field(default=None)

Tree: TypeAlias = Oak
""",
    )
    theirs = modules(
        tmp_path / "theirs",
        _releases="RELEASES = {'grove': '2.0'}\n",
        oak="""
class Oak(View):
    class Leaf(View):
        lobes: Field[int | None] = field(default=None)

    age: Field[int] = field()
    id: Field[str] = field()
    height: Field[float | None] = field(default=None)

Tree: TypeAlias = (Oak | Willow)
""",
        willow="class Willow(View):\n    id: Field[str] = field()\n",
    )
    assert tool("declared").differences(ours, ours) == []
    assert tool("declared").differences(ours, theirs) == [
        "- class oak.Acorn",
        "oak.Oak: - rings: list[int] | None = field(default=None)",
        "oak.Oak: + height: float | None = field(default=None)",
        "oak.Oak: order id, age -> age, id",
        "oak.Oak.Leaf: ~ lobes: int = field() -> int | None = field(default=None)",
        "+ class willow.Willow: id",
        "~ oak.Tree: Oak | Willow",
        "~ release of grove: 2.0",
    ]


def test_fields_that_a_release_no_longer_has_stay_typed(tmp_path: Path) -> None:
    rings = "    rings: Field[Sequence[Ring] | None] = field(items=Ring, default=None)\n"
    knots = "    knots: Field[Knot] = field(Knot)\n"
    later = "    age: Field[int | None] = field(default=None, later=True)\n"
    earlier = modules(
        tmp_path / "earlier",
        oak=f"{HEAD}from deltafold.types.knot import Knot\nclass Oak(View):\n{rings}{knots}{later}"
        "class Acorn(View):\n    size: Field[int] = field()\n",
        wood="class Ring(View):\n    year: Field[int] = field()\n",
    )
    newest = modules(
        tmp_path / "newest",
        oak="class Oak(View):\n    id: Field[str] = field()\n",
        wood="class Ring(View):\n    year: Field[int] = field()\n",
    )
    declared = tool("declared").Declared
    learned = tool("other_releases").learn(newest, [earlier])
    assert learned == {
        "oak.Oak": {
            "rings": declared("Sequence[Ring]", ("items=Ring",), (("Ring", "wood"),)),
            "knots": declared("Any", ()),
            "age": declared("int", ()),
        }
    }
    # The class that the newest release no longer has is not kept.
    assert tool("other_releases").learn(newest, [newest]) == {}
