"""What follows from the fields of a stage's record while they are typed: a deadline, a class, the way the clue goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from ...domain.errors import FieldError
from ...domain.money import MoneyUnit, format_fen
from ...domain.records import (
    Acceptance,
    Appeal,
    Extension,
    Handling,
    Hearing,
    InvestigationPlan,
    Loss,
    LossFinding,
    Record,
    RectificationChange,
    RectificationNotice,
    SanctionCase,
    Service,
    Suspension,
    Triage,
)
from ...domain.stages import Stage
from ...domain.workflow import ENDED, INVESTIGATED
from ..palette import Tone
from .consequences import loss_words

if TYPE_CHECKING:
    from ..forms.form import RecordForm
    from .contents import Contents

Said = tuple[str, Tone | None]
#: The value of a field of the form, ``None`` while its text is none.
Values = Callable[[str], Any]
Follows = Callable[["Contents", Values], Iterator[tuple[str, Said]]]


def watch(form: RecordForm, record: type[Record], contents: Callable[[], Contents | None]) -> None:
    """Say below the fields of a form what follows from them, now and whenever one is edited."""
    if record not in FOLLOWS:
        return

    def value(name: str) -> Any:
        try:
            return form.value(name)
        except FieldError:
            return None

    def show() -> None:
        shown = contents()
        if shown is not None:
            for name, (text, tone) in FOLLOWS[record](shown, value):
                form.set_consequence(name, text, tone)

    form.edited.connect(lambda _: show())
    form.loaded.connect(show)
    show()


def _period(contents: Contents, day: Any, kind: str, words: str = "") -> Said:
    """The last day of a period of the rules that starts on ``day``, with its source and grade."""
    if not isinstance(day, date):
        return "", None
    book = contents.book
    rule = book.rule_of(kind)
    words = words or f"{rule.label}期限"
    due = book.due(rule.code, day)
    if due is None:
        return f"{words}：规则没有填写，届满日未知。", Tone.AMBER
    mark = book.mark_of(rule)
    source = "，".join(part for part in (f"{rule.source}{rule.clause}", mark) if part)
    provisional = "（暂定）" if due.provisional else ""
    return f"{words}至 {due.day}{provisional}（{source}）", Tone.AMBER if mark else None


def _acceptance(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    refused = value("opinion") in ("refuse", "refer")
    yield "decided_on", _period(contents, None if refused else value("decided_on"), "preliminary_check")


def _plan(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "approved_on", _period(contents, value("approved_on"), "investigation")


def _service(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "served_on", _period(contents, value("served_on"), "appeal", "申诉期")


def _appeal(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "accepted_on", _period(contents, value("accepted_on"), "review")


def _notice(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "received_on", _period(contents, value("received_on"), "rectification_report")


def _sanction(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "approved_on", _period(contents, value("approved_on"), "sanction")
    yield "decided_on", _period(contents, value("decided_on"), "sanction_notice")
    yield "received_on", _period(contents, value("received_on"), "sanction_review_filing")


def _hearing(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    own = isinstance(value("due_on"), date)
    yield "sent_on", ("", None) if own else _period(contents, value("sent_on"), "hearing")


def _extension(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    step, day, before = value("step"), value("to_on"), value("from_on")
    said: Said = ("", None)
    if isinstance(day, date):
        if isinstance(before, date) and day <= before:
            said = "延至的日期不晚于原定期限。", Tone.RED
        elif value("period"):
            original = f"；原定 {before} 仍留在记录里" if isinstance(before, date) else ""
            said = f"批准后所选期限变为 {day}{original}。", Tone.ACCENT
        elif step is contents.clue.stage:
            original = f"；原定 {before} 仍留在记录里" if isinstance(before, date) else ""
            said = f"存入后期限变为 {day}{original}。", Tone.ACCENT
        elif isinstance(step, Stage):
            said = (
                f"线索现在处于“{contents.clue.stage.label}”，到“{step.label}”环节才按此日计算。",
                Tone.AMBER,
            )
    yield "to_on", said


def _suspension(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    day, resumed = value("review_on"), value("resumed_on")
    said: Said = ("", None)
    if isinstance(resumed, date):
        said = "已恢复办理，期限重新计算，中止的时间仍计入总办理时间。", None
    elif isinstance(day, date):
        said = f"存入后期限停止计算，{day} 提醒复查；总办理时间照计。", Tone.ACCENT
    yield "review_on", said


def _triage(_: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    way = value("disposition")
    if not way:
        said: Said = ("", None)
    elif way in INVESTIGATED:
        said = "批准后转入核查。", None
    elif way == ENDED:
        said = "批准后转入销号，须初核认定不需追究。", None
    elif way == "keep":
        said = "批准后在本环节等候，到复查日重新处置；留存备查不是销号。", Tone.AMBER
    else:
        said = "批准后在本环节等候对方办理结果。", None
    yield "disposition", said


def _loss(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    amount = value("amount")
    yield "amount", loss_words(contents.book, amount if isinstance(amount, int) else None)


def _loss_finding(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    chosen = value("losses") or ()
    total = sum(one.amount or 0 for one in contents.case.all(Loss) if one.uid in chosen)
    words, tone = loss_words(contents.book, total)
    yield "losses", (f"合计 {format_fen(total, MoneyUnit.WAN)} 万元，{words}" if total else "", tone)


def _handling(_: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    first, last, life = value("ban_from"), value("ban_to"), value("ban_for_life")
    said: Said = ("", None)
    if life and isinstance(last, date):
        said = "已勾选终身禁入，禁入限制止应当留空。", Tone.RED
    elif isinstance(first, date) and isinstance(last, date):
        if last <= first:
            said = "禁入限制止不晚于禁入限制起。", Tone.RED
        else:
            said = f"禁入 {_length(first, last)}，到期前列入长期执行跟踪清单。", None
    yield "ban_to", said


def _length(first: date, last: date) -> str:
    """``5 年``, ``2 年 6 个月``: whole months between two days, the last day included."""
    months = (last.year - first.year) * 12 + last.month - first.month
    months += 0 if last.day >= first.day - 1 else -1
    years, rest = divmod(months, 12)
    said = " ".join(part for part in (f"{years} 年" if years else "", f"{rest} 个月" if rest else "") if part)
    return said or f"{(last - first).days + 1} 天"


def _rectification_change(_: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    day = value("new_due")
    said = f"存入后以 {day} 为现期限；整改事项上的原定期限不变。" if isinstance(day, date) else ""
    yield "new_due", (said, Tone.ACCENT if said else None)


FOLLOWS: dict[type[Record], Follows] = {
    Acceptance: _acceptance,
    InvestigationPlan: _plan,
    Service: _service,
    Appeal: _appeal,
    Hearing: _hearing,
    RectificationNotice: _notice,
    SanctionCase: _sanction,
    Extension: _extension,
    Suspension: _suspension,
    Triage: _triage,
    Loss: _loss,
    LossFinding: _loss_finding,
    Handling: _handling,
    RectificationChange: _rectification_change,
}
