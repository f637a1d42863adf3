"""录入年度安排: a year's holidays and working weekends, entered from the paper line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...services.calendar import entered_year
from .. import messages
from ..draft_keeper import keep_editors
from ..over import OverDialog
from ..palette import GRID, Tone
from ..theme import button, label, primary_button, restyle
from ..widgets.date_edit import DateEdit
from ..widgets.entry import Editor, FlagEdit, LineEntry, WholeEdit
from .tab import lines

if TYPE_CHECKING:
    from datetime import date

    from ...domain.workdays import CalendarYear
    from ..context import Context

#: The holidays of 《全国年节及纪念日放假办法》 in the order of the year; two lines more for what is divided.
_HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节", "", "")
_MAKE_UPS = 8
_PER_LINE = 4


class YearDialog(OverDialog):
    """One year's arrangement; stays open while something in it cannot be.

    Signals:
        entered: a ``CalendarYear`` that holds together.
    """

    entered = Signal(object)

    def __init__(self, context: Context, over: QWidget, year: int, known: CalendarYear | None = None) -> None:
        super().__init__(over)
        self.setWindowTitle("修改年度安排" if known else "录入年度安排")
        clock = context.session.clock
        self.year = WholeEdit()
        self.title, self.number = LineEntry(), LineEntry()
        self.number.setPlaceholderText("如 国办发明电〔2026〕×号")
        self.issued_on = DateEdit(clock)
        self.confirmed = FlagEdit("文号已与原文核对")
        self.holidays = [(LineEntry(), DateEdit(clock), DateEdit(clock)) for _ in _HOLIDAYS]
        self.make_ups = [DateEdit(clock) for _ in range(_MAKE_UPS)]
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.go, self.back = primary_button("核算期限…"), button("返回")
        self._name_entries()
        self._lay_out()
        self._fill(year, known)
        key, base = (str(known.year), known.model_dump_json()) if known else (f"new.{year}", "")
        self.drafts = keep_editors(context, self, "CalendarYear", key, self._entries(), base)
        self.drafts.restored.connect(self._tell)
        self.accepted.connect(self.drafts.drop)
        self.drafts.offer()
        self.go.clicked.connect(self.submit)
        self.back.clicked.connect(self.reject)
        self.resize(660, 620)

    def _name_entries(self) -> None:
        """What assistive technology says of each entry."""
        for at, (name, first, last) in enumerate(self.holidays, 1):
            name.setAccessibleName(f"第 {at} 个节日名称")
            first.line.setAccessibleName(f"第 {at} 个节日自")
            last.line.setAccessibleName(f"第 {at} 个节日至")
        for at, day in enumerate(self.make_ups, 1):
            day.line.setAccessibleName(f"第 {at} 个调休上班日")

    def _entries(self) -> dict[str, Editor]:
        """Everything that can be typed here, by a name of its own."""
        found: dict[str, Editor] = {
            "year": self.year, "title": self.title, "number": self.number, "issued": self.issued_on,
            "confirmed": self.confirmed,
        }  # fmt: skip
        for at, (name, first, last) in enumerate(self.holidays):
            found |= {f"name.{at}": name, f"first.{at}": first, f"last.{at}": last}
        return found | {f"worked.{at}": day for at, day in enumerate(self.make_ups)}

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(GRID)
        column.addLayout(
            lines(
                ("年度", self.year),
                ("文件名称", self.title),
                ("文号", self.number),
                ("公布日期", self.issued_on),
                ("", self.confirmed),
            )
        )
        column.addWidget(label("放假", "section"))
        column.addWidget(label("自、至都算在内；没有的节日留空。", "note"))
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for at, words in enumerate(("节日", "自", "至")):
            grid.addWidget(label(words, "label"), 0, at)
        for row, entries in enumerate(self.holidays, 1):
            for at, entry in enumerate(entries):
                grid.addWidget(entry, row, at)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        column.addWidget(label("调休上班（周六、周日上班的日子）", "section"))
        worked = QGridLayout()
        worked.setSpacing(GRID)
        for at, day in enumerate(self.make_ups):
            worked.addWidget(day, at // _PER_LINE, at % _PER_LINE)
        column.addLayout(worked)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go)
        foot.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(area, 1)
        layout.addWidget(self.problem)
        layout.addLayout(foot)

    def _fill(self, year: int, known: CalendarYear | None) -> None:
        self.year.set_value(known.year if known else year)
        self.title.set_value(
            known.documents[0].title if known else f"国务院办公厅关于{year}年部分节假日安排的通知"
        )
        if known is None:
            for (name, _, _), word in zip(self.holidays, _HOLIDAYS, strict=True):
                name.set_value(word)
            return
        paper = known.documents[-1]
        self.number.set_value(paper.number)
        self.issued_on.set_value(paper.issued_on)
        self.confirmed.set_value(paper.number_confirmed)
        for (name, first, last), holiday in zip(self.holidays, known.holidays, strict=False):
            name.set_value(holiday.name)
            first.set_value(holiday.first)
            last.set_value(holiday.last)
        for entry, day in zip(self.make_ups, known.make_up_workdays, strict=False):
            entry.set_value(day)

    def values(self) -> dict[str, Any]:
        """What was typed, as a file has it. Raises ``FieldError`` for what is no day or no number."""
        holidays = []
        for name, first, last in self.holidays:
            days = (first.value(), last.value())
            if days == (None, None):
                continue
            since, until = days[0] or days[1], days[1] or days[0]
            holidays.append({"name": name.value(), "first": _plain(since), "last": _plain(until)})
        days_worked = [day for entry in self.make_ups if (day := entry.value()) is not None]
        return {
            "year": self.year.value(),
            "documents": [
                {
                    "title": self.title.value(),
                    "number": self.number.value(),
                    "issued_on": _plain(self.issued_on.value()),
                    "number_confirmed": self.confirmed.value(),
                }
            ],
            "holidays": holidays,
            "make_up_workdays": [_plain(day) for day in sorted(days_worked)],
        }

    def submit(self) -> None:
        """Check what was typed; when it holds together the dialog hands it on."""
        self.problem.hide()
        try:
            made = entered_year(self.values())
        except (FieldError, UserError) as error:
            self._tell(error.sentence, Tone.RED)
            return
        self.entered.emit(made)

    def _tell(self, sentence: str, tone: Tone = Tone.ACCENT) -> None:
        self.problem.setText(sentence)
        restyle(self.problem, tone=tone.value)
        self.problem.show()

    def reject(self) -> None:
        """Esc and 返回: what was typed is asked about first."""
        if self.drafts.is_typed:
            messages.confirm(self, "放弃填写的内容？", self._leave, yes="放弃", danger=True)
        else:
            super().reject()

    def _leave(self) -> None:
        self.drafts.drop()
        super().reject()


def _plain(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
