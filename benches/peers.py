"""Compares deltafold with other libraries, in turn, on the same files.

The files are those in DELTAFOLD_CORPUS if it is set, otherwise generated ones (kept in
benches/data). They are in the page cache. In each round, the contenders run one after another; the
median of the rounds is reported. The garbage collector is on, has nothing to collect when a turn
starts, and ignores imported modules. Memory is measured in a separate process for each contender.
Peers that are not installed are listed as left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from pybench import measure, report
from pybench.check import check
from pybench.files import chat_set, small_file
from pybench.rows import ROWS
from pybench.table import Row, Settings

QUICK = Settings(
    rounds=3,
    files=128,
    slow_every=4,
    growth=(1_000, 10_000, 100_000),
    import_rounds=5,
    memory_rounds=1,
)


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings for the arguments."""
    settings = QUICK if args.quick else Settings()
    if args.rounds is not None:
        settings.rounds = args.rounds
    if args.files is not None:
        settings.files = args.files
    if args.slow_every is not None:
        settings.slow_every = args.slow_every
    return settings


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    parser.add_argument("--rows", nargs="+", choices=list(ROWS), default=list(ROWS), metavar="ROW")
    parser.add_argument("--rounds", type=int, help="rounds of each measurement (5; quick 3)")
    parser.add_argument("--files", type=int, help="generated files in the set (1024; quick 128)")
    parser.add_argument(
        "--slow-every", type=int, help="slow peers process every n-th file (1; quick 4)"
    )
    parser.add_argument("--quick", action="store_true", help="a first impression in half a minute")
    parser.add_argument("--no-check", action="store_true", help="do not compare results first")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything as JSON")
    parser.epilog = f"rows: {', '.join(ROWS)}"
    return parser.parse_args()


def main() -> None:
    """Measures and prints the results."""
    args = parse_arguments()
    settings = settings_of(args)
    facts = measure.facts()
    print("\n".join(report.facts_lines(facts)), "\n", flush=True)
    checked: dict[str, Any] = {}
    if not args.no_check:
        check(small_file())
        checked = check(chat_set(settings.files))
        print("\n".join(report.check_lines(checked)), "\n", flush=True)
    rows: dict[str, list[Row]] = {}
    for name in args.rows:
        rows[name] = ROWS[name](settings)
        for row in rows[name]:
            print("\n".join(report.row_lines(row)), flush=True)
    targets = report.targets(rows)
    print("\n".join(report.target_lines(targets)))
    if args.json:
        tables = {name: [row.as_json() for row in table] for name, table in rows.items()}
        whole = {"facts": facts, "check": checked, "rows": tables, "targets": targets}
        args.json.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
