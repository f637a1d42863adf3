"""整改与长效机制 (T5), and 挽回 by its kind (beside T3): items with their amounts, rules made, what came back.

扣减薪酬 is a penalty and stands in none of these sums (P35). 挽回损失 of the items is a statement of the
rectification; it is compared with the lines of 追损挽损 and never added to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .content import Emphasis
from .sheet import EVER, NOW, Gathering, Sheet, SheetColumn, SheetRow, spans
from .standing import Counting

if TYPE_CHECKING:
    from datetime import date

    from .case_facts import ItemFact
    from .facts import Snapshot
    from .standing import Standing

ALL, UNNAMED = "all", "unnamed"
ISSUED, COMPLETED, OVERDUE, EXTENDED = "issued", "completed", "overdue", "extended"
#: States of the dictionary ``rectification_state`` that the period's end tells apart.
DONE, ONGOING = "done", "ongoing"
#: Amounts of an item in the order of the form; 合计 is their sum.
AMOUNTS = (
    ("accounting", "调整会计账目"),
    ("recovered", "挽回损失"),
    ("returned", "归还原资金渠道"),
    ("tax", "补缴税费"),
    ("other", "其他"),
)
SUM = "sum"

ITEM_COLUMNS = (
    SheetColumn("items", "事项", "整改事项。", "项"),
    SheetColumn("extensions", "延期", "期末以前经批准的延期次数。", "次"),
    *(SheetColumn(code, label, f"整改事项登记的{label}金额。", group="整改金额") for code, label in AMOUNTS),
    SheetColumn(SUM, "合计", "各项整改金额之和。", group="整改金额"),
)


def rectification(snapshot: Snapshot) -> Sheet:
    """T5: 整改事项 as they stand at the period's end, and what was asked and done in it."""
    counting, into = Counting.of(snapshot), Gathering(snapshot)
    states = snapshot.dictionary("rectification_state")
    last = counting.period.last
    for one in snapshot.case.items:
        if not into.knows(one.clue) or (one.issued_on is not None and one.issued_on > last):
            continue
        state = state_at(one, last)
        rows = [ALL, f"state.{state if state in states else UNNAMED}"]
        if state != DONE and one.due_on is not None and one.due_on < last:
            rows.append(OVERDUE)
        if one.extensions:
            rows.append(EXTENDED)
        if spans(one, "issued_on", counting)[0]:
            rows.append(ISSUED)
        if one.state == DONE and spans(one, "done_on", counting)[0]:
            rows.append(COMPLETED)
        for row in rows:
            _put(into, row, one)
    return into.sheet("rectification", _item_rows(states), ITEM_COLUMNS)


def state_at(one: ItemFact, last: date) -> str:
    """The state at the end of ``last``: what was done later was still 整改中."""
    if one.state == DONE and one.done_on is not None and one.done_on > last:
        return ONGOING
    return one.state


def amounts_of(one: ItemFact) -> tuple[int, ...]:
    """The amounts of an item, in the order of ``AMOUNTS``."""
    return (one.accounting_fen, one.recovered_fen, one.returned_fen, one.tax_fen, one.other_fen)


def _put(into: Gathering, row: str, one: ItemFact) -> None:
    into.see(row, "items", one.clue, one.uid)
    into.add(row, "extensions", one.clue, one.extensions)
    for (column, _), fen in zip(AMOUNTS, amounts_of(one), strict=True):
        into.add(row, column, one.clue, fen)
        into.add(row, SUM, one.clue, fen)


def _item_rows(states: dict[str, str]) -> list[SheetRow]:
    at_end = "期末以前下达（没有整改通知的都计入）的整改事项"
    rows = [
        SheetRow(ISSUED, "本期下达", "整改通知出具日期在本期内的整改事项；"),
        SheetRow(COMPLETED, "本期整改完成", "整改完成日期在本期内的整改事项；"),
        SheetRow(ALL, "期末累计", f"{at_end}；", emphasis=Emphasis.TOTAL),
    ]
    rows += [
        SheetRow(f"state.{code}", f"其中：{label}", f"{at_end}中，期末状态为该项的；")
        for code, label in (*states.items(), (UNNAMED, "未注明状态"))
    ]
    rows += [
        SheetRow(OVERDUE, "其中：超期", f"{at_end}中，期末未整改完成、时限（含经批准的延期）在期末以前的；"),
        SheetRow(EXTENDED, "其中：延期过的", f"{at_end}中，期末以前经批准延期的；"),
    ]
    return rows


def rule_changes(snapshot: Snapshot) -> Sheet:
    """T5: rules and processes, counted from their lines and never typed."""
    counting, into = Counting.of(snapshot), Gathering(snapshot)
    kinds = snapshot.dictionary("rule_change_kind")
    for one in snapshot.case.rule_changes:
        if into.knows(one.clue):
            now, ever = spans(one, "published_on", counting)
            for column, counts in (("now", now), ("ever", ever)):
                for row in (one.kind if one.kind in kinds else UNNAMED, ALL) if counts else ():
                    into.see(row, column, one.clue, one.uid)
    rows = [
        SheetRow(code, label, "制度和流程明细中种类为该项的；")
        for code, label in (*kinds.items(), (UNNAMED, "未注明"))
    ]
    rows.append(SheetRow(ALL, "合计", "制度和流程明细；", emphasis=Emphasis.TOTAL))
    columns = (
        SheetColumn("now", "本期", "发布日期在本期内。", "个"),
        SheetColumn("ever", "累计", "发布日期在期末以前。", "个"),
    )
    return into.sheet("rule_change", rows, columns)


def recoveries(snapshot: Snapshot, everything: tuple[Standing, ...]) -> Sheet:
    """挽回 by kind, of the clues and by the days of T3, so that both tables agree."""
    into, period = Gathering(snapshot), snapshot.header.period
    kinds = snapshot.dictionary("recovery_kind")
    accepted = {item.fact.uid for item in everything if item.entry.accepted}
    for one in snapshot.case.recoveries:
        if one.clue not in accepted or one.entered_later or (one.recovered_on or period.last) > period.last:
            continue
        now = one.recovered_on is not None and one.recovered_on in period
        for prefix in ("", "ever_") if now else ("ever_",):
            for row in (one.kind if one.kind in kinds else UNNAMED, ALL):
                into.see(row, prefix + "lines", one.clue, one.uid)
                into.add(row, prefix + "amount", one.clue, one.fen)
    rows = [
        SheetRow(code, label, "挽回方式为该项的挽回明细；")
        for code, label in (*kinds.items(), (UNNAMED, "未注明"))
    ]
    rows.append(SheetRow(ALL, "合计", "挽回明细；", emphasis=Emphasis.TOTAL))
    scopes = (
        ("", NOW, "挽回日期在本期内的"),
        ("ever_", EVER, "挽回日期在期末以前，或日期不详而在期末以前登记的"),
    )
    columns = [
        SheetColumn(prefix + code, label, f"至期末已受理的线索，{scope}{what}；不含扣减薪酬。", unit, group)
        for prefix, group, scope in scopes
        for code, label, unit, what in (
            ("lines", "笔数", "笔", "明细行数"),
            ("amount", "金额", "", "挽回金额"),
        )
    ]
    return into.sheet("recovery", rows, columns)
