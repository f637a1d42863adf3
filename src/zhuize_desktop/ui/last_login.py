"""Who logged in last, remembered for each data folder: another ledger has other users."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from pathlib import Path

_DIGITS = 24


def keep_login(folder: Path, login: str) -> None:
    """Remember it for this folder."""
    QSettings().setValue(_key(folder), login)


def kept_login(folder: Path) -> str:
    """Who logged in last to the ledger of this folder; "" where nobody did, or no ledger lies there."""
    return str(QSettings().value(_key(folder), "")) if (folder / "ledger.db").exists() else ""


def forget_login(folder: Path) -> None:
    """Another ledger lies there now."""
    QSettings().remove(_key(folder))


def _key(folder: Path) -> str:
    """The same for every way to write a folder's path."""
    place = os.path.normcase(os.path.realpath(folder))
    return "login/" + hashlib.sha256(place.encode(errors="surrogateescape")).hexdigest()[:_DIGITS]
