"""Cassettes in YAML are read as PyYAML reads them: quoted texts over several lines at any indentation,
block scalars, flow collections, anchors, comments, tags, and line ends of all kinds."""

import json
import random
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

import deltafold

WORDS = ["oak", "pine tree", "it's", 'say "so"', "a: b", "x #y", "é", "\N{GRINNING FACE}", "-", "?"]
LINE_ENDS = ["\n", "\n", "\n", "\r\n", "\r"]


class Writer:
    """Writes a cassette by random choices that follow from one number."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.anchors: list[str] = []
        self.count = 0

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def spaces(self, indent: int, flow: bool) -> str:
        """The indentation of a line that continues a scalar or a collection."""
        odd = [indent + 1, indent + 2, indent + 5] + ([0, 1, indent, indent] if flow else [])
        return " " * max(0, self.random.choice(odd))

    def quoted(self, indent: int) -> str:
        mark = self.random.choice("'\"")
        parts = []
        for _ in range(self.random.randint(0, 4)):
            word = self.random.choice(WORDS)
            escaped = word.replace("'", "''") if mark == "'" else json.dumps(word)[1:-1]
            parts.append(escaped)
            parts.append(self.fold(indent, mark))
        return mark + "".join(parts) + mark

    def fold(self, indent: int, mark: str) -> str:
        choice = self.random.randrange(6)
        if choice < 2:
            return " "
        if choice == 2 and mark == '"':
            return self.random.choice(
                ["\\n", "\\t", "\\\\", "\\x41", "\\u00e9", "\\U0001F600", "\\/", "\\ "]
            )
        blank = "\n" + " " * self.random.randrange(3)
        ends = "\n" + blank * self.random.choice([0, 0, 1, 2])
        before = (
            self.random.choice(["", " ", "\t"])
            if mark == "'"
            else self.random.choice(["", " ", "\\"])
        )
        return before + ends + self.spaces(indent, True) + self.random.choice(["", "", "\t"])

    def block(self, indent: int) -> str:
        head = self.random.choice("|>") + self.random.choice(["", "-", "+"])
        deeper = self.random.choice([1, 2, 4])
        if self.chance(15):
            head = head[0] + str(deeper) + head[1:]
        lines = []
        for number in range(self.random.randint(1, 4)):
            more = self.random.choice(["", "", "  ", "\t"]) if number else ""
            words = self.random.choice([*WORDS, "# no comment", "'", '"', "- a", "{"])
            lines.append(" " * (indent + deeper) + more + words)
            if self.chance(25):
                lines.append(self.random.choice(["", " " * self.random.randrange(indent + 2)]))
        comment = " # a comment" if self.chance(15) else ""
        return head + comment + "\n" + "\n".join(lines)

    def plain(self, indent: int) -> str:
        words = ["oak", "elm", "x'y", 'x"y', "a-b", "u:v", "true", "null", "12", "1.5", "é", "x#y"]
        text = self.random.choice(words)
        if text.isalpha() and text not in ("true", "null") and self.chance(30):
            text += "\n" + self.spaces(indent, False) + self.random.choice(["elm", "ash tree"])
        return text

    def flow(self, indent: int, depth: int) -> str:
        def gap() -> str:
            if self.chance(70):
                return self.random.choice(["", " "])
            comment = " # it's, {so\n" if self.chance(30) else "\n"
            return comment + self.spaces(indent, True)

        items = []
        is_map = self.chance(50)
        for number in range(self.random.randint(0, 3)):
            value = self.inline(indent, depth + 1, True)
            items.append(gap() + (f"k{number}: {value}" if is_map else value) + gap())
        body = ",".join(items)
        return "{" + body + "}" if is_map else "[" + body + "]"

    def inline(self, indent: int, depth: int, flow: bool) -> str:
        choice = self.random.randrange(10)
        if choice == 0 and self.anchors:
            return "*" + self.random.choice(self.anchors) + " "
        if choice < 5:
            text = self.quoted(indent)
        elif choice < 7 and depth < 3:
            text = self.flow(indent, depth)
        else:
            text = self.plain(indent)
        if self.chance(10) and text[0] in "'\"":
            text = "!!str " + text
        if self.chance(10):
            self.count += 1
            name = f"n{self.count}"
            text = f"&{name} " + text
            if not flow and depth == 0:
                self.anchors.append(name)
        return text

    def node(self, indent: int, depth: int) -> str:
        """A value after a key or a dash, with the white space before it."""
        choice = self.random.randrange(10)
        if choice < 2 and depth < 3:
            count = self.random.randint(1, 3)
            deeper = indent + self.random.choice([1, 2, 4])
            keys = [f"{self.random.choice(['k', 'é', 'a b'])}{number}" for number in range(count)]
            keys = [f"'{key}'" if self.chance(15) else key for key in keys]
            lines = [" " * deeper + f"{key}:{self.node(deeper, depth + 1)}" for key in keys]
        elif choice < 4 and depth < 3:
            deeper = indent + self.random.choice([1, 2])
            lines = [
                " " * deeper + "-" + self.node(deeper + 1, depth + 1)
                for _ in range(self.random.randint(1, 3))
            ]
        elif choice < 6:
            return " " + self.block(indent)
        else:
            comment = " # it's a comment" if self.chance(15) else ""
            return " " + self.inline(indent, 0, False) + comment
        if self.chance(20):
            lines.insert(0, " " * self.random.randrange(6) + "# 'a comment")
        return "\n" + "\n".join(lines)

    def text(self) -> str:
        lines = [
            *(["%YAML 1.1", "---"] if self.chance(5) else ["---"] if self.chance(20) else []),
            "interactions:",
            "- request: {method: GET, uri: http://localhost/}",
            "  response:",
            f"    parsed_body:{self.node(4, 0)}",
            "    status: {code: 200}",
            "version: 1",
        ]
        end = self.random.choice(LINE_ENDS)
        text = "\n".join(lines) + "\n" + ("...\n" if self.chance(5) else "")
        return ("\ufeff" if self.chance(10) else "") + text.replace("\n", end)


def check(text: str) -> bool:
    """Compares the two readings; False if PyYAML cannot read the text."""
    data = text.encode()
    try:
        expected = yaml.load(data, yaml.CSafeLoader)["interactions"][0]["response"]["parsed_body"]
    except yaml.YAMLError:
        return False
    found = deltafold.loads(data).to_dict()["response"]["body"]
    assert found == expected, text
    return True


@settings(max_examples=1500, deadline=None)
@given(st.integers(0, 2**64))
def test_cassettes_are_read_as_pyyaml_reads_them(seed: int) -> None:
    check(Writer(seed).text())


def test_most_of_these_cassettes_are_yaml() -> None:
    assert sum(check(Writer(seed).text()) for seed in range(500)) > 300


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="ab '\"\\#:-\n\t\ré\U0001f600{}[]", max_size=60), st.integers(20, 200))
def test_what_pyyaml_writes_is_read(text: str, width: int) -> None:
    for style in (None, "'", '"', "|", ">"):
        body: Any = {"text": text, "list": [text, None, 1.5, True, {"é": text}]}
        whole = {"interactions": [{"request": {}, "response": {"parsed_body": body}}]}
        check(
            yaml.dump(
                whole, default_style=style if style else None, width=width, allow_unicode=True
            )
        )


@pytest.mark.parametrize("text", ["a\x85b", "\x85", "a\u2028b", "\u2029"])
def test_only_line_feeds_and_returns_end_a_line(text: str) -> None:
    """YAML 1.2 has no other line ends; PyYAML reads YAML 1.1."""
    cassette = f'interactions:\n- request: {{}}\n  response: {{parsed_body: "{text}"}}\n'
    assert deltafold.loads(cassette).to_dict()["response"]["body"] == text
