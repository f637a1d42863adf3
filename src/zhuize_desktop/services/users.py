"""用户: adding, changing, resetting, leaving. Passwords lie in ``keys.json``; the ledger keeps the account."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..domain.errors import Conflict, FieldError, NotAllowed
from ..domain.records import User
from ..domain.roles import Op, Role
from ..domain.viewer import OpResult
from ..seal import keys
from ..seal.passwords import check_login
from ..storage import rows
from ..storage.ledger import mirror
from .handover import HandedOver, give_clues
from .records import list_records
from .session import GENERATION, change_database_key

if TYPE_CHECKING:
    from .session import Session


def all_users(session: Session) -> list[User]:
    """Every account, leavers included, in order of making."""
    return list_records(session, User)


def add_user(
    session: Session,
    login: str,
    name: str,
    post: str,
    roles: tuple[Role, ...],
    password: str,
    kdf: keys.KdfParameters = keys.PRODUCTION,
) -> OpResult[User]:
    """A new account with its first password; the signing key is made at that user's own first login.

    Raises:
        FieldError: login, name, roles or password refused.
        Conflict: the login name is taken.
    """
    if not name.strip():
        raise FieldError("name", "请填写姓名。")
    if not roles:
        raise FieldError("roles", "请至少选择一个角色。")
    login = check_login(login)  # as the key file will spell it
    with session.ledger.transact(Op.SAVE_USER, session.viewer) as tx:
        if rows.fetch_equal(tx.connection, User, withdrawn=True, login=login):
            raise Conflict(f"登录名“{login}”已经有人使用，请换一个登录名。")
        made = User(
            uid=tx.new_uid(),
            owner_enterprise=session.viewer.enterprise,
            login=login,
            name=name.strip(),
            post=post.strip(),
            roles=roles,
        )
        tx.insert(made)
        # The key file comes last: when it fails nothing was written. A crash right after it leaves an entry that no
        # account belongs to; the same name added again takes it over with its new password.
        left = keys.read_keyfile(session.folder.keys).find(login)
        enter = keys.add_user if left is None or left.login != login else keys.reset_password
        generation = enter(session.folder.keys, session.ledger.key, login, password, session.clock.now(), kdf)
        mirror(tx.connection, GENERATION, generation)
        return OpResult(made, tx.changes)


def change_user(session: Session, user: User) -> OpResult[User]:
    """Change name, post, roles, 对应人员 or 兼岗 of an account.

    Raises:
        NotAllowed: the last administrator, clerk or signer would be gone.
    """
    with session.ledger.transact(Op.SAVE_USER, session.viewer) as tx:
        saved = tx.update(user)
        _keep_roles(rows.fetch_equal(tx.connection, User, withdrawn=True, active=True))
        return OpResult(saved, tx.changes)


def reset_password(
    session: Session, uid: str, password: str, kdf: keys.KdfParameters = keys.PRODUCTION
) -> OpResult[User]:
    """A new password by the administrator. The old public key stays in the ledger with its dates, so old seals
    stay valid; a new signing key is made at the user's next login.
    """
    with session.ledger.transact(Op.RESET_PASSWORD, session.viewer) as tx:
        user = tx.get(User, uid)
        tx.touch("User", uid, "password", None, "reset")
        generation = keys.reset_password(
            session.folder.keys, session.ledger.key, user.login, password, session.clock.now(), kdf
        )
        mirror(tx.connection, GENERATION, generation)
        return OpResult(user, tx.changes)


def change_own_password(
    session: Session, old: str, new: str, kdf: keys.KdfParameters = keys.PRODUCTION
) -> None:
    """The user's own new password; keys stay as they are.

    Raises:
        WrongPassword: ``old`` is wrong.
        FieldError: ``new`` is refused.
    """
    viewer = session.viewer
    with session.ledger.transact(Op.CHANGE_PASSWORD, viewer) as tx:
        tx.touch("User", viewer.user, "password", None, "changed")
        generation = keys.change_password(session.folder.keys, viewer.login, old, new, kdf)
        mirror(tx.connection, GENERATION, generation)


@dataclass(frozen=True, slots=True)
class Departure:
    """What 离岗 leaves behind.

    Attributes:
        user: the closed account.
        recovery_code: the new one, to be shown once; the leaver may know the one before, which opens nothing more.
        handed_over: what went to the successor; ``None`` when nobody was chosen.
    """

    user: User
    recovery_code: str = field(repr=False)
    handed_over: HandedOver | None = None


def remove_user(
    session: Session, uid: str, kdf: keys.KdfParameters = keys.PRODUCTION, *, successor: str = ""
) -> OpResult[Departure]:
    """用户离岗: the account is closed, the ledger gets a new key and a new recovery code.

    With a ``successor`` the open clues are handed over in the same action.

    Neither the old password nor the old code opens the ledger any more. The session's ledger is closed by this; log in
    again. Signatures of the leaver stay valid with their dates. A crash leaves the old code in force at worst;
    ``renew_recovery_code`` replaces it at any time.

    Raises:
        FieldError: ``successor`` cannot take over.
        NotAllowed: one's own account, or the last of a role that must be held.
    """
    with session.ledger.transact(Op.REMOVE_USER, session.viewer) as tx:
        if uid == session.viewer.user:
            raise NotAllowed("不能停用自己的账号，请由另一位管理员办理。")
        given = give_clues(session, tx, uid, successor) if successor else None
        user = tx.update(replace(tx.get(User, uid), active=False, left_on=session.today))
        _keep_roles(rows.fetch_equal(tx.connection, User, withdrawn=True, active=True))
        tx.touch("KeyFile", "recovery", "code", None, "renewed")
        changes = tx.changes
    key = change_database_key(session.folder, session.ledger, remove=user.login)
    code = keys.new_recovery_code(session.folder.keys, key, session.clock.now(), kdf)
    return OpResult(Departure(user, code, given), changes)


def renew_recovery_code(session: Session, kdf: keys.KdfParameters = keys.PRODUCTION) -> OpResult[str]:
    """更换恢复码, because it was lost or others know it: the new one, to be shown once; the old one opens nothing more.

    Raises:
        NotAllowed: the user is no administrator.
        FileProblem: the key file cannot be written; the old code stays in force.
    """
    with session.ledger.transact(Op.RESET_PASSWORD, session.viewer) as tx:
        tx.note = "更换恢复码"
        tx.touch("KeyFile", "recovery", "code", None, "renewed")
        code = keys.new_recovery_code(session.folder.keys, session.ledger.key, tx.now, kdf)
        mirror(tx.connection, GENERATION, keys.read_keyfile(session.folder.keys).generation)
        return OpResult(code, tx.changes)


def _keep_roles(active: list[User]) -> None:
    for role in (Role.ADMIN, Role.CLERK, Role.SIGNER):
        if not any(role in user.roles for user in active):
            raise NotAllowed(f"至少要保留一名在用的{role.label}，请先让别人担任。")
