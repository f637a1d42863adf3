"""Sealed zip containers: data packages (数据包) and backups (备份).

``zhuize/manifest.json`` lists every member with its size and digests, in the order in which they lie; it is
the content that persons sign. The members follow, stored, under their own names; ``zhuize/seal.json`` comes
last (see ``zipseal``). Files are read and written in pieces, so a member may be larger than the memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Annotated, BinaryIO

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.atomic import atomic_stream, file_problem
from zhuize_desktop.seal.canonical import Term, canonical, parse_canonical, plain, read_record
from zhuize_desktop.seal.digest import Digest, digest, digest_file, digest_pieces, pieces
from zhuize_desktop.seal.fileseal import NOT_SEALED, Examined, FileSeal, blank_seal, seal_bytes, seal_problems
from zhuize_desktop.seal.zipseal import (
    SEAL_NAME,
    Layout,
    fixed_info,
    read_part,
    read_seal,
    write_seal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from zhuize_desktop.seal.envelope import Envelope
    from zhuize_desktop.seal.fileseal import Sign
    from zhuize_desktop.seal.zipseal import Part

MANIFEST_NAME = "zhuize/manifest.json"
FORMAT = "zhuize-manifest/1"
WHAT = "成员清单"
# Relative, with "/" only; no part that Windows or Linux takes for something else than a plain name.
_PLAIN_PART = (
    r"(?!(?i:con|prn|aux|nul|com\d|lpt\d)(?:[./]|$))[^\x00-\x1f\x7f\\/:*?\"<>|]*[^\x00-\x1f\x7f\\/:*?\"<>|. ]"
)
MEMBER_NAME = rf"(?!(?i:zhuize)/)(?:{_PLAIN_PART})(?:/{_PLAIN_PART})*"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside: its relative name, its size in bytes and its digests."""

    name: Annotated[str, Term("成员名", MEMBER_NAME)]
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """All members in the order in which they lie in the file."""

    members: tuple[Member, ...]
    format: Annotated[str, Term("格式", FORMAT)] = FORMAT


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package: what it says, what is wrong with it, and its members."""

    seal: FileSeal
    manifest: Manifest
    problems: tuple[str, ...]
    _stream: BinaryIO
    _layout: Layout
    _tell: Callable[[int], None] | None = None

    @property
    def envelope(self) -> Envelope:
        """What the package says about itself."""
        return self.seal.envelope

    def read(self, name: str) -> bytes:
        """The bytes of a small member.

        Raises:
            FileProblem: there is none of that name, or its bytes are not those of the manifest.
        """
        member, part = self._member(name)
        data = read_part(self._stream, part)
        if digest(data) != member.digest:
            raise FileProblem(f"成员“{name}”与清单中的摘要不符，不能使用，请向出具方重新索取。")
        return data

    def extract(self, name: str, target: Path) -> None:
        """Write a member to a file, which appears only if its bytes are those of the manifest.

        Raises:
            FileProblem: as ``read``, or the file cannot be written.
        """
        member, part = self._member(name)
        with atomic_stream(target) as out:
            self._stream.seek(part.data_at)
            copied = digest_pieces(_copied(self._stream, out, part.length), self._tell)
            if copied != member.digest:
                raise FileProblem(f"成员“{name}”与清单中的摘要不符，不能使用，请向出具方重新索取。")

    def _member(self, name: str) -> tuple[Member, Part]:
        member = next((one for one in self.manifest.members if one.name == name), None)
        part = self._layout.find(name)
        if member is None or part is None:
            raise FileProblem(f"包中没有成员“{name}”，请检查是否选错了文件。")
        return member, part


def _copied(source: BinaryIO, target: IO[bytes], length: int) -> Iterator[bytes]:
    for piece in pieces(source, length):
        target.write(piece)
        yield piece


def manifest_bytes(members: Mapping[str, Path | bytes]) -> bytes:
    """The manifest of members as canonical JSON: what persons sign before ``seal_package``.

    Raises:
        FileProblem: a file cannot be read, or a name cannot stand in a package.
    """
    listed = tuple(_listed(name, source) for name, source in members.items())
    value = plain(Manifest(listed))
    _checked(read_record(Manifest, value, WHAT))
    return canonical(value)


def _listed(name: str, source: Path | bytes) -> Member:
    if isinstance(source, bytes):
        return Member(name, len(source), digest(source))
    found = digest_file(source)
    try:
        return Member(name, source.stat().st_size, found)
    except OSError as reason:
        raise file_problem(reason, source) from reason


def _checked(manifest: Manifest) -> Manifest:
    if len({member.name.casefold() for member in manifest.members}) != len(manifest.members):
        raise FileProblem(f"{WHAT}中有重名的成员，文件可能已被改动。")
    return manifest


def seal_package(
    members: Mapping[str, Path | bytes],
    manifest: bytes,
    envelope: Envelope,
    sign: Sign,
    public_key: str,
    out: Path,
) -> None:
    """Write a sealed package to ``out``, which appears only when it is whole.

    Args:
        members: name inside → file or bytes, in the order of the manifest.
        manifest: what ``manifest_bytes`` said about them.
        envelope: of kind ``package`` or ``backup``; ``content`` is the digest of ``manifest``.
        sign: signs a message with the key of the last electronic signer.
        public_key: the public half of that key, hexadecimal.
        out: the file to be written; its folder exists.

    Raises:
        FileProblem: a file changed since the manifest was made, cannot be read, or ``out`` cannot be written.
        ValueError: envelope, manifest, signatures and key do not belong together.
    """
    blank = blank_seal("zip", envelope, manifest, public_key)
    if envelope.kind == "report" or envelope.expects_certificate:
        raise ValueError("a report is sealed as PDF and workbook")
    with atomic_stream(out) as stream:
        _write(stream, members, manifest, len(seal_bytes(blank)))
        write_seal(stream, blank, sign)


def _write(stream: BinaryIO, members: Mapping[str, Path | bytes], manifest: bytes, seal_length: int) -> None:
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr(fixed_info(MANIFEST_NAME, zipfile.ZIP_STORED), manifest)
        for member in _parsed(manifest).members:
            _add(target, member, members[member.name])
        target.writestr(fixed_info(SEAL_NAME, zipfile.ZIP_STORED), bytes(seal_length))


def _add(target: zipfile.ZipFile, member: Member, source: Path | bytes) -> None:
    info = fixed_info(member.name, zipfile.ZIP_STORED)
    if isinstance(source, bytes):
        if digest(source) != member.digest:
            raise ValueError("member is not that of the manifest")
        target.writestr(info, source)
        return
    info.file_size = member.size
    try:
        origin = source.open("rb")
    except OSError as reason:
        raise file_problem(reason, source) from reason
    with origin, target.open(info, "w") as entry:
        found = digest_pieces(_copied(origin, entry, member.size))
        if found != member.digest or origin.read(1):
            raise FileProblem(f"文件“{source.name}”在封存过程中发生了变化，请重新封存。")


def _parsed(data: bytes) -> Manifest:
    return _checked(read_record(Manifest, parse_canonical(data, WHAT), WHAT))


@contextmanager
def open_package(path: Path, tell: Callable[[int], None] | None = None) -> Iterator[Package]:
    """An open package; its ``problems`` are empty when seal, signatures and every member hold.

    Args:
        path: the file.
        tell: called with the length of each piece that was read: the file as a whole, then its members, and each once
            more when it is extracted; what it raises stops the work.

    Raises:
        FileProblem: not sealed by this program, unreadable, or too damaged to find seal and manifest.
    """
    try:
        stream = path.open("rb")
    except OSError as reason:
        raise file_problem(reason, path) from reason
    with stream:
        yield _opened(stream, tell)


def examine_package(stream: BinaryIO) -> Examined:
    """The seal and manifest of a package, and everything that is wrong with it.

    Raises:
        FileProblem: as ``open_package``.
    """
    package = _opened(stream)
    return Examined(package.seal, canonical(plain(package.manifest)), package.problems)


def _opened(stream: BinaryIO, tell: Callable[[int], None] | None = None) -> Package:
    layout, seal, file = read_seal(stream, tell)
    part = layout.find(MANIFEST_NAME)
    if part is None:
        raise FileProblem(NOT_SEALED)
    data = read_part(stream, part)
    manifest = _parsed(data)
    problems = seal_problems(seal, "zip", file, data)
    if seal.envelope.kind == "report" or seal.envelope.expects_certificate or seal.certificates:
        problems.append("封存信息不是数据包或备份的封存信息。")
    problems += _member_problems(stream, layout, manifest, tell)
    return Package(seal, manifest, tuple(problems), stream, layout, tell)


def _member_problems(
    stream: BinaryIO, layout: Layout, manifest: Manifest, tell: Callable[[int], None] | None
) -> Iterator[str]:
    names = [MANIFEST_NAME, *(member.name for member in manifest.members), SEAL_NAME]
    if [part.name for part in layout.parts] != names:
        yield "包中的文件与成员清单不一致。"
        return
    for member, part in zip(manifest.members, layout.parts[1:-1], strict=True):
        stream.seek(part.data_at)
        found = digest_pieces(pieces(stream, part.length), tell)
        if not part.is_stored or part.length != member.size or found != member.digest:
            yield f"成员“{member.name}”与清单中的摘要不符。"
