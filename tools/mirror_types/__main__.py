"""Generates the modules of `deltafold.types` that mirror the classes of the SDKs.

`make mirror` runs it. Names, fields and nesting are those of the installed SDKs; docstrings are our
own.
Fields that only other releases declare are in `other_releases.json`, which is written as well.
"""

from __future__ import annotations

import argparse
import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import other_releases
from collect import Mirror
from declared import differences
from emit import MOST_LINES, Module
from packages import BY_HAND, PACKAGES, Package
from shapes import is_model

PROJECT = Path(__file__).parents[2]
TYPES = PROJECT / "python" / "deltafold" / "types"


def modules(mirror: Mirror, others: other_releases.Others) -> dict[str, Module]:
    """The modules of a package, by their path."""
    found: dict[str, Module] = {}

    def at(place: str) -> Module:
        return found.setdefault(place, Module(mirror, place, others))

    for model in mirror.models:
        place = mirror.place(model)
        at(place).models.append(model)
    for alias in mirror.aliases.values():
        at(alias.place).aliases.append(alias)
    for place in mirror.package.splits:
        for part in [module for name, module in found.items() if name.startswith(f"{place}.")]:
            names = {model.__name__ for model in part.models}
            found[place].reexports[part.place] = names
    return found


def path_of(root: Path, place: str, is_package: bool) -> Path:
    """The file of a module."""
    parts = place.split(".")
    last = ["__init__"] if is_package else []
    return root.joinpath(*parts, *last).with_suffix(".py")


def write(texts: dict[Path, str]) -> dict[Path, int]:
    """Writes modules and formats them; returns their line counts."""
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if find_spec("ruff") is None:
        # Other releases are only compared, and their environments do not have it.
        return dict.fromkeys(texts, 0)
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "-q", "--fix-only", "--select", "F401,I"], ["format", "-q"]):
        config = ["--config", str(PROJECT / "pyproject.toml")]
        subprocess.run([*ruff, *command, *config, *map(str, texts)], check=True)
    return {path: path.read_text().count("\n") for path in texts}


def is_exported(mirror: Mirror, place: str, name: str) -> bool:
    """Whether the SDK's package exports the class or alias in our module."""
    theirs = getattr(mirror.module, name, None)
    if not is_model(theirs):
        named = [alias.models for alias in mirror.aliases.values() if alias.place == place]
        return theirs is not None and mirror.shape(theirs).models in named
    return theirs in mirror.models and (
        mirror.place(theirs) == place
        or (theirs.__name__ != name and name in mirror.names_of(place))
    )


def write_package(package: Package, root: Path, others: other_releases.Others) -> None:
    """Writes all modules of a package and its list of names."""
    mirror = Mirror(package)
    exported: list[tuple[str, str]] = []
    found: dict[Path, Module] = {}
    for place, module in modules(mirror, others).items():
        found[path_of(root, place, place in package.splits)] = module
        names = [alias.name for alias in module.aliases] + list(mirror.names_of(place))
        names += [model.__name__ for model in module.models if "." not in model.__qualname__]
        exported += [(place, name) for name in names if is_exported(mirror, place, name)]
    lengths = write({path: module.text() for path, module in found.items()})
    too_long = [path for path, lines in lengths.items() if lines > MOST_LINES]
    for path in too_long:
        found[path].with_words = False
    if too_long:
        write({path: found[path].text() for path in too_long})
    if package.ours in ABOUT:
        path = path_of(root, package.ours, is_package=True)
        write({path: init_of(package, mirror, exported)})


def init_of(package: Package, mirror: Mirror, exported: list[tuple[str, str]]) -> str:
    """The source of a package's `__init__`."""
    lines = [f'"""{ABOUT[package.ours]}"""\n']
    inside = f"{package.ours}.".lstrip(".")
    exported += [tuple(f"{inside}{path}".rsplit(".", 1)) for path in package.more_exports]  # type: ignore[misc]
    for place, name in sorted(exported):
        if place.startswith(inside):
            lines.append(f"from .{place.removeprefix(inside)} import {name} as {name}")
    if package.events is not None:
        by, name = package.events
        alias = next(alias for alias in mirror.aliases.values() if alias.name == name)
        place = alias.place.removeprefix(inside)
        lines.append(f"from .{place} import {alias.table} as {alias.table}")
        lines.append("\n#: The member that holds the tag of an item of a stream, and the classes.")
        lines.append(f'EVENTS = ("{by}", {alias.table})')
    return "\n".join(lines) + "\n"


ABOUT = {
    "": "The types of the SDKs, mirrored: each class has the name and the fields of its original.\n\nThey are views: a field is read when it is first accessed.\n",
    "chat": "Chat completions and the chunks of their streams, as `openai.types.chat` has them.",
    "responses": "OpenAI's Responses and the events of their streams, as `openai.types.responses` has them.",
    "anthropic": "Anthropic's messages and the events of their streams, as `anthropic.types` has them.",
    "genai": "Google's generated contents, as `google.genai.types` has them.",
    "interactions": "Google's interactions and the events of their streams, as\n`google.genai.interactions` has them; the events' older names too.",
}


def releases() -> dict[str, str]:
    """The installed releases, by distribution."""
    names = sorted({package.distribution for package in PACKAGES})
    return {name: metadata.version(name) for name in names if is_installed(name)}


def is_installed(distribution: str) -> bool:
    """Whether there is such a distribution."""
    return bool(list(metadata.distributions(name=distribution)))


def write_types(root: Path, others: other_releases.Others) -> None:
    """Writes the modules of all SDKs that are installed."""
    for package in PACKAGES:
        if is_installed(package.distribution):
            write_package(package, root, others)
    write({root / "shared" / "__init__.py": shared(root / "shared")})
    lines = "".join(f'    "{name}": "{version}",\n' for name, version in releases().items())
    text = f'"""The releases of the SDKs that are mirrored here."""\n\nRELEASES = {{\n{lines}}}\n'
    write({root / "_releases.py": text})


def shared(root: Path) -> str:
    """The list of names of what several of openai's APIs share."""
    theirs = importlib.import_module("openai.types.shared")
    lines = ['"""What several of openai\'s APIs share, as `openai.types.shared` has it."""\n']
    for path in sorted(root.glob("[!_]*.py")):
        for name in re.findall(r"^class (\w+)", path.read_text(), re.MULTILINE):
            if is_model(getattr(theirs, name, None)):
                lines.append(f"from .{path.stem} import {name} as {name}")
    return "\n".join(lines) + "\n"


def update(earlier: list[Path]) -> list[str]:
    """Writes the package's modules; returns what differs from those before."""
    with tempfile.TemporaryDirectory() as directory:
        before, newest = Path(directory) / "before", Path(directory) / "newest"
        shutil.copytree(TYPES, before)
        write_types(newest, {})
        others = other_releases.learn(newest, [*earlier, before])
        other_releases.write(others)
        for path in TYPES.rglob("*.py"):
            if path.relative_to(TYPES).as_posix() not in BY_HAND:
                path.unlink()
        write_types(TYPES, others)
        return differences(before, TYPES)


def compare() -> list[str]:
    """What the installed releases have that differs from the package's modules."""
    with tempfile.TemporaryDirectory() as directory:
        write_types(Path(directory), other_releases.read())
        return differences(TYPES, Path(directory))


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description="Mirror the installed SDKs in deltafold.types.")
    parser.add_argument("directory", nargs="?", type=Path, help="write there, and change nothing")
    parser.add_argument("--compare", action="store_true", help="write nothing, print differences")
    parser.add_argument(
        "--earlier", nargs="*", default=[], type=Path, help="directories written for other releases"
    )
    given = parser.parse_args()
    if given.directory is not None:
        write_types(given.directory, other_releases.read())
    else:
        lines = compare() if given.compare else update(given.earlier)
        print(*lines or ["nothing differs"], sep="\n")


if __name__ == "__main__":
    main()
