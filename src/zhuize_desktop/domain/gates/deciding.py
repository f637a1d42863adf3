"""处理的门槛: a decision with number and basis, everybody covered, the right body deciding, everybody served."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ..case import rests_on
from ..judging.influence import has_ban_days
from ..records import Decision, Handling, LiableBody, LiablePerson, OutsideDecision, SanctionCase, Service
from ..stages import Stage
from ..takeover import decided_here, eased, entered_here, lay_before, was_decided
from ..workflow import decisions_in_force
from .gate import Gate, Teller, house, is_blank, paper, there_is, unfilled
from .investigating import LEGAL_DECISION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ..case import Case
    from ..checks import CheckFinding

_HERE = Stage.DISPOSITION
_DECIDE = frozenset({"decide"})
#: What the end rests on too: decisions come later and are taken out after the step that asked for them (P8).
_DECIDE_AND_CLOSE = _DECIDE | {"close"}
#: 并案 leaves the decisions of a case where they are: nobody asks in the main case what became of them.
_DECIDE_AND_END = _DECIDE_AND_CLOSE | {"merge"}
_APPEAL = "国务院国资委令第46号 第78条（参照）"
_SANCTION = "国有企业管理人员处分条例（国务院令第781号）"
#: Roots of the dictionary ``handling`` that only a competent body may decide (P30).
COMPETENT = frozenset({"party", "sanction"})
#: Between the names of several 受送达人, and around what is said of one: ``陈思源（经理）、王二``.
_BETWEEN_NAMES, _BRACKETS = re.compile(r"[、，,；;。/／\n]"), re.compile(r"[（()）]")
#: Between names too, though a name may have it within: ``陈思源和王二``, ``李和平``, ``王 二``.
_JOINING = re.compile(r"(以及|[和及与]|\s+)")
#: What stands after a name and is none.
_ADDRESS = re.compile(r"(?:本人|同志|先生|女士)+$")


def roots(case: Case, kinds: tuple[str, ...]) -> set[str]:
    """The statistics rows under which these kinds of handling stand."""
    known = case.book.dictionary("handling")
    return {known.root_of(kind).code for kind in kinds if kind in known}


def _is_decided(case: Case) -> bool:
    """Whether a decision is what the case is about now: it is at 处理, or went through it."""
    return case.clue.stage is _HERE or case.clue.decided_on is not None or bool(decided_here(case))


def _decision(case: Case) -> Iterator[CheckFinding]:
    if not _is_decided(case):
        return
    teller = Teller("decision")
    own = case.all(Decision)
    if not decisions_in_force(case):
        words = (
            "只有处理建议，没有决定：请等上级决定回来后登记为“外部决定”。" if own else "还没有登记处理决定。"
        )
        yield teller.must(words, OutsideDecision if own else Decision, "number")
    for one in own:
        if one.kind != "suggestion" and not lay_before(case, one):
            yield from eased(case, one, unfilled(one, teller))


def _handlings(case: Case) -> Iterator[CheckFinding]:
    """Every decision says what it lays on whom; a handling has one object and what its kinds need."""
    teller = Teller("handling")
    for one in case.all(Decision):
        if (
            one.kind == "decision"
            and not case.on(Handling, "decision", one.uid)
            and not lay_before(case, one)
        ):
            lacking = teller.must(f"处理决定{one.number}没有登记对任何人或机构的处理。", Handling, "kinds")
            yield from eased(case, one, (lacking,))
    known: dict[str, Decision | OutsideDecision] = {one.uid: one for one in case.all(Decision)}
    known |= {one.uid: one for one in case.all(OutsideDecision)}
    for handling in case.all(Handling):
        paper = known.get(handling.decision or handling.outside or "")
        if paper is None:
            if entered_here(case, handling) or not was_decided(case):
                yield from _handled(case, handling, teller)
        elif not lay_before(case, paper):
            yield from eased(case, paper, _handled(case, handling, teller))


def _handled(case: Case, handling: Handling, teller: Teller) -> Iterator[CheckFinding]:
    yield from unfilled(handling, teller)
    if (handling.liable is None) == (handling.body is None):
        yield teller.must("一项处理只能对应一名责任人或一个责任主体。", Handling, "liable", handling)
    elif not _has_object(case, handling):
        noun = (LiablePerson if handling.liable else LiableBody).noun
        yield teller.must(
            f"一项处理所对应的{noun}已经不在本案：请改选，或先恢复这一{noun}，处理有误的撤回。",
            Handling, "liable" if handling.liable else "body", handling,
        )  # fmt: skip
    if (handling.decision is None) == (handling.outside is None):
        yield teller.must("一项处理须对应一份处理决定或一份外部决定。", Handling, "decision", handling)
    elif not rests_on(handling, _papers(case)):
        yield teller.must(
            f"对{_on_whom(case, handling)}的处理所依据的决定已经撤回：请改选现行的决定，或撤回这项处理。",
            Handling, "decision" if handling.decision else "outside", handling,
        )  # fmt: skip
    yield from _of_its_kind(case, handling, teller)


def _has_object(case: Case, handling: Handling) -> bool:
    """Whether who is handled stands in the case: who was taken out of it is handled by nothing any more."""
    objects = (*case.all(LiablePerson), *case.all(LiableBody))
    return (handling.liable or handling.body) in {one.uid for one in objects}


def _papers(case: Case) -> set[str]:
    """The decisions from which a handling can follow, own ones and the superior's."""
    return {one.uid for record in (Decision, OutsideDecision) for one in case.all(record)}


def _on_whom(case: Case, handling: Handling) -> str:
    persons = {one.uid: case.name(one.person) for one in case.all(LiablePerson)}
    bodies = {one.uid: f"“{one.name}”" for one in case.all(LiableBody)}
    return persons.get(handling.liable or "") or bodies.get(handling.body or "") or "有关责任人"


def _of_its_kind(case: Case, one: Handling, teller: Teller) -> Iterator[CheckFinding]:
    found = roots(case, one.kinds)
    if found & COMPETENT and is_blank(one.competent):
        yield teller.must(
            "党纪、政务处分和处分须由有权机关作出，请填写其文书名称和文号。", Handling, "competent", one
        )
    if "pay" in found and one.deduction is None:
        yield teller.must("扣减薪酬的处理没有填写金额。", Handling, "deduction", one)
    takes = "pay" in found or one.performance_percent or one.tenure_percent
    if takes and one.deduction_year is None:
        yield teller.must(
            "扣减薪酬的处理没有填写责任认定年度，年度累计不能核对。", Handling, "deduction_year", one
        )
    if "pay" not in found and one.deduction:
        yield teller.must("填了扣减金额，处理方式却不含扣减薪酬。", Handling, "kinds", one)
    if "ban" not in found and has_ban_days(one):
        yield teller.must("填了禁入限制的期间，处理方式却不含禁入限制。", Handling, "kinds", one)
    if "ban" in found and (one.ban_from is None or (one.ban_to is None and not one.ban_for_life)):
        yield teller.must("禁入限制没有填写起止日期（终身的勾选终身禁入）。", Handling, "ban_from", one)


def spared(case: Case) -> set[str]:
    """The liable persons whom a 不予追责决定 names; the only one need not be named."""
    named = {uid for one in case.all(Decision) if one.kind == "none" for uid in one.spared}
    alone = case.all(LiablePerson)
    if not named and len(alone) == 1 and any(one.kind == "none" for one in case.all(Decision)):
        return {alone[0].uid}
    return named


def _has_liable(case: Case) -> bool:
    return _is_decided(case) and bool(case.all(LiablePerson) or case.all(LiableBody))


def _covered(case: Case) -> Iterator[CheckFinding]:
    """终身追责: nobody found liable is left out, wherever they work now."""
    if not _is_decided(case):
        return
    teller = Teller("liable.covered", "济国资综合〔2023〕3号 二（一）3")
    deciding = _papers(case) - {one.uid for one in case.all(Decision) if one.kind == "suggestion"}
    handled = [one for one in case.all(Handling) if rests_on(one, deciding)]
    persons = {one.liable for one in handled} | spared(case)
    outside = {uid for one in case.all(OutsideDecision) if one.kind == "superior" for uid in one.persons}
    exempt = any(one.kind == "none" for one in case.all(Decision))
    for liable in case.all(LiablePerson):
        if liable.uid in persons or liable.person in outside or liable.exempted or _was_settled(case, liable):
            continue
        yield teller.must(
            f"责任人{case.name(liable.person)}没有处理结果：请登记处理，或注明免责情形。", Handling, "liable"
        )
    bodies = {one.body for one in handled}
    for body in case.all(LiableBody):
        if body.uid not in bodies and not exempt and not _was_settled(case, body):
            yield teller.must(f"责任主体“{body.name}”没有处理结果。", Handling, "body")
    for person in _only_sanctioned(case):
        yield teller.verify(
            f"{case.name(person)}已受党纪政务处分或者处分，没有登记为责任人：应当追究责任的请登记，不追究的请说明。",
            LiablePerson, "person",
        )  # fmt: skip


def _was_settled(case: Case, one: LiablePerson | LiableBody) -> bool:
    """Whether what became of somebody lay before the takeover: who was entered then is not asked for again."""
    return was_decided(case) and not entered_here(case, one)


def _only_sanctioned(case: Case) -> Iterator[str]:
    """P16: who was sanctioned, by the discipline body or in a 处分立案 here, and was found liable by nobody."""
    papers = (one for one in case.all(OutsideDecision) if one.kind == "discipline")
    sanctioned = [person for one in papers for person in one.persons]
    sanctioned += [one.person for one in case.all(SanctionCase) if one.sanction and one.decided_on]
    liable = {one.person for one in case.all(LiablePerson)}
    yield from (person for person in dict.fromkeys(sanctioned) if person not in liable)


def _sanctioned(case: Case) -> Iterator[CheckFinding]:
    """P31: a 处分 has its case opened, told and reported; who was sanctioned before need not be again."""
    teller = Teller("sanction.case", _SANCTION)
    opened = {one.person for one in case.all(SanctionCase) if one.approved_on}
    for one in case.all(Handling):
        liable = next((person for person in case.all(LiablePerson) if person.uid == one.liable), None)
        if "sanction" in roots(case, one.kinds) and liable is not None and liable.person not in opened:
            yield teller.verify(
                f"对{case.name(liable.person)}给予处分，没有登记处分立案；由有权机关立案的请说明。",
                SanctionCase,
                "person",
            )


def _served(case: Case) -> Iterator[CheckFinding]:
    """The appeal clock starts with 送达, by one of the lawful kinds."""
    teller = Teller("service", _APPEAL)
    for one in case.all(Decision):
        if not lay_before(case, one):
            yield from eased(case, one, _decision_served(case, one, teller))


def _decision_served(case: Case, one: Decision, teller: Teller) -> Iterator[CheckFinding]:
    found = case.on(Service, "decision", one.uid)
    if one.kind == "decision" and not found:
        yield teller.must(f"处理决定{one.number}还没有送达记录。", Service, "served_on")
    wanted = _to_be_served(case, one) if found else {}
    for name, persons in wanted.items():
        times = sum(_times(name, served, wanted) for served in found)
        if not times:
            yield _not_served(case, one, name, found, teller)
        elif times < persons:
            yield teller.must(
                f"处理决定{one.number}涉及{persons}名同名的{name}，只有{times}次送达写明该姓名："
                "请逐人登记送达，或在一条里逐人写明，用顿号分开。",
                Service, "recipient", found[-1],
            )  # fmt: skip
    for served in found:
        yield from unfilled(served, teller)
        yield from _served_rightly(one, served, teller)


def _to_be_served(case: Case, decision: Decision) -> dict[str, int]:
    """Names of those on whom a decision lays something, each with how many bear it: each one's time to appeal begins
    with their own 送达.
    """
    if decision.kind != "decision":
        return {}
    liable = {one.uid: one.person for one in case.all(LiablePerson)}
    handled = (liable.get(one.liable or "", "") for one in case.on(Handling, "decision", decision.uid))
    names = ("".join(case.name(person).split()) for person in dict.fromkeys(handled))
    return dict(Counter(name for name in names if name))


def _not_served(
    case: Case, decision: Decision, name: str, found: tuple[Service, ...], teller: Teller
) -> CheckFinding:
    """缺, told at the 送达 whose 受送达人 has the name in a form that is not read, where there is one."""
    words = f"处理决定{decision.number}还没有送达{name}的记录"
    for served in found:
        if name in _without_longer(case, name, "".join(served.recipient.split())):
            told = f"{words}：有一条送达的受送达人是“{served.recipient.strip()}”，受送达人请只写姓名，用顿号分开。"
            return teller.must(told, Service, "recipient", served)
    return teller.must(f"{words}。", Service, "recipient")


def _without_longer(case: Case, name: str, text: str) -> str:
    """``text`` without the names known in the case that hold ``name`` within: who is called 陈思源远 is not meant."""
    known = {"".join(one.split()) for one in case.names.values()}
    for longer in sorted((one for one in known if name in one and one != name), key=len, reverse=True):
        text = text.replace(longer, "、")
    return text


def _times(name: str, served: Service, names: Collection[str]) -> int:
    """How often 受送达人 says a name, each whole: who is called 陈思源远 is not 陈思源.

    What is written as one of the other ``names``, 陈思源（小） beside 陈思源, is that one alone.
    """
    parts = _BETWEEN_NAMES.split(served.recipient)
    others = set(names) - {name}
    return sum(name in _recipients(part) and "".join(part.split()) not in others for part in parts)


def names_served(found: Iterable[Service]) -> set[str]:
    """The names, without blanks, of those whom these 送达 name."""
    return {
        form
        for served in found
        for part in _BETWEEN_NAMES.split(served.recipient)
        for form in _recipients(part)
    }


def _recipients(part: str) -> set[str]:
    """The names that may be told between two signs that stand between names.

    A bracket may belong to the name itself, where two of the same name are told apart by it; 和 and a blank may stand
    between names or within one, so each is read both ways.
    """
    told = (part, *_BRACKETS.split(part))
    return {form for one in told for form in _forms(_JOINING.split(one))}


def _forms(pieces: list[str]) -> Iterator[str]:
    """The names that pieces may be, each one and neighbours together, with and without 同志.

    Every second piece is what stands between two: 和 is kept within a name, a blank is not.
    """
    pieces = [piece.strip() for piece in pieces]
    for first in range(0, len(pieces), 2):
        for end in range(first + 1, len(pieces) + 1, 2):
            name = "".join(pieces[first:end])
            yield name
            yield _ADDRESS.sub("", name)


def _served_rightly(decision: Decision, one: Service, teller: Teller) -> Iterator[CheckFinding]:
    if one.served_on and decision.decided_on and one.served_on < decision.decided_on:
        yield teller.must(f"对{one.recipient}的送达早于决定日期。", Service, "served_on", one)
    if (one.method == "left" or not is_blank(one.refusal)) and is_blank(one.witness):
        yield teller.must(f"对{one.recipient}留置或拒收的送达须有见证人。", Service, "witness", one)
    if one.method in ("post", "notice", "entrusted") and is_blank(one.proof):
        yield teller.must(f"对{one.recipient}的送达须写明送达凭证。", Service, "proof", one)
    if one.method == "direct" and is_blank(one.signed_by) and is_blank(one.refusal):
        yield teller.must(f"对{one.recipient}直接送达的须有签收人或拒收说明。", Service, "signed_by", one)


GATES: tuple[Gate, ...] = (
    Gate(
        "decision", "处理决定要素齐全", _DECIDE_AND_CLOSE, _HERE, _decision,
        "国资发监责〔2020〕62号 第33条（参照）", concerns=_is_decided, of_decisions=True,
    ),
    Gate(
        "handling", "处理对应到人，要素齐全", _DECIDE_AND_END, _HERE, _handlings,
        house("处理对应到人、对应到决定"), concerns=there_is(Handling), of_decisions=True,
    ),
    Gate(
        "liable.covered", "责任人都有处理结果", _DECIDE_AND_CLOSE, _HERE, _covered,
        "济国资综合〔2023〕3号 二（一）3",
        "免责的在责任人处注明情形；不予追责的出具不予追责决定", _has_liable,
    ),
    LEGAL_DECISION,
    Gate(
        "sanction.case", "处分已立案", _DECIDE, _HERE, _sanctioned, _SANCTION, "由有权机关立案的写明",
        lambda case: any("sanction" in roots(case, one.kinds) for one in case.all(Handling)),
    ),
    Gate(
        "service", "处理决定已送达", _DECIDE_AND_END, _HERE, _served, _APPEAL,
        "直接送达、邮寄、委托、留置（有见证人）、公告",
        lambda case: any(one.kind == "decision" for one in case.all(Decision)), of_decisions=True,
    ),
    paper("decision", "处理决定在卷", _DECIDE, _HERE),
)  # fmt: skip
