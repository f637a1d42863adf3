"""The clock of every open clue, against the bare statements that read the same rows; and how it grows.

    python tests/benchmarks/bench_clock.py [--clues 1000 10000] [--rounds 5]

A clue stands here with what it has in hand: extensions, a pause, hearings, services, items, long-term matters. The
median of the rounds is printed; the last lines say by how much the time grows from the smallest to the largest ledger.
Cycles are collected between the rounds: the window does it on a timer.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_narrow_chain import CLERK, TODAY, tell, timed

from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.clock_events import FIELDS
from zhuize_desktop.domain.deadlines import Clockwork
from zhuize_desktop.domain.records import (
    Clue,
    Extension,
    Hearing,
    LongTermItem,
    Record,
    RectificationItem,
    Service,
    Suspension,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.seal import keys
from zhuize_desktop.services.clues import clock_states
from zhuize_desktop.services.demo import PASSWORD, make_demo
from zhuize_desktop.services.records import list_records
from zhuize_desktop.services.session import Session, log_in
from zhuize_desktop.services.workbench import look
from zhuize_desktop.storage import clock_rows
from zhuize_desktop.storage.engine import connect
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.tables import table_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHUNK = 2000


def reopened(session: Session) -> int:
    """Every clue of the ledger open, under way and with records that set days; how many there are."""
    made = [record for at, clue in enumerate(list_records(session, Clue)) for record in _hung(at, clue)]
    for start in range(0, len(made), _CHUNK):
        with session.ledger.transact(Op.CHANGE_CLUE, session.viewer) as tx:
            tx.insert(*made[start : start + _CHUNK])
    raw = connect(session.folder.ledger, session.ledger.key)
    raw.execute("UPDATE clue SET closed = 0, closed_on = NULL WHERE withdrawn_reason = ''")
    raw.commit()
    return int(raw.execute("SELECT count(*) FROM clue WHERE withdrawn_reason = ''").fetchone()[0])


def _hung(at: int, clue: Clue) -> Iterator[Record]:
    day = TODAY - timedelta(days=at % 200)

    def new(record: type[Record], **values: Any) -> Any:
        uid = f"{record.__name__}-bench-{at:06d}"
        return record(uid=uid, owner_enterprise=clue.owner_enterprise, **({"clue": clue.uid} | values))  # type: ignore[call-arg]

    if at % 3 == 0:
        yield new(Extension, step=Stage.INVESTIGATION, reason="复杂（虚构）", from_on=day,
                  to_on=day + timedelta(90), approver="郑德明", approved_on=day)  # fmt: skip
    if at % 5 == 0:
        yield new(Suspension, step=Stage.INVESTIGATION, cause="待结论（虚构）", from_on=day,
                  review_on=day + timedelta(60), resumed_on=day + timedelta(20), approver="郑德明",
                  approved_on=day)  # fmt: skip
    if at % 2 == 0:
        yield new(Hearing, object="虚构企业", sent_on=day, due_on=day + timedelta(10))
        yield new(Service, recipient="陈思源", served_on=day, method="direct", server="李文海")
    yield new(RectificationItem, item="修订办法（虚构）", due_on=day + timedelta(120))
    if at % 10 == 0:
        yield new(LongTermItem, kind="ban", matter="禁入跟踪", owner="李文海", due_on=day + timedelta(300))


def bare(session: Session) -> Callable[[], object]:
    """The same columns of the same rows by SQL alone."""
    raw = connect(session.folder.ledger, session.ledger.key)
    statements = [
        f"SELECT {', '.join(names)} FROM {table_name(record)} WHERE withdrawn_reason = ''"
        for record, names in FIELDS.items()
    ]

    def run() -> None:
        for statement in statements:
            raw.execute(statement).fetchall()

    return run


def measured(count: int, rounds: int) -> dict[str, float]:
    """Seconds for each of what is asked of ``count`` open clues."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = DataFolder(Path(scratch) / "data")
        clock = FixedClock.on(TODAY)
        make_demo(folder, count, 1, clock, kdf=keys.QUICK)
        session = log_in(folder, CLERK, PASSWORD, clock)
        try:
            opened = reopened(session)
            floor = timed(rounds, bare(session))
            with session.ledger.read() as connection:
                rows = list(clock_rows.open_clocks(connection, session.viewer))
            clockwork = Clockwork(session.rulebook(), session.today)
            asked: dict[str, Callable[[], object]] = {
                "clock states": lambda: clock_states(session),
                "  of it computing": lambda: [clockwork.nearest(one) for one in rows],
                "first page": lambda: look(session),
            }
            taken = {name: timed(rounds, work) for name, work in asked.items()}
            for name, seconds in taken.items():
                tell(f"{name}, {opened} open clues", seconds, floor)
            return taken | {"floor": floor}
        finally:
            session.close()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clues", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    gc.disable()
    taken = {count: measured(count, chosen.rounds) for count in sorted(chosen.clues)}
    first, last = min(taken), max(taken)
    if first != last:
        print(f"growth {first} -> {last} clues: {last / first:.0f} times the clues")
        for name, seconds in taken[last].items():
            print(f"  {name.strip():<28} {seconds / taken[first][name]:6.2f} times the time")


if __name__ == "__main__":
    main()
