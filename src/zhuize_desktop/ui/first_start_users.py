"""The users of a new ledger: one row a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ..domain.errors import FieldError
from ..domain.pairs import doubts_about_roles
from ..domain.roles import Role
from . import theme
from .palette import Tone
from .widgets.entry import FlagEdit, LineEntry

if TYPE_CHECKING:
    from ..services.setup import NewUser

#: The rows the first start begins with; one person may hold several roles.
_BEGINNING = ((Role.CLERK,), (Role.REVIEWER,), (Role.SIGNER,), (Role.ADMIN,))


class PasswordEntry(LineEntry):
    """A password: dots, Enter moves on."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)

    def value(self) -> str:
        """As typed: blanks count."""
        return self.text()


class UserRow(QWidget):
    """One user.

    Signals:
        removed: the person took the row away.
    """

    removed = Signal()

    def __init__(self, roles: tuple[Role, ...]) -> None:
        super().__init__()
        self.login, self.name, self.post = LineEntry(), LineEntry(), LineEntry()
        for line, words in ((self.name, "姓名"), (self.post, "职务"), (self.login, "登录名")):
            line.setPlaceholderText(words)
            line.setAccessibleName(words)
        self.password, self.again = PasswordEntry("密码"), PasswordEntry("再输一遍密码")
        self.roles = {role: FlagEdit(role.label) for role in Role}
        for role in roles:
            self.roles[role].setChecked(True)
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.message.hide()
        self.doubt = theme.label("", "note", Tone.AMBER, wrap=True)
        self.doubt.hide()
        self.remove = theme.button("移除", role="link")
        self.remove.clicked.connect(self.removed)
        box = theme.card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        entries = (self.name, self.post, self.login, self.password, self.again)
        for place, line in enumerate(entries):
            grid.addWidget(line, 0, place)
            grid.setColumnStretch(place, 1)
        flags = QHBoxLayout()
        flags.setSpacing(18)
        flags.addWidget(theme.label("角色", "label"))
        for flag in self.roles.values():
            flags.addWidget(flag)
        flags.addStretch(1)
        flags.addWidget(self.remove)
        inner = box.layout()
        assert isinstance(inner, QVBoxLayout)
        inner.setSpacing(4)
        inner.addLayout(grid)
        inner.addLayout(flags)
        inner.addWidget(self.doubt)
        inner.addWidget(self.message)
        for flag in self.roles.values():
            flag.toggled.connect(self._tell_doubts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(box)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed; such a row is nobody."""
        return not any((self.name.text(), self.post.text(), self.login.text(), self.password.text()))

    def _tell_doubts(self) -> None:
        """兼岗 is allowed; what these roles cannot do alone is told at once."""
        held = frozenset(role for role, flag in self.roles.items() if flag.isChecked())
        self.doubt.setText("\n".join(doubts_about_roles(held)))
        self.doubt.setVisible(bool(self.doubt.text()))

    def user(self) -> NewUser:
        """The user.

        Raises:
            FieldError: what is missing or weak, with the attribute of the entry.
        """
        from ..seal.passwords import check_login, check_password
        from ..services.setup import NewUser

        if not self.name.value():
            raise FieldError("name", "请填写姓名。")
        login = check_login(self.login.text())
        roles = tuple(role for role, flag in self.roles.items() if flag.isChecked())
        if not roles:
            raise FieldError("roles", "请至少勾选一个角色。")
        check_password(login, self.password.value())
        if self.password.value() != self.again.value():
            raise FieldError("again", "两遍密码不一样，请重新输入。")
        return NewUser(login, self.name.value(), self.post.value(), roles, self.password.value())

    def show_fault(self, error: FieldError | None) -> None:
        """Say what is wrong with this row, and go to the entry."""
        self.message.setText(error.sentence if error else "")
        self.message.setVisible(error is not None)
        for name in ("name", "login", "password", "again"):
            getattr(self, name).mark_invalid(error is not None and error.field == name)
        if error is not None:
            entry = getattr(self, error.field, self.name)
            (entry if isinstance(entry, QWidget) else self.name).setFocus()


class UsersPanel(QWidget):
    """The rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[UserRow] = []
        self._told_lonely = False
        self.message = theme.label("", "note", Tone.RED, wrap=True)
        self.message.hide()
        self.add = theme.button("添加一名用户")
        self.add.clicked.connect(lambda: self.add_row(()).name.setFocus())
        inner = QWidget()
        inner.setProperty("role", "plain")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(self.message)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            theme.label(
                "至少要有填报人、签发人、管理员，可由一人兼任几项；没有独立审核人的，可以不设审核人。"
                "空着的行不算。密码至少 10 位，含大写、小写、数字、符号中的三种，或者 14 位以上。",
                "label",
                wrap=True,
            )
        )
        layout.addWidget(area, 1)
        layout.addLayout(row)
        for roles in _BEGINNING:
            self.add_row(roles)

    def add_row(self, roles: tuple[Role, ...]) -> UserRow:
        """One more row."""
        row = UserRow(roles)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    def _remove(self, row: UserRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def users(self) -> tuple[NewUser, ...] | None:
        """Everybody, or ``None`` while something is wrong, which is then told in its row."""
        self.refuse("")
        made: list[NewUser] = []
        is_right = True
        for row in self.rows:
            row.show_fault(None)
        for row in self.rows:
            if row.is_blank:
                continue
            try:
                made.append(row.user())
            except FieldError as error:
                if is_right:
                    row.show_fault(error)
                is_right = False
        if is_right and not made:
            self.refuse("请至少填写一名用户。")
            self.rows[0].name.setFocus()
            return None
        return self._together(tuple(made)) if is_right else None

    def _together(self, users: tuple[NewUser, ...]) -> tuple[NewUser, ...] | None:
        """The users as a whole: no login twice; that one person alone cannot sign is told once, and then let be."""
        from ..services.setup import lonely_signer

        logins = [user.login for user in users]
        twice = next((login for login in logins if logins.count(login) > 1), None)
        if twice is not None:
            self.refuse(f"登录名“{twice}”有两个人在用，请改其中一个。")
            return None
        lonely = lonely_signer(users)
        if lonely and not self._told_lonely:
            self._told_lonely = True
            self.refuse(f"{lonely}确要这样的，请再点一次“下一步”。")
            return None
        return users

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the users together."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
