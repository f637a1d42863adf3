"""干部管理权限的门槛: nobody is decided on by an enterprise that does not appoint them (P6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..judging import jurisdiction
from ..records import Decision, Handling, LiablePerson
from ..workflow import decisions_in_force
from .gate import Teller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from ..checks import CheckFinding
    from ..records import Person

AUTHORITY = "国务院国资委令第46号 第54条（参照）"
_GROUP = 1
_HAND_UP = "请改为处理建议上报，决定回来后登记为外部决定"


def cadres(case: Case) -> Iterator[CheckFinding]:
    """干部管理权限: nobody is decided on, spared or exempted by an enterprise that does not appoint them."""
    own = [one for one in decisions_in_force(case) if isinstance(one, Decision)]
    if not own:
        return
    teller = Teller("jurisdiction.cadre", AUTHORITY)
    for one in _decided_on(case, own):
        if one.person not in case.persons:
            continue
        name, person = case.name(one.person), case.persons[one.person]
        unit = f"（{word}）" if (word := case.name(person.enterprise)) else ""
        if _is_higher(case, person):
            yield teller.must(
                f"{name}{unit}属{_authority(case, person)}，本企业不能作出处理或不予追责决定：{_HAND_UP}。",
                Decision, "kind", own[-1],
            )  # fmt: skip
        elif lacking := _lacking(case, person):
            yield teller.verify(
                f"{name}：{lacking}没有登记，不能核对干部管理权限，请补登或说明。",
                LiablePerson,
                "person",
                one,
            )
        elif (ours := _is_ours(case, person)) is False:
            yield teller.must(
                f"{name}{unit}所在单位不是本企业，也不是本企业的下级企业，登记的干部管理权限是"
                f"{_authority(case, person)}，本企业不能作出处理或不予追责决定：{_HAND_UP}；"
                "所在单位或其上级企业登记有误的，请更正。",
                Decision, "kind", own[-1],
            )  # fmt: skip
        elif ours is None:
            yield teller.verify(
                f"{name}{unit}所在单位不是本企业，按登记的上级企业也看不出是本企业的下级企业，登记的干部管理权限是"
                f"{_authority(case, person)}：请补登其上级企业，或核对是否由本企业管理，是的请说明。",
                LiablePerson, "person", one,
            )  # fmt: skip


def _decided_on(case: Case, own: list[Decision]) -> Iterator[LiablePerson]:
    """On whom the own decisions decide: who gets something by them, whom they spare, whom the enterprise exempted."""
    laid = {one.liable for one in case.all(Handling) if one.decision in {found.uid for found in own}}
    sparing = [one for one in own if one.kind == "none"]
    named = {uid for one in sparing for uid in one.spared}
    for one in case.all(LiablePerson):
        spared = one.uid in named or (bool(sparing) and not named and one.uid not in laid)
        if one.uid in laid or spared or one.exempted:
            yield one


def _authority(case: Case, person: Person) -> str:
    return case.book.dictionary("cadre_authority").path(person.cadre_authority)


def _needed(case: Case, person: Person) -> int | None:
    """The level of the body that may decide on a person; ``None`` where it is not known."""
    if not person.cadre_authority:
        return None
    employed = case.level_of(person.enterprise)
    return jurisdiction.cadre_level(case.book, person.cadre_authority, employed)


def _is_higher(case: Case, person: Person) -> bool:
    """Whether a body above this enterprise decides on them."""
    needed, level = _needed(case, person), case.keeper_level()
    return needed == 0 or (needed is not None and level is not None and needed < level)


def _lacking(case: Case, person: Person) -> str:
    """What has to be entered before anything can be told; empty for nothing."""
    asked = (
        ("干部管理权限", person.cadre_authority),
        ("本企业的级次", case.keeper_level()),
        ("所在单位或其级次", _needed(case, person)),
    )
    return next((word for word, value in asked if not value), "")


def _is_ours(case: Case, person: Person) -> bool | None:
    """Whether this enterprise appoints them: it is their own or stands above it, or their record says so.

    A sister of their enterprise, or of one above it, has no say, whatever its level. ``None``: the enterprises above
    theirs are not all entered, so nobody can tell.
    """
    line = case.line_of(person.enterprise)
    if any(one.uid == case.keeper for one in line):
        return True
    if line and line[-1].level == _GROUP:
        return False
    return True if jurisdiction.names_level(case.book, person.cadre_authority) else None
