"""同一事件 on a real ledger: parts of a split clue and clues put together by 并案 are told apart from all others."""

from __future__ import annotations

from dataclasses import replace

from services.test_restrictions import add, clue, handled
from zhuize_desktop.domain.judging.on_case import by_person, pay_doubts
from zhuize_desktop.domain.records import Acceptance, Circle, Clue, Handling, Loss
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.services import records
from zhuize_desktop.services.clues import set_circle
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.services.steps import split_clue


def docked(session, person, case=None, percent=60):
    """A case in which a person loses a share of the 绩效年薪 of 2026."""
    made, _ = handled(
        session, person, ("pay.performance",), case=case, deduction_year=2026, performance_percent=percent,
        performance_base=100_00, deduction=percent * 100,
    )  # fmt: skip
    return made


def told(session, case):
    """What the dossier of a case says of the pay of its person."""
    read = read_case(session, case.uid)
    return [one.sentence for _, mine, others in by_person(read) for one in pay_doubts(read, mine, others)]


def someone(session):
    return add_person(session, {"name": "王建国", "enterprise": session.viewer.enterprise}).value


def test_a_share_in_two_parts_of_a_split_clue_is_of_one_event_and_not_added(clerk, desk):
    wang = someone(clerk)
    whole = clue(clerk)
    middle = split_clue(clerk, whole.uid, {"summary": "另一笔预付货款"}, "分头核查").value
    part = split_clue(clerk, middle.uid, {"summary": "第三笔预付货款"}, "分头核查").value
    for one in (whole, part):
        docked(clerk, wang, one)
    for one in (whole, part):
        (sentence,) = told(clerk, one)
        assert sentence.startswith("同一事件在拆分、并案的其他线索也有扣减，按最高标准执行，不合并计算")
    # Not even a clue in between that one may not read keeps the two apart.
    set_circle(clerk, middle.uid, Circle.NAMED, ())
    assert len(told(desk.log_in("reviewer"), part)) == 1


def test_a_share_in_a_case_merged_into_this_one_is_of_its_event(clerk):
    wang = someone(clerk)
    main, joined = docked(clerk, wang), docked(clerk, wang)
    assert told(clerk, main) == ["2026年度扣减绩效年薪连同其他线索累计超过上限100%"]
    with clerk.ledger.transact(Op.CHANGE_CLUE, clerk.viewer) as tx:  # as 并案 leaves it, its gates apart
        tx.rewrite(joined, replace(tx.get(Clue, joined.uid), merged_into=main.uid))
    (sentence,) = told(clerk, main)
    assert "并案" in sentence


def test_cases_that_have_nothing_in_common_are_added_and_not_asked_about(clerk):
    wang = someone(clerk)
    first, second = docked(clerk, wang, percent=40), docked(clerk, wang, percent=40)
    assert told(clerk, first) == told(clerk, second) == []
    for one in (first, second):
        add(clerk, Loss, clue=one.uid, item="预付货款", kind="direct", amount=120_000_00)
    for one in (first, second):
        (sentence,) = told(clerk, one)
        assert "是否同一事件请核对" in sentence
        assert second.number not in sentence
    (loss,) = records.list_records(clerk, Loss, clue=second.uid)
    records.withdraw(clerk, Loss, loss.uid, "登记有误")
    assert told(clerk, first) == []
    add(clerk, Acceptance, clue=second.uid, opinion="accept", reason="属实", related=(first.uid,))
    assert len(told(clerk, first)) == len(told(clerk, second)) == 1
    (taken,) = records.list_records(clerk, Handling, clue=second.uid)
    records.withdraw(clerk, Handling, taken.uid, "登记有误")
    assert told(clerk, first) == []
