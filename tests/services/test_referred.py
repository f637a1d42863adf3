"""Nothing is taken out of a case while what stands in it rests on it, and nothing stays there for ever for that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.older import taken_out
from services.whole_case import WholeCase, day
from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.records import (
    Decision,
    Handling,
    LiableBody,
    LiablePerson,
    Loss,
    LossFinding,
    Service,
    StageStep,
    Violation,
)
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import records, restrictions
from zhuize_desktop.services.dossier import next_step, read_case
from zhuize_desktop.services.steps import Blocked


def banned(session, person):
    return [one.label for one in restrictions.restrictions_of(session, person).periods if one.last is None]


def told(session, uid, gate):
    """What a gate before the next step finds."""
    states = next_step(read_case(session, uid)).states
    return [one.sentence for state in states if state.gate.code == gate for one in state.findings]


def decided(session):
    """A case in which a person got a ban for life."""
    work = WholeCase(session).until(Stage.RECTIFICATION)
    (handling,) = records.list_records(session, Handling, clue=work.clue)
    kinds = (*handling.kinds, "ban")
    records.change(session, replace(handling, kinds=kinds, ban_from=day(80), ban_for_life=True))
    return work


def test_who_was_handled_is_not_taken_out_and_what_was_laid_stays(clerk):
    work = decided(clerk)
    assert banned(clerk, work.person) == ["禁入限制"]
    with pytest.raises(NotAllowed) as refused:
        records.withdraw(clerk, LiablePerson, work.liable, "登记有误")
    assert "责任人“陈思源”还不能撤回" in refused.value.sentence
    assert "处理“通报批评、扣减和追索绩效年薪、禁入限制”" in refused.value.sentence
    assert banned(clerk, work.person) == ["禁入限制"]
    with pytest.raises(NotAllowed, match="送达“陈思源”"):
        records.withdraw(clerk, Decision, work.made["Decision"], "登记有误")


def test_what_was_picked_elsewhere_may_be_picked_anew_instead(clerk):
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (found,) = records.list_records(clerk, LossFinding, clue=work.clue)
    (line,) = records.list_records(clerk, Loss, clue=work.clue)
    with pytest.raises(NotAllowed, match="定损"):
        records.withdraw(clerk, Loss, line.uid, "重复")
    records.change(clerk, replace(found, losses=()))
    assert records.withdraw(clerk, Loss, line.uid, "重复").value.withdrawn_reason == "重复"


def test_what_comes_back_rests_on_something_that_is_there(clerk):
    work = decided(clerk)
    (handling,) = records.list_records(clerk, Handling, clue=work.clue)
    records.withdraw(clerk, Handling, handling.uid, "登记有误")
    records.withdraw(clerk, LiablePerson, work.liable, "登记有误")
    with pytest.raises(FieldError, match="责任人已经撤回") as refused:
        records.bring_back(clerk, Handling, handling.uid)
    assert refused.value.field == "liable"
    new = {"clue": work.clue, "decision": handling.decision, "kinds": ("criticism.circular",)}
    with pytest.raises(FieldError, match="责任人已经撤回"):
        records.add(clerk, Handling, new | {"liable": work.liable})
    records.bring_back(clerk, LiablePerson, work.liable)
    records.bring_back(clerk, Handling, handling.uid)
    assert banned(clerk, work.person) == ["禁入限制"]


def test_a_handling_of_nobody_is_asked_for_in_an_older_ledger(clerk):
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (act,) = (one.uid for one in records.list_records(clerk, Violation, clue=work.clue))
    taken_out(clerk, LiablePerson, work.liable)
    left = {"clue": work.clue, "kinds": ("criticism.circular",)}
    with pytest.raises(FieldError, match="已经撤回"):
        work.decide()
    decision = work.made["Decision"]
    values = {"person": work.person, "liability": "direct", "facts": "经办", "violations": (act,)}
    again = work.add(LiablePerson, **values)
    body = work.add(LiableBody, name="经理办公会", facts="集体决策")
    made = records.add(clerk, Handling, left | {"decision": decision, "body": body}).value
    taken_out(clerk, LiableBody, body)
    assert told(clerk, work.clue, "handling") == [
        "一项处理所对应的责任主体已经不在本案：请改选，或先恢复这一责任主体，处理有误的撤回。"
    ]
    # What is left in the air is mended by picking anew; another field alone may be changed before.
    records.change(clerk, replace(made, note="核对中"))
    (held,) = records.list_records(clerk, Handling, clue=work.clue)
    records.change(clerk, replace(held, body=None, liable=again))
    assert told(clerk, work.clue, "handling") == []


def test_no_record_of_a_case_is_there_for_ever(clerk):
    """What was entered by mistake goes, one after the other: some order always leads there."""
    work = decided(clerk)
    work.add(
        Service,
        decision=work.made["Decision"],
        recipient="王二",
        method="direct",
        served_on=day(82),
        server="李",
    )
    left = {
        one.uid: record
        for record in (*records.CASEWORK, LiablePerson)
        if record is not StageStep and record in records.WITHDRAW_OPS
        for one in records.list_records(clerk, record, clue=work.clue)
    }  # fmt: skip
    closed: set[str] = set()
    while True:
        gone = set()
        for uid, record in left.items():
            try:
                records.withdraw(clerk, record, uid, "误记")
            except NotAllowed as refused:
                if "退回到该环节" in refused.sentence:  # the form of a stage that is done
                    closed.add(uid)
            else:
                gone.add(uid)
        left = {uid: record for uid, record in left.items() if uid not in gone | closed}
        if not gone:
            break
    assert left == {}
    with pytest.raises(Blocked):
        work.go()
