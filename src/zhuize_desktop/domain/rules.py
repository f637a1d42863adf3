"""Rule packs (规则包): a regulation, a local measure or the program's word lists as immutable data.

Nothing here is law by itself: each entry says where it stands (``clause``, ``source``) and how far that was
checked (``grade``). What is not confirmed is shown as 待核对 and can be overruled by the administrator.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StrictBool, StrictInt, StringConstraints, model_validator

from .money import LIMIT_FEN
from .validated import Strict, fault, normalised, parse
from .workdays import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=40)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Remark = Annotated[str, StringConstraints(max_length=1000)]

#: Said beside everything that nobody has compared with the original text.
UNCONFIRMED = "待核对"


class Grade(StrEnum):
    """How far an entry was compared with the original text (核实等级)."""

    READ = "A"
    FRAGMENT = "B"
    SECOND_HAND = "C"
    UNVERIFIED = "U"
    #: A word of this program's own (报送方式, 附件类别): claims no legal basis, nothing to compare.
    OWN = "D"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return _GRADES[self]

    @property
    def confirmed(self) -> bool:
        """Whether the original text was read: only then may a paper cite the entry as its basis."""
        return self is Grade.READ

    @property
    def mark(self) -> str:
        """待核对 where something is claimed but not confirmed, else empty."""
        return "" if self in (Grade.READ, Grade.OWN) else UNCONFIRMED


_GRADES = {
    Grade.READ: "已核对原文",
    Grade.FRAGMENT: "碎片推定",
    Grade.SECOND_HAND: "二手",
    Grade.UNVERIFIED: "未核实",
    Grade.OWN: "本程序设计",
}


class Standing(StrEnum):
    """What force a pack has for the enterprise (效力)."""

    BINDING = "binding"
    REFERENCE = "reference"
    LOCAL = "local"

    @property
    def label(self) -> str:
        """The Chinese term; a reference is printed as 参照."""
        return {Standing.BINDING: "适用", Standing.REFERENCE: "参照", Standing.LOCAL: "本地"}[self]


class Entry(Strict):
    """One coded word: a case of the violation catalogue, a handling kind, a way a clue arrived.

    Attributes:
        code: stable ASCII code, kept in the database.
        label: the short label people read; not the wording of the law.
        clause: where it stands in the pack's document, e.g. ``7(一)``; ``?`` marks a presumed place.
        source: the document or material it was taken from, or ``本程序设计``.
        effective_from: first day in force, when it differs from the pack's.
        effective_to: last day in force.
        parent: code of the entry above it.
        aliases: other words for it in the ledgers of the field.
        retired: no longer offered, still readable in old records.
    """

    code: Code
    label: Label
    clause: Remark = ""
    source: Phrase
    effective_from: date | None = None
    effective_to: date | None = None
    grade: Grade
    note: Remark = ""
    parent: Code | None = None
    aliases: tuple[Label, ...] = ()
    retired: StrictBool = False

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        _in_order(self.effective_from, self.effective_to, f"“{self.label}”")
        return self

    @property
    def mark(self) -> str:
        """待核对, or empty."""
        return self.grade.mark

    def active(self, on: date | None = None) -> bool:
        """Whether it is offered for new records; with ``on`` also whether it was in force that day."""
        return not self.retired and (on is None or _in_force(self.effective_from, self.effective_to, on))

    def words(self) -> Iterator[str]:
        """The label and the aliases."""
        yield self.label
        yield from self.aliases


class CodeList(Strict):
    """A dictionary (字典), flat or a tree: every word in it names one entry only."""

    code: Code
    name: Label
    note: Remark = ""
    entries: tuple[Entry, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _unique((entry.code for entry in self.entries), f"“{self.name}”的代码")
        _tree(self.entries, self.name)
        self._words_are_clear()
        return self

    def _words_are_clear(self) -> None:
        _distinct_words(self.entries, self.name)


class Catalogue(CodeList):
    """A violation catalogue (违规情形目录): aspects, and below them cases.

    Regulations repeat a case under several aspects, so a label needs to be unique only beside its siblings.
    """

    def _words_are_clear(self) -> None:
        for parent in {entry.parent for entry in self.entries}:
            _distinct_words((entry for entry in self.entries if entry.parent == parent), self.name)


class LossClass(Entry):
    """A class of asset loss (资产损失分档): ``lower_fen`` inclusive, ``upper_fen`` exclusive, in 分.

    Both empty: the threshold is not known, and nothing is classified by it.
    """

    lower_fen: Annotated[StrictInt, Field(ge=0, le=LIMIT_FEN)] | None = None
    upper_fen: Annotated[StrictInt, Field(gt=0, le=LIMIT_FEN)] | None = None

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.lower_fen is not None and self.upper_fen is not None and self.upper_fen <= self.lower_fen:
            raise fault(f"“{self.label}”的上限不高于下限")
        return self

    @property
    def filled(self) -> bool:
        """Whether a threshold is known at all."""
        return self.lower_fen is not None or self.upper_fen is not None

    @property
    def band(self) -> tuple[int, int]:
        """Lower bound inclusive and upper bound exclusive, in 分."""
        return (self.lower_fen or 0, LIMIT_FEN if self.upper_fen is None else self.upper_fen)

    def covers(self, fen: int) -> bool:
        """Whether a loss of ``fen`` falls into this class. No loss falls into none."""
        lower, upper = self.band
        return self.filled and fen > 0 and lower <= fen < upper


class Unit(StrEnum):
    """The unit of a period."""

    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    #: A fixed day (``month``, ``day``) ``length`` years after the year of the start event: 次年1月31日.
    YEAR_DATE = "year_date"

    @property
    def label(self) -> str:
        """The Chinese term."""
        labels = {
            Unit.WORKDAY: "个工作日",
            Unit.DAY: "日",
            Unit.MONTH: "个月",
            Unit.YEAR_DATE: "年后的固定日期",
        }
        return labels[self]


class Extension(Strict):
    """How a period may be prolonged; ``None`` = the text gives no number (适当延长)."""

    length: Annotated[StrictInt, Field(gt=0, le=1000)] | None = None
    unit: Unit | None = None
    times: Annotated[StrictInt, Field(gt=0, le=99)] | None = None
    approver: Remark = ""
    note: Remark = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.length is None) != (self.unit is None) or self.unit is Unit.YEAR_DATE:
            raise fault("延长的长度和单位要么都填，要么都不填，单位只能是工作日、日或月")
        return self


class DeadlineRule(Entry):
    """A period (期限): ``length`` ``unit`` after ``start_event``; no ``length``, no clock (时限未知)."""

    start_event: Phrase
    length: Annotated[StrictInt, Field(gt=0, le=1000)] | None = None
    unit: Unit
    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    day: Annotated[StrictInt, Field(ge=1, le=31)] | None = None
    extension: Extension | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        fixed = self.unit is Unit.YEAR_DATE
        if (self.month is not None) != fixed or (self.day is not None) != fixed:
            raise fault(f"“{self.label}”只有固定日期的期限才填月、日，并且必须填")
        if fixed and not _exists(self.month, self.day):
            raise fault(f"“{self.label}”的 {self.month} 月 {self.day} 日不是每年都有的日期")
        return self


class RulePack(Strict):
    """One document as data, with its dates and its force.

    Attributes:
        code: ``46``, ``37``, ``local`` …
        document: title of the document, ``document_number`` its 文号.
        effective_from: first day in force; ``effective_to`` the last, ``None`` while in force.
        standing: what force it has for the enterprise.
        consequence_classes: classes of adverse consequences (不良后果分档).
    """

    code: Code
    name: Label
    document: Phrase
    document_number: Remark = ""
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    standing: Standing
    note: Remark = ""
    catalogues: tuple[Catalogue, ...] = ()
    dictionaries: tuple[CodeList, ...] = ()
    loss_classes: tuple[LossClass, ...] = ()
    consequence_classes: tuple[Entry, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _in_order(self.effective_from, self.effective_to, "规则包")
        if self.issued_on and self.effective_from and self.effective_from < self.issued_on:
            raise fault("施行日期早于公布日期")
        _unique((item.code for item in self.lists()), "字典和目录的代码")
        for name, entries in (
            ("损失分档", self.loss_classes),
            ("不良后果分档", self.consequence_classes),
            ("期限", self.deadlines),
        ):
            _unique((entry.code for entry in entries), f"“{name}”的代码")
            _tree(entries, name)
        _bands(self.loss_classes)
        return self

    def lists(self) -> Iterator[CodeList]:
        """Catalogues and dictionaries."""
        yield from self.catalogues
        yield from self.dictionaries

    def all_entries(self) -> Iterator[Entry]:
        """Every entry of every part."""
        for item in self.lists():
            yield from item.entries
        yield from self.loss_classes
        yield from self.consequence_classes
        yield from self.deadlines

    def in_force(self, on: date) -> bool:
        """Whether the document was in force that day; an unknown first day counts as in force."""
        return _in_force(self.effective_from, self.effective_to, on)


def parse_pack(text: str, origin: str) -> RulePack:
    """The rule pack in a JSON file; ``origin`` is the file's name for the sentence.

    Raises:
        FileProblem: one Chinese sentence saying what in the file is wrong.
    """
    return parse(RulePack, text, "规则包", origin)


def _in_force(first: date | None, last: date | None, on: date) -> bool:
    return (first or FIRST_DAY) <= on <= (last or LAST_DAY)


def _in_order(first: date | None, last: date | None, name: str) -> None:
    if first and last and last < first:
        raise fault(f"{name}的失效日期早于施行日期")


def _exists(month: int | None, day: int | None) -> bool:
    try:
        date(2001, month or 0, day or 0)
    except ValueError:
        return False
    return True


def _unique(codes: Iterable[str], name: str) -> None:
    for code, count in Counter(code.casefold() for code in codes).items():
        if count > 1:
            raise fault(f"{name}“{code}”重复")


def _tree(entries: Iterable[Entry], name: str) -> None:
    """Every parent is there, and nobody is above himself."""
    parents = {entry.code: entry.parent for entry in entries}
    for code in parents:
        seen = {code}
        above = parents[code]
        while above is not None:
            if above not in parents:
                raise fault(f"“{name}”中“{code}”的上级“{above}”不存在")
            if above in seen:
                raise fault(f"“{name}”中“{code}”的上级关系首尾相接")
            seen.add(above)
            above = parents[above]


def _distinct_words(entries: Iterable[Entry], name: str) -> None:
    owner: dict[str, Entry] = {}
    for entry in entries:
        for word in entry.words():
            plain = normalised(word)
            if not plain:
                raise fault(f"“{name}”中“{entry.code}”的名称“{word}”没有文字")
            if owner.setdefault(plain, entry) is not entry:
                raise fault(f"“{name}”中“{word}”既是“{owner[plain].code}”又是“{entry.code}”")


def _bands(classes: Iterable[LossClass]) -> None:
    """Classes are listed from light to heavy, and no amount falls into two of them."""
    filled = [item for item in classes if item.filled and not item.retired]
    for lighter, heavier in pairwise(filled):
        if heavier.band[0] < lighter.band[1]:
            raise fault(f"“{lighter.label}”与“{heavier.label}”的金额范围重叠或轻重次序颠倒")
