"""What a paper is: which record it is of, whether it takes a 文号, and what its builder is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..case import Case
from ..content import Document
from ..records import Record
from .words import Words

#: Stands where the 文号 will be, and across every page until it is given.
UNNUMBERED = "待编号"


@dataclass(frozen=True, slots=True)
class Order:
    """One paper to be made.

    Attributes:
        case: what it is made from.
        about: uid of the record it is of; empty for a paper of the whole clue.
        number: its 文号; empty while it has none.
        issuer: the enterprise that makes it out, in full.
        contingent_counts: whether 或有损失 is part of 认定损失 here.
    """

    case: Case
    about: str = ""
    number: str = ""
    issuer: str = ""
    contingent_counts: bool = False

    @property
    def words(self) -> Words:
        """How the case's records speak."""
        return Words(self.case)

    @property
    def secrecy(self) -> str:
        """敏感程度 as printed at the upper left."""
        clue = self.case.clue
        return self.words.code("secrecy", clue.secrecy) if clue.secrecy else ""

    @property
    def foot(self) -> str:
        """What identifies the paper at the foot of its pages."""
        return f"线索编号 {self.case.clue.number}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One paper that a case has: uid of the record it is of (empty: the clue), and what that record is called."""

    about: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One row of the table of papers.

    Attributes:
        code: in the dictionary ``paper_kind``.
        build: makes the content out of an order.
        subjects: the papers of this kind that a case has, as its records stand.
        series: word of the register its 文号 is taken from, behind the office's own (责、改、函 …); empty: none.
        keeps_number: record class and field into which a given number is written too; ``None``: the register alone.
    """

    code: str
    build: Callable[[Order], Document]
    subjects: Callable[[Case], Iterator[Subject]]
    series: str = ""
    keeps_number: tuple[type[Record], str] | None = None

    @property
    def numbered(self) -> bool:
        """Whether it takes a 文号."""
        return bool(self.series)


def mark_of(document: Document) -> str:
    """What stands across the pages of a paper: 待编号 until it has its number, else nothing."""
    return document.number if document.number == UNNUMBERED else ""
