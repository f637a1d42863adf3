"""The envelope (封存信息): what a sealed file says about itself, the same in its PDF and its workbook.

Canonical JSON of exactly the fields of ``Envelope``. It holds the digests of the content (a report's
snapshot, a package's or backup's manifest) and the chain of signatures over it. The envelope is covered by
the file signature, see ``fileseal``. ``predecessor`` is the SHA-256 of the content of the report of the same
kind sealed before, so a missing link shows when the sealed files of several years are laid side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from zhuize_desktop.seal.canonical import (
    FILLED_LINE,
    INSTANT,
    LINE,
    Term,
    canonical,
    parse_canonical,
    plain,
    read_record,
)
from zhuize_desktop.seal.digest import Digest
from zhuize_desktop.seal.signature import HASH_OR_NONE, PaperSignature, PersonSignature

FORMAT = "zhuize-seal/1"
WHAT = "封存信息"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is sealed, by whom, after what, at which head of the audit chain.

    ``content`` are the digests of the canonical snapshot or manifest; ``predecessor`` and ``audit_head`` are
    SHA-256 or ``""``; ``audit_count`` the number of audit entries up to that head, ``epoch`` their epoch;
    ``created_at`` ISO UTC; ``expects_certificate`` says that the PDF must also carry a certificate's
    signature; ``build`` names the program.
    """

    kind: Annotated[str, Term("种类", "report|package|backup")]
    serial: Annotated[str, Term("编号", FILLED_LINE)]
    title: Annotated[str, Term("标题", FILLED_LINE)]
    enterprise: Annotated[str, Term("企业名称", FILLED_LINE)]
    credit_code: Annotated[str, Term("统一社会信用代码", "(?:[0-9A-Z]{18})?")]
    period: Annotated[str, Term("所属期间", LINE)]
    content: Digest
    predecessor: Annotated[str, Term("前一份摘要", HASH_OR_NONE)]
    audit_head: Annotated[str, Term("审计链头", HASH_OR_NONE)]
    audit_count: int
    epoch: int
    created_at: Annotated[str, Term("封存时间", INSTANT)]
    signatures: tuple[PersonSignature | PaperSignature, ...]
    expects_certificate: bool
    build: Annotated[str, Term("程序版本", FILLED_LINE)]
    format: Annotated[str, Term("格式", FORMAT)] = FORMAT


def envelope_bytes(envelope: Envelope) -> bytes:
    """The envelope as canonical JSON.

    Raises:
        FileProblem: a field has a value that its declaration does not allow, so nobody could read it back.
    """
    value = plain(envelope)
    read_record(Envelope, value, WHAT)
    return canonical(value)


def parse_envelope(data: bytes) -> Envelope:
    """The envelope from its canonical JSON.

    Raises:
        FileProblem: not canonical, or not exactly an envelope.
    """
    return read_record(Envelope, parse_canonical(data, WHAT), WHAT)
