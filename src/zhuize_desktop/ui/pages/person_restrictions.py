"""影响期、处分期、禁入 of the person who is current, and the way to a 任职前查询."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import NotAllowed
from ...domain.judging.appointment import FOR_LIFE, until
from ...domain.roles import Op
from ...domain.rules import REFERENCE, UNCONFIRMED
from ...services.restrictions import restrictions_of
from ..palette import GRID, Tone
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, chip, label, set_chip
from .appointment_dialog import AppointmentDialog
from .clue_actions import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ...domain.judging.appointment import Restrictions
    from ...domain.judging.influence import Period
    from ...domain.records import Person
    from ..context import Context

_TITLE = "影响期、处分期、禁入"


@dataclass(frozen=True, slots=True)
class Line:
    """One period, or a handling whose period cannot be computed, as it is shown."""

    uid: str
    clue: str
    number: str
    label: str
    until: str
    state: tuple[str, Tone]
    since: str = ""
    effect: str = ""
    mark: str = ""
    ground: str = ""


def lines_of(found: Restrictions, day: date) -> Iterator[Line]:
    """The periods as they stand on ``day``, what ends last first, then what cannot be computed."""
    for at, one in enumerate(found.periods):
        yield Line(
            str(at),
            one.laid.clue,
            one.laid.number,
            one.label,
            UNCONFIRMED if one.unknown else one.last.isoformat() if one.last is not None else "终身",
            _state(one, day),
            one.first.isoformat(),
            one.effect,
            one.ground.mark if one.ground is not None else "",
            one.ground.text if one.ground is not None else "处理决定",
        )
    for at, doubt in enumerate(found.doubts):
        laid = doubt.laid
        yield Line(
            f"?{at}",
            laid.clue,
            laid.number,
            doubt.why,
            UNCONFIRMED,
            ("须核对", Tone.AMBER),
            ground="处理决定",
        )


def _state(one: Period, day: date) -> tuple[str, Tone]:
    if one.first > day:
        return "未起算", Tone.NEUTRAL
    if not one.holds_on(day):
        return "已满", Tone.NEUTRAL
    return ("须核对", Tone.AMBER) if one.unknown else ("期内", Tone.RED)


def until_chip(words: str) -> tuple[str, Tone] | None:
    """Word and tone of a chip that says 限制至: red where it holds, amber where it has to be looked at."""
    if not words:
        return None
    tone = Tone.AMBER if UNCONFIRMED in words or REFERENCE in words else Tone.RED
    if words.startswith(FOR_LIFE):
        return words.replace(FOR_LIFE, f"{FOR_LIFE}禁入"), tone
    return f"限制至 {words}" if words[0].isdigit() else f"限制期{words}", tone


def restriction_columns() -> list[ColumnDef[Line]]:
    """What it is, until when, whether it runs, how far its rule is confirmed; then what it bars and its clue."""
    return [
        ColumnDef("label", "限制", lambda row: row.label, width=25, tooltip=_told, fills=True),
        ColumnDef("until", "限制至", lambda row: row.until, width=11),
        ColumnDef("state", "状态", lambda row: row.state[0], width=8, chip=lambda row: row.state),
        ColumnDef("mark", "核实", lambda row: row.mark, width=12, tooltip=lambda row: row.ground),
        ColumnDef("number", "线索编号", lambda row: row.number, width=18),
        ColumnDef("effect", "限制内容", lambda row: row.effect, width=28, tooltip=lambda row: row.effect),
        ColumnDef("since", "起算日期", lambda row: row.since, width=11),
        ColumnDef("ground", "依据", lambda row: row.ground, width=30, tooltip=lambda row: row.ground),
    ]


def _told(row: Line) -> str:
    return "\n".join(filter(None, (row.label, row.effect, row.ground)))


class RestrictionsPanel(QWidget):
    """The list of one person, with what is not in it told beneath.

    Signals:
        clue_wanted: uid of the clue of a line that was opened.
    """

    clue_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._person: Person | None = None
        self._refusal = refusal(Op.CHECK_APPOINTMENT, context.session.viewer)
        self.title = label(_TITLE, "section")
        self.until = chip("")
        self.ask = button("任职前查询…")
        self.model = HeldModel(restriction_columns())
        self.table = LedgerTable(self.model, "person-restrictions", empty="没有登记影响期、处分期或禁入限制")
        self.table.setAccessibleName("此人的影响期、处分期、禁入限制")
        self.note = label("", "note", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.until, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        self.ask.clicked.connect(lambda: self.open_query())
        self.table.opened.connect(self._on_line_opened)
        self.show_person(None)

    def show_person(self, person: Person | None) -> None:
        """Show what holds this person back, nobody when ``None``."""
        self._person = person
        self.model.set_rows(())
        self.note.hide()
        self.until.hide()
        self.ask.setEnabled(person is not None and not self._refusal)
        self.ask.setToolTip(self._refusal)
        if person is not None:
            self.context.jobs.run(
                restrictions_of,
                self.context.session,
                person.uid,
                owner=self,
                on_done=partial(self._on_fetched, person.uid),
                on_error=self._on_refused,
                latest="restrictions",
            )

    def open_query(self) -> AppointmentDialog | None:
        """任职前查询… for the person shown."""
        if self._person is None or not self.ask.isEnabled():
            return None
        dialog = AppointmentDialog(self.context, self.window(), self._person)
        dialog.open()
        return dialog

    def _on_fetched(self, uid: str, found: Restrictions) -> None:
        if self._person is None or self._person.uid != uid:
            return
        today = self.context.session.today
        self.model.set_rows(lines_of(found, today))
        said = until_chip(until(found, today))
        self.until.setVisible(said is not None)
        if said is not None:
            set_chip(self.until, *said)
        hidden = len(found.hidden)
        told = [f"{one}，请核对是否同一人。" for one in found.same]
        told += [f"另有 {hidden} 件不在您的知悉范围，请由经办人核对。"] if hidden else []
        self.note.setText("\n".join(told))
        self.note.setVisible(bool(told))

    def _on_refused(self, error: Exception) -> None:
        """A person who went out of sight meanwhile has nothing to show."""
        if not isinstance(error, NotAllowed):
            raise error
        self.model.set_rows(())

    def _on_line_opened(self, uid: str) -> None:
        line = self.model.row_of(uid)
        if line is not None:
            self.clue_wanted.emit(line.clue)
