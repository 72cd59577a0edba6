"""The command line: `deltafold …` or `python -m deltafold …`."""

from __future__ import annotations

import sys

from deltafold._core import cli_main


def main() -> int:
    """Run the command line with the process's own arguments; give its exit code."""
    return cli_main(["deltafold", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
