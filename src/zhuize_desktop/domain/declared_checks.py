"""What every record must satisfy, read from the declarations of its fields; and the order of its days.

What a class asks for besides stands in ``record_checks`` (线索、企业) and ``case_checks`` (办理中登记的内容).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from .checks import Check, CheckFinding, Grade
from .errors import FieldError
from .fields import Column, Kind, Layout, Sensitivity, column, columns
from .money import checked_fen
from .records import Record
from .rulebook import RuleBook
from .workdays import LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Days before are typing errors: no state enterprise of the city answers for anything older.
EARLIEST_DAY = date(1990, 1, 1)

_SECRETS_LAW = "《中华人民共和国保守国家秘密法》"


@dataclass(frozen=True, slots=True)
class Examined:
    """A record under examination, with what the checks need besides."""

    record: Record
    book: RuleBook
    today: date

    def finding(
        self, check: str, grade: Grade, sentence: str, field: str = "", clause: str = "本程序设计"
    ) -> CheckFinding:
        """A finding on this record."""
        return CheckFinding(
            check, grade, sentence, type(self.record).__name__, self.record.uid, field, clause
        )

    def label(self, name: str) -> str:
        """The Chinese label of one of its fields."""
        return column(type(self.record), name).field.label


_Picked = Callable[[Any], tuple[Column, ...]]


def _picked(*kinds: Kind) -> _Picked:
    """What gives the fields of a class that are of these kinds; kept, as 数据体检 asks for ten thousand records."""

    @cache
    def of_class(record: Any) -> tuple[Column, ...]:
        """The fields of one record class."""
        return tuple(found for found in columns(record) if found.field.kind in kinds)

    return of_class


_CODED, _DATED, _MONEY = _picked(Kind.CHOICE, Kind.CATALOGUE), _picked(Kind.DATE), _picked(Kind.MONEY)
_COUNTED, _WRITTEN = _picked(Kind.WHOLE), _picked(Kind.TEXT, Kind.LONG_TEXT)


def _values(examined: Examined, picked: _Picked) -> Iterator[tuple[Column, Any]]:
    """The picked fields that are filled in."""
    record = examined.record
    for found in picked(type(record)):
        value = getattr(record, found.name)
        if value is not None and value != "" and value != ():
            yield found, value


# --- what is there at all ---------------------------------------------------------------------------------


def cannot_lack(record: type[Record]) -> tuple[Column, ...]:
    """The fields a record of this class is nothing without: those that people fill in and that have no default."""
    kind: Any = record  # a class can be a key, whatever is said of its instances
    return _cannot_lack(kind)


@cache
def _cannot_lack(record: Any) -> tuple[Column, ...]:
    needed = {
        one.name
        for one in dataclass_fields(record)
        if one.default is MISSING and one.default_factory is MISSING
    }
    return tuple(
        found for found in columns(record) if found.name in needed and found.field.layout is not Layout.NONE
    )


def _blank(examined: Examined) -> Iterator[CheckFinding]:
    for found in cannot_lack(type(examined.record)):
        value = getattr(examined.record, found.name)
        if value in (None, ()) or (isinstance(value, str) and not value.strip()):
            yield examined.finding(
                "record.blank", Grade.MUST, f"“{found.field.label}”还没有填写。", found.name
            )


def _codes(examined: Examined) -> Iterator[CheckFinding]:
    for found, value in _values(examined, _CODED):
        dictionary = found.field.dictionary
        for code in value if found.many else (value,):
            if dictionary and code not in examined.book.dictionary(dictionary):
                yield examined.finding(
                    "record.code",
                    Grade.MUST,
                    f"“{found.field.label}”填的“{code}”不在字典里，请从列出的各项中选择。",
                    found.name,
                )


def _days(examined: Examined) -> Iterator[CheckFinding]:
    for found, day in _values(examined, _DATED):
        label = found.field.label
        if day < EARLIEST_DAY:
            yield examined.finding(
                "record.day",
                Grade.MUST,
                f"“{label}”{day}早于{EARLIEST_DAY.year}年，请核对年份。",
                found.name,
            )
        elif day > LAST_DAY:
            yield examined.finding(
                "record.day", Grade.MUST, f"“{label}”{day}晚于{LAST_DAY.year}年，请核对年份。", found.name
            )
        elif day > examined.today and not found.field.ahead:
            yield examined.finding(
                "record.day", Grade.MUST, f"“{label}”{day}还没有到，请核对日期。", found.name
            )


def _amounts(examined: Examined) -> Iterator[CheckFinding]:
    for found, fen in _values(examined, _MONEY):
        try:
            checked_fen(fen, found.name)
        except FieldError as refused:
            yield examined.finding(
                "record.amount", Grade.MUST, f"“{found.field.label}”：{refused.sentence}", found.name
            )


def _percents(examined: Examined) -> Iterator[CheckFinding]:
    for found, value in _values(examined, _COUNTED):
        if found.field.unit == "%" and not 0 <= value <= 100:
            yield examined.finding(
                "record.percent",
                Grade.MUST,
                f"“{found.field.label}”填的{value}%不在 0 至 100 之间，请更正。",
                found.name,
            )


# --- what must not stand in a text ------------------------------------------------------------------------

#: 密级标志 as papers carry it (GB/T 9704: 密级★保密期限), in brackets, or after the word 密级.
_MARKED = re.compile(
    r"(绝密|机密|秘密)\s*[★☆]|密级\s*[:：]?\s*(绝密|机密|秘密)|[\[【（(〔「]\s*(绝密|机密|秘密)\s*[\]】）)〕」]"
    r"|\A\s*(绝密|机密|秘密)\s*(?:\Z|[\s,，。；;:：]|\d)"
)
_MENTIONED = re.compile(r"绝密|机密|国家秘密")
#: Stands in all that is looked for: a text without it need not be searched.
_SECRET_SIGN = "密"
_MARK_SENTENCE = "涉及国家秘密的不得在本机登记，请按保密规定另行登记，本台账只记“涉密，另行登记”。"


def _secrets(examined: Examined) -> Iterator[CheckFinding]:
    """A text with a 密级标志 is refused; one that merely speaks of state secrets is pointed at."""
    for found, text in _values(examined, _WRITTEN):
        if _SECRET_SIGN not in text:
            continue
        mark = _MARKED.search(text)
        word = mark or _MENTIONED.search(text)
        if mark:
            level = next(group for group in mark.groups() if group)
            yield examined.finding(
                "record.secret",
                Grade.MUST,
                f"“{found.field.label}”里有密级标志“{level}”：{_MARK_SENTENCE}",
                found.name,
                _SECRETS_LAW,
            )
        elif word:
            yield examined.finding(
                "record.secret",
                Grade.VERIFY,
                f"“{found.field.label}”里提到“{word.group()}”，请确认内容不涉及国家秘密；{_MARK_SENTENCE}",
                found.name,
                _SECRETS_LAW,
            )


#: Who told, followed by what tells who that is: a name or telephone after a colon, 姓名, 电话, 系, 叫.
_INFORMANT = re.compile(
    r"(?:举报人|检举人|控告人|信访人|来信人)\s*(?:的?(?:真实)?(?:姓名|电话|手机号?|联系方式|身份证号?码?|住址|单位)"
    r"\s*(?:[:：为是]|系)?|[:：]|系|叫|名叫)\s*(?!不详|匿名|保密|略|无|未|另)[\w一-鿿]"
)
#: Stands in all words for who told.
_INFORMANT_SIGN = "人"
#: GB 11643: six digits of the place, the day of birth, three digits, check sign.
_IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
_IDENTITY_LENGTH = 18


def _identities(examined: Examined) -> Iterator[CheckFinding]:
    """P43: of a whistle-blower only where the sealed original lies; identity numbers stand in their own field only.

    核实 and not 强制, because a text can only look like it.
    """
    for found, text in _values(examined, _WRITTEN):
        if _INFORMANT_SIGN in text and _INFORMANT.search(text):
            yield examined.finding(
                "record.identity",
                Grade.VERIFY,
                f"“{found.field.label}”里像是写了举报人的身份：不得登记举报人身份，只记密封原件的存放处和编号。",
                found.name,
            )
        elif len(text) < _IDENTITY_LENGTH or found.field.sensitivity is Sensitivity.PROTECTED:
            continue
        elif _IDENTITY.search(text):
            yield examined.finding(
                "record.identity",
                Grade.VERIFY,
                f"“{found.field.label}”里像是有公民身份号码：请改填在人员的“证件号”里，那里受保护。",
                found.name,
            )


# --- the order of days ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """Days of one record in the order in which they come.

    Attributes:
        names: the fields; those that are empty are passed over.
        grade: 强制 where the opposite cannot have happened, 核实 where it happens but should not.
        apart: the later day cannot even be the same.
    """

    names: tuple[str, ...]
    grade: Grade = Grade.MUST
    apart: bool = False


def out_of_order(examined: Examined, check: str, orders: Iterable[Order]) -> Iterator[CheckFinding]:
    """A finding, under the code ``check``, for every two days next to each other that stand the wrong way round.

    Two days that stand in several orders are told once, as the first of these grades it.
    """
    record, told = examined.record, set[tuple[str, str]]()
    for order in orders:
        days = [(name, day) for name in order.names if (day := getattr(record, name)) is not None]
        for (earlier, first), (later, second) in itertools.pairwise(days):
            if first < second or (first == second and not order.apart) or (earlier, later) in told:
                continue
            told.add((earlier, later))
            wrong = "早于" if second < first else "没有晚于"
            yield examined.finding(
                check,
                order.grade,
                f"“{examined.label(later)}”{second}{wrong}“{examined.label(earlier)}”{first}，请核对两个日期。",
                later,
            )


DECLARED_CHECKS: tuple[Check[Examined], ...] = (
    Check("record.secret", "不登记国家秘密", _secrets, "涉及国家秘密"),
    Check("record.blank", "不可缺少的已填写", _blank, "不可缺少的没有填写"),
    Check("record.code", "代码都在字典里", _codes, "代码不在字典里"),
    Check("record.day", "日期在1990年以后、今天以前", _days, "日期在1990年以前或今天以后"),
    Check("record.amount", "金额不为负，不到十万亿元", _amounts, "金额为负，或超过十万亿元"),
    Check("record.percent", "比例在 0 至 100 之间", _percents, "比例不在 0 至 100 之间"),
    Check("record.identity", "不登记举报人身份", _identities, "疑似登记了举报人身份"),
)
