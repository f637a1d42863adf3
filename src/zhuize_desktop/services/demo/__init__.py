"""演示台账: invented data made through the services, the same for the same arguments.

Every enterprise, person and case is invented. The first sixty clues are stories (``stories``): each was worked through
the services and their gates to where it stands, and together they hold every stage, source, disposition, closure, side
track and special case. Further clues repeat them with other figures (``bulk``).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ...domain.clock import FixedClock
from ...domain.judging.appointment import TALENT
from ...domain.ledger_view import PersonQuery
from ...domain.records import Clue, ReadingGrant
from ...domain.roles import Role
from ...seal import keys
from ...seal.atomic import write_atomic
from .. import attachments, certificates, clues, persons, records, restrictions, users
from ..session import log_in
from ..setup import Answers, NewUser, first_start
from . import bulk, health, reports, stories, words
from .office import ACCOUNTS, PASSWORD, Office, opened, settle
from .values import clue_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...domain.clock import Clock
    from ...storage.folders import DataFolder

__all__ = ["ACCOUNTS", "PASSWORD", "Made", "make_demo"]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: logins by role, number of clues, the year the annual report is due for."""

    accounts: dict[str, str]
    clues: int
    year: int
    recovery_code: str


def make_demo(
    folder: DataFolder,
    count: int,
    seed: int,
    clock: Clock,
    progress: Callable[[float, str], None] | None = None,
    kdf: keys.KdfParameters = keys.PRODUCTION,
) -> Made:
    """Make a ledger of ``count`` invented clues in an empty folder.

    Raises:
        FileProblem: the folder holds a ledger already, or cannot be written.
    """
    still = FixedClock(clock.now())
    people = tuple(
        NewUser(login, name, post, (role,), PASSWORD) for role, (login, name, post) in ACCOUNTS.items()
    )
    own = Answers(words.OWN, "", 2, words.PARENT, people)
    code = first_start(folder, own, still, kdf)
    session = log_in(folder, ACCOUNTS[Role.CLERK][0], PASSWORD, still)
    try:
        with session.ledger.hurried():
            office = opened(session, random.Random(seed))
            settle(office, count)
            made = stories.told(office, count)
            made += bulk.entered(office, len(made), count, progress)
            _put_aside(office, made)
            reports.supervision(office, made)
            reports.annual(office)
            _grant(office, made)
            _ask_before_appointment(office)
            health.examined(office, made)
            year = office.today.year - 1
    finally:
        session.close()
    _certify(folder, still)
    write_atomic(folder.path / "demo-password.txt", f"{PASSWORD}\n".encode())
    accounts = {role.label: login for role, (login, _, _) in ACCOUNTS.items()}
    return Made(accounts, count, year, code)


def _put_aside(office: Office, made: list[Clue]) -> None:
    """A paper on the first clue; one clue more that was registered twice and withdrawn."""
    reported = office.today - timedelta(days=40)
    twice = clues.register_clue(office.clerk, clue_values(office, 0, "audit.special", reported)).value
    records.withdraw(office.clerk, Clue, twice.uid, "与首条线索重复登记（虚构）")
    scan = office.clerk.folder.exports / "虚构审计报告.txt"
    write_atomic(scan, "虚构的审计报告摘录，仅供演示。\n".encode())
    attachments.add_attachment(
        office.clerk, scan, {"clue": made[0].uid, "kind": "source", "note": "演示附件"}
    )
    scan.unlink()


def _grant(office: Office, made: list[Clue]) -> None:
    """The reviewer opens ten clues to the 查阅人."""
    inspector = next(user for user in users.all_users(office.reviewer) if Role.INSPECTOR in user.roles)
    shown = [clue for clue in made if clue.circle.value == "handlers"][:10]
    rows = [
        {
            "user": inspector.uid,
            "clue": clue.uid,
            "valid_from": office.today,
            "valid_to": office.today + timedelta(days=30),
            "reason": "抽查评估",
        }
        for clue in shown
    ]
    if rows:
        records.add_many(office.reviewer, ReadingGrant, rows)


def _ask_before_appointment(office: Office) -> None:
    """任职前查询 after somebody who is held back, for the 人才库 of the enterprise."""
    for person in persons.list_persons(office.clerk, PersonQuery(restricted=True))[:1]:
        restrictions.check_appointment(office.clerk, person, office.today, TALENT)


def _certify(folder: DataFolder, clock: Clock) -> None:
    """What only the administrator may do."""
    session = log_in(folder, ACCOUNTS[Role.ADMIN][0], PASSWORD, clock)
    try:
        certificates.make_demonstration_certificate(session)
    finally:
        session.close()
