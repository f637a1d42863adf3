"""From the words of 处理情况 to a stage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.stage_words import ClosureKind, Confidence, propose_stage
from zhuize_desktop.domain.stages import Stage

SURE, LIKELY, UNKNOWN = Confidence


@pytest.mark.parametrize(
    ("words", "completed", "stage", "confidence"),
    [
        ("已受理，正在初步核实", False, Stage.PRELIMINARY_CHECK, SURE),
        ("初核结束，拟转核查", False, Stage.TRIAGE, SURE),
        ("核查中", False, Stage.INVESTIGATION, SURE),
        ("已形成核查报告，待上会", False, Stage.DISPOSITION, SURE),
        ("已作出处理决定，整改中", False, Stage.RECTIFICATION, SURE),
        ("已整改，待销号", False, Stage.CLOSURE, SURE),
        ("已受理", None, Stage.INTAKE, SURE),
        ("待初核", None, Stage.INTAKE, LIKELY),
        ("初核后拟予了结", None, Stage.TRIAGE, LIKELY),
        ("留存备查", None, Stage.TRIAGE, SURE),
        ("尚未开展核查", None, Stage.TRIAGE, LIKELY),
        ("2023年3月受理，4月完成初核，6月起开展核查", None, Stage.INVESTIGATION, SURE),
        ("正在起草核查报告", None, Stage.INVESTIGATION, SURE),
        ("已立项，委托会计师事务所专项审计", None, Stage.INVESTIGATION, SURE),
        ("核查完毕，待研究处理", None, Stage.DISPOSITION, SURE),
        ("给予王某警告处分", None, Stage.DISPOSITION, LIKELY),
        ("未销号，正在整改", None, Stage.RECTIFICATION, SURE),
        ("未完成整改", None, Stage.RECTIFICATION, LIKELY),
        ("已完成整改", None, Stage.RECTIFICATION, LIKELY),
        ("已办结", None, Stage.CLOSURE, LIKELY),
        ("已移送纪检监察机关", None, Stage.TRIAGE, LIKELY),
        ("转权属企业办理", None, Stage.TRIAGE, LIKELY),
    ],
)
def test_open_cases_stand_where_their_words_say(words, completed, stage, confidence):
    proposal = propose_stage(words, completed)
    assert (proposal.stage, proposal.confidence, proposal.closed) == (stage, confidence, False)
    assert proposal.needs_confirmation
    assert proposal.contradiction == ""


@pytest.mark.parametrize(
    ("words", "completed", "kind", "confidence"),
    [
        ("已销号", True, None, SURE),
        ("已销号", None, None, SURE),
        ("整改完成，已销号", True, ClosureKind.RECTIFIED, SURE),
        ("了结", True, ClosureKind.DISPROVED, LIKELY),
        ("经初核，未发现违规问题，予以了结", None, ClosureKind.DISPROVED, LIKELY),
        ("不予受理", None, ClosureKind.REJECTED, LIKELY),
        ("与XS-001并案办理", None, ClosureKind.MERGED, LIKELY),
        ("已移送公安机关", True, ClosureKind.TRANSFERRED, LIKELY),
        ("转权属企业办理，已反馈", True, ClosureKind.HANDED_DOWN, LIKELY),
        ("整改到位", True, ClosureKind.RECTIFIED, LIKELY),
        ("已办结", True, None, LIKELY),
        ("", True, None, LIKELY),
    ],
)
def test_ended_cases_and_how_they_ended(words, completed, kind, confidence):
    proposal = propose_stage(words, completed)
    assert (proposal.stage, proposal.closed) == (Stage.CLOSURE, True)
    assert (proposal.closure_kind, proposal.confidence) == (kind, confidence)


def test_investigation_with_rectification_beside_it_stays_investigation():
    proposal = propose_stage("核查中，边查边改，正在整改")
    assert (proposal.stage, proposal.confidence) == (Stage.INVESTIGATION, LIKELY)
    assert "其他环节" in proposal.reason


@pytest.mark.parametrize(
    ("words", "completed", "stage"),
    [
        ("已销号", False, Stage.CLOSURE),
        ("核查中", True, Stage.INVESTIGATION),
        ("留存备查", True, Stage.TRIAGE),
    ],
)
def test_columns_that_speak_against_each_other_leave_the_case_open(words, completed, stage):
    proposal = propose_stage(words, completed)
    assert (proposal.stage, proposal.closed, proposal.confidence) == (stage, False, LIKELY)
    assert "请核对" in proposal.contradiction


@pytest.mark.parametrize("words", ["", "你好", "详见附件"])
def test_words_that_say_nothing_are_unknown(words):
    proposal = propose_stage(words)
    assert (proposal.stage, proposal.confidence) == (Stage.INTAKE, UNKNOWN)
    assert "请选定环节" in proposal.reason


@pytest.mark.parametrize(
    ("label", "stage"),
    [
        ("初核", Stage.PRELIMINARY_CHECK),
        ("整改阶段", Stage.RECTIFICATION),
        *((stage.label, stage) for stage in Stage),
    ],
)
def test_a_column_of_stages_decides(label, stage):
    proposal = propose_stage("", None, label)
    assert (proposal.stage, proposal.confidence) == (stage, SURE)


def test_a_column_of_stages_against_the_words_is_less_sure():
    proposal = propose_stage("核查中", None, "整改")
    assert (proposal.stage, proposal.confidence) == (Stage.RECTIFICATION, LIKELY)


def test_a_column_of_stages_may_say_that_it_is_over():
    assert propose_stage("", None, "已销号").closed


@given(
    st.text(
        "已未拟待正在受理初核实结束转查中形成报告上会作出处决定整改销号移送了并案留存，。；、", max_size=24
    ),
    st.sampled_from([None, True, False]),
)
def test_nothing_is_closed_against_the_word_no(words, completed):
    proposal = propose_stage(words, completed)
    assert proposal.reason.endswith(("。", "？"))
    assert not (proposal.closed and completed is False)
    assert proposal.closed <= (proposal.stage is Stage.CLOSURE)
    assert (proposal.confidence is UNKNOWN) <= (proposal.stage is Stage.INTAKE)
