"""Columns of rule packs, read off the models: what a value is called, how it is written in a cell and read back.

One declaration for the Excel template, the comparison of versions, the form on screen and the printed table. A field
added to a model gets its column by itself; only its Chinese name has to be entered in ``validated``.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import BaseModel

from .errors import FieldError
from .money import MoneyUnit, format_fen, parse_fen
from .reading import Cell, is_error_value
from .rules import SEVERITY, Entry, Parameter, RulePack, Value, meaning_of
from .validated import fault, named
from .workdays import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo

YES, NO = "是", "否"
#: Stands in place of a dictionary for the events that start and end a period (``EVENTS``).
EVENT = "event"
#: Fields that hold codes → the dictionary they are picked from.
_DICTIONARIES = {
    "handlings": "handling",
    "handling": "handling",
    "liabilities": "liability_kind",
    "cadres": "cadre_authority",
    "levels": "enterprise_level",
    "kind": "deadline_kind",
    "starts": EVENT,
    "ends": EVENT,
}
#: What stands left of a model's own fields, and what right of them.
_FIRST = ("code", "label")
_LAST = (
    *("clause", "source", "effective_from", "effective_to", "note", "aliases", "parent", "retired"),
    *("grade", "checked"),
)
#: Columns of the pack's own data sheet.
_HEAD = ("name", "document", "document_number", "issued_on", "effective_from", "effective_to", "note")


class CellKind(StrEnum):
    """How a value is typed."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    #: An answer to the question that the row's code asks (``Parameter``).
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class PackColumn:
    """One column.

    Attributes:
        path: names of the fields down to the value, ``("performance", "lower")``.
        title: heading; ``help`` what to know when filling it in.
        many: several values in one cell, a line each.
        choices: code and label, where the model itself says what may stand there.
        dictionary: code of the dictionary that the value is picked from.
        required: nothing is understood without it.
        presence: no value of its own: whether the group of that path is there at all.
        lowest, highest: of a number, as far as the model says.
    """

    path: tuple[str, ...]
    title: str
    kind: CellKind
    many: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    dictionary: str = ""
    required: bool = False
    presence: bool = False
    lowest: int | None = None
    highest: int | None = None

    @property
    def name(self) -> str:
        """The path as one word."""
        return ".".join(self.path)

    @property
    def help(self) -> str:
        """One sentence for the person who fills it in."""
        words = []
        if self.kind is CellKind.DATE:
            words.append("日期，例如 2026-01-31")
        elif self.kind is CellKind.MONEY:
            words.append("单位万元，只填数字")
        elif self.kind is CellKind.FLAG:
            words.append(f"填“{YES}”或“{NO}”，空白为否")
        elif self.kind in (CellKind.NUMBER, CellKind.PERCENT):
            words.append("整数" if self.highest is None else f"{self.lowest or 0} 至 {self.highest} 的整数")
        elif self.choices:
            words.append("、".join(label for _, label in self.choices))
        if self.many:
            words.append("可填多个，单元格内一行一个（Alt+回车换行）")
        return "；".join(words)

    def value_of(self, model: BaseModel) -> Any:
        """The value in a model; ``None`` where a group above it is not there."""
        value: Any = model
        for step in self.path:
            if value is None:
                return None
            value = getattr(value, step)
        return value is not None if self.presence else value

    # --- writing ---

    def cell(self, model: BaseModel, names: Mapping[str, Mapping[str, str]]) -> str | int | date | None:
        """What stands in the cell: 分 in money columns, whole numbers, days, or text."""
        value = self.value_of(model)
        if value is None or value == "" or value == ():
            return None
        if self.kind is CellKind.FLAG:
            nothing_said = self.presence or (len(self.path) == 1 and value is False)
            return YES if value else None if nothing_said else NO
        if self.kind is CellKind.ANSWER:
            assert isinstance(model, Parameter)
            return model.answer
        if self.many:
            return "\n".join(self._label(one, names) for one in value)
        if self.kind in (CellKind.TEXT, CellKind.CHOICE):
            return self._label(value, names)
        assert isinstance(value, int | date)
        return value

    def words(self, model: BaseModel, names: Mapping[str, Mapping[str, str]]) -> str:
        """The value as people read it; empty for none."""
        value = self.cell(model, names)
        if value is None:
            return ""
        if self.kind is CellKind.MONEY:
            assert isinstance(value, int)
            return f"{format_fen(value, MoneyUnit.WAN)} 万元"
        if self.kind is CellKind.PERCENT:
            return f"{value}%"
        return str(value).replace("\n", "、")

    def _label(self, value: Any, names: Mapping[str, Mapping[str, str]]) -> str:
        if self.choices:
            return dict(self.choices)[value]
        stem, dot, rest = value.partition(".") if self.dictionary == SEVERITY else (value, "", "")
        return f"{names.get(self.dictionary, {}).get(stem, stem)}{dot}{rest}"

    # --- reading ---

    def read(self, cell: Cell, names: Mapping[str, Mapping[str, str]], code: str = "") -> Any:
        """The plain value of a cell, as the model takes it; ``None`` for an empty one.

        Args:
            cell: as the workbook gives it.
            names: words of the dictionaries.
            code: of the row, which decides what a parameter may say.

        Raises:
            ValueError: a Chinese clause; ``fault`` made it.
        """
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        if isinstance(cell, str) and is_error_value(cell):
            raise fault(f"是出错的公式（{cell}）")
        if self.kind is CellKind.FLAG:
            return _flag(cell)
        if self.kind is CellKind.DATE:
            return _day(cell)
        if self.kind in (CellKind.NUMBER, CellKind.PERCENT):
            return self._number(cell)
        if self.kind is CellKind.MONEY:
            return _money(cell)
        text = _text(cell)
        if self.kind is CellKind.ANSWER:
            meaning = meaning_of(code)
            return text if meaning is None else meaning.read(text)
        if self.many:
            return [self._code(line.strip(), names) for line in text.splitlines() if line.strip()]
        return self._code(text, names)

    def _code(self, text: str, names: Mapping[str, Mapping[str, str]]) -> str:
        if self.choices:
            for code, label in self.choices:
                if text in (code, label):
                    return code
            raise fault(f"“{text}”不在可填的范围内，应为{'、'.join(label for _, label in self.choices)}")
        known = names.get(self.dictionary)
        if not known:
            return text
        if text in known:
            return text
        found = [code for code, label in known.items() if label == text]
        if len(found) != 1 and self.dictionary == SEVERITY:
            word, dot, rest = text.partition(".")  # 较大.2027: the same class of other days
            # What is no class is told by the pack, unless it is retired.
            return next((f"{code}{dot}{rest}" for code, label in known.items() if label == word), text)
        if len(found) != 1:
            raise fault(f"“{text}”不在字典里，请按“选项”表填写")
        return found[0]

    def _number(self, cell: Cell) -> int:
        value = _whole(cell)
        if (self.lowest is not None and value < self.lowest) or (
            self.highest is not None and value > self.highest
        ):
            raise fault(f"“{value}”超出范围，应为{self.help.split('；', maxsplit=1)[0]}")
        return value


@cache
def columns_of(entry: type[Entry]) -> tuple[PackColumn, ...]:
    """The columns of a class of entries, in their order."""
    fields = entry.model_fields
    own = [name for name in fields if name not in (*_FIRST, *_LAST)]
    found = tuple(one for name in (*_FIRST, *own, *_LAST) for one in _columns((name,), fields[name]))
    return (replace(found[0], dictionary=entry.code_words), *found[1:])


@cache
def own_columns(entry: type[Entry]) -> tuple[PackColumn, ...]:
    """The columns that a class of entries has beside those that every entry has."""
    return tuple(one for one in columns_of(entry) if one.path[0] not in Entry.model_fields)


@cache
def head_columns() -> tuple[PackColumn, ...]:
    """The columns of what a pack says about itself."""
    return tuple(one for name in _HEAD for one in _columns((name,), RulePack.model_fields[name]))


def _columns(path: tuple[str, ...], field: FieldInfo) -> tuple[PackColumn, ...]:
    """The column of a field, or those of the fields of a group."""
    kind, many, optional = _bare(field.annotation)
    title = ""
    for step in path:
        word = named(step)
        title = word if word.startswith(title) else title + word
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        inside = tuple(
            one for name, inner in kind.model_fields.items() for one in _columns((*path, name), inner)
        )
        if optional and not any(one.required for one in inside):
            inside = (PackColumn(path, f"有无{title}", CellKind.FLAG, presence=True), *inside)
        return inside
    lowest, highest = _bounds(field)
    return (
        PackColumn(
            path,
            _titled(title, _kind(path[-1], kind, highest)),
            _kind(path[-1], kind, highest),
            many,
            _choices(kind),
            _DICTIONARIES.get(path[-1], "") if kind is str else "",
            field.is_required() and not optional,
            lowest=lowest,
            highest=highest,
        ),
    )


def _titled(title: str, kind: CellKind) -> str:
    if kind is CellKind.MONEY:
        return title.replace("（分）", "（万元）")
    return f"{title}（%）" if kind is CellKind.PERCENT else title


def _bare(annotation: Any) -> tuple[Any, bool, bool]:
    """The plain type of an annotation, whether there are several, and whether there may be none."""
    if annotation == (Value | None):
        return Value, False, True
    optional = False
    while True:
        origin, inside = get_origin(annotation), get_args(annotation)
        if origin in (Union, types.UnionType):
            optional = True
            (annotation,) = (one for one in inside if one is not type(None))
        elif origin is tuple:
            return _bare(inside[0])[0], True, True
        elif hasattr(annotation, "__metadata__"):
            annotation = inside[0]
        else:
            return annotation, False, optional


def _kind(name: str, kind: Any, highest: int | None) -> CellKind:
    if kind == Value:
        return CellKind.ANSWER
    if kind is bool:
        return CellKind.FLAG
    if kind is date:
        return CellKind.DATE
    if kind is int:
        if name.endswith("_fen"):
            return CellKind.MONEY
        return CellKind.PERCENT if highest == 100 else CellKind.NUMBER
    return CellKind.CHOICE if issubclass(kind, StrEnum) else CellKind.TEXT


def _choices(kind: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple((one.value, str(getattr(one, "label", one.value))) for one in kind)
    return ()


def _bounds(field: FieldInfo) -> tuple[int | None, int | None]:
    """The least and the greatest number a field takes, both included."""
    lowest = highest = None
    for one in _metadata(field):
        if getattr(one, "ge", None) is not None:
            lowest = one.ge
        if getattr(one, "gt", None) is not None:
            lowest = one.gt + 1
        if getattr(one, "le", None) is not None:
            highest = one.le
        if getattr(one, "lt", None) is not None:
            highest = one.lt - 1
    return lowest, highest


def _metadata(field: FieldInfo) -> list[Any]:
    """What stands beside a type, also beside one within ``| None``."""
    found = list(field.metadata)
    waiting = [field.annotation]
    while waiting:
        one = waiting.pop()
        for extra in getattr(one, "__metadata__", ()):
            found += getattr(extra, "metadata", [extra])
        waiting += get_args(one) if get_origin(one) is not tuple else ()
    return found


# --- cells --------------------------------------------------------------------------------------------------


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return format(Decimal(repr(cell)), "f")
    if isinstance(cell, date | datetime):
        raise fault("被 Excel 当成了日期，请把单元格格式改为“文本”后重新填写")
    raise fault("不是文字，请把单元格格式改为“文本”后重新填写")


def _flag(cell: Cell) -> bool:
    if cell in (YES, NO):
        return cell == YES
    if isinstance(cell, bool):
        return cell
    raise fault(f"“{cell}”应填“{YES}”或“{NO}”")


def _day(cell: Cell) -> str:
    if isinstance(cell, datetime):
        if (cell.hour, cell.minute, cell.second) != (0, 0, 0):
            raise fault("带有时间，请只填日期，例如 2026-01-31")
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        try:
            day = date.fromisoformat(cell.strip())
        except ValueError:
            raise fault(f"“{cell}”不是日期，应写成 2026-01-31 的样子") from None
    else:
        raise fault(f"“{cell}”不是日期，应写成 2026-01-31 的样子")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise fault(f"日期 {day} 不在 {FIRST_DAY.year} 年至 {LAST_DAY.year} 年之间")
    return day.isoformat()


def _whole(cell: Cell) -> int:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise fault(f"“{cell}”不是数字，请只填整数")
    text = cell.strip() if isinstance(cell, str) else format(Decimal(repr(cell)), "f").removesuffix(".0")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 15):
        raise fault(f"“{text[:30]}”不是整数，请只填整数")
    return int(text)


def _money(cell: Cell) -> int:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise fault(f"“{cell}”不是金额，请只填数字")
    text = cell if isinstance(cell, str) else format(Decimal(repr(cell)), "f")
    try:
        return parse_fen(text, MoneyUnit.WAN)
    except FieldError as refused:
        raise fault(refused.sentence.rstrip("。")) from None
