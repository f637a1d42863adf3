"""One invented case entered as an office enters it, stage by stage, through the services. Not a line of it is real."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from zhuize_desktop.domain.gates.approvals import MEETING
from zhuize_desktop.domain.records import (
    Acceptance,
    Approval,
    Closure,
    Clue,
    Decision,
    DossierEntry,
    Execution,
    Handling,
    Hearing,
    InquiryAct,
    InvestigationPlan,
    InvestigationReport,
    LegalReview,
    LiablePerson,
    Loss,
    LossFinding,
    Person,
    PreliminaryCheck,
    Recovery,
    RectificationAcceptance,
    RectificationItem,
    RectificationNotice,
    RuleBasis,
    Service,
    SourceReply,
    TeamMember,
    Triage,
    User,
    Violation,
)
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.viewer import viewer_of
from zhuize_desktop.services import clues, directory, records
from zhuize_desktop.services.approvals import confirm_approval
from zhuize_desktop.services.dossier import next_step, read_case
from zhuize_desktop.services.steps import explain_gate, take_step

#: The clue is reported this long before the clock's day, so that every later day has come.
FIRST = date(2026, 2, 2)


def day(after: int) -> date:
    return FIRST + timedelta(days=after)


@dataclass
class WholeCase:
    """A case in one session of the clerk; ``closer`` confirms what the clerk must not."""

    session: Any
    clue: str = ""
    made: dict[str, str] = field(default_factory=dict)

    # --- small change ---

    def add(self, record: type, **values: Any) -> str:
        uid = records.add(self.session, record, {"clue": self.clue, **values}).value.uid
        self.made[record.__name__] = uid
        return uid

    def enter_approval(self, step: Stage, body: str, on: date) -> str:
        """An 审批件 that nobody has confirmed yet: by a meeting where it is a body that meets."""
        meets = body in MEETING
        return self.add(
            Approval, step=step, form="meeting" if meets else "signature", body=body, approver="郑德明",
            minutes_number="虚构纪要〔2026〕3号" if meets else "", decided_on=on, result="approved",
            archive_place="2026年第3卷第12页",
        )  # fmt: skip

    def approve(self, step: Stage, body: str, on: date) -> str:
        """An 审批件, confirmed by somebody else."""
        uid = self.enter_approval(step, body, on)
        self.confirm(uid)
        return uid

    def confirm(self, approval: str) -> None:
        """Confirm an 审批件 as another user of the ledger who may."""
        own = self.session.viewer
        users = records.list_records(self.session, User)
        other = next(
            one for one in users if one.uid != own.user and {Role.REVIEWER, Role.SIGNER} & set(one.roles)
        )
        viewer = viewer_of(other, own.enterprise, own.today)
        confirm_approval(replace(self.session, viewer=viewer), approval)

    def file(self, kind: str, title: str) -> None:
        self.add(DossierEntry, kind=kind, title=title, volume="2026-03", pages="1—9")

    def go(self, session: Any = None) -> Clue:
        """Take the way forward, with an explanation for every 核实."""
        actor = session or self.session
        case = read_case(actor, self.clue)
        step = next_step(case)
        assert step.move is not None
        for state in step.states:
            if state.mark.value == "核实":
                explain_gate(
                    self.session, self.clue, step.move.code, state.gate.code, "本单位只有一名经办人。"
                )
        case = read_case(actor, self.clue)
        return take_step(actor, self.clue, step.move.code, case.clue.version).value

    # --- the stages ---

    def register(self, **more: Any) -> None:
        own = self.session.viewer.enterprise
        self.person = directory.add_person(
            self.session, {"name": "陈思源", "enterprise": own, "cadre_authority": "enterprise_committee"}
        ).value.uid
        values = {
            "source_kind": "audit.special",
            "reported_on": FIRST,
            "enterprises": (own,),
            "category": "procurement",
            "summary": "预付货款逾期未收回，合同审查未按规定办理",
            "realtime_scope": False,
            "realtime_reason": "损失未达较大以上",
            "handler": self.session.viewer.user,
            "persons": (self.person,),
        }
        category = self.session.rulebook().dictionary("violation_category").entries()[2].code
        self.clue = clues.register_clue(self.session, values | {"category": category} | more).value.uid

    def accept(self) -> None:
        self.add(Acceptance, opinion="accept", reason="属于受理范围", decided_on=day(2), receiver="周敏")
        self.approve(Stage.INTAKE, "responsible", day(2))
        self.go()

    def check(self) -> None:
        self.add(
            PreliminaryCheck, content="预付货款的审批和合同", result="基本属实", needs_pursuit=True, proposed="direct",
            reported_on=day(20), organisation="审计部二人",
        )  # fmt: skip
        self.approve(Stage.PRELIMINARY_CHECK, "responsible", day(20))
        self.file("preliminary_report", "初步核实报告")
        self.go()

    def triage(self, way: str = "direct", **more: Any) -> None:
        self.add(Triage, disposition=way, opinion="由本单位直接核查", decided_on=day(25), **more)
        self.approve(Stage.TRIAGE, "leading_body", day(25))
        self.go()

    def plan(self) -> None:
        self.add(InvestigationPlan, content="逐笔核查", schedule="三个月", approved_on=day(30))
        self.add(TeamMember, name="高志远", role="leader", unit="审计部", declared_on=day(30))
        self.add(TeamMember, name="马晓红", role="member", unit="法务部", declared_on=day(30))
        self.approve(Stage.INVESTIGATION, "responsible", day(30))
        self.file("plan", "核查工作方案")
        self.go()

    def investigate(self) -> None:
        self.add(
            InquiryAct, kind="talk", object="陈思源", done_on=day(40), first_by="高志远", second_by="马晓红"
        )
        line = self.add(Loss, item="预付货款", kind="direct", amount=120_000_000, identified_on=day(60))
        act = self.add(Violation, item="违规预付", facts="未审先付", basis="本企业采购办法第12条（虚构）")
        found = self.add(
            LossFinding, item="预付货款损失", violations=(act,), losses=(line,), basis="专项审计报告",
            identified_on=day(60), governing_class="general", governing_reason="参照46号令认定",
        )  # fmt: skip
        self.add(
            RuleBasis, pack="local", chosen_by="周敏", chosen_on=day(60), act_on=day(0),
            reason="本市办法原文在案卷第3页",
        )  # fmt: skip
        self.liable = self.add(
            LiablePerson, person=self.person, liability="direct", facts="经办并签批", violations=(act,),
            loss_findings=(found,),
        )  # fmt: skip
        self.add(Hearing, object="虚构运输集团有限公司", sent_on=day(62), outcome="agreed")
        self.add(
            Hearing, object="陈思源", person=self.person, sent_on=day(62), outcome="objected", opinion="金额有异议",
            adopted="已复核，金额不变",
        )  # fmt: skip
        self.add(LegalReview, subject="report", department="法务部", reviewed_on=day(68), result="passed")
        self.add(
            InvestigationReport, conclusion="established", reported_on=day(70), needs_discipline=False,
            background="采购业务", process="查账、谈话", findings="违规预付货款",
        )  # fmt: skip
        self.approve(Stage.INVESTIGATION, "leading_body", day(70))
        self.file("loss_report", "资产损失情况核查报告")
        self.go()

    def decide(self) -> None:
        decision = self.add(
            Decision, number="虚运责〔2026〕1号", maker="虚构运输集团有限公司", body="party_committee",
            decided_on=day(80), facts="违规预付货款", basis="本企业责任追究办法第20条（虚构）",
            appeal_level="superior", appeal_body="虚构集团有限公司",
        )  # fmt: skip
        self.handling = self.add(
            Handling, decision=decision, liable=self.liable, kinds=("criticism.circular", "pay.performance"),
            deduction=3_000_000, deduction_year=2026,
        )  # fmt: skip
        self.add(
            Service, decision=decision, recipient="陈思源", method="direct", served_on=day(82), server="李文海",
            signed_by="陈思源",
        )  # fmt: skip
        self.add(LegalReview, subject="decision", department="法务部", reviewed_on=day(79), result="passed")
        for body in ("hr", "responsible", "leading_body", "party_committee"):
            self.approve(Stage.DISPOSITION, body, day(80))
        self.file("decision", "处理决定")
        self.go()

    def rectify(self) -> None:
        own = self.session.viewer.enterprise
        notice = self.add(
            RectificationNotice,
            number="虚运改〔2026〕1号",
            enterprise=own,
            issued_on=day(85),
            due_on=day(150),
        )
        item = self.add(
            RectificationItem, notice=notice, item="修订采购付款办法", responsible="孙经理", due_on=day(150),
            state="done", done_on=day(120), evidence_place="2026-03卷30页",
        )  # fmt: skip
        self.add(RectificationAcceptance, item=item, checked_by="周敏", checked_on=day(125), result="passed")
        self.add(Recovery, kind="cash", amount=50_000_000, recovered_on=day(110))
        self.go()

    def conclude(self) -> None:
        """Everything 销号 asks for, up to the confirmation."""
        for kind, amount in (("criticism.circular", None), ("pay.performance", 3_000_000)):
            self.add(
                Execution, handling=self.handling, kind=kind, state="done", done_on=day(130), amount=amount
            )
        self.add(SourceReply, receiver="审计机构", replied_on=day(140), content="已办结")
        self.add(Closure, kind="rectified", concluded_on=day(145), closed_on=day(150), note="整改到位")
        self.approve(Stage.CLOSURE, "responsible", day(149))

    def until(self, stage: Stage) -> WholeCase:
        """Registered and worked up to the beginning of ``stage``."""
        ways = (
            (Stage.PRELIMINARY_CHECK, self.accept),
            (Stage.TRIAGE, self.check),
            (Stage.INVESTIGATION, self.triage),
            (Stage.DISPOSITION, lambda: (self.plan(), self.investigate())),
            (Stage.RECTIFICATION, self.decide),
            (Stage.CLOSURE, self.rectify),
        )
        self.register()
        for reached, work in ways:
            if reached.order <= stage.order:
                work()
        return self


def users(session: Any) -> dict[str, str]:
    return {one.login: one.uid for one in records.list_records(session, User)}


__all__ = ["FIRST", "Person", "WholeCase", "day", "users"]
