"""验证: is a sealed file whole, and are its signers who they say. Needs no ledger, no network.

Two questions, answered apart. *Integrity*: every byte is as it was sealed, the snapshot it carries is the one that was
signed, the chain of signatures is complete and holds. *Identity*: only a trust list can say whose the keys are; without
one the answer is 未核对, and a file that a stranger rebuilt with keys of their own is whole all the same.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.atomic import read_bytes
from zhuize_desktop.seal.fileseal import NOT_SEALED, Examined, FileSeal
from zhuize_desktop.seal.package import examine_package
from zhuize_desktop.seal.pdf import examine_pdf
from zhuize_desktop.seal.signature import PersonSignature, Signature
from zhuize_desktop.seal.workbook import examine_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from zhuize_desktop.seal.trust import Trust, TrustedEnterprise

_PDF, _ZIP = b"%PDF-", b"PK"
_LARGEST = 4 * 1024**3


class Identity(StrEnum):
    """What is known of the signers; the value is what is shown."""

    UNCHECKED = "未核对"
    MATCHES = "相符"
    DIFFERS = "不符"


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """One signature as it is told.

    Attributes:
        signed_at: instant (电子, ISO UTC) or day (纸质).
        means: 电子 or 纸质.
        fingerprint: first 16 digits of the SHA-256 of the public key; empty on paper.
        trusted: ``None`` without a trust list and for paper.
    """

    role: str
    name: str
    post: str
    signed_at: str
    means: str
    fingerprint: str
    trusted: bool | None


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer about one file.

    Attributes:
        integrity: nothing was changed since it was sealed.
        identity: whether the signers are those of the trust list.
        problems: every fault, in Chinese; empty for a good file.
    """

    integrity: bool
    identity: Identity
    signers: tuple[SignerInfo, ...] = ()
    problems: tuple[str, ...] = ()
    kind: str = ""
    title: str = ""
    serial: str = ""
    enterprise: str = ""
    predecessor: str = ""
    audit_head: str = ""

    @property
    def ok(self) -> bool:
        """Whole, and by nobody else than the trust list allows."""
        return self.integrity and self.identity is not Identity.DIFFERS

    def to_plain(self) -> dict[str, Any]:
        """The JSON of the command line: ``ok, integrity, identity, signers, problems``."""
        return {
            "ok": self.ok,
            "integrity": self.integrity,
            "identity": self.identity.value,
            "signers": [
                {
                    "role": one.role,
                    "name": one.name,
                    "post": one.post,
                    "signed_at": one.signed_at,
                    "means": one.means,
                    "key": one.fingerprint,
                }
                for one in self.signers
            ],
            "problems": list(self.problems),
        }


def verify_file(path: Path, trust: Trust | None = None) -> Verification:
    """Verify a sealed PDF, workbook, data package or backup.

    A file that is damaged or was never sealed is an answer, not an error.

    Raises:
        FileProblem: the file is missing or cannot be read.
    """
    data = read_bytes(path, _LARGEST)
    try:
        found = _examine(data)
    except FileProblem as problem:
        return Verification(False, Identity.UNCHECKED, problems=(problem.sentence,))
    return _judged(found, trust)


def _examine(data: bytes) -> Examined:
    if data.startswith(_PDF):
        return examine_pdf(data)
    if not data.startswith(_ZIP):
        raise FileProblem(NOT_SEALED)
    try:
        return examine_workbook(io.BytesIO(data))
    except FileProblem:
        return examine_package(io.BytesIO(data))


def _judged(found: Examined, trust: Trust | None) -> Verification:
    envelope = found.seal.envelope
    enterprise = None if trust is None else trust.enterprise_of(found.seal)
    doubts = [] if trust is None else _identity_problems(found.seal, enterprise)
    identity = Identity.UNCHECKED if trust is None else (Identity.DIFFERS if doubts else Identity.MATCHES)
    return Verification(
        not found.problems,
        identity,
        tuple(_signer(entry, trust, enterprise) for entry in envelope.signatures),
        (*found.problems, *doubts),
        envelope.kind,
        envelope.title,
        envelope.serial,
        envelope.enterprise,
        envelope.predecessor,
        envelope.audit_head,
    )


def _identity_problems(seal: FileSeal, enterprise: TrustedEnterprise | None) -> list[str]:
    if enterprise is None:
        return [f"信任名单中没有“{seal.envelope.enterprise}”，不能确认是谁出具的。"]
    problems = [
        f"{entry.role}（{entry.name}）所用的密钥不在信任名单中，或当时不在使用期内。"
        for entry in _persons(seal.envelope.signatures)
        if not any(signer.covers(entry) for signer in enterprise.signers)
    ]
    if seal.certificates and seal.certificates[0] not in enterprise.certificates:
        problems.append("文件所用的证书不在信任名单中。")
    return problems


def _persons(entries: Sequence[Signature]) -> list[PersonSignature]:
    return [entry for entry in entries if isinstance(entry, PersonSignature)]


def _signer(entry: Signature, trust: Trust | None, enterprise: TrustedEnterprise | None) -> SignerInfo:
    if not isinstance(entry, PersonSignature):
        return SignerInfo(entry.role, entry.name, entry.post, entry.signed_on, entry.means, "", None)
    known = enterprise is not None and any(signer.covers(entry) for signer in enterprise.signers)
    key = hashlib.sha256(bytes.fromhex(entry.public_key)).hexdigest()[:16]
    return SignerInfo(
        entry.role,
        entry.name,
        entry.post,
        entry.signed_at,
        entry.means,
        key,
        None if trust is None else known,
    )
