"""The command `closr`, which is core's: `python -m closr --help`."""

import signal
import sys

from . import _closr


def main() -> int:
    # Python would only note Ctrl-C, and look at its note when the command is over.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _closr.command(["closr", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
