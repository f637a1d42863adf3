"""体检记录: what one run found, kept with its day, thresholds and head of the trail; and two runs compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..checks import Grade
from . import TITLES
from .subject import HealthFinding, Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an examination found, before it is kept.

    Attributes:
        findings: in the order of grade, check and enterprise as they came.
        examined: how many clues were looked at.
    """

    findings: tuple[HealthFinding, ...]
    examined: int


@dataclass(frozen=True, slots=True)
class RunHead:
    """A run without what it found.

    Attributes:
        uid: identity.
        run_at: aware UTC.
        user_name: who ran it.
        seq: number of the newest entry of the trail when the rows were read, ``head`` its hash.
        thresholds: by which it was told.
    """

    uid: str
    run_at: datetime
    user_name: str
    seq: int
    head: str
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class HealthRun:
    """A run as one person may read it.

    Attributes:
        head: when, by whom, by which thresholds.
        findings: those whose every clue this person may read.
        examined: how many clues were looked at.
        unread: uids of clues that were not looked at, because who ran it may not read them.
        stubs: numbers of the clues outside this person's circle: not told of, whatever was found.
    """

    head: RunHead
    findings: tuple[HealthFinding, ...]
    examined: int
    unread: frozenset[str] = frozenset()
    stubs: tuple[str, ...] = ()


class Change(StrEnum):
    """How a finding stands against an earlier run; the value is the word shown."""

    NEW = "新增"
    KEPT = "仍在"
    GONE = "已消除"
    UNKNOWN = "上次未查"


@dataclass(frozen=True, slots=True)
class Compared:
    """A finding with what became of it."""

    finding: HealthFinding
    change: Change


def compare(run: HealthRun, earlier: HealthRun) -> tuple[Compared, ...]:
    """What is new in ``run``, what still stands and what is gone since ``earlier``.

    Findings of one key are matched by number: of three that were two, two still stand and one is new. What concerns a
    clue that only one of the runs could look at is 上次未查, or is left out of 已消除.
    """
    before = Counter(finding.key for finding in earlier.findings)
    told: list[Compared] = []
    for finding in run.findings:
        if before[finding.key] > 0:
            before[finding.key] -= 1
            told.append(Compared(finding, Change.KEPT))
        else:
            unseen = not earlier.unread.isdisjoint(finding.clues)
            told.append(Compared(finding, Change.UNKNOWN if unseen else Change.NEW))
    for finding in reversed(earlier.findings):  # what was told first is taken to stand still
        if before[finding.key] > 0 and run.unread.isdisjoint(finding.clues):
            before[finding.key] -= 1
            told.append(Compared(finding, Change.GONE))
    return tuple(told)


def in_order(findings: Iterable[HealthFinding], names: Mapping[str, str]) -> list[HealthFinding]:
    """Grade → check → enterprise by name, each in the order in which it was found."""
    grades, checks = list(Grade), list(TITLES)
    return sorted(
        findings,
        key=lambda one: (grades.index(one.grade), checks.index(one.check), names.get(one.enterprise, "")),
    )


# --- plain, for keeping -----------------------------------------------------------------------------------

_FIELDS = tuple(one.name for one in fields(HealthFinding))


def to_plain(outcome: Outcome, unread: Sequence[str]) -> dict[str, Any]:
    """An outcome as JSON holds it; ``unread``: clues that the person may not read."""
    return {
        "examined": outcome.examined,
        "unread": sorted(unread),
        "findings": [[_plain(getattr(one, name)) for name in _FIELDS] for one in outcome.findings],
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)


def findings_of(plain: Mapping[str, Any]) -> Iterator[HealthFinding]:
    """The findings of a kept run. A check that the program no longer knows is left out: nothing explains it."""
    for row in plain["findings"]:
        values = dict(zip(_FIELDS, row, strict=True))
        values["grade"], values["clues"] = Grade(values["grade"]), tuple(values["clues"])
        if values["check"] in TITLES:
            yield HealthFinding(**values)


def thresholds_to_plain(thresholds: Thresholds) -> dict[str, int | None]:
    """Thresholds as JSON holds them."""
    return {one.name: getattr(thresholds, one.name) for one in fields(Thresholds)}


def thresholds_of(plain: Mapping[str, int | None]) -> Thresholds:
    """Thresholds from a setting or a kept run; what an older one does not know stands as shipped."""
    known = {one.name for one in fields(Thresholds)}
    values: dict[str, Any] = {name: value for name, value in plain.items() if name in known}
    return Thresholds(**values)
