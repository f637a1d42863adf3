"""任职前查询: what a person is proposed for, the answer with its tone, the paper, and the queries made before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.fields import column
from ...domain.papers.appointment import TITLE
from ...domain.records import AppointmentCheck
from ...services.restrictions import check_appointment, checks_of, release_check
from ..over import OverDialog
from ..palette import GRID, Tone
from ..paper_out import PaperOut
from ..system.tab import ask_place, lines
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, fit_screen, label, primary_button, set_chip
from ..widgets.choice_edit import ChoiceEdit
from ..widgets.date_edit import DateEdit
from ..widgets.entry import LineEntry
from ..widgets.long_text import LongText
from ..widgets.suggest import Entry
from .supervision_columns import word

if TYPE_CHECKING:
    from pathlib import Path

    from ...domain.records import Person
    from ...domain.rulebook import RuleBook
    from ...services.restrictions import KeptCheck
    from ..context import Context

_TONES = {"against": Tone.RED, "verify": Tone.AMBER, "clear": Tone.GREEN}
_WIDTH, _HEIGHT = 820, 640


def _label(name: str) -> str:
    return column(AppointmentCheck, name).field.label


def check_columns(book: RuleBook) -> list[ColumnDef[KeptCheck]]:
    """When, for what, with which answer, by whom."""

    def outcome(row: KeptCheck) -> tuple[str, Tone]:
        return word(book, "appointment_outcome", row.check.outcome), _TONES[row.check.outcome]

    return [
        ColumnDef("checked_on", _label("checked_on"), lambda row: str(row.check.checked_on or ""), width=11),
        ColumnDef("outcome", _label("outcome"), lambda row: outcome(row)[0], width=12, chip=outcome),
        ColumnDef(
            "purpose",
            _label("purpose"),
            lambda row: word(book, "appointment_purpose", row.check.purpose),
            width=18,
        ),
        ColumnDef(
            "post",
            _label("post"),
            lambda row: row.check.post,
            width=18,
            tooltip=lambda row: row.check.post,
            fills=True,
        ),
        ColumnDef("proposed_on", _label("proposed_on"), lambda row: str(row.check.proposed_on), width=11),
        ColumnDef("asked_by", _label("asked_by"), lambda row: row.asked_by, width=10),
    ]


class AppointmentDialog(OverDialog):
    """Asks once for each proposal; what was answered is kept, and the current line of the list is told and printed."""

    def __init__(self, context: Context, over: QWidget, person: Person) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._person = context, person
        self._wanted = ""
        self._book = context.session.rulebook()
        self.setWindowTitle(f"任职前查询 · {person.name}")
        purposes = self._book.dictionary("appointment_purpose").entries()
        self.purpose = ChoiceEdit([Entry(one.code, one.label) for one in purposes])
        self.purpose.setAccessibleName(_label("purpose"))
        self.post = LineEntry()
        self.post.setAccessibleName(_label("post"))
        self.day = DateEdit(context.session.clock)
        self.day.set_value(context.session.today)
        self.day.setAccessibleName(_label("proposed_on"))
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.go = primary_button("查询")
        self.outcome = label("", "chip", Tone.NEUTRAL)
        self.told = LongText(5, 8)
        self.told.set_read_only(True)
        self.told.setPlaceholderText("填写用途和日期后查询。每次查询都会登记留存，结果按查询当时的情况保留。")
        self.told.setAccessibleName(_label("told"))
        self.model = HeldModel(check_columns(self._book), lambda row: row.check.uid)
        self.table = LedgerTable(self.model, "appointment-checks", empty="还没有查询过")
        self.table.setAccessibleName("查询记录")
        self.print_button = button("打印查询结果…")
        self.back = button("关闭")
        self._lay_out()
        self._connect()
        fit_screen(self, _WIDTH, _HEIGHT)
        self._fetch()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(GRID)
        asked = QWidget()
        line = QHBoxLayout(asked)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.day, 1)
        line.addWidget(self.go)
        box.addLayout(
            lines(
                (_label("purpose"), self.purpose),
                (_label("post"), self.post),
                (_label("proposed_on"), asked),
            )
        )
        box.addWidget(self.problem)
        head = QHBoxLayout()
        head.addWidget(label(_label("outcome"), "section"))
        head.addWidget(self.outcome)
        head.addStretch(1)
        box.addLayout(head)
        box.addWidget(self.told)
        box.addWidget(label("查询记录", "section"))
        box.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(self.print_button)
        row.addStretch(1)
        row.addWidget(self.back)
        box.addLayout(row)

    def _connect(self) -> None:
        self.go.clicked.connect(self._on_go_clicked)
        self.print_button.clicked.connect(lambda: self.ask_paper())
        self.back.clicked.connect(self.reject)
        self.table.picked.connect(self._on_check_picked)
        self._on_check_picked("")

    # --- the query ---

    def _on_go_clicked(self) -> None:
        self.problem.hide()
        try:
            purpose, day = self.purpose.value(), self.day.value()
            if not purpose:
                raise FieldError("purpose", f"请选择“{_label('purpose')}”。")
            if day is None:
                raise FieldError("proposed_on", f"请填写“{_label('proposed_on')}”。")
        except FieldError as error:
            self._refuse(error)
            return
        self._context.jobs.run(
            check_appointment,
            self._context.session,
            self._person.uid,
            day,
            purpose,
            self.post.value(),
            owner=self,
            busy=self,
            title="任职前查询",
            on_done=self._on_checked,
            on_error=self._refuse,
        )

    def _on_checked(self, done: Any) -> None:
        self._wanted = done.value.uid
        self._fetch()

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self.problem.setText(error.sentence)
        self.problem.show()
        field = error.field if isinstance(error, FieldError) else ""
        {"purpose": self.purpose, "post": self.post, "proposed_on": self.day}.get(field, self.go).setFocus()

    # --- what was answered ---

    def _fetch(self) -> None:
        self._context.jobs.run(
            checks_of,
            self._context.session,
            self._person.uid,
            owner=self,
            title="读取查询记录",
            on_done=self._on_fetched,
        )

    def _on_fetched(self, found: list[KeptCheck]) -> None:
        self.model.set_rows(found)
        if self._wanted:
            self.table.select_uids([self._wanted], self._wanted)
            self._on_check_picked(self._wanted)
            self.print_button.setFocus()
            self._wanted = ""

    def _on_check_picked(self, uid: str) -> None:
        row = self.model.row_of(uid) if uid else None
        self.print_button.setEnabled(row is not None)
        self.outcome.setVisible(row is not None)
        self.told.set_value(row.check.told if row is not None else "")
        if row is not None:
            code = row.check.outcome
            set_chip(self.outcome, word(self._book, "appointment_outcome", code), _TONES[code])

    # --- the paper ---

    def ask_paper(self) -> Any:
        """打印查询结果…: ask where the PDF goes, from where it is printed."""
        uid = self.table.current_uid()
        name = f"{TITLE}_{self._person.name}_{self._context.session.today:%Y%m%d}.pdf"
        return ask_place(self, "打印查询结果", "PDF 文件 (*.pdf)", name, partial(self.write, uid))

    def write(self, uid: str, path: Path) -> None:
        """Put it on the trail that the paper goes out, then write it to ``path``."""
        PaperOut(self._context, self, TITLE, "请打开后打印，由查询人、复核人签字").write(
            release_check, uid, path.name, path=path, on_error=self._refuse
        )
