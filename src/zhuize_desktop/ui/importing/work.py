"""What the import does on the ledger thread, and the plain values it hands to the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ...domain.fields import Kind, column
from ...domain.money import MoneyUnit, format_fen
from ...domain.records import Clue
from ...domain.viewer import OpResult
from ...services.clues import shown_rows
from ...services.import_plan import ImportPlan, Outcome, fingerprint, plan_import
from ...services.importing import import_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from ...domain.ledger_view import LedgerRow
    from ...domain.rulebook import RuleBook
    from ...domain.stages import Stage
    from ...exchange.ledger_reader import LedgerReading
    from ...services.import_plan import PlannedRow
    from ...services.session import Session

#: What is laid side by side, in this order.
_COMPARED = (
    "number",
    "enterprises",
    "summary",
    "occurred_from",
    "reported_on",
    "source_kind",
    "category",
    "estimated_loss",
    "loss_class",
    "handling",
    "persons",
    "stage",
    "accepted_on",
    "closed_on",
    "document_number",
    "remark",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a row beside the same field of the clue it meets."""

    label: str
    row: str
    clue: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things; what the sheet leaves out says nothing."""
        return bool(self.row) and self.row != self.clue


@dataclass(frozen=True, slots=True)
class Prepared:
    """The dry run, with the clues that rows meet laid beside them by row number."""

    plan: ImportPlan
    beside: Mapping[int, tuple[Line, ...]]


def fingerprint_of(prepared: Prepared) -> str:
    """What tells the rows of one file from those of every other, so that decisions about them are found again."""
    told = "\n".join(fingerprint(row) for row in prepared.plan.reading.rows)
    return sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an import."""

    plan: ImportPlan
    new: int
    updated: int
    confirmed: int
    clues: tuple[str, ...]


def prepare(session: Session, reading: LedgerReading, progress: Callable[[float, str], None]) -> Prepared:
    """The dry run.

    Raises:
        NotAllowed: the user may not import.
    """
    plan = plan_import(session, reading, progress)
    meeting = [row for row in plan.rows if row.target]
    present = {
        one.row.clue.uid: one.row for one in shown_rows(session, sorted({row.target for row in meeting}))
    }
    book = session.rulebook()
    beside = {
        row.row_number: _lines(row, present[row.target], book)
        for row in meeting
        if row.target in present and not present[row.target].stub
    }
    return Prepared(plan, beside)


def _lines(planned: PlannedRow, found: LedgerRow, book: RuleBook) -> tuple[Line, ...]:
    lines = []
    for name in _COMPARED:
        new = _text(name, planned.values.get(name), book)
        linked = {"enterprises": found.enterprises, "persons": found.persons}
        old = _text(name, linked.get(name, getattr(found.clue, name)), book)
        if new or old:
            lines.append(Line(column(Clue, name).field.label, new, old))
    return tuple(lines)


def _text(name: str, value: Any, book: RuleBook) -> str:
    field = column(Clue, name).field
    if value in (None, "", ()):
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if field.kind is Kind.MONEY:
        return f"{format_fen(value, MoneyUnit.WAN)} 万元"
    if name == "stage":
        return str(value.label)
    if field.dictionary:
        dictionary = book.dictionary(field.dictionary)
        return dictionary.entry(value).label if value in dictionary else str(value)
    return str(value)


def take_in(
    session: Session,
    prepared: Prepared,
    stages: Mapping[int, Stage],
    accepted: frozenset[int],
    progress: Callable[[float, str], None],
) -> OpResult[Taken]:
    """Write what the person saw and decided; cancelled, nothing of it is written.

    Raises:
        NotAllowed: a row has an error, or the ledger changed since the dry run.
    """
    plan = prepared.plan
    done = import_ledger(session, plan.reading, plan, stages, accepted, progress)
    told = tuple(_told(row, stages.get(row.row_number), row.row_number in accepted) for row in plan.rows)
    taken = Taken(
        replace(plan, rows=told),
        plan.new + len(accepted),
        plan.updated,
        len(stages),
        tuple(sorted(done.changes.uids.get("Clue", ()))),
    )
    return OpResult(taken, done.changes)


def _told(row: PlannedRow, stage: Stage | None, is_accepted: bool) -> PlannedRow:
    """The row as the result workbook tells it, with what the person decided."""
    if is_accepted:
        row = replace(row, outcome=Outcome.NEW, reasons=("经人工确认，作为新线索导入。", *row.reasons))
    elif row.outcome is Outcome.DUPLICATE:
        row = replace(row, reasons=("经人工确认，未导入。", *row.reasons))
    if stage is not None:
        row = replace(row, reasons=(*row.reasons, f"环节经人工确认为“{stage.label}”。"))
    return row


def save_result(path: Path, plan: ImportPlan, refused: bool) -> Path:
    """Write the workbook that tells what became of every row.

    Raises:
        FileProblem: it is open in Excel, or cannot be written.
    """
    from ...services.importing import write_result_workbook

    write_result_workbook(path, plan, refused=refused)
    return path
