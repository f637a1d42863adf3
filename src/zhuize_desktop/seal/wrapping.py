"""Secrets under passwords: Argon2id makes a key, AES-256-GCM wraps, X25519 seals to an absentee.

Nothing here knows files. Every box is bound to its place by additional data, so that a box moved to another
user, another purpose or another ledger does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..domain.errors import UserError

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16


class DamagedBox(Exception):
    """A box that does not open under the key it should: wrong key, wrong place, or changed bytes."""


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """The cost of one Argon2id run; the default is that of every real ledger (about 0.1 s, 64 MiB).

    Bounds are checked on construction, thus also when a file is read. The upper ones keep a doctored file
    from freezing the PC or taking its memory; the lower ones (those of ``QUICK``) keep a file from being
    made whose passwords cost next to nothing to guess.

    Raises:
        ValueError: outside the bounds.
    """

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def __post_init__(self) -> None:
        if not (
            1 <= self.passes <= 10 and 8 * 1024 <= self.memory_kib <= 1024 * 1024 and 1 <= self.lanes <= 16
        ):
            raise ValueError(f"Argon2id parameters out of bounds: {self}")


PRODUCTION = KdfParameters()
QUICK = KdfParameters(passes=1, memory_kib=8 * 1024, lanes=1)


def key_from_password(password: str, salt: bytes, kdf: KdfParameters) -> bytes:
    """The 32-byte key that a password (or a recovery code) stands for.

    The password is taken in Unicode NFC: the same characters typed on another system give the same key.

    Raises:
        UserError: the PC has not the memory for it.
    """
    secret = unicodedata.normalize("NFC", password).encode()
    try:
        return hash_secret_raw(
            secret, salt, kdf.passes, kdf.memory_kib, kdf.lanes, hash_len=KEY_BYTES, type=Type.ID
        )
    except HashingError as error:
        raise UserError("电脑内存不足，未能核对密码，请关闭其他程序后重试。") from error


def place(*words: str) -> bytes:
    """Additional data that binds a box to its place: an unambiguous encoding of ``words``."""
    return json.dumps(words, ensure_ascii=True, separators=(",", ":")).encode()


def wrap(key: bytes, secret: bytes, where: bytes) -> bytes:
    """``secret`` under ``key`` (AES-256-GCM), bound to ``where``; nonce, then ciphertext and tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, where)


def unwrap(key: bytes, box: bytes, where: bytes) -> bytes:
    """The secret in ``box``.

    Raises:
        DamagedBox: it does not open under this key at this place.
    """
    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], where)
    except InvalidTag as error:
        raise DamagedBox from error


def seal_to(public: bytes, secret: bytes, previous: bytes, where: bytes) -> tuple[bytes, bytes]:
    """Seal ``secret`` to the holder of the X25519 key ``public``, who is not there to type a password.

    Opening needs the private key **and** ``previous``, the secret that came before: without ``previous``
    nobody can make a box that opens, so a stranger who can write the file cannot slip in a secret of their
    choice.

    Returns:
        The ephemeral public key and the box.
    """
    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    mark = ephemeral.public_key().public_bytes_raw()
    return mark, wrap(_link_key(shared, mark, public, previous, where), secret, where)


def open_sealed(private: bytes, mark: bytes, box: bytes, previous: bytes, where: bytes) -> bytes:
    """The secret that ``seal_to`` sealed.

    Raises:
        DamagedBox: other keys, another place, or changed bytes.
    """
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(mark))
    except ValueError as error:  # a point of small order: no honest writer makes one
        raise DamagedBox from error
    return unwrap(_link_key(shared, mark, own.public_key().public_bytes_raw(), previous, where), box, where)


def _link_key(shared: bytes, mark: bytes, public: bytes, previous: bytes, where: bytes) -> bytes:
    return derive(shared, previous, b"zhuize link 1" + mark + public + where)


def derive(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """A 32-byte key for ``purpose`` out of ``key`` (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=purpose).derive(key)


def mac(key: bytes, ledger_id: str, content: bytes) -> bytes:
    """HMAC-SHA256 of ``content`` under a key derived from the database key ``key``."""
    return hmac.digest(derive(key, ledger_id.encode(), b"zhuize keys mac 1"), content, hashlib.sha256)
