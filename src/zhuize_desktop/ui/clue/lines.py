"""What hangs on a clue line by line: a table with its sums, and adding, changing, withdrawing, attaching."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from ...domain.fields import Column, Kind, column
from ...domain.money import format_fen
from ...domain.records import Approval, Attachment, Record
from ...domain.roles import Op
from ...domain.stages import Stage
from ...services.approvals import confirm_approval
from ...services.attachments import add_attachment
from ...services.records import SAVE_OPS, add, add_many, change, withdraw
from ...services.saving_rules import why_closed
from ..forms.editors import label_text
from ..pages.clue_actions import AskDialog, refusal
from ..palette import GRID
from ..record_dialog import RecordDialog
from ..tables.lazy_model import ColumnDef, LazyTableModel
from ..tables.view import LedgerTable
from ..theme import button, label
from ..widgets.flow import FlowLayout
from ..widgets.long_text import LongText
from .bulk_grid import BulkDialog
from .contents import draft_key
from .follows import watch
from .presets import approval_wanted, presets_of
from .side_by_side import SideBySide, lines_side_by_side
from .words import FieldWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu, QPushButton

    from ..context import Context
    from .case_resolver import CaseResolver
    from .contents import Contents
    from .line_kinds import LineKind

#: Columns that hold sentences, in half-width characters.
_WIDTHS = {Kind.LONG_TEXT: 48, Kind.TEXT: 20}


class LinesTable(QWidget):
    """Lines of one kind.

    Signals:
        counted: how many lines there are.
    """

    counted = Signal(int)

    def __init__(
        self, context: Context, resolver: CaseResolver, kind: LineKind, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._resolver, self._kind = context, resolver, kind
        self._contents: Contents | None = None
        self._lines: dict[str, Any] = {}
        self._words: FieldWords | None = None
        self.model: LazyTableModel[Any] = LazyTableModel(
            [*(self._column(column(kind.record, name)) for name in kind.fields), self._files_column()],
            lambda uids: [self._lines[uid] for uid in uids if uid in self._lines],
        )
        self.table = LedgerTable(self.model, f"clue.{kind.record.__name__}", empty=kind.empty)
        self.table.setAccessibleName(kind.noun)
        self.table.setMinimumHeight(62)
        self.sums = label("", "counts", wrap=True)
        self.sums.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add_button = button(f"登记{kind.noun}", icon_name="plus")
        self.bulk_button = button("批量录入…")
        self.bulk_button.setToolTip("在表格里连续录入多条，可从 Excel 粘贴，一次保存")
        self.change_button = button("修改")
        self.attach_button = button("佐证…", icon_name="paperclip")
        self.withdraw_button = button("撤回…")
        self.confirm_button = button("确认审批件")
        if kind.record is not Approval:
            self.confirm_button.hide()
        self.take_over_button = button("")
        self.take_over_button.setToolTip(
            "登记内容中“涉及责任人员”尚未逐人登记的，各建一行，再补填责任类型和认定事实"
        )
        self.take_over_button.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons, GRID)
        for pressed in (
            self.take_over_button, self.add_button, self.bulk_button, self.change_button, self.attach_button,
            self.confirm_button, self.withdraw_button,
        ):  # fmt: skip
            flow.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(buttons)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.sums)

    def _connect(self) -> None:
        self.take_over_button.clicked.connect(self.take_over)
        self.add_button.clicked.connect(lambda: self.open_new())
        self.bulk_button.clicked.connect(self.open_bulk)
        self.change_button.clicked.connect(lambda: self.open_line(self.table.current_uid()))
        self.attach_button.clicked.connect(lambda: self.ask_files(self.table.current_uid()))
        self.confirm_button.clicked.connect(lambda: self.confirm(self.table.current_uid()))
        self.withdraw_button.clicked.connect(lambda: self.ask_withdraw(self.table.current_uid()))
        self.table.opened.connect(self.open_line)
        self.table.picked.connect(lambda _: self._show_buttons())
        self.table.menu_opening.connect(self._fill_menu)

    def _column(self, declared: Column) -> ColumnDef[Any]:
        amount = declared.field.kind is Kind.MONEY
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight

        def text(line: Any) -> str:
            value = getattr(line, declared.name)
            if amount:
                return "" if value is None else format_fen(value)
            return "" if self._words is None else " ".join(self._words.of(declared, value).split())

        title = f"{declared.field.label}（元）" if amount else label_text(declared)
        return ColumnDef(
            declared.name,
            title,
            text,
            right if amount else left,
            _WIDTHS.get(declared.field.kind, max(13, declared.field.width)),
            tooltip=text,
        )

    def _files_column(self) -> ColumnDef[Any]:
        return ColumnDef("files", "附件", lambda line: str(len(self._files(line.uid)) or ""), width=5)

    def _files(self, uid: str) -> list[Attachment]:
        every = () if self._contents is None else self._contents.case.all(Attachment)
        return [one for one in every if uid in (one.about, one.approval)]

    # --- showing ---

    @property
    def record(self) -> type[Record]:
        """The class of the lines."""
        return self._kind.record

    def show_contents(self, contents: Contents) -> None:
        """Show the lines of a clue."""
        lines = contents.case.all(self._kind.record)
        self._contents = contents
        self._words = FieldWords(contents.book, self._resolver)
        self._lines = {line.uid: line for line in lines}
        if list(self.model.ids) == list(self._lines):
            self.model.refresh()
        else:
            self.model.set_ids(list(self._lines))
        self.sums.setText(self._kind.sums(lines, contents))
        self.sums.setVisible(bool(self.sums.text()))
        self._show_buttons()
        self.counted.emit(len(lines))

    def _show_buttons(self) -> None:
        why = self._closed_because
        waiting = () if self._contents is None else self._kind.taken_over(self._contents)
        self.take_over_button.setText(f"按涉及责任人员带入（{len(waiting)} 人）")
        self.take_over_button.setVisible(bool(waiting) and not why)
        chosen = bool(self.table.current_uid())
        hint = "" if chosen else f"先在列表中选一行{self._kind.noun}"
        viewer = self._context.session.viewer
        withdrawing = self._withdrawn_because or refusal(Op.WITHDRAW, viewer) or why
        attaching = self._withdrawn_because or refusal(Op.ADD_ATTACHMENT, viewer)
        _set(self.add_button, why, "Ctrl+Shift+N")
        _set(self.bulk_button, why, "在表格里连续录入多条，可从 Excel 粘贴，一次保存")
        _set(self.change_button, why or hint)
        _set(self.withdraw_button, withdrawing or hint)
        _set(self.attach_button, attaching or hint, "给选中的这一行加入佐证文件")
        if self._kind.record is Approval:
            _set(self.confirm_button, hint or self._unconfirmable(self.table.current_uid()), _CONFIRMING)

    @property
    def _withdrawn_because(self) -> str:
        is_out = self._contents is not None and self._contents.clue.withdrawn_reason
        return "线索已撤回，恢复到台账后才能修改。" if is_out else ""

    @property
    def _closed_because(self) -> str:
        """Why nothing may be changed here; "" when it may."""
        if self._contents is None:
            return ""
        return (
            self._withdrawn_because
            or refusal(SAVE_OPS[self._kind.record], self._context.session.viewer)
            or why_closed(self._kind.record, self._contents.clue, worked=self._contents.is_worked)
        )

    def _unconfirmable(self, uid: str) -> str:
        line, viewer = self._lines.get(uid), self._context.session.viewer
        if line is None or self._withdrawn_because:
            return self._withdrawn_because
        if line.confirmed_by is not None:
            return "这件审批件已经确认过。"
        if line.entered_by == viewer.user:
            return "审批件由录入人以外的人确认，请换一人登录后确认。"
        return refusal(Op.CONFIRM_APPROVAL, viewer)

    def _fill_menu(self, menu: QMenu, uids: Sequence[str]) -> None:
        if len(uids) == 2:
            menu.addAction("并列查看…", lambda: self.compare(uids[0], uids[1]))
        if self._kind.record is Approval and len(uids) == 1 and not self._unconfirmable(uids[0]):
            menu.addAction(self.confirm_button.text(), lambda: self.confirm(uids[0]))
        if self._closed_because or len(uids) != 1:
            return
        menu.addAction("修改\t回车", lambda: self.open_line(uids[0]))
        menu.addAction("佐证…", lambda: self.ask_files(uids[0]))
        menu.addAction("撤回…", lambda: self.ask_withdraw(uids[0]))

    # --- changing ---

    def open_new(self, wanted: str = "") -> RecordDialog | None:
        """The empty form of one line; nothing where nothing may be entered.

        ``wanted``: whose approval is missing, or what it has to be about.
        """
        if self._contents is None or self._closed_because:
            return None
        dialog = self._dialog(f"登记{self._kind.noun}")
        presets = presets_of(self._kind.record, self._contents, self._resolver)
        if wanted and self._kind.record is Approval:
            presets |= approval_wanted(wanted, self._contents)
        dialog.open_new(presets=presets)
        return dialog

    def open_bulk(self) -> BulkDialog | None:
        """The grid in which several lines are typed or pasted."""
        if self._contents is None or self._closed_because:
            return None
        dialog = BulkDialog(self._context, self.window(), self._resolver, self._contents, self._kind)
        dialog.open()
        return dialog

    def take_over(self) -> None:
        """One line each for those whom the form names and who have none."""
        if self._contents is None:
            return
        clue = self._contents.clue.uid
        self._run(
            f"登记{self._kind.noun}",
            add_many,
            self._kind.record,
            [{"clue": clue, "person": uid} for uid in self._kind.taken_over(self._contents)],
        )

    def open_line(self, uid: str) -> RecordDialog | None:
        """The form of one line; nothing where nothing may be changed."""
        line = self._lines.get(uid)
        if line is None or self._closed_because:
            return None
        dialog = self._dialog(f"修改{self._kind.noun}")
        dialog.open_record(line)
        return dialog

    def _dialog(self, title: str) -> RecordDialog:
        contents = self._contents
        assert contents is not None  # the buttons are closed before a clue is shown
        clue, session = contents.clue.uid, self._context.session
        form = draft_key(self._kind.record, clue)
        dialog = RecordDialog(
            self._context,
            self.window(),
            title,
            self._kind.record,
            self._resolver,
            insert=lambda values: (_add, (session, self._kind.record, {**values, "clue": clue}, form)),
            change=lambda line, values: (_change, (session, replace(line, **values), form)),
            draft_form=form,
            # 存量线索: what earlier stages demanded may be unknown for ever.
            stage=Stage.INTAKE if contents.clue.legacy else contents.clue.stage,
        )
        watch(dialog.form, self._kind.record, lambda: contents)
        return dialog

    def ask_withdraw(self, uid: str) -> AskDialog | None:
        """撤回 one line, with its reason."""
        if uid not in self._lines:
            return None
        dialog = AskDialog(
            self.window(),
            f"撤回{self._kind.noun}",
            f"撤回这一行{self._kind.noun}：不再计入合计，记录和理由保留在办理过程中。请写明理由。",
            LongText(3, 6),
            "撤回",
            "请填写撤回理由。",
        )
        dialog.answered.connect(
            lambda reason: self._run(f"撤回{self._kind.noun}", withdraw, self._kind.record, uid, reason)
        )
        dialog.open()
        return dialog

    def confirm(self, uid: str) -> None:
        """确认审批件: what was entered stands as on the paper."""
        if uid in self._lines and not self._unconfirmable(uid):
            self._run("确认审批件", confirm_approval, uid)

    def compare(self, one: str, other: str) -> SideBySide | None:
        """并列查看: two lines in two columns."""
        if self._words is None or one not in self._lines or other not in self._lines:
            return None
        pair = lines_side_by_side(self._lines[one], self._lines[other], self._words, self._resolver.called)
        dialog = SideBySide(self.window(), pair)
        dialog.open()
        return dialog

    # --- files ---

    def ask_files(self, uid: str) -> QFileDialog | None:
        """Choose files that prove one line."""
        if uid not in self._lines or not self.attach_button.isEnabled():
            return None
        dialog = QFileDialog(self.window(), f"选择{self._kind.noun}的佐证文件")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.attach(uid, [Path(file) for file in files]))
        dialog.open()
        return dialog

    def attach(self, uid: str, files: Sequence[Path]) -> None:
        """Take files in as what proves a line, one action each."""
        assert self._contents is not None  # a line can be chosen only when a clue is shown
        values = {"clue": self._contents.clue.uid, "about": uid}
        for file in files:
            self._run(f"加入“{file.name}”", add_attachment, file, values)

    def _run(self, title: str, act: Any, *arguments: Any) -> None:
        self._context.jobs.run(act, self._context.session, *arguments, owner=self, busy=self, title=title)


class LinesPage(QWidget):
    """A table of lines that is a whole sheet."""

    def __init__(self, context: Context, resolver: CaseResolver, kind: LineKind, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines = LinesTable(context, resolver, kind, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 6)
        layout.addWidget(self.lines)

    def show_contents(self, contents: Contents) -> None:
        """Show the lines of a clue."""
        self.lines.show_contents(contents)


_CONFIRMING = "您已核对录入与审批件原件一致"


def _set(pressed: QPushButton, why: str, usual: str = "") -> None:
    pressed.setEnabled(not why)
    pressed.setToolTip(why or usual)


def _add(session: Any, record: type[Record], values: dict[str, Any], form: str) -> Any:
    return add(session, record, values, form=form)


def _change(session: Any, line: Record, form: str) -> Any:
    return change(session, line, form=form)
