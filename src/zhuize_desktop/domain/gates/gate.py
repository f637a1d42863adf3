"""门槛: what must be there before a move, as named checks over a case; and the ways to say that something is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from ..case import Case
from ..checks import CheckFinding, Grade
from ..fields import Column, columns
from ..records import Attachment, DossierEntry, Record
from ..stages import Stage
from ..takeover import decided_here
from ..tracks import sheet_of

R = TypeVar("R", bound=Record)

OWN = "本程序设计"


def house(words: str) -> str:
    """What a gate without a measure to name rests on: the rule of the house in words, and that it is one."""
    return f"{words}（{OWN}）"


def always(_: Case) -> bool:
    """A gate that every case has something for."""
    return True


def there_is(*records: type[Record]) -> Callable[[Case], bool]:
    """Whether a case holds any record of these classes: what a gate over them has to look at."""

    def found(case: Case) -> bool:
        return any(case.all(record) for record in records)

    return found


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate.

    Attributes:
        code: stable name; an explanation of its 核实 findings is kept under it.
        title: what must hold, in Chinese.
        moves: codes of the moves it stands before.
        stage: whose work it asks for; what lies before the takeover of a 存量线索 is 历史已办.
        examine: what is not as it must be.
        clause: what it rests on, a measure or in words the rule of the house.
        alternatives: the lawful other ways, in Chinese (P32).
        concerns: whether a case holds what it examines; where not, and nothing is missing, it is 不涉及.
        of_decisions: it looks, even where its stage is 历史已办, at what was decided since the takeover (P8).
    """

    code: str
    title: str
    moves: frozenset[str]
    stage: Stage
    examine: Callable[[Case], Iterable[CheckFinding]]
    clause: str
    alternatives: str = ""
    concerns: Callable[[Case], bool] = always
    of_decisions: bool = False


class GateMark(StrEnum):
    """How a gate stands; the value is the word shown."""

    MISSING = "缺"
    VERIFY = "核实"
    DONE = "齐"
    NOTHING = "不涉及"
    HISTORIC = "历史已办"


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate with what it found; ``explained``: every 核实 finding has its written explanation."""

    gate: Gate
    mark: GateMark
    findings: tuple[CheckFinding, ...] = ()
    explained: bool = False

    @property
    def told(self) -> str:
        """What is to be verified, in one text: an explanation is kept with it and holds for it alone."""
        return "；".join(one.sentence for one in self.findings if one.grade is Grade.VERIFY)

    @property
    def blocks(self) -> bool:
        """Whether the move cannot be made."""
        return self.mark is GateMark.MISSING or (self.mark is GateMark.VERIFY and not self.explained)


def look(gate: Gate, case: Case, explanations: Mapping[str, str]) -> GateState:
    """How a gate stands before a case; ``explanations``: text by code of the gate."""
    if case.before_takeover(gate.stage) and not (gate.of_decisions and decided_here(case)):
        return GateState(gate, GateMark.HISTORIC)
    findings = tuple(gate.examine(case))
    if any(finding.grade is Grade.MUST for finding in findings):
        mark = GateMark.MISSING
    elif any(finding.grade is Grade.VERIFY for finding in findings):
        mark = GateMark.VERIFY
    else:
        mark = GateMark.DONE if gate.concerns(case) else GateMark.NOTHING
    return GateState(gate, mark, findings, bool(explanations.get(gate.code, "").strip()))


class Teller:
    """Makes the findings of one gate: they share its code and clause."""

    def __init__(self, code: str, clause: str = OWN) -> None:
        self._code, self._clause = code, clause

    def must(
        self, sentence: str, record: type[Record], field: str = "", one: Record | None = None
    ) -> CheckFinding:
        """缺: the move waits for it. ``one`` is the record to mend; without it a new one is to be made."""
        return self._tell(Grade.MUST, sentence, record, field, one)

    def verify(
        self, sentence: str, record: type[Record], field: str = "", one: Record | None = None
    ) -> CheckFinding:
        """核实: the move is made with a written explanation."""
        return self._tell(Grade.VERIFY, sentence, record, field, one)

    def _tell(
        self, grade: Grade, sentence: str, record: type[Record], field: str, one: Record | None
    ) -> CheckFinding:
        uid = one.uid if one is not None else ""
        return CheckFinding(self._code, grade, sentence, record.__name__, uid, field, self._clause)


def by_day(rows: Iterable[R], name: str) -> tuple[R, ...]:
    """Records by the day in their field ``name``, those of one day in the order they come in: the last one counts.

    One without a day stands last: nobody can say that another came after it.
    """
    return tuple(sorted(rows, key=lambda row: getattr(row, name) or date.max))


def is_blank(value: object) -> bool:
    """Whether a field holds nothing; an answered 否 is an answer."""
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def demanded(record: type[Record]) -> Iterator[Column]:
    """The fields of a record that its own stage demands."""
    return (found for found in columns(record) if found.field.required_from is not None)


def unfilled(one: Record, teller: Teller, *also: str) -> Iterator[CheckFinding]:
    """One finding for every demanded field of ``one`` that is blank, and for the fields named besides."""
    asked = {found.name for found in demanded(type(one))} | set(also)
    for found in columns(type(one)):
        if found.name in asked and is_blank(getattr(one, found.name)):
            yield teller.must(
                f"{type(one).noun}的“{found.field.label}”还没有填写。", type(one), found.name, one
            )


def form(record: type[Record], title: str, moves: frozenset[str], stage: Stage, clause: str = "") -> Gate:
    """The gate of a form of which a clue has one: it is there, and what it demands is filled in."""
    code = f"{record.__name__}.form"
    clause = clause or house(f"{record.noun}填写齐全，才有据可审")
    teller = Teller(code, clause)

    def examine(case: Case) -> Iterator[CheckFinding]:
        """缺 where the form is not there, or lacks what it demands."""
        one = case.last(record)
        if one is None:
            first = next(demanded(record)).name
            yield teller.must(f"还没有登记{record.noun}。", record, first)
        else:
            yield from unfilled(one, teller)

    return Gate(code, title, moves, stage, examine, clause)


def has_paper(case: Case, *kinds: str) -> bool:
    """Whether a paper of one of these kinds is there: as a file, or in the catalogue with where it lies (P32)."""
    filed = any(one.kind in kinds for one in case.all(Attachment))
    return filed or any(
        one.kind in kinds and (one.pages or one.volume or one.place) for one in case.all(DossierEntry)
    )


def _catalogue() -> str:
    """Where the catalogue stands, as the list at the left of a dossier calls it."""
    sheet = sheet_of(DossierEntry)
    assert sheet is not None  # every class of a case has one
    return f"左侧“{sheet.label}”的“{DossierEntry.noun}”"


def paper(kind: str, title: str, moves: frozenset[str], stage: Stage, *others: str, clause: str = "") -> Gate:
    """The gate of a signed paper; ``others`` are kinds that serve as well."""
    code = f"paper.{kind}"
    clause = clause or house("纸件归卷，查得到原件")
    teller = Teller(code, clause)

    def examine(case: Case) -> Iterator[CheckFinding]:
        """缺 where neither a scan of the paper nor its place is registered."""
        if not has_paper(case, kind, *others):
            label = case.book.dictionary("attachment_kind").label(kind)
            yield teller.must(
                f"卷宗里没有“{label}”：请在“附件”加入扫描件，或在{_catalogue()}登记其卷号页码、存放处。",
                Attachment,
                "kind",
            )

    return Gate(
        code, title, moves, stage, examine, clause, f"原件另存的，在{_catalogue()}登记卷号页码或存放处"
    )
