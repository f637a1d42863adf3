"""The seal of one file: what stands in ``seal.json`` inside a sealed PDF, workbook or package.

Canonical JSON of ``FileSeal``: the envelope, the digests of the whole file, the SHA-256 of each certificate
that signs it too (PDF only), and the Ed25519 signature of the last electronic signer over

    b"zhuize-desktop/file-seal/1" 00 canonical JSON of the seal without its field ``signature``

The file's digests are taken with the holes set to zero: the bytes of ``seal.json`` itself and what can only
be known after them (its CRC fields in a zip, the value of ``/Contents`` in a PDF). The seal's length is known
beforehand, because every value that comes late has a fixed width; so a blank seal holds the place of the real
one.

A hole cannot be moved: it is found by bytes outside all holes, which the digests cover. What may be written
into a hole is one spelling only: canonical JSON, its CRC, or the one encoding of the certificate's signature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.canonical import HEX64, HEX128, Term, canonical, parse_canonical, plain, read_record
from zhuize_desktop.seal.declared import declared_relaxations
from zhuize_desktop.seal.digest import BLANK, Digest, digest
from zhuize_desktop.seal.envelope import Envelope, envelope_bytes
from zhuize_desktop.seal.signature import last_person, verify_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhuize_desktop.domain.roles import Op

    Sign = Callable[[bytes], bytes]

DOMAIN = b"zhuize-desktop/file-seal/1\0"
# In the subject of a certificate that the program made itself. Here, so that who verifies need not load CMS.
DEMONSTRATION = "演示用 非电子公章"
NOT_SEALED = "不是本程序封存的文件。"
WHAT = "封存信息"


@dataclass(frozen=True, slots=True)
class FileSeal:
    """Envelope, digests of the file, and the last electronic signer's signature over both."""

    container: Annotated[str, Term("文件类型", "pdf|xlsx|zip")]
    envelope: Envelope
    certificates: tuple[Annotated[str, Term("证书摘要", HEX64)], ...]
    file: Digest
    public_key: Annotated[str, Term("公钥", HEX64)]
    signature: Annotated[str, Term("文件签名", HEX128)]


@dataclass(frozen=True, slots=True)
class Examined:
    """What reading a sealed file found: its seal, the content it carries, and every fault in Chinese.

    ``holder`` is the name in the certificate that signs a PDF too, ``""`` without one.
    """

    seal: FileSeal
    content: bytes
    problems: tuple[str, ...]
    holder: str = ""


def blank_seal(
    container: str, envelope: Envelope, content: bytes, public_key: str, certificates: Sequence[str] = ()
) -> FileSeal:
    """A seal whose digests and signature are still zero, as long as the real one.

    Raises:
        FileProblem: the envelope or the content is not in a form that could be read back.
        ValueError: envelope, content, signatures and key do not belong together, so it would never verify.
    """
    envelope_bytes(envelope)
    relaxed = [one.ops for one in declared_relaxations(parse_canonical(content, "数据快照"))]
    problems = verify_chain(envelope.signatures, envelope.content.sha256, envelope.kind, relaxed)
    if problems:
        raise ValueError(f"chain does not hold: {problems}")
    if digest(content) != envelope.content:
        raise ValueError("content is not that of the envelope")
    if _last_key(envelope) != public_key:
        raise ValueError("the file is to be signed by the last electronic signer")
    return FileSeal(container, envelope, tuple(certificates), BLANK, public_key, "0" * 128)


def seal_bytes(seal: FileSeal) -> bytes:
    """The seal as it stands in the file."""
    return canonical(plain(seal))


def signed_seal(blank: FileSeal, file: Digest, sign: Sign) -> bytes:
    """The bytes of the real seal, as many as those of the blank one.

    Raises:
        ValueError: ``sign`` does not sign with the key the seal names.
    """
    draft = replace(blank, file=file)
    seal = replace(draft, signature=sign(_message(draft)).hex())
    if not _holds(seal):
        raise ValueError("sign and public_key are not a pair")
    return seal_bytes(seal)


def parse_seal(data: bytes) -> FileSeal:
    """The seal from the bytes in the file.

    Raises:
        FileProblem: not canonical, or not exactly a seal.
    """
    return read_record(FileSeal, parse_canonical(data, WHAT), WHAT)


def seal_problems(seal: FileSeal, container: str, file: Digest, content: bytes | None) -> list[str]:
    """What is wrong between a seal, the file it was found in and the content found there."""
    envelope = seal.envelope
    problems = []
    if seal.container != container:
        problems.append("封存信息不属于这种文件，可能取自另一份文件。")
    if seal.file != file:
        problems.append("文件内容与封存时的摘要不符，封存后被改动过。")
    if not _holds(seal):
        problems.append("文件签名无效，封存信息被改动过。")
    if seal.public_key != _last_key(envelope):
        problems.append("文件签名不是由最后一位电子签署人作出的。")
    relaxed: list[frozenset[Op]] = []
    if content is None or digest(content) != envelope.content:
        problems.append("所附数据快照缺失，或与封存信息中的摘要不符。")
    else:
        try:
            relaxed = [one.ops for one in declared_relaxations(parse_canonical(content, "数据快照"))]
        except FileProblem as problem:
            problems.append(problem.sentence)
    problems += verify_chain(envelope.signatures, envelope.content.sha256, envelope.kind, relaxed)
    return problems


def _last_key(envelope: Envelope) -> str | None:
    last = last_person(envelope.signatures)
    return None if last is None else last.public_key


def _message(seal: FileSeal) -> bytes:
    value = plain(seal)
    del value["signature"]
    return DOMAIN + canonical(value)


def _holds(seal: FileSeal) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.public_key))
        key.verify(bytes.fromhex(seal.signature), _message(seal))
    except (InvalidSignature, ValueError):
        return False
    return True
