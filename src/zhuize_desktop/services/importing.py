"""导入台账, the change itself: the plan that the user saw, written in one transaction, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..domain.errors import NotAllowed
from ..domain.fields import columns
from ..domain.records import Clue, Loss, Person, Recovery, StageStep
from ..domain.roles import Op
from ..domain.stages import Stage
from ..domain.viewer import OpResult
from ..exchange.result_workbook import RowOutcome, write_result
from ..storage import imports, queries, rows
from .clues import as_source_says, new_number, number_taken, source_root, taken_over
from .directory import enterprise_named
from .import_plan import ImportPlan, Outcome, PlannedRow, fingerprint, plan_import
from .saving_rules import check_saving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from ..domain.rulebook import RuleBook
    from ..exchange.ledger_reader import LedgerReading
    from ..exchange.ledger_reader import LedgerRow as SheetRow
    from ..storage.ledger import Transaction
    from .session import Session


#: Of the whole work the first part holds the file against the ledger once more, the second prepares the rows; the
#: last writes them. Measured with 5,000 new rows.
_CHECKED, _PREPARED = 0.07, 0.85
_EACH = 100


def import_ledger(
    session: Session,
    reading: LedgerReading,
    plan: ImportPlan,
    stages: Mapping[int, Stage] | None = None,
    accepted_duplicates: frozenset[int] = frozenset(),
    progress: Callable[[float, str], None] | None = None,
) -> OpResult[ImportPlan]:
    """Write the plan: new clues, updates, nothing else; all or nothing.

    Args:
        session: whose import it is.
        reading: the workbook.
        plan: the dry run that the user saw.
        stages: row number → stage that the user confirmed in the dry run.
        accepted_duplicates: rows that look like duplicates and that the user wants as new clues.
        progress: called with the part done and words, inside the one transaction: what it raises undoes all of it.

    Raises:
        NotAllowed: a row has an error, or the ledger changed since the dry run.
    """
    if plan.errors:
        raise NotAllowed(f"有 {plan.errors} 行有错误，没有导入任何内容；请改好后重新导入。")
    confirmed = stages or {}
    tell = progress or _tell_nobody
    book = session.rulebook()
    with session.ledger.transact(Op.IMPORT_LEDGER, session.viewer) as tx:
        again = plan_import(session, reading, lambda part, words: tell(part * _CHECKED, words))
        if _steps(again) != _steps(plan):
            raise NotAllowed("试读之后台账有了改动，没有导入任何内容；请重新试读后再导入。")
        tx.note = f"{reading.file}：新增 {plan.new} 条，更新 {plan.updated} 条"
        names: dict[str, str] = {}
        people = _People(tx)
        made: list[Clue | Loss | Recovery] = []
        for at, row in enumerate(plan.rows):
            if at % _EACH == 0:
                part = _CHECKED + (_PREPARED - _CHECKED) * at / len(plan.rows)
                tell(part, f"正在整理第 {at + 1} 条，共 {len(plan.rows)} 条…")
            accepted = row.outcome is Outcome.DUPLICATE and row.row_number in accepted_duplicates
            if row.outcome is Outcome.NEW or accepted:
                clue = _new_clue(tx, session, book, row, names, people, confirmed.get(row.row_number))
                made += [clue, *_amounts(tx, clue, row.source)]
                imports.remember(tx.connection, fingerprint(row.source), clue.uid)
            elif row.outcome is Outcome.UPDATED:
                _update(tx, session, book, row, names, people, confirmed.get(row.row_number))
                imports.remember(tx.connection, fingerprint(row.source), row.target)
        people.write()
        _insert(tx, made, tell)
        return OpResult(plan, tx.changes)


def _insert(
    tx: Transaction, made: Sequence[Clue | Loss | Recovery], tell: Callable[[float, str], None]
) -> None:
    for start in range(0, len(made), _EACH):
        part = _PREPARED + (1 - _PREPARED) * start / len(made)
        tell(part, f"正在写入第 {start + 1} 条记录，共 {len(made)} 条…")
        tx.insert(*made[start : start + _EACH])


def _tell_nobody(part: float, words: str) -> None:
    """The progress of work that nobody watches."""


def _steps(plan: ImportPlan) -> list[tuple[Outcome, str, tuple[str, ...]]]:
    return [(row.outcome, row.target, row.changed) for row in plan.rows]


def _new_clue(
    tx: Transaction,
    session: Session,
    book: RuleBook,
    row: PlannedRow,
    names: dict[str, str],
    people: _People,
    stage: Stage | None,
) -> Clue:
    values = dict(row.values) | _confirmed(row, stage)
    enterprises = _enterprises(tx, row, names)
    values |= {"enterprises": enterprises, "persons": _persons(row, people, enterprises, {})}
    if not values.get("number") or number_taken(tx, values["number"]):
        root = source_root(book, values.get("source_kind", ""))
        values["number"] = new_number(tx, root, values.get("reported_on") or session.today)
    made = Clue(uid=tx.new_uid(), owner_enterprise=tx.actor.enterprise, legacy=True, **values)
    return taken_over(as_source_says(tx, book, made), _basis(tx, session))


def _update(
    tx: Transaction,
    session: Session,
    book: RuleBook,
    row: PlannedRow,
    names: dict[str, str],
    people: _People,
    stage: Stage | None,
) -> None:
    """Write the fields that the plan named, and no others."""
    old = tx.get(Clue, row.target)
    named = {one.name for one in columns(Clue) if one.field.label in row.changed}
    values = {name: value for name, value in row.values.items() if name in named}
    if "enterprises" in values:
        values["enterprises"] = _enterprises(tx, row, names)
    if "persons" in values:
        standing = {
            one.name: one.uid for one in rows.fetch_by_uid(tx.connection, Person, old.persons).values()
        }
        values["persons"] = _persons(row, people, values.get("enterprises", old.enterprises), standing)
        people.write()
    if "closed" in named and row.values["closed"] and not old.closure_kind:
        values["closure_kind"] = row.values.get("closure_kind", "")
    new = replace(old, **(values | _confirmed(row, stage)))
    if stage is not None and not rows.fetch_equal(tx.connection, StageStep, clue=old.uid):
        new = taken_over(new, _basis(tx, session))
    check_saving(tx, new, old)
    tx.update(as_source_says(tx, book, new, old))


def _basis(tx: Transaction, session: Session) -> str:
    """On what 历史已办 rests where a person confirmed the stage in the dry run."""
    return f"{tx.actor.name}于{session.today}导入时确认"


def _confirmed(row: PlannedRow, stage: Stage | None) -> dict[str, Any]:
    """What a person said in the dry run about the stage; nothing when nobody did."""
    if stage is None:
        return {}
    closed = stage is Stage.CLOSURE and row.values["closed"]
    return {"stage": stage, "stage_confirmed": True, "closed": closed}


def _enterprises(tx: Transaction, row: PlannedRow, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(enterprise_named(tx, name, names) for name in row.values["enterprises"]))


def _persons(
    row: PlannedRow, people: _People, enterprises: tuple[str, ...], standing: Mapping[str, str]
) -> tuple[str, ...]:
    """The persons of a row; who stands in the clue already (``standing``: name → uid) stays that person."""
    posts = {person.name: person.post for person in row.source.values.persons}
    employer = enterprises[0] if enterprises else None
    return tuple(
        dict.fromkeys(
            standing.get(name) or people.named(name, employer, posts.get(name, ""))
            for name in row.values["persons"]
        )
    )


def _amounts(tx: Transaction, clue: Clue, row: SheetRow) -> list[Loss | Recovery]:
    """Loss and recovery lines of a new clue, from amounts that the sheet calls 认定、直接、间接、或有、已挽回."""
    read = row.values
    owner: dict[str, Any] = {"owner_enterprise": tx.actor.enterprise, "clue": clue.uid}
    lines: list[Loss | Recovery] = []
    named = {"direct": read.direct_fen, "indirect": read.indirect_fen, "contingent": read.contingent_fen}
    for kind, fen in named.items():
        if fen:
            lines.append(Loss(uid=tx.new_uid(), **owner, kind=kind, amount=fen, item="台账导入"))
    if read.confirmed_fen and not lines:
        basis = "台账只有认定损失总额，未分直接、间接，暂列直接损失，请核对。"
        lines.append(
            Loss(
                uid=tx.new_uid(),
                **owner,
                kind="direct",
                amount=read.confirmed_fen,
                item="台账导入",
                basis=basis,
            )
        )
    if read.recovered_fen:
        lines.append(
            Recovery(
                uid=tx.new_uid(), **owner, amount=read.recovered_fen, note="台账导入，挽回日期和方式待补。"
            )
        )
    return lines


class _People:
    """Persons by name and enterprise: the same name in the same enterprise is one person, elsewhere another."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._known = {
            (person.name, person.enterprise): person.uid
            for group in queries.by_name(tx.connection, Person).values()
            for person in group
        }
        self._new: list[Person] = []

    def named(self, name: str, enterprise: str | None, post: str) -> str:
        """The uid of this person, made when there is none."""
        key = (name, enterprise)
        if key not in self._known:
            made = Person(
                uid=self._tx.new_uid(),
                owner_enterprise=self._tx.actor.enterprise,
                name=name,
                enterprise=enterprise,
                post=post,
            )
            self._new.append(made)
            self._known[key] = made.uid
        return self._known[key]

    def write(self) -> None:
        """Insert the persons made so far."""
        if self._new:
            self._tx.insert(*self._new)
            self._new = []


def write_result_workbook(path: Path, plan: ImportPlan, *, refused: bool = False) -> None:
    """The workbook that says for every row what became of it and why.

    Args:
        path: the workbook to write.
        plan: the dry run.
        refused: an error in another row kept everything out; new and changed rows bear 未导入.

    Raises:
        FileProblem: the target is open in Excel or cannot be written.
    """
    would_change = (Outcome.NEW, Outcome.UPDATED)
    outcomes = [
        RowOutcome(row.row_number, "未导入", f"其他行有错误，整份未导入；本行为{row.outcome.value}。")
        if refused and row.outcome in would_change
        else RowOutcome(row.row_number, row.outcome.value, "\n".join(row.reasons))
        for row in plan.rows
    ]
    write_result(path, plan.reading, outcomes)
