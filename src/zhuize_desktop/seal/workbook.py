"""Sealed workbooks: an ``.xlsx`` with two stored parts more, which Excel and LibreOffice leave alone.

``zhuize/snapshot.json`` is the frozen content, ``zhuize/seal.json`` the seal (see ``zipseal`` and
``fileseal``). Both are declared as the Open Packaging Conventions (ECMA-376 part 2) ask: content type
``application/json`` and a relationship of the package, so that no program offers to repair the file. Saving
it again in Excel drops them, and the seal with them.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from zhuize_desktop.seal.fileseal import Examined, blank_seal, seal_bytes, seal_problems
from zhuize_desktop.seal.zipseal import SEAL_NAME, fixed_info, read_part, read_seal, write_seal

if TYPE_CHECKING:
    from zhuize_desktop.seal.envelope import Envelope
    from zhuize_desktop.seal.fileseal import Sign

SNAPSHOT_NAME = "zhuize/snapshot.json"
CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "_rels/.rels"
LARGEST_SNAPSHOT = 1 << 30

_JSON_TYPE = b'<Default Extension="json" ContentType="application/json"/>'
_LINKS = b"".join(
    b'<Relationship Id="zhuize-%s" Type="urn:zhuize-desktop:%s" Target="zhuize/%s.json"/>'
    % (name, name, name)
    for name in (b"seal", b"snapshot")
)


def seal_workbook(xlsx: bytes, envelope: Envelope, snapshot: bytes, sign: Sign, public_key: str) -> bytes:
    """The workbook with its snapshot and its seal; the same arguments give the same bytes.

    Args:
        xlsx: the rendered workbook.
        envelope: what it says about itself; ``content`` is the digest of ``snapshot``.
        snapshot: the frozen content, canonical JSON.
        sign: signs a message with the key of the last electronic signer (Ed25519, 64 bytes).
        public_key: the public half of that key, hexadecimal.

    Raises:
        FileProblem: the envelope holds a text that nobody could read back.
        ValueError: envelope, snapshot, signatures and key do not belong together.
    """
    blank = blank_seal("xlsx", envelope, snapshot, public_key)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == CONTENT_TYPES:
                data = _insert(data, _JSON_TYPE, b"</Types>")
            elif info.filename == RELATIONSHIPS:
                data = _insert(data, _LINKS, b"</Relationships>")
            target.writestr(fixed_info(info.filename, zipfile.ZIP_DEFLATED), data, compresslevel=6)
        target.writestr(fixed_info(SNAPSHOT_NAME, zipfile.ZIP_STORED), snapshot)
        target.writestr(fixed_info(SEAL_NAME, zipfile.ZIP_STORED), bytes(len(seal_bytes(blank))))
    write_seal(out, blank, sign)
    return out.getvalue()


def _insert(xml: bytes, addition: bytes, before: bytes) -> bytes:
    head, mark, tail = xml.rpartition(before)
    if not mark or addition in head:
        raise ValueError("not a workbook this program rendered, or sealed already")
    return head + addition + mark + tail


def examine_workbook(stream: BinaryIO) -> Examined:
    """The seal and snapshot of a workbook, and everything that is wrong with it.

    Raises:
        FileProblem: not sealed by this program, or too damaged to find the seal.
    """
    layout, seal, file = read_seal(stream)
    part = layout.find(SNAPSHOT_NAME)
    snapshot = None if part is None else read_part(stream, part, LARGEST_SNAPSHOT)
    problems = seal_problems(seal, "xlsx", file, snapshot)
    if seal.envelope.kind != "report":
        problems.append("封存信息不是报告的封存信息。")
    if seal.certificates:
        problems.append("工作簿的封存信息不应含有证书。")
    return Examined(seal, snapshot or b"", tuple(problems))
