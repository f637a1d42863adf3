"""影响期、处分期: how long each handling of a person is felt, over all cases, and what it stands against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..case import Laid
from ..rulebook import REFERENCES
from ..rules import InfluencePeriod, PeriodKind, Standing
from ..workdays import add_months
from .ground import Asked, Ground, first_pack, valid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..records import Handling
    from ..rulebook import RuleBook
    from ..rules import RulePack

#: Code of a pack that is 参照 → its place among those.
_REFERENCE_FIRST = {code: at for at, code in enumerate(REFERENCES)}


@dataclass(frozen=True, slots=True)
class Period:
    """What one handling holds a person back from, and until when.

    Attributes:
        laid: the handling it follows from.
        label: ``诫勉影响期``, ``禁入限制``.
        kind: 影响期 or 处分期; ``None`` for a ban.
        effect: in words; where its rule came after the decision that is said too.
        first, last: both included; ``last`` ``None``: for life, or of unknown length (``unknown``).
        unknown: the measure gives no length, nothing is computed.
        ground: the entry it rests on; ``None`` for a day the decision itself names.
    """

    laid: Laid
    label: str
    kind: PeriodKind | None
    effect: str
    first: date
    last: date | None
    unknown: bool = False
    ground: Ground | None = None

    @property
    def doubtful(self) -> bool:
        """Whether a review left it open if, and until when, it is felt: its decision has to be looked at."""
        return self.laid.changed or self.laid.unclear

    @property
    def replaced(self) -> bool:
        """Whether its decision was changed and the person decided on anew: its days hold no more."""
        return self.laid.replaced

    def holds_on(self, day: date) -> bool:
        """Whether it is felt on ``day``; one of unknown length may be."""
        return self.first <= day and (self.last is None or day <= self.last)


def periods(book: RuleBook, laid: Iterable[Laid], chosen: str = "") -> tuple[Period, ...]:
    """Every period of one person that follows from these handlings, the one that ends last first.

    Nothing follows from what is not in force, nor from a decision without its day; a rule holds that was in force on
    the day of the decision. Where none of that day says anything of a kind of handling, the first that came later
    is told instead, 参照，待核对: what was decided before 2026 is held back by no text that is known, and to say
    nothing would read as if nothing ran. Each is read under the rules and the
    pack of its own case; where it brings no rules, under ``book`` and the pack it names, else ``chosen``.
    """
    found: list[Period] = []
    for one in laid:
        if one.decided_on is not None and one.in_force:
            rules, pack = (book, one.pack or chosen) if one.rules is None else (one.rules, one.pack)
            found += (*_of_rules(rules, one, one.decided_on, pack), *_of_decision(one, one.decided_on))
    return tuple(sorted(found, key=lambda one: (one.last is None, one.last or one.first), reverse=True))


def _of_rules(book: RuleBook, one: Laid, start: date, chosen: str) -> Iterator[Period]:
    """After the rows of the first pack of the chain, and after the 处分条例 that binds beside it."""
    asked = Asked(chosen, start)
    leading = first_pack(book, "influences", asked)
    packs = [
        pack
        for pack in book.packs
        if pack is leading or (pack.standing is Standing.BINDING and pack.in_force(start))
    ]
    for pack in packs:
        for row in valid(pack, pack.influences, asked):
            if row.handling in one.handling.kinds:
                yield _period(one, start, row, Ground(pack, row))
    known = {
        row.handling
        for pack in book.packs
        if pack.in_force(start) or pack.code == chosen
        for row in valid(pack, pack.influences, asked)
    }
    for kind in one.handling.kinds:
        if kind not in known:
            for row, ground in _of_later(book, kind, start):
                yield _period(one, start, row, ground)


def _of_later(book: RuleBook, kind: str, start: date) -> Iterator[tuple[InfluencePeriod, Ground]]:
    """What the first measure that came after a decision says of a kind: those that are 参照 are asked first."""
    for pack in sorted(book.packs, key=lambda pack: _REFERENCE_FIRST.get(pack.code, len(_REFERENCE_FIRST))):
        found = [
            (row, Ground(pack, row, begun))
            for row in valid(pack, pack.influences)
            if row.handling == kind and (begun := _begins(pack, row)) is not None and begun > start
        ]
        if found:
            # Of rows that follow each other the first: the later ones came after one that is told already.
            first: dict[tuple[PeriodKind, str], tuple[InfluencePeriod, Ground]] = {}
            for row, ground in sorted(found, key=lambda one: one[1].later or start):
                first.setdefault((row.kind, row.effect), (row, ground))
            yield from first.values()
            return


def _begins(pack: RulePack, row: InfluencePeriod) -> date | None:
    return max((day for day in (pack.effective_from, row.effective_from) if day is not None), default=None)


def _period(one: Laid, start: date, row: InfluencePeriod, ground: Ground) -> Period:
    last = add_months(start, row.months) if row.months is not None else None
    later = f"（决定时该规定尚未施行，{ground.later}起施行）" if ground.later is not None else ""
    return Period(one, row.label, row.kind, row.effect + later, start, last, row.months is None, ground)


def _of_decision(one: Laid, start: date) -> Iterator[Period]:
    handling = one.handling
    if handling.influence_to is not None:
        yield Period(
            one, "决定所定的影响期", PeriodKind.INFLUENCE, "按处理决定", start, handling.influence_to
        )
    if has_ban_days(handling):
        last = None if handling.ban_for_life else handling.ban_to
        yield Period(
            one, "禁入限制", None, "不得担任国有企业董事、监事、高级管理人员", handling.ban_from or start, last,
            unknown=last is None and not handling.ban_for_life,
        )  # fmt: skip


def has_ban_days(handling: Handling) -> bool:
    """Whether it says from when or until when a ban holds."""
    return handling.ban_for_life or handling.ban_from is not None or handling.ban_to is not None


def running(found: Iterable[Period], day: date) -> tuple[Period, ...]:
    """The periods that are felt on ``day``, the one that ends last first."""
    return tuple(one for one in found if one.holds_on(day))
