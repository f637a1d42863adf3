"""Amounts of a row: which column and which words put an amount into which place.

An amount in 资产损失程度 is the field's 预估损失 unless its words say 认定. Amounts inside 概述 are never taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.money import format_fen
from ..domain.reading import (
    Amount,
    AmountUnit,
    Basis,
    Grade,
    LossPart,
    read_amounts,
    read_loss_words,
    squeezed,
)
from .ledger_columns import LedgerColumn

if TYPE_CHECKING:
    from .ledger_rows import RowDraft

_C = LedgerColumn
#: Columns that mean one place each; they go before the words of 资产损失程度.
_PLACES = {
    _C.ESTIMATED: "estimated_fen",
    _C.DIRECT: "direct_fen",
    _C.INDIRECT: "indirect_fen",
    _C.CONTINGENT: "contingent_fen",
    _C.CONFIRMED: "confirmed_fen",
    _C.RECOVERED: "recovered_fen",
}
_BY_PART = {
    LossPart.DIRECT: _C.DIRECT,
    LossPart.INDIRECT: _C.INDIRECT,
    LossPart.CONTINGENT: _C.CONTINGENT,
    LossPart.RECOVERED: _C.RECOVERED,
}


def read_losses(draft: RowDraft) -> dict[str, Any]:
    """Attributes of ``LedgerValues`` for amounts (分) and class words; problems are told to the draft."""
    placed: dict[LedgerColumn, int] = {}
    for column in (*_PLACES, _C.LOSS):
        if column not in draft.cells:
            continue
        mapped, cell = draft.cells[column]
        amounts = draft.take(column, read_amounts(cell, mapped.unit)) or ()
        _tell_other_unit(draft, column, mapped.unit)
        _put(draft, column, amounts, placed)
    found: dict[str, Any] = {name: placed.get(column) for column, name in _PLACES.items()}
    return found | _class_words(draft)


def _put(
    draft: RowDraft, column: LedgerColumn, amounts: tuple[Amount, ...], placed: dict[LedgerColumn, int]
) -> None:
    fresh: dict[LedgerColumn, int] = {}
    for amount in amounts:
        place = _place(column, amount)
        if place in fresh:
            draft.tell(column, Grade.CONFIRM, f"“{draft.text(column)}”有两个金额，分不清，金额留空，请补填。")
            return
        fresh[place] = amount.fen
        if amount.part in _BY_PART and amount.basis is Basis.ESTIMATED:
            draft.tell(
                column, Grade.CONFIRM, f"“{draft.text(column)}”写明是预估，按{place.label}登记，请核对。"
            )
    for place, fen in fresh.items():
        if placed.setdefault(place, fen) != fen:
            shown = f"{format_fen(placed[place])}元与{format_fen(fen)}元"
            draft.tell(
                column,
                Grade.CONFIRM,
                f"与“{place.label}”列的金额不一致（{shown}），以“{place.label}”列为准，请核对。",
            )


def _place(column: LedgerColumn, amount: Amount) -> LedgerColumn:
    """By its own words, then by its column; a plain amount of 资产损失程度 is an estimate."""
    if amount.part in _BY_PART:
        return _BY_PART[amount.part]
    if column is not _C.LOSS and amount.basis is Basis.UNSAID:
        return column
    if column in (_C.DIRECT, _C.INDIRECT, _C.CONTINGENT, _C.RECOVERED):
        return column
    return _C.CONFIRMED if amount.basis is Basis.CONFIRMED else _C.ESTIMATED


def _tell_other_unit(draft: RowDraft, column: LedgerColumn, unit: AmountUnit | None) -> None:
    """A unit in the cell goes before that of a column of amounts; when they differ, a person looks."""
    if unit is None or column is _C.LOSS:
        return
    text = squeezed(draft.text(column))
    named = next((other for other in sorted(AmountUnit, key=len, reverse=True) if other.value in text), None)
    if named is not None and named is not unit:
        draft.tell(
            column,
            Grade.CONFIRM,
            f"“{draft.text(column)}”自带单位，与表头的“{unit.value}”不同，按单元格读，请核对。",
        )


def _class_words(draft: RowDraft) -> dict[str, str]:
    """The class of loss and of 不良后果, from columns of their own or from 资产损失程度."""
    loss = harm = ""
    for column in (_C.LOSS_CLASS, _C.CONSEQUENCE, _C.LOSS):
        words = draft.take(column, read_loss_words(draft.cell(column)))
        if words is None:
            continue
        loss = loss or words.loss_class or ""
        harm = harm or words.consequence or ""
    return {"loss_class_word": loss, "consequence_word": harm}
