"""Sums that papers state: counted from the lines of the case, never typed, each with its 大写."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import KeyValue
from ..judging.classes import confirmed_fen
from ..records import Loss
from .words import money_runs

if TYPE_CHECKING:
    from .paper import Order


def confirmed_loss(order: Order) -> int:
    """认定损失 of the case in whole 分: direct and indirect lines; 或有损失 only where the office counts it."""
    return confirmed_fen(order.case.all(Loss), contingent=order.contingent_counts)


def money_box(order: Order, label: str, fen: int) -> KeyValue:
    """A wide box with an amount in figures and 大写."""
    return KeyValue(
        label, money_runs(fen, f"paper.{label}", f"{label}：本线索各行之和", (order.case.clue.number,)), True
    )
