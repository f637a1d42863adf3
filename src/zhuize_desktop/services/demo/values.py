"""What an invented clue says when it is registered; dates and figures are drawn, the rest goes round."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from . import words

if TYPE_CHECKING:
    from datetime import date

    from .office import Office

#: 预估损失 in 元.
_LOSSES = (35_000, 180_000, 462_000, 1_200_000, 2_999_900, 4_800_000, 26_505_000, 56_000_000)
#: What was another unit's case before, by its place in a score of clues.
_MOVED_IN = {6: "received", 9: "reported_up", 12: "recalled"}


def sources(office: Office) -> list[str]:
    """Every source of the dictionary that a clue can have."""
    return [entry.code for entry in office.book.dictionary("source_kind").leaves()]


def clue_values(office: Office, at: int, source: str, reported: date) -> dict[str, Any]:
    """The ``at``-th clue as it is registered."""
    chance, book = office.chance, office.book
    case = words.CASES[at % len(words.CASES)]
    categories = book.dictionary("violation_category").entries()
    category = next(
        (one.code for one in categories if one.label == case.category), categories[at % len(categories)].code
    )
    loss = chance.choice(_LOSSES)
    occurred = reported - timedelta(days=chance.randrange(120, 1500))
    superior = at % 6 == 1
    moved_in = _MOVED_IN.get(at % 20, "")
    due = office.today + timedelta(days=at // 6 % 8 * 4 - 8)
    return {
        "source_kind": source,
        "reported_on": reported,
        "enterprises": tuple(chance.sample(office.enterprises, 1 + (at % 5 == 0))),
        "category": category,
        "summary": case.summary.format(amount=f"{loss / 10_000:g}".rstrip(".")),
        "occurred_from": occurred,
        "occurred_to": occurred + timedelta(days=chance.randrange(0, 90)),
        "estimated_loss": loss * 100,
        "persons": tuple(chance.sample(office.persons, chance.choice((1, 1, 2, 3)))),
        "reporter": chance.choice(("审计部", "纪检监察室", "财务部")),
        "report_methods": ("paper", "system") if at % 3 == 0 else ("paper",),
        "discovery": ("self", "transferred", "report", "media")[at % 4],
        "discovered_on": reported,
        "from_superior": superior,
        "transferred_by": "虚构市国资委" if superior else "虚构兄弟控股集团" if moved_in else "",
        "moved_in": moved_in,
        "feedback_due": max(reported, due) if superior else None,
        "situations": (chance.choice(book.dictionary("46").leaves()).code,),
        "realtime_scope": at % 9 == 0,
        "realtime_reason": "损失较大，影响面广" if at % 9 == 0 else "未达到实时报告范围",
        "loss_class": ("general", "larger", "major", "")[at % 4],
        "consequence_class": ("", "", "general", "larger", "major")[at % 5],
    }
