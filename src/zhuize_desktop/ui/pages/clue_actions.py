"""What can be done with chosen clues from the list: 打开, 确认环节, 撤回, 恢复; every question is a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import FieldError
from ...domain.records import Clue
from ...domain.roles import OPERATIONS, Op, Role
from ...domain.stages import Stage
from ...services.clues import confirm_stages
from ...services.records import bring_back, withdraw
from .. import messages
from ..forms.field_row import is_save_key
from ..over import OverDialog
from ..theme import button, label, primary_button
from ..widgets.choice_edit import ChoiceEdit
from ..widgets.long_text import LongText
from ..widgets.suggest import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction, QKeyEvent
    from PySide6.QtWidgets import QMenu

    from ...domain.viewer import Viewer
    from ..context import Context


def refusal(op: Op, viewer: Viewer) -> str:
    """Why a person may not do this; "" when one of their roles may."""
    allowed = OPERATIONS[op].roles
    if viewer.roles & allowed:
        return ""
    able = "、".join(role.label for role in Role if role in allowed)
    return f"您没有“{op.label}”的权限，请由{able}办理。"


def unread_words(viewer: Viewer) -> str:
    """What stands in the place of clues for whoever reads none by role; "" for those who read cases."""
    if viewer.reads_cases:
        return ""
    return "没有授权给您查阅的线索。" if viewer.inspects else "您的角色看不到线索内容。"


class AskDialog(OverDialog):
    """One question with one entry below it; Esc gives up.

    Signals:
        answered: the value entered.
    """

    answered = Signal(object)

    def __init__(self, over: QWidget, title: str, sentence: str, entry: Any, yes: str, missing: str) -> None:
        """``entry`` is an entry widget; ``missing`` is said when it is empty."""
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.entry = entry
        self._missing = missing
        self.problem = label("", "note", wrap=True)
        self.problem.setProperty("tone", "red")
        self.problem.hide()
        self.yes, self.no = primary_button(yes), button("返回")
        self.yes.clicked.connect(self._on_yes_clicked)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label(sentence, wrap=True))
        layout.addWidget(entry)
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.setMinimumWidth(420)
        entry.setFocus()

    def _on_yes_clicked(self) -> None:
        try:
            value = self.entry.value()
        except FieldError as error:
            self._refuse(error.sentence)
            return
        if not value:
            self._refuse(self._missing)
            return
        self.answered.emit(value)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S is the first button, as in every form."""
        if is_save_key(event):
            self.yes.click()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.resize(self.size().expandedTo(self.sizeHint()))  # the sentence has room of its own
        self.entry.setFocus()


class ClueActions(QObject):
    """The menu of the list.

    Signals:
        opened: uid of the clue to open.
        compared: uids of two clues to look at side by side.
    """

    opened = Signal(str)
    compared = Signal(str, str)

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self._context, self._over = context, over

    def fill(self, menu: QMenu, uids: Sequence[str], *, withdrawn: bool) -> None:
        """The actions for these clues; what the role may not is there, closed, and says why."""
        one = len(uids) == 1
        opening = menu.addAction("打开\t回车", lambda: self.opened.emit(uids[0]))
        opening.setEnabled(one)
        if len(uids) == 2:
            menu.addAction("并列查看…", lambda: self.compared.emit(uids[0], uids[1]))
        menu.addSeparator()
        if withdrawn:
            self._offer(menu, "恢复到台账", Op.RESTORE_RECORD, uids, lambda: self.ask_bring_back(uids))
            return
        self._offer(menu, "确认环节…", Op.CONFIRM_STAGE, uids, lambda: self.ask_stage(uids))
        self._offer(menu, "期初建账…", Op.CONFIRM_STAGE, uids, self.open_opening)
        self._offer(menu, "撤回…", Op.WITHDRAW, uids, lambda: self.ask_withdraw(uids))

    def _offer(self, menu: QMenu, text: str, op: Op, uids: Sequence[str], act: Callable[[], Any]) -> QAction:
        action = menu.addAction(text, act)
        why = refusal(op, self._context.session.viewer)
        action.setEnabled(bool(uids) and not why)
        if why:
            action.setText(f"{text}（{why.removesuffix('。')}）")
        return action

    def ask_withdraw(self, uids: Sequence[str]) -> AskDialog:
        """撤回 asks for the reason; the clue stays in the recycle bin."""
        dialog = AskDialog(
            self._over,
            "撤回线索",
            f"撤回 {len(uids)} 条线索：从台账移入回收站，不删除，可随时恢复。请写明理由。",
            LongText(3, 6),
            "撤回",
            "请填写撤回理由。",
        )
        dialog.answered.connect(lambda reason: self._each(uids, withdraw, reason, title="撤回线索"))
        dialog.open()
        return dialog

    def ask_bring_back(self, uids: Sequence[str]) -> QDialog:
        """恢复 asks once."""
        return messages.confirm(
            self._over,
            f"把 {len(uids)} 条线索恢复到台账？",
            lambda: self._each(uids, bring_back, title="恢复线索"),
            yes="恢复",
        )

    def open_opening(self) -> None:
        """期初建账: all that wait for their stage, in one table."""
        from ..opening import open_opening

        open_opening(self._context, self._over)

    def ask_stage(self, uids: Sequence[str]) -> AskDialog:
        """确认环节: an import could only propose where a clue stands; a person says so."""
        dialog = AskDialog(
            self._over,
            "确认环节",
            f"这 {len(uids)} 条线索现在处于哪个环节？确认后按所选环节计算期限和统计。",
            ChoiceEdit([Entry(stage.value, stage.label) for stage in Stage]),
            "确认环节",
            "请选择环节。",
        )
        dialog.answered.connect(lambda code: self._confirm(uids, Stage(code)))
        dialog.open()
        return dialog

    def _confirm(self, uids: Sequence[str], stage: Stage) -> None:
        self._context.jobs.run(
            confirm_stages,
            self._context.session,
            dict.fromkeys(uids, stage),
            owner=self._over,
            busy=self._over,
            title="确认环节",
        )

    def _each(self, uids: Sequence[str], act: Callable[..., Any], *more: Any, title: str) -> None:
        """One action, and one line on the trail, for every clue."""
        for uid in uids:
            self._context.jobs.run(
                act, self._context.session, Clue, uid, *more, owner=self._over, busy=self._over, title=title
            )
