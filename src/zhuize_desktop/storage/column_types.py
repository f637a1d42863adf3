"""SQL types of a STRICT SQLite table: only TEXT and INTEGER, never String, Date, Boolean or Numeric."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy.types import Integer, Text, TypeDecorator, TypeEngine

from ..domain.fields import Column, Kind
from ..domain.money import checked_fen

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class IsoDate(TypeDecorator[date]):
    """A legal day as ``2026-11-20``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Refuse instants where a day is meant."""
        if isinstance(value, datetime):
            raise TypeError("a day is wanted, not an instant")
        return value.isoformat() if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Back to a ``date``."""
        return date.fromisoformat(value) if value is not None else None


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant as ``2026-11-20T01:41:00+00:00``; naive values are refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Refuse naive instants."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant needs its time zone")
        return value.astimezone(UTC).isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back to an aware ``datetime``."""
        return datetime.fromisoformat(value) if value is not None else None


class Flag(TypeDecorator[bool]):
    """True or false as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Only real booleans are taken."""
        if value is None:
            return None
        if not isinstance(value, bool):
            raise TypeError("true or false is wanted")
        return int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Back to ``bool``."""
        return bool(value) if value is not None else None


class Fen(TypeDecorator[int]):
    """Whole 分; refused when negative, fractional or from 10¹³ 元."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """The last gate before the database: no float ever passes."""
        if value is None:
            return None
        if type(value) is not int:
            raise TypeError("money is whole 分")
        return checked_fen(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        """Whole 分, as kept."""
        return int(value) if value is not None else None


class Choice(TypeDecorator[StrEnum]):
    """A ``StrEnum`` by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Only members are taken."""
        return self.choices(value).value if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Back to the member."""
        return self.choices(value) if value is not None else None


_BY_KIND: dict[Kind, type[TypeEngine[Any]]] = {
    Kind.UID: Text,
    Kind.TEXT: Text,
    Kind.LONG_TEXT: Text,
    Kind.CHOICE: Text,
    Kind.CATALOGUE: Text,
    Kind.DATE: IsoDate,
    Kind.INSTANT: UtcInstant,
    Kind.MONEY: Fen,
    Kind.WHOLE: Integer,
    Kind.FLAG: Flag,
}


def sql_type(column: Column) -> TypeEngine[Any]:
    """The SQL type that keeps a declared field."""
    if column.choices is not None:
        return Choice(column.choices)
    return _BY_KIND[column.field.kind]()
