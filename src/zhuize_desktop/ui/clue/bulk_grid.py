"""批量录入: several lines of one kind typed in a grid or pasted from a spreadsheet, saved all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...domain.clock import CHINA, shown
from ...domain.errors import RowError, UserError
from ...domain.fields import Kind, column
from ...services import drafts
from ...services.records import add_many, problems_of_many
from .. import messages
from ..forms.editor import KEEP_AFTER_MS
from ..forms.field_row import is_save_key
from ..messages import Answer
from ..over import OverDialog
from ..palette import ACCENT, GRID, ROW_HEIGHT, Tone
from ..theme import button, fit_screen, label, primary_button, restyle
from ..widgets.entry import LineEntry
from ..widgets.suggest import SuggestPopup
from .bulk_model import BulkModel, grid_columns
from .cell_reading import CellReader
from .contents import draft_key
from .presets import presets_of
from .words import FieldWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent, QInputMethodEvent, QKeyEvent

    from ...domain.fields import Column
    from ...domain.viewer import OpResult
    from ...storage.drafts import Draft
    from ..context import Context
    from .case_resolver import CaseResolver
    from .contents import Contents
    from .line_kinds import LineKind

_Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
#: So many problems are listed below the grid.
_MOST_TOLD = 4
_WIDTHS = {Kind.LONG_TEXT: 30, Kind.TEXT: 18, Kind.UID: 22, Kind.CATALOGUE: 22}


class _CellLine(LineEntry):
    """The line in a cell; for a field that is picked, with the list of what fits."""

    def __init__(self, parent: QWidget, reader: CellReader, column: Column) -> None:
        super().__init__(parent)
        self._reader, self._column = reader, column
        self.setFrame(False)
        self.popup = SuggestPopup(self, 240)
        self.popup.chosen.connect(lambda entry: self.set_value(entry.label))
        self.edited.connect(self.offer)

    def offer(self) -> None:
        """List what fits the text."""
        self.popup.offer(self._reader.offers(self._column, self.text().strip()))

    def take_marked(self) -> None:
        """The marked entry of the list, when it is open."""
        marked = self.popup.marked() if self.popup.isVisible() else None
        self.popup.hide()
        if marked is not None and self.text().strip():
            self.set_value(marked.label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list; ↓ and F4 open it."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if not self.is_composing and self.popup.isVisible() and event.key() in steps:
            self.popup.step(steps[Qt.Key(event.key())])
            event.accept()
            return
        if not self.is_composing and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.offer()
            event.accept()
            return
        super().keyPressEvent(event)


class _CellDelegate(QStyledItemDelegate):
    """Makes the line in a cell; Enter and Tab take it and go on to the next cell."""

    def __init__(self, reader: CellReader, columns: Sequence[Column], parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._columns = reader, columns

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The cell, with a frame round the one that has the keyboard."""
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
            painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """The line, with the list of its field."""
        made = _CellLine(parent, self._reader, self._columns[index.column()])
        made.setStyleSheet("QLineEdit { border-radius: 0; min-height: 0; padding: 0 4px; }")
        return made

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """The text of the cell, all of it selected."""
        assert isinstance(editor, _CellLine)  # made above
        editor.set_value(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: _Index) -> None:
        """What was typed, or picked."""
        assert isinstance(editor, _CellLine)  # made above
        model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab take the cell and go on, Shift+Tab goes back; Esc closes the list, then the cell."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(editor, _CellLine) or editor.is_composing:
            return super().eventFilter(editor, event)
        key = event.key()  # type: ignore[attr-defined]
        if key in (*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            editor.take_marked()
            self.commitData.emit(editor)
            back = key == Qt.Key.Key_Backtab
            hint = QAbstractItemDelegate.EndEditHint
            self.closeEditor.emit(editor, hint.EditPreviousItem if back else hint.EditNextItem)
            return True
        if key == Qt.Key.Key_Escape and editor.popup.isVisible():
            editor.popup.hide()
            return True
        return super().eventFilter(editor, event)


class BulkGrid(QTableView):
    """The grid. Typing begins a cell, Enter and Tab go to the next, Ctrl+V pastes, Delete empties."""

    def __init__(self, model: BulkModel, reader: CellReader) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(reader, model.columns, self))
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("批量录入表格")
        self.setAlternatingRowColors(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT + 3)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        width = self.fontMetrics().horizontalAdvance("0")
        for place, one in enumerate(model.columns):
            heading = str(model.headerData(place, Qt.Orientation.Horizontal))
            usual = _WIDTHS.get(one.field.kind, max(12, one.field.width)) * width + 16
            self.setColumnWidth(place, max(usual, self.fontMetrics().horizontalAdvance(heading) + 28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Ctrl+V pastes, Delete and Backspace empty."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._rows.clear([(one.row(), one.column()) for one in self.selectedIndexes()])
        elif event.key() in _ENTER:
            self._go_on()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A word that an input method commits at once begins the cell too; by itself the table drops it."""
        at_once = bool(event.commitString()) and self.state() != QAbstractItemView.State.EditingState
        if not at_once or self.indexWidget(self.currentIndex()) is not None:
            super().inputMethodEvent(event)
            return
        self.edit(self.currentIndex())
        if (editor := self.indexWidget(self.currentIndex())) is not None:
            QApplication.sendEvent(editor, event)

    def _go_on(self) -> None:
        now = self.currentIndex()
        place = now.row() * len(self._rows.columns) + now.column() + 1 if now.isValid() else 0
        row, column_place = divmod(place, len(self._rows.columns))
        if row < self._rows.rowCount():
            self.go_to(row, column_place)

    def go_to(self, row: int, place: int) -> None:
        """Make one cell current, and the only one chosen."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._rows.index(row, place), flag)

    def paste(self) -> None:
        """Put the clipboard's rows and columns here; a spreadsheet parts them by tabs and lines."""
        text = QApplication.clipboard().text().replace("\r\n", "\n").rstrip("\n")
        if not text:
            return
        now = self.currentIndex()
        row, place = (now.row(), now.column()) if now.isValid() else (0, 0)
        self._rows.put(row, place, [line.split("\t") for line in text.split("\n")])

    def copy(self) -> None:
        """The chosen cells for a spreadsheet."""
        chosen = self.selectedIndexes()
        rows: dict[int, list[str]] = {}
        for one in sorted(chosen, key=lambda at: (at.row(), at.column())):
            rows.setdefault(one.row(), []).append(str(one.data() or ""))
        if rows:
            QApplication.clipboard().setText("\n".join("\t".join(texts) for texts in rows.values()))


class BulkDialog(OverDialog):
    """The grid with its problems, its draft and saving.

    Signals:
        saved: how many records were saved.
    """

    saved = Signal(int)

    def __init__(
        self, context: Context, over: QWidget, resolver: CaseResolver, contents: Contents, kind: LineKind
    ) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"批量录入 · {kind.noun} · {contents.clue.number}")
        self._context, self._contents, self._kind = context, contents, kind
        self._key = f"{draft_key(kind.record, contents.clue.uid)}@grid"
        self._presets = presets_of(kind.record, contents, resolver)
        self._words = FieldWords(contents.book, resolver)
        reader = CellReader(contents.book, resolver, contents.case.today)
        self.model = BulkModel(
            kind.record,
            grid_columns(kind.record, kind.fields),
            lambda one, text: reader.read(kind.record, one, text),
            self._preset_texts,
            self,
        )
        self.grid = BulkGrid(self.model, reader)
        self.problems = label("", "note", Tone.RED, wrap=True)
        self.problems.hide()
        self.state = label("", "note")
        self.remove_button = button("删除所选行")
        self.close_button = button("关闭")
        self.save_button = primary_button("保存")
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        self._is_restoring = False
        self.model.changed.connect(self._on_model_changed)
        self.remove_button.clicked.connect(self._on_remove_clicked)
        self.close_button.clicked.connect(self.close)
        self.save_button.clicked.connect(self.save)
        self._on_model_changed()
        self._timer.stop()
        context.jobs.run(drafts.offered, context.session, self._key, "", owner=self, on_done=self._restore)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.state, 1)
        for pressed in (self.remove_button, self.close_button, self.save_button):
            foot.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(GRID)
        layout.addWidget(
            label(
                "直接输入，回车或 Tab 到下一格；可从 Excel 复制后 Ctrl+V 粘贴；多个值用顿号分开；带 * 的必填。"
                "保存时要么全部存入，要么一条也不存。",
                "note",
                wrap=True,
            )
        )
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.problems)
        layout.addLayout(foot)
        fit_screen(self, 1120, 560)
        self.grid.setFocus()
        self.grid.go_to(0, 0)

    def _preset_texts(self, row: int) -> dict[str, str]:
        record = self._kind.record
        found = {name: self._words.of(column(record, name), value) for name, value in self._presets.items()}
        if "position" in self._presets:
            found["position"] = str(self._presets["position"] + row)
        return found

    # --- drafts ---

    def _restore(self, draft: Draft | None) -> None:
        rows = [] if draft is None else draft.values.get("rows", [])
        if draft is None or not rows or self.model.texts():
            return
        self._is_restoring = True
        self.model.set_texts(rows)
        self._is_restoring = False
        self._say(f"已恢复 {shown(draft.saved_at)} 未保存的 {len(rows)} 行", Tone.ACCENT)

    def _on_model_changed(self) -> None:
        number = len(self.model.texts())
        self.save_button.setText(f"保存 {number} 条" if number else "保存")
        self.save_button.setEnabled(number > 0)
        self.problems.hide()
        if not self._is_restoring:
            self._say("有未保存的内容" if number else "", Tone.AMBER if number else None)
            self._timer.start()

    def keep_draft(self) -> None:
        """Keep what is in the grid now."""
        self._timer.stop()
        rows, session = self.model.texts(), self._context.session
        if not rows:
            self._context.jobs.run(drafts.discard, session, self._key, "")
            return
        self._context.jobs.run(
            drafts.keep, session, self._key, "", 0, {"rows": rows}, owner=self, on_done=self._on_draft_kept
        )

    def _on_draft_kept(self, kept: Draft) -> None:
        if not self._timer.isActive() and self.save_button.isEnabled():
            self._say(f"未保存，草稿已留存 {kept.saved_at.astimezone(CHINA):%H:%M}", None)

    def _say(self, text: str, tone: Tone | None) -> None:
        self.state.setText(text)
        restyle(self.state, tone="" if tone is None else tone.value)

    # --- saving ---

    def save(self) -> None:
        """Save every row, or none and say what is wrong in which cell."""
        if not self.save_button.isEnabled():
            return
        if self.model.examine():
            self._tell(self.model.faults)
            return
        found = self.model.values()
        many = [{**values, "clue": self._contents.clue.uid} for _, values in found]
        self._timer.stop()
        self.setEnabled(False)
        self._context.jobs.run(
            _save,
            self._context.session,
            self._kind.record,
            many,
            self._key,
            owner=self,
            busy=self,
            title=f"登记{self._kind.noun}",
            on_done=self._on_saved,
            on_error=lambda error: self._on_save_failed(error, [row for row, _ in found]),
        )

    def _on_saved(self, result: Any) -> None:
        self.setEnabled(True)
        self.model.set_texts([])
        self._timer.stop()
        self.saved.emit(len(result.value))
        self.accept()

    def _on_save_failed(self, error: Exception, rows: list[int]) -> None:
        self.setEnabled(True)
        self._timer.start()
        if isinstance(error, _RowsRefused):
            for one in error.rows:
                self.model.blame(rows[one.row], one.field, one.sentence)
            self._tell(self.model.faults)
        elif isinstance(error, RowError):
            self.model.blame(rows[error.row], error.field, error.sentence)
            self._tell(self.model.faults)
        elif isinstance(error, UserError):
            messages.show_error(self, error)

    def _tell(self, faults: dict[tuple[int, int], str]) -> None:
        """List the first problems below the grid, and go to the first."""
        told = []
        for (row, place), sentence in faults.items():
            name = self.model.columns[place].field.label
            told.append(f"第 {row + 1} 行{'' if name in sentence else f' {name}'}：{sentence}")
        more = [f"……共 {len(told)} 处，红色的格子都须改正。"] if len(told) > _MOST_TOLD else []
        self.problems.setText("\n".join((*told[:_MOST_TOLD], *more)))
        self.problems.show()
        self._say("没有保存", Tone.RED)
        first = next(iter(faults))
        self.grid.setFocus()
        self.grid.go_to(*first)

    def _on_remove_clicked(self) -> None:
        self.model.remove([one.row() for one in self.grid.selectedIndexes()])
        self.grid.setFocus()

    # --- leaving ---

    def _may_leave(self) -> bool:
        if not self.isEnabled():
            return False
        if not self.model.texts():
            return True
        self.keep_draft()
        messages.ask_save(self, self._on_answered)
        return False

    def _on_answered(self, answer: Answer) -> None:
        if answer is Answer.SAVE:
            self.save()
        elif answer is Answer.DISCARD:
            self.model.set_texts([])
            self.keep_draft()
            self.accept()

    def reject(self) -> None:
        """Esc: close, unless something typed is to be asked about."""
        if self._may_leave():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The cross of the window: the same question."""
        if self._may_leave():
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S saves; Enter never closes the dialog."""
        if is_save_key(event):
            self.save()
            event.accept()
        elif event.key() in _ENTER:
            event.accept()
        else:
            super().keyPressEvent(event)


class _RowsRefused(UserError):
    """Everything wrong with the rows, not only the first of it."""

    def __init__(self, rows: tuple[RowError, ...]) -> None:
        super().__init__(rows[0].sentence)
        self.rows = rows


def _save(session: Any, record: type, many: list[dict[str, Any]], key: str) -> Any:
    if found := problems_of_many(session, record, many):
        raise _RowsRefused(found)
    result: OpResult[Any] = add_many(session, record, many)
    drafts.discard(session, key, "")
    return result
