"""统计表和清单 of the annual report as content: every number a figure, every row from the tallies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..balance import Entry, Leaving
from ..content import Emphasis, Orientation, Run, Table, TableColumn, TableRow
from ..figure import NO_VALUE, Figure, FigureFormat, Provenance
from ..indicators import EVER, GROUP_NOTE, NODE_NOTE, TOTAL, Tally
from ..loss_statistics import ALL, CONSEQUENCE, LossTally, confirmed_fen
from ..money import MoneyUnit
from ..standing import NODE_OF, Standing
from .masking import WITHHELD, told_persons, told_summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..case_facts import Deferral
    from ..facts import ClueFact, Snapshot

#: What stands in 线索清单 beside the balance, and how it is called there.
_BESIDE = {Entry.REFUSED: "不予受理", Entry.DIVERTED: "受理前并案、转办", Entry.PENDING: "待受理"}
#: What the lists say of their order.
_IN_ORDER = "按线索编号排列"
_COUNT = FigureFormat.COUNT
_WAN = FigureFormat.MONEY_WAN


def progress_table(snapshot: Snapshot, tally: Tally) -> Table:
    """表1 线索办理进度表 (T1): indicators by source, with what is counted up to the period's end."""
    columns = (
        TableColumn("指标", 11),
        TableColumn("合计", 4, format=_COUNT),
        *(TableColumn(label, 4, format=_COUNT, group="按来源") for _, label in tally.sources),
        TableColumn("累计", 4, format=_COUNT),
    )
    rows = []
    for item in tally.indicators:
        cells: list[Run] = [item.label, tally.figure(item.code, TOTAL)]
        cells += [tally.figure(item.code, code) for code, _ in tally.sources]
        cells.append(tally.figure(item.code, EVER) if item.ever is not None else NO_VALUE)
        emphasis = Emphasis.SUBTOTAL if item.code in ("clue.opening", "clue.closing") else Emphasis.NORMAL
        rows.append(TableRow(tuple(cells), emphasis))
    return Table(
        "T1", "线索办理进度表", columns, tuple(rows), _progress_notes(snapshot, tally), unit_note="单位：件"
    )


def _progress_notes(snapshot: Snapshot, tally: Tally) -> tuple[str, ...]:
    """The balance in words, the map of stages to nodes, and what is not counted."""
    plus = [item.label for item in tally.indicators if item.sign > 0]
    minus = [item.label for item in tally.indicators if item.sign < 0]
    notes = [
        f"存量平衡：{'＋'.join(plus)}－{'－'.join(minus)}＝期末在办。",
        GROUP_NOTE,
        NODE_NOTE,
        "累计列为启用台账以来至期末的数；各步以其完成日期为业务日，期末以后完成的不计。",
    ]
    if snapshot.previous is None:
        notes.append("本报告没有上一份已签发报告，不列以前年度补报。")
    rules = "、".join(filter(None, (snapshot.counting.check_rule, snapshot.counting.investigation_rule)))
    provisional = any(item.overdue and item.fact.due_provisional for item in tally.standings)
    notes.append(
        "超期按期末状态统计，期限依"
        + (f"{rules}和各整改事项的时限" if rules else "规则库和各整改事项的时限")
        + "，含经批准的延期"
        + ("；其中有的期限跨入放假安排尚未公布的年度，按暂定日期。" if provisional else "。")
    )
    notes += _realtime_notes(snapshot)
    if snapshot.counting.stale_days is None:
        notes.append("久查不追：阈值未设定，不列。")
    return tuple(notes)


def _realtime_notes(snapshot: Snapshot) -> Iterator[str]:
    """By which periods 实时报告 are late, and which kinds have none that is known."""
    rules = snapshot.counting.realtime
    kinds = snapshot.dictionary("realtime_kind")
    known = [rule.words for rule in rules if rule.words]
    unknown = [kinds.get(rule.kind, rule.kind) for rule in rules if not rule.words]
    if known:
        yield f"实时报告逾期依{'、'.join(known)}；发现（获悉）、受理日期都不详的不计。"
    if unknown or not rules:
        yield f"{'、'.join(unknown) or '实时报告'}的期限未确定，不计逾期。"


def loss_table(losses: LossTally) -> Table:
    """表2 资产损失表 (T3): classes of loss, 累计 and 本期; amounts in 万元, exact to the 分."""
    new = {"new_count", "new_estimated", "new_confirmed", "period_recovered"}
    measures = losses.measures
    old = [item for item in measures if item.code not in new]
    columns = [TableColumn("档次", 9)]
    columns += [
        TableColumn(
            item.label, 4 if item.amount is None else 7, format=_format(item.amount is None), group="累计"
        )
        for item in old
    ]
    columns.append(TableColumn("追损率", 5, format=FigureFormat.PERCENT, group="累计"))
    columns += [
        TableColumn(
            item.label, 4 if item.amount is None else 7, format=_format(item.amount is None), group="本期"
        )
        for item in measures
        if item.code in new
    ]
    rows = []
    for row, label in losses.rows:
        if row == CONSEQUENCE:
            cells: list[Run] = [
                losses.figure(row, item.code) if item.amount is None else NO_VALUE for item in measures
            ]
            rate: Run = NO_VALUE
        else:
            cells, rate = [losses.figure(row, item.code) for item in measures], losses.rate(row)
        cells.insert(len(old), rate)
        emphasis = Emphasis.TOTAL if row == ALL else Emphasis.NORMAL
        rows.append(TableRow((label, *cells), emphasis))
    return Table(
        "T3",
        "资产损失表",
        tuple(columns),
        tuple(rows),
        (
            "累计：至期末已受理的线索（含已销号）；本期：本期新增受理（含移入、拆分、划入、以前年度补报、受理时间不详）的线索。",
            "认定损失由损失明细逐笔汇总；未挽回＝认定损失－已挽回；追损率＝已挽回÷认定损失。",
            "档次以定损中由人认定的为准，没有认定的以线索登记的为准；接管以前已经核查的存量线索，登记了档次的以登记的为准。",
            "没有认定也没有登记的，按认定损失（尚未认定的按预估损失）依已核对的本地损失分档确定，分档未设定、未核对的列“未定档”。",
            "扣减薪酬属责任追究，不计入挽回损失。未量化的不良后果不计入合计。",
        ),
        Orientation.LANDSCAPE,
        "单位：件、万元",
    )


def _format(count: bool) -> FigureFormat:
    return _COUNT if count else _WAN


def supervision_table(snapshot: Snapshot) -> Table:
    """表3 监督成果运用情况表: each supervision report with what became of its findings."""
    sources = snapshot.dictionary("source_kind")
    columns = (
        TableColumn("监督成果", 14),
        TableColumn("类别", 5),
        TableColumn("收到日期", 6, format=FigureFormat.DATE),
        TableColumn("梳理完成", 6, format=FigureFormat.DATE),
        TableColumn("监督发现", 4, format=_COUNT),
        TableColumn("列入线索", 4, format=_COUNT),
        TableColumn("不列入", 4, format=_COUNT),
        TableColumn("未梳理", 4, format=_COUNT),
    )
    rows = []
    for fact in snapshot.supervision:

        def count(code: str, words: str, value: int, title: str = fact.title) -> Figure:
            """A number of findings of this 监督成果."""
            return Figure.count(value, "个", Provenance(f"supervision.{code}", words, (title,), title, code))

        def day(code: str, words: str, value: date | None, title: str = fact.title) -> Figure:
            """A day of this 监督成果."""
            return Figure.day(value, Provenance(f"supervision.{code}", words, (title,), title, code))

        cells: tuple[Run, ...] = (
            fact.title,
            sources.get(fact.source_column, "未注明"),
            day("received_on", "登记的收到日期。", fact.received_on),
            day("sorted_on", "登记的梳理完成日期。", fact.sorted_on),
            count("findings", "登记的监督发现。", fact.findings),
            count("listed", "列入线索的监督发现。", fact.listed),
            count("not_listed", "写明理由不列入的监督发现。", fact.not_listed),
            count("unsorted", "尚未梳理的监督发现。", fact.unsorted),
        )
        rows.append(TableRow(cells))
    return Table("supervision", "监督成果运用情况表", columns, tuple(rows), unit_note="单位：个")


def clue_list(snapshot: Snapshot, everything: tuple[Standing, ...], *, names: bool = False) -> Table:
    """线索清单: every clue of the balance, refused or pending.

    Names are masked unless ``names``; of a clue outside the circle only the number is told.
    """
    columns = (
        TableColumn("线索编号", 9),
        TableColumn("来源方式", 6),
        TableColumn("涉及单位", 10),
        TableColumn("问题类别", 6),
        TableColumn("问题线索概述", 20),
        TableColumn("涉及责任人员", 7),
        TableColumn("受理日期", 6, format=FigureFormat.DATE),
        TableColumn("期末状态", 5),
        TableColumn("预估损失", 6, format=_WAN),
        TableColumn("认定损失", 6, format=_WAN),
        TableColumn("已挽回", 6, format=_WAN),
        TableColumn("备注", 5),
    )
    labels = _Labels(
        snapshot.dictionary("source_kind"),
        snapshot.dictionary("violation_category"),
        snapshot.counting.contingent_counts,
    )
    rows = tuple(TableRow(tuple(_clue_cells(labels, item, names))) for item in _listed(everything))
    notes = (
        f"责任人员姓名{'未作遮盖' if names else '已遮盖'}；知悉范围以外的线索只列编号，{WITHHELD}。",
        "预估、认定、挽回金额为至期末的累计数。",
    )
    unit = f"{_IN_ORDER}　　单位：万元"
    return Table("clues", "线索清单", columns, rows, notes, Orientation.LANDSCAPE, unit)


def _listed(everything: tuple[Standing, ...]) -> list[Standing]:
    """The clues that the lists tell of, by their numbers: those of the balance, refused or pending."""
    listed = (item for item in everything if item.entry.in_balance or item.entry in _BESIDE)
    return sorted(listed, key=lambda item: _in_order(item.fact.number))


def _in_order(number: str) -> tuple[tuple[bool, int, str], ...]:
    """Numbers as people count: XS-2026-9 stands before XS-2026-10."""
    parts = (part for part in re.split(r"(\d+)", number) if part)
    return tuple((part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the cells of every clue need besides the clue, looked up once."""

    sources: dict[str, str]
    categories: dict[str, str]
    contingent_counts: bool


def _clue_cells(labels: _Labels, item: Standing, names: bool) -> Iterator[Run]:
    """The cells of one clue."""
    fact = item.fact
    yield fact.number
    if fact.masked:
        yield from ("", "", "", WITHHELD, "", "", "", "", "", "", "")
        return
    yield labels.sources.get(fact.source_kind) or labels.sources.get(fact.source_column, "未注明")
    yield "、".join(fact.enterprises)
    yield labels.categories.get(fact.category, "未注明")
    yield told_summary(fact, names=names)
    yield told_persons(fact, names=names)
    yield _day("accepted_on", "登记的受理日期。", fact, fact.accepted_on)
    yield status(item)
    yield _money("estimated", "登记的预估损失。", fact, fact.estimated_fen)
    yield _money("confirmed", "损失明细之和。", fact, confirmed_fen(fact, labels.contingent_counts))
    yield _money("recovered", "挽回明细之和。", fact, fact.recovered_fen)
    yield "、".join(word for word, holds in (("代录", fact.on_behalf), ("存量", fact.legacy)) if holds)


def deferral_list(everything: tuple[Standing, ...]) -> Table:
    """期限延长与中止情况: every deadline that was put off and every 中止, of the clues that stand in 线索清单."""
    columns = (
        TableColumn("线索编号", 9),
        TableColumn("期限", 16),
        TableColumn("原到期日", 6, format=FigureFormat.DATE),
        TableColumn("现到期日", 6, format=FigureFormat.DATE),
        TableColumn("延长次数", 4, format=_COUNT),
        TableColumn("批准人", 7),
        TableColumn("批准日", 6, format=FigureFormat.DATE),
        TableColumn("中止复查日", 6, format=FigureFormat.DATE),
        TableColumn("期末状态", 8),
    )
    rows = tuple(
        TableRow(tuple(_deferral_cells(item.fact, one)))
        for item in _listed(everything)
        for one in item.fact.deferrals
    )
    notes = (
        "列线索清单所列线索经批准延长的期限（含整改事项的时限）和中止的环节，按期末状态；本期以前已办结、恢复的不列。",
        "延长几次的，批准人、批准日为最后一次的；中止期间不计入期限，恢复以前没有现到期日。",
        f"知悉范围以外的线索只列编号，{WITHHELD}。",
    )
    return Table("deferrals", "期限延长与中止情况", columns, rows, notes, Orientation.LANDSCAPE, _IN_ORDER)


def _deferral_cells(fact: ClueFact, one: Deferral) -> Iterator[Run]:
    """The cells of one deadline, or of one 中止."""
    yield fact.number
    if fact.masked:
        yield from (WITHHELD, "", "", "", "", "", "", "")
        return
    yield one.words
    yield _day("original_on", "延长、中止以前的到期日。", fact, one.original_on)
    yield _day("due_on", "期末以前各次延长、中止以后的到期日。", fact, one.due_on)
    yield _times(fact, one.times) if one.times else NO_VALUE
    yield one.approver or NO_VALUE
    yield _day("approved_on", "登记的批准日期。", fact, one.approved_on)
    yield _day("review_on", "登记的中止复查日。", fact, one.review_on)
    yield one.state or NO_VALUE


def _times(fact: ClueFact, times: int) -> Figure:
    return Figure.count(times, "次", _of("extensions", "期末以前经批准的延长次数。", fact))


def _day(code: str, words: str, fact: ClueFact, value: date | None) -> Figure:
    return Figure.day(value, _of(code, words, fact))


def _of(code: str, words: str, fact: ClueFact) -> Provenance:
    return Provenance(f"list.{code}", words, (fact.number,), fact.number, code)


def _money(code: str, words: str, fact: ClueFact, fen: int | None) -> Figure:
    return Figure.money(fen, _of(code, words, fact), MoneyUnit.WAN)


def status(item: Standing) -> str:
    """Where a clue stands at the period's end, in words."""
    if item.stage is not None:
        return NODE_OF[item.stage].value
    if item.leaving is Leaving.PARTED:
        return "已划出"
    return _BESIDE.get(item.entry, "已销号")
