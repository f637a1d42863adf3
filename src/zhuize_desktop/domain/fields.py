"""One field, one place: a record is a frozen dataclass whose attributes carry their declaration.

Forms, ledger columns, Excel import and export, printed papers, filters, SQL tables and the manual's field
reference all read the same ``Field``. See ARCHITECTURE.md, decision 1.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from enum import Enum, StrEnum, auto
from typing import Any

from .stages import Stage


class Kind(Enum):
    """What a field holds; decides its SQL type, editor, column and format."""

    UID = auto()  # str: identity or reference to a record (``refers_to`` names its class)
    TEXT = auto()  # str, one line
    LONG_TEXT = auto()  # str, several lines
    DATE = auto()  # datetime.date
    INSTANT = auto()  # aware UTC datetime
    MONEY = auto()  # int, whole 分
    WHOLE = auto()  # int
    FLAG = auto()  # bool
    CHOICE = auto()  # str: code in ``dictionary`` (a flat dictionary of the rule packs)
    CATALOGUE = auto()  # str: code in ``dictionary`` (a tree such as the violation catalogue)


class Sensitivity(Enum):
    """Who may see a value (need-to-know is enforced in storage, masking in documents)."""

    ORDINARY = auto()
    PERSONAL = auto()  # names, posts: masked in annexes by default
    PROTECTED = (
        auto()
    )  # identity numbers, whistle-blowers, discipline: never indexed, shown inside the circle only


class Layout(StrEnum):
    """Where a form shows the field."""

    FRONT = "front"  # among the ten or so at registration
    FOLDED = "folded"  # behind 更多
    NONE = "none"  # kept by the program, never typed


@dataclass(frozen=True, slots=True)
class Field:
    """The declaration of one field.

    Attributes:
        label: the Chinese label, the same on every form, column and paper.
        kind: what it holds.
        source: the clause, form or "本程序设计" it rests on.
        help: one sentence under the editor.
        unit: printed after the label (元, 万元, 工作日).
        dictionary: code list for ``CHOICE`` and ``CATALOGUE``.
        refers_to: class name of the record that a ``UID`` points to.
        sensitivity: who may see it.
        required_from: the stage from which it must be filled; ``None`` = never demanded.
        layout: front of the form, folded, or not typed at all.
        group: heading under which folded fields stand.
        aliases: other headings under which ledgers in the field keep this column.
        width: usual column width in characters.
        ahead: the day may lie in the future: a deadline, or from when to when something holds.
    """

    label: str
    kind: Kind
    source: str = "本程序设计"
    help: str = ""
    unit: str = ""
    dictionary: str = ""
    refers_to: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    required_from: Stage | None = None
    layout: Layout = Layout.FRONT
    group: str = ""
    aliases: tuple[str, ...] = ()
    width: int = 14
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A field as found on a record class.

    Attributes:
        name: attribute name.
        field: its declaration.
        optional: ``None`` is allowed (``X | None``).
        many: the value is a tuple, kept in a link table in this order.
        choices: the enum, when the type is a ``StrEnum``.
    """

    name: str
    field: Field
    optional: bool
    many: bool
    choices: type[StrEnum] | None


_COLUMNS: dict[type, tuple[Column, ...]] = {}


def columns(record: type) -> tuple[Column, ...]:
    """Every declared field of a record class, in order of declaration.

    Raises:
        TypeError: an attribute without a ``Field``: a mistake of the programmer.
    """
    found = _COLUMNS.get(record)
    if found is None:
        hints = typing.get_type_hints(record, include_extras=True)
        found = tuple(_column(record, item.name, hints[item.name]) for item in dataclass_fields(record))
        _COLUMNS[record] = found
    return found


def column(record: type, name: str) -> Column:
    """The column called ``name``. Raises ``KeyError`` when there is none."""
    for found in columns(record):
        if found.name == name:
            return found
    raise KeyError(f"{record.__name__}.{name}")


def _column(record: type, name: str, hint: Any) -> Column:
    declared = [extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Field)]
    if not declared:
        raise TypeError(f"{record.__name__}.{name} has no Field")
    inner = typing.get_args(hint)[0]
    optional = many = False
    if isinstance(inner, types.UnionType):
        (inner,) = (part for part in typing.get_args(inner) if part is not type(None))
        optional = True
    if typing.get_origin(inner) is tuple:
        inner = typing.get_args(inner)[0]
        many = True
    choices = inner if isinstance(inner, type) and issubclass(inner, StrEnum) else None
    return Column(name, declared[0], optional, many, choices)
