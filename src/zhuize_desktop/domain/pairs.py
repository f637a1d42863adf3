"""不相容事项: pairs of actions one person must not do on the same thing, and which of them an enterprise has relaxed.

The table is the default of this program (本程序设计, after the separation of 经办、审核、审批 in internal control). An
enterprise with few people may relax (放宽) a pair, with a reason; what is relaxed when a report is frozen is part of
its snapshot, is printed, and is what ``verify`` goes by. A ``fixed`` pair is never relaxed: whatever a ledger or a
sealed file says, no report is one person's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from .roles import OPERATIONS, Op, Role

if TYPE_CHECKING:
    from collections.abc import Iterable


class Scope(StrEnum):
    """On what the two actions meet; the value is what is shown."""

    REPORT = "同一份报告"
    CLUE = "同一条线索"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actions that one person must not both do.

    Attributes:
        first, second: the actions, in the order in which they are done.
        scope: on what they meet.
        why: one Chinese sentence, shown beside the pair.
        fixed: whether the pair can never be relaxed.
    """

    first: Op
    second: Op
    scope: Scope
    why: str
    fixed: bool = False

    @property
    def key(self) -> str:
        """The name under which a decision about the pair is kept."""
        return f"{self.first.value}+{self.second.value}"

    @property
    def label(self) -> str:
        """``同一份报告：提交报告 — 审核报告``."""
        return f"{self.scope.value}：{self.first.label} — {self.second.label}"

    @property
    def ops(self) -> frozenset[Op]:
        """Both actions."""
        return frozenset({self.first, self.second})


@dataclass(frozen=True, slots=True)
class Relaxation:
    """放宽: one person may do both actions of a pair, by whose reason and since which day."""

    first: Op
    second: Op
    reason: str
    since: date

    @property
    def ops(self) -> frozenset[Op]:
        """Both actions."""
        return frozenset({self.first, self.second})

    @property
    def sentence(self) -> str:
        """As a report and ``verify`` state it."""
        return (
            f"本企业自{self.since.year}年{self.since.month}月{self.since.day}日起，“{self.first.label}”与"
            f"“{self.second.label}”可由同一人办理。理由：{self.reason.rstrip('。')}。"
        )


PAIRS: tuple[Pair, ...] = (
    Pair(
        Op.SUBMIT_REPORT,
        Op.REVIEW_REPORT,
        Scope.REPORT,
        "审核是对填报的复核，由填报的人自己复核就看不出差错。",
    ),
    Pair(
        Op.SUBMIT_REPORT,
        Op.ISSUE_REPORT,
        Scope.REPORT,
        "报告不能由一个人从填报办到签发，这一条不能放宽。",
        fixed=True,
    ),
    Pair(
        Op.REVIEW_REPORT,
        Op.ISSUE_REPORT,
        Scope.REPORT,
        "签发是对审核的把关；没有单独审核人的，编制报告时申明“两级签批”。",
    ),
    Pair(
        Op.SAVE_APPROVAL,
        Op.CONFIRM_APPROVAL,
        Scope.CLUE,
        "确认是拿纸件核对录入的内容，录入的人自己核对就看不出差错。",
    ),
    Pair(
        Op.SAVE_CASEWORK,
        Op.CLOSE_CLUE,
        Scope.CLUE,
        "办案的人不能自己确认销号；没有其他人的，由上级企业书面确认，这一条不能放宽。",
        fixed=True,
    ),
)


def pair_of(key: str) -> Pair:
    """The pair of that key. Raises ``KeyError`` for any other."""
    return {pair.key: pair for pair in PAIRS}[key]


@dataclass(frozen=True, slots=True)
class PairTable:
    """The pairs with what the enterprise has relaxed: the table everything that keeps persons apart asks."""

    relaxed: tuple[Relaxation, ...] = ()

    def relaxation(self, pair: Pair) -> Relaxation | None:
        """The relaxation of a pair; ``None`` while it is in force, and always for a fixed one."""
        found = (one for one in self.relaxed if one.ops == pair.ops)
        return None if pair.fixed else next(found, None)

    def in_force(self) -> tuple[Pair, ...]:
        """The pairs that one person must not do."""
        return tuple(pair for pair in PAIRS if self.relaxation(pair) is None)

    def clash(self, doing: Op, done: Iterable[Op]) -> Pair | None:
        """The pair in force that forbids ``doing`` to whoever did ``done`` on the same thing."""
        before = set(done)
        return next(
            (pair for pair in self.in_force() if doing in pair.ops and (pair.ops - {doing}) & before), None
        )

    def clashes(self, roles: Iterable[Role]) -> list[str]:
        """What several roles together would let one person do alone and must not, one sentence a pair in force.

        A pair that one role holds by itself is no matter of 兼岗: there the action itself looks who did the other.
        """
        held = set(roles)
        return [
            f"“{pair.first.label}”与“{pair.second.label}”不能由同一人在{pair.scope.value}上完成"
            for pair in self.in_force()
            if all(held & OPERATIONS[op].roles for op in pair.ops)
            and not OPERATIONS[pair.first].roles & OPERATIONS[pair.second].roles
        ]

    def within(self, other: PairTable) -> PairTable:
        """What is relaxed in both tables."""
        known = {one.ops for one in other.relaxed}
        return PairTable(tuple(one for one in self.relaxed if one.ops in known))

    def of_scope(self, scope: Scope) -> PairTable:
        """The relaxations of pairs that meet on such a thing."""
        inside = {pair.ops for pair in PAIRS if pair.scope is scope and not pair.fixed}
        return PairTable(tuple(one for one in self.relaxed if one.ops in inside))


#: The table of an enterprise that has relaxed nothing.
ALL_IN_FORCE = PairTable()


def doubts_about_roles(roles: frozenset[Role]) -> tuple[str, ...]:
    """What one person who holds these roles together must know: what they then cannot do alone (兼岗)."""
    found = []
    for pair in PAIRS:
        kept = [role for op in (pair.first, pair.second) for role in OPERATIONS[op].roles]
        if pair.scope is Scope.REPORT and roles.issuperset(kept):
            one, other = kept
            found.append(
                f"兼任{one.label}和{other.label}：{pair.scope.value}不能既{one.deed}又{other.deed}，须另有一人办理其中一项。"
            )
    if Role.ADMIN in roles and roles & {Role.CLERK, Role.REVIEWER, Role.SIGNER}:
        found.append("兼任管理员：维护账号的人同时办案，请在制度里写明，并由他人定期核对办理记录。")
    if Role.INSPECTOR in roles and len(roles) > 1:
        found.append("兼任查阅人没有意义：其他角色看得更多，请去掉一项。")
    return tuple(found)
