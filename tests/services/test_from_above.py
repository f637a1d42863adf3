"""A clue that was handed up: the superior's decision comes back and is carried out here, nothing of it passed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.whole_case import WholeCase, day
from zhuize_desktop.domain.records import (
    Closure,
    Execution,
    Handling,
    LiablePerson,
    OutsideDecision,
    RectificationNotice,
    RuleBasis,
    Service,
    SourceReply,
    Transfer,
    Triage,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import records
from zhuize_desktop.services.dossier import next_step, read_case
from zhuize_desktop.services.steps import Blocked


def missing(session, uid):
    states = next_step(read_case(session, uid)).states
    return {one.gate.code for one in states if one.mark.value == "缺"}


def complete(clerk, uid, **values):
    records.change(clerk, replace(records.load(clerk, OutsideDecision, uid), **values))


def test_an_empty_decision_of_the_superior_is_completed_carried_out_and_its_appeal_awaited(clerk, desk):
    case = WholeCase(clerk)
    case.register()
    case.accept()
    case.check()
    case.add(Triage, disposition="hand_up", opinion="提级上报", decided_on=day(25))
    case.add(Transfer, kind="hand_up", receiver="虚构控股集团有限公司", sent_on=day(25))
    case.approve(Stage.TRIAGE, "leading_body", day(25))
    case.go()
    above = case.add(
        OutsideDecision, kind="superior", maker="虚构控股集团有限公司", decided_on=date(2026, 11, 10),
        received_on=date(2026, 11, 12),
    )  # fmt: skip
    with pytest.raises(Blocked, match="文号"):
        case.go()
    complete(clerk, above, number="虚集〔2026〕3号")
    with pytest.raises(Blocked, match="没有写明对谁作出"):
        case.go()
    complete(clerk, above, persons=(case.person,), kinds=("criticism.admonition",))
    assert case.go().stage is Stage.DISPOSITION
    case.add(RuleBasis, pack="local", chosen_by="周敏", chosen_on=day(60), reason="上级决定已载明")
    case.file("decision", "上级处理决定")
    assert case.go().stage is Stage.RECTIFICATION  # heard, reviewed and approved above
    case.add(
        RectificationNotice, number="虚运改〔2026〕1号", enterprise=clerk.viewer.enterprise, needed=False,
        reason="上级决定没有整改要求", issued_on=date(2026, 11, 15),
    )  # fmt: skip
    case.go()
    liable = case.add(LiablePerson, person=case.person, liability="direct", facts="经办并签批")
    laid = case.add(Handling, outside=above, liable=liable, kinds=("criticism.admonition",))
    case.add(Execution, handling=laid, kind="criticism.admonition", state="done", done_on=date(2026, 11, 16))
    case.add(SourceReply, receiver="审计机构", replied_on=date(2026, 11, 16), content="已办结")
    case.add(
        Closure, kind="rectified", concluded_on=date(2026, 11, 16), closed_on=date(2026, 11, 18), note="到位"
    )
    case.approve(Stage.CLOSURE, "responsible", date(2026, 11, 17))
    case.session = reviewer = desk.log_in("reviewer")
    assert missing(reviewer, case.clue) == {"superior.appeal"}
    with pytest.raises(Blocked, match="申诉期限按收到日期2026-11-12起算，到2026-12-12才届满"):
        case.go()
    case.session = clerk = desk.log_in("clerk")
    # It had been served by the superior long before its copy came here.
    complete(clerk, above, decided_on=date(2026, 10, 9))
    case.add(
        Service, recipient="陈思源", method="direct", served_on=date(2026, 10, 12), server="虚构控股集团有限公司",
        signed_by="陈思源",
    )  # fmt: skip
    case.session = reviewer = desk.log_in("reviewer")
    assert missing(reviewer, case.clue) == set()
    assert case.go().closed
