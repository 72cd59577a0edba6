"""Replaces a recorder's functions by the drop-in, and restores them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, get_args

from deltafold.ogx import _probes, _recorder
from deltafold.ogx._functions import FUNCTIONS
from deltafold.ogx._reading import Objects, Warnings
from deltafold.ogx._reports import Left, Removal, Report

_logger = logging.getLogger("deltafold.ogx")
_lock = threading.RLock()
_installations: dict[str, _Installation] = {}


def install(
    objects: Objects = "openai",
    *,
    module: ModuleType | None = None,
    warnings: Warnings = "each",
) -> Report:
    """Let the recorder read and hash with deltafold, and report what was replaced.

    The recorder is `ogx.testing.api_recorder`, or the older `api_recorder` or `inference_recorder`
    of `llama_stack.testing`; `module` names another. Each function is compared with deltafold's for
    a few test inputs and replaced if it does the same; the others are kept, and the report says
    why. Calling `install` again with other `objects` changes how recordings are read. With
    `warnings="once"` the recorder's log has one line for each file, class and fault, instead of
    one for each object. If it raises, nothing is replaced.

        report = deltafold.ogx.install("lazy")
        print(report)

    Raises:
        RecorderNotFoundError: no recorder can be imported.
        UnknownRecorderError: no function of the recorder can be replaced.
        ValueError: `objects` or `warnings` is not known.
    """
    return _put_in(module, "install", objects, warnings)


def uninstall(module: ModuleType | None = None) -> Removal:
    """Restore the functions of all recorders, or of one, and report what was restored.

    A function that other code has replaced in the meantime stays, with a warning; deltafold's
    function, which it may call, then only calls the original. If nothing is installed, nothing
    happens.
    """
    with _lock:
        names = [*_installations] if module is None else [module.__name__]
        removals = [_take_out(name, None) for name in names if name in _installations]
        removal = Removal.of(removals)
    for left in removal.left:
        _logger.warning("%s stays as it is: %s", left.name, left.reason)
    return removal


@contextmanager
def installed(
    objects: Objects = "openai",
    *,
    module: ModuleType | None = None,
    warnings: Warnings = "each",
) -> Iterator[Report]:
    """`install` for a block of code; afterwards the previous state is restored.

    Blocks may overlap, also in threads: the one entered last decides how recordings are read in
    all of them.

        with deltafold.ogx.installed("lazy"):
            pytest.main(["tests/integration"])

    Raises:
        RecorderNotFoundError, UnknownRecorderError, ValueError: as `install`.
    """
    key = object()
    module = module or _recorder.find_recorder()
    report = _put_in(module, key, objects, warnings)
    try:
        yield report
    finally:
        with _lock:
            removal = _take_out(module.__name__, key)
        for left in removal.left:
            _logger.warning("%s stays as it is: %s", left.name, left.reason)


def _put_in(module: ModuleType | None, key: object, objects: Objects, warnings: Warnings) -> Report:
    if objects not in get_args(Objects):
        raise ValueError(f"expected objects to be one of {get_args(Objects)}, not {objects!r}")
    if warnings not in get_args(Warnings):
        raise ValueError(f"expected warnings to be one of {get_args(Warnings)}, not {warnings!r}")
    # Importing runs foreign code, so the lock is not held.
    module = module or _recorder.find_recorder()
    with _lock:
        found = _installations.get(module.__name__)
        if found is None or found.module is not module:
            found = _Installation(module)
        found.put_in(key, objects, warnings)
        _installations[module.__name__] = found
        report = found.report()
    _logger.info("%s", report)
    return report


def _take_out(name: str, key: object | None) -> Removal:
    found = _installations.get(name)
    if found is None:
        return Removal((), ())
    removal = found.take_out(key)
    if found.objects is None and not removal.left:
        del _installations[name]
    return removal


@dataclass(frozen=True)
class _Replacement:
    found: _probes.Found
    ours: Any

    @property
    def name(self) -> str:
        return self.found.known.name

    @property
    def holder(self) -> Any:
        return self.found.holder

    @property
    def original(self) -> Any:
        return self.found.original

    @property
    def current(self) -> Any:
        return vars(self.holder).get(self.name)

    def label(self) -> str:
        return self.found.known.label

    def left(self) -> Left:
        name = getattr(self.current, "__qualname__", repr(self.current))
        place = getattr(self.current, "__module__", "elsewhere")
        return Left(self.label(), f"{name} of {place} has replaced it in the meantime")


class _Installation:
    """What was replaced in one module, and for which keys; the last key decides how to read."""

    def __init__(self, module: ModuleType) -> None:
        """Replace nothing yet.

        Raises:
            UnknownRecorderError: no function of the recorder can be replaced.
        """
        self.module = module
        self.objects: Objects | None = None
        self.warnings: Warnings = "each"
        self.wanted: dict[object, tuple[Objects, Warnings]] = {}
        examined = [_probes.examine(module, known) for known in FUNCTIONS]
        self.kept = [each for each in examined if isinstance(each, Left)]
        self.replacements = [
            _Replacement(each, each.rule.make(self, each.original))
            for each in examined
            if isinstance(each, _probes.Found)
        ]
        if not self.replacements:
            differences = tuple(map(str, self.kept)) or ("it has none of its functions",)
            raise _recorder.UnknownRecorderError(module.__name__, differences)

    def put_in(self, key: object, objects: Objects, warnings: Warnings) -> None:
        self.wanted.pop(key, None)
        self.wanted[key] = self.objects, self.warnings = objects, warnings
        for each in self.replacements:
            if each.current is each.original:
                setattr(each.holder, each.name, each.ours)

    def take_out(self, key: object | None) -> Removal:
        """Drop `key`, or all keys; if none is left, restore the originals where ours are."""
        if key is None:
            self.wanted.clear()
        else:
            self.wanted.pop(key, None)
        self.objects, self.warnings = next(reversed(self.wanted.values()), (None, "each"))
        if self.wanted:
            return Removal((), ())
        restored, left = [], []
        for each in self.replacements:
            if each.current is each.ours:
                setattr(each.holder, each.name, each.original)
            if each.current is each.original:
                restored.append(f"{self.module.__name__}.{each.label()}")
            else:
                left.append(each.left())
        return Removal(tuple(restored), tuple(left))

    def report(self) -> Report:
        assert self.objects is not None
        covered = [each.left() for each in self.replacements if each.current is not each.ours]
        replaced = [each.label() for each in self.replacements if each.current is each.ours]
        rules = {each.label(): each.found.rule.name for each in self.replacements}
        kept = (*self.kept, *covered)
        return Report(self.module.__name__, self.objects, tuple(replaced), kept, rules)
