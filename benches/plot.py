"""Draws the results of `peers.py --json` as bars, one picture for each table of times.

    python benches/peers.py --json results.json
    python benches/plot.py results.json docs/images

The pictures are SVG with a scale of powers of ten, and follow the reader's light or dark theme.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from html import escape
from pathlib import Path
from typing import Any

# The tables that are drawn, and the name of each picture.
PICTURES = {"merge": "speed-merge.svg", "turns": "speed-turns.svg", "touch": "speed-touch.svg"}

WIDTH, LABELS, BAR, GAP, TOP = 1000, 510, 18, 10, 34
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.bar { fill: #8c959f }
.ours { fill: #0969da }
.line { stroke: #d0d7de }
@media (prefers-color-scheme: dark) {
  text { fill: #d1d7e0 }
  .bar { fill: #656c76 }
  .ours { fill: #4493f8 }
  .line { stroke: #3d444d }
}
"""


def picture(row: dict[str, Any]) -> str:
    """One table as bars, the longest time first."""
    # Where the files were is nobody's business.
    title = re.sub(r"DELTAFOLD_CORPUS \(.*?\)", "recordings", row["title"])
    heading = escape(f"{title}, {row['unit']}")
    results = sorted(row["results"].values(), key=lambda result: -result["value"])
    low = 10 ** math.floor(math.log10(results[-1]["value"]))
    decades = math.ceil(math.log10(results[0]["value"] / low))
    scale = (WIDTH - LABELS - 70) / decades
    height = TOP + len(results) * (BAR + GAP) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{heading}</title><style>{STYLE}</style>",
        f'<text class="title" x="0" y="16">{heading}</text>',
    ]
    for decade in range(decades + 1):
        x = LABELS + decade * scale
        parts.append(
            f'<line class="line" x1="{x:.0f}" x2="{x:.0f}" y1="{TOP - 6}" y2="{height - 20}"/>'
        )
        parts.append(
            f'<text x="{x:.0f}" y="{height - 4}" text-anchor="middle">{low * 10**decade:g}</text>'
        )
    for number, result in enumerate(results):
        y = TOP + number * (BAR + GAP)
        length = math.log10(result["value"] / low) * scale
        kind = "bar ours" if result["title"].startswith("deltafold") else "bar"
        parts += [
            f'<text x="{LABELS - 8}" y="{y + 14}" text-anchor="end">{escape(result["title"])}</text>',
            f'<rect class="{kind}" x="{LABELS}" y="{y}" width="{length:.1f}" height="{BAR}"/>',
            f'<text x="{LABELS + length + 6:.1f}" y="{y + 14}">{result["value"]:.3g}</text>',
        ]
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="what `peers.py --json` wrote")
    parser.add_argument("directory", type=Path, help="where the pictures are written to")
    args = parser.parse_args()
    rows = json.loads(args.results.read_text(encoding="utf-8"))["rows"]
    for name, file in PICTURES.items():
        if name in rows:
            (args.directory / file).write_text(picture(rows[name][0]), encoding="utf-8")


if __name__ == "__main__":
    main()
