"""The Excel template of a rule pack: which sheets it has, what stands in them, and what a filled one says.

No files here: ``documents.pack_template`` writes the workbook, ``exchange.pack_template`` reads one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from .errors import UserError
from .pack_columns import EVENT, PackColumn, columns_of, head_columns
from .pack_editing import entries_of, new_catalogue, revised, settled
from .reading import Cell
from .rules import EVENTS, SECTIONS, SEVERITY, Entry, Grade, RulePack, Severity
from .validated import build, faults

if TYPE_CHECKING:
    from .rulebook import RuleBook

#: Part code of what the pack says about itself, and title of its sheet.
HEAD, HEAD_TITLE = "head", "文件信息"
#: Shared dictionaries whose local words are filled in with a pack.
SHARED = (("handling", "处理方式"), ("required_approval", "所需审批"))
CATALOGUE_TITLE = "违规情形"
#: Rows from here on are entries; above them stand the title and the headings.
FIRST_ROW = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """What a template carries: a pack, and the words of the shared dictionaries."""

    pack: RulePack
    words: Mapping[str, tuple[Entry, ...]]

    @classmethod
    def of(cls, book: RuleBook, code: str) -> Contents:
        """As the rule book has them. Raises ``KeyError`` for an unknown pack."""
        words = {listed: book.dictionary(listed).entries(active=False) for listed, _ in SHARED}
        return cls(book.pack(code), words)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: the part of the pack it holds, its title, its columns, and the class of its rows."""

    part: str
    title: str
    columns: tuple[PackColumn, ...]
    entry: type[Entry] | None
    rows: tuple[RulePack, ...] | tuple[Entry, ...]


def catalogue_code(pack: RulePack) -> str:
    """The code of the pack's violation catalogue, also of one that is still to be made."""
    return pack.catalogues[0].code if pack.catalogues else pack.code


def sheets_of(contents: Contents) -> tuple[SheetPlan, ...]:
    """The sheets of a template, in their order."""
    pack = contents.pack
    words = columns_of(Entry)
    catalogue = pack.catalogues[0].entries if pack.catalogues else ()
    return (
        SheetPlan(HEAD, HEAD_TITLE, head_columns(), None, (pack,)),
        SheetPlan(catalogue_code(pack), CATALOGUE_TITLE, words, Entry, catalogue),
        *(SheetPlan(one.code, one.name, words, Entry, one.entries) for one in pack.dictionaries),
        *(
            SheetPlan(one.attribute, one.title, columns_of(one.entry), one.entry, one.of(pack))
            for one in SECTIONS
        ),
        *(SheetPlan(code, title, words, Entry, contents.words[code]) for code, title in SHARED),
    )


def names_of(book: RuleBook) -> dict[str, dict[str, str]]:
    """Dictionary → code → label, for the columns that are picked from one."""
    wanted = {
        column.dictionary for section in SECTIONS for column in columns_of(section.entry) if column.dictionary
    }
    known = {one.code: one for one in book.dictionaries()}
    found = {EVENT: dict(EVENTS), SEVERITY: {one.value: one.label for one in Severity}}
    for code in wanted & known.keys():
        found[code] = {entry.code: entry.label for entry in known[code].entries(active=False)}
    return found


# --- a filled template --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row that holds something: its number in the sheet, and its cells by the name of their column."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """The rows of a part, and where each column stands (letters)."""

    part: str
    letters: Mapping[str, str]
    rows: tuple[FilledRow, ...]


@dataclass(frozen=True, slots=True)
class CellFault:
    """What cannot be taken: sheet, address (empty for the sheet as a whole) and one Chinese sentence."""

    sheet: str
    address: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a filled template says: the contents, or the faults that stand against them."""

    contents: Contents | None
    faults: tuple[CellFault, ...] = ()


def understood(
    filled: Sequence[FilledSheet],
    present: Contents,
    names: Mapping[str, Mapping[str, str]],
    today: date,
    base: RulePack | None = None,
) -> Understood:
    """The contents a filled template describes.

    Args:
        filled: its sheets, one for every ``SheetPlan`` of ``present``.
        present: the contents as they are.
        names: words of the dictionaries.
        today: no document was compared or issued after it.
        base: the pack as it was when the template was written; entries made since stay as they are.
    """
    reading = _Reading(present, names, today, base or present.pack)
    sheets = {one.part: one for one in filled}
    parts: dict[str, tuple[Entry, ...]] = {}
    plans = sheets_of(present)
    shared = dict(SHARED)
    for plan in sorted(plans, key=lambda one: one.part not in shared):  # words first: others may use new ones
        if plan.entry is not None:
            parts[plan.part] = found = reading.entries(plan, plan.entry, sheets[plan.part])
            if plan.part in shared:
                reading.names = {**reading.names, plan.part: {one.code: one.label for one in found}}
    head = reading.head(plans[0], sheets[HEAD])
    if reading.faults:
        return Understood(None, tuple(reading.faults))
    return _put_together(present, head, parts, today)


def _put_together(
    present: Contents, head: dict[str, Any], parts: dict[str, tuple[Entry, ...]], today: date
) -> Understood:
    """One pack out of its parts; a contradiction between rows is a fault of the whole."""
    old = present.pack
    update: dict[str, Any] = dict(head)
    update |= {section.attribute: parts[section.attribute] for section in SECTIONS}
    update["dictionaries"] = tuple(
        one.model_copy(update={"entries": parts[one.code]}) for one in old.dictionaries
    )
    code = catalogue_code(old)
    if old.catalogues:
        first = old.catalogues[0].model_copy(update={"entries": parts[code]})
        update["catalogues"] = (first, *old.catalogues[1:])
    elif parts[code]:
        update["catalogues"] = (new_catalogue(old, parts[code]),)
    raw = old.model_copy(update=update).model_dump()
    if found := faults(RulePack, raw):
        return Understood(None, tuple(CellFault(*_placed(old, loc), f"{clause}。") for loc, clause in found))
    try:
        pack = revised(old, build(RulePack, raw, "规则包", old.name), today)
    except UserError as refused:
        return Understood(None, (CellFault(HEAD_TITLE, "", refused.sentence),))
    return Understood(Contents(pack, {code: parts[code] for code, _ in SHARED}))


def _placed(pack: RulePack, loc: tuple[int | str, ...]) -> tuple[str, str]:
    """Sheet of a fault within a pack; the address is not known for what stands between rows."""
    titles = {section.attribute: section.title for section in SECTIONS} | {"catalogues": CATALOGUE_TITLE}
    if loc and loc[0] == "dictionaries" and len(loc) > 1 and isinstance(loc[1], int):
        return pack.dictionaries[loc[1]].name, ""
    return (titles.get(str(loc[0]), HEAD_TITLE) if loc else "", "")


@dataclass
class _Reading:
    """Reads row after row and collects what cannot be taken."""

    present: Contents
    names: Mapping[str, Mapping[str, str]]
    today: date
    base: RulePack
    faults: list[CellFault] = field(default_factory=list)

    def head(self, plan: SheetPlan, sheet: FilledSheet) -> dict[str, Any]:
        """What the pack says about itself."""
        if len(sheet.rows) != 1:
            self._fault(plan, "", "应当只有一行，请不要增加或删除行。")
            return {}
        raw = {"code": "x", "standing": "local", **self._values(plan, sheet, sheet.rows[0])}
        found = faults(RulePack, raw)
        self._told(plan, sheet, sheet.rows[0], found)
        if found:
            return {}
        pack = RulePack.model_validate(raw)
        return {column.name: getattr(pack, column.name) for column in plan.columns}

    def entries(self, plan: SheetPlan, kind: type[Entry], sheet: FilledSheet) -> tuple[Entry, ...]:
        """The entries of a sheet, each as its confirmation grades it."""
        known = {one.code: one for one in plan.rows if isinstance(one, Entry)}
        found: list[Entry] = []
        lines: dict[str, list[int]] = {}
        written: set[str] = set()
        for row in sheet.rows:
            raw = self._values(plan, sheet, row)
            written.add(str(raw.get("code", "")))
            lines.setdefault(str(raw.get("code", "")).casefold(), []).append(row.number)
            old = known.get(str(raw.get("code", "")))
            if (entry := self._entry(plan, kind, sheet, row, raw, old)) is not None:
                found.append(self._settled(plan, sheet, row, old, entry))
        for numbers in lines.values():
            if len(numbers) > 1:
                address = f"{sheet.letters['code']}{numbers[1]}"
                self._fault(plan, address, f"代码与第 {numbers[0]} 行重复，请改用别的代码或合并为一行。")
        return self._with_missing(plan, found, known, written)

    def _with_missing(
        self, plan: SheetPlan, found: list[Entry], known: Mapping[str, Entry], written: set[str]
    ) -> tuple[Entry, ...]:
        """What the sheet leaves out is a fault, or was made since; a row of ``written`` is there, read or not."""
        before = {one.code for one in entries_of(self.base, plan.part)}
        is_shared = plan.part in dict(SHARED)
        for code, entry in known.items():
            if code in written:
                continue
            if code in before or (is_shared and self.base == self.present.pack):
                self._fault(
                    plan,
                    "",
                    f"缺少“{entry.label}”（{code}）的一行；已有条目不能删除，不再使用的请在“停用”列填“是”。",
                )
            else:
                found.append(entry)  # made after the template was written
        if is_shared:  # several packs write into these: what was there keeps its place
            places = {code: place for place, code in enumerate(known)}
            found.sort(key=lambda one: places.get(one.code, len(places)))
        return tuple(found)

    def _values(self, plan: SheetPlan, sheet: FilledSheet, row: FilledRow) -> dict[str, Any]:
        """The plain values of a row, nested as the model takes them."""
        raw: dict[str, Any] = {}
        absent: set[str] = set()
        code = str(row.cells.get("code") or "").strip()
        for column in plan.columns:
            try:
                value = column.read(row.cells.get(column.name), self.names, code)
            except ValueError as refused:
                self._fault(plan, _address(sheet, row, column), f"“{column.title}”{refused}。")
                continue
            if column.presence:
                if value:
                    raw[column.path[0]] = {}
                else:
                    absent.add(column.path[0])
            elif value is not None:
                if column.path[0] in absent and len(column.path) > 1:
                    self._fault(
                        plan,
                        _address(sheet, row, column),
                        f"填了“{column.title}”，却没有在前面的“有无”列填“是”，请补填或清空。",
                    )
                _put(raw, column.path, value)
        return raw

    def _entry(
        self,
        plan: SheetPlan,
        kind: type[Entry],
        sheet: FilledSheet,
        row: FilledRow,
        raw: dict[str, Any],
        old: Entry | None,
    ) -> Entry | None:
        if "checked" in raw and Grade.READ.value != raw.get("grade"):
            if old is not None and old.checked is not None:
                address = f"{sheet.letters['grade']}{row.number}"
                self._fault(plan, address, "不再算作已核对的，请同时清空核对文件、核对人和核对日期。")
            # Who compared it and with what stands there: that is what the grade means.
            raw = {**raw, "grade": Grade.READ.value}
        raw.setdefault("grade", Grade.UNVERIFIED.value)
        found = faults(kind, raw)
        self._told(plan, sheet, row, found)
        return None if found else kind.model_validate(raw)

    def _settled(
        self, plan: SheetPlan, sheet: FilledSheet, row: FilledRow, old: Entry | None, new: Entry
    ) -> Entry:
        place = f"{sheet.letters['grade']}{row.number}"
        is_shipped = old is not None and plan.part in dict(SHARED) and old.checked is None
        if old is not None and is_shipped and old.grade.confirmed and old.reading != new.reading:
            self._fault(plan, place, f"“{old.label}”已核对原文，不能改写；另有规定的请增加一行。")
            return new
        try:
            return settled(old, new, self.today)
        except UserError as refused:
            self._fault(plan, place, refused.sentence)
            return new

    def _told(
        self,
        plan: SheetPlan,
        sheet: FilledSheet,
        row: FilledRow,
        found: Sequence[tuple[tuple[int | str, ...], str]],
    ) -> None:
        """Faults of a row as cells: a fault of the whole row stands at its code."""
        told = Counter(one.address for one in self.faults if one.sheet == plan.title)
        for loc, clause in found:
            path = tuple(step for step in loc if isinstance(step, str))
            column = next((one for one in plan.columns if path and one.path[: len(path)] == path), None)
            letters = sheet.letters.get(column.name if column else plan.columns[0].name, "A")
            address = f"{letters}{row.number}"
            if not told[address]:  # the cell was refused already, and is missing for that reason alone
                title = f"“{column.title}”" if column else f"第 {row.number} 行："
                self._fault(plan, address, f"{title}{clause}。")

    def _fault(self, plan: SheetPlan, address: str, sentence: str) -> None:
        self.faults.append(CellFault(plan.title, address, sentence))


def _put(raw: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        raw = raw.setdefault(step, {})
    raw[path[-1]] = value


def _address(sheet: FilledSheet, row: FilledRow, column: PackColumn) -> str:
    return f"{sheet.letters[column.name]}{row.number}"
