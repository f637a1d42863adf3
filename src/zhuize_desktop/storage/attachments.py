"""Attachment bytes: AES-256-GCM, a file each, named by the digest of the plain bytes.

The key comes from a random secret that lies in the ledger. When somebody leaves, a new secret serves what comes in from
then on, and the files that lie there stay as they are: whoever left could copy those before. The same bytes attached
twice lie once.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from ..domain.errors import FileProblem
from ..domain.records import Attachment, PeriodicReport, ReportState
from ..seal.atomic import write_atomic
from .tables import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_NONCE = 12
SUFFIX = ".bin"


def new_secret() -> str:
    """A fresh attachment secret, hexadecimal, to be kept in the ledger."""
    return secrets.token_hex(32)


def _cipher(secret: str, sha256: str) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=bytes.fromhex(sha256), info=b"zhuize attachment").derive(
        bytes.fromhex(secret)
    )
    return AESGCM(derived)


def path_of(folder: Path, sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return folder / f"{sha256}{SUFFIX}"


def store(folder: Path, secret: str, data: bytes) -> str:
    """Keep ``data``; returns its SHA-256. Written whole or not at all, and only once.

    Raises:
        FileProblem: the disk is full or not writable.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(folder, sha256)
    if not target.exists():
        nonce = secrets.token_bytes(_NONCE)
        write_atomic(target, nonce + _cipher(secret, sha256).encrypt(nonce, data, sha256.encode()))
    return sha256


def load(folder: Path, secrets_: Iterable[str], sha256: str) -> bytes:
    """The plain bytes of an attachment, under whichever of the ledger's secrets it was stored.

    Raises:
        FileProblem: the file is missing or damaged.
    """
    path = path_of(folder, sha256)
    try:
        sealed = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem("附件文件不在数据文件夹里，请从备份恢复。") from None
    for secret in secrets_:
        try:
            return _cipher(secret, sha256).decrypt(sealed[:_NONCE], sealed[_NONCE:], sha256.encode())
        except (InvalidTag, ValueError):
            continue  # stored under another secret, or damaged: then under none
    raise FileProblem("附件文件已损坏，请从备份恢复。")


def listed(connection: Connection) -> list[tuple[str, str]]:
    """Name and digest of all that must lie here: every attachment, and both files of every sealed report.

    For checking and backups; whoever checks learns names, not contents.
    """
    table, report = table_of(Attachment), table_of(PeriodicReport)
    found = [(name, sha256) for name, sha256 in connection.execute(select(table.c.name, table.c.sha256))]
    for title, serial, *digests in connection.execute(
        select(report.c.title, report.c.serial, report.c.pdf_sha256, report.c.xlsx_sha256).where(
            report.c.state == ReportState.ISSUED
        )
    ):
        found += [
            (f"{title}（{serial}）{suffix}", sha256)
            for suffix, sha256 in zip((".pdf", ".xlsx"), digests, strict=True)
        ]
    return found
