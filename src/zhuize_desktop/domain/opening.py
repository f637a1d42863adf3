"""期初建账确认表: what the enterprise answers for on the day it begins with this program, and how far that is signed.

The figures count the 存量线索 alone, whoever may read them: they are the first opening of the statistics (P4).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from .reports.masking import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Counted:
    """One line: its label and the numbers of the clues in it, once for each time it is counted."""

    label: str
    clues: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.clues)


@dataclass(frozen=True, slots=True)
class Amount:
    """One sum in whole 分, with the numbers of the clues whose lines are in it."""

    fen: int = 0
    clues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFigures:
    """The stock taken over: what the sheet prints, and what is digested and signed.

    A clue stands in the stage in which it was taken over, wherever it is now, so that working it changes nothing here;
    nor do amounts and handlings of the day of the taking over, or later.

    Attributes:
        enterprise: name of the enterprise the ledger belongs to.
        day: 接管日 on which the last of the stock was taken over, ``first`` that of its first clue. The figures of each
            clue are those of the day on which it was taken over itself.
        by_stage: clues under way by stage, every stage of the path; ``by_source`` the same by column of the sources.
        closed: clues that were at their end already.
        unknown_start: clues under way whose 受理日期 is not known: 时限未知, never guessed.
        unconfirmed: clues whose stage nobody has confirmed; while there are any the sheet is not signed.
        estimated: 预估损失 of all of them, closed ones too; every further sum likewise.
        confirmed_loss: the confirmed lines of loss; 或有 where the office counts it.
        recovered: 挽回损失. 扣减薪酬 is not part of it (P35).
        deducted: 扣减薪酬 laid by earlier handlings; ``executed`` what of it was carried out.
        handlings: earlier handlings by row of the statistics: one of two kinds of the same row counts once.
        penalties: earlier handlings (人次); ``persons`` the distinct persons among them.
        bans: 禁入限制 that run on: of the handlings, and those on the long-term list without one.
    """

    enterprise: str
    day: date | None = None
    first: date | None = None
    by_stage: tuple[Counted, ...] = ()
    by_source: tuple[Counted, ...] = ()
    closed: Counted = Counted("已办结")
    unknown_start: Counted = Counted("受理日期不详")
    unconfirmed: Counted = Counted("环节待确认")
    estimated: Amount = Amount()
    confirmed_loss: Amount = Amount()
    recovered: Amount = Amount()
    deducted: Amount = Amount()
    executed: Amount = Amount()
    handlings: tuple[Counted, ...] = ()
    penalties: Counted = Counted("此前处理")
    persons: int = 0
    bans: Counted = Counted("禁入限制在执行")

    @property
    def several_days(self) -> bool:
        """Whether the stock was taken over on more days than one."""
        return self.first is not None and self.first != self.day

    @property
    def open(self) -> int:
        """Clues under way."""
        return sum(len(line) for line in self.by_stage)

    @property
    def total(self) -> int:
        """All 存量线索."""
        return self.open + len(self.closed)

    def to_plain(self) -> dict[str, Any]:
        """The figures with the clues behind them as JSON values: what is digested and signed."""
        plain: dict[str, Any] = {"enterprise": self.enterprise, "persons": self.persons}
        plain["day"] = self.day.isoformat() if self.day is not None else ""
        if self.first is not None and self.several_days:  # else as sheets of one day were always digested
            plain["first"] = self.first.isoformat()
        for name in ("by_stage", "by_source", "handlings"):
            plain[name] = [[line.label, list(line.clues)] for line in getattr(self, name)]
        for name in ("closed", "unknown_start", "penalties", "bans"):
            plain[name] = list(getattr(self, name).clues)
        for name in ("estimated", "confirmed_loss", "recovered", "deducted", "executed"):
            plain[name] = [getattr(self, name).fen, list(getattr(self, name).clues)]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> OpeningFigures:
        """The same read back; nothing was unconfirmed when it was signed."""
        day = date.fromisoformat(plain["day"]) if plain["day"] else None
        first = date.fromisoformat(plain["first"]) if plain.get("first") else day
        blank = cls(enterprise=plain["enterprise"], day=day, first=first, persons=plain["persons"])
        values: dict[str, Any] = {
            name: tuple(Counted(label, tuple(clues)) for label, clues in plain[name])
            for name in ("by_stage", "by_source", "handlings")
        }
        for name in ("closed", "unknown_start", "penalties", "bans"):
            values[name] = replace(getattr(blank, name), clues=tuple(plain[name]))
        for name in ("estimated", "confirmed_loss", "recovered", "deducted", "executed"):
            fen, clues = plain[name]
            values[name] = Amount(fen, tuple(clues))
        return replace(blank, **values)

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """Number and place of every 存量线索: what a sheet in force must agree with the ledger in.

        The sums are not asked: what was recovered or decided since is counted in the reports that follow.
        """
        return frozenset(
            (number, line.label) for line in (*self.by_stage, self.closed) for number in line.clues
        )

    def moved_since(self, signed: OpeningFigures) -> int:
        """How many clues came, went or stand elsewhere since those figures were signed."""
        return len({number for number, _ in self.places ^ signed.places})

    def withheld(self, hidden: frozenset[str]) -> OpeningFigures:
        """The same figures without the numbers of these clues: counted as before, told no more (P7)."""
        if not hidden:
            return self

        def told(clues: tuple[str, ...]) -> tuple[str, ...]:
            """The numbers of some clues, the hidden ones said by a word."""
            return tuple(WITHHELD if number in hidden else number for number in clues)

        return replace(self, **{one.name: _with_clues(getattr(self, one.name), told) for one in fields(self)})


def _with_clues(value: Any, told: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Any:
    """A line, a sum or several lines with other clue numbers; anything else as it is."""
    if isinstance(value, Counted | Amount):
        return replace(value, clues=told(value.clues))
    if isinstance(value, tuple):
        return tuple(replace(line, clues=told(line.clues)) for line in value)
    return value


@dataclass(frozen=True, slots=True)
class SignedOpening:
    """A sheet that was signed on paper.

    Attributes:
        sha256: digest of ``figures``, with which it was signed.
        signer, post, signed_on: who signed with pen and seal, and when.
        scan: uid of the attachment that holds the signed sheet.
        entered_by, confirmed_by: users who entered it and compared it; the second is empty until then.
        chain: the electronic signatures with the statement of the paper one between them, as they are stored.
        figures: what was signed; kept with the signature, for the ledger goes on.
    """

    sha256: str
    signer: str
    post: str
    signed_on: date
    scan: str
    entered_by: str
    confirmed_by: str = ""
    chain: tuple[str, ...] = ()
    figures: OpeningFigures = field(default=OpeningFigures(enterprise=""))

    def to_plain(self) -> dict[str, Any]:
        """As it is kept in the settings."""
        return {
            "sha256": self.sha256,
            "signer": self.signer,
            "post": self.post,
            "signed_on": self.signed_on.isoformat(),
            "scan": self.scan,
            "entered_by": self.entered_by,
            "confirmed_by": self.confirmed_by,
            "chain": list(self.chain),
            "figures": self.figures.to_plain(),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> SignedOpening:
        """The same read back."""
        return cls(
            plain["sha256"],
            plain["signer"],
            plain["post"],
            date.fromisoformat(plain["signed_on"]),
            plain["scan"],
            plain["entered_by"],
            plain["confirmed_by"],
            tuple(plain["chain"]),
            OpeningFigures.from_plain(plain["figures"]),
        )


@dataclass(frozen=True, slots=True)
class OpeningState:
    """How far 期初建账 is.

    Attributes:
        figures: as the ledger stands now.
        sha256: their digest.
        entered: signed and entered, waiting for the second person.
        confirmed: the sheet in force.
        moved: 存量线索 that came, went or stand elsewhere since that one was signed.
    """

    figures: OpeningFigures
    sha256: str
    entered: SignedOpening | None = None
    confirmed: SignedOpening | None = None
    moved: int = 0

    @property
    def is_current(self) -> bool:
        """Whether the sheet in force says what the ledger says, to the last sum."""
        return self.confirmed is not None and self.confirmed.sha256 == self.sha256

    @property
    def holds(self) -> bool:
        """Whether there is a sheet in force and the stock is still the one it lists."""
        return self.confirmed is not None and not self.moved

    def withheld(self, hidden: frozenset[str]) -> OpeningState:
        """The same as somebody sees it who must not learn of these clues."""
        sheets = {
            name: replace(sheet, figures=sheet.figures.withheld(hidden))
            for name in ("entered", "confirmed")
            if (sheet := getattr(self, name)) is not None
        }
        return replace(self, figures=self.figures.withheld(hidden), **sheets)
