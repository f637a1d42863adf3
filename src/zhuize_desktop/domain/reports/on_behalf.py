"""代录: what a report says of enterprises that keep no ledger of their own, whose work another registers.

The report of a 代录 enterprise counts the clues it handles (first among the 涉及单位); the report of the enterprise
that keeps the ledger counts the whole ledger and shows the 代录 clues apart. Without a clue the 代录 report is a
零情况 report, which the enterprise itself confirms on paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..balance import Entry
from ..content import Block, Heading, Notice, NoticeKind, PageBreak, Paragraph, Signature, SignatureBlock
from ..figure import Figure, Provenance
from ..indicators import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..facts import Snapshot
    from ..standing import Standing
    from .sections import Counted

#: What is shown of the 代录 clues apart: their part of the balance.
_APART = ("clue.opening", "clue.received", "clue.closed", "clue.closing")
_ZERO = ("clue.opening", "clue.registered", "clue.received", "clue.closing")
_ELSEWHERE = "本企业列为涉及单位、由其他单位承办（列在涉及单位首位）的线索"


def is_zero(snapshot: Snapshot, everything: Iterable[Standing]) -> bool:
    """零情况: the report of a 代录 enterprise in whose tables no clue stands."""
    return snapshot.header.on_behalf and all(item.entry is Entry.OUTSIDE for item in everything)


def declared(snapshot: Snapshot) -> Iterator[str]:
    """How the report came about and what it counts, without figures."""
    header = snapshot.header
    if header.on_behalf:
        keeper = f"“{header.kept_by}”" if header.kept_by else "其他企业"
        yield f"本报告为代录：由{keeper}在其台账中代为登记，并代为编制、签批和封存。"
        yield (
            "统计范围：只统计由本企业承办（列在涉及单位首位）的线索，以及涉及本企业的监督成果；"
            f"这些线索同时计入{keeper}的报告，逐级汇总时同一线索只计一次。"
        )
    elif any(fact.on_behalf for fact in snapshot.clues):
        yield (
            "统计范围：台账登记的全部线索，包括涉及代管代录企业的线索；"
            "代录企业另行编制本企业报告的，逐级汇总时同一线索只计一次。"
        )


def opening(counted: Counted) -> Iterator[Block]:
    """代录, said on the first page before anything else, and 零情况 where there is nothing to tell."""
    snapshot = counted.snapshot
    if not snapshot.header.on_behalf:
        return
    keeper = snapshot.header.kept_by or "其他企业"
    yield Notice(NoticeKind.ON_BEHALF, (f"本报告由{keeper}代为登记和编制。",))
    if is_zero(snapshot, counted.tally.standings):
        yield Notice(NoticeKind.NOTE, ("本期没有违规问题线索，本报告为零情况报告，确认书附后。",))


def counted_how(counted: Counted) -> Iterator[Block]:
    """The 代录 clues apart from the rest; in a 代录 report the clues that touch it and are counted elsewhere."""
    snapshot = counted.snapshot
    if snapshot.header.on_behalf:
        if snapshot.elsewhere:
            where = Provenance("clue.elsewhere", f"{_ELSEWHERE}。", snapshot.elsewhere)
            figure = Figure.count(len(snapshot.elsewhere), "件", where)
            yield Paragraph((f"{_ELSEWHERE}", figure, "，不在本报告统计。"))
        return
    ours = {fact.number for fact in snapshot.clues if fact.on_behalf}
    if not ours:
        return
    numbers = tuple(fact.number for fact in snapshot.clues if fact.on_behalf)
    words = "涉及代管代录企业的线索"
    yield Paragraph(
        (
            f"其中{words}",
            Figure.count(len(numbers), "件", Provenance("clue.behalf", f"{words}。", numbers)),
            *(run for code in _APART for run in _part(counted, code, ours)),
            "。",
        )
    )


def _part(counted: Counted, code: str, ours: set[str]) -> tuple[str, Figure]:
    item = counted.tally.indicator(code)
    numbers = tuple(one for one in counted.tally.numbers.get((code, TOTAL), ()) if one in ours)
    where = Provenance(f"behalf.{code}", f"涉及代管代录企业的；{item.definition}", numbers)
    return f"，{item.label}", Figure.count(len(numbers), item.unit, where)


def zero_form(counted: Counted) -> Iterator[Block]:
    """零情况确认书（代录）: a page of its own for pen and seal of the enterprise."""
    snapshot = counted.snapshot
    header = snapshot.header
    if not is_zero(snapshot, counted.tally.standings):
        return
    yield PageBreak()
    yield Heading(1, "零情况确认书（代录）")
    figures = [
        run
        for code in _ZERO
        for run in (counted.tally.indicator(code).label, counted.tally.figure(code), "，")
    ]
    yield Paragraph((f"{header.enterprise}在{header.period.text}期间：", *figures[:-1], "。"))
    yield Paragraph(("经核对，本期没有应当登记而未登记的违规经营投资问题线索，特此确认。",))
    yield Paragraph(("本确认书由被代录企业负责人签字并加盖公章；未签字盖章的，不作为零情况报告。",))
    yield SignatureBlock((Signature("企业负责人"), Signature("单位（盖章）")), "零情况确认")
