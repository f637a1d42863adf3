"""办理中登记的内容的校验: the order of the days inside one record, and what in it contradicts itself.

What a stage still lacks is no fault here: a form that is half filled in may be saved, the gate of the next step asks.
Days of different records are compared by the gates too, which see the whole case.

强制 stands where the opposite cannot have happened: an answer before the question. 核实 stands where it does happen
on paper and should not: an approval written after the fact, a receipt that came later than the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .checks import Check, CheckFinding, Grade
from .declared_checks import DECLARED_CHECKS, EARLIEST_DAY, Examined, Order, out_of_order
from .putting_off import excess
from .records import (
    CASE_RECORDS,
    Appeal,
    Closure,
    Execution,
    Extension,
    Handling,
    Hearing,
    ImprovementLetter,
    InquiryAct,
    Loss,
    Measure,
    OutsideDecision,
    PreliminaryCheck,
    Preservation,
    ReadingGrant,
    RealtimeReport,
    Record,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    SanctionCase,
    SanctionReview,
    Suspension,
    Transfer,
    Triage,
    Violation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Class → the orders of its days.
ORDERS: Mapping[type[Record], tuple[Order, ...]] = {
    PreliminaryCheck: (Order(("started_on", "reported_on")),),
    Extension: (
        Order(("from_on", "to_on"), apart=True),
        # 逾期后补办的延期 exists on paper; it has to be looked at.
        Order(("approved_on", "from_on"), Grade.VERIFY),
    ),
    Suspension: (
        Order(("from_on", "resumed_on")),
        Order(("from_on", "review_on")),
        Order(("approved_on", "from_on"), Grade.VERIFY),
    ),
    # 先报 is what went before; a call after the paper is no 电话先报.
    RealtimeReport: (Order(("phoned_on", "reported_on")),),
    Triage: (
        Order(("decided_on", "review_on"), apart=True),
        # A superior's term may have run out before the clue was triaged here.
        Order(("decided_on", "due_on"), Grade.VERIFY),
    ),
    InquiryAct: (Order(("done_on", "returned_on")),),
    Violation: (
        Order(("occurred_from", "occurred_to")),
        Order(("occurred_from", "identified_on")),
        # An act may go on while it is established.
        Order(("occurred_to", "identified_on"), Grade.VERIFY),
    ),
    Loss: (Order(("occurred_on", "identified_on")),),
    Preservation: (
        Order(("from_on", "to_on")),
        Order(("from_on", "lifted_on")),
        Order(("approved_on", "from_on"), Grade.VERIFY),
    ),
    SanctionCase: (
        Order(("approved_on", "ended_on")),
        Order(("approved_on", "decided_on", "informed_on")),
        Order(("decided_on", "received_on")),
        Order(("decided_on", "changed_on")),
        Order(("approved_on", "notified_on"), Grade.VERIFY),
        Order(("approved_on", "reported_on"), Grade.VERIFY),
    ),
    SanctionReview: (
        Order(("filed_on", "accepted_on", "decided_on", "informed_on")),
        Order(("decided_on", "received_on")),
        Order(("decided_on", "filed_away_on"), Grade.VERIFY),
    ),
    OutsideDecision: (Order(("decided_on", "received_on")),),
    Hearing: (Order(("sent_on", "answered_on")), Order(("sent_on", "due_on"))),
    Handling: (Order(("ban_from", "ban_to"), apart=True),),
    Appeal: (Order(("filed_on", "accepted_on", "decided_on", "answered_on")),),
    Transfer: (
        Order(("sent_on", "receipt_on")),
        Order(("sent_on", "feedback_on")),
        Order(("receipt_on", "feedback_on"), Grade.VERIFY),
    ),
    RectificationNotice: (Order(("issued_on", "due_on")), Order(("issued_on", "received_on", "reported_on"))),
    ImprovementLetter: (Order(("issued_on", "answered_on")),),
    # 提前 is possible, a later day is the rule.
    RectificationChange: (Order(("old_due", "new_due"), Grade.VERIFY),),
    Closure: (
        Order(("concluded_on", "closed_on")),
        Order(("examined_on", "closed_on"), Grade.VERIFY),
        Order(("consent_on", "closed_on"), Grade.VERIFY),
    ),
    ReadingGrant: (Order(("valid_from", "valid_to")),),
}


def _ordered(examined: Examined) -> Iterator[CheckFinding]:
    return out_of_order(examined, "record.order", ORDERS[type(examined.record)])


# --- what contradicts itself ------------------------------------------------------------------------------


def _handling(examined: Examined) -> Handling:
    assert isinstance(examined.record, Handling)  # its checks are run over handlings only
    return examined.record


def _one_object(examined: Examined) -> Iterator[CheckFinding]:
    """提示 while the form is written; the gate of 处理 refuses it."""
    one = _handling(examined)
    if (one.liable is None) == (one.body is None):
        yield examined.finding(
            "handling.object",
            Grade.HINT,
            "一项处理只能对应一名责任人或一个责任主体，请只填其中一个。",
            "liable",
        )


def _one_decision(examined: Examined) -> Iterator[CheckFinding]:
    one = examined.record
    if isinstance(one, Appeal) and one.decision is not None and one.outside is not None:
        yield examined.finding(
            "appeal.decision",
            Grade.MUST,
            f"一件申诉只能对应一份决定：“{examined.label('decision')}”与“{examined.label('outside')}”请只选一个。",
            "outside",
        )


def _ban(examined: Examined) -> Iterator[CheckFinding]:
    one = _handling(examined)
    if one.ban_for_life and one.ban_to is not None:
        yield examined.finding(
            "handling.ban", Grade.MUST, "终身禁入没有止日，请清空“禁入限制止”或取消“终身禁入”。", "ban_to"
        )


def _deduction(examined: Examined) -> Iterator[CheckFinding]:
    """核实: the kinds may be ticked a moment later; the gate of 处理 refuses it."""
    one = _handling(examined)
    known = examined.book.dictionary("handling")
    roots = {known.root_of(kind).code for kind in one.kinds if kind in known}
    if one.deduction and one.kinds and "pay" not in roots:
        yield examined.finding(
            "handling.deduction", Grade.VERIFY, "填了扣减金额，处理方式却不含扣减薪酬，请核对。", "deduction"
        )
    if one.deduction_year is not None and not EARLIEST_DAY.year <= one.deduction_year <= examined.today.year:
        yield examined.finding(
            "handling.deduction",
            Grade.MUST,
            f"“{examined.label('deduction_year')}”应在{EARLIEST_DAY.year}年到{examined.today.year}年之间。",
            "deduction_year",
        )


def _state(examined: Examined) -> Iterator[CheckFinding]:
    """核实: who writes the day first and ticks 已完成 afterwards is in the middle of it."""
    one = examined.record
    assert isinstance(one, Execution | RectificationItem | Measure)  # run over these only
    done = one.state == "done"
    if done and one.done_on is None:
        yield examined.finding("record.state", Grade.VERIFY, "已标为完成，还没有填完成日期。", "done_on")
    if one.done_on is not None and not done:
        yield examined.finding(
            "record.state", Grade.VERIFY, "填了完成日期，状态却不是完成，请核对。", "state"
        )


def _loss_kind(examined: Examined) -> Iterator[CheckFinding]:
    """A loss of no kind would stand in the ledger and in no column of a report."""
    assert isinstance(examined.record, Loss)  # run over losses only
    if not examined.record.kind:
        yield examined.finding(
            "loss.kind",
            Grade.MUST,
            "请选择损失种类：认定损失按直接、间接、或有分别统计。",
            "kind",
            "国务院国资委令第46号 第三章（参照）",
        )


def _reported(examined: Examined) -> Iterator[CheckFinding]:
    """核实: the row may be begun before the paper goes out; it counts as reported from the day it did."""
    one = examined.record
    assert isinstance(one, RealtimeReport)  # run over these only
    if one.reported_on is None and one.phoned_on is None:
        yield examined.finding(
            "realtime.reported",
            Grade.VERIFY,
            "报送日期和电话先报日期都没有填，这份报件不算已报。",
            "reported_on",
        )


def _put_off(examined: Examined) -> Iterator[CheckFinding]:
    """Further than the rule of the period allows; how often is asked by the gate, which sees the others."""
    assert isinstance(examined.record, Extension)  # run over 延期 only
    for one in excess(examined.record, examined.book):
        yield examined.finding("extension.limit", one.grade, one.sentence, one.field, one.clause)


_DONE = Check("record.state", "状态与完成日期相符", _state, "状态与完成日期不符")
#: Class → what else it is asked.
_OWN: Mapping[type[Record], tuple[Check[Examined], ...]] = {
    Loss: (Check("loss.kind", "损失有种类", _loss_kind, "损失没有种类"),),
    Appeal: (Check("appeal.decision", "一件申诉一份决定", _one_decision, "一件申诉选了两份决定"),),
    Handling: (
        Check("handling.object", "一项处理一个对象", _one_object, "一项处理没有对象，或不止一个"),
        Check("handling.ban", "终身禁入没有止日", _ban, "终身禁入有止日"),
        Check(
            "handling.deduction", "扣减金额与处理方式、年度相符", _deduction, "扣减金额与处理方式、年度不符"
        ),
    ),
    RealtimeReport: (Check("realtime.reported", "实时报告有报送日期", _reported, "实时报告没有报送日期"),),
    Execution: (_DONE,),
    Extension: (Check("extension.limit", "延期不超过规定的长度", _put_off, "延期超过规定的长度"),),
    RectificationItem: (_DONE,),
    Measure: (_DONE,),
}


def checks_of(record: type[Record]) -> tuple[Check[Examined], ...]:
    """Every check of a class of what hangs on a clue."""
    order = (Check("record.order", "日期先后合理", _ordered, "日期先后颠倒"),) if record in ORDERS else ()
    return (*_OWN.get(record, ()), *DECLARED_CHECKS, *order)


#: Every class that hangs on a clue with its checks.
CASE_CHECKS: Mapping[type[Record], tuple[Check[Examined], ...]] = {
    record: checks_of(record) for record in dict.fromkeys((*CASE_RECORDS, *ORDERS, *_OWN))
}
