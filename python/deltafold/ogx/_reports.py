"""What `install` and `uninstall` say of what they did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deltafold.ogx._reading import Objects


@dataclass(frozen=True)
class Left:
    """A function that stays as it is, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} ({self.reason})"


@dataclass(frozen=True)
class Report:
    """What was replaced in `module`, what was not, and how recordings are read there."""

    module: str
    objects: Objects
    replaced: tuple[str, ...]
    kept: tuple[Left, ...]

    def __str__(self) -> str:
        text = f"{self.module}, objects={self.objects}: replaced {', '.join(self.replaced)}"
        return f"{text}; kept {', '.join(map(str, self.kept))}" if self.kept else text


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
