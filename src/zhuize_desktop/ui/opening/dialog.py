"""期初建账: confirm the stages of what is under way, then have the stock signed, entered and confirmed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ...domain.errors import FieldError, UserError
from ...domain.papers import OPENING
from ...domain.roles import Op
from ...services.clues import confirm_stages
from ...services.opening import IN_FORCE, confirm_opening, enter_opening
from .. import messages, theme
from ..draft_keeper import DraftKeeper, Values
from ..over import OverDialog
from ..pages.clue_actions import refusal
from ..palette import Tone
from ..paper_saving import PaperSaver
from .signing_panel import SigningPanel
from .stage_panel import StagePanel
from .stage_table import STAGE
from .work import Loaded, load

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from ..context import Context

STAGES, SIGNING = range(2)
_TITLES = ("确认环节", "期初数字与签字")
_NUMBER = re.compile(r"线索(\S+?)(?:：|已有)")


class OpeningDialog(OverDialog):
    """Two pages. Nothing typed is lost while it is open: a refusal is said below and leads to its cell."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("期初建账")
        self.context = context
        self.loaded: Loaded | None = None
        self.stages, self.signing = StagePanel(), SigningPanel(context.session.clock)
        self.stack = QStackedWidget()
        self.pages = [theme.button(title) for title in _TITLES]
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.confirm = theme.primary_button("确认已核对的环节")
        self.enter = theme.primary_button("登记签字")
        self.approve = theme.primary_button("确认期初建账")
        self.print = theme.button("打印确认表…")
        self.print_signed = theme.button("打印已签认的表…")
        self._saver = PaperSaver(context, self)
        self.drafts = DraftKeeper(context, self, "Opening", "", self._typed, self._put_back)
        self._left_out = 0  # of what was kept: what it was typed over has changed
        self.close_button = theme.button("关闭")
        self._build()
        self._connect()
        self._load(first=True)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(theme.label("期初建账", "page-title"))
        for pressed in self.pages:
            pressed.setCheckable(True)
            head.addWidget(pressed)
        head.addStretch(1)
        self.stack.addWidget(self.stages)
        self.stack.addWidget(self.signing)
        foot = QHBoxLayout()
        foot.addWidget(self.message, 1)
        for pressed in (
            self.print_signed,
            self.print,
            self.close_button,
            self.confirm,
            self.enter,
            self.approve,
        ):
            foot.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addLayout(foot)
        theme.fit_screen(self, 1200, 640)

    def _connect(self) -> None:
        for place, pressed in enumerate(self.pages):
            pressed.clicked.connect(lambda _=False, place=place: self.show_page(place))
        self.stages.decided.connect(self._on_decided)
        self.stages.decided.connect(self.drafts.touch)
        self.signing.told.connect(lambda: self._say(""))
        self.signing.told.connect(self.drafts.touch)
        self.drafts.restored.connect(self._on_restored)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.enter.clicked.connect(self._on_enter_clicked)
        self.approve.clicked.connect(self._on_approve_clicked)
        self.print.clicked.connect(lambda: self.ask_place())
        self.print_signed.clicked.connect(lambda: self.ask_place(IN_FORCE))
        self.close_button.clicked.connect(self.reject)

    # --- showing ---

    def _load(self, *, first: bool = False) -> None:
        self.context.jobs.run(
            load,
            self.context.session,
            on_done=lambda loaded: self._take(loaded, first=first),
            owner=self,
            busy=self.stack,
            latest="load",
            title="汇总期初数字",
        )

    def _take(self, loaded: Loaded, *, first: bool) -> None:
        self.loaded = loaded
        self.stages.load(loaded)
        self.signing.load(loaded)
        if first:
            self.show_page(STAGES if loaded.waiting else SIGNING)
            self.drafts.offer()
        else:
            self._allow()

    def _typed(self) -> Values:
        stages, signature = self.stages.model.said(), self.signing.typed()
        figures = self.loaded.state.sha256 if self.loaded is not None else ""
        return {"stages": stages, "signature": signature, "figures": figures} if stages or signature else {}

    def _put_back(self, values: Values) -> None:
        """Every clue that is as it was, and the signature if it is under the figures shown."""
        assert self.loaded is not None, "what was kept is asked for once the ledger was read"
        self._left_out = self.stages.model.say(values["stages"])
        if values["signature"] and self.signing.entry.isEnabled():
            if values.get("figures") == self.loaded.state.sha256:
                self.signing.put_back(values["signature"])
            else:
                self._left_out += 1

    def _on_restored(self, sentence: str) -> None:
        told = sentence if self.drafts.is_typed else ""
        if self._left_out:
            told += f"有 {self._left_out} 项填写以后内容已有变动，未恢复，请重新核对。"
        self._say(told, Tone.ACCENT)

    def show_page(self, page: int) -> None:
        """One of the two."""
        self.stack.setCurrentIndex(page)
        for place, pressed in enumerate(self.pages):
            pressed.setChecked(place == page)
        self._say("")
        self._allow()
        if page == STAGES:
            self.stages.table.setFocus()
        elif self.signing.entry.isEnabled():
            self.signing.name.setFocus()

    def _allow(self) -> None:
        loaded, page = self.loaded, self.stack.currentIndex()
        self.confirm.setVisible(page == STAGES)
        self.print.setVisible(page == SIGNING)
        why = refusal(Op.EXPORT, self.context.session.viewer)
        self.print.setEnabled(loaded is not None and not why)
        self.print.setToolTip(why or "存为 PDF，用本机的阅读程序打印，签字盖章后扫描")
        kept = loaded is not None and loaded.state.confirmed is not None and not loaded.state.is_current
        self.print_signed.setVisible(page == SIGNING and kept)
        self.print_signed.setEnabled(not why)
        self.print_signed.setToolTip(why or "签认时的数字，与签字的扫描件一致")
        self.enter.setVisible(page == SIGNING and loaded is not None and not self.signing.can_confirm(loaded))
        self.approve.setVisible(page == SIGNING and loaded is not None and self.signing.can_confirm(loaded))
        self.enter.setEnabled(loaded is not None and self.signing.can_enter(loaded))
        if loaded is not None and page == SIGNING and loaded.state.figures.unconfirmed.clues:
            self._say(
                f"还有 {len(loaded.state.figures.unconfirmed)} 条存量线索的环节没有确认，确认后才能签字。"
            )
        self._on_decided()

    def ask_place(self, about: str = "") -> QFileDialog:
        """Where the 期初建账确认表 shall go as PDF: the figures of now, or those of the sheet in force."""
        what = "已签认" if about else str(self.context.session.today)
        return self._saver.ask_place("", OPENING, about, f"期初建账确认表（{what}）.pdf")

    def _on_decided(self) -> None:
        count = len(self.stages.model.checked())
        self.confirm.setText(f"确认已核对的 {count} 条" if count else "确认已核对的环节")
        self.confirm.setEnabled(count > 0 and self.loaded is not None and self.loaded.may_enter)
        if self.stack.currentIndex() == STAGES:
            self._say("")
            if self.loaded is not None and not self.loaded.may_enter:
                self._say("环节由填报人、审核人确认。")

    def _say(self, sentence: str, tone: Tone = Tone.RED) -> None:
        self.message.setText(sentence)
        theme.restyle(self.message, tone=tone.value)

    # --- doing ---

    def _run(self, work: Any, *arguments: Any, title: str, done: Any, **named: Any) -> None:
        def call(session: Any) -> Any:
            return work(session, *arguments, **named)

        self.context.jobs.run(
            call, self.context.session, on_done=done, on_error=self._refuse, owner=self, busy=self.stack, title=title
        )  # fmt: skip

    def _refuse(self, error: Exception) -> None:
        sentence = error.sentence if isinstance(error, UserError) else "程序出错，没有办理。"
        if self.stack.currentIndex() == STAGES and (found := _NUMBER.match(sentence)):
            place = self.stages.model.place_of(found.group(1))
            if place >= 0:
                self.stages.go_to(place, STAGE)
        self._say(sentence)

    def _on_confirm_clicked(self) -> None:
        if (fault := self.stages.model.first_fault()) is not None:
            place, column, sentence = fault
            self.stages.go_to(place, column)
            self._say(sentence)
            return
        rows = self.stages.model.checked()
        self._run(
            confirm_stages,
            {row.clue.uid: row.stage for row in rows},
            basis={row.clue.uid: row.basis for row in rows},
            days={row.clue.uid: dict(row.days) for row in rows if row.days},
            title="确认环节",
            done=self._on_confirmed,
        )

    def _on_confirmed(self, _: object) -> None:
        for row in self.stages.model.checked():
            row.checked = False
            row.typed.clear()
            row.basis = row.clue.legacy_basis
        self.drafts.keep()
        self._load(first=True)

    def _on_enter_clicked(self) -> None:
        try:
            answer = self.signing.answer()
        except FieldError as error:
            self._say(error.sentence)
            (self.signing.scan if error.field == "scan" else self.signing.day).setFocus()
            return
        self._run(enter_opening, *answer, title="登记签字", done=self._on_entered)

    def _on_entered(self, _: object) -> None:
        self.signing.clear()
        self.drafts.keep()
        self._load()
        messages.show_notice(
            self,
            "签字已登记，扫描件已加密保存。",
            "请由另一名审核人或签发人登录后，打开“期初建账”对照扫描件确认。",
        )

    def _on_approve_clicked(self) -> None:
        messages.confirm(
            self,
            "已对照签字的扫描件核对，数字一致？确认后作为统计的期初。",
            lambda: self._run(confirm_opening, title="确认期初建账", done=lambda _: self._load()),
            yes="确认",
        )

    def reject(self) -> None:
        """Close; what was said and not confirmed is asked about."""
        if self.drafts.is_typed:
            messages.confirm(
                self,
                "还有核对或填写的内容没有确认，关闭后会丢失。要关闭吗？",
                self._give_up,
                yes="关闭",
                danger=True,
            )
        else:
            super().reject()

    def _give_up(self) -> None:
        self.drafts.drop()
        super().reject()


def open_opening(context: Context, parent: QWidget | None) -> OpeningDialog:
    """Open it over a page."""
    dialog = OpeningDialog(context, parent)
    dialog.open()
    return dialog
