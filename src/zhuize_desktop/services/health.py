"""数据体检: reading what is examined, keeping a run, opening and comparing runs, explaining a finding, thresholds.

The examination itself (``health_work.examine``) runs in a child process. Every run is kept whole; what of it a person
is shown is decided when it is opened, by what that person may read then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..domain.checks import Grade, refuse
from ..domain.errors import FieldError, NotAllowed
from ..domain.health.paper import health_document
from ..domain.health.runs import (
    Compared,
    HealthRun,
    Outcome,
    RunHead,
    compare,
    findings_of,
    thresholds_of,
    thresholds_to_plain,
    to_plain,
)
from ..domain.health.subject import SET_WITH_COUNTING
from ..domain.record_checks import record_problems
from ..domain.records import Enterprise, HealthExplanation
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..storage import audit, health, rows
from ..storage.ledger import check_permission, read_setting
from .health_work import HealthInput
from .records import insert
from .snapshots import REPEAT_DAYS, STALE_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.content import Document
    from ..domain.health.subject import HealthFinding, Thresholds
    from ..storage.engine import Connection
    from ..storage.ledger import Transaction
    from .session import Session

THRESHOLDS = "health.thresholds"


# --- thresholds -------------------------------------------------------------------------------------------


def _thresholds(connection: Connection) -> Thresholds:
    """As set; 久查不追 and 屡犯 are the settings the reports use too."""
    kept = thresholds_of(read_setting(connection, THRESHOLDS, {}))
    repeat_days = read_setting(connection, REPEAT_DAYS) or kept.repeat_days
    return replace(kept, stale_days=read_setting(connection, STALE_DAYS), repeat_days=repeat_days)


def thresholds(session: Session) -> Thresholds:
    """The thresholds in force, for everybody to see."""
    with session.ledger.read() as connection:
        return _thresholds(connection)


def change_thresholds(session: Session, new: Thresholds) -> OpResult[Thresholds]:
    """Set the thresholds anew; runs that are kept stand by those of their day. 久查不追 and 屡犯 are set with 统计口径.

    Raises:
        FieldError: a number of days or a likeness out of range.
        NotAllowed: the user is no administrator.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    plain = thresholds_to_plain(new.checked())
    for name in SET_WITH_COUNTING:
        del plain[name]
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        tx.set_setting(THRESHOLDS, plain)
        return OpResult(_thresholds(tx.connection), tx.changes)


# --- running ----------------------------------------------------------------------------------------------


def read_for_examination(session: Session, progress: Callable[[float, str], None]) -> HealthInput:
    """Everything the user may read, as the child process gets it.

    Raises:
        NotAllowed: the user may not run it.
    """
    check_permission(Op.RUN_HEALTH, session.viewer)
    book = session.rulebook()
    with session.ledger.read() as connection:
        found = health.gathered(connection, session.viewer, lambda part: progress(part, "正在读取台账…"))
        names = {one.uid: one.name for one in found.persons} | {
            one.uid: one.name for one in found.enterprises
        }
        head = audit.head(connection)
        return HealthInput(
            found.clues,
            found.hanging,
            found.persons,
            found.enterprises,
            {**names, **found.accounts},
            book.packs,
            tuple(book.calendar.years.values()),
            session.today,
            _thresholds(connection),
            session.viewer.user,
            found.unread,
            head.seq,
            head.hash,
        )


def keep_run(session: Session, given: HealthInput, outcome: Outcome) -> OpResult[RunHead]:
    """Keep what an examination found; the trail keeps its digest.

    Raises:
        NotAllowed: the user may not run it.
    """
    with session.ledger.transact(Op.RUN_HEALTH, session.viewer) as tx:
        head = RunHead(tx.new_uid(), tx.now, session.viewer.name, given.seq, given.head, given.thresholds)
        digest = health.keep_run(
            tx.connection,
            head,
            session.viewer.user,
            thresholds_to_plain(given.thresholds),
            to_plain(outcome, given.unread),
        )
        tx.note = f"检查线索 {outcome.examined} 条，发现 {len(outcome.findings)} 项"
        tx.touch("HealthRun", head.uid, "sha256", None, digest)
        return OpResult(head, tx.changes)


# --- looking at runs --------------------------------------------------------------------------------------


def runs(session: Session) -> list[RunHead]:
    """Every run that was kept, newest first.

    Raises:
        NotAllowed: the user does not read cases.
    """
    _refuse_non_readers(session)
    with session.ledger.read() as connection:
        return health.run_heads(connection)


def open_run(session: Session, uid: str) -> HealthRun:
    """A run as the user may read it today: findings of a clue they may not read are not among them.

    Raises:
        NotAllowed: the user does not read cases, or there is no such run.
        FileProblem: what is kept does not match its digest.
    """
    _refuse_non_readers(session)
    with session.ledger.read() as connection:
        return _opened(connection, session, uid)


def _opened(connection: Connection, session: Session, uid: str) -> HealthRun:
    found = health.read_run(connection, uid)
    if found is None:
        raise NotAllowed("找不到这次数据体检，请刷新后重试。")
    head, body = found
    seen = health.open_to(connection, session.viewer)
    shown = tuple(one for one in findings_of(body) if seen.issuperset(one.clues))
    stubs = health.stub_numbers(connection, session.viewer)
    return HealthRun(head, shown, int(body["examined"]), frozenset(body["unread"]), stubs)


def compared_runs(session: Session, uid: str, earlier: str) -> tuple[Compared, ...]:
    """What is new, still there and gone in a run since an earlier one, as far as the user may read both.

    Raises:
        FieldError: the other run is not an earlier one.
        NotAllowed: as for ``open_run``.
    """
    _refuse_non_readers(session)
    with session.ledger.read() as connection:
        now, before = _opened(connection, session, uid), _opened(connection, session, earlier)
    if before.head.run_at >= now.head.run_at:
        raise FieldError("earlier", "请选择更早的一次数据体检来比较。")
    return compare(now, before)


def explained(session: Session) -> dict[tuple[str, str, str, str, str], HealthExplanation]:
    """Explanations the user may read, by the key of their finding; whether one still holds its sentence tells."""
    _refuse_non_readers(session)
    with session.ledger.read() as connection:
        given = health.explanations(connection, session.viewer)
    return {(one.check, one.kind, one.about, one.field, one.other): one for one in given}


def enterprise_names(session: Session) -> dict[str, str]:
    """Uid → name of every enterprise, for the groups of the list."""
    with session.ledger.read() as connection:
        return {one.uid: one.name for one in rows.fetch_bulk(connection, Enterprise)}


def clue_numbers(session: Session) -> dict[str, str]:
    """Uid → number of every clue the user may read."""
    with session.ledger.read() as connection:
        return health.clue_numbers(connection, session.viewer)


def _refuse_non_readers(session: Session) -> None:
    if not session.viewer.reads_cases:
        raise NotAllowed("您没有“数据体检”的权限，请由填报人、审核人、签发人办理。")


# --- explaining -------------------------------------------------------------------------------------------


def explain_finding(
    session: Session, run: str, finding: HealthFinding, text: str
) -> OpResult[HealthExplanation]:
    """Write, or write anew, the explanation of a 核实 finding of a run; it holds as long as its sentence does.

    Raises:
        FieldError: no text, or one that must not stand here.
        NotAllowed: the finding is none of this run's that the user may read, or needs no explanation.
    """
    if not text.strip():
        raise FieldError("text", "请填写说明。")
    book = session.rulebook()
    with session.ledger.transact(Op.EXPLAIN_HEALTH, session.viewer) as tx:
        if finding not in _opened(tx.connection, session, run).findings:
            raise NotAllowed("这次数据体检里没有这一项，或您无权查看，请刷新后再看。")
        if finding.grade is not Grade.VERIFY:
            raise NotAllowed(f"“{finding.grade.label}”的发现不用说明：请按提示改正。")
        saved = _explained(tx, session, finding, text.strip())
        refuse(record_problems(saved, book, session.today))
        return OpResult(saved, tx.changes)


def _explained(tx: Transaction, session: Session, finding: HealthFinding, text: str) -> HealthExplanation:
    check, kind, about, field, other = finding.key
    values: dict[str, Any] = {
        "sentence": finding.sentence,
        "text": text,
        "others": finding.clues[1:],
        "user": session.viewer.user,
        "explained_on": session.today,
    }
    known = [
        one
        for one in health.explanations(tx.connection, session.viewer)
        if (one.check, one.kind, one.about, one.field, one.other) == finding.key
    ]
    if known:
        return tx.update(replace(known[-1], **values))
    place = {"check": check, "kind": kind, "about": about, "field": field, "other": other}
    clue = finding.clues[0] if finding.clues else None
    return insert(tx, HealthExplanation, {"clue": clue, **place, **values})


# --- going out --------------------------------------------------------------------------------------------


def release_run(session: Session, uid: str, name: str, earlier: str = "") -> OpResult[Document]:
    """A run as a document to be rendered and written outside; the trail keeps under which ``name`` it goes out.

    Raises:
        NotAllowed: the user may not take it out, or there is no such run.
        FieldError: ``earlier`` is not an earlier run.
    """
    check_permission(Op.EXPORT, session.viewer)
    _refuse_non_readers(session)
    run, given, names = open_run(session, uid), explained(session), enterprise_names(session)
    compared = compared_runs(session, uid, earlier) if earlier else ()
    since = open_run(session, earlier).head if earlier else None
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        tx.touch("HealthRun", uid, "export", None, name)
        document = health_document(run, given, names, compared, since)
        return OpResult(document, tx.changes)
