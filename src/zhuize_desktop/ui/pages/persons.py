"""责任人员: everybody who appears in clues, and beside the list the clues and periods of the one who is current."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter

from ...domain.fields import column
from ...domain.ledger_view import PersonQuery, PersonRow
from ...domain.records import LiablePerson, Person
from ...domain.roles import Op
from ...services import persons
from ...services.directory import add_person
from .. import messages
from ..clue.side_by_side import SideBySide, records_side_by_side
from ..clue.words import FieldWords
from ..palette import GRID
from ..record_dialog import RecordDialog
from ..resolver import LedgerResolver
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef, LazyTableModel
from ..tables.search import TableSearch
from ..tables.view import LedgerTable
from ..theme import card, label, page_head, primary_button
from ..widgets.choice_edit import ChoiceEdit
from ..widgets.entry import FlagEdit
from ..widgets.suggest import Entry
from .clue_actions import refusal, unread_words
from .page import Page
from .person_restrictions import RestrictionsPanel
from .supervision_columns import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from ...domain.errors import UserError
    from ...domain.rulebook import RuleBook
    from ...domain.viewer import Changes
    from ...services.persons import Standing
    from ..context import Context

_RIGHT = Qt.AlignmentFlag.AlignRight
_ALL = "all"
_RESTRICTED = "今天仍有效的影响期、处分期和禁入限制中最晚的一天；只计您可以查看的线索。"


def person_columns(book: RuleBook) -> list[ColumnDef[PersonRow]]:
    """Name, where and what, 现状态, until when something holds the person back, and the two counts."""
    return [
        ColumnDef("name", _label(Person, "name"), lambda row: row.person.name, width=10, sort_key="name"),
        ColumnDef(
            "enterprise",
            _label(Person, "enterprise"),
            lambda row: row.enterprise,
            width=19,
            fills=True,
            sort_key="enterprise",
            tooltip=lambda row: row.enterprise,
        ),
        ColumnDef("department", _label(Person, "department"), lambda row: row.person.department, hidden=True),
        ColumnDef("post", _label(Person, "post"), lambda row: row.person.post, width=11, sort_key="post"),
        ColumnDef(
            "employment",
            _label(Person, "employment"),
            lambda row: word(book, "employment", row.person.employment),
            width=8,
            sort_key="employment",
        ),
        ColumnDef(
            "since",
            _label(Person, "employment_since"),
            lambda row: row.person.employment_since.isoformat() if row.person.employment_since else "",
            width=11,
            hidden=True,
        ),
        ColumnDef(
            "restricted",
            "限制至",
            lambda row: row.restricted,
            width=21,
            sort_key="restricted",
            tooltip=lambda row: _RESTRICTED if row.restricted else "",
        ),
        ColumnDef("clues", "涉及线索", lambda row: str(row.clues), _RIGHT, 7, "clues", tooltip=_counted),
        ColumnDef("liable", "定责", lambda row: str(row.liable), _RIGHT, 5, "liable", tooltip=_counted),
    ]


def _counted(row: PersonRow) -> str:
    return f"{row.clues} 条线索，{row.liable} 条定责记录；只计您可以查看的线索。"


def standing_columns(book: RuleBook) -> list[ColumnDef[Standing]]:
    """Number, stage, 责任类型, and what the clue is about."""
    return [
        ColumnDef("number", "线索编号", lambda row: row.shown.row.clue.number, width=18, sort_key="number"),
        ColumnDef(
            "liability",
            _label(LiablePerson, "liability"),
            lambda row: _liability(book, row),
            width=10,
            sort_key="liability",
            tooltip=lambda row: row.liable.facts if row.liable else "",
        ),
        ColumnDef("stage", "环节", lambda row: row.shown.row.clue.stage.label, width=9, sort_key="stage"),
        ColumnDef(
            "summary",
            "问题线索概述",
            lambda row: row.shown.row.clue.summary,
            width=27,
            fills=True,
            tooltip=lambda row: row.shown.row.clue.summary,
        ),
    ]


def _liability(book: RuleBook, row: Standing) -> str:
    if row.liable is None:
        return "未定责"
    return word(book, "liability_kind", row.liable.liability) or "未定类型"


def _label(record: type, name: str) -> str:
    return column(record, name).field.label


class PersonsPage(Page):
    """Left the people, right the clues of one of them; both within what the viewer may read."""

    shows = (
        "Person",
        "Enterprise",
        "Clue",
        "LiablePerson",
        "Recusal",
        "ReadingGrant",
        "Handling",
        "Decision",
        "OutsideDecision",
        "Appeal",
        "RuleBasis",
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._order, self._descending = "name", False
        self._wanted = self._wanted_field = ""
        book, viewer = context.session.rulebook(), context.session.viewer
        self.resolver = LedgerResolver(context, self)
        self.model = LazyTableModel(
            person_columns(book), partial(persons.person_rows, context.session), lambda row: row.person.uid
        )
        self.table = LedgerTable(self.model, "persons", empty=self._empty_words())
        self.table.setAccessibleName("人员列表")
        self.search = TableSearch(self.table, "查找：姓名、拼音首字母、职务", 280)
        self.new_button = primary_button("登记人员")
        self.new_button.setToolTip("Ctrl+N")
        if why := refusal(Op.SAVE_PERSON, context.session.viewer):
            self.new_button.setEnabled(False)
            self.new_button.setToolTip(why)
        self.head = page_head("责任人员", "", self.search, (self.new_button,))
        words = [Entry(one.code, one.label) for one in book.dictionary("employment").entries(active=False)]
        self.employment = ChoiceEdit([Entry(_ALL, "全部状态"), *words], empty=_ALL)
        self.employment.set_value(_ALL)
        self.employment.setFixedWidth(150)
        self.employment.setAccessibleName("现状态")
        self.in_clues = FlagEdit("只看涉及线索的人员")
        self.standing_model = HeldModel(standing_columns(book), _standing_uid, _STANDING_ORDERS)
        self.standing_table = LedgerTable(
            self.standing_model, "person-clues", empty=unread_words(viewer) or "没有您可以查看的线索"
        )
        self.standing_table.setAccessibleName("此人涉及的线索")
        self.standing_title = label("涉及的线索", "section")
        self.in_force = FlagEdit("只看限制期内")
        self.in_force.setToolTip(_RESTRICTED)
        self.restrictions = RestrictionsPanel(context)
        self._lay_out()
        self._connect()

    def _empty_words(self) -> str:
        viewer = self.context.session.viewer
        if viewer.inspects:
            return "只列出您获授权查阅的线索中的人员"
        return unread_words(viewer) or "没有符合条件的人员"

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.employment)
        line.addWidget(self.in_clues)
        line.addWidget(self.in_force)
        line.addStretch(1)
        right = card(self.standing_title, self.standing_table, self.restrictions)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(right)
        self.split.setSizes([716, 494])
        self.body.addWidget(self.head)
        self.body.addLayout(line)
        self.body.addWidget(self.split, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.register)
        self.search.asked.connect(self.refresh)
        self.employment.edited.connect(self.refresh)
        self.in_clues.edited.connect(self.refresh)
        self.in_force.edited.connect(self.refresh)
        self.restrictions.clue_wanted.connect(lambda uid: self.go_to.emit("clues", uid))
        self.model.sort_requested.connect(self._on_model_sort_requested)
        self.model.fetch_failed.connect(self._on_model_fetch_failed)
        self.table.picked.connect(self._on_person_picked)
        self.table.opened.connect(self.edit)
        self.table.menu_opening.connect(self._fill_menu)
        self.standing_table.opened.connect(lambda uid: self.go_to.emit("clues", uid.partition("/")[0]))
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.register)

    # --- rows ---

    def query(self) -> PersonQuery:
        """What is asked for at the moment."""
        chosen = "" if self.employment.fault() else self.employment.value()
        return PersonQuery(
            self.search.words,
            "" if chosen == _ALL else chosen,
            self.in_clues.value(),
            self.in_force.value(),
            self._order,
            self._descending,
        )

    def refresh(self, changes: Changes | None = None) -> None:
        """Ask who fits; rows are read when they are painted."""
        self.search.await_answer(
            self.context.jobs.run(
                persons.list_persons,
                self.context.session,
                self.query(),
                owner=self,
                on_done=self._on_listed,
                title="读取人员",
                latest="persons",
            )
        )

    def _on_listed(self, uids: list[str]) -> None:
        wanted, self._wanted = self._wanted, ""
        current = wanted or self.table.current_uid()
        self.model.set_ids(uids)
        if current not in uids:
            current = uids[0] if uids else ""
        self.table.select_uids([current] if current else [], current)
        self.head.counts.setText(f"{len(uids)} 人")
        self._on_person_picked(current)
        self.search.answered()
        field, self._wanted_field = self._wanted_field, ""
        if field and current == wanted and (dialog := self.edit(current)) is not None:
            dialog.form.jump_to(field)

    def _on_model_sort_requested(self, key: str, descending: bool) -> None:
        self._order, self._descending = (key, descending) if key else ("name", False)
        self.refresh()

    def _on_model_fetch_failed(self, error: UserError) -> None:
        messages.show_error(self, error)

    def _on_person_picked(self, uid: str) -> None:
        if not uid:
            self.standing_title.setText("涉及的线索")
            self.standing_model.set_rows(())
            self.restrictions.show_person(None)
            return
        self.context.jobs.run(
            persons.standings,
            self.context.session,
            uid,
            owner=self,
            on_done=partial(self._on_standings_fetched, uid),
            latest="standings",
        )

    def _on_standings_fetched(self, uid: str, found: list[Standing]) -> None:
        place = self.model.place_of(uid)
        row = self.model.row_at(place) if place is not None else None
        if row is None:
            return
        self.restrictions.show_person(row.person)
        clues = len({one.shown.row.clue.uid for one in found})
        self.standing_title.setText(f"{row.person.name} · 涉及 {clues} 条线索")
        self.standing_model.set_rows(found)

    def open_with(self, target: object) -> None:
        """Show the person of a uid; of a uid with a field the form too, at that field."""
        self._wanted, self._wanted_field = target if isinstance(target, tuple) else (str(target), "")
        self.search.show_words("")
        self.employment.set_value(_ALL)
        self.in_clues.set_value(False)
        self.in_force.set_value(False)
        self.refresh()

    # --- forms ---

    def _fill_menu(self, menu: QMenu, uids: Sequence[str]) -> None:
        if len(uids) == 2:
            menu.addAction("并列查看…", lambda: self.compare(uids[0], uids[1]))
        if len(uids) == 1:
            asked = menu.addAction("任职前查询…", self.restrictions.open_query)
            asked.setEnabled(self.restrictions.ask.isEnabled())

    def compare(self, one: str, other: str) -> SideBySide | None:
        """并列查看: two people in two columns; 同名同姓 is told apart there."""
        places = [self.model.place_of(uid) for uid in (one, other)]
        rows = [
            row for place in places if place is not None and (row := self.model.row_at(place)) is not None
        ]
        if len(rows) != 2:
            return None
        words = FieldWords(self.context.session.rulebook(), self.resolver)
        left, right = rows[0].person, rows[1].person
        dialog = SideBySide(self.window(), records_side_by_side(left, right, words, (left.name, right.name)))
        dialog.open()
        return dialog

    def register(self) -> RecordDialog | None:
        """Open the form of a new person, who becomes the current one once saved."""
        if not self.new_button.isEnabled():
            return None
        dialog = self._dialog("登记人员")
        dialog.open_new()
        return dialog

    def edit(self, uid: str) -> RecordDialog | None:
        """Open the form of a person."""
        place = self.model.place_of(uid)
        row = self.model.row_at(place) if place is not None else None
        if row is None:
            return None
        dialog = self._dialog("人员")
        dialog.open_record(row.person)
        if not self.new_button.isEnabled():
            dialog.form.set_read_only(True)
        return dialog

    def _dialog(self, title: str) -> RecordDialog:
        session = self.context.session
        dialog = RecordDialog(
            self.context,
            self.window(),
            title,
            Person,
            self.resolver,
            insert=lambda values: (add_person, (session, values)),
            change=lambda old, values: (persons.change_person, (session, replace(old, **values))),
        )
        dialog.saved.connect(self._on_saved)
        return dialog

    def _on_saved(self, person: Person) -> None:
        self._wanted = person.uid


def _standing_uid(row: Standing) -> str:
    """A clue stands once a 责任人 line in the list."""
    return f"{row.shown.row.clue.uid}/{row.liable.uid if row.liable else ''}"


_STANDING_ORDERS: dict[str, Any] = {
    "number": lambda row: row.shown.row.clue.number,
    "liability": lambda row: row.liable.liability if row.liable else None,
    "stage": lambda row: row.shown.row.clue.stage.order,
}
