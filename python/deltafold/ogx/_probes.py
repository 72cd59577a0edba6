"""Compares each function of a recorder with ours, to replace only those that do the same.

Its rules have changed over the years: a suite whose recordings are named by older ones must keep
them. Copies of the functions are called, with a logger and a test id of their own, so the recorder
and its log do not change.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from deltafold.ogx._functions import STORAGE, Known, Rule
from deltafold.ogx._questions import QUESTIONS, Question
from deltafold.ogx._reports import Left


@dataclass(frozen=True)
class Found:
    """A function of the recorder that can be replaced, by which rule."""

    known: Known
    holder: Any
    original: Any
    rule: Rule


def examine(module: ModuleType, known: Known) -> Found | Left | None:
    """How to replace a function, why it stays, or None if the recorder does not have it."""
    holder: Any = vars(module).get(STORAGE) if known.in_storage else module
    if not isinstance(holder, (type, ModuleType)) or known.name not in vars(holder):
        return None
    original = vars(holder)[known.name]
    if reason := _not_its_own(module, known.label, original):
        return Left(known.label, reason)
    for name in known.uses:
        used = vars(module).get(name)
        if used is not None and (reason := _not_its_own(module, name, used)):
            return Left(known.label, reason)
    parameters = tuple(inspect.signature(original).parameters)
    rules = [rule for rule in known.rules if rule.parameters == parameters]
    if not rules:
        forms = " or ".join(_call(rule.parameters) for rule in known.rules)
        return Left(known.label, f"it has the parameters {_call(parameters)}, expected {forms}")
    differences = {}
    with QUESTIONS[known.name, len(parameters)]() as questions:
        # The newest first: asking by older ones may import packages that newer releases do without.
        for rule in reversed(rules):
            differing = _differences(module, original, rule, questions)
            if not differing:
                return Found(known, holder, original, rule)
            differences[rule.name] = differing
    nearest = min(differences, key=lambda name: len(differences[name]))
    inputs = tuple(differences[nearest])
    return Left(known.label, f"it differs from the rules of {nearest}", inputs)


def _not_its_own(module: ModuleType, name: str, found: Any) -> str | None:
    """Why a function is not a plain one that the recorder's module defines."""
    if not isinstance(found, FunctionType):
        return f"{name} is not a plain function: {found!r}"
    if found.__globals__ is not vars(module):
        place = found.__globals__.get("__name__", "elsewhere")
        return f"{name} was replaced already, by {found.__qualname__} of {place}"
    if inspect.iscoroutinefunction(found):
        return f"{name} is a coroutine function"
    return None


def _call(parameters: tuple[str, ...]) -> str:
    return f"({', '.join(parameters)})"


def _differences(
    module: ModuleType, original: FunctionType, rule: Rule, questions: list[Question]
) -> list[str]:
    """The inputs for which the recorder's function and ours do not do the same."""
    theirs, ours = _theirs(module, original), _ours(module, original, rule)
    return [
        question.label
        for question in questions
        if _outcome(theirs, question) != _outcome(ours, question)
    ]


class _Logger:
    """Keeps warnings."""

    def __init__(self) -> None:
        self.warned: list[str] = []

    def warning(self, text: object, *_: object, **__: object) -> None:
        self.warned.append(str(text))

    def info(self, *_: object, **__: object) -> None:
        pass

    debug = error = info


class _Names:
    """A module's names as attributes."""


@dataclass(frozen=True)
class _Called:
    """A function to call, and what belongs to it alone."""

    function: Callable[..., Any]
    logger: _Logger
    names: dict[str, Any]


def _outcome(called: _Called, question: Question) -> object:
    """What a call gives or raises, and its warnings."""
    called.names["get_test_context"] = lambda: question.test_id
    warned = called.logger.warned = []
    try:
        given = question.plain(called.function(*question.arguments()))
    except Exception as error:
        return type(error), warned
    return given, warned


def _theirs(module: ModuleType, original: FunctionType) -> _Called:
    names, logger = _names(module)
    return _Called(_copy(original, names), logger, names)


def _ours(module: ModuleType, original: FunctionType, rule: Rule) -> _Called:
    names, logger = _names(module)
    state: Any = SimpleNamespace(module=_Names(), objects="openai", warnings="each")
    # The same dict, so that later changes are seen.
    state.module.__dict__ = names
    return _Called(rule.make(state, original), logger, names)


def _names(module: ModuleType) -> tuple[dict[str, Any], _Logger]:
    """The module's names, with copies of its functions that refer to these."""
    names, logger = dict(vars(module)), _Logger()
    names.update((name, _copy(function, names)) for name, function in _own_functions(module))
    names.update(logger=logger, is_debug_mode=lambda: False)
    return names, logger


def _own_functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__globals__ is vars(module):
            yield name, value


def _copy(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    copy = FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy
