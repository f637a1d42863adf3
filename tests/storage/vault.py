"""The invented ledger of the storage tests: its key, its records, and a way past everything the program does."""

from __future__ import annotations

from datetime import date

import sqlcipher3.dbapi2 as sqlcipher

from zhuize_desktop.domain.roles import Role
from zhuize_desktop.domain.viewer import Viewer

KEY = bytes(range(32))
TODAY = date(2026, 11, 20)
OWN, CLERK, PERSON, CLUE = "e-own", "u-clerk", "p-zhang", "c-first"


def viewer(user=CLERK, *roles, **more):
    """A person at the keyboard; a clerk with every role that writes unless told otherwise."""
    held = frozenset(roles or (Role.CLERK, Role.REVIEWER, Role.SIGNER, Role.ADMIN))
    return Viewer(user, user, "李文海", held, OWN, TODAY, **more)


def raw(path, key=KEY):
    """A bare connection, past everything the program does."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return connection
