"""Who is looking, and what an action changed: the two values that pass between every layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from .roles import Op, Role

if TYPE_CHECKING:
    from .records import User

T = TypeVar("T")
_CASE_ROLES = frozenset({Role.CLERK, Role.REVIEWER, Role.SIGNER})


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person at the keyboard. Every query takes one; there is no query without."""

    user: str
    login: str
    name: str
    roles: frozenset[Role]
    enterprise: str
    today: date
    person: str | None = None
    admin_reads_cases: bool = False

    @property
    def reads_cases(self) -> bool:
        """Whether this person reads cases by role (填报、审核、签发, or an administrator who declared 兼岗)."""
        return bool(self.roles & _CASE_ROLES) or (Role.ADMIN in self.roles and self.admin_reads_cases)

    @property
    def inspects(self) -> bool:
        """Whether this person reads only by grant (查阅人)."""
        return Role.INSPECTOR in self.roles and not self.reads_cases


def viewer_of(user: User, own: str, day: date) -> Viewer:
    """An account as the person at the keyboard on ``day``."""
    return Viewer(
        user.uid, user.login, user.name, frozenset(user.roles), own, day, user.person, user.admin_reads_cases
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What one action touched: record class name → uids. Pages refresh by it."""

    op: Op
    uids: dict[str, frozenset[str]] = field(default_factory=dict)

    def touches(self, *kinds: str) -> bool:
        """Whether any record of these classes was touched."""
        return any(self.uids.get(kind) for kind in kinds)


@dataclass(frozen=True, slots=True)
class OpResult(Generic[T]):
    """What an action returns: its value and its changes."""

    value: T
    changes: Changes
