"""数据体检 over a real ledger: what is read, what a run shows to whom, comparison, explanations, thresholds."""

from __future__ import annotations

import pickle
import sqlite3
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from services.ledgers import entered
from services.whole_case import WholeCase
from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.errors import FieldError, FileProblem, NotAllowed
from zhuize_desktop.domain.health import case_findings
from zhuize_desktop.domain.health.paper import health_document, holding
from zhuize_desktop.domain.health.runs import Change
from zhuize_desktop.domain.health.subject import Thresholds
from zhuize_desktop.domain.records import Circle, Clue, HealthExplanation, Loss, Recovery, Recusal, User
from zhuize_desktop.services import clues, health, health_work, records, settings
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.storage import audit
from zhuize_desktop.storage.tables import health_run


def silent(_part: float, _text: str = "") -> None:
    """Progress nobody looks at."""


def a_clue(session, **values) -> Clue:
    made = {
        "source_kind": "audit.special",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
        **values,
    }
    return entered(session, made)


def run(session):
    given = health.read_for_examination(session, silent)
    head = health.keep_run(session, given, health_work.examine(given, silent)).value
    return health.open_run(session, head.uid)


def found(session, check):
    return [one for one in run(session).findings if one.check == check]


@pytest.fixture
def late(clerk):
    """A clue that was found long after it happened and reported long after that."""
    return a_clue(
        clerk,
        occurred_from=clerk.today - timedelta(days=900),
        discovered_on=clerk.today - timedelta(days=100),
    )


def test_run_says_what_the_checks_say_of_each_case_and_its_records(clerk, late):
    records.add(clerk, Loss, {"clue": late.uid, "amount": 100})
    recovery = records.add(clerk, Recovery, {"clue": late.uid, "amount": 101}).value
    seen = run(clerk)
    case = read_case(clerk, late.uid)
    expected = {(one.check, one.sentence, one.uid) for one in case_findings(case, Thresholds())}
    got = {(one.check, one.sentence, one.uid) for one in seen.findings if late.uid in one.clues}
    assert got == expected
    assert {"clue.gap", "amount.recovered"} <= {one.check for one in seen.findings}
    (amount,) = (one for one in seen.findings if one.check == "amount.recovered")
    assert (amount.record, amount.uid, amount.field) == ("Recovery", recovery.uid, "amount")
    assert amount.enterprise == clerk.viewer.enterprise
    assert seen.examined == 1


def test_whole_case_read_in_bulk_is_the_case_read_one_by_one(clerk):
    work = WholeCase(clerk)
    work.register()
    work.accept()
    work.check()
    given = health.read_for_examination(clerk, silent)
    (case,) = health_work.cases_of(given, clerk.rulebook())
    one = read_case(clerk, work.clue)
    assert case.clue == one.clue
    assert {kind: held for kind, held in case.held.items() if held} == {
        kind: held for kind, held in one.held.items() if held
    }


def test_reading_takes_no_more_statements_for_more_clues(clerk):
    def statements() -> int:
        asked = []

        def count(_connection, _cursor, statement, *_rest):
            asked.append(statement)

        engine = clerk.ledger._readers
        event.listen(engine, "before_cursor_execute", count)
        try:
            health.read_for_examination(clerk, silent)
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(asked)

    many = [a_clue(clerk) for _ in range(2)]
    for one in many:
        records.add(clerk, Loss, {"clue": one.uid, "amount": 1})
    few = statements()
    for _ in range(30):
        records.add(clerk, Loss, {"clue": a_clue(clerk).uid, "amount": 1})
    assert statements() == few


def test_what_goes_to_the_child_process_is_plain_and_holds_no_key(clerk, late):
    given = health.read_for_examination(clerk, silent)
    packed = pickle.dumps(given)
    assert clerk.ledger.key not in packed
    assert clerk.ledger.key.hex().encode() not in packed
    again = pickle.loads(packed)
    assert health_work.examine(again, silent) == health_work.examine(given, silent)
    assert late.number.encode() in packed


def test_progress_rises_and_cancelling_leaves_nothing(clerk):
    class Enough(Exception):
        pass

    for _ in range(3):
        a_clue(clerk)
    given = health.read_for_examination(clerk, silent)
    parts: list[float] = []
    health_work.examine(given, lambda part, _: parts.append(part))
    assert parts == sorted(parts)
    assert 0 <= parts[0] <= parts[-1] <= 1

    def stop(_part, _text=""):
        raise Enough

    for work in (lambda: health.read_for_examination(clerk, stop), lambda: health_work.examine(given, stop)):
        with pytest.raises(Enough):
            work()
    assert health.runs(clerk) == []


# --- who sees what ----------------------------------------------------------------------------------------


def test_clue_outside_the_circle_is_its_number_and_an_involved_one_nothing(clerk, desk):
    accounts = {user.login: user.uid for user in records.list_records(clerk, User)}
    days = {"discovered_on": clerk.today - timedelta(days=100)}
    plain, closed, involved = a_clue(clerk, **days), a_clue(clerk, **days), a_clue(clerk, **days)
    clues.set_circle(clerk, closed.uid, Circle.NAMED, ())
    records.add(clerk, Recusal, {"clue": involved.uid, "user": accounts["reviewer"], "reason": "亲属"})
    kept = run(clerk)
    assert {uid for one in kept.findings for uid in one.clues} == {plain.uid, closed.uid, involved.uid}

    reviewer = desk.log_in("reviewer")
    seen = health.open_run(reviewer, kept.head.uid)  # the clerk's run, read by somebody who may read less
    assert {uid for one in seen.findings for uid in one.clues} == {plain.uid}
    assert seen.stubs == (closed.number,)
    own = run(reviewer)
    assert own.examined == 1
    assert own.unread == {closed.uid, involved.uid}
    assert involved.number not in str(seen) + str(own.stubs)
    document = str(health.release_run(reviewer, kept.head.uid, "表.xlsx").value)
    assert closed.number in document
    assert involved.number not in document


def test_pair_is_told_to_those_alone_who_may_read_both(clerk, desk):
    first, second = a_clue(clerk), a_clue(clerk)
    assert {second.uid, first.uid} == set(found(clerk, "duplicate.clue")[0].clues)
    clues.set_circle(clerk, first.uid, Circle.NAMED, ())
    kept = run(clerk)
    assert [one for one in kept.findings if one.check == "duplicate.clue"]
    reviewer = desk.log_in("reviewer")
    assert not [one for one in health.open_run(reviewer, kept.head.uid).findings if first.uid in one.clues]
    assert found(reviewer, "duplicate.clue") == []


@pytest.mark.parametrize("login", ["admin", "inspector"])
def test_who_reads_no_case_sees_no_run(clerk, desk, late, login):
    kept = run(clerk)
    other = desk.log_in(login)
    for act in (
        lambda: health.runs(other),
        lambda: health.open_run(other, kept.head.uid),
        lambda: health.explained(other),
        lambda: health.read_for_examination(other, silent),
    ):
        with pytest.raises(NotAllowed):
            act()


# --- keeping ----------------------------------------------------------------------------------------------


def test_run_is_kept_with_day_person_thresholds_and_head_of_the_trail(clerk, desk, late):
    with clerk.ledger.read() as connection:
        before = audit.head(connection)
    kept = run(clerk)
    head = kept.head
    assert (head.user_name, head.run_at, head.thresholds) == ("李文海", desk.clock.now(), Thresholds())
    assert (head.seq, head.head) == (before.seq, before.hash)
    assert health.runs(clerk) == [head]
    records.withdraw(clerk, Clue, late.uid, "登记错误")
    assert health.open_run(clerk, head.uid).findings == kept.findings  # what was found stays found
    assert run(clerk).findings == ()


def test_run_that_was_tampered_with_is_told(clerk, late):
    kept = run(clerk)
    with clerk.ledger.small_write() as connection:
        with pytest.raises(Exception, match="never changes"):
            connection.execute(health_run.update().values(user_name="别人"))
        assert isinstance(sqlite3.Error, type)
        connection.exec_driver_sql("DROP TRIGGER health_run_is_final")
        connection.execute(health_run.update().values(sha256="0" * 64))
    with pytest.raises(FileProblem):
        health.open_run(clerk, kept.head.uid)


def test_two_runs_are_compared(clerk, desk, late):
    first = run(clerk)
    desk.clock.advance(days=1)
    clerk = desk.log_in("clerk")
    clues.change_clue(clerk, replace(clues.load_for_edit(clerk, late.uid), discovered_on=None))
    other = a_clue(clerk, summary="违规出借资金", occurred_from=clerk.today - timedelta(days=5000),
                   discovered_on=clerk.today)  # fmt: skip
    second = run(clerk)
    told = {
        (one.finding.check, one.finding.uid, one.change)
        for one in health.compared_runs(clerk, second.head.uid, first.head.uid)
        if one.finding.check == "clue.gap"
    }
    assert (("clue.gap", other.uid, Change.NEW)) in told
    assert ("clue.gap", late.uid, Change.GONE) in told
    with pytest.raises(FieldError):
        health.compared_runs(clerk, first.head.uid, second.head.uid)
    document = str(health.release_run(clerk, second.head.uid, "表.xlsx", first.head.uid).value)
    assert "已消除" in document
    assert "新增" in document


# --- explaining -------------------------------------------------------------------------------------------


def test_explanation_holds_for_its_sentence_and_no_other(clerk, desk, late):
    kept = run(clerk)
    gap = next(one for one in kept.findings if one.check == "clue.gap")
    health.explain_finding(clerk, kept.head.uid, gap, "外部审计发现较晚")
    given = health.explained(clerk)
    assert holding(gap, given) == "外部审计发现较晚"
    assert "外部审计发现较晚" in str(health_document(kept, given, {}))
    health.explain_finding(clerk, kept.head.uid, gap, "改写")
    assert holding(gap, health.explained(clerk)) == "改写"
    assert len(health.explained(clerk)) == 1

    desk.clock.advance(days=1)
    clerk = desk.log_in("clerk")
    assert holding(
        next(one for one in found(clerk, "clue.gap") if one.key == gap.key), health.explained(clerk)
    )
    day = late.occurred_from - timedelta(days=1)
    clues.change_clue(clerk, replace(clues.load_for_edit(clerk, late.uid), occurred_from=day))
    anew = next(one for one in found(clerk, "clue.gap") if one.key == gap.key)
    assert holding(anew, health.explained(clerk)) == ""


def test_what_cannot_be_explained_is_refused(clerk, desk, late):
    kept = run(clerk)
    gap = next(one for one in kept.findings if one.check == "clue.gap")
    with pytest.raises(FieldError):
        health.explain_finding(clerk, kept.head.uid, gap, "  ")
    with pytest.raises(FieldError):  # nothing secret, here as everywhere
        health.explain_finding(clerk, kept.head.uid, gap, "秘密★一年 某文件")
    with pytest.raises(NotAllowed):
        health.explain_finding(clerk, kept.head.uid, replace(gap, sentence="别的"), "说明")
    hints = [one for one in kept.findings if one.grade is Grade.HINT]
    a_clue(clerk, from_superior=True)
    kept = run(clerk)
    hints = [one for one in kept.findings if one.grade is Grade.HINT]
    with pytest.raises(NotAllowed):
        health.explain_finding(clerk, kept.head.uid, hints[0], "说明")
    clues.set_circle(clerk, late.uid, Circle.NAMED, ())
    with pytest.raises(NotAllowed):
        health.explain_finding(desk.log_in("reviewer"), kept.head.uid, gap, "说明")


def test_explanation_of_a_clue_outside_the_circle_is_not_read(clerk, desk, late):
    kept = run(clerk)
    gap = next(one for one in kept.findings if one.check == "clue.gap")
    health.explain_finding(clerk, kept.head.uid, gap, "外部审计发现较晚")
    clues.set_circle(clerk, late.uid, Circle.NAMED, ())
    assert health.explained(desk.log_in("reviewer")) == {}


@pytest.mark.parametrize("at", [0, 1])
def test_explanation_is_read_by_those_alone_who_may_read_every_clue_it_tells_of(clerk, desk, at):
    a_clue(clerk), a_clue(clerk)
    kept = run(clerk)
    (pair,) = (one for one in kept.findings if one.check == "duplicate.clue")
    health.explain_finding(clerk, kept.head.uid, pair, "两笔货款")
    assert pair.key in health.explained(desk.log_in("reviewer"))
    clerk = desk.log_in("clerk")
    clues.set_circle(clerk, pair.clues[at], Circle.NAMED, ())
    reviewer = desk.log_in("reviewer")
    assert health.explained(reviewer) == {}
    assert records.list_records(reviewer, HealthExplanation) == []
    clerk = desk.log_in("clerk")
    assert holding(pair, health.explained(clerk)) == "两笔货款"


# --- thresholds -------------------------------------------------------------------------------------------


def test_thresholds_are_the_administrators_and_stale_days_are_those_of_the_reports(clerk, desk, late):
    with pytest.raises(NotAllowed):
        health.change_thresholds(clerk, Thresholds())
    admin = desk.log_in("admin")
    with pytest.raises(FieldError):
        health.change_thresholds(admin, Thresholds(discovery_gap=0))
    health.change_thresholds(admin, Thresholds(discovery_gap=3000, registration_gap=3000, stale_days=5))
    settings.change_settings(admin, replace(settings.settings_of(admin), stale_days=77))
    now = health.thresholds(admin)
    assert (now.discovery_gap, now.stale_days) == (3000, 77)
    clerk = desk.log_in("clerk")
    kept = run(clerk)
    assert [one for one in kept.findings if one.check == "clue.gap"] == []
    assert kept.head.thresholds == now
    shown = dict(now.told())
    assert len(shown) == len(fields(Thresholds))
    assert shown["久查不追"] == "77 天"
