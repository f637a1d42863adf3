"""数据体检 in the demonstration: what is left to be found, one run that is kept, one finding explained, one merger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...domain.checks import Grade
from ...domain.records import Clue, OutsideDecision, Person, ReadingGrant
from .. import clues, directory, health, health_work, merging, records

if TYPE_CHECKING:
    from .office import Office


def examined(office: Office, made: list[Clue]) -> None:
    """Leave some faults that offices have, run the checks once, answer for the first 核实."""
    _person_twice(office)
    _clue_twice(office, made)
    _sanction_without_number(office, made)
    given = health.read_for_examination(office.clerk, lambda _part, _text: None)
    outcome = health_work.examine(given, lambda _part, _text: None)
    run = health.keep_run(office.clerk, given, outcome).value
    asked = [one for one in outcome.findings if one.grade is Grade.VERIFY and one.check == "clue.gap"]
    if asked:
        health.explain_finding(office.clerk, run.uid, asked[0], "由外部审计发现，日期已核对（虚构）")


def _person_twice(office: Office) -> None:
    """One person entered a second time, and still to be found; another was put together already."""
    known = {one.uid: one for one in records.list_records(office.clerk, Person)}
    for at, uid in enumerate(office.persons[:2]):
        older = known[uid]
        values: dict[str, Any] = {"name": older.name, "enterprise": older.enterprise, "department": "财务部"}
        twice = directory.add_person(office.clerk, values).value
        if at == 1:
            versions = (older.version, twice.version)
            merging.merge_persons(office.reviewer, uid, twice.uid, versions, "同一人登记了两次（虚构）")


def _clue_twice(office: Office, made: list[Clue]) -> None:
    """What was registered twice and seen in time: the younger lies in the recycle bin, its remark in the older."""
    standing = (clues.load_for_edit(office.clerk, one.uid) for one in made if one.circle.value == "handlers")
    first = next((one for one in standing if not one.closed), None)
    if first is None:
        return
    names = ("source_kind", "reported_on", "enterprises", "category", "summary", "occurred_from")
    values = {name: getattr(first, name) for name in names} | {"remark": "由另一名经办人重复登记（虚构）"}
    twice = clues.register_clue(office.clerk, values).value
    merging.merge_clues(
        office.clerk, first.uid, twice.uid, (first.version, twice.version), "同一事项登记了两次（虚构）"
    )
    for grant in records.list_records(office.reviewer, ReadingGrant, withdrawn=True, clue=first.uid):
        # It was of the older alone; whoever may read both now is asked anew.
        granted = ("clue", "user", "valid_from", "valid_to", "reason")
        records.add(office.reviewer, ReadingGrant, {name: getattr(grant, name) for name in granted})


def _sanction_without_number(office: Office, made: list[Clue]) -> None:
    """A sanction whose paper has no number yet, and whose person has not been pursued here."""
    open_to_all = (one for one in made if not one.closed and one.persons and one.circle.value == "handlers")
    clue = next((one for one in open_to_all if not one.legacy), None)
    if clue is not None:
        values = {
            "clue": clue.uid,
            "kind": "discipline",
            "maker": "虚构纪检监察组",
            "decided_on": office.today,
            "persons": clue.persons[:1],
        }
        records.add(office.clerk, OutsideDecision, values)
