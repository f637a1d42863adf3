"""Digests: SHA-256, with the national SM3 (GB/T 32905) beside it, always both together.

Written as lower-case hexadecimal. A file is read in pieces, so that a backup of many gigabytes needs no
memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash

from zhuize_desktop.seal.atomic import file_problem
from zhuize_desktop.seal.canonical import HEX64, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Digest:
    """The two digests of the same bytes, each 64 lower-case hexadecimal digits."""

    sha256: Annotated[str, Term("SHA-256 摘要", HEX64)]
    sm3: Annotated[str, Term("SM3 摘要", HEX64)]

    @property
    def short(self) -> str:
        """The first 16 digits of SHA-256 in groups of four, for people: ``3a7b 22c0 91ff 0e5d``."""
        return " ".join(self.sha256[at : at + 4] for at in range(0, 16, 4))


BLANK = Digest("0" * 64, "0" * 64)


def digest(data: bytes) -> Digest:
    """Both digests of the bytes."""
    return digest_pieces([data])


def digest_pieces(pieces: Iterable[bytes], tell: Callable[[int], None] | None = None) -> Digest:
    """Both digests of the pieces put together; ``tell`` is called with the length of each."""
    sha256, sm3 = Hash(SHA256()), Hash(SM3())
    for piece in pieces:
        if tell is not None:
            tell(len(piece))
        sha256.update(piece)
        sm3.update(piece)
    return Digest(sha256.finalize().hex(), sm3.finalize().hex())


def pieces(stream: BinaryIO, length: int | None = None) -> Iterator[bytes]:
    """The next ``length`` bytes of a stream, or all that is left, piece by piece; fewer if it ends before."""
    left = length
    while left != 0 and (piece := stream.read(PIECE if left is None else min(PIECE, left))):
        left = None if left is None else left - len(piece)
        yield piece


def digest_file(path: Path) -> Digest:
    """Both digests of a file.

    Raises:
        FileProblem: the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return digest_pieces(pieces(stream))
    except OSError as reason:
        raise file_problem(reason, path) from reason


def digest_blanked(
    stream: BinaryIO,
    size: int,
    holes: Sequence[tuple[int, int]],
    tell: Callable[[int], None] | None = None,
) -> Digest:
    """Both digests of the first ``size`` bytes of a stream, every byte within the holes taken as zero.

    ``holes`` are ``(start, length)`` pairs, not overlapping, within ``size``; ``tell`` as for ``digest_pieces``.

    Raises:
        EOFError: the stream is shorter than ``size``.
    """
    return digest_pieces(_blanked(stream, size, sorted(holes)), tell)


def _blanked(stream: BinaryIO, size: int, holes: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for start, length in [*holes, (size, 0)]:
        if not at <= start <= start + length <= size:
            raise ValueError("holes overlap or lie outside")
        stream.seek(at)
        for piece in pieces(stream, start - at):
            at += len(piece)
            yield piece
        if at < start:
            raise EOFError("stream shorter than declared")
        yield bytes(length)
        at += length
