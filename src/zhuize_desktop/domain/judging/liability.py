"""责任认定: whether liability and post fit, dissent on record, conditions of an exemption answered one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import BodyMember, ExemptionAnswer
from ..rules import PeriodKind, Severity
from .basis import chosen_pack
from .influence import periods

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..case import Case
    from ..records import LiablePerson
    from ..rulebook import RuleBook
    from ..rules import Entry
    from .influence import Period

#: Votes by which a member stood against a decision (46号令第36条: 明确反对或保留意见).
DISSENT = frozenset({"objected", "reserved"})
#: Conditions that every exemption must meet, and the one that the class itself answers.
COMMON = "46-EQ"
NOT_MAJOR = "46-EQ-4"
#: The exemption that rests on a recorded dissent.
BY_DISSENT = "46-EX-P5"
_LIGHTER = frozenset({"lighter", "step_down", "waived"})
_LEADERS = frozenset({"principal", "deputy", "leader"})


def questions(book: RuleBook, exemption: str) -> tuple[Entry, ...]:
    """What must be answered for an exemption: the common conditions and its own (``46-EX-1`` → ``46-EQ-1x…``)."""
    listed = book.dictionary("exemption_question")
    own = f"46-EQ-{exemption.removeprefix('46-EX-')}x"
    asked = listed.children(COMMON) if COMMON in listed else ()
    return (*asked, *(listed.children(own) if own in listed else ()))


def kind_doubts(one: LiablePerson) -> Iterator[tuple[str, str]]:
    """What does not fit in how one person's liability is set: (field, Chinese clause)."""
    if one.direct_grounds and one.liability and one.liability != "direct":
        yield "liability", "选了视为直接责任的情形，责任类型却不是直接责任"
    if one.direct_grounds and one.post_kind == "staff":
        yield "post_kind", "视为直接责任的情形只适用于企业负责人"
    if one.liability == "leadership" and one.post_kind and one.post_kind != "principal":
        yield "liability", "领导责任由企业主要负责人承担"
    if one.liability == "supervisory" and one.post_kind == "staff":
        yield "liability", "主管责任由直接主管（分管）的人员承担"
    if one.liability == "direct" and one.post_kind in _LEADERS and not one.direct_grounds:
        yield "direct_grounds", "企业负责人承担直接责任，没有写明属于哪种情形"
    if one.adjustment == "heavier" and not one.aggravating:
        yield "aggravating", "选了从重，没有写明从重情形"
    if one.adjustment in _LIGHTER and not one.mitigating:
        yield "mitigating", "选了从轻、减轻或免除，没有写明从轻减轻情形"
    if one.aggravating and one.adjustment in _LIGHTER:
        yield "adjustment", "有从重情形，却选了从轻、减轻或免除"
    if one.compared == "46-RX-1":
        wanted = {"principal": "leadership", "deputy": "supervisory"}.get(one.post_kind)
        if wanted and one.liability and one.liability != wanted:
            yield "liability", "瞒报、漏报、谎报的，主要负责人比照领导责任、分管负责人比照主管责任"


def repeated(case: Case, one: LiablePerson, act_on: date | None) -> Period | None:
    """The 影响期 of another case in which the act fell: 影响期内再次违规的加重处理 (46号令第五章，参照，待核对)."""
    if act_on is None:
        return None
    laid = (found for found in case.elsewhere if found.person == one.person)
    running = (
        found
        for found in periods(case.book, laid, chosen_pack(case))
        if found.kind is PeriodKind.INFLUENCE and not found.unknown and found.holds_on(act_on)
    )
    return next(running, None)


def member_doubts(one: BodyMember) -> Iterator[tuple[str, str]]:
    """A dissent counts only as the minutes have it: (field, Chinese clause)."""
    if one.attitude in DISSENT and not one.minutes.strip():
        yield "minutes", "反对、保留意见须写明会议记录的文号和页码"
    if one.attitude in DISSENT and one.liable is not None:
        yield "liable", "会议记录载明反对或保留意见，又列为责任人"


def open_questions(case: Case, one: LiablePerson) -> Iterator[Entry]:
    """The conditions of the exemptions chosen for a person that nobody answered."""
    answered = {
        answer.question for answer in case.on(ExemptionAnswer, "liable", one.uid) if answer.met is not None
    }
    seen: set[str] = set()
    for exemption in one.exempted:
        for question in questions(case.book, exemption):
            if question.code not in answered and question.code not in seen:
                seen.add(question.code)
                yield question


def against_exemption(case: Case, one: LiablePerson, severity: Severity | None) -> Iterator[str]:
    """What stands against exempting a person, one Chinese clause each."""
    listed = case.book.dictionary("exemption_question")
    wanted = {question.code for exemption in one.exempted for question in questions(case.book, exemption)}
    for answer in case.on(ExemptionAnswer, "liable", one.uid):
        if answer.question not in wanted:
            continue
        if answer.met is False:
            yield f"不符合免责条件“{listed.label(answer.question)}”"
        elif answer.met and not answer.evidence.strip():
            yield f"免责条件“{listed.label(answer.question)}”没有写明依据"
        if answer.question == NOT_MAJOR and answer.met and severity is Severity.MAJOR:
            yield "认定档次为重大，与“没有造成重大资产损失和重大不良后果”矛盾"
    if BY_DISSENT in one.exempted:
        members = case.on(BodyMember, "liable", one.uid)
        if members and not any(member.attitude in DISSENT for member in members):
            yield "以反对、保留意见免责，机构成员的表决意见却不是反对或保留"
