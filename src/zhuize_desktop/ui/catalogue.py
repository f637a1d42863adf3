"""The pages of the main window, in the order of the navigation. A page that does not exist is not listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .pages.clues import CluesPage
from .pages.enterprises import EnterprisesPage
from .pages.persons import PersonsPage
from .pages.reports import ReportsPage
from .pages.supervision import SupervisionPage
from .pages.system import SystemPage
from .pages.workbench import WorkbenchPage

if TYPE_CHECKING:
    from .main_window import PageMaker

#: Key, title, maker.
PAGES: list[tuple[str, str, PageMaker]] = [
    ("workbench", "工作台", WorkbenchPage),
    ("supervision", "监督成果", SupervisionPage),
    ("clues", "问题线索", CluesPage),
    ("persons", "责任人员", PersonsPage),
    ("enterprises", "权属企业", EnterprisesPage),
    ("reports", "报告报送", ReportsPage),
    ("system", "系统管理", SystemPage),
]
