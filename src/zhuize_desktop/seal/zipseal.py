"""A sealed zip: where its parts lie, byte by byte, and the seal over all of them. Workbooks and packages rest on it.

``zhuize/seal.json`` is a stored (uncompressed) part. The file's digests cover every byte, with zero in place
of that part's data and of its CRC in the local header and in the central directory. The layout is accepted in
one form only: local parts one behind the other from the first byte, then the central directory in the same
order, then the end record; no comment, no data descriptor, no encryption, no two names that differ in case
only. Zip64 is read and written, for backups beyond 4 GB.
"""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.digest import Digest, digest_blanked
from zhuize_desktop.seal.fileseal import NOT_SEALED, FileSeal, parse_seal, seal_bytes, signed_seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from zhuize_desktop.seal.fileseal import Sign

SEAL_NAME = "zhuize/seal.json"
SMALL = 64 << 20
TIME = (1980, 1, 1, 0, 0, 0)
DAMAGED = "文件的压缩包结构已损坏或被改动（可能被截断、追加或拼接），请向出具方重新索取。"

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END, _LOCATOR, _END64 = 22, 20, 56
_IN_ZIP64 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Part:
    """One stored or deflated part: where its data and its two CRC fields lie."""

    name: str
    data_at: int
    length: int
    is_stored: bool
    crc: int
    crc_fields: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """All parts in their order, and the size of the file."""

    parts: tuple[Part, ...]
    size: int

    def find(self, name: str) -> Part | None:
        """The part of that name."""
        return next((part for part in self.parts if part.name == name), None)


def fixed_info(name: str, method: int) -> zipfile.ZipInfo:
    """The header of a part without anything that differs between two computers or two moments."""
    info = zipfile.ZipInfo(name, TIME)
    info.compress_type = method
    info.create_system = 0
    info.external_attr = 0
    return info


def layout_of(stream: BinaryIO) -> Layout:
    """Where everything lies.

    Raises:
        FileProblem: not a zip, or not laid out in the one accepted form.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            infos = archive.infolist()
            directory_at = archive.start_dir
            comment = archive.comment
        size = stream.seek(0, 2)
        if comment or len({info.filename.casefold() for info in infos}) != len(infos):
            raise zipfile.BadZipFile("comment or repeated name")
        return Layout(tuple(_parts(stream, infos, directory_at, size)), size)
    # zipfile lets several of its own slips through on hostile input; all of them mean: no zip we can read.
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        struct.error,
        ValueError,
        OverflowError,
        EOFError,
    ) as reason:
        raise FileProblem(DAMAGED) from reason
    except OSError as reason:
        # A wrong offset makes a seek before the beginning of the file; every other refusal is the disk's.
        if reason.errno != errno.EINVAL:
            raise
        raise FileProblem(DAMAGED) from reason


def _parts(stream: BinaryIO, infos: list[zipfile.ZipInfo], directory_at: int, size: int) -> Iterable[Part]:
    local_at, central_at = 0, directory_at
    for info in infos:
        stream.seek(central_at)
        central = _CENTRAL.unpack(stream.read(_CENTRAL.size))
        if central[0] != b"PK\1\2" or central[12] or info.header_offset != local_at:
            raise zipfile.BadZipFile("gap before a part, or a comment")
        stream.seek(local_at)
        local = _LOCAL.unpack(stream.read(_LOCAL.size))
        name = stream.read(local[9])
        # Flags, method, time, date and CRC must agree, and the sizes unless they stand in zip64 fields.
        if local[0] != b"PK\3\4" or local[2:7] != central[3:8] or local[2] & ~0x800:
            raise zipfile.BadZipFile("headers disagree, or flags beyond UTF-8")
        if local[7:9] != central[8:10] and _IN_ZIP64 not in local[7:9]:
            raise zipfile.BadZipFile("sizes disagree")
        if not name.decode("utf-8" if local[2] else "cp437") == info.orig_filename == info.filename:
            raise zipfile.BadZipFile("names disagree")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile("unknown compression")
        stored = info.compress_type == zipfile.ZIP_STORED
        if stored and info.compress_size != info.file_size:
            raise zipfile.BadZipFile("stored part with two sizes")
        data_at = local_at + _LOCAL.size + local[9] + local[10]
        yield Part(
            info.filename, data_at, info.compress_size, stored, info.CRC, (local_at + 14, central_at + 16)
        )
        local_at = data_at + info.compress_size
        central_at += _CENTRAL.size + central[10] + central[11]
    # Without zip64 the end record follows the directory at once; with it, its two records stand between.
    if local_at != directory_at or size - central_at not in (_END, _END64 + _LOCATOR + _END):
        raise zipfile.BadZipFile("bytes that belong to nothing")


def read_part(stream: BinaryIO, part: Part, limit: int = SMALL) -> bytes:
    """The data of a stored part held in memory.

    Raises:
        FileProblem: compressed, larger than ``limit``, or not of its CRC.
    """
    if not part.is_stored or part.length > limit:
        raise FileProblem(DAMAGED)
    stream.seek(part.data_at)
    data = stream.read(part.length)
    if len(data) != part.length or zlib.crc32(data) != part.crc:
        raise FileProblem(DAMAGED)
    return data


def write_seal(stream: BinaryIO, blank: FileSeal, sign: Sign) -> None:
    """Fill the blank seal standing in a finished zip with the real one."""
    layout = layout_of(stream)
    part = layout.find(SEAL_NAME)
    if part is None or part.length != len(seal_bytes(blank)):
        raise ValueError("no blank seal in the zip")
    data = signed_seal(blank, _digest(stream, layout, part), sign)
    stream.seek(part.data_at)
    stream.write(data)
    for at in part.crc_fields:
        stream.seek(at)
        stream.write(struct.pack("<I", zlib.crc32(data)))


def read_seal(stream: BinaryIO, tell: Callable[[int], None] | None = None) -> tuple[Layout, FileSeal, Digest]:
    """The layout of a sealed zip, its seal, and the digests the file has now; ``tell`` as for ``digest_pieces``.

    Raises:
        FileProblem: not sealed by this program, or its structure or seal cannot be read.
    """
    layout = layout_of(stream)
    part = layout.find(SEAL_NAME)
    if part is None:
        raise FileProblem(NOT_SEALED)
    return layout, parse_seal(read_part(stream, part)), _digest(stream, layout, part, tell)


def _digest(
    stream: BinaryIO, layout: Layout, part: Part, tell: Callable[[int], None] | None = None
) -> Digest:
    holes = [(part.data_at, part.length), *((at, 4) for at in part.crc_fields)]
    return digest_blanked(stream, layout.size, holes, tell)
