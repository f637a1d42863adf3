"""权属企业: the tree of today, and for the current one how it came there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSplitter, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from ...domain.credit_code import credit_code_fault
from ...domain.records import Enterprise
from ...domain.roles import Op
from ...services.directory import Held, history
from ...services.records import list_records
from ...services.succession import succession_of
from .. import messages, theme
from ..palette import AMBER, GRID, INK2, RED
from ..resolver import LedgerResolver
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, label, page_head, primary_button, search_field
from ..widgets.pinyin import matches
from .clue_actions import refusal
from .enterprise_dialog import EnterpriseDialog
from .page import Page
from .succession_dialog import SuccessionDialog
from .supervision_columns import word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...domain.viewer import Changes
    from ...services.succession import Succession
    from ..context import Context

_UID = Qt.ItemDataRole.UserRole
_HEADINGS = ("企业名称", "级次", "统一社会信用代码", "标识", "设立或并入", "注销或停业", "承继企业")
_WIDTHS = (290, 56, 200, 120, 92, 92, 150)


def history_columns() -> list[ColumnDef[Held]]:
    """From when to when, under which name, below whom, and why it changed."""
    return [
        ColumnDef("from", "自", lambda one: _day(one.row.valid_from, "自始"), width=11),
        ColumnDef("to", "至", lambda one: _day(one.row.valid_to, "至今"), width=11),
        ColumnDef("event", "变更事由", lambda one: one.row.event, width=10),
        ColumnDef("name", "当时名称", lambda one: one.row.name, width=28, tooltip=lambda one: one.row.name),
        ColumnDef("parent", "上级企业", lambda one: one.parent, width=28, tooltip=lambda one: one.parent),
        ColumnDef(
            "level", "级次", lambda one: "" if one.row.level is None else f"{one.row.level} 级", width=6
        ),
        ColumnDef("code", "信用代码", lambda one: one.row.credit_code, width=20),
    ]


def _day(day: Any, otherwise: str) -> str:
    return otherwise if day is None else str(day.isoformat())


class EnterprisesPage(Page):
    """Left the tree with levels, codes and marks; right the 隶属关系 of the current enterprise over time."""

    shows = ("Enterprise", "Affiliation")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._known: dict[str, Enterprise] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self._folded: set[str] = set()
        self._wanted = self._wanted_field = ""
        self._book = context.session.rulebook()
        self.resolver = LedgerResolver(context, self)
        self.search = search_field("查找：名称、简称、拼音首字母、信用代码", 300)
        self.new_button = primary_button("新建企业")
        self.below_button = button("新建下级企业")
        self.edit_button = button("修改")
        self.succession_button = button("承继线索…")
        self.head = page_head(
            "权属企业",
            "",
            self.search,
            (self.succession_button, self.edit_button, self.below_button, self.new_button),
        )
        self.tree = _tree()
        self.title = label("隶属关系", "section")
        self.state = label("", "note", wrap=True)
        self.model = HeldModel(history_columns(), lambda one: one.row.uid)
        self.table = LedgerTable(self.model, "affiliations", empty="请选择一户企业")
        self.table.setAccessibleName("隶属关系沿革")
        self._why = refusal(Op.SAVE_ENTERPRISE, context.session.viewer)
        self._lay_out()
        self._connect()
        self._show_actions()

    def _lay_out(self) -> None:
        lower = theme.card()
        inside = lower.layout()
        assert isinstance(inside, QVBoxLayout)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.title)
        line.addWidget(self.state, 1)
        inside.addLayout(line)
        inside.addWidget(self.table, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.tree)
        self.split.addWidget(lower)
        self.split.setSizes([430, 220])
        self.body.addWidget(self.head)
        self.body.addWidget(self.split, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.register)
        self.below_button.clicked.connect(self._on_below_clicked)
        self.edit_button.clicked.connect(lambda: self.edit(self.current_uid()))
        self.succession_button.clicked.connect(lambda: self.ask_succession(self.current_uid()))
        self.search.textChanged.connect(lambda _: self._filter())
        self.search.returnPressed.connect(self.tree.setFocus)
        self.tree.currentItemChanged.connect(lambda *_: self._show_current())
        self.tree.itemActivated.connect(lambda item, _: self.edit(item.data(0, _UID)))
        self.tree.itemCollapsed.connect(lambda item: self._folded.add(item.data(0, _UID)))
        self.tree.itemExpanded.connect(lambda item: self._folded.discard(item.data(0, _UID)))
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.register)

    # --- the tree ---

    def refresh(self, changes: Changes | None = None) -> None:
        """Fetch every enterprise; the tree keeps what is folded and current."""
        self.context.jobs.run(
            list_records,
            self.context.session,
            Enterprise,
            owner=self,
            on_done=self._on_fetched,
            title="读取企业",
            latest="enterprises",
        )

    def _on_fetched(self, found: list[Enterprise]) -> None:
        wanted, self._wanted = self._wanted, ""
        current = wanted or self.current_uid() or self.context.session.viewer.enterprise
        self._known = {one.uid: one for one in found}
        self._fill()
        if current in self._items:
            self.tree.setCurrentItem(self._items[current])
            self.tree.scrollToItem(self._items[current])
        self._filter()
        closed = sum(one.closed_on is not None for one in found)
        self.head.counts.setText(f"{len(found)} 户" + (f"，其中已注销或停业 {closed} 户" if closed else ""))
        self._show_current()
        if wanted in self._items:
            self._jump()

    def _fill(self) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items = {uid: _item(self._cells(one), one, self._own) for uid, one in self._known.items()}
        for uid, item in self._items.items():
            parent = self._items.get(self._known[uid].parent or "")
            if parent is not None:
                parent.addChild(item)
            else:
                self.tree.addTopLevelItem(item)
        for uid, item in self._items.items():
            item.setExpanded(uid not in self._folded)
        self.tree.blockSignals(False)

    @property
    def _own(self) -> str:
        return self.context.session.viewer.enterprise

    def _cells(self, one: Enterprise) -> tuple[str, ...]:
        marks = [word(self._book, "enterprise_flag", code) for code in one.flags]
        if one.on_behalf:
            marks.append("代管代录")
        successor = self._known.get(one.successor or "")
        return (
            one.name + ("（本企业）" if one.uid == self._own else ""),
            "" if one.level is None else f"{one.level} 级",
            code_words(one.credit_code),
            "、".join(marks),
            _day(one.flagged_on, ""),
            _day(one.closed_on, ""),
            successor.name if successor else "",
        )

    def _filter(self) -> None:
        """Hide what does not fit, but for what stands above something that does."""
        words = self.search.text().strip()
        fitting = {uid for uid, one in self._known.items() if _fits(one, words)}
        kept = set(fitting)
        for uid in fitting:
            kept.update(self._above(uid))
        for uid, item in self._items.items():
            item.setHidden(uid not in kept)

    def _above(self, uid: str) -> Iterator[str]:
        parent = self._known[uid].parent
        while parent is not None and parent in self._known:
            yield parent
            parent = self._known[parent].parent

    def current_uid(self) -> str:
        """The current enterprise's uid, "" for none."""
        item = self.tree.currentItem()
        return str(item.data(0, _UID)) if item is not None else ""

    # --- the current one ---

    def _show_current(self) -> None:
        self._show_actions()
        one = self._known.get(self.current_uid())
        if one is None:
            self.title.setText("隶属关系")
            self.state.setText("")
            self.model.set_rows(())
            return
        self.title.setText(f"隶属关系沿革 · {one.name}")
        self.state.setText(self._state_of(one))
        self.context.jobs.run(
            history,
            self.context.session,
            one.uid,
            owner=self,
            on_done=partial(self._on_history_fetched, one.uid),
            latest="history",
        )

    def _state_of(self, one: Enterprise) -> str:
        parts = []
        if one.duty_department:
            parts.append(f"职能部门：{one.duty_department}")
        if one.closed_on is not None:
            successor = self._known.get(one.successor or "")
            parts.append(f"{one.closed_on} 注销或停业")
            parts.append(f"由{successor.name}承继" if successor else "尚未登记承继企业")
        return "　".join(parts)

    def _on_history_fetched(self, uid: str, found: list[Held]) -> None:
        if uid == self.current_uid():
            self.model.set_rows(found)

    def _show_actions(self) -> None:
        for pressed, needs_one in (
            (self.new_button, False),
            (self.below_button, True),
            (self.edit_button, True),
        ):
            why = self._why or ("请先选择一户企业。" if needs_one and not self.current_uid() else "")
            pressed.setEnabled(not why)
            pressed.setToolTip(why or ("Ctrl+N" if not needs_one else ""))
        why = refusal(Op.TAKE_OVER_CLUES, self.context.session.viewer) or self._why_no_succession()
        self.succession_button.setEnabled(not why)
        self.succession_button.setToolTip(why or "未办结的线索由承继企业接续承办")

    def _why_no_succession(self) -> str:
        one = self._known.get(self.current_uid())
        if one is None:
            return "请先选择一户企业。"
        if one.closed_on is None or one.successor is None:
            return "企业注销、合并后，先在“修改”中登记注销日期和承继企业。"
        return ""

    def open_with(self, target: object) -> None:
        """Show the enterprise of a uid; of a uid with a field the form too, at that field."""
        self._wanted, self._wanted_field = target if isinstance(target, tuple) else (str(target), "")
        self.search.clear()
        if self._wanted in self._items:
            self.tree.setCurrentItem(self._items[self._wanted])
            self._wanted = ""
            self._jump()

    def _jump(self) -> None:
        """Open the form at the field that another page asked for."""
        field, self._wanted_field = self._wanted_field, ""
        if field and (dialog := self.edit(self.current_uid())) is not None:
            dialog.form.jump_to(field)

    # --- forms ---

    def register(self) -> EnterpriseDialog | None:
        """Open the form of a new enterprise."""
        if self._why:
            return None
        dialog = self._dialog("新建企业")
        dialog.open_new()
        return dialog

    def _on_below_clicked(self) -> None:
        parent = self._known.get(self.current_uid())
        if parent is not None:
            self._dialog(f"新建下级企业 · {parent.name}").open_below(parent)

    def edit(self, uid: str) -> EnterpriseDialog | None:
        """Open the form of an enterprise."""
        one = self._known.get(uid)
        if one is None:
            return None
        dialog = self._dialog("企业")
        dialog.open_record(one)
        if self._why:
            dialog.form.set_read_only(True)
        return dialog

    def _dialog(self, title: str) -> EnterpriseDialog:
        dialog = EnterpriseDialog(self.context, self.window(), title, self.resolver)
        dialog.saved.connect(self._on_saved)
        return dialog

    def _on_saved(self, enterprise: Enterprise) -> None:
        """The saved one becomes current; one that ended with a successor asks at once after its open clues."""
        self._wanted = enterprise.uid
        ended = enterprise.closed_on is not None and enterprise.successor is not None
        if ended and not refusal(Op.TAKE_OVER_CLUES, self.context.session.viewer):
            self.ask_succession(enterprise.uid, only_if_any=True)

    def ask_succession(self, uid: str, *, only_if_any: bool = False) -> None:
        """Show which open clues go to the successor; with ``only_if_any`` nothing when there are none."""

        def show(found: Succession) -> None:
            if only_if_any and not found.clues and not found.unnamed:
                return
            dialog = SuccessionDialog(self.context, self.window(), found)
            dialog.taken_over.connect(
                lambda count: messages.show_notice(
                    self, f"{count} 条未办结线索已由“{found.heir.name}”承继，原企业仍列在其后备查。"
                )
            )
            dialog.open()

        self.context.jobs.run(
            succession_of, self.context.session, uid, owner=self, on_done=show, title="查找未办结线索"
        )


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setHeaderLabels(list(_HEADINGS))
    tree.setAccessibleName("企业")
    tree.setUniformRowHeights(True)
    tree.setExpandsOnDoubleClick(False)
    tree.setAlternatingRowColors(False)
    head = tree.header()
    head.setStretchLastSection(True)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    for at, width in enumerate(_WIDTHS):
        tree.setColumnWidth(at, width)
    return tree


def _item(cells: Iterable[str], one: Enterprise, own: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(list(cells))
    item.setData(0, _UID, one.uid)
    item.setToolTip(0, one.name + (f"（{one.short_name}）" if one.short_name else ""))
    fault = credit_code_fault(one.credit_code) if one.credit_code else ""
    if fault:
        item.setForeground(2, QBrush(QColor(RED)))
        item.setToolTip(2, f"{fault}，请对照营业执照核对。")
    elif not one.credit_code:
        item.setForeground(2, QBrush(QColor(AMBER)))
    if one.closed_on is not None:
        for at in range(len(_HEADINGS)):
            item.setForeground(at, QBrush(QColor(INK2)))
    if one.uid == own:
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
    return item


def code_words(code: str) -> str:
    """The credit code, and a word when it is missing or its check digit is wrong (GB 32100—2015)."""
    if not code:
        return "未填写"
    return f"{code}（校验不符）" if credit_code_fault(code) else code


def _fits(one: Enterprise, words: str) -> bool:
    if not words:
        return True
    return matches(one.name, words) or matches(one.short_name, words) or words.upper() in one.credit_code
