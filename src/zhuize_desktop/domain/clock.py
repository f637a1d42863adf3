"""The only source of "now" and "today".

Instants are aware UTC; legal days are ``date`` in China's fixed +8 (no daylight saving since 1991).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8))


class Clock(Protocol):
    """Anything that can tell the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC, whole seconds."""
        ...


def today(clock: Clock) -> date:
    """The legal day in China at the clock's present instant."""
    return clock.now().astimezone(CHINA).date()


def shown(instant: datetime) -> str:
    """An instant as people read it: ``2026-11-20 09:41`` in China's time."""
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present instant in UTC, whole seconds."""
        return datetime.now(UTC).replace(microsecond=0)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved: tests, and ``demo --today``."""

    instant: datetime

    @classmethod
    def on(cls, day: date, hour: int = 9) -> FixedClock:
        """A clock standing at ``hour`` o'clock, China's time, on ``day``."""
        return cls(datetime(day.year, day.month, day.day, hour, tzinfo=CHINA).astimezone(UTC))

    def now(self) -> datetime:
        """The instant it stands at, in UTC."""
        return self.instant.astimezone(UTC)

    def advance(self, **delta: float) -> None:
        """Move on by ``timedelta(**delta)``."""
        self.instant += timedelta(**delta)
