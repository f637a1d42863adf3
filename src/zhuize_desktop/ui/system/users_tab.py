"""用户: accounts and roles for the administrator, one's own password for everybody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.errors import Conflict, NotAllowed, UserError
from ...domain.handover import TITLE
from ...domain.pairs import ALL_IN_FORCE, PAIRS, Pair, PairTable
from ...domain.roles import Role
from ...services.pairs import pairs_of
from ...services.users import all_users, remove_user, renew_recovery_code
from .. import messages
from ..main_window import MainWindow
from ..palette import GRID, Tone
from ..resolver import LedgerResolver
from ..tables.held_model import HeldModel
from ..tables.lazy_model import ColumnDef
from ..tables.view import LedgerTable
from ..theme import button, card, label, primary_button
from .handover_dialog import HandoverDialog, HandoverPaper
from .pairs_dialog import PairsDialog
from .passwords import PasswordDialog
from .recovery_dialog import RecoveryDialog
from .tab import Tab, close_unless, lines
from .user_dialog import UserDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...domain.records import User
    from ...services.session import Session
    from ...services.users import Departure
    from ..context import Context


def roles_text(user: User) -> str:
    """``填报人、审核人`` in the order of the roles."""
    return "、".join(role.label for role in Role if role in user.roles)


def user_columns(pairs: Callable[[], PairTable]) -> list[ColumnDef[User]]:
    """Who, with which roles, and whether the account is in use; ``pairs`` gives 不相容事项 as they stand."""
    return [
        ColumnDef("login", "登录名", lambda user: user.login, width=14, sort_key="login"),
        ColumnDef("name", "姓名", lambda user: user.name, width=12),
        ColumnDef("post", "职务", lambda user: user.post, width=20),
        ColumnDef("roles", "角色", roles_text, width=26, tooltip=partial(_roles_tip, pairs)),
        ColumnDef("both", "兼岗可看线索", lambda user: "是" if user.admin_reads_cases else "", width=13),
        ColumnDef("state", "状态", lambda user: _state(user)[0], width=18, chip=_state),
    ]


def _roles_tip(pairs: Callable[[], PairTable], user: User) -> str:
    return "\n".join([roles_text(user), *pairs().clashes(user.roles)])


def _state(user: User) -> tuple[str, Tone]:
    if user.active:
        return "在用", Tone.GREEN
    return (f"{user.left_on} 离岗" if user.left_on else "已停用"), Tone.NEUTRAL


class UsersTab(Tab):
    """The administrator sees every account; the others see their own."""

    shows = ("User", "Setting")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.password_button = button("修改我的密码")
        self.password_button.clicked.connect(self.change_own_password)
        if self.is_admin:
            self._build_all()
        else:
            self._build_own()

    # --- everybody ---

    def _build_own(self) -> None:
        viewer = self.context.session.viewer
        mine = card(title="我的账号")
        inside = mine.layout()
        assert isinstance(inside, QVBoxLayout)
        words = "、".join(role.label for role in Role if role in viewer.roles)
        form = lines(("登录名", label(viewer.login)), ("姓名", label(viewer.name)), ("角色", label(words)))
        row = QHBoxLayout()
        row.addWidget(self.password_button)
        self.list_button = button(f"打印我的{TITLE}…")
        paper = HandoverPaper(self.context, self)
        self.list_button.clicked.connect(lambda: paper.ask(viewer.user, viewer.name or viewer.login))
        row.addWidget(self.list_button)
        row.addStretch(1)
        inside.addLayout(form)
        inside.addLayout(row)
        mine.setMaximumWidth(520)
        self.body.addWidget(mine)
        self.body.addWidget(label("新增用户、调整角色、重置密码由管理员办理。", "note"))
        self.body.addStretch(1)

    def change_own_password(self) -> PasswordDialog:
        """Ask for the old password and the new one."""
        dialog = PasswordDialog(self.context, self.window())
        dialog.done_with.connect(lambda: messages.show_notice(self, "密码已修改，下次登录请用新密码。"))
        dialog.open()
        return dialog

    # --- the administrator ---

    def _build_all(self) -> None:
        self.resolver = LedgerResolver(self.context, self)
        self.pairs = ALL_IN_FORCE
        self.model = HeldModel(user_columns(lambda: self.pairs), orders={"login": lambda user: user.login})
        self.table = LedgerTable(self.model, "users")
        self.table.setAccessibleName("用户列表")
        self.add_button = primary_button("新增用户")
        self.edit_button = button("修改")
        self.reset_button = button("重置密码")
        self.list_button = button("工作交接…")
        self.leave_button = button("办理离岗", role="danger")
        self.code_button = button("更换恢复码")
        self.notes = label("", "note", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for pressed in (self.edit_button, self.reset_button, self.list_button, self.leave_button):
            row.addWidget(pressed)
        row.addStretch(1)
        row.addWidget(self.code_button)
        row.addWidget(self.password_button)
        row.addWidget(self.add_button)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._pairs_card())
        self.add_button.clicked.connect(
            lambda: UserDialog(self.context, self.window(), self.resolver, self.pairs, None)
        )
        self.edit_button.clicked.connect(lambda: self.edit(self.table.current_uid()))
        self.reset_button.clicked.connect(self._on_reset_clicked)
        self.list_button.clicked.connect(lambda: self.open_handover(leaving=False))
        self.leave_button.clicked.connect(lambda: self.open_handover(leaving=True))
        self.code_button.clicked.connect(self._on_code_clicked)
        self.table.opened.connect(self.edit)
        self.table.picked.connect(lambda _: self._show_actions())
        self._show_actions()

    def _pairs_card(self) -> QWidget:
        self.pairs_button = button("调整…")
        self.pairs_button.clicked.connect(self.open_pairs)
        head = QHBoxLayout()
        head.addWidget(label("不能由同一人完成的事项", "section"))
        head.addStretch(1)
        head.addWidget(self.pairs_button)
        made = card()
        inside = made.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.addLayout(head)
        inside.addWidget(self.notes)
        return made

    def open_pairs(self) -> PairsDialog:
        """Show the table of pairs, to relax one or put it in force again."""
        dialog = PairsDialog(self.context, self.window(), self.pairs)
        dialog.open()
        return dialog

    def refresh(self) -> None:
        """Fetch the accounts; there is nothing to fetch for one's own."""
        if self.is_admin:
            self.context.jobs.run(
                _fetched,
                self.context.session,
                owner=self,
                on_done=self._on_fetched,
                title="读取用户",
                latest="users",
            )

    def _on_fetched(self, found: tuple[list[User], PairTable]) -> None:
        users, self.pairs = found
        self.model.set_rows(sorted(users, key=lambda user: (not user.active, user.login)))
        if not self.table.current_uid() and users:
            self.table.select_uids([users[0].uid], users[0].uid)
        rules = [_pair_line(pair, self.pairs) for pair in PAIRS]
        both = [
            f"{user.name or user.login}（{roles_text(user)}）"
            for user in users
            if user.active and self.pairs.clashes(user.roles)
        ]
        if both:
            rules.append(f"兼任上述事项的用户：{'、'.join(both)}；程序在其签批同一份报告时拦住。")
        self.notes.setText("\n".join(rules))
        self._show_actions()

    @property
    def current(self) -> User | None:
        """The account whose row is current."""
        return self.model.row_of(self.table.current_uid())

    def _show_actions(self) -> None:
        user = self.current
        why = "请先选择一名用户。" if user is None else "" if user.active else "该账号已停用。"
        own = user is not None and user.uid == self.context.session.viewer.user
        close_unless(self.edit_button, why)
        close_unless(self.reset_button, why or ("自己的密码请用“修改我的密码”。" if own else ""))
        close_unless(self.list_button, "" if user is not None else why)
        close_unless(self.leave_button, why or ("不能停用自己的账号。" if own else ""))

    def edit(self, uid: str) -> UserDialog | None:
        """Open the form of an account in use."""
        user = self.model.row_of(uid)
        if user is None or not user.active:
            return None
        return UserDialog(self.context, self.window(), self.resolver, self.pairs, user)

    def _on_reset_clicked(self) -> None:
        user = self.current
        if user is None:
            return
        dialog = PasswordDialog(self.context, self.window(), user)
        dialog.done_with.connect(
            lambda: messages.show_notice(self, f"“{user.name or user.login}”的密码已重置。")
        )
        dialog.open()

    def open_handover(self, *, leaving: bool) -> HandoverDialog | None:
        """What the chosen user has in hand; with ``leaving`` the account is closed from there."""
        user = self.current
        if user is None:
            return None
        dialog = HandoverDialog(self.context, self.window(), user, leaving=leaving)
        dialog.leaving_wanted.connect(lambda successor: self._leave(user, successor))
        dialog.open()
        return dialog

    def _leave(self, user: User, successor: str) -> None:
        # The session ends with this: what comes back is no change that pages could refresh by.
        self.context.jobs.run(
            _removed,
            self.context.session,
            user.uid,
            successor,
            owner=self,
            busy=self.window(),
            title="办理离岗",
            on_done=self._on_left,
            on_error=self._on_not_left,
        )

    def _on_left(self, departure: Departure) -> None:
        user, given = departure.user, departure.handed_over
        said = f"“{user.name or user.login}”已办理离岗。"
        if given is not None:
            said += f"移交在办线索 {given.moved} 件，未移交 {given.kept} 件。"
        dialog = RecoveryDialog(self.window(), said, departure.recovery_code)
        dialog.taken_down.connect(lambda: log_out(self))
        dialog.open()

    def _on_code_clicked(self) -> None:
        messages.confirm(
            self,
            "更换恢复码？原来的恢复码从此打不开台账。",
            self._renew_code,
            yes="更换恢复码",
            danger=True,
            detail="恢复码丢失或可能被他人知道时更换。请准备抄写新的恢复码。",
        )

    def _renew_code(self) -> None:
        self.context.jobs.run(
            _renewed,
            self.context.session,
            owner=self,
            busy=self.window(),
            title="更换恢复码",
            on_done=lambda code: RecoveryDialog(self.window(), "恢复码已更换。", code).open(),
        )

    def _on_not_left(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            return  # a bug is told by the crash dialog
        box = messages.show_error(self, error)
        if not isinstance(error, NotAllowed | Conflict):
            # The disk failed while the keys were being changed: the next login carries it on, but for a new
            # recovery code, which is renewed from here then.
            box.finished.connect(lambda _: log_out(self))


def _fetched(session: Session) -> tuple[list[User], PairTable]:
    return all_users(session), pairs_of(session)


def _pair_line(pair: Pair, table: PairTable) -> str:
    relaxed = table.relaxation(pair)
    return pair.label if relaxed is None else f"{pair.label}（{relaxed.since} 起放宽：{relaxed.reason}）"


def _removed(session: Session, uid: str, successor: str) -> Departure:
    return remove_user(session, uid, successor=successor).value


def _renewed(session: Session) -> str:
    return renew_recovery_code(session).value


def log_out(widget: QWidget) -> None:
    """End the session of the main window a widget stands in."""
    window = widget.window()
    if isinstance(window, MainWindow):
        window.logged_out.emit()
