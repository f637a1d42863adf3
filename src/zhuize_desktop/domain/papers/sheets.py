"""登记表与审批表: 问题线索受理登记表 and the sheets on which 受理、处置、处理、销号 are approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import (
    Block,
    Document,
    KeyValue,
    KeyValues,
    PaperLayout,
    Signature,
    SignatureRow,
    Table,
    TableColumn,
    TableRow,
)
from ..records import (
    Acceptance,
    Closure,
    Decision,
    Execution,
    Handling,
    LegalReview,
    LiableBody,
    LiablePerson,
    OutsideDecision,
    PreliminaryCheck,
    Recovery,
    RectificationItem,
    Triage,
)
from ..workflow import ENDED, INVESTIGATED, disposition, move_of
from .approval_boxes import approval_form, approval_notes, gate_blocks
from .figures import confirmed_loss, money_box
from .words import citing, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .paper import Order
    from .words import Words


def _sheet(order: Order, title: str, blocks: tuple[Block, ...]) -> Document:
    return Document(
        title,
        blocks,
        issuer=order.issuer,
        secrecy=order.secrecy,
        footer_left=order.foot,
        layout=PaperLayout.FORM,
    )


def _approved(order: Order, title: str, facts: KeyValues, move: str, *more: Block) -> Document:
    """A sheet: facts, tables, what the gates found, one box an approval, who filled it in, and the clauses."""
    blocks = [facts, *more, *gate_blocks(order, move), approval_form(order, move, "审批意见")]
    blocks += [SignatureRow((Signature("经办人"), Signature("部门负责人"))), *approval_notes(order, move)]
    return _sheet(order, title, tuple(blocks))


def _identity(order: Order) -> tuple[KeyValue, ...]:
    """The clue in one glance, at the head of every approval sheet."""
    words, clue = order.words, order.case.clue
    return (
        words.box(clue, "number"),
        words.box(clue, "source_kind"),
        words.box(clue, "enterprises", wide=True),
        words.box(clue, "summary", wide=True, lines=2),
    )


def intake_form(order: Order) -> Document:
    """问题线索登记表: what was registered. Where the whistle-blower's letter lies is not printed."""
    words, clue = order.words, order.case.clue
    taken = order.case.last(Acceptance)
    front = (
        "number",
        "source_kind",
        "reported_on",
        "report_methods",
        "reporter",
        "discovery",
        "discovered_on",
        "level",
    )
    document = (
        "source_document",
        "document_number",
        "received_on",
        "feedback_due",
        "transferred_by",
        "from_superior",
    )
    facts = [words.box(clue, name) for name in front]
    facts += [
        words.box(clue, "enterprises", wide=True),
        words.box(clue, "persons", wide=True),
        words.box(clue, "category"),
        words.box(clue, "secrecy"),
        words.box(clue, "occurred_from"),
        words.box(clue, "occurred_to"),
        words.box(clue, "summary", wide=True, lines=4),
        words.box(clue, "estimated_loss", wide=True),
        words.box(clue, "estimator"),
        words.box(clue, "loss_text"),
        words.box(clue, "realtime_scope"),
        words.box(clue, "realtime_reason"),
        *(words.box(clue, name) for name in document),
        words.box(taken, "receiver", Acceptance),
        words.box(clue, "handler"),
        words.box(taken, "related", Acceptance, wide=True),
        words.box(clue, "remark", wide=True),
    ]
    handler = order.case.name(clue.handler)
    signed = SignatureRow(
        (Signature("登记人", handler), Signature("接收人", taken.receiver if taken else ""))
    )
    return _sheet(order, _title(order, "intake_form"), (KeyValues("clue", tuple(facts)), signed))


def _title(order: Order, kind: str) -> str:
    return order.words.code("paper_kind", kind)


def acceptance_sheet(order: Order) -> Document:
    """受理审批表: accepted, refused or referred, and why. Another body's sanction leads straight to 处理 (P16)."""
    words, case = order.words, order.case
    taken = case.last(Acceptance)
    facts = (
        *_identity(order),
        words.box(case.clue, "category"),
        words.box(case.clue, "reported_on"),
        words.box(case.clue, "estimated_loss", wide=True),
        words.box(taken, "opinion", Acceptance),
        words.box(taken, "decided_on", Acceptance),
        words.box(taken, "reason", Acceptance, wide=True, lines=3),
        words.box(taken, "referred_to", Acceptance),
        words.box(taken, "related", Acceptance),
    )
    move = "by_sanction" if move_of("by_sanction").applies(case) else "accept"
    return _approved(order, _title(order, "acceptance_sheet"), KeyValues("acceptance", facts), move)


def _triage_move(order: Order) -> str:
    """The move that the chosen 处置方式 asks for."""
    way = disposition(order.case)
    if way in ("", *INVESTIGATED):
        return "dispose"
    return "dispose_end" if way == ENDED else "dispose_elsewhere"


def triage_sheet(order: Order) -> Document:
    """分类处置审批表: what the first look found, and which way the clue goes."""
    words, case = order.words, order.case
    checked, way = case.last(PreliminaryCheck), case.last(Triage)
    facts = (
        *_identity(order),
        words.box(case.clue, "transferred_by"),
        words.box(case.clue, "accepted_on"),
        words.box(way, "matter", Triage, wide=True),
        words.box(checked, "result", PreliminaryCheck, wide=True, lines=3),
        words.box(checked, "needs_pursuit", PreliminaryCheck),
        words.box(checked, "proposed", PreliminaryCheck),
        words.box(way, "disposition", Triage),
        words.box(way, "decided_on", Triage),
        words.box(way, "opinion", Triage, wide=True, lines=3),
        words.box(way, "undertaker", Triage),
        words.box(way, "due_on", Triage),
        words.box(way, "review_on", Triage),
        words.box(way, "supervised", Triage),
    )
    return _approved(order, _title(order, "triage_sheet"), KeyValues("triage", facts), _triage_move(order))


def handling_rows(words: Words) -> Iterator[TableRow]:
    """Each handling: who, with which liability, which kinds, how much, what else."""
    case = words.case
    for one in case.all(Handling):
        liable = next((found for found in case.all(LiablePerson) if found.uid == one.liable), None)
        body = next((found for found in case.all(LiableBody) if found.uid == one.body), None)
        answers = liable or body
        kind = words.of(answers, "liability") if answers is not None else ""
        who = words.called(LiablePerson, one.liable) or words.called(LiableBody, one.body)
        yield TableRow((who, kind, words.of(one, "kinds", marked=True), handling_particulars(words, one)))


def handling_particulars(words: Words, one: Handling) -> str:
    """Amount, ban, year and the competent body's paper of one handling, in one sentence."""
    parts = []
    if one.deduction is not None:
        year = f"（{one.deduction_year}年度）" if one.deduction_year else ""
        parts.append(f"扣减薪酬{year}{words.of(one, 'deduction')}")
    if one.ban_from is not None:
        until = "终身" if one.ban_for_life else words.of(one, "ban_to")
        parts.append(
            f"禁入限制自{words.of(one, 'ban_from')}起，{until if one.ban_for_life else f'至{until}止'}"
        )
    if one.influence_to is not None:
        parts.append(f"影响期至{words.of(one, 'influence_to')}")
    if one.competent:
        parts.append(f"由有权机关作出：{one.competent}")
    return "；".join(parts)


def _handling_table(order: Order) -> tuple[Block, ...]:
    rows = tuple(handling_rows(order.words))
    if not rows:
        return ()
    columns = (
        TableColumn("对象", 6),
        TableColumn("责任类型", 6),
        TableColumn("处理方式", 13),
        TableColumn("金额、期限和文书", 18),
    )
    return (Table("handlings", "处理情况", columns, rows),)


def disposition_sheet(order: Order) -> Document:
    """处理审批表: facts, basis, loss, the handlings proposed, what HR and pay, legal and the bodies said (P1)."""
    words, case = order.words, order.case
    made = case.last(Decision)
    legal = [one for one in case.all(LegalReview) if one.subject == "decision"]
    reviewed = legal[-1] if legal else None
    basis = KeyValue("适用条款", (citing(made.basis),) if made and made.basis else (), True)
    facts = (
        *_identity(order),
        words.box(made, "kind", Decision),
        words.box(made, "body", Decision),
        words.box(made, "facts", Decision, wide=True, lines=3),
        basis,
        money_box(order, "认定资产损失", confirmed_loss(order)),
        words.box(reviewed, "result", LegalReview),
        words.box(reviewed, "reviewed_on", LegalReview),
        words.box(reviewed, "opinion", LegalReview, wide=True),
    )
    return _approved(
        order,
        _title(order, "disposition_sheet"),
        KeyValues("disposition", facts),
        "decide",
        *_handling_table(order),
    )


def closure_sheet(order: Order) -> Document:
    """销号审批表: how the case ended, what was executed, recovered and mended; who asked and who confirms."""
    words, case = order.words, order.case
    asked = case.last(Closure)
    recovered = total(one.amount for one in case.all(Recovery))
    executed = [words.of(one, "kind") + words.of(one, "state") for one in case.all(Execution)]
    mended = [f"{one.item}（{words.of(one, 'state')}）" for one in case.all(RectificationItem)]
    outside = [f"{one.maker}{one.number}" for one in case.all(OutsideDecision) if one.kind == "superior"]
    decided = [one.number for one in case.all(Decision) if one.number] + outside
    facts = (
        *_identity(order),
        words.box(asked, "kind", Closure),
        words.box(asked, "method", Closure),
        words.box(asked, "concluded_on", Closure),
        words.box(asked, "closed_on", Closure),
        KeyValue("处理决定", ("；".join(decided),) if decided else (), True),
        KeyValue("执行情况", ("；".join(executed),) if executed else (), True),
        KeyValue("整改情况", ("；".join(mended),) if mended else (), True),
        money_box(order, "认定资产损失", confirmed_loss(order)),
        money_box(order, "追损挽损合计", recovered),
        words.box(asked, "note", Closure, wide=True, lines=2),
        words.box(asked, "consent_number", Closure),
        words.box(asked, "consent_on", Closure),
    )
    form = approval_form(order, "close", "审批意见")
    names = (
        [case.name(uid) for uid in (asked.asked_by, asked.confirmed_by)] if asked is not None else ["", ""]
    )
    signed = SignatureRow((Signature("申请人", names[0]), Signature("销号确认人", names[1])))
    blocks = (
        KeyValues("closure", facts),
        *gate_blocks(order, "close"),
        form,
        signed,
        *approval_notes(order, "close"),
    )
    return _sheet(order, _title(order, "closure_sheet"), blocks)
