"""The stub of the extension and what type checkers make of the views."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FIXTURES, fixture_recordings

import deltafold
import deltafold._core

pytest.importorskip("mypy")

HERE = Path(__file__).parent


def run(*arguments: str, directory: Path) -> None:
    environment = {**os.environ, "MYPY_CACHE_DIR": str(directory / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_knows_the_types(tmp_path: Path) -> None:
    run("mypy", "--strict", str(HERE / "typing_sample.py"), directory=tmp_path)


def test_pyright_knows_the_types(tmp_path: Path) -> None:
    """What editors show. It narrows unions by other rules than mypy does."""
    pytest.importorskip("basedpyright")
    settings = {
        "include": [str(HERE / "typing_sample.py")],
        "typeCheckingMode": "strict",
        "enableTypeIgnoreComments": True,
        # What mypy is to refuse, this is to refuse, too.
        "reportUnnecessaryTypeIgnoreComment": "error",
        "reportPrivateUsage": "none",
        "pythonVersion": "3.10",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    arguments = ["--project", str(tmp_path), "--pythonpath", sys.executable]
    run("basedpyright", *arguments, directory=tmp_path)


def stub() -> ast.Module:
    return ast.parse((Path(deltafold.__file__).parent / "_core.pyi").read_text())


def literals(name: str) -> set[str]:
    """The texts of a `Literal` in the stub."""
    aliases = [node for node in stub().body if isinstance(node, ast.AnnAssign)]
    value = next(one.value for one in aliases if ast.unparse(one.target) == name)
    return {node.value for node in ast.walk(value) if isinstance(node, ast.Constant)}  # type: ignore[arg-type, misc]


def test_the_literals_are_what_the_extension_knows() -> None:
    with pytest.raises(ValueError, match="one of") as error:
        deltafold.merge([], family="")  # type: ignore[call-overload]
    families = re.findall(r"[\w.]+", str(error.value).split("one of ")[1].split(")")[0])
    assert literals("_Family") == set(families)
    kinds = set(json.loads((FIXTURES / "recordings" / "kinds.json").read_text()).values())
    streams = {f"{family}.stream" for family in families}
    assert set(families) | streams | kinds == literals("_Kind")
    assert {deltafold.load(path).format for path in fixture_recordings()} <= literals("_Format")


def documented(node: ast.AST, of: object, path: str) -> Iterator[tuple[str, str, str]]:
    """Each name with what the stub and the extension say of it."""
    for one in ast.iter_child_nodes(node):
        if not isinstance(one, ast.FunctionDef | ast.ClassDef) or one.name.startswith("_"):
            continue
        real = inspect.getattr_static(of, one.name, None)
        said = ast.get_docstring(one)
        if real is None or said is None:
            continue  # Made for type checkers only, or an overload.
        real = getattr(real, "__func__", real)
        yield path + one.name, said, inspect.getdoc(real) or ""
        if isinstance(one, ast.ClassDef):
            yield from documented(one, real, f"{path}{one.name}.")


def test_the_stub_says_what_the_extension_says() -> None:
    found = list(documented(stub(), deltafold._core, ""))
    assert len(found) > 80
    for name, said, real in found:
        assert said.split() == real.split(), name


def test_importing_the_types_imports_nothing_heavy() -> None:
    script = (
        "import sys; before = set(sys.modules); import deltafold.types.chat\n"
        "print(*(m for m in set(sys.modules) - before if not m.startswith('deltafold')))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", path_first(script)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) <= {"__future__", "_collections_abc"}


def path_first(script: str) -> str:
    import deltafold

    return (
        f"import sys; sys.path.insert(0, {str(Path(deltafold.__file__).parent.parent)!r})\n{script}"
    )
