"""The values of records as people read them: labels for codes, names for uids, never a code or a uid."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ...domain.clock import shown
from ...domain.fields import Column, Kind
from ...domain.money import format_fen

if TYPE_CHECKING:
    from ...domain.rulebook import RuleBook
    from ..forms.resolver import FormResolver

#: What stands for a record or code that can no longer be named.
UNKNOWN = "（已不在字典中）"
_UNNAMED = "（无法显示）"


class FieldWords:
    """Says a field's value in words, from the value itself or from what the trail kept of it as JSON."""

    def __init__(self, book: RuleBook, resolver: FormResolver) -> None:
        self._book, self._resolver = book, resolver

    def of(self, column: Column, value: Any) -> str:
        """The words of a value; "" for none."""
        if value is None or value in ("", (), []):
            return ""
        if isinstance(value, (tuple, list)):
            return "、".join(self._one(column, part) for part in value)
        return self._one(column, value)

    def _one(self, column: Column, value: Any) -> str:
        field, kind = column.field, column.field.kind
        if column.choices is not None:
            return str(getattr(column.choices(value), "label", value))
        if kind in (Kind.CHOICE, Kind.CATALOGUE):
            known = self._book.dictionary(field.dictionary)
            return known.label(value) if value in known else UNKNOWN
        if kind is Kind.UID:
            return self._resolver.label(field.refers_to, value) or _UNNAMED
        if kind is Kind.MONEY:
            return f"{format_fen(value)} 元"
        if kind is Kind.FLAG:
            return "是" if value else "否"
        if kind is Kind.INSTANT:
            return shown(value if isinstance(value, datetime) else datetime.fromisoformat(value))
        if isinstance(value, date):
            return value.isoformat()
        return f"{value}{field.unit}"
