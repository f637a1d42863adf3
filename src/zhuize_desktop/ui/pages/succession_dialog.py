"""承继线索: which open clues of an enterprise that ended go to its successor, seen before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import UserError
from ...services.succession import Inherited, Succession, take_over
from .. import theme
from ..over import OverDialog
from ..palette import Tone
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable

if TYPE_CHECKING:
    from ...domain.viewer import OpResult
    from ..context import Context


class SuccessionDialog(OverDialog):
    """Lists the clues with number and stage; one button does it for all of them.

    Signals:
        taken_over: how many clues went over.
    """

    taken_over = Signal(int)

    def __init__(self, context: Context, over: QWidget, found: Succession) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("承继线索")
        self._context, self._found = context, found
        self.model = HeldModel(_columns(), lambda one: one.uid)
        self.table = LedgerTable(self.model, "succession", empty="没有您可以办理的未办结线索")
        self.table.setAccessibleName("要承继的未办结线索")
        self.model.set_rows(found.clues)
        self.words = theme.label(_what(found), wrap=True)
        self.unnamed = theme.label(_unnamed(found), "note", Tone.AMBER, wrap=True)
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.message.hide()
        self.go = theme.primary_button(f"承继 {len(found.clues)} 条")
        self.go.setEnabled(bool(found.clues))
        self.back = theme.button("返回")
        self._lay_out()
        self.go.clicked.connect(self._on_go_clicked)
        self.back.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for widget in (self.words, self.table, self.unnamed, self.message):
            layout.addWidget(widget, 1 if widget is self.table else 0)
        layout.addLayout(row)
        # Not before it is laid out: without a parent it would be a window for a moment.
        self.unnamed.setVisible(bool(self._found.unnamed))
        theme.fit_screen(self, 820, 460)

    def _on_go_clicked(self) -> None:
        self.message.hide()
        self._context.jobs.run(
            take_over,
            self._context.session,
            self._found,
            owner=self,
            busy=self,
            title="承继线索",
            on_done=self._on_done,
            on_error=self._on_refused,
        )

    def _on_done(self, result: OpResult[Succession]) -> None:
        self.taken_over.emit(len(result.value.clues))
        self.accept()

    def _on_refused(self, error: Exception) -> None:
        self.message.setText(
            error.sentence if isinstance(error, UserError) else "程序出错，没有承继任何线索。"
        )
        self.message.show()


def _columns() -> list[ColumnDef[Inherited]]:
    return [
        ColumnDef("number", "线索编号", lambda one: one.number, width=20),
        ColumnDef("stage", "环节", lambda one: one.stage.label, width=10),
        ColumnDef(
            "enterprises",
            "承继后的涉及单位",
            lambda one: "、".join(one.enterprises),
            width=68,
            tooltip=lambda one: "\n".join(one.enterprises),
        ),
    ]


def _what(found: Succession) -> str:
    return (
        f"“{found.former.name}”已于 {found.former.closed_on} 注销或停业，由“{found.heir.name}”承继。"
        f"下列 {len(found.clues)} 条未办结线索将把承继企业列在原企业之前（首位为承办单位），"
        "原企业仍列在其后备查；要么全部办理，要么一条不动。"
    )


def _unnamed(found: Succession) -> str:
    return (
        f"另有 {found.unnamed} 条未办结线索不在您的知悉范围内：只计数、不列编号，这次不改动；"
        "请由知悉这些线索的填报人或审核人登录后在此办理。"
    )
