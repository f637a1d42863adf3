"""A case is judged by the version of the measure that was chosen for it, whatever becomes of the measure later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import event

from domain.filled_rules import CLASSES, INFLUENCES, WAN, entry, filled, own_class
from services.whole_case import WholeCase, day
from zhuize_desktop.domain.judging.liability import repeated
from zhuize_desktop.domain.judging.on_case import facts
from zhuize_desktop.domain.judging.summary import judged
from zhuize_desktop.domain.records import (
    Decision,
    Handling,
    LiablePerson,
    LossFinding,
    OutsideDecision,
    RuleBasis,
)
from zhuize_desktop.domain.rules import Checked, Severity
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import packs, persons, records, restrictions
from zhuize_desktop.services.clues import register_clue
from zhuize_desktop.services.directory import add_person
from zhuize_desktop.services.dossier import read_case
from zhuize_desktop.storage.laid import laid_on


def make_version(admin, **more):
    new = filled(**more)
    seen = Checked(document="虚构市办法", by="周敏", on=day(0))
    changed = admin.rulebook().pack("local")
    for name in ("loss_classes", "ranges", "influences", *(more.keys() & {"parameters"})):
        entries = tuple(
            one.model_copy(update={"checked": seen}) if one.grade.confirmed else one
            for one in getattr(new, name)
        )
        changed = changed.model_copy(update={name: entries})
    packs.save_pack(admin, changed, "试填虚构办法", base=packs.current_version(admin, "local"))


def class_now(session, clue):
    found = facts(read_case(session, clue), deciding=True)
    return found.loss


def test_a_later_version_moves_nothing_that_was_judged(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)  # a loss of 120 万元: 较大 from 100 万元 on
    assert class_now(clerk, work.clue) is Severity.LARGER
    admin = desk.log_in("admin")
    heavier = [
        entry("general", "一般资产损失", "第20条", upper_fen=500 * WAN),
        entry("larger", "较大资产损失", "第20条", lower_fen=500 * WAN, upper_fen=1000 * WAN),
        CLASSES[2],
    ]
    make_version(admin, loss_classes=heavier)
    clerk = desk.log_in("clerk")
    assert own_class(clerk.rulebook(), 120 * WAN).code == "general"
    assert class_now(clerk, work.clue) is Severity.LARGER
    (line,) = [one for one in judged(read_case(clerk, work.clue)) if one.part == "定级"]
    assert "提出认定为较大" in line.result


def test_choosing_anew_takes_the_version_in_force(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    (old,) = records.list_records(clerk, RuleBasis)
    make_version(desk.log_in("admin"), loss_classes=[
        entry("general", "一般资产损失", "第20条", upper_fen=500 * WAN),
        entry("larger", "较大资产损失", "第20条", lower_fen=500 * WAN, upper_fen=1000 * WAN),
        CLASSES[2],
    ])  # fmt: skip
    clerk = desk.log_in("clerk")
    kept = records.change(clerk, replace(old, reason="补充理由")).value
    assert kept.pack_digest == old.pack_digest
    anew = records.change(clerk, replace(kept, chosen_on=day(75))).value
    assert anew.pack_digest != old.pack_digest
    assert class_now(clerk, work.clue) is Severity.GENERAL


def test_the_finding_keeps_what_a_person_confirmed(desk):
    clerk = desk.log_in("clerk")
    WholeCase(clerk).until(Stage.DISPOSITION)
    (found,) = records.list_records(clerk, LossFinding)
    assert found.governing_class == "general"


# --- periods of a person over several cases --------------------------------------------------------------------

#: 诫勉 on the first of June: half a year as the first version has it, a year as the second has.
ADMONISHED, HALF_A_YEAR, A_YEAR = date(2026, 6, 1), date(2026, 12, 1), date(2027, 6, 1)
LONGER = {**INFLUENCES[0], "months": 12}


def add(session, record, **values):
    return records.add(session, record, values).value


def case_of(session, person, *, pack="local"):
    """A case, judged by ``pack``, in which a person stands; returns the clue and the line."""
    values = {
        "source_kind": "audit.special",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": session.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序对外预付货款",
    }
    clue = register_clue(session, values).value.uid
    if pack:
        add(session, RuleBasis, clue=clue, pack=pack, chosen_by="李文海", chosen_on=session.today)
    return clue, add(session, LiablePerson, clue=clue, person=person.uid, liability="direct").uid


def handled(session, person, kind="criticism.admonition", **more):
    """A case in which a person got this; returns the clue."""
    clue, line = case_of(session, person, **more)
    decision = add(session, Decision, clue=clue, decided_on=ADMONISHED).uid
    add(session, Handling, clue=clue, decision=decision, liable=line, kinds=(kind,))
    return clue


def wang_of(session):
    given = {"name": "王建国", "enterprise": session.viewer.enterprise, "post": "财务总监"}
    return add_person(session, given).value


def last_days(session, person):
    return sorted(one.last for one in restrictions.restrictions_of(session, person.uid).periods)


def told_in(session, clue):
    return [one.result for one in judged(read_case(session, clue)) if one.part == "影响期"]


def test_dossier_list_and_query_say_the_day_of_the_version_kept(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    wang = wang_of(clerk)
    first = handled(clerk, wang)
    make_version(desk.log_in("admin"), influences=[LONGER, *INFLUENCES[1:]])
    clerk = desk.log_in("clerk")
    assert last_days(clerk, wang) == [HALF_A_YEAR]
    assert persons.person_rows(clerk, [wang.uid])[0].restricted == HALF_A_YEAR.isoformat()
    later = handled(clerk, wang, "criticism.education")  # which is not felt for any time
    for clue in (first, later):
        (told,) = told_in(clerk, clue)
        assert f"诫勉影响期 {ADMONISHED} 至 {HALF_A_YEAR}" in told
    case = read_case(clerk, later)
    (one,) = case.all(LiablePerson)
    assert repeated(case, one, HALF_A_YEAR).last == HALF_A_YEAR
    assert repeated(case, one, date(2026, 12, 2)) is None
    second = handled(clerk, wang)  # chosen after the change
    assert last_days(clerk, wang) == [HALF_A_YEAR, A_YEAR]
    assert f"至 {A_YEAR}" in "".join(told_in(clerk, second))


def test_a_case_without_its_measure_and_an_outside_decision_are_read_alike_everywhere(desk):
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    wang = wang_of(clerk)
    outside, _ = case_of(clerk, wang)
    add(
        clerk, OutsideDecision, clue=outside, kind="discipline", maker="虚构监察机关", decided_on=ADMONISHED,
        persons=(wang.uid,), kinds=("criticism.admonition",),
    )  # fmt: skip
    make_version(desk.log_in("admin"), influences=[LONGER, *INFLUENCES[1:]])
    clerk = desk.log_in("clerk")
    handled(clerk, wang, pack="")
    later = handled(clerk, wang, "criticism.education", pack="46")
    assert last_days(clerk, wang) == [HALF_A_YEAR, A_YEAR]
    told = "".join(told_in(clerk, later))
    assert f"至 {HALF_A_YEAR}" in told
    assert f"至 {A_YEAR}" in told


def test_versions_of_many_cases_are_read_at_once_and_once(desk):
    wang = wang_of(desk.log_in("clerk"))
    for months in (3, 4, 5):
        shorter = {**INFLUENCES[0], "months": months}
        make_version(desk.log_in("admin"), influences=[shorter, *INFLUENCES[1:]])
        handled(desk.log_in("clerk"), wang)
    make_version(desk.log_in("admin"))
    clerk = desk.log_in("clerk")
    book, asked = clerk.rulebook(), []
    with clerk.ledger.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2]))
        found = laid_on(connection, clerk.viewer, book, {wang.uid})
        bodies = [one for one in asked if "pack_version" in one]
        again = laid_on(connection, clerk.viewer, book, {wang.uid})
    assert len(found) == 3
    assert len({id(one.rules) for one in found}) == 3
    assert len(bodies) == 1
    assert [one for one in asked if "pack_version" in one] == bodies
    assert [one.rules for one in again] == [one.rules for one in found]
    assert last_days(clerk, wang) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
