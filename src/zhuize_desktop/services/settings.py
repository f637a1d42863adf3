"""系统设置: what the administrator decides once for the whole ledger, each with a name and on the trail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..domain.errors import FieldError
from ..domain.money import MoneyUnit, format_fen
from ..domain.pack_editing import with_entries
from ..domain.roles import Op
from ..domain.rulebook import LOCAL_PACK, RuleBook
from ..domain.rules import Checked, Grade, LossClass, Severity
from ..domain.viewer import Changes, OpResult
from ..storage.ledger import check_permission, read_setting
from .clues import NUMBER_PREFIX
from .packs import current_version, save_pack
from .papers import PAPER_HEAD
from .rulebook import shipped_rulebook
from .snapshots import REPEAT_DAYS, STALE_DAYS

if TYPE_CHECKING:
    from datetime import date

    from ..domain.rules import RulePack
    from .session import Session

#: 久查不追 is counted in calendar days since 受理; more than ten years is a typing error (本程序设计).
MOST_DAYS = 3650
LONGEST_PREFIX = 12
_HEAD = re.compile(r"[A-Za-z\u4e00-\u9fff]+")
_PREFIX = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+(?:-[0-9A-Za-z\u4e00-\u9fff]+)*")


@dataclass(frozen=True, slots=True)
class Settings:
    """The decisions.

    Attributes:
        number_prefix: first part of the numbers of new clues; empty = 企业代码, else the initials of the name.
        stale_days: 久查不追: calendar days since 受理 after which a clue without decision is counted; ``None`` = not
            counted.
        paper_head: 机关代字, with which every 文号 begins; empty = short name of the enterprise.
        repeat_days: 同类问题重复: days within which a second clue of one enterprise and 问题类别 is a repetition;
            ``None`` = not counted.
    """

    number_prefix: str = ""
    stale_days: int | None = None
    paper_head: str = ""
    repeat_days: int | None = None


def settings_of(session: Session) -> Settings:
    """The decisions as they stand."""
    with session.ledger.read() as connection:
        return Settings(
            str(read_setting(connection, NUMBER_PREFIX, "")),
            read_setting(connection, STALE_DAYS),
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


def loss_thresholds(book: RuleBook, on: date, pack: str = LOCAL_PACK) -> LossThresholds:
    """The thresholds of a pack on a day; ``checked``: its classes were compared with the original text."""
    classes = _classes_on(book.pack(pack), on)
    larger, major = classes[Severity.LARGER], classes[Severity.MAJOR]
    return LossThresholds(larger.lower_fen, major.lower_fen, larger.source, larger.grade.confirmed)


def set_loss_thresholds(session: Session, new: LossThresholds, pack: str = LOCAL_PACK) -> OpResult[RuleBook]:
    """Fill in the thresholds of the city's or the enterprise's pack, or with both empty take them out again.

    ``checked`` says that the person at the keyboard compared them today with the document named as source.

    Raises:
        FieldError: only one of them, not in order, or no source named.
        NotAllowed: the user is no administrator, or the pack is not the office's own.
    """
    check_permission(Op.EDIT_RULES, session.viewer)
    old = session.rulebook().pack(pack)
    changed = with_entries(old, "loss_classes", _loss_classes(session, old, new))
    if changed == old:
        return OpResult(session.rulebook(), Changes(Op.EDIT_RULES))
    reason = f"填写损失标准：{new.source.strip()}" if new.larger_from is not None else "清空损失标准"
    done = save_pack(session, changed, reason, base=current_version(session, pack))
    return OpResult(session.rulebook(), done.changes)


def _loss_classes(session: Session, pack: RulePack, new: LossThresholds) -> list[LossClass]:
    """The classes of a pack with other thresholds from those of today; what held on other days stays."""
    source = new.source.strip()
    bands = {
        row.code: found
        for severity, row in _classes_on(pack, session.today).items()
        if (found := _bands(new).get(severity)) is not None
    }
    update: dict[str, Any] = {"grade": Grade.UNVERIFIED, "checked": None}
    if not bands:
        shipped = {one.code: one for one in shipped_rulebook().pack(pack.code).loss_classes}
        now = {one.code for one in _classes_on(pack, session.today).values()}
        return [_emptied(one, shipped) if one.code in now else one for one in pack.loss_classes]
    if new.checked:
        by_me = Checked(document=source, by=session.viewer.name, on=session.today)
        update = {"grade": Grade.READ, "checked": by_me}
    return [
        one.model_copy(
            update={
                "lower_fen": bands[one.code][0],
                "upper_fen": bands[one.code][1],
                "source": source,
                "note": _band_words(*bands[one.code]),
                **update,
            }
        )
        if one.code in bands
        else one
        for one in pack.loss_classes
    ]


def _classes_on(pack: RulePack, on: date) -> dict[Severity, LossClass]:
    """Class → its row of that day; where none of its rows is of that day, the one that bears its plain code."""
    plain = {one.severity: one for one in pack.loss_classes if one.code in set(Severity)}
    now = sorted((one for one in pack.loss_classes if one.active(on)), key=lambda one: one.filled)
    return plain | {one.severity: one for one in now}


def _emptied(one: LossClass, shipped: dict[str, LossClass]) -> LossClass:
    """A row as the program brought it; one that the office added without its bounds and its confirmation."""
    unsaid = {"lower_fen": None, "upper_fen": None, "grade": Grade.UNVERIFIED, "checked": None}
    return shipped.get(one.code) or one.model_copy(update=unsaid)


def _bands(new: LossThresholds) -> dict[Severity, tuple[int | None, int | None]]:
    """Class → its bounds; empty when the thresholds are taken out."""
    larger, major, source = new.larger_from, new.major_from, new.source.strip()
    if larger is None and major is None:
        return {}
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
    return {
        Severity.GENERAL: (None, larger),
        Severity.LARGER: (larger, major),
        Severity.MAJOR: (major, None),
    }


def _band_words(lower: int | None, upper: int | None) -> str:
    parts = []
    if lower is not None:
        parts.append(f"{format_fen(lower, MoneyUnit.WAN)} 万元以上（含）")
    if upper is not None:
        parts.append(f"{format_fen(upper, MoneyUnit.WAN)} 万元以下（不含）")
    return "".join(parts)
