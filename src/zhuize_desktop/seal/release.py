"""发布清单: what the maker of this program handed out, so that an installer is verified before it runs.

    {"files": [{"digest": {"sha256": …, "sm3": …}, "name": …, "size": …} …],
     "format": "zhuize-release/1", "product": "zhuize-desktop", "version": "0.2.0"}

The list lies beside the installer as ``zhuize-desktop-0.2.0-windows.release.json`` with the Ed25519 signature of the
maker's release key over it (detached: the installer's own bytes are not touched). The public half travels inside the
program that is already installed, so a later installer is judged by something the person who brings it cannot
exchange. Without a public key only damage is found, never who made the file: whoever changes an installer can write a
new list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..domain.errors import FileProblem
from .atomic import read_bytes
from .canonical import HEX64, HEX128, Term, canonical, parse_canonical, plain, read_record
from .digest import Digest, digest_file
from .signature import public_key_text

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "zhuize-release/1"
PRODUCT = "zhuize-desktop"
WHAT = "发布清单"
#: What is signed begins with this, so that no other signature of the same key can be taken for one of a release.
DOMAIN = b"zhuize-release-signature/1\n"
VERSION = r"\d{1,4}\.\d{1,4}\.\d{1,4}"
_FILE_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}"
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A file handed out: its plain name, its size in bytes and its digests."""

    name: Annotated[str, Term("文件名", _FILE_NAME)]
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Release:
    """All files of one version."""

    version: Annotated[str, Term("版本", VERSION)]
    files: tuple[ReleasedFile, ...]
    product: Annotated[str, Term("产品", PRODUCT)] = PRODUCT
    format: Annotated[str, Term("格式", FORMAT)] = FORMAT

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version in a form that can be compared."""
        return version_numbers(self.version)


@dataclass(frozen=True, slots=True)
class SignedRelease:
    """The list with its signature; ``public_key`` and ``signature`` are empty in a release nobody signed."""

    release: Release
    public_key: Annotated[str, Term("发布方公钥", f"(?:{HEX64})?")] = ""
    signature: Annotated[str, Term("发布方签名", f"(?:{HEX128})?")] = ""


@dataclass(frozen=True, slots=True)
class UpdateCheck:
    """What is known of an installer.

    Attributes:
        integrity: its bytes are those of the list, and a signature on the list holds.
        publisher: the list is signed by the key the asker trusts; ``None`` where there is no key to compare with.
        version: which the list names.
        problems: what is wrong, each one Chinese sentence.
    """

    integrity: bool
    publisher: bool | None
    version: str
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be run: whole, and made by the trusted maker."""
        return self.integrity and self.publisher is True


def version_numbers(text: str) -> tuple[int, ...]:
    """``0.10.2`` as numbers, so that 0.10 comes after 0.9."""
    return tuple(int(part) for part in text.split("."))


def list_name(version: str, system: str) -> str:
    """What the list of a version for ``windows`` or ``linux`` is called."""
    return f"{PRODUCT}-{version}-{system}.release.json"


def list_release(version: str, paths: list[Path]) -> Release:
    """The list of finished files.

    Raises:
        FileProblem: one of them cannot be read.
        ValueError: a name or version that a list cannot hold.
    """
    files = tuple(
        ReleasedFile(path.name, path.stat().st_size, digest_file(path))
        for path in sorted(paths, key=lambda one: one.name)
    )
    release = Release(version, files)
    try:
        return read_record(Release, plain(release), WHAT)
    except FileProblem as problem:
        raise ValueError(problem.sentence) from problem


def sign_release(release: Release, key: Ed25519PrivateKey | None) -> bytes:
    """The bytes of the list, signed where there is a key."""
    if key is None:
        return canonical(plain(SignedRelease(release)))
    signature = key.sign(_message(release)).hex()
    return canonical(plain(SignedRelease(release, public_key_text(key.public_key()), signature)))


def read_release(path: Path) -> SignedRelease:
    """A list as it lies beside an installer.

    Raises:
        FileProblem: missing, unreadable or changed in its form.
    """
    return read_record(SignedRelease, parse_canonical(read_bytes(path, _LARGEST), WHAT), WHAT)


def check_update(installer: Path, signed: SignedRelease, trusted: str, present: str) -> UpdateCheck:
    """Whether an installer is what its list says, and whose list that is.

    Args:
        installer: the file that somebody wants to run.
        signed: the list beside it.
        trusted: hexadecimal public key of the maker, empty where none is known.
        present: the version that runs now.

    Raises:
        FileProblem: the installer cannot be read.
    """
    release = signed.release
    problems = [*_file_problems(installer, release), *_signature_problems(signed)]
    integrity = not problems
    publisher = None
    if trusted:
        publisher = integrity and signed.public_key == trusted
        if not signed.signature:
            problems.append("发布清单没有签名，不能确认由谁发布。")
        elif signed.public_key != trusted:
            problems.append("发布清单不是用本程序认得的发布方密钥签名的。")
    if release.numbers < version_numbers(present):
        problems.append(
            f"安装程序是 {release.version} 版，比现在的 {present} 版旧；新版升级过的台账旧版打不开。"
        )
        integrity = False
    return UpdateCheck(integrity, publisher, release.version, tuple(problems))


def _file_problems(installer: Path, release: Release) -> list[str]:
    found = next((file for file in release.files if file.name == installer.name), None)
    if found is None:
        return [f"发布清单里没有“{installer.name}”，可能改过名，或不是这一版的文件。"]
    if digest_file(installer) != found.digest:
        return [f"“{installer.name}”与发布清单中的摘要不符：没有复制完整，或已被改动。"]
    return []


def _signature_problems(signed: SignedRelease) -> list[str]:
    if not signed.signature and not signed.public_key:
        return []
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.public_key))
        key.verify(bytes.fromhex(signed.signature), _message(signed.release))
    except (InvalidSignature, ValueError):
        return ["发布清单的签名无效，清单可能已被改动。"]
    return []


def _message(release: Release) -> bytes:
    return DOMAIN + canonical(plain(release))


def read_public_key(path: Path) -> str:
    """The public key in a file: one line of 64 hexadecimal digits; empty for a file without one.

    Raises:
        FileProblem: the file cannot be read or holds something else.
    """
    text = read_bytes(path, 1000).decode("ascii", "replace").strip()
    if text and (len(text) != 64 or set(text) - set("0123456789abcdef")):
        raise FileProblem(f"“{path.name}”不是发布方公钥文件，应为一行 64 位十六进制数。")
    return text
