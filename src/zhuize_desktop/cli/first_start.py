"""``init``: first start without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.clock import SystemClock
from ..domain.errors import FileProblem
from ..seal.atomic import write_atomic
from ..services.setup import doubts, first_start, read_answers
from ..storage.folders import DataFolder
from .common import DONE, result, say

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Make the ledger, hand out the recovery code, warn about the answers file."""
    if given.recovery_file is not None and given.recovery_file.exists():
        raise FileProblem(f"恢复码文件“{given.recovery_file}”已存在，请换一个文件名。")
    answers = read_answers(given.answers)
    code = first_start(DataFolder(given.dir), answers, SystemClock())
    if given.recovery_file is not None:
        write_atomic(given.recovery_file, f"{code}\n".encode())
        say(f"恢复码已写入“{given.recovery_file}”，请打印后妥善保管，并删除该文件。")
    else:
        say(f"恢复码（只显示这一次，请抄写保管）：{code}")
    for doubt in doubts(answers):
        say(f"请核对：{doubt}")
    say("本机只登记内部、工作秘密、商业秘密事项，不得登记国家秘密。")
    say(f"答案文件“{given.answers}”里有密码，请立即删除。")
    result(enterprise=answers.name, users=[user.login for user in answers.users])
    return DONE
