"""One row of a ledger as typed values, a proposed stage, and the problems a person has to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from ..domain.reading import (
    Cell,
    Grade,
    Period,
    PersonName,
    Reading,
    bears_secrecy_mark,
    is_classified,
    is_error_value,
    read_day,
    read_level,
    read_listed,
    read_organisations,
    read_period,
    read_persons,
    read_yes_no,
    text_of,
)
from ..domain.stage_words import Confidence, StageProposal, propose_stage
from ..domain.stages import Stage
from .ledger_columns import LedgerColumn
from .ledger_headings import MappedColumn
from .ledger_losses import read_losses

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_C = LedgerColumn


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What a person has to see about one cell or the whole row.

    Attributes:
        column: which column; ``None`` for the whole row.
        grade: ``error`` keeps the row out, ``confirm`` needs a person's word, ``hint`` is only told.
        sentence: one Chinese sentence.
    """

    column: LedgerColumn | None
    grade: Grade
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerValues:
    """The typed values of a row; amounts in 分. What is not stated or not understood is empty or ``None``."""

    clue_number: str = ""
    title: str = ""
    source_text: str = ""
    reporter: str = ""
    reported_on: date | None = None
    report_methods: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    level: int | None = None
    summary: str = ""
    occurred: Period | None = None
    category_text: str = ""
    loss_text: str = ""
    estimated_fen: int | None = None
    direct_fen: int | None = None
    indirect_fen: int | None = None
    contingent_fen: int | None = None
    confirmed_fen: int | None = None
    recovered_fen: int | None = None
    loss_class_word: str = ""
    consequence_word: str = ""
    persons: tuple[PersonName, ...] = ()
    handling: str = ""
    completed: bool | None = None
    closed_on: date | None = None
    stage_text: str = ""
    secrecy_text: str = ""
    source_document: str = ""
    document_number: str = ""
    received_on: date | None = None
    accepted_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One clue as a ledger states it.

    Attributes:
        row_number: its row in the sheet, from 1, as Excel counts.
        values: what was understood.
        stage: where it seems to stand; a person confirms.
        problems: in the order of the columns.
        raw: the exact text of every cell, by heading.
        classified: marked 秘密 or above; only the number was kept.
    """

    row_number: int
    values: LedgerValues
    stage: StageProposal
    problems: tuple[RowProblem, ...]
    raw: Mapping[str, str]
    classified: bool = False

    @property
    def has_error(self) -> bool:
        """The row cannot go in as it is."""
        return any(problem.grade is Grade.ERROR for problem in self.problems)


@dataclass(slots=True)
class RowDraft:
    """A row while it is read: its cells by column, and what has been found wrong so far."""

    cells: dict[LedgerColumn, tuple[MappedColumn, Cell]]
    problems: list[RowProblem]

    def cell(self, column: LedgerColumn) -> Cell:
        """The cell of a column; ``None`` when the ledger has no such column."""
        return self.cells[column][1] if column in self.cells else None

    def text(self, column: LedgerColumn) -> str:
        """The text of a cell without blanks around it."""
        return text_of(self.cell(column)).replace("_x000D_", "").replace("\r\n", "\n").strip()

    def take(self, column: LedgerColumn, found: Reading[T]) -> T | None:
        """The value of a reading; its problems are kept under the column."""
        for problem in found.problems:
            self.tell(column, problem.grade, problem.sentence)
        return found.value

    def tell(self, column: LedgerColumn, grade: Grade, sentence: str) -> None:
        """Keep a problem, led by the heading of its column."""
        heading = self.cells[column][0].heading if column in self.cells else column.label
        self.problems.append(RowProblem(column, grade, f"{heading}：{sentence}"))


def read_row(
    number: int,
    cells: list[Cell],
    columns: tuple[MappedColumn, ...],
    today: date,
    *,
    secret_sheet: bool = False,
) -> LedgerRow:
    """One row of cells as typed values.

    Args:
        number: row in the sheet, from 1.
        cells: the row, merged cells already filled downwards.
        columns: the headings.
        today: the present day, for the limits of dates.
        secret_sheet: the sheet itself bears a mark of classification.
    """
    raw = {mapped.heading: text_of(cells[mapped.index]) for mapped in columns}
    draft = RowDraft(
        {mapped.column: (mapped, cells[mapped.index]) for mapped in columns if mapped.column is not None}, []
    )
    marked = any(bears_secrecy_mark(cells[mapped.index]) for mapped in columns)
    if secret_sheet or marked or _is_secret(draft):
        return _classified(number, draft)
    _set_errors_aside(draft)
    values = _values(draft, today)
    if not values.summary:
        draft.tell(_C.SUMMARY, Grade.ERROR, "没有填写，无法登记，请补填后重新导入。")
    stage = propose_stage(values.handling, values.completed, values.stage_text)
    if stage.contradiction:
        draft.tell(_C.COMPLETED, Grade.CONFIRM, stage.contradiction)
    order = list(LedgerColumn)
    problems = sorted(draft.problems, key=lambda problem: order.index(problem.column or order[0]))
    return LedgerRow(number, values, stage, tuple(problems), raw)


def _is_secret(draft: RowDraft) -> bool:
    """密级 says 秘密 or above, or a column 是否涉密 says 是."""
    if _C.SECRECY not in draft.cells:
        return False
    mapped, cell = draft.cells[_C.SECRECY]
    return is_classified(cell) or ("是否" in mapped.heading and read_yes_no(cell).value is True)


def _set_errors_aside(draft: RowDraft) -> None:
    """A cell whose formula failed says nothing; a person is told, column by column."""
    for column, (mapped, cell) in list(draft.cells.items()):
        if isinstance(cell, str) and is_error_value(cell):
            draft.tell(column, Grade.CONFIRM, f"单元格是公式错误“{cell}”，按空白读，请在原表更正。")
            draft.cells[column] = (mapped, None)


def _classified(number: int, draft: RowDraft) -> LedgerRow:
    """Only the number is kept: what is 秘密 or above may not stand in this program, not even in a list of errors."""
    clue = draft.text(_C.CLUE_NUMBER)
    clue = "" if bears_secrecy_mark(clue) else clue
    raw = {draft.cells[_C.CLUE_NUMBER][0].heading: clue} if _C.CLUE_NUMBER in draft.cells else {}
    stage = StageProposal(Stage.INTAKE, Confidence.UNKNOWN, "涉密，另行登记。")
    problem = RowProblem(
        _C.SECRECY, Grade.ERROR, "涉密，另行登记：标有秘密、机密或绝密的线索不得录入本机，内容没有读入。"
    )
    return LedgerRow(number, LedgerValues(clue_number=clue), stage, (problem,), raw, classified=True)


#: Columns whose text is the value.
_TEXTS = {
    "clue_number": _C.CLUE_NUMBER,
    "title": _C.TITLE,
    "source_text": _C.SOURCE,
    "reporter": _C.REPORTER,
    "summary": _C.SUMMARY,
    "category_text": _C.CATEGORY,
    "loss_text": _C.LOSS,
    "handling": _C.HANDLING,
    "stage_text": _C.STAGE,
    "secrecy_text": _C.SECRECY,
    "source_document": _C.SOURCE_DOCUMENT,
    "document_number": _C.DOCUMENT_NUMBER,
    "remark": _C.REMARK,
}
_DAYS = {
    "reported_on": _C.REPORTED_ON,
    "closed_on": _C.CLOSED_ON,
    "received_on": _C.RECEIVED_ON,
    "accepted_on": _C.ACCEPTED_ON,
}
_READERS: dict[str, tuple[LedgerColumn, Callable[[Cell], Reading[Any]]]] = {
    "enterprises": (_C.ENTERPRISES, read_organisations),
    "level": (_C.LEVEL, read_level),
    "completed": (_C.COMPLETED, read_yes_no),
}


def _values(draft: RowDraft, today: date) -> LedgerValues:
    values: dict[str, Any] = {name: draft.text(column) for name, column in _TEXTS.items()}
    for name, column in _DAYS.items():
        values[name] = draft.take(column, read_day(draft.cell(column), today))
    for name, (column, read) in _READERS.items():
        values[name] = draft.take(column, read(draft.cell(column)))
    values["enterprises"] = values["enterprises"] or ()
    values["report_methods"] = read_listed(draft.cell(_C.REPORT_METHODS))
    if _C.SECRECY in draft.cells and "是否" in draft.cells[_C.SECRECY][0].heading:
        values["secrecy_text"] = ""  # 是否涉密 says no class
    values["occurred"] = _occurred(draft, today)
    values["persons"] = _persons(draft)
    return LedgerValues(**values, **read_losses(draft))


def _occurred(draft: RowDraft, today: date) -> Period | None:
    """发生时间, in one column or in two."""
    whole = draft.take(_C.OCCURRED, read_period(draft.cell(_C.OCCURRED), today))
    start = draft.take(_C.OCCURRED_FROM, read_period(draft.cell(_C.OCCURRED_FROM), today))
    end = draft.take(_C.OCCURRED_TO, read_period(draft.cell(_C.OCCURRED_TO), today))
    if start is None and end is None:
        return whole
    first, last = start.start if start else None, end.end if end else None
    text = "—".join(period.text if period else "" for period in (start, end))
    if first and last and last < first:
        draft.tell(_C.OCCURRED_TO, Grade.ERROR, f"“{text}”的止期早于起期，请核对。")
        return None
    return Period(first, last, text)


def _persons(draft: RowDraft) -> tuple[PersonName, ...]:
    """Names with the posts of a column of their own, when there are as many."""
    found = draft.take(_C.PERSONS, read_persons(draft.cell(_C.PERSONS))) or ()
    posts = read_listed(draft.cell(_C.POSTS))
    if not posts or not found:
        return found
    if len(found) == 1:
        posts = ("、".join(posts),)
    if len(posts) != len(found):
        note = f"“{draft.text(_C.POSTS)}”与人员的个数不同，没有对应到人，请补填职务。"
        draft.tell(_C.POSTS, Grade.CONFIRM, note)
        return found
    return tuple(
        person if person.post else replace(person, post=post)
        for person, post in zip(found, posts, strict=True)
    )
