"""Rules of one's own against a few lines of Python that apply them to what `json` reads."""

from __future__ import annotations

import copy
import json
import pickle
import random
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_layouts import layouts, loose
from pieces import dices
from test_merge_hostile import grows_linearly

import deltafold

GONE = object()
Step = str | int
Rule = dict[str, Any]


def advance(states: list[tuple[int, tuple[Step, ...]]], child: Step) -> list[Any]:
    """Which rules, with which steps left, lead to a member or an item."""
    found = []
    for rule, steps in states:
        while steps and steps[0] == "**":
            found.append((rule, steps))
            steps = steps[1:]
        if not steps:
            continue
        if isinstance(child, int):
            fits = steps[0] in ("[*]", child)
        else:
            is_key = isinstance(steps[0], str) and steps[0] != "[*]"
            fits = is_key and fnmatchcase(child, str(steps[0]))
        if fits:
            found.append((rule, steps[1:]))
    return list(dict.fromkeys(found))


def changed(value: Any, rules: list[Rule]) -> Any:
    """What the rules for one value make of it."""
    for rule in rules:
        if "remove" in rule:
            return GONE
        if "set" in rule:
            value = rule["set"]
        if "round" in rule and isinstance(value, float):
            value = round(value, rule["round"])
        if "replace" in rule and isinstance(value, str):
            value = re.sub(rule["replace"]["pattern"], rule["replace"]["with"], value)
    return value


def apply(value: Any, states: list[Any], rules: list[Rule]) -> Any:
    """The value with all that is in it."""
    if not isinstance(value, (dict, list)):
        return value
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value)
    new = []
    for child, inner in pairs:
        below = advance(states, child)
        ended = [rules[number] for number in sorted({rule for rule, steps in below if not steps})]
        result = changed(inner, ended)
        if not any("set" in rule or "remove" in rule for rule in ended):
            result = apply(result, below, rules)
        if result is not GONE:
            new.append((child, result))
    return dict(new) if isinstance(value, dict) else [result for _, result in new]


def path_text(steps: tuple[Step, ...]) -> str:
    """As it is written in a configuration."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += step if step == "[*]" else f".{step}"
    return text.lstrip(".")


def toml(rules: list[Rule]) -> str:
    """A configuration with these rules."""
    lines = ["profile = 'none'"]
    for rule in rules:
        lines += ["[[rules]]", f"path = '{path_text(rule['path'])}'"]
        if "set" in rule:
            lines.append(f"set_json = '{json.dumps(rule['set'])}'")
        if "remove" in rule:
            lines.append("remove = true")
        if "round" in rule:
            lines.append(f"round = {rule['round']}")
        if "replace" in rule:
            replace = rule["replace"]
            lines.append(
                f"replace = {{ pattern = '{replace['pattern']}', with = '{replace['with']}' }}"
            )
    return "\n".join(lines) + "\n"


keys = st.sampled_from(["a", "b", "ab", "__data__"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.sampled_from(["key-12", "x key-3 key-4", "", "\ud800key-5", "\xe9", "key-N"])
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
chunk = st.dictionaries(keys, values, max_size=4)
repeated = st.tuples(chunk, st.lists(scalars, min_size=1, max_size=5)).map(
    lambda pair: [{**pair[0], "b": scalar} for scalar in pair[1]]
)
bodies = values | st.lists(repeated, max_size=4).map(lambda lists: [x for y in lists for x in y])
recordings = st.fixed_dictionaries(
    {"response": st.fixed_dictionaries({"body": bodies, "a": values})}
)

steps = st.sampled_from(["a", "b", "a*", "*", "[*]", "**", 0, 1])
tails = st.lists(steps, max_size=4).map(tuple)
starts = st.sampled_from(
    [("response", "body", "[*]"), ("response", "body"), ("response",), ("**",)]
)
paths = st.tuples(starts, tails, st.sampled_from([("a",), ("b",), ("*",), ("[*]",)])).map(
    lambda parts: parts[0] + parts[1] + parts[2]
)
actions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {"set": st.sampled_from([0, None, "key-1", {"a": [1.5]}, [], -0.0, [{}]])}
    ),
    st.just({"remove": True}),
    st.fixed_dictionaries({"round": st.integers(0, 4)}),
    st.just({"replace": {"pattern": "key-[0-9]+", "with": "key-N"}}),
)
rule_lists = st.lists(
    st.tuples(paths, actions).map(lambda both: {"path": both[0], **both[1]}), min_size=1, max_size=4
)


@settings(max_examples=125, deadline=None)
@given(recordings, rule_lists, dices)
def test_rules_do_what_the_reference_does(
    recording: Any, rules: list[Rule], rng: random.Random
) -> None:
    ours = deltafold.Rules(toml(rules))
    states = [(number, rule["path"]) for number, rule in enumerate(rules)]
    for text in [*layouts(recording)[:5], loose(recording, rng)]:
        data = text.encode("utf-8", "backslashreplace")
        before = json.loads(data)
        after = apply(before, states, rules)
        if not isinstance(after.get("response"), dict):
            return  # It is no recording any more.
        same = json.dumps(after) == json.dumps(before)
        expected = data if same else (json.dumps(after, indent=2) + "\n").encode()
        result = deltafold.normalize_bytes(data, "x.json", rules=ours)
        assert result == expected, (text, toml(rules))


@settings(max_examples=100, deadline=None)
@given(recordings, st.lists(paths, min_size=1, max_size=2))
def test_placeholders_are_one_to_one_and_stay(recording: Any, where: list[Any]) -> None:
    rules = [{"path": path, "placeholder": "key-{n}"} for path in where]
    lines = [
        f"[[rules]]\npath = '{path_text(rule['path'])}'\nplaceholder = 'p{{n}}'" for rule in rules
    ]
    ours = deltafold.Rules("profile = 'none'\n" + "\n".join(lines))
    data = (json.dumps(recording, indent=2) + "\n").encode()
    result = deltafold.normalize_bytes(data, "x.json", rules=ours)
    assert deltafold.normalize_bytes(result, "x.json", rules=ours) == result

    def strings(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [text for inner in value.values() for text in strings(inner)]
        if isinstance(value, list):
            return [text for inner in value for text in strings(inner)]
        return [value] if isinstance(value, str) else []

    pairs = list(zip(strings(json.loads(data)), strings(json.loads(result)), strict=True))
    assert len(set(pairs)) == len({old for old, _ in pairs}) == len({new for _, new in pairs})


@pytest.mark.parametrize("name", ["deltafold.toml", "pyproject.toml"])
def test_rules_can_be_pickled(name: str, tmp_path: Path) -> None:
    """To another process, which may not have their file."""
    path, table = tmp_path / name, "tool.deltafold." if name == "pyproject.toml" else ""
    path.write_text(f"[[{table}rules]]\npath = '**.id'\nset = 'X'\n")
    recording = '{"response": {"body": {"id": "a"}}, "request": {}}'
    for rules in (deltafold.Rules.load(path), deltafold.Rules(path.read_text(), path)):
        expected = deltafold.normalize_bytes(recording, "a.json", rules=rules)
        assert b'"X"' in expected
        for copied in (pickle.loads(pickle.dumps(rules)), copy.deepcopy(rules)):
            assert deltafold.normalize_bytes(recording, "a.json", rules=copied) == expected
    path.write_text(f"[[{table}rules]]\npath = 3\n")
    with pytest.raises(deltafold.ParseError, match=name):
        deltafold.Rules(path.read_text(), path)


def test_one_rule_has_no_more_paths_than_all_rules_may() -> None:
    names = ",".join(f'"k{number}"' for number in range(65_529))
    with pytest.raises(ValueError, match="at most 10000 rules and paths"):
        deltafold.Rules(f'[[rules]]\npath=[{names},"zz"]\nset=0\n')


def rules_of_many_keys(many: int) -> deltafold.Rules:
    return deltafold.Rules(toml([{"path": ("**", f"k{n}"), "set": 0} for n in range(many)]))


def rules_of_many_steps(many: int) -> deltafold.Rules:
    return deltafold.Rules(toml([{"path": ("**",) * many + ("x",), "set": 0}]))


@pytest.mark.parametrize("make", [rules_of_many_keys, rules_of_many_steps])
def test_many_rules_and_steps_take_linear_time(make: Callable[[int], deltafold.Rules]) -> None:
    recording = json.dumps({"response": {"body": {"a": [{"x": n} for n in range(200)]}}})

    def normalizing(many: int) -> Callable[[], object]:
        rules = make(many)
        return lambda: deltafold.normalize_bytes(recording, "a.json", rules=rules)

    grows_linearly(normalizing, 400)
