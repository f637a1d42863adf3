"""导入台账, the dry run: what a workbook would change, row by row. Nothing is written.

A row is known again by its fingerprint (the same row taken in before), else by its number; a row without either that
looks like a clue already there is left for a person to decide. Stages are proposed from 处理情况 and stay unconfirmed
until a person says so; nothing is guessed silently.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from ..documents.text import printable
from ..domain.fields import column
from ..domain.health.subject import CLUE_LIKENESS
from ..domain.ledger_view import STUB_SUMMARY, LedgerQuery, LedgerRow
from ..domain.money import format_fen
from ..domain.records import Clue, Enterprise
from ..domain.roles import Op
from ..domain.succession import ended_sentence, heir_of
from ..exchange.ledger_columns import LedgerColumn
from ..exchange.ledger_reader import LedgerReading, read_ledger
from ..exchange.ledger_reader import LedgerRow as SheetRow
from ..storage import imports, queries, rows
from ..storage.ledger import check_permission
from .rules import contingent_counted

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from ..domain.rulebook import RuleBook
    from ..storage.engine import Connection
    from .session import Session

#: Of the whole work this part holds the rows against the ledger, the rest looks for twins among them. Measured with
#: 5,000 new rows; ``_EACH`` rows lie between two reports of how far it is.
_HELD, _EACH = 0.3, 100


class Outcome(StrEnum):
    """What becomes of a row; the value is what people read."""

    NEW = "新增"
    UPDATED = "更新"
    UNCHANGED = "无变化"
    DUPLICATE = "疑似重复"
    ERROR = "错误"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What an import would do with one row.

    Attributes:
        row_number: as Excel numbers it.
        outcome: what becomes of it.
        reasons: sentences for the result workbook, errors first.
        source: the row as it was read.
        values: fields of ``Clue`` as far as the sheet has them; names stand where uids will.
        target: uid of the clue it updates, equals or resembles.
        changed: labels of the fields an update changes.
    """

    row_number: int
    outcome: Outcome
    reasons: tuple[str, ...]
    source: SheetRow
    values: Mapping[str, Any] = field(default_factory=dict)
    target: str = ""
    changed: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether this row stops the import."""
        return self.outcome is Outcome.ERROR


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The dry run: every data row with its outcome."""

    reading: LedgerReading
    rows: tuple[PlannedRow, ...]
    notes: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        """How many rows have this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def new(self) -> int:
        """Rows that become new clues."""
        return self.count(Outcome.NEW)

    @property
    def updated(self) -> int:
        """Rows that change a clue."""
        return self.count(Outcome.UPDATED)

    @property
    def unchanged(self) -> int:
        """Rows already taken in as they are."""
        return self.count(Outcome.UNCHANGED)

    @property
    def duplicate(self) -> int:
        """Rows left for a person to decide."""
        return self.count(Outcome.DUPLICATE)

    @property
    def errors(self) -> int:
        """Rows that stop the import."""
        return self.count(Outcome.ERROR)


def read_file(path: Path, today: date, progress: Callable[[float, str], None] | None = None) -> LedgerReading:
    """Read the workbook; touches no ledger and may run in another process. ``progress`` may stop it.

    Raises:
        FileProblem: no workbook, encrypted, damaged, open in Excel, without a ledger in it.
    """
    return read_ledger(path, today=today, progress=progress)


# --- planning ----------------------------------------------------------------------------------------------------


def plan_import(
    session: Session, reading: LedgerReading, progress: Callable[[float, str], None] | None = None
) -> ImportPlan:
    """Hold every row against the ledger; nothing is written.

    Args:
        session: whose import it would be.
        reading: the workbook.
        progress: called with the part done and words; what it raises stops the work.

    Raises:
        NotAllowed: the user may not import.
    """
    check_permission(Op.IMPORT_LEDGER, session.viewer)
    book = session.rulebook()
    with session.ledger.read() as connection:
        contingent = contingent_counted(connection, session.today)
        uids = queries.clue_uids(connection, session.viewer, LedgerQuery(), contingent=contingent)
        present = queries.ledger_rows(connection, session.viewer, uids, contingent=contingent)
        taken, numbers = imports.known_rows(connection), imports.taken_numbers(connection)
        gone, merged = imports.withdrawn_clues(connection), imports.merged_clues(connection)
        ended = _ended(connection)
    against = _Present.of(present, taken, numbers, gone, merged, ended, reading)
    seen: Counter[str] = Counter(row.values.clue_number for row in reading.rows if row.values.clue_number)
    tell = partial(_tell, progress, len(reading.rows))
    planned = []
    for at, row in enumerate(reading.rows):
        tell(at, 0.0, _HELD, "与台账核对")
        planned.append(_planned(row, book, against, seen))
    kept = _without_twins(planned, lambda at: tell(at, _HELD, 1.0, "查找表内重复"))
    return ImportPlan(reading, tuple(kept), _notes(reading))


def _tell(
    progress: Callable[[float, str], None] | None, rows: int, at: int, first: float, last: float, doing: str
) -> None:
    if progress is not None and at % _EACH == 0:
        progress(first + (last - first) * at / rows, f"正在{doing}：第 {at + 1} 条，共 {rows} 条…")


@dataclass(frozen=True, slots=True)
class _Present:
    """The ledger as an import looks at it."""

    by_uid: Mapping[str, LedgerRow]
    by_number: Mapping[str, LedgerRow]
    by_enterprise: Mapping[str, tuple[LedgerRow, ...]]
    taken: Mapping[str, str]
    numbers: frozenset[str]
    withdrawn: frozenset[str]
    merged: Mapping[str, imports.Merged]
    headings: Mapping[LedgerColumn, str]
    ended: Mapping[str, tuple[Enterprise, str]]

    @classmethod
    def of(
        cls,
        rows: Sequence[LedgerRow],
        taken: Mapping[str, str],
        numbers: set[str],
        withdrawn: set[str],
        merged: Mapping[str, imports.Merged],
        ended: Mapping[str, tuple[Enterprise, str]],
        reading: LedgerReading,
    ) -> _Present:
        grouped: dict[str, list[LedgerRow]] = defaultdict(list)
        for row in rows:
            for name in row.enterprises:
                grouped[name].append(row)
        return cls(
            {row.clue.uid: row for row in rows},
            {row.clue.number: row for row in rows if row.clue.number},
            {name: tuple(group) for name, group in grouped.items()},
            taken,
            frozenset(numbers),
            frozenset(withdrawn),
            merged,
            {one.column: one.heading for one in reading.mapping if one.column is not None},
            ended,
        )


def _ended(connection: Connection) -> dict[str, tuple[Enterprise, str]]:
    """Enterprises that ended, by name, with the name of who takes over (empty for nobody)."""
    known = {one.uid: one for one in rows.fetch_equal(connection, Enterprise)}
    heirs = {uid: heir_of(uid, known) for uid, one in known.items() if one.closed_on is not None}
    return {known[uid].name: (known[uid], heir.name if heir else "") for uid, heir in heirs.items()}


def _ended_doubts(values: Mapping[str, Any], present: _Present) -> list[str]:
    """涉及单位 that had ended before the clue was reported, as the form of a clue tells it."""
    day, names = values.get("reported_on"), values.get("enterprises", ())
    found = [present.ended[name] for name in names if name in present.ended]
    return [
        f"核实：{ended_sentence(one, heir)}"
        for one, heir in found
        if day is not None and one.closed_on is not None and day > one.closed_on and heir not in names
    ]


def fingerprint(row: SheetRow) -> str:
    """What makes a row the same row again: the digest of its texts as written."""
    text = json.dumps(dict(row.raw), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _planned(row: SheetRow, book: RuleBook, present: _Present, seen: Counter[str]) -> PlannedRow:
    errors = [f"{one.sentence}" for one in row.problems if one.grade == "error"]
    reasons = [one.sentence for one in row.problems if one.grade != "error"]
    number = row.values.clue_number or ""
    if number and seen[number] > 1:
        errors.append(f"线索编号“{number}”在表内出现了 {seen[number]} 次，请改正编号。")
    if errors:
        return PlannedRow(row.row_number, Outcome.ERROR, tuple(errors + reasons), row)
    values, doubts = clue_values(row, book)
    reasons += doubts + _ended_doubts(values, present)
    known = present.taken.get(fingerprint(row))
    if known is not None and known in present.merged:
        reason = f"以前导入过，那条线索{_lies_in(present.merged[known], present)}"
        return PlannedRow(row.row_number, Outcome.DUPLICATE, (reason, *reasons), row, values)
    if known is not None and known in present.withdrawn:
        reason = "以前导入过，那条线索已撤回；需要的请从回收站恢复，或确认后另行登记。"
        return PlannedRow(row.row_number, Outcome.DUPLICATE, (reason, *reasons), row, values)
    if known is not None:
        # Also when the user is involved in the clue: it is neither made nor shown again.
        target = known if known in present.by_uid else ""
        return PlannedRow(row.row_number, Outcome.UNCHANGED, ("以前导入过，内容相同。",), row, values, target)
    if row.values.summary == STUB_SUMMARY:
        reason = "这一行只有编号，内容按知悉范围另行登记，未作改动。"
        outcome = Outcome.UNCHANGED if number in present.numbers else Outcome.DUPLICATE
        return PlannedRow(row.row_number, outcome, (reason,), row, values)
    if number in present.by_number:
        derived = {name for name, column in _DERIVED.items() if not _states(row, present, column)}
        return _against_number(row, values, reasons, present.by_number[number], derived)
    if number in present.numbers:
        gone = next((one for one in present.merged.values() if one.number == number), None)
        if gone is not None and gone.kept in present.by_uid:
            reason = f"编号为“{number}”的线索{_lies_in(gone, present)}"
        else:
            reason = f"线索编号“{number}”已被使用（可能已撤回，或由其他人员办理），请核对后改用新编号。"
        return PlannedRow(row.row_number, Outcome.DUPLICATE, (reason, *reasons), row, values)
    twin = _resembling(values, present)
    if twin is not None:
        reason = f"与已有线索“{twin.clue.number}”疑似重复，请人工确认后再登记。"
        return PlannedRow(row.row_number, Outcome.DUPLICATE, (reason, *reasons), row, values, twin.clue.uid)
    return PlannedRow(row.row_number, Outcome.NEW, tuple(reasons), row, values)


def _lies_in(gone: imports.Merged, present: _Present) -> str:
    """Where the matter of a clue is that was put into another by 合并重复; that one is named to who may know of it."""
    kept = present.by_uid.get(gone.kept)
    into = f"“{kept.clue.number}”" if kept is not None and kept.clue.number else "另一条线索"
    return f"已作为重复并入{into}，不必再登记；确是两件事的，请在“数据体检”里撤销合并。"


#: What a row without a cell of its own takes from the words of 资产损失程度.
_DERIVED = {
    "estimated_loss": LedgerColumn.ESTIMATED,
    "loss_class": LedgerColumn.LOSS_CLASS,
    "consequence_class": LedgerColumn.CONSEQUENCE,
}


def _states(row: SheetRow, present: _Present, column: LedgerColumn) -> bool:
    return bool(row.raw.get(present.headings.get(column, ""), "").strip())


def _against_number(
    row: SheetRow, values: dict[str, Any], reasons: list[str], found: LedgerRow, derived: set[str]
) -> PlannedRow:
    """A row whose number is there; ``derived`` fields count only when the words they come from changed."""
    if found.stub:
        reason = "编号已有，但这条线索不在您的知悉范围内，未作改动。"
        return PlannedRow(row.row_number, Outcome.DUPLICATE, (reason,), row, values, found.clue.uid)
    reasons = _amount_doubts(row, found) + _stage_doubts(row, values, found) + reasons
    same_words = _as_read(values.get("loss_text", "")) == _as_read(found.clue.loss_text)
    skipped = (derived if same_words else set()) | ({"stage", "closed"} if row.stage.contradiction else set())
    compared = {name: value for name, value in values.items() if name not in skipped}
    changed = tuple(_labels(changes_against(found, compared)))
    if not changed:
        told = ("编号已有，没有要更新的内容。", *reasons)
        return PlannedRow(row.row_number, Outcome.UNCHANGED, told, row, values, found.clue.uid)
    first = f"编号已有，将更新：{'、'.join(changed)}。"
    return PlannedRow(
        row.row_number, Outcome.UPDATED, (first, *reasons), row, values, found.clue.uid, changed
    )


def _stage_doubts(row: SheetRow, values: Mapping[str, Any], found: LedgerRow) -> list[str]:
    """A stage that a person confirmed is not moved by a sheet; one that states another is told."""
    clue = found.clue
    stated = bool(row.values.stage_text) or row.values.completed is not None
    differs = (values["stage"], values["closed"]) != (clue.stage, clue.closed)
    if not (clue.stage_confirmed and stated and differs):
        return []
    ended = {True: "已完结", False: "未完结"}
    return [
        f"表内环节为“{values['stage'].label}”（{ended[values['closed']]}），台账已确认为“{clue.stage.label}”"
        f"（{ended[clue.closed]}），未改动；需要时请在线索中修改。"
    ]


def _amount_doubts(row: SheetRow, found: LedgerRow) -> list[str]:
    """认定损失 and 已挽回 stand in lines of their own, which an import does not rewrite: a difference is told."""
    read = row.values
    parts = [fen for fen in (read.direct_fen, read.indirect_fen, read.contingent_fen) if fen is not None]
    stated = {
        "认定损失": (read.confirmed_fen if not parts else sum(parts), found.confirmed),
        "已挽回": (read.recovered_fen, found.recovered),
    }
    return [
        f"{name}与台账不同（表内 {format_fen(fen)} 元，台账 {format_fen(present)} 元），"
        "导入不改动明细，请在线索中核对。"
        for name, (fen, present) in stated.items()
        if fen is not None and fen != present
    ]


def _without_twins(rows: Sequence[PlannedRow], tell: Callable[[int], None]) -> list[PlannedRow]:
    """New rows of the same file that are alike and not told apart by numbers: the later one waits for a person."""
    kept: list[PlannedRow] = []
    fresh: dict[str, list[PlannedRow]] = defaultdict(list)
    for at, row in enumerate(rows):
        tell(at)
        if row.outcome is Outcome.NEW:
            names = row.values["enterprises"] or ("",)
            twin = next((one for name in names for one in fresh[name] if _alike(one, row)), None)
            if twin is not None:
                reason = f"与第 {twin.row_number} 行疑似重复，请人工确认后再登记。"
                row = replace(row, outcome=Outcome.DUPLICATE, reasons=(reason, *row.reasons))
            else:
                for name in names:
                    fresh[name].append(row)
        kept.append(row)
    return kept


def _alike(one: PlannedRow, other: PlannedRow) -> bool:
    """Whether two rows of a file may be the same clue; rows that bear two numbers are two clues."""
    if one.values.get("number") and other.values.get("number"):
        return False
    same_time = one.values.get("occurred_from") == other.values.get("occurred_from")
    return same_time and fuzz.ratio(one.values["summary"], other.values["summary"]) >= CLUE_LIKENESS


def _resembling(values: Mapping[str, Any], present: _Present) -> LedgerRow | None:
    for name in values.get("enterprises", ()):
        for other in present.by_enterprise.get(name, ()):
            if other.stub or other.clue.occurred_from != values.get("occurred_from"):
                continue
            if fuzz.ratio(other.clue.summary, values["summary"]) >= CLUE_LIKENESS:
                return other
    return None


def _notes(reading: LedgerReading) -> tuple[str, ...]:
    notes = [str(note) for note in reading.notes]
    unknown = [one.heading for one in reading.mapping if one.column is None]
    if unknown:
        notes.append(f"没有识别的列（原样保留在结果表中，未导入）：{'、'.join(unknown)}。")
    return tuple(notes)


# --- values ------------------------------------------------------------------------------------------------------

#: Field of ``Clue`` → the part of the sheet's row it comes from, where both are the same kind of value.
_PLAIN = {
    "number": "clue_number",
    "reporter": "reporter",
    "reported_on": "reported_on",
    "summary": "summary",
    "source_text": "source_text",
    "loss_text": "loss_text",
    "handling": "handling",
    "level": "level",
    "estimated_loss": "estimated_fen",
    "source_document": "source_document",
    "document_number": "document_number",
    "received_on": "received_on",
    "accepted_on": "accepted_on",
    "remark": "remark",
    "closed_on": "closed_on",
}


def clue_values(row: SheetRow, book: RuleBook) -> tuple[dict[str, Any], list[str]]:
    """The fields of a clue that a row fills, with names where uids will stand, and what a person should look at."""
    read, doubts = row.values, []
    values: dict[str, Any] = {
        name: getattr(read, part) for name, part in _PLAIN.items() if getattr(read, part) not in (None, "")
    }
    values["enterprises"] = tuple(read.enterprises)
    values["persons"] = tuple(person.name for person in read.persons)
    if read.occurred is not None:
        values["occurred_from"], values["occurred_to"] = read.occurred.start, read.occurred.end
        values["occurred_text"] = read.occurred.text
    doubts += _coded(values, "source_kind", "source_kind", read.source_text, "来源方式", book)
    doubts += _coded(values, "category", "violation_category", read.category_text, "问题类别", book)
    doubts += _coded(values, "loss_class", "loss_class", read.loss_class_word or "", "资产损失档次", book)
    doubts += _coded(
        values, "consequence_class", "consequence_class", read.consequence_word or "", "不良后果档次", book
    )
    methods = [(text, book.dictionary("report_method").find(text)) for text in read.report_methods]
    values["report_methods"] = tuple(entry.code for _, entry in methods if entry is not None)
    doubts += [f"报送方式“{text}”不在字典中，未填。" for text, entry in methods if entry is None]
    proposal = row.stage
    values |= {"stage": proposal.stage, "closed": proposal.closed}
    if proposal.closed and proposal.closure_kind:
        values["closure_kind"] = str(proposal.closure_kind)
    values["stage_confirmed"] = False  # words propose, a person decides
    doubts.append(f"环节按处理情况建议为“{proposal.stage.label}”，请确认。{proposal.reason}")
    return values, doubts


def _coded(
    values: dict[str, Any], name: str, dictionary: str, text: str, label: str, book: RuleBook
) -> list[str]:
    if not text:
        return []
    entry = book.dictionary(dictionary).find(text)
    if entry is None:
        return [f"{label}“{text}”在字典中没有对应，原文已保留，请补选。"]
    values[name] = entry.code
    return []


#: Fields that an import does not hold against the clue: they follow from others or were confirmed by a person.
_NOT_COMPARED = {"stage_confirmed", "source_text", "occurred_text", "loss_text", "closure_kind"}


def changes_against(found: LedgerRow, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in which a row differs from the clue of its number; a confirmed stage is not taken back."""
    clue = found.clue
    present = {"enterprises": found.enterprises, "persons": found.persons}
    changed = {
        name: value
        for name, value in values.items()
        if name not in _NOT_COMPARED
        and value not in (None, "", ())
        and _as_read(present.get(name, getattr(clue, name))) != _as_read(value)
    }
    if clue.stage_confirmed:
        changed.pop("stage", None)
        changed.pop("closed", None)
    return changed


def _as_read(value: Any) -> Any:
    """A text as it goes out and comes back: hard blanks, line ends and what has no shape are no difference."""
    return printable(value).strip() if isinstance(value, str) else value


def _labels(names: Mapping[str, Any]) -> list[str]:
    return [column(Clue, name).field.label for name in names]
