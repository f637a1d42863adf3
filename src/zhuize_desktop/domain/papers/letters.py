"""处理决定书、整改通知书、移送函: letters to one addressee in the 信函格式, each with its 文号."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import Block, Document, Heading, PaperLayout, Paragraph, Run
from ..fields import column
from ..records import (
    Decision,
    Handling,
    LiableBody,
    LiablePerson,
    Measure,
    Record,
    RectificationItem,
    RectificationNotice,
    Transfer,
)
from .paper import UNNUMBERED
from .reports import paragraphs
from .sheets import handling_particulars
from .words import citing, day_text, ended

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import TypeVar

    from .paper import Order

    R = TypeVar("R", bound=Record)

_ANSWER = "请在收到后签收回执，并将处理结果函告本单位"
#: 移送种类 → what is done with the clue, why, and what is asked of the receiver.
_SENT = ("移送", "发现应当由你单位处理的情况，现予移送", _ANSWER)
_WAYS = {
    "hand_down": ("移交", "按规定应当由你单位承办，现予移交", _ANSWER),
    "hand_up": ("提级上报", "发现按规定应当由上级处理的情况，现予上报", "请予审查，并将决定函告本单位"),
}
#: More names than this in a title are told as 等几人.
_NAMED = 3


def _record(order: Order, record: type[R]) -> R:
    """The record the letter is of. Raises ``KeyError`` when the case has none such."""
    for one in order.case.all(record):
        if one.uid == order.about:
            return one
    raise KeyError(order.about)


def _letter(
    order: Order,
    title: str,
    to: str,
    blocks: tuple[Block, ...],
    day: date | None,
    *,
    issuer: str = "",
    copies: str = "",
) -> Document:
    return Document(
        title,
        blocks,
        number=order.number or UNNUMBERED,
        issuer=issuer or order.issuer,
        addressee=to,
        date_text=day_text(day),
        secrecy=order.secrecy,
        footer_left=order.foot,
        layout=PaperLayout.LETTER,
        copies_to=copies,
    )


def decision_letter(order: Order) -> Document:
    """处理决定书 (处理建议书, 不予追责决定书): facts, basis, what is laid on whom, and where to appeal."""
    one, words = _record(order, Decision), order.words
    laid = order.case.on(Handling, "decision", one.uid)
    names = list(dict.fromkeys(_object(order, handling) for handling in laid))
    more = f"等{len(names)}人（单位）" if len(names) > _NAMED else ""
    subject = f"关于{'、'.join(names[:_NAMED])}{more}" if names else "关于有关责任人员"
    suggested = one.kind == "suggestion"
    kind = {"suggestion": "处理建议书", "none": "不予追责决定书"}.get(one.kind, _title(order, "decision"))
    blocks: list[Block] = [
        *_section("一、违规事实", one.facts),
        *_section("二、处理依据", one.basis),
        Heading(1, f"三、{'处理建议' if suggested else '处理决定'}"),
        *paragraphs(one.content),
        *(_laid(order, handling, number) for number, handling in enumerate(laid, 1)),
    ]
    if not suggested:
        blocks.append(Paragraph((f"本决定自作出之日起生效。{_appeal(order, one) if laid else ''}",)))
    to = "、".join(names) or "有关单位和人员"
    if suggested:
        to = (one.body and words.of(one, "body")) or "有权作出决定的单位"
    return _letter(order, f"{subject}的{kind}", to, tuple(blocks), one.decided_on, issuer=one.maker)


def _appeal(order: Order, one: Decision) -> str:
    """Where to appeal to and until when: by the local period once it is filled in, else by 46号令 as 参照 (P5)."""
    rule = order.case.book.rule_of("appeal", order.case.today)
    if rule.length is None or rule.unit is None:
        return ""
    mark = order.case.book.mark_of(rule)
    place = f"（{rule.source}{rule.clause}{f'，{mark}' if mark else ''}）"
    body = one.appeal_body or "作出本决定的单位"
    return (
        f"如不服本决定，可自本决定送达之日起{rule.length}{rule.unit.label}内{place}向{body}书面申诉，并附证明材料。"
        "申诉期间不停止本决定的执行。"
    )


def _title(order: Order, kind: str) -> str:
    return order.words.code("paper_kind", kind)


def _object(order: Order, handling: Handling) -> str:
    words = order.words
    return (
        words.called(LiablePerson, handling.liable) or words.called(LiableBody, handling.body) or "（未填）"
    )


def _section(title: str, text: str) -> Iterator[Block]:
    found = paragraphs(text)
    if found:
        yield Heading(1, title)
        yield from found


def _laid(order: Order, handling: Handling, number: int) -> Paragraph:
    """What one person or body bears: 责任类型, kinds, amount with 大写, ban, the competent body's paper."""
    words, case = order.words, order.case
    liable = next((one for one in case.all(LiablePerson) if one.uid == handling.liable), None)
    body = next((one for one in case.all(LiableBody) if one.uid == handling.body), None)
    answers: LiablePerson | LiableBody | None = liable or body
    bears = f"承担{words.of(answers, 'liability')}" if answers is not None and answers.liability else ""
    post = f"（时任{liable.post_then}）" if liable is not None and liable.post_then else ""
    given = f"给予{words.of(handling, 'kinds')}" if handling.kinds else ""
    parts = [part for part in (bears, given, handling_particulars(words, handling)) if part]
    return Paragraph((f"{number}. {_object(order, handling)}{post}{'，'.join(parts)}。",))


def rectification_letter(order: Order) -> Document:
    """整改通知书: what is wrong, what is wanted until when; one paragraph an item with its measures."""
    one, words = _record(order, RectificationNotice), order.words
    items = order.case.on(RectificationItem, "notice", one.uid)
    blocks: list[Block] = [
        Paragraph((f"经核查，你单位存在与{order.case.clue.number}号问题线索有关的问题，现通知你单位整改。",)),
        *_section("一、存在的问题", one.content or order.case.clue.summary),
    ]
    if items:
        blocks.append(Heading(1, "二、整改事项"))
        blocks += [_item(order, item, number) for number, item in enumerate(items, 1)]
    ordinal = "三" if items else "二"
    until = f"请于{day_text(one.due_on)}前整改到位，并书面报告整改情况、附佐证材料。" if one.due_on else ""
    blocks += [Heading(1, f"{ordinal}、整改要求"), *paragraphs(one.suggestion), *paragraphs(until)]
    to = words.of(one, "enterprise") or "有关责任单位"
    return _letter(
        order, f"关于违规经营投资问题的{_title(order, 'rectification_notice')}", to, tuple(blocks),
        one.issued_on, copies=one.copies_to,
    )  # fmt: skip


def _item(order: Order, item: RectificationItem, number: int) -> Paragraph:
    words = order.words
    said = [f"{number}. {item.item.rstrip('。')}。"]
    measures = [one.measure for one in order.case.on(Measure, "item", item.uid)]
    for label, text in (
        ("完成标准", item.standard),
        ("措施", "；".join(measures)),
        ("责任人", item.responsible),
        ("时限", words.of(item, "due_on")),
    ):
        if text:
            said.append(f"{label}：{text.rstrip('。')}。")
    return Paragraph(("".join(said),))


def transfer_letter(order: Order) -> Document:
    """移送函: what was found, the loss, and what is suspected, which no other paper carries."""
    one, words = _record(order, Transfer), order.words
    persons = words.of(one, "persons")
    verb, why, answer = _WAYS.get(one.kind, _SENT)
    first = (
        f"本单位在办理{order.case.clue.number}号问题线索（{order.case.clue.summary.rstrip('。')}）中，{why}。"
    )
    blocks: list[Block] = [Paragraph((first,))]
    ordinals = iter("一二三四五六")
    texts: list[tuple[str, tuple[Run, ...]]] = [("涉及人员", (persons,) if persons else ())]
    for name in ("situations_note", "loss_note", "suspected", "proposal"):
        runs = words.runs(one, name, protected=name == "suspected")
        texts.append((column(Transfer, name).field.label, runs))
    for label, runs in texts:
        if runs:
            blocks.append(Heading(1, f"{next(ordinals)}、{label}"))
            blocks += [Paragraph((ended(citing(str(run))),)) for run in runs]
    contact = f"（联系人：{one.handler}）" if one.handler else ""
    blocks.append(Paragraph((f"{answer}{contact}。",)))
    title = f"关于{verb}违规经营投资问题线索的函"
    return _letter(order, title, one.receiver, tuple(blocks), one.sent_on)
