"""The enterprise's certificate (PKCS#12) and its signature inside a PDF: PAdES B-B without any network.

The signature is a CMS SignedData (RFC 5652, ETSI EN 319 142-1) made by pyHanko over the SHA-256 of the PDF's
byte ranges. CMS leaves many ways of writing the same signature, and parts that nothing covers. Therefore
``detached_problems`` takes the signed attributes and the signature value out, writes the one encoding this
program makes around them, and compares all bytes. The certificates themselves are pinned by the seal, see
``fileseal``. Who issued them is not judged here: that needs the trust list, or a reader with the issuer's
root.

A demonstration certificate is made by the program itself, and says so in its subject: 演示用 非电子公章.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.atomic import read_bytes
from zhuize_desktop.seal.fileseal import DEMONSTRATION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LARGEST_FILE = 1 << 20
#: What pyHanko would speak HTTP with, and the names it asks for.
_HTTP_CLIENTS = {
    "pyhanko.sign.timestamps.aiohttp_client": ("HTTPTimeStamper",),
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers": ("AIOHttpFetcherBackend",),
}
# RFC 5280 upper bound of a name; cryptography counts bytes of UTF-8.
NAME_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its private key (RSA or elliptic curve) and the certificates of its issuers."""

    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def subject(self) -> str:
        """The holder's common name."""
        return common_name(self.certificate)

    @property
    def is_demonstration(self) -> bool:
        """Whether it is one this program made for trying out."""
        return DEMONSTRATION in self.subject

    @property
    def digests(self) -> tuple[str, ...]:
        """SHA-256 of its own DER and then of its issuers', hexadecimal: what the seal pins."""
        return tuple(one.fingerprint(hashes.SHA256()).hex() for one in (self.certificate, *self.issuers))

    def to_pkcs12(self, password: str) -> bytes:
        """The same as a PKCS#12 file under a password."""
        return pkcs12.serialize_key_and_certificates(
            self.subject.encode(),
            self.key,
            self.certificate,
            self.issuers or None,
            serialization.BestAvailableEncryption(password.encode()),
        )


def common_name(certificate: x509.Certificate) -> str:
    """The common name of the subject, or the whole subject when it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def load_certificate(path: Path, password: str) -> Certificate:
    """The certificate of a PKCS#12 file (``.p12``, ``.pfx``).

    Raises:
        FileProblem: unreadable, wrong password, no key in it, or a kind of key that cannot sign a PDF.
    """
    return read_certificate(read_bytes(path, LARGEST_FILE), password, path.name)


def read_certificate(data: bytes, password: str, name: str) -> Certificate:
    """The certificate in the bytes of a PKCS#12 file called ``name``.

    Raises:
        FileProblem: as for ``load_certificate``.
    """
    try:
        key, certificate, more = pkcs12.load_key_and_certificates(data, password.encode())
    except ValueError as reason:
        raise FileProblem(f"证书文件“{name}”打不开，请检查密码，以及是否为 .p12 或 .pfx 格式。") from reason
    if key is None or certificate is None:
        raise FileProblem(f"证书文件“{name}”中没有证书或私钥，请重新导出含私钥的证书。")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise FileProblem(f"证书文件“{name}”的密钥类型不能用于签署 PDF，请使用 RSA 或椭圆曲线证书。")
    return Certificate(certificate, tuple(more), key)


def demonstration_certificate(enterprise: str, now: datetime) -> Certificate:
    """A self-made certificate for trying out, valid three years from ``now``; never a legal seal."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    mark = f"（{DEMONSTRATION}）"
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(enterprise, NAME_LIMIT)),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(enterprise, NAME_LIMIT - len(mark.encode())) + mark),
        ]
    )
    usage = x509.KeyUsage(True, True, *[False] * 7)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3 * 365))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Certificate(certificate, (), key)


def _cut(text: str, room: int) -> str:
    return text.encode()[:room].decode(errors="ignore")


def require_valid(certificate: Certificate, now: datetime) -> None:
    """Refuse a certificate outside its dates.

    Raises:
        FileProblem: not valid yet, or expired.
    """
    if not is_valid_at(certificate.certificate, now):
        raise FileProblem(f"证书“{certificate.subject}”不在有效期内，请更换证书后再签发。")


def is_valid_at(certificate: x509.Certificate, instant: datetime) -> bool:
    """Whether the instant lies within the certificate's dates."""
    return certificate.not_valid_before_utc <= instant <= certificate.not_valid_after_utc


def sign_detached(certificate: Certificate, sha256: bytes) -> bytes:
    """The CMS SignedData (DER) of a PAdES B-B signature over content with this SHA-256 (32 bytes)."""
    _keep_out_http()
    # Heavy, and needed by nobody who has no certificate.
    from asn1crypto import keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers.pdf_cms import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1_x509.Certificate.load(_der(one)) for one in certificate.issuers])
    raw = certificate.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(_der(certificate.certificate)),
        signing_key=keys.PrivateKeyInfo.load(raw),
        cert_registry=store,
    )
    signed: Any = asyncio.run(signer.async_sign(sha256, "sha256", use_pades=True))
    return bytes(signed.dump())


def _keep_out_http() -> None:
    """Put empty modules in the place of pyHanko's HTTP clients, which it imports before it signs anything.

    So neither aiohttp nor TLS is loaded here, or shipped with a program that never speaks to a network.
    """
    for name, classes in _HTTP_CLIENTS.items():
        if name not in sys.modules:
            client = ModuleType(name)
            vars(client).update({one: type(one, (), {}) for one in classes})
            sys.modules[name] = client


def detached_problems(der: bytes, sha256: bytes, pinned: Sequence[str], signed_at: datetime) -> list[str]:
    """What is wrong with a signature: over content with this SHA-256, by the pinned certificates."""
    try:
        return list(_problems(der, sha256, pinned, signed_at))
    except (ValueError, TypeError, KeyError, IndexError):
        # asn1crypto and cryptography tell of malformed DER by all of these.
        return ["证书签名无法读出，被改动或损坏。"]


def holder_of(der: bytes) -> str:
    """The name of who made a signature in which ``detached_problems`` found nothing wrong."""
    from asn1crypto import cms

    signed = cms.ContentInfo.load(der)["content"]
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    found = (x509.load_der_x509_certificate(one.chosen.dump()) for one in signed["certificates"])
    return next(common_name(one) for one in found if one.serial_number == serial)


def _problems(der: bytes, sha256: bytes, pinned: Sequence[str], signed_at: datetime) -> list[str]:
    from asn1crypto import cms

    signed = cms.ContentInfo.load(der, strict=True)["content"]
    info = signed["signer_infos"][0]
    found = [one.chosen.dump() for one in signed["certificates"]]
    problems = []
    if sorted(hashlib.sha256(one).hexdigest() for one in found) != sorted(pinned):
        return ["证书与封存信息中记载的证书不是同一份。"]
    own = next(one for one in found if hashlib.sha256(one).hexdigest() == pinned[0])
    certificate = x509.load_der_x509_certificate(own)
    attributes = info["signed_attrs"]
    declared = {one["type"].native: one["values"] for one in attributes}
    if declared["message_digest"].native != [sha256]:
        problems.append("证书签名与文件内容不符，签名后文件被改动过。")
    message = attributes.untag().dump(force=True)
    signature = info["signature"].native
    if not _is_signed(certificate, signature, message):
        problems.append("证书签名无效。")
    if _encoded(own, found, attributes, signature) != der:
        problems.append("证书签名的写法与本程序的不同，签名处被改动过。")
    if not is_valid_at(certificate, signed_at):
        problems.append("封存时证书不在有效期内。")
    return problems


def _is_signed(certificate: x509.Certificate, signature: bytes, message: bytes) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _encoded(own: bytes, certificates: list[bytes], attributes: Any, signature: bytes) -> bytes:
    """The one encoding in which ``sign_detached`` writes these attributes and this signature."""
    from asn1crypto import algos, cms
    from asn1crypto import x509 as asn1_x509

    holder = asn1_x509.Certificate.load(own)
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    mechanism = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}[holder.public_key.algorithm]
    issuer = cms.IssuerAndSerialNumber({"issuer": holder.issuer, "serial_number": holder.serial_number})
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": issuer}),
            "digest_algorithm": sha256,
            "signed_attrs": cms.CMSAttributes.load(attributes.untag().dump(force=True)),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": mechanism}),
            "signature": signature,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [asn1_x509.Certificate.load(one) for one in certificates],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
