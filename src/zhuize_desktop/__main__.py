"""Start: a command goes to the command line, nothing opens the window."""

from __future__ import annotations

import sys
from multiprocessing import freeze_support


def main(arguments: list[str] | None = None) -> int:
    """Run the program with these arguments (default: those of the process); returns the exit code."""
    freeze_support()
    from .cli.main import run  # after freeze_support: a child process of the frozen program goes no further

    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
