"""管理提升 (T5): 管理提升建议书 by what became of them, and 同类问题重复发生 within a time the office sets."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from .balance import MERGED_KIND, accepted_day
from .content import Emphasis
from .loss_statistics import NEW
from .sheet import Gathering, Sheet, SheetColumn, SheetRow, spans
from .standing import Counting

if TYPE_CHECKING:
    from datetime import date

    from .facts import Snapshot
    from .standing import Standing

ISSUED, REPEATED = "issued", "repeated"
_COLUMNS = (
    SheetColumn("now", "本期", "业务日在本期内。", "份"),
    SheetColumn("ever", "累计", "业务日在期末以前。", "份"),
)


def lessons(snapshot: Snapshot, everything: tuple[Standing, ...]) -> Sheet:
    """The letters, and the clues that repeat what was found before; the second while no time is set is left out."""
    counting, into = Counting.of(snapshot), Gathering(snapshot)
    known = snapshot.dictionary("letter_adoption")
    for one in snapshot.case.letters:
        if not into.knows(one.clue):
            continue
        rows = [(ISSUED, "issued_on")]
        if one.adoption in known:
            rows.append((f"adoption.{one.adoption}", "answered_on"))
        for row, day in rows:
            for column, counts in zip(("now", "ever"), spans(one, day, counting), strict=True):
                if counts:
                    into.see(row, column, one.clue, one.uid)
    days = snapshot.counting.repeat_days
    if days is not None:
        for item in repeats(everything, days):
            for column in ("now", "ever") if item.entry in NEW else ("ever",):
                into.see(REPEATED, column, item.fact.uid, item.fact.uid)
    return into.sheet("lesson", _rows(known, days), _COLUMNS)


def repeats(everything: tuple[Standing, ...], days: int) -> tuple[Standing, ...]:
    """The clues whose enterprise had one of the same 问题类别 not more than ``days`` before, in the order given.

    By the day of 受理; the earlier of two is none. What was split off or merged is the same matter and not looked at.
    """
    groups: dict[tuple[int, str], list[tuple[date, int]]] = defaultdict(list)
    for at, item in enumerate(everything):
        day = accepted_day(item.fact)
        alone = not item.fact.split and item.fact.closure_kind != MERGED_KIND
        if item.entry.accepted and alone and day is not None and item.fact.category:
            for enterprise in item.fact.enterprise_keys:
                groups[enterprise, item.fact.category].append((day, at))
    found = set()
    for group in groups.values():
        group.sort()
        for (earlier, _), (later, at) in pairwise(group):
            if (later - earlier).days <= days:
                found.add(at)
    return tuple(everything[at] for at in sorted(found))


def _rows(adoptions: dict[str, str], days: int | None) -> list[SheetRow]:
    rows = [
        SheetRow(
            ISSUED, "管理提升建议书", "登记的管理提升建议书，业务日为发出日期；", emphasis=Emphasis.SUBTOTAL
        )
    ]
    rows += [
        SheetRow(f"adoption.{code}", f"其中：{label}", f"采纳情况为“{label}”的建议书，业务日为反馈日期；")
        for code, label in adoptions.items()
    ]
    if days is not None:
        words = (
            f"同一涉及单位在以前{days}天内（自然日，按受理日期）另有同一问题类别的线索，本条列为重复发生；"
            "拆分、并案的不计，知悉范围以外、没有问题类别或受理日期的不计；本期指本期新增（含移入、划入、补报）的；"
        )
        rows.append(SheetRow(REPEATED, "同类问题重复发生", words, unit="件"))
    return rows
