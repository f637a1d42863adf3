"""What 数据体检 looks at, by which thresholds, and what a finding of it tells besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..case import Case
from ..checks import CheckFinding, Grade
from ..errors import FieldError
from ..records import Clue, Enterprise, LiablePerson, Person
from ..rulebook import RuleBook

if TYPE_CHECKING:
    from datetime import date

#: How a finding that nothing but this program asks for is told apart from law.
OWN = "本程序设计"
#: Longest period a threshold in days may have (ten years): more is a typing error.
MOST_DAYS = 3650
#: Below this likeness (per cent) two texts have hardly a word in common.
LEAST_LIKENESS = 60
#: From this likeness of two 概述 on (per cent) two clues may be one, unless it is set otherwise; an import asks so too.
CLUE_LIKENESS = 92
#: Numbers named in one sentence; the rest is counted.
_NAMED = 5

#: ``(texts, at_least)`` → every two texts that are alike enough, in any order: place of the later, place of the
#: earlier, likeness (whole per cent, 0–100).
Alike = Callable[[Sequence[str], int], Iterable[tuple[int, int, int]]]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on 数据体检 tells something. All of it is 本程序设计 and shown, none of it is law.

    Attributes:
        stale_days: 久查不追: calendar days since 受理 without a decision, as the reports count it; ``None`` = not set,
            nothing is told.
        discovery_gap: calendar days from 发生 (its end) to 发现.
        registration_gap: calendar days from 发现 to 报送.
        repeat_days: 屡犯: calendar days within which the next violation follows; as the reports count it, once it is
            set there.
        clue_likeness: likeness of two 概述 in per cent from which two clues may be one.
        post_likeness: likeness of two 职务 in per cent from which two persons of one name may be one.
    """

    stale_days: int | None = None
    discovery_gap: int = 365
    registration_gap: int = 30
    repeat_days: int = 1095
    clue_likeness: int = CLUE_LIKENESS
    post_likeness: int = 80

    def checked(self) -> Thresholds:
        """Itself.

        Raises:
            FieldError: a number of days outside 1–3650, or a likeness outside 60–100.
        """
        for name, label in THRESHOLD_LABELS.items():
            value = getattr(self, name)
            if name in SET_WITH_COUNTING:
                continue  # decided with the reports' settings, which check it
            least, most = (LEAST_LIKENESS, 100) if name.endswith("likeness") else (1, MOST_DAYS)
            if not least <= value <= most:
                raise FieldError(name, f"“{label}”应为 {least} 至 {most}，请修改。")
        return self

    def told(self) -> tuple[tuple[str, str], ...]:
        """Label and value of each, as they are shown beside the findings."""
        return tuple((label, _told(name, getattr(self, name))) for name, label in THRESHOLD_LABELS.items())


def _told(name: str, value: int | None) -> str:
    if value is None:
        return "未设定，不检查"
    return f"{value}%" if name.endswith("likeness") else f"{value} 天"


#: Thresholds that the reports count by too: they are set with 统计口径, once for both.
SET_WITH_COUNTING = frozenset({"stale_days", "repeat_days"})
#: Field of ``Thresholds`` → what it is called.
THRESHOLD_LABELS: Mapping[str, str] = {
    "stale_days": "久查不追",
    "discovery_gap": "发生到发现相隔",
    "registration_gap": "发现到报送相隔",
    "repeat_days": "屡犯间隔",
    "clue_likeness": "线索疑似重复：概述相似度",
    "post_likeness": "人员疑似重复：职务相似度",
}


@dataclass(frozen=True, slots=True)
class HealthFinding(CheckFinding):
    """A finding of 数据体检.

    Attributes:
        clues: uids of every clue its sentence tells of; who may not read one of them does not get it.
        enterprise: uid of the enterprise it is listed under; empty for none.
        other: what besides record and field tells it from others of its check: the second record of a pair, the
            person or situation that is repeated.
    """

    clues: tuple[str, ...] = ()
    enterprise: str = ""
    other: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What it is about: the same in two runs as long as the matter stands, whatever its sentence says."""
        return self.check, self.record, self.uid, self.field, self.other


def of_case(finding: CheckFinding, clue: Clue) -> HealthFinding:
    """A finding of a check over one case, as 数据体检 keeps it."""
    return HealthFinding(
        finding.check, finding.grade, finding.sentence, finding.record, finding.uid, finding.field,
        finding.clause, (clue.uid,), clue.enterprises[0] if clue.enterprises else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """One case under the thresholds, for the checks that look at more than one record of it."""

    case: Case
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class WholeLedger:
    """Flat rows of everything the examining person may read, for the checks that look beyond one case.

    Attributes:
        clues: not withdrawn, oldest first.
        liable: the 责任人 lines of these clues.
        persons: not withdrawn, oldest first.
        enterprises: uid → enterprise.
        book: the rules in force.
        thresholds: from where on something is told.
        alike: how texts are compared.
    """

    clues: tuple[Clue, ...]
    liable: tuple[LiablePerson, ...]
    persons: tuple[Person, ...]
    enterprises: Mapping[str, Enterprise]
    book: RuleBook
    thresholds: Thresholds
    alike: Alike

    def numbers(self, clues: Sequence[Clue]) -> str:
        """The numbers of some clues for a sentence: the first few, and how many in all."""
        named = "、".join(clue.number or "（未编号）" for clue in clues[:_NAMED])
        return named if len(clues) <= _NAMED else f"{named}等"

    def enterprise_name(self, uid: str) -> str:
        """What an enterprise is called."""
        known = self.enterprises.get(uid)
        return known.name if known is not None else ""


def over(
    check: str, grade: Grade, sentence: str, record: type, uid: str, field: str = "", clause: str = OWN
) -> HealthFinding:
    """A finding of a check over the whole ledger; clues and enterprise are added by ``placed``."""
    return HealthFinding(check, grade, sentence, record.__name__, uid, field, clause)


def placed(finding: HealthFinding, clues: Sequence[Clue], other: str = "") -> HealthFinding:
    """The finding with the clues it tells of, listed under the first one's enterprise."""
    first = next((clue.enterprises[0] for clue in clues if clue.enterprises), "")
    return replace(finding, clues=tuple(clue.uid for clue in clues), enterprise=first, other=other)


def act_day(clue: Clue) -> date | None:
    """The day by which violations follow each other: 发生, else 发现, else 报送, else 受理."""
    return clue.occurred_from or clue.discovered_on or clue.reported_on or clue.accepted_on
