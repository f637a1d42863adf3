"""信任名单: whose keys and certificates a receiver holds to be whose. Canonical JSON, given to ``verify --trust``.

    {"enterprises": [{"certificates": [SHA-256 …], "credit_code": …, "name": …,
                      "signers": [{"login": …, "name": …, "public_key": …, "roles": […], "valid_from": …,
                                   "valid_to": …} …]} …],
     "format": "zhuize-trust/1"}

A receiver takes the file from the enterprise by a way of its own (in person, on paper with the fingerprints): the
file is not signed, for whoever could sign it would have to be trusted first. After a password reset the old key
stays in the list with its last day, so that what it signed before stays trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.atomic import read_bytes, write_atomic
from zhuize_desktop.seal.canonical import (
    FILLED_LINE,
    HEX64,
    INSTANT,
    Term,
    canonical,
    instant_of,
    parse_canonical,
    plain,
    read_record,
)

if TYPE_CHECKING:
    from pathlib import Path

    from zhuize_desktop.seal.fileseal import FileSeal
    from zhuize_desktop.seal.signature import PersonSignature

FORMAT = "zhuize-trust/1"
WHAT = "信任名单"
_LARGEST = 10_000_000
_INSTANT_OR_NONE = f"(?:{INSTANT})?"
_ROLES = "填报人|审核人|签发人|管理员|查阅人"


@dataclass(frozen=True, slots=True)
class TrustedSigner:
    """A person's public key with its first and last instant (``valid_to`` is empty while it is in use).

    ``roles`` are those the person held in that time; empty leaves open in what capacity the person may sign.
    """

    login: Annotated[str, Term("登录名", FILLED_LINE)]
    name: Annotated[str, Term("姓名", FILLED_LINE)]
    public_key: Annotated[str, Term("公钥", HEX64)]
    valid_from: Annotated[str, Term("启用时间", INSTANT)]
    valid_to: Annotated[str, Term("停用时间", _INSTANT_OR_NONE)] = ""
    roles: tuple[Annotated[str, Term("角色", _ROLES)], ...] = ()

    def covers(self, entry: PersonSignature) -> bool:
        """Whether a signature is this person's, given while the key was in use."""
        if (self.login, self.name, self.public_key) != (entry.login, entry.name, entry.public_key):
            return False
        at = instant_of(entry.signed_at)
        return instant_of(self.valid_from) <= at and (not self.valid_to or at <= instant_of(self.valid_to))


@dataclass(frozen=True, slots=True)
class TrustedEnterprise:
    """An enterprise with its signers and the SHA-256 of its certificates (DER)."""

    name: Annotated[str, Term("企业名称", FILLED_LINE)]
    credit_code: Annotated[str, Term("统一社会信用代码", "(?:[0-9A-Z]{18})?")]
    signers: tuple[TrustedSigner, ...]
    certificates: tuple[Annotated[str, Term("证书摘要", HEX64)], ...] = ()


@dataclass(frozen=True, slots=True)
class Trust:
    """The whole list."""

    enterprises: tuple[TrustedEnterprise, ...]
    format: Annotated[str, Term("格式", FORMAT)] = FORMAT

    def enterprise_of(self, seal: FileSeal) -> TrustedEnterprise | None:
        """The enterprise a seal names, by name and credit code; ``None`` when the list does not know it."""
        envelope = seal.envelope
        return next(
            (
                one
                for one in self.enterprises
                if (one.name, one.credit_code) == (envelope.enterprise, envelope.credit_code)
            ),
            None,
        )


def write_trust(path: Path, trust: Trust) -> None:
    """Write the list.

    Raises:
        FileProblem: a text in it has no place there, or the file cannot be written.
    """
    value = plain(trust)
    _checked(read_record(Trust, value, WHAT))
    write_atomic(path, canonical(value))


def read_trust(path: Path) -> Trust:
    """The list of a file.

    Raises:
        FileProblem: missing, not exactly a trust list of this form, or contradicting itself.
    """
    data = read_bytes(path, _LARGEST)
    try:
        return _checked(read_record(Trust, parse_canonical(data, WHAT), WHAT))
    except FileProblem as problem:
        raise FileProblem(f"信任名单“{path.name}”不能使用：{problem.sentence}") from problem


def _checked(trust: Trust) -> Trust:
    if len({(one.name, one.credit_code) for one in trust.enterprises}) != len(trust.enterprises):
        raise FileProblem(f"{WHAT}中同一家企业出现两次，请重新生成名单。")
    for enterprise in trust.enterprises:
        owners: dict[str, str] = {}
        for one in enterprise.signers:
            if owners.setdefault(one.public_key, one.login) != one.login:
                raise FileProblem(f"{WHAT}中同一个公钥列在两个人名下，请重新生成名单。")
    return trust
