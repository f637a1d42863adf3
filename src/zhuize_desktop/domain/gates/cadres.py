"""干部管理权限的门槛: nobody is decided on by an enterprise that does not appoint them (P6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..decided_anew import SPARING
from ..judging import jurisdiction
from ..judging.on_case import holding
from ..records import Decision, Handling, LiablePerson, StageStep
from ..workflow import decisions_in_force
from .approvals import BODIES, JURISDICTION, of_paper, stage_of, to_choose
from .gate import Teller
from .superior import authorisers, authorising

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from ..checks import CheckFinding
    from ..records import Approval, Person, Record

AUTHORITY = "国务院国资委令第46号 第54条（参照）"
_GROUP, _REGULATOR = 1, 0
_HAND_UP = "请改为处理建议上报，决定回来后登记为外部决定"
_DECIDE = "decide"


def cadres(case: Case) -> Iterator[CheckFinding]:
    """干部管理权限: nobody is decided on, spared or exempted by an enterprise that does not appoint them.

    A card says who appoints a person today: for what an earlier step rested on a word will do, and what a review
    revoked or changed is no decision on anybody. Where the superior let the enterprise decide, its paper is named.
    """
    own = [one for one in decisions_in_force(case) if isinstance(one, Decision)]
    if not own:
        return
    teller = Teller("jurisdiction.cadre", AUTHORITY)
    papers: dict[str, Approval] = {}
    for one, step in _decided_on(case, own):
        if one.person not in case.persons:
            continue
        name, person = case.name(one.person), case.persons[one.person]
        unit = f"（{word}）" if (word := case.name(person.enterprise)) else ""
        at = (LiablePerson, "person", one)
        lacking, ours = _lacking(case, person), _is_ours(case, person)
        higher = _is_higher(case, person)
        if higher or (not lacking and ours is False):
            given = [] if step is not None else _authority_given(case, person)
            papers |= {paper.uid: paper for paper in given}
            yield _not_ours(case, _Whom(f"{name}{unit}", person, one), own[-1], step, given)
        elif lacking:
            yield teller.verify(f"{name}：{lacking}没有登记，不能核对干部管理权限，请补登或说明。", *at)
        elif ours is None:
            yield teller.verify(
                f"{name}{unit}所在单位不是本企业，按登记的上级企业也看不出是本企业的下级企业，登记的干部管理权限是"
                f"{_authority(case, person)}：请补登其上级企业，或核对是否由本企业管理，是的请说明。",
                *at,
            )
    for paper in papers.values():
        yield from of_paper(case, paper, f"{_issuer(case, paper)}的批准", teller)


class _Whom(NamedTuple):
    """Somebody another body decides on: as they are called, their card, and their line in the case."""

    name: str
    person: Person
    line: LiablePerson


def _not_ours(
    case: Case, whom: _Whom, last: Decision, step: StageStep | None, given: list[Approval]
) -> CheckFinding:
    """What is told of somebody whom another body decides on.

    ``step``: the earlier step that rested on it; ``given``: the paper that lets the enterprise decide.
    """
    teller, authority = Teller("jurisdiction.cadre", AUTHORITY), _authority(case, whom.person)
    at = (LiablePerson, "person", whom.line)
    if step is not None:
        return teller.verify(
            f"{whom.name}按现在的登记不由本企业管理（{authority}），而{step.taken_on}办理“{step.label}”时已经依据对其的决定："
            f"其后才变动的请说明，当时就不由本企业管理的，{_HAND_UP}。",
            *at,
        )
    if given:
        return teller.verify(
            f"{whom.name}不由本企业管理（{authority}）：已登记{_issuer(case, given[0])}的批准件，请说明其文件。",
            *at,
        )
    if _is_higher(case, whom.person):
        words = f"{whom.name}属{authority}，本企业不能作出处理或不予追责决定：{_HAND_UP}"
        mistaken = ""
    else:
        words = (
            f"{whom.name}所在单位不是本企业，也不是本企业的下级企业，登记的干部管理权限是{authority}，"
            f"本企业不能作出处理或不予追责决定：{_HAND_UP}"
        )
        mistaken = "；所在单位或其上级企业登记有误的，请更正"
    return teller.must(f"{words}{_or_authorised(case, whom.person)}{mistaken}。", Decision, "kind", last)


def _or_authorised(case: Case, person: Person) -> str:
    """Whose paper would let the enterprise decide, as a clause; empty where it has nobody above."""
    bodies = authorisers(case, _competent(case, person))
    if not bodies:
        return ""
    choose = to_choose(case.book, JURISDICTION)
    return f"；经上级授权的，请登记{bodies}在{stage_of(_DECIDE).label}环节的批准件，{choose}"


def _authority_given(case: Case, person: Person) -> list[Approval]:
    """The paper by which a body that may decide on them lets the enterprise do it; it says that it is about that."""
    papers = authorising(case, _DECIDE, _competent(case, person))
    return [one for one in papers if one.matter]


def _competent(case: Case, person: Person) -> int:
    """The level of who may decide on somebody the enterprise does not appoint.

    For those of a sister it is the nearest enterprise above both; where there is none, 国资监管机构.
    """
    if _is_higher(case, person) and (needed := _needed(case, person)) is not None:
        return needed
    above = case.line_of(case.keeper)
    shared = next((one for one in case.line_of(person.enterprise) if one in above), None)
    return shared.level if shared is not None and shared.level is not None else _REGULATOR


def _issuer(case: Case, paper: Approval) -> str:
    return case.book.dictionary(BODIES).label(paper.body)


def _decided_on(case: Case, own: list[Decision]) -> Iterator[tuple[LiablePerson, StageStep | None]]:
    """On whom the own decisions decide: who gets something by them, whom they spare, whom the enterprise exempted.

    Each with the last step out of 处理 where it rested on all of that already: what was entered since did not.
    """
    uids = {one.uid: one for one in own}
    step = next((one for one in reversed(case.all(StageStep)) if one.move == _DECIDE), None)
    handled = {one.liable for one in case.all(Handling) if one.decision in uids}
    held: dict[str | None, list[Record]] = {}
    for laid in holding(case.laid()):
        if (source := uids.get(laid.handling.decision or "")) is not None:
            held.setdefault(laid.handling.liable, []).extend((laid.handling, source))
    sparing = [one for one in own if one.kind == SPARING]
    named = {uid for one in sparing for uid in one.spared}
    for line in case.all(LiablePerson):
        by = held.get(line.uid, [])
        by += [one for one in sparing if line.uid in one.spared]
        if not named and line.uid not in handled:
            by += sparing
        if by or line.exempted:
            # Identities grow with the order of entry.
            rested = step is not None and all(one.uid < step.uid for one in (line, *by))
            yield line, step if rested else None


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
