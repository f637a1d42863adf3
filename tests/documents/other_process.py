"""Rendering in a fresh interpreter with another hash seed and another day's clock zone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import zhuize_desktop
from zhuize_desktop.domain.content import Document, to_plain

_SOURCE = Path(zhuize_desktop.__file__).resolve().parent.parent


def rendered_elsewhere(document: Document, module: str, call: str, seed: int) -> bytes:
    """What ``call`` on ``document`` gives in another process."""
    program = (
        "import json, sys\n"
        "from zhuize_desktop.domain.content import from_plain\n"
        f"from zhuize_desktop.documents.{module} import *\n"
        "document = from_plain(json.load(sys.stdin))\n"
        f"sys.stdout.buffer.write({call})\n"
    )
    environment = os.environ | {
        "PYTHONPATH": str(_SOURCE),
        "PYTHONHASHSEED": str(seed),
        "TZ": f"UTC{seed % 12}",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(to_plain(document)).encode(),
        env=environment,
        capture_output=True,
        check=True,
    )
    return done.stdout
