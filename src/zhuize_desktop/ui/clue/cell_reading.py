"""A cell of the bulk grid: from what was typed or pasted to the value of a field, and what to offer while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...domain.errors import FieldError, quoted
from ...domain.fields import Column, Kind
from ...domain.money import MoneyUnit, parse_fen
from ..forms.editors import default_of
from ..widgets.date_edit import parse_date
from ..widgets.entry import parse_whole
from ..widgets.suggest import Entry, Shown, arrange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ...domain.records import Record
    from ...domain.rulebook import RuleBook
    from .case_resolver import CaseResolver

#: What parts the values of a field that holds several.
_PARTING = "、，,；;\n"
_YES = frozenset({"是", "√", "对", "有", "1", "y", "Y"})
_NO = frozenset({"否", "×", "无", "0", "n", "N"})
_MOST_OFFERED = 200


class CellReader:
    """Reads and offers for one ledger, on one day."""

    def __init__(self, book: RuleBook, resolver: CaseResolver, day: date) -> None:
        self._book, self._resolver, self._day = book, resolver, day

    def read(self, record: type[Record], column: Column, text: str) -> Any:
        """The value a text means in a field; the field's emptiness for no text.

        Raises:
            FieldError: the text means none, with a sentence for the cell.
        """
        plain = text.strip()
        if not plain:
            return default_of(record, column)
        if not column.many:
            return self._one(column, plain)
        for mark in _PARTING[1:]:
            plain = plain.replace(mark, _PARTING[0])
        parts = [part.strip() for part in plain.split(_PARTING[0]) if part.strip()]
        return tuple(dict.fromkeys(self._one(column, part) for part in parts))

    def _one(self, column: Column, text: str) -> Any:
        kind = column.field.kind
        if column.choices is not None:
            return self._member(column, text)
        if kind in (Kind.CHOICE, Kind.CATALOGUE):
            return self._code(column, text)
        if kind is Kind.UID:
            return self._uid(column, text)
        if kind is Kind.MONEY:
            return parse_fen(text + "元" if text.endswith("万") else text, MoneyUnit.YUAN, column.name)
        if kind is Kind.DATE:
            return parse_date(text, self._day)
        if kind is Kind.WHOLE:
            return parse_whole(text)
        if kind is Kind.FLAG:
            return self._flag(column, text)
        return text

    def _member(self, column: Column, text: str) -> Any:
        assert column.choices is not None  # asked for enums only
        for member in column.choices:
            if text in (getattr(member, "label", member.value), member.value):
                return member
        raise FieldError(column.name, f"{quoted(text)}不是“{column.field.label}”的选项。")

    def _code(self, column: Column, text: str) -> str:
        known = self._book.dictionary(column.field.dictionary)
        found = known.entry(text) if text in known else known.find(text)
        if found is None:
            raise FieldError(
                column.name, f"{quoted(text)}不在“{column.field.label}”的选项里，请从列表中选择。"
            )
        if not known.is_value(found.code):
            raise FieldError(column.name, f"{quoted(text)}是一类，请选到其下的一项。")
        return found.code

    def _uid(self, column: Column, text: str) -> str:
        exact = [one for one in self._resolver.search(column.field.refers_to, text) if one[1] == text]
        if len(exact) == 1:
            return exact[0][0]
        if exact:
            raise FieldError(column.name, f"{quoted(text)}有 {len(exact)} 个，分不清是哪一个，请逐条登记。")
        raise FieldError(column.name, f"没有找到{quoted(text)}，请从列表中选择，或先登记。")

    @staticmethod
    def _flag(column: Column, text: str) -> bool:
        if text in _YES:
            return True
        if text in _NO:
            return False
        raise FieldError(column.name, f"{quoted(text)}请写“是”或“否”。")

    # --- offering ---

    def offers(self, column: Column, text: str) -> Sequence[Shown]:
        """What fits the text in a field that is picked; nothing for one that is written."""
        field = column.field
        if column.many:
            return ()
        if column.choices is not None:
            return arrange(
                [Entry(one.value, getattr(one, "label", one.value)) for one in column.choices], text
            )
        if field.kind in (Kind.CHOICE, Kind.CATALOGUE):
            return arrange(self._resolver.dictionary(field.dictionary), text)[:_MOST_OFFERED]
        if field.kind is Kind.UID:
            return [Shown(Entry(*found), 0) for found in self._resolver.search(field.refers_to, text)]
        if field.kind is Kind.FLAG:
            return arrange([Entry("是", "是"), Entry("否", "否")], text)
        return ()
