"""The list of clues: head with counts and search, filters with sums, the table, the side preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ...domain.deadlines import ClockState
from ...domain.errors import UserError
from ...domain.ledger_view import LedgerQuery, LedgerTotals
from ...domain.roles import Op
from ...services.clues import clock_states, list_uids, totals
from ...services.withdrawals import withdrawal_of
from .. import messages
from ..palette import GRID
from ..tables.search import TableSearch
from ..tables.view import LedgerTable
from ..theme import button, label, page_head, primary_button
from .clue_actions import ClueActions, refusal, unread_words
from .clue_columns import ClueModel, export_headings, wan
from .clue_export import LedgerExport
from .clue_filters import FilterChoices, FilterLine, filter_choices
from .clue_preview import CluePreview

if TYPE_CHECKING:
    from ...domain.viewer import Changes
    from ...services.withdrawals import Withdrawal
    from ..context import Context

#: The natural order: what came last stands first.
_ORDER = ("reported_on", True)
_PREVIEW = "clues/preview"
_PLACEHOLDER = "查找：编号、单位、姓名、内容、拼音首字母"


class ClueList(QWidget):
    """The ledger as a list.

    Signals:
        opened: uid of a clue to open.
        new_wanted: 登记线索.
        import_wanted: 导入.
    """

    opened = Signal(str)
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._session = context.session
        self._order, self._descending = _ORDER
        self._clocks: dict[ClockState, tuple[str, ...]] = {}
        self.model = ClueModel(context.session)
        self.table = LedgerTable(self.model, "clues")
        self.table.setAccessibleName("问题线索台账")
        self.search = TableSearch(self.table, _PLACEHOLDER, 360, "Ctrl+K")
        self.filters = FilterLine(self.model.book)
        self.preview = CluePreview()
        self.deeds = ClueActions(context, self)
        self.exporting = LedgerExport(context, self)
        self._lay_out()
        self._connect()

    # --- building ---

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._head())
        layout.addLayout(self._filter_line())
        self._rows = QStackedWidget()
        self._rows.addWidget(self.table)
        self._rows.addWidget(self._nothing())
        middle = QHBoxLayout()
        middle.setSpacing(GRID)
        middle.addWidget(self._rows, 1)
        middle.addWidget(self.preview)
        layout.addLayout(middle, 1)
        self.preview.setVisible(QSettings().value(_PREVIEW, "0") == "1")
        self.preview_button.setChecked(not self.preview.isHidden())

    def _head(self) -> QWidget:
        self.new_button = primary_button("登记线索")
        self.import_button = button("导入")
        self.export_button = button("导出所见")
        self.new_button.setToolTip("Ctrl+N")
        for pressed, op in (
            (self.new_button, Op.REGISTER_CLUE),
            (self.import_button, Op.IMPORT_LEDGER),
            (self.export_button, Op.EXPORT),
        ):
            if why := refusal(op, self._session.viewer):
                pressed.setEnabled(False)
                pressed.setToolTip(why)
        head = page_head(
            "问题线索", "", self.search, [self.new_button, self.import_button, self.export_button]
        )
        head.counts.hide()
        self.open_count = button("", role="link")
        self.near_count = button("", role="link")
        self.overdue_count = button("", role="link")
        layout = head.layout()
        assert isinstance(layout, QHBoxLayout)
        for place, count in enumerate((self.open_count, self.near_count, self.overdue_count), start=1):
            layout.insertWidget(place, count)
        return head

    def _filter_line(self) -> QHBoxLayout:
        self.preview_button = button("预览")
        self.preview_button.setCheckable(True)
        self.preview_button.setToolTip("在右侧显示所选线索的全文")
        self.columns_button = button("列", icon_name="columns")
        self.columns_button.setToolTip("选择显示哪些列、以什么次序显示")
        self.columns_button.setAccessibleName("选择列")
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.filters, 1)
        line.addWidget(self.columns_button)
        line.addWidget(self.preview_button)
        return line

    def _nothing(self) -> QWidget:
        """What stands in the place of an empty table: why it is empty, and the way on."""
        page = QFrame()
        page.setProperty("role", "card")
        self.nothing = label("", "empty", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_all = button("清除查找和筛选")
        self.show_all.clicked.connect(self.clear_all)
        layout = QVBoxLayout(page)
        layout.addStretch(2)
        layout.addWidget(self.nothing)
        layout.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        return page

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_wanted)
        self.import_button.clicked.connect(self.import_wanted)
        self.export_button.clicked.connect(self.export)
        self.columns_button.clicked.connect(self.table.choose_columns)
        self.preview_button.toggled.connect(self._on_preview_toggled)
        self.preview.opened.connect(lambda: self.opened.emit(self.table.current_uid()))
        self.search.asked.connect(self._on_search_asked)
        self.filters.changed.connect(self.ask)
        self.model.sort_requested.connect(self._on_sort_requested)
        self.model.fetch_failed.connect(self._on_fetch_failed)
        self.table.opened.connect(self._on_table_opened)
        self.table.picked.connect(self._show_preview)
        self.table.menu_opening.connect(
            lambda menu, uids: self.deeds.fill(menu, uids, withdrawn=self.query().withdrawn)
        )
        self.deeds.opened.connect(self._on_table_opened)
        self.open_count.clicked.connect(lambda: self.show_query(LedgerQuery(closed=False)))
        self.near_count.clicked.connect(lambda: self.show_uids(self._clocks.get(ClockState.NEAR, ())))
        self.overdue_count.clicked.connect(lambda: self.show_uids(self._clocks.get(ClockState.OVERDUE, ())))

    # --- asking ---

    def query(self) -> LedgerQuery:
        """What is seen: filters, search words and order."""
        return self.filters.query(self.search.words, self._order, self._descending)

    def ask(self) -> None:
        """Ask the ledger for the list and its sums; the newest question wins."""
        query = self.query()
        jobs = self._context.jobs
        self.search.await_answer(
            jobs.run(list_uids, self._session, query, owner=self, on_done=self._show_uids, latest="list")
        )
        jobs.run(totals, self._session, query, owner=self, on_done=self._show_totals, latest="sums")

    def refresh(self, changes: Changes | None) -> None:
        """The ledger was changed: ask again, and for the counts and the boxes too."""
        if changes is None or changes.touches("Setting"):
            self.model.book = self._session.rulebook()
            self.filters.offer_sources(self.model.book)
        self.ask()
        jobs = self._context.jobs
        jobs.run(clock_states, self._session, owner=self, on_done=self._show_clocks, latest="clocks")
        jobs.run(totals, self._session, LedgerQuery(), owner=self, on_done=self._show_open, latest="open")
        jobs.run(filter_choices, self._session, owner=self, on_done=self._offer, latest="choices")

    def _show_uids(self, uids: list[str]) -> None:
        if tuple(uids) == tuple(self.model.ids):
            self.model.refresh()
        else:
            self.model.set_ids(uids)
        self._rows.setCurrentIndex(0 if uids else 1)
        if not uids:
            self._say_nothing()
        self._show_preview(self.table.current_uid())
        self.search.answered()

    def _say_nothing(self) -> None:
        words = self.search.words
        narrowed = self.filters.is_narrowed
        viewer = self._session.viewer
        unread = unread_words(viewer)
        # Whoever has grants may search among them; who reads nothing at all has nothing to widen.
        is_closed = bool(unread) and not (viewer.inspects and (words or narrowed))
        self.show_all.setVisible(not is_closed and (bool(words) or narrowed))
        if is_closed:
            self.nothing.setText(unread)
        elif words:
            within = "当前筛选范围内" if narrowed else "台账里"
            self.nothing.setText(f"{within}没有与“{words}”相符的线索。")
        elif self.query().withdrawn:
            self.nothing.setText("回收站是空的。")
        elif narrowed:
            self.nothing.setText("没有符合筛选条件的线索。")
        else:
            self.nothing.setText(
                "台账里还没有线索。\n点“登记线索”登记第一条，或用“导入”把现有的 Excel 台账导进来。"
            )

    def _show_totals(self, sums: LedgerTotals) -> None:
        self.filters.show_sums(
            f"共 {sums.rows:,} 条",
            f"预估损失 {wan(sums.estimated)} 万元 · 已挽回 {wan(sums.recovered)} 万元",
        )

    def _show_open(self, sums: LedgerTotals) -> None:
        self.open_count.setText(f"在办 {sums.open:,}")
        self.open_count.setToolTip("只看在办的线索")

    def _show_clocks(self, states: dict[ClockState, tuple[str, ...]]) -> None:
        self._clocks = states
        for count, state in ((self.near_count, ClockState.NEAR), (self.overdue_count, ClockState.OVERDUE)):
            number = len(states[state])
            count.setText(f"{state.value} {number:,}")
            count.setEnabled(bool(number))
            count.setToolTip(f"只看{state.value}的线索" if number else f"没有{state.value}的线索")

    def _offer(self, choices: FilterChoices) -> None:
        self.filters.offer(choices)

    # --- what another page or a count asks ---

    def show_query(self, query: LedgerQuery) -> None:
        """Show what this question asks, as far as boxes, search and order can say it."""
        self.search.show_words(query.text)
        self._order, self._descending = query.order, query.descending
        self.table.show_sort(
            "" if (query.order, query.descending) == _ORDER else query.order, query.descending
        )
        self.filters.show_query(query)
        self.ask()

    def show_uids(self, uids: Any) -> None:
        """Show these clues and no others."""
        self.show_query(LedgerQuery(uids=tuple(uids)))

    def widen(self) -> None:
        """Give up a list of chosen clues (just imported, overdue): a new one would not be among them."""
        if self.query().uids is not None:
            self.show_query(LedgerQuery())

    def clear_all(self) -> None:
        """The whole ledger again."""
        self.show_query(LedgerQuery())
        self.search.setFocus()

    # --- what the person did ---

    def export(self) -> Any:
        """导出所见: exactly these columns and rows."""
        return self.exporting.ask(self.query(), export_headings(self.table.shown_keys()))

    def _on_search_asked(self) -> None:
        if self.isVisible():
            self.ask()

    def _on_sort_requested(self, key: str, descending: bool) -> None:
        self._order, self._descending = (key, descending) if key else _ORDER
        self.ask()

    def _on_table_opened(self, uid: str) -> None:
        place = self.model.place_of(uid)
        row = None if place is None else self.model.row_at(place)
        if row is not None and row.row.stub:
            messages.show_notice(self, f"线索 {row.row.clue.number} 不在您的知悉范围内，只能看到编号。")
        elif row is not None:
            self.opened.emit(uid)

    def _on_fetch_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            messages.show_error(self, error)
        else:
            raise error

    def _on_preview_toggled(self, on: bool) -> None:
        self.preview.setVisible(on)
        QSettings().setValue(_PREVIEW, "1" if on else "0")
        self._show_preview(self.table.current_uid())

    def _show_preview(self, uid: str) -> None:
        if self.preview.isHidden():
            return
        place = self.model.place_of(uid) if uid else None
        row = None if place is None else self.model.row_at(place)
        self.preview.show_row(row, self.model.book)
        if row is not None and not row.row.stub and row.row.clue.withdrawn_reason:
            self._context.jobs.run(
                withdrawal_of,
                self._session,
                uid,
                owner=self,
                title="读取撤回理由",
                on_done=partial(self._show_withdrawal, uid),
                latest="withdrawal",
            )

    def _show_withdrawal(self, uid: str, found: Withdrawal | None) -> None:
        if uid == self.table.current_uid():
            self.preview.show_withdrawal(found)
