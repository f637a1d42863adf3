"""期初建账确认表: what the enterprise answers for on the day it begins with this program, and how far that is signed.

The figures count the 存量线索 alone, whoever may read them: they are the first opening of the statistics (P4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .stages import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class OpeningFigures:
    """The stock taken over. Sums are whole 分.

    Attributes:
        enterprise: name of the enterprise the ledger belongs to.
        stages: open clues by stage, every stage of the path.
        closed: clues that were closed before.
        undated: open clues whose 受理日期 is not known: 时限未知.
        estimated, lost: 预估损失, and the confirmed lines of loss (或有 not counted).
        recovered: 挽回损失. 扣减薪酬 is not part of it (P35).
        deducted: 扣减薪酬 laid on before.
        persons: distinct persons on whom something was laid.
        handlings: code of the statistics row of a handling → times it was laid on somebody.
        bans: 禁入限制 that run on: of the handlings, and those on the long-term list without one.
        unconfirmed: clues whose stage nobody has confirmed; while there are any the sheet is not signed.
    """

    enterprise: str
    stages: tuple[tuple[Stage, int], ...]
    closed: int = 0
    undated: int = 0
    estimated: int = 0
    lost: int = 0
    recovered: int = 0
    deducted: int = 0
    persons: int = 0
    handlings: tuple[tuple[str, int], ...] = ()
    bans: int = 0
    unconfirmed: int = 0

    @property
    def open(self) -> int:
        """Clues under way."""
        return sum(count for _, count in self.stages)

    @property
    def total(self) -> int:
        """All 存量线索."""
        return self.open + self.closed

    def to_plain(self) -> dict[str, Any]:
        """The figures as JSON values: what is digested and signed."""
        return {
            "enterprise": self.enterprise,
            "stages": {stage.value: count for stage, count in self.stages},
            "closed": self.closed,
            "undated": self.undated,
            "estimated": self.estimated,
            "lost": self.lost,
            "recovered": self.recovered,
            "deducted": self.deducted,
            "persons": self.persons,
            "handlings": dict(self.handlings),
            "bans": self.bans,
        }


@dataclass(frozen=True, slots=True)
class SignedOpening:
    """A sheet that was signed on paper.

    Attributes:
        sha256: digest of the figures it was signed with.
        signer, post, signed_on: who signed with pen and seal, and when.
        scan: uid of the attachment that holds the signed sheet.
        entered_by, confirmed_by: users who entered it and compared it; the second is empty until then.
        chain: the electronic signatures with the statement of the paper one between them, as they are stored.
    """

    sha256: str
    signer: str
    post: str
    signed_on: date
    scan: str
    entered_by: str
    confirmed_by: str = ""
    chain: tuple[str, ...] = ()

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
        )


@dataclass(frozen=True, slots=True)
class OpeningState:
    """How far 期初建账 is.

    Attributes:
        figures: as the ledger stands now.
        sha256: their digest.
        entered: signed and entered, waiting for the second person.
        confirmed: the sheet in force.
    """

    figures: OpeningFigures
    sha256: str
    entered: SignedOpening | None = None
    confirmed: SignedOpening | None = None

    @property
    def is_current(self) -> bool:
        """Whether the sheet in force says what the ledger says."""
        return self.confirmed is not None and self.confirmed.sha256 == self.sha256
