"""The entry widget of a column of a rule pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...domain.errors import FieldError
from ...domain.money import MoneyUnit
from ...domain.pack_columns import CellKind, PackColumn
from ...domain.rules import MEANINGS, Key
from ..widgets.amount_edit import AmountEdit
from ..widgets.choice_edit import ChoiceEdit
from ..widgets.date_edit import DateEdit
from ..widgets.entry import Editor, FlagEdit, LineEntry, WholeEdit
from ..widgets.long_text import LongText
from ..widgets.suggest import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...domain.clock import Clock

#: Fields with room for several lines.
_LONG = frozenset({"note", "effect", "incentive", "aliases"})
_YES, _NO = "yes", "no"


class LinesEdit(LongText):
    """Several words, a line each."""

    def value(self) -> Any:
        """The lines that hold something."""
        return tuple(line.strip() for line in super().value().splitlines() if line.strip())

    def set_value(self, value: Any) -> None:
        """Show the words."""
        super().set_value("\n".join(value or ()))


class AnswerEdit(ChoiceEdit):
    """The answer to a question of a parameter: one of its choices, or 是 and 否."""

    def __init__(self, key: Key) -> None:
        self._is_flag = not MEANINGS[key].choices
        choices = MEANINGS[key].choices or ((_YES, "是"), (_NO, "否"))
        super().__init__([Entry(code, label) for code, label in choices], empty=None)

    def value(self) -> Any:
        """The answer; ``None`` for none."""
        found = super().value()
        return {_YES: True, _NO: False}.get(found) if self._is_flag else found

    def set_value(self, value: Any) -> None:
        """Show the answer."""
        if self._is_flag and value is not None:
            value = _YES if value else _NO
        super().set_value(value)


def make_editor(
    column: PackColumn, names: Mapping[str, Mapping[str, str]], clock: Clock, code: str
) -> Editor:
    """The widget for a column; ``code`` is that of the entry, which decides what a parameter may answer."""
    made: Any
    listed = dict(column.choices) or dict(names.get(column.dictionary, {}))
    if column.kind is CellKind.ANSWER:
        key = Key(code.partition(".")[0])
        made = WholeEdit() if MEANINGS[key].numbers is not None else AnswerEdit(key)
    elif listed:
        entries = [Entry(one, words) for one, words in listed.items()]
        made = ChoiceEdit(entries, many=column.many, empty=None)
    elif column.many:
        made = LinesEdit(least=1, most=5)
    else:
        simple: dict[CellKind, Any] = {
            CellKind.FLAG: FlagEdit,
            CellKind.NUMBER: WholeEdit,
            CellKind.PERCENT: WholeEdit,
            CellKind.MONEY: lambda: AmountEdit(MoneyUnit.WAN),
            CellKind.DATE: lambda: DateEdit(clock),
            CellKind.TEXT: LongText if column.path[-1] in _LONG else LineEntry,
        }
        made = simple[column.kind]()
        if isinstance(made, LongText):
            made = LongText(least=2, most=5)
    made.setAccessibleName(column.title)
    made.setToolTip(column.help)
    found: Editor = made
    return found


def plain_value(column: PackColumn, editor: Editor) -> Any:
    """What was typed, as the model takes it; ``None`` for nothing.

    Raises:
        FieldError: the text is no value; its field is the name of the column.
    """
    try:
        value = editor.value()
    except FieldError as error:
        raise FieldError(column.name, error.sentence) from None
    if value in ("", (), None):
        return None
    return value
