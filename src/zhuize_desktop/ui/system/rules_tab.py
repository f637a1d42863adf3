"""规则与字典: the packs with their force and how far they were checked, and every entry of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ...domain.money import MoneyUnit, format_fen
from ...domain.pack_editing import parts_of
from ...domain.rules import DeadlineRule, Entry, LossClass, RulePack, Standing, Unit
from ...services.rules import current_rulebook
from ..palette import GRID, Tone
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import label, search_field
from ..widgets.entry import FlagEdit
from ..widgets.pinyin import matches
from .tab import Tab
from .thresholds import Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...domain.rulebook import RuleBook
    from ..context import Context

_RIGHT = Qt.AlignmentFlag.AlignRight
_STANDING_TONES = {
    Standing.BINDING: Tone.GREEN,
    Standing.LOCAL: Tone.GREEN,
    Standing.REFERENCE: Tone.ACCENT,
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """An entry with the pack and the list it stands in."""

    pack: RulePack
    part: str
    part_code: str
    entry: Entry

    @property
    def uid(self) -> str:
        """What tells it from every other."""
        return f"{self.pack.code}/{self.part_code}/{self.entry.code}"


def rule_lines(book: RuleBook) -> Iterator[RuleLine]:
    """Every entry of every pack, in their order."""
    for pack in book.packs:
        for code, name, entries in parts_of(pack):
            for entry in entries:
                yield RuleLine(pack, name, code, entry)


def mark_of(line: RuleLine) -> tuple[str, Tone]:
    """待核对 before anything else, then 参照, then how it was checked."""
    if line.entry.mark:
        return line.entry.mark, Tone.AMBER
    if line.pack.standing is Standing.REFERENCE:
        return line.pack.standing.label, Tone.ACCENT
    return line.entry.grade.label, Tone.NEUTRAL


def content_of(entry: Entry) -> str:
    """What a threshold or a period says in figures; empty for a plain word."""
    if isinstance(entry, LossClass):
        parts = []
        if entry.lower_fen is not None:
            parts.append(f"{format_fen(entry.lower_fen, MoneyUnit.WAN)} 万元以上（含）")
        if entry.upper_fen is not None:
            parts.append(f"{format_fen(entry.upper_fen, MoneyUnit.WAN)} 万元以下（不含）")
        return "".join(parts) or "未填写"
    if isinstance(entry, DeadlineRule):
        if entry.length is None:
            return f"自{entry.start_event}起，时限未知"
        if entry.unit is Unit.YEAR_DATE:
            return f"{entry.start_event}后第 {entry.length} 年的 {entry.month} 月 {entry.day} 日"
        return f"自{entry.start_event}起 {entry.length} {entry.unit.label}"
    return ""


def pack_columns() -> list[ColumnDef[RulePack]]:
    """Name, force, document, days, and how many entries wait for checking."""
    return [
        ColumnDef("name", "规则包", lambda pack: pack.name, width=20),
        ColumnDef(
            "standing",
            "效力",
            lambda pack: pack.standing.label,
            width=7,
            chip=lambda pack: (pack.standing.label, _STANDING_TONES[pack.standing]),
        ),
        ColumnDef("number", "文号", lambda pack: pack.document_number, width=24, tooltip=_document),
        ColumnDef("days", "施行", _days, width=24),
        ColumnDef("count", "条目", lambda pack: str(sum(1 for _ in pack.all_entries())), _RIGHT, 5),
        ColumnDef("open", "待核对", lambda pack: str(_waiting(pack)), _RIGHT, 6),
    ]


def _document(pack: RulePack) -> str:
    return f"{pack.document}\n{pack.note}".strip()


def _days(pack: RulePack) -> str:
    if pack.effective_from is None:
        return ""
    if pack.effective_to is None:
        return f"{pack.effective_from} 起"
    return f"{pack.effective_from} 至 {pack.effective_to}"


def _waiting(pack: RulePack) -> int:
    return sum(bool(entry.mark) for entry in pack.all_entries() if not entry.retired)


def line_columns() -> list[ColumnDef[RuleLine]]:
    """Where an entry stands, what it says, and how far it was checked."""
    return [
        ColumnDef("part", "字典、目录", lambda line: line.part, width=18, sort_key="part"),
        ColumnDef("code", "代码", lambda line: line.entry.code, width=14, hidden=True),
        ColumnDef("label", "名称", _name, width=30, tooltip=lambda line: line.entry.label),
        ColumnDef("mark", "核实", lambda line: mark_of(line)[0], width=11, sort_key="mark", chip=mark_of),
        ColumnDef(
            "content",
            "内容",
            lambda line: content_of(line.entry),
            width=26,
            tooltip=lambda line: line.entry.note,
        ),
        ColumnDef("clause", "条款", lambda line: line.entry.clause, width=12),
        ColumnDef("source", "来源", lambda line: line.entry.source, width=26, tooltip=_source),
        ColumnDef(
            "note", "说明", lambda line: line.entry.note, width=30, tooltip=lambda line: line.entry.note
        ),
    ]


def _name(line: RuleLine) -> str:
    return line.entry.label + ("（已停用）" if line.entry.retired else "")


def _source(line: RuleLine) -> str:
    return f"{line.entry.source}\n核实等级：{line.entry.grade.label}"


class RulesTab(Tab):
    """Packs above, entries of the chosen pack (or of all) below, 损失标准 at the right."""

    shows = ("Setting",)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._lines: list[RuleLine] = []
        self.packs = HeldModel(pack_columns(), lambda pack: pack.code)
        self.pack_table = LedgerTable(self.packs, "rule-packs")
        self.pack_table.setAccessibleName("规则包")
        self.model = HeldModel(
            line_columns(),
            orders={"part": lambda line: line.part, "mark": lambda line: mark_of(line)[0]},
        )
        self.table = LedgerTable(self.model, "rule-entries", empty="没有符合条件的条目")
        self.table.setAccessibleName("规则条目")
        self.search = search_field("查找：名称、别名、条款、来源、拼音首字母", 320)
        self.every_pack = FlagEdit("全部规则包")
        self.only_open = FlagEdit("只看待核对")
        self.counts = label("", "counts")
        self.thresholds = Thresholds(context, may_change=self.is_admin)
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._show_lines())
        self.every_pack.edited.connect(self._show_lines)
        self.only_open.edited.connect(self._show_lines)
        self.pack_table.picked.connect(lambda _: self._show_lines())

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        self.search.setMinimumWidth(320)
        for part in (self.search, self.every_pack, self.only_open):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.counts)
        lower = QWidget()
        inside = QVBoxLayout(lower)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addLayout(line)
        inside.addWidget(self.table, 1)
        upper = QSplitter(Qt.Orientation.Horizontal)
        upper.setChildrenCollapsible(False)
        upper.addWidget(self.pack_table)
        upper.addWidget(self.thresholds)
        upper.setSizes([790, 410])
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setSizes([330, 300])
        self.body.addWidget(split, 1)

    def refresh(self) -> None:
        """Ask for the rules in force."""
        self.context.jobs.run(
            current_rulebook,
            self.context.session,
            owner=self,
            on_done=self._on_fetched,
            title="读取规则",
            latest="rules",
        )

    def _on_fetched(self, book: RuleBook) -> None:
        self._lines = list(rule_lines(book))
        self.packs.set_rows(book.packs)
        if not self.pack_table.current_uid():
            self.pack_table.select_uids(["local"], "local")
        self.thresholds.show_book(book)
        self._show_lines()

    def _show_lines(self) -> None:
        pack = "" if self.every_pack.value() else self.pack_table.current_uid()
        words = self.search.text().strip()
        found = [
            line
            for line in self._lines
            if (not pack or line.pack.code == pack)
            and (not self.only_open.value() or (line.entry.mark and not line.entry.retired))
            and _fits(line, words)
        ]
        self.model.set_rows(found)
        self.counts.setText(f"{len(found)} 条")


def _fits(line: RuleLine, words: str) -> bool:
    if not words:
        return True
    entry = line.entry
    return any(matches(text, words) for text in (entry.label, *entry.aliases, entry.clause, entry.source))
