"""卷宗: one clue in the place of the list, with every stage, side track and paper of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from ...domain.errors import UserError
from ...domain.records import Approval, Extension, Suspension
from .. import messages
from ..pages.clue_actions import ClueActions
from .circle import CircleDialog
from .contents import Contents, new_contents, read_contents
from .frame import APPROVAL_SHEET, ATTACHMENTS, REGISTER, TRACK_SHEETS, DossierFrame
from .keys import DossierKeys
from .lines import LinesTable
from .marks import notes, stage_of_day
from .moves import CaseMoves
from .navigation import Destination, destination_of_day, destination_of_finding, destination_of_gate
from .step_bar import CONFIRM, EXTEND, SPLIT, SUSPEND, Deed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QDialog

    from ...domain.viewer import Changes
    from ...domain.workflow import Move
    from ..context import Context
    from ..forms.editor import RecordEditor
    from ..forms.form import RecordForm
    from ..resolver import LedgerResolver


class ClueView(DossierFrame):
    """The clue that is open.

    Signals:
        left: the person goes back to the list.
    """

    left = Signal()

    def __init__(self, context: Context, resolver: LedgerResolver) -> None:
        super().__init__(context, resolver)
        self._is_stepping = False
        self.deeds = ClueActions(context, self)
        self.moves = CaseMoves(context, self, self.resolver)
        self._connect()
        self.keys = DossierKeys(self)

    def _connect(self) -> None:
        self.head.left.connect(self.left)
        self.doubt.confirm_button.clicked.connect(lambda: self.deeds.ask_stage([self.uid]))
        self.head.circle_wanted.connect(self.open_circle)
        self.head.withdraw_wanted.connect(self._on_withdraw_wanted)
        self.path.picked.connect(self.turn_to_stage)
        self.list.picked.connect(self._on_sheet_picked)
        self.registered.connect(self._on_registered)
        self.bar.stepped.connect(self._on_asked)
        self.bar.asked.connect(self._on_asked)
        self.place_wanted.connect(self.go_to)
        self.panel.wanted.connect(lambda one: self.go_to(destination_of_finding(one)))
        self.panel.looked_at.connect(lambda one: self.go_to(destination_of_gate(one)))
        self.panel.day_picked.connect(lambda one: self.go_to(destination_of_day(one)))
        self.panel.explaining.connect(self._on_explaining)
        self.moves.blocked.connect(lambda _: self.refresh(None))
        self.moves.opened.connect(self.open_clue)
        self.moves.stepping.connect(self._on_stepping)

    # --- showing ---

    def open_clue(self, uid: str, where: Destination | None = None) -> None:
        """Show a registered clue, at the sheet of its stage or at a place in it."""
        self._contents = None
        self._read(uid, lambda contents: self._show_opened(contents, where))

    def open_new(self) -> None:
        """登记线索."""
        self._contents = None
        self.turn_to(REGISTER)
        self._context.jobs.run(
            new_contents,
            self._context.session,
            owner=self,
            busy=self,
            title="准备登记",
            on_done=self._show_new,
            latest="read",
        )

    def refresh(self, changes: Changes | None) -> None:
        """Something in the ledger changed: read again, but leave alone what is being typed."""
        if self.uid:
            self._read(self.uid, self._show_newer)

    def _read(self, uid: str, show: Callable[[Contents], None], latest: str = "read") -> None:
        self._context.jobs.run(
            read_contents,
            self._context.session,
            uid,
            owner=self,
            busy=self,
            title="打开线索",
            on_done=show,
            on_error=self._on_read_failed,
            latest=latest,
        )

    def _on_read_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            messages.show_error(self, error)
        self.left.emit()

    def _show_new(self, contents: Contents) -> None:
        self._show_around(contents)
        self.register.show_contents(contents)
        if contents.draft is None:
            self.register.form.focus_first()

    def _show_opened(self, contents: Contents, where: Destination | None) -> None:
        self._show_around(contents)
        if REGISTER in self._pages:
            self.register.show_contents(contents)
        self._begin_stage(contents)
        if where is not None:
            self.go_to(where)

    def _begin_stage(self, contents: Contents) -> None:
        """The sheet of the stage, ready to type."""
        self.turn_to_stage(contents.clue.stage)
        if self.editor is None or self.editor.form.isEnabled():
            self.keys.focus_front()

    def _show_newer(self, contents: Contents) -> None:
        before = self._contents
        self._show_around(contents)
        if REGISTER in self._pages:
            self.register.take_newer(contents)
        stepped, self._is_stepping = self._is_stepping, False
        if stepped and before is not None and before.clue.stage is not contents.clue.stage:
            self._begin_stage(contents)

    def _show_around(self, contents: Contents) -> None:
        """Everything but the form 登记内容."""
        self._contents = contents
        self.resolver.show(contents.case)
        clue = contents.clue
        self.head.show_contents(contents)
        for part in (self.path_card, self.list):
            part.setVisible(not contents.is_new)
        self._place_panel()
        self.doubt.show_contents(contents)
        self.bar.show_contents(contents)
        if contents.is_new:
            self.where_changed.emit()
            return
        self.path.set_stage(clue.stage, notes(contents), over=clue.closed)
        for page in self._sheets.values():
            page.show_contents(contents)
        for code, own in self._pages.items():
            if code != REGISTER:  # what is typed there is shown anew by whoever asked
                own.show_contents(contents)
        self.panel.show_contents(contents, self.resolver)
        self._show_marks()
        self.where_changed.emit()

    # --- going to a record ---

    def go_to(self, where: Destination) -> None:
        """Open the sheet, the record and the field."""
        if where.code == REGISTER:
            if where.field and self.register.form.is_hidden(where.field):
                # The days of a clue worked here come from the forms of its stages.
                self.turn_to_stage(stage_of_day(where.field))
                return
            self.turn_to(REGISTER)
            if where.field:
                self.register.form.jump_to(where.field)
            return
        self.turn_to(where.code)
        if where.code == ATTACHMENTS:
            self.attachments.expect(where.wanted)
        table: LinesTable | None = self.approvals if where.code == APPROVAL_SHEET else None
        if where.record is not None and where.code in TRACK_SHEETS:
            page = self.sheet(where.code)
            page.turn_to(where.record)
            part = page.part_of(where.record)
            if isinstance(part, LinesTable):
                table = part
            elif part is not None and where.field:
                _jump(part.form, where.field)
        if table is not None:
            self._go_to_line(table, where)

    def _go_to_line(self, table: LinesTable, where: Destination) -> None:
        if where.uid:
            table.table.select_uids([where.uid], where.uid)
        table.table.setFocus()
        if not where.opens:
            return
        dialog = table.open_line(where.uid) if where.uid else table.open_new(where.wanted)
        if dialog is not None and where.field:
            _jump(dialog.form, where.field)

    # --- what the person did ---

    def _on_registered(self, uid: str) -> None:
        self._read(uid, self._show_registered)

    def _show_registered(self, contents: Contents) -> None:
        self._show_around(contents)
        self.register.show_contents(contents)
        self.turn_to(REGISTER)
        self.register.say_registered(contents.clue.number)

    def _on_stepping(self) -> None:
        """A step was taken: once it is read, the dossier goes along."""
        self._is_stepping = True

    def _on_explaining(self, state: object) -> None:
        if self._contents is not None:
            self.moves.ask_explanation(state, self._contents)  # type: ignore[arg-type]

    def _on_asked(self, what: Move | Deed) -> None:
        """A move or deed; what is typed is asked about first, and saved before it is done."""
        if self._contents is not None and self.may_leave(lambda: self._ask_after_saving(what)):
            self.ask(what)

    def _ask_after_saving(self, what: Move | Deed) -> None:
        def go_on(contents: Contents) -> None:
            self._show_newer(contents)
            self.ask(what)

        # Apart from the reading that every change brings: that one must not take the place of this.
        self._read(self.uid, go_on, "step")

    def ask(self, what: Move | Deed) -> QDialog | None:
        """Ask for a move or deed as the case stands now."""
        contents = self._contents
        if contents is None:
            return None
        if isinstance(what, Deed):
            return self._do(what, contents)
        offered = (contents.step.move, *contents.step.others)
        if what not in offered or (what is contents.step.move and not contents.step.open):
            return None  # what was saved in between led elsewhere; the panel says what is missing
        return self.moves.ask(what, contents)

    def _do(self, deed: Deed, contents: Contents) -> QDialog | None:
        if deed is SPLIT:
            return self.moves.ask_split(contents)
        if deed is CONFIRM:
            waiting = [one.uid for one in contents.case.all(Approval) if one.confirmed_by is None]
            self.go_to(Destination(APPROVAL_SHEET, Approval, waiting[0] if waiting else "", opens=False))
            return None
        record = {EXTEND: Extension, SUSPEND: Suspension}[deed]
        self.go_to(Destination("timing", record, opens=True))
        return None

    def _on_withdraw_wanted(self) -> None:
        if self._contents is None or self._contents.is_new:
            return
        if self._contents.clue.withdrawn_reason:
            self.deeds.ask_bring_back([self.uid])
        elif self.may_leave(self._ask_withdraw):  # what is typed could not be saved afterwards
            self._ask_withdraw()

    def _ask_withdraw(self) -> None:
        self.deeds.ask_withdraw([self.uid])

    def open_circle(self) -> CircleDialog | None:
        """知悉范围 and 回避."""
        if self._contents is None or self._contents.is_new:
            return None
        dialog = CircleDialog(self._context, self._outside, self._contents, self)
        dialog.open()
        return dialog

    # --- leaving ---

    def may_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Whether nothing typed would be lost; else asks about one form after the other, and ``then`` follows."""
        for code, editor in self.editors():
            if not editor.is_settled():
                self._bring_forward(code, editor)
                return editor.may_leave(lambda: self._leave_rest(then))
        return True

    def _leave_rest(self, then: Callable[[], None] | None) -> None:
        if self.may_leave(then) and then is not None:
            then()

    def _bring_forward(self, code: str, editor: RecordEditor) -> None:
        self.turn_to(code)
        if code in self._sheets:
            page = self._sheets[code]
            page.turn_to(next(part.record for part in page.parts if getattr(part, "editor", None) is editor))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, and whoever holds the view asks about what is typed; Ctrl+S saves the form in front."""
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif control and key == Qt.Key.Key_S and self.editor is not None:
            self.editor.save()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def _jump(form: RecordForm, field: str) -> None:
    if not form.is_hidden(field):
        form.jump_to(field)
