"""What is reconciled in a report, and how a finding is worded; of a withheld clue it tells the number alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .case_sheets import CaseSheets
from .checks import CheckFinding, Grade
from .facts import ClueFact, Snapshot
from .indicators import Tally
from .loss_statistics import LossTally
from .reports.masking import WITHHELD

NOTICE = "济国资综合〔2023〕3号"
DESIGN = "本程序设计"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What is reconciled: the snapshot, what was counted over it, and the clerk's words by section."""

    snapshot: Snapshot
    tally: Tally
    losses: LossTally
    cases: CaseSheets
    texts: Mapping[str, str]


def on_clue(
    code: str, grade: Grade, fact: ClueFact, sentence: str, field: str = "", clause: str = DESIGN
) -> CheckFinding:
    """A finding on one clue."""
    found = CheckFinding(code, grade, f"线索{fact.number}：{sentence}", "Clue", fact.uid, field, clause)
    return withheld_finding(found, fact.number) if fact.masked else found


def withheld_finding(finding: CheckFinding, number: str) -> CheckFinding:
    """A finding on a clue that not every reader may know: its number alone, whatever was found in it."""
    sentence = f"线索{number}：有事项须在台账中核实，{WITHHELD}。"
    return replace(finding, sentence=sentence, field="", clause=DESIGN)


def must(code: str, sentence: str) -> CheckFinding:
    """A 强制 finding on the tables as a whole."""
    return CheckFinding(code, Grade.MUST, sentence)
