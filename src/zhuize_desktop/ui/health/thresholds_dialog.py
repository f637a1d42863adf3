"""体检阈值: from where on 数据体检 tells something; the administrator sets it, everybody sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...domain.errors import FieldError
from ...domain.health.subject import SET_WITH_COUNTING, THRESHOLD_LABELS, Thresholds
from ...domain.roles import Op
from ...services.health import change_thresholds
from ..pages.clue_actions import refusal
from ..report.dialogs import FormDialog
from ..theme import label
from ..widgets.entry import WholeEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ..context import Context

_SAID = (
    "这些天数和相似度由本企业自行设定，用于提示，不是法定期限；已保存的体检仍按当时的设定。"
    "“久查不追”与报表共用，在“系统管理”的“证书与设置”里修改。"
)


class ThresholdsDialog(FormDialog):
    """One line a threshold; whoever is no administrator only looks."""

    def __init__(self, context: Context, over: QWidget, present: Thresholds) -> None:
        super().__init__(over, "体检阈值", _SAID, "保存")
        self._context, self._present = context, present
        self.entries: dict[str, WholeEdit] = {}
        why = refusal(Op.SAVE_SETTING, context.session.viewer)
        told = dict(present.told())
        for name, words in THRESHOLD_LABELS.items():
            if name in SET_WITH_COUNTING:
                self.form.addRow(label(words, "label"), label(told[words]))
                continue
            entry = WholeEdit()
            entry.setAccessibleName(words)
            entry.set_value(getattr(present, name))
            entry.set_read_only(bool(why))
            self.entries[name] = entry
            unit = "%" if name.endswith("likeness") else "天"
            self.form.addRow(label(f"{words}（{unit}）", "label"), entry)
        self.go.setEnabled(not why)
        self.go.setToolTip(why)

    def answer(self) -> None:
        """Save what was typed."""
        values: dict[str, Any] = {}
        for name, entry in self.entries.items():
            if (fault := entry.fault()) or entry.value() is None:
                self.refuse(FieldError(name, fault or f"请填写“{THRESHOLD_LABELS[name]}”。"))
                entry.setFocus()
                return
            values[name] = entry.value()
        self._context.jobs.run(
            change_thresholds,
            self._context.session,
            replace(self._present, **values),
            owner=self,
            busy=self,
            title="修改设置",
            on_done=lambda _: self.accept(),
            on_error=self.refuse,
        )
