"""Rule packs (规则包): a regulation, a local measure or the program's word lists as immutable data.

Nothing here is law by itself: each entry says where it stands (``clause``, ``source``) and how far that was
checked (``grade``). What is not confirmed is shown as 待核对 and can be overruled by the administrator.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from ..validated import Strict, fault, parse
from .deadline import DeadlineRule
from .entry import (
    Catalogue,
    Code,
    CodeList,
    Entry,
    Label,
    Phrase,
    Remark,
    Standing,
    in_force,
    in_order,
    tree,
    unique,
)
from .loss import LossClass, bands

if TYPE_CHECKING:
    from collections.abc import Iterator


class RulePack(Strict):
    """One document as data, with its dates and its force.

    Attributes:
        code: ``46``, ``37``, ``local`` …
        document: title of the document, ``document_number`` its 文号.
        effective_from: first day in force; ``effective_to`` the last, ``None`` while in force.
        standing: what force it has for the enterprise.
        consequence_classes: classes of adverse consequences (不良后果分档).
    """

    code: Code
    name: Label
    document: Phrase
    document_number: Remark = ""
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    standing: Standing
    note: Remark = ""
    catalogues: tuple[Catalogue, ...] = ()
    dictionaries: tuple[CodeList, ...] = ()
    loss_classes: tuple[LossClass, ...] = ()
    consequence_classes: tuple[Entry, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        in_order(self.effective_from, self.effective_to, "规则包")
        if self.issued_on and self.effective_from and self.effective_from < self.issued_on:
            raise fault("施行日期早于公布日期")
        unique((item.code for item in self.lists()), "字典和目录的代码")
        for name, entries in (
            ("损失分档", self.loss_classes),
            ("不良后果分档", self.consequence_classes),
            ("期限", self.deadlines),
        ):
            unique((entry.code for entry in entries), f"“{name}”的代码")
            tree(entries, name)
        bands(self.loss_classes)
        return self

    def lists(self) -> Iterator[CodeList]:
        """Catalogues and dictionaries."""
        yield from self.catalogues
        yield from self.dictionaries

    def all_entries(self) -> Iterator[Entry]:
        """Every entry of every part."""
        for item in self.lists():
            yield from item.entries
        yield from self.loss_classes
        yield from self.consequence_classes
        yield from self.deadlines

    def in_force(self, on: date) -> bool:
        """Whether the document was in force that day; an unknown first day counts as in force."""
        return in_force(self.effective_from, self.effective_to, on)


def parse_pack(text: str, origin: str) -> RulePack:
    """The rule pack in a JSON file; ``origin`` is the file's name for the sentence.

    Raises:
        FileProblem: one Chinese sentence saying what in the file is wrong.
    """
    return parse(RulePack, text, "规则包", origin)
