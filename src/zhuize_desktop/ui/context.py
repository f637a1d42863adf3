"""What every page is given: the session, the jobs, and where the user's own settings lie."""

from __future__ import annotations

from dataclasses import dataclass

from ..services.session import Session
from .jobs import Jobs


@dataclass(frozen=True, slots=True)
class Context:
    """Handed down from the main window; pages hold no globals."""

    session: Session
    jobs: Jobs
