"""What differs between two versions of a rule pack, entry by entry and value by value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .pack_template import Contents, SheetPlan, sheets_of
from .rules import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .rules import RulePack

#: Codes of a part in another order than before.
ORDER_TITLE = "条目次序"


class ChangeKind(StrEnum):
    """What became of an entry; the value is the word shown."""

    ADDED = "新增"
    CHANGED = "修改"
    RETIRED = "停用"
    RESTORED = "恢复"
    GONE = "没有"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value: what it is called, what it was and what it is. Empty for nothing."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that differs.

    Attributes:
        kind: what became of it.
        part: title of the part; ``code`` and ``label`` of the entry, both empty for the part as a whole.
        values: what differs in it; all that is filled in, for a new one.
    """

    kind: ChangeKind
    part: str
    code: str
    label: str
    values: tuple[ValueChange, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """``期限长度：20 → 30``, a line for each value."""
        if self.kind is ChangeKind.ADDED:
            return tuple(f"{one.title}：{one.new}" for one in self.values)
        return tuple(f"{one.title}：{one.old or '（空）'} → {one.new or '（空）'}" for one in self.values)

    @property
    def text(self) -> str:
        """The lines in one, ``期限长度：20 → 30；期限单位：日 → 个工作日``."""
        return "；".join(self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, and how many entries do not."""

    differences: tuple[EntryChange, ...]
    unchanged: int


def compared(old: Contents, new: Contents, names: Mapping[str, Mapping[str, str]]) -> Comparison:
    """What differs in ``new`` from ``old``; ``names`` are the words of the dictionaries."""
    before = {plan.part: plan for plan in sheets_of(old)}
    changes: list[EntryChange] = []
    unchanged = 0
    for plan in sheets_of(new):
        was = before.get(plan.part)
        found, same = _compared_part(was.rows if was else (), plan, names)
        changes += found
        unchanged += same
    return Comparison(tuple(changes), unchanged)


def compared_packs(old: RulePack, new: RulePack, names: Mapping[str, Mapping[str, str]]) -> Comparison:
    """What differs between two versions of a pack."""
    empty = {code: () for code in ("handling", "required_approval")}
    return compared(Contents(old, empty), Contents(new, empty), names)


def _compared_part(
    rows: Sequence[Entry | RulePack], plan: SheetPlan, names: Mapping[str, Mapping[str, str]]
) -> tuple[list[EntryChange], int]:
    old = {one.code: one for one in rows}
    new = {one.code: one for one in plan.rows}
    changes: list[EntryChange] = []
    for code, one in new.items():
        values = _values(plan, old.get(code), one, names)
        label = one.label if isinstance(one, Entry) else one.name
        if code not in old:
            changes.append(EntryChange(ChangeKind.ADDED, plan.title, code, label, values))
        elif values:
            changes.append(EntryChange(_kind(old[code], one), plan.title, code, label, values))
    for code, one in old.items():
        if code not in new:
            label = one.label if isinstance(one, Entry) else one.name
            changes.append(EntryChange(ChangeKind.GONE, plan.title, code, label))
    kept = [code for code in old if code in new]
    order = [code for code in new if code in old]
    if kept != order:
        value = ValueChange(ORDER_TITLE, "、".join(kept), "、".join(order))
        changes.append(EntryChange(ChangeKind.CHANGED, plan.title, "", "", (value,)))
    differing = {one.code for one in changes}
    return changes, sum(code not in differing for code in new)


def _kind(old: Entry | RulePack, new: Entry | RulePack) -> ChangeKind:
    if isinstance(old, Entry) and isinstance(new, Entry) and old.retired != new.retired:
        return ChangeKind.RETIRED if new.retired else ChangeKind.RESTORED
    return ChangeKind.CHANGED


def _values(
    plan: SheetPlan,
    old: Entry | RulePack | None,
    new: Entry | RulePack,
    names: Mapping[str, Mapping[str, str]],
) -> tuple[ValueChange, ...]:
    found = []
    for column in plan.columns:
        before = column.words(old, names) if old is not None else ""
        after = column.words(new, names)
        if before != after or (old is not None and column.value_of(old) != column.value_of(new)):
            found.append(ValueChange(column.title, before, after))
    return tuple(found)
