"""规则与字典: the packs with their force and version, every entry of them, and what an administrator does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from ...domain.pack_editing import parts_of
from ...domain.pack_template import CATALOGUE_TITLE, catalogue_code, names_of
from ...domain.papers.examples import TITLE as EXAMPLES
from ...domain.rulebook import SHARED_PACK
from ...domain.rules import SECTIONS, Entry, Parameter
from ...services.examples import release_sheet
from ...services.pack_templates import DryRun, read_pack_file, read_pack_template, write_pack_template
from ...services.packs import PacksNow, history_of, packs_now, printed_pack, save_entry, save_word
from .. import messages
from ..palette import GRID
from ..paper_out import PaperOut
from ..report.dialogs import Reason
from ..report.rendering import write_draft
from ..rules.confirm_dialog import ConfirmDialog
from ..rules.detail import EntryDetail
from ..rules.dry_run_dialog import DryRunDialog
from ..rules.entry_dialog import EntryDialog
from ..rules.lines import RuleLine, line_columns, mark_chip, pack_columns, rule_lines
from ..rules.versions_dialog import VersionsDialog
from ..tables.held_model import HeldModel
from ..tables.view import LedgerTable
from ..theme import button, label, search_field
from ..widgets.entry import FlagEdit
from ..widgets.flow import FlowLayout
from .tab import Tab, ask_file, ask_place, close_unless
from .thresholds import ThresholdsDialog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ...domain.content import Document
    from ...domain.rulebook import RuleBook
    from ...services.packs import PackState
    from ..context import Context

_WORKBOOK = "Excel 工作簿 (*.xlsx)"
_ONLY_OWN = "随程序提供的规则包不能改写；另有规定的，写在本市办法或本企业办法里。"
_CHOOSE = "请先选中一条。"


class RulesTab(Tab):
    """Packs at the left; entries, and the one that is chosen, at the right."""

    shows = ("Setting", "RulePack")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.now: PacksNow | None = None
        self.names: Mapping[str, Mapping[str, str]] = {}
        self._lines: list[RuleLine] = []
        self.packs = HeldModel(pack_columns(), lambda state: state.pack.code)
        self.pack_table = LedgerTable(self.packs, "rule-packs")
        self.pack_table.setAccessibleName("规则包")
        self.model = HeldModel(
            line_columns(),
            orders={"part": lambda line: line.part, "mark": lambda line: mark_chip(line.pack, line.entry)[0]},
        )
        self.table = LedgerTable(self.model, "rule-entries", empty="没有符合条件的条目")
        self.table.setAccessibleName("规则条目")
        self.search = search_field("名称、条款、来源、拼音", 320)
        self.search.setMinimumWidth(230)
        self.part = QComboBox()
        self.part.setAccessibleName("部分")
        self.part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.part.setMinimumContentsLength(9)
        self.every_pack = FlagEdit("全部规则包")
        self.only_open = FlagEdit("只看待核对")
        self.counts = label("", "counts")
        self.detail = EntryDetail()
        self._make_buttons()
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._show_lines())
        self.part.activated.connect(lambda _: self._show_lines())
        self.every_pack.edited.connect(self._on_pack_picked)
        self.only_open.edited.connect(self._show_lines)
        self.pack_table.picked.connect(lambda _: self._on_pack_picked())
        self.table.picked.connect(lambda _: self._on_line_picked())
        self.table.opened.connect(lambda _: self.edit())

    def _make_buttons(self) -> None:
        self.versions_button = button("版本…")
        self.export_button = button("打印、导出…")
        self.write_button = button("写出模板…")
        self.read_button = button("读入模板…")
        self.thresholds_button = button("损失标准…")
        self.examples_button = button("算例确认表…")
        self.add_button = button("新增…")
        self.edit_button = button("修改…")
        self.retire_button = button("停用…")
        self.confirm_button = button("确认核对…")
        for pressed, act in (
            (self.versions_button, self.ask_versions),
            (self.export_button, self.ask_export),
            (self.write_button, self.ask_template_place),
            (self.read_button, self.ask_template),
            (self.thresholds_button, self.ask_thresholds),
            (self.examples_button, self.ask_examples),
            (self.add_button, self.add),
            (self.edit_button, self.edit),
            (self.retire_button, self.ask_retire),
            (self.confirm_button, self.ask_confirm),
        ):
            pressed.clicked.connect(lambda *_, act=act: act())
        self._changing = (
            *(self.write_button, self.read_button),
            *(self.add_button, self.edit_button, self.retire_button, self.confirm_button),
        )
        if not self.is_admin:  # shown before they are laid out, they would be windows for a moment
            for pressed in self._changing:
                pressed.hide()

    def _lay_out(self) -> None:
        left = QWidget()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addWidget(self.pack_table, 1)
        inside.addWidget(
            _row(
                *(self.versions_button, self.export_button, self.thresholds_button),
                *(self.write_button, self.read_button, self.examples_button),
            )
        )
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        inside.addWidget(_row(self.search, self.part, self.only_open, self.every_pack, self.counts))
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setSizes([320, 190])
        inside.addWidget(split, 1)
        inside.addWidget(_row(self.add_button, self.edit_button, self.retire_button, self.confirm_button))
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.setChildrenCollapsible(False)
        whole.addWidget(left)
        whole.addWidget(right)
        whole.setStretchFactor(
            1, 1
        )  # a narrower window takes from the entries, never from the figures of the packs
        whole.setSizes([420, 790])
        self.body.addWidget(whole, 1)

    # --- showing ---

    def refresh(self) -> None:
        """Ask for the rules in force."""
        self.context.jobs.run(
            packs_now,
            self.context.session,
            owner=self,
            on_done=self._on_fetched,
            title="读取规则",
            latest="rules",
        )

    def _on_fetched(self, now: PacksNow) -> None:
        self.now = now
        self.names = names_of(now.book)
        self._lines = list(rule_lines(now, self.names))
        self.packs.set_rows(now.states)
        if not self.pack_table.current_uid():
            first = now.states[0].pack.code
            self.pack_table.select_uids([first], first)
        self._on_pack_picked()

    @property
    def book(self) -> RuleBook:
        """The rules in force."""
        assert self.now is not None  # the buttons come with the packs
        return self.now.book

    def state(self) -> PackState | None:
        """The pack that is chosen, with its state."""
        code = self.pack_table.current_uid()
        return self.now.state(code) if self.now is not None and code else None

    def line(self) -> RuleLine | None:
        """The entry that is chosen."""
        return self.model.row_of(self.table.current_uid())

    def _on_pack_picked(self) -> None:
        self._offer_parts()
        self._show_lines()

    def _offer_parts(self) -> None:
        """The parts of the pack that is chosen; of the office's own also those that are empty so far."""
        before = self.part.currentData()
        self.part.clear()
        self.part.addItem("全部部分", "")
        state = self.state()
        if state is not None and not self.every_pack.value():
            parts = [(code, title, bool(entries)) for code, title, entries in parts_of(state.pack)]
            if state.can_be_changed and not state.pack.catalogues:
                parts.insert(0, (catalogue_code(state.pack), CATALOGUE_TITLE, False))
            for code, title, is_filled in parts:
                if is_filled or state.can_be_changed:
                    self.part.addItem(title, code)
        self.part.setCurrentIndex(max(0, self.part.findData(before)))

    def _show_lines(self) -> None:
        pack = "" if self.every_pack.value() else self.pack_table.current_uid()
        part, words = self.part.currentData(), self.search.text().strip()
        found = [
            line
            for line in self._lines
            if (not pack or line.pack.code == pack)
            and (not part or line.part_code == part)
            and (not self.only_open.value() or line.waits)
            and line.fits(words)
        ]
        self.model.set_rows(found)
        self.counts.setText(f"{len(found)} 条")
        self._on_line_picked()

    def _on_line_picked(self) -> None:
        line = self.line()
        self.detail.show_line(line, self.names)
        state = self.state()
        own = state is not None and state.can_be_changed
        close_unless(self.write_button, "" if own else _ONLY_OWN)
        close_unless(self.read_button, "" if own else _ONLY_OWN)
        close_unless(self.add_button, self._why_not_add(state))
        close_unless(self.edit_button, self._why_not_edit(line))
        close_unless(self.retire_button, self._why_not_edit(line, to_retire=True))
        self.retire_button.setText("恢复…" if line is not None and line.entry.retired else "停用…")
        if line is None:
            close_unless(self.confirm_button, _CHOOSE)
        else:
            close_unless(self.confirm_button, "" if line.entry.mark else "这一条不标待核对，不需要确认。")

    def _why_not_add(self, state: PackState | None) -> str:
        if state is None or not (state.can_be_changed or state.pack.code == SHARED_PACK):
            return _ONLY_OWN
        part = self.part.currentData()
        if not part:
            return "请先在上面选择条目属于哪个部分。"
        return (
            "参数的种类由程序规定，这里只能修改取值；前后取值不同的，在模板里各写一行。"
            if self._kind(part) is Parameter
            else ""
        )

    def _why_not_edit(self, line: RuleLine | None, *, to_retire: bool = False) -> str:
        if line is None:
            return _CHOOSE
        if self.now is not None and self.now.state(line.pack.code).can_be_changed:
            return ""
        if line.pack.code != SHARED_PACK:
            return _ONLY_OWN
        if line.entry.grade.confirmed and line.entry.checked is None and not to_retire:
            return "这一条随程序提供并已核对原文，不能改写；可以停用，或另外增加一条。"
        return ""

    @staticmethod
    def _kind(part: str) -> type[Entry]:
        return next((one.entry for one in SECTIONS if one.attribute == part), Entry)

    # --- entries ---

    def add(self) -> EntryDialog | None:
        """A new entry in the part that is chosen."""
        state, part = self.state(), str(self.part.currentData())
        return None if state is None or self._why_not_add(state) else self._open(state, part, None)

    def edit(self) -> EntryDialog | None:
        """Change the entry that is chosen."""
        line = self.line()
        if line is None or self.now is None or not self.is_admin or self._why_not_edit(line):
            return None
        return self._open(self.now.state(line.pack.code), line.part_code, line.entry)

    def _open(self, state: PackState, part: str, entry: Entry | None) -> EntryDialog:
        base = state.digest if state.can_be_changed else ""
        kind = type(entry) if entry is not None else self._kind(part)
        dialog = EntryDialog(
            self.context,
            self.window(),
            kind,
            self.names,
            pack=state.pack.code,
            part=part,
            base=base,
            entry=entry,
        )
        dialog.open()
        return dialog

    def ask_retire(self) -> Reason | None:
        """停用 or 恢复 the entry that is chosen, with a reason."""
        line = self.line()
        if line is None or self.now is None:
            return None
        word = "恢复" if line.entry.retired else "停用"
        said = (
            f"“{line.entry.label}”恢复后可以重新选用。"
            if line.entry.retired
            else f"“{line.entry.label}”停用后不再供选用，已有记录仍能读出。"
        )
        asked = Reason(self.window(), f"{word}条目", said, word)
        asked.wanted.connect(lambda reason: self._retire(asked, line, reason))
        asked.open()
        return asked

    def _retire(self, asked: Reason, line: RuleLine, reason: str) -> None:
        assert self.now is not None
        state = self.now.state(line.pack.code)
        entry = line.entry.model_copy(update={"retired": not line.entry.retired})

        def write(session: Any) -> Any:
            if state.can_be_changed:
                return save_entry(session, state.pack.code, line.part_code, entry, reason, base=state.digest)
            return save_word(session, line.part_code, entry, reason)

        self.context.jobs.run(
            write,
            self.context.session,
            owner=asked,
            busy=asked,
            title="修改规则",
            on_done=lambda _: asked.accept(),
            on_error=asked.refuse,
        )

    def ask_confirm(self) -> ConfirmDialog | None:
        """Confirm the entry that is chosen."""
        line = self.line()
        if line is None or not line.entry.mark:
            return None
        dialog = ConfirmDialog(self.context, self.window(), line)
        dialog.open()
        return dialog

    def ask_thresholds(self) -> ThresholdsDialog | None:
        """损失标准 as two figures."""
        if self.now is None:
            return None
        dialog = ThresholdsDialog(
            self.context,
            self.window(),
            self.book,
            may_change=self.is_admin,
            pack=self.pack_table.current_uid(),
        )
        dialog.open()
        return dialog

    # --- versions, files ---

    def ask_versions(self) -> None:
        """The versions of the pack that is chosen."""
        if (state := self.state()) is not None:
            self._run(history_of, state.pack.code, title="读取版本", then=self._show_versions)

    def _show_versions(self, history: Any) -> None:
        VersionsDialog(self.context, self.window(), history).open()

    def ask_export(self) -> None:
        """Ask where the pack is printed to."""
        if (state := self.state()) is not None:
            name = f"{state.pack.name}_{self.context.session.today:%Y%m%d}.xlsx"
            kinds = f"{_WORKBOOK};;PDF 文件 (*.pdf)"
            ask_place(self, "打印、导出规则包", kinds, name, lambda path: self.export(state.pack.code, path))

    def export(self, code: str, path: Path) -> None:
        """Write the pack as a workbook or a PDF."""

        def write(document: Document) -> None:
            self.context.jobs.run_apart(
                write_draft,
                document,
                path,
                "",
                owner=self,
                busy=self,
                title="导出规则包",
                on_done=self._on_exported,
            )

        self._run(printed_pack, code, title="导出规则包", then=write)

    def _on_exported(self, path: Path) -> None:
        messages.show_notice(self, "规则包已导出。", f"文件：{path}")

    def ask_examples(self) -> None:
        """Ask where the worked examples under the rules in force are printed to."""
        name = f"{EXAMPLES}_{self.context.session.today:%Y%m%d}.pdf"
        ask_place(self, f"打印{EXAMPLES}", "PDF 文件 (*.pdf)", name, self.write_examples)

    def write_examples(self, path: Path) -> None:
        """Compute the examples and write the sheet."""
        out = PaperOut(self.context, self, EXAMPLES, "请打印后由熟悉规定的人员核对签字")
        out.write(release_sheet, path.name, path=path)

    def ask_template_place(self) -> None:
        """Ask where the template goes."""
        if (state := self.state()) is not None:
            name = f"{state.pack.name}_模板.xlsx"
            ask_place(
                self,
                "写出模板",
                _WORKBOOK,
                name,
                lambda path: self._run(
                    write_pack_template, state.pack.code, path, title="写出模板", then=self._on_written
                ),
            )

    def _on_written(self, done: Any) -> None:
        messages.show_notice(
            self, "模板已写出，请用 Excel 填写后读入；填写要求见“说明”工作表。", f"文件：{done.value}"
        )

    def ask_template(self) -> None:
        """Ask for the filled template, or a whole pack as a JSON file."""
        if (state := self.state()) is not None:
            kinds = "填好的模板 (*.xlsx);;规则包文件 (*.json)"
            ask_file(self, "读入模板", kinds, lambda path: self.read(state.pack.code, path))

    def read(self, code: str, path: Path) -> None:
        """Say what the file would change."""
        work = read_pack_file if path.suffix.lower() == ".json" else read_pack_template
        self._run(work, code, path, title="读入模板", then=lambda run: self._show_dry_run(path.name, run))

    def _show_dry_run(self, file: str, run: DryRun) -> None:
        dialog = DryRunDialog(self.context, self.window(), file, run)
        dialog.applied.connect(self._on_applied)
        dialog.open()

    def _on_applied(self, words: str) -> None:
        messages.show_notice(self, "规则包的新版本已写入。", f"{words}改动和理由可以在“版本…”里查看。")

    def _run(self, work: Any, *arguments: Any, title: str, then: Any) -> None:
        self.context.jobs.run(
            work, self.context.session, *arguments, owner=self, busy=self, title=title, on_done=then
        )


def _row(*widgets: QWidget) -> QWidget:
    """Side by side, and below each other where a scaled screen has no room for that."""
    line = QWidget()
    flow = FlowLayout(line, GRID)
    for widget in widgets:
        flow.addWidget(widget)
    return line
