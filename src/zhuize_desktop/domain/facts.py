"""事实行: what a report is counted from, frozen at 提交 as flat rows; nothing sealed reads live data.

One row a clue, one a supervision report, with the words the report prints and the rules it rests on. A
``Snapshot`` turns into plain data (whole numbers, text, yes/no, ``None``, lists, dicts; days as ISO text) and
back without loss, so that its canonical form can be signed.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from .case_facts import NO_CASES, CaseFacts, Deferral, RealtimeDue, Taken
from .errors import FileProblem
from .pairs import Relaxation
from .realtime import RealtimeRule
from .records.report import ReportKind
from .stages import Stage

#: Rises when the shape of the rows changes.
FORMAT = 5


@dataclass(frozen=True, slots=True)
class Period:
    """期间: from one day to another, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def text(self) -> str:
        """As printed: ``2025年1月1日至2025年12月31日``."""
        one, two = self.first, self.last
        return f"{one.year}年{one.month}月{one.day}日至{two.year}年{two.month}月{two.day}日"


class PastState(StrEnum):
    """How a clue stood at the end of the last signed report, when that report knew it."""

    OPEN = "open"
    CLOSED = "closed"
    REFUSED = "refused"
    WAITING = "waiting"
    MOVED = "moved"
    PARTED = "parted"


#: The days of the steps that are counted as events of a period, by attribute of ``ClueFact``.
STEPS = ("checked_on", "triaged_on", "opened_on", "investigated_on", "decided_on", "rectified_on")


@dataclass(frozen=True, slots=True)
class Past:
    """What the last signed report already counted of a clue: nothing is counted twice.

    Attributes:
        state: whether the clue was in its 期末在办, had left by 销号 or 并案, by 移出, by 划出 of its enterprise, came
            to an end before it was accepted (不予受理、受理前并案转办), or waited to be accepted.
        steps: attributes of the step days it had counted.
        taken: what was done beside the path and had been counted.
    """

    state: PastState
    steps: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueFact:
    """One clue as the report counts it. Amounts are whole 分; words of dictionaries are codes.

    Attributes:
        enterprises: names of the 涉及单位, the main one first; empty when ``masked``.
        source_column: the one of the seven sources it counts under; empty when not given.
        stage: present stage; what it was at the period's end is derived from the days of the steps.
        legacy: 存量线索, also set for rows taken in by an import: its 报送时间 may stand for the 受理日期.
        on_behalf: the enterprise is kept on behalf of another (代录).
        direct_fen: its 直接损失 lines identified by the period's end, or entered by then without a day; the next two
            likewise.
        undated_losses: its loss lines of any kind without a day that were entered after the period's end,
            ``undated_loss_fen`` their sum: in no other amount.
        recovered_fen: all 挽回 up to the period's end, or entered by then without a day.
        recovered_in_period_fen: 挽回 with a day in the period.
        persons: names of the 涉及责任人员; empty when ``masked``.
        enterprise_keys: running numbers of the 涉及单位, for counting 户数; empty when ``masked``.
        aspects: tops of the catalogues above the 违规情形 of its 定性.
        moved_in: 移入方式, when the case was another unit's before; empty for a clue that began here.
        joined_on: day on which the enterprise that handles it came into the group (划入), ``parted_on`` on which it
            left (划出); the last of both by the period's end decides.
        split: split off another clue.
        taken: what was done to it beside the path, oldest first.
        check_due: last day of the 初核, ``investigation_due`` of the 核查, with approved extensions; ``None`` when
            not known, and while the stage stands still (中止) at the period's end.
        rectification_due: the earliest last day among its 整改事项 that were not done by the period's end.
        realtime_dues: last days of what has to be reported upwards at once, without kinds whose period is not known.
        deferrals: its deadlines that were put off, and its 中止; one empty row for all of them when ``masked``.
        due_provisional: one of the first two reaches into a year without known holiday arrangement (暂定).
        masked: outside the report's circle of knowledge: numbered, and only what is counted stands in the row.
        past: how the last signed report knew it; ``None`` when it did not, or there is none.
    """

    uid: str
    number: str
    enterprises: tuple[str, ...] = ()
    level: int | None = None
    source_column: str = ""
    source_kind: str = ""
    category: str = ""
    summary: str = ""
    occurred_from: date | None = None
    occurred_to: date | None = None
    reported_on: date | None = None
    stage: Stage = Stage.INTAKE
    stage_confirmed: bool = True
    accepted_on: date | None = None
    checked_on: date | None = None
    triaged_on: date | None = None
    disposition: str = ""
    opened_on: date | None = None
    investigated_on: date | None = None
    decided_on: date | None = None
    rectified_on: date | None = None
    closed: bool = False
    closed_on: date | None = None
    closure_kind: str = ""
    legacy: bool = False
    on_behalf: bool = False
    from_superior: bool = False
    realtime_scope: bool | None = None
    estimated_fen: int | None = None
    loss_class: str = ""
    consequence_class: str = ""
    direct_fen: int = 0
    indirect_fen: int = 0
    contingent_fen: int = 0
    undated_losses: int = 0
    undated_loss_fen: int = 0
    recovered_fen: int = 0
    recovered_in_period_fen: int = 0
    persons: tuple[str, ...] = ()
    enterprise_keys: tuple[int, ...] = ()
    aspects: tuple[str, ...] = ()
    moved_in: str = ""
    joined_on: date | None = None
    parted_on: date | None = None
    split: bool = False
    taken: tuple[Taken, ...] = ()
    check_due: date | None = None
    investigation_due: date | None = None
    rectification_due: date | None = None
    realtime_dues: tuple[RealtimeDue, ...] = ()
    deferrals: tuple[Deferral, ...] = ()
    due_provisional: bool = False
    masked: bool = False
    past: Past | None = None


#: What tells of a clue; what is left are the days, marks, classes and sums behind the tables. Of what is counted only
#: the enterprises are left out: their numbers stand beside their names in the rows of other clues.
_TOLD: dict[str, Any] = {
    "enterprises": (),
    "enterprise_keys": (),
    "level": None,
    "source_kind": "",
    "summary": "",
    "occurred_from": None,
    "occurred_to": None,
    "persons": (),
}


def withheld(fact: ClueFact) -> ClueFact:
    """The fact as it stands in a report for whom the clue is not to be read: counted as before, told no more."""
    return replace(fact, masked=True, deferrals=(Deferral(),) if fact.deferrals else (), **_TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionFact:
    """One 监督成果: how many findings it has, listed as clues, not listed for a reason, neither yet."""

    uid: str
    title: str
    source_column: str = ""
    received_on: date | None = None
    sorted_on: date | None = None
    findings: int = 0
    listed: int = 0
    not_listed: int = 0
    unsorted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHeader:
    """Whose report of which period, to whom and by when.

    Attributes:
        on_behalf: 代录: the enterprise keeps no ledger of its own; the report counts its clues alone.
        kept_by: the enterprise whose ledger it was compiled from; empty for that enterprise's own report.
        no_reviewer: 两级签批 was declared.
    """

    enterprise: str
    credit_code: str = ""
    level: int | None = None
    parent: str = ""
    on_behalf: bool = False
    kept_by: str = ""
    kind: ReportKind = ReportKind.ANNUAL
    year: int
    period_from: date
    period_to: date
    addressee: str = ""
    due_on: date | None = None
    title: str = ""
    no_reviewer: bool = False

    @property
    def period(self) -> Period:
        """The period reported on."""
        return Period(self.period_from, self.period_to)


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule pack the report rests on: its force in words (适用、参照、本地), how many entries are 待核对."""

    code: str
    name: str
    standing: str
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class Word:
    """A code of a dictionary with the label that was printed for it; ``parent`` is empty at the top of a tree."""

    dictionary: str
    code: str
    label: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """One column of the last signed report's 期末在办: code of the source, empty for 合计, and the number."""

    source_column: str
    count: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A clue that a signed report counted as 期末在办 and that was taken out of the ledger since.

    Attributes:
        number: of the clue; ``reason`` why, empty where the reason may tell of a clue that not everybody may know.
    """

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Previous:
    """The last signed report of the same kind.

    Attributes:
        serial: its 封存编号, ``sha256`` the digest of its snapshot, ``period_to`` its last day.
        closing: its 期末在办 by source.
        recovered_fen: 已挽回 it reported, up to its last day.
        gone: what of its 期末在办 is no longer in the ledger.
    """

    serial: str
    sha256: str
    period_to: date
    closing: tuple[Closing, ...] = ()
    recovered_fen: int = 0
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, slots=True)
class CountingRules:
    """Settings that decide how is counted; printed with the definitions.

    Attributes:
        stale_days: 久查不追: calendar days since 受理 without a decision; ``None`` while not set.
        contingent_counts: whether 或有损失 is part of 认定损失, by the rule pack in force.
        repeat_days: 同类问题重复: within so many calendar days; ``None`` while not set.
        realtime: the periods of 实时报告.
        check_rule: the period of the 初核 in words with its source and force, ``investigation_rule`` likewise.
    """

    stale_days: int | None = None
    contingent_counts: bool = False
    check_rule: str = ""
    investigation_rule: str = ""
    repeat_days: int | None = None
    realtime: tuple[RealtimeRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything a report is made of, except the clerk's words.

    Attributes:
        taken_at: the instant of freezing as people read it, China's time.
        audit_head: head of the audit chain at that moment.
        audit_count: how many entries the chain had; ``epoch`` says which chain.
        clues: in the order of the ledger.
        case: what is counted beside them.
        words: labels of the codes in the rows, among them every source, disposition and class of loss.
        definitions_version: version of the indicators it is counted by.
        previous: the last signed report, if there is one.
        opening_confirmed: whether a signed 期初建账确认表 exists; asked while there is no previous report.
        opening_moved: 存量线索 that came or went since it was signed.
        elsewhere: 代录 only: numbers of the clues that touch the enterprise and are counted where they are handled.
        relaxed: pairs of 签批 that one person might do when it was frozen; ``verify`` reads them.
    """

    header: ReportHeader
    taken_at: str = ""
    audit_head: str = ""
    audit_count: int = 0
    epoch: int = 1
    clues: tuple[ClueFact, ...] = ()
    case: CaseFacts = NO_CASES
    supervision: tuple[SupervisionFact, ...] = ()
    rules: tuple[RuleUse, ...] = ()
    words: tuple[Word, ...] = ()
    counting: CountingRules = CountingRules()
    definitions_version: str = ""
    previous: Previous | None = None
    opening_confirmed: bool = False
    opening_moved: int = 0
    elsewhere: tuple[str, ...] = ()
    relaxed: tuple[Relaxation, ...] = ()

    def dictionary(self, name: str) -> dict[str, str]:
        """Code → label of one dictionary, in its order."""
        return {word.code: word.label for word in self.words if word.dictionary == name}

    def roots(self, name: str) -> dict[str, str]:
        """Code → label of the top of one dictionary: the columns of the statistics."""
        return {word.code: word.label for word in self.words if word.dictionary == name and not word.parent}

    def to_plain(self) -> dict[str, Any]:
        """Plain data for canonical JSON, with the number of its format."""
        return {"format": FORMAT} | {f.name: _encode(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Snapshot:
        """The snapshot that ``to_plain`` gave.

        Raises:
            FileProblem: not a whole snapshot, or of another version of the program.
        """
        if plain.get("format") != FORMAT:
            raise FileProblem("报告数据快照的格式不是本版本程序的，无法打开；请用生成它的版本打开。")
        try:
            snapshot = _decode(cls, {name: value for name, value in plain.items() if name != "format"})
        except (TypeError, ValueError) as error:
            raise FileProblem("报告数据快照不完整或被改动，无法打开；请向来源单位重新索取。") from error
        assert isinstance(snapshot, cls)  # _decode gives what it is asked for
        return snapshot


def _encode(value: Any) -> Any:
    """One value as plain data."""
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _encode(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(hint: Any, plain: Any) -> Any:
    """The value a type hint asks for. Raises ``TypeError`` or ``ValueError`` when the data does not fit."""
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (part for part in get_args(hint) if part is not types.NoneType)
        return None if plain is None else _decode(inner, plain)
    if get_origin(hint) is tuple:
        if type(plain) is not list:
            raise TypeError(f"a list is wanted, not {type(plain).__name__}")
        return tuple(_decode(get_args(hint)[0], item) for item in plain)
    if is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        if type(plain) is not dict or plain.keys() != hints.keys():
            raise TypeError(f"not a whole {hint.__name__}")
        return hint(**{name: _decode(inner, plain[name]) for name, inner in hints.items()})
    if hint is date:
        if type(plain) is not str:
            raise TypeError("a day is wanted")
        return date.fromisoformat(plain)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(plain)
    if type(plain) is not hint:
        raise TypeError(f"{hint.__name__} is wanted, not {type(plain).__name__}")
    return plain
