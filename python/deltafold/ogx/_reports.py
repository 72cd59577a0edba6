"""What `install` and `uninstall` report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deltafold.ogx._reading import Objects

_SHOWN = 3


@dataclass(frozen=True)
class Left:
    """A function that stays as it is, and why; `inputs` are those for which it differs from ours."""

    name: str
    reason: str
    inputs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.explained()})"

    def explained(self, shown: int = _SHOWN) -> str:
        """The reason, with the first inputs that differ."""
        if not self.inputs:
            return self.reason
        more = len(self.inputs) - shown
        listed = "; ".join(self.inputs[:shown])
        return f"{self.reason} for {listed}{f' and {more} more inputs' if more > 0 else ''}"


@dataclass(frozen=True)
class Report:
    """What was replaced in `module`, what was kept and why, and how recordings are read there.

    `rules` names for each replaced function the first release that does what it does.
    """

    module: str
    objects: Objects
    replaced: tuple[str, ...]
    kept: tuple[Left, ...]
    rules: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        text = f"{self.module}, objects={self.objects}: replaced {', '.join(self.replaced)}"
        return f"{text}; kept {', '.join(map(str, self.kept))}" if self.kept else text

    def lines(self) -> list[str]:
        """One line for the recorder and one for each function."""
        replaced = [f"  {name}: replaced, rules of {self.rules[name]}" for name in self.replaced]
        kept = [f"  {left.name}: kept, {left.explained(len(left.inputs))}" for left in self.kept]
        return [f"{self.module}, objects={self.objects}", *replaced, *kept]


@dataclass(frozen=True)
class Removal:
    """What was put back, and what stays since somebody else has replaced it."""

    restored: tuple[str, ...]
    left: tuple[Left, ...]

    @classmethod
    def of(cls, parts: Iterable[Removal]) -> Removal:
        """All of them in one."""
        parts = list(parts)
        restored = tuple(name for part in parts for name in part.restored)
        return cls(restored, tuple(left for part in parts for left in part.left))

    def __str__(self) -> str:
        text = f"restored {', '.join(self.restored) or 'nothing'}"
        return f"{text}; left {', '.join(map(str, self.left))}" if self.left else text
