"""管辖: who must investigate and who must decide a case, by the table of the measure and by 干部管理权限 (P6).

Levels are absolute: 0 市国资委 and above, 1 市管企业, 2 … 5 its subsidiaries. A body may handle what its own level or
a lower one is competent for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules import Authority, Severity
from .ground import ANY, Asked, Ground, first_pack, valid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..rulebook import RuleBook
    from ..rules import JurisdictionRule

#: Word of 干部管理权限 → the level of the body that decides on such a person; the rest belong to their own enterprise.
#: The office may add words below and above these, and arrange them anew: each says by itself whose people it means.
CADRE_LEVEL = {
    "group_managers": 0,
    "city_committee": 0,
    "sasac": 0,
    "subsidiary_leaders": 1,
    "group_committee": 1,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What jurisdiction depends on.

    Attributes:
        loss, consequence: the classes, as far as known.
        level: 级次 of the enterprise where it happened (1–5); ``None`` when not recorded.
        cadres: 干部管理权限 of the persons concerned, each word with all above it (``authorities``).
    """

    loss: Severity | None
    consequence: Severity | None
    level: int | None
    cadres: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Competence:
    """Who is competent, and by which rows.

    Attributes:
        body: the body, as seen from the enterprise where it happened.
        level: its absolute level.
        grounds: the rows that lead there.
    """

    body: Authority
    level: int
    grounds: tuple[Ground, ...]

    @property
    def text(self) -> str:
        """The rows in words with their clauses."""
        return "；".join(f"{one.entry.label}：{one.text}" for one in self.grounds)


def level_of(body: Authority, level: int) -> int:
    """The absolute level of a body as an enterprise of 级次 ``level`` names it."""
    return {
        Authority.OWN: level,
        Authority.SUPERIOR: level - 1,
        Authority.GROUP: 1,
        Authority.REGULATOR: 0,
    }[body]


def holds(rule: JurisdictionRule, facts: Facts) -> bool:
    """Whether a row of the table fits; what is unknown does not fit a row that asks for it."""
    if rule.loss_from is not None and (facts.loss is None or facts.loss.weight < rule.loss_from.weight):
        return False
    if rule.consequence_from is not None and (
        facts.consequence is None or facts.consequence.weight < rule.consequence_from.weight
    ):
        return False
    if rule.levels and (facts.level is None or str(min(facts.level, 5)) not in rule.levels):
        return False
    return not rule.cadres or bool(facts.cadres & set(rule.cadres))


def competent(
    book: RuleBook, facts: Facts, asked: Asked = ANY, *, deciding: bool, settled: bool = False
) -> Competence | None:
    """Who investigates, or with ``deciding`` who decides: the highest body of all rows that hold.

    ``settled``: of the rows that bind alone. ``None``: no pack has a table, no row fits, or the level of the enterprise
    is not recorded.
    """
    pack = first_pack(book, "jurisdiction", asked)
    if pack is None or facts.level is None:
        return None
    bodies = [
        (one.decider if deciding else one.investigator, Ground(pack, one))
        for one in valid(pack, pack.jurisdiction, asked)
        if holds(one, facts) and (Ground(pack, one).binding or not settled)
    ]
    if not bodies:
        return None
    top = min(level_of(body, facts.level) for body, _ in bodies)
    leading = [(body, ground) for body, ground in bodies if level_of(body, facts.level) == top]
    return Competence(leading[0][0], top, tuple(ground for _, ground in leading))


def authorities(book: RuleBook, cadres: Iterable[str]) -> frozenset[str]:
    """These words of 干部管理权限 with all above them: a row that names a top means whoever stands below it too."""
    known = book.dictionary("cadre_authority")
    return frozenset(one.code for cadre in cadres if cadre in known for one in known.line_of(cadre))


def cadre_level(book: RuleBook, cadre: str, level: int | None) -> int | None:
    """The level of the body that may decide on a person of this 干部管理权限 (国务院国资委令第46号 第54条).

    ``level`` is that of the person's own enterprise; it is the answer for everybody who stands under no higher body.
    """
    return next(_levels_named(book, cadre), level)


def names_level(book: RuleBook, cadre: str) -> bool:
    """Whether this 干部管理权限 stands under a body of a known level, wherever the person works."""
    return any(True for _ in _levels_named(book, cadre))


def _levels_named(book: RuleBook, cadre: str) -> Iterator[int]:
    known = book.dictionary("cadre_authority")
    line = known.line_of(cadre) if cadre in known else ()
    return (CADRE_LEVEL[one.code] for one in line if one.code in CADRE_LEVEL)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes an appeal, by which row."""

    receiver: Authority
    ground: Ground

    @property
    def binding(self) -> bool:
        """Whether the row binds."""
        return self.ground.binding

    @property
    def text(self) -> str:
        """The row in words with its clause."""
        return f"{self.ground.entry.label}：{self.ground.text}"


def appeal_receiver(book: RuleBook, maker_level: int | None, asked: Asked = ANY) -> Receiver | None:
    """Who takes an appeal against a decision that an enterprise of level ``maker_level`` made.

    ``receiver`` is named as that enterprise sees it. ``None``: no pack says so, or the level is not recorded.
    """
    pack = first_pack(book, "appeals", asked)
    if pack is None or maker_level is None:
        return None
    maker = Authority.GROUP if maker_level == 1 else Authority.OWN
    for one in valid(pack, pack.appeals, asked):
        if one.decided_by is maker:
            receiver = Authority.OWN if one.receiver is maker else one.receiver
            return Receiver(receiver, Ground(pack, one))
    return None
