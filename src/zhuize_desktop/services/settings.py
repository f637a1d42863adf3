"""系统设置: what the administrator decides once for the whole ledger, each with a name and on the trail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..domain.errors import FieldError, FileProblem
from ..domain.money import MoneyUnit, format_fen
from ..domain.roles import Op
from ..domain.rulebook import LOCAL_PACK, RuleBook
from ..domain.rules import Grade, LossClass
from ..domain.viewer import OpResult
from ..seal.atomic import read_bytes
from ..storage.ledger import check_permission, read_setting
from .clues import NUMBER_PREFIX
from .papers import PAPER_HEAD
from .rules import import_calendar_year, local_changes, set_local_changes
from .snapshots import CONTINGENT_COUNTS, REPEAT_DAYS, STALE_DAYS

if TYPE_CHECKING:
    from pathlib import Path

    from ..domain.rules import RulePack
    from .session import Session

#: 久查不追 is counted in calendar days since 受理; more than ten years is a typing error (本程序设计).
MOST_DAYS = 3650
LONGEST_PREFIX = 12
#: A year's arrangement is a few kilobytes; more is another kind of file.
LARGEST_CALENDAR = 200_000
_HEAD = re.compile(r"[A-Za-z\u4e00-\u9fff]+")
_PREFIX = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+(?:-[0-9A-Za-z\u4e00-\u9fff]+)*")


@dataclass(frozen=True, slots=True)
class Settings:
    """The decisions.

    Attributes:
        number_prefix: first part of the numbers of new clues; empty = 企业代码, else the initials of the name.
        stale_days: 久查不追: calendar days since 受理 after which a clue without decision is counted; ``None`` = not
            counted.
        contingent_counts: whether 或有损失 is part of what is classified and summed.
        paper_head: 机关代字, with which every 文号 begins; empty = short name of the enterprise.
        repeat_days: 同类问题重复: days within which a second clue of one enterprise and 问题类别 is a repetition;
            ``None`` = not counted.
    """

    number_prefix: str = ""
    stale_days: int | None = None
    contingent_counts: bool = False
    paper_head: str = ""
    repeat_days: int | None = None


def settings_of(session: Session) -> Settings:
    """The decisions as they stand."""
    with session.ledger.read() as connection:
        return Settings(
            str(read_setting(connection, NUMBER_PREFIX, "")),
            read_setting(connection, STALE_DAYS),
            bool(read_setting(connection, CONTINGENT_COUNTS, False)),
            str(read_setting(connection, PAPER_HEAD, "")),
            read_setting(connection, REPEAT_DAYS),
        )


def change_settings(session: Session, new: Settings) -> OpResult[Settings]:
    """Decide anew; numbers given before keep their prefix, frozen reports keep what they counted.

    Raises:
        FieldError: a prefix with other signs than letters, digits, Chinese characters; a threshold out of range.
        NotAllowed: the user is no administrator.
    """
    new = replace(
        new, number_prefix=_checked_prefix(new.number_prefix), paper_head=_checked_head(new.paper_head)
    )
    if new.stale_days is not None and not 1 <= new.stale_days <= MOST_DAYS:
        raise FieldError("stale_days", f"久查不追的天数应为 1 至 {MOST_DAYS}，不统计请留空。")
    if new.repeat_days is not None and not 1 <= new.repeat_days <= MOST_DAYS:
        raise FieldError("repeat_days", f"同类问题重复的天数应为 1 至 {MOST_DAYS}，不统计请留空。")
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        for key, value, unset in (
            (NUMBER_PREFIX, new.number_prefix, ""),
            (STALE_DAYS, new.stale_days, None),
            (CONTINGENT_COUNTS, new.contingent_counts, False),
            (PAPER_HEAD, new.paper_head, ""),
            (REPEAT_DAYS, new.repeat_days, None),
        ):
            # A decision nobody has taken yet is not put on the trail as if it had been.
            if value != read_setting(tx.connection, key, unset):
                tx.set_setting(key, value)
        return OpResult(new, tx.changes)


def _checked_head(head: str) -> str:
    plain = head.strip()
    if plain and (len(plain) > LONGEST_PREFIX or not _HEAD.fullmatch(plain)):
        raise FieldError(
            "paper_head", f"机关代字只能用汉字和字母，不超过 {LONGEST_PREFIX} 个字，例如 虚运，请修改。"
        )
    return plain


def _checked_prefix(prefix: str) -> str:
    plain = prefix.strip()
    if len(plain) > LONGEST_PREFIX:
        raise FieldError("number_prefix", f"编号前缀不超过 {LONGEST_PREFIX} 个字，请缩短。")
    if plain and not _PREFIX.fullmatch(plain):
        raise FieldError(
            "number_prefix", "编号前缀只能用字母、数字和汉字，中间可用短横线，例如 JY 或 JY-ZZ，请修改。"
        )
    return plain


# --- loss thresholds ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LossThresholds:
    """损失标准: where 较大 and 重大资产损失 begin (included), in 分; both ``None`` = not known."""

    larger_from: int | None = None
    major_from: int | None = None
    source: str = ""
    checked: bool = False


def loss_thresholds(book: RuleBook, pack: str = LOCAL_PACK) -> LossThresholds:
    """The thresholds of a pack; ``checked``: its classes were compared with the original text."""
    classes = {one.code: one for one in book.pack(pack).loss_classes}
    larger, major = classes["larger"], classes["major"]
    return LossThresholds(larger.lower_fen, major.lower_fen, larger.source, larger.grade.confirmed)


def set_loss_thresholds(session: Session, new: LossThresholds) -> OpResult[RuleBook]:
    """Fill in the enterprise's own thresholds, or with both empty take them out again.

    Raises:
        FieldError: only one of them, not in order, or no source named.
        NotAllowed: the user is no administrator.
    """
    classes = _loss_classes(session.rulebook().pack(LOCAL_PACK), new)
    return set_local_changes(session, replace(local_changes(session), loss_classes=classes))


def _loss_classes(pack: RulePack, new: LossThresholds) -> list[LossClass]:
    larger, major, source = new.larger_from, new.major_from, new.source.strip()
    if larger is None and major is None:
        return []
    if larger is None or not larger:
        raise FieldError("larger_from", "请填写较大资产损失的起点；两项要么都填，要么都留空。")
    if major is None:
        raise FieldError("major_from", "请填写重大资产损失的起点；两项要么都填，要么都留空。")
    if major <= larger:
        raise FieldError("major_from", "重大资产损失的起点应高于较大资产损失的起点，请核对。")
    if not source:
        raise FieldError("source", "请写明依据的文件和条款，例如“本企业实施办法 第二十条”。")
    if len(source) > 200:
        raise FieldError("source", "依据请控制在 200 字以内。")
    bands = {"general": (None, larger), "larger": (larger, major), "major": (major, None)}
    grade = Grade.READ if new.checked else Grade.UNVERIFIED
    return [
        one.model_copy(
            update={
                "lower_fen": bands[one.code][0],
                "upper_fen": bands[one.code][1],
                "source": source,
                "grade": grade,
                "note": _band_words(*bands[one.code]),
            }
        )
        for one in pack.loss_classes
    ]


def _band_words(lower: int | None, upper: int | None) -> str:
    parts = []
    if lower is not None:
        parts.append(f"{format_fen(lower, MoneyUnit.WAN)} 万元以上（含）")
    if upper is not None:
        parts.append(f"{format_fen(upper, MoneyUnit.WAN)} 万元以下（不含）")
    return "".join(parts)


# --- holidays -----------------------------------------------------------------------------------------------


def import_calendar_file(session: Session, path: Path) -> OpResult[int]:
    """Take in one year's holiday arrangement from a file; returns the year.

    Raises:
        FileProblem: unreadable, or no arrangement of this form.
        NotAllowed: the user is no administrator; the file was not looked at.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    try:
        text = read_bytes(path, LARGEST_CALENDAR).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem(f"“{path.name}”不是节假日安排文件（应为 UTF-8 文本），请另选文件。") from None
    return import_calendar_year(session, text, path.name)
