"""第一次使用: enterprise, users, a warning about classified matters, the ledger, its recovery code, 期初建账."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..domain.clock import Clock, SystemClock, today
from ..domain.credit_code import credit_code_fault
from ..domain.errors import FieldError, UserError
from . import messages, theme
from .first_start_opening import OpeningPanel, Way, keep_way
from .first_start_users import UsersPanel
from .over import OverDialog
from .palette import Tone
from .recovery_entry import code_fault, in_two_lines, masked
from .recovery_sheet import save_sheet
from .widgets.entry import FlagEdit, LineEntry, NeededEntry

if TYPE_CHECKING:
    from ..services.setup import Answers
    from .jobs import Jobs

ENTERPRISE, USERS, SECRECY, CODE, OPENING = range(5)
_TITLES = ("企业", "用户", "保密提醒", "恢复码", "期初建账")
_LEVELS = ("一级（市管企业本级）", "二级", "三级", "四级", "五级", "六级")
_NO_NAME = "请填写企业名称。"
_NO_PARENT = "权属企业须填写上级企业名称，报告按级次报送上级企业。"
_PLACES = "数据只存在这个文件夹里。网络盘、共享文件夹不能放，同步盘（网盘）不要放；U 盘可以放，随身使用的请用便携版。"
_CREDIT_HINT = "18 位，见营业执照；一时查不到的可以先不填。"
_WARNING = (
    "本程序只登记敏感程度为内部、工作秘密、商业秘密的信息，不登记国家秘密。",
    "标有秘密、机密、绝密的文件、线索和内容，不得录入本程序，也不得在本机处理；遇到这类线索，只登记编号，另行按保密规定办理。",
    "台账加密保存，密码和恢复码是打开它的唯一办法：都丢失了，谁也打不开，程序也没有后门。",
    "请定期备份，备份与恢复码分开保管。",
)


def make_ledger(folder: Path, answers: Answers, clock: Clock) -> str:
    """Make the ledger and return its recovery code; runs on the ledger thread.

    Raises:
        FieldError: an answer cannot be accepted.
        FileProblem: network drive, folder in use, disk full.
    """
    from ..services.setup import first_start
    from ..storage.folders import DataFolder

    return first_start(DataFolder(folder), answers, clock)


def place_doubt(folder: Path) -> str:
    """What somebody should know who wants to put a ledger into this folder."""
    from ..storage.folders import doubt_about_place, portable_place

    return doubt_about_place(folder, portable=portable_place() is not None)


class FirstStart(OverDialog):
    """Five pages; the ledger is made after the third, and the fourth is not left before the code is typed back.

    Signals:
        made: the folder of the new ledger.
    """

    made = Signal(Path)
    chapter = "start"

    def __init__(self, folder: Path, jobs: Jobs, parent: QWidget | None, clock: Clock | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._clock = jobs, clock or SystemClock()
        self.folder = folder
        self.code = ""
        self._is_running = False
        self.setWindowTitle("建立新台账")
        self.name, self.credit, self.parent_name = NeededEntry(), LineEntry(), NeededEntry()
        self.missing = {entry: theme.label("", "note", Tone.RED) for entry in (self.name, self.parent_name)}
        self.level = QComboBox()
        for number, words in enumerate(_LEVELS, 1):
            self.level.addItem(words, number)
        self.credit_note = theme.label(_CREDIT_HINT, "note", wrap=True)
        self.place = theme.label("", wrap=True)
        self.place_doubt = theme.label("", "note", Tone.AMBER, wrap=True)
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.users = UsersPanel()
        self.known = FlagEdit("我已知晓：只录入内部、工作秘密、商业秘密；密码和恢复码由本单位自行保管")
        self.code_label = theme.label("")
        self.typed = LineEntry()
        self.opening = OpeningPanel()
        self.save = theme.button("保存为 PDF 以便打印…")
        self.path_words = theme.label("", "counts")
        self.back, self.go = theme.button("上一步"), theme.primary_button("下一步")
        self.stack = QStackedWidget()
        self._build()
        self._connect()
        self._show_folder()
        self._show(ENTERPRISE)

    # --- building ---

    def _build(self) -> None:
        for panel in (self._enterprise(), self.users, self._secrecy(), self._code(), self.opening):
            self.stack.addWidget(panel)
        head = QHBoxLayout()
        head.addWidget(theme.label("建立新台账", "page-title"))
        head.addWidget(self.path_words)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.message, 1)
        for pressed in (self.back, self.go):
            foot.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 16, 22, 16)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addLayout(foot)
        theme.fit_screen(self, 940, 600)

    def _enterprise(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.credit.setMaxLength(18)
        self.other = theme.button("更换…")
        folder = QHBoxLayout()
        folder.addWidget(self.place, 1)
        folder.addWidget(self.other)
        credit = QVBoxLayout()
        credit.setSpacing(2)
        credit.addWidget(self.credit)
        credit.addWidget(self.credit_note)
        form.addRow("企业名称", self._with_missing(self.name))
        form.addRow("统一社会信用代码", credit)
        form.addRow("级次", self.level)
        form.addRow("上级企业", self._with_missing(self.parent_name))
        form.addRow("数据文件夹", folder)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("", theme.label(_PLACES, "note", wrap=True))
        form.addRow("", self.place_doubt)
        return page

    def _with_missing(self, entry: NeededEntry) -> QVBoxLayout:
        """An entry with the place below it where it is told that it is empty."""
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(entry)
        column.addWidget(self.missing[entry])
        self.missing[entry].hide()
        return column

    def _secrecy(self) -> QWidget:
        page = QWidget()
        lines = [theme.label(words, wrap=True) for words in _WARNING]
        layout = QVBoxLayout(page)
        layout.addWidget(theme.card(*lines, title="使用前请知晓"))
        layout.addWidget(self.known)
        layout.addStretch(1)
        return page

    def _code(self) -> QWidget:
        page = QWidget()
        self.code_label.setStyleSheet("font-family: monospace; font-size: 20px; font-weight: 600;")
        self.code_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code_label.setAccessibleName("恢复码")
        form = QFormLayout()
        self.typed.setPlaceholderText("八组，共 40 个字符；大小写、空格、短横都可以")
        self.typed.setAccessibleName("输入恢复码")
        self.code_note = theme.label("开始输入后，上面的恢复码会遮住；清空输入可以再看。", "note")
        form.addRow("抄好或打印后，对照纸面完整输入一遍", self.typed)
        form.addRow("", self.code_note)
        words = theme.label(
            "台账已建立。下面的恢复码只显示这一次：所有人的密码都忘记时，只有它能打开台账。"
            "请抄写或打印，封存保管，不要拍照，不要与这台电脑放在一起。",
            wrap=True,
        )
        layout = QVBoxLayout(page)
        layout.setSpacing(16)
        layout.addWidget(words)
        layout.addWidget(theme.card(self.code_label))
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(theme.label("打印后请把 PDF 删除。", "note"))
        row.addStretch(1)
        layout.addLayout(row)
        layout.addLayout(form)
        layout.addStretch(1)
        return page

    def _connect(self) -> None:
        self.name.missed.connect(lambda: self._tell_missing(self.name, _NO_NAME))
        self.parent_name.missed.connect(lambda: self._tell_missing(self.parent_name, _NO_PARENT))
        for entry in self.missing:
            entry.edited.connect(lambda entry=entry: self._tell_missing(entry, ""))
        self.credit.edited.connect(self._tell_credit)
        self.level.currentIndexChanged.connect(self._on_level_changed)
        self.other.clicked.connect(self._on_other_clicked)
        self.back.clicked.connect(lambda: self._show(self.stack.currentIndex() - 1))
        self.go.clicked.connect(self._on_go_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self.typed.edited.connect(self._on_typed)
        for choice in self.opening.choices.values():
            choice.toggled.connect(lambda _: self._say(""))
        self._on_level_changed()

    # --- pages ---

    def _show(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        self.path_words.setText(
            "　".join(
                f"{at + 1} {words}" if at != page else f"【{at + 1} {words}】"
                for at, words in enumerate(_TITLES)
            )
        )
        self.back.setVisible(page in (USERS, SECRECY))
        self.go.setText({SECRECY: "建立台账", OPENING: "完成，去登录"}.get(page, "下一步"))
        self._say("")
        first: dict[int, QWidget] = {
            ENTERPRISE: self.name,
            USERS: self.users.rows[0].name,
            SECRECY: self.known,
            CODE: self.typed,
            OPENING: self.opening.choices[Way.IMPORT],
        }
        first[page].setFocus()

    def _tell_missing(self, entry: NeededEntry, sentence: str) -> None:
        """Say at the entry what is missing there; "" once something is typed."""
        self.missing[entry].setText(sentence)
        self.missing[entry].setVisible(bool(sentence))
        entry.mark_invalid(bool(sentence))

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)

    def _show_folder(self) -> None:
        self.place.setText(str(self.folder))
        self.place_doubt.setText(place_doubt(self.folder))
        self.place_doubt.setVisible(bool(self.place_doubt.text()))

    def _on_other_clicked(self) -> None:
        dialog = QFileDialog(self, "选择数据文件夹", str(self.folder.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.use_folder)
        dialog.open()

    def use_folder(self, folder: str) -> None:
        """Make the ledger in another folder."""
        self.folder = Path(folder)
        self._show_folder()

    def _on_level_changed(self) -> None:
        is_below = self.level.currentData() > 1
        self.parent_name.setEnabled(is_below)
        self._tell_missing(self.parent_name, "")
        self.parent_name.setPlaceholderText("直接上级企业的全称" if is_below else "市管企业本级没有上级企业")

    def _tell_credit(self) -> None:
        """The check digit is told while typing; an incomplete code is only counted."""
        text = self.credit.value().upper()
        if text != self.credit.text():
            place = self.credit.cursorPosition()
            self.credit.setText(text)
            self.credit.setCursorPosition(place)
        fault = credit_code_fault(text) if text else ""
        words = f"{fault}。" if fault else "校验码相符。" if text else _CREDIT_HINT
        tone = (Tone.AMBER if len(text) < 18 else Tone.RED) if fault else Tone.GREEN
        theme.restyle(self.credit_note, tone=tone.value if text else "")
        self.credit_note.setText(words)

    def _on_go_clicked(self) -> None:
        page = self.stack.currentIndex()
        if page == ENTERPRISE and self._enterprise_is_right():
            self._show(USERS)
        elif page == USERS and self.users.users() is not None:
            self._show(SECRECY)
        elif page == SECRECY:
            self._make()
        elif page == CODE:
            self._take_code()
        elif page == OPENING:
            self._finish()

    def _enterprise_is_right(self) -> bool:
        fault = ""
        entry: LineEntry
        if not self.name.value():
            fault, entry = _NO_NAME, self.name
            self._tell_missing(self.name, fault)
        elif self.credit.value() and credit_code_fault(self.credit.value()):
            fault, entry = "统一社会信用代码不对，请对照营业执照改正；一时查不到的可以先不填。", self.credit
        elif self.level.currentData() > 1 and not self.parent_name.value():
            fault, entry = _NO_PARENT, self.parent_name
            self._tell_missing(self.parent_name, fault)
        if fault:
            self._say(fault)
            entry.setFocus()
        return not fault

    # --- making ---

    def _make(self) -> None:
        from ..services.setup import Answers

        if not self.known.isChecked():
            self._say("请先勾选“我已知晓”。")
            self.known.setFocus()
            return
        users = self.users.users()
        assert users is not None, "the page before is not left while a user is wrong"
        level = self.level.currentData()
        answers = Answers(
            self.name.value(),
            self.credit.value(),
            level,
            self.parent_name.value() if level > 1 else "",
            users,
        )
        self._is_running = True
        self._jobs.run(
            make_ledger,
            self.folder,
            answers,
            self._clock,
            on_done=self._on_made,
            on_error=self._on_refused,
            owner=self,
            busy=self,
            title="建立台账",
        )

    def _on_made(self, code: str) -> None:
        self._is_running = False
        self.code = code
        self.code_label.setText(in_two_lines(code))
        self._show(CODE)

    def _on_refused(self, error: Exception) -> None:
        self._is_running = False
        if isinstance(error, FieldError):
            self._show(USERS if error.field in ("users", "login", "password") else ENTERPRISE)
        self._say(error.sentence if isinstance(error, UserError) else "程序出错，没有建立台账。")

    # --- the code ---

    def _on_save_clicked(self) -> None:
        dialog = QFileDialog(self, "保存恢复码", "台账恢复码.pdf", "PDF 文件 (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(".pdf")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the sheet with the code."""
        day = today(self._clock).isoformat()
        self._jobs.run_apart(
            save_sheet,
            path,
            self.name.value(),
            self.code,
            day,
            on_done=self._on_saved,
            owner=self,
            busy=self.stack,
            title="保存恢复码",
        )

    def _on_saved(self, path: Path) -> None:
        messages.show_notice(self, "已保存。请打印后把这个文件删除。", str(path))

    def _on_typed(self) -> None:
        """Who types it back reads it from the paper: what is on the screen proves nothing."""
        self._say("")
        self.code_label.setText(masked(self.code) if self.typed.text() else in_two_lines(self.code))

    def _take_code(self) -> None:
        if fault := code_fault(self.typed.value(), self.code):
            self._say(fault)
            self.typed.setFocus()
            return
        self.code = ""
        self.code_label.clear()
        self.typed.clear()
        self._show(OPENING)

    def _finish(self) -> None:
        if self.opening.way() is Way.LATER:
            self._say("请选择在办线索怎样进入台账；一时定不下来的，选“导入现有台账”，登录后可以关闭。")
            self.opening.choices[Way.IMPORT].setFocus()
            return
        keep_way(self.opening.way())
        self.made.emit(self.folder)
        self.accept()

    def reject(self) -> None:
        """Esc and the cross: never while the ledger is made or the code is not taken down, never over typed words."""
        if self._is_running:
            return
        if self.code:
            self._say("台账已建立，请先抄下恢复码并完整输入一遍。")
            self.typed.setFocus()
        elif self.stack.currentIndex() == OPENING:
            self.made.emit(self.folder)  # the ledger is there: how it is filled can be chosen later
            super().reject()
        elif self.name.text() or any(not row.is_blank for row in self.users.rows):
            messages.confirm(
                self, "台账还没有建立，已填的内容会丢失。要放弃吗？", super().reject, yes="放弃", danger=True
            )
        else:
            super().reject()
