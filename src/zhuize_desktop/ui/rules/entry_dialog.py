"""One entry of a pack on screen: its form is read off the columns, so that it never knows fewer than the template."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.pack_columns import PackColumn, columns_of
from ...domain.rules import DeadlineRule, Entry, Grade
from ...domain.validated import faults
from ...services.packs import preview_entry, save_entry, save_word
from .. import messages
from ..draft_keeper import keep_editors
from ..over import OverDialog
from ..palette import GRID, Tone
from ..system.moved_dialog import ask_moves
from ..theme import button, fit_screen, label, primary_button, restyle
from ..widgets.entry import Editor, FlagEdit, LineEntry
from .entry_editors import make_editor, plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QCloseEvent

    from ...domain.recomputed import Recomputed
    from ..context import Context

#: How far an entry was compared is said by 确认核对, never typed here.
_NOT_HERE = ("grade", "checked")
#: Among what is typed; no column is called so.
_REASON = "修改理由"


class EntryDialog(OverDialog):
    """The form of an entry with the reason of the change. Esc and 关闭 ask first when something was typed.

    Signals:
        saved: code of the entry.
    """

    saved = Signal(str)

    def __init__(
        self,
        context: Context,
        over: QWidget,
        kind: type[Entry],
        names: Mapping[str, Mapping[str, str]],
        *,
        pack: str,
        part: str,
        base: str,
        entry: Entry | None = None,
    ) -> None:
        """``base`` is the digest of the pack the form was opened on, empty for a word of a shared dictionary."""
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"修改“{entry.label}”" if entry is not None else "新增条目")
        self._context, self._kind, self._entry = context, kind, entry
        self._pack, self._part, self._base = pack, part, base
        self._may_close = False
        self.columns = tuple(one for one in columns_of(kind) if one.path[0] not in _NOT_HERE)
        code = entry.code if entry is not None else ""
        self.editors: dict[str, Editor] = {
            one.name: make_editor(one, names, context.session.clock, code) for one in self.columns
        }
        self.reason = LineEntry()
        self.reason.setAccessibleName("修改理由")
        self.reason.setPlaceholderText("依据哪份文件、谁同意的；记入版本和办理记录")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.save_button = primary_button("保存")
        self.close_button = button("关闭")
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save)
        self._lay_out()
        self._show_entry()
        self._loaded = self._texts()
        typed_in = {**self.editors, _REASON: self.reason}
        # An entry stands over itself, whatever became of others of its pack; a new one over those that are there.
        stood = entry.model_dump_json() if entry is not None else base or ",".join(names.get(part, ()))
        self.drafts = keep_editors(context, self, f"RuleEntry/{pack}/{part}", code, typed_in, stood)
        self.drafts.restored.connect(self._tell)
        self.drafts.offer()
        fit_screen(self, 720, 620)
        self._first().setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(14, 12, 14, 12)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for column in self.columns:
            editor: Any = self.editors[column.name]
            star = " *" if column.required and len(column.path) == 1 else ""
            form.addRow(label(column.title + star, "label"), editor)
        inside = QWidget()
        sheet = QVBoxLayout(inside)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.addLayout(form)
        sheet.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self.area = area
        why = QFormLayout()
        why.setContentsMargins(14, 0, 14, 0)
        why.setHorizontalSpacing(12)
        why.addRow(label("修改理由 *", "label"), self.reason)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 0)
        foot.addWidget(self.problem, 100)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 6, 4, 12)
        layout.setSpacing(GRID)
        layout.addWidget(area, 1)
        if self._entry is not None and self._entry.grade.confirmed:
            said = "这一条已核对原文；改动内容后恢复为“待核对”，须重新对照原文确认。"
            warned = label(said, "note", Tone.AMBER, wrap=True)
            warned.setContentsMargins(14, 0, 14, 0)
            layout.addWidget(warned)
        layout.addLayout(why)
        layout.addLayout(foot)

    def _first(self) -> Any:
        name = "code" if self._entry is None else "label"
        return self.editors[name]

    def _show_entry(self) -> None:
        if self._entry is None:
            return
        for column in self.columns:
            value = column.value_of(self._entry)
            editor = self.editors[column.name]
            if value is not None or isinstance(editor, FlagEdit):
                editor.set_value(bool(value) if isinstance(editor, FlagEdit) else value)
        self.editors["code"].set_read_only(True)

    # --- what was typed ---

    def _texts(self) -> list[str]:
        """Everything as it stands, also what is no value yet."""
        found = []
        for column in self.columns:
            editor = self.editors[column.name]
            found.append(editor.typed() or str(editor.value()))
        return [*found, self.reason.value()]

    def entry(self) -> Entry:
        """The entry as typed.

        Raises:
            FieldError: something in it cannot be; its field is the name of a column.
        """
        raw: dict[str, Any] = {}
        absent = set()
        for column in self.columns:
            value = plain_value(column, self.editors[column.name])
            if column.presence:
                absent |= set() if value else {column.path[0]}
                if value:
                    raw.setdefault(column.path[0], {})
            elif value is not None and not (len(column.path) > 1 and value is False):
                if column.path[0] in absent:
                    raise FieldError(
                        column.name, f"填了“{column.title}”，却没有勾选前面的“有无”，请勾选或清空。"
                    )
                _put(raw, column, value)
        old = self._entry
        raw |= {"grade": old.grade if old is not None else Grade.UNVERIFIED}
        if old is not None and old.checked is not None:
            raw["checked"] = old.checked
        if found := faults(self._kind, raw):
            loc, clause = found[0]
            path = tuple(step for step in loc if isinstance(step, str))
            at = next((one for one in self.columns if path and one.path[: len(path)] == path), None)
            title = f"“{at.title}”" if at is not None else ""
            raise FieldError(at.name if at is not None else "", f"{title}{clause}。")
        return self._kind.model_validate(raw)

    def save(self) -> None:
        """Save what is typed; what cannot be is told beside the buttons and its field gets the keyboard."""
        try:
            entry = self.entry()
            if not self.reason.value():
                raise FieldError("reason", "请填写修改理由，例如依据哪份文件修改。")
        except FieldError as error:
            self._on_refused(error)
            return
        self.problem.hide()
        if not (self._base and isinstance(entry, DeadlineRule)):
            self._save(entry, None)
            return
        self._context.jobs.run(
            preview_entry,
            self._context.session,
            self._pack,
            self._part,
            entry,
            owner=self,
            busy=self,
            title="核算期限",
            on_done=lambda found: self._ask(entry, found),
            on_error=self._on_refused,
        )

    def _ask(self, entry: Entry, found: Recomputed | None) -> None:
        """A period: which open deadlines it moves is looked at first."""
        self.moved = ask_moves(self, found, lambda seen: self._save(entry, seen))

    def _save(self, entry: Entry, agreed: Recomputed | None) -> None:
        session, reason = self._context.session, self.reason.value()
        work: Any = (
            (save_entry, session, self._pack, self._part, entry, reason)
            if self._base
            else (save_word, session, self._part, entry, reason)
        )
        more: Any = {"base": self._base, "agreed": agreed} if self._base else {}
        self._context.jobs.run(
            partial(work[0], **more),
            *work[1:],
            owner=self,
            busy=self,
            title="保存规则条目",
            on_done=lambda _: self._on_saved(entry.code),
            on_error=self._on_refused,
        )

    def _on_saved(self, code: str) -> None:
        self._may_close = True
        self.drafts.drop()
        self.saved.emit(code)
        self.accept()

    def _on_refused(self, error: Exception) -> None:
        self._tell(error.sentence if isinstance(error, UserError) else "程序出错，没有保存。", Tone.RED)
        if isinstance(error, FieldError):
            target: Any = self.reason if error.field == "reason" else self.editors.get(error.field)
            if target is not None:
                target.setFocus()
                self.area.ensureWidgetVisible(target)

    def _tell(self, sentence: str, tone: Tone = Tone.ACCENT) -> None:
        self.problem.setText(sentence)
        restyle(self.problem, tone=tone.value)
        self.problem.show()

    # --- leaving ---

    def _may_leave(self) -> bool:
        if self._may_close or self._texts() == self._loaded:
            return True
        messages.confirm(self, "放弃填写的内容？", self._leave, yes="放弃", danger=True)
        return False

    def _leave(self) -> None:
        self._may_close = True
        self.drafts.drop()
        self.close()

    def reject(self) -> None:
        """Esc: the same question."""
        if self._may_leave():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless something typed is to be asked about."""
        if self._may_leave():
            event.accept()
        else:
            event.ignore()


def _put(raw: dict[str, Any], column: PackColumn, value: Any) -> None:
    for step in column.path[:-1]:
        raw = raw.setdefault(step, {})
    raw[column.path[-1]] = value
