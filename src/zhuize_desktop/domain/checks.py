"""校验: the one mechanism of checks, whose lists serve forms, stage gates, 数据体检, 勾稽 and imports alike.

A check looks at a subject and gives findings. Its grade says what follows: 强制 blocks, 核实 passes with a
written explanation that is stored and printed, 提示 is only worth knowing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from .errors import FieldError

T = TypeVar("T")


class Grade(StrEnum):
    """How much a finding weighs. The value is kept, the label is what people read."""

    MUST = "must"
    VERIFY = "verify"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The Chinese term: 强制, 核实, 提示."""
        return {"must": "强制", "verify": "核实", "hint": "提示"}[self.value]


_WEIGHT = {grade: place for place, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """What a check found.

    Attributes:
        check: code of the check, e.g. ``clue.dates.order``; explanations are stored under it.
        grade: 强制, 核实 or 提示.
        sentence: one Chinese sentence that says what is wrong and what to do.
        record: class name of the record to jump to; empty when it concerns no single record.
        uid: that record's identity.
        field: attribute name on that record; empty when it concerns the whole record.
        clause: the clause it rests on, or ``本程序设计``.
    """

    check: str
    grade: Grade
    sentence: str
    record: str = ""
    uid: str = ""
    field: str = ""
    clause: str = "本程序设计"


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """A named check over one kind of subject.

    Attributes:
        title: what must hold, in Chinese.
        fault: what is wrong where it finds something; heads its findings in 数据体检.
    """

    code: str
    title: str
    examine: Callable[[T], Iterable[CheckFinding]]
    fault: str = ""


def run(checks: Sequence[Check[T]], subject: T) -> tuple[CheckFinding, ...]:
    """What all checks find in ``subject``: 强制 first, then 核实, then 提示, each in the order of the checks.

    Raises:
        ValueError: a check gave a finding under another code than its own; a mistake of the programmer.
    """
    found: list[CheckFinding] = []
    for check in checks:
        for finding in check.examine(subject):
            if finding.check != check.code:
                raise ValueError(f"check {check.code} gave a finding of {finding.check}")
            found.append(finding)
    return tuple(sorted(found, key=lambda finding: _WEIGHT[finding.grade]) if len(found) > 1 else found)


def blocking(
    findings: Iterable[CheckFinding], explanations: Mapping[str, str] | None = None
) -> tuple[CheckFinding, ...]:
    """The findings that stop the action: every 强制, and every 核实 without a written explanation.

    Args:
        findings: what the checks found.
        explanations: text by code of the check; blank text explains nothing.
    """
    given = {code for code, text in (explanations or {}).items() if text.strip()}
    return tuple(
        finding
        for finding in findings
        if finding.grade is Grade.MUST or (finding.grade is Grade.VERIFY and finding.check not in given)
    )


def refuse(findings: Iterable[CheckFinding]) -> None:
    """Raise the first 强制 finding as a ``FieldError``, with the field it stands at."""
    for finding in findings:
        if finding.grade is Grade.MUST:
            raise FieldError(finding.field, finding.sentence)
