"""The right entry widget for a declared field, and its values as JSON for drafts."""

from __future__ import annotations

from dataclasses import MISSING
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy

from ...domain.clock import Clock, shown
from ...domain.fields import Column, Kind
from ...domain.money import MoneyUnit
from ..theme import label
from ..widgets.amount_edit import AmountEdit
from ..widgets.choice_edit import ChoiceEdit
from ..widgets.date_edit import DateEdit
from ..widgets.entry import Editor, FlagEdit, LineEntry, WholeEdit
from ..widgets.long_text import LongText
from ..widgets.record_pick import RecordPick
from ..widgets.suggest import Entry
from ..widgets.tree_pick import TreePick

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from .resolver import FormResolver

_YES, _NO = "1", "0"


class PerhapsEdit(ChoiceEdit):
    """是, 否, or not said."""

    def __init__(self) -> None:
        super().__init__((Entry(_YES, "是"), Entry(_NO, "否")))

    def value(self) -> bool | None:
        """``True``, ``False`` or ``None``."""
        return {_YES: True, _NO: False}.get(super().value())

    def set_value(self, value: bool | None) -> None:
        """Show 是, 否 or nothing."""
        super().set_value("" if value is None else _YES if value else _NO)


class EnumEdit(ChoiceEdit):
    """One member (or with ``many`` a tuple of members) of an enum whose members have a ``label``."""

    def __init__(self, choices: type[StrEnum], *, many: bool, optional: bool) -> None:
        self._choices = choices
        entries = [Entry(member.value, getattr(member, "label", member.value)) for member in choices]
        super().__init__(entries, many=many, empty=None if optional else "")

    def value(self) -> Any:
        """The member or members; ``empty`` for none."""
        found = super().value()
        if isinstance(found, tuple):
            return tuple(self._choices(code) for code in found)
        return self._choices(found) if found else found


class InstantLabel(QLabel):
    """An instant, shown and never typed.

    Signals:
        edited: never sent; part of what every editor has.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._instant: datetime | None = None

    def value(self) -> datetime | None:
        """The instant it was given."""
        return self._instant

    def set_value(self, value: datetime | None) -> None:
        """Show an instant in China's time."""
        self._instant = value
        self.setText("—" if value is None else shown(value))

    def typed(self) -> str:
        """Nothing is typed here."""
        return ""

    def set_typed(self, text: str) -> None:
        """Nothing is typed here."""

    def set_read_only(self, on: bool) -> None:
        """It always is."""


def make_editor(column: Column, resolver: FormResolver, clock: Clock) -> Editor:
    """The entry widget of a field."""
    field, kind = column.field, column.field.kind
    empty = None if column.optional else ""
    made: Any
    if column.choices is not None:
        made = EnumEdit(column.choices, many=column.many, optional=column.optional)
    elif kind is Kind.CHOICE:
        made = ChoiceEdit(resolver.dictionary(field.dictionary), many=column.many, empty=empty)
    elif kind is Kind.CATALOGUE:
        made = TreePick(resolver.dictionary(field.dictionary), many=column.many, empty=empty)
    elif kind is Kind.UID:
        made = _record_pick(column, resolver)
    elif kind is Kind.MONEY:
        made = AmountEdit(MoneyUnit(field.unit) if field.unit in set(MoneyUnit) else MoneyUnit.YUAN)
    elif kind is Kind.FLAG:
        made = PerhapsEdit() if column.optional else FlagEdit()
    else:
        simple: dict[Kind, Callable[[], Any]] = {
            Kind.TEXT: LineEntry,
            Kind.LONG_TEXT: LongText,
            Kind.WHOLE: WholeEdit,
            Kind.INSTANT: InstantLabel,
            Kind.DATE: partial(DateEdit, clock),
        }
        made = simple[kind]()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, made.sizePolicy().verticalPolicy())
    made.setAccessibleName(field.label)
    made.setAccessibleDescription(field.help)
    return cast("Editor", made)


def _record_pick(column: Column, resolver: FormResolver) -> RecordPick:
    kind = column.field.refers_to
    create = partial(resolver.create, kind) if resolver.can_create(kind) else None
    return RecordPick(
        partial(resolver.search, kind),
        partial(resolver.label, kind),
        many=column.many,
        empty=None if column.optional else "",
        create=create,
    )


def default_of(record_class: type, column: Column) -> Any:
    """What a new record has in this field: the declared default, else the editor's emptiness."""
    for item in dataclass_fields(record_class):
        if item.name == column.name:
            if item.default is not MISSING:
                return item.default
            if item.default_factory is not MISSING:
                return item.default_factory()
    if column.many:
        return ()
    if column.field.kind is Kind.FLAG and not column.optional:
        return False
    text = column.field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.UID, Kind.CHOICE, Kind.CATALOGUE)
    return "" if text and not column.optional else None


def to_json(value: Any) -> Any:
    """A field's value as a draft keeps it."""
    if isinstance(value, tuple):
        return [to_json(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(column: Column, kept: Any) -> Any:
    """The value again.

    Raises:
        ValueError: the draft holds what this field cannot, because the field was changed by an update.
    """
    if isinstance(kept, list):
        return tuple(from_json(column, part) for part in kept)
    if kept is None:
        return None
    if column.choices is not None:
        return column.choices(kept) if kept else kept
    if column.field.kind is Kind.DATE:
        return date.fromisoformat(kept)
    if column.field.kind is Kind.INSTANT:
        return datetime.fromisoformat(kept)
    wanted = {Kind.MONEY: int, Kind.WHOLE: int, Kind.FLAG: bool}.get(column.field.kind, str)
    if type(kept) is not wanted:
        raise ValueError(column.name)
    return kept


def label_text(column: Column) -> str:
    """The label with its unit; an amount's unit stands in its own switch."""
    unit = "" if column.field.kind is Kind.MONEY else column.field.unit
    return f"{column.field.label}（{unit}）" if unit else column.field.label


def note_label() -> QLabel:
    """An empty line of small print, hidden until it has something to say."""
    made = label("", "note", wrap=True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    made.hide()
    return made
