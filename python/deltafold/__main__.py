"""The command line: `deltafold …` or `python -m deltafold …`."""

from __future__ import annotations

import signal
import sys

from deltafold._core import cli_main

# What shells know as the exit code of a process that a signal ended.
BY_SIGNAL = 128


def main() -> int:
    """Run the command line with the process's own arguments; give its exit code."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # One that is ignored, as nohup has it, stays so.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(BY_SIGNAL + number))
    try:
        return cli_main(["deltafold", *sys.argv[1:]])
    except KeyboardInterrupt:
        # A shell is to see that it was ended by Ctrl-C, and ends the script that it is in.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
        return BY_SIGNAL + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
