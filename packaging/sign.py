"""Sign one file with the maker's command, for NSIS, which hands over the uninstaller it has just made.

python packaging/sign.py FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

import building


def main() -> int:
    """Entry point; 1 when the command failed."""
    try:
        building.sign(Path(sys.argv[1]))
    except building.BuildFailed as failure:
        building.say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
