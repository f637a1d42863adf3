"""案件事实行: what is counted beside the clues themselves: who was held to account, what was mended, what came back.

Flat rows like those of the clues: codes, days, sums in 分, and running numbers in the place of names. A person, a body
or an enterprise bears one number throughout a snapshot, so that it is counted once (人数、户数); the number says
nothing outside it. ``clue`` is the uid of the clue a row hangs on.

``counted`` names the days of a row that the last signed report, or one before it, has counted: nothing is counted
twice, and what was typed in late counts in the report at hand (以前年度补报).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Taken:
    """Something done to a clue beside the steps of the path: its code and the day.

    Codes: ``close``, ``close.moved`` where that was a 移出, ``merge``, ``reopen``, ``return``, ``split``,
    ``by_sanction``, ``sent.<transfer_kind>``; ``realtime`` on the day from which a clue has to be reported upwards at
    once, ``reported.<realtime_kind>`` when it was.
    """

    code: str
    day: date


@dataclass(frozen=True, slots=True)
class RealtimeDue:
    """The last day of one 报件种类 of a clue that has to be reported at once, with approved extensions."""

    kind: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Deferral:
    """One deadline that was put off (延期), or one stage that stood still (中止), as it stood at the period's end.

    Attributes:
        words: what is due with its source and force, or which stage stood still.
        original_on: the last day before any 延期 and 中止, ``due_on`` the present one; ``None`` where it is not known,
            and the present one while the stage stands still.
        times: how many 延期; 0 for a 中止.
        approver: who approved the last, ``approved_on`` when.
        review_on: of a 中止 the day on which it has to be looked at.
        state: in words.
    """

    words: str = ""
    original_on: date | None = None
    due_on: date | None = None
    times: int = 0
    approver: str = ""
    approved_on: date | None = None
    review_on: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingFact:
    """What one decision of the enterprise lays on one person or body.

    Attributes:
        decision: uid of the decision; 人次 are persons times decisions.
        decision_kind: 处理决定, 处理建议 or 不予追责决定; the first alone holds somebody to account.
        person: running number of the person, ``body`` of the body; one of the two.
        employment: 在职、调离、离职、退休 when held to account; ``authority`` the 干部管理权限.
        kinds: codes of the 处理方式, ``roots`` the tops of their tree, each once.
        deduction_fen: 扣减薪酬 decided.
        ban: the handling bars somebody from posts.
        again: had been disciplined for the same facts before (已处分、另行追究).
    """

    uid: str
    clue: str
    decision: str = ""
    decision_kind: str = ""
    person: int | None = None
    body: int | None = None
    liability: str = ""
    employment: str = ""
    authority: str = ""
    kinds: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    deduction_fen: int = 0
    ban: bool = False
    again: bool = False
    decided_on: date | None = None
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFact:
    """A decision of another body (党纪政务处分、上级决定、裁判) with the persons it names."""

    uid: str
    clue: str
    kind: str = ""
    persons: tuple[int, ...] = ()
    decided_on: date | None = None
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionFact:
    """A person who is liable and exempted (免责); ``found_on`` is the day of the finding."""

    uid: str
    clue: str
    person: int
    found_on: date | None = None
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFact:
    """A review (复核) of a decision; ``persons``: whom it concerns, empty when that cannot be told from the ledger."""

    uid: str
    clue: str
    decision: str = ""
    result: str = ""
    persons: tuple[int, ...] = ()
    decided_on: date | None = None
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionFact:
    """扣减薪酬 that was carried out, one line of 执行."""

    uid: str
    clue: str
    fen: int = 0
    done_on: date | None = None
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFact:
    """One 整改事项.

    Attributes:
        state: as it stands now; at the period's end an item done later was 整改中.
        issued_on: day of its notice; without a notice not known.
        due_on: the last day with every extension approved by the period's end; ``extensions`` how many.
        accounting_fen: and the four next: the one breakdown of its amounts.
    """

    uid: str
    clue: str
    state: str = ""
    issued_on: date | None = None
    done_on: date | None = None
    due_on: date | None = None
    extensions: int = 0
    accounting_fen: int = 0
    recovered_fen: int = 0
    returned_fen: int = 0
    tax_fen: int = 0
    other_fen: int = 0
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChangeFact:
    """One rule made or revised, one process mended."""

    uid: str
    clue: str
    kind: str = ""
    published_on: date | None = None
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFact:
    """One 管理提升建议书."""

    uid: str
    clue: str
    adoption: str = ""
    issued_on: date | None = None
    answered_on: date | None = None
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryFact:
    """One line of 挽回 up to the period's end, or without a day.

    Attributes:
        entered_later: it has no day and was entered after the period's end, so that nobody can say that it lies before
            it (``undated``). What was entered by then had come back by then.
    """

    uid: str
    clue: str
    kind: str = ""
    fen: int = 0
    recovered_on: date | None = None
    entered_later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All rows beside the clues, each kind in the order of entry; empty for a ledger that has none of them."""

    handlings: tuple[HandlingFact, ...] = ()
    outside: tuple[OutsideFact, ...] = ()
    exemptions: tuple[ExemptionFact, ...] = ()
    reviews: tuple[ReviewFact, ...] = ()
    deductions: tuple[DeductionFact, ...] = ()
    items: tuple[ItemFact, ...] = ()
    rule_changes: tuple[RuleChangeFact, ...] = ()
    letters: tuple[LetterFact, ...] = ()
    recoveries: tuple[RecoveryFact, ...] = ()


#: A ledger in which nothing of all this is recorded.
NO_CASES = CaseFacts()
