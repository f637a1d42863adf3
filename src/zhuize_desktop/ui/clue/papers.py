"""文书: the papers of one clue, each as it would come out of the printer; numbers given and struck, files saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from ...domain.papers import mark_of
from ...domain.roles import Op
from ...services.papers import (
    PaperRow,
    PaperState,
    number_paper,
    paper_of,
    papers_of,
    void_number,
)
from ...services.report_files import file_name
from ..pages.clue_actions import AskDialog, refusal
from ..palette import GRID, Tone
from ..paper_saving import PaperSaver
from ..report.preview_panel import PreviewPanel
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, label, primary_button
from ..widgets.flow import FlowLayout
from ..widgets.long_text import LongText
from .paper_register import PaperRegister

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from ...domain.content import Document
    from ..context import Context
    from .contents import Contents

_LEFT = Qt.AlignmentFlag.AlignLeft
_COLUMNS: list[ColumnDef[PaperRow]] = [
    ColumnDef("label", "文书", lambda row: row.label, _LEFT, 18),
    ColumnDef("state", "状态", lambda row: row.state.value, _LEFT, 11),
    ColumnDef("number", "文号", lambda row: row.number, _LEFT, 22),
    ColumnDef("subject", "对象", lambda row: row.subject, _LEFT, 18),
]
_NOTES = {
    PaperState.PLAIN: "不编文号，打印后签字",
    PaperState.OPEN: "还没有编号，每页印有“待编号”",
    PaperState.TYPED: "文号是手工填写的，尚未登记，请点“编号”登记",
    PaperState.NUMBERED: "已编号，打印后签字盖章",
}


def _uid(row: PaperRow) -> str:
    return f"{row.kind}/{row.about}/{row.issued}"


class PapersTab(QWidget):
    """Left the papers the clue has now, right the pages of the chosen one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saver = PaperSaver(context, self)
        self._context = context
        self._contents: Contents | None = None
        self._is_stale = False
        self._shown = ""
        self.model: HeldModel[PaperRow] = HeldModel(_COLUMNS, _uid)
        self.table = LedgerTable(self.model, "clue.papers", empty="这条线索还没有文书。")
        self.table.setAccessibleName("文书")
        self.preview = PreviewPanel(context.jobs)
        self.preview.picture.setAccessibleName("文书页面")
        self.number_button = button("编号")
        self.save_button = primary_button("另存 PDF…")
        self.void_button = button("作废文号…")
        self.register_button = button("文号登记簿…")
        self.closed_words = label("", "note", Tone.AMBER, wrap=True)
        self._lay_out()
        self.table.picked.connect(lambda _: self._on_picked())
        self.number_button.clicked.connect(self.number)
        self.save_button.clicked.connect(self.ask_place)
        self.void_button.clicked.connect(self.ask_void)
        self.register_button.clicked.connect(self.open_register)

    def _lay_out(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons, GRID)
        for pressed in (self.number_button, self.void_button, self.register_button, self.save_button):
            flow.addWidget(pressed)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.closed_words)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(left)
        self.parts.addWidget(self.preview)
        self.parts.setStretchFactor(0, 5)
        self.parts.setStretchFactor(1, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addWidget(self.parts)

    # --- showing ---

    def show_contents(self, contents: Contents) -> None:
        """Show the papers of a clue; they are made when the tab is seen."""
        if self._contents is None or self._contents.clue.uid != contents.clue.uid:
            self.model.set_rows(())
            self.preview.clear()
            self._shown = ""
        self._contents = contents
        self._is_stale = True
        why = self._closed_because(Op.NUMBER_PAPER)
        self.closed_words.setText(why)
        self.closed_words.setVisible(bool(why))
        self._show_buttons()
        if self.isVisible():
            self._fetch()

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch what changed while the tab was behind another."""
        super().showEvent(event)
        self._fetch()

    def _fetch(self) -> None:
        if self._contents is None or self._contents.is_new or not self._is_stale:
            return
        self._is_stale = False
        self._context.jobs.run(
            papers_of,
            self._context.session,
            self._contents.clue.uid,
            on_done=self._on_fetched,
            owner=self,
            title="列出文书",
            latest="papers",
        )

    def _on_fetched(self, rows: tuple[PaperRow, ...]) -> None:
        chosen = self.chosen
        self.model.set_rows(rows)
        keep = next(
            (row for row in rows if chosen and (row.kind, row.about) == (chosen.kind, chosen.about)), None
        )
        first = keep or next(iter(rows), None)
        if first is not None:
            self.table.select_uids([_uid(first)], _uid(first))
        self._shown = ""  # what the records say may have changed
        self._on_picked()

    @property
    def chosen(self) -> PaperRow | None:
        """The paper chosen in the list."""
        return self.model.row_of(self.table.current_uid())

    def _on_picked(self) -> None:
        self._show_buttons()
        row = self.chosen
        if row is None or self._contents is None or self._shown == _uid(row):
            return
        self._shown = _uid(row)
        if row.state is PaperState.VOID:
            self.preview.clear()
            self.preview.note.setText(f"{row.number}已作废：{row.note}")
            return
        self._context.jobs.run(
            paper_of,
            self._context.session,
            self._contents.clue.uid,
            row.kind,
            row.about,
            on_done=partial(self._on_made, row),
            owner=self,
            title="生成文书",
            latest="paper",
        )

    def _on_made(self, row: PaperRow, document: Document) -> None:
        if self._shown == _uid(row):
            self.preview.show_document(document, _NOTES[row.state], mark_of(document))

    # --- what may be done ---

    def _closed_because(self, op: Op) -> str:
        if self._contents is not None and self._contents.clue.withdrawn_reason:
            return "线索已撤回，恢复到台账后才能给文书编号。"
        return refusal(op, self._context.session.viewer)

    def _show_buttons(self) -> None:
        row = self.chosen
        state = row.state if row is not None else None
        hint = "先在列表中选一份文书"
        for pressed, op, states, otherwise in (
            (self.number_button, Op.NUMBER_PAPER, (PaperState.OPEN, PaperState.TYPED), "这份文书不需要编号"),
            (self.void_button, Op.VOID_PAPER, (PaperState.NUMBERED,), "这份文书没有可作废的文号"),
            (
                self.save_button,
                Op.EXPORT,
                tuple(s for s in PaperState if s is not PaperState.VOID),
                "文号已作废",
            ),
        ):
            why = refusal(op, self._context.session.viewer) if op is Op.EXPORT else self._closed_because(op)
            ready = state in states
            pressed.setEnabled(ready and not why)
            pressed.setToolTip(why or ("" if ready else hint if row is None else otherwise))

    # --- doing it ---

    def number(self) -> None:
        """Give the chosen paper the next number of its register."""
        self._change(number_paper, title="文书编号")

    def _change(self, act: Any, *more: Any, title: str) -> None:
        row = self.chosen
        if row is None or self._contents is None:
            return
        self._context.jobs.run(
            act,
            self._context.session,
            self._contents.clue.uid,
            row.kind,
            row.about,
            *more,
            owner=self,
            busy=self,
            title=title,
            on_done=lambda _: self._again(),
        )

    def _again(self) -> None:
        self._is_stale = True
        self._fetch()

    def ask_void(self) -> AskDialog | None:
        """作废 asks for the reason; the number stays used."""
        row = self.chosen
        if row is None or not row.issued or self._closed_because(Op.VOID_PAPER):
            return None
        dialog = AskDialog(
            self.window(),
            "作废文号",
            f"作废“{row.number}”：此号不再使用，登记簿里保留号和理由；文书可另编新号。请写明理由。",
            LongText(3, 6),
            "作废",
            "请填写作废理由。",
        )
        dialog.answered.connect(
            lambda reason: self._context.jobs.run(
                void_number,
                self._context.session,
                row.issued,
                reason,
                owner=self,
                busy=self,
                title="作废文号",
                on_done=lambda _: self._again(),
            )
        )
        dialog.open()
        return dialog

    def ask_place(self) -> QFileDialog | None:
        """Ask where the PDF shall go; it is printed from there with the reader of this computer."""
        row = self.chosen
        if row is None or self._contents is None or refusal(Op.EXPORT, self._context.session.viewer):
            return None
        clue = self._contents.clue.number
        name = (
            file_name(f"{row.label}（{row.number or clue}{f'，{row.subject}' if row.about else ''}）")
            + ".pdf"
        )
        return self._saver.ask_place(self._contents.clue.uid, row.kind, row.about, name)

    def save(self, row: PaperRow, target: Path) -> None:
        """Save a paper of the clue under a name that is already chosen."""
        assert self._contents is not None  # a paper is chosen in the list of a clue
        self._saver.save(self._contents.clue.uid, row.kind, row.about, target)

    def open_register(self) -> PaperRegister:
        """文号登记簿 of a year."""
        dialog = PaperRegister(self._context, self.window())
        dialog.open()
        return dialog
