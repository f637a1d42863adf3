"""审批门槛: which step needs whose approval stands in a dictionary that the office edits (P1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..errors import UserError
from ..fields import column
from ..records import Approval, Clue, Decision, LiablePerson, OutsideDecision, SanctionCase, StageStep
from ..rules import Grade, mark_of_word
from ..stages import Stage
from ..workflow import MOVES, decided_above, last_day, move_of
from .gate import Gate, Teller, by_day, house

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ..case import Case
    from ..checks import CheckFinding
    from ..rulebook import RuleBook
    from ..rules import Entry

#: The dictionary; an entry's code is ``move.body``: which move waits for which 审批主体.
DICTIONARY = "required_approval"
#: The dictionary of the bodies.
BODIES = "approval_body"
AGREED = frozenset({"approved", "amended"})
#: The dictionary of what a paper is about, and its words that a gate asks for by name.
MATTERS = "approval_matter"
JURISDICTION, ADJUSTMENT, OTHER = "jurisdiction", "adjustment", "other"
#: The gate that asks for the approval of 加重、减轻、免除.
ADJUSTING = "adjustment.approval"
#: Stage of the approvals of a move that starts from several.
_STAGE_OF = {"close": Stage.CLOSURE, "merge": Stage.CLOSURE, "reopen": Stage.CLOSURE}
#: The moves that leave the day of a decision, to which the paper was the consent. The others leave the day of a report
#: or of an acceptance, which is approved when it is there.
_CONSENTED = frozenset(
    {
        "accept",
        "by_sanction",
        "dispose",
        "dispose_elsewhere",
        "dispose_end",
        "approve_plan",
        "decide",
        "close",
    }
)
#: What is decided at a 审批环节, where the paper is none of those that the dictionary asks for before one move.
_DECIDED_AT = {Stage.TRIAGE: "dispose", Stage.DISPOSITION: "decide"}


#: Codes of the dictionary ``approval_form``: one person signs, or a body meets.
_SIGNED, _MET = "signature", "meeting"
#: How many of those who may confirm a paper one sentence names.
_NAMED = 3
#: 审批主体 that decide together: what one person signed is not theirs.
MEETING = frozenset({"leading_body", "party_committee", "board", "manager"})
_MOVES = frozenset(move.code for move in MOVES)


class Asked(NamedTuple):
    """One approval that the rules ask for: before which move, by whom, and the word that says so."""

    move: str
    body: str
    entry: Entry


def approvals_asked(book: RuleBook) -> tuple[Asked, ...]:
    """The approvals that the rules in force ask for, in the order of the dictionary.

    A word whose code names no move or no body asks for nothing: none is written any more (``check_asked``), but a
    ledger may hold one from before.
    """
    found = []
    for one in book.dictionary(DICTIONARY).entries():
        if not _unfit(book, one):
            move, _, body = one.code.rpartition(".")
            found.append(Asked(move, body, one))
    return tuple(found)


def check_asked(before: RuleBook, after: RuleBook) -> None:
    """Refuse a word that is new or changed in ``after`` and asks for an approval which nobody could give.

    Raises:
        UserError: its code is not ``move.body``.
    """
    known = {one.code: one for one in before.dictionary(DICTIONARY).entries(active=False)}
    for one in after.dictionary(DICTIONARY).entries():
        if known.get(one.code) != one and (why := _unfit(after, one)):
            raise UserError(
                f"“所需审批”的“{one.label}”代码应写成“步骤.审批主体”，例如“decide.board”，步骤代码参照已有条目，"
                f"主体代码见字典“{after.dictionary(BODIES).name}”；“{one.code}”{why}，请更正后再试。"
            )


def _unfit(book: RuleBook, entry: Entry) -> str:
    """What is wrong with the code of a word, as a Chinese clause; empty when it names a move and a body."""
    move, dot, body = entry.code.rpartition(".")
    if not dot:
        return "没有用点分成两段"
    if move not in _MOVES:
        return f"中的“{move}”不是办理步骤"
    return "" if body in book.dictionary(BODIES) else f"中的“{body}”不是审批主体"


def approval_gates(book: RuleBook) -> tuple[Gate, ...]:
    """One gate for each approval that the rules in force ask for."""
    return tuple(_gate(one) for one in approvals_asked(book))


def stage_of(move: str) -> Stage:
    """The 审批环节 under which the approvals of a move are recorded."""
    start = move_of(move).start
    return _STAGE_OF.get(move) or next(stage for stage in Stage if stage in start)


def _involved(case: Case) -> set[str]:
    """Names of the people the clue is about: none of them approves anything in it (P7)."""
    people = {*case.clue.persons, *(one.person for one in case.all(LiablePerson))}
    people |= {one.person for one in case.all(SanctionCase)}
    people |= {uid for one in case.all(OutsideDecision) for uid in one.persons}
    return {case.name(uid) for uid in people} - {""}


def _served(case: Case, approval: Approval) -> StageStep | None:
    """The last step that was made on this very approval: it was returned or reopened since, or is triaged anew."""
    waiting = {
        move
        for move, body, _ in approvals_asked(case.book)
        if body == approval.body and stage_of(move) is approval.step
    }
    # Identities grow with the order of entry; a step made before the approval was entered did not rest on it.
    made = [one for one in case.all(StageStep) if one.move in waiting and one.uid > approval.uid]
    return made[-1] if made else None


def is_about(approval: Approval, matter: str) -> bool:
    """Whether a paper may be the one on ``matter``: it says so, or does not say what it is about.

    A word that the office added to the dictionary is 其他.
    """
    said = approval.matter if approval.matter in ("", JURISDICTION, ADJUSTMENT) else OTHER
    return said in ("", matter)


def to_choose(book: RuleBook, matter: str) -> str:
    """Which 审批事项 to choose, as a Chinese clause."""
    return f"审批事项选“{book.dictionary(MATTERS).label(matter)}”"


def papers_asked(case: Case, asked: Asked) -> tuple[Approval, ...]:
    """The papers that may be the approval which is asked for, by their day."""
    stage = stage_of(asked.move)
    given = (
        one
        for one in case.all(Approval)
        if one.step is stage and one.body == asked.body and is_about(one, OTHER)
    )
    return by_day(given, "decided_on")


def result_word(case: Case, approval: Approval) -> str:
    """What a paper says, as a Chinese word."""
    return case.book.dictionary("approval_result").label(approval.result) if approval.result else "未填"


def of_paper(
    case: Case, last: Approval, label: str, teller: Teller, move: str = ""
) -> Iterator[CheckFinding]:
    """What is wrong with an approval that was given: by whom, when, where it lies, for which step, confirmed or not.

    ``move``: the step that waits for it; without one what is decided at its 审批环节.
    """
    if last.approver.strip() in _involved(case):
        yield teller.must(
            f"{label}：审批人{last.approver}是本案涉及人员，应当回避，请换人审批或提级。",
            Approval,
            "approver",
            last,
        )
    if last.body in MEETING and last.form == _SIGNED:
        forms, body = case.book.dictionary("approval_form"), case.book.dictionary(BODIES).label(last.body)
        yield teller.verify(
            f"{label}：{body}是集体议事的，登记的审批方式却是“{forms.label(_SIGNED)}”：请改为"
            f"“{forms.label(_MET)}”并登记会议纪要文号，确以签批代替会议的请说明。",
            Approval,
            "form",
            last,
        )
    if last.decided_on is None:
        yield teller.must(f"{label}：审批件没有审批日期。", Approval, "decided_on", last)
    elif after := _given_after(case, last.decided_on, move or _DECIDED_AT.get(last.step, "")):
        yield teller.verify(f"{label}：{after}", Approval, "decided_on", last)
    if not last.archive_place.strip() and not case.attached_to(last.uid):
        yield teller.must(
            f"{label}：审批件没有扫描件，也没有登记卷号页码或存放处。",
            Approval,
            "archive_place",
            last,
        )
    if (step := _served(case, last)) is not None:
        yield teller.verify(
            f"{label}：最近一次审批件已用于{step.taken_on}的“{step.label}”；内容有改动的请重新报批并登记，"
            "没有改动的请说明。",
            Approval,
            "",
            last,
        )
    if last.confirmed_by is None:
        yield _unconfirmed(case, last, label, teller)


def _unconfirmed(case: Case, paper: Approval, label: str, teller: Teller) -> CheckFinding:
    """四眼: 缺 while somebody else may compare what was entered with the paper; a word will do where nobody is."""
    words = f"{label}：审批件录入后还没有由另一人确认"
    others = [name for uid, name in case.confirmers.items() if uid != paper.entered_by]
    if not others:
        return teller.verify(f"{words}；无人可确认的，请说明。", Approval, "", paper)
    few = others[:_NAMED]
    whom = "、".join(few) + f"等{len(others)}人之一" if len(others) > _NAMED else "或".join(few)
    return teller.must(f"{words}：请由{whom}登录，核对纸件后确认。", Approval, "", paper)


def _given_after(case: Case, given: date, move: str) -> str:
    """That consent came only after what it was to be given to, as a sentence with both days; empty where it did not."""
    if move not in _CONSENTED:
        return ""
    made = move_of(move)
    # What the superior decided beside rests on papers of its own; where only 处理建议 are, its day is that of the step.
    own = [one for one in case.all(Decision) if one.kind != "suggestion"] if move == "decide" else []
    day = last_day(own) if own else made.day(case)
    if day is None or given <= day:
        return ""
    label = column(Clue, made.milestone).field.label
    return f"审批日期{given}晚于“{label}”{day}，先办后批的请说明，日期有误的请更正。"


def _gate(asked: Asked) -> Gate:
    move, _, entry = asked
    stage = stage_of(move)
    place = f" {entry.clause}" if entry.clause else ""
    marked = mark_of_word(entry)
    clause = f"{entry.source}{place}{f'（{marked}）' if marked else ''}"
    if entry.grade is Grade.OWN:
        clause = house(f"分级审批：{entry.label}；四眼原则：录入与确认分由两人")
    code = f"approval.{entry.code}"
    teller = Teller(code, clause)

    def examine(case: Case) -> Iterator[CheckFinding]:
        """The last 审批件 of this step and body: it is there, agrees, and is whole."""
        if move == "decide" and decided_above(case):
            return  # what the superior decided is carried out here, and approved by nobody here
        found = papers_asked(case, asked)
        if not found:
            others = any(one.step is stage and one.body == asked.body for one in case.all(Approval))
            choose = f"（已登记的批准件批的是别的事项；{to_choose(case.book, OTHER)}）" if others else ""
            yield teller.must(f"没有登记审批件：{entry.label}{choose}。", Approval, "body")
            return
        last = found[-1]
        if last.result not in AGREED:
            yield teller.must(
                f"{entry.label}：最近一次审批结果为“{result_word(case, last)}”，不能办理下一步。",
                Approval,
                "result",
                last,
            )
            return
        yield from of_paper(case, last, entry.label, teller, move)

    return Gate(
        code,
        entry.label,
        frozenset({move}),
        stage,
        examine,
        clause,
        "会议审议的填会议纪要文号；原件另存的填卷号页码或存放处",
        lambda case: bool(papers_asked(case, asked)),
    )
