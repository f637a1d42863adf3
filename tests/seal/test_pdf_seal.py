"""Sealed PDFs: readers show pages, attachments and signature, and no byte can change unseen."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import io
import random
import re
import warnings
from datetime import timedelta
from functools import cache

import pypdf
import pypdfium2
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from reportlab.pdfgen.canvas import Canvas

from seal.papers import (
    ENTERPRISE,
    SIGNED_AT,
    chain_of,
    envelope_of,
    paper_chain_of,
    pdf_bytes,
    persons,
    snapshot_bytes,
)
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.certificate import (
    Certificate,
    demonstration_certificate,
    detached_problems,
    load_certificate,
    sign_detached,
)
from zhuize_desktop.seal.fileseal import parse_seal, seal_bytes
from zhuize_desktop.seal.pdf import examine_pdf, seal_pdf

SNAPSHOT = snapshot_bytes()


@cache
def demonstration() -> Certificate:
    return demonstration_certificate(ENTERPRISE, SIGNED_AT - timedelta(days=1))


@cache
def curve() -> Certificate:
    """A certificate on an elliptic curve, issued by an authority of our own."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "试验用根证书")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "泉城示例建设集团")])

    def made(subject, public_key, ca):
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(root_name).public_key(public_key)
        )
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(SIGNED_AT - timedelta(days=9))
        builder = builder.not_valid_after(SIGNED_AT + timedelta(days=900))
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
        usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
        return builder.add_extension(usage, critical=True).sign(root_key, hashes.SHA256())

    issuer = made(root_name, root_key.public_key(), True)
    return Certificate(made(name, key.public_key(), False), (issuer,), key)


@cache
def sealed(
    certificate=None, paper=False, snapshot=SNAPSHOT, pages=1, seed=1, serial="ZZBG-2026-001"
) -> bytes:
    chain = paper_chain_of(snapshot, seed=seed) if paper else chain_of(snapshot, seed)
    last = persons(seed)[1 if paper else 2]
    envelope = envelope_of(snapshot, chain, expects_certificate=certificate is not None, serial=serial)
    return seal_pdf(pdf_bytes(pages), envelope, snapshot, last.key.sign, last.public_key.hex(), certificate)


def problems_of(data: bytes) -> tuple[str, ...]:
    try:
        return examine_pdf(data).problems
    except FileProblem as problem:
        return (problem.sentence,)


@pytest.mark.parametrize("certificate", [None, demonstration, curve])
@pytest.mark.parametrize("paper", [False, True])
def test_a_sealed_pdf_is_good_and_carries_its_snapshot(certificate, paper):
    data = sealed(certificate and certificate(), paper)
    found = examine_pdf(data)
    assert found.problems == ()
    assert found.content == SNAPSHOT
    assert data.startswith(pdf_bytes())
    assert found.seal.envelope.expects_certificate == (certificate is not None)


@pytest.mark.parametrize("certificate", [None, demonstration, curve])
def test_other_readers_see_pages_and_attachments(certificate):
    data = sealed(certificate and certificate(), pages=2)
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert "第2页" in reader.pages[1].extract_text()
    assert len(reader.outline) == 2
    attached = {name: files[0] for name, files in reader.attachments.items()}
    assert set(attached) == {"seal.json", "snapshot.json"}
    assert attached["snapshot.json"] == SNAPSHOT
    assert parse_seal(attached["seal.json"]) == examine_pdf(data).seal
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 2
    assert document.count_attachments() == 2
    shown = bytes(document[0].render(scale=0.5).buffer)
    assert shown == bytes(pypdfium2.PdfDocument(pdf_bytes(2))[0].render(scale=0.5).buffer)


def test_links_and_names_of_the_document_stay():
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.linkURL("https://example.com", (10, 10, 50, 50))
    canvas.showPage()
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(out.getvalue()))
    writer.add_named_destination("top", 0)
    rewritten = io.BytesIO()
    writer.write(rewritten)
    envelope = envelope_of(SNAPSHOT, chain_of(SNAPSHOT), expects_certificate=True)
    last = persons()[2]
    data = seal_pdf(
        rewritten.getvalue(), envelope, SNAPSHOT, last.key.sign, last.public_key.hex(), demonstration()
    )
    assert problems_of(data) == ()
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert [one.get_object()["/Subtype"] for one in reader.pages[0]["/Annots"]] == ["/Link", "/Widget"]
    assert list(reader.named_destinations) == ["top"]
    assert set(reader.attachments) == {"seal.json", "snapshot.json"}


def test_digest_is_the_documented_one():
    for data in (sealed(), sealed(demonstration())):
        blanked = bytearray(data)
        raw = pypdf.PdfReader(io.BytesIO(data)).attachments["seal.json"][0]
        at = data.index(raw)
        blanked[at : at + len(raw)] = bytes(len(raw))
        if contents := re.search(rb"/Contents (<[0-9A-F]{1000,}>)", data):
            blanked[contents.start(1) : contents.end(1)] = bytes(len(contents[1]))
        assert hashlib.sha256(blanked).hexdigest() == parse_seal(raw).file.sha256


@pytest.mark.parametrize("certificate", [demonstration, curve])
def test_pyhanko_finds_the_signature_valid_and_over_the_whole_file(certificate):
    certificate = certificate()
    reader = PdfFileReader(io.BytesIO(sealed(certificate)))
    (signature,) = reader.embedded_signatures
    root = (certificate.issuers or (certificate.certificate,))[-1]
    der = root.public_bytes(serialization.Encoding.DER)
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(der)],
        moment=SIGNED_AT + timedelta(hours=1),
        allow_fetching=False,
    )
    status = asyncio.run(async_validate_pdf_signature(signature, context))
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert ("（非电子公章）" in signature.sig_object["/Reason"]) == certificate.is_demonstration
    assert signature.sig_object["/M"] == "D:20270120023000Z"


def test_same_arguments_same_bytes():
    chain, last = chain_of(SNAPSHOT), persons()[2]
    key = last.public_key.hex()
    for certificate in (None, demonstration()):
        envelope = envelope_of(SNAPSHOT, chain, expects_certificate=certificate is not None)
        again = [seal_pdf(pdf_bytes(), envelope, SNAPSHOT, last.key.sign, key, certificate) for _ in range(2)]
        assert again[0] == again[1]


@pytest.mark.parametrize("certificate", [None, demonstration, curve])
def test_every_flipped_byte_of_the_update_is_seen(certificate, length):
    # The update is where seal and signature lie. The pages before it are sampled, and the hexadecimal digits of the
    # certificate's signature, which costs ten times the rest: its bytes are all flipped in the test after this.
    data = sealed(certificate and certificate())
    first = len(pdf_bytes())
    dice = random.Random(2027)
    found = re.search(rb"/Contents <([0-9A-F]{1000,})>", data)
    digits = range(*found.span(1)) if found else range(0)
    rest = [at for at in range(first, len(data)) if at not in digits]
    if found:
        rest = rest if length > 1 else dice.sample(rest, 1000)
    missed = []
    for at in [*dice.sample(range(first), 100), *dice.sample(digits, min(200, len(digits))), *rest]:
        changed = bytearray(data)
        changed[at] ^= 1 << dice.randrange(8)
        if not problems_of(bytes(changed)):
            missed.append(at)
    assert missed == []


def test_every_byte_of_the_certificate_signature_is_covered(length):
    dice = random.Random(64)
    sha256 = hashlib.sha256(b"content").digest()
    for certificate in (demonstration(), curve()):
        der = sign_detached(certificate, sha256)
        at = SIGNED_AT
        assert detached_problems(der, sha256, certificate.digests, at) == []
        assert detached_problems(der, hashlib.sha256(b"other").digest(), certificate.digests, at)
        assert detached_problems(der + b"\0", sha256, certificate.digests, at)
        assert detached_problems(der[:-1], sha256, certificate.digests, at)
        for place in range(len(der)):
            for bit in range(8) if length > 1 else [dice.randrange(8)]:
                changed = bytearray(der)
                changed[place] ^= 1 << bit
                assert detached_problems(bytes(changed), sha256, certificate.digests, at), (place, bit)


@pytest.mark.parametrize("certificate", [None, demonstration])
def test_cutting_and_adding_is_seen(certificate):
    data = sealed(certificate and certificate())
    for extra in (b"\n", b"\0", b"%%EOF\n", data, pdf_bytes()):
        assert problems_of(data + extra)
        assert problems_of(extra + data)
    for cut in (1, 2, 7, 100, 1000, 5000, len(data) - len(pdf_bytes())):
        assert problems_of(data[:-cut])
    assert problems_of(pdf_bytes()) == ("不是本程序封存的文件。",)


def test_a_later_revision_is_seen():
    writer = pypdf.PdfWriter(io.BytesIO(sealed()), incremental=True)
    writer.add_metadata({"/Title": "别的标题"})
    out = io.BytesIO()
    writer.write(out)
    assert problems_of(out.getvalue())


def test_saving_again_in_another_program_drops_the_seal():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sealed()))
    out = io.BytesIO()
    writer.write(out)
    assert problems_of(out.getvalue())


def _with_seal(data: bytes, seal) -> bytes:
    old = pypdf.PdfReader(io.BytesIO(data)).attachments["seal.json"][0]
    raw = seal_bytes(seal)
    assert len(raw) == len(old)
    return data.replace(old, raw)


def test_every_character_of_the_seal_matters():
    data = sealed()
    raw = pypdf.PdfReader(io.BytesIO(data)).attachments["seal.json"][0]
    start = data.index(raw)
    for at in range(start, start + len(raw)):
        changed = bytearray(data)
        changed[at] = ord("1") if data[at] != ord("1") else ord("2")
        assert problems_of(bytes(changed)), data[at - 20 : at + 20]


def test_an_envelope_or_a_signature_of_another_file_is_seen():
    one, two = sealed(), sealed(serial="ZZBG-2026-002")
    first, second = examine_pdf(one).seal, examine_pdf(two).seal
    assert problems_of(_with_seal(one, second))
    assert "文件签名无效，封存信息被改动过。" in problems_of(
        _with_seal(one, dataclasses.replace(first, envelope=second.envelope))
    )
    assert problems_of(_with_seal(one, dataclasses.replace(first, signature=second.signature)))
    assert problems_of(_with_seal(one, dataclasses.replace(first, container="zip")))


def test_the_certificate_signature_cannot_be_taken_off_or_exchanged():
    data = sealed(demonstration())
    other = demonstration_certificate(ENTERPRISE, SIGNED_AT - timedelta(days=1))
    contents = re.search(rb"/Contents <([0-9A-F]{1000,})>", data)
    without = data.replace(b"/ZhuizeSignature 1", b"/ZhuizeSignaturX 1")
    assert "封存信息与证书签名的有无不一致，证书签名可能被去掉或添加。" in problems_of(without)
    emptied = data.replace(contents[1], b"0" * len(contents[1]))
    assert problems_of(emptied)
    start, stop = contents.start(1) - 1, contents.end(1) + 1
    signed = hashlib.sha256(data[:start] + data[stop:]).digest()
    for certificate, sentence in ((demonstration(), None), (other, "证书与封存信息中记载的证书不是同一份。")):
        mine = sign_detached(certificate, signed).hex().upper().encode().ljust(len(contents[1]), b"0")
        exchanged = data.replace(contents[1], mine)
        assert problems_of(exchanged) == (() if sentence is None else (sentence,))


def test_slack_in_the_signature_is_seen():
    data = sealed(demonstration())
    contents = re.search(rb"/Contents <([0-9A-F]{1000,}?)((?:00)+)>", data)
    assert len(contents[2]) >= 128
    for end in (b"01", b"FF"):
        assert problems_of(data[: contents.end(2) - 2] + end + data[contents.end(2) :])
    lower = data.replace(contents[1], contents[1].lower())
    assert lower != data
    assert "证书签名的写法与本程序的不同，签名处被改动过。" in problems_of(lower)


def test_a_certificate_outside_its_dates_is_refused():
    expired = demonstration_certificate(ENTERPRISE, SIGNED_AT - timedelta(days=5 * 365))
    envelope = envelope_of(SNAPSHOT, chain_of(SNAPSHOT), expects_certificate=True)
    last = persons()[2]
    with pytest.raises(FileProblem, match="有效期"):
        seal_pdf(pdf_bytes(), envelope, SNAPSHOT, last.key.sign, last.public_key.hex(), expired)
    sha256 = hashlib.sha256(b"content").digest()
    der = sign_detached(expired, sha256)
    assert detached_problems(der, sha256, expired.digests, SIGNED_AT) == ["封存时证书不在有效期内。"]


def test_what_would_not_verify_is_not_sealed():
    chain, last = chain_of(SNAPSHOT), persons()[2]
    arguments = (SNAPSHOT, last.key.sign, last.public_key.hex())
    with pytest.raises(ValueError, match="certificate"):
        seal_pdf(pdf_bytes(), envelope_of(SNAPSHOT, chain), *arguments, demonstration())
    with pytest.raises(ValueError, match="certificate"):
        seal_pdf(pdf_bytes(), envelope_of(SNAPSHOT, chain, expects_certificate=True), *arguments)
    with pytest.raises(ValueError, match="sealed already"):
        seal_pdf(sealed(), envelope_of(SNAPSHOT, chain), *arguments)
    with pytest.raises(FileProblem):
        seal_pdf(pdf_bytes(), envelope_of(SNAPSHOT, chain, title="/ZhuizeSeal 1"), *arguments)


def test_a_certificate_file_is_read_back_and_wrong_ones_told(tmp_path):
    path = tmp_path / "enterprise.p12"
    for certificate in (demonstration(), curve()):
        path.write_bytes(certificate.to_pkcs12("密码 Pass-2027"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = load_certificate(path, "密码 Pass-2027")
        assert found.digests == certificate.digests
        assert found.subject == certificate.subject
    assert demonstration().is_demonstration
    assert "演示用 非电子公章" in demonstration().subject
    assert not curve().is_demonstration
    with pytest.raises(FileProblem, match="密码"):
        load_certificate(path, "wrong")
    path.write_bytes(b"no certificate")
    with pytest.raises(FileProblem, match="打不开"):
        load_certificate(path, "x")
    with pytest.raises(FileProblem, match="找不到"):
        load_certificate(tmp_path / "none.p12", "x")


def test_a_long_enterprise_name_fits_into_the_certificate():
    long = "济南某某某某基础设施投资建设运营管理集团第三工程有限责任公司" * 2
    assert "演示用 非电子公章" in demonstration_certificate(long, SIGNED_AT).subject
