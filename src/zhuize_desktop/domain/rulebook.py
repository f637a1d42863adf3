"""The rule book (规则库): all packs together, indexed for reading. Immutable; an edit makes another book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from .dictionary import Dictionary
from .errors import NotAllowed, UserError
from .rules import (
    SECTIONS,
    Catalogue,
    Checked,
    CodeList,
    DeadlineRule,
    Entry,
    Grade,
    LossClass,
    Parameter,
    RestDay,
    RulePack,
    Unit,
    mark,
    mark_of_word,
)
from .timing import AS_DESIGNED, Timing
from .validated import build
from .workdays import CalendarYear, Due, WorkCalendar, checked_day

if TYPE_CHECKING:
    from .stages import Stage

#: The city's measure and the enterprise's own, both filled by the administrator.
LOCAL_PACK = "local"
OWN_PACK = "own"
#: The word lists of the program, shared by all packs.
SHARED_PACK = "dictionaries"
#: The default basis (P5), the nearer one first; and what is only 参照, the newer one first.
BASIS = (OWN_PACK, LOCAL_PACK)
REFERENCES = ("46", "37")
#: 违规情形: the catalogues of the basis and of what is 参照 as one dictionary, out of which a situation is picked.
SITUATION = "situation"


@dataclass(frozen=True, slots=True)
class LocalChanges:
    """What an administrator wrote over the shipped packs.

    Attributes:
        entries: dictionary code → entries; a known code is replaced, a new one appended. None is ever
            removed: records may hold it, so it is retired.
        confirmations: what was compared with the original text since the packs were made.
    """

    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    confirmations: Sequence[Confirmation] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An entry of a shipped pack that this office compared with the original text.

    Attributes:
        pack: code of the pack; ``part`` of its list or ``SECTIONS`` attribute; ``code`` of the entry.
        reading: what the entry said when it was compared. It holds as long as the entry says the same.
        checked: who, when, against which document.
        clause: where it really stands, when that was corrected.
    """

    pack: str
    part: str
    code: str
    reading: Mapping[str, object]
    checked: Checked
    clause: str | None = None

    def over(self, entry: Entry) -> Entry:
        """``entry`` as compared, or as it is when it says something else by now."""
        if entry.reading != self.reading:
            return entry
        clause = entry.clause if self.clause is None else self.clause
        return entry.model_copy(update={"grade": Grade.READ, "checked": self.checked, "clause": clause})


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All packs with the calendar. Dictionaries and catalogues share one set of codes (``46`` …).

    ``timing`` is what the office decided about periods in general: rest days, 临期, 内部时限.
    """

    packs: tuple[RulePack, ...]
    calendar: WorkCalendar
    timing: Timing
    _dictionaries: Mapping[str, Dictionary] = field(repr=False, compare=False)
    _deadlines: Mapping[str, DeadlineRule] = field(repr=False, compare=False)
    #: Code of a period → its pack.
    _homes: Mapping[str, RulePack] = field(repr=False, compare=False)
    #: Kind of deadline → its rules, the one that goes first first.
    _kinds: Mapping[str, tuple[DeadlineRule, ...]] = field(repr=False, compare=False)

    @classmethod
    def of(cls, packs: Iterable[RulePack], calendar: WorkCalendar, timing: Timing = AS_DESIGNED) -> Self:
        """The book over these packs.

        Raises:
            UserError: two packs use one code for a pack, a dictionary or a period.
        """
        kept = tuple(packs)
        dictionaries: dict[str, Dictionary] = {}
        deadlines: dict[str, DeadlineRule] = {}
        homes: dict[str, RulePack] = {}
        names: set[str] = set()
        for pack in kept:
            if pack.code in names:
                raise UserError(f"规则包代码“{pack.code}”重复，请先停用其中一个。")
            names.add(pack.code)
            for listed in pack.lists():
                if listed.code in dictionaries:
                    raise UserError(
                        f"规则包“{pack.name}”的字典代码“{listed.code}”已被其他规则包使用，请改用别的代码。"
                    )
                dictionaries[listed.code] = Dictionary.of(listed, pack.code)
            for rule in pack.deadlines:
                if rule.code in deadlines:
                    raise UserError(
                        f"规则包“{pack.name}”的期限代码“{rule.code}”已被其他规则包使用，请改用别的代码。"
                    )
                deadlines[rule.code] = rule
                homes[rule.code] = pack
        _check_words(kept, dictionaries)
        chosen = _choosable(kept)
        dictionaries[chosen.code] = chosen
        dictionaries[SITUATION] = _situations(kept)
        return cls(
            kept,
            calendar,
            timing,
            MappingProxyType(dictionaries),
            MappingProxyType(deadlines),
            MappingProxyType(homes),
            MappingProxyType(_by_kind(deadlines.values(), homes)),
        )

    def pack(self, code: str) -> RulePack:
        """The pack of that code. Raises ``KeyError``."""
        for pack in self.packs:
            if pack.code == code:
                return pack
        raise KeyError(code)

    def dictionary(self, code: str) -> Dictionary:
        """The dictionary or catalogue of that code. Raises ``KeyError``."""
        return self._dictionaries[code]

    def dictionaries(self) -> tuple[Dictionary, ...]:
        """All dictionaries and catalogues, pack by pack; ``SITUATION``, which repeats some of them, comes last."""
        return tuple(self._dictionaries.values())

    def catalogue(self, pack: str) -> Dictionary:
        """The violation catalogue of a pack. Raises ``KeyError`` when the pack has none."""
        for listed in self.pack(pack).catalogues:
            return self._dictionaries[listed.code]
        raise KeyError(pack)

    def basis_with(self, section: str) -> str:
        """Code of the first pack of the basis that has something filled in that section; empty when none has."""
        known = {pack.code: pack for pack in self.packs}
        for code in BASIS:
            if code in known and any(
                is_filled(one) for one in getattr(known[code], section) if not one.retired
            ):
                return code
        return ""

    def deadline(self, code: str) -> DeadlineRule:
        """The period of that code. Raises ``KeyError``."""
        return self._deadlines[code]

    def applicable(self, *codes: str) -> DeadlineRule:
        """The first of these periods whose length is known, else the first: local before reference.

        ``applicable("local.preliminary_check", "46-D1")``. Raises ``KeyError`` for an unknown code.
        """
        rules = [self._deadlines[code] for code in codes]
        return next((rule for rule in rules if rule.length is not None and not rule.retired), rules[0])

    def rules_of(self, kind: str, on: date | None = None) -> tuple[DeadlineRule, ...]:
        """The rules of one kind of deadline, the one that goes first first; empty for an unknown kind.

        With ``on`` those that were not in force that day stand behind the others. What is retired (停用) is not among
        them.
        """
        rules = self._kinds.get(kind, ())
        if on is None or all(self._holds(rule, on) for rule in rules):
            return rules
        return tuple(sorted(rules, key=lambda rule: not self._holds(rule, on)))

    def deadline_kinds(self) -> tuple[str, ...]:
        """Every kind of deadline that some rule knows."""
        return tuple(self._kinds)

    def rule_of(self, kind: str, on: date | None = None) -> DeadlineRule:
        """The rule that applies to one kind of deadline: local before reference, one whose length is known first.

        With ``on`` one in force that day before what lapsed; nothing runs by a rule that is yet to come into force
        as long as there is another.

        Raises ``KeyError`` for a kind that no rule knows.
        """
        rules = self.rules_of(kind, on)
        if not rules:
            raise KeyError(kind)
        begun = [rule for rule in rules if on is None or self._has_begun(rule, on)] or rules
        return next((rule for rule in begun if rule.length is not None), begun[0])

    def _holds(self, rule: DeadlineRule, on: date) -> bool:
        return self._homes[rule.code].in_force(on) and rule.active(on)

    def _has_begun(self, rule: DeadlineRule, on: date) -> bool:
        days = (self._homes[rule.code].effective_from, rule.effective_from)
        return all(day is None or day <= on for day in days)

    def stage_of(self, kind: str) -> Stage | None:
        """The stage whose clock a kind of deadline is; ``None`` for a side track and a day that a record sets."""
        return self.rule_of(kind).stage if kind in self._kinds else None

    def home_of(self, code: str) -> RulePack:
        """The pack in which the period of that code stands. Raises ``KeyError``."""
        return self._homes[code]

    def mark_of(self, rule: DeadlineRule) -> str:
        """参照 where the pack of a period does not bind, 待核对 where its text was not verified, both or nothing."""
        return mark(self._homes[rule.code], rule)

    def mark_of_code(self, dictionary: str, code: str) -> str:
        """The same for a word of a dictionary or catalogue. Raises ``KeyError`` for an unknown one."""
        listed = self._dictionaries[dictionary]
        home = listed.home(code)
        if not home or home == SHARED_PACK:
            return mark_of_word(listed.entry(code))
        return mark(self.pack(home), listed.entry(code))

    def due(self, code: str, start: date, *, postpone: bool | None = None) -> Due | None:
        """The last day of the period ``code`` that starts on ``start``; ``None`` while its length is unknown.

        Args:
            code: code of the period.
            start: day of the start event; not counted (《民法典》第二百零一条).
            postpone: whether a month or day period ending on a rest day moves on (第二百零三条); ``None``: as the rule
                says, and where it says nothing as the office decided.

        Raises:
            UserError: the period leaves 1990–2100.
        """
        rule = self._deadlines[code]
        checked_day(start)
        if rule.length is None:
            return None
        if rule.month is not None and rule.day is not None:  # Unit.YEAR_DATE
            return Due(checked_day(date(start.year + rule.length, rule.month, rule.day)), False)
        return self._after(start, rule.length, rule.unit, self._rolls(rule, postpone))

    def extended(
        self, code: str, due: date, *, start: date | None = None, times: int = 1, postpone: bool | None = None
    ) -> Due | None:
        """The last day ``times`` extensions of the period ``code`` may reach, counted from its last day ``due``.

        Where the rule limits the whole period (最长), that is counted from ``start``, the day of its start event,
        however many extensions there are.

        ``None`` when the rule knows no extension, gives no number (适当延长), or limits a whole whose start is not
        known.

        Raises:
            UserError: the period leaves 1990–2100.
        """
        rule = self._deadlines[code]
        extension = rule.extension
        if extension is None or extension.length is None or extension.unit is None:
            return None
        rolls = self._rolls(rule, postpone)
        if extension.total:
            return None if start is None else self._after(start, extension.length, extension.unit, rolls)
        return self._after(due, extension.length * times, extension.unit, rolls)

    def _rolls(self, rule: DeadlineRule, asked: bool | None) -> bool:
        if asked is not None:
            return asked
        if rule.rest_day is RestDay.SETTING:
            return self.timing.rolls_on
        return rule.rest_day is RestDay.ROLLED_ON

    def rolled(self, rule: DeadlineRule, day: date) -> Due:
        """A last day that was not computed from the start (a pause was added), on a rest day as the rule says."""
        moves = rule.unit in (Unit.DAY, Unit.MONTH) and self._rolls(rule, None)
        return self.calendar.postponed(day) if moves else Due(day, False)

    def _after(self, start: date, length: int, unit: Unit, postpone: bool) -> Due:
        if unit is Unit.WORKDAY:
            return self.calendar.add_workdays(start, length)
        if unit is Unit.MONTH:
            return self.calendar.add_months(start, length, postpone=postpone)
        return self.calendar.add_days(start, length, postpone=postpone)

    @property
    def unconfirmed(self) -> int:
        """How many entries are shown as 待核对."""
        return sum(
            bool(entry.mark) for pack in self.packs for entry in pack.all_entries() if not entry.retired
        )

    def with_pack(self, pack: RulePack) -> Self:
        """This book with a pack added, or put in the place of the one with its code."""
        if any(item.code == pack.code for item in self.packs):
            packs = tuple(
                _with_clock(pack, item.deadlines) if item.code == pack.code else item for item in self.packs
            )
        else:
            packs = (*self.packs, pack)
        return type(self).of(packs, self.calendar, self.timing)

    def with_calendar_year(self, year: CalendarYear) -> Self:
        """This book with one year's holiday arrangement added or replaced."""
        return replace(self, calendar=self.calendar.with_year(year))

    def with_timing(self, timing: Timing) -> Self:
        """This book with other decisions about periods in general."""
        return replace(self, timing=timing)

    def with_local(self, changes: LocalChanges) -> Self:
        """This book with an administrator's entries written over it.

        Raises:
            NotAllowed: a confirmed entry would read differently.
            UserError: the outcome contradicts itself (a word twice, overlapping bands); no such dictionary.
        """
        for code in changes.entries:
            if code not in self._dictionaries:
                raise UserError(f"没有代码为“{code}”的字典，请核对后再试。")
        return type(self).of((_overlaid(pack, changes) for pack in self.packs), self.calendar, self.timing)


def _by_kind(
    rules: Iterable[DeadlineRule], homes: Mapping[str, RulePack]
) -> dict[str, tuple[DeadlineRule, ...]]:
    """Kind → rules that are not retired: the basis first, what was repealed last, then by precedence and in the order
    of the packs.
    """
    found: dict[str, list[DeadlineRule]] = {}
    for rule in rules:
        if rule.kind is not None and not rule.retired:
            found.setdefault(rule.kind, []).append(rule)
    for several in found.values():
        several.sort(
            key=lambda rule: (
                BASIS.index(pack) if (pack := homes[rule.code].code) in BASIS else len(BASIS),
                homes[rule.code].effective_to is not None,
                -rule.precedence,
            )
        )
    return {kind: tuple(several) for kind, several in found.items()}


def is_filled(entry: Entry) -> bool:
    """Whether an entry of a local pack says anything yet: a threshold, a length, a value."""
    if isinstance(entry, LossClass):
        return entry.filled
    if isinstance(entry, DeadlineRule):
        return entry.length is not None
    if isinstance(entry, Parameter):
        return entry.value is not None
    return True


def _choosable(packs: Iterable[RulePack]) -> Dictionary:
    """The measures a case can be judged by, as a dictionary: the basis first, then what is only 参照."""
    known = {pack.code: pack for pack in packs}
    entries = tuple(
        Entry(code=code, label=known[code].name, source=known[code].document, grade=Grade.OWN)
        for code in (*BASIS, *REFERENCES)
        if code in known
    )
    return Dictionary.of(CodeList(code="rule_pack", name="适用的规定", entries=entries), "")


def _check_words(packs: Iterable[RulePack], dictionaries: Mapping[str, Dictionary]) -> None:
    """Ranges, periods and jurisdiction name only words that the dictionaries know."""
    for pack in packs:
        used: list[tuple[str, str, Entry]] = []
        used += [("handling", code, one) for one in pack.ranges for code in one.handlings]
        used += [("liability_kind", code, one) for one in pack.ranges for code in one.liabilities]
        used += [("handling", one.handling, one) for one in pack.influences]
        used += [("cadre_authority", code, one) for one in pack.jurisdiction for code in one.cadres]
        for listed, code, entry in used:
            if code not in dictionaries.get(listed, ()):
                raise UserError(
                    f"规则包“{pack.name}”的“{entry.label}”用到的代码“{code}”不在字典里，请更正后再试。"
                )


def _with_clock(pack: RulePack, known: Sequence[DeadlineRule]) -> RulePack:
    """A pack whose periods are run like those of the same code that were known before."""
    kept = tuple(_run_as(pack.deadlines, known))
    return pack if kept == pack.deadlines else pack.model_copy(update={"deadlines": kept})


def _run_as(new: Sequence[DeadlineRule], known: Sequence[DeadlineRule]) -> list[DeadlineRule]:
    """Periods with the kind and the events of those of the same code, where they name none themselves."""
    old = {rule.code: rule for rule in known}
    return [rule.in_place_of(old[rule.code]) if rule.code in old else rule for rule in new]


def _situations(packs: Iterable[RulePack]) -> Dictionary:
    """The catalogues of the packs a situation is picked from, the nearest pack first.

    Raises:
        UserError: two catalogues use one code.
    """
    known = {pack.code: pack for pack in packs}
    entries: list[Entry] = []
    homes: dict[str, str] = {}
    for code in (*BASIS, *REFERENCES):
        for listed in known[code].catalogues if code in known else ():
            for entry in listed.entries:
                if entry.code in homes:
                    raise UserError(
                        f"“{known[code].name}”的违规情形代码“{entry.code}”已被"
                        f"“{known[homes[entry.code]].name}”使用，请改用别的代码。"
                    )
                homes[entry.code] = code
                entries.append(entry)
    # Not validated as one list: two regulations may use one word, and each was validated by itself.
    every = CodeList.model_construct(code=SITUATION, name="违规情形", note="", entries=tuple(entries))
    return Dictionary.of(every, "", homes)


def _overlaid(pack: RulePack, changes: LocalChanges) -> RulePack:
    """``pack`` with the changes that concern it, validated anew."""
    update: dict[str, object] = {}
    confirmed = {(one.part, one.code): one for one in changes.confirmations if one.pack == pack.code}
    touched = {*changes.entries, *(part for part, _ in confirmed)}

    def merged(part: str, entries: tuple[Entry, ...], name: str) -> tuple[Entry, ...]:
        """The entries of one part with the local words and confirmations over them."""
        after = _merged(entries, changes.entries.get(part, ()), name)
        return tuple(
            confirmed[part, one.code].over(one) if (part, one.code) in confirmed else one for one in after
        )

    for attribute, kind in (("catalogues", Catalogue), ("dictionaries", CodeList)):
        lists: tuple[CodeList, ...] = getattr(pack, attribute)
        if any(item.code in touched for item in lists):
            update[attribute] = tuple(
                kind.model_construct(
                    code=item.code,
                    name=item.name,
                    note=item.note,
                    entries=merged(item.code, item.entries, item.name),
                )
                for item in lists
            )
    for section in SECTIONS:
        if any(part == section.attribute for part, _ in confirmed):
            update[section.attribute] = merged(section.attribute, section.of(pack), section.title)
    if not update:
        return pack
    raw = pack.model_copy(update=update).model_dump()
    return build(RulePack, raw, "规则包", pack.name)


def _merged(base: Sequence[Entry], changed: Sequence[Entry], name: str) -> tuple[Entry, ...]:
    """``base`` with entries of the same code replaced in place and new ones at the end."""
    new = {entry.code: entry for entry in changed}
    if len(new) < len(changed):
        raise UserError(f"“{name}”的修改中同一代码出现了两次，请只保留一条。")
    for old in base:
        if old.code in new and old.grade.confirmed and old.reading != new[old.code].reading:
            raise NotAllowed(f"“{old.label}”已核对原文，不能改写；如需另行规定，请在本地规则包中增加一条。")
    return (*(new.pop(old.code, old) for old in base), *new.values())
