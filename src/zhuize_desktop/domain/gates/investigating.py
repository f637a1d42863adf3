"""核查的门槛: plan before work, two by two, three linked conclusions, everybody heard, the law looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records import (
    Handling,
    Hearing,
    InquiryAct,
    InvestigationPlan,
    InvestigationReport,
    LegalReview,
    LiableBody,
    LiablePerson,
    Loss,
    LossFinding,
    OutsideDecision,
    Suspension,
    TeamMember,
    Transfer,
    Violation,
)
from ..records.hearing import UNREACHABLE
from ..stages import Stage
from ..takeover import decided_here, entered_here, was_decided
from ..workflow import decided_above
from .gate import Gate, Teller, by_day, form, house, is_blank, paper, there_is, unfilled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from ..checks import CheckFinding

_HERE = Stage.INVESTIGATION
_PLAN = frozenset({"approve_plan"})
_END = frozenset({"finish_investigation", "disprove"})
_FOUND = frozenset({"finish_investigation", "by_sanction"})
_STANDS = frozenset({"finish_investigation"})
#: Who is liable may be found later than the investigation ends, and decided on later than 处理 ends (P8).
_DECIDED = frozenset({"decide", "close"})
#: What nobody does while the case stands still.
_STOPPED = _END | frozenset({"finish_check", "decide", "close"})
_HEARD = "国资发监责〔2020〕62号 第30条、国务院国资委令第46号 第76条（参照）"
_LEGAL = "国务院国资委令第46号 第76条（参照）"
#: Fewest people in a team.
TEAM = 2


def _team(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("team.size")
    team = case.all(TeamMember)
    if len({(one.name, one.unit) for one in team}) < TEAM:
        yield teller.must(f"核查组不足{TEAM}人。", TeamMember, "name")
    elif not any(one.role == "leader" for one in team):
        yield teller.must("核查组没有组长。", TeamMember, "role", team[0])


def _recusal(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("team.recusal")
    for one in case.all(TeamMember):
        if not is_blank(one.conflict):
            yield teller.must(f"核查组成员{one.name}有应回避情形，请调整人员。", TeamMember, "conflict", one)
        elif one.declared_on is None:
            yield teller.must(f"核查组成员{one.name}还没有签署回避声明。", TeamMember, "declared_on", one)


def _acts(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("acts.names")
    for one in case.all(InquiryAct):
        if is_blank(one.first_by) or is_blank(one.second_by):
            yield teller.must(f"对“{one.object}”的核查措施须有两名办理人。", InquiryAct, "second_by", one)
        elif one.first_by.strip() == one.second_by.strip():
            yield teller.must(f"对“{one.object}”的核查措施两名办理人是同一人。", InquiryAct, "second_by", one)
        if one.done_on and case.clue.opened_on and one.done_on < case.clue.opened_on:
            yield teller.verify(
                f"对“{one.object}”的核查措施早于方案批准日期，请说明。", InquiryAct, "done_on", one
            )


def _violations(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("violation")
    found = case.all(Violation)
    if not found:
        yield teller.must("还没有定性：请登记违规事项及依据。", Violation, "item")
    for one in found:
        yield from unfilled(one, teller)


def _loss_findings(case: Case) -> Iterator[CheckFinding]:
    """定损: every confirmed line stands in one conclusion, and every conclusion in the act that caused it."""
    teller = Teller("loss_finding")
    found = case.all(LossFinding)
    if not found:
        yield teller.must("还没有定损：没有资产损失的，登记不良后果。", LossFinding, "item")
    for one in found:
        yield from unfilled(one, teller)
        if not one.losses and is_blank(one.consequence) and not one.consequence_class:
            yield teller.must(f"定损“{one.item}”既没有损失行，也没有不良后果。", LossFinding, "losses", one)
    taken = [uid for one in found for uid in one.losses]
    lines = case.all(Loss)
    for line in lines:
        if line.uid not in taken:
            yield teller.verify(f"损失“{line.item or '未命名'}”没有列入任何定损，请核对。", Loss, "", line)
        elif taken.count(line.uid) > 1:
            yield teller.must(
                f"损失“{line.item or '未命名'}”列入了两项定损，金额会重复。", LossFinding, "losses", found[-1]
            )
    contingent = {line.uid for line in lines if line.kind == "contingent"}
    for one in found:
        if contingent & set(one.losses) and is_blank(one.evaluation):
            yield teller.must(f"定损“{one.item}”含或有损失，须写明评估文件。", LossFinding, "evaluation", one)


def _liability(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("liability")
    persons, bodies = case.all(LiablePerson), case.all(LiableBody)
    if not persons and not bodies:
        yield teller.must("还没有定责：请登记责任人或责任主体。", LiablePerson, "person")
    for one in persons:
        yield from unfilled(one, teller)
        if not one.violations:
            yield teller.must(
                f"责任人{case.name(one.person)}的责任没有对应到定性。", LiablePerson, "violations", one
            )
    for body in bodies:
        yield from unfilled(body, teller)


def _hearings(case: Case) -> Iterator[CheckFinding]:
    """Whoever is to be held to account was heard; silence and refusal count only with their proof (P32)."""
    teller = Teller("hearing", _HEARD)
    heard = case.all(Hearing)
    if not any(one.person is None for one in heard):
        yield teller.must("没有听取被核查企业意见的记录。", Hearing, "object")
    for liable in _unheard(case):
        yield teller.must(f"没有听取责任人{case.name(liable.person)}意见的记录。", Hearing, "person")
    for one in heard:
        yield from _heard_rightly(case, one, teller)


def _unheard(case: Case) -> Iterator[LiablePerson]:
    asked = {one.person for one in case.all(Hearing) if one.person}
    return (one for one in case.all(LiablePerson) if one.person not in asked)


def _persons_heard(case: Case) -> Iterator[CheckFinding]:
    """Who became 责任人 after 核查, or without one, is heard before the decision; the superior hears its own.

    What was decided already, or investigated before a 存量线索 was taken over, is only explained.
    """
    deciding = case.clue.stage is Stage.DISPOSITION
    decided = case.clue.decided_on is not None or bool(decided_here(case))
    if decided_above(case) or not (deciding or decided):
        return
    teller = Teller("hearing.persons", _HEARD)
    asked = [one for one in case.all(LiablePerson) if not _decided_before(case, one)]
    persons, above = {one.person for one in asked}, _left_to_the_superior(case)
    for one in case.all(Hearing):
        if one.person in persons:
            yield from _heard_rightly(case, one, teller)
    for liable in _unheard(case):
        words = f"没有听取责任人{case.name(liable.person)}意见的记录"
        if liable.uid in above or liable not in asked:
            continue
        if not deciding:
            yield teller.verify(f"{words}，处理决定已经作出，请补登或说明。", Hearing, "person")
        elif case.before_takeover(_HERE) and not (was_decided(case) and entered_here(case, liable)):
            yield teller.verify(f"{words}，接收以前已经听取的请补登或说明。", Hearing, "person")
        else:
            yield teller.must(f"{words}，听取以后才能作出处理决定。", Hearing, "person")


def _decided_before(case: Case, one: LiablePerson) -> bool:
    """Whether what was decided on somebody lay before the takeover, and nothing has been here since."""
    here = {found.uid for found in decided_here(case)}
    laid = any((found.decision or found.outside) in here for found in case.on(Handling, "liable", one.uid))
    return was_decided(case) and not entered_here(case, one) and not laid


def _left_to_the_superior(case: Case) -> set[str]:
    """The liable persons on whom the superior decided, and nothing of this enterprise lays anything."""
    papers = {one.uid: one.persons for one in case.all(OutsideDecision) if one.kind == "superior"}
    named = {person for persons in papers.values() for person in persons}
    handled = case.all(Handling)
    found = {one.uid for one in case.all(LiablePerson) if one.person in named}
    found |= {one.liable for one in handled if one.liable and one.outside in papers}
    return found - {one.liable for one in handled if one.decision}


def _heard_rightly(case: Case, one: Hearing, teller: Teller) -> Iterator[CheckFinding]:
    if one.outcome == UNREACHABLE:
        yield from _out_of_reach(one, teller)
        return
    yield from unfilled(one, teller, "sent_on")
    if one.outcome == "silent":
        if one.due_on is None or one.due_on >= case.today:
            yield teller.must(
                f"{one.object}的反馈期限未填或还没有届满，不能视同无意见。", Hearing, "due_on", one
            )
        if is_blank(one.proof):
            yield teller.must(f"{one.object}逾期未反馈，须写明送达凭证。", Hearing, "proof", one)
    elif one.outcome == "refused" and is_blank(one.witness):
        yield teller.must(f"{one.object}拒签，须有见证人。", Hearing, "witness", one)
    elif one.outcome == "objected" and is_blank(one.adopted):
        yield teller.must(f"{one.object}提出异议，须写明采纳情况。", Hearing, "adopted", one)


def _out_of_reach(one: Hearing, teller: Teller) -> Iterator[CheckFinding]:
    """Who died or cannot be found is not heard: why is written down, and looked at by who takes the step."""
    yield from unfilled(one, teller)
    if is_blank(one.proof):
        yield teller.must(f"{one.object}无法听取意见，须在“送达凭证”写明原因和凭证。", Hearing, "proof", one)
    else:
        yield teller.verify(
            f"{one.object}登记为无法听取意见（{one.proof}），请核对后说明。", Hearing, "outcome", one
        )


def _legal(subject: str, code: str, words: str) -> Gate:
    teller = Teller(code, _LEGAL)

    def examine(case: Case) -> Iterator[CheckFinding]:
        """The last review of this subject: it is there, is whole, and was passed."""
        if subject == "decision" and decided_above(case):
            return  # the superior had its own decision looked at
        found = by_day((one for one in case.all(LegalReview) if one.subject == subject), "reviewed_on")
        if not found:
            yield teller.must(f"没有{words}的合法性审查。", LegalReview, "subject")
            return
        yield from unfilled(found[-1], teller)
        if found[-1].result == "failed":
            yield teller.must(f"{words}的合法性审查没有通过。", LegalReview, "result", found[-1])

    moves = _STANDS if subject == "report" else frozenset({"decide"})
    stage = _HERE if subject == "report" else Stage.DISPOSITION
    return Gate(code, f"{words}已作合法性审查", moves, stage, examine, _LEGAL, concerns=there_is(LegalReview))


def _signs(case: Case) -> Iterator[CheckFinding]:
    """What points to 违纪违法 is handed on in time."""
    teller = Teller("investigation.signs", "济国资综合〔2023〕3号 二（一）3")
    report = case.last(InvestigationReport)
    sent = any(one.kind in ("discipline", "judicial") and one.sent_on for one in case.all(Transfer))
    if report is not None and report.needs_discipline and not sent:
        yield teller.must("核查报告认为需要移送纪检监察，还没有登记移送。", Transfer, "sent_on")


def _running(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("suspension")
    for one in case.all(Suspension):
        yield from unfilled(one, teller)
        if one.resumed_on is None:
            yield teller.must("案件中止中，请先登记恢复日期。", Suspension, "resumed_on", one)


LEGAL_DECISION = _legal("decision", "legal.decision", "处理决定")
GATES: tuple[Gate, ...] = (
    form(InvestigationPlan, "核查工作方案已填写", _PLAN, _HERE, "国资发监责〔2020〕62号 第29条（参照）"),
    Gate("team.size", "核查组两人以上，有组长", _PLAN, _HERE, _team, house("核查由两人以上进行，有人负责")),
    Gate(
        "team.recusal", "核查组成员已作回避声明", _PLAN | _END, _HERE, _recusal,
        house("与核查对象有利害关系的应当回避"), concerns=there_is(TeamMember),
    ),
    paper("plan", "核查工作方案在卷", _PLAN, _HERE),
    Gate(
        "suspension", "中止已批准并已恢复", _STOPPED, _HERE, _running,
        house("中止期间不办理下一步"), concerns=there_is(Suspension),
    ),
    Gate(
        "acts.names", "核查措施有两名办理人", _END, _HERE, _acts,
        house("谈话、调取等措施由两人共同办理"), concerns=there_is(InquiryAct),
    ),
    form(InvestigationReport, "核查报告已填写", _END, _HERE, "国资发监责〔2020〕62号 第31条（参照）"),
    Gate("violation", "已定性", _STANDS, _HERE, _violations, house("定性、定损、定责三项结论相互对应")),
    Gate(
        "loss_finding", "已定损，与定性对应", _FOUND, _HERE, _loss_findings,
        house("定性、定损、定责三项结论相互对应"),
    ),
    Gate("liability", "已定责，与定性对应", _STANDS, _HERE, _liability, house("定性、定损、定责三项结论相互对应")),
    Gate(
        "hearing", "已听取意见", _STANDS, _HERE, _hearings, _HEARD,
        "逾期未反馈视同无意见（写明期限和送达凭证）；拒签的由见证人证明；无法听取的写明原因",
    ),
    Gate(
        "hearing.persons", "责任人的意见都已听取", _DECIDED, Stage.DISPOSITION, _persons_heard, _HEARD,
        "逾期未反馈视同无意见（写明期限和送达凭证）；拒签的由见证人证明；无法听取的写明原因",
        lambda case: bool(case.all(LiablePerson)) and not decided_above(case), of_decisions=True,
    ),
    _legal("report", "legal.report", "核查报告"),
    Gate(
        "investigation.signs", "涉嫌违纪违法的已移送", _END, _HERE, _signs, "济国资综合〔2023〕3号 二（一）3",
        concerns=there_is(Transfer),
    ),
    paper("loss_report", "核查报告在卷", _END, _HERE),
)  # fmt: skip
