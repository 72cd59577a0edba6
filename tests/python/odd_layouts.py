"""JSON text with the same value in many forms."""

from __future__ import annotations

import json
import random
from typing import Any

SPACES = ["", "", "", " ", "\n", "\t", "\r\n", "  \n   "]


def number(value: float, random: random.Random) -> str:
    """A number, sometimes not as Python would write it."""
    text = json.dumps(value)
    if "." in text and "e" not in text and random.random() < 0.5:
        return text + "0"
    if text == "0" and random.random() < 0.2:
        return "-0"
    return text


def string(value: str, random: random.Random) -> str:
    """A string with escapes where none are needed, or none where Python has some."""
    pieces = []
    for character in value:
        code = ord(character)
        way = random.random()
        if code < 0x10000 and (way < 0.1 or 0xD800 <= code < 0xE000):
            pieces.append(f"\\u{code:04X}" if random.random() < 0.5 else f"\\u{code:04x}")
        elif character == "/" and way < 0.5:
            pieces.append("\\/")
        elif code > 0x7E and way < 0.5:
            pieces.append(character)
        else:
            pieces.append(json.dumps(character)[1:-1])
    return '"' + "".join(pieces) + '"'


def loose(value: Any, random: random.Random) -> str:
    """A value in no particular form; sometimes duplicate key."""

    def space() -> str:
        return random.choice(SPACES)

    if isinstance(value, dict):
        members = []
        for key, inner in value.items():
            if random.random() < 0.05:
                members.append(f"{string(key, random)}: 1")
            text = loose(inner, random)
            members.append(f"{space()}{string(key, random)}{space()}:{space()}{text}{space()}")
        return "{" + (",".join(members) or space()) + "}"
    if isinstance(value, list):
        items = [f"{space()}{loose(item, random)}{space()}" for item in value]
        return "[" + (",".join(items) or space()) + "]"
    if isinstance(value, str):
        return string(value, random)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value, random)
    return json.dumps(value)


def layouts(value: Any) -> list[str]:
    """The same value in the forms that tools write, the canonical one first."""
    canonical = json.dumps(value, indent=2)
    return [
        canonical + "\n",
        canonical,
        canonical + "\n\n",
        canonical.replace("\n", "\r\n") + "\r\n",
        json.dumps(value),
        json.dumps(value, indent=0),
        json.dumps(value, indent=4) + "\n",
        json.dumps(value, indent="\t") + "\n",
        json.dumps(value, indent=2, sort_keys=True) + "\n",
        json.dumps(value, separators=(",", ":"), ensure_ascii=False),
        json.dumps(value, indent=2, ensure_ascii=False) + "\n",
    ]
