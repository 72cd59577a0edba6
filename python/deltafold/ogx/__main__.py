"""`python -m deltafold.ogx`: what would be replaced; with a command, it is run with the drop-in."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.util import find_spec
from typing import NoReturn, get_args

from deltafold.ogx._install import installed
from deltafold.ogx._reading import Objects
from deltafold.ogx._recorder import RecorderError

VARIABLE = "DELTAFOLD_OGX"
#: The module that reads the variable when a process starts.
HOOK = "_deltafold_ogx"
NOT_FOUND = 127

_DESCRIPTION = """Without a command: import the recorder of OGX and report which of its functions
deltafold replaces, and why it keeps the others. With a command after --: run it with deltafold
installed in its process, and in those that it starts."""


def main(arguments: list[str] | None = None) -> int:
    """The report's exit code is 0 if anything can be replaced, else 1."""
    parser = argparse.ArgumentParser(prog="python -m deltafold.ogx", description=_DESCRIPTION)
    parser.add_argument(
        "--objects",
        choices=get_args(Objects),
        default="openai",
        help="what recordings are read into (default: openai)",
    )
    parser.add_argument("command", nargs="*", metavar="-- command", help="such as: ogx stack run")
    chosen = parser.parse_args(arguments)
    if chosen.command:
        run(chosen.command, chosen.objects)
    try:
        with installed(chosen.objects) as report:
            print("\n".join(report.lines()))
    except RecorderError as error:
        print(f"deltafold.ogx: {error}", file=sys.stderr)
        return 1
    return 0


def run(command: list[str], objects: Objects) -> NoReturn:
    """Replace this process by the command's."""
    if find_spec(HOOK) is None:
        print(
            f"deltafold.ogx: the module {HOOK}, a part of deltafold's wheel, is not installed for "
            f"{sys.executable}, so nothing could be replaced in the process of {command[0]}",
            file=sys.stderr,
        )
        sys.exit(1)
    try:
        os.execvpe(command[0], command, {**os.environ, VARIABLE: objects})
    except OSError as error:
        print(f"deltafold.ogx: {command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(NOT_FOUND)


if __name__ == "__main__":
    sys.exit(main())
