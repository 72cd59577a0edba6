"""Results as text: Markdown tables, and the targets compared with the results."""

from __future__ import annotations

from typing import Any

from pybench.rows import RIVAL
from pybench.table import OURS, Row


def facts_lines(facts: dict[str, Any]) -> list[str]:
    """The machine and the versions that were measured."""
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items() if number)
    load = "" if facts["load"] is None else f", load {facts['load']:.1f} at the start"
    return [
        f"{facts['python']} on {facts['system']}, {facts['cpu']}, {facts['cores']} cores{load}",
        versions,
    ]


def check_lines(report: dict[str, Any]) -> list[str]:
    """The results of the check before timing."""
    lines = [f"Results compared with the hand-written merge on {report['files']} files:"]
    for result in report["contenders"].values():
        lines.append(
            f"- {result['title']}: raised on {result['raised']}, differs on {result['differs']}"
        )
    return lines + [f"- left out: {key} ({why})" for key, why in report["left_out"].items()]


def row_lines(row: Row) -> list[str]:
    """One table."""
    lines = [f"### {row.title}", ""]
    peaks = any("peak_bytes" in result for result in row.results.values())
    sizes = next(
        (list(result["sizes"]) for result in row.results.values() if "sizes" in result), []
    )
    if sizes:
        heads = ["", *[f"{size:,} chunks" for size in sizes], "grows"]
    else:
        heads = [
            "",
            row.unit,
            "deltafold is better by a factor of",
            *(["peak memory grows by"] if peaks else []),
        ]
    lines += ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for key, result in row.results.items():
        if sizes:
            cells = [f"{result['sizes'][size]:.3g}" for size in sizes] + [f"{result['grows']:.2f}x"]
        else:
            ratio = row.ratio(key)
            best = f" (best {result['best']:.3g})" if "best" in result else ""
            cells = [
                f"{result['value']:.3g}{best}",
                f"{ratio:.2f}x" if ratio and key != OURS else "-",
            ]
            if peaks:
                cells.append(f"{result['peak_bytes'] / 1e6:.1f} MB")
        lines.append(f"| {result['title']} | " + " | ".join(cells) + " |")
    lines += [f"\nleft out: {key} ({why})" for key, why in row.left_out.items()]
    return [*lines, *row.notes, ""]


def targets(rows: dict[str, list[Row]]) -> list[dict[str, Any]]:
    """The project's targets, each with the figure that was reached."""
    found: list[dict[str, Any]] = []

    def add(
        name: str, reached: float | None, must: float, aim: float, *, less: bool = False
    ) -> None:
        sign = -1 if less else 1
        verdict = "not measured"
        if reached is not None:
            verdict = "met" if sign * reached >= sign * must else "missed"
            verdict = "goal reached" if sign * reached >= sign * aim else verdict
        entry = {"name": name, "reached": reached, "must": must, "aim": aim, "verdict": verdict}
        found.append(entry)

    if merge := rows.get("merge"):
        slow = merge[-1]
        add("load + merge against json + pydantic + openai", slow.ratio("openai"), 100, 250)
        add("load + merge against orjson + hand-written", merge[0].ratio(RIVAL), 2.5, 6)
        scan = merge[0].ratio(RIVAL, "deltafold-scan")
        add("scan with two threads against orjson + hand-written", scan, 4, 10)
    if small := rows.get("small"):
        add("one 40 kB file against orjson + hand-written", small[0].ratio(RIVAL), 2.5, 6)
    if growth := rows.get("growth"):
        grown = [row.results[OURS]["grows"] for row in growth if OURS in row.results]
        add("growth of the cost per chunk", max(grown, default=None), 1.3, 1, less=True)
    if hashes := rows.get("hash"):
        add("request hash against Python", hashes[0].ratio("python"), 10, 18)
    if normalize := rows.get("normalize"):
        dry, writing = normalize
        add("normalize, check only, one thread, against json", dry.ratio("python"), 15, 15)
        add("normalize, check only, two threads, against json", dry.ratio("python", "two"), 15, 35)
        add("normalize, writing, against json", writing.ratio("python", "two"), 5, 8)
    if dropin := rows.get("dropin"):
        add("streams for OGX, eager, against Python", dropin[0].ratio("python"), 3.8, 6)
        add("the same, all kept", dropin[1].ratio("python"), 2, 4)
        add("lazy, no item accessed, against Python", dropin[0].ratio("python", "lazy"), 13, 20)
        add("the same, all kept", dropin[1].ratio("python", "lazy"), 18, 24)
        if len(dropin) > 2:
            add("single responses for OGX, eager", dropin[2].ratio("python"), 1.5, 3)
    if hold := rows.get("hold"):
        add("memory holding the set, times its bytes", hold[0].value(OURS), 2, 1.15, less=True)
    if imports := rows.get("import"):
        add("import, ms without a bare Python", imports[0].value(OURS), 20, 8, less=True)
    if touch := rows.get("touch"):
        add("reading every chunk against orjson + dicts", touch[0].ratio(RIVAL), 1, 2)
    return found


def target_lines(entries: list[dict[str, Any]]) -> list[str]:
    """The targets as a table."""
    lines = ["### Targets", "", "| | reached | minimum | goal | |", "|---|---|---|---|---|"]
    for entry in entries:
        reached = "-" if entry["reached"] is None else f"{entry['reached']:.3g}"
        figures = f"{reached} | {entry['must']:g} | {entry['aim']:g}"
        lines.append(f"| {entry['name']} | {figures} | {entry['verdict']} |")
    return lines if entries else []
