"""What modules of mirrored classes declare, and how two sets of modules differ."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packages import BY_HAND


@dataclass(frozen=True)
class Declared:
    """A field as its class declares it."""

    hint: str
    arguments: tuple[str, ...]
    #: The names that it takes from other modules, and from which.
    imports: tuple[tuple[str, str], ...] = ()

    @property
    def is_later(self) -> bool:
        """Whether only other releases declare it."""
        return "later=True" in self.arguments

    def __str__(self) -> str:
        return f"{self.hint} = field({', '.join(self.arguments)})"


#: The fields of each class, in order, by the class's module and name.
Classes = dict[str, dict[str, Declared]]


def classes_of(root: Path) -> Classes:
    """All classes below a directory that have fields."""
    found: Classes = {}
    for place, tree in _modules(root):
        found |= _classes(tree.body, place, _imports(tree))
    return found


def names_of(root: Path) -> dict[str, str]:
    """The choices and tables that modules define beside classes, as source text."""
    found = {}
    for place, tree in _modules(root):
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                found[f"{place}.{ast.unparse(node.target)}"] = ast.unparse(node.value)
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RELEASES":
                releases: dict[str, str] = ast.literal_eval(node.value)
                found |= {f"release of {name}": releases[name] for name in releases}
    return found


def _modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """The place and the syntax tree of each generated module."""
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        if relative.as_posix() not in BY_HAND:
            place = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
            yield place, ast.parse(path.read_text())


def _imports(tree: ast.Module) -> dict[str, str]:
    """The module of ours that each imported name comes from."""
    prefix = "deltafold.types."
    return {
        alias.name: node.module.removeprefix(prefix)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(prefix)
        for alias in node.names
        if node.module is not None
    }


def _classes(body: list[ast.stmt], outer: str, imports: dict[str, str]) -> Classes:
    found: Classes = {}
    for node in body:
        if isinstance(node, ast.ClassDef):
            name = f"{outer}.{node.name}"
            found |= _classes(node.body, name, imports)
            found[name] = dict(_fields(node, imports))
    return found


def _fields(of: ast.ClassDef, imports: dict[str, str]) -> Iterator[tuple[str, Declared]]:
    for node in of.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.annotation, ast.Subscript):
            continue
        call = node.value
        assert isinstance(call, ast.Call)
        arguments = [ast.unparse(one) for one in (*call.args, *call.keywords)]
        names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        taken = tuple(sorted((name, imports[name]) for name in names & set(imports)))
        hint = ast.unparse(node.annotation.slice)
        yield ast.unparse(node.target), Declared(hint, tuple(arguments), taken)


def differences(ours: Path, theirs: Path) -> list[str]:
    """What other modules have that differs from ours: class by class and field by field."""
    old, new = classes_of(ours), classes_of(theirs)
    lines = []
    for name in sorted({*old, *new}):
        if name not in new:
            lines.append(f"- class {name}")
        elif name not in old:
            lines.append(f"+ class {name}: {', '.join(new[name])}")
        else:
            lines += [f"{name}{line}" for line in _field_lines(old[name], new[name])]
    before, after = names_of(ours), names_of(theirs)
    for name in sorted({*before, *after}):
        if name not in after:
            lines.append(f"- {name}")
        elif before.get(name) != after[name]:
            lines.append(f"{'~' if name in before else '+'} {name}: {after[name]}")
    return lines


def _field_lines(old: dict[str, Declared], new: dict[str, Declared]) -> Iterator[str]:
    for name in old:
        if name not in new:
            yield f": - {name}: {old[name]}"
    for name, declared in new.items():
        if name not in old:
            yield f": + {name}: {declared}"
        elif str(old[name]) != str(declared):
            yield f": ~ {name}: {old[name]} -> {declared}"
    before, after = [name for name in old if name in new], [name for name in new if name in old]
    if before != after:
        yield f": order {', '.join(before)} -> {', '.join(after)}"
