"""Opening the ledger: passwords, the printed recovery code, signing keys, and changing the database key.

How the keys hang together
    password --Argon2id--> entry key --AES-GCM--> database key, X25519 opener, Ed25519 signing key
    recovery code --Argon2id--> entry key --AES-GCM--> database key, X25519 opener

Taking a user away
    Who once held the database key still holds it, so the database gets a new one. The others are not there
    to type their passwords; the new key is therefore sealed to each one's X25519 opener, in a box that only
    opens together with the key before (a chain of ``links``). The user taken away holds the old key but no
    opener of the others; a stranger who can write the file holds neither. ``ensure_signing_key`` shortens
    the chain at the next login.

Changing the database key survives a crash at every point
    1. ``rotate_database_key``: the file leads to both keys, ``rotating``; ``unlock`` gives (new, old).
    2. The caller rekeys the database.
    3. ``finish_rotation``: only the new key is given out.

    A caller that finds ``rotating`` on opening tries the keys in order; where the old one fits, it rekeys to
    the new one; then it calls ``finish_rotation``. Nothing else in the file can be changed in between.

What this cannot do: whoever holds the database key and can write the folder can make a file of their own; a
copy of an old ``keys.json`` still opens a copy of the ledger of that time. The generation number mirrored
in the ledger tells an older file put back; heads of the audit chain outside the ledger tell the rest.

Functions that write expect the caller to hold the folder's lock, and return the new generation where they
return a number: the caller writes it into the ledger. A file ahead of the mirror is a crash in between.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ..domain.errors import Conflict, FieldError, FileProblem, NotAllowed, WrongPassword
from .keyfile import (
    Entry,
    KeyFile,
    Link,
    backup_of,
    check_mac,
    damaged,
    read_keyfile,
    write_keyfile,
)
from .passwords import check_login, check_password, login_key
from .recovery import new_code, read_code
from .wrapping import (
    KEY_BYTES,
    PRODUCTION,
    QUICK,
    SALT_BYTES,
    DamagedBox,
    KdfParameters,
    key_from_password,
    open_sealed,
    place,
    seal_to,
    unwrap,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

__all__ = [
    "PRODUCTION",
    "QUICK",
    "KdfParameters",
    "KeyFile",
    "Recovered",
    "Unlocked",
    "add_user",
    "change_password",
    "check_password",
    "create_keyfile",
    "ensure_signing_key",
    "finish_rotation",
    "new_database_key",
    "new_recovery_code",
    "read_keyfile",
    "reset_password",
    "rotate_database_key",
    "unlock",
    "unlock_with_recovery",
]

_WRONG_PASSWORD = "登录名或密码不正确，请重新输入。"
_WRONG_CODE = "恢复码不是这本台账的，或者已经被新的恢复码代替，请核对后重新输入。"
_ROTATING = "上一次更换台账密钥尚未完成，请退出程序并重新登录，程序会先把它做完。"

_DATABASE, _OPENER, _SIGNING, _LINK = "database", "opener", "signing", "link"


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a right password opens.

    Attributes:
        login: the login name as stored.
        ledger_id: of the ledger the keys belong to.
        generation: of the file.
        database_keys: newest first; two while ``rotating``, else one.
        rotating: the database may lie under either key; see the module's description.
        signing_key: ``None`` before ``ensure_signing_key``.
    """

    login: str
    ledger_id: str
    generation: int
    database_keys: tuple[bytes, ...] = field(repr=False)
    rotating: bool = False
    signing_key: Ed25519PrivateKey | None = field(default=None, repr=False, compare=False)

    @property
    def database_key(self) -> bytes:
        """The newest database key."""
        return self.database_keys[0]

    @property
    def public_key(self) -> bytes | None:
        """The raw 32 bytes of the user's public signing key."""
        return None if self.signing_key is None else self.signing_key.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the recovery code opens: the database, never a signing key."""

    ledger_id: str
    generation: int
    database_keys: tuple[bytes, ...] = field(repr=False)
    rotating: bool = False

    @property
    def database_key(self) -> bytes:
        """The newest database key."""
        return self.database_keys[0]


@dataclass(frozen=True, slots=True)
class _Opened:
    """An entry whose password is known; ``chain`` holds all its database keys, newest first."""

    entry_key: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(repr=False)


def new_database_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def create_keyfile(
    path: Path,
    ledger_id: str,
    database_key: bytes,
    users: Sequence[tuple[str, str]],
    now: datetime,
    kdf: KdfParameters = PRODUCTION,
) -> str:
    """Make ``keys.json`` of a new ledger, generation 1.

    Args:
        path: must not exist.
        ledger_id: the ledger's uid.
        database_key: 32 bytes.
        users: login names and passwords, at least one.
        now: aware instant.
        kdf: cost of a password; lower only in tests.

    Returns:
        The recovery code as printed; it is stored nowhere.

    Raises:
        FieldError: a password or login name is refused.
        Conflict: a login name twice.
        FileProblem: the file exists or cannot be written.
    """
    if path.exists() or backup_of(path).exists():
        raise FileProblem(f"“{path.parent.name}”中已有密钥文件，请换一个空文件夹。")
    if not users:
        raise FieldError("login", "至少要有一个用户，请添加用户。")
    entries: list[Entry] = []
    for login, password in users:
        name = check_login(login)
        check_password(name, password)
        if any(login_key(name) == login_key(entry.login) for entry in entries):
            raise Conflict(f"登录名“{name}”重复，请换一个登录名。")
        entries.append(_new_entry(ledger_id, name, password, database_key, now, kdf))
    code = new_code()
    recovery = _new_entry(ledger_id, "", read_code(code), database_key, now, kdf)
    file = KeyFile(ledger_id, 1, tuple(entries), recovery)
    write_keyfile(path, file, database_key, withdraws=True)
    return code


def unlock(path: Path, login: str, password: str) -> Unlocked:
    """What ``login`` opens with ``password``.

    Raises:
        WrongPassword: one sentence for a wrong password and for a name that does not exist; either costs one
            run of Argon2id.
        FileProblem: the file is missing, damaged, or was changed by somebody without the database key.
    """
    file = read_keyfile(path)
    entry = file.find(login)
    if entry is None:
        key_from_password(password, secrets.token_bytes(SALT_BYTES), _dearest(file))
        raise WrongPassword(_WRONG_PASSWORD)
    opened = _open(path, file, entry, password, _WRONG_PASSWORD)
    signing = None if entry.wrapped_signing is None else _signing_key(path, file, entry, opened)
    return Unlocked(
        entry.login, file.ledger_id, file.generation, _candidates(file, opened), file.rotating, signing
    )


def unlock_with_recovery(path: Path, code: str) -> Recovered:
    """What the printed recovery code opens.

    Raises:
        FieldError: the code is mistyped; the sentence names the group.
        WrongPassword: a well-formed code of another ledger, or one that was replaced.
        FileProblem: as for ``unlock``.
    """
    secret = read_code(code)
    file = read_keyfile(path)
    opened = _open(path, file, file.recovery, secret, _WRONG_CODE)
    return Recovered(file.ledger_id, file.generation, _candidates(file, opened), file.rotating)


def ensure_signing_key(path: Path, unlocked: Unlocked, password: str, now: datetime) -> Unlocked:
    """Give the user a signing key at the first login, and shorten the chain of database keys.

    Call at every login, after ``finish_rotation`` where that is due; writes only where there is something to
    do. The caller records a new ``public_key`` in the ledger.

    Raises:
        WrongPassword: ``password`` is not the user's (changed meanwhile).
        NotAllowed: a change of the database key is under way; finish it first.
        FileProblem: as for ``unlock``, or the file cannot be written.
    """
    file = _settled(path, unlocked.database_key)
    entry = file.find(unlocked.login)
    if entry is None:
        raise WrongPassword(_WRONG_PASSWORD)
    unlocked = replace(
        unlocked, generation=file.generation, database_keys=unlocked.database_keys[:1], rotating=False
    )
    if entry.wrapped_signing is not None and not entry.links:
        return unlocked
    opened = _open(path, file, entry, password, _WRONG_PASSWORD)
    if entry.wrapped_signing is None:
        signing = Ed25519PrivateKey.generate()
        entry = replace(
            entry,
            wrapped_signing=wrap(
                opened.entry_key, signing.private_bytes_raw(), _where(file.ledger_id, entry, _SIGNING)
            ),
            public_key=signing.public_key().public_bytes_raw(),
            signing_since=now,
        )
    else:
        signing = _signing_key(path, file, entry, opened)
    database = wrap(opened.entry_key, opened.chain[0], _where(file.ledger_id, entry, _DATABASE))
    entry = replace(entry, wrapped_database=database, links=())
    generation = _write_next(path, file.with_entry(entry), opened.chain[0], withdraws=False)
    return replace(unlocked, generation=generation, signing_key=signing)


def add_user(
    path: Path, database_key: bytes, login: str, password: str, now: datetime, kdf: KdfParameters = PRODUCTION
) -> int:
    """Let a new user in; the signing key is made at the first login.

    Raises:
        FieldError: the login name or password is refused.
        Conflict: the login name exists.
        NotAllowed: a change of the database key is under way.
        FileProblem: as for ``unlock``, or the file cannot be written.
    """
    name = check_login(login)
    check_password(name, password)
    file = _settled(path, database_key)
    if file.find(name) is not None:
        raise Conflict(f"登录名“{name}”已经有人使用，请换一个登录名。")
    entry = _new_entry(file.ledger_id, name, password, database_key, now, kdf)
    return _write_next(path, file.with_entry(entry), database_key, withdraws=False)


def change_password(path: Path, login: str, old: str, new: str, kdf: KdfParameters = PRODUCTION) -> int:
    """Replace a user's own password; the signing key stays.

    Raises:
        WrongPassword: ``old`` is wrong.
        FieldError: ``new`` is refused.
        NotAllowed: a change of the database key is under way.
        FileProblem: as for ``unlock``, or the file cannot be written.
    """
    file = read_keyfile(path)
    entry = file.find(login)
    if entry is None:
        key_from_password(old, secrets.token_bytes(SALT_BYTES), _dearest(file))
        raise WrongPassword(_WRONG_PASSWORD)
    opened = _open(path, file, entry, old, _WRONG_PASSWORD)
    _refuse_rotating(file)
    check_password(entry.login, new)
    if new == old:
        raise FieldError("password", "新密码与原密码相同，请换一个密码。")
    fresh = _new_entry(file.ledger_id, entry.login, new, opened.chain[0], entry.created, kdf)
    if entry.wrapped_signing is not None:
        signing = _signing_key(path, file, entry, opened).private_bytes_raw()
        key = key_from_password(new, fresh.salt, fresh.kdf)
        fresh = replace(
            fresh,
            wrapped_signing=wrap(key, signing, _where(file.ledger_id, fresh, _SIGNING)),
            public_key=entry.public_key,
            signing_since=entry.signing_since,
        )
    return _write_next(path, file.with_entry(fresh), opened.chain[0], withdraws=True)


def reset_password(
    path: Path, database_key: bytes, login: str, new: str, now: datetime, kdf: KdfParameters = PRODUCTION
) -> int:
    """Give a user who forgot the password a new one.

    The signing key is lost with the password, a new one is made at the next login. The old public key stays
    in the ledger with its dates, so that old seals stay valid.

    Raises:
        FieldError: ``new`` is refused.
        Conflict: no such user.
        NotAllowed: a change of the database key is under way.
        FileProblem: as for ``unlock``, or the file cannot be written.
    """
    file = _settled(path, database_key)
    entry = file.entry(login)
    check_password(entry.login, new)
    fresh = _new_entry(file.ledger_id, entry.login, new, database_key, now, kdf)
    return _write_next(path, file.with_entry(fresh), database_key, withdraws=True)


def new_recovery_code(path: Path, database_key: bytes, now: datetime, kdf: KdfParameters = PRODUCTION) -> str:
    """Replace the recovery code; the old one no longer opens anything.

    Returns:
        The code as printed; it is stored nowhere.

    Raises:
        NotAllowed: a change of the database key is under way.
        FileProblem: as for ``unlock``, or the file cannot be written.
    """
    file = _settled(path, database_key)
    code = new_code()
    recovery = _new_entry(file.ledger_id, "", read_code(code), database_key, now, kdf)
    _write_next(path, replace(file, recovery=recovery), database_key, withdraws=True)
    return code


def rotate_database_key(path: Path, old_key: bytes, new_key: bytes, remove: str | None = None) -> int:
    """Step 1 of a change of the database key: lead everybody but ``remove`` to ``new_key``.

    Raises:
        NotAllowed: a change is already under way, or ``remove`` is the last user.
        Conflict: no user ``remove``.
        FileProblem: as for ``unlock``, or the file cannot be written.
    """
    file = _settled(path, old_key)
    entries = file.entries
    if remove is not None:
        gone = file.entry(remove)
        entries = tuple(entry for entry in entries if entry is not gone)
        if not entries:
            raise NotAllowed("这是最后一个用户，移除后无人能打开台账，请先添加另一个用户。")
    file = replace(
        file,
        entries=tuple(_linked(file.ledger_id, entry, old_key, new_key) for entry in entries),
        recovery=_linked(file.ledger_id, file.recovery, old_key, new_key),
        rotating=True,
    )
    return _write_next(path, file, new_key, withdraws=False)


def finish_rotation(path: Path, database_key: bytes) -> int:
    """Step 3 of a change of the database key, once the database lies under ``database_key``.

    Harmless if repeated.

    Raises:
        FileProblem: ``database_key`` is not the newest one, as for ``unlock``, or the file cannot be written.
    """
    file = read_keyfile(path)
    check_mac(path, file, database_key)
    if not file.rotating:
        return file.generation
    return _write_next(path, replace(file, rotating=False), database_key, withdraws=True)


# --- within ---


def _where(ledger_id: str, entry: Entry, purpose: str) -> bytes:
    return place("zhuize-keys", "1", ledger_id, entry.entry_id, entry.login, purpose)


def _new_entry(
    ledger_id: str, login: str, secret: str, database_key: bytes, now: datetime, kdf: KdfParameters
) -> Entry:
    opener = X25519PrivateKey.generate()
    bare = Entry(
        entry_id=secrets.token_hex(16),
        login=login,
        kdf=kdf,
        salt=secrets.token_bytes(SALT_BYTES),
        created=now,
        wrapped_database=b"",
        opener=opener.public_key().public_bytes_raw(),
        wrapped_opener=b"",
    )
    key = key_from_password(secret, bare.salt, kdf)
    return replace(
        bare,
        wrapped_database=wrap(key, database_key, _where(ledger_id, bare, _DATABASE)),
        wrapped_opener=wrap(key, opener.private_bytes_raw(), _where(ledger_id, bare, _OPENER)),
    )


def _linked(ledger_id: str, entry: Entry, old_key: bytes, new_key: bytes) -> Entry:
    mark, box = seal_to(entry.opener, new_key, old_key, _where(ledger_id, entry, _LINK))
    return replace(entry, links=(*entry.links, Link(mark, box)))


def _open(path: Path, file: KeyFile, entry: Entry, secret: str, wrong: str) -> _Opened:
    """Open one entry and check the file's MAC with what it leads to."""
    key = key_from_password(secret, entry.salt, entry.kdf)
    try:
        chain = [unwrap(key, entry.wrapped_database, _where(file.ledger_id, entry, _DATABASE))]
    except DamagedBox as error:
        raise WrongPassword(wrong) from error
    try:
        opener = unwrap(key, entry.wrapped_opener, _where(file.ledger_id, entry, _OPENER))
        for link in entry.links:
            where = _where(file.ledger_id, entry, _LINK)
            chain.insert(0, open_sealed(opener, link.mark, link.box, chain[0], where))
    except DamagedBox as error:
        raise damaged(path, "被改动过") from error
    # A public opener that is not the user's own would seal the next database key to somebody else.
    if X25519PrivateKey.from_private_bytes(opener).public_key().public_bytes_raw() != entry.opener:
        raise damaged(path, "被改动过")
    check_mac(path, file, chain[0])
    return _Opened(key, tuple(chain))


def _signing_key(path: Path, file: KeyFile, entry: Entry, opened: _Opened) -> Ed25519PrivateKey:
    try:
        raw = unwrap(opened.entry_key, entry.wrapped_signing or b"", _where(file.ledger_id, entry, _SIGNING))
    except DamagedBox as error:
        raise damaged(path, "被改动过") from error
    signing = Ed25519PrivateKey.from_private_bytes(raw)
    if signing.public_key().public_bytes_raw() != entry.public_key:
        raise damaged(path, "被改动过")
    return signing


def _candidates(file: KeyFile, opened: _Opened) -> tuple[bytes, ...]:
    return opened.chain[: 2 if file.rotating else 1]


def _dearest(file: KeyFile) -> KdfParameters:
    """The cost of the dummy run for a name that does not exist: that of the users (normally all the same)."""
    return max(
        (entry.kdf for entry in file.entries), key=lambda kdf: kdf.passes * kdf.memory_kib, default=PRODUCTION
    )


def _settled(path: Path, database_key: bytes) -> KeyFile:
    """The file, authentic under ``database_key`` and with no change of that key under way."""
    file = read_keyfile(path)
    _refuse_rotating(file)
    check_mac(path, file, database_key)
    return file


def _refuse_rotating(file: KeyFile) -> None:
    if file.rotating:
        raise NotAllowed(_ROTATING)


def _write_next(path: Path, file: KeyFile, database_key: bytes, *, withdraws: bool) -> int:
    file = replace(file, generation=file.generation + 1)
    write_keyfile(path, file, database_key, withdraws=withdraws)
    return file.generation
