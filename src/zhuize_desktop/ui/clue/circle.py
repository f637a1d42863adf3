"""知悉与回避: who may read a clue, and who is kept out of it because they are involved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.records import Circle, Recusal
from ...domain.roles import Op
from ...services.clues import set_circle
from ...services.records import add, withdraw
from .. import messages
from ..over import OverDialog
from ..pages.clue_actions import AskDialog, refusal
from ..palette import GRID, Tone
from ..theme import button, label, primary_button, rule
from ..widgets.entry import LineEntry
from ..widgets.long_text import LongText
from ..widgets.record_pick import RecordPick

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Context
    from ..resolver import LedgerResolver
    from .contents import Contents

_EXPLAINED = {
    Circle.HANDLERS: "全体办理人员：填报人、审核人、签发人都能看到内容。",
    Circle.NAMED: "指定人员：只有下列人员和经办人能看到内容，其他人只见编号。",
}


class CircleDialog(OverDialog):
    """Two matters that belong together: 知悉范围 above, 回避 below. Each is saved by its own button."""

    def __init__(self, context: Context, resolver: LedgerResolver, contents: Contents, over: QWidget) -> None:
        super().__init__(over.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"知悉与回避 · {contents.clue.number}")
        self._context, self._resolver, self._contents = context, resolver, contents
        self._over = over
        self.users = self._pick(many=True)
        self.recused = self._pick(many=False)
        self.reason = LineEntry()
        self.reason.setPlaceholderText("例如：系被反映单位负责人的近亲属")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(GRID)
        self._lay_out_circle(layout)
        layout.addWidget(rule())
        self._lay_out_recusal(layout)
        layout.addWidget(self.problem)
        close = button("关闭")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout.addLayout(row)
        self.setMinimumWidth(640)
        self._close_where_not_allowed()

    def _pick(self, *, many: bool) -> RecordPick:
        made = RecordPick(
            partial(self._resolver.search, "User"), partial(self._resolver.label, "User"), many=many, empty=""
        )
        made.setAccessibleName("用户")
        return made

    def _lay_out_circle(self, layout: QVBoxLayout) -> None:
        clue = self._contents.clue
        layout.addWidget(label("知悉范围", "section"))
        self.choices = QButtonGroup(self)
        self._radios: dict[Circle, QRadioButton] = {}
        for circle in Circle:
            radio = QRadioButton(_EXPLAINED[circle])
            radio.setChecked(clue.circle is circle)
            self.choices.addButton(radio)
            self._radios[circle] = radio
            layout.addWidget(radio)
        self.users.set_value(clue.circle_users)
        layout.addWidget(self.users)
        self.save_button = primary_button("保存知悉范围")
        self.save_button.clicked.connect(self.save_circle)
        row = QHBoxLayout()
        row.addWidget(label("调整的人自己始终在范围内。", "note"), 1)
        row.addWidget(self.save_button)
        layout.addLayout(row)
        self._radios[Circle.NAMED].toggled.connect(self.users.setVisible)
        self.users.setVisible(clue.circle is Circle.NAMED)

    def _lay_out_recusal(self, layout: QVBoxLayout) -> None:
        layout.addWidget(label("回避", "section"))
        layout.addWidget(label("被标记的人在列表、查找和线索内容中都看不到这条线索。", "note", wrap=True))
        for recusal in self._contents.case.all(Recusal):
            layout.addLayout(self._recusal_row(recusal))
        self.recuse_button = button("标记回避")
        self.recuse_button.clicked.connect(self.recuse)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(QLabel("回避人"))
        row.addWidget(self.recused, 2)
        row.addWidget(QLabel("事由"))
        row.addWidget(self.reason, 3)
        row.addWidget(self.recuse_button)
        layout.addLayout(row)

    def _recusal_row(self, recusal: Recusal) -> QHBoxLayout:
        row = QHBoxLayout()
        words = f"{self._resolver.label('User', recusal.user)}：{recusal.reason or '未写事由'}"
        row.addWidget(label(words, wrap=True), 1)
        lift = button("解除…", role="link")
        lift.setAccessibleName(f"解除{self._resolver.label('User', recusal.user)}的回避")
        lift.clicked.connect(lambda: self.ask_lift(recusal))
        why = refusal(Op.RECUSE, self._context.session.viewer)
        lift.setEnabled(not why)
        lift.setToolTip(why)
        row.addWidget(lift)
        return row

    def _close_where_not_allowed(self) -> None:
        viewer = self._context.session.viewer
        for pressed, op in ((self.save_button, Op.CHANGE_CLUE), (self.recuse_button, Op.RECUSE)):
            why = refusal(op, viewer)
            pressed.setEnabled(not why)
            pressed.setToolTip(why)

    # --- what the person did ---

    def save_circle(self) -> None:
        """Change 知悉范围."""
        try:
            users = tuple(self.users.value())
        except FieldError as error:
            self._refuse(error)
            return
        circle = Circle.NAMED if self._radios[Circle.NAMED].isChecked() else Circle.HANDLERS
        self._run(set_circle, self._contents.clue.uid, circle, users)

    def recuse(self) -> None:
        """Mark a user as involved."""
        try:
            user = self.recused.value()
        except FieldError as error:
            self._refuse(error)
            return
        reason = self.reason.value()
        if not user:
            self._refuse(FieldError("user", "请选择回避人。"))
        elif not reason:
            self._refuse(FieldError("reason", "请填写回避事由。"))
        elif any(one.user == user for one in self._contents.case.all(Recusal)):
            self._refuse(FieldError("user", "此人已经标记回避。"))
        else:
            values = {"clue": self._contents.clue.uid, "user": user, "reason": reason}
            if user == self._context.session.viewer.user:
                messages.confirm(
                    self,
                    "标记自己回避后，您将立即看不到这条线索，只能由其他办理人员解除。",
                    lambda: self._run(add, Recusal, values),
                    yes="标记回避",
                    danger=True,
                )
            else:
                self._run(add, Recusal, values)

    def ask_lift(self, recusal: Recusal) -> AskDialog:
        """解除回避 is a withdrawal with its reason."""
        dialog = AskDialog(
            self, "解除回避", "请写明解除理由。", LongText(2, 5), "解除回避", "请填写解除理由。"
        )
        dialog.answered.connect(lambda reason: self._run(withdraw, Recusal, recusal.uid, reason))
        dialog.open()
        return dialog

    def _run(self, act: Callable[..., Any], *arguments: Any) -> None:
        self._context.jobs.run(
            act,
            self._context.session,
            *arguments,
            owner=self,
            busy=self,
            title="保存",
            on_done=lambda _: self.accept(),
            on_error=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.problem.setText(error.sentence)
            self.problem.show()
