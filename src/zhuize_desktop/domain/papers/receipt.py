"""送达回证: filled in from a recorded service, or made out in advance for each person that a decision concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import Document, KeyValue, KeyValues, PaperLayout, Signature, SignatureRow
from ..fields import column
from ..records import Decision, Handling, LiableBody, LiablePerson, Service
from .paper import UNNUMBERED, Subject
from .words import BLANK_DAY, day_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from .paper import Order


def recipients(case: Case) -> Iterator[Subject]:
    """Every service on record, then every person or body of a decision who is not served yet."""
    from .words import Words

    words = Words(case)
    served = {(one.decision, one.recipient) for one in case.all(Service)}
    for one in case.all(Service):
        yield Subject(one.uid, one.recipient)
    for handling in case.all(Handling):
        name = words.called(LiablePerson, handling.liable) or words.called(LiableBody, handling.body)
        if handling.decision and name and (handling.decision, name) not in served:
            yield Subject(handling.uid, name)


def service_receipt(order: Order) -> Document:
    """送达回证: document, recipient, how, where and when; signatures of both sides; refusal with its witness."""
    words, case = order.words, order.case
    one = next((found for found in case.all(Service) if found.uid == order.about), None)
    decision, recipient = _what(order, one)
    title = words.code("paper_kind", "decision")
    number = (decision.number if decision is not None else "") or UNNUMBERED
    signed = f"签名或盖章：{one.signed_by if one and one.signed_by else '　　　　　　　　'}"
    day = day_text(one.served_on) if one is not None else BLANK_DAY
    facts = (
        KeyValue("线索编号", (case.clue.number,)),
        KeyValue("文书文号", (number,)),
        KeyValue("送达文书", (f"{title}（{number}）",), True),
        KeyValue(column(Service, "recipient").field.label, (recipient,), True),
        words.box(one, "method", Service),
        words.box(one, "place", Service),
        KeyValue("受送达人签收", (), True, 3, f"{signed}　　{day}"),
        words.box(one, "refusal", Service, wide=True, lines=3),
        words.box(one, "witness", Service),
        words.box(one, "proof", Service),
    )
    servers = (one.server, one.second_server) if one is not None else ("", "")
    row = SignatureRow(
        tuple(
            Signature(
                column(Service, name).field.label, text, date=day_text(one.served_on) if one and text else ""
            )
            for name, text in zip(("server", "second_server"), servers, strict=True)
        )
    )
    return Document(
        words.code("paper_kind", "service"),
        (KeyValues("service", facts), row, _note()),
        issuer=order.issuer,
        secrecy=order.secrecy,
        footer_left=order.foot,
        layout=PaperLayout.FORM,
    )


def _note() -> KeyValues:
    text = (
        "受送达人拒收的，由送达人写明拒收事由和日期，见证人签名；留置、邮寄、公告送达的附凭证。"
        "申诉期限自送达之日起算。"
    )
    return KeyValues("service.note", (KeyValue("说明", (text,), True),))


def _what(order: Order, one: Service | None) -> tuple[Decision | None, str]:
    """The decision served, and on whom."""
    case, words = order.case, order.words
    if one is not None:
        uid, recipient = one.decision, one.recipient
    else:
        handling = next(found for found in case.all(Handling) if found.uid == order.about)
        uid = handling.decision
        recipient = words.called(LiablePerson, handling.liable) or words.called(LiableBody, handling.body)
    return next((found for found in case.all(Decision) if found.uid == uid), None), recipient
