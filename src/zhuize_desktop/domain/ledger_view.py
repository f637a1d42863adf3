"""What the ledger of clues shows: a question to it, and a row of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .records import Clue, Person, Record
from .stages import Stage

#: What stands in the ledger instead of a 概述 that the viewer may not read.
STUB_SUMMARY = "（按知悉范围另行登记）"


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Filters, search words and order of the ledger; an empty value does not filter.

    Attributes:
        text: search words; Han phrases, pinyin initials, numbers.
            A clue outside the viewer's circle is found by its whole number only, and by no filter on contents.
        stages: any of these stages.
        sources: any of these source codes (the caller names leaves and roots).
        enterprises: any of these enterprise uids.
        category: one violation category.
        year: year of 报送时间.
        closed: ``None`` both, ``False`` open only, ``True`` finished only.
        handler: uid of the 经办人.
        legacy: ``None`` both.
        unconfirmed: only clues whose stage waits for confirmation.
        uids: only these clues (drill-down).
        withdrawn: show the recycle bin instead.
        order: name of a field of ``Clue`` or one of ``enterprise``, ``confirmed``, ``recovered``.
        descending: direction of the order.
    """

    text: str = ""
    stages: tuple[Stage, ...] = ()
    sources: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    category: str = ""
    year: int | None = None
    closed: bool | None = None
    handler: str = ""
    legacy: bool | None = None
    unconfirmed: bool = False
    uids: tuple[str, ...] | None = None
    withdrawn: bool = False
    order: str = "reported_on"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger with what hangs on the clue; amounts in 分.

    ``stub`` rows carry the number only: their contents are outside the viewer's 知悉范围. ``held`` is what the clock
    looks at beside the clue.
    """

    clue: Clue
    enterprises: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    confirmed: int = 0
    recovered: int = 0
    stub: bool = False
    held: Mapping[type[Record], tuple[Any, ...]] = field(default_factory=dict)


class BenchRow(NamedTuple):
    """A clue as the first page names and counts it: ten thousand of them are read at once.

    ``has_enterprise``: whether 涉及单位 is filled in.
    """

    uid: str
    number: str
    summary: str
    stage: Stage
    closed: bool
    stage_confirmed: bool
    source_kind: str
    category: str
    has_enterprise: bool


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """Sums over all rows of a query; amounts in 分. Stubs are among ``rows`` only: neither open nor worth anything."""

    rows: int = 0
    open: int = 0
    estimated: int = 0
    confirmed: int = 0
    recovered: int = 0


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """A question to the list of persons; an empty value does not filter.

    Attributes:
        text: part of the name, pinyin or its initials.
        employment: one code of 现状态.
        in_clues: only persons who stand in a clue the viewer may read.
        restricted: only persons whom a 影响期、处分期 or ban holds back today, as far as the viewer reads.
        order: ``name``, ``enterprise``, ``post``, ``employment``, ``clues``, ``liable`` or ``restricted``.
    """

    text: str = ""
    employment: str = ""
    in_clues: bool = False
    restricted: bool = False
    order: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person with the name of 单位, and how many clues (责任人 lines) the viewer may read name them.

    ``restricted``: 限制至, a day with the mark of its rule, 终身 or 待核对; empty where nothing that the viewer may
    read holds the person back.
    """

    person: Person
    enterprise: str = ""
    clues: int = 0
    liable: int = 0
    restricted: str = ""


def stub_of(clue: Clue) -> Clue:
    """The same clue with nothing in it but identity and number."""
    values: dict[str, Any] = {
        "uid": clue.uid,
        "owner_enterprise": clue.owner_enterprise,
        "version": clue.version,
    }
    return Clue(**values, number=clue.number, summary=STUB_SUMMARY)
