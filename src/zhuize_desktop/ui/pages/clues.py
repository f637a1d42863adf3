"""问题线索: the ledger, and in its place one clue when it is opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from ...domain.ledger_view import LedgerQuery
from ...domain.records import CASE_RECORDS
from ...domain.roles import Op
from ..clue.navigation import Located
from ..resolver import LedgerResolver
from .clue_actions import refusal
from .clue_list import ClueList
from .page import Page

if TYPE_CHECKING:
    from ...domain.viewer import Changes
    from ..clue.contents import Contents
    from ..clue.navigation import Destination, WayBack
    from ..clue.view import ClueView
    from ..context import Context
    from ..importing import ImportWizard


class CluesPage(Page):
    """The list, or one clue; Esc leads back to the list as it was left, or to the page that opened the clue."""

    shows = (
        "Clue",
        "Loss",
        "Recovery",
        "LiablePerson",
        "Approval",
        "Attachment",
        "Enterprise",
        "Person",
        "Recusal",
        "ReadingGrant",
        "Setting",
        *(record.__name__ for record in CASE_RECORDS),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.resolver = LedgerResolver(context, self)
        self.list = ClueList(context)
        self.search = self.list.search
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.body.addWidget(self.stack)
        self._view: ClueView | None = None
        self._back: WayBack | None = None
        self.list.opened.connect(self.open_clue)
        self.list.new_wanted.connect(self.open_new)
        self.list.import_wanted.connect(self.open_import)
        self.list.deeds.compared.connect(self.compare)
        self.search.wanted.connect(self.show_list)
        self.stack.currentChanged.connect(lambda _: self.where_changed.emit())

    @property
    def view(self) -> ClueView:
        """One clue, made when first wanted: its form has some fifty fields."""
        if self._view is None:
            from ..clue.view import ClueView

            self._view = ClueView(self.context, self.resolver)
            self._view.left.connect(self.go_back)
            self._view.where_changed.connect(self.where_changed)
            self.stack.addWidget(self._view)
        return self._view

    def refresh(self, changes: Changes | None = None) -> None:
        """Ask the ledger again; the open clue too, unless something is being typed in it."""
        self.list.refresh(changes)
        if self._view is not None and self.stack.currentWidget() is self._view:
            self._view.refresh(changes)

    def open_with(self, target: object) -> None:
        """Show a ``LedgerQuery``, a list of uids, one clue or a place in it; "" opens a new one."""
        if isinstance(target, LedgerQuery):
            self.show_list()
            self.list.show_query(target)
        elif target == "":
            self.open_new()
        elif isinstance(target, str):
            self.open_clue(target)
        elif isinstance(target, Located):
            self.open_clue(target.clue, target.where, target.back)
        elif isinstance(target, Iterable):
            self.show_list()
            self.list.show_uids(str(uid) for uid in target)

    def open_clue(self, uid: str, where: Destination | None = None, back: WayBack | None = None) -> None:
        """Show one clue in the place of the list, at a place in it when one is named; ``back``: who opened it."""
        if self._leaves_view(lambda: self.open_clue(uid, where, back)):
            self._set_back(back)
            self.view.open_clue(uid, where)
            self.stack.setCurrentWidget(self.view)

    def _set_back(self, back: WayBack | None) -> None:
        self._back = back
        self.view.head.set_way_back("台账" if back is None else back.words)

    def go_back(self) -> None:
        """Esc: the list, or the page that opened the clue, as it was left."""
        if self._leaves_view(self.go_back):
            back = self._back
            self.show_list()
            if back is not None:
                self.go_to.emit(back.page, None)

    def open_new(self) -> None:
        """登记线索: the empty form, ready to type."""
        if refusal(Op.REGISTER_CLUE, self.context.session.viewer):
            return
        if self._leaves_view(self.open_new):
            self._set_back(None)
            self.stack.setCurrentWidget(self.view)
            self.view.open_new()
            self.list.widen()

    def open_import(self) -> ImportWizard:
        """导入: a dry run first; the list follows when it was taken in."""
        from ..importing import open_import

        return open_import(self.context, self)

    def compare(self, one: str, other: str) -> None:
        """并列查看: two clues in two columns of a window."""
        from ..clue.contents import read_pair

        self.context.jobs.run(
            read_pair,
            self.context.session,
            one,
            other,
            owner=self,
            busy=self,
            title="读取两条线索",
            on_done=self._show_pair,
        )

    def _show_pair(self, pair: tuple[Contents, Contents]) -> None:
        from ..clue.side_by_side import SideBySide, clues_side_by_side
        from ..clue.words import FieldWords

        words = FieldWords(pair[0].book, self.resolver)
        dialog = SideBySide(self.window(), clues_side_by_side(*pair, words))
        dialog.open()

    def show_list(self) -> None:
        """The list, with the clue that was open still current."""
        if self.stack.currentWidget() is self.list or not self._leaves_view(self.show_list):
            return
        self.stack.setCurrentWidget(self.list)
        self.list.table.setFocus()

    @property
    def where(self) -> str:
        """The clue that is open, and what of it stands in front."""
        return self._view.where if self._view is not None and self.stack.currentWidget() is self._view else ""

    @property
    def is_settled(self) -> bool:
        """Whether no form of the open clue waits to be saved."""
        return not self.where or self.view.is_settled

    def may_leave(self) -> bool:
        """Whether nothing typed would be lost."""
        return self._leaves_view(None)

    def _leaves_view(self, then: object) -> bool:
        if self._view is None or self.stack.currentWidget() is not self._view:
            return True
        return self._view.may_leave(then)  # type: ignore[arg-type]
