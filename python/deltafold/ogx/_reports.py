"""The reports of `install` and `uninstall`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deltafold.ogx._reading import Objects


@dataclass(frozen=True)
class Left:
    """A function that was left as it is, and the reason."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} ({self.reason})"


@dataclass(frozen=True)
class Report:
    """What was replaced in `module`, what was kept, and how recordings are read there."""

    module: str
    objects: Objects
    replaced: tuple[str, ...]
    kept: tuple[Left, ...]

    def __str__(self) -> str:
        text = f"{self.module}, objects={self.objects}: replaced {', '.join(self.replaced)}"
        return f"{text}; kept {', '.join(map(str, self.kept))}" if self.kept else text


@dataclass(frozen=True)
class Removal:
    """What was restored, and what was left because other code has replaced it."""

    restored: tuple[str, ...]
    left: tuple[Left, ...]

    @classmethod
    def of(cls, parts: Iterable[Removal]) -> Removal:
        """Several removals combined into one."""
        parts = list(parts)
        restored = tuple(name for part in parts for name in part.restored)
        return cls(restored, tuple(left for part in parts for left in part.left))

    def __str__(self) -> str:
        text = f"restored {', '.join(self.restored) or 'nothing'}"
        return f"{text}; left {', '.join(map(str, self.left))}" if self.left else text
