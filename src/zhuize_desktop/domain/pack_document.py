"""A rule pack in words: what an entry says in one line, and the whole pack as a table to print or export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .content import Document, Paragraph, Table, TableColumn, TableRow
from .money import MoneyUnit, format_fen
from .pack_columns import own_columns
from .pack_editing import parts_of
from .rules import DeadlineRule, Entry, LossClass, Parameter, Unit, mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .rules import RulePack

_LISTED = (
    TableColumn("代码", 13), TableColumn("名称", 20), TableColumn("内容", 32), TableColumn("条款", 10),
    TableColumn("来源", 20), TableColumn("核实", 21),
)  # fmt: skip


def said(entry: Entry, names: Mapping[str, Mapping[str, str]]) -> str:
    """What an entry says beside its label, in one line; empty for a plain word."""
    if isinstance(entry, LossClass):
        return _band(entry)
    if isinstance(entry, DeadlineRule):
        return _period(entry)
    if isinstance(entry, Parameter):
        return entry.answer
    told = ((one.title, one.words(entry, names)) for one in own_columns(type(entry)))
    return "；".join(f"{title}：{words}" for title, words in told if words)


def _band(entry: LossClass) -> str:
    parts = []
    if entry.lower_fen is not None:
        parts.append(f"{format_fen(entry.lower_fen, MoneyUnit.WAN)} 万元以上（含）")
    if entry.upper_fen is not None:
        parts.append(f"{format_fen(entry.upper_fen, MoneyUnit.WAN)} 万元以下（不含）")
    return "、".join(parts) or "未填写"


def _period(entry: DeadlineRule) -> str:
    if entry.length is None:
        return f"自{entry.start_event}起，时限未知"
    if entry.unit is Unit.YEAR_DATE:
        return f"{entry.start_event}后第 {entry.length} 年的 {entry.month} 月 {entry.day} 日"
    words = f"自{entry.start_event}起 {entry.length} {entry.unit.label}"
    if entry.extension is None:
        return words
    more = entry.extension
    length = f" {more.length} {more.unit.label}" if more.length is not None and more.unit is not None else ""
    times = f"，不超过 {more.times} 次" if more.times is not None else ""
    words += f"，可以延长，总时长最长{length}{times}" if more.total else f"，可以延长{length}{times}"
    asked = (
        f"，障碍消除后 {more.apply_within} 个工作日内可以申请顺延" if more.apply_within is not None else ""
    )
    return words + asked


def checked_words(pack: RulePack, entry: Entry) -> str:
    """How far an entry was compared: who and with what, else its grade, and 参照 or 待核对."""
    how = entry.checked.text if entry.checked is not None else entry.grade.label
    marked = mark(pack, entry)
    return f"{how}（{marked}）" if marked else how


def pack_document(pack: RulePack, names: Mapping[str, Mapping[str, str]], version: str, day: str) -> Document:
    """The pack as a content tree: what it is, then a table for every part that has entries.

    Args:
        pack: as it stands.
        names: words of the dictionaries.
        version: number and digest of the version, for the foot.
        day: of the print.
    """
    return Document(
        title=pack.name,
        blocks=(*(Paragraph((line,)) for line in _head(pack)), *_tables(pack, names)),
        date_text=day,
        secrecy="内部",
        footer_left=version,
    )


def _head(pack: RulePack) -> Iterator[str]:
    number = f"（{pack.document_number}）" if pack.document_number else ""
    yield f"依据文件：《{pack.document}》{number}。效力：{pack.standing.label}。"
    days = [
        f"{title} {value}"
        for title, value in (
            ("公布", pack.issued_on),
            ("施行", pack.effective_from),
            ("失效", pack.effective_to),
        )
        if value is not None
    ]
    if days:
        yield f"{'，'.join(days)}。"
    if pack.note:
        yield pack.note
    waiting = sum(bool(one.mark) for one in pack.all_entries() if not one.retired)
    if waiting:
        yield f"其中 {waiting} 条没有对照原文，标“待核对”，不作为依据。"


def _tables(pack: RulePack, names: Mapping[str, Mapping[str, str]]) -> Iterator[Table]:
    for code, title, entries in parts_of(pack):
        if entries:
            rows = tuple(
                TableRow(
                    (
                        one.code,
                        f"{one.label}（已停用）" if one.retired else one.label,
                        said(one, names),
                        one.clause,
                        one.source,
                        checked_words(pack, one),
                    )
                )
                for one in entries
            )
            yield Table(code, title, _LISTED, rows)
