"""Five ratios at 10,000 clues, each against a floor measured in the same run.

    python tests/benchmarks/bench_narrow_chain.py [--clues 10000] [--rounds 5]

What is measured stands beside what the machine could do at best for the same outcome; absolute times say nothing
about another machine, the ratio does. The median of the rounds is printed.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

from openpyxl import Workbook

from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.seal import keys
from zhuize_desktop.services import clues, ledger_export, reporting, snapshots
from zhuize_desktop.services.demo import PASSWORD, make_demo
from zhuize_desktop.services.session import Session, log_in
from zhuize_desktop.storage.engine import connect
from zhuize_desktop.storage.folders import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 20)
CLERK = "tianbao"


def timed(rounds: int, work: Callable[[], object]) -> float:
    """Median seconds of ``rounds`` runs after one that is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def tell(name: str, ours: float, floor: float) -> None:
    """One line of the result."""
    print(
        f"{name:<44} {ours * 1000:9.1f} ms   floor {floor * 1000:9.1f} ms   ratio {ours / floor:6.2f}",
        flush=True,
    )


# --- windows -----------------------------------------------------------------------------------------------------

_PAINT = """
from PySide6.QtCore import QObject, QEvent
class First(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWindow():
            print("painted", flush=True); import os; os._exit(0)
        return False
"""
_BARE_WINDOW = (
    "from PySide6.QtWidgets import QApplication, QWidget\n"
    + _PAINT
    + "app = QApplication([]); first = First(); app.installEventFilter(first)\n"
    "w = QWidget(); w.resize(440, 360); w.show(); app.exec()\n"
)
_LOGIN_WINDOW = (
    "import sys, pathlib\nfrom zhuize_desktop import app as program\n"
    + _PAINT
    + "a = program.make_application(); first = First(); a.installEventFilter(first)\n"
    "p = program.Program(a, pathlib.Path(sys.argv[1])); p.start(); a.exec()\n"
)


def start_of(code: str, *arguments: str) -> Callable[[], object]:
    """A process from its start to the first paint of a window."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}

    def run() -> None:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        if "painted" not in done.stdout:
            raise AssertionError(done.stderr)

    return run


def painted_ledger(folder: DataFolder) -> Callable[[], object]:
    """From the password to the painted ledger page, in this process."""
    from PySide6.QtCore import QEventLoop, QTimer

    from zhuize_desktop.app import make_application
    from zhuize_desktop.ui.catalogue import PAGES
    from zhuize_desktop.ui.jobs import Jobs
    from zhuize_desktop.ui.main_window import MainWindow

    application = make_application()

    def run() -> None:
        session = log_in(folder, CLERK, PASSWORD, FixedClock.on(TODAY))
        jobs = Jobs()
        window = MainWindow(session, jobs, [page for page in PAGES if page[0] == "clues"])
        window.show()
        page = window.page("clues")
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if page.list.model.rowCount() else None)
        timer.start(1)
        loop.exec()
        window.grab()
        window.close()
        jobs.shut_down()
        session.close()
        application.processEvents()

    return run


def bare_first_page(folder: DataFolder) -> Callable[[], object]:
    """Key and first page with nothing around: Argon2id, open, fifty rows in the ledger's order."""

    def run() -> None:
        unlocked = keys.unlock(folder.keys, CLERK, PASSWORD)
        raw = connect(folder.ledger, unlocked.database_key)
        raw.execute("SELECT uid FROM clue ORDER BY reported_on DESC, number").fetchall()
        raw.execute("SELECT * FROM clue ORDER BY reported_on DESC, number LIMIT 50").fetchall()
        raw.close()

    return run


# --- saving ------------------------------------------------------------------------------------------------------


def saving(session: Session) -> tuple[Callable[[], object], Callable[[], object]]:
    """登记一条线索, and a bare transaction that writes the same rows."""
    uid = clues.list_uids(session, LedgerQuery())[0]
    model = clues.load_for_edit(session, uid)
    values = {
        "source_kind": "audit.special",
        "reported_on": TODAY,
        "enterprises": model.enterprises,
        "persons": model.persons,
        "category": model.category,
        "summary": model.summary,
        "estimated_loss": model.estimated_loss,
    }

    def ours() -> None:
        clues.register_clue(session, values)

    made = clues.register_clue(session, values).value
    raw = connect(session.folder.ledger, session.ledger.key)
    names = [row[1] for row in raw.execute("PRAGMA table_info(clue)")]
    row = list(raw.execute("SELECT * FROM clue WHERE uid = ?", (made.uid,)).fetchone())
    number = [0]

    def floor() -> None:
        number[0] += 1
        row[0] = f"{number[0]:036d}"
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(f"INSERT INTO clue ({','.join(names)}) VALUES ({','.join('?' * len(names))})", row)
        for at, one in enumerate(made.enterprises):
            raw.execute("INSERT INTO clue__enterprises VALUES (?, ?, ?)", (row[0], at, one))
        for at, one in enumerate(made.persons):
            raw.execute("INSERT INTO clue__persons VALUES (?, ?, ?)", (row[0], at, one))
        raw.execute("COMMIT")

    return ours, floor


# --- statistics --------------------------------------------------------------------------------------------------

_STEPS = (
    "accepted_on",
    "checked_on",
    "triaged_on",
    "opened_on",
    "investigated_on",
    "decided_on",
    "rectified_on",
)


def bare_statistics(session: Session, first: str, last: str) -> Callable[[], object]:
    """The same tables by SQL alone, each count with the clue numbers behind it, as the report carries them."""
    raw = connect(session.folder.ledger, session.ledger.key)
    source = "substr(source_kind, 1, instr(source_kind || '.', '.') - 1)"
    accepted = "coalesce(accepted_on, CASE WHEN legacy THEN reported_on END)"

    counted = f"SELECT {source}, count(*), group_concat(number) FROM clue WHERE withdrawn_reason = '' AND"
    by = "SELECT {source}, {what}, count(*), group_concat(number) FROM clue WHERE"

    def run() -> None:
        for begin in (first, "1990-01-01"):  # 本期 and 累计
            for step in (*_STEPS[1:], "closed_on", accepted, "reported_on"):
                raw.execute(f"{counted} {step} BETWEEN ? AND ? GROUP BY 1", (begin, last)).fetchall()
        opening = f"{counted} {accepted} < ? AND (NOT closed OR closed_on >= ?) GROUP BY 1"
        raw.execute(opening, (first, first)).fetchall()
        triaged = f"{by.format(source=source, what='disposition')} triaged_on BETWEEN ? AND ? GROUP BY 1, 2"
        raw.execute(triaged, (first, last)).fetchall()
        nodes = by.format(source=source, what="stage")
        raw.execute(
            f"{nodes} {accepted} <= ? AND (NOT closed OR closed_on > ?) GROUP BY 1, 2", (last, last)
        ).fetchall()
        for flag in ("from_superior", "realtime_scope"):
            raw.execute(
                f"{counted} {flag} AND {accepted} BETWEEN ? AND ? GROUP BY 1", (first, last)
            ).fetchall()
        losses = (
            "SELECT c.loss_class, count(DISTINCT c.uid), sum(l.d), sum(l.i), sum(l.g), sum(r.total), "
            "sum(estimated_loss) FROM clue c LEFT JOIN (SELECT clue, sum(CASE kind WHEN 'direct' THEN amount END) d, "
            "sum(CASE kind WHEN 'indirect' THEN amount END) i, sum(CASE kind WHEN 'contingent' THEN amount END) g "
            "FROM loss WHERE withdrawn_reason = '' AND (identified_on IS NULL OR identified_on <= ?) GROUP BY clue) l "
            "ON l.clue = c.uid LEFT JOIN (SELECT clue, sum(amount) total FROM recovery WHERE withdrawn_reason = '' "
            "AND (recovered_on IS NULL OR recovered_on <= ?) GROUP BY clue) r ON r.clue = c.uid "
            f"WHERE {accepted} BETWEEN ? AND ? GROUP BY 1"
        )
        for begin in (first, "1990-01-01"):
            raw.execute(losses, (last, last, begin, last)).fetchall()

    return run


def statistics_of(session: Session) -> Callable[[], object]:
    """T1 to T5 as the report makes them, in one go: rows frozen, every indicator with its clue numbers."""
    report = reporting.all_reports(session)[0]

    return lambda: snapshots.statistics(session, report)


# --- workbook ----------------------------------------------------------------------------------------------------


def workbooks(session: Session, folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """The whole ledger as a workbook, and the same cells written by openpyxl alone."""
    target = folder / "ledger.xlsx"

    def ours() -> None:
        ledger_export.export_ledger(session, LedgerQuery(), target)

    ours()
    from openpyxl import load_workbook

    rows = [list(row) for row in load_workbook(target, read_only=True).active.iter_rows(values_only=True)]

    def floor() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("台账")
        for row in rows:
            sheet.append(row)
        book.save(folder / "floor.xlsx")

    return ours, floor


def main() -> None:
    """Make the data, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clues", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = DataFolder(Path(scratch) / "data")
        make_demo(folder, given.clues, 1, FixedClock.on(TODAY))
        tell(
            "start -> painted login / bare window",
            timed(given.rounds, start_of(_LOGIN_WINDOW, str(folder.path))),
            timed(given.rounds, start_of(_BARE_WINDOW)),
        )
        tell(
            "login -> painted ledger / key + first page",
            timed(given.rounds, painted_ledger(folder)),
            timed(given.rounds, bare_first_page(folder)),
        )
        session = log_in(folder, CLERK, PASSWORD, FixedClock.on(TODAY))
        try:
            ours, floor = saving(session)
            tell(
                "save one clue / bare transaction",
                timed(given.rounds * 4, ours),
                timed(given.rounds * 4, floor),
            )
            year = TODAY.year - 1
            tell(
                "T1 to T5 / bare SQL of T1, T3",  # counted together; bench_whole_chain.py has the like floor
                timed(given.rounds, statistics_of(session)),
                timed(given.rounds, bare_statistics(session, f"{year}-01-01", f"{year}-12-31")),
            )
            ours, floor = workbooks(session, Path(scratch))
            tell("ledger to Excel / bare openpyxl", timed(given.rounds, ours), timed(given.rounds, floor))
        finally:
            session.close()


if __name__ == "__main__":
    main()
