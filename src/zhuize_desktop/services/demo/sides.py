"""Side tracks and special cases: what hangs on a case beside its path, and cases that began elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ...domain.records import (
    Appeal,
    Decision,
    Execution,
    Extension,
    ImprovementLetter,
    InquiryAct,
    LiablePerson,
    Loss,
    OutsideDecision,
    Preservation,
    RealtimeReport,
    Recovery,
    RectificationAcceptance,
    RectificationChange,
    Recusal,
    SanctionCase,
    SanctionReview,
    Suspension,
    TypicalCase,
)
from ...domain.stages import Stage
from ..records import add
from . import path, turns

if TYPE_CHECKING:
    from .desk import Desk

_PRESERVED = ("pay", "duty", "leaving", "assets", "other")


#: 报件种类 and the working step by which each went up.
_REPORTED = {"flash": 2, "realtime": 9, "preliminary": 20, "progress": 60}


def reported_at_once(case: Desk, *kinds: str) -> None:
    """实时报告 of these kinds; the first after a telephone call."""
    rows = [
        {
            "kind": kind,
            "receiver": "虚构市国资委",
            "reported_on": case.day(_REPORTED[kind]),
            "method": "paper",
            "phoned_on": case.day(0) if kind == "flash" else None,
            "number": f"虚企报〔{case.day(_REPORTED[kind]).year}〕{case.at}{after}号",
            "archive_place": case.place(),
        }
        for after, kind in enumerate(kinds)
    ]
    case.add_all(RealtimeReport, rows)


# --- measures and time ------------------------------------------------------------------------------------------


def preserved(case: Desk) -> None:
    """保全措施 of every kind, lifted, in a case that ends."""
    path.until(case, Stage.INVESTIGATION)
    rows = [
        {
            "kind": kind,
            "object": case.name(case.clue.persons[0]),
            "from_on": case.day(28),
            "approver": "郑德明",
            "approved_on": case.day(28),
            "lifted_on": case.day(84),
            "note": "处理决定作出后解除（虚构）",
            "archive_place": case.place(),
        }
        for kind in _PRESERVED
    ]
    case.add_all(Preservation, rows)
    path.until(case, Stage.CLOSURE)
    path.close(case)


def still_preserved(case: Desk) -> None:
    """Pay held back while the investigation runs."""
    path.until(case, Stage.INVESTIGATION)
    path.plan(case)
    case.add(
        Preservation, kind="pay", object=case.name(case.clue.persons[0]), from_on=case.day(31), approver="郑德明",
        approved_on=case.day(31), to_on=case.office.today + timedelta(days=60), note="暂停兑现年度绩效（虚构）",
    )  # fmt: skip
    path.inquire(case)


def extended(case: Desk) -> None:
    """初核 put off with approval, its 快报 gone up."""
    path.accept(case)
    reported_at_once(case, "flash")
    case.add(
        Extension, step=Stage.PRELIMINARY_CHECK, reason_kind="complex", reason="涉及多家企业，情形复杂（虚构）",
        from_on=case.day(20), to_on=case.office.today + timedelta(days=25), approver="郑德明", approved_on=case.day(18),
        archive_place=case.place(),
    )  # fmt: skip


def suspended(case: Desk, *, resumed: bool) -> None:
    """中止 for a lawsuit, with a review day; resumed, or not yet."""
    path.until(case, Stage.INVESTIGATION)
    path.plan(case)
    case.add(
        Suspension, step=Stage.INVESTIGATION, cause="以诉讼结果为依据，诉讼尚未审结（虚构）", from_on=case.day(35),
        approver="郑德明", approved_on=case.day(35), review_on=case.office.today + timedelta(days=30),
        resumed_on=case.day(38) if resumed else None, resume_note="诉讼已审结（虚构）" if resumed else "",
        archive_place=case.place(),
    )  # fmt: skip
    if resumed:
        path.until(case, Stage.RECTIFICATION)


# --- decisions ----------------------------------------------------------------------------------------------------


def appealed(case: Desk, *results: str) -> None:
    """申诉复核 with these results; a changed or revoked decision has its later one. Closed."""
    path.until(case, Stage.RECTIFICATION)
    for result in results:
        case.add(
            Appeal, decision=case.kept["decision"], appellant=case.name(case.clue.persons[0]), filed_on=case.day(88),
            liable=case.kept[case.clue.persons[0]], grounds="认为责任划分过重（虚构）", evidence="new",
            body="虚构城市投资控股集团有限公司", result=result,
            accepted_on=case.day(90), decided_on=case.day(104), answered_on=case.day(106), archive_place=case.place(),
        )  # fmt: skip
    if set(results) & {"changed", "revoked"}:
        _decided_anew(case, "none" if "revoked" in results else "decision")
    path.until(case, Stage.CLOSURE)
    path.close(case)


def _decided_anew(case: Desk, kind: str) -> None:
    later = path.resolve(case, kind, 108)
    if kind == "decision":
        person = next(one for one in case.clue.persons if one in case.kept)
        path.lay_on(case, later, case.kept[person], ("criticism.education",))
        path.serve(case, later, case.name(person), 109, "direct")


def appealing(case: Desk) -> None:
    """An appeal that is open: nothing is closed meanwhile."""
    path.until(case, Stage.RECTIFICATION)
    case.add(
        Appeal, decision=case.kept["decision"], appellant=case.name(case.clue.persons[0]), filed_on=case.day(88),
        grounds="认为事实认定有误（虚构）", evidence="changed", accepted_on=case.day(90),
        body="虚构城市投资控股集团有限公司",
    )  # fmt: skip
    path.notify(case)


def collective(case: Desk) -> None:
    """集体责任: a body as the object of the handling. Closed."""
    path.until(case, Stage.INVESTIGATION)
    path.investigate(case, body=True)
    path.decide(case, (("organisation.reorganise",),), body=True)
    path.mend(case)
    path.close(case)


def exempted(case: Desk) -> None:
    """容错免责: 不予追责决定."""
    path.until(case, Stage.INVESTIGATION)
    path.investigate(case, exempt=True)
    path.resolve(case, "none", spared=tuple(case.kept[one] for one in case.clue.persons if one in case.kept))
    path.approve_decision(case)
    case.take("decide")
    path.mend(case)
    path.close(case)


def long_running(case: Desk) -> None:
    """Bans, deductions over years and recovery by lawsuit go on after 销号."""
    path.until(case, Stage.DISPOSITION)
    path.decide(case, (("ban", "pay.incentive"),))
    path.until(case, Stage.CLOSURE)
    path.follow(case, "deduction", "分年扣减薪酬", case.kept["handling"])
    path.follow(case, "litigation", "向交易对手追偿")
    path.follow(case, "other", "土地权属变更登记")
    path.close(case)


def sanctioned(case: Desk) -> None:
    """处分 with its case opened for each person, told and reported (P31)."""
    path.until(case, Stage.DISPOSITION)
    for person in case.clue.persons:
        sanction = case.add(
            SanctionCase, person=person, body="虚构城市投资控股集团有限公司", approved_on=case.day(73),
            number=f"虚处立〔{case.day(73).year}〕{case.at + 1}号", notified_on=case.day(74), reported_on=case.day(75),
            sanction="P3", decided_on=case.day(76), informed_on=case.day(77), received_on=case.day(77),
            ended_on=case.day(80), result="给予处分（虚构）", archive_place=case.place(),
        )  # fmt: skip
        for kind, first in (("review", 77), ("appeal", 79)):
            case.add(
                SanctionReview, sanction=sanction, kind=kind, body="虚构城市投资控股集团有限公司",
                filed_on=case.day(first), accepted_on=case.day(first), result="upheld", decided_on=case.day(first + 1),
                informed_on=case.day(first + 1), received_on=case.day(first + 1), filed_away_on=case.day(80),
                archive_place=case.place(),
            )  # fmt: skip
    path.decide(case, (("party.warning", "sanction.serious_demerit"),))
    path.notify(case)


def decided_early(case: Desk) -> None:
    """边查边改 (P8): one person is decided on while the 初核 still runs."""
    path.accept(case)
    person = case.clue.persons[0]
    case.kept[person] = case.add(
        LiablePerson, person=person, liability="direct", facts="事实清楚，本人承认（虚构）。",
        employment_then="retired", post_then="项目经理", identified_on=case.day(8),
    )  # fmt: skip
    decision = path.resolve(case, after=10)
    handling = path.lay_on(case, decision, case.kept[person], ("criticism.admonition",))
    path.serve(case, decision, case.name(person), 12, "direct")
    case.add(
        Execution, handling=handling, kind="criticism.admonition", state="done", done_on=case.day(14),
        proof="诫勉谈话记录",
    )  # fmt: skip


def judged(case: Desk) -> None:
    """A judgment, and money recovered by its execution."""
    path.until(case, Stage.RECTIFICATION)
    case.add(
        OutsideDecision, kind="judicial", maker="虚构人民法院", number=f"（{case.day(90).year}）虚民初{case.at + 1}号",
        decided_on=case.day(90), received_on=case.day(92), facts="判令返还货款（虚构）。", archive_place=case.place(),
    )  # fmt: skip
    case.add(Recovery, kind="litigation", amount=case.loss * 20 // 100, recovered_on=case.day(105))
    path.notify(case)


def handed_over(case: Desk) -> None:
    """涉嫌违纪 handed on during the investigation; what the discipline body decided comes back."""
    path.until(case, Stage.INVESTIGATION)
    path.plan(case)
    turns.sent(case, "discipline", receipt=True, feedback=True)
    path.investigate(case)
    case.add(
        OutsideDecision, kind="other", maker="虚构市场监管局", number="虚市监罚1号", decided_on=case.day(75),
        received_on=case.day(76), facts="行政处罚（虚构）。", archive_place=case.place(),
    )  # fmt: skip


def supervised(case: Desk) -> None:
    """督办、提级查办, reported upwards all along: closed with the superior's written consent."""
    case.kept["supervised"] = "1"
    path.accept(case)
    path.check(case)
    path.dispose(case, "direct", supervised=True, escalated=True, due_on=case.day(160))
    path.until(case, Stage.CLOSURE)
    reported_at_once(case, *_REPORTED)
    path.close(case)


# --- rectification --------------------------------------------------------------------------------------------------


def put_off(case: Desk) -> None:
    """整改调整: another day and another plan, the original day stays."""
    path.until(case, Stage.RECTIFICATION)
    item = path.notify(case)
    for kind in ("deadline", "plan"):
        case.add(
            RectificationChange, item=item, kind=kind, reason="配套系统上线推迟（虚构）", approver="郑德明",
            old_due=case.day(150), new_due=case.office.today + timedelta(days=40), approved_on=case.day(112),
            new_plan="先行人工复核（虚构）" if kind == "plan" else "", archive_place=case.place(),
        )  # fmt: skip


def accepted_twice(case: Desk) -> None:
    """退回补充整改 at the first look, accepted at the second."""
    path.until(case, Stage.RECTIFICATION)
    item = path.notify(case)
    case.add(
        RectificationAcceptance, item=item, checked_by="周敏", checked_on=case.day(110), result="rejected",
        method="site", opinion="培训记录不全（虚构）",
    )  # fmt: skip
    case.add(Recovery, kind="debt", amount=case.loss * 25 // 100, recovered_on=case.day(110))
    path.mended(case, item, case.loss * 25 // 100)
    case.take("finish_rectification")


def typical(case: Desk) -> None:
    """A closed case chosen as 典型案例, with a 管理提升建议书 that was taken up."""
    path.until(case, Stage.CLOSURE)
    path.close(case)
    case.add(
        TypicalCase, title="未审先办造成资金损失案（虚构）", chosen_on=case.day(160), facts="未审先办（虚构）",
        causes="内控形同虚设（虚构）", outcome="三人受到处理（虚构）", warning="制度不能停在纸上（虚构）",
    )  # fmt: skip
    case.add(
        ImprovementLetter, number=f"虚建〔{case.day(160).year}〕{case.at}号", receiver="虚构物流有限公司",
        issued_on=case.day(158), proposals="完善预付货款审批和跟踪制度（虚构）", adoption="adopted",
        answered_on=case.day(161), archive_place=case.place(),
    )  # fmt: skip


# --- who may know ----------------------------------------------------------------------------------------------------


def whistle_blown(case: Desk) -> None:
    """信访举报 under a closed circle; who wrote is nowhere, and could not be answered."""
    path.accept(case)
    turns.answered(case)


def recused(case: Desk) -> None:
    """The 签发人 once answered for this business: hidden from them; why it is investigated here is explained."""
    values = {
        "clue": case.clue.uid,
        "user": case.office.signer.viewer.user,
        "reason": "曾分管该项业务（虚构）",
    }
    add(case.office.clerk, Recusal, values)
    path.until(case, Stage.INVESTIGATION)
    path.plan(case)


# --- taken over ------------------------------------------------------------------------------------------------------


def taken_on(case: Desk) -> None:
    """A 存量线索 taken over in 核查: what lies before is 历史已办, what follows is done here."""
    path.investigate(case)
    path.decide(case)


def penalised_before(case: Desk) -> None:
    """A 存量线索 taken over in 整改, with the penalties, the ban and the recovery of earlier years."""
    person = case.clue.persons[0]
    case.kept[person] = case.add(
        LiablePerson,
        person=person,
        liability="leadership",
        facts="见原处理决定（虚构）。",
        employment_then="left",
    )
    decision = case.add(
        Decision, number="虚运责旧3号", maker="虚构运输集团有限公司", body="party_committee", decided_on=case.day(80),
        facts="见原件（虚构）", basis="原办法（虚构）", archive_place=case.place(),
    )  # fmt: skip
    case.kept["decision"] = decision
    handling = path.lay_on(case, decision, case.kept[person], ("pay.performance", "ban"))
    path.follow(case, "ban", "禁入限制", handling)
    case.add(Loss, item="原认定损失", kind="direct", amount=case.loss * 60 // 100, identified_on=case.day(60))
    case.add(Recovery, kind="cash", amount=case.loss * 10 // 100, recovered_on=case.day(100))
    case.add(
        InquiryAct, kind="papers", object="原核查材料", done_on=case.day(100), first_by="高志远", second_by="马晓红",
        summary="接收原核查卷宗（虚构）",
    )  # fmt: skip


def as_it_was(_: Desk) -> None:
    """A 存量线索 that stands as it was taken over."""
