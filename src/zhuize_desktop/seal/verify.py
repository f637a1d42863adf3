"""验证: is a sealed file whole, and are its signers who they say. Needs no ledger, no network.

Two questions, answered apart. *Integrity*: every byte is as it was sealed, the snapshot it carries is the one that was
signed, the chain of signatures is complete and holds. *Identity*: only a trust list can say whose the keys are; without
one the answer is 未核对, and a file that a stranger rebuilt with keys of their own is whole all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.atomic import file_problem
from zhuize_desktop.seal.canonical import parse_canonical
from zhuize_desktop.seal.declared import declared_relaxations
from zhuize_desktop.seal.fileseal import DEMONSTRATION, NOT_SEALED, Examined, FileSeal
from zhuize_desktop.seal.package import MANIFEST_NAME, examine_package
from zhuize_desktop.seal.pdf import examine_pdf
from zhuize_desktop.seal.signature import PersonSignature, Signature, SignRole, fingerprint
from zhuize_desktop.seal.workbook import CONTENT_TYPES, examine_workbook
from zhuize_desktop.seal.zipseal import layout_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from zhuize_desktop.seal.trust import Trust, TrustedEnterprise

_PDF, _ZIP = b"%PDF-", b"PK"
#: Any of these roles is enough; without a reviewer (两级签批) a paper signature is confirmed by whoever else signs.
_ROLE_NEEDED = {
    SignRole.PREPARED: ("填报人",),
    SignRole.REVIEWED: ("审核人",),
    SignRole.ISSUED: ("签发人",),
    SignRole.PAPER_ENTERED: ("填报人",),
    SignRole.PAPER_CONFIRMED: ("审核人", "填报人", "签发人"),
}


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
        trusted: ``None`` without a trust list. A signature on paper is trusted if those who entered and confirmed
            it are; in a file that is not whole nobody is.
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
        notes: what else a reader should know, in Chinese: paper, two levels, whose certificate.
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
    notes: tuple[str, ...] = ()

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
    try:
        with path.open("rb") as stream:
            return _judged(_examine(stream), trust)
    except OSError as reason:
        raise file_problem(reason, path) from reason
    except FileProblem as problem:
        return Verification(False, Identity.UNCHECKED, problems=(problem.sentence,))


def _examine(stream: BinaryIO) -> Examined:
    start = stream.read(len(_PDF))
    stream.seek(0)
    if start == _PDF:
        return examine_pdf(stream.read())
    if not start.startswith(_ZIP):
        raise FileProblem(NOT_SEALED)
    # A backup may be larger than the memory: it is read in pieces.
    layout = layout_of(stream)
    if layout.find(MANIFEST_NAME) is not None:
        return examine_package(stream)
    if layout.find(CONTENT_TYPES) is not None:
        return examine_workbook(stream)
    raise FileProblem(NOT_SEALED)


def _judged(found: Examined, trust: Trust | None) -> Verification:
    envelope = found.seal.envelope
    doubts: list[str] = []
    if trust is not None:
        # Where signatures do not hold, a trusted key beside a name proves nothing: anybody can copy it there.
        doubts = (
            ["文件已不完好，不能确认是谁签署的。"] if found.problems else list(_doubts(found.seal, trust))
        )
    identity = Identity.UNCHECKED if trust is None else (Identity.DIFFERS if doubts else Identity.MATCHES)
    return Verification(
        not found.problems,
        identity,
        tuple(_signers(found, trust)),
        (*found.problems, *doubts),
        envelope.kind,
        envelope.title,
        envelope.serial,
        envelope.enterprise,
        envelope.predecessor,
        envelope.audit_head,
        tuple(_notes(found)),
    )


def _doubts(seal: FileSeal, trust: Trust) -> Iterator[str]:
    enterprise = trust.enterprise_of(seal)
    if enterprise is None:
        yield f"信任名单中没有“{seal.envelope.enterprise}”，不能确认是谁出具的。"
        return
    for entry in seal.envelope.signatures:
        if isinstance(entry, PersonSignature):
            yield from _key_doubts(entry, enterprise)
    if seal.certificates and seal.certificates[0] not in enterprise.certificates:
        yield "文件所用的证书不在信任名单中。"


def _key_doubts(entry: PersonSignature, enterprise: TrustedEnterprise) -> Iterator[str]:
    """Why a signature is not one the list vouches for; nothing when it is."""
    who = f"{entry.role}（{entry.name}）"
    keys = [one for one in enterprise.signers if one.public_key == entry.public_key]
    covering = [one for one in keys if one.covers(entry)]
    needed = _ROLE_NEEDED.get(SignRole(entry.role), ())
    if not keys:
        yield f"{who}所用的密钥不在信任名单中，可能是他人冒名签署。"
    elif not any(one.login == entry.login and one.name == entry.name for one in keys):
        yield f"{who}所用的密钥在信任名单中属于{keys[0].name}。"
    elif not covering:
        yield f"{who}的签署时间不在其密钥的使用期内。"
    elif needed and not any(not one.roles or set(needed) & set(one.roles) for one in covering):
        yield f"{who}在信任名单中没有“{'、'.join(needed)}”的角色。"


def _signers(found: Examined, trust: Trust | None) -> Iterator[SignerInfo]:
    entries = found.seal.envelope.signatures
    enterprise = None if trust is None else trust.enterprise_of(found.seal)
    vouching = (SignRole.PAPER_ENTERED.value, SignRole.PAPER_CONFIRMED.value)

    def is_trusted(entry: Signature) -> bool | None:
        """``None`` without a trust list; on paper the signature is as good as those of the persons who entered it."""
        if trust is None:
            return None
        if enterprise is None or found.problems:
            return False
        if isinstance(entry, PersonSignature):
            return not any(_key_doubts(entry, enterprise))
        return all(is_trusted(one) for one in entries if one.role in vouching)

    for entry in entries:
        if isinstance(entry, PersonSignature):
            when, key = entry.signed_at, fingerprint(entry.public_key)
        else:
            when, key = entry.signed_on, ""
        yield SignerInfo(entry.role, entry.name, entry.post, when, entry.means, key, is_trusted(entry))


def _notes(found: Examined) -> Iterator[str]:
    envelope = found.seal.envelope
    for entry in envelope.signatures:
        if not isinstance(entry, PersonSignature):
            digest = entry.scan.short
            yield f"纸质签发：{entry.name}于{entry.signed_on}签字，经登记并由他人确认，扫描件摘要 {digest}。"
    if envelope.kind == "report" and all(one.role != SignRole.REVIEWED for one in envelope.signatures):
        yield "两级签批：没有单独的审核人。"
    if envelope.kind == "report" and not found.problems:
        for one in declared_relaxations(parse_canonical(found.content)):
            yield f"放宽：{one.sentence}"
    if DEMONSTRATION in found.holder:
        yield f"证书签名：{found.holder}。这是演示用证书，非电子公章，没有签章效力。"
    elif found.holder:
        yield f"证书签名：{found.holder}。证书由谁颁发未作核对。"
