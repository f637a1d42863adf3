"""The enterprise's certificate for PAdES: kept in the encrypted ledger, used at every issue."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..seal.certificate import (
    Certificate,
    demonstration_certificate,
    is_valid_at,
    load_certificate,
    read_certificate,
    require_valid,
)
from ..storage.ledger import check_permission, mirror, read_setting
from .session import own_enterprise

if TYPE_CHECKING:
    from pathlib import Path

    from .session import Session

CERTIFICATE = "certificate.pkcs12"
#: Digest and holder of every certificate there ever was: what they sealed stays theirs.
KNOWN = "certificate.known"


def own_certificate(session: Session) -> Certificate | None:
    """The certificate that seals this enterprise's reports; ``None`` when it has none."""
    with session.ledger.read() as connection:
        kept = read_setting(connection, CERTIFICATE)
    if kept is None:
        return None
    return read_certificate(base64.b64decode(kept["data"]), kept["password"], "本企业证书")


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """What a person is told of the certificate.

    Attributes:
        holder: common name of the subject.
        valid_from, valid_to: its dates, aware UTC.
        is_demonstration: made by this program for trying out, 非电子公章.
        is_valid: whether it lies within its dates now.
    """

    holder: str
    valid_from: datetime
    valid_to: datetime
    is_demonstration: bool
    is_valid: bool


def shown_certificate(session: Session) -> ShownCertificate | None:
    """The certificate that seals this enterprise's reports, in words; ``None`` when it has none."""
    own = own_certificate(session)
    if own is None:
        return None
    dates = own.certificate.not_valid_before_utc, own.certificate.not_valid_after_utc
    valid = is_valid_at(own.certificate, session.clock.now())
    return ShownCertificate(own.subject, *dates, own.is_demonstration, valid)


def known_certificates(session: Session) -> list[tuple[str, str]]:
    """SHA-256 (hexadecimal) and holder of every certificate this enterprise has sealed with, oldest first."""
    with session.ledger.read() as connection:
        return [(digest, subject) for digest, subject in read_setting(connection, KNOWN, [])]


def install_certificate(session: Session, path: Path, password: str) -> OpResult[str]:
    """Take in the enterprise's PKCS#12 certificate; returns its holder.

    Raises:
        FileProblem: no such file, wrong password, no private key, out of its dates.
        NotAllowed: the user is no administrator; the file was not looked at.
    """
    check_permission(Op.SAVE_SETTING, session.viewer)
    certificate = load_certificate(path, password)
    require_valid(certificate, session.clock.now())
    return _keep(session, certificate)


def make_demonstration_certificate(session: Session) -> OpResult[str]:
    """A self-made certificate for trying out, labelled 非电子公章; returns its holder."""
    return _keep(session, demonstration_certificate(own_enterprise(session).name, session.clock.now()))


def _keep(session: Session, certificate: Certificate) -> OpResult[str]:
    password = secrets.token_urlsafe(24)
    data = base64.b64encode(certificate.to_pkcs12(password)).decode()
    with session.ledger.transact(Op.SAVE_SETTING, session.viewer) as tx:
        mirror(tx.connection, CERTIFICATE, {"data": data, "password": password})
        known = read_setting(tx.connection, KNOWN, [])
        if [certificate.digests[0], certificate.subject] not in known:
            mirror(tx.connection, KNOWN, [*known, [certificate.digests[0], certificate.subject]])
        tx.touch("Setting", CERTIFICATE, "value", None, certificate.subject)  # the key stays out of the trail
        return OpResult(certificate.subject, tx.changes)
