"""工作交接 and 用户离岗: who takes over, the list to be printed, and the leaving itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.handover import TITLE
from ...services.handover import Standing, hand_over_clues, release_handover, standing_of
from .. import messages
from ..over import OverDialog
from ..palette import Tone
from ..paper_out import PaperOut
from ..theme import button, label, primary_button
from ..widgets.pinyin import matches
from ..widgets.record_pick import RecordPick
from .tab import ask_place, close_unless, lines

if TYPE_CHECKING:
    from pathlib import Path

    from ...domain.records import User
    from ..context import Context

_LEAVING = (
    "账号停用，台账更换密钥和恢复码，旧密码、旧恢复码从此打不开台账。请准备抄写新的恢复码；办理后需要重新登录。"
    "离岗人员签过的报告仍然有效。"
)
_MOVES = "选了接交人的，在办线索的经办人一并改为接交人；接交人不在知悉范围内或须回避的线索不移交。"


class HandoverPaper(QObject):
    """Asks where the list of one user is to go, and writes it there."""

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self._context, self._over = context, over

    def ask(self, uid: str, name: str, successor: str = "") -> QFileDialog:
        """Ask for the place; ``name`` is the user's, ``successor`` a uid when somebody is chosen."""
        file = f"{TITLE}_{name}_{self._context.session.today:%Y%m%d}.pdf"
        return ask_place(
            self._over, f"打印{TITLE}", "PDF 文件 (*.pdf)", file, partial(self.write, uid, successor)
        )

    def write(self, uid: str, successor: str, path: Path) -> None:
        """Write the list to ``path`` and offer to open it, from where it is printed."""
        out = PaperOut(self._context, self._over, TITLE, "请打开后打印，由移交人、接交人、监交人签字")
        out.write(release_handover, uid, path.name, successor, path=path)


class HandoverDialog(OverDialog):
    """What one user has in hand: print the list, hand the clues over, and with ``leaving`` close the account.

    Signals:
        leaving_wanted: 办理离岗, with the uid of the successor or "".
    """

    leaving_wanted = Signal(str)

    def __init__(self, context: Context, over: QWidget, user: User, *, leaving: bool) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._user = context, user
        self._name = user.name or user.login
        self.setWindowTitle(f"{'办理离岗' if leaving else '工作交接'} · {self._name}")
        self._leaving = leaving
        self.paper = HandoverPaper(context, self)
        self.in_hand = label("", wrap=True)
        self._able: tuple[User, ...] = ()
        self.successor = RecordPick(self._find, self._name_of, empty="")
        self.successor.setAccessibleName("接交人")
        self.successor.line.setPlaceholderText("不选则不移交" if leaving else "请选择")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.print_button = button(f"打印{TITLE}…")
        self.go = button("办理离岗", role="danger") if leaving else primary_button("移交在办线索")
        self.back = button("返回" if leaving else "关闭")
        self._column = QVBoxLayout(self)
        self._lay_out()
        self.print_button.clicked.connect(self._on_print_clicked)
        self.go.clicked.connect(self._on_go_clicked)
        self.back.clicked.connect(self.reject)
        self.setMinimumWidth(560)
        self._fetch()

    def _lay_out(self) -> None:
        self._column.setContentsMargins(20, 18, 20, 16)
        self._column.setSpacing(12)
        if self._leaving:
            self._column.addWidget(label(f"“{self._name}”离岗？", wrap=True))
            self._column.addWidget(label(_LEAVING, "note", wrap=True))
        self._column.addWidget(self.in_hand)
        self._column.addLayout(lines(("接交人", self.successor)))
        self._column.addWidget(label(_MOVES, "note", wrap=True))
        self._column.addWidget(self.problem)
        row = QHBoxLayout()
        row.addWidget(self.print_button)
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.back)
        self._column.addLayout(row)

    def _fetch(self) -> None:
        self._context.jobs.run(
            standing_of,
            self._context.session,
            self._user.uid,
            owner=self,
            title="读取在办事项",
            on_done=self._on_fetched,
        )

    def _on_fetched(self, found: Standing) -> None:
        self.in_hand.setText(
            f"名下在办线索 {found.clues} 件。" + ("离岗前请打印清单并当面交接。" if self._leaving else "")
        )
        self._able = found.users
        close_unless(self.go, "" if self._leaving or found.clues else "名下没有在办线索。")

    def _find(self, text: str) -> list[tuple[str, str, str]]:
        fitting = (one for one in self._able if matches(one.name, text) or text == one.login)
        return [(one.uid, one.name or one.login, one.post) for one in fitting]

    def _name_of(self, uid: str) -> str:
        return next((one.name or one.login for one in self._able if one.uid == uid), "")

    def _chosen(self) -> str | None:
        """The uid of the successor, "" for nobody; ``None`` while what is typed is nobody's name."""
        try:
            return str(self.successor.value())
        except FieldError as error:
            self._refuse(error)
            return None

    def _on_print_clicked(self) -> None:
        successor = self._chosen()
        if successor is not None:
            self.problem.hide()
            self.paper.ask(self._user.uid, self._name, successor)

    def _on_go_clicked(self) -> None:
        successor = self._chosen()
        if successor is None:
            return
        if self._leaving:
            self.leaving_wanted.emit(successor)
            self.accept()
        elif not successor:
            self._refuse(FieldError("successor", "请选择接交人。"))
        else:
            self._hand_over(successor)

    def _hand_over(self, successor: str) -> None:
        self.problem.hide()
        self._context.jobs.run(
            hand_over_clues,
            self._context.session,
            self._user.uid,
            successor,
            owner=self,
            busy=self,
            title="移交在办线索",
            on_done=self._on_handed_over,
            on_error=self._refuse,
        )

    def _on_handed_over(self, done: Any) -> None:
        moved, kept = done.value.moved, done.value.kept
        detail = f"另有 {kept} 件未移交，接交人不在知悉范围内或须回避。" if kept else ""
        messages.show_notice(self, f"已移交 {moved} 件在办线索。", detail)
        self._fetch()

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.problem.setText(error.sentence)
            self.problem.show()
            self.successor.setFocus()
