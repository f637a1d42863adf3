"""Secrets of the encrypted files in ``attachments/``: one for what comes in, the former ones for what lies there.

A secret belongs to the database key under which it was made. When that key has been changed because somebody left, the
next opening of the ledger makes a new secret, under the new key alone: a copy of the old ledger does not hold it. That
holds also for a change of keys which a crash cut short.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ..storage.attachments import new_secret
from ..storage.ledger import mirror, read_setting

if TYPE_CHECKING:
    from ..storage.engine import Connection
    from ..storage.ledger import Ledger

#: The secrets, newest first, and the mark of the database key that the newest was made under.
SECRETS, MADE_UNDER = "attachment.secrets", "attachment.secrets.key"


def renew_secret(ledger: Ledger) -> None:
    """Make a new secret unless the newest was made under the ledger's present key."""
    mark = hashlib.sha256(b"zhuize attachment secret" + ledger.key).hexdigest()
    with ledger.small_write() as connection:
        if read_setting(connection, MADE_UNDER) == mark:
            return
        mirror(connection, SECRETS, [new_secret(), *read_setting(connection, SECRETS, [])])
        mirror(connection, MADE_UNDER, mark)


def storing_secret(connection: Connection) -> str:
    """The secret for a file that comes in."""
    return secrets_of(connection)[0]


def secrets_of(connection: Connection) -> tuple[str, ...]:
    """Every secret that a file may lie under, newest first."""
    return tuple(read_setting(connection, SECRETS))
