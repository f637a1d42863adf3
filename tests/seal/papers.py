"""Persons, snapshots, envelopes and papers for the tests of the seal. Everybody is invented."""

from __future__ import annotations

import dataclasses
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openpyxl import Workbook
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from zhuize_desktop.resources import resource
from zhuize_desktop.seal.canonical import canonical, instant_text
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.seal.envelope import Envelope
from zhuize_desktop.seal.signature import Signature, SignRole, sign_person, state_paper

ENTERPRISE = "泉城示例建设集团有限公司"
CREDIT_CODE = "91370100MA3XXXXX1K"
SIGNED_AT = datetime(2027, 1, 20, 1, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """An invented user with a real key."""

    login: str
    name: str
    post: str
    key: Ed25519PrivateKey
    role: str

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()


def persons(seed: int = 1) -> tuple[Person, Person, Person]:
    """填报人, 审核人, 签发人; another seed gives the same names with other keys."""
    names = [
        ("wangfang", "王芳", "责任追究专员", "填报人"),
        ("liqiang", "李强", "审计部部长", "审核人"),
        ("zhaomin", "赵敏", "总经理", "签发人"),
    ]
    keys = [Ed25519PrivateKey.from_private_bytes(bytes([seed, n]) * 16) for n in range(3)]
    return tuple(Person(*who[:3], key, who[3]) for who, key in zip(names, keys, strict=True))  # type: ignore[return-value]


def snapshot_bytes(clues: int = 3) -> bytes:
    return canonical(
        {
            "kind": "annual",
            "year": 2026,
            "facts": [
                {"clue": f"ZZ-2026-{n:04}", "loss": 123_456_78 + n, "closed": n % 2 == 0}
                for n in range(clues)
            ],
        }
    )


def sign(chain: list[Signature], who: Person, role: SignRole, snapshot: bytes) -> list[Signature]:
    """The chain with one more electronic signature, a minute after the one before."""
    entry = sign_person(
        who.key,
        chain,
        role=role,
        name=who.name,
        login=who.login,
        post=who.post,
        signed_at=SIGNED_AT + timedelta(minutes=len(chain)),
        snapshot_sha256=digest(snapshot).sha256,
    )
    return [*chain, entry]


def chain_of(snapshot: bytes, seed: int = 1) -> list[Signature]:
    chain: list[Signature] = []
    roles = (SignRole.PREPARED, SignRole.REVIEWED, SignRole.ISSUED)
    for who, role in zip(persons(seed), roles, strict=True):
        chain = sign(chain, who, role, snapshot)
    return chain


def paper_chain_of(
    snapshot: bytes, scan: bytes = b"scan of the signed draft", seed: int = 1
) -> list[Signature]:
    preparer, reviewer, _ = persons(seed)
    chain = sign([], preparer, SignRole.PREPARED, snapshot)
    chain = sign(chain, reviewer, SignRole.REVIEWED, snapshot)
    chain.append(
        state_paper(
            chain,
            name="周建国",
            post="董事长",
            signed_on=date(2027, 1, 21),
            scan=digest(scan),
            snapshot_sha256=digest(snapshot).sha256,
        )
    )
    chain = sign(chain, preparer, SignRole.PAPER_ENTERED, snapshot)
    return sign(chain, reviewer, SignRole.PAPER_CONFIRMED, snapshot)


def envelope_of(snapshot: bytes, chain: list[Signature], **changes: Any) -> Envelope:
    envelope = Envelope(
        kind="report",
        serial="ZZBG-2026-001",
        title="2026年度违规经营投资责任追究工作报告",
        enterprise=ENTERPRISE,
        credit_code=CREDIT_CODE,
        period="2026年",
        content=digest(snapshot),
        predecessor="",
        audit_head="ab" * 32,
        audit_count=1234,
        epoch=1,
        created_at=instant_text(SIGNED_AT + timedelta(hours=1)),
        signatures=tuple(chain),
        expects_certificate=False,
        build="0.1.0",
    )
    return dataclasses.replace(envelope, **changes)


def workbook_bytes(rows: int = 3) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "年度统计"
    sheet.append(["线索编号", "损失（元）"])
    for n in range(rows):
        sheet.append([f"ZZ-2026-{n:04}", 123456.78 + n])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def pdf_bytes(pages: int = 1) -> bytes:
    pdfmetrics.registerFont(TTFont("NotoSansSC", str(resource("fonts", "NotoSansSC-Regular.ttf"))))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, initialFontName="NotoSansSC", initialFontSize=16)
    for page in range(pages):
        canvas.setFont("NotoSansSC", 16)
        canvas.drawString(80, 760, f"违规经营投资责任追究工作报告 第{page + 1}页")
        canvas.bookmarkPage(f"p{page}")
        canvas.addOutlineEntry(f"第{page + 1}页", f"p{page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
