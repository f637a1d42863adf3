"""The frame of a dossier: its sheets, its pages and the panel of what is missing, and what stands in front."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ...domain.records import Approval, Attachment
from ...domain.tracks import SHEETS, sheet_of
from ..palette import GRID
from ..theme import card
from ..widgets.stage_path import StagePath
from .attachments import CaseAttachments
from .case_resolver import CaseResolver
from .deadlines_page import DeadlinesPage
from .head import DossierHead, DoubtBanner
from .history import HistoryTab
from .line_kinds import APPROVALS, kind_of
from .lines import LinesPage, LinesTable
from .marks import counts, marks
from .missing_panel import MissingPanel, progress_words
from .papers import PapersTab
from .register import RegisterTab
from .rules_page import RulesPage
from .sheet import SheetPage
from .sheet_list import DRAFT, UNSAVED, Listed, SheetList
from .step_bar import StepBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from ...domain.stages import Stage
    from ..context import Context
    from ..forms.editor import RecordEditor
    from ..resolver import LedgerResolver
    from .contents import Contents
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
#: Code → sheet of the tracks.
TRACK_SHEETS = {sheet.code: sheet for sheet in SHEETS}


class DossierFrame(QWidget):
    """What a dossier is made of, and which of it is in front; whoever derives from it says what is shown there.

    Signals:
        where_changed: ask ``where`` and ``is_settled`` again.
        registered: uid of a clue that is new in the ledger.
        place_wanted: a ``Destination`` that a rule leads to.
    """

    where_changed = Signal()
    registered = Signal(str)
    place_wanted = Signal(object)

    def __init__(self, context: Context, resolver: LedgerResolver) -> None:
        super().__init__()
        self._context, self._outside = context, resolver
        self.resolver = CaseResolver(resolver)
        self._contents: Contents | None = None
        self._sheets: dict[str, SheetPage] = {}
        self.resolver.units = self._units
        #: What stands below the sheets of the tracks, in this order; a further page is one more line here.
        self._own: dict[str, tuple[str, Callable[[QWidget], OwnPage]]] = {
            REGISTER: ("登记内容", partial(RegisterTab, context, self.resolver)),
            RULES: ("规则提示", RulesPage),
            APPROVAL_SHEET: (Approval.noun, partial(LinesPage, context, self.resolver, kind_of(APPROVALS))),
            ATTACHMENTS: (Attachment.noun, partial(CaseAttachments, context, self.resolver)),
            PAPERS: ("文书", partial(PapersTab, context)),
            DEADLINES: ("期限", partial(DeadlinesPage, self.resolver)),
            HISTORY: ("办理过程", partial(HistoryTab, self.resolver)),
        }
        self._pages: dict[str, OwnPage] = {}
        self._lay_out()

    @property
    def uid(self) -> str:
        """The clue shown, "" for a new one or none."""
        return "" if self._contents is None else self._contents.clue.uid

    # --- building ---

    def _lay_out(self) -> None:
        self.head = DossierHead(self._context.session.viewer)
        self.doubt = DoubtBanner()
        self.path = StagePath()
        self.path_card = card(self.path)
        path_layout = self.path_card.layout()
        assert path_layout is not None  # every card has one
        path_layout.setContentsMargins(8, 2, 8, 2)
        self.list = SheetList(self._listed())
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())  # in front until a sheet is turned to
        self.bar = StepBar(self._context.session.viewer)
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

    def _adopt(self, editor: RecordEditor) -> None:
        self.bar.adopt(editor)
        editor.settled_changed.connect(self.where_changed)
        editor.settled_changed.connect(self._show_marks)

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
            made = SheetPage(self._context, self.resolver, TRACK_SHEETS[code], self.stack)
            made.turned.connect(self._show_foot)
            self.stack.addWidget(made)
            # After its form has come into the window: Tab then leads from the last field to the button.
            for editor in made.editors:
                self._adopt(editor)
            self._sheets[code] = made
            if self._contents is not None and not self._contents.is_new:
                made.show_contents(self._contents)
        return self._sheets[code]

    def page(self, code: str) -> OwnPage:
        """A page below the sheets of the tracks, made when first wanted."""
        if code not in self._pages:
            _, make = self._own[code]
            made = self._pages[code] = make(self.stack)
            if isinstance(made, RegisterTab):
                self._adopt(made.editor)
                made.registered.connect(self.registered)
            elif isinstance(made, RulesPage):
                made.wanted.connect(self.place_wanted)
            self.stack.addWidget(cast("QWidget", made))
            if self._contents is not None and (code == REGISTER or not self._contents.is_new):
                made.show_contents(self._contents)
        return self._pages[code]

    def _units(self) -> tuple[str, ...]:
        """The enterprises of the clue, as they stand in its form where that was opened."""
        if REGISTER in self._pages:
            return self.register.units()
        return () if self._contents is None else self._contents.clue.enterprises

    @property
    def register(self) -> RegisterTab:
        """登记内容."""
        return cast("RegisterTab", self.page(REGISTER))

    @property
    def approvals(self) -> LinesTable:
        """The table of 审批件."""
        return cast("LinesPage", self.page(APPROVAL_SHEET)).lines

    @property
    def attachments(self) -> CaseAttachments:
        """附件."""
        return cast("CaseAttachments", self.page(ATTACHMENTS))

    def _on_sheet_picked(self, code: str) -> None:
        if code in TRACK_SHEETS:
            self.stack.setCurrentWidget(self.sheet(code))
        elif code == MISSING:
            self.stack.setCurrentWidget(self.panel)
        else:
            self.stack.setCurrentWidget(cast("QWidget", self.page(code)))
        self._show_foot()
        self._show_marks()

    def _show_marks(self) -> None:
        contents = self._contents
        if contents is None or contents.is_new:
            return
        waiting = {sheet.code: DRAFT for record in contents.drafts if (sheet := sheet_of(record)) is not None}
        if contents.draft is not None:
            waiting[REGISTER] = DRAFT
        built: dict[str, list[RecordEditor]] = {}
        for code, editor in self.editors():
            built.setdefault(code, []).append(editor)
        for code, there in built.items():
            if not all(editor.is_settled() for editor in there):
                waiting[code] = UNSAVED
            elif not any(editor.offers_draft for editor in there):  # taken or dropped since the clue was read
                waiting.pop(code, None)
        self.list.show_marks(marks(contents), counts(contents), waiting)

    @property
    def editor(self) -> RecordEditor | None:
        """The editor in front; ``None`` where a table or a list is."""
        page = self.stack.currentWidget()
        return page.editor if isinstance(page, SheetPage | RegisterTab) else None

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
        """Every editor there is so far, with the code of its sheet."""
        register = [(REGISTER, self.register.editor)] if REGISTER in self._pages else []
        return register + [(code, editor) for code, page in self._sheets.items() for editor in page.editors]

    # --- width ---

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
