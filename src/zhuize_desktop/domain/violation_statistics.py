"""违规情形分布 (T2): clues, enterprises, losses and persons held to account by 问题类别, or by 方面.

Clues and losses are those of T3, persons those of T4: accepted up to the period's end and new in it; by the day of the
decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .accountability_statistics import holding
from .content import Emphasis
from .loss_statistics import NEW, NEW_SCOPE, SCOPE, confirmed_fen
from .sheet import EVER, NOW, Gathering, Sheet, SheetColumn, SheetRow, spans
from .standing import Counting

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts import ClueFact, Snapshot
    from .standing import Standing

#: Row of all clues, and of those without a word.
ALL, UNNAMED = "all", "unnamed"

_TOLD = (
    ("clues", "件数", "件", "{scope}。"),
    (
        "enterprises",
        "涉及企业",
        "户",
        "{scope}涉及的企业，同一企业只计一次；知悉范围以外的线索不列企业，不计户数。",
    ),
    ("estimated", "预估损失", "", "{scope}登记的预估损失。"),
    ("confirmed", "认定损失", "", "{scope}的认定损失，口径同资产损失表。"),
    ("persons", "追责人数", "人", "{scope_of_persons}处理的责任人，同一人只计一次。"),
    ("times", "追责人次", "人次", "{scope_of_persons}处理的责任人，人数与决定之积。"),
)
_SPANS = (
    ("ever_", EVER, SCOPE, "决定日期在期末以前的处理决定"),
    ("", NOW, NEW_SCOPE, "决定日期在本期内的处理决定"),
)
COLUMNS = tuple(
    SheetColumn(prefix + code, label, words.format(scope=scope, scope_of_persons=decided), unit, group)
    for prefix, group, scope, decided in _SPANS
    for code, label, unit, words in _TOLD
)
#: The columns that are filled clue by clue: 累计, then 本期; put together once, not for every clue.
_CLUE_COLUMNS = tuple(
    tuple(prefix + code for code in ("clues", "enterprises", "estimated", "confirmed"))
    for prefix in ("ever_", "")
)


def by_category(snapshot: Snapshot, everything: tuple[Standing, ...]) -> Sheet:
    """T2: by 问题类别 of the clue."""
    words = snapshot.dictionary("violation_category")

    def rows_of(fact: ClueFact) -> tuple[str, ...]:
        """The one row of a clue."""
        return (fact.category if fact.category in words else UNNAMED,)

    rows = [SheetRow(code, label, "问题类别为该项的线索；") for code, label in words.items()]
    rows.append(SheetRow(UNNAMED, "未注明", "没有填写问题类别的线索；"))
    return _sheet(snapshot, everything, "violation", rows, rows_of)


def by_aspect(snapshot: Snapshot, everything: tuple[Standing, ...]) -> Sheet | None:
    """T2 by the 方面 of 违规情形, as the 定性 of the clues records them; ``None`` while none records any.

    Those of 46号令 always, those of other catalogues where they occur: the snapshot carries no others.
    """
    if not any(fact.aspects for fact in snapshot.clues):
        return None
    words = snapshot.roots("situation")

    def rows_of(fact: ClueFact) -> tuple[str, ...]:
        """A row for each aspect of a clue."""
        return tuple(code for code in fact.aspects if code in words) or (UNNAMED,)

    rows = [SheetRow(code, label, "定性的违规情形属该方面的线索；") for code, label in words.items()]
    rows.append(SheetRow(UNNAMED, "未登记违规情形", "定性没有登记违规情形的线索；"))
    return _sheet(snapshot, everything, "aspect", rows, rows_of)


def _sheet(
    snapshot: Snapshot,
    everything: tuple[Standing, ...],
    code: str,
    rows: list[SheetRow],
    rows_of: Callable[[ClueFact], tuple[str, ...]],
) -> Sheet:
    """Every clue into its rows and into 合计."""
    counting, into = Counting.of(snapshot), Gathering(snapshot)
    contingent = snapshot.counting.contingent_counts
    places: dict[str, tuple[str, ...]] = {}
    for item in everything:
        fact = item.fact
        places[fact.uid] = found = (*rows_of(fact), ALL)
        if not item.entry.accepted:
            continue
        confirmed = confirmed_fen(fact, contingent)
        for names in _CLUE_COLUMNS if item.entry in NEW else _CLUE_COLUMNS[:1]:
            for row in found:
                into.add(row, names[0], fact.uid, 1)
                for enterprise in fact.enterprise_keys:
                    into.see(row, names[1], fact.uid, enterprise)
                into.add(row, names[2], fact.uid, fact.estimated_fen or 0)
                into.add(row, names[3], fact.uid, confirmed)
    for one in holding(snapshot.case):
        if not into.knows(one.clue):
            continue
        now, ever = spans(one, "decided_on", counting)
        for prefix, counts in (("", now), ("ever_", ever)):
            for row in places[one.clue] if counts else ():
                into.see(row, prefix + "persons", one.clue, one.person)
                into.see(row, prefix + "times", one.clue, (one.person, one.decision))
    total = SheetRow(ALL, "合计", "全部线索；", emphasis=Emphasis.TOTAL)
    return into.sheet(code, (*rows, total), COLUMNS)
