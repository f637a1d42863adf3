"""One incremental update at the end of a PDF (ISO 32000-1, 7.5.6), with every byte of it in our hands.

Objects are read by pyHanko; what is new or changed is written here behind the unchanged original: no random
number, no time of day, and offsets that a seal can point to.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

if TYPE_CHECKING:
    from datetime import datetime

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


class Update:
    """Objects to be appended to a PDF, and the objects of it that they change.

    Raises ``ValueError`` for a PDF this program does not render: encrypted, or with a cross-reference stream.
    """

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf if pdf.endswith(b"\n") else pdf + b"\n"
        self._reader = PdfFileReader(io.BytesIO(pdf))
        found = _START.search(pdf)
        if found is None or self._reader.has_xref_stream or self._reader.encrypted:
            raise ValueError("not a PDF this program rendered")
        self._previous = int(found[1])
        self._size = int(self._reader.trailer["/Size"])
        self._bodies: dict[int, bytes] = {}

    def new_number(self) -> int:
        """The number of an object yet to be put."""
        self._size += 1
        return self._size - 1

    def put(self, number: int, body: bytes) -> int:
        """Set what stands between ``obj`` and ``endobj``; gives the number back."""
        self._bodies[number] = body
        return number

    def add(self, body: bytes) -> int:
        """A new object; its number."""
        return self.put(self.new_number(), body)

    def add_stream(self, entries: bytes, data: bytes) -> int:
        """A new stream; ``/Length`` comes last in its dictionary."""
        head = b"<< %s /Length %d >>\nstream\n" % (entries, len(data))
        return self.add(head + data + b"\nendstream")

    @property
    def catalog(self) -> tuple[int, dict[str, Any]]:
        """Number and entries of the document catalog; references are not followed."""
        return _entries(self._reader.trailer.raw_get("/Root"))

    @property
    def first_page(self) -> tuple[int, dict[str, Any]]:
        """Number and entries of the first page."""
        node = self._reader.root.raw_get("/Pages")
        while "/Kids" in node.get_object():
            node = node.get_object()["/Kids"].raw_get(0)
        return _entries(node)

    def finish(self, identity: bytes) -> bytes:
        """The PDF with everything put so far; ``identity`` (16 bytes) is the new second half of its ``/ID``."""
        out = bytearray(self._pdf)
        offsets = {}
        for number, body in sorted(self._bodies.items()):
            offsets[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        # The head of the free list is repeated: some readers take the first entry of any table for it.
        out += b"xref\n0 1\n0000000000 65535 f \n"
        for number, offset in offsets.items():
            out += b"%d 1\n%010d 00000 n \n" % (number, offset)
        trailer = self._reader.trailer
        out += b"trailer\n<< /Size %d /Root %s " % (self._size, written(trailer.raw_get("/Root")))
        if "/Info" in trailer:
            out += b"/Info %s " % written(trailer.raw_get("/Info"))
        first = trailer["/ID"][0].original_bytes if "/ID" in trailer else identity
        out += b"/ID [<%s> <%s>] " % (first.hex().encode(), identity.hex().encode())
        out += b"/Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (self._previous, start)
        return bytes(out)


def _entries(reference: Any) -> tuple[int, dict[str, Any]]:
    found = reference.get_object()
    if reference.generation != 0 or not isinstance(found, DictionaryObject):
        raise ValueError("not a PDF this program rendered")
    return reference.idnum, {key: found.raw_get(key) for key in found}


def dictionary(entries: dict[str, Any]) -> bytes:
    """A PDF dictionary; a value is an object as read, or bytes written as they are."""
    parts = [
        b"%s %s" % (key.encode(), value if isinstance(value, bytes) else written(value))
        for key, value in entries.items()
    ]
    return b"<< " + b" ".join(parts) + b" >>"


def resolved(value: Any) -> Any:
    """What a reference leads to; anything else as it is."""
    if isinstance(value, IndirectObject):
        return value.get_object()  # type: ignore[no-untyped-call]
    return value


def written(value: Any) -> bytes:
    """An object as read, written again."""
    out = io.BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()


def reference(number: int) -> bytes:
    """A reference to an object."""
    return b"%d 0 R" % number


def text(value: str) -> bytes:
    """A text string in UTF-16 with its mark, written in hexadecimal."""
    return b"<%s>" % ("\ufeff" + value).encode("utf-16-be").hex().upper().encode()


def instant(value: datetime) -> bytes:
    """A date string in UTC."""
    return f"(D:{value:%Y%m%d%H%M%S}Z)".encode()
