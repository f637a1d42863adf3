"""``--smoke-test``: one way through the whole program with invented data, in a temporary folder.

Run after an installation, and on every build: each step uses the same services as the window, and looks at what came
of it with other eyes than those that made it. The windowed program has no standard output; what it did stands in the
file named by ``--log``, and the exit code says the rest.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import secrets
import sys
import tempfile
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..domain.clock import SystemClock
from ..domain.records import PeriodicReport, ReportKind
from ..domain.roles import Role
from ..seal.atomic import write_atomic
from ..services.import_plan import plan_import, read_file
from ..services.importing import import_ledger
from ..services.records import load
from ..services.reporting import compile_report, save_text
from ..services.session import Session, log_in
from ..services.setup import Answers, NewUser, first_start
from ..services.signing import UNEXPLAINED, SealedFiles, files_of, sign_by_role
from ..storage.folders import DataFolder
from .common import DONE, NOT_GOOD, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.records import PeriodicReport as Report

_ENTERPRISE = "虚构自检有限公司"
_WORDS = "自检文字：责任到人，按月调度。"
_PEOPLE = (
    ("tianbao", "李文海", "审计部主管", (Role.CLERK, Role.ADMIN)),
    ("shenhe", "周敏", "审计部部长", (Role.REVIEWER,)),
    ("qianfa", "赵国平", "总经理", (Role.SIGNER,)),
)
_HEADINGS = ("线索编号", "来源方式", "报送时间", "涉及单位", "问题线索概述", "处理情况", "是否完结")


class NotAsExpected(Exception):
    """A step ended without an error, but what came of it is not what it should be; the text says what."""


@dataclass
class _Way:
    """What the steps hand on."""

    place: Path
    password: str = field(default_factory=lambda: f"Zj-{secrets.token_urlsafe(12)}", repr=False)
    session: Session | None = None
    report: str = ""
    files: SealedFiles | None = None

    @property
    def folder(self) -> DataFolder:
        return DataFolder(self.place / "data")

    def sit_down(self, login: str) -> Session:
        self.leave()
        self.session = log_in(self.folder, login, self.password, SystemClock())
        return self.session

    def leave(self) -> None:
        if self.session is not None:
            self.session.close()
            self.session = None

    def sealed(self) -> SealedFiles:
        if self.files is None:
            raise NotAsExpected("报告没有封存")
        return self.files


def run(log: Path | None = None) -> int:
    """Go all the way; the last line of the output is JSON, and a failure leaves a log.

    Args:
        log: where every step is written down as soon as it is done, so that it tells the last one even of a process
            that was torn down; by default a failure alone, in a temporary file.

    Raises:
        FileProblem: ``log`` cannot be written.
    """
    done: list[str] = []
    lines = [f"zhuize-desktop {__version__}  Python {sys.version}  {sys.platform}"]

    def keep() -> None:
        if log is not None:
            write_atomic(log, ("\n".join(lines) + "\n").encode())

    def tell(*told: str) -> None:
        lines.extend(told)
        keep()
        say(told[0])

    keep()  # a place that cannot be written is told before anything begins
    with tempfile.TemporaryDirectory(prefix="zhuize-自检-", ignore_cleanup_errors=True) as place:
        way = _Way(Path(place))
        try:
            for title, step in _STEPS:
                told = step(way)
                tell(f"✓ {title}{f'：{told}' if told else ''}")
                done.append(title)
        except Exception as error:
            # Whatever goes wrong here is the answer that was asked for; the log keeps all of it.
            log = log or _fresh_log()
            tell(
                f"✗ {_STEPS[len(done)][0]}：未通过，详见日志 {log}",
                "",
                *traceback.format_exception(error),
            )
        finally:
            way.leave()
    ok = len(done) == len(_STEPS)
    tell("自检通过。" if ok else "自检未通过。")
    print(json.dumps({"ok": ok, "steps": done}, ensure_ascii=False))
    return DONE if ok else NOT_GOOD


def _fresh_log() -> Path:
    descriptor, name = tempfile.mkstemp(".log", "zhuize-desktop-smoke-test-")
    os.close(descriptor)
    return Path(name)


# --- the steps ----------------------------------------------------------------------------------------------------


def _start(way: _Way) -> str:
    people = tuple(NewUser(login, name, post, roles, way.password) for login, name, post, roles in _PEOPLE)
    first_start(way.folder, Answers(_ENTERPRISE, "", 1, "", people), SystemClock())
    if way.folder.ledger.read_bytes()[:15] == b"SQLite format 3":
        raise NotAsExpected("台账没有加密")
    return ""


def _enter(way: _Way) -> str:
    return way.sit_down("tianbao").viewer.name


def _import(way: _Way) -> str:
    session = way.sit_down("tianbao")
    path = way.place / "线索台账.xlsx"
    _write_ledger(path, session.today.year - 1)
    reading = read_file(path, session.today)
    plan = import_ledger(session, reading, plan_import(session, reading)).value
    again = plan_import(session, reading)
    if (plan.new, again.new, again.unchanged) != (2, 0, 2):
        raise NotAsExpected(f"导入 {plan.new} 条，再次试读新增 {again.new} 条、无变化 {again.unchanged} 条")
    return f"{plan.new} 条"


def _write_ledger(path: Path, year: int) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(_HEADINGS))
    for at, (summary, handling) in enumerate((("预付货款逾期未收回", "核查中"), ("低价出租场地", "已受理"))):
        number = f"ZJ-{year}-{at + 1:03d}"
        sheet.append([number, "专项审计", date(year, 3, at + 1), _ENTERPRISE, summary, handling, "否"])
    book.save(path)


def _compile(way: _Way) -> str:
    session = way.sit_down("tianbao")
    report = compile_report(session, ReportKind.ANNUAL, session.today.year - 1).value
    save_text(session, report.uid, "profile", _WORDS)
    way.report = report.uid
    return report.title


def _sign(way: _Way) -> str:
    for login, *_ in _PEOPLE:
        session = way.sit_down(login)
        sign_by_role(session, way.report, unexplained=UNEXPLAINED)
    report: Report = load(session, PeriodicReport, way.report)
    way.files = files_of(session, report)
    return report.serial


def _pdf(way: _Way) -> str:
    from pypdfium2 import PdfDocument

    document = PdfDocument(way.sealed().pdf.read_bytes())
    try:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
        pages = len(document)
    finally:
        document.close()
    flat = "".join(text.split())
    for words in (_ENTERPRISE, _WORDS, "违规经营投资责任追究", "赵国平"):
        if words not in flat:
            raise NotAsExpected(f"PDF 里读不到“{words}”")
    return f"{pages} 页"


def _apart(way: _Way) -> str:
    """Heavy work goes to a child process, which a frozen program starts in a way of its own."""
    from ..ui.report.rendering import draw_page

    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        picture = pool.submit(draw_page, way.sealed().pdf.read_bytes(), 1, 60).result()
    if not picture.startswith(b"\x89PNG"):
        raise NotAsExpected("子进程没有画出页面")
    return ""


def _workbook(way: _Way) -> str:
    from openpyxl import load_workbook

    book = load_workbook(way.sealed().xlsx, read_only=True)
    try:
        cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
        sheets = len(book.sheetnames)
    finally:
        book.close()
    if "期末在办" not in cells:
        raise NotAsExpected("工作簿里没有统计表")
    return f"{sheets} 张表"


def _verify(way: _Way) -> str:
    from ..seal.verify import verify_file

    files = way.sealed()
    for path in (files.pdf, files.xlsx):
        found = verify_file(path)
        if not found.ok or len(found.signers) != len(_PEOPLE):
            raise NotAsExpected(f"{path.name} 验证未通过：{found.problems}")
        changed = bytearray(path.read_bytes())
        changed[len(changed) // 2] ^= 1
        broken = way.place / f"改动一处{path.suffix}"
        broken.write_bytes(changed)
        if verify_file(broken).ok:
            raise NotAsExpected(f"{path.name} 改动一处后仍通过验证")
    return ""


def _certificate(way: _Way) -> str:
    """An enterprise's certificate signs a PDF through libraries that nothing else here needs."""
    from ..seal.certificate import demonstration_certificate, detached_problems, sign_detached

    now = SystemClock().now()
    certificate = demonstration_certificate(_ENTERPRISE, now)
    content = hashlib.sha256(way.sealed().pdf.read_bytes()).digest()
    signature = sign_detached(certificate, content)
    if detached_problems(signature, content, certificate.digests, now):
        raise NotAsExpected("证书的签名验证未通过")
    if not detached_problems(signature, bytes(32), certificate.digests, now):
        raise NotAsExpected("证书的签名对别的内容也成立")
    return ""


def _window(way: _Way) -> str:
    """Every page of the main window opened and painted once; without a screen Qt paints into memory."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(map(os.environ.get, screens)):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ..app import try_window

    picture = way.place / "主窗口.png"
    pages = try_window(way.sit_down("tianbao"), picture)
    way.session = None  # the window closed it
    if picture.stat().st_size < 10_000:
        raise NotAsExpected("主窗口是空白的")
    return "、".join(pages)


_STEPS: tuple[tuple[str, Callable[[_Way], str]], ...] = (
    ("首次启动", _start),
    ("登录", _enter),
    ("导入台账", _import),
    ("编制年度报告", _compile),
    ("三人签批封存", _sign),
    ("读回 PDF 中的中文", _pdf),
    ("子进程画出页面", _apart),
    ("读回工作簿", _workbook),
    ("验证封存文件", _verify),
    ("证书签名", _certificate),
    ("打开主窗口", _window),
)
