"""One invented case in plain values with everything that every gate asks for; a test takes away one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.filled_rules import filled, filled_book
from zhuize_desktop.domain.case import Case, Laid
from zhuize_desktop.domain.judging.liability import questions
from zhuize_desktop.domain.records import (
    Acceptance,
    Appeal,
    Approval,
    Closure,
    Clue,
    Decision,
    DossierEntry,
    Enterprise,
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
    Loss,
    LossFinding,
    Measure,
    Person,
    PreliminaryCheck,
    Preservation,
    Record,
    Recovery,
    RectificationAcceptance,
    RectificationItem,
    RectificationNotice,
    RuleBasis,
    SanctionCase,
    Service,
    SourceReply,
    Suspension,
    TeamMember,
    Transfer,
    Triage,
    Violation,
)
from zhuize_desktop.domain.stages import Stage

if TYPE_CHECKING:
    from zhuize_desktop.domain.one_event import Matter
    from zhuize_desktop.domain.rulebook import RuleBook

FIRST = date(2026, 1, 5)
TODAY = date(2026, 11, 20)
#: Which approvals a case collects on its way.
APPROVALS = (
    (Stage.INTAKE, "responsible"),
    (Stage.PRELIMINARY_CHECK, "responsible"),
    (Stage.TRIAGE, "leading_body"),
    (Stage.INVESTIGATION, "responsible"),
    (Stage.INVESTIGATION, "leading_body"),
    (Stage.DISPOSITION, "hr"),
    (Stage.DISPOSITION, "responsible"),
    (Stage.DISPOSITION, "leading_body"),
    (Stage.DISPOSITION, "party_committee"),
    (Stage.CLOSURE, "responsible"),
)
#: The day each step left on the clue.
DAYS = {
    "accepted_on": 2,
    "checked_on": 20,
    "triaged_on": 25,
    "opened_on": 30,
    "investigated_on": 70,
    "decided_on": 80,
    "rectified_on": 125,
}
#: The days that stand on a clue when it begins a stage.
DONE_BEFORE = {
    Stage.INTAKE: 0,
    Stage.PRELIMINARY_CHECK: 1,
    Stage.TRIAGE: 2,
    Stage.INVESTIGATION: 3,
    Stage.DISPOSITION: 5,
    Stage.RECTIFICATION: 6,
    Stage.CLOSURE: 7,
}


def day(after: int) -> date:
    return FIRST + timedelta(days=after)


def make(record: type[Record], uid: str, **values: Any) -> Any:
    return record(uid=uid, owner_enterprise="e", clue="c", **values)  # type: ignore[call-arg]


def everything() -> tuple[Record, ...]:
    text = {"archive_place": "2026年第3卷第12页"}
    return (
        make(Acceptance, "acceptance", opinion="accept", reason="属于受理范围", decided_on=day(2)),
        make(
            PreliminaryCheck, "check", content="预付货款", result="属实", needs_pursuit=True, proposed="direct",
            reported_on=day(20),
        ),
        make(Triage, "triage", disposition="direct", opinion="直接核查", decided_on=day(25)),
        make(Transfer, "transfer", kind="discipline", receiver="纪委", sent_on=day(26), receipt_on=day(27)),
        make(InvestigationPlan, "plan", content="逐笔", schedule="三个月", approved_on=day(30)),
        make(TeamMember, "leader", name="高志远", role="leader", unit="审计部", declared_on=day(30), user="u1"),
        make(TeamMember, "member", name="马晓红", unit="法务部", declared_on=day(30)),
        make(
            InquiryAct, "act", kind="talk", object="陈思源", done_on=day(40), first_by="高志远",
            second_by="马晓红",
        ),
        make(
            Suspension, "pause", cause="等待", from_on=day(41), approver="郑德明", approved_on=day(41),
            review_on=day(60), resumed_on=day(50),
        ),
        make(Loss, "loss", item="预付货款", amount=100_00, identified_on=day(60)),
        make(Violation, "violation", item="违规预付", facts="未审先付", basis="办法第12条（虚构）"),
        make(
            LossFinding, "finding", item="损失", violations=("violation",), losses=("loss",), basis="审计",
            identified_on=day(60), governing_class="general",
        ),
        make(
            RuleBasis, "basis", pack="local", chosen_by="周敏", chosen_on=day(60), act_on=day(-300),
        ),
        make(LiablePerson, "liable", person="p1", liability="direct", facts="经办", violations=("violation",)),
        make(LiableBody, "body", name="经理办公会", facts="集体决策"),
        make(Hearing, "heard_unit", object="虚构运输", sent_on=day(62), outcome="agreed"),
        make(Hearing, "heard", object="陈思源", person="p1", sent_on=day(62), outcome="agreed"),
        make(
            LegalReview, "law_report", subject="report", department="法务部", reviewed_on=day(68), result="passed"
        ),
        make(
            InvestigationReport, "report", conclusion="established", reported_on=day(70), needs_discipline=True,
            background="采购", process="查账", findings="违规",
        ),
        make(
            Decision, "decision", number="虚〔2026〕1号", maker="虚构运输", body="party_committee",
            decided_on=day(80), facts="违规", basis="办法第20条（虚构）", appeal_level="superior",
            appeal_body="虚构集团",
        ),
        make(
            Handling, "handling", decision="decision", liable="liable", deduction=30_00, competent="虚纪〔2026〕2号",
            performance_base=100_00, performance_percent=30, deduction_year=2026,
            kinds=("pay.performance", "sanction.warning"),
        ),
        make(Handling, "handled_body", decision="decision", body="body", kinds=("criticism.circular",)),
        make(
            SanctionCase, "sanction", person="p1", approved_on=day(75), decided_on=day(80), sanction="P1",
            received_on=day(82),
        ),
        make(
            LegalReview, "law_decision", subject="decision", department="法务部", reviewed_on=day(79),
            result="passed",
        ),
        make(
            Service, "service", decision="decision", recipient="陈思源", method="direct", served_on=day(82),
            server="李文海", signed_by="陈思源",
        ),
        make(
            Appeal, "appeal", appellant="陈思源", filed_on=day(90), grounds="金额", result="upheld",
            decided_on=day(100),
        ),
        make(
            RectificationNotice, "notice", number="虚改〔2026〕1号", enterprise="e", issued_on=day(85),
            due_on=day(150),
        ),
        make(
            RectificationItem, "item", item="修订办法", responsible="孙经理", due_on=day(150), state="done",
            done_on=day(120), evidence_place="3卷30页",
        ),
        make(Measure, "measure", item="item", measure="修订", responsible="孙经理", state="done"),
        make(RectificationAcceptance, "passed", item="item", checked_by="周敏", checked_on=day(125), result="passed"),
        make(Recovery, "recovery", kind="cash", amount=60_00),
        make(Execution, "paid", handling="handling", kind="pay.performance", state="done", amount=30_00),
        make(Execution, "warned", handling="handling", kind="sanction.warning", state="done"),
        make(Execution, "told", handling="handled_body", kind="criticism.circular", state="done"),
        make(Preservation, "preservation", kind="pay", object="陈思源", from_on=day(40), lifted_on=day(130)),
        make(SourceReply, "reply", receiver="审计机构", replied_on=day(140), content="已办结"),
        make(
            Closure, "closure", kind="rectified", concluded_on=day(145), closed_on=day(150), note="到位",
            consent_number="虚集〔2026〕9号", consent_on=day(148), asked_by="u1",
        ),
        *(
            make(DossierEntry, f"paper_{kind}", kind=kind, title=kind, volume="3")
            for kind in ("preliminary_report", "plan", "loss_report", "decision")
        ),
        *(
            make(
                Approval, f"{step.value}.{body}", step=step, body=body, result="approved", decided_on=day(2),
                entered_by="u1", confirmed_by="u2", **text,
            )
            for step, body in APPROVALS
        ),
    )  # fmt: skip


class GoodCase:
    """The whole case as it stands at the beginning of a stage; ``user`` is nobody who worked on it."""

    def __init__(self, book: RuleBook, stage: Stage, *, opened: bool = True) -> None:
        names = list(DAYS)[: DONE_BEFORE[stage]]
        if stage is Stage.INVESTIGATION and opened:
            names.append("opened_on")
        left: dict[str, Any] = {name: day(DAYS[name]) for name in names}
        self._clue = Clue(
            uid="c", owner_enterprise="e", number="XS-1", stage=stage, handler="u1", realtime_scope=False,
            realtime_reason="未达较大", from_superior=True, enterprises=("e",), loss_class="general", **left,
        )  # fmt: skip
        self._book = book
        self._records = {one.uid: one for one in everything()}
        self._user = "u2"
        self._name = "吴审核"
        self._left: frozenset[str] = frozenset()
        self._enterprise = Enterprise(uid="e", owner_enterprise="e", name="虚构运输", level=2)
        self._person = Person(
            uid="p1",
            owner_enterprise="e",
            name="陈思源",
            enterprise="e",
            cadre_authority="enterprise_committee",
        )
        self._others: dict[str, Enterprise] = {}
        self._elsewhere: tuple[Laid, ...] = ()
        self._matters: dict[str, Matter] = {}
        self._confirmers: dict[str, str] = {}

    def confirmed_by_any(self, **names: str) -> GoodCase:
        """With users who may confirm an 审批件, by uid."""
        self._confirmers = names
        return self

    def by(self, user: str) -> GoodCase:
        """Looked at by another user."""
        self._user = user
        return self

    def called(self, name: str) -> GoodCase:
        """Looked at by a user of that name."""
        self._name = name
        return self

    def left_team(self, *users: str) -> GoodCase:
        """With users who were taken out of the team."""
        self._left = frozenset(users)
        return self

    def enterprise(self, **values: Any) -> GoodCase:
        """With other values on the enterprise, whose ledger it is too."""
        self._enterprise = replace(self._enterprise, **values)
        return self

    def employed(self, level: int | None, *parents: tuple[str, int]) -> GoodCase:
        """With the person at another enterprise, of that 级次; ``parents``: those above it, ``e`` the own."""
        line = [("e9", level), *parents]
        above = [uid for uid, _ in parents]
        self._others = {
            uid: Enterprise(uid=uid, owner_enterprise="e", name=f"虚构{uid}公司", level=known, parent=parent)
            for (uid, known), parent in zip(line, [*above, None], strict=True)
            if uid != "e"
        }
        return self.person(enterprise="e9")

    def person(self, **values: Any) -> GoodCase:
        """With other values on the person."""
        self._person = replace(self._person, **values)
        return self

    def unsure(self) -> GoodCase:
        """Under a measure that does not say which law holds for old acts."""
        kept = [one for one in filled().model_dump()["parameters"] if one["code"] != "transition"]
        self._book = filled_book(parameters=kept)
        return self

    def exempted(self, kind: str, *, no: str = "") -> GoodCase:
        """With an exemption of that kind, every condition answered 是 but ``no``."""
        self.put("liable", exempted=(kind,))
        for question in questions(self._book, kind):
            self.plus(
                ExemptionAnswer,
                liable="liable",
                question=question.code,
                met=question.code != no,
                evidence="材料3页",
            )
        return self

    def second_loss(self, amount: int) -> GoodCase:
        """With one more line of loss, in a finding of its own."""
        self._records["loss2"] = make(Loss, "loss2", item="其余", amount=amount, identified_on=day(60))
        self._records["finding2"] = replace(
            self._records["finding"], uid="finding2", losses=("loss2",), governing_class="larger"
        )
        return self

    def admonished(self, on: date) -> GoodCase:
        """With a 诫勉 of the same person in another case."""
        found = make(Handling, "h8", kinds=("criticism.admonition",))
        self._elsewhere = (*self._elsewhere, Laid("p1", "c8", "XS-8", on, found))
        return self

    def elsewhere(self, year: int, percent: int) -> GoodCase:
        """With a handling of the same person in another case."""
        found = make(Handling, "h9", performance_percent=percent, deduction_year=year)
        self._elsewhere = (*self._elsewhere, Laid("p1", f"c{len(self._elsewhere)}", "XS-9", day(0), found))
        return self

    def about(self, **matters: Matter) -> GoodCase:
        """With what this clue (``c``) and others are about."""
        self._matters = matters
        return self

    def clue(self, **values: Any) -> GoodCase:
        """With other values on the clue."""
        self._clue = replace(self._clue, **values)
        return self

    def put(self, uid: str, **values: Any) -> GoodCase:
        """With other values in one record."""
        self._records[uid] = replace(self._records[uid], **values)
        return self

    def drop(self, *uids: str) -> GoodCase:
        """Without some records."""
        for uid in uids:
            del self._records[uid]
        return self

    def plus(self, record: type[Record], **values: Any) -> GoodCase:
        """With one more record."""
        uid = f"more{len(self._records)}"
        self._records[uid] = make(record, uid, **values)
        return self

    @property
    def last(self) -> str:
        """Identity of the record that was entered last."""
        return list(self._records)[-1]

    def emptied(self) -> GoodCase:
        """With nothing but the clue."""
        self._records = {}
        return self

    def case(self) -> Case:
        """As a value."""
        held: dict[type[Record], tuple[Record, ...]] = {}
        for one in self._records.values():
            held[type(one)] = (*held.get(type(one), ()), one)
        names = {"p1": "陈思源", self._user: self._name}
        return Case(
            self._clue, self._book, TODAY, held, self._user, names, self._left,
            {"p1": self._person}, {"e": self._enterprise, **self._others}, "e", self._elsewhere,
            matters=self._matters, confirmers=self._confirmers,
        )  # fmt: skip
