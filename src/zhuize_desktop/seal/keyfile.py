"""``keys.json``: who may open the ledger, as a file.

The bytes are the canonical JSON of the content, nothing else: a file that is not byte for byte what would
be written from its own content is taken as damaged. ``checksum`` (SHA-256) tells accidents before a
password is asked for; ``mac`` (HMAC under the database key) tells changes made on purpose by somebody who
does not hold that key. ``generation`` counts every writing; the ledger keeps a mirror of it, so that an
older file put back is noticed.

The file before is kept as ``keys.json.bak``, except after a change that takes a credential away (new
password, reset, new recovery code, end of a change of the database key): there the copy is the new file,
because the old one would still open with what was taken away.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..domain.errors import Conflict, FileProblem
from .atomic import read_bytes, write_atomic
from .canonical import canonical, instant_of, instant_text, parse_canonical
from .passwords import login_key
from .wrapping import KEY_BYTES, NONCE_BYTES, SALT_BYTES, TAG_BYTES, KdfParameters, mac

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT, VERSION = "zhuize-keys", 1
NAME = "keys.json"
_BOX = NONCE_BYTES + KEY_BYTES + TAG_BYTES
_LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Link:
    """A newer database key sealed to an entry while its owner was away; see ``wrapping.seal_to``."""

    mark: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in: a user's password, or (``login`` empty) the recovery code.

    ``wrapped_database`` holds the database key of the day the password was set; ``links`` lead from it to
    the present one. ``wrapped_opener`` is the X25519 private key that opens links, ``opener`` its public
    half. The Ed25519 signing key is missing until the user's first login, and always on the recovery entry.
    """

    entry_id: str
    login: str
    kdf: KdfParameters
    salt: bytes = field(repr=False)
    created: datetime
    wrapped_database: bytes = field(repr=False)
    opener: bytes = field(repr=False)
    wrapped_opener: bytes = field(repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)
    wrapped_signing: bytes | None = field(default=None, repr=False)
    public_key: bytes | None = None
    signing_since: datetime | None = None

    @property
    def key_id(self) -> str | None:
        """The short name of the user's signing key, ``None`` before the first login."""
        return None if self.public_key is None else key_id(self.public_key)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The content of ``keys.json``.

    While ``rotating``, the database may lie under the newest key or under the one before.
    """

    ledger_id: str
    generation: int
    entries: tuple[Entry, ...]
    recovery: Entry
    rotating: bool = False
    mac: bytes = field(default=b"", repr=False)

    @property
    def logins(self) -> tuple[str, ...]:
        """The login names that can open the ledger; must be those of the users in use."""
        return tuple(entry.login for entry in self.entries)

    def find(self, login: str) -> Entry | None:
        """The entry of a login name, ``None`` if there is none."""
        wanted = login_key(login)
        return next((entry for entry in self.entries if login_key(entry.login) == wanted), None)

    def entry(self, login: str) -> Entry:
        """The entry of a login name.

        Raises:
            Conflict: there is none.
        """
        entry = self.find(login)
        if entry is None:
            raise Conflict(f"没有登录名为“{login}”的用户，请刷新用户列表后重试。")
        return entry

    def with_entry(self, entry: Entry) -> KeyFile:
        """The same with ``entry`` in place of the one of that login name, or added."""
        wanted = login_key(entry.login)
        if self.find(entry.login) is None:
            return replace(self, entries=(*self.entries, entry))
        return replace(
            self, entries=tuple(entry if login_key(old.login) == wanted else old for old in self.entries)
        )


def key_id(public_key: bytes) -> str:
    """The short name of a signing key: the first 16 hexadecimal digits of the SHA-256 of the 32 raw bytes."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def read_keyfile(path: Path) -> KeyFile:
    """The content of the file, checked for accidental damage; needs no password.

    Raises:
        FileProblem: missing, damaged or made by a newer version; the sentence names the remedy.
    """
    if not path.exists():
        raise FileProblem(f"找不到密钥文件“{path.name}”，{_remedy(path)}")
    data = read_bytes(path, _LARGEST)
    try:
        return _parsed(data)
    except _NewerVersion as error:
        raise FileProblem(f"密钥文件“{path.name}”由更新版本的程序写成，请升级程序后再打开。") from error
    except _Damaged as error:
        raise damaged(path, "已损坏") from error


def damaged(path: Path, what: str) -> FileProblem:
    """The refusal of a key file that is ``what`` (e.g. 已损坏), with the remedy that fits its neighbours."""
    return FileProblem(f"密钥文件“{path.name}”{what}，{_remedy(path)}")


def check_mac(path: Path, file: KeyFile, database_key: bytes) -> None:
    """Refuse a file that was changed by somebody without the database key.

    Raises:
        FileProblem: the MAC does not fit.
    """
    if not hmac.compare_digest(file.mac, mac(database_key, file.ledger_id, _authenticated(file))):
        raise damaged(path, "与台账的密钥不符，可能被改动过")


def write_keyfile(path: Path, file: KeyFile, database_key: bytes, *, withdraws: bool) -> None:
    """Put ``file`` in place, authenticated under ``database_key``.

    Args:
        path: ``keys.json`` of the data folder.
        file: the new content, generation already counted up.
        database_key: the newest database key in it.
        withdraws: the change takes a credential away, so the copy must not keep the file before.

    Raises:
        FileProblem: disk full and the like; the file is then the old one.
    """
    file = replace(file, mac=mac(database_key, file.ledger_id, _authenticated(file)))
    data = _file_bytes(file)
    copy = backup_of(path)
    if path.exists():
        write_atomic(copy, read_bytes(path, _LARGEST), private=True)
    write_atomic(path, data, private=True)
    if withdraws:
        write_atomic(copy, data, private=True)


def backup_of(path: Path) -> Path:
    """Where the file before lies."""
    return path.with_name(path.name + ".bak")


class _Damaged(Exception):
    """Not a key file, or not as it was written."""


class _NewerVersion(Exception):
    """A key file of a later version of the program."""


def _remedy(path: Path) -> str:
    copy = backup_of(path)
    try:
        _parsed(read_bytes(copy, _LARGEST))
    except (FileProblem, _Damaged, _NewerVersion):
        return f"同一文件夹中也没有可用的“{copy.name}”，请从最近的备份恢复。"
    return (
        f"请退出程序，把同一文件夹中的“{copy.name}”复制一份并改名为“{path.name}”后重试，"
        "仍不行请从最近的备份恢复。"
    )


# --- content <-> bytes ---


def _plain(file: KeyFile) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "ledger_id": file.ledger_id,
        "generation": file.generation,
        "rotating": file.rotating,
        "entries": [_plain_entry(entry) for entry in file.entries],
        "recovery": _plain_entry(file.recovery),
    }


def _plain_entry(entry: Entry) -> dict[str, Any]:
    return {
        "entry_id": entry.entry_id,
        "login": entry.login,
        "argon2id": {
            "passes": entry.kdf.passes,
            "memory_kib": entry.kdf.memory_kib,
            "lanes": entry.kdf.lanes,
        },
        "salt": entry.salt.hex(),
        "created": instant_text(entry.created),
        "wrapped_database": entry.wrapped_database.hex(),
        "opener": entry.opener.hex(),
        "wrapped_opener": entry.wrapped_opener.hex(),
        "links": [{"mark": link.mark.hex(), "box": link.box.hex()} for link in entry.links],
        "wrapped_signing": None if entry.wrapped_signing is None else entry.wrapped_signing.hex(),
        "public_key": None if entry.public_key is None else entry.public_key.hex(),
        "key_id": entry.key_id,
        "signing_since": None if entry.signing_since is None else instant_text(entry.signing_since),
    }


def _authenticated(file: KeyFile) -> bytes:
    return canonical(_plain(file))


def _file_bytes(file: KeyFile) -> bytes:
    plain = _plain(file) | {"mac": file.mac.hex()}
    return canonical(plain | {"checksum": hashlib.sha256(canonical(plain)).hexdigest()})


def _parsed(data: bytes) -> KeyFile:
    try:
        plain = parse_canonical(data)
    except FileProblem as error:
        raise _Damaged from error
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise _Damaged
    rest = {name: value for name, value in plain.items() if name != "checksum"}
    if plain.get("checksum") != hashlib.sha256(canonical(rest)).hexdigest():
        raise _Damaged
    version = plain.get("version")
    if isinstance(version, int) and version > VERSION:
        raise _NewerVersion
    try:
        file = KeyFile(
            ledger_id=_text(plain["ledger_id"]),
            generation=_whole(plain["generation"]),
            entries=tuple(_entry(item) for item in plain["entries"]),
            recovery=_entry(plain["recovery"]),
            rotating=bool(plain["rotating"]),
            mac=_hex(plain["mac"], 32),
        )
        written = _file_bytes(file)
    except (KeyError, TypeError, ValueError) as error:
        raise _Damaged from error
    # What was not taken over (another version number, an unknown name, capitals in a digest) shows here.
    if written != data or not _is_consistent(file):
        raise _Damaged
    return file


def _is_consistent(file: KeyFile) -> bool:
    names = [login_key(entry.login) for entry in file.entries]
    ids = [entry.entry_id for entry in (*file.entries, file.recovery)]
    return (
        file.generation >= 1
        and bool(file.entries)
        and all(names)
        and _are_distinct(names)
        and _are_distinct(ids)
        and file.recovery.login == ""
        and file.recovery.public_key is None
        and all(
            (entry.wrapped_signing is None) == (entry.public_key is None) == (entry.signing_since is None)
            for entry in (*file.entries, file.recovery)
        )
    )


def _are_distinct(values: Iterable[str]) -> bool:
    values = list(values)
    return len(set(values)) == len(values)


def _entry(plain: dict[str, Any]) -> Entry:
    kdf = plain["argon2id"]
    signing, public, since = plain["wrapped_signing"], plain["public_key"], plain["signing_since"]
    return Entry(
        entry_id=_text(plain["entry_id"]),
        login=_text(plain["login"]),
        kdf=KdfParameters(_whole(kdf["passes"]), _whole(kdf["memory_kib"]), _whole(kdf["lanes"])),
        salt=_hex(plain["salt"], SALT_BYTES),
        created=instant_of(_text(plain["created"])),
        wrapped_database=_hex(plain["wrapped_database"], _BOX),
        opener=_hex(plain["opener"], 32),
        wrapped_opener=_hex(plain["wrapped_opener"], _BOX),
        links=tuple(Link(_hex(link["mark"], 32), _hex(link["box"], _BOX)) for link in plain["links"]),
        wrapped_signing=None if signing is None else _hex(signing, _BOX),
        public_key=None if public is None else _hex(public, 32),
        signing_since=None if since is None else instant_of(_text(since)),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _hex(value: object, length: int) -> bytes:
    data = bytes.fromhex(_text(value))
    if len(data) != length:
        raise ValueError
    return data
