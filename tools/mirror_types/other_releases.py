"""Fields that only other releases of the SDKs declare: `other_releases.json`.

They are typed in the mirrored classes, and count as extras otherwise. A class or a name that the
mirrored release no longer has is not kept: where a field needs it, the field is of any type.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from declared import Classes, Declared, classes_of

FILE = Path(__file__).with_suffix(".json")

#: By class, the fields that it does not declare itself.
Others = dict[str, dict[str, Declared]]


def read() -> Others:
    """What is known of other releases."""
    return {
        name: {
            field: Declared(
                one["hint"],
                tuple(one["arguments"]),
                tuple((name, place) for name, place in one["imports"].items()),
            )
            for field, one in fields.items()
        }
        for name, fields in json.loads(FILE.read_text()).items()
    }


def write(others: Others) -> None:
    """Stores it."""
    stored = {
        name: {
            field: {
                "hint": one.hint,
                "arguments": list(one.arguments),
                "imports": dict(one.imports),
            }
            for field, one in sorted(fields.items())
        }
        for name, fields in sorted(others.items())
    }
    FILE.write_text(json.dumps(stored, indent=2) + "\n")


def learn(newest: Path, earlier: list[Path]) -> Others:
    """The fields that the modules of earlier releases have and those of the newest do not.

    What is known already is kept unless the newest release declares it.
    """
    new = classes_of(newest)
    found: Others = {}
    for classes in [*map(classes_of, earlier), _unpacked(read())]:
        for name, fields in classes.items():
            for field, declared in fields.items():
                if name in new and field not in new[name]:
                    found.setdefault(name, {})[field] = _known(declared, new)
    return found


def _unpacked(others: Others) -> Classes:
    return {name: dict(fields) for name, fields in others.items()}


def _known(declared: Declared, new: Classes) -> Declared:
    """The field with names that the newest release has too."""
    arguments = tuple(
        one for one in declared.arguments if one not in {"default=None", "later=True"}
    )
    if any(f"{place}.{name}" not in new for name, place in declared.imports):
        return Declared("Any", ())
    hint = re.sub(r" \| None$", "", declared.hint)
    return Declared(hint, arguments, declared.imports)
