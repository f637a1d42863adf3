"""Canonical JSON: the one byte form in which everything that is signed or digested is written.

Rules: UTF-8 without mark, no space between tokens, keys in code-point order and never twice, ``ensure_ascii``
off, values only ``dict`` (text keys), ``list``, ``str``, ``int`` (64 bits, as in SQLite), ``bool`` and
``None``. No floats: money is whole 分, days and instants are ISO text written by the caller. Reading refuses
every other spelling of the same value, so equal content means equal bytes and equal digests.

A frozen dataclass whose fields are ``Annotated[str, Term(label, form)]``, ``int``, ``bool``, nested
dataclasses or ``tuple[...]`` of these is written by ``plain`` and read back strictly by ``read_record``. A
union of records is told apart by their field ``means``.
"""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from types import UnionType
from typing import Annotated, Any, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from zhuize_desktop.domain.errors import FileProblem

Record = TypeVar("Record")

INT_LIMIT = 2**63
MAX_DEPTH = 64

HEX64 = r"[0-9a-f]{64}"
HEX128 = r"[0-9a-f]{128}"
INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
DAY = r"\d{4}-\d\d-\d\d"
# One line of text: no control characters, and none of those that turn the direction of what is shown beside
# them.
LINE = r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*"
FILLED_LINE = LINE[:-1] + "+"


@dataclass(frozen=True, slots=True)
class Term:
    """What a text field is called in Chinese, and the regular expression its whole value has to match."""

    label: str
    form: str = LINE


def canonical(value: object) -> bytes:
    """The canonical bytes of a value.

    Raises:
        TypeError: a value of a kind that has no canonical form (a float, a tuple, a date).
        ValueError: an integer beyond 64 bits, a lone surrogate or a nesting deeper than ``MAX_DEPTH``.
    """
    _refuse_strange(value, MAX_DEPTH)
    return json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
        check_circular=False,
    ).encode("utf-8")


def _refuse_strange(value: object, depth: int) -> None:
    # Exact types: a subclass (an IntEnum, a str enum) could be written by json in a way its reader does not
    # expect.
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return
    if kind is int:
        assert isinstance(value, int)
        if not -INT_LIMIT <= value < INT_LIMIT:
            raise ValueError("integer beyond 64 bits")
    elif depth == 0:
        raise ValueError(f"nested deeper than {MAX_DEPTH}")
    elif isinstance(value, dict) and kind is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise TypeError(f"key of type {type(key).__name__} has no canonical form")
            _refuse_strange(item, depth - 1)
    elif isinstance(value, list) and kind is list:
        for item in value:
            _refuse_strange(item, depth - 1)
    else:
        raise TypeError(f"{kind.__name__} has no canonical form")


def parse_canonical(data: bytes, what: str = "内容") -> Any:
    """The value of canonical bytes; ``what`` names them in the sentence of a refusal.

    Raises:
        FileProblem: not JSON, a float, a repeated key, or any spelling other than the canonical one.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique_keys,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
        same = canonical(value) == data
    except (ValueError, RecursionError) as reason:
        raise FileProblem(f"{what}无法读出，文件可能已被改动或损坏，请向出具方重新索取。") from reason
    if not same:
        raise FileProblem(f"{what}不是规范写法，文件可能已被改动，请向出具方重新索取。")
    return value


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"number {text} has no canonical form")


def instant_text(instant: datetime) -> str:
    """An aware instant as ``2026-01-20T01:41:00Z``: UTC, whole seconds (a fraction is cut off).

    Raises:
        ValueError: the instant has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("instant without time zone")
    # Not strftime: %Y of years below 1000 is padded differently by the C libraries of Windows and Linux.
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def instant_of(text: str) -> datetime:
    """The aware UTC instant of a text written by ``instant_text``.

    Raises:
        ValueError: not such a text.
    """
    if not re.fullmatch(INSTANT, text, re.ASCII):
        raise ValueError(f"not an instant: {text!r}")
    return datetime.fromisoformat(text)


def plain(record: object) -> Any:
    """A record (frozen dataclass of records, tuples and JSON values) as canonical JSON values."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {field.name: plain(getattr(record, field.name)) for field in dataclasses.fields(record)}
    if isinstance(record, tuple):
        return [plain(item) for item in record]
    return record


def read_record(kind: type[Record], value: object, what: str) -> Record:
    """The record of a kind from JSON values: exactly its fields, each of its type and form.

    Raises:
        FileProblem: a field is missing, unknown, or has a value that its declaration does not allow.
    """
    if type(value) is not dict:
        raise FileProblem(f"{what}的结构不符合要求，文件可能已被改动。")
    hints = get_type_hints(kind, include_extras=True)
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    if set(value) != set(names):
        raise FileProblem(f"{what}缺少应有的项目或含有多余的项目，文件可能已被改动。")
    return kind(**{name: _read(hints[name], value[name], what) for name in names})


def _read(hint: Any, value: object, what: str) -> Any:
    if get_origin(hint) is Annotated:
        term = next(extra for extra in get_args(hint)[1:] if isinstance(extra, Term))
        return _read_text(term, value, what)
    if get_origin(hint) is tuple:
        if type(value) is not list:
            raise FileProblem(f"{what}的结构不符合要求，文件可能已被改动。")
        return tuple(_read(get_args(hint)[0], item, what) for item in value)
    if get_origin(hint) is UnionType:
        return read_record(_chosen(get_args(hint), value, what), value, what)
    if dataclasses.is_dataclass(hint):
        return read_record(hint, value, what)  # type: ignore[arg-type]
    if type(value) is not hint or (hint is int and not 0 <= value < INT_LIMIT):  # type: ignore[operator]
        raise FileProblem(f"{what}中有项目的类型不对，文件可能已被改动。")
    return value


def _chosen(kinds: tuple[Any, ...], value: object, what: str) -> Any:
    means = value.get("means") if isinstance(value, dict) else None
    for kind in kinds:
        hint = get_type_hints(kind, include_extras=True)["means"]
        if type(means) is str and re.fullmatch(get_args(hint)[1].form, means):
            return kind
    raise FileProblem(f"{what}的结构不符合要求，文件可能已被改动。")


def _read_text(term: Term, value: object, what: str) -> str:
    if type(value) is not str or not re.fullmatch(term.form, value, re.ASCII):
        raise FileProblem(f"{what}中的“{term.label}”不符合格式，文件可能已被改动。")
    if term.form in (INSTANT, DAY):
        try:
            datetime.fromisoformat(value)
        except ValueError as reason:
            raise FileProblem(f"{what}中的“{term.label}”不是有效的日期时间，文件可能已被改动。") from reason
    return value
