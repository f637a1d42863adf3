"""``init``: first start without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.clock import SystemClock
from ..domain.errors import FileProblem
from ..seal.atomic import file_problem, write_atomic
from ..services.setup import doubts, first_start, read_answers
from ..storage.folders import DataFolder
from .common import DONE, result, say

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path


def run(given: Namespace) -> int:
    """Make the ledger, hand out the recovery code, warn about the answers file."""
    answers = read_answers(given.answers)
    if given.recovery_file is not None:
        _reserve(given.recovery_file)
    try:
        code = first_start(DataFolder(given.dir), answers, SystemClock())
    except BaseException:
        if given.recovery_file is not None:
            given.recovery_file.unlink()
        raise
    _hand_out(code, given.recovery_file)
    for doubt in doubts(answers):
        say(f"请核对：{doubt}")
    say("本机只登记内部、工作秘密、商业秘密事项，不得登记国家秘密。")
    say(f"答案文件“{given.answers}”里有密码，请立即删除。")
    result(enterprise=answers.name, users=[user.login for user in answers.users])
    return DONE


def _reserve(path: Path) -> None:
    """Make sure the code can be written before there is a ledger that only this code opens again.

    Raises:
        FileProblem: the file exists, or cannot be made.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise FileProblem(f"恢复码文件“{path}”已存在，请换一个文件名。") from None
    except OSError as error:
        raise file_problem(error, path) from error


def _hand_out(code: str, path: Path | None) -> None:
    """The code into its file; on the screen where there is none, or where the file cannot be written after all."""
    if path is not None:
        try:
            write_atomic(path, f"{code}\n".encode(), private=True)
        except FileProblem as problem:
            say(problem.sentence)
        else:
            say(f"恢复码已写入“{path}”，请打印后妥善保管，并删除该文件。")
            return
    say(f"恢复码（只显示这一次，请抄写保管）：{code}")
