"""参数取值: what the measure of a case decides, with its ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules.parameter import Key, Value
from .ground import ANY, Asked, Ground, chain, valid

if TYPE_CHECKING:
    from ..rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to one question; ``ground`` ``None``: no pack answers it."""

    value: Value | None
    ground: Ground | None

    @property
    def binding(self) -> bool:
        """Whether the answer is confirmed in a pack that applies."""
        return self.ground is not None and self.ground.binding


def decided(book: RuleBook, key: Key, asked: Asked = ANY) -> Decided:
    """The answer of the first pack of the chain that gives one."""
    for pack in chain(book, asked):
        for one in valid(pack, pack.parameters, asked):
            if one.key is key:
                return Decided(one.value, Ground(pack, one))
    return Decided(None, None)


def contingent_counts(book: RuleBook, asked: Asked = ANY) -> bool:
    """Whether 或有损失 is part of 认定损失 in sums and reports: only where a confirmed measure that applies says so."""
    found = decided(book, Key.CONTINGENT_COUNTS, asked)
    return found.binding and found.value is True
