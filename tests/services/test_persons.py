"""责任人员: counted over the clues the viewer may read and over no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.ledger_view import PersonQuery
from zhuize_desktop.domain.records import Circle, LiablePerson, Recusal
from zhuize_desktop.services import persons, records
from zhuize_desktop.services.clues import register_clue, set_circle
from zhuize_desktop.services.directory import add_person

ALL = PersonQuery()


def person(session, name, **values):
    return add_person(session, {"name": name, **values}).value


def clue(session, *people):
    values = {
        "source_kind": "audit.special",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
        "persons": tuple(one.uid for one in people),
    }
    return register_clue(session, values).value


def row(session, one):
    return persons.person_rows(session, [one.uid])[0]


def test_clue_counts_once_however_the_person_stands_in_it(clerk):
    wang = person(clerk, "王建国", enterprise=clerk.viewer.enterprise, post="财务总监")
    first, second = clue(clerk, wang), clue(clerk)
    for target in (first, second):
        records.add(clerk, LiablePerson, {"clue": target.uid, "person": wang.uid, "liability": "direct"})
    shown = row(clerk, wang)
    assert (shown.clues, shown.liable) == (2, 2)
    assert shown.enterprise == "虚构运输集团有限公司"
    stands = persons.standings(clerk, wang.uid)
    assert {(one.shown.row.clue.uid, one.liable is not None) for one in stands} == {
        (first.uid, True),
        (second.uid, True),
    }
    assert len(stands) == 2


def test_names_stand_in_the_order_of_their_pinyin(clerk):
    """By their codes they would stand 丁, 李, 王, 赵, 陈."""
    people = {name: person(clerk, name).uid for name in ("王五", "陈一", "赵六", "丁二", "李四", "李三")}
    by_pinyin = ["陈一", "丁二", "李三", "李四", "王五", "赵六"]

    def listed(**query):
        uids = persons.list_persons(clerk, PersonQuery(**query))
        return [name for uid in uids for name, one in people.items() if one == uid]

    assert listed() == listed(order="name") == by_pinyin
    assert listed(descending=True) == by_pinyin[::-1]


def test_withdrawn_clues_and_lines_do_not_count(clerk):
    wang = person(clerk, "王建国")
    kept, gone = clue(clerk, wang), clue(clerk, wang)
    line = records.add(clerk, LiablePerson, {"clue": kept.uid, "person": wang.uid}).value
    records.withdraw(clerk, LiablePerson, line.uid, "认定有误")
    records.withdraw(clerk, type(gone), gone.uid, "重复登记")
    assert (row(clerk, wang).clues, row(clerk, wang).liable) == (1, 0)
    assert [one.shown.row.clue.uid for one in persons.standings(clerk, wang.uid)] == [kept.uid]


def test_clues_outside_the_circle_are_not_told_by_a_count(clerk, desk):
    wang = person(clerk, "王建国")
    closed = clue(clerk, wang)
    records.add(clerk, LiablePerson, {"clue": closed.uid, "person": wang.uid})
    set_circle(clerk, closed.uid, Circle.NAMED, ())
    assert (row(clerk, wang).clues, row(clerk, wang).liable) == (1, 1)

    reviewer = desk.log_in("reviewer")
    assert (row(reviewer, wang).clues, row(reviewer, wang).liable) == (0, 0)
    assert persons.standings(reviewer, wang.uid) == []
    assert persons.list_persons(reviewer, PersonQuery(in_clues=True)) == []


def test_who_is_recused_counts_without_the_clue(clerk, desk):
    wang = person(clerk, "王建国")
    target = clue(clerk, wang)
    reviewer = desk.log_in("reviewer")
    assert row(reviewer, wang).clues == 1
    records.add(reviewer, Recusal, {"clue": target.uid, "user": reviewer.viewer.user, "reason": "亲属"})
    assert row(reviewer, wang).clues == 0


@pytest.mark.parametrize("login", ["admin", "inspector"])
def test_who_reads_no_case_sees_nobody(clerk, desk, login):
    wang = person(clerk, "王建国")
    clue(clerk, wang)
    other = desk.log_in(login)
    assert persons.list_persons(other, ALL) == []
    assert persons.person_rows(other, [wang.uid]) == []


def test_list_is_searched_filtered_and_ordered(clerk):
    wang = person(clerk, "王建国", employment="serving", post="B")
    li = person(clerk, "李长青", employment="retired", post="A")
    clue(clerk, wang)
    listed = persons.list_persons
    assert listed(clerk, PersonQuery(text="wjg")) == [wang.uid]
    assert listed(clerk, PersonQuery(text="长青")) == [li.uid]
    assert listed(clerk, PersonQuery(employment="retired")) == [li.uid]
    assert listed(clerk, PersonQuery(in_clues=True)) == [wang.uid]
    assert listed(clerk, PersonQuery(order="post")) == [li.uid, wang.uid]
    for order in ("clues", "liable", "enterprise", "employment", "name"):
        assert set(listed(clerk, PersonQuery(order=order))) == {wang.uid, li.uid}
    assert listed(clerk, PersonQuery(order="clues", descending=True)) == [wang.uid, li.uid]
    assert listed(clerk, PersonQuery(order="clues")) == [li.uid, wang.uid]


def test_person_needs_a_name_and_a_day_that_has_come(clerk, desk):
    wang = person(clerk, "王建国")
    with pytest.raises(FieldError) as refused:
        persons.change_person(clerk, replace(wang, name=" "))
    assert refused.value.field == "name"
    saved = persons.change_person(
        clerk, replace(wang, employment="retired", employment_since=clerk.today)
    ).value
    assert row(clerk, wang).person == saved
    admin = desk.log_in("admin")
    with pytest.raises(NotAllowed):
        persons.change_person(admin, saved)
