"""导入台账 from the file to the ledger: read, look, decide, take in, tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ...domain.errors import UserError
from ...domain.roles import OPERATIONS, Op, Role
from ...services.import_plan import read_file
from .. import messages, theme
from ..draft_keeper import DraftKeeper, Values
from ..over import OverDialog
from ..pages.page import Page
from ..palette import Tone
from .choose_panel import ChoosePanel
from .review_panel import ReviewPanel
from .work import fingerprint_of, prepare, save_result, take_in

if TYPE_CHECKING:
    from ...domain.viewer import OpResult
    from ...exchange.ledger_reader import LedgerReading
    from ..context import Context
    from .work import Prepared, Taken

CHOOSE, REVIEW, DONE = range(3)
_CARD = 620


class ImportWizard(OverDialog):
    """Three pages: the file, the dry run, what came of it. Nothing is written before the last button.

    Signals:
        taken: the uids of the clues that were made or changed.
        open_wanted: the same, when the person wants to see them.
        opening_wanted: 期初建账 is to follow.
    """

    taken = Signal(object)
    open_wanted = Signal(object)
    opening_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("导入台账")
        self.context = context
        self.path: Path | None = None
        self._shown: Path | None = None  # whose dry run is on the page
        self.result_of: Taken | None = None
        self.drafts: DraftKeeper | None = None  # of the decisions about the file on the page
        self._is_running = False
        self.choose, self.review = ChoosePanel(), ReviewPanel()
        self.heading = theme.label("导入台账", "page-title")
        self.file = theme.label("", "counts")
        self.told = theme.label("", wrap=True)
        self.next_steps = theme.label("", "label", wrap=True)
        self.stack = QStackedWidget()
        self.go = theme.primary_button("导入")
        self.save = theme.button("保存结果工作簿…")
        self.again = theme.button("重新读取")
        self.other = theme.button("换一个文件")
        self.close_button = theme.button("关闭")
        self.open_ledger = theme.primary_button("打开台账")
        self.opening = theme.button("期初建账…")
        self.reason = theme.label("", "note", wrap=True)
        self._build()
        self._connect()
        self._show(CHOOSE)
        self._allow()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.file)
        head.addStretch(1)
        for panel in (self.choose, self.review, self._done()):
            self.stack.addWidget(panel)
        foot = QHBoxLayout()
        foot.addWidget(self.reason, 1)
        for pressed in (
            self.other,
            self.again,
            self.save,
            self.close_button,
            self.go,
            self.opening,
            self.open_ledger,
        ):
            foot.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addLayout(foot)
        theme.fit_screen(self, 1180, 660)

    def _done(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        card = theme.card(theme.chip("已导入", Tone.GREEN), self.told, self.next_steps)
        card.setFixedWidth(_CARD)
        # Beside stretches, not aligned: an aligned card is given the height of its lines at the full width.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(2)
        return page

    def _connect(self) -> None:
        self.choose.chosen.connect(self.read)
        self.review.decided.connect(self._on_decided)
        self.go.clicked.connect(self._take_in)
        self.save.clicked.connect(self._ask_save)
        self.again.clicked.connect(self._on_again_clicked)
        self.other.clicked.connect(self.choose.ask)
        self.close_button.clicked.connect(self.reject)
        self.open_ledger.clicked.connect(self._on_open_ledger_clicked)
        self.opening.clicked.connect(self._on_opening_clicked)

    def _allow(self) -> None:
        roles = OPERATIONS[Op.IMPORT_LEDGER].roles
        if not roles & self.context.session.viewer.roles:
            who = "、".join(role.label for role in Role if role in roles)
            self.choose.choose.setEnabled(False)
            self.choose.setAcceptDrops(False)
            self.choose.refuse(f"导入台账由{who}办理。")

    def _show(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        for pressed, pages in (
            (self.other, (REVIEW,)),
            (self.again, (REVIEW,)),
            (self.save, (REVIEW, DONE)),
            (self.go, (REVIEW,)),
            (self.opening, (DONE,)),
            (self.open_ledger, (DONE,)),
        ):
            pressed.setVisible(page in pages)
        if page != REVIEW:
            self.reason.setText("")  # it stays, and keeps the buttons to the right

    # --- reading ---

    def read(self, path: Path) -> None:
        """Read a file in the child process, then hold it against the ledger."""
        self.path = path
        self.file.setText(path.name)
        self._is_running = True
        self.context.jobs.run_apart(
            read_file,
            path,
            self.context.session.today,
            on_done=self._on_read,
            on_error=self._on_refused,
            on_abort=self._on_reading_cancelled,
            owner=self,
            busy=self.stack,
            title="读取文件",
        )

    def _on_again_clicked(self) -> None:
        assert self.path is not None
        self.read(self.path)

    def _on_read(self, reading: LedgerReading) -> None:
        self.context.jobs.run(
            prepare,
            self.context.session,
            reading,
            on_done=self._on_prepared,
            on_error=self._on_refused,
            on_abort=self._on_reading_cancelled,
            owner=self,
            busy=self.stack,
            title="与台账核对",
        )

    def _on_prepared(self, prepared: Prepared) -> None:
        self._is_running = False
        self._shown = self.path
        self.choose.message.hide()
        self.review.load(prepared)
        self._show(REVIEW)
        self._tell_reason()
        self.review.table.setFocus()
        self._keep_drafts(prepared)

    def _keep_drafts(self, prepared: Prepared) -> None:
        """What is decided about the rows of this file; one that was changed is another."""
        if self.drafts is not None:
            self.drafts.deleteLater()
        self.drafts = DraftKeeper(
            self.context, self, "Import", fingerprint_of(prepared), self._typed, self._put_back
        )
        self.drafts.restored.connect(lambda sentence: self._say(sentence, Tone.ACCENT))
        self.drafts.offer()

    def _typed(self) -> Values:
        stages, accepted = self.review.model.stages, self.review.model.accepted
        if not stages and not accepted:
            return {}
        return {
            "stages": {str(number): stage.value for number, stage in stages.items()},
            "accepted": sorted(accepted),
        }

    def _put_back(self, values: Values) -> None:
        self.review.model.put_back(values["stages"], values["accepted"])

    def _on_decided(self) -> None:
        self._tell_reason()
        if self.drafts is not None:
            self.drafts.touch()

    def _forget(self) -> None:
        if self.drafts is not None:
            self.drafts.drop()

    def _on_refused(self, error: Exception) -> None:
        self._is_running = False
        sentence = error.sentence if isinstance(error, UserError) else "程序出错，没有读成。"
        if self.stack.currentIndex() == CHOOSE:
            self.choose.refuse(sentence)
        elif isinstance(error, UserError):
            messages.show_error(self, error)

    def _on_reading_cancelled(self) -> None:
        """The file is not held against the ledger; what was read of it before stands as it was."""
        self._is_running = False
        words = "已取消读取，台账没有改动。"
        self.path = self._shown
        self.file.setText(self._shown.name if self._shown is not None else "")
        if self.stack.currentIndex() == CHOOSE:
            self.choose.refuse(words)
        else:
            self._say(f"{words}表中仍是上一次读取的结果。", Tone.AMBER)

    # --- deciding and taking in ---

    def _tell_reason(self) -> None:
        assert self.review.prepared is not None
        plan, (stages, accepted) = self.review.prepared.plan, self.review.model.decisions()
        going = plan.new + plan.updated + len(accepted)
        if plan.errors:
            words = f"有 {plan.errors} 行有错误，整份不能导入。请在原表改好、保存，再点“重新读取”。"
        elif not going:
            words = "没有要新增或更新的行。"
        else:
            left = plan.duplicate - len(accepted)
            words = f"将新增 {plan.new + len(accepted)} 条、更新 {plan.updated} 条"
            words += f"，{left} 条疑似重复不导入" if left else ""
            words += "。" if len(stages) == going else "；没有确认的环节可导入后再确认。"
        self._say(words, Tone.RED if plan.errors else None)
        self.go.setText(f"导入 {going} 条" if going else "导入")
        self.go.setEnabled(bool(going) and not plan.errors)
        self.go.setToolTip("" if self.go.isEnabled() else words)

    def _say(self, words: str, tone: Tone | None) -> None:
        self.reason.setText(words)
        theme.restyle(self.reason, tone="" if tone is None else tone.value)

    def _take_in(self) -> None:
        assert self.review.prepared is not None
        stages, accepted = self.review.model.decisions()
        self._is_running = True
        self.context.jobs.run(
            take_in,
            self.context.session,
            self.review.prepared,
            stages,
            accepted,
            on_done=self._on_taken,
            on_error=self._on_refused,
            on_abort=self._on_taking_cancelled,
            owner=self,
            busy=self,
            title="导入",
        )

    def _on_taking_cancelled(self) -> None:
        self._is_running = False
        self._say("已取消导入：一行也没有写入，台账没有改动。可以重新点“导入”。", Tone.AMBER)
        self.go.setFocus()

    def _on_taken(self, result: OpResult[Taken]) -> None:
        self._is_running = False
        self._forget()
        self.result_of = taken = result.value
        plan = taken.plan
        words = [f"新增 {taken.new} 条", f"更新 {taken.updated} 条", f"无变化 {plan.unchanged} 条"]
        if plan.duplicate:
            words.append(f"疑似重复未导入 {plan.duplicate} 条")
        self.told.setText("，".join(words) + "。")
        going = taken.new + taken.updated
        waiting = going - taken.confirmed
        if not going:
            next_step = "没有新的环节要确认。"
        elif waiting > 0:
            next_step = (
                f"还有 {waiting} 条的环节待确认：现在点“期初建账”逐条核对，或以后在工作台、台账里办理。"
            )
        else:
            next_step = "这次导入的环节都已确认。"
        self.next_steps.setText(next_step)
        self._show(DONE)
        self.open_ledger.setFocus()
        self.taken.emit(taken.clues)

    def _ask_save(self) -> None:
        assert self.path is not None
        name = self.path.with_name(f"{self.path.stem}（导入结果）.xlsx")
        dialog = QFileDialog(self, "保存结果工作簿", str(name), "Excel 工作簿 (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(".xlsx")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write what becomes, or became, of every row."""
        assert self.review.prepared is not None
        done = self.result_of
        plan = done.plan if done is not None else self.review.prepared.plan
        self.context.jobs.run_apart(
            save_result,
            path,
            plan,
            done is None and plan.errors > 0,
            on_done=self._on_saved,
            owner=self,
            busy=self.stack,
            title="保存结果工作簿",
        )

    def _on_saved(self, path: Path) -> None:
        messages.show_notice(self, "结果工作簿已保存，每一行的去向和原因都在里面。", str(path))

    def _on_open_ledger_clicked(self) -> None:
        assert self.result_of is not None
        self.open_wanted.emit(self.result_of.clues)
        self.accept()

    def _on_opening_clicked(self) -> None:
        self.accept()
        self.opening_wanted.emit()

    def reject(self) -> None:
        """Close, unless something is under way; decisions that would be lost are asked about."""
        if self._is_running:
            return
        stages, accepted = self.review.model.stages, self.review.model.accepted
        if self.stack.currentIndex() == REVIEW and (stages or accepted):
            messages.confirm(
                self,
                "还没有导入，已确认的环节和选择会丢失。要关闭吗？",
                self._give_up,
                yes="关闭",
                danger=True,
            )
        else:
            super().reject()

    def _give_up(self) -> None:
        self._forget()
        super().reject()


def open_import(context: Context, parent: QWidget | None, path: Path | None = None) -> ImportWizard:
    """Open the wizard over a page, at once with a file when one is given; 打开台账 is the page's ``go_to``."""
    wizard = ImportWizard(context, parent)
    if isinstance(parent, Page):
        wizard.open_wanted.connect(lambda uids: parent.go_to.emit("clues", uids))
        wizard.opening_wanted.connect(lambda: parent.go_to.emit("opening", None))
    wizard.open()
    if path is not None:
        wizard.read(path)
    return wizard
