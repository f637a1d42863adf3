"""The form of an enterprise; what changes its row of 隶属关系 asks from which day and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ...domain.credit_code import credit_code_fault
from ...domain.errors import FieldError
from ...domain.records import Enterprise
from ...services.directory import EVENTS, add_enterprise, change_enterprise, identity_of
from ..palette import GRID, Tone
from ..record_dialog import RecordDialog
from ..theme import label
from ..widgets.choice_edit import ChoiceEdit
from ..widgets.date_edit import DateEdit
from ..widgets.suggest import Entry

if TYPE_CHECKING:
    from datetime import date

    from ...domain.clock import Clock
    from ..context import Context
    from ..resolver import LedgerResolver

#: The fields whose change opens a new dated row.
_DATED = ("name", "parent", "level", "credit_code")


class ChangeStrip(QFrame):
    """From which day and why; shown while the form differs from the record in what is dated."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.words = label("", wrap=True)
        self.since = DateEdit(clock)
        self.since.setAccessibleName("变更日期")
        self.reason = ChoiceEdit([Entry(word, word) for word in EVENTS])
        self.reason.setAccessibleName("变更事由")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(GRID)
        grid.addWidget(self.words, 0, 0, 1, 4)
        grid.addWidget(label("变更日期", "label"), 1, 0)
        grid.addWidget(self.since, 1, 1)
        grid.addWidget(label("变更事由", "label"), 1, 2)
        grid.addWidget(self.reason, 1, 3)
        grid.addWidget(self.problem, 2, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.hide()

    def values(self) -> tuple[date, str]:
        """Day and event. Raises ``FieldError`` on ``since`` or ``event``."""
        for name, widget, missing in (
            ("since", self.since, "请填写变更日期：从这一天起按新的名称和隶属关系统计。"),
            ("event", self.reason, "请选择变更事由。"),
        ):
            if fault := widget.fault():
                raise FieldError(name, fault)
            if not widget.value():
                raise FieldError(name, missing)
        return self.since.value(), self.reason.value()

    def say(self, error: FieldError) -> None:
        """Show what is wrong and go there."""
        self.problem.setText(error.sentence)
        self.problem.show()
        target: QWidget = self.since if error.field == "since" else self.reason
        target.setFocus()

    def be_quiet(self) -> None:
        """Nothing is wrong any more."""
        self.problem.hide()


class EnterpriseDialog(RecordDialog):
    """A new enterprise, or a changed one with its dated row."""

    def __init__(self, context: Context, over: QWidget, title: str, resolver: LedgerResolver) -> None:
        super().__init__(
            context,
            over,
            title,
            Enterprise,
            resolver,
            insert=lambda values: (add_enterprise, (context.session, values)),
        )
        self.strip = ChangeStrip(context.session.clock)
        layout = self.editor.layout()
        assert layout is not None
        layout.insertWidget(2, self.strip)  # type: ignore[attr-defined]
        self.form.edited.connect(self._on_form_edited)
        self.resize(760, 560)

    def open_below(self, parent: Enterprise) -> None:
        """Show a new enterprise whose place is known."""
        level = None if parent.level is None else parent.level + 1
        owner = self._context.session.viewer.enterprise
        self.open_record(
            Enterprise(uid="", owner_enterprise=owner, version=0, name="", parent=parent.uid, level=level)
        )

    @property
    def _is_new(self) -> bool:
        return self._record is None or not self._record.uid

    def _on_form_edited(self, name: str) -> None:
        if name == "credit_code":
            self._say_code()
        changed = [] if self._is_new else [field for field in _DATED if self._differs(field)]
        self.strip.setVisible(bool(changed))
        labels = "、".join(self.form._rows[field].column.field.label for field in changed)
        self.strip.words.setText(f"{labels}有变更。原来的登记保留到变更前一日，统计按各期间当时的隶属关系。")
        self.strip.be_quiet()

    def _differs(self, name: str) -> bool:
        try:
            return bool(self.form.value(name) != getattr(self._record, name))
        except FieldError:
            return True  # a text that is no value yet is a change on its way

    def _say_code(self) -> None:
        code = self.form.value("credit_code")
        fault = credit_code_fault(code) if code else ""
        if fault:
            self.form.set_consequence("credit_code", f"{fault}，请对照营业执照核对。", Tone.AMBER)
        else:
            self.form.set_consequence("credit_code", "校验码相符" if code else "", Tone.GREEN)

    def _save(self, values: dict[str, Any]) -> None:
        session = self._context.session
        if self._is_new:
            self._run(add_enterprise, session, values)
            return
        new = replace(self._record, **values)
        since, event = session.today, ""
        if identity_of(new) != identity_of(self._record):
            try:
                since, event = self.strip.values()
            except FieldError as error:
                self.strip.say(error)
                self.editor.not_sent()
                return
        self._run(change_enterprise, session, new, since, event)

    def _run(self, work: Any, *arguments: Any) -> None:
        self._context.jobs.run(
            work,
            *arguments,
            owner=self,
            busy=self,
            title="保存",
            on_done=self._on_saved,
            on_error=self._on_refused,
        )

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError) and error.field in ("since", "event"):
            self.strip.say(error)
            self.editor.not_sent()
        else:
            self.editor.save_failed(error)
