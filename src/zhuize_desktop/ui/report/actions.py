"""What can be done with a report: from 编制 to 封存, and what comes out of it as files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from ...domain.errors import NotAllowed
from ...domain.records import ReportKind
from ...domain.roles import OPERATIONS, Op
from .. import messages
from ..credentials import CredentialsDialog
from ..draft_keeper import keep_editors
from . import dialogs, rendering, steps
from .verifying import ProofDialog, prove

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...domain.checks import CheckFinding
    from ...domain.records import Enterprise
    from ..context import Context
    from .loading import ReportView


class ReportActions(QObject):
    """Asks, runs the service on the ledger thread, tells how it ended. What changed comes back by ``jobs.changed``.

    Signals:
        compiled: the uid of a draft that was begun or taken up again.
        withdrawn: the draft shown was taken out of the list.
    """

    compiled = Signal(str)
    withdrawn = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self.context = context
        self._page = page
        self.enterprises: tuple[Enterprise, ...] = ()  # whose reports are made here

    def may(self, op: Op) -> bool:
        """Whether the user's role does this."""
        return bool(OPERATIONS[op].roles & self.context.session.viewer.roles)

    # --- from 编制 to 封存 ---

    def ask_compile(self, year: int | None = None) -> dialogs.NewReport:
        """Ask whose report of which year and begin; last year's of the own enterprise when none is given."""
        from ...services.reporting import EARLIEST_YEAR

        present = self.context.session.today.year
        dialog = dialogs.NewReport(
            self._page,
            range(present, EARLIEST_YEAR - 1, -1),
            present - 1 if year is None else year,
            self.enterprises,
        )

        def begin(chosen: int, no_reviewer: bool, whose: str) -> None:
            self._answered(dialog, _compile, chosen, no_reviewer, whose, done=self._on_compiled)

        dialog.wanted.connect(begin)
        dialog.open()
        return dialog

    def _on_compiled(self, result: Any) -> None:
        self.compiled.emit(result.value.uid)

    def ask_unexplained(
        self,
        step: steps.Step,
        view: ReportView,
        findings: Sequence[CheckFinding],
        go_back: Callable[[], None],
    ) -> dialogs.Unexplained:
        """Before the 提交: list the 核实 findings nobody explained; go on expressly, or go back."""
        from ...services.signing import UNEXPLAINED

        dialog = dialogs.Unexplained(self._page, findings, UNEXPLAINED)
        dialog.go_on.connect(lambda: self.take(step, view, UNEXPLAINED))
        dialog.go_back.connect(go_back)
        dialog.open()
        return dialog

    def take(self, step: steps.Step, view: ReportView, unexplained: str = "") -> None:
        """Take the step once the person whose turn it is has confirmed it with the own password."""
        uid, title = view.report.uid, view.report.title
        if step.is_mine:
            login = self.context.session.viewer.login
            sentence = f"请输入您的密码，以本人名义{step.words}“{title}”，您的签名随报告留存。"
        else:
            login = ""
            sentence = f"请{step.who}本人输入登录名和密码，以本人名义{step.words}“{title}”。"
        self._ask_person(sentence, step.words, login, steps.take_step, uid, step, unexplained)

    def _ask_person(
        self, sentence: str, words: str, login: str, action: Callable[..., Any], *given: Any
    ) -> None:
        """Ask for the password of the person of ``login``, or of anybody when it is empty; then act."""
        dialog = CredentialsDialog(self._page, sentence, words, login)

        def done(result: Any) -> None:
            dialog.accept()
            self._on_step_taken(result)

        def sign(login: str, password: str) -> None:
            self.context.jobs.run(
                steps.as_person,
                self.context.session,
                login,
                password,
                action,
                *given,
                on_done=done,
                on_error=dialog.refuse,
                owner=dialog,
                title=words,
            )

        dialog.given.connect(sign)
        dialog.open()

    def _on_step_taken(self, result: Any) -> None:
        pdf = getattr(result.value, "pdf", None)
        if isinstance(pdf, Path):
            messages.show_notice(
                self._page,
                "报告已签发封存，PDF 和 Excel 已生成，可打开所在文件夹后报送。",
                f"文件夹：{pdf.parent}",
            )

    def ask_return(self, view: ReportView) -> dialogs.Reason:
        """退回 with a reason, by the user or by a reviewer at this PC."""
        from ...services.signing import give_back

        uid, mine = view.report.uid, self.may(Op.RETURN_REPORT)
        sentence = "退回后报告重新可以修改，已有的签名留存备查；修改后须重新提交、审核。"
        if not mine:
            sentence += "退回由审核人或签发人办理，写好理由后请其在本机输入密码。"
        dialog = dialogs.Reason(self._page, "退回报告", sentence, "退回" if mine else "下一步")

        def give(reason: str) -> None:
            if mine:
                self._answered(dialog, give_back, uid, reason)
            else:
                dialog.accept()
                asked = "请审核人或签发人本人输入登录名和密码。"
                self._ask_person(asked, "退回", "", give_back, uid, reason)

        dialog.wanted.connect(give)
        dialog.open()
        return dialog

    def ask_paper(self, view: ReportView) -> dialogs.PaperIssue:
        """纸质签发登记."""
        from ...services.signing import enter_paper_issue

        dialog = dialogs.PaperIssue(self._page, self.context.session.clock)
        dialog.wanted.connect(partial(self._answered, dialog, enter_paper_issue, view.report.uid))
        report = view.report
        # A signature is under the figures of one snapshot.
        keeper = keep_editors(
            self.context, dialog, "PaperIssue", report.uid, dialog.entries, report.snapshot or ""
        )
        keeper.restored.connect(dialog.tell)
        dialog.accepted.connect(keeper.drop)
        dialog.rejected.connect(keeper.keep)
        keeper.offer()
        if not self.may(Op.SUBMIT_REPORT):
            dialog.refuse(NotAllowed("纸质签发由填报人登记，请填报人登录后办理。"))
            dialog.go.setEnabled(False)
        dialog.open()
        return dialog

    def ask_parent_date(self, view: ReportView) -> dialogs.ParentDate:
        """上级规定的报送日期."""
        from ...services.reporting import set_parent_date

        report = view.report
        dialog = dialogs.ParentDate(self._page, self.context.session.clock, report.year, report.due_on)
        dialog.wanted.connect(
            lambda day: self._answered(dialog, set_parent_date, report.year, day, report.enterprise)
        )
        dialog.open()
        return dialog

    def ask_withdraw(self, view: ReportView) -> dialogs.Reason:
        """Take a draft out of the list."""
        from ...services.reporting import withdraw_report

        dialog = dialogs.Reason(self._page, "撤下草稿", "草稿撤下后不再列出，办理记录保留。", "撤下")
        dialog.wanted.connect(partial(self._answered, dialog, withdraw_report, view.report.uid))
        dialog.accepted.connect(self.withdrawn)
        dialog.open()
        return dialog

    def _answered(
        self,
        dialog: dialogs.FormDialog,
        fn: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None] | None = None,
    ) -> None:
        """Run what a dialog asked for; it closes when done, and shows a refusal otherwise."""

        def close(result: Any) -> None:
            if done is not None:
                done(result)
            dialog.accept()

        self.context.jobs.run(
            fn,
            self.context.session,
            *args,
            on_done=close,
            on_error=dialog.refuse,
            owner=dialog,
            title=dialog.windowTitle(),
        )

    # --- files ---

    def ask_export(self, view: ReportView, suffix: str) -> None:
        """Ask where the 草稿 or 待签稿 shall go."""
        name = f"{view.report.title}（{view.mark}）{suffix}"
        kind = "PDF 文件 (*.pdf)" if suffix == ".pdf" else "Excel 工作簿 (*.xlsx)"
        dialog = QFileDialog(self._page, f"导出{view.mark}", name, kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(lambda path: self.export(view, Path(path)))
        dialog.open()

    def export(self, view: ReportView, path: Path) -> None:
        """Put the export on the trail, then write the report as it stands, in the kind its suffix names."""
        from ...services.reporting import release_draft

        def write(released: Any) -> None:
            self.context.jobs.run_apart(
                rendering.write_draft,
                released.value,
                path,
                view.mark,
                on_done=partial(self._on_exported, view.mark),
                owner=self._page,
                busy=self._page,
                title=f"导出{view.mark}",
            )

        self.context.jobs.run(
            release_draft,
            self.context.session,
            view.report.uid,
            path.name,
            on_done=write,
            owner=self._page,
            busy=self._page,
            title=f"导出{view.mark}",
        )

    def _on_exported(self, mark: str, path: Path) -> None:
        messages.show_notice(self._page, f"{mark}已导出。", str(path))

    def open_file(self, view: ReportView, kind: str) -> None:
        """Open the sealed ``pdf``, ``xlsx`` or their ``folder``; what is lost is had again."""
        from ...services.report_files import write_again

        path = {"pdf": view.pdf, "xlsx": view.xlsx}.get(kind) or self.context.session.folder.exports
        if path.exists():
            self._open(path)
            return
        self.context.jobs.run(
            write_again,
            self.context.session,
            view.report.uid,
            on_done=lambda _: self._open(path),
            owner=self._page,
            busy=self._page,
            title="重新导出封存件",
        )

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            messages.show_notice(self._page, f"这台电脑上没有能打开它的程序，文件在：{path}")

    def verify(self, view: ReportView, busy: QWidget) -> None:
        """Prove the sealed files."""
        paths = tuple(path for path in (view.pdf, view.xlsx) if path is not None)
        self.context.jobs.run(
            prove,
            self.context.session,
            paths,
            on_done=lambda proofs: ProofDialog(self._page, proofs).open(),
            owner=self._page,
            busy=busy,
            title="验证",
        )


def _compile(session: Any, year: int, no_reviewer: bool, enterprise: str) -> Any:
    from ...services.reporting import compile_report

    return compile_report(session, ReportKind.ANNUAL, year, no_reviewer=no_reviewer, enterprise=enterprise)
