"""One clue in the place of the list: head, path of stages, and tabs for what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from ...domain.errors import UserError
from ...domain.roles import Op
from ...domain.stages import Stage
from .. import messages
from ..attachment_panel import AttachmentPanel
from ..pages.clue_actions import ClueActions, refusal
from ..pages.clue_columns import clock_chip, clock_tip
from ..palette import GRID
from ..theme import button, card, chip, label, set_chip
from ..widgets.stage_path import StagePath
from .circle import CircleDialog
from .consequences import loss_chip
from .contents import Contents, new_contents, read_contents
from .history import HistoryTab
from .lines import APPROVAL, LIABLE, LOSS, RECOVERY, LinesTab, LinesTable
from .register import RegisterTab

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from ...domain.viewer import Changes
    from ..context import Context
    from ..resolver import LedgerResolver

#: The day on which each stage was done.
_DONE_ON = {
    Stage.INTAKE: "accepted_on",
    Stage.PRELIMINARY_CHECK: "checked_on",
    Stage.TRIAGE: "triaged_on",
    Stage.INVESTIGATION: "investigated_on",
    Stage.DISPOSITION: "decided_on",
    Stage.RECTIFICATION: "rectified_on",
    Stage.CLOSURE: "closed_on",
}


class ClueView(QWidget):
    """The clue that is open.

    Signals:
        left: the person goes back to the list.
    """

    left = Signal()

    def __init__(self, context: Context, resolver: LedgerResolver) -> None:
        super().__init__()
        self._context, self._resolver = context, resolver
        self._contents: Contents | None = None
        self.deeds = ClueActions(context, self)
        self.register = RegisterTab(context, resolver)
        self.liable = LinesTable(context, resolver, LIABLE)
        self.losses = LinesTable(context, resolver, LOSS)
        self.recoveries = LinesTable(context, resolver, RECOVERY)
        self.approvals = LinesTable(context, resolver, APPROVAL)
        self.attachments = AttachmentPanel(context, resolver)
        self.history = HistoryTab(resolver)
        self.tabs = QTabWidget()
        self.tabs.tabBar().setExpanding(False)
        self._lay_out()
        self.register.registered.connect(self._on_registered)

    # --- building ---

    def _lay_out(self) -> None:
        self.path = StagePath()
        self.path.picked.connect(self._on_path_picked)
        self.path_card = card(self.path)
        path_layout = self.path_card.layout()
        assert path_layout is not None
        path_layout.setContentsMargins(8, 2, 8, 2)
        sheet = QFrame()
        sheet.setProperty("role", "card")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.tabs)
        for page, title in (
            (self.register, "登记内容"),
            (LinesTab(self.liable), "责任人员"),
            (LinesTab(self.losses, self.recoveries), "资产损失"),
            (LinesTab(self.approvals), "审批件"),
            (self.attachments, "附件"),
            (self.history, "办理过程"),
        ):
            self.tabs.addTab(page, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._head())
        layout.addWidget(self._doubt())
        layout.addWidget(self.path_card)
        layout.addWidget(sheet, 1)

    def _head(self) -> QHBoxLayout:
        self.back_button = button("返回台账", icon_name="chevron-left", role="link")
        self.back_button.setToolTip("Esc")
        self.back_button.clicked.connect(self.left)
        self.number = label("", "page-title")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary = _Elided()
        self.loss_chip = chip("")
        self.clock_chip = chip("")
        self.circle_button = button("知悉与回避")
        self.circle_button.clicked.connect(self.open_circle)
        self.withdraw_button = button("撤回…", role="link")
        self.withdraw_button.clicked.connect(self._on_withdraw_clicked)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.back_button)
        row.addWidget(self.number)
        row.addWidget(self.summary, 1)
        for part in (self.loss_chip, self.clock_chip, self.circle_button, self.withdraw_button):
            row.addWidget(part)
        return row

    def _doubt(self) -> QFrame:
        """The stage of an imported clue was only inferred: say so, and let a person confirm it."""
        self.doubt = QFrame()
        self.doubt.setProperty("role", "banner")
        self.doubt_words = label("", wrap=True)
        self.confirm_button = button("确认环节…")
        self.confirm_button.clicked.connect(self._on_confirm_clicked)
        row = QHBoxLayout(self.doubt)
        row.setContentsMargins(12, 4, 6, 4)
        row.addWidget(self.doubt_words, 1)
        row.addWidget(self.confirm_button)
        self.doubt.hide()
        return self.doubt

    # --- showing ---

    @property
    def uid(self) -> str:
        """The clue shown, "" for a new one or none."""
        return "" if self._contents is None else self._contents.clue.uid

    def open_clue(self, uid: str) -> None:
        """Show a registered clue, at its form."""
        self._contents = None
        self.tabs.setCurrentIndex(0)
        self._read(uid, self._show)

    def open_new(self) -> None:
        """登记线索."""
        self._contents = None
        self.tabs.setCurrentIndex(0)
        self._context.jobs.run(
            new_contents,
            self._context.session,
            owner=self,
            busy=self,
            title="准备登记",
            on_done=self._show,
            latest="read",
        )

    def refresh(self, changes: Changes | None) -> None:
        """Something in the ledger changed: read again, but leave alone what is being typed."""
        if self.uid:
            self._read(self.uid, self._show_newer)

    def _read(self, uid: str, show: Callable[[Contents], None]) -> None:
        self._context.jobs.run(
            read_contents,
            self._context.session,
            uid,
            owner=self,
            busy=self,
            title="打开线索",
            on_done=show,
            on_error=self._on_read_failed,
            latest="read",
        )

    def _on_read_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            messages.show_error(self, error)
        self.left.emit()

    def _show(self, contents: Contents) -> None:
        self._show_around(contents)
        self.register.show_contents(contents)
        if self.tabs.currentIndex() == 0 and contents.draft is None:
            self.register.form.focus_first()

    def _show_newer(self, contents: Contents) -> None:
        self._show_around(contents)
        self.register.take_newer(contents)

    def _show_around(self, contents: Contents) -> None:
        """Everything but the form."""
        self._contents = contents
        clue = contents.clue
        self._show_head(contents)
        self._show_withdrawing(contents)
        for part in (self.path_card, self.circle_button, self.withdraw_button):
            part.setVisible(not contents.is_new)
        self.tabs.tabBar().setVisible(not contents.is_new)
        self.doubt.setVisible(not contents.is_new and not clue.stage_confirmed)
        if contents.is_new:
            return
        self.doubt_words.setText(
            f"“{clue.stage.label}”是导入时由处理情况推断的，请确认这条线索现在处于哪个环节。"
        )
        notes = {
            stage: day.isoformat()
            for stage, name in _DONE_ON.items()
            if (day := getattr(clue, name)) is not None
        }
        self.path.set_stage(clue.stage, notes, over=clue.closed)
        self.liable.show_contents(contents, contents.liable)
        self.losses.show_contents(contents, contents.losses)
        self.recoveries.show_contents(contents, contents.recoveries)
        self.approvals.show_contents(contents, contents.approvals)
        self.attachments.show_attachments(
            {"clue": contents.clue.uid},
            contents.attachments,
            contents.book,
            why="线索已撤回，恢复到台账后才能加入或修改附件。" if contents.clue.withdrawn_reason else "",
        )
        self.history.show_contents(contents)
        self._show_counts(contents)

    def _show_head(self, contents: Contents) -> None:
        clue = contents.clue
        self.number.setText("登记线索" if contents.is_new else clue.number)
        self.summary.set_text("" if contents.is_new else " ".join(clue.summary.split()))
        loss = None if contents.is_new else loss_chip(contents.book, clue.estimated_loss)
        self.loss_chip.setVisible(loss is not None)
        if loss is not None:
            set_chip(self.loss_chip, loss[0], loss[1])
            self.loss_chip.setToolTip(loss[2])
        clock = clock_chip(contents.deadline)
        self.clock_chip.setVisible(clock is not None)
        if clock is not None:
            words, tone = clock
            due = contents.deadline.due_on
            set_chip(self.clock_chip, f"{words} · {due}" if due else words, tone)
            self.clock_chip.setToolTip(clock_tip(contents.deadline))

    def _show_withdrawing(self, contents: Contents) -> None:
        """撤回 of a clue in the ledger, 恢复到台账 of one in the recycle bin; closed, with the reason, to others."""
        is_out = bool(contents.clue.withdrawn_reason)
        why = refusal(Op.RESTORE_RECORD if is_out else Op.WITHDRAW, self._context.session.viewer)
        self.withdraw_button.setText("恢复到台账" if is_out else "撤回…")
        self.withdraw_button.setEnabled(not why)
        self.withdraw_button.setToolTip(why or ("" if is_out else "移入回收站，不删除，可随时恢复"))

    def _show_counts(self, contents: Contents) -> None:
        counts = {
            1: ("责任人员", len(contents.liable)),
            2: ("资产损失", len(contents.losses) + len(contents.recoveries)),
            3: ("审批件", len(contents.approvals)),
            4: ("附件", len(contents.attachments)),
        }
        for place, (title, number) in counts.items():
            self.tabs.setTabText(place, f"{title} {number}" if number else title)

    # --- what the person did ---

    def _on_registered(self, uid: str) -> None:
        self._read(uid, self._show_registered)

    def _show_registered(self, contents: Contents) -> None:
        self._show(contents)
        self.register.say_registered(contents.clue.number)

    def _on_confirm_clicked(self) -> None:
        self.deeds.ask_stage([self.uid])

    def _on_withdraw_clicked(self) -> None:
        if self._contents is None or self._contents.is_new:
            return
        if self._contents.clue.withdrawn_reason:
            self.deeds.ask_bring_back([self.uid])
        elif self.may_leave(self._ask_withdraw):  # what is typed could not be saved afterwards
            self._ask_withdraw()

    def _ask_withdraw(self) -> None:
        self.deeds.ask_withdraw([self.uid])

    def _on_path_picked(self, stage: Stage) -> None:
        """A stage leads to the day on which it was done."""
        self.tabs.setCurrentIndex(0)
        self.register.form.jump_to(_DONE_ON[stage])

    def open_circle(self) -> CircleDialog | None:
        """知悉范围 and 回避."""
        if self._contents is None or self._contents.is_new:
            return None
        dialog = CircleDialog(self._context, self._resolver, self._contents, self)
        dialog.open()
        return dialog

    def may_leave(self, then: Callable[[], None] | None = None) -> bool:
        """Whether nothing typed would be lost; else asks, and ``then`` follows."""
        return self.register.editor.may_leave(then)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, and whoever holds the view asks about what is typed; Ctrl+Tab goes through the tabs."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class _Elided(QWidget):
    """One line of text that takes what room there is; whole in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._label = label("", "section")
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._text = text
        self.setToolTip(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width shows more or less of it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self._label.fontMetrics()
        self._label.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width()))
