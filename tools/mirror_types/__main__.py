"""Generates the modules of `deltafold.types` that mirror the classes of the SDKs.

Run `python tools/mirror_types` with the SDKs and ruff installed. Names, fields and nesting are
those of the installed SDKs; docstrings are our own. An optional argument names the directory to
write to.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from collect import Mirror
from emit import MOST_LINES, Module
from packages import PACKAGES, Package
from shapes import is_model

PROJECT = Path(__file__).parents[2]


def modules(mirror: Mirror) -> dict[str, Module]:
    """The modules of a package, by their path."""
    found: dict[str, Module] = {}
    for model in mirror.models:
        place = mirror.place(model)
        found.setdefault(place, Module(mirror, place)).models.append(model)
    for alias in mirror.aliases.values():
        found.setdefault(alias.place, Module(mirror, alias.place)).aliases.append(alias)
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
    return theirs in mirror.models and mirror.place(theirs) == place


def write_package(package: Package, root: Path) -> None:
    """Writes all modules of a package and its list of names."""
    mirror = Mirror(package)
    exported: list[tuple[str, str]] = []
    found: dict[Path, Module] = {}
    for place, module in modules(mirror).items():
        found[path_of(root, place, place in package.splits)] = module
        names = [alias.name for alias in module.aliases]
        names += [model.__name__ for model in module.models if "." not in model.__qualname__]
        exported += [(place, name) for name in names if is_exported(mirror, place, name)]
    lengths = write({path: module.text() for path, module in found.items()})
    too_long = [path for path, lines in lengths.items() if lines > MOST_LINES]
    for path in too_long:
        found[path].with_words = False
    if too_long:
        write({path: found[path].text() for path in too_long})
    print(package.theirs, len(mirror.models), "classes")
    if package.ours not in ("", "ollama"):
        path = path_of(root, package.ours, is_package=True)
        write({path: init_of(package, mirror, exported)})


def init_of(package: Package, mirror: Mirror, exported: list[tuple[str, str]]) -> str:
    """The source of a package's `__init__`."""
    lines = [f'"""{ABOUT[package.ours]}"""\n']
    inside = f"{package.ours}."
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
    "responses": "OpenAI's Responses and the events of their streams, as `openai.types.responses` has them.",
    "anthropic": "Anthropic's messages and the events of their streams, as `anthropic.types` has them.",
    "genai": "Google's generated contents, as `google.genai.types` has them.",
    "interactions": "Google's interactions and the events of their streams, as\n`google.genai.interactions` has them; the events' older names too.",
}


if __name__ == "__main__":
    directory = sys.argv[1] if len(sys.argv) > 1 else PROJECT / "python" / "deltafold" / "types"
    for one in PACKAGES:
        write_package(one, Path(directory))
