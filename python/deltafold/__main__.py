"""The command line: `deltafold …` or `python -m deltafold …`."""

from __future__ import annotations

import signal
import sys

from deltafold._core import cli_main

# Shells add this to the number of the signal that ended a process, to get the exit code.
BY_SIGNAL = 128


def main() -> int:
    """Run the command line with the process's arguments, and return the exit code."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Signals that are ignored, as under nohup, stay ignored.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(BY_SIGNAL + number))
    try:
        return cli_main(["deltafold", *sys.argv[1:]])
    except KeyboardInterrupt:
        # The shell must see that Ctrl-C ended the process, so that it ends its script too.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)
        return BY_SIGNAL + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
