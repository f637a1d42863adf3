"""办理: every move and deed of a dossier asks what it must ask, and then is done by its service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.checks import Grade
from ...domain.errors import FieldError, UserError
from ...domain.fields import column
from ...domain.gates import GateMark
from ...domain.gates.superior import consent_to_reopen
from ...domain.records import Clue, GateExplanation
from ...domain.stages import Stage
from ...domain.workflow import Move, MoveKind, came_from, move_of, reopens_at
from ...services.session import confirm_password
from ...services.steps import Blocked, explain_gate, merge_clue, reopen_clue, split_clue, take_step
from .. import messages
from ..credentials import CredentialsDialog
from ..forms.field_row import is_save_key
from ..over import OverDialog
from ..pages.clue_actions import AskDialog
from ..palette import GRID, Tone
from ..theme import button, label, primary_button
from ..widgets.choice_edit import ChoiceEdit
from ..widgets.long_text import LongText
from ..widgets.record_pick import RecordPick
from ..widgets.suggest import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from ...domain.gates import GateState
    from ...services.session import Session
    from ..context import Context
    from .case_resolver import CaseResolver
    from .contents import Contents


class QuestionDialog(OverDialog):
    """A few questions below each other; stays open until what was asked for is done.

    Signals:
        given: the answers, by the label of their question.
    """

    given = Signal(object)

    def __init__(
        self, over: QWidget, title: str, sentence: str, questions: Sequence[tuple[str, Any]], yes: str
    ) -> None:
        """``questions``: the label and the entry widget of each."""
        super().__init__(over.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.entries = dict(questions)
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.yes, self.no = primary_button(yes), button("返回")
        self.yes.clicked.connect(self._on_yes_clicked)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GRID)
        layout.addWidget(label(sentence, wrap=True))
        for name, entry in questions:
            entry.setAccessibleName(name)
            layout.addWidget(label(name, "label"))
            layout.addWidget(entry)
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.setMinimumWidth(480)
        questions[0][1].setFocus()

    def _on_yes_clicked(self) -> None:
        answers = {}
        for name, entry in self.entries.items():
            try:
                answers[name] = entry.value()
            except FieldError as error:
                self._say(error.sentence, entry)
                return
            if not answers[name]:
                self._say(f"请填写“{name}”。", entry)
                return
        self.given.emit(answers)

    def _say(self, sentence: str, entry: QWidget) -> None:
        self._tell(sentence)
        entry.setFocus()

    def _tell(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.adjustSize()  # else a sentence of two lines lies over what was typed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S is the first button, as in every form."""
        if is_save_key(event):
            self.yes.click()
            event.accept()
        else:
            super().keyPressEvent(event)

    def refuse(self, error: Exception) -> None:
        """It was not done: say why, and let the person try again. Nothing typed is lost."""
        self._tell(getattr(error, "sentence", ""))


class CaseMoves(QObject):
    """What can be done with the case that is open.

    Signals:
        blocked: a ``Blocked`` that tells how the gates stand now.
        opened: uid of a clue that was made and is to be opened.
        stepping: a move of the case was made; the change of the ledger follows.
    """

    blocked = Signal(object)
    opened = Signal(str)
    stepping = Signal()

    def __init__(self, context: Context, over: QWidget, resolver: CaseResolver) -> None:
        super().__init__(over)
        self._context, self._over, self._resolver = context, over, resolver

    def ask(self, move: Move, contents: Contents) -> QDialog:
        """Ask what a move asks for, and make it."""
        if move.kind is MoveKind.MERGE:
            return self.ask_merge(contents)
        if move.kind is MoveKind.REOPEN:
            return self.ask_reopen(contents)
        return self.ask_back(move, contents) if move.needs_reason else self.ask_step(move, contents)

    def ask_step(self, move: Move, contents: Contents) -> QDialog:
        """The step forward says what it leaves on the clue, and asks once."""
        return messages.confirm(
            self._over, f"{move.label}？", lambda: self._take(move, contents), yes=move.label,
            no="返回", detail=step_words(move, contents),
        )  # fmt: skip

    def ask_back(self, move: Move, contents: Contents) -> AskDialog:
        """退回 asks for the reason; the days of what is done again are taken from the clue."""
        dialog = AskDialog(
            self._over.window(), move.label,
            f"退回“{came_from(contents.case).label}”：已登记的材料都保留，退回以后各步的完成日期清除，须重新办理。"
            "请写明理由。",
            LongText(3, 6), move.label, "请填写退回理由。",
        )  # fmt: skip
        dialog.answered.connect(lambda reason: self._take(move, contents, reason))
        dialog.open()
        return dialog

    def _take(self, move: Move, contents: Contents, reason: str = "") -> None:
        clue = contents.clue
        self._run(
            move.label, take_step, clue.uid, move.code, clue.version, reason,
            on_done=lambda _: self.stepping.emit(), on_error=self._on_step_refused,
        )  # fmt: skip

    def _on_step_refused(self, error: Exception) -> None:
        if isinstance(error, Blocked):
            self.blocked.emit(error)
        if isinstance(error, UserError):
            messages.show_error(self._over, error)

    # --- explaining ---

    def ask_explanation(
        self, state: GateState, contents: Contents, move: Move | None = None, over: QWidget | None = None
    ) -> QuestionDialog:
        """核实: show what was found, and take the explanation that is printed with the step.

        ``move``: another one than the way forward, asked for in the dialog ``over``.
        """
        move = move or contents.step.move
        assert move is not None  # only the gates of a move are shown
        known = [
            one
            for one in contents.case.all(GateExplanation)
            if (one.move, one.check) == (move.code, state.gate.code)
        ]
        entry = LongText(4, 8)
        entry.set_value(known[-1].text if known else "")
        found = "\n".join(one.sentence for one in state.findings if one.grade is Grade.VERIFY)
        dialog = QuestionDialog(
            over or self._over, f"核实 · {state.gate.title}", f"{found}\n依据：{state.gate.clause}", [("说明", entry)],
            "保存说明",
        )  # fmt: skip
        self._answer(
            dialog,
            "保存说明",
            explain_gate,
            lambda given: (contents.clue.uid, move.code, state.gate.code, given["说明"]),
        )
        return dialog

    # --- into another, apart, and again ---

    def ask_merge(self, contents: Contents) -> QuestionDialog:
        """并案 asks into which clue, and why."""
        target = RecordPick(lambda text: self._resolver.search("Clue", text), self._clue_label, empty="")
        dialog = QuestionDialog(
            self._over, "并案", f"{contents.clue.number} 并入另一条在办的线索并销号；材料留在原处，本案注明并入哪条。",
            [("并入线索", target), ("理由", LongText(3, 6))], "并案",
        )  # fmt: skip
        self._answer(
            dialog,
            "并案",
            merge_clue,
            lambda given: (contents.clue.uid, given["并入线索"], contents.clue.version, given["理由"]),
            refused=lambda error: self._explain_merger(error, contents, dialog),
        )
        return dialog

    def _explain_merger(self, error: Exception, contents: Contents, dialog: QuestionDialog) -> None:
        """The gates of 并案 are shown nowhere else: what only has to be explained is asked for, one after the other."""
        stopping = [state for state in error.states if state.blocks] if isinstance(error, Blocked) else []
        if stopping and all(state.mark is GateMark.VERIFY for state in stopping):
            self.ask_explanation(stopping[0], contents, move_of("merge"), dialog)

    def _clue_label(self, uid: str) -> str:
        return self._resolver.label("Clue", uid)

    def ask_split(self, contents: Contents) -> QuestionDialog:
        """拆分 asks what is split off, and why; the new clue is opened."""
        dialog = QuestionDialog(
            self._over, "拆分线索", f"从 {contents.clue.number} 拆分出一条新线索：来源、单位和知悉范围照抄，重新编号。",
            [("拆分出的问题", LongText(3, 6)), ("理由", LongText(3, 6))], "拆分",
        )  # fmt: skip
        self._answer(
            dialog,
            "拆分线索",
            split_clue,
            lambda given: (contents.clue.uid, {"summary": given["拆分出的问题"]}, given["理由"]),
            lambda result: self.opened.emit(result.value.uid),
        )
        return dialog

    def ask_reopen(self, contents: Contents) -> QuestionDialog:
        """重启 asks where to go on, why, and then for the agreement of a second person, or rests on the superior's."""
        stages = [Entry(stage.value, stage.label) for stage in reopens_at(contents.case)]
        agreed = consent_to_reopen(contents.case) is not None
        whose = (
            "上级企业同意的审批件已经登记。"
            if agreed
            else "须由另一名审核人或签发人同意；没有这样的人时先登记上级企业的审批件。"
        )
        dialog = QuestionDialog(
            self._over, "重启办理", f"已销号的线索重新办理：原销号记录连同理由留存，{whose}",
            [("重启到环节", ChoiceEdit(stages)), ("理由", LongText(3, 6))],
            "重启办理" if agreed else "下一步：同意人确认",
        )  # fmt: skip
        if agreed:
            self._answer(
                dialog,
                "重启办理",
                reopen_clue,
                lambda given: (
                    contents.clue.uid, Stage(given["重启到环节"]), contents.clue.version, given["理由"], None,
                ),
            )  # fmt: skip
            return dialog
        dialog.given.connect(lambda given: self._ask_second(dialog, contents, given))
        dialog.open()
        return dialog

    def _ask_second(
        self, first: QuestionDialog, contents: Contents, given: dict[str, Any]
    ) -> CredentialsDialog:
        dialog = CredentialsDialog(first, "请同意重启的审核人或签发人本人输入登录名和密码。", "同意重启")
        stage = Stage(given["重启到环节"])

        def done(_: Any) -> None:
            dialog.accept()
            first.accept()

        dialog.given.connect(
            lambda login, password: self._run(
                "重启办理", _reopen, contents.clue.uid, stage, contents.clue.version, given["理由"], login, password,
                on_done=done, on_error=dialog.refuse, busy=dialog,
            )
        )  # fmt: skip
        dialog.open()
        return dialog

    # --- running ---

    def _answer(
        self,
        dialog: QuestionDialog,
        title: str,
        act: Callable[..., Any],
        arguments: Callable[[dict[str, Any]], tuple[Any, ...]],
        then: Callable[[Any], None] | None = None,
        refused: Callable[[Exception], None] | None = None,
    ) -> None:
        def done(result: Any) -> None:
            dialog.accept()
            if then is not None:
                then(result)

        def failed(error: Exception) -> None:
            dialog.refuse(error)
            if refused is not None:
                refused(error)

        dialog.given.connect(
            lambda given: self._run(title, act, *arguments(given), on_done=done, on_error=failed, busy=dialog)
        )
        dialog.open()

    def _run(
        self,
        title: str,
        act: Callable[..., Any],
        *arguments: Any,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        busy: QWidget | None = None,
    ) -> None:
        self._context.jobs.run(
            act, self._context.session, *arguments, owner=self._over, busy=busy or self._over, title=title,
            on_done=on_done, on_error=on_error,
        )  # fmt: skip


def _reopen(
    session: Session, uid: str, stage: Stage, version: int, reason: str, login: str, password: str
) -> Any:
    return reopen_clue(session, uid, stage, version, reason, confirm_password(session, login, password))


def step_words(move: Move, contents: Contents) -> str:
    """What a step leaves on the clue: the day out of the papers, the stage that follows."""
    said = []
    day = move.day(contents.case)
    if move.milestone and day is not None:
        said.append(f"{column(Clue, move.milestone).field.label}记为 {day}。")
    if move.kind is MoveKind.CLOSE:
        said.append("线索销号，不再计入在办。")
    elif move.end is not None and move.end is not contents.clue.stage:
        said.append(f"转入“{move.end.label}”环节，本环节的表单不再修改；需要修改的先退回。")
    return "".join(said)
