"""Rows for every gate: with everything there it stands at 齐, without one thing at 缺 or 核实."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from domain.filled_rules import WAN, entry, filled, filled_book
from domain.whole_case import GoodCase, day
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.errors import UserError
from zhuize_desktop.domain.fields import columns
from zhuize_desktop.domain.gates import GateMark, gate_states, gates_before
from zhuize_desktop.domain.gates.approvals import BODIES, DICTIONARY, check_asked, stage_of
from zhuize_desktop.domain.one_event import Matter
from zhuize_desktop.domain.records import (
    BY_NAME,
    Appeal,
    Approval,
    BodyMember,
    Decision,
    DossierEntry,
    Execution,
    Extension,
    Handling,
    LegalReview,
    LiablePerson,
    LongTermItem,
    Loss,
    OutsideDecision,
    RectificationAcceptance,
    Recusal,
    SanctionCase,
    SanctionReview,
    Service,
    StageStep,
)
from zhuize_desktop.domain.rulebook import LOCAL_PACK, LocalChanges
from zhuize_desktop.domain.rules import Entry
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.domain.tracks import SHEETS
from zhuize_desktop.domain.workflow import MOVES, move_of
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhuize_desktop.domain.case import Case
    from zhuize_desktop.domain.gates import GateState
    from zhuize_desktop.domain.rulebook import RuleBook

MISSING, VERIFY, DONE, HISTORIC = GateMark.MISSING, GateMark.VERIFY, GateMark.DONE, GateMark.HISTORIC
NOTHING = GateMark.NOTHING
BOOK = filled_book()
INTAKE, CHECK, TRIAGE, INVESTIGATION, DISPOSITION, RECTIFICATION, CLOSURE = Stage
DISCIPLINE = {
    "kind": "discipline",
    "maker": "纪委",
    "number": "虚纪〔2025〕1号",
    "decided_on": day(0),
    "facts": "属实",
    "archive_place": "第1卷",
}
#: A decision of the superior that lays nothing on anybody yet.
ABOVE = {
    "kind": "superior", "maker": "虚构控股集团有限公司", "number": "虚集〔2026〕3号", "decided_on": day(80),
}  # fmt: skip
NAMED = ABOVE | {"persons": ("p1",), "kinds": ("criticism.circular",)}

AFTER_OBSTACLE = {
    "step": Stage.DISPOSITION,
    "period": "sanction_review_filing",
    "from_on": date(2026, 4, 2),
    "approver": "郑德明",
    "approved_on": date(2026, 11, 10),
    "obstacle_ended_on": date(2026, 11, 2),
    "applied_on": date(2026, 11, 5),
}
PUT_OFF = {"step": Stage.INVESTIGATION, "reason": "复杂", "approver": "郑德明", "approved_on": day(20)}

APPEALED_ABOVE = {
    "kind": "superior",
    "number": "虚集〔2026〕3号",
    "persons": ("p1",),
    "kinds": ("criticism.circular",),
}
CHANGED = {"decision": "decision", "liable": "liable", "result": "changed"}
REVIEWED = {
    "sanction": "sanction",
    "kind": "review",
    "filed_on": day(90),
    "result": "upheld",
    "decided_on": day(110),
}
APPEALED_SANCTION = REVIEWED | {"kind": "appeal"}

#: Gate, move, stage, mark, and what makes it stand there when all else is as it should be.
Row = tuple[str, str, Stage, GateMark, "Callable[[GoodCase], GoodCase]"]
ROWS: tuple[Row, ...] = (
    ("Acceptance.form", "accept", INTAKE, MISSING, lambda one: one.drop("acceptance")),
    ("Acceptance.form", "by_sanction", INTAKE, MISSING, lambda one: one.put("acceptance", reason=" ")),
    ("Acceptance.form", "accept", INTAKE, MISSING, lambda one: one.put("acceptance", opinion="refuse")),
    ("Acceptance.form", "accept", INTAKE, MISSING, lambda one: one.put("acceptance", opinion="refer")),
    ("Acceptance.form", "accept", INTAKE, MISSING, lambda one: one.put("acceptance", opinion="")),
    ("accept.realtime", "accept", INTAKE, MISSING, lambda one: one.clue(realtime_scope=None)),
    ("accept.realtime", "accept", INTAKE, MISSING, lambda one: one.clue(realtime_reason="")),
    (
        "sanction.paper", "by_sanction", INTAKE, MISSING,
        lambda one: one.plus(OutsideDecision, **(DISCIPLINE | {"facts": ""})),
    ),
    (
        "sanction.paper", "by_sanction", INTAKE, MISSING,
        lambda one: one.plus(OutsideDecision, **(DISCIPLINE | {"archive_place": ""})),
    ),
    ("PreliminaryCheck.form", "finish_check", CHECK, MISSING, lambda one: one.put("check", needs_pursuit=None)),
    ("paper.preliminary_report", "finish_check", CHECK, MISSING, lambda one: one.drop("paper_preliminary_report")),
    (
        "paper.preliminary_report", "finish_check", CHECK, MISSING,
        lambda one: one.put("paper_preliminary_report", volume=""),
    ),
    ("Triage.form", "dispose", TRIAGE, MISSING, lambda one: one.drop("triage")),
    (
        "check.pursuit", "dispose_end", TRIAGE, VERIFY,
        lambda one: one.put("triage", disposition="close").put("check", proposed="close"),
    ),
    ("check.pursuit", "dispose", TRIAGE, VERIFY, lambda one: one.put("check", proposed="joint")),
    (
        "triage.way", "dispose_elsewhere", TRIAGE, MISSING,
        lambda one: one.put("triage", disposition="discipline").put("transfer", sent_on=None),
    ),
    ("triage.way", "dispose_elsewhere", TRIAGE, MISSING, lambda one: one.put("triage", disposition="keep")),
    ("triage.involved", "dispose", TRIAGE, VERIFY, lambda one: one.plus(Recusal, user="u9")),
    ("InvestigationPlan.form", "approve_plan", INVESTIGATION, MISSING, lambda one: one.put("plan", schedule="")),
    ("team.size", "approve_plan", INVESTIGATION, MISSING, lambda one: one.drop("member")),
    ("team.size", "approve_plan", INVESTIGATION, MISSING, lambda one: one.put("leader", role="member")),
    ("team.recusal", "approve_plan", INVESTIGATION, MISSING, lambda one: one.put("member", declared_on=None)),
    ("team.recusal", "disprove", INVESTIGATION, MISSING, lambda one: one.put("member", conflict="亲属")),
    ("paper.plan", "approve_plan", INVESTIGATION, MISSING, lambda one: one.drop("paper_plan")),
    ("suspension", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("pause", resumed_on=None)),
    ("suspension", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("pause", approved_on=None)),
    ("suspension", "finish_check", CHECK, MISSING, lambda one: one.put("pause", resumed_on=None)),
    ("suspension", "finish_check", CHECK, MISSING, lambda one: one.put("pause", review_on=None)),
    ("suspension", "decide", DISPOSITION, MISSING, lambda one: one.put("pause", resumed_on=None)),
    ("suspension", "close", CLOSURE, MISSING, lambda one: one.put("pause", resumed_on=None)),
    # 62号文 allows three months, once; it does not bind here.
    (
        "extension", "finish_investigation", INVESTIGATION, VERIFY,
        lambda one: one.plus(Extension, **PUT_OFF, from_on=date(2026, 9, 4), to_on=date(2026, 12, 5)),
    ),
    (
        "extension", "disprove", INVESTIGATION, VERIFY,
        lambda one: one.plus(Extension, **PUT_OFF, from_on=date(2026, 9, 4), to_on=date(2026, 10, 4))
        .plus(Extension, **PUT_OFF, from_on=date(2026, 10, 4), to_on=date(2026, 11, 4)),
    ),
    # 781号令 binds: six months and no day more.
    (
        "extension", "decide", DISPOSITION, MISSING,
        lambda one: one.plus(Extension, **(PUT_OFF | {"period": "sanction"}), from_on=date(2026, 9, 21),
                             to_on=date(2027, 3, 22)),
    ),
    (
        "extension", "close", CLOSURE, MISSING,
        lambda one: one.plus(Extension, **(PUT_OFF | {"period": "sanction_notice"}), from_on=date(2026, 9, 4),
                             to_on=date(2026, 9, 5)),
    ),
    ("acts.names", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("act", second_by="")),
    ("acts.names", "disprove", INVESTIGATION, MISSING, lambda one: one.put("act", second_by="高志远 ")),
    ("acts.names", "disprove", INVESTIGATION, VERIFY, lambda one: one.put("act", done_on=day(29))),
    (
        "InvestigationReport.form", "finish_investigation", INVESTIGATION, MISSING,
        lambda one: one.put("report", findings=""),
    ),
    ("violation", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("violation", basis="")),
    ("violation", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.drop("violation")),
    ("loss_finding", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("finding", losses=())),
    ("loss_finding", "finish_investigation", INVESTIGATION, VERIFY, lambda one: one.plus(Loss, amount=1)),
    ("loss_finding", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("loss", kind="contingent")),
    ("loss_finding", "by_sanction", INTAKE, MISSING, lambda one: one.drop("finding")),
    ("liability", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("liable", violations=())),
    ("liability", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("body", facts="")),
    ("hearing", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.drop("heard")),
    ("hearing", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.drop("heard_unit")),
    ("hearing", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("heard", outcome="silent")),
    ("hearing", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("heard", outcome="refused")),
    ("hearing", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("heard", outcome="objected")),
    # Who became 责任人 after 核查, or without one, is heard before anybody decides on them.
    ("hearing.persons", "decide", DISPOSITION, MISSING, lambda one: one.drop("heard")),
    ("hearing.persons", "decide", DISPOSITION, MISSING, lambda one: one.plus(LiablePerson, person="p2")),
    ("hearing.persons", "decide", DISPOSITION, MISSING, lambda one: one.put("heard", outcome="silent")),
    ("hearing.persons", "decide", DISPOSITION, DONE, lambda one: one.drop("heard_unit")),
    ("hearing.persons", "close", CLOSURE, VERIFY, lambda one: one.plus(LiablePerson, person="p2")),
    ("legal.report", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.drop("law_report")),
    (
        "legal.report", "finish_investigation", INVESTIGATION, MISSING,
        lambda one: one.put("law_report", result="failed"),
    ),
    # The last word is that of the latest day, whenever it was entered.
    (
        "legal.report", "finish_investigation", INVESTIGATION, MISSING,
        lambda one: one.put("law_report", result="failed").plus(
            LegalReview, subject="report", department="法务部", reviewed_on=day(60), result="passed"
        ),
    ),
    (
        "legal.report", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.plus(LegalReview, subject="report", department="法务部", reviewed_on=day(60), result="failed"),
    ),
    ("investigation.signs", "disprove", INVESTIGATION, MISSING, lambda one: one.drop("transfer")),
    ("paper.loss_report", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.drop("paper_loss_report")),
    ("decision", "decide", DISPOSITION, MISSING, lambda one: one.put("decision", basis="")),
    ("decision", "decide", DISPOSITION, MISSING, lambda one: one.put("decision", kind="suggestion")),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handling", body="body")),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handling", deduction=None)),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handled_body", deduction=1)),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handled_body", ban_from=day(80))),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handling", ban_to=day(2000))),
    ("handling", "close", CLOSURE, MISSING, lambda one: one.put("handling", ban_for_life=True)),
    # Without its year a deduction would be counted in none.
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handling", deduction_year=None)),
    (
        "handling", "decide", DISPOSITION, MISSING,
        lambda one: one.put("handling", deduction_year=None, performance_percent=None),
    ),
    (
        "handling", "decide", DISPOSITION, MISSING,
        lambda one: one.put("handled_body", kinds=("criticism.circular",), tenure_percent=10),
    ),
    ("handling", "close", CLOSURE, MISSING, lambda one: one.put("handling", deduction_year=None)),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handling", competent="")),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handled_body", kinds=("ban",))),
    # The decision it followed from was taken out: the handling hangs in the air, and whom it names is not handled.
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.put("handling", decision="withdrawn")),
    ("handling", "close", CLOSURE, MISSING, lambda one: one.put("handling", decision=None, outside="withdrawn")),
    # Whom it names was taken out: it lays nothing on anybody.
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.drop("liable")),
    ("handling", "decide", DISPOSITION, MISSING, lambda one: one.drop("body")),
    ("handling", "close", CLOSURE, MISSING, lambda one: one.drop("liable")),
    ("liable.covered", "decide", DISPOSITION, MISSING, lambda one: one.put("handling", decision="withdrawn")),
    (
        "liable.covered", "close", CLOSURE, MISSING,
        lambda one: one.put("handling", decision=None, outside="withdrawn"),
    ),
    ("liable.covered", "decide", DISPOSITION, MISSING, lambda one: one.put("handled_body", decision="withdrawn")),
    ("liable.covered", "decide", DISPOSITION, MISSING, lambda one: one.drop("handling")),
    ("liable.covered", "decide", DISPOSITION, MISSING, lambda one: one.drop("handled_body")),
    ("legal.decision", "decide", DISPOSITION, MISSING, lambda one: one.drop("law_decision")),
    ("sanction.case", "decide", DISPOSITION, VERIFY, lambda one: one.drop("sanction")),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.drop("service")),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.put("service", served_on=day(79))),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.put("service", method="left")),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.put("service", method="post")),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.put("service", signed_by="")),
    # What the superior decided: its paper says who and what, it reaches them, and they may appeal.
    ("superior.decision", "decision_back", TRIAGE, MISSING, lambda one: one.plus(OutsideDecision, kind="superior")),
    (
        "superior.decision", "decision_back", TRIAGE, MISSING,
        lambda one: one.plus(OutsideDecision, **(NAMED | {"number": " "})),
    ),
    (
        "superior.decision", "decide", DISPOSITION, MISSING,
        lambda one: one.plus(OutsideDecision, **(NAMED | {"decided_on": None})),
    ),
    ("superior.decision", "decide", DISPOSITION, MISSING, lambda one: one.plus(OutsideDecision, **ABOVE)),
    (
        "superior.decision", "decide", DISPOSITION, VERIFY,
        lambda one: one.plus(OutsideDecision, **(NAMED | {"kinds": ()})),
    ),
    ("superior.decision", "decide", DISPOSITION, DONE, lambda one: one.plus(OutsideDecision, **NAMED)),
    ("superior.decision", "close", CLOSURE, MISSING, lambda one: one.plus(OutsideDecision, **ABOVE)),
    ("superior.service", "close", CLOSURE, VERIFY, lambda one: one.plus(OutsideDecision, **NAMED)),
    (
        "superior.appeal", "close", CLOSURE, MISSING,
        lambda one: one.plus(OutsideDecision, **NAMED, received_on=date(2026, 11, 1)),
    ),
    (
        "superior.appeal", "close", CLOSURE, DONE,
        lambda one: one.plus(OutsideDecision, **NAMED, received_on=date(2026, 10, 1)),
    ),
    (
        "superior.appeal", "merge", TRIAGE, MISSING,
        lambda one: one.plus(OutsideDecision, **NAMED, received_on=date(2026, 11, 1)),
    ),
    # --- rules ---
    ("jurisdiction.investigate", "dispose", TRIAGE, MISSING, lambda one: one.clue(loss_class="major")),
    ("jurisdiction.investigate", "dispose", TRIAGE, MISSING, lambda one: one.clue(consequence_class="major")),
    (
        "jurisdiction.investigate", "dispose", TRIAGE, MISSING,
        lambda one: one.clue(persons=("p1",)).person(cadre_authority="group_committee"),
    ),
    (
        # How much was lost is left empty: whom it concerns leads above all the same.
        "jurisdiction.investigate", "dispose", TRIAGE, MISSING,
        lambda one: one.clue(loss_class="", persons=("p1",)).person(cadre_authority="group_committee"),
    ),
    ("jurisdiction.investigate", "dispose", TRIAGE, VERIFY, lambda one: one.clue(loss_class="")),
    ("jurisdiction.investigate", "dispose", TRIAGE, VERIFY, lambda one: one.enterprise(level=None)),
    ("jurisdiction.investigate", "dispose", TRIAGE, DONE, lambda one: one.clue(loss_class="larger")),
    (
        "jurisdiction.investigate", "dispose", TRIAGE, MISSING,
        lambda one: one.clue(loss_class="larger").enterprise(level=3),
    ),
    ("RuleBasis.form", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.drop("basis")),
    ("RuleBasis.form", "decide", DISPOSITION, MISSING, lambda one: one.put("basis", chosen_on=None)),
    ("basis", "decide", DISPOSITION, MISSING, lambda one: one.put("basis", pack="46")),
    ("basis", "decide", DISPOSITION, VERIFY, lambda one: one.put("basis", pack="46", overrule="本市办法未取得")),
    ("basis", "decide", DISPOSITION, VERIFY, lambda one: one.put("basis", pack="own")),
    ("basis", "decide", DISPOSITION, MISSING, lambda one: one.put("basis", act_on=date(2020, 5, 31)).unsure()),
    ("basis", "decide", DISPOSITION, DONE, lambda one: one.put("basis", act_on=date(2020, 5, 31))),
    ("basis", "decide", DISPOSITION, DONE, lambda one: one.put("basis", act_on=date(2020, 6, 1)).unsure()),
    ("class", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("finding", governing_class="")),
    (
        "class", "finish_investigation", INVESTIGATION, MISSING,
        lambda one: one.put("finding", governing_class="larger"),
    ),
    (
        "class", "by_sanction", INTAKE, VERIFY,
        lambda one: one.put("finding", governing_class="larger", governing_reason="影响大"),
    ),
    (
        "class", "finish_investigation", INVESTIGATION, MISSING,
        lambda one: one.put("finding", consequence_class="larger"),
    ),
    (
        "class", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.put("finding", consequence_class="larger", governing_class="larger"),
    ),
    (
        # Of how much was lost nobody said anything, and no rule classes it.
        "class", "finish_investigation", INVESTIGATION, VERIFY,
        lambda one: one.put("loss", amount=0).put("finding", consequence_class="larger", governing_class="larger"),
    ),
    (
        "class", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.put("loss", amount=0).put(
            "finding", loss_class="general", consequence_class="larger", governing_class="larger"
        ),
    ),
    (
        "class", "finish_investigation", INVESTIGATION, VERIFY,
        lambda one: one.put("loss", kind="contingent").put("finding", governing_reason="不计或有损失"),
    ),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, VERIFY,
        lambda one: one.put("liable", liability="leadership", post_kind="deputy"),
    ),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, VERIFY,
        lambda one: one.put("liable", post_kind="principal"),
    ),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.put("liable", post_kind="principal", direct_grounds=("46-LD-2",)),
    ),
    (
        "liability.kind", "by_sanction", INTAKE, MISSING,
        lambda one: one.plus(BodyMember, body="body", name="甲", attitude="objected"),
    ),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.plus(BodyMember, body="body", name="甲", attitude="objected", minutes="纪要〔2024〕3号"),
    ),
    # The act is 300 days before the first day; a 诫勉 is felt for six months.
    ("liability.kind", "finish_investigation", INVESTIGATION, VERIFY, lambda one: one.admonished(day(-400))),
    ("liability.kind", "finish_investigation", INVESTIGATION, DONE, lambda one: one.admonished(day(-600))),
    ("liability.kind", "finish_investigation", INVESTIGATION, DONE, lambda one: one.admonished(day(-299))),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.admonished(day(-400)).put("liable", adjustment="step_up"),
    ),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, VERIFY,
        lambda one: one.put("liable", adjustment="heavier"),
    ),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.put("liable", adjustment="heavier", aggravating=("46-AG-P1",)),
    ),
    (
        "liability.kind", "finish_investigation", INVESTIGATION, VERIFY,
        lambda one: one.put("liable", adjustment="lighter", aggravating=("46-AG-P1",), mitigating=("46-MI-P1",)),
    ),
    ("exemption", "finish_investigation", INVESTIGATION, MISSING, lambda one: one.put("liable", exempted=("46-EX-1",))),
    ("exemption", "decide", DISPOSITION, DONE, lambda one: one.exempted("46-EX-1")),
    ("exemption", "decide", DISPOSITION, MISSING, lambda one: one.exempted("46-EX-1", no="46-EQ-3")),
    (
        "exemption", "decide", DISPOSITION, MISSING,
        lambda one: one.exempted("46-EX-1").put("finding", governing_class="major"),
    ),
    ("liability.filled", "decide", DISPOSITION, MISSING, lambda one: one.put("liable", liability="")),
    ("class", "decide", DISPOSITION, MISSING, lambda one: one.put("finding", governing_class="larger")),
    (
        "jurisdiction.decide", "decide", DISPOSITION, MISSING,  # told in two findings, it is one loss
        lambda one: one.put("loss", amount=600 * WAN).second_loss(600 * WAN),
    ),
    ("jurisdiction.decide", "decide", DISPOSITION, VERIFY, lambda one: one.enterprise(level=None)),
    (
        "jurisdiction.decide", "decide", DISPOSITION, MISSING,
        lambda one: one.put("finding", governing_class="major", governing_reason="影响特别恶劣"),
    ),
    ("jurisdiction.cadre", "decide", DISPOSITION, MISSING, lambda one: one.person(cadre_authority="group_managers")),
    (
        "jurisdiction.cadre", "decide", DISPOSITION, MISSING,
        lambda one: one.person(cadre_authority="city_committee").enterprise(level=None),
    ),
    (
        "jurisdiction.cadre", "decide", DISPOSITION, MISSING,
        lambda one: one.person(cadre_authority="city_committee").drop("handling").put("decision", kind="none"),
    ),
    (
        "liable.covered", "decide", DISPOSITION, MISSING,
        lambda one: one.put("decision", kind="suggestion").plus(Decision, kind="decision", number="2号"),
    ),
    (
        "liable.covered", "decide", DISPOSITION, MISSING,  # 不予追责 of one covers nobody else
        lambda one: one.drop("handling").plus(LiablePerson, person="p2").put(
            "decision", kind="none", spared=("other",)
        ),
    ),
    (
        "liable.covered", "decide", DISPOSITION, VERIFY,  # P16: nobody found them liable
        lambda one: one.plus(OutsideDecision, kind="discipline", maker="虚构纪委", persons=("p1", "p2")),
    ),
    (
        "liable.covered", "decide", DISPOSITION, DONE,
        lambda one: one.plus(OutsideDecision, kind="discipline", maker="虚构纪委", persons=("p1",)),
    ),
    (
        "liable.covered", "close", CLOSURE, VERIFY,  # came in after 处理
        lambda one: one.plus(SanctionCase, person="p2", sanction="P1", decided_on=day(120)),
    ),
    ("liable.covered", "close", CLOSURE, DONE, lambda one: one.plus(SanctionCase, person="p2")),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.put("service", recipient="别人")),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.put("service", recipient="陈思源远")),
    ("service", "decide", DISPOSITION, MISSING, lambda one: one.put("service", recipient="陈思源之兄（经理）、王二")),
    ("service", "decide", DISPOSITION, DONE, lambda one: one.put("service", recipient="王二（经理），陈 思源(会计)")),
    *(
        ("sanction.ended", move, CLOSURE, mark, change)
        for move in ("close", "merge")
        for mark, change in (
            (MISSING, lambda one: one.put("sanction", decided_on=None)),
            (MISSING, lambda one: one.put("sanction", decided_on=None, ended_on=day(90))),
            (MISSING, lambda one: one.plus(SanctionReview, kind="review", filed_on=day(90))),
            (MISSING, lambda one: one.put("sanction", received_on=date(2026, 11, 1))),
            (DONE, lambda one: one.put("sanction", received_on=date(2026, 10, 1))),
            # From when on 复核 could be asked for is not known: by now it may be over, or cannot be.
            (VERIFY, lambda one: one.put("sanction", received_on=None)),
            (MISSING, lambda one: one.put("sanction", decided_on=date(2026, 10, 20), received_on=None)),
            (VERIFY, lambda one: one.put("sanction", decided_on=date(2026, 10, 19), received_on=None)),
            (VERIFY, lambda one: one.plus(SanctionReview, **REVIEWED)),
            (MISSING, lambda one: one.plus(SanctionReview, **REVIEWED | {"decided_on": date(2026, 10, 20)})),
            (MISSING, lambda one: one.plus(SanctionReview, **REVIEWED | {"received_on": date(2026, 11, 1)})),
            (DONE, lambda one: one.plus(SanctionReview, **REVIEWED | {"received_on": day(112)})),
            (MISSING, lambda one: one.plus(SanctionReview, **APPEALED_SANCTION | {"result": "changed"})),
        )
    ),
    (  # a 顺延, granted when the obstacle was gone, makes the term run again
        "sanction.ended", "close", CLOSURE, MISSING,
        lambda one: one.put("sanction", received_on=date(2026, 3, 2)).plus(
            Extension, **(AFTER_OBSTACLE | {"to_on": date(2026, 12, 20)})
        ),
    ),
    (
        "sanction.ended", "close", CLOSURE, DONE,
        lambda one: one.put("sanction", received_on=date(2026, 3, 2)).plus(
            Extension, **(AFTER_OBSTACLE | {"to_on": date(2026, 11, 19)})
        ),
    ),
    (
        "appeal", "close", CLOSURE, MISSING,
        lambda one: one.plus(
            Extension, step=Stage.DISPOSITION, period="appeal", from_on=day(113), to_on=date(2026, 12, 20),
            approver="郑德明", approved_on=day(100),
        ),
    ),
    ("execution", "close", CLOSURE, MISSING, lambda one: one.drop("paid")),
    (
        "execution", "close", CLOSURE, DONE,  # what a review took away is not carried out
        lambda one: one.drop("paid", "warned").put(
            "appeal", decision="decision", liable="liable", result="revoked"
        ),
    ),
    (
        "execution", "close", CLOSURE, MISSING,
        lambda one: one.plus(
            OutsideDecision, kind="superior", number="虚集〔2026〕3号", persons=("p9",), kinds=("criticism.circular",)
        ),
    ),
    ("jurisdiction.decide", "decide", DISPOSITION, MISSING, lambda one: one.put("loss", amount=1000 * WAN)),
    ("jurisdiction.decide", "decide", DISPOSITION, DONE, lambda one: one.put("loss", amount=1000 * WAN - 1)),
    (
        "jurisdiction.decide", "decide", DISPOSITION, NOTHING,
        lambda one: one.put("loss", amount=1000 * WAN).put("decision", kind="suggestion"),
    ),
    ("jurisdiction.cadre", "decide", DISPOSITION, MISSING, lambda one: one.person(cadre_authority="city_committee")),
    ("jurisdiction.cadre", "decide", DISPOSITION, VERIFY, lambda one: one.person(cadre_authority="")),
    # 本企业 is where the person works: the level is that of the own enterprise, not of whose ledger it is.
    ("jurisdiction.cadre", "decide", DISPOSITION, MISSING, lambda one: one.employed(1)),
    ("jurisdiction.cadre", "decide", DISPOSITION, DONE, lambda one: one.employed(3, ("e", 2))),
    ("jurisdiction.cadre", "decide", DISPOSITION, DONE, lambda one: one.employed(4, ("e8", 3), ("e", 2))),
    # A sister of the own enterprise has people of its own, and so has what stands below her.
    ("jurisdiction.cadre", "decide", DISPOSITION, MISSING, lambda one: one.employed(2, ("e7", 1))),
    ("jurisdiction.cadre", "decide", DISPOSITION, MISSING, lambda one: one.employed(3, ("e8", 2), ("e7", 1))),
    # Where it is not entered what stands above her, nobody can tell.
    ("jurisdiction.cadre", "decide", DISPOSITION, VERIFY, lambda one: one.employed(2)),
    ("jurisdiction.cadre", "decide", DISPOSITION, VERIFY, lambda one: one.employed(3)),
    ("jurisdiction.cadre", "decide", DISPOSITION, VERIFY, lambda one: one.employed(3, ("e8", 2))),
    (  # whom the record puts under the 市管企业, another 市管企业 does not decide on
        "jurisdiction.cadre", "decide", DISPOSITION, MISSING,
        lambda one: one.enterprise(level=1).employed(2, ("e7", 1)).person(cadre_authority="group_committee"),
    ),
    (
        "jurisdiction.cadre", "decide", DISPOSITION, DONE,
        lambda one: one.enterprise(level=1).employed(2).person(cadre_authority="group_committee"),
    ),
    ("jurisdiction.cadre", "decide", DISPOSITION, VERIFY, lambda one: one.employed(None)),
    ("jurisdiction.cadre", "decide", DISPOSITION, VERIFY, lambda one: one.person(enterprise=None)),
    (
        "jurisdiction.cadre", "decide", DISPOSITION, MISSING,
        lambda one: one.employed(None).person(cadre_authority="group_committee"),
    ),
    (
        "adjustment.approval", "decide", DISPOSITION, MISSING,
        lambda one: one.put("liable", adjustment="step_down"),
    ),
    (
        "adjustment.approval", "decide", DISPOSITION, DONE,
        lambda one: one.put("liable", adjustment="step_down").plus(
            Approval, step=DISPOSITION, body="parent", result="approved", decided_on=day(79),
            archive_place="3卷40页", entered_by="u1", confirmed_by="u2",
        ),
    ),
    ("adjustment.approval", "decide", DISPOSITION, NOTHING, lambda one: one.put("liable", adjustment="heavier")),
    (
        "range", "decide", DISPOSITION, VERIFY,
        lambda one: one.put("handling", kinds=("organisation.demote", "pay.performance")),
    ),
    ("range", "decide", DISPOSITION, VERIFY, lambda one: one.put("handling", performance_percent=41)),
    ("range", "decide", DISPOSITION, DONE, lambda one: one.put("handling", performance_percent=40)),
    ("range", "decide", DISPOSITION, VERIFY, lambda one: one.put("handling", tenure_percent=1)),
    ("range", "decide", DISPOSITION, VERIFY, lambda one: one.put("handling", performance_percent=None)),
    ("range", "decide", DISPOSITION, VERIFY, lambda one: one.put("handling", ban_for_life=True)),
    (
        "pay", "decide", DISPOSITION, VERIFY,
        lambda one: one.put("handling", performance_base=100_00, performance_percent=31),
    ),
    (
        "pay", "decide", DISPOSITION, DONE,
        lambda one: one.put("handling", performance_base=100_00, performance_percent=30),
    ),
    ("pay", "decide", DISPOSITION, VERIFY, lambda one: one.put("handling", deduction_year=2025)),
    (
        "pay", "decide", DISPOSITION, VERIFY,
        lambda one: one.put("handling", tenure_base=100_00, tenure_percent=20, deduction=50_00).plus(
            Handling, decision="decision", liable="liable", kinds=("pay.tenure",), deduction_year=2026,
            tenure_base=100_00, tenure_percent=10, deduction=10_00,
        ),
    ),
    (
        "pay", "decide", DISPOSITION, DONE,  # of two sorts of pay each has its own highest
        lambda one: one.plus(
            Handling, decision="decision", liable="liable", kinds=("pay.tenure",), deduction_year=2026,
            tenure_base=100_00, tenure_percent=10, deduction=10_00,
        ),
    ),
    (
        "pay", "decide", DISPOSITION, VERIFY,
        lambda one: one.put("handling", deduction_year=2026, performance_percent=30).elsewhere(2026, 71),
    ),
    (
        "pay", "decide", DISPOSITION, DONE,
        lambda one: one.put("handling", deduction_year=2026, performance_percent=30).elsewhere(2026, 70),
    ),
    (
        "pay", "decide", DISPOSITION, DONE,
        lambda one: one.put("handling", deduction_year=2026, performance_percent=30).elsewhere(2025, 90),
    ),
    (
        "pay", "decide", DISPOSITION, VERIFY,  # split from this one: the same event, though 30% and 30% exceed nothing
        lambda one: one.elsewhere(2026, 30).about(c0=Matter("c")),
    ),
    (
        "pay", "decide", DISPOSITION, VERIFY,  # the same loss to the 分
        lambda one: one.elsewhere(2026, 30).about(
            c=Matter("c", losses=frozenset({100_00})), c0=Matter("c0", losses=frozenset({100_00}))
        ),
    ),
    (
        "pay", "decide", DISPOSITION, DONE,
        lambda one: one.elsewhere(2026, 30).about(c=Matter("c", losses=frozenset({100_00})), c0=Matter("c0")),
    ),
    ("appeal.body", "decide", DISPOSITION, MISSING, lambda one: one.put("decision", appeal_body="")),
    ("appeal.body", "decide", DISPOSITION, MISSING, lambda one: one.put("decision", appeal_level="own")),
    (
        "appeal.body", "decide", DISPOSITION, DONE,
        lambda one: one.put("decision", appeal_level="own").enterprise(level=1),
    ),
    # Taken out, or entered, after the step that asked for it: the end asks once more.
    ("decision", "close", CLOSURE, MISSING, lambda one: one.drop("decision")),
    ("handling", "close", CLOSURE, MISSING, lambda one: one.plus(Decision, number="虚〔2026〕2号", kind="decision")),
    ("liable.covered", "close", CLOSURE, MISSING, lambda one: one.drop("handling")),
    ("service", "close", CLOSURE, MISSING, lambda one: one.drop("service")),
    ("rectification.notice", "close", CLOSURE, MISSING, lambda one: one.drop("notice")),
    ("rectification.items", "close", CLOSURE, MISSING, lambda one: one.put("item", state="ongoing")),
    ("rectification.accepted", "close", CLOSURE, MISSING, lambda one: one.drop("passed")),
    ("paper.decision", "decide", DISPOSITION, MISSING, lambda one: one.drop("paper_decision")),
    ("rectification.notice", "finish_rectification", RECTIFICATION, MISSING, lambda one: one.drop("notice")),
    (
        "rectification.notice", "finish_rectification", RECTIFICATION, MISSING,
        lambda one: one.put("notice", needed=False),
    ),
    (
        "rectification.items", "finish_rectification", RECTIFICATION, MISSING,
        lambda one: one.put("item", state="ongoing"),
    ),
    (
        "rectification.items", "finish_rectification", RECTIFICATION, MISSING,
        lambda one: one.put("item", evidence_place=""),
    ),
    (
        "rectification.items", "finish_rectification", RECTIFICATION, VERIFY,
        lambda one: one.put("measure", state="open"),
    ),
    ("rectification.accepted", "finish_rectification", RECTIFICATION, MISSING, lambda one: one.drop("passed")),
    (
        "rectification.accepted", "finish_rectification", RECTIFICATION, MISSING,
        lambda one: one.put("passed", checked_by="孙经理"),
    ),
    (
        "rectification.accepted", "finish_rectification", RECTIFICATION, MISSING,
        lambda one: one.put("passed", checked_on=day(119)),
    ),
    (
        "rectification.accepted", "finish_rectification", RECTIFICATION, MISSING,
        lambda one: one.put("passed", checked_by=" "),
    ),
    (
        "rectification.accepted", "finish_rectification", RECTIFICATION, MISSING,
        lambda one: one.put("passed", result="rejected").plus(
            RectificationAcceptance, item="item", checked_by="周敏", checked_on=day(121), result="passed"
        ),
    ),
    ("recovery", "finish_rectification", RECTIFICATION, VERIFY, lambda one: one.drop("recovery")),
    ("recovery", "finish_rectification", RECTIFICATION, VERIFY, lambda one: one.put("recovery", amount=101_00)),
    ("recovery", "finish_rectification", RECTIFICATION, VERIFY, lambda one: one.put("item", recovered=1)),
    ("Closure.form", "close", CLOSURE, MISSING, lambda one: one.put("closure", note="")),
    ("closure.kind", "close", CLOSURE, MISSING, lambda one: one.clue(rectified_on=None)),
    ("closure.kind", "close", CLOSURE, MISSING, lambda one: one.put("closure", kind="disproved")),
    ("closure.kind", "close", CLOSURE, MISSING, lambda one: one.put("closure", kind="handed_down")),
    ("closure.kind", "close", CLOSURE, MISSING, lambda one: one.put("closure", kind="rejected")),
    ("closure.kind", "close", CLOSURE, MISSING, lambda one: one.put("closure", kind="merged")),
    ("closure.kind", "close", CLOSURE, MISSING, lambda one: one.put("triage", disposition="keep")),
    (
        "closure.kind", "close", CLOSURE, MISSING,
        lambda one: one.put("closure", kind="transferred").put("transfer", receipt_on=None),
    ),
    ("closure.kind", "close", TRIAGE, MISSING, lambda one: one.put("closure", kind="transferred")),
    ("closure.kind", "close", INTAKE, MISSING, lambda one: one.put("closure", kind="transferred")),
    ("closure.days", "close", CLOSURE, MISSING, lambda one: one.put("closure", closed_on=day(144))),
    ("closure.days", "close", CLOSURE, MISSING, lambda one: one.clue(rectified_on=day(151))),
    ("closure.days", "close", CLOSURE, MISSING, lambda one: one.plus(StageStep, move="reopen", taken_on=day(151))),
    ("appeal", "close", CLOSURE, MISSING, lambda one: one.put("appeal", result="")),
    ("appeal", "close", CLOSURE, MISSING, lambda one: one.put("appeal", result="changed")),
    ("appeal", "close", CLOSURE, MISSING, lambda one: one.put("appeal", result="changed", decision="decision")),
    (
        "appeal", "close", CLOSURE, MISSING,  # of which decision?
        lambda one: one.put("appeal", result="changed").plus(Decision, kind="none", decided_on=day(101)),
    ),
    (
        "appeal", "close", CLOSURE, MISSING,
        lambda one: one.put("appeal", **CHANGED).plus(Decision, kind="suggestion", decided_on=day(101)),
    ),
    (
        "appeal", "close", CLOSURE, MISSING,  # whom the review was about is not named by what came since
        lambda one: one.put("appeal", **CHANGED).plus(Decision, kind="decision", decided_on=day(101)),
    ),
    (
        "appeal", "close", CLOSURE, MISSING,
        lambda one: one.put("appeal", **CHANGED).plus(LiablePerson, person="p2").plus(
            Decision, kind="none", decided_on=day(101), spared=(one.last,)
        ),
    ),
    (
        "appeal", "close", CLOSURE, MISSING,  # the only one of its decision need not be named
        lambda one: one.drop("handled_body").put("appeal", **CHANGED | {"liable": None}).plus(
            OutsideDecision, kind="superior", persons=("p2",), decided_on=day(101)
        ),
    ),
    (
        "appeal", "close", CLOSURE, MISSING,  # nor by itself
        lambda one: one.put("appeal", **CHANGED).put("decision", decided_on=day(101)),
    ),
    ("appeal", "close", CLOSURE, MISSING, lambda one: one.put("service", served_on=day(310))),
    ("appeal", "merge", TRIAGE, MISSING, lambda one: one.plus(Appeal, appellant="乙", filed_on=day(9))),
    (
        "appeal", "close", CLOSURE, MISSING,  # of the superior's decision, nothing since
        lambda one: one.plus(OutsideDecision, **APPEALED_ABOVE).put(
            "appeal", outside=one.last, liable="liable", result="revoked"
        ),
    ),
    (
        "execution", "close", CLOSURE, MISSING,  # what the superior laid on somebody is not entered
        lambda one: one.plus(OutsideDecision, **APPEALED_ABOVE).put("appeal", outside=one.last, liable="liable"),
    ),
    (
        "execution", "close", CLOSURE, DONE,  # it was revoked
        lambda one: one.plus(OutsideDecision, **APPEALED_ABOVE).put(
            "appeal", outside=one.last, liable="liable", result="revoked"
        ),
    ),
    ("execution", "close", CLOSURE, MISSING, lambda one: one.drop("warned")),
    # 并案 moves no record: what was decided is carried out, served and mended before, wherever the case stands (P8).
    ("execution", "merge", RECTIFICATION, MISSING, lambda one: one.drop("warned")),
    ("execution", "merge", INVESTIGATION, MISSING, lambda one: one.drop("paid")),
    ("handling", "merge", RECTIFICATION, MISSING, lambda one: one.drop("liable")),
    ("service", "merge", INVESTIGATION, MISSING, lambda one: one.drop("service")),
    ("rectification.notice", "merge", RECTIFICATION, MISSING, lambda one: one.drop("notice")),
    ("rectification.items", "merge", RECTIFICATION, MISSING, lambda one: one.put("item", state="ongoing")),
    ("rectification.accepted", "merge", CLOSURE, MISSING, lambda one: one.drop("passed")),
    ("execution", "close", CLOSURE, MISSING, lambda one: one.put("paid", amount=29_99)),
    (
        "execution", "close", CLOSURE, MISSING,
        lambda one: one.plus(Execution, handling="handling", kind="pay", amount=1, state="done"),
    ),
    ("reply", "close", CLOSURE, MISSING, lambda one: one.drop("reply")),
    ("reply", "close", CLOSURE, MISSING, lambda one: one.put("reply", impossible=True, content="")),
    ("preservation", "close", CLOSURE, MISSING, lambda one: one.put("preservation", lifted_on=None)),
    ("preservation", "merge", INTAKE, MISSING, lambda one: one.put("preservation", lifted_on=None)),
    ("closure.consent", "close", CLOSURE, MISSING, lambda one: one.put("closure", consent_number="")),
    ("closure.consent", "merge", TRIAGE, MISSING, lambda one: one.drop("closure")),
    ("closure.doer", "close", CLOSURE, MISSING, lambda one: one.clue(handler="u2")),
    ("closure.doer", "close", CLOSURE, MISSING, lambda one: one.put("leader", user="u2")),
    ("closure.doer", "close", CLOSURE, MISSING, lambda one: one.put("closure", asked_by="u2")),
    ("closure.doer", "close", CLOSURE, MISSING, lambda one: one.plus(StageStep, move="decide", user="u2")),
    ("closure.doer", "close", CLOSURE, MISSING, lambda one: one.called("高志远").put("leader", user=None)),
    ("closure.doer", "close", CLOSURE, VERIFY, lambda one: one.left_team("u2")),
    ("closure.doer", "merge", CHECK, MISSING, lambda one: one.by("u1")),
    (
        "dossier", "close", CLOSURE, VERIFY,
        lambda one: one.drop("paper_preliminary_report", "paper_plan", "paper_loss_report", "paper_decision"),
    ),
    ("days", "accept", INTAKE, MISSING, lambda one: one.put("acceptance", decided_on=day(330))),
    ("days", "finish_check", CHECK, MISSING, lambda one: one.put("check", reported_on=day(1))),
    ("days", "dispose", TRIAGE, MISSING, lambda one: one.put("triage", decided_on=day(19))),
    ("days", "decide", DISPOSITION, MISSING, lambda one: one.put("decision", decided_on=day(69))),
    ("days", "finish_rectification", RECTIFICATION, MISSING, lambda one: one.put("passed", checked_on=day(79))),
)  # fmt: skip


def good(move: str, stage: Stage) -> GoodCase:
    """The whole case before a move."""
    one = GoodCase(BOOK, stage, opened=move != "approve_plan")
    if move == "by_sanction":
        one.plus(OutsideDecision, **DISCIPLINE)
    return one


def state_of(case: Case, move: str, gate: str) -> GateState:
    (found,) = (one for one in gate_states(case, move_of(move), {}) if one.gate.code == gate)
    return found


@pytest.mark.parametrize(
    ("gate", "move", "stage", "mark", "change"),
    ROWS,
    ids=[f"{at}-{row[0]}-{row[1]}" for at, row in enumerate(ROWS)],
)
def test_a_gate_misses_what_is_taken_away_and_nothing_else(
    gate: str, move: str, stage: Stage, mark: GateMark, change: Callable[[GoodCase], GoodCase]
) -> None:
    assert move_of(move).start >= {stage}
    whole = state_of(good(move, stage).case(), move, gate)
    # At 受理 and 分类处置 a clue that was worked through is not ended by a letter: no state of it is right for closing.
    if (gate, stage) not in {("closure.kind", TRIAGE), ("closure.kind", INTAKE)}:
        assert whole.mark in (DONE, NOTHING), whole.findings
        assert not whole.blocks
    broken = state_of(change(good(move, stage)).case(), move, gate)
    assert (broken.mark, broken.blocks) == (mark, mark not in (DONE, NOTHING)), broken.findings
    for found in broken.findings:
        assert found.sentence.endswith("。")
        assert found.check == gate
        record = BY_NAME[found.record]  # each entry leads to its field
        assert found.field == "" or found.field in {one.name for one in columns(record)}


def test_what_a_new_clue_lacks_is_told_once() -> None:
    case = GoodCase(BOOK, INTAKE).emptied().case()
    told = [one for state in gate_states(case, move_of("accept"), {}) for one in state.findings]
    assert [one.sentence for one in told] == [
        "还没有登记受理意见。",
        "没有登记审批件：受理审批由主管负责人批准。",
    ]


def test_every_gate_has_its_rows() -> None:
    listed = {gate.code for move in MOVES for gate in gates_before(GoodCase(BOOK, INTAKE).case(), move)}
    approvals = {f"approval.{entry.code}" for entry in BOOK.dictionary(DICTIONARY).entries()}
    assert approvals <= listed
    assert {row[0] for row in ROWS} == listed - approvals
    # And every pair of gate and forward move is reachable: its code stands before the move it names.
    for code, move, stage, *_ in ROWS:
        assert code in {gate.code for gate in gates_before(GoodCase(BOOK, stage).case(), move_of(move))}


@pytest.mark.parametrize("entry", [entry.code for entry in BOOK.dictionary(DICTIONARY).entries()])
def test_every_required_approval_is_asked_for(entry: str) -> None:
    move, body = entry.rsplit(".", 1)
    stage = CLOSURE if move == "close" else next(one for one in Stage if one in move_of(move).start)
    uid, gate = f"{stage.value}.{body}", f"approval.{entry}"

    def mark(case: GoodCase) -> GateMark:
        return state_of(case.case(), move, gate).mark

    assert mark(good(move, stage)) is DONE
    assert mark(good(move, stage).drop(uid)) is MISSING
    assert mark(good(move, stage).put(uid, result="returned")) is MISSING
    assert mark(good(move, stage).put(uid, decided_on=None)) is MISSING
    assert mark(good(move, stage).put(uid, archive_place="")) is MISSING
    unconfirmed = good(move, stage).put(uid, confirmed_by=None)
    assert mark(unconfirmed.confirmed_by_any(u1="张三")) is VERIFY
    told = state_of(unconfirmed.confirmed_by_any(u1="张三", u2="李四", u3="王五").case(), move, gate)
    assert told.mark is MISSING
    assert "请由李四或王五登录，核对纸件后确认" in told.findings[0].sentence
    many = unconfirmed.confirmed_by_any(u2="李四", u3="王五", u4="赵六", u5="钱七")
    assert "李四、王五、赵六等4人之一" in state_of(many.case(), move, gate).findings[0].sentence


@pytest.mark.parametrize(("move", "stage"), [("merge", TRIAGE), ("finish_rectification", RECTIFICATION)])
def test_an_office_can_have_a_merger_or_the_end_of_a_rectification_approved(move: str, stage: Stage) -> None:
    asked = Entry(code=f"{move}.chairman", label="由董事长批准", source="本程序设计", grade="D")
    chairman = Entry(code="chairman", label="本企业董事长", source="本程序设计", grade="D")
    book = BOOK.with_local(LocalChanges({DICTIONARY: [asked], BODIES: [chairman]}))
    one, gate = GoodCase(book, stage, opened=True), f"approval.{move}.chairman"
    assert state_of(one.case(), move, gate).mark is MISSING
    one.plus(
        Approval, step=stage_of(move), body="chairman", result="approved", approver="郑德明",
        decided_on=day(60), archive_place="3卷", confirmed_by="u3",
    )  # fmt: skip
    assert state_of(one.case(), move, gate).mark is DONE


@pytest.mark.parametrize("code", ["own-1-01", "foo.board", "decide.own"])
def test_a_word_that_names_no_step_or_no_body_asks_for_no_approval(code: str) -> None:
    odd = Entry(code=code, label="由某人批准", source="虚构企业办法", grade="D")
    book = BOOK.with_local(LocalChanges({DICTIONARY: [odd]}))
    case = GoodCase(book, DISPOSITION).case()
    whole = GoodCase(BOOK, DISPOSITION).case()
    for move in MOVES:
        assert [one.code for one in gates_before(case, move)] == [
            one.code for one in gates_before(whole, move)
        ]
    assert state_of(case, "decide", "approval.decide.leading_body").mark is DONE
    with pytest.raises(UserError, match=f"应写成“步骤.审批主体”.*“{code}”"):
        check_asked(BOOK, book)
    check_asked(book, book)  # it stood there before: nothing else is held up by it
    retired = odd.model_copy(update={"retired": True})
    check_asked(book, book.with_local(LocalChanges({DICTIONARY: [retired]})))


@pytest.mark.parametrize("code", [move.code for move in MOVES])
def test_before_the_takeover_of_an_old_clue_nothing_is_missing(code: str) -> None:
    move = move_of(code)
    for taken_over in Stage:
        clue = GoodCase(BOOK, CLOSURE).emptied().clue(legacy=True, legacy_stage=taken_over)
        for state in gate_states(clue.case(), move, {}):
            assert (state.mark is HISTORIC) == (state.gate.stage.order < taken_over.order)
            assert state.mark is not HISTORIC or not state.blocks


def taken_over(at: Stage) -> GoodCase:
    """A case with everything there, taken over at a stage."""
    return GoodCase(BOOK, DISPOSITION).clue(legacy=True, legacy_stage=at)


def test_what_is_decided_after_the_takeover_is_exempted_and_classed_here() -> None:
    exempted = taken_over(DISPOSITION).put("liable", exempted=("46-EX-1",)).drop("handling")
    unclassed = taken_over(DISPOSITION).put("finding", governing_class="")
    assert state_of(exempted.case(), "decide", "exemption").mark is MISSING
    assert state_of(unclassed.case(), "decide", "class").mark is MISSING
    answered = taken_over(DISPOSITION).exempted("46-EX-1")
    assert state_of(answered.case(), "decide", "exemption").mark is DONE
    # Where no loss was entered from the file of before, none is asked for.
    assert state_of(taken_over(DISPOSITION).drop("finding").case(), "decide", "class").mark is NOTHING
    for gate in ("exemption", "class"):
        assert state_of(taken_over(RECTIFICATION).case(), "decide", gate).mark is HISTORIC


def test_a_clue_of_ones_own_has_no_history() -> None:
    clue = GoodCase(BOOK, CLOSURE).emptied().clue(legacy=False, legacy_stage=CLOSURE)
    states = gate_states(clue.case(), move_of("close"), {})
    assert states
    assert HISTORIC not in {state.mark for state in states}


def test_what_a_withdrawn_decision_laid_on_somebody_is_not_carried_out() -> None:
    case = (
        good("close", CLOSURE).put("handling", decision="withdrawn").drop("paid", "warned", "sanction").case()
    )
    assert [one.handling.uid for one in case.laid()] == ["handled_body"]
    assert state_of(case, "close", "execution").mark is DONE
    (told,) = [one for one in state_of(case, "close", "handling").findings if one.uid == "handling"]
    assert "陈思源" in told.sentence


#: What the bodies of this enterprise say of a decision of its own.
OWN_PAPERS = (
    "legal.decision",
    *(f"approval.decide.{body}" for body in ("hr", "responsible", "leading_body", "party_committee")),
)


def decided_above() -> GoodCase:
    """Handed up by its step; the superior's decision came back, nothing was decided, reviewed or approved here."""
    one = GoodCase(BOOK, DISPOSITION).clue(opened_on=None, investigated_on=None, disposition="hand_up")
    one.drop("decision", "handling", "handled_body", "body", "service", "law_decision")
    one.drop(*(f"disposition.{body}" for body in ("hr", "responsible", "leading_body", "party_committee")))
    return one.put("triage", disposition="hand_up").plus(OutsideDecision, **NAMED)


def test_of_what_the_superior_alone_decided_no_paper_of_ones_own_is_asked() -> None:
    states = gate_states(decided_above().case(), move_of("decide"), {})
    assert [one.gate.code for one in states if one.blocks] == []
    assert set(OWN_PAPERS) <= {one.gate.code for one in states}


@pytest.mark.parametrize("kind", ["suggestion", "decision", "none"])
@pytest.mark.parametrize("code", OWN_PAPERS)
def test_who_decides_or_proposes_something_has_it_reviewed_and_approved(kind: str, code: str) -> None:
    case = decided_above().plus(Decision, kind=kind, number="虚〔2026〕1号").case()
    assert state_of(case, "decide", code).mark is MISSING


@pytest.mark.parametrize("kind", ["discipline", "other"])
@pytest.mark.parametrize("code", OWN_PAPERS)
def test_the_decision_of_another_body_spares_no_paper(kind: str, code: str) -> None:
    one = decided_above()
    assert state_of(one.put(one.last, kind=kind).case(), "decide", code).mark is MISSING


#: The measure says who handles what; what counts as 重大 it does not: that is read in 46号令, which does not bind.
ONLY_JURISDICTION = filled_book(loss_classes=shipped_rulebook().pack(LOCAL_PACK).model_dump()["loss_classes"])
#: It does not say whether 或有损失 counts: that too is read in 46号令.
NO_WORD_ON_CONTINGENT = filled_book(
    parameters=[one for one in filled().model_dump()["parameters"] if one["code"] != "contingent_counts"]
)


def with_contingent(book: RuleBook, direct: int, contingent: int) -> GoodCase:
    """A case of two losses, the second evaluated; a person confirmed 较大 and says why."""
    one = GoodCase(book, DISPOSITION).put("loss", amount=direct)
    one.plus(Loss, item="担保", kind="contingent", amount=contingent, identified_on=day(60))
    return one.put(
        "finding", losses=("loss", one.last), evaluation="评估报告1号", governing_class="larger",
        governing_reason="办法没有规定或有损失计入",
    )  # fmt: skip


@pytest.mark.parametrize("confirmed", ["general", "larger"])
def test_a_class_out_of_what_does_not_bind_is_explained_not_obeyed(confirmed: str) -> None:
    case = (
        GoodCase(ONLY_JURISDICTION, DISPOSITION)
        .put("loss", amount=6000 * WAN)
        .put("finding", governing_class=confirmed, governing_reason="按本市办法原文认定")
        .case()
    )
    found = state_of(case, "decide", "jurisdiction.decide")
    assert found.mark is VERIFY
    assert "待核对" in found.told
    assert state_of(case, "decide", "class").mark is DONE
    estimated = GoodCase(ONLY_JURISDICTION, TRIAGE).clue(estimated_loss=6000 * WAN, loss_class="")
    assert state_of(estimated.case(), "dispose", "jurisdiction.investigate").mark is VERIFY


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.put("finding", governing_class="major"),
        lambda one: one.put("finding", loss_class="major"),
        lambda one: one.put("finding", consequence_class="major"),
    ],
)
def test_a_class_that_a_person_confirmed_leads_to_the_body_above(
    change: Callable[[GoodCase], GoodCase],
) -> None:
    case = GoodCase(ONLY_JURISDICTION, DISPOSITION).put(
        "finding", governing_class="larger", governing_reason="认定"
    )
    assert state_of(case.case(), "decide", "jurisdiction.decide").mark is DONE
    assert state_of(change(case).case(), "decide", "jurisdiction.decide").mark is MISSING


def test_contingent_losses_of_which_no_confirmed_rule_speaks_bind_nobody() -> None:
    case = with_contingent(NO_WORD_ON_CONTINGENT, 800 * WAN, 300 * WAN).case()
    assert state_of(case, "decide", "class").mark is DONE
    assert state_of(case, "decide", "jurisdiction.decide").mark is VERIFY
    confirmed = with_contingent(BOOK, 800 * WAN, 300 * WAN).case()
    assert state_of(confirmed, "decide", "class").mark is VERIFY
    assert state_of(confirmed, "decide", "jurisdiction.decide").mark is MISSING


def test_what_is_major_without_the_contingent_losses_is_handed_up_all_the_same() -> None:
    case = with_contingent(NO_WORD_ON_CONTINGENT, 1000 * WAN, 1 * WAN).case()
    assert state_of(case, "decide", "jurisdiction.decide").mark is MISSING


def test_a_row_that_waits_for_its_check_hides_no_row_that_binds() -> None:
    rows = [*filled().model_dump()["jurisdiction"]]
    rows += [
        entry("J8", "待核对", "第44条", "U", loss_from="major", investigator="regulator", decider="regulator")
    ]
    case = GoodCase(filled_book(jurisdiction=rows), DISPOSITION).put("loss", amount=1000 * WAN).case()
    (found,) = state_of(case, "decide", "jurisdiction.decide").findings
    assert (found.grade, "由市管企业作出决定" in found.sentence) == (Grade.MUST, True)


@pytest.mark.parametrize("authority", ["subsidiary_leaders", "group_committee", "own_word"])
def test_a_row_that_names_a_top_means_the_words_below_it(authority: str) -> None:
    rows = [
        one.model_dump() | ({"cadres": ["subsidiary_leaders"]} if one.cadres else {})
        for one in filled().jurisdiction
    ]
    below = Entry(
        code="own_word", label="物流集团党委管理", source="虚构企业办法", grade="D", parent="group_committee"
    )
    book = filled_book(jurisdiction=rows).with_local(LocalChanges({"cadre_authority": [below]}))
    case = GoodCase(book, TRIAGE).clue(persons=("p1",)).person(cadre_authority=authority).case()
    assert state_of(case, "dispose", "jurisdiction.investigate").mark is MISSING
    other = GoodCase(book, TRIAGE).clue(persons=("p1",)).person(cadre_authority="ordinary").case()
    assert state_of(other, "dispose", "jurisdiction.investigate").mark is DONE


@pytest.mark.parametrize("later", ["refused", "returned", ""])
@pytest.mark.parametrize("body", ["parent", "sasac"])
def test_the_last_word_of_the_superior_counts(later: str, body: str) -> None:
    paper = {
        "step": DISPOSITION,
        "decided_on": day(79),
        "archive_place": "3卷",
        "entered_by": "u1",
        "confirmed_by": "u2",
    }
    one = good("decide", DISPOSITION).put("liable", adjustment="step_down")
    one.plus(Approval, body="parent", result="approved", **paper)
    assert state_of(one.case(), "decide", "adjustment.approval").mark is DONE
    one.plus(Approval, body=body, result=later, **paper)
    refused = state_of(one.case(), "decide", "adjustment.approval")
    assert (refused.mark, [found.uid for found in refused.findings]) == (MISSING, [one.last])
    one.plus(Approval, body="parent", result="amended", **paper)
    assert state_of(one.case(), "decide", "adjustment.approval").mark is DONE


@pytest.mark.parametrize(
    ("move", "code", "stage", "change"),
    [
        ("dispose", "jurisdiction.investigate", TRIAGE, lambda one: one.clue(loss_class="major")),
        ("decide", "jurisdiction.decide", DISPOSITION, lambda one: one.put("loss", amount=1000 * WAN)),
    ],
)
def test_what_the_superior_entrusted_is_explained_and_only_then(
    move: str, code: str, stage: Stage, change: Callable[[GoodCase], GoodCase]
) -> None:
    one = change(good(move, stage))
    refused = state_of(one.case(), move, code)
    (found,) = refused.findings
    # What is 缺 promises no explanation: none would open it.
    assert (refused.mark, "请说明" in found.sentence, "批准件" in found.sentence) == (MISSING, False, True)
    one.plus(Approval, step=stage, body="parent", result="approved", decided_on=day(24), archive_place="3卷")
    entrusted = state_of(one.case(), move, code)
    assert (entrusted.mark, "上级企业的批准件" in entrusted.told) == (VERIFY, True)
    one.plus(Approval, step=stage, body="sasac", result="refused", decided_on=day(24))
    assert state_of(one.case(), move, code).mark is MISSING
    other = change(good(move, stage)).plus(Approval, step=stage, body="responsible", result="approved")
    assert state_of(other.case(), move, code).mark is MISSING


def authority(body: str, **values: object) -> dict[str, object]:
    """A whole paper of a superior at 处理."""
    paper = {"step": DISPOSITION, "body": body, "result": "approved", "decided_on": day(79)}
    return paper | {"archive_place": "3卷", "entered_by": "u1", "confirmed_by": "u2"} | values


def major(**enterprise: object) -> GoodCase:
    """A case at 处理 that the 市管企业 is competent to decide."""
    case = GoodCase(BOOK, DISPOSITION).enterprise(**enterprise)
    return case.put("finding", governing_class="major", governing_reason="影响特别恶劣")


@pytest.mark.parametrize(
    "asked", [{"adjustment": "step_up"}, {"adjustment": "waived"}, {"exempted": ("innovation",)}]
)
def test_the_approval_of_a_step_is_no_authority_to_decide(asked: dict[str, object]) -> None:
    one = major().put("liable", **asked)
    one.plus(Approval, **authority("parent"))
    assert state_of(one.case(), "decide", "adjustment.approval").mark is DONE
    refused = state_of(one.case(), "decide", "jurisdiction.decide")
    assert (refused.mark, "授权的另登一份" in refused.findings[0].sentence) == (MISSING, True)
    one.plus(Approval, **authority("sasac"))
    assert state_of(one.case(), "decide", "jurisdiction.decide").mark is VERIFY
    one.plus(Approval, **authority("parent", result="refused"))
    one.plus(Approval, **authority("parent"))
    # What was refused since has to be agreed to anew, both of it.
    assert state_of(one.case(), "decide", "jurisdiction.decide").mark is MISSING


@pytest.mark.parametrize(
    ("matters", "decide", "adjustment"),
    [
        # A paper serves what it names, whatever else is waiting.
        (("jurisdiction",), VERIFY, MISSING),
        (("jurisdiction", "jurisdiction"), VERIFY, MISSING),
        (("adjustment", "adjustment"), MISSING, DONE),
        (("adjustment", "jurisdiction"), VERIFY, DONE),
        (("other", "other"), MISSING, MISSING),
        (("own_word", "other"), MISSING, MISSING),
        # One that names nothing serves one of them, and 加重 first.
        (("",), MISSING, DONE),
        (("other", ""), MISSING, DONE),
        (("jurisdiction", ""), VERIFY, DONE),
        (("", "adjustment"), VERIFY, DONE),
        (("", ""), VERIFY, DONE),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_paper_of_the_superior_serves_what_it_is_about(
    matters: tuple[str, ...], decide: GateMark, adjustment: GateMark, turned: bool
) -> None:
    one = major().put("liable", adjustment="step_up")
    for matter in reversed(matters) if turned else matters:
        one.plus(Approval, **authority("parent", matter=matter))
    states = [state_of(one.case(), "decide", code) for code in ("jurisdiction.decide", "adjustment.approval")]
    assert [state.mark for state in states] == [decide, adjustment]
    told = "".join(finding.sentence for state in states for finding in state.findings)
    assert ("审批事项选“管辖与处理权限”" in told) is (decide is MISSING)
    assert ("审批事项选“加重、减轻或免除处理”" in told) is (adjustment is MISSING)


@pytest.mark.parametrize(
    ("refused", "decide", "adjustment"),
    [
        ("jurisdiction", MISSING, DONE),
        ("adjustment", VERIFY, MISSING),
        ("other", VERIFY, DONE),
        ("", MISSING, MISSING),
    ],
)
def test_a_refusal_refuses_what_it_is_about(refused: str, decide: GateMark, adjustment: GateMark) -> None:
    one = major().put("liable", adjustment="step_up")
    for matter in ("jurisdiction", "adjustment"):
        one.plus(Approval, **authority("parent", matter=matter))
    one.plus(Approval, **authority("sasac", matter=refused, result="refused"))
    assert state_of(one.case(), "decide", "jurisdiction.decide").mark is decide
    assert state_of(one.case(), "decide", "adjustment.approval").mark is adjustment


def test_a_paper_about_nothing_goes_where_no_other_can() -> None:
    """The enterprise next above is not competent and can approve the step only: in either order both are served."""
    for bodies in (("parent", "sasac"), ("sasac", "parent")):
        one = major(level=4).put("liable", adjustment="step_up")
        for body in bodies:
            one.plus(Approval, **authority(body))
        assert state_of(one.case(), "decide", "jurisdiction.decide").mark is VERIFY
        assert state_of(one.case(), "decide", "adjustment.approval").mark is DONE


@pytest.mark.parametrize(
    ("matters", "asked", "decide"),
    [
        (("",), DONE, MISSING),
        (("", ""), DONE, VERIFY),
        (("other", "jurisdiction"), DONE, VERIFY),
        (("jurisdiction",), MISSING, VERIFY),
        (("other",), DONE, MISSING),
    ],
)
def test_the_approval_that_a_step_asks_of_the_superior_is_a_paper_of_its_own(
    matters: tuple[str, ...], asked: GateMark, decide: GateMark
) -> None:
    word = Entry(code="decide.parent", label="处理决定报上级企业批准", source="本企业办法", grade="D")
    one = GoodCase(BOOK.with_local(LocalChanges({DICTIONARY: [word]})), DISPOSITION)
    one.put("finding", governing_class="major", governing_reason="影响特别恶劣")
    for matter in matters:
        one.plus(Approval, **authority("parent", matter=matter))
    found = state_of(one.case(), "decide", "approval.decide.parent")
    assert found.mark is asked
    assert ("审批事项选“其他事项”" in "".join(one.sentence for one in found.findings)) is (asked is MISSING)
    assert state_of(one.case(), "decide", "jurisdiction.decide").mark is decide


def test_where_the_enterprise_approves_the_step_itself_one_paper_of_the_superior_is_the_authority() -> None:
    raw = filled().model_dump()["parameters"]
    parameters = [one | {"value": "own"} if one["code"] == "step_approver" else one for one in raw]
    own = filled_book(parameters=parameters)
    for body, mark in (("parent", VERIFY), ("leading_body", MISSING)):
        one = GoodCase(own, DISPOSITION).put("finding", governing_class="major", governing_reason="恶劣")
        case = one.put("liable", adjustment="step_up").plus(Approval, **authority(body)).case()
        assert state_of(case, "decide", "jurisdiction.decide").mark is mark


@pytest.mark.parametrize(
    ("level", "body", "mark", "asked"),
    [
        (1, "parent", VERIFY, "请登记上级企业在处理"),
        (1, "group", MISSING, "请登记上级企业在处理"),
        (2, "parent", VERIFY, "请登记上级企业或市国资委在处理"),
        (2, "group", VERIFY, "请登记上级企业或市国资委在处理"),
        (4, "parent", MISSING, "请登记市管企业或市国资委在处理"),
        (4, "group", VERIFY, "请登记市管企业或市国资委在处理"),
        (4, "sasac", VERIFY, "请登记市管企业或市国资委在处理"),
        (4, "board", MISSING, "请登记市管企业或市国资委在处理"),
    ],
)
def test_only_who_is_competent_gives_authority(level: int, body: str, mark: GateMark, asked: str) -> None:
    (refused,) = state_of(major(level=level).case(), "decide", "jurisdiction.decide").findings
    assert (asked in refused.sentence, "改为处理建议上报" in refused.sentence) == (True, True)
    case = major(level=level).plus(Approval, **authority(body)).case()
    assert state_of(case, "decide", "jurisdiction.decide").mark is mark


@pytest.mark.parametrize(
    ("lacking", "field"), [({"decided_on": None}, "decided_on"), ({"archive_place": " "}, "archive_place")]
)
def test_a_paper_that_gives_authority_is_whole(lacking: dict[str, object], field: str) -> None:
    one = major().plus(Approval, **authority("parent", **lacking))
    found = state_of(one.case(), "decide", "jurisdiction.decide")
    told = [(finding.field, finding.uid) for finding in found.findings if finding.grade is Grade.MUST]
    assert (found.mark, told) == (MISSING, [(field, one.last)])
    # Of two that are needed the one is as whole as the other.
    both = one.put("liable", adjustment="step_up").plus(Approval, **authority("sasac"))
    assert state_of(both.case(), "decide", "jurisdiction.decide").mark is MISSING


@pytest.mark.parametrize(
    ("code", "adjustment"), [("jurisdiction.decide", ""), ("adjustment.approval", "step_up")]
)
def test_the_last_paper_is_the_one_of_the_latest_day(code: str, adjustment: str) -> None:
    def mark(*papers: tuple[date | None, str]) -> GateMark:
        one = major().put("liable", adjustment=adjustment)
        for on, result in papers:
            one.plus(Approval, **authority("parent", decided_on=on, result=result))
        return state_of(one.case(), "decide", code).mark

    good_mark = DONE if adjustment else VERIFY
    assert mark((day(79), "approved"), (day(70), "refused")) is good_mark
    assert mark((day(79), "refused"), (day(70), "approved")) is MISSING
    assert mark((day(79), "refused"), (day(79), "approved")) is good_mark
    assert mark((None, "refused"), (day(79), "approved")) is MISSING


@pytest.mark.parametrize(
    ("clue", "mark"),
    [
        ({"from_superior": True, "transferred_by": "虚构控股集团"}, VERIFY),
        ({"from_superior": True, "transferred_by": " "}, MISSING),
        ({"from_superior": False, "transferred_by": "虚构审计局"}, MISSING),
    ],
)
def test_a_clue_that_was_handed_down_does_not_stick(clue: dict[str, object], mark: GateMark) -> None:
    case = good("dispose", TRIAGE).clue(loss_class="major", **clue).case()
    found = state_of(case, "dispose", "jurisdiction.investigate")
    assert (found.mark, "虚构控股集团移交" in found.told) == (mark, mark is VERIFY)


def test_a_bracket_may_belong_to_the_name_that_is_served() -> None:
    for recipient, mark in (("王 二（大）", DONE), ("陈思源；王二（大）", DONE), ("王二", MISSING)):
        case = good("decide", DISPOSITION).put("service", recipient=recipient).case()
        assert state_of(replace(case, names={"p1": "王二（大）"}), "decide", "service").mark is mark


@pytest.mark.parametrize(
    ("effective_from", "told"), [(None, "虚构市办法没有填写施行日期"), ("2025-12-31", "新旧衔接规定没有核对")]
)
def test_the_gate_says_why_a_measure_must_be_chosen_with_a_reason(
    effective_from: str | None, told: str
) -> None:
    parameters = [one for one in filled().model_dump()["parameters"] if one["code"] != "transition"]
    book = filled_book(parameters=parameters, effective_from=effective_from)
    one = GoodCase(book, DISPOSITION)
    (found,) = state_of(one.case(), "decide", "basis").findings
    assert (found.grade, found.field, told in found.sentence) == (Grade.MUST, "reason", True)
    one.put("basis", reason="行为时办法已经施行")
    assert state_of(one.case(), "decide", "basis").mark is DONE


@pytest.mark.parametrize(
    "recipient",
    [
        "陈思源本人", "陈思源同志", "陈思源先生", "陈思源女士", "陈思源同志（本人）", "陈思源和王二", "王二及陈思源",
        "王二以及陈思源本人", "陈思源 王二", "王 二　陈 思 源", "陈思源/王二", "王二，陈思源。",
        "陈思源（经理）和王二同志",
    ],
)  # fmt: skip
def test_the_ways_to_write_who_was_served_are_read(recipient: str) -> None:
    case = good("decide", DISPOSITION).put("service", recipient=recipient).case()
    assert state_of(case, "decide", "service").mark is DONE


@pytest.mark.parametrize("name", ["李和平", "王及", "周与之", "李和平（大）"])
def test_a_name_may_hold_what_stands_between_names(name: str) -> None:
    case = good("decide", DISPOSITION).put("service", recipient=f"{name}、陈思源").case()
    assert state_of(replace(case, names={"p1": name}), "decide", "service").mark is DONE


@pytest.mark.parametrize(
    ("name", "recipient"),
    [
        ("李和平", "王二同志和李和平先生"), ("李和平", "李和平与王二"), ("李和平", "陈思源以及 李 和平、王二"),
        ("和志强", "王二和和志强"), ("张和", "张和和王二"), ("李和平（大）", "王二和李和平（大）"),
    ],
)  # fmt: skip
def test_a_joined_name_may_hold_what_joins(name: str, recipient: str) -> None:
    case = good("decide", DISPOSITION).put("service", recipient=recipient).case()
    assert state_of(replace(case, names={"p1": name}), "decide", "service").mark is DONE
    assert state_of(replace(case, names={"p1": "平先"}), "decide", "service").mark is MISSING


NAMESAKES = {"p1": "陈思源", "p2": "陈 思源"}


@pytest.mark.parametrize(
    ("recipients", "names", "mark"),
    [
        (["陈思源"], NAMESAKES, MISSING),
        (["陈思源", "陈思源"], NAMESAKES, DONE),
        (["陈思源（财务部）、陈思源（采购部）"], NAMESAKES, DONE),
        (["陈思源", "陈思源远"], NAMESAKES, MISSING),
        (["陈思源（大）"], {"p1": "陈思源（大）", "p2": "陈思源"}, MISSING),
        (["陈思源（大）", "陈思源"], {"p1": "陈思源（大）", "p2": "陈思源"}, DONE),
    ],
)
def test_each_of_several_who_bear_one_name_is_served(
    recipients: list[str], names: dict[str, str], mark: GateMark
) -> None:
    one = good("decide", DISPOSITION).plus(LiablePerson, person="p2", liability="direct", facts="x")
    one.plus(Handling, decision="decision", liable=one.last, kinds=("criticism.circular",))
    one.plus(
        Handling, decision="decision", liable="liable", kinds=("criticism.circular",)
    )  # once more the first
    served = {"decision": "decision", "method": "direct", "served_on": day(82), "server": "李文海"}
    one.put("service", recipient=recipients[0])
    for recipient in recipients[1:]:
        one.plus(Service, recipient=recipient, signed_by="本人", **served)
    state = state_of(replace(one.case(), names=names), "decide", "service")
    assert state.mark is mark
    assert ("2名同名的陈思源" in "".join(found.sentence for found in state.findings)) is (
        mark is MISSING and names is NAMESAKES
    )


@pytest.mark.parametrize(
    ("recipient", "told"),
    [("陈思源远", False), ("陈 思源远、王二", False), ("陈思源远、陈思源之兄", True), ("陈思源远达", False)],
)
def test_a_longer_name_of_the_case_is_not_pointed_to(recipient: str, told: bool) -> None:
    case = good("decide", DISPOSITION).put("service", recipient=recipient).case()
    names = {"p1": "陈思源", "p2": "陈思 源远", "p3": "陈思源远达"}
    (found,) = state_of(replace(case, names=names), "decide", "service").findings
    assert (found.grade, found.uid) == (Grade.MUST, "service" if told else "")


@pytest.mark.parametrize(
    ("recipient", "told"),
    [("收件人：陈思源", True), ("陈思源之兄", True), ("陈 思源之兄、王二", True), ("王二", False)],
)
def test_a_name_that_is_not_read_alone_is_pointed_to(recipient: str, told: bool) -> None:
    case = good("decide", DISPOSITION).put("service", recipient=recipient).case()
    (found,) = state_of(case, "decide", "service").findings
    assert (found.grade, found.uid) == (Grade.MUST, "service" if told else "")
    assert ("受送达人请只写姓名，用顿号分开" in found.sentence, "陈思源" in found.sentence) == (told, True)


def test_an_explanation_opens_what_is_to_be_verified_and_nothing_else() -> None:
    case = good("decide", DISPOSITION).drop("sanction", "service").case()
    states = {
        one.gate.code: one for one in gate_states(case, move_of("decide"), {"sanction.case": "纪委立案"})
    }
    assert (states["sanction.case"].mark, states["sanction.case"].blocks) == (VERIFY, False)
    blank = {
        one.gate.code: one
        for one in gate_states(case, move_of("decide"), {"sanction.case": " ", "service": "无"})
    }
    assert (blank["sanction.case"].blocks, blank["service"].blocks) == (True, True)


#: The lawful other ways (P9, P32): what is taken away, and what may stand in its place.
WAYS: tuple[Row, ...] = (
    ("paper.plan", "approve_plan", INVESTIGATION, DONE, lambda one: one.put("paper_plan", volume="", place="档案室")),
    (
        "hearing", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.put("heard", outcome="silent", due_on=day(80), proof="EMS1"),
    ),
    (
        "hearing", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.put("heard", outcome="refused", witness="王"),
    ),
    (
        "hearing.persons", "decide", DISPOSITION, DONE,
        lambda one: one.put("heard", outcome="silent", due_on=day(80), proof="EMS1"),
    ),
    # What never came to 处理 is ended without it.
    ("hearing.persons", "close", CLOSURE, DONE, lambda one: one.drop("heard").clue(decided_on=None)),
    (
        "loss_finding", "finish_investigation", INVESTIGATION, DONE,
        lambda one: one.put("finding", losses=(), consequence="恶劣影响").drop("loss"),
    ),
    (
        "liable.covered", "decide", DISPOSITION, DONE,
        lambda one: one.drop("handling").put("liable", exempted=("innovation",)),
    ),
    (
        "liable.covered", "decide", DISPOSITION, DONE,
        lambda one: one.drop("handling", "handled_body").put("decision", kind="none"),
    ),
    ("service", "decide", DISPOSITION, DONE, lambda one: one.put("service", method="left", witness="王")),
    (
        "appeal", "close", CLOSURE, DONE,
        lambda one: one.put("appeal", **CHANGED | {"liable": None}).plus(
            OutsideDecision, kind="superior", decided_on=day(101)
        ),
    ),
    (
        "appeal", "close", CLOSURE, DONE,
        lambda one: one.put("appeal", **CHANGED).plus(
            OutsideDecision, kind="superior", decided_on=day(101), persons=("p1",)
        ),
    ),
    (
        "appeal", "close", CLOSURE, DONE,
        lambda one: one.put("appeal", **CHANGED).plus(Decision, kind="decision", decided_on=day(101)).plus(
            Handling, decision=one.last, liable="liable", kinds=("criticism.education",)
        ),
    ),
    (
        "appeal", "close", CLOSURE, DONE,
        lambda one: one.put("appeal", **CHANGED | {"result": "revoked"}).plus(
            Decision, kind="none", decided_on=day(101)
        ),
    ),
    # 撤案, 不予处分 or 移送: ended without a 处分; what was revoked on 申诉 needs nothing else.
    (
        "sanction.ended", "close", CLOSURE, DONE,
        lambda one: one.put("sanction", decided_on=None, ended_on=day(90), result="移送监察机关"),
    ),
    (
        "sanction.ended", "close", CLOSURE, DONE,
        lambda one: one.put("sanction", sanction="", received_on=None, ended_on=day(90)),
    ),
    (
        "sanction.ended", "close", CLOSURE, DONE,
        lambda one: one.plus(SanctionReview, **APPEALED_SANCTION | {"result": "revoked"}),
    ),
    (
        "sanction.ended", "close", CLOSURE, DONE,
        lambda one: one.plus(SanctionReview, **APPEALED_SANCTION | {"result": "changed"}).plus(
            OutsideDecision, kind="discipline", persons=("p1",), decided_on=day(110)
        ),
    ),
    ("sanction.ended", "close", CLOSURE, NOTHING, lambda one: one.drop("sanction")),
    # What never came to 处理 and 整改 is ended without them.
    ("decision", "close", CLOSURE, NOTHING, lambda one: one.drop("decision").clue(decided_on=None)),
    ("liable.covered", "close", CLOSURE, NOTHING, lambda one: one.drop("handling").clue(decided_on=None)),
    (
        "rectification.items", "close", CLOSURE, NOTHING,
        lambda one: one.put("item", state="open").clue(rectified_on=None),
    ),
    ("closure.consent", "merge", TRIAGE, NOTHING, lambda one: one.drop("closure").clue(from_superior=False)),
    (
        "execution", "merge", RECTIFICATION, DONE,
        lambda one: one.drop("paid").plus(LongTermItem, kind="deduction", handling="handling"),
    ),
    ("service", "merge", DISPOSITION, NOTHING, lambda one: one.drop("decision", "handling", "handled_body", "service")),
    (
        "execution", "close", CLOSURE, DONE,
        lambda one: one.drop("paid").plus(LongTermItem, kind="deduction", handling="handling"),
    ),
    (
        "recovery", "finish_rectification", RECTIFICATION, DONE,
        lambda one: one.drop("recovery").plus(LongTermItem, kind="litigation"),
    ),
    (
        "rectification.accepted", "finish_rectification", RECTIFICATION, DONE,
        lambda one: one.put("passed", checked_by="孙经理", by_superior=True, archive_place="3卷"),
    ),
    (
        "rectification.notice", "finish_rectification", RECTIFICATION, DONE,
        lambda one: one.drop("item").put("notice", needed=False, reason="无"),
    ),
    ("closure.doer", "close", CLOSURE, DONE, lambda one: one.by("u1").put("closure", superior_confirms=True)),
    ("closure.doer", "close", CLOSURE, DONE, lambda one: one.called("高志远")),
    (
        "closure.doer", "close", CLOSURE, DONE,
        lambda one: one.plus(StageStep, move="return_closure", user="u2").left_team("u3"),
    ),
    (
        "closure.kind", "close", INTAKE, DONE,
        lambda one: one.put("closure", kind="rejected").put("acceptance", opinion="refuse"),
    ),
    (
        "closure.kind", "close", INTAKE, DONE,
        lambda one: one.put("closure", kind="transferred").put("acceptance", opinion="refer"),
    ),
    (
        "closure.kind", "close", TRIAGE, DONE,
        lambda one: one.put("closure", kind="transferred").put("triage", disposition="discipline").clue(
            triaged_on=day(25), disposition="discipline"
        ),
    ),
    (
        "closure.kind", "close", TRIAGE, DONE,
        lambda one: one.put("closure", kind="handed_down").put("triage", disposition="hand_down")
        .put("transfer", kind="hand_down", feedback_on=day(60), feedback="已办结")
        .clue(triaged_on=day(25), disposition="hand_down"),
    ),
    (
        "closure.kind", "close", CLOSURE, DONE,
        lambda one: one.put("closure", kind="disproved").put("report", conclusion="disproved"),
    ),
    ("dossier", "close", CLOSURE, DONE, lambda one: one.plus(DossierEntry, title="目录")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "move", "stage", "mark", "change"), WAYS, ids=[f"{at}-{row[0]}" for at, row in enumerate(WAYS)]
)
def test_the_lawful_other_ways_are_ways(
    gate: str, move: str, stage: Stage, mark: GateMark, change: Callable[[GoodCase], GoodCase]
) -> None:
    assert state_of(change(good(move, stage)).case(), move, gate).mark is mark


@pytest.mark.parametrize(
    ("move", "stage", "gate", "dropped"),
    [
        ("finish_investigation", INVESTIGATION, "team.recusal", ("leader", "member")),
        ("finish_investigation", INVESTIGATION, "suspension", ("pause",)),
        ("finish_investigation", INVESTIGATION, "acts.names", ("act",)),
        ("finish_rectification", RECTIFICATION, "rectification.items", ("item", "measure", "notice")),
        ("finish_rectification", RECTIFICATION, "rectification.accepted", ("item", "measure", "notice")),
        ("close", CLOSURE, "preservation", ("preservation",)),
        ("close", CLOSURE, "sanction.ended", ("sanction",)),
    ],
)
def test_a_gate_with_nothing_to_look_at_says_so(
    move: str, stage: Stage, gate: str, dropped: tuple[str, ...]
) -> None:
    assert state_of(good(move, stage).case(), move, gate).mark is DONE
    state = state_of(good(move, stage).drop(*dropped).case(), move, gate)
    assert (state.mark.value, state.blocks) == ("不涉及", False)


def test_where_a_paper_is_catalogued_is_told_as_the_list_calls_it() -> None:
    state = state_of(
        good("finish_check", CHECK).drop("paper_preliminary_report").case(),
        "finish_check",
        "paper.preliminary_report",
    )
    assert "左侧“销号”的“卷宗文件”" in state.findings[0].sentence
    assert {"销号"} == {one.label for one in SHEETS if DossierEntry in {part.record for part in one.parts}}


def test_what_a_gate_rests_on_is_told_in_words() -> None:
    """The name of the program tells a clerk nothing of why something is asked."""
    gates = {gate.code: gate for move in MOVES for gate in gates_before(good(move.code, INTAKE).case(), move)}
    assert len(gates) > 60
    for gate in gates.values():
        assert gate.clause
        assert not gate.clause.startswith("本程序设计"), gate.code
    assert "四眼原则" in gates["approval.accept.responsible"].clause


def test_the_grades_of_the_marks() -> None:
    """缺 stands wherever one 强制 finding is, beside whatever else."""
    case = good("disprove", INVESTIGATION).put("act", second_by="", done_on=day(29)).case()
    state = state_of(case, "disprove", "acts.names")
    assert {found.grade for found in state.findings} == {Grade.MUST, Grade.VERIFY}
    assert state.mark is MISSING


@pytest.mark.parametrize(
    "named", [(SanctionCase, {"person": "p1"}), (OutsideDecision, {"kind": "other", "persons": ("p1",)})]
)
def test_nobody_named_in_a_sanction_or_an_outside_decision_approves(
    named: tuple[type, dict[str, object]],
) -> None:
    record, values = named
    code = "approval.decide.responsible"
    approved = (
        good("decide", DISPOSITION)
        .drop("liable", "sanction")
        .put("disposition.responsible", approver="陈思源")
    )
    assert state_of(approved.case(), "decide", code).mark is DONE
    assert state_of(approved.plus(record, **values).case(), "decide", code).mark is MISSING
