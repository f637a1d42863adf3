"""Sentences that are the same in the PDF and in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.content import CompilationPage

#: What is printed across a report that is not sealed: while it still changes, and when it waits for signatures.
DRAFT_MARK, FROZEN_MARK = "草稿", "待签稿"

COMPILATION_SENTENCE = (
    "本件由程序依据冻结的台账数据生成，件内每个数字均可追溯到问题线索。"
    "核验时以上列摘要和链头与封存文件比对，不一致即表明内容在签发后被改动。"
)


def compilation_facts(page: CompilationPage) -> list[tuple[str, str]]:
    """Label and value of each fact that is known, in the order they are printed."""
    facts = [
        ("编号", page.serial),
        ("数据冻结时间", page.frozen_at),
        ("内容摘要 SHA-256", page.sha256),
        ("内容摘要 SM3", page.sm3),
        ("操作记录链头", page.audit_head),
        ("上一期内容摘要", page.predecessor),
        ("依据的规则包", "\n".join(page.rule_packs)),
        ("编制程序", page.program),
    ]
    return [(label, text) for label, text in facts if text]


def numbered_notes(notes: Sequence[str]) -> list[str]:
    """Notes as printed under a table, numbered when there are several."""
    if len(notes) < 2:
        return [f"注：{note}" for note in notes]
    return [f"{'　　' if number > 1 else '注：'}{number}. {note}" for number, note in enumerate(notes, 1)]
