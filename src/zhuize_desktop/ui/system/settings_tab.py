"""证书与设置: what the administrator decides for the whole ledger, the certificate, the trust list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ...domain.clock import CHINA
from ...domain.errors import FieldError, UserError
from ...services.certificates import (
    ShownCertificate,
    install_certificate,
    make_demonstration_certificate,
    shown_certificate,
)
from ...services.health import thresholds
from ...services.settings import Settings, change_settings, settings_of
from ...services.trusting import export_trust
from .. import messages
from ..over import OverDialog
from ..palette import GRID, Tone
from ..theme import button, card, chip, label, primary_button, set_chip
from ..widgets.entry import LineEntry, WholeEdit
from .passwords import password_line
from .tab import Tab, ask_file, ask_place, lines
from .timing_card import TimingCard

if TYPE_CHECKING:
    from pathlib import Path

    from ...services.session import Session
    from ..context import Context

TRUST_NAME = "信任名单.json"


class SettingsTab(Tab):
    """Left the decisions, right certificate and trust list; for the administrator alone."""

    shows = ("Setting",)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._loaded = Settings()
        self.prefix = LineEntry()
        self.prefix.setAccessibleName("线索编号前缀")
        self.prefix.setPlaceholderText("留空用企业代码或名称首字母")
        self.stale = WholeEdit()
        self.stale.setAccessibleName("久查不追天数")
        self.stale.line.setPlaceholderText("留空不统计")
        self.repeat = WholeEdit()
        self.repeat.setAccessibleName("同类问题重复天数")
        self.repeat.line.setPlaceholderText("留空不统计")
        self.paper_head = LineEntry()
        self.paper_head.setAccessibleName("文书机关代字")
        self.paper_head.setPlaceholderText("留空用企业简称，如 虚运")
        self.timing = TimingCard(context)
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.save_button = primary_button("保存设置")
        self.health_button = button("体检阈值…")
        self.health_button.clicked.connect(self.open_thresholds)
        self.kept = label("", "note", Tone.GREEN)
        self.certificate = chip("")
        self.holder = label("", wrap=True)
        self.install_button = button("安装证书")
        self.demonstration_button = button("生成演示证书")
        self.trust_button = button("导出信任名单")
        self._lay_out()
        self.save_button.clicked.connect(self.save)
        for entry in (self.prefix, self.stale, self.repeat, self.paper_head):
            entry.edited.connect(lambda: self.kept.setText(""))
        self.install_button.clicked.connect(self.choose_certificate)
        self.demonstration_button.clicked.connect(self._on_demonstration_clicked)
        self.trust_button.clicked.connect(self.choose_trust_place)

    def _lay_out(self) -> None:
        left = card(title="设置")
        inside = left.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.addLayout(
            lines(
                ("线索编号前缀", self.prefix),
                ("久查不追（天）", self.stale),
                ("同类问题重复（天）", self.repeat),
                ("文书机关代字", self.paper_head),
            )
        )
        words = (
            "编号形如“前缀-年-来源-流水”，已有编号不变。久查不追：受理后超过所填天数（日历天数）仍未作出处理决定的线索计入统计。"
            "同类问题重复：同一单位在所填天数内又受理同一问题类别的线索，列为重复发生。"
            "或有损失是否计入认定损失，按规则库中本企业、本市办法已核对的参数“或有损失是否计入资产损失”，没有核对的不计入。"
            "改动只影响以后的统计，已冻结的报告不变。文号形如“虚运责〔2026〕3号”，代字后加文书类别字，按类别和年度各自编流水号。"
        )
        inside.addWidget(label(words, "note", wrap=True))
        inside.addWidget(self.problem)
        row = QHBoxLayout()
        row.addWidget(self.kept)
        row.addStretch(1)
        row.addWidget(self.health_button)
        row.addWidget(self.save_button)
        inside.addLayout(row)
        both = QHBoxLayout()
        both.setSpacing(GRID)
        column = QWidget()
        stacked = QVBoxLayout(column)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(GRID)
        stacked.addWidget(left)
        stacked.addWidget(self.timing)
        stacked.addStretch(1)
        both.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        both.addWidget(self._right(), 1)
        self.body.addLayout(both, 1)

    def open_thresholds(self) -> None:
        """From where on 数据体检 tells something."""
        from ..health.thresholds_dialog import ThresholdsDialog

        self.context.jobs.run(
            thresholds,
            self.context.session,
            owner=self,
            busy=self,
            title="读取阈值",
            on_done=lambda present: ThresholdsDialog(self.context, self.window(), present).open(),
        )

    def _right(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        words = "封存 PDF 时另加单位证书的电子签名。证书和密码保存在加密的台账中，不写入办理记录。"
        column.addWidget(
            _section(
                "单位证书",
                words,
                (self.certificate, self.holder),
                (self.install_button, self.demonstration_button),
            )
        )
        words = (
            "列出本企业各签名人的公钥及起止时间和用过的证书，当面交给接收单位，用于核对封存文件的签名人身份。"
        )
        column.addWidget(_section("信任名单", words, (), (self.trust_button,)))
        column.addStretch(1)
        return made

    def refresh(self) -> None:
        """Fetch the decisions and the certificate; what is being typed stays."""
        self.context.jobs.run(
            _fetched,
            self.context.session,
            owner=self,
            on_done=self._on_fetched,
            title="读取设置",
            latest="settings",
        )

    def _on_fetched(self, found: tuple[Settings, ShownCertificate | None]) -> None:
        settings, certificate = found
        if not self._is_typed():
            self._show_settings(settings)
        self._show_certificate(certificate)
        self.timing.show_timing(self.context.session.rulebook().timing)

    # --- decisions ---

    def _is_typed(self) -> bool:
        return bool(self.stale.fault() or self.repeat.fault()) or self._typed() != self._loaded

    def _typed(self) -> Settings:
        return Settings(
            self.prefix.value(),
            self.stale.value(),
            self.paper_head.value(),
            self.repeat.value(),
        )

    def _show_settings(self, settings: Settings) -> None:
        self._loaded = settings
        self.prefix.set_value(settings.number_prefix)
        self.stale.set_value(settings.stale_days)
        self.repeat.set_value(settings.repeat_days)
        self.paper_head.set_value(settings.paper_head)

    def save(self) -> None:
        """Save the decisions as they are typed."""
        for name, entry in (("stale_days", self.stale), ("repeat_days", self.repeat)):
            if fault := entry.fault():
                self._say(FieldError(name, fault))
                return
        self.problem.hide()
        self.context.jobs.run(
            change_settings,
            self.context.session,
            self._typed(),
            owner=self,
            busy=self,
            title="保存设置",
            on_done=self._on_saved,
            on_error=self._on_refused,
        )

    def _on_saved(self, done: Any) -> None:
        self._show_settings(done.value)
        self.kept.setText("已保存")

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self._say(error)
        elif isinstance(error, UserError):
            messages.show_error(self, error)

    def _say(self, error: FieldError) -> None:
        self.problem.setText(error.sentence)
        self.problem.show()
        entries = {"stale_days": self.stale, "repeat_days": self.repeat, "paper_head": self.paper_head}
        entries.get(error.field, self.prefix).setFocus()

    # --- certificate ---

    def _show_certificate(self, one: ShownCertificate | None) -> None:
        if one is None:
            set_chip(self.certificate, "没有证书", Tone.NEUTRAL)
            self.holder.setText("封存的 PDF 只有签批人的电子签名和整份文件的校验。")
            return
        until = one.valid_to.astimezone(CHINA).date()
        since = one.valid_from.astimezone(CHINA).date()
        if not one.is_valid:
            set_chip(self.certificate, "不在有效期内", Tone.RED)
        elif one.is_demonstration:
            set_chip(self.certificate, "演示证书，非电子公章", Tone.AMBER)
        else:
            set_chip(self.certificate, "有效", Tone.GREEN)
        self.holder.setText(f"{one.holder}\n有效期 {since} 至 {until}")

    def choose_certificate(self) -> QFileDialog:
        """Ask for the file of a certificate, then for its password."""
        return ask_file(self, "安装单位证书", "证书文件 (*.p12 *.pfx)", self.ask_password)

    def ask_password(self, path: Path) -> CertificateDialog:
        """Ask for the password of a certificate's file."""
        dialog = CertificateDialog(self.context, self.window(), path)
        dialog.open()
        return dialog

    def _on_demonstration_clicked(self) -> None:
        messages.confirm(
            self,
            "生成演示证书？它只供试用，标明“非电子公章”，会替换现有证书。",
            self._make_demonstration,
            yes="生成演示证书",
        )

    def _make_demonstration(self) -> None:
        self.context.jobs.run(
            make_demonstration_certificate,
            self.context.session,
            owner=self,
            busy=self,
            title="生成演示证书",
        )

    # --- trust list ---

    def choose_trust_place(self) -> QFileDialog:
        """Ask where the trust list is to go."""
        return ask_place(self, "导出信任名单", "信任名单 (*.json)", TRUST_NAME, self.export_trust_to)

    def export_trust_to(self, path: Path) -> None:
        """Write the trust list."""
        self.context.jobs.run(
            export_trust,
            self.context.session,
            path,
            owner=self,
            busy=self,
            title="导出信任名单",
            on_done=self._on_trust_exported,
        )

    def _on_trust_exported(self, done: Any) -> None:
        messages.show_notice(self, "信任名单已导出。", f"{done.value}")


class CertificateDialog(OverDialog):
    """The password of a certificate's file; stays open until the certificate is in."""

    def __init__(self, context: Context, over: QWidget, path: Path) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("安装单位证书")
        self._context, self._path = context, path
        self.password = password_line("证书密码")
        self.problem = label("", "note", Tone.RED, wrap=True)
        self.problem.hide()
        self.yes, self.no = primary_button("安装"), button("返回")
        self.yes.clicked.connect(self._on_yes_clicked)
        self.no.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(f"证书文件“{path.name}”的密码：", wrap=True))
        layout.addWidget(self.password)
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.setMinimumWidth(420)
        self.password.setFocus()

    def _on_yes_clicked(self) -> None:
        self.problem.hide()
        self._context.jobs.run(
            install_certificate,
            self._context.session,
            self._path,
            self.password.text(),
            owner=self,
            busy=self,
            title="安装证书",
            on_done=lambda _: self.accept(),
            on_error=self._on_refused,
        )

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.problem.setText(error.sentence)
            self.problem.show()
            self.password.selectAll()
            self.password.setFocus()


def _section(title: str, words: str, shown: tuple[QWidget, ...], pressed: tuple[QWidget, ...]) -> QWidget:
    made = card(title=title)
    inside = made.layout()
    assert isinstance(inside, QVBoxLayout)
    inside.addWidget(label(words, "note", wrap=True))
    for widget in shown:
        inside.addWidget(widget)
    row = QHBoxLayout()
    row.setSpacing(GRID)
    for widget in pressed:
        row.addWidget(widget)
    row.addStretch(1)
    inside.addLayout(row)
    return made


def _fetched(session: Session) -> tuple[Settings, ShownCertificate | None]:
    return settings_of(session), shown_certificate(session)
