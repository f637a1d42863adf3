"""The maker's release key, and the list of a release signed with it.

    python packaging/release.py new-key FILE.pem
    python packaging/release.py list VERSION windows|linux FOLDER [--key FILE.pem] FILES…

``new-key`` asks for a password (empty: none), keeps the private half in FILE.pem and writes the public half into
``resources/release/public-key.txt``, from where every later build carries it. ``list`` is run by the build; the
password of an encrypted key comes from ``ZHUIZE_RELEASE_KEY_PASSWORD``.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ROOT / "resources" / "release" / "public-key.txt"
sys.path.insert(0, str(ROOT / "src"))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from cryptography.hazmat.primitives.serialization import (  # noqa: E402
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from zhuize_desktop.seal.atomic import write_atomic  # noqa: E402
from zhuize_desktop.seal.release import list_name, list_release, sign_release  # noqa: E402
from zhuize_desktop.seal.signature import public_key_text  # noqa: E402


def new_key(path: Path, public: Path, password: bytes) -> None:
    """Make a key pair; an existing private key is never written over.

    Raises:
        FileExistsError: there is a file of that name.
    """
    if path.exists():
        raise FileExistsError(path)
    key = Ed25519PrivateKey.generate()
    kind = BestAvailableEncryption(password) if password else NoEncryption()
    write_atomic(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, kind), private=True)
    write_atomic(public, f"{public_key_text(key.public_key())}\n".encode())


def read_key(path: Path) -> Ed25519PrivateKey:
    """The private half.

    Raises:
        ValueError: no Ed25519 key, or the password does not open it.
    """
    password = os.environ.get("ZHUIZE_RELEASE_KEY_PASSWORD", "").encode() or None
    key = load_pem_private_key(path.read_bytes(), password)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key")
    return key


def write_list(version: str, system: str, folder: Path, key: Path | None, files: list[Path]) -> Path:
    """Write the list of finished files into ``folder``."""
    signed = sign_release(list_release(version, files), read_key(key) if key is not None else None)
    target = folder / list_name(version, system)
    write_atomic(target, signed)
    return target


def main() -> int:
    """The two commands."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="发布方密钥与发布清单")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("new-key", help="生成发布方密钥")
    make.add_argument("file", type=Path)
    write = commands.add_parser("list", help="写发布清单")
    write.add_argument("version")
    write.add_argument("system", choices=["windows", "linux"])
    write.add_argument("folder", type=Path)
    write.add_argument("--key", type=Path)
    write.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args()
    if given.command == "new-key":
        new_key(given.file, PUBLIC, getpass.getpass("私钥文件的密码（可为空）：").encode())
        print(f"私钥：{given.file}（请离线保管，丢失后只能换钥匙重新发一版）\n公钥：{PUBLIC}")
    else:
        print(write_list(given.version, given.system, given.folder, given.key, given.files))
    return 0


if __name__ == "__main__":
    sys.exit(main())
