"""UUIDv7 (RFC 9562): sortable by the moment of making, unique across PCs that never meet.

Instants are whole seconds, so many are made in the same one: within it each is greater than the one before
(section 6.2, method 2), and records stand in the order in which they were entered.
"""

from __future__ import annotations

import secrets
import threading
import uuid
from datetime import UTC, date, datetime, time, timedelta

from .clock import CHINA

_gate = threading.Lock()
#: The millisecond and the 74 bits behind it of the uid made last.
_last = (-1, 0)


def new_uid(now: datetime) -> str:
    """A fresh UUIDv7 in its canonical 36 characters. ``now`` gives the 48-bit millisecond prefix."""
    global _last
    milliseconds = int(now.timestamp() * 1000)
    with _gate:
        then, tail = _last
        # The first of a millisecond leaves its highest bit free, so that counting on from it never overflows.
        tail = tail + 1 + secrets.randbits(32) if then == milliseconds else secrets.randbits(73)
        _last = (milliseconds, tail)
    value = milliseconds << 80 | 0x7 << 76 | tail >> 62 << 64 | 0b10 << 62 | tail & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def made_on(uid: str) -> date:
    """The legal day on which a record was entered: its uid says the moment. Raises ``ValueError`` for no UUIDv7."""
    value = uuid.UUID(uid)
    if value.version != 0x7:
        raise ValueError(f"no UUIDv7: {uid}")
    return datetime.fromtimestamp((value.int >> 80) / 1000, UTC).astimezone(CHINA).date()


def after_day(day: date) -> str:
    """The uids of what was entered on ``day`` or earlier are less than this text, those of what came later are not."""
    midnight = datetime.combine(day + timedelta(days=1), time(), CHINA)
    text = f"{int(midnight.timestamp() * 1000):012x}"
    return f"{text[:8]}-{text[8:]}"
