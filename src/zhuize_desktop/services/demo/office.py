"""The invented office: its accounts at one ledger, its enterprises and its people."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ...domain.grouping import JOINED
from ...domain.roles import Role
from .. import directory
from ..session import Session, confirm_password
from . import words

if TYPE_CHECKING:
    from datetime import date

    from ...domain.rulebook import RuleBook

#: Place among the enterprises of the one that came into the group not long ago (划入).
_JOINED = 4
PASSWORD = "Demo-2026!"
ACCOUNTS = {
    Role.CLERK: ("tianbao", "李文海", "审计部主管"),
    Role.REVIEWER: ("shenhe", "周敏", "审计部部长"),
    Role.SIGNER: ("qianfa", "赵国平", "总经理"),
    Role.ADMIN: ("guanli", "孙立", "信息中心主任"),
    Role.INSPECTOR: ("chayue", "吴检", "查阅人员"),
}


@dataclass
class Office:
    """Who works and on whom; one source of chance for everything that is drawn.

    Attributes:
        clerk, reviewer, signer: three people at the same ledger; each does what their role may.
        enterprises, persons: uids, in the order they were made.
        names: uid of a person → name.
    """

    clerk: Session
    reviewer: Session
    signer: Session
    chance: random.Random
    enterprises: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The legal day."""
        return self.clerk.today

    @property
    def book(self) -> RuleBook:
        """The rules in force."""
        return self.clerk.rulebook()


def opened(clerk: Session, chance: random.Random) -> Office:
    """The office at work: reviewer and signer have given their passwords at the clerk's ledger."""
    reviewer = confirm_password(clerk, ACCOUNTS[Role.REVIEWER][0], PASSWORD)
    signer = confirm_password(clerk, ACCOUNTS[Role.SIGNER][0], PASSWORD)
    return Office(clerk, reviewer, signer, chance)


def settle(office: Office, count: int) -> None:
    """The tree below the own enterprise, one of them 代录, and the people in it: 在职, 调离, 离职, 退休."""
    for at, (name, level) in enumerate(words.ENTERPRISES):
        values: dict[str, object] = {
            "name": name,
            "level": level,
            "parent": office.clerk.viewer.enterprise,
            "on_behalf": at == len(words.ENTERPRISES) - 1,
            "flags": ("mixed",) if at == 3 else ("acquired",) if at == 5 else (),
        }
        if at == _JOINED:
            values["parent"] = None
        made = directory.add_enterprise(office.clerk, values).value
        office.enterprises.append(made.uid)
        if at == _JOINED:
            came = replace(made, parent=office.clerk.viewer.enterprise)
            since = office.today - timedelta(days=60)
            directory.change_enterprise(office.clerk, came, since, JOINED)
    employment = [entry.code for entry in office.book.dictionary("employment").entries()]
    for at in range(min(400, 30 + count // 10)):
        name = office.chance.choice(words.SURNAMES) + office.chance.choice(words.GIVEN)
        person = directory.add_person(
            office.clerk,
            {
                "name": name,
                "enterprise": office.enterprises[at % len(office.enterprises)],
                "post": words.POSTS[at % len(words.POSTS)],
                "employment": employment[at % len(employment)],
            },
        ).value
        office.persons.append(person.uid)
        office.names[person.uid] = name
