"""The rows of 规则与字典: packs with their state, entries with the part they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ...domain.pack_document import said
from ...domain.pack_editing import parts_of
from ...domain.rules import Entry, RulePack, Standing, mark_of_pack
from ..palette import Tone
from ..tables.lazy_model import ColumnDef
from ..widgets.pinyin import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...services.packs import PacksNow, PackState

_RIGHT = Qt.AlignmentFlag.AlignRight
_STANDING_TONES = {
    Standing.BINDING: Tone.GREEN,
    Standing.LOCAL: Tone.GREEN,
    Standing.REFERENCE: Tone.ACCENT,
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """An entry with the pack and the part it stands in, and what it says in one line."""

    pack: RulePack
    part: str
    part_code: str
    entry: Entry
    said: str

    @property
    def uid(self) -> str:
        """What tells it from every other."""
        return f"{self.pack.code}/{self.part_code}/{self.entry.code}"

    @property
    def waits(self) -> bool:
        """Whether it is offered and nobody compared it with its text."""
        return bool(self.entry.mark) and not self.entry.retired

    def fits(self, words: str) -> bool:
        """Whether a word of the search stands in it, or its pinyin initials."""
        entry = self.entry
        texts = (entry.label, *entry.aliases, entry.clause, entry.source, entry.code, self.said)
        return not words or any(matches(text, words) for text in texts if text)


def rule_lines(now: PacksNow, names: Mapping[str, Mapping[str, str]]) -> Iterator[RuleLine]:
    """Every entry of every pack, in their order."""
    for state in now.states:
        for code, title, entries in parts_of(state.pack):
            for entry in entries:
                yield RuleLine(state.pack, title, code, entry, said(entry, names))


def mark_chip(pack: RulePack, entry: Entry) -> tuple[str, Tone]:
    """已停用 before anything else, then 待核对, then 参照, then how it was compared."""
    if entry.retired:
        return "已停用", Tone.NEUTRAL
    if entry.mark:
        return entry.mark, Tone.AMBER
    if word := mark_of_pack(pack):
        return word, Tone.ACCENT
    return entry.grade.label, Tone.GREEN if entry.grade.confirmed else Tone.NEUTRAL


def waiting(pack: RulePack) -> int:
    """How many entries of a pack are shown as 待核对."""
    return sum(bool(entry.mark) for entry in pack.all_entries() if not entry.retired)


def pack_columns() -> list[ColumnDef[PackState]]:
    """Name, force, version, and how many entries wait; the rest is chosen by the heading's menu."""
    return [
        ColumnDef("name", "规则包", lambda one: one.pack.name, width=16, tooltip=_document),
        ColumnDef(
            "standing",
            "效力",
            lambda one: one.pack.standing.label,
            width=7,
            chip=lambda one: (one.pack.standing.label, _STANDING_TONES[one.pack.standing]),
        ),
        ColumnDef("version", "版本", lambda one: one.words, width=9),
        ColumnDef("open", "待核对", lambda one: str(waiting(one.pack)), _RIGHT, 6),
        ColumnDef("count", "条目", lambda one: str(sum(1 for _ in one.pack.all_entries())), _RIGHT, 5),
        ColumnDef("number", "文号", lambda one: one.pack.document_number, width=24, hidden=True),
        ColumnDef("days", "施行", lambda one: days_words(one.pack), width=24, hidden=True),
    ]


def _document(one: PackState) -> str:
    return f"{one.pack.document}\n{one.pack.note}".strip()


def days_words(pack: RulePack) -> str:
    """From when to when the document is in force, as far as known."""
    if pack.effective_from is None:
        return ""
    if pack.effective_to is None:
        return f"{pack.effective_from} 起施行"
    return f"{pack.effective_from} 至 {pack.effective_to}"


def line_columns() -> list[ColumnDef[RuleLine]]:
    """Where an entry stands, what it says, and how far it was checked."""
    return [
        ColumnDef("label", "名称", lambda line: line.entry.label, width=30, tooltip=_whole),
        ColumnDef(
            "mark",
            "核实",
            lambda line: mark_chip(line.pack, line.entry)[0],
            width=14,
            sort_key="mark",
            chip=lambda line: mark_chip(line.pack, line.entry),
        ),
        ColumnDef("content", "内容", lambda line: line.said, width=38, tooltip=lambda line: line.said),
        ColumnDef("part", "部分", lambda line: line.part, width=14, sort_key="part"),
        ColumnDef("clause", "条款", lambda line: line.entry.clause, width=12),
        ColumnDef("source", "来源", lambda line: line.entry.source, width=24),
        ColumnDef("pack", "规则包", lambda line: line.pack.name, width=14),
        ColumnDef("code", "代码", lambda line: line.entry.code, width=16, hidden=True),
    ]


def _whole(line: RuleLine) -> str:
    entry = line.entry
    others = f"又称：{'、'.join(entry.aliases)}" if entry.aliases else ""
    return "\n".join(part for part in (entry.label, others, entry.note) if part)
