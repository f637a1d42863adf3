"""导出所见: the columns and rows that are seen, as a workbook or csv; nothing blocks while it is written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ...services.ledger_export import export_ledger
from .. import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...domain.ledger_view import LedgerQuery
    from ..context import Context

_WORKBOOK, _CSV = "Excel 工作簿 (*.xlsx)", "CSV 文件 (*.csv)"


class LedgerExport(QObject):
    """Asks for a file and writes what is seen into it."""

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self._context, self._over = context, over

    def ask(self, query: LedgerQuery, headings: Sequence[str]) -> QFileDialog:
        """Open the file dialog; writing follows the choice."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"问题线索管理台账_{self._context.session.today:%Y%m%d}.xlsx"
        dialog = QFileDialog(self._over, "导出所见", str(Path(folder) / name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_WORKBOOK, _CSV])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("csv" if chosen == _CSV else "xlsx")
        )
        dialog.fileSelected.connect(lambda file: self.write(query, headings, Path(file)))
        dialog.open()
        return dialog

    def write(self, query: LedgerQuery, headings: Sequence[str], target: Path) -> None:
        """Write to ``target``, with progress and 取消; what was begun and cancelled is not left behind."""
        self._context.jobs.run(
            export_ledger,
            self._context.session,
            query,
            target,
            list(headings),
            owner=self._over,
            busy=self._over,
            title="导出台账",
            on_done=partial(self._tell, target),
        )

    def _tell(self, target: Path, rows: int) -> None:
        messages.show_notice(
            self._over, f"已导出 {rows} 条线索，列和筛选与屏幕所见一致。", f"文件：{target}\n金额以元计。"
        )
