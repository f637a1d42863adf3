"""Comparison with reviewed reference files in ``tests/data/documents``.

After a wanted change run the tests once with ``ACCEPT=1`` in the environment and review the difference like code.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "documents"


def assert_as_reviewed(name: str, text: str) -> None:
    path = FOLDER / name
    if os.environ.get("ACCEPT") == "1":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")
