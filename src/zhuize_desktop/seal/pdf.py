"""Sealed PDFs: the rendered pages, then one update that attaches the snapshot and the seal and may sign.

The attachments are ``snapshot.json`` and ``seal.json``; the signature is PAdES by the enterprise's certificate.
The file's digests (see ``fileseal``) cover all of it, from the first byte to the last, with two holes: the
data of ``seal.json``, found by the mark ``/ZhuizeSeal 1`` in its stream's dictionary, and the value of the
signature's ``/Contents`` with its angle brackets, found by the mark ``/ZhuizeSignature 1``. Each mark occurs
once in the file. ``seal.json`` says by its certificates whether there is a second hole. ``/ByteRange`` must
be the whole file without ``/Contents``; that is DER in upper-case hexadecimal, then zeros only. So nothing
can be appended, cut off, or hidden in a gap, and a file whose envelope expects a certificate is not good
without it.

The signature field is invisible. Dates come from the envelope: without certificate, or with an RSA one, the
same arguments give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.canonical import instant_of
from zhuize_desktop.seal.digest import digest_blanked
from zhuize_desktop.seal.envelope import envelope_bytes
from zhuize_desktop.seal.fileseal import (
    NOT_SEALED,
    Examined,
    blank_seal,
    parse_seal,
    seal_bytes,
    seal_problems,
    signed_seal,
)

if TYPE_CHECKING:
    from zhuize_desktop.seal.certificate import Certificate
    from zhuize_desktop.seal.envelope import Envelope
    from zhuize_desktop.seal.fileseal import FileSeal, Sign
    from zhuize_desktop.seal.pdf_update import Update

SEAL_MARK = b"/ZhuizeSeal 1"
SNAPSHOT_MARK = b"/ZhuizeSnapshot 1"
SIGNATURE_MARK = b"/ZhuizeSignature 1"
LARGEST_SNAPSHOT = 1 << 30
FIELD = b"(zhuize)"
DAMAGED = "PDF 的封存部分已损坏或被改动（可能被截断、追加或另存），请向出具方重新索取。"

_STREAM = re.compile(rb" /Length (\d{1,12}) >>\nstream\n")
_RANGE = re.compile(rb" /ByteRange \[0 (\d{1,12}) (\d{1,12}) (\d{1,12})\] *")
_SIGNATURE_START = re.compile(rb" /Contents <")
_RANGE_WIDTH = 64


def seal_pdf(
    pdf: bytes,
    envelope: Envelope,
    snapshot: bytes,
    sign: Sign,
    public_key: str,
    certificate: Certificate | None = None,
) -> bytes:
    """The PDF with its snapshot, its seal and, with a certificate, its PAdES signature.

    Args:
        pdf: as rendered.
        envelope: what it says about itself; ``content`` is the digest of ``snapshot``.
        snapshot: the frozen content, canonical JSON.
        sign: signs a message with the key of the last electronic signer (Ed25519, 64 bytes).
        public_key: the public half of that key, hexadecimal.
        certificate: the enterprise's; given if and only if the envelope expects one.

    Raises:
        FileProblem: the certificate is not within its dates, or the envelope cannot be read back.
        ValueError: arguments that do not belong together, or a PDF this program did not render.
    """
    from zhuize_desktop.seal import certificate as certificates
    from zhuize_desktop.seal.pdf_update import Update

    if envelope.expects_certificate != (certificate is not None):
        raise ValueError("envelope and certificate disagree")
    pinned = () if certificate is None else certificate.digests
    blank = blank_seal("pdf", envelope, snapshot, public_key, pinned)
    update = Update(pdf)
    reserved = 0
    if certificate is not None:
        certificates.require_valid(certificate, instant_of(envelope.created_at))
        # An elliptic curve's signature may be some bytes longer another time.
        reserved = len(certificates.sign_detached(certificate, bytes(32))) + 64
    _put_objects(update, envelope, snapshot, len(seal_bytes(blank)), certificate, reserved)
    identity = hashlib.sha256(pdf + envelope_bytes(envelope)).digest()[:16]
    data = bytearray(update.finish(identity))
    marks = _find_marks(data)
    if marks.signature is not None:
        _write_range(data, marks.signature)
    file = digest_blanked(io.BytesIO(data), len(data), marks.holes)
    data[marks.seal.start : marks.seal.stop] = signed_seal(blank, file, sign)
    if certificate is not None and marks.signature is not None:
        hole = marks.signature
        der = certificates.sign_detached(certificate, _signed_digest(data, hole))
        data[hole.start + 1 : hole.stop - 1] = der.hex().upper().encode().ljust(2 * reserved, b"0")
    # A text in the envelope could hold a mark: then nobody would find the seal again.
    _find_marks(data)
    return bytes(data)


def _put_objects(
    update: Update,
    envelope: Envelope,
    snapshot: bytes,
    seal_length: int,
    certificate: Certificate | None,
    reserved: int,
) -> None:
    from zhuize_desktop.seal.pdf_update import dictionary, instant, reference, resolved

    created = instant(instant_of(envelope.created_at))
    kind = b"/Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size %d /ModDate %s >>"
    seal_entries = kind % (seal_length, created) + b" " + SEAL_MARK
    seal = _put_file(update, "seal.json", "封存信息", seal_entries, bytes(seal_length))
    snapshot_entries = kind % (len(snapshot), created) + b" /Filter /FlateDecode " + SNAPSHOT_MARK
    content = _put_file(update, "snapshot.json", "数据快照", snapshot_entries, zlib.compress(snapshot, 6))
    names = b"(seal.json) %s (snapshot.json) %s" % (seal, content)
    number, catalog = update.catalog
    trees = dict(resolved(catalog.get("/Names", {})))
    if "/EmbeddedFiles" in trees or {"/AF", "/AcroForm"} & set(catalog):
        raise ValueError("not a PDF this program rendered, or sealed already")
    catalog["/Names"] = dictionary({**trees, "/EmbeddedFiles": b"<< /Names [%s] >>" % names})
    catalog["/AF"] = b"[%s %s]" % (seal, content)
    if certificate is not None:
        field = _put_signature(update, envelope, certificate, reserved)
        catalog["/AcroForm"] = b"<< /Fields [%s] /SigFlags 3 >>" % reference(field)
    update.put(number, dictionary(catalog))


def _put_file(update: Update, name: str, description: str, entries: bytes, data: bytes) -> bytes:
    """An attached file; the reference by which the catalog names it."""
    from zhuize_desktop.seal.pdf_update import dictionary, reference, text

    stream = reference(update.add_stream(entries, data))
    file = {
        "/Type": b"/Filespec",
        "/F": f"({name})".encode(),
        "/UF": text(name),
        "/Desc": text(description),
        "/AFRelationship": b"/Data",
        "/EF": b"<< /F %s /UF %s >>" % (stream, stream),
    }
    return reference(update.add(dictionary(file)))


def _put_signature(update: Update, envelope: Envelope, certificate: Certificate, reserved: int) -> int:
    from zhuize_desktop.seal.pdf_update import dictionary, instant, reference, resolved, text, written

    label = "（非电子公章）" if certificate.is_demonstration else ""
    signature = update.add(
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M %s /Reason %s %s%s /Contents <%s> >>"
        % (
            instant(instant_of(envelope.created_at)),
            text(f"封存{label}：{envelope.title}，编号 {envelope.serial}"),
            SIGNATURE_MARK,
            b" " * _RANGE_WIDTH,
            b"0" * 2 * reserved,
        )
    )
    page, entries = update.first_page
    field = update.new_number()
    before = b" ".join(written(one) for one in resolved(entries.get("/Annots", ())))
    widget = {
        "/Type": b"/Annot",
        "/Subtype": b"/Widget",
        "/FT": b"/Sig",
        "/T": FIELD,
        "/F": b"132",
        "/Rect": b"[0 0 0 0]",
        "/P": reference(page),
        "/V": reference(signature),
    }
    update.put(field, dictionary(widget))
    update.put(page, dictionary({**entries, "/Annots": b"[%s %s]" % (before, reference(field))}))
    return field


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where the seal's data lies, where the signature's ``/Contents`` with its brackets, if there is one."""

    seal: range
    signature: range | None

    @property
    def holes(self) -> list[tuple[int, int]]:
        return [(one.start, len(one)) for one in (self.seal, self.signature) if one is not None]


def _find_marks(data: bytes | bytearray) -> _Marks:
    """The holes of a sealed PDF.

    Raises:
        FileProblem: not sealed by this program, or a mark stands twice or leads to nothing.
    """
    seal = _stream(data, SEAL_MARK)
    if seal is None:
        raise FileProblem(NOT_SEALED)
    return _Marks(seal, _contents(data))


def _stream(data: bytes | bytearray, mark: bytes) -> range | None:
    """Where the data of the one stream with this mark lies."""
    at = data.find(mark)
    if at < 0:
        return None
    head = _STREAM.match(data, at + len(mark))
    if head is None or data.find(mark, at + 1) >= 0:
        raise FileProblem(DAMAGED)
    stop = head.end() + int(head[1])
    if data[stop : stop + 11] != b"\nendstream\n":
        raise FileProblem(DAMAGED)
    return range(head.end(), stop)


def _contents(data: bytes | bytearray) -> range | None:
    at = data.find(SIGNATURE_MARK)
    if at < 0:
        return None
    after = at + len(SIGNATURE_MARK) + _RANGE_WIDTH
    head = _SIGNATURE_START.match(data, after)
    stop = data.find(b">", after)
    if head is None or stop < 0 or data.find(SIGNATURE_MARK, at + 1) >= 0:
        raise FileProblem(DAMAGED)
    return range(head.end() - 1, stop + 1)


def _write_range(data: bytearray, hole: range) -> None:
    entry = b" /ByteRange [0 %d %d %d]" % (hole.start, hole.stop, len(data) - hole.stop)
    at = hole.start - len(b" /Contents ") - _RANGE_WIDTH
    data[at : at + _RANGE_WIDTH] = entry.ljust(_RANGE_WIDTH)


def _signed_digest(data: bytes | bytearray, hole: range) -> bytes:
    view = memoryview(data)
    found = hashlib.sha256(view[: hole.start])
    found.update(view[hole.stop :])
    return found.digest()


def examine_pdf(data: bytes) -> Examined:
    """The seal and snapshot of a PDF, and everything that is wrong with it.

    Raises:
        FileProblem: not sealed by this program, or too damaged to find the seal.
    """
    marks = _find_marks(data)
    seal = parse_seal(data[marks.seal.start : marks.seal.stop])
    snapshot = _snapshot(data)
    file = digest_blanked(io.BytesIO(data), len(data), marks.holes)
    problems = seal_problems(seal, "pdf", file, snapshot)
    if seal.envelope.kind != "report":
        problems.append("封存信息不是报告的封存信息。")
    if seal.envelope.expects_certificate != bool(seal.certificates):
        problems.append("封存信息中关于证书的记载前后不一。")
    if bool(seal.certificates) != (marks.signature is not None):
        problems.append("封存信息与证书签名的有无不一致，证书签名可能被去掉或添加。")
    holder = ""
    if seal.certificates and marks.signature is not None:
        holder, found = _signature(data, marks.signature, seal)
        problems += found
    return Examined(seal, snapshot or b"", tuple(problems), holder)


def _snapshot(data: bytes) -> bytes | None:
    place = _stream(data, SNAPSHOT_MARK)
    if place is None:
        return None
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data[place.start : place.stop], LARGEST_SNAPSHOT)
    except zlib.error:
        return None
    return found if unpacking.eof and not unpacking.unused_data else None


def _signature(data: bytes, hole: range, seal: FileSeal) -> tuple[str, list[str]]:
    """Whose certificate signs the PDF, and what is wrong with that signature."""
    from zhuize_desktop.seal.certificate import detached_problems, holder_of

    declared = _RANGE.fullmatch(data, hole.start - len(b" /Contents ") - _RANGE_WIDTH, hole.start - 11)
    if declared is None or [int(one) for one in declared.groups()] != [
        hole.start,
        hole.stop,
        len(data) - hole.stop,
    ]:
        return "", ["证书签名没有覆盖整个文件。"]
    written = data[hole.start + 1 : hole.stop - 1]
    if not re.fullmatch(rb"(?:[0-9A-F]{2})+", written):
        return "", ["证书签名的写法与本程序的不同，签名处被改动过。"]
    raw = bytes.fromhex(written.decode())
    der = raw[: _der_length(raw)]
    problems = detached_problems(
        der, _signed_digest(data, hole), seal.certificates, instant_of(seal.envelope.created_at)
    )
    if any(raw[len(der) :]):
        problems.append("证书签名之后藏有别的内容。")
    return "" if problems else holder_of(der), problems


def _der_length(raw: bytes) -> int:
    """How many bytes the outermost DER value takes; all of them when its head makes no sense."""
    if len(raw) < 2 or raw[1] < 0x80:
        return len(raw)
    count = raw[1] & 0x7F
    return 2 + count + int.from_bytes(raw[2 : 2 + count])
