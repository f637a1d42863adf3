"""读入模板: what a filled template would change, and what in it cannot be taken; written only after 确认."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...services.pack_templates import DryRun, apply_dry_run
from ..over import OverDialog
from ..palette import GRID, Tone
from ..system.moved_dialog import ShiftTable
from ..theme import button, fit_screen, label, primary_button
from ..widgets.entry import FlagEdit, LineEntry
from .changes_table import ChangesView, FaultsTable, counts_words

if TYPE_CHECKING:
    from ..context import Context


class DryRunDialog(OverDialog):
    """Faults with their cells, or the changes with the reason to write them under.

    Signals:
        applied: a new version was made: what it brought, in words.
    """

    applied = Signal(str)

    def __init__(self, context: Context, over: QWidget, file: str, run: DryRun) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("读入模板")
        self._context, self.run = context, run
        self.changes, self.faults = ChangesView(), FaultsTable()
        self.changes.show_comparison(run.comparison)
        self.faults.show_faults(run.faults)
        self.said = label(_said(file, run), wrap=True)
        self.moved: ShiftTable | None = None
        if run.moved is not None and run.moved.shifts:
            self.moved = ShiftTable()
            self.moved.show_result(run.moved)
        self.anyhow = FlagEdit("我已核对上列改动，仍按这份较早的模板读入")
        self.reason = LineEntry()
        self.reason.setAccessibleName("修改理由")
        self.reason.setPlaceholderText("依据哪份文件、谁同意的；记入版本和办理记录")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.go = primary_button("写入新版本")
        self.back = button("返回")
        self.go.clicked.connect(self.apply)
        self.back.clicked.connect(self.reject)
        self._lay_out()
        # Not before they are laid out: without a parent they would be windows for a moment.
        self.changes.setVisible(not run.faults)
        self.faults.setVisible(bool(run.faults))
        self.anyhow.setVisible(bool(run.stale) and run.can_be_applied)
        self.go.setVisible(run.can_be_applied)
        fit_screen(self, 980, 560)
        if run.can_be_applied:
            (self.anyhow if run.stale else self.reason).setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(GRID)
        layout.addWidget(self.said)
        if self.run.stale:
            layout.addWidget(label(self.run.stale, "note", Tone.AMBER, wrap=True))
        layout.addWidget(self.changes, 1)
        layout.addWidget(self.faults, 1)
        if self.moved is not None:
            layout.addWidget(self.moved, 1)
        layout.addWidget(self.anyhow)
        if self.run.can_be_applied:
            form = QFormLayout()
            form.setHorizontalSpacing(12)
            form.addRow(label("修改理由 *", "label"), self.reason)
            layout.addLayout(form)
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 100)
        foot.addStretch(1)
        foot.addWidget(self.go)
        foot.addWidget(self.back)
        layout.addLayout(foot)

    def apply(self) -> None:
        """Write the new version."""
        if self.run.stale and not self.anyhow.value():
            self._refuse(UserError("这份模板写自较早的版本，请先核对改动并勾选确认。"))
            self.anyhow.setFocus()
            return
        self.problem.hide()
        self._context.jobs.run(
            apply_dry_run,
            self._context.session,
            self.run,
            self.reason.value(),
            owner=self,
            busy=self,
            title="写入规则包",
            on_done=lambda _: self._on_applied(),
            on_error=self._refuse,
        )

    def _on_applied(self) -> None:
        self.accept()
        self.applied.emit(counts_words(self.run.comparison))

    def _refuse(self, error: Exception) -> None:
        self.problem.setText(error.sentence if isinstance(error, UserError) else "程序出错，没有写入。")
        self.problem.show()
        if isinstance(error, FieldError):
            self.reason.setFocus()


def _said(file: str, run: DryRun) -> str:
    if run.faults:
        count = len(run.faults)
        return f"“{file}”有 {count} 处不能读入，没有写入任何改动。请在 Excel 中更正后重新读入。"
    if not run.comparison.differences:
        return f"“{file}”与现在的规则包没有差别，不需要写入。"
    return f"“{file}”将带来下列改动，确认后才写入：{counts_words(run.comparison)}"
