"""The open ledger: one unit of work per user action, all or nothing, with one audit entry."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from ..domain.errors import NotAllowed, UserError
from ..domain.records import (
    AppointmentCheck,
    Approval,
    Attachment,
    Clue,
    Explanation,
    Finding,
    HealthExplanation,
    Merger,
    Person,
    Record,
    ReportText,
    SupervisionReport,
)
from ..domain.roles import OPERATIONS, Op, Role
from ..domain.uids import new_uid
from ..domain.viewer import Changes, Viewer
from . import audit, rows, search
from .engine import check_identity, reader_engine, told_errors, writer_engine
from .tables import counter, link_of, setting, table_of
from .visibility import listed_for, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..domain.clock import Clock

R = TypeVar("R", bound=Record)


class Transaction:
    """One user action on its way: reads what the actor may see, writes, remembers what changed."""

    def __init__(self, connection: Connection, op: Op, actor: Viewer, clock: Clock) -> None:
        self.connection = connection
        self.op = op
        self.actor = actor
        self.now = clock.now()
        self.note = ""
        self.new_epoch = False
        self._changes: list[audit.Change] = []
        self._touched: dict[str, set[str]] = defaultdict(set)

    def new_uid(self) -> str:
        """A fresh identity for a record of this action."""
        return new_uid(self.now)

    def get(self, record: type[R], uid: str) -> R:
        """The record, if the actor may see it.

        Raises:
            NotAllowed: there is none, or none this actor may see: the sentence does not tell which.
        """
        found = rows.fetch_equal(
            self.connection, record, readable(record, self.actor), withdrawn=True, uid=uid
        )
        if not found:
            raise NotAllowed("找不到这条记录，或您无权查看。")
        return found[0]

    def insert(self, *records: Record) -> None:
        """Add new records; the trail keeps each of them whole."""
        rows.insert_all(self.connection, records)
        for record in records:
            text = json.dumps(rows.plain_record(record), ensure_ascii=False, separators=(",", ":"))
            self._changes.append(audit.Change(type(record).__name__, record.uid, "*", None, text))
            self._touched[type(record).__name__].add(record.uid)
        search.index(self.connection, records)

    def update(self, new: R) -> R:
        """Save a changed record over the version it was made from; the trail keeps old and new of each field.

        Raises:
            Conflict: somebody else saved the record in between.
            NotAllowed: the actor may not see it, or it was withdrawn and is not brought back by this.
        """
        old = self.get(type(new), new.uid)
        if old.withdrawn_reason and new.withdrawn_reason:
            raise NotAllowed("这条记录已撤回，请先恢复再修改。")
        changed = rows.difference(old, new)
        if not changed and old.version == new.version:
            return old
        rows.save_changed(self.connection, _at_version(old, new.version), new, changed)
        kind = type(new).__name__
        self._changes.extend(
            audit.Change(kind, new.uid, name, rows.plain_text(before), rows.plain_text(after))
            for name, (before, after) in changed.items()
        )
        self._touched[kind].add(new.uid)
        saved = _at_version(new, new.version + 1)
        search.index(self.connection, (saved,))
        return saved

    def reassign(self, record: Record, field: str, value: str) -> None:
        """Write one reference of a record the actor need not be able to read (移交); the trail keeps old and new.

        Raises:
            Conflict: somebody else saved the record in between.
        """
        self.rewrite(record, replace(record, **{field: value}))  # type: ignore[arg-type]

    def rewrite(self, old: Record, new: Record) -> None:
        """Write a record the actor need not be able to read (移交、合并重复); the trail keeps both of each field.

        Raises:
            Conflict: somebody else saved the record in between.
        """
        changed = rows.difference(old, new)
        rows.save_changed(self.connection, old, new, changed)
        for name, (before, after) in changed.items():
            self.touch(type(old).__name__, old.uid, name, rows.plain_text(before), rows.plain_text(after))
        search.index(self.connection, (_at_version(new, old.version + 1),))

    def touch(self, kind: str, uid: str, field: str, old: str | None, new: str | None) -> None:
        """Put a change that is no record (a setting, a signature, an exported file) on the trail."""
        self._changes.append(audit.Change(kind, uid, field, old, new))
        self._touched[kind].add(uid)

    def next_number(self, register: str) -> int:
        """The next number of a register, from 1, without gaps: an action that fails gives its number back."""
        statement = (
            upsert(counter)
            .values(register=register, last=1)
            .on_conflict_do_update(index_elements=["register"], set_={"last": counter.c.last + 1})
            .returning(counter.c.last)
        )
        return int(self.connection.execute(statement).scalar_one())

    def set_setting(self, key: str, value: Any) -> None:
        """Change an audited setting; ``value`` is anything JSON can hold, without floats."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        old = self.connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
        if old == text:
            return
        statement = upsert(setting).values(key=key, value=text)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": text}))
        self.touch("Setting", key, "value", old, text)

    def finish(self) -> Changes:
        """Write the audit entry; called once, before the commit. An action that changed nothing leaves no entry."""
        if self._changes or self.new_epoch:
            audit.append(
                self.connection,
                self.op,
                self.actor,
                self.now,
                self._changes,
                note=self.note,
                new_epoch=self.new_epoch,
            )
        return self.changes

    @property
    def changes(self) -> Changes:
        """What the action touched so far."""
        return Changes(self.op, {kind: frozenset(uids) for kind, uids in self._touched.items()})


def _at_version(record: R, version: int) -> R:
    return replace(record, version=version)


class Ledger:
    """An open, unlocked ledger. ``ui`` never holds one; services do."""

    def __init__(self, path: Path, key: bytes, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._key = key
        self._writer = writer_engine(path, key)
        self._readers = reader_engine(path, key)
        self._gate = threading.RLock()
        self._closed = False
        try:
            with self._writer.begin() as connection:
                self.schema = check_identity(path, connection)
        except BaseException:
            # A file that is refused is let go: it may be moved, and the backup put in its place.
            self._writer.dispose()
            self._readers.dispose()
            raise

    @property
    def key(self) -> bytes:
        """The raw database key; for backup, rotation and child processes only."""
        return self._key

    @contextmanager
    def transact(self, op: Op, actor: Viewer) -> Iterator[Transaction]:
        """One user action: permission first, then everything in one transaction, the audit entry last.

        Raises:
            NotAllowed: none of the actor's roles may do this.
            FileProblem: disk full, damaged or locked; nothing was written.
            UserError: the ledger was closed, and with it the lock on the folder was given up.
        """
        check_permission(op, actor)
        with self._writing() as connection:
            transaction = Transaction(connection, op, actor, self.clock)
            yield transaction
            transaction.finish()

    @contextmanager
    def small_write(self) -> Iterator[Connection]:
        """A tiny transaction without audit: drafts only."""
        with self._writing() as connection:
            yield connection

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """A while in which no commit waits for the disk: for a ledger that can be made again from nothing."""
        self._pragma("OFF")
        try:
            yield
        finally:
            self._pragma("FULL")

    def _pragma(self, synchronous: str) -> None:
        with self._gate, self._writer.connect() as connection:
            # Not within a transaction: there it would do nothing.
            connection.connection.driver_connection.execute(f"PRAGMA synchronous={synchronous}")  # type: ignore[union-attr]

    @contextmanager
    def still(self) -> Iterator[Connection]:
        """A while in which nobody writes and the newest state can be read: for copying the ledger."""
        with self._writing() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._gate:
            self._refuse_closed()  # behind the gate: who waited for it while the ledger closed comes too late
            with told_errors(self.path), self._writer.begin() as connection:
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot to read from; nothing can be written through it."""
        self._refuse_closed()
        with told_errors(self.path), self._readers.connect() as connection:
            try:
                self._refuse_closed()
                with connection.begin():
                    yield connection
            finally:
                if self._closed:
                    connection.detach()  # its pool is gone: the connection ends here, not in a pool of its own

    def _refuse_closed(self) -> None:
        """An engine that was disposed of would open the file afresh, without the lock on its folder."""
        if self._closed:
            raise UserError("台账已关闭，请重新登录。")

    def close(self) -> None:
        """Close every connection and fold the log file back into the ledger. Harmless if repeated."""
        if self._closed:
            return
        self._closed = True
        self._readers.dispose()
        with self._gate:
            with self._writer.connect() as connection:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            self._writer.dispose()


def check_permission(op: Op, actor: Viewer) -> None:
    """Whether one of the actor's roles may do ``op``.

    Raises:
        NotAllowed: with the roles that may.
    """
    allowed = OPERATIONS[op].roles
    if actor.roles & allowed:
        return
    able = "、".join(role.label for role in Role if role in allowed)
    raise NotAllowed(f"您没有“{op.label}”的权限，请由{able}办理。")


def readable(record: type[Record], viewer: Viewer) -> ColumnElement[bool]:
    """The predicate a record class passes before anything of it reaches a viewer.

    What hangs on a clue is seen with the clue; people are seen by those who read cases, others only those who stand
    in a clue they may read; 监督成果 by those who read cases, a finding only with every clue it became, and the
    papers of a 监督成果 only with all its findings, papers of nothing by those who read cases;
    a 体检说明 by those who read cases and every clue it tells of;
    a 任职前查询 by those who read cases, if they may know of every clue its answer tells of, and never by the person
    it is about; a 合并重复 of persons never by one whose own record was merged;
    enterprises, users and reports are seen by every user.
    """
    kind: Any = record  # a class can be a key, whatever is said of its instances
    return _readable(kind, viewer)


@lru_cache(maxsize=256)  # building it takes longer than asking with it, and it says the same for the same two
def _readable(record: type[Any], viewer: Viewer) -> ColumnElement[bool]:
    table = table_of(record)
    if record is Clue:
        return visible_to(viewer)
    if record in (SupervisionReport, ReportText, Explanation):
        return true() if viewer.reads_cases else false()
    if record is Finding:
        return and_(true() if viewer.reads_cases else false(), ~_names_hidden_clue(Finding, "clues", viewer))
    if record is Person:
        return true() if viewer.reads_cases else table.c.uid.in_(_persons_seen(viewer))
    if record is AppointmentCheck:
        return and_(true() if viewer.reads_cases else false(), _told_to(viewer))
    if record is Attachment:
        seen = [_seen_with(table.c[name], on, viewer) for name, on in _PAPERS_OF]
        if not viewer.reads_cases:
            # What hangs on nothing is the signed sheet of the opening: it lists the clues.
            seen.append(
                or_(
                    *(
                        table.c[name].is_not(None)
                        for name in ("clue", "report", "approval", "periodic_report")
                    )
                )
            )
        return and_(_hangs_on_visible(table, viewer), ~_tells_hidden_clue(table.c.report, viewer), *seen)
    if record is Merger:
        return and_(
            true() if viewer.reads_cases else false(), _hangs_on_visible(table, viewer), _of_others(viewer)
        )
    if record is HealthExplanation:
        told = ~_names_hidden_clue(HealthExplanation, "others", viewer)
        return and_(true() if viewer.reads_cases else false(), _hangs_on_visible(table, viewer), told)
    if "clue" in table.c:
        return _hangs_on_visible(table, viewer)
    return true()


def _hangs_on_visible(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    clue = table_of(Clue)
    visible = table.c.clue.in_(select(clue.c.uid).where(visible_to(viewer)))
    return or_(table.c.clue.is_(None), visible) if table.c.clue.nullable else visible


def _of_others(viewer: Viewer) -> ColumnElement[bool]:
    """合并重复 of others: who came to be involved by a merger of their own records must not undo it and see again."""
    merger = table_of(Merger)
    if viewer.person is None:
        return true()
    return and_(merger.c.kept != viewer.person, merger.c.gone != viewer.person)


def _names_hidden_clue(record: type[Record], field: str, viewer: Viewer) -> ColumnElement[bool]:
    """Records that list a clue the viewer may not read: their words are the clue's own, or tell of it."""
    clue, table, listed = table_of(Clue), table_of(record), link_of(record, field)
    visible = select(clue.c.uid).where(visible_to(viewer))
    return exists(select(listed.c.uid).where(listed.c.uid == table.c.uid, listed.c.value.not_in(visible)))


def _told_to(viewer: Viewer) -> ColumnElement[bool]:
    """任职前查询 whose answer tells the viewer nothing of a clue that is not theirs to know of, nor of themselves."""
    check, clue = table_of(AppointmentCheck), table_of(Clue)
    hidden = [
        exists(select(link.c.uid).where(link.c.uid == check.c.uid, link.c.value.not_in(known)))
        for link, known in (
            (link_of(AppointmentCheck, "named"), select(clue.c.uid).where(visible_to(viewer))),
            (link_of(AppointmentCheck, "counted"), select(clue.c.uid).where(listed_for(viewer))),
        )
    ]
    others = check.c.person != viewer.person if viewer.person is not None else true()
    return and_(others, *(~one for one in hidden))


def _tells_hidden_clue(report: Any, viewer: Viewer) -> ColumnElement[bool]:
    """监督成果 with a finding that became a clue the viewer may not read: their papers hold that finding's words."""
    finding = table_of(Finding)
    return exists(
        select(finding.c.uid).where(finding.c.report == report, _names_hidden_clue(Finding, "clues", viewer))
    )


_PAPERS_OF: tuple[tuple[str, type[Record]], ...] = (("approval", Approval), ("report", SupervisionReport))


def _seen_with(reference: Any, record: type[Record], viewer: Viewer) -> ColumnElement[bool]:
    """What hangs on a record of another class is seen with that record."""
    seen = select(table_of(record).c.uid).where(readable(record, viewer))
    return or_(reference.is_(None), reference.in_(seen))


def _persons_seen(viewer: Viewer) -> Any:
    clue, persons = table_of(Clue), link_of(Clue, "persons")
    return select(persons.c.value).join(clue, and_(clue.c.uid == persons.c.uid)).where(visible_to(viewer))


def read_setting(connection: Connection, key: str, default: Any = None) -> Any:
    """An audited setting, or ``default`` when it was never set."""
    text = connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    return json.loads(text) if text is not None else default


def setting_texts(connection: Connection, prefix: str) -> tuple[tuple[str, str], ...]:
    """Key and canonical JSON of the settings whose keys begin with ``prefix``, in the order of their keys."""
    found = connection.execute(_settings_between(), {"first": prefix, "last": prefix + chr(0x10FFFF)})
    return tuple((key, text) for key, text in found)


@lru_cache(maxsize=1)
def _settings_between() -> Select[str, str]:
    between = setting.c.key.between(bindparam("first"), bindparam("last"))
    return select(setting.c.key, setting.c.value).where(between).order_by(setting.c.key)


def read_settings(connection: Connection, prefix: str) -> dict[str, Any]:
    """The audited settings whose keys begin with ``prefix``, in the order of their keys."""
    return {key: json.loads(text) for key, text in setting_texts(connection, prefix)}


def last_number(connection: Connection, register: str) -> int:
    """The number given last in a register; 0 while none was."""
    found = connection.execute(select(counter.c.last).where(counter.c.register == register)).scalar()
    return int(found) if found is not None else 0


def mirror(connection: Connection, key: str, value: Any) -> None:
    """Keep a value that is no user's decision (the key file's generation) beside the settings, without audit."""
    text = json.dumps(value)
    done = connection.execute(update(setting).where(setting.c.key == key).values(value=text))
    if not done.rowcount:
        connection.execute(setting.insert().values(key=key, value=text))
