"""Logging in: the unlocked ledger, who is at the keyboard, and the key that person signs with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..domain.clock import Clock, today
from ..domain.errors import FileProblem, NotAllowed
from ..domain.records import Enterprise, SigningKey, User
from ..domain.roles import Op, Role
from ..domain.viewer import Viewer, viewer_of
from ..seal import keys
from ..storage import rows
from ..storage.engine import SCHEMA_VERSION, rekey
from ..storage.folders import DataFolder, check_local
from ..storage.ledger import Ledger, mirror, read_setting
from ..storage.lock import FolderLock
from ..storage.schema import upgrade
from .paper_secrets import renew_secret
from .report_files import place_waiting

if TYPE_CHECKING:
    from datetime import date

    from ..domain.rulebook import RuleBook

GENERATION = "keyfile.generation"
OWN_ENTERPRISE = "enterprise.own"


@dataclass(frozen=True, slots=True)
class Session:
    """An open ledger with the person who works in it. Every service function takes one.

    Attributes:
        folder: the data folder.
        ledger: the open ledger.
        viewer: the person at the keyboard.
        signing_key: that person's own Ed25519 key.
        lock: held until ``close``.
    """

    folder: DataFolder
    ledger: Ledger
    viewer: Viewer
    lock: FolderLock = field(repr=False)
    signing_key: Ed25519PrivateKey = field(repr=False)

    @property
    def clock(self) -> Clock:
        """The clock everything asks."""
        return self.ledger.clock

    @property
    def today(self) -> date:
        """The legal day."""
        return today(self.ledger.clock)

    @property
    def public_key(self) -> str:
        """The signing key's public half, hexadecimal."""
        return self.signing_key.public_key().public_bytes_raw().hex()

    def rulebook(self) -> RuleBook:
        """The rules in force: the shipped packs with what the administrator changed."""
        from .rules import current_rulebook  # the packs cost time that the login does not have

        return current_rulebook(self)

    def close(self) -> None:
        """Close the ledger and let others in."""
        self.ledger.close()
        self.lock.release()


def log_in(folder: DataFolder, login: str, password: str, clock: Clock) -> Session:
    """Open the ledger for one person.

    Raises:
        WrongPassword: one sentence for wrong password and unknown name alike.
        FileProblem: network drive, ledger open elsewhere, damaged, foreign or newer files, keys put back.
        NotAllowed: the account was closed.
    """
    check_local(folder.path)
    if not folder.ledger.exists():
        raise FileProblem(f"“{folder.path}”里没有台账，请先建立台账或选择正确的数据文件夹。")
    if not folder.ledger.stat().st_size:  # SQLite would take it for a new database
        raise FileProblem(f"“{folder.ledger}”是空的，台账已经丢失，请从最近的备份恢复。")
    lock = FolderLock.acquire(folder, login, clock)  # before the keys are read, so that they cannot go stale
    try:
        return _enter(folder, lock, keys.unlock(folder.keys, login, password), password, clock)
    except BaseException:
        lock.release()
        raise


def _enter(
    folder: DataFolder, lock: FolderLock, unlocked: keys.Unlocked, password: str, clock: Clock
) -> Session:
    ledger = present_ledger(folder, settled_key(folder, unlocked.database_keys, unlocked.rotating), clock)
    try:
        user, own = account_of(ledger, unlocked.login)
        _check_generation(ledger, unlocked.generation)
        if gone := _leavers(ledger, folder):
            change_database_key(folder, ledger, remove=gone[0])
            return _enter(folder, lock, keys.unlock(folder.keys, user.login, password), password, clock)
        renew_secret(ledger)
        ready = keys.ensure_signing_key(folder.keys, unlocked, password, clock.now())
        if ready.signing_key is None or ready.public_key is None:
            raise AssertionError("ensure_signing_key gives a key")
        viewer = viewer_of(user, own, today(clock))
        session = Session(folder, ledger, viewer, lock, ready.signing_key)
        _enrol(session, user)
        _check_generation(ledger, ready.generation)
        place_waiting(session)
    except BaseException:
        ledger.close()
        raise
    return session


def present_ledger(folder: DataFolder, key: bytes, clock: Clock) -> Ledger:
    """The open ledger; one of an older version is upgraded first, with its checked copy kept in ``backups/``."""
    ledger = Ledger(folder.ledger, key, clock)
    if ledger.schema == SCHEMA_VERSION:
        return ledger
    ledger.close()
    upgrade(folder, key, clock.now())
    return Ledger(folder.ledger, key, clock)


def settled_key(folder: DataFolder, candidates: tuple[bytes, ...], rotating: bool) -> bytes:
    """The database key in force; a change of keys that a crash cut short is carried to its end first."""
    if rotating:
        rekey(folder.ledger, candidates)
        keys.finish_rotation(folder.keys, candidates[0])
    return candidates[0]


def change_database_key(folder: DataFolder, ledger: Ledger, remove: str) -> bytes:
    """Close the ledger and put it under a new key that everybody but ``remove`` is led to; returns that key.

    A crash within is carried to its end by ``settled_key``, one before it by ``_leavers``, both at the next login.
    """
    old, new = ledger.key, keys.new_database_key()
    keys.rotate_database_key(folder.keys, old, new, remove=remove)
    ledger.close()
    rekey(folder.ledger, (new, old))
    keys.finish_rotation(folder.keys, new)
    return new


def _leavers(ledger: Ledger, folder: DataFolder) -> list[str]:
    """Users whose account is closed but whose password still opens the ledger: a crash came in between."""
    with ledger.read() as connection:
        closed = {user.login for user in rows.fetch_equal(connection, User, withdrawn=True, active=False)}
    return [login for login in keys.read_keyfile(folder.keys).logins if login in closed]


def account_of(ledger: Ledger, login: str) -> tuple[User, str]:
    """The account of a login name, and the uid of the enterprise the ledger belongs to.

    Raises:
        FileProblem: the key file names a user the ledger does not know.
        NotAllowed: the account was closed.
    """
    with ledger.read() as connection:
        found = rows.fetch_equal(connection, User, withdrawn=True, login=login)
        own = read_setting(connection, OWN_ENTERPRISE)
    if not found:
        raise FileProblem("密钥文件里的用户不在台账里，keys.json 与台账不配套，请从同一份备份恢复两者。")
    if not found[0].active:
        raise NotAllowed("这个账号已停用，请联系管理员。")
    return found[0], own


def _check_generation(ledger: Ledger, generation: int) -> None:
    """An older key file put back is told; one ahead of the mirror is a crash in between and is caught up."""
    with ledger.small_write() as connection:
        known = read_setting(connection, GENERATION, 0)
        if generation < known:
            raise FileProblem(
                "keys.json 比台账旧，可能是被旧文件覆盖了；请从最近的备份恢复 keys.json 后再登录。"
            )
        if generation > known:
            mirror(connection, GENERATION, generation)


def _enrol(session: Session, user: User) -> None:
    """Write a new public key into the ledger; the one before keeps its dates."""
    own = session.public_key
    with session.ledger.read() as connection:
        every = rows.fetch_equal(connection, SigningKey, user=user.uid)
    known = [one for one in every if one.valid_to is None]
    if any(one.public_key == own for one in known):
        return
    with session.ledger.transact(Op.ENROL_KEY, session.viewer) as tx:
        for one in known:
            tx.update(replace(one, valid_to=tx.now, reason="密码重置后更换"))
        tx.insert(
            SigningKey(
                uid=tx.new_uid(),
                owner_enterprise=session.viewer.enterprise,
                user=user.uid,
                public_key=own,
                valid_from=tx.now,
            )
        )


def confirm_password(session: Session, login: str, password: str) -> Session:
    """A second person's approval inside an action: the same ledger, seen and signed by that person.

    Raises:
        WrongPassword: one sentence for wrong password and unknown name alike.
        NotAllowed: the account was closed.
    """
    unlocked = keys.unlock(session.folder.keys, login, password)
    user, own = account_of(session.ledger, unlocked.login)
    ready = keys.ensure_signing_key(session.folder.keys, unlocked, password, session.clock.now())
    if ready.signing_key is None:
        raise AssertionError("ensure_signing_key gives a key")
    other = replace(session, viewer=viewer_of(user, own, session.today), signing_key=ready.signing_key)
    _enrol(other, user)
    _check_generation(session.ledger, ready.generation)
    return other


def own_enterprise(session: Session) -> Enterprise:
    """The enterprise this ledger belongs to."""
    with session.ledger.read() as connection:
        return rows.fetch_equal(connection, Enterprise, withdrawn=True, uid=session.viewer.enterprise)[0]


def roles_text(viewer: Viewer) -> str:
    """``填报人、审核人`` in the order of the roles."""
    return "、".join(role.label for role in Role if role in viewer.roles)
