"""Compound files (.xls, encrypted .xlsx, .doc): looked through before a reader that trusts them is let in.

The workbook reader believes the counts in such a file and asks for as much memory as they say; a damaged
count ends the whole program. So header, sector chains and records of the workbook are checked here first.
Layout: [MS-CFB] 2.2 to 2.6, [MS-XLS] 2.1.4, 2.4.28, 2.4.90, 2.4.117.
"""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END, _LAST_SECTOR = 0xFFFFFFFE, 0xFFFFFFFA
_HEADER_FATS = 109
_MINI_SECTOR, _MINI_LIMIT = 64, 4096

_BOUND_SHEET, _DIMENSIONS, _FILE_PASS, _EOF = 0x0085, 0x0200, 0x002F, 0x000A
#: Record types that begin with row and column.
_CELLS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
_MOST_COLUMNS = 256


class Damaged(Exception):
    """The file contradicts itself."""


class Encrypted(Exception):
    """The workbook opens with a password only."""


class CompoundFile:
    """The streams of a compound file in memory."""

    def __init__(self, data: bytes) -> None:
        """Read header, sector table and directory.

        Raises:
            Damaged: sizes or chains that cannot be.
        """
        if len(data) < 512 or not data.startswith(MAGIC):
            raise Damaged
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Damaged
        self._data, self._size = data, 1 << shift
        fats, directory = struct.unpack_from("<II", data, 44)
        mini_fat, mini_fats, difat, difats = struct.unpack_from("<IIII", data, 60)
        sectors = len(data) // self._size
        if fats > sectors or mini_fats > sectors or difats > sectors:
            raise Damaged
        self._fat = self._sector_table(difat, difats)
        self.streams: dict[str, tuple[int, int]] = {}
        self._directory(self._chain(directory))
        self._mini = self._table(self._chain(mini_fat)) if mini_fats else []

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises ``Damaged``; ``KeyError`` when there is none of that name."""
        start, size = self.streams[name]
        if size >= _MINI_LIMIT or not self._mini:
            found = self._chain(start, size)
        else:
            ministream = self._chain(*self._root)
            parts: list[bytes] = []
            seen: set[int] = set()
            sector = start
            while sector < _LAST_SECTOR and len(parts) * _MINI_SECTOR < size:
                if sector in seen or sector >= len(self._mini):
                    raise Damaged
                seen.add(sector)
                parts.append(ministream[sector * _MINI_SECTOR : (sector + 1) * _MINI_SECTOR])
                sector = self._mini[sector]
            found = b"".join(parts)
        if len(found) < size:
            raise Damaged
        return found[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if number >= _LAST_SECTOR or start >= len(self._data):
            raise Damaged
        return self._data[start : start + self._size]

    @staticmethod
    def _table(data: bytes) -> list[int]:
        return [number for (number,) in struct.iter_unpack("<I", data[: len(data) // 4 * 4])]

    def _sector_table(self, difat: int, difats: int) -> list[int]:
        """The chain table, from the sectors named in the header and in the sectors that continue it."""
        numbers = self._table(self._data[76 : 76 + 4 * _HEADER_FATS])
        for _ in range(difats):
            if difat >= _LAST_SECTOR:
                break
            more = self._table(self._sector(difat))
            difat = more.pop()
            numbers += more
        else:
            if difat < _LAST_SECTOR:
                raise Damaged  # more of them than the header says: a circle
        named = [number for number in numbers if number < _LAST_SECTOR]
        return [entry for number in named for entry in self._table(self._sector(number))]

    def _chain(self, sector: int, most: int | None = None) -> bytes:
        """The sectors of one chain, joined. Raises ``Damaged`` for a circle or a sector outside."""
        parts: list[bytes] = []
        seen: set[int] = set()
        while sector != _END and (most is None or len(parts) * self._size < most):
            if sector in seen or sector >= len(self._fat):
                raise Damaged
            seen.add(sector)
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def _directory(self, data: bytes) -> None:
        self._root = (_END, 0)
        for offset in range(0, len(data) // 128 * 128, 128):
            entry = data[offset : offset + 128]
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            if kind not in (2, 5) or not 2 <= length <= 64:
                continue
            if size > len(self._data):
                raise Damaged
            if kind == 5:
                self._root = (start, size)
            else:
                self.streams[entry[: length - 2].decode("utf-16-le", "replace")] = (start, size)


def check_workbook(stream: bytes, most_cells: int) -> None:
    """Walk the records of a BIFF workbook and of each of its sheets.

    Args:
        stream: the stream ``Workbook`` or ``Book``.
        most_cells: the largest rectangle of rows × columns a sheet may span.

    Raises:
        Encrypted: there is a FilePass record.
        Damaged: records run past the end, or a sheet claims impossible dimensions.
    """
    sheets: list[int] = []
    for kind, start, length in _records(stream, 0):
        if kind == _FILE_PASS:
            raise Encrypted
        if kind == _BOUND_SHEET and length >= 4:
            sheets.append(struct.unpack_from("<I", stream, start)[0])
        if kind == _EOF:
            break
    for offset in sheets:
        _check_sheet(stream, offset, most_cells)


def _check_sheet(stream: bytes, offset: int, most_cells: int) -> None:
    depth = 0
    for kind, start, length in _records(stream, offset):
        if kind == 0x0809:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif kind == _DIMENSIONS:
            _check_dimensions(stream[start : start + length], most_cells)
        elif (
            kind in _CELLS and length >= 4 and struct.unpack_from("<H", stream, start + 2)[0] >= _MOST_COLUMNS
        ):
            raise Damaged


def _check_dimensions(data: bytes, most_cells: int) -> None:
    if len(data) == 10:  # before BIFF8
        top, bottom, left, right = struct.unpack_from("<HHHH", data)
    elif len(data) == 14:
        top, bottom, left, right = struct.unpack_from("<IIHH", data)
    else:
        raise Damaged
    empty = bottom == 0 and right == 0
    if not empty and (bottom < top or right < left or (bottom + 1) * (right + 1) > most_cells):
        raise Damaged


def _records(stream: bytes, offset: int) -> list[tuple[int, int, int]]:
    """Type, start and length of every record from ``offset`` on, up to the end of the stream."""
    found = []
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        if offset + 4 + length > len(stream):
            raise Damaged
        found.append((kind, offset + 4, length))
        offset += 4 + length
    return found
