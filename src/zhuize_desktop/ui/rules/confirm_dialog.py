"""确认核对: who compared an entry with the original text, when, and which text lay there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from PySide6.QtCore import Signal

from ...domain.errors import FieldError
from ...domain.rulebook import SHARED_PACK
from ...domain.rules import Checked
from ...services.packs import Compared, confirm_entry
from ..report.dialogs import FormDialog
from ..theme import label
from ..widgets.date_edit import DateEdit
from ..widgets.entry import LineEntry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ..context import Context
    from .lines import RuleLine


class ConfirmDialog(FormDialog):
    """Document, number, page, person, day; the clause where it was wrong.

    Signals:
        confirmed: the entry is 已核对原文 now.
    """

    confirmed = Signal()

    def __init__(self, context: Context, over: QWidget, line: RuleLine) -> None:
        said = (
            f"“{line.entry.label}”{f'（{line.said}）' if line.said else ''}：对照原文逐字核对无误后再确认。"
            "确认后，凡用到它的地方不再标“待核对”，核对情况记入办理记录。"
        )
        super().__init__(over, "确认核对", said, "确认已核对")
        self._context, self._line = context, line
        pack = line.pack
        self.document = LineEntry()
        self.document.set_value(line.entry.source if pack.code == SHARED_PACK else pack.document)
        self.number = LineEntry()
        self.number.set_value(pack.document_number)
        self.page = LineEntry()
        self.page.setPlaceholderText("例如 第 8 页；没有页码可不填")
        self.clause = LineEntry()
        self.clause.set_value(line.entry.clause)
        self.by = LineEntry()
        self.by.set_value(context.session.viewer.name)
        self.on = DateEdit(context.session.clock)
        self.on.set_value(context.session.today)
        for words, editor in (
            ("核对文件 *", self.document),
            ("文号", self.number),
            ("页码", self.page),
            ("条款", self.clause),
            ("核对人 *", self.by),
            ("核对日期 *", self.on),
        ):
            editor.setAccessibleName(words.rstrip(" *"))
            self.form.addRow(label(words, "label"), editor)
        self.setMinimumWidth(560)
        self.adjustSize()
        self.page.setFocus()

    def compared(self) -> Compared:
        """What was typed.

        Raises:
            FieldError: document, person or day missing, or too long.
        """
        day = self.on.value()
        for editor, words in ((self.document, "核对文件"), (self.by, "核对人")):
            if not editor.value():
                editor.setFocus()
                raise FieldError("", f"请填写{words}。")
        if day is None:
            self.on.setFocus()
            raise FieldError("on", "请填写核对日期。")
        try:
            checked = Checked(
                document=self.document.value(),
                number=self.number.value(),
                page=self.page.value(),
                by=self.by.value(),
                on=day,
            )
        except ValidationError:
            raise FieldError(
                "",
                "核对文件不超过 200 字，文号、页码不超过 100 字，核对人不超过 60 字，日期应在 1990 年以后。",
            ) from None
        clause = self.clause.value()
        return Compared(checked, clause if clause != self._line.entry.clause else None)

    def answer(self) -> None:
        """Put it on the trail."""
        try:
            compared = self.compared()
        except FieldError as error:
            self.refuse(error)
            return
        line = self._line

        def confirm(session: Any) -> Any:
            return confirm_entry(
                session,
                line.pack.code,
                line.part_code,
                line.entry.code,
                compared,
                reading=line.entry.reading,
            )

        self._context.jobs.run(
            confirm,
            self._context.session,
            owner=self,
            busy=self,
            title="确认核对",
            on_done=lambda _: self._on_confirmed(),
            on_error=self.refuse,
        )

    def _on_confirmed(self) -> None:
        self.confirmed.emit()
        self.accept()
