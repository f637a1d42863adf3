"""The recovery code on paper: printed, or saved as a PDF to be printed elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.content import Document, Paragraph, TextStyle
from .paper_file import write_paper

if TYPE_CHECKING:
    from pathlib import Path


def recovery_document(enterprise: str, code: str, day: str) -> Document:
    """One page: the code in two lines, what it opens and how to keep it."""
    groups = code.split("-")
    half = len(groups) // 2
    return Document(
        "台账恢复码",
        (
            Paragraph((f"企业：{enterprise}",)),
            Paragraph((f"建立日期：{day}",)),
            Paragraph(("-".join(groups[:half]),), TextStyle.CENTERED),
            Paragraph(("-".join(groups[half:]),), TextStyle.CENTERED),
            Paragraph(("所有人的密码都忘记时，用它可以打开台账；它不能代替任何人签名。",)),
            Paragraph(("请封入信封，由责任追究工作机构负责人和保密人员共同保管，不要与电脑放在一起。",)),
            Paragraph(("丢失或泄露的，请管理员登录后立即更换恢复码，本页随即作废。",)),
        ),
        issuer=enterprise,
        secrecy="内部",
    )


def save_sheet(path: Path, enterprise: str, code: str, day: str) -> Path:
    """Write the page as a PDF.

    Raises:
        FileProblem: the disk is full, or the file cannot be written.
    """
    return write_paper(recovery_document(enterprise, code, day), path)
