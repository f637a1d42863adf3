"""UUIDv7 (RFC 9562): sortable by the moment of making, unique across PCs that never meet."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def new_uid(now: datetime) -> str:
    """A fresh UUIDv7 in its canonical 36 characters. ``now`` gives the 48-bit millisecond prefix."""
    milliseconds = int(now.timestamp() * 1000)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
