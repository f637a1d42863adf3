"""``restore``: back from a backup, with a password or the recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.clock import SystemClock
from ..domain.errors import FieldError
from ..services.maintenance import restore_backup
from .common import DONE, folder_of, password_of, result, say, secret_of

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Put the ledger of the backup into the data folder; what was there is kept beside it."""
    if given.recovery_code_file is None and given.user is None:
        raise FieldError("user", "请用 --user 和密码，或用 --recovery-code-file 给出恢复码。")
    if given.recovery_code_file is not None:
        code = secret_of(given.recovery_code_file, "恢复码", "恢复码：")
        kept = restore_backup(given.file, folder_of(given), SystemClock(), recovery_code=code)
    else:
        kept = restore_backup(
            given.file, folder_of(given), SystemClock(), login=given.user, password=password_of(given)
        )
    if kept is not None:
        say(f"原来的数据保留在“{kept}”。")
    say("台账已从备份恢复，请登录后核对。")
    result(ok=True, file=folder_of(given).path)
    return DONE
