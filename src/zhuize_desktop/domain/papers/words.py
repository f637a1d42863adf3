"""What a case's records say in the words of a paper: labels from the declarations, days and amounts as offices do.

What is protected (whistle-blowers, identity numbers, discipline) is never said here; the one exception is named by the
paper that may carry it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..content import Figure, KeyValue, Provenance, Run, runs_text
from ..fields import Column, Kind, Sensitivity, column
from ..money import capital
from ..records import BY_NAME, Record
from ..rules import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ..case import Case

#: Where a day is still to be written with the pen.
BLANK_DAY = "　　　　年　　月　　日"
#: 46号令 and 37号令 as people cite them.
_CITED = re.compile(
    r"(?:国务院)?国资委令第?(?:46|37|四十六|三十七)号|(?<![0-9〕])第?(?:46|37|四十六|三十七)号令"
)


def day_text(day: date | None) -> str:
    """``2026年3月5日``; room for the pen while there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else BLANK_DAY


def money_runs(fen: int, indicator: str, definition: str, clues: tuple[str, ...]) -> tuple[Run, ...]:
    """An amount in figures with its 大写, both from the same whole 分; ``clues``: numbers of the clues behind it."""
    figure = Figure.money(fen, Provenance(indicator, definition, clues))
    return (figure, f"（大写：{capital(fen)}）")


def citing(text: str) -> str:
    """``text`` with 参照 behind every mention of 46号令 and 37号令 that does not say so itself."""
    if REFERENCE in text:
        return text
    return _CITED.sub(lambda found: f"{found[0]}（{REFERENCE}）", text)


def ended(text: str) -> str:
    """A sentence with its full stop, whether it was typed with one or not."""
    plain = text.rstrip()
    return plain if not plain or plain[-1] in "。！？…；：:;.!?" else f"{plain}。"


class Words:
    """Says the fields of a case's records."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def of(self, one: Record, name: str, *, marked: bool = False) -> str:
        """A field in words, amounts with their 大写; ``marked``: codes say when they are 参照 or 待核对."""
        return runs_text(self.runs(one, name, marked=marked))

    def runs(
        self, one: Record, name: str, *, marked: bool = False, protected: bool = False
    ) -> tuple[Run, ...]:
        """A field as running text.

        Raises:
            ValueError: the field is protected, and the paper does not say that it may carry it.
        """
        found = column(type(one), name)
        if found.field.sensitivity is Sensitivity.PROTECTED and not protected:
            raise ValueError(f"{type(one).__name__}.{name} is protected and not for this paper")
        value = getattr(one, name)
        if value is None or value in ("", ()):
            return ()
        if found.field.kind is Kind.MONEY:
            return money_runs(
                value, f"{type(one).__name__}.{name}", found.field.label, (self.case.clue.number,)
            )
        many = value if found.many else (value,)
        return ("、".join(self._one(found, part, marked) for part in many),)

    def box(
        self,
        one: Record | None,
        name: str,
        record: type[Record] | None = None,
        *,
        wide: bool = False,
        lines: int = 1,
    ) -> KeyValue:
        """A labelled box of a form; empty when there is no record yet, whose class ``record`` then names."""
        kind = type(one) if one is not None else record
        assert kind is not None  # a form knows which record it is of
        value = self.runs(one, name) if one is not None else ()
        return KeyValue(column(kind, name).field.label, value, wide, lines)

    def code(self, dictionary: str, code: str, *, marked: bool = False) -> str:
        """The label of a code; the code itself where the dictionary no longer has it."""
        known = self.case.book.dictionary(dictionary)
        if code not in known:
            return code
        entry = known.entry(code)
        told = self.case.book.mark_of_code(dictionary, code) if marked else ""
        return f"{entry.label}（{told}）" if told else entry.label

    def called(self, record: type[Record], uid: str | None) -> str:
        """What a record that another points to is called on paper."""
        if not uid:
            return ""
        if named := self.case.name(uid):
            return named
        one = next((found for found in self.case.all(record) if found.uid == uid), None)
        return self.of(one, record.called_by) if one is not None else ""

    def named(self, one: Record) -> str:
        """A record among others: ``责任人“陈思源”``; what it is alone where it has no name yet, or a protected one."""
        name = one.called_by
        told = bool(name) and column(type(one), name).field.sensitivity is not Sensitivity.PROTECTED
        called = self.of(one, name) if told else ""
        return f"{one.noun}“{called}”" if called else one.noun

    def _one(self, found: Column, value: Any, marked: bool) -> str:
        field = found.field
        if found.choices is not None:
            return str(getattr(found.choices(value), "label", value))
        if field.kind in (Kind.CHOICE, Kind.CATALOGUE):
            return self.code(field.dictionary, value, marked=marked)
        if field.kind is Kind.UID:
            return self.called(BY_NAME[field.refers_to], value)
        if field.kind is Kind.FLAG:
            return "是" if value else "否"
        if field.kind is Kind.DATE:
            return day_text(value)
        return f"{value}{field.unit}".strip()


def total(amounts: Iterable[int | None]) -> int:
    """The sum of lines in whole 分; a line without amount counts nothing."""
    return sum(amount for amount in amounts if amount is not None)
