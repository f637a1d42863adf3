"""参数: single values a measure decides (累计上限、基数年度、顺延), each with its clause and grade like any entry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import StrictBool, StrictInt, StrictStr, model_validator

from ..validated import fault
from .entry import Entry

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

Value = StrictBool | StrictInt | StrictStr


class Key(StrEnum):
    """What can be decided. The value is the entry's code, or what stands before its dot."""

    CONTINGENT_COUNTS = "contingent_counts"
    GOVERNING = "governing_class"
    BASE_YEAR = "base_year"
    YEAR_CAP = "year_cap"
    SAME_EVENT = "same_event"
    TRANSITION = "transition"
    STEP_APPROVER = "step_approver"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a key asks: the question in Chinese, and what may be answered (empty = 是 or 否; a range = a number)."""

    question: str
    choices: tuple[tuple[str, str], ...] = ()
    numbers: range | None = None
    unit: str = ""

    def words(self, value: Value | None) -> str:
        """An answer as people read it; 未填写 for none."""
        if value is None:
            return "未填写"
        if isinstance(value, bool):
            return "是" if value else "否"
        return dict(self.choices).get(str(value), f"{value}{self.unit}")

    def read(self, text: str) -> Value | None:
        """The answer in a cell of a template; empty text is no answer.

        Raises:
            ValueError: a Chinese clause: the text is no answer to this question.
        """
        plain = text.strip()
        if not plain:
            return None
        if self.choices:
            for code, label in self.choices:
                if plain in (code, label):
                    return code
            raise fault(f"“{self.question}”只能填{'、'.join(label for _, label in self.choices)}")
        if self.numbers is not None:
            digits = plain.removesuffix(self.unit).strip()
            if not digits.isdecimal() or int(digits) not in self.numbers:
                raise fault(f"“{self.question}”应填 {self.numbers.start} 至 {self.numbers.stop - 1} 的整数")
            return int(digits)
        if plain not in ("是", "否"):
            raise fault(f"“{self.question}”只能填是或否")
        return plain == "是"


MEANINGS: dict[Key, Meaning] = {
    Key.CONTINGENT_COUNTS: Meaning("或有损失是否计入资产损失"),
    Key.GOVERNING: Meaning(
        "资产损失与不良后果档次不同时",
        (("higher", "按较高的档次"), ("loss", "按资产损失档次"), ("person", "由人逐案确认")),
    ),
    Key.BASE_YEAR: Meaning(
        "责任认定年度",
        (("handling", "作出处理的年度"), ("act", "行为发生的年度"), ("discovery", "发现的年度")),
    ),
    Key.YEAR_CAP: Meaning("同一责任认定年度不同事件扣减比例累计上限", numbers=range(1, 101), unit="%"),
    Key.SAME_EVENT: Meaning(
        "同一事件受多种扣减", (("highest", "按最高标准执行，不合并"), ("sum", "合并执行"))
    ),
    Key.TRANSITION: Meaning(
        "新旧规定衔接",
        (
            ("act", "按行为发生时的规定"),
            ("handling", "按作出处理时的规定"),
            ("lighter", "从旧兼从轻"),
            ("person", "由人逐案选择"),
        ),
    ),
    Key.STEP_APPROVER: Meaning(
        "加重、减轻、免除处理的批准",
        (("superior", "作出决定的上一级批准"), ("own", "本企业领导机构批准")),
    ),
}


def meaning_of(code: str) -> Meaning | None:
    """What the parameter of a code asks; ``None`` for a code that asks nothing."""
    stem = code.partition(".")[0]
    return MEANINGS[Key(stem)] if stem in set(Key) else None


class Parameter(Entry):
    """One decided value; ``value`` ``None`` = the measure was not read, nothing follows from it."""

    value: Value | None = None

    @model_validator(mode="after")
    def _answers_its_question(self) -> Self:
        meaning = meaning_of(self.code)
        if meaning is None:
            raise fault(f"“{self.code}”不是本程序认识的参数")
        if self.value is None:
            return self
        if meaning.choices:
            right = self.value in dict(meaning.choices)
        elif meaning.numbers is not None:
            right = not isinstance(self.value, bool) and self.value in meaning.numbers
        else:
            right = isinstance(self.value, bool)
        if not right:
            raise fault(f"“{meaning.question}”不能填“{self.value}”")
        return self

    @property
    def key(self) -> Key:
        """Which question it answers."""
        return Key(self.stem)

    def decides(self) -> Iterator[tuple[Hashable, str]]:
        """The answer to its question, once it is given."""
        if self.value is not None:
            yield self.key, f"“{MEANINGS[self.key].question}”"

    @property
    def answer(self) -> str:
        """The answer as people read it."""
        return MEANINGS[self.key].words(self.value)
