"""The pictures that `benches/plot.py` makes of results."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

PLOT = Path(__file__).parents[2] / "benches" / "plot.py"
SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_the_times_on_a_scale_of_powers_of_ten(tmp_path: Path) -> None:
    times = {"orjson & others": 200.0, "deltafold.load": 2.0, "json": 20.0}
    results = {name: {"title": name, "value": value} for name, value in times.items()}
    row = {
        "title": "<one> table: DELTAFOLD_CORPUS (/secret/folder)",
        "unit": "µs",
        "results": results,
    }
    (tmp_path / "results.json").write_text(json.dumps({"rows": {"merge": [row]}}))
    subprocess.run(
        [sys.executable, PLOT, tmp_path / "results.json", tmp_path], check=True, timeout=60
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results.json", "speed-merge.svg"]
    picture = ElementTree.parse(tmp_path / "speed-merge.svg")
    bars = picture.findall(f"{SVG}rect")
    longest, middle, shortest = (float(bar.attrib["width"]) for bar in bars)
    assert abs((longest - middle) - (middle - shortest)) < 0.2
    assert [bar.attrib["class"] for bar in bars] == ["bar", "bar", "bar ours"]
    texts = [text.text for text in picture.findall(f"{SVG}text")]
    assert texts[0] == "<one> table: recordings, µs"
    assert {"orjson & others", "200", "20", "2", "1", "1000"} <= set(texts)
