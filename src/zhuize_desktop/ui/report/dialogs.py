"""The questions of the page 报告报送. Each is a dialog that opens and answers by a signal; none blocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...domain.errors import FieldError, UserError
from .. import theme
from ..over import OverDialog
from ..palette import Tone
from ..widgets.date_edit import DateEdit
from ..widgets.entry import FlagEdit, LineEntry
from ..widgets.long_text import LongText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtGui import QKeyEvent, QShowEvent

    from ...domain.checks import CheckFinding
    from ...domain.clock import Clock
    from ...domain.records import Enterprise
    from ..widgets.entry import Editor

#: What a signed sheet may come as.
SCANS = "扫描件 (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.ofd)"


class FormDialog(OverDialog):
    """A sentence, a few entries, an answer; a refusal is shown inside and nothing typed is lost.

    Esc closes it only while nothing was typed; the button 返回 always does.
    """

    def __init__(self, parent: QWidget, title: str, sentence: str, words: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._shown: list[str] = []
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(10)
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.message.hide()
        self.go = theme.primary_button(words)
        self.back = theme.button("返回")
        self.back.clicked.connect(self.reject)
        self.go.clicked.connect(self.answer)
        said = theme.label(sentence, wrap=True)
        said.setMinimumWidth(420)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(said)
        layout.addLayout(self.form)
        layout.addWidget(self.message)
        layout.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins at the first entry; the buttons were made before the entries and follow the last one."""
        super().showEvent(event)
        self._shown = self._words()
        if self.focusWidget() is None:
            entry = self.back.nextInFocusChain()
            while entry is not None and not (
                entry.focusPolicy() & Qt.FocusPolicy.TabFocus and entry.isEnabled()
            ):
                entry = entry.nextInFocusChain()
            (entry or self.back).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc does not take what was typed with it."""
        if event.key() == Qt.Key.Key_Escape and self._words() != self._shown:
            self.tell("已经填写了内容；要离开请点“返回”。")
            event.accept()
        else:
            super().keyPressEvent(event)

    def _words(self) -> list[str]:
        texts = [line.text() for line in self.findChildren(QLineEdit)]
        return texts + [text.toPlainText() for text in self.findChildren(QPlainTextEdit)]

    def answer(self) -> None:
        """The person pressed the button."""
        raise AssertionError(f"{type(self).__name__} asks nothing")

    def refuse(self, error: Exception) -> None:
        """Say why it cannot be done, and let the person go on."""
        self.go.setEnabled(True)
        self.tell(error.sentence if isinstance(error, UserError) else "程序出错，没有办理。", Tone.RED)

    def tell(self, sentence: str, tone: Tone = Tone.ACCENT) -> None:
        """Say something above the buttons."""
        self.message.setText(sentence)
        theme.restyle(self.message, tone=tone.value)
        self.message.show()
        # A window does not grow by itself for what wraps: the sentence would be laid over the entry above it.
        layout = self.layout()
        assert layout is not None  # made with it
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))


class NewReport(FormDialog):
    """编制年度报告: whose, which year, and whether the enterprise has no separate reviewer.

    Signals:
        wanted: year, whether 两级签批 is declared, uid of the enterprise ("" for the own one).
    """

    wanted = Signal(int, bool, str)

    def __init__(
        self, parent: QWidget, years: Sequence[int], year: int, enterprises: Sequence[Enterprise] = ()
    ) -> None:
        super().__init__(
            parent, "编制年度报告", "按台账现有数据生成报告草稿；已在编制的，接着编制。", "开始编制"
        )
        self.enterprise = QComboBox()
        self.enterprise.setAccessibleName("报告企业")
        self.enterprise.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for at, other in enumerate(enterprises):
            self.enterprise.addItem(f"{other.name}（{'代录' if at else '本企业'}）", other.uid)
            self.enterprise.setItemData(at, other.name, Qt.ItemDataRole.ToolTipRole)
        self.year = QComboBox()
        self.year.setAccessibleName("年度")
        for one in years:
            self.year.addItem(f"{one} 年", one)
        self.year.setCurrentIndex(max(0, self.year.findData(year)))
        self.flat = FlagEdit("本企业未设独立审核人，按填报、签发两级签批（在报告上注明）")
        if len(enterprises) > 1:
            self.form.addRow("报告企业", self.enterprise)
        self.form.addRow("报告年度", self.year)
        self.form.addRow("", self.flat)

    def answer(self) -> None:
        """Ask for the draft."""
        self.go.setEnabled(False)
        whose = str(self.enterprise.currentData() or "")
        self.wanted.emit(self.year.currentData(), self.flat.value(), whose)


class Reason(FormDialog):
    """A reason in words: 退回, 撤下.

    Signals:
        wanted: the reason.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget, title: str, sentence: str, words: str) -> None:
        super().__init__(parent, title, sentence, words)
        self.text = LongText(3, 8)
        self.text.setAccessibleName("理由")
        self.form.addRow("理由", self.text)

    def answer(self) -> None:
        """Hand the reason on."""
        if not self.text.value():
            self.refuse(FieldError("reason", "请填写理由。"))
            self.text.setFocus()
            return
        self.go.setEnabled(False)
        self.wanted.emit(self.text.value())


class PaperIssue(FormDialog):
    """纸质签发登记: who signed on paper, when, and the scan.

    Signals:
        wanted: scan, name, post, day.
    """

    wanted = Signal(object, str, str, object)

    def __init__(self, parent: QWidget, clock: Clock) -> None:
        super().__init__(
            parent,
            "纸质签发登记",
            "签发人在打印的待签稿上签字后，由填报人登记并上传扫描件，再由审核人确认。",
            "登记",
        )
        self.name, self.post = LineEntry(), LineEntry()
        self.day = DateEdit(clock)
        self.scan = LineEntry()
        self.scan.setPlaceholderText("PDF 或图片")
        self.choose = theme.button("选择文件…")
        self.choose.clicked.connect(self._on_choose_clicked)
        row = QHBoxLayout()
        row.addWidget(self.scan, 1)
        row.addWidget(self.choose)
        self.form.addRow("签发人姓名", self.name)
        self.form.addRow("职务", self.post)
        self.form.addRow("签字日期", self.day)
        self.form.addRow("扫描件", row)

    @property
    def entries(self) -> dict[str, Editor]:
        """What is typed here, by name."""
        return {"name": self.name, "post": self.post, "day": self.day, "scan": self.scan}

    def _on_choose_clicked(self) -> None:
        dialog = QFileDialog(self, "选择扫描件", "", SCANS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_scan_chosen)
        dialog.open()

    def _on_scan_chosen(self, path: str) -> None:
        self.scan.setText(path)
        self.scan.edited.emit()

    def answer(self) -> None:
        """Hand on what was typed; the service says what is missing, but for day and scan."""
        try:
            day = self.day.value()
            if day is None:
                raise FieldError("signed_on", "请填写签字日期。")
            if not self.scan.value():
                raise FieldError("scan", "请选择纸质签发件的扫描件。")
        except FieldError as error:
            self.refuse(error)
            return
        self.go.setEnabled(False)
        self.wanted.emit(Path(self.scan.value()), self.name.value(), self.post.value(), day)


class ParentDate(FormDialog):
    """上级规定的报送日期.

    Signals:
        wanted: the day.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget, clock: Clock, year: int, day: date | None) -> None:
        super().__init__(parent, "报送日期", f"上级企业要求在哪一天前报送 {year} 年度报告？", "保存")
        self.day = DateEdit(clock)
        self.day.set_value(day)
        self.form.addRow("报送日期", self.day)

    def answer(self) -> None:
        """Hand the day on."""
        try:
            day = self.day.value()
            if day is None:
                raise FieldError("due_on", "请填写报送日期。")
        except FieldError as error:
            self.refuse(error)
            return
        self.go.setEnabled(False)
        self.wanted.emit(day)


class Unexplained(OverDialog):
    """核实 findings without explanation, told before the 提交.

    Signals:
        go_on: submit all the same; what stands for the explanations is printed.
        go_back: write the explanations first.
    """

    go_on = Signal()
    go_back = Signal()

    def __init__(self, parent: QWidget, findings: Sequence[CheckFinding], printed: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("还有核实事项没有说明")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        head = theme.label(f"有 {len(findings)} 项核实事项没有书面说明：", wrap=True)
        head.setMinimumWidth(460)
        layout.addWidget(head)
        for one in findings[:8]:
            row = QHBoxLayout()
            row.addWidget(theme.chip("核实", Tone.AMBER), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(theme.label(one.sentence, wrap=True), 1)
            layout.addLayout(row)
        if len(findings) > 8:
            layout.addWidget(theme.label(f"另有 {len(findings) - 8} 项。", "note"))
        layout.addWidget(theme.label(f"选择“不另作说明”，报告上将逐项印出：“{printed}”", "note", wrap=True))
        self.back: QPushButton = theme.primary_button("返回填写说明")
        self.on: QPushButton = theme.button("不另作说明，提交")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        layout.addLayout(row)
        self.on.clicked.connect(self._on_on_clicked)
        self.back.clicked.connect(self.reject)
        self.rejected.connect(self.go_back)
        self.back.setDefault(True)

    def _on_on_clicked(self) -> None:
        self.go_on.emit()
        self.accept()
