"""The trail of a clue as Chinese sentences: labels of fields, old → new in words, never codes or uids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...domain.fields import Column, Layout, columns
from ...domain.records import BY_NAME
from ...domain.roles import Op

if TYPE_CHECKING:
    from ...storage.audit import Change, TrailEntry
    from .words import FieldWords

#: Longer texts are told by their beginning; the whole stands in the form.
_LONGEST = 60
#: Set by the program, not worth telling.
_SILENT = frozenset({"uid", "owner_enterprise", "version", "clue", "sha256", "size", "added_at"})


#: What the action and its note say already.
_TOLD_BY_NOTE = frozenset({"StageStep"})


@dataclass(frozen=True, slots=True)
class Told:
    """One action in words: what was done, and the details below it."""

    sentence: str
    details: tuple[str, ...] = ()


def tell(entry: TrailEntry, words: FieldWords, called: dict[str, str]) -> Told:
    """One entry of the trail.

    Args:
        entry: the action with its changes.
        words: how values read.
        called: uid of a line → what it is called, for lines that are still in the clue.
    """
    sentences: list[str] = []
    details: list[str] = []
    for uid in dict.fromkeys(change.uid for change in entry.changes):
        of_one = [change for change in entry.changes if change.uid == uid]
        if of_one[0].kind in _TOLD_BY_NOTE:
            continue
        sentence, more = _one(entry.op, of_one, words, called.get(uid, ""))
        sentences.append(sentence)
        details += more
    if len(sentences) > 1:  # what followed for the clue is told by its fields
        sentences = [one for one in sentences if one != entry.op.label] or sentences
    said = "；".join(dict.fromkeys(sentences)) or entry.op.label
    note = "" if entry.note in said else entry.note
    return Told(f"{said}（{note}）" if note else said, tuple(details))


def _one(op: Op, changes: list[Change], words: FieldWords, called: str) -> tuple[str, list[str]]:
    kind = changes[0].kind
    noun = BY_NAME[kind].noun if kind in BY_NAME else ""
    fields = {column.name: column for column in columns(BY_NAME[kind])} if kind in BY_NAME else {}
    for change in changes:
        if change.field == "*":
            return _made(op, kind, json.loads(change.new or "{}"), fields, words)
        if change.field == "withdrawn_reason":
            return _withdrawn(noun, called, change)
        if change.field == "export":
            return f"另存附件“{called or change.new}”的副本", []
    whom = "" if kind == "Clue" else f"{noun}“{called}”" if called else noun
    details = [_changed(fields[change.field], change, words) for change in changes if change.field in fields]
    sentence = op.label if kind == "Clue" else f"修改{whom}"
    return sentence, details


def _made(
    op: Op,
    kind: str,
    values: dict[str, Any],
    fields: dict[str, Column],
    words: FieldWords,
) -> tuple[str, list[str]]:
    if kind == "Clue":
        number = values.get("number", "")
        return (f"从台账导入，编号 {number}" if op is Op.IMPORT_LEDGER else f"登记线索，编号 {number}"), []
    called_by = BY_NAME[kind].called_by
    name = words.of(fields[called_by], values.get(called_by, "")) if called_by else ""
    noun = BY_NAME[kind].noun
    verb = "加入" if kind == "Attachment" else "登记"
    details = [
        f"{column.field.label}：{_short(words.of(column, values[field]))}"
        for field, column in fields.items()
        if field in values and field not in _SILENT and field != called_by
        and column.field.layout is not Layout.NONE and values[field] is not False
    ]  # fmt: skip
    return f"{verb}{noun}“{name}”" if name else f"{verb}{noun}", details


def _withdrawn(noun: str, called: str, change: Change) -> tuple[str, list[str]]:
    whom = f"{noun}“{called}”" if called else noun
    reason = json.loads(change.new or '""')
    return (f"撤回{whom}，理由：{reason}", []) if reason else (f"恢复{whom}", [])


def _changed(column: Column, change: Change, words: FieldWords) -> str:
    """``来源方式：审计 → 巡察``; 填写 and 清空 where one side is empty."""
    old, new = (
        _short(words.of(column, json.loads(text))) if text else "" for text in (change.old, change.new)
    )
    name = f"“{column.field.label}”"
    if not old:
        return f"填写{name}：{new}"
    if not new:
        return f"清空{name}（原为“{old}”）"
    return f"{name}由“{old}”改为“{new}”"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
