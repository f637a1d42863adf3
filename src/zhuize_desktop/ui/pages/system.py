"""系统管理: accounts, rules, holidays, upkeep and settings, each in a tab; others than the administrator see less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget

from ...domain.roles import Role
from ..system.holidays_tab import HolidaysTab
from ..system.rules_tab import RulesTab
from ..system.settings_tab import SettingsTab
from ..system.tab import Tab
from ..system.upkeep_tab import UpkeepTab
from ..system.users_tab import UsersTab
from ..theme import page_head
from .page import Page

if TYPE_CHECKING:
    from ...domain.viewer import Changes
    from ..context import Context


class SystemPage(Page):
    """The tab in front is fetched when it is seen, the others when they come to the front."""

    shows = ("User", "Setting", "Person", "RulePack")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        is_admin = Role.ADMIN in context.session.viewer.roles
        self.users = UsersTab(context)
        self.rules = RulesTab(context)
        self.holidays = HolidaysTab(context)
        self.upkeep = UpkeepTab(context)
        self.settings = SettingsTab(context) if is_admin else None
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setExpanding(False)
        self._fresh: set[Tab] = set()
        for title, tab in (
            ("用户" if is_admin else "我的账号", self.users),
            ("规则与字典", self.rules),
            ("节假日", self.holidays),
            ("备份与检查", self.upkeep),
            ("证书与设置", self.settings),
        ):
            if tab is not None:
                self.tabs.addTab(tab, title)
        self.body.addWidget(page_head("系统管理"))
        self.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _: self._refresh_front())
        self.upkeep.ledger_wanted.connect(lambda folder, login: self.go_to.emit("ledger", (folder, login)))

    def refresh(self, changes: Changes | None = None) -> None:
        """Fetch the tab in front; those behind are fetched again when they are seen."""
        self._fresh = {tab for tab in self._fresh if changes is not None and not changes.touches(*tab.shows)}
        self._refresh_front()

    def _refresh_front(self) -> None:
        tab = self.tabs.currentWidget()
        assert isinstance(tab, Tab)
        if tab not in self._fresh:
            self._fresh.add(tab)
            tab.refresh()
