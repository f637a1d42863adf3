"""数据体检: all checks over the ledger in one list, from what one form says to what the whole ledger says.

What one record says of itself is asked by the same checks as its form; only what needs more than one record has
checks of its own here. Whether the *files* of the ledger are sound is another question (``storage.doctor``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..case_checks import CASE_CHECKS
from ..checks import Check, run
from ..record_checks import CLUE_CHECKS, ENTERPRISE_CHECKS, record_problems
from .case_checks import ACROSS_RECORDS
from .duplicates import DUPLICATES
from .repeats import REPEATS
from .subject import HealthFinding, Looked, Thresholds, WholeLedger, of_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from ..case import Case
    from ..records import Record
    from ..rulebook import RuleBook

#: Everything that is asked, whatever its subject.
_EVERY: tuple[Check[Any], ...] = (
    *CLUE_CHECKS,
    *ENTERPRISE_CHECKS,
    *(check for checks in CASE_CHECKS.values() for check in checks),
    *ACROSS_RECORDS,
    *REPEATS,
    *DUPLICATES,
)
#: Code of a check → what is wrong where it finds something, as the list is headed.
TITLES: Mapping[str, str] = {check.code: check.fault for check in _EVERY}


def case_findings(case: Case, thresholds: Thresholds) -> Iterator[HealthFinding]:
    """Everything that is found in one case: its forms one by one, then its records against each other."""
    for one in (case.clue, *(record for held in case.held.values() for record in held)):
        for finding in record_problems(one, case.book, case.today):
            yield of_case(finding, case.clue)
    for finding in run(ACROSS_RECORDS, Looked(case, thresholds)):
        yield of_case(finding, case.clue)


def own_findings(record: Record, enterprise: str, book: RuleBook, today: date) -> Iterator[HealthFinding]:
    """What is found in a record that hangs on no clue, listed under ``enterprise``."""
    for found in record_problems(record, book, today):
        yield HealthFinding(
            found.check, found.grade, found.sentence, found.record, found.uid, found.field, found.clause,
            (), enterprise,
        )  # fmt: skip


def ledger_findings(whole: WholeLedger) -> Iterator[HealthFinding]:
    """What only the whole ledger tells: repeats and duplicates."""
    for found in run((*REPEATS, *DUPLICATES), whole):
        assert isinstance(found, HealthFinding)
        yield found


__all__ = [
    "TITLES",
    "HealthFinding",
    "Thresholds",
    "WholeLedger",
    "case_findings",
    "ledger_findings",
    "own_findings",
]
