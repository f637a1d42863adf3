"""One way to the files the program carries, the same from source, from the wheel and from a frozen build."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / "resources"] if frozen else []
    here = Path(__file__).resolve().parent
    candidates += [here / "resources", here.parent.parent / "resources"]
    for folder in candidates:
        if (folder / "rules").is_dir():
            return folder
    raise FileNotFoundError(f"resources not found in {', '.join(map(str, candidates))}")


def resource(*parts: str) -> Path:
    """The path of a carried file or folder, e.g. ``resource("fonts", "NotoSansSC-Regular.ttf")``.

    Raises:
        FileNotFoundError: there is none of that name; a fault of the build, not of the user.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(str(path))
    return path
