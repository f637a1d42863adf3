"""Who signed: the chain of signatures 填报 → 审核 → 签发 under one snapshot.

Every entry names the snapshot and the SHA-256 of the entry before it (of its canonical JSON, signature
included), so no entry can be left out, put in, moved or changed. A person signs with Ed25519 (RFC 8032) over

    b"zhuize-desktop/person-signature/1" 00 canonical JSON of the entry without its field ``signature``

A signature on paper (纸质签发) carries no key. It is a statement, covered by the signatures that follow it:
of the 填报人 who enters it (纸质签发登记) and of another person, normally the 审核人, who confirms it
(纸质签发确认).

Chains of a report that count as complete:

    填报 审核 签发                                  three levels
    填报 签发                                      two levels (两级签批), where no separate reviewer exists
    填报 [审核] 签发(纸质) 纸质签发登记 纸质签发确认

No person (login name) and no key stands twice among 填报, 审核 and 签发, except for pairs that the signed content
itself declares relaxed (放宽); 填报 and 签发 are never one person's, and whoever entered a paper signature does not
confirm it: a report is never one person's word.

A data package or a backup carries one or more electronic signatures 数据包封存 or 备份封存.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhuize_desktop.domain.errors import Conflict
from zhuize_desktop.domain.pairs import PAIRS
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.seal.canonical import (
    DAY,
    FILLED_LINE,
    HEX64,
    HEX128,
    INSTANT,
    LINE,
    Term,
    canonical,
    instant_text,
    plain,
    read_record,
)
from zhuize_desktop.seal.digest import Digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

DOMAIN = b"zhuize-desktop/person-signature/1\0"


class SignRole(StrEnum):
    """In what capacity a person signs; the value is what is shown."""

    PREPARED = "填报"
    REVIEWED = "审核"
    ISSUED = "签发"
    PAPER_ENTERED = "纸质签发登记"
    PAPER_CONFIRMED = "纸质签发确认"
    PACKED = "数据包封存"
    BACKED_UP = "备份封存"


#: The action by which a person signs in that capacity.
SIGNING_OPS = {
    SignRole.PREPARED: Op.SUBMIT_REPORT,
    SignRole.REVIEWED: Op.REVIEW_REPORT,
    SignRole.ISSUED: Op.ISSUE_REPORT,
}
ROLE_FORM = "|".join(SignRole)
HASH_OR_NONE = f"(?:{HEX64})?"


@dataclass(frozen=True, slots=True)
class PersonSignature:
    """An electronic signature.

    ``signed_at`` is ISO UTC; ``previous`` the SHA-256 of the entry before, ``""`` for the first;
    ``public_key`` 32 and ``signature`` 64 bytes in hexadecimal.
    """

    role: Annotated[str, Term("签署环节", ROLE_FORM)]
    name: Annotated[str, Term("姓名", FILLED_LINE)]
    login: Annotated[str, Term("登录名", FILLED_LINE)]
    post: Annotated[str, Term("职务", LINE)]
    signed_at: Annotated[str, Term("签署时间", INSTANT)]
    snapshot_sha256: Annotated[str, Term("快照摘要", HEX64)]
    previous: Annotated[str, Term("前一签署", HASH_OR_NONE)]
    public_key: Annotated[str, Term("公钥", HEX64)]
    signature: Annotated[str, Term("电子签名", HEX128)]
    means: Annotated[str, Term("签署方式", "电子")] = "电子"


@dataclass(frozen=True, slots=True)
class PaperSignature:
    """A signature with pen and seal on the printed draft (待签稿), and the digest of its scan."""

    role: Annotated[str, Term("签署环节", SignRole.ISSUED.value)]
    name: Annotated[str, Term("姓名", FILLED_LINE)]
    post: Annotated[str, Term("职务", LINE)]
    signed_on: Annotated[str, Term("签署日期", DAY)]
    scan: Digest
    snapshot_sha256: Annotated[str, Term("快照摘要", HEX64)]
    previous: Annotated[str, Term("前一签署", HEX64)]
    means: Annotated[str, Term("签署方式", "纸质")] = "纸质"


Signature = PersonSignature | PaperSignature


@dataclass(frozen=True, slots=True)
class _Holder:
    entry: PersonSignature | PaperSignature


def signature_bytes(entry: Signature) -> bytes:
    """The entry as canonical JSON, the form in which it is stored and linked."""
    return canonical(plain(entry))


def read_signature(value: object) -> Signature:
    """The entry from JSON values.

    Raises:
        FileProblem: not an entry.
    """
    return read_record(_Holder, {"entry": value}, "签署记录").entry


def entry_sha256(entry: Signature) -> str:
    """What the next entry names as ``previous``."""
    return hashlib.sha256(signature_bytes(entry)).hexdigest()


def public_key_text(key: Ed25519PublicKey) -> str:
    """A public key as 64 hexadecimal digits."""
    return key.public_bytes_raw().hex()


def fingerprint(public_key: str) -> str:
    """The first 16 digits of the SHA-256 of a public key: what people compare."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def sign_person(
    private_key: Ed25519PrivateKey,
    chain: Sequence[Signature],
    *,
    role: SignRole,
    name: str,
    login: str,
    post: str,
    signed_at: datetime,
    snapshot_sha256: str,
) -> PersonSignature:
    """The next electronic entry of a chain.

    Raises:
        Conflict: the computer's clock stands before the signature already given.
        FileProblem: a text (name, login, post) is empty or holds a control character.
    """
    at = instant_text(signed_at)
    latest = max((entry.signed_at for entry in chain if isinstance(entry, PersonSignature)), default="")
    if at < latest:
        raise Conflict("电脑时间早于前一位签署人的签署时间，请先核对并调准电脑的日期和时间，再签署。")
    draft = PersonSignature(
        role=role.value,
        name=name,
        login=login,
        post=post,
        signed_at=at,
        snapshot_sha256=snapshot_sha256,
        previous=_link(chain),
        public_key=public_key_text(private_key.public_key()),
        signature="0" * 128,
    )
    read_record(PersonSignature, plain(draft), "签署记录")
    signature = private_key.sign(_message(draft)).hex()
    return PersonSignature(**{**plain(draft), "signature": signature})


def state_paper(
    chain: Sequence[Signature], *, name: str, post: str, signed_on: date, scan: Digest, snapshot_sha256: str
) -> PaperSignature:
    """The entry for a 签发 given on paper; it counts once two persons have signed after it.

    Raises:
        FileProblem: the name is empty or a text holds a control character.
    """
    entry = PaperSignature(
        role=SignRole.ISSUED.value,
        name=name,
        post=post,
        signed_on=signed_on.isoformat(),
        scan=scan,
        snapshot_sha256=snapshot_sha256,
        previous=_link(chain),
    )
    return read_record(PaperSignature, plain(entry), "签署记录")


def last_person(chain: Sequence[Signature]) -> PersonSignature | None:
    """The last electronic signer: the one who also signs the sealed file."""
    return next((entry for entry in reversed(chain) if isinstance(entry, PersonSignature)), None)


def verify_chain(
    chain: Sequence[Signature],
    snapshot_sha256: str,
    kind: str = "report",
    relaxed: Iterable[frozenset[Op]] = (),
) -> tuple[str, ...]:
    """What is wrong with a chain, in Chinese sentences: nothing, if it is complete and every signature holds.

    ``kind`` (``report``, ``package`` or ``backup``) decides which roles are needed; ``relaxed`` are the pairs that the
    signed content declares one person may do.
    """
    fixed = {pair.ops for pair in PAIRS if pair.fixed}
    problems = list(_role_problems(chain, kind, set(relaxed) - fixed))
    previous, latest = "", ""
    for entry in chain:
        who = f"{entry.role}（{entry.name}）"
        if entry.snapshot_sha256 != snapshot_sha256:
            problems.append(f"{who}签的不是本文件所附的数据快照。")
        if entry.previous != previous:
            problems.append(f"{who}与前一签署不衔接，签署链可能被增删、调换或改动。")
        previous = entry_sha256(entry)
        if isinstance(entry, PersonSignature):
            if not _holds(entry):
                problems.append(f"{who}的电子签名无效。")
            if entry.signed_at < latest:
                problems.append(f"{who}的签署时间早于前一签署。")
            latest = entry.signed_at
    return tuple(problems)


def _link(chain: Sequence[Signature]) -> str:
    return entry_sha256(chain[-1]) if chain else ""


def _message(entry: PersonSignature) -> bytes:
    value = plain(entry)
    del value["signature"]
    return DOMAIN + canonical(value)


def _holds(entry: PersonSignature) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry.public_key))
        key.verify(bytes.fromhex(entry.signature), _message(entry))
    except (InvalidSignature, ValueError):
        return False
    return True


def _role_problems(chain: Sequence[Signature], kind: str, relaxed: set[frozenset[Op]]) -> list[str]:
    if kind != "report":
        wanted = {"package": SignRole.PACKED, "backup": SignRole.BACKED_UP}.get(kind)
        if chain and all(entry.role == wanted for entry in chain):
            return []
        return ["文件缺少封存人的电子签名。"]
    shape = [(entry.role, entry.means) for entry in chain]
    signed = [(role.value, "电子") for role in (SignRole.PREPARED, SignRole.REVIEWED, SignRole.ISSUED)]
    if shape in (signed, [signed[0], signed[2]]):
        return _twice(chain, relaxed)
    paper = [(SignRole.ISSUED.value, "纸质")]
    paper += [(role.value, "电子") for role in (SignRole.PAPER_ENTERED, SignRole.PAPER_CONFIRMED)]
    if shape in (signed[:2] + paper, signed[:1] + paper):
        entered, confirmed = chain[-2], chain[-1]
        assert isinstance(entered, PersonSignature)
        assert isinstance(confirmed, PersonSignature)
        if entered.login == confirmed.login or entered.public_key == confirmed.public_key:
            return ["纸质签发的登记人与确认人是同一人，应由另一人确认。"]
        return _twice(chain[:-3], relaxed)
    return ["签署不齐全或顺序不对：应依次为填报、审核、签发。"]


def _twice(chain: Sequence[Signature], relaxed: set[frozenset[Op]]) -> list[str]:
    """Of one person who signed in two capacities that are to be kept apart: by login name or by key."""
    people = [entry for entry in chain if isinstance(entry, PersonSignature)]
    for at, entry in enumerate(people):
        for before in people[:at]:
            same = entry.login == before.login or entry.public_key == before.public_key
            both = frozenset(SIGNING_OPS[SignRole(one.role)] for one in (before, entry))
            if same and both not in relaxed:
                return [f"{before.role}与{entry.role}是同一人（{entry.name}）所签，应由不同的人分别签署。"]
    return []
