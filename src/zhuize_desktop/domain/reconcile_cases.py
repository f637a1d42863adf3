"""勾稽 of T2, T4, T5 and 挽回: within the tables, between them, and with what the ledger records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import accountability_statistics as accountability
from . import rectification_statistics as rectification
from . import violation_statistics as violations
from .balance import Entry
from .checks import Check, CheckFinding, Grade
from .loss_statistics import ALL
from .money import MoneyUnit, format_fen
from .reconciled import NOTICE, Reconciled, must, on_clue
from .rectification_statistics import AMOUNTS, DONE, SUM
from .undated import undated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .facts import ClueFact
    from .sheet import Sheet

_PURSUIT, _MENDING = f"{NOTICE} 二（一）3", f"{NOTICE} 二（二）1"
_BAN = "ban"


def _wan(fen: int) -> str:
    return f"{format_fen(fen, MoneyUnit.WAN)}万元"


# --- within and between the tables ----------------------------------------------------------------------------


def _persons(subject: Reconciled) -> Iterator[CheckFinding]:
    """人次 are never fewer than 人数."""
    for sheet in subject.cases:
        codes = {column.code for column in sheet.columns}
        for prefix in ("", "ever_"):
            persons, times = f"{prefix}persons", f"{prefix}times"
            if not {persons, times} <= codes:
                continue
            for row in sheet.rows:
                both = sheet.says(row.code, persons) and sheet.says(row.code, times)
                if both and sheet.value(row.code, persons) > sheet.value(row.code, times):
                    yield must("annual.persons", f"“{row.label}”行人数大于人次。")


def _same_persons(subject: Reconciled) -> Iterator[CheckFinding]:
    """T2 and T4 name the same persons."""
    told, held = subject.cases.violations, subject.cases.accountability
    for column in ("persons", "times", "ever_persons", "ever_times"):
        one, other = told.value(violations.ALL, column), held.value(accountability.ALL, column)
        if one != other:
            yield must(
                "annual.same_persons",
                f"违规情形分布表合计{one}与追责情况表合计{other}不符（追责人数、人次）。",
            )


def _violation_sums(subject: Reconciled) -> Iterator[CheckFinding]:
    """The categories of T2 add up, and its losses are those of T3."""
    sheet = subject.cases.violations
    rows = [row.code for row in sheet.rows if row.code != violations.ALL]
    for prefix in ("", "ever_"):
        for column in ("clues", "estimated", "confirmed"):
            parts = sum(sheet.value(row, prefix + column) for row in rows)
            if parts != sheet.value(violations.ALL, prefix + column):
                yield must("annual.violation_sums", "违规情形分布表各类别之和与合计不符。")
    for mine, theirs, label in (
        ("ever_estimated", "estimated", "预估损失"),
        ("ever_confirmed", "confirmed", "认定损失"),
        ("confirmed", "new_confirmed", "本期认定损失"),
    ):
        one, other = sheet.value(violations.ALL, mine), subject.losses.sum(ALL, theirs)
        if one != other:
            yield must(
                "annual.violation_sums", f"违规情形分布表{label}{_wan(one)}，与资产损失表{_wan(other)}不符。"
            )


def _item_sums(subject: Reconciled) -> Iterator[CheckFinding]:
    """The amounts of the items add up, and the states too."""
    sheet = subject.cases.rectification
    for row in sheet.rows:
        parts = sum(sheet.value(row.code, column) for column, _ in AMOUNTS)
        if parts != sheet.value(row.code, SUM):
            yield must("annual.item_sums", f"“{row.label}”行整改金额各项之和与合计不符。")
    states = [row.code for row in sheet.rows if row.code.startswith("state.")]
    for column in sheet.columns:
        parts = sum(sheet.value(state, column.code) for state in states)
        if parts != sheet.value(rectification.ALL, column.code):
            yield must("annual.item_sums", f"整改事项“{column.label}”各状态之和与期末累计不符。")


def _rule_sums(subject: Reconciled) -> Iterator[CheckFinding]:
    yield from _adds_up(subject.cases.rule_changes, "annual.rule_sums", "制度和流程各种类之和与合计不符。")


def _adds_up(sheet: Sheet, code: str, sentence: str) -> Iterator[CheckFinding]:
    for column in sheet.columns:
        parts = sum(sheet.value(row.code, column.code) for row in sheet.rows if row.code != rectification.ALL)
        if parts != sheet.value(rectification.ALL, column.code):
            yield must(code, sentence)


def _recovery_sums(subject: Reconciled) -> Iterator[CheckFinding]:
    """挽回方式表 adds up and agrees with T3 to the 分 (P35)."""
    sheet = subject.cases.recoveries
    yield from _adds_up(sheet, "annual.recovery_sums", "挽回方式表各方式之和与合计不符。")
    for mine, theirs, label in (
        ("ever_amount", "recovered", "累计挽回"),
        ("amount", "period_recovered", "本期挽回"),
    ):
        one, other = sheet.value(rectification.ALL, mine), subject.losses.sum(ALL, theirs)
        if one != other:
            yield must(
                "annual.recovery_sums", f"{label}：挽回方式表{_wan(one)}，资产损失表{_wan(other)}，不符。"
            )


# --- what the ledger knows ------------------------------------------------------------------------------------


def _clues(subject: Reconciled) -> dict[str, ClueFact]:
    """The clues the tables speak of, by uid."""
    return {item.fact.uid: item.fact for item in subject.tally.standings if item.entry is not Entry.OUTSIDE}


def _item_recoveries(subject: Reconciled) -> Iterator[CheckFinding]:
    """挽回损失 of the items done, against the lines of 追损挽损 of the same clue (P35)."""
    clues, stated = _clues(subject), dict[str, int]()
    for one in subject.snapshot.case.items:
        if rectification.state_at(one, subject.snapshot.header.period_to) == DONE:
            stated[one.clue] = stated.get(one.clue, 0) + one.recovered_fen
    for uid, fen in stated.items():
        fact = clues.get(uid)
        if fact is not None and fen > fact.recovered_fen:
            yield on_clue(
                "annual.item_recoveries",
                Grade.VERIFY,
                fact,
                f"整改事项登记的挽回损失{_wan(fen)}，大于追损挽损明细的{_wan(fact.recovered_fen)}，"
                "请补登挽回明细或说明。",
                clause=_MENDING,
            )


def _recovery_kinds(subject: Reconciled) -> Iterator[CheckFinding]:
    clues, known = _clues(subject), subject.snapshot.dictionary("recovery_kind")
    for uid in dict.fromkeys(
        one.clue for one in subject.snapshot.case.recoveries if one.fen and one.kind not in known
    ):
        if uid in clues:
            yield on_clue(
                "annual.recovery_kinds",
                Grade.VERIFY,
                clues[uid],
                "挽回没有填写挽回方式，列“未注明”，请补填。",
                clause=_MENDING,
            )


def _undated(subject: Reconciled) -> Iterator[CheckFinding]:
    """Amounts that no period can hold are asked for, clue by clue, with their number and sum."""
    for one in undated(subject.snapshot, subject.tally.standings):
        yield on_clue(
            "annual.undated",
            Grade.VERIFY,
            one.fact,
            f"未填{one.kind.day}{one.kind.entered}的{one.kind.label}{one.lines}笔、{_wan(one.fen)}{one.kind.effect}，"
            "请补填日期或说明。",
        )


def _handlings(subject: Reconciled) -> Iterator[CheckFinding]:
    """What a handling says must fit together, or a table leaves it out."""
    clues, kinds = _clues(subject), subject.snapshot.dictionary("liability_kind")
    seen: set[tuple[str, str]] = set()
    for one in subject.snapshot.case.handlings:
        if one.decision_kind != accountability.DECISION or one.clue not in clues:
            continue
        found = (
            (one.decided_on is None, "处理决定没有决定日期，不计入追责情况表，请补填。"),
            (
                one.liability not in kinds and one.person is not None,
                "责任人没有责任类型，列“未注明”，请补填。",
            ),
            (
                bool(one.deduction_fen) and accountability.PAY not in one.roots,
                "处理登记了扣减薪酬金额，但处理方式没有扣减薪酬，请核对。",
            ),
            (one.ban and _BAN not in one.roots, "处理登记了禁入期限，但处理方式没有禁入限制，请核对。"),
        )
        for holds, sentence in found:
            if holds and (one.clue, sentence) not in seen:
                seen.add((one.clue, sentence))
                yield on_clue("annual.handlings", Grade.VERIFY, clues[one.clue], sentence, clause=_PURSUIT)


def _reviews(subject: Reconciled) -> Iterator[CheckFinding]:
    clues = _clues(subject)
    for one in subject.snapshot.case.reviews:
        changes = one.result in (accountability.CHANGED, accountability.REVOKED)
        if changes and not one.persons and one.clue in clues:
            yield on_clue(
                "annual.reviews",
                Grade.VERIFY,
                clues[one.clue],
                "复核变更或撤销了处理决定，但申诉人不是决定中的被处理人，无法列入复核调整，请核对申诉人和申诉的责任人。",
                clause=_PURSUIT,
            )


CASE_CHECKS: tuple[Check[Reconciled], ...] = (
    Check("annual.persons", "追责人次不少于人数", _persons),
    Check("annual.same_persons", "违规情形分布表与追责情况表的人数、人次一致", _same_persons),
    Check("annual.violation_sums", "违规情形各类别之和相符，并与资产损失表一致", _violation_sums),
    Check("annual.item_sums", "整改金额分项之和等于合计，各状态之和等于期末累计", _item_sums),
    Check("annual.rule_sums", "制度和流程个数与明细相符", _rule_sums),
    Check("annual.recovery_sums", "挽回方式表与资产损失表的挽回一致", _recovery_sums),
    Check("annual.item_recoveries", "整改事项的挽回损失不大于追损挽损明细", _item_recoveries),
    Check("annual.recovery_kinds", "挽回都有挽回方式", _recovery_kinds),
    Check("annual.undated", "计入报告的金额都有日期", _undated),
    Check("annual.handlings", "处理登记齐全、相互一致", _handlings),
    Check("annual.reviews", "改变决定的复核都对应到被处理人", _reviews),
)
