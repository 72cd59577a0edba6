"""The result of a measurement, as one table; and the settings for how much to measure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from pybench import measure

OURS = "deltafold"


@dataclass
class Settings:
    """How much is measured."""

    rounds: int = 5
    files: int = 1024
    slow_every: int = 1
    growth: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    import_rounds: int = 20
    memory_rounds: int = 3


@dataclass
class Row:
    """One table: the results of each contender for the same work."""

    title: str
    unit: str
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def value(self, key: str) -> float | None:
        """The figure of one contender."""
        result = self.results.get(key)
        return None if result is None else float(result["value"])

    def ratio(self, over: str, under: str = OURS) -> float | None:
        """The figure of ``over`` divided by that of ``under``."""
        high, low = self.value(over), self.value(under)
        return high / low if high is not None and low else None

    def as_json(self) -> dict[str, Any]:
        """The whole row as a dict."""
        return asdict(self)


def fill(row: Row, titles: dict[str, str], times: dict[str, list[float]], scale: float) -> None:
    """Adds the measured times to a row, in its unit."""
    for key, seconds in times.items():
        figures = {name: value * scale for name, value in measure.summary(seconds).items()}
        row.results[key] = {"title": titles[key], "value": figures["median"], **figures}
