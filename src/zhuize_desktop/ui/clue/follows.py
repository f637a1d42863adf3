"""What follows from the fields of a stage's record while they are typed: a deadline, a class, the way the clue goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from ...domain.deadlines import ClockState, deadlines_of
from ...domain.errors import FieldError
from ...domain.gates.superior import bodies_above
from ...domain.judging.basis import act_day, asked_of, handling_day, propose, says_anything
from ...domain.judging.classes import confirmed_class, graded
from ...domain.judging.ground import text_of
from ...domain.judging.jurisdiction import appeal_receiver
from ...domain.judging.on_case import advice_for, competence
from ...domain.judging.pay import expected_deduction
from ...domain.judging.ranges import advise, cell_words, outside
from ...domain.judging.summary import basis_words, class_words
from ...domain.money import MoneyUnit, format_fen
from ...domain.moving import revives
from ...domain.putting_off import rule_of
from ...domain.records import (
    Acceptance,
    Appeal,
    Approval,
    Decision,
    Extension,
    Handling,
    Hearing,
    InvestigationPlan,
    LiablePerson,
    Loss,
    LossFinding,
    OutsideDecision,
    Record,
    RectificationChange,
    RectificationNotice,
    RuleBasis,
    SanctionCase,
    SanctionReview,
    Service,
    Suspension,
    Triage,
)
from ...domain.stages import Stage
from ...domain.workflow import ENDED, INVESTIGATED
from ..palette import Tone
from .consequences import loss_words

if TYPE_CHECKING:
    from ...domain.deadlines import Deadline
    from ..forms.form import RecordForm
    from .contents import Contents

Said = tuple[str, Tone | None]
#: The value of a field of the form, ``None`` while its text is none.
Values = Callable[[str], Any]
Follows = Callable[["Contents", Values], Iterator[tuple[str, Said]]]
#: The fields of a form that nothing which is typed asks for.
Unasked = Callable[["Contents", Values], Iterator[str]]


def watch(form: RecordForm, record: type[Record], contents: Callable[[], Contents | None]) -> None:
    """Say below the fields of a form what follows from them, whenever one is edited too, and show those asked for."""
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
            if record in UNASKED:
                form.set_hidden(UNASKED[record](shown, value))

    form.edited.connect(lambda _: show())
    form.loaded.connect(show)
    show()


def _period(contents: Contents, day: Any, kind: str, words: str = "") -> Said:
    """The last day of a period of the rules that starts on ``day``, with its source and grade."""
    if not isinstance(day, date):
        return "", None
    book, today = contents.book, contents.case.today
    if not book.rules_of(kind):
        return "", None  # all of them were retired
    rule = book.rule_of(kind, today)
    words = words or f"{rule.label}期限"
    due = book.due(rule.code, day)
    if due is None:
        return f"{words}：规则没有填写，届满日未知。", Tone.AMBER
    mark = book.mark_of(rule)
    source = "，".join(part for part in (f"{rule.source}{rule.clause}", mark) if part)
    provisional = "（暂定）" if due.provisional else ""
    return f"{words}至 {due.day}{provisional}（{source}）", Tone.AMBER if mark else None


def _approval(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    """That a paper of the superior which does not say what it is about serves one thing only."""
    unsaid = value("body") in bodies_above(contents.case) and not value("matter")
    words = "不填的只对应一项办理条件；授权核查、处理的选“管辖与处理权限”。" if unsaid else ""
    yield "matter", (words, Tone.AMBER if unsaid else None)


def _approval_unasked(contents: Contents, value: Values) -> Iterator[str]:
    """What a paper is about is asked of the superior's, and shown wherever it was said."""
    if value("body") not in bodies_above(contents.case) and not value("matter"):
        yield "matter"


def _acceptance(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    refused = value("opinion") in ("refuse", "refer")
    yield "decided_on", _period(contents, None if refused else value("decided_on"), "preliminary_check")


def _plan(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "approved_on", _period(contents, value("approved_on"), "investigation")


def _service(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "served_on", _period(contents, value("served_on"), "appeal", "申诉期")


def _outside_decision(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    day = value("received_on") if value("kind") == "superior" else None
    yield "received_on", _period(contents, day, "appeal", "没有登记送达的，申诉期")


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


def _over_by(contents: Contents, day: date, kinds: Callable[[Deadline], bool]) -> Deadline | None:
    """The period that is meant, if there is one and all that may be were over on ``day``."""
    found = [one for one in deadlines_of(contents.case, contents.book, day) if kinds(one)]
    over = (one.done_on is not None or one.state in (ClockState.OVERDUE, ClockState.LAPSED) for one in found)
    return found[0] if found and all(over) else None


def _too_late(contents: Contents, value: Values) -> str:
    """What an 延期 comes to that was approved when its period was over: nothing; empty where it moves the day."""
    approved, step = value("approved_on"), value("step")
    if not isinstance(approved, date) or not isinstance(step, Stage):
        return ""
    meant = value("sanction") or None
    typed = Extension(
        uid="",
        owner_enterprise="",
        clue=contents.clue.uid,
        step=step,
        period=value("period") or "",
        sanction=meant,
    )
    rule = rule_of(typed, contents.book, approved)
    if rule is None or revives(rule):
        return ""
    of_person = {one.uid for one in contents.case.all(SanctionReview) if one.sanction == meant} | {meant}

    def is_meant(one: Deadline) -> bool:
        return one.kind == rule.kind and (meant is None or one.uid in of_person)

    over = _over_by(contents, approved, is_meant)
    return _late_words("批准", approved, over, "到期日不变") if over is not None else ""


def _late_words(what: str, day: date, over: Deadline, so: str) -> str:
    ended = f"办结于 {over.done_on}" if over.done_on is not None else f"于 {over.due_on} 届满"
    return f"{day} {what}时“{over.label}”已{ended}，{so}。"


def _extension(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    step, day, before = value("step"), value("to_on"), value("from_on")
    said: Said = ("", None)
    if isinstance(day, date):
        if isinstance(before, date) and day <= before:
            said = "延至的日期不晚于原定期限。", Tone.RED
        elif late := _too_late(contents, value):
            said = late, Tone.AMBER
        elif value("period"):
            original = f"；原定 {before} 仍留在记录里" if isinstance(before, date) else ""
            said = f"批准后所选期限变为 {day}{original}。", Tone.ACCENT
        elif step is contents.clue.stage:
            original = f"；原定 {before} 仍留在记录里" if isinstance(before, date) else ""
            said = f"批准后期限变为 {day}{original}。", Tone.ACCENT
        elif isinstance(step, Stage):
            said = (
                f"线索现在处于“{contents.clue.stage.label}”，到“{step.label}”环节才按此日计算。",
                Tone.AMBER,
            )
    yield "to_on", said


def _suspension(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    day, resumed, approved = value("review_on"), value("resumed_on"), value("approved_on")
    first, step = value("from_on"), value("step")
    said: Said = ("", None)
    # It stops from the later of both days on; before its approval nothing stands still.
    since = max((one for one in (first, approved) if isinstance(one, date)), default=None)
    over = None
    if isinstance(approved, date) and since is not None:
        book = contents.book
        over = _over_by(contents, since, lambda one: book.stage_of(one.kind) is step)
    if isinstance(resumed, date) and isinstance(approved, date) and resumed <= approved:
        said = f"{approved} 批准时已恢复，没有中止，到期日不变；总办理时间照计。", Tone.AMBER
    elif over is not None and since is not None:
        what = "批准" if since == approved else "开始"
        said = _late_words(what, since, over, "没有停止计算，到期日不变；总办理时间照计"), Tone.AMBER
    elif isinstance(resumed, date):
        said = "已恢复办理，期限重新计算，中止的时间仍计入总办理时间。", None
    elif isinstance(day, date):
        stops = f"期限自 {since} {'批准' if since == approved else ''}起停止计算"
        stops = stops if isinstance(approved, date) else "批准以前期限照计"
        tone = Tone.ACCENT if isinstance(approved, date) else Tone.AMBER
        said = f"{stops}，{day} 提醒复查；总办理时间照计。", tone
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
    yield (
        "amount",
        loss_words(contents.book, amount if isinstance(amount, int) else None, contents.case.today),
    )


def _loss_finding(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    chosen = value("losses") or ()
    total = sum(one.amount or 0 for one in contents.case.all(Loss) if one.uid in chosen)
    words, tone = loss_words(contents.book, total, contents.case.today)
    yield "losses", (f"合计 {format_fen(total, MoneyUnit.WAN)} 万元，{words}" if total else "", tone)
    typed = LossFinding(
        uid="",
        owner_enterprise="",
        clue=contents.clue.uid,
        losses=tuple(chosen),
        consequence_class=value("consequence_class") or "",
        evaluation=value("evaluation") or "",
    )
    found = graded(contents.case, typed, asked_of(contents.case))
    source = f"（{text_of(found.grounds)}）" if found.grounds else ""
    said = class_words(found) + source if total or found.consequence else ""
    differs = found.proposed is not None and value("governing_class") not in ("", None, found.proposed.value)
    yield "governing_class", (said, Tone.RED if differs else None if found.binding else Tone.AMBER)


def _liable(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    """The cell of the matrix the person falls into as typed."""
    case = contents.case
    advice = advise(
        contents.book,
        confirmed_class(case, value("loss_findings") or ()),
        value("liability") or "",
        value("adjustment") or "",
        asked_of(case),
    )
    if advice.cell is None or advice.ground is None:
        yield "liability", (f"处理区间：{advice.why}。" if value("liability") else "", Tone.AMBER)
        return
    words = cell_words(advice.cell, contents.book.dictionary("handling").label)
    tone = None if advice.binding else Tone.AMBER
    yield "liability", (f"处理区间：{words}（{advice.ground.text}）", tone)


def _basis(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    day = value("act_on")
    case = contents.case
    found = propose(contents.book, day if isinstance(day, date) else act_day(case), handling_day(case))
    chosen = value("pack")
    empty = bool(chosen) and not says_anything(contents.book.pack(chosen))
    wrong = not empty and found.proposed is not None and chosen not in ("", None, found.proposed.code)
    if empty:
        yield "pack", ("这份规定在规则库里还没有填写，程序只能按参照规定提示。", Tone.AMBER)
        return
    yield "pack", (f"{basis_words(found)}。", Tone.RED if wrong else None if found.proposed else Tone.AMBER)


def _decision(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    case = contents.case
    found = appeal_receiver(contents.book, case.keeper_level(), asked_of(case))
    said: Said = ("", None)
    if found is not None:
        wrong = value("appeal_level") not in ("", None, found.receiver.value)
        tone = Tone.RED if wrong else None if found.binding else Tone.AMBER
        said = f"由{found.receiver.label}受理：{found.text}", tone
    yield "appeal_level", said
    who = competence(case, deciding=True)
    own = case.keeper_level()
    above = who is not None and own is not None and who.level < own and value("kind") == "decision"
    sure = competence(case, deciding=True, settled=True)
    binding = sure is not None and own is not None and sure.level < own
    said = (
        f"应由{who.body.label}作出：{who.text}" if above and who else "",
        Tone.RED if binding else Tone.AMBER,
    )
    yield "kind", said


def _handling(contents: Contents, value: Values) -> Iterator[tuple[str, Said]]:
    yield "kinds", _inside(contents, value)
    yield "deduction", _deducted(value)
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


def _typed(value: Values) -> Handling:
    """The handling as typed, as far as ranges and pay ask for it."""
    names = ("performance_base", "performance_percent", "tenure_base", "tenure_percent", "ban_from", "ban_to")
    return Handling(
        uid="",
        owner_enterprise="",
        clue="",
        kinds=tuple(value("kinds") or ()),
        ban_for_life=bool(value("ban_for_life")),
        **{name: value(name) for name in names},
    )


def _inside(contents: Contents, value: Values) -> Said:
    """Whether the handling as typed stays inside the cell of the person."""
    case = contents.case
    liable = next((one for one in case.all(LiablePerson) if one.uid == value("liable")), None)
    if liable is None or not value("kinds"):
        return "", None
    advice = advice_for(case, liable)
    if advice.cell is None or advice.ground is None:
        return f"处理区间：{advice.why}。", Tone.AMBER
    label = contents.book.dictionary("handling").label
    leaves = "，".join(outside(advice, (_typed(value),), contents.book, label))
    if not leaves:
        return (
            f"在“{advice.cell.label}”的区间以内（{advice.ground.text}）",
            None if advice.binding else Tone.AMBER,
        )
    words = f"{leaves}（{advice.ground.text}）"
    return (f"区间以外：{words}", Tone.RED) if advice.binding else (f"与参照的区间不同：{words}", Tone.AMBER)


def _deducted(value: Values) -> Said:
    expected = expected_deduction(_typed(value))
    if expected is None:
        return "", None
    wrong = value("deduction") not in (None, expected)
    return f"基数×比例为 {format_fen(expected, MoneyUnit.YUAN)} 元", Tone.RED if wrong else None


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
    Approval: _approval,
    InvestigationPlan: _plan,
    Service: _service,
    OutsideDecision: _outside_decision,
    Appeal: _appeal,
    Hearing: _hearing,
    RectificationNotice: _notice,
    SanctionCase: _sanction,
    Extension: _extension,
    Suspension: _suspension,
    Triage: _triage,
    Decision: _decision,
    LiablePerson: _liable,
    Loss: _loss,
    LossFinding: _loss_finding,
    Handling: _handling,
    RectificationChange: _rectification_change,
    RuleBasis: _basis,
}
#: Of whose forms fields are left out of sight until something typed asks for them.
UNASKED: dict[type[Record], Unasked] = {Approval: _approval_unasked}
