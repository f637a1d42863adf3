"""The main path of one invented case, stage by stage, as an office enters it; every gate finds its papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ...domain.judging.liability import questions
from ...domain.records import (
    Acceptance,
    BodyMember,
    Closure,
    Decision,
    Execution,
    ExemptionAnswer,
    Handling,
    Hearing,
    InquiryAct,
    InvestigationPlan,
    InvestigationReport,
    LegalReview,
    LiableBody,
    LiablePerson,
    LongTermItem,
    Loss,
    LossFinding,
    Measure,
    PreliminaryCheck,
    Recovery,
    RectificationAcceptance,
    RectificationItem,
    RectificationNotice,
    RuleBasis,
    RuleChange,
    Service,
    SourceReply,
    TeamMember,
    Triage,
    Violation,
)
from ...domain.stages import Stage
from ..records import change, load
from . import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .desk import Desk

#: Days after the report by which the work of each stage is done.
DONE_BY = {
    Stage.INTAKE: 2,
    Stage.PRELIMINARY_CHECK: 20,
    Stage.TRIAGE: 26,
    Stage.INVESTIGATION: 72,
    Stage.DISPOSITION: 84,
    Stage.RECTIFICATION: 126,
    Stage.CLOSURE: 170,
}
_LIABILITIES = ("direct", "supervisory", "leadership")
_SERVICES = ("direct", "post", "entrusted", "left", "notice")
_HEARINGS = ("agreed", "objected", "silent", "refused")
_INQUIRIES = ("notice", "talk", "letter", "papers", "site", "agency")
_RECOVERIES = ("cash", "asset", "debt", "litigation", "avoided")
_RULES = ("new", "revised", "process", "other")


def until(case: Desk, stage: Stage) -> None:
    """Work a registered case up to the beginning of ``stage``."""
    ways = (
        (Stage.PRELIMINARY_CHECK, accept),
        (Stage.TRIAGE, check),
        (Stage.INVESTIGATION, dispose),
        (Stage.DISPOSITION, investigate),
        (Stage.RECTIFICATION, decide),
        (Stage.CLOSURE, mend),
    )
    for reached, work in ways:
        if case.clue.stage.order < reached.order <= stage.order:
            work(case)


# --- 受理、初核、处置 -----------------------------------------------------------------------------------------


def accept(case: Desk) -> None:
    """受理, then 初步核实."""
    case.add(
        Acceptance, opinion="accept", reason="属于本企业受理范围", decided_on=case.day(2), receiver="周敏"
    )
    case.approve(Stage.INTAKE, case.day(2), "responsible")
    case.take("accept")


def check(case: Desk, *, proposed: str = "direct", needs_pursuit: bool = True) -> None:
    """初步核实 with its report."""
    case.add(
        PreliminaryCheck, content="相关业务的审批、合同和资金往来", organisation="审计部二人", proposed=proposed,
        started_on=case.day(3), result="反映的问题基本属实" if needs_pursuit else "未发现违规经营投资行为",
        needs_pursuit=needs_pursuit, reported_on=case.day(20), process="调阅资料，约谈相关人员",
    )  # fmt: skip
    case.approve(Stage.PRELIMINARY_CHECK, case.day(20), "responsible")
    case.file("preliminary_report", "初步核实报告", case.day(20))
    case.take("finish_check")


def propose(case: Desk, way: str, **more: Any) -> None:
    """分类处置意见 approved by the leading body; the move is the story's."""
    case.add(Triage, disposition=way, opinion=words.DISPOSED[way], decided_on=case.day(26), **more)
    case.approve(Stage.TRIAGE, case.day(26), "leading_body")


def dispose(case: Desk, way: str = "", **more: Any) -> None:
    """处置 by own investigation: 直接核查, every third 联合核查."""
    propose(case, way or ("joint" if case.at % 3 == 2 else "direct"), **more)
    case.take("dispose")


# --- 核查 ---------------------------------------------------------------------------------------------------


def plan(case: Desk) -> None:
    """核查工作方案 and team; 立项."""
    case.add(InvestigationPlan, content="逐笔核查相关业务", schedule="三个月内完成", approved_on=case.day(30))
    signed = case.day(30)
    case.add_all(
        TeamMember,
        (
            {"name": "高志远", "role": "leader", "unit": "审计部", "speciality": "finance", "declared_on": signed},
            {"name": "马晓红", "role": "member", "unit": "法务部", "speciality": "legal", "declared_on": signed},
        ),
    )  # fmt: skip
    case.approve(Stage.INVESTIGATION, case.day(30), "responsible")
    case.file("plan", "核查工作方案", case.day(30))
    case.take("approve_plan")


def inquire(case: Desk) -> None:
    """Two 核查措施, each by two people; the kinds go round."""
    rows = [
        {
            "kind": _INQUIRIES[(case.at + turn) % len(_INQUIRIES)],
            "object": "相关部门及人员",
            "done_on": case.day(40 + turn),
            "first_by": "高志远",
            "second_by": "马晓红",
            "summary": "就审批过程和资金去向了解情况（虚构）",
            "archive_place": case.place(),
        }
        for turn in (0, 3)
    ]
    case.add_all(InquiryAct, rows)


def establish(case: Desk, *, body: bool = False, exempt: bool = False) -> None:
    """定损、定性、定责: three linked conclusions; a body as object, or the persons of the clue."""
    found = case.day(60)
    shares = (("direct", 60), ("indirect", 20), ("contingent", 10))[: 2 if case.at % 4 else 3]
    lines = case.add_all(
        Loss,
        [
            {
                "item": words.LOSS_ITEMS[kind],
                "kind": kind,
                "amount": case.loss * share // 100,
                "identified_on": found,
                "enterprise": case.clue.enterprises[0],
                "evidence": ("professional", "internal"),
            }
            for kind, share in shares
        ],
    )
    act = case.add(
        Violation, item="未按规定履行审批和监管程序", facts="未审先办，事后补签（虚构）。", identified_on=found,
        basis="本企业相关管理办法第12条（虚构）", duty=("omitted", "wrong")[case.at % 2],
        situations=case.clue.situations, category=case.clue.category,
    )  # fmt: skip
    loss = case.add(
        LossFinding, item="本案资产损失", violations=(act,), losses=tuple(lines), basis="专项审计报告（虚构）",
        identified_on=found, loss_class=case.clue.loss_class, consequence_class=case.clue.consequence_class,
        evaluation="或有损失评估报告（虚构）" if len(shares) > 2 else "",
        governing_class=case.clue.consequence_class or case.clue.loss_class or "general",
        governing_reason="本市损失标准尚未录入，参照46号令并按本市办法原文认定（虚构）",
    )  # fmt: skip
    choose_basis(case)
    if body:
        case.kept["body"] = case.add(
            LiableBody, name="投资决策委员会", enterprise=case.clue.enterprises[0], liability="leadership",
            facts="集体决策失误（虚构）。",
        )  # fmt: skip
        case.add_all(
            BodyMember,
            [
                {
                    "body": case.kept["body"],
                    "name": name,
                    "post": post,
                    "attitude": vote,
                    "minutes": "虚构纪要第3页",
                }
                for name, post, vote in words.MEMBERS
            ],
        )
        return
    _hold_liable(case, act, loss, exempt=exempt)


def choose_basis(case: Desk) -> None:
    """适用规则: the city's measure, whose text lies in the file; a case taken over late chooses it at 处理."""
    if "basis" not in case.kept:
        case.kept["basis"] = case.add(
            RuleBasis, pack="local", act_on=case.day(-400), chosen_by="周敏", chosen_on=case.day(60),
            reason="本市办法原文存于案卷，规则库尚未录入（虚构）",
        )  # fmt: skip


def _hold_liable(case: Desk, act: str, loss: str, *, exempt: bool) -> None:
    entries = case.office.book.dictionary("exemption").entries()
    for place, person in enumerate(case.clue.persons):
        case.kept[person] = case.add(
            LiablePerson,
            person=person,
            post_then=words.POSTS[(case.at + place) % len(words.POSTS)],
            employment_then=("serving", "retired", "left", "transferred")[(case.at + place) % 4],
            liability=_LIABILITIES[(case.at + place) % 3],
            facts="未按规定履行职责（虚构）。",
            identified_on=case.day(60),
            violations=(act,),
            loss_findings=(loss,),
            post_kind=("staff", "deputy", "principal")[(case.at + place) % 3],
            exempted=(entries[0].code,) if exempt and place == 0 else (),
        )
        if exempt and place == 0:
            _review_exemption(case, case.kept[person], entries[0].code)


def _review_exemption(case: Desk, liable: str, kind: str) -> None:
    """免责审查: every condition answered 是 with where it shows."""
    asked = questions(case.office.book, kind)
    case.add_all(
        ExemptionAnswer,
        [
            {"liable": liable, "question": one.code, "met": True, "evidence": "审查材料第5页（虚构）"}
            for one in asked
        ],
    )


def hear(case: Desk) -> None:
    """听取意见 of the enterprise and of everybody found liable; silence and refusal in their lawful forms."""
    sent, due = case.day(62), case.day(65)
    rows: list[dict[str, Any]] = [{"object": "被核查企业", "sent_on": sent, "outcome": "agreed"}]
    for place, person in enumerate(one for one in case.clue.persons if one in case.kept):
        outcome = _HEARINGS[(case.at + place) % len(_HEARINGS)]
        rows.append(
            {
                "object": case.name(person),
                "person": person,
                "sent_on": sent,
                "due_on": due,
                "outcome": outcome,
                "answered_on": due if outcome in ("agreed", "objected") else None,
                "opinion": "对金额认定有异议（虚构）" if outcome == "objected" else "",
                "adopted": "已复核，金额不变（虚构）" if outcome == "objected" else "",
                "proof": "邮单号 0000（虚构）" if outcome == "silent" else "",
                "witness": "林静" if outcome == "refused" else "",
            }
        )
    case.add_all(Hearing, rows)


def report(case: Desk, conclusion: str = "") -> None:
    """核查报告 with legal review and approval; the move is the story's."""
    drafted = case.day(68)
    if conclusion != "disproved":
        case.add(LegalReview, subject="report", department="法务部", reviewed_on=drafted, result="passed")
    case.add(
        InvestigationReport, conclusion=conclusion or ("partly" if case.at % 5 == 4 else "established"),
        reported_on=case.day(70), needs_discipline=False, background=case.clue.summary, process="查账、谈话、函询",
        findings="未按规定履行审批和监管程序（虚构）" if conclusion != "disproved" else "反映的问题不属实（虚构）",
    )  # fmt: skip
    case.approve(Stage.INVESTIGATION, case.day(70), "leading_body")
    case.file("loss_report", "资产损失情况核查报告", case.day(70))


def investigate(case: Desk, *, body: bool = False, exempt: bool = False) -> None:
    """The whole of 核查, to the beginning of 处理."""
    if case.clue.opened_on is None:
        plan(case)
    inquire(case)
    establish(case, body=body, exempt=exempt)
    hear(case)
    report(case)
    case.take("finish_investigation")


# --- 处理 ---------------------------------------------------------------------------------------------------


def lay_on(
    case: Desk, decision: str, liable: str | None, kinds: Sequence[str], *, body: str | None = None
) -> str:
    """A handling of these kinds, with what each kind needs."""
    roots = {case.office.book.dictionary("handling").root_of(kind).code for kind in kinds}
    ban_from = case.day(80)
    uid = case.add(
        Handling,
        decision=decision,
        liable=liable,
        body=body,
        kinds=tuple(kinds),
        deduction=2_000_000 + case.at * 1_000 if "pay" in roots else None,
        deduction_year=case.day(80).year if "pay" in roots else None,
        ban_from=ban_from if "ban" in roots else None,
        ban_to=ban_from.replace(year=ban_from.year + 3, day=min(ban_from.day, 28))
        if "ban" in roots
        else None,
        competent="有权机关处分决定（虚构）" if roots & {"party", "sanction"} else "",
    )
    case.kept.setdefault("handling", uid)
    case.kept[f"kinds.{uid}"] = "、".join(kinds)
    return uid


def resolve(case: Desk, kind: str = "decision", after: int = 80, **more: Any) -> str:
    """A decision document of its own number."""
    number = f"虚运责〔{case.day(after).year}〕{case.at + 1}号" + ("" if after == 80 else "（变更）")
    uid = case.add(
        Decision, kind=kind, number=number, maker=words.OWN, body="party_committee", decided_on=case.day(after),
        facts="未按规定履行审批和监管程序（虚构）。", basis="本企业责任追究办法第20条（虚构）",
        archive_place=case.place(), appeal_level="superior", appeal_body=words.PARENT, **more,
    )  # fmt: skip
    case.kept.setdefault("decision", uid)
    return uid


def serve(case: Desk, decision: str, recipient: str, after: int = 82, method: str = "") -> None:
    """送达 by one of the lawful kinds."""
    chosen = method or _SERVICES[case.at % len(_SERVICES)]
    case.add(
        Service, decision=decision, recipient=recipient, method=chosen, served_on=case.day(after), server="李文海",
        second_server="马晓红", signed_by=recipient if chosen == "direct" else "",
        refusal="拒绝签收（虚构）" if chosen == "left" else "", witness="林静" if chosen == "left" else "",
        proof="邮单、公告版面或委托书（虚构）" if chosen in ("post", "notice", "entrusted") else "",
    )  # fmt: skip


def approve_decision(case: Desk) -> None:
    """The measure, legal review, the four bodies and the paper in the file."""
    choose_basis(case)
    case.add(LegalReview, subject="decision", department="法务部", reviewed_on=case.day(79), result="amended")
    case.approve(Stage.DISPOSITION, case.day(80), "hr", "responsible", "leading_body", "party_committee")
    case.file("decision", "处理决定", case.day(80))


def decide(case: Desk, kinds: Sequence[Sequence[str]] = (), *, body: bool = False) -> None:
    """处理 of everybody found liable, served; on to 整改."""
    laid = kinds or (words.KINDS[case.at % len(words.KINDS)],)
    decision = resolve(case)
    if body:
        lay_on(case, decision, None, laid[0], body=case.kept["body"])
        serve(case, decision, "投资决策委员会")
    for place, person in enumerate(one for one in case.clue.persons if one in case.kept):
        lay_on(case, decision, case.kept[person], laid[place % len(laid)])
        serve(case, decision, case.name(person))
    approve_decision(case)
    case.take("decide")


# --- 整改、销号 ------------------------------------------------------------------------------------------------


def notify(case: Desk) -> str:
    """整改通知 with one item and its measure; returns the item."""
    notice = case.add(
        RectificationNotice, number=f"虚运改〔{case.day(85).year}〕{case.at + 1}号", due_on=case.day(150),
        enterprise=case.clue.enterprises[0], issued_on=case.day(85), content="内控制度执行不到位（虚构）",
        suggestion="限期整改，完善制度（虚构）", issued_by="郑德明",
    )  # fmt: skip
    item = case.add(
        RectificationItem, notice=notice, item="完善审批和资金管理", responsible="孙经理", due_on=case.day(150),
        kind=("at_once", "overall", "special")[case.at % 3], state="ongoing",
    )  # fmt: skip
    case.kept["item"] = item
    case.add(
        Measure, item=item, measure="修订制度并组织培训", responsible="孙经理", planned_on=case.day(140), state="done",
        done_on=case.day(118),
    )  # fmt: skip
    return item


def mended(case: Desk, item: str, back: int) -> None:
    """The item done, its rules named, its amount told, accepted by somebody else."""
    held = load(case.office.clerk, RectificationItem, item)
    done = replace(
        held,
        state="done",
        done_on=case.day(120),
        evidence_place=case.place(),
        recovered=back,
        result="已整改",
    )
    change(case.office.clerk, done)
    case.add(
        RuleChange, item=item, kind=_RULES[case.at % 4], name="业务审批和资金管理办法（虚构）",
        number=f"虚运制〔{case.day(118).year}〕{case.at + 1}号", published_on=case.day(118),
    )  # fmt: skip
    case.add(
        RectificationAcceptance, item=item, checked_by="周敏", checked_on=case.day(125), result="passed",
        method=("papers", "site", "both")[case.at % 3], opinion="整改到位（虚构）",
    )  # fmt: skip


def mend(case: Desk) -> None:
    """整改 and recovery, to the beginning of 销号."""
    item = notify(case)
    back = case.loss * 25 // 100
    case.add(
        Recovery, kind=_RECOVERIES[case.at % 5], amount=back, recovered_on=case.day(110), note="演示数据"
    )
    mended(case, item, back)
    case.take("finish_rectification")


def carry_out(case: Desk) -> None:
    """Every kind of every handling carried out; bans go on the long-term list."""
    for key, kinds in [(key, text) for key, text in case.kept.items() if key.startswith("kinds.")]:
        handling = key.removeprefix("kinds.")
        rows = [
            {
                "handling": handling,
                "kind": kind,
                "state": "done",
                "done_on": case.day(130),
                "amount": 2_000_000 + case.at * 1_000 if kind.startswith("pay") else None,
                "proof": "执行凭证（虚构）",
            }
            for kind in kinds.split("、")
            if not kind.startswith("ban")
        ]
        if rows:
            case.add_all(Execution, rows)
        if "ban" in kinds:
            follow(case, "ban", "禁入限制执行情况", handling)


def follow(case: Desk, kind: str, matter: str, handling: str | None = None) -> None:
    """A line of the 长期执行跟踪清单."""
    case.add(
        LongTermItem, kind=kind, matter=matter, handling=handling, owner="李文海",
        due_on=case.office.today + timedelta(days=60 + case.at), progress="按期核对（虚构）",
    )  # fmt: skip


def ask_to_close(case: Desk, kind: str, after: int = 145) -> None:
    """反馈来源, 销号申请 and its approval; the superior's consent where the clue came from above."""
    case.add(SourceReply, receiver="线索来源单位", replied_on=case.day(after), content="办理结果（虚构）")
    triage = case.clue.from_superior or case.kept.get("supervised")
    case.add(
        Closure, kind=kind, concluded_on=case.day(after), closed_on=case.day(after + 5), method="papers",
        note="经核对，可以销号（虚构）", examined_on=case.day(after + 2),
        consent_number=f"虚构市国资函〔{case.day(after).year}〕{case.at + 1}号" if triage else "",
        consent_on=case.day(after + 4) if triage else None,
    )  # fmt: skip
    case.approve(Stage.CLOSURE, case.day(after + 4), "responsible")


def close(case: Desk, kind: str = "rectified", after: int = 145) -> None:
    """销号, confirmed by the reviewer."""
    carry_out(case)
    ask_to_close(case, kind, after)
    case.take("close", case.office.reviewer)
