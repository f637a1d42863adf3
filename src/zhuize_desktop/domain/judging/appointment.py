"""任职前查询: what of a person's periods stands against a proposal, why, and what has to be looked at by hand.

A clue still open may end in any handling: while there is one nothing is 未发现.

A ban holds for 董事、监事、高级管理人员 alone, a 影响期 and a 处分期 against 提拔 alone; whether a proposal is any of
these is decided by people, so everything else is 须核对. What rests on a rule that does not bind, or was not compared
with its text, stands against nothing before it was looked at by hand, and is never told without its mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..case import Laid
from ..rules import UNCONFIRMED, PeriodKind
from ..stages import Stage
from .basis import chosen_pack
from .ground import Ground
from .influence import Period, has_ban_days, periods, running
from .on_case import by_person
from .summary import period_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from ..case import Case
    from ..rulebook import RuleBook

#: Codes of the dictionary ``appointment_purpose``.
POST, PROMOTION, TALENT, DIRECTOR = "post", "promotion", "talent", "director"
#: 限制至 of who is barred for life.
FOR_LIFE = "终身"
#: Proposals that name a post.
NAMING_A_POST = frozenset({POST, DIRECTOR})
#: Roots of the dictionary ``handling`` that are felt for a time; the packs may not say how long.
_FELT = frozenset({"party", "sanction"})
_BAN = "ban"
#: What another record of a person may have in common with the one asked after.
SAME_IDENTITY, SAME_NAME = "另有证件号相同的人员记录", "另有同名人员记录"
_CHECK = "国资发监责规〔2019〕131号（参照）"
_OWN = f"本程序设计（{UNCONFIRMED}）"


class Outcome(StrEnum):
    """How a query ends; the value is the code in the dictionary ``appointment_outcome``."""

    CLEAR = "clear"
    VERIFY = "verify"
    AGAINST = "against"

    @property
    def weight(self) -> int:
        """The graver, the higher."""
        return list(Outcome).index(self)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A handling whose period cannot be computed, with a Chinese clause that says why.

    ``settled``: a review changed it, and what was decided since is known and says until when.
    """

    laid: Laid
    why: str
    settled: bool = False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A clue not closed yet in which a person stands: what it may still lay on them nobody knows."""

    clue: str
    number: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What holds one person back, as far as the viewer reads.

    Attributes:
        periods: over all cases that the viewer may read, the one that ends last first.
        doubts: handlings of these cases whose period cannot be computed.
        hidden: uids of further cases that the viewer may not read; those in which the viewer is involved are not
            even counted.
        same: what other records of people have in common with this one, in words (``SAME_NAME``); nothing is told of
            what they stand in.
        open: clues that the viewer may read in which the person stands and that are not closed.
    """

    periods: tuple[Period, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    hidden: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    open: tuple[OpenCase, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands against a proposal, or has to be looked at.

    Attributes:
        outcome: AGAINST or VERIFY.
        sentence: what it is, and why it counts.
        ground: document and clause with the mark.
        clue: uid of the clue it comes from; empty where it comes from none.
    """

    outcome: Outcome
    sentence: str
    ground: str
    clue: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query finds: the reasons, the gravest first; notes on how periods go together; cases open and hidden."""

    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    hidden: tuple[str, ...]
    open: tuple[OpenCase, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The gravest of the reasons; where cases are open, or hidden from the asking person, nothing is clear."""
        found = [one.outcome for one in self.reasons]
        found += [Outcome.VERIFY] if self.hidden or self.open else []
        return max(found, key=lambda one: one.weight, default=Outcome.CLEAR)

    @property
    def named(self) -> tuple[str, ...]:
        """Uids of the clues that the answer tells of."""
        told = [one.clue for one in self.reasons if one.clue] + [one.clue for one in self.open]
        return tuple(dict.fromkeys(told))


# --- what cannot be computed ------------------------------------------------------------------------------


def doubts(book: RuleBook, laid: Iterable[Laid], found: Iterable[Period]) -> Iterator[Doubt]:
    """The handlings that hold a person back for a time that the periods ``found`` do not tell."""
    laid, found = tuple(laid), tuple(found)
    told = {(one.laid, one.ground.entry.handling) for one in found if one.ground is not None}  # type: ignore[attr-defined]
    known = book.dictionary("handling")
    timed = _timed(book)
    for one in laid:
        if not one.in_force:
            continue
        if one.decided_on is None:
            yield Doubt(one, "没有登记决定日期，期间无法起算")
            continue
        settled = one.replaced
        if one.changed:
            yield Doubt(one, "决定已经复核变更，以变更后的决定为准", settled)
        if one.unclear:
            yield Doubt(one, "原决定经复核，是否及于本人请核对")
        kinds = [kind for kind in one.handling.kinds if kind in known]
        if _BAN in kinds and not has_ban_days(one.handling):
            yield Doubt(one, "禁入限制没有登记起止日期", settled)
        for kind in kinds:
            if (one, kind) in told:
                continue
            if kind in timed:
                where = "、".join(timed[kind])
                yield Doubt(one, f"{known.label(kind)}的期间所适用的规定没有列明，{where}另有规定", settled)
            elif known.root_of(kind).code in _FELT:
                yield Doubt(one, f"{known.label(kind)}的期间规则库没有列明", settled)


def _timed(book: RuleBook) -> dict[str, list[str]]:
    """Kind of handling → every clause by which it holds a person back for a time, of packs asked or not."""
    found: dict[str, dict[str, None]] = {}
    for pack in book.packs:
        for row in pack.influences:
            if not row.retired:
                found.setdefault(row.handling, {})[Ground(pack, row).text] = None
    return {kind: list(clauses) for kind, clauses in found.items()}


# --- weighing a proposal ----------------------------------------------------------------------------------


def weigh(found: Restrictions, day: date, purpose: str) -> Answer:
    """What of a person's restrictions counts against a proposal of ``purpose`` on ``day``."""
    now = running(found.periods, day)
    later = [one for one in found.periods if one.first > day]
    reasons = [_reason(one, purpose) for one in now]
    reasons += [_begins_later(one, day) for one in later]
    reasons += [_doubted(one) for one in found.doubts]
    reasons += [Reason(Outcome.VERIFY, f"{one}，请核对是否同一人。", _OWN, "") for one in found.same]
    reasons.sort(key=lambda one: -one.outcome.weight)
    return Answer(tuple(reasons), tuple(together(now)), found.hidden, found.open)


def _reason(one: Period, purpose: str) -> Reason:
    outcome, why = _weight(one, purpose)
    return Reason(outcome, f"{_told(one)}。{why}", _ground(one), one.laid.clue)


def _weight(one: Period, purpose: str) -> tuple[Outcome, str]:
    if one.doubtful:
        return Outcome.VERIFY, (
            "决定已经复核变更，同案另有后来的决定，以后来的决定为准。" if one.replaced
            else "决定已经复核变更，是否仍受此限制、到哪一天，以变更后的决定为准。" if one.laid.changed
            else "原决定经复核，是否及于本人请核对；及于本人的，以复核结果为准。"
        )  # fmt: skip
    if one.kind is None:
        end = "止日没有登记，按没有解除对待。" if one.unknown else ""
        if purpose == DIRECTOR:
            return Outcome.AGAINST, f"{end}在禁入限制期内，不得任用。"
        return Outcome.VERIFY, f"{end}限于董事、监事、高级管理人员；拟任职务属于其中的，不得任用。"
    if one.unknown:
        return Outcome.VERIFY, "是否已满不能判断，请对照规定原文核对。"
    if purpose == PROMOTION:
        told = f"在{one.kind.label}内，提拔或进一步使用受此限制"
        if one.ground is None or one.ground.binding:
            return Outcome.AGAINST, f"{told}。"
        return Outcome.VERIFY, f"{told}；所据规定{one.ground.mark}，以核对结果为准。"
    if purpose == TALENT:
        return Outcome.VERIFY, "入库没有见到明文限制，由组织人事部门结合期限研究。"
    return Outcome.VERIFY, "拟任职务是否属于提拔、晋升或所限制的职务，由组织人事部门认定。"


def _begins_later(one: Period, day: date) -> Reason:
    why = f"在拟任日期{day}之后起算，请核对任职是否跨入限制期。"
    return Reason(Outcome.VERIFY, f"{_told(one)}。{why}", _ground(one), one.laid.clue)


def _doubted(one: Doubt) -> Reason:
    return Reason(
        Outcome.VERIFY, f"线索{one.laid.number}的处理：{one.why}，请调阅决定核对。", _OWN, one.laid.clue
    )


def _told(one: Period) -> str:
    return f"{period_words(one)}（线索{one.laid.number}）"


def _ground(one: Period) -> str:
    if one.ground is not None:
        return one.ground.text
    return f"处理决定；{_CHECK}" if one.kind is None else "处理决定"


# --- how periods go together ------------------------------------------------------------------------------


def together(now: tuple[Period, ...]) -> Iterator[str]:
    """What is to be said where several periods run at once: which one governs, and that 处分期 are not added up."""
    now = tuple(one for one in now if not one.replaced)
    influences = [one for one in now if one.kind is PeriodKind.INFLUENCE]
    sanctions = [one for one in now if one.kind is PeriodKind.SANCTION]
    if influences and sanctions:
        rule = f"按期限长的执行（国务院国资委令第46号 影响期，参照，{UNCONFIRMED}）"
        first = governing(now)
        if first is None:
            yield f"影响期与处分期并存的，{rule}；其中有长度没有核对或者决定经复核的，以哪一个为准由人核对。"
        else:
            yield f"影响期与处分期并存的，{rule}，以至 {first.last} 的{first.label}为准。"
    if len({one.laid for one in sanctions}) > 1:
        yield f"不同时间的处分，处分期各自起算、分别列出，不相加（{_OWN}）。"


def governing(now: Iterable[Period]) -> Period | None:
    """Of 影响期 and 处分期 running at once the one that ends last; ``None`` if one is doubtful or its end unknown."""
    felt = [one for one in now if one.kind is not None and not one.replaced]
    if not felt or any(one.last is None or one.doubtful for one in felt):
        return None
    return max(felt, key=lambda one: (one.last, one.first))


def until(found: Restrictions, day: date) -> str:
    """限制至, in few words: the last day of what runs on ``day`` with the mark of its rule, 终身, 待核对.

    A day on which several end bears a mark only where every rule it follows from has one. Empty where nothing runs;
    what a later decision replaced runs no more, and of what a review left open the day is 待核对; so it is while
    there is a handling whose days nobody can tell: nothing told would read as nothing that holds.
    """
    doubted = any(not one.settled for one in found.doubts)
    now = [one for one in running(found.periods, day) if not one.replaced]
    if for_life := [one for one in now if one.last is None and not one.unknown]:
        return FOR_LIFE if not all(one.doubtful for one in for_life) else f"{FOR_LIFE} {UNCONFIRMED}"
    last = max((one.last for one in now if one.last is not None), default=None)
    marks = [_mark(one) for one in now if one.last == last]
    mark = min(marks, key=len, default="") if last is not None else ""
    if (doubted or any(one.unknown for one in now)) and UNCONFIRMED not in mark:
        mark = "，".join(filter(None, (mark, UNCONFIRMED)))
    return " ".join(filter(None, (last.isoformat() if last is not None else "", mark)))


def until_by_person(case: Case) -> dict[str, str]:
    """Person → 限制至 by what this case alone lays on them, of those whom it holds back on the day it is looked at."""
    told: dict[str, str] = {}
    for person, mine, _ in by_person(case):
        found = periods(case.book, mine, chosen_pack(case))
        told[person] = until(Restrictions(found, tuple(doubts(case.book, mine, found))), case.today)
    return {person: words for person, words in told.items() if words}


def _mark(one: Period) -> str:
    mark = one.ground.mark if one.ground is not None else ""
    if not one.doubtful or UNCONFIRMED in mark:
        return mark
    return "，".join(filter(None, (mark, UNCONFIRMED)))


# --- in words ---------------------------------------------------------------------------------------------

#: In front of each reason.
WEIGHT_WORDS = {Outcome.AGAINST: "有限制", Outcome.VERIFY: "须核对"}
#: Under every answer, whatever was found: it must not tell whether anything was kept from the asking person.
LIMITS = (
    "本结果只据本台账登记的处理决定和查询人的知悉范围，查询人须回避的线索不在其内；"
    "不代替组织人事、纪检监察部门的审核。"
)


def answer_text(answer: Answer, day: date) -> str:
    """The answer as it is kept and printed, one thing a line."""
    lines = [
        f"{at}. 【{WEIGHT_WORDS[one.outcome]}】{one.sentence}依据：{one.ground}。"
        for at, one in enumerate(answer.reasons, 1)
    ]
    if not lines:
        lines.append(f"在查询人可以查看的线索中，没有到{day}仍有效的影响期、处分期和禁入限制。")
    lines += answer.notes
    if answer.open:
        listed = "；".join(f"{one.number}，{one.stage.label}环节" for one in answer.open)
        lines.append(f"另有{len(answer.open)}条在办线索（{listed}），请核对。")
    if answer.hidden:
        lines.append(f"另有{len(answer.hidden)}件不在查询人的知悉范围，请由经办人核对。")
    return "\n".join(lines)
