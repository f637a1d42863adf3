"""数据体检 over 10,000 clues against reading the same rows once, and its growth from 1,000 to 10,000.

    python tests/benchmarks/bench_health.py [--clues 1000 10000] [--rounds 3]

The floor is one bare ``SELECT *`` over every table that is examined, in the same run on the same computer: what any
examination has to read. Growth says how many times longer the largest ledger takes than the smallest. Cycles are looked
for as rarely as in the child process that examines; the window, which reads, does it on a timer.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from typing import TYPE_CHECKING

from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.records import Clue, Enterprise, Person
from zhuize_desktop.seal import keys
from zhuize_desktop.services import health, health_work
from zhuize_desktop.services.demo import PASSWORD, make_demo
from zhuize_desktop.services.session import Session, log_in
from zhuize_desktop.storage.cases import HANGING
from zhuize_desktop.storage.engine import connect
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.tables import links_of, table_of
from zhuize_desktop.ui.child import COLLECTED

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 20)
CLERK = "tianbao"
_WHOLE = ("read", "examine", "keep")
EXAMINED = (Clue, Person, Enterprise, *HANGING)


def timed(rounds: int, work: Callable[[], object]) -> float:
    """Median seconds of ``rounds`` runs after one that is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def silent(_part: float, _text: str) -> None:
    """Progress nobody looks at."""


def bare_rows(session: Session) -> Callable[[], object]:
    """Every row of every table that is examined, read once."""
    raw = connect(session.folder.ledger, session.ledger.key)
    tables = [table_of(record).name for record in EXAMINED]
    tables += [link.name for record in EXAMINED for _, link in links_of(record)]

    def run() -> int:
        return sum(len(raw.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)

    return run


def measured(folder: DataFolder, rounds: int) -> dict[str, float]:
    """Seconds of the floor and of each part of an examination."""
    session = log_in(folder, CLERK, PASSWORD, FixedClock.on(TODAY))
    try:
        given = health.read_for_examination(session, silent)
        outcome = health_work.examine(given, silent)
        run = health.keep_run(session, given, outcome).value
        print(f"  {len(given.clues)} clues, {len(outcome.findings)} findings", flush=True)
        parts = {
            "floor": bare_rows(session),
            "read": lambda: health.read_for_examination(session, silent),
            "examine": lambda: health_work.examine(given, silent),
            "keep": lambda: health.keep_run(session, given, outcome),
            "open": lambda: health.open_run(session, run.uid),
        }
        taken = {name: timed(rounds, work) for name, work in parts.items()}
        return taken | {"数据体检 (read, examine, keep)": sum(taken[name] for name in _WHOLE)}
    finally:
        session.close()


def tell(count: int, taken: dict[str, float]) -> None:
    """The parts of an examination of one ledger, and all of it, with their ratio to the floor."""
    print(f"{count} clues, floor {taken['floor'] * 1000:.1f} ms", flush=True)
    for part, seconds in taken.items():
        if part != "floor":
            print(
                f"  {part:<28} {seconds * 1000:9.1f} ms   ratio {seconds / taken['floor']:6.2f}", flush=True
            )


def main() -> None:
    """Ledgers of these sizes; each part with its ratio to the floor, and its growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clues", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    gc.set_threshold(*COLLECTED)
    found = {}
    for count in sorted(asked.clues):
        with tempfile.TemporaryDirectory() as place:
            folder = DataFolder(Path(place) / "data")
            make_demo(folder, count, 1, FixedClock.on(TODAY), kdf=keys.QUICK)
            found[count] = measured(folder, asked.rounds)
        tell(count, found[count])
    small, large = min(found), max(found)
    if small != large:
        print(f"growth {small} -> {large} clues: {large / small:.0f} times the clues")
        for part, seconds in found[large].items():
            print(f"  {part:<28} {seconds / found[small][part]:6.2f} times the time")


if __name__ == "__main__":
    main()
