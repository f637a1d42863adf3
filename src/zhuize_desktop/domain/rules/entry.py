"""One coded entry of a rule pack, how far it was checked, and lists of entries."""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from pydantic import AfterValidator, StrictBool, StringConstraints, model_validator

from ..validated import Strict, fault, normalised
from ..workdays import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator


def _one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise fault("名称只能写一行")
    return text


Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=40)]
#: One line, so that several can stand in one cell of a template, a line each.
Label = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_one_line)]
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
    def meaning(self) -> str:
        """What it says of an entry, and what is to be done about it."""
        return _MEANINGS[self]

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
    Grade.FRAGMENT: "据原文片段",
    Grade.SECOND_HAND: "据转引",
    Grade.UNVERIFIED: "未核实",
    Grade.OWN: "本程序设计",
}
_TO_DO = "取得原文逐字核对后，登记核对文件、核对人和核对日期。"
_MEANINGS = {
    Grade.READ: "有人对照原文核对过，可以作为依据引用。",
    Grade.FRAGMENT: f"只见到原文的一部分，条款序号、分组可能有出入，暂不作为依据；{_TO_DO}",
    Grade.SECOND_HAND: f"没有见到原文，转引自媒体或其他地方的同类规定，暂不作为依据；{_TO_DO}",
    Grade.UNVERIFIED: f"还没有对照原文，暂不作为依据；{_TO_DO}",
    Grade.OWN: "本程序自用的名称，不代表法规规定，不需要核对。",
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


class Checked(Strict):
    """核对: who compared an entry with the original text, when, and which text it was.

    Attributes:
        document: title of the document that lay there; ``number`` its 文号, ``page`` where in it.
        by: the person who compared.
        on: the day.
    """

    document: Phrase
    number: Annotated[str, StringConstraints(max_length=100)] = ""
    page: Annotated[str, StringConstraints(max_length=100)] = ""
    by: Label
    on: date

    @model_validator(mode="after")
    def _day_exists(self) -> Self:
        in_order(self.on, None, "核对日期")
        return self

    @property
    def text(self) -> str:
        """``王核对 2026-03-02 对照《某办法》（某发〔2020〕1号）第 3 页``."""
        number = f"（{self.number}）" if self.number else ""
        page = f"，{self.page}" if self.page else ""
        title = self.document if self.document.startswith("《") else f"《{self.document}》"
        return f"{self.by} {self.on} 对照{title}{number}{page}"


class Entry(Strict):
    """One coded word: a case of the violation catalogue, a handling kind, a way a clue arrived.

    Attributes:
        code: stable ASCII code, kept in the database. Where it has to be one of a fixed list, what stands behind a dot
            tells a row from one that held on other days (``larger.2027``).
        label: the short label people read; not the wording of the law.
        clause: where it stands in the pack's document, e.g. ``7(一)``; that a place is presumed is said
            in ``note``.
        source: the document or material it was taken from, or ``本程序设计``.
        effective_from: first day in force, when it differs from the pack's.
        effective_to: last day in force.
        parent: code of the entry above it.
        aliases: other words for it in the ledgers of the field.
        retired: no longer offered, still readable in old records.
        checked: who compared it in this office; ``None`` for what the makers of the program read, or nobody did.
        code_words: the dictionary by which people read and write the code; empty where it stands for itself.
    """

    code_words: ClassVar[str] = ""

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
    checked: Checked | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        in_order(self.effective_from, self.effective_to, f"“{self.label}”")
        if self.checked is not None and not self.grade.confirmed:
            raise fault(f"“{self.label}”写明了核对人和核对文件，核实等级却不是“{Grade.READ.label}”")
        return self

    @property
    def reading(self) -> dict[str, object]:
        """What it says, in plain values: a confirmation holds for this and for nothing else."""
        return self.model_dump(mode="json", exclude={"aliases", "retired", "note", "grade", "checked"})

    @property
    def mark(self) -> str:
        """待核对, or empty."""
        return self.grade.mark

    def active(self, on: date | None = None) -> bool:
        """Whether it is offered for new records; with ``on`` also whether it was in force that day."""
        return not self.retired and (on is None or in_force(self.effective_from, self.effective_to, on))

    @property
    def stem(self) -> str:
        """The code without what tells it from a row of other days."""
        return self.code.partition(".")[0]

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """What no other row of its section may decide on the same day: a key, and its words. A mere word decides
        nothing, nor does a row that is not filled in yet.
        """
        return iter(())

    def words(self) -> Iterator[str]:
        """The label and the aliases."""
        yield self.label
        yield from self.aliases


class CodeList(Strict):
    """A dictionary (字典), flat or a tree: every word in it names one entry only.

    Attributes:
        heads_are_values: what has entries below it may be picked too, because it is a statistical column of its own.
    """

    code: Code
    name: Label
    note: Remark = ""
    heads_are_values: bool = False
    entries: tuple[Entry, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        unique((entry.code for entry in self.entries), f"“{self.name}”的代码")
        tree(self.entries, self.name)
        self._words_are_clear()
        return self

    def _words_are_clear(self) -> None:
        distinct_words(self.entries, self.name)


class Catalogue(CodeList):
    """A violation catalogue (违规情形目录): aspects, and below them cases.

    Regulations repeat a case under several aspects, so a label needs to be unique only beside its siblings.
    """

    def _words_are_clear(self) -> None:
        for parent in {entry.parent for entry in self.entries}:
            distinct_words((entry for entry in self.entries if entry.parent == parent), self.name)


def in_force(first: date | None, last: date | None, on: date) -> bool:
    """Whether ``on`` lies between the first and the last day; an unknown end is open."""
    return (first or FIRST_DAY) <= on <= (last or LAST_DAY)


def in_order(first: date | None, last: date | None, name: str) -> None:
    """Refuse a last day before the first, and days outside 1990–2100; ``name`` is what the days belong to."""
    for day in (first, last):
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise fault(f"{name}的日期 {day} 不在 {FIRST_DAY.year} 年至 {LAST_DAY.year} 年之间")
    if first and last and last < first:
        raise fault(f"{name}的失效日期早于施行日期")


def together(one: Entry, other: Entry) -> bool:
    """Whether there is a day on which both are in force."""
    if one.retired or other.retired:
        return False
    first = max(entry.effective_from or FIRST_DAY for entry in (one, other))
    last = min(entry.effective_to or LAST_DAY for entry in (one, other))
    return first <= last


def one_a_day(entries: Iterable[Entry], title: str) -> None:
    """Refuse two rows that decide the same thing on one day; one that follows the other is lawful.

    ``title``: of the section, for the sentence.
    """
    deciding: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        for key, words in entry.decides():
            for other in deciding.setdefault(key, []):
                if together(other, entry):
                    raise fault(
                        f"“{title}”中{words}有两行同时施行：{_placed(other)}和{_placed(entry)}；前后相接的请填写前一行的"
                        "失效日期和后一行的施行日期，多余的请停用"
                    )
            deciding[key].append(entry)


def _placed(entry: Entry) -> str:
    days = f"{entry.effective_from or '自始'}至{entry.effective_to or '今'}"
    return f"“{entry.label}”（{entry.code}，{days}）"


def unique(codes: Iterable[str], name: str) -> None:
    """Refuse a code that stands twice, whatever its case."""
    for code, count in Counter(code.casefold() for code in codes).items():
        if count > 1:
            raise fault(f"{name}“{code}”重复")


def tree(entries: Iterable[Entry], name: str) -> None:
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


def distinct_words(entries: Iterable[Entry], name: str) -> None:
    """Refuse a word that names two entries."""
    owner: dict[str, Entry] = {}
    for entry in entries:
        for word in entry.words():
            plain = normalised(word)
            if not plain:
                raise fault(f"“{name}”中“{entry.code}”的名称“{word}”没有文字")
            if owner.setdefault(plain, entry) is not entry:
                raise fault(f"“{name}”中“{word}”既是“{owner[plain].code}”又是“{entry.code}”")
