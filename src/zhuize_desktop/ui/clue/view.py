"""卷宗: one clue in the place of the list, with every stage, side track and paper of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ...domain.errors import UserError
from ...domain.records import Approval, Attachment, Extension, Suspension
from ...domain.tracks import SHEETS, sheet_of
from .. import messages
from ..pages.clue_actions import ClueActions
from ..palette import GRID
from ..theme import card
from ..widgets.stage_path import StagePath
from .attachments import CaseAttachments
from .case_resolver import CaseResolver
from .circle import CircleDialog
from .contents import Contents, new_contents, read_contents
from .deadlines_page import DeadlinesPage
from .head import DossierHead, DoubtBanner
from .history import HistoryTab
from .keys import DossierKeys
from .line_kinds import APPROVALS, kind_of
from .lines import LinesPage, LinesTable
from .marks import counts, marks, notes, stage_of_day
from .missing_panel import MissingPanel, progress_words
from .moves import CaseMoves
from .navigation import Destination, destination_of_day, destination_of_finding, destination_of_gate
from .papers import PapersTab
from .register import RegisterTab
from .rules_page import RulesPage
from .sheet import SheetPage
from .sheet_list import DRAFT, UNSAVED, Listed, SheetList
from .step_bar import CONFIRM, EXTEND, SPLIT, SUSPEND, Deed, StepBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QDialog

    from ...domain.stages import Stage
    from ...domain.viewer import Changes
    from ...domain.workflow import Move
    from ..context import Context
    from ..forms.editor import RecordEditor
    from ..forms.form import RecordForm
    from ..resolver import LedgerResolver
    from .sheet import OwnPage

#: Below this width the panel at the right becomes a sheet of its own.
NARROW = 960
REGISTER, RULES, APPROVAL_SHEET, ATTACHMENTS, PAPERS, DEADLINES, HISTORY, MISSING = (
    "register",
    "rules",
    "approvals",
    "attachments",
    "papers",
    "deadlines",
    "history",
    "missing",
)
_SHEETS = {sheet.code: sheet for sheet in SHEETS}


class ClueView(QWidget):
    """The clue that is open.

    Signals:
        left: the person goes back to the list.
        where_changed: ask ``where`` and ``is_settled`` again.
    """

    left = Signal()
    where_changed = Signal()

    def __init__(self, context: Context, resolver: LedgerResolver) -> None:
        super().__init__()
        self._context, self._outside = context, resolver
        self.resolver = CaseResolver(resolver)
        self._contents: Contents | None = None
        self._is_stepping = False
        self._sheets: dict[str, SheetPage] = {}
        self.deeds = ClueActions(context, self)
        self.moves = CaseMoves(context, self, self.resolver)
        self.register = RegisterTab(context, self.resolver)
        self.approvals = LinesTable(context, self.resolver, kind_of(APPROVALS))
        self.attachments = CaseAttachments(context, self.resolver)
        self.papers = PapersTab(context)
        self.deadlines = DeadlinesPage(self.resolver)
        self.history = HistoryTab(self.resolver)
        self.rules = RulesPage()
        #: What stands below the sheets of the tracks, in this order; a further page is one more line here.
        self._own: dict[str, tuple[str, OwnPage]] = {
            REGISTER: ("登记内容", self.register),
            RULES: ("规则提示", self.rules),
            APPROVAL_SHEET: (Approval.noun, LinesPage(self.approvals)),
            ATTACHMENTS: (Attachment.noun, self.attachments),
            PAPERS: ("文书", self.papers),
            DEADLINES: ("期限", self.deadlines),
            HISTORY: ("办理过程", self.history),
        }
        self._lay_out()
        self._connect()
        self.keys = DossierKeys(self)

    # --- building ---

    def _lay_out(self) -> None:
        self.head = DossierHead(self._context.session.viewer)
        self.doubt = DoubtBanner()
        self.doubt.confirm_button.clicked.connect(lambda: self.deeds.ask_stage([self.uid]))
        self.path = StagePath()
        self.path_card = card(self.path)
        path_layout = self.path_card.layout()
        assert path_layout is not None  # every card has one
        path_layout.setContentsMargins(8, 2, 8, 2)
        self.list = SheetList(self._listed())
        self.stack = QStackedWidget()
        for _, page in self._own.values():
            self.stack.addWidget(cast("QWidget", page))
        self.bar = StepBar(self._context.session.viewer)
        self._adopt(self.register.editor)
        self.panel = MissingPanel()
        sheet = QFrame()
        sheet.setProperty("role", "card")
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.bar)
        inside = QHBoxLayout(sheet)
        inside.setContentsMargins(1, 6, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.list)
        inside.addLayout(right, 1)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(GRID)
        self._middle.addWidget(sheet, 1)
        self._middle.addWidget(self.panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.head)
        layout.addWidget(self.doubt)
        layout.addWidget(self.path_card)
        layout.addLayout(self._middle, 1)
        self.list.show_sheet(MISSING, False)

    def _listed(self) -> list[Listed]:
        return [
            Listed("", "办理环节"),
            *(Listed(sheet.code, sheet.label) for sheet in SHEETS if sheet.stage is not None),
            Listed("", "并行事项"),
            *(Listed(sheet.code, sheet.label) for sheet in SHEETS if sheet.stage is None),
            Listed("", "卷宗"),
            Listed(MISSING, "缺项与时间线"),
            *(Listed(code, title) for code, (title, _) in self._own.items()),
        ]

    def _connect(self) -> None:
        self.head.left.connect(self.left)
        self.head.circle_wanted.connect(self.open_circle)
        self.head.withdraw_wanted.connect(self._on_withdraw_wanted)
        self.path.picked.connect(self.turn_to_stage)
        self.list.picked.connect(self._on_sheet_picked)
        self.register.registered.connect(self._on_registered)
        self.bar.stepped.connect(self._on_asked)
        self.bar.asked.connect(self._on_asked)
        self.rules.wanted.connect(self.go_to)
        self.panel.wanted.connect(lambda one: self.go_to(destination_of_finding(one)))
        self.panel.looked_at.connect(lambda one: self.go_to(destination_of_gate(one)))
        self.panel.day_picked.connect(lambda one: self.go_to(destination_of_day(one)))
        self.panel.explaining.connect(self._on_explaining)
        self.moves.blocked.connect(lambda _: self.refresh(None))
        self.moves.opened.connect(self.open_clue)
        self.moves.stepping.connect(self._on_stepping)

    def _adopt(self, editor: RecordEditor) -> None:
        self.bar.adopt(editor)
        editor.settled_changed.connect(self.where_changed)

    # --- sheets ---

    def turn_to(self, code: str) -> None:
        """Bring a sheet to the front."""
        if self.list.code == code:
            self._on_sheet_picked(code)
        else:
            self.list.turn_to(code)

    def turn_to_stage(self, stage: Stage) -> None:
        """The first sheet of a stage."""
        self.turn_to(next(sheet.code for sheet in SHEETS if sheet.stage is stage))

    def sheet(self, code: str) -> SheetPage:
        """A sheet of the tracks, made when first wanted."""
        if code not in self._sheets:
            made = SheetPage(self._context, self.resolver, _SHEETS[code])
            for editor in made.editors:
                self._adopt(editor)
            made.turned.connect(self._show_foot)
            self.stack.addWidget(made)
            self._sheets[code] = made
            if self._contents is not None and not self._contents.is_new:
                made.show_contents(self._contents)
        return self._sheets[code]

    def _on_sheet_picked(self, code: str) -> None:
        if code in _SHEETS:
            self.stack.setCurrentWidget(self.sheet(code))
        elif code == MISSING:
            self.stack.setCurrentWidget(self.panel)
        else:
            self.stack.setCurrentWidget(cast("QWidget", self._own[code][1]))
        self._show_foot()
        self._show_marks()

    def _show_marks(self) -> None:
        contents = self._contents
        if contents is None or contents.is_new:
            return
        waiting = {sheet.code: DRAFT for record in contents.drafts if (sheet := sheet_of(record)) is not None}
        waiting |= {code: UNSAVED for code, editor in self.editors() if not editor.is_settled()}
        self.list.show_marks(marks(contents), counts(contents), waiting)

    @property
    def editor(self) -> RecordEditor | None:
        """The editor in front; ``None`` where a table or a list is."""
        page = self.stack.currentWidget()
        if isinstance(page, SheetPage):
            return page.editor
        return self.register.editor if page is self.register else None

    @property
    def table(self) -> LinesTable | None:
        """The table of lines in front; ``None`` where a form or a list is."""
        page = self.stack.currentWidget()
        if isinstance(page, SheetPage):
            return page.current if isinstance(page.current, LinesTable) else None
        return self.approvals if self.list.code == APPROVAL_SHEET else None

    def _show_foot(self) -> None:
        self.bar.show_foot(self.editor)
        self.where_changed.emit()

    @property
    def where(self) -> str:
        """What stands in front, of which clue, how far that is, and how much stands in the way of the next step."""
        contents = self._contents
        if contents is None:
            return "打开线索"
        if contents.is_new:
            return "登记线索"
        page = self.stack.currentWidget()
        front = page.words if isinstance(page, SheetPage) else self.list.words
        return f"{front} · {contents.clue.number}（{progress_words(contents)}）"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is typed in any form that is not saved."""
        return all(editor.is_settled() for _, editor in self.editors())

    def show_panel(self) -> None:
        """What is missing, in sight: in a narrow window it is a sheet."""
        if self.stack.indexOf(self.panel) >= 0:
            self.turn_to(MISSING)

    def editors(self) -> list[tuple[str, RecordEditor]]:
        """Every editor with the code of its sheet."""
        sheets = [(code, editor) for code, page in self._sheets.items() for editor in page.editors]
        return [(REGISTER, self.register.editor), *sheets]

    # --- showing ---

    @property
    def uid(self) -> str:
        """The clue shown, "" for a new one or none."""
        return "" if self._contents is None else self._contents.clue.uid

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
        for _, own in self._own.values():
            if own is not self.register:  # what is typed there is shown anew by whoever asked
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
        if where.record is not None and where.code in _SHEETS:
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the panel as a sheet."""
        super().resizeEvent(event)
        self._place_panel()

    def _place_panel(self) -> None:
        narrow = self.width() < NARROW
        is_new = self._contents is None or self._contents.is_new
        self.head.set_narrow(narrow)
        self.list.show_sheet(MISSING, narrow and not is_new)
        if narrow and self.stack.indexOf(self.panel) < 0:
            self.panel.set_wide(True)
            self.stack.addWidget(self.panel)
        elif not narrow and self.stack.indexOf(self.panel) >= 0:
            if self.list.code == MISSING:
                self.turn_to(REGISTER)
            self.stack.removeWidget(self.panel)
            self.panel.set_wide(False)
            self._middle.addWidget(self.panel)
        if not narrow:
            self.panel.setVisible(not is_new)


def _jump(form: RecordForm, field: str) -> None:
    if not form.is_hidden(field):
        form.jump_to(field)
