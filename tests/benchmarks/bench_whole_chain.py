"""Statistics T1–T5 and the opening of a dossier, each against the bare statements for the same outcome.

    python tests/benchmarks/bench_whole_chain.py [--clues 10000] [--rounds 5]

As in ``bench_narrow_chain``: the median of the rounds, ours beside the floor, and their ratio.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_narrow_chain import CLERK, TODAY, bare_statistics, statistics_of, tell, timed
from case_records import hang_cases

from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.records import Attachment, Clue, IssuedPaper
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.services import dossier, records
from zhuize_desktop.services.attachments import add_attachment
from zhuize_desktop.services.demo import PASSWORD, make_demo
from zhuize_desktop.services.session import Session, log_in
from zhuize_desktop.storage.cases import HANGING
from zhuize_desktop.storage.engine import connect
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.tables import links_of, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

PAPERS, ATTACHMENTS, ENTRIES = 10, 20, 60


# --- T1 to T5 ----------------------------------------------------------------------------------------------------


def bare_case_statistics(session: Session, first: str, last: str) -> Callable[[], object]:
    """T2, T4, T5 and the ways of recovery by SQL alone, each figure with the clue numbers behind it."""
    raw = connect(session.folder.ledger, session.ledger.key)
    clues = "JOIN clue c ON c.uid = {one}.clue AND c.withdrawn_reason = ''"
    accepted = "coalesce(accepted_on, CASE WHEN legacy THEN reported_on END)"
    losses = (
        "(SELECT clue, sum(amount) total FROM loss WHERE withdrawn_reason = '' AND kind <> 'contingent' "
        "GROUP BY clue)"
    )
    held = (
        "FROM handling h JOIN decision d ON d.uid = h.decision AND d.kind = 'decision' AND d.withdrawn_reason = '' "
        f"JOIN liable_person l ON l.uid = h.liable JOIN person p ON p.uid = l.person {clues.format(one='h')} "
        "{joined} WHERE h.withdrawn_reason = '' AND d.decided_on BETWEEN ? AND ? GROUP BY 1"
    )
    counted = "count(DISTINCT l.person), count(DISTINCT l.person || d.uid), sum(h.deduction), group_concat(c.number)"
    root = "substr(k.value, 1, instr(k.value || '.', '.') - 1)"
    violated = (
        f"SELECT category, count(DISTINCT c.uid), sum(estimated_loss), sum(o.total), group_concat(number) FROM clue c "
        f"LEFT JOIN {losses} o ON o.clue = c.uid WHERE withdrawn_reason = '' AND {accepted} BETWEEN ? AND ? GROUP BY 1"
    )
    firms = (
        "SELECT category, count(DISTINCT e.value) FROM clue c JOIN clue__enterprises e ON e.uid = c.uid "
        f"WHERE withdrawn_reason = '' AND {accepted} BETWEEN ? AND ? GROUP BY 1"
    )
    aspects = (
        "SELECT substr(s.value, 1, instr(substr(s.value, 4) || '-', '-') + 2), count(DISTINCT c.uid), "
        "group_concat(c.number) FROM violation v JOIN violation__situations s ON s.uid = v.uid "
        f"{clues.format(one='v')} WHERE {accepted} BETWEEN ? AND ? GROUP BY 1"
    )
    mended = (
        "SELECT state, count(*), sum(accounting), sum(recovered), sum(returned), sum(tax), sum(other_amount), "
        f"group_concat(c.number) FROM rectification_item i {clues.format(one='i')} WHERE i.withdrawn_reason = '' "
        "GROUP BY 1"
    )
    by_day = (
        "SELECT kind, count(*), group_concat(c.number) FROM {table} i " + clues.format(one="i") + " WHERE "
        "i.withdrawn_reason = '' AND i.{day} BETWEEN ? AND ? GROUP BY 1"
    )

    def run() -> None:
        for span in ((first, last), ("1990-01-01", last)):
            for group in ("l.liability", "l.employment_then", "p.cadre_authority", "c.category", "1 = 1"):
                raw.execute(f"SELECT {group}, {counted} {held.format(joined='')}", span).fetchall()
            kinds = held.format(joined="JOIN handling__kinds k ON k.uid = h.uid")
            raw.execute(f"SELECT {root}, {counted} {kinds}", span).fetchall()
            for statement in (violated, firms, aspects):
                raw.execute(statement, span).fetchall()
            for table, day in (
                ("rule_change", "published_on"),
                ("recovery", "recovered_on"),
                ("transfer", "sent_on"),
                ("outside_decision", "decided_on"),
            ):
                raw.execute(by_day.format(table=table, day=day), span).fetchall()
        raw.execute(mended).fetchall()

    return run


def both(*work: Callable[[], object]) -> Callable[[], object]:
    """One after the other."""

    def run() -> None:
        for one in work:
            one()

    return run


# --- dossier -----------------------------------------------------------------------------------------------------


def full_dossier(session: Session, scratch: Path) -> str:
    """A clue with ten numbered papers, twenty attachments and sixty entries on its trail; its uid."""
    clue = next(
        one
        for one in records.list_records(session, Clue)
        if one.circle.value == "handlers" and not one.closed
    )
    for at in range(1, PAPERS + 1):
        paper = IssuedPaper(
            uid=f"paper-{at}", owner_enterprise=clue.owner_enterprise, clue=clue.uid, kind="decision",
            number=f"虚责文〔2026〕{at}号", year=2026, sequence=at, title="虚构文书",
        )  # fmt: skip
        with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
            tx.insert(paper)
    for at in range(ATTACHMENTS):
        scan = scratch / f"虚构材料{at}.txt"
        scan.write_text(f"第{at}份虚构材料\n" * 50, encoding="utf-8")
        add_attachment(session, scan, {"clue": clue.uid, "kind": "evidence"})
    while len(records.timeline(session, clue.uid)) < ENTRIES:
        with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
            tx.touch("Clue", clue.uid, "export", None, "虚构文书")
    return clue.uid


def opened(session: Session, uid: str) -> Callable[[], object]:
    """What the window asks for when a dossier is opened: the case, its next step, its trail."""

    def run() -> None:
        case = dossier.read_case(session, uid)
        step = dossier.next_step(case)
        trail = records.timeline(session, uid)
        if (
            len(case.all(Attachment)) < ATTACHMENTS
            or len(case.all(IssuedPaper)) < PAPERS
            or len(trail) < ENTRIES
        ):
            raise AssertionError("not the whole dossier")
        if step.move is None:
            raise AssertionError("a case in hand has a next step")

    return run


def bare_dossier(session: Session, uid: str) -> Callable[[], object]:
    """The rows of the same dossier by SQL alone: every table that hangs on a clue, and the trail."""
    raw = connect(session.folder.ledger, session.ledger.key)
    names = [table_of(record).name for record in HANGING]
    links = [(table_of(record).name, link.name) for record in HANGING for _, link in links_of(record)]
    trail = "SELECT e.*, c.* FROM change c JOIN entry e ON e.seq = c.seq WHERE c.uid IN ({marks}) ORDER BY c.seq DESC"

    def run() -> None:
        raw.execute("SELECT * FROM clue WHERE uid = ?", (uid,)).fetchall()
        uids = [uid]
        for name in names:
            uids += [
                row[0] for row in raw.execute(f'SELECT * FROM "{name}" WHERE clue = ?', (uid,)).fetchall()
            ]
        for name, link in links:
            raw.execute(
                f'SELECT * FROM "{link}" WHERE uid IN (SELECT uid FROM "{name}" WHERE clue = ?)', (uid,)
            ).fetchall()
        raw.execute(trail.format(marks=",".join("?" * len(uids))), uids).fetchall()

    return run


def main() -> None:
    """Make the data, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clues", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = DataFolder(Path(scratch) / "data")
        make_demo(folder, given.clues, 1, FixedClock.on(TODAY))
        session = log_in(folder, CLERK, PASSWORD, FixedClock.on(TODAY))
        try:
            hang_cases(session)
            year = TODAY.year - 1
            span = f"{year}-01-01", f"{year}-12-31"
            tell(
                "T1 to T5 / bare SQL",
                timed(given.rounds, statistics_of(session)),
                timed(
                    given.rounds, both(bare_statistics(session, *span), bare_case_statistics(session, *span))
                ),
            )
            uid = full_dossier(session, Path(scratch))
            tell(
                "open a dossier / bare SELECTs",
                timed(given.rounds * 4, opened(session, uid)),
                timed(given.rounds * 4, bare_dossier(session, uid)),
            )
        finally:
            session.close()


if __name__ == "__main__":
    main()
