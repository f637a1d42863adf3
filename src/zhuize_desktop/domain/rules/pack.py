"""Rule packs (规则包): a regulation, a local measure or the program's word lists as immutable data.

Nothing here is law by itself: each entry says where it stands (``clause``, ``source``) and how far that was
checked (``grade``). What is not confirmed is shown as 待核对 and can be overruled by the administrator.
"""

from __future__ import annotations

from dataclasses import dataclass
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
from .jurisdiction import AppealRule, JurisdictionRule
from .loss import ConsequenceClass, LossClass, bands, graded_by_severity
from .parameter import Parameter
from .penalty import InfluencePeriod, PenaltyRange, check_ranges

if TYPE_CHECKING:
    from collections.abc import Iterator


class RulePack(Strict):
    """One document as data, with its dates and its force.

    Attributes:
        code: ``46``, ``37``, ``local`` …
        document: title of the document, ``document_number`` its 文号.
        effective_from: first day in force; ``effective_to`` the last, ``None`` while in force.
        standing: what force it has for the enterprise.
        loss_classes: classes of asset loss (资产损失分档), each one of ``Severity``.
        consequence_classes: classes of adverse consequences (不良后果分档), likewise.
        jurisdiction: who investigates and decides; ``appeals``: who takes an appeal.
        ranges: the matrix of handlings; ``influences``: how long one is felt; ``parameters``: single values.
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
    consequence_classes: tuple[ConsequenceClass, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    jurisdiction: tuple[JurisdictionRule, ...] = ()
    appeals: tuple[AppealRule, ...] = ()
    ranges: tuple[PenaltyRange, ...] = ()
    influences: tuple[InfluencePeriod, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        in_order(self.effective_from, self.effective_to, "规则包")
        in_order(self.issued_on, None, "规则包")
        if self.issued_on and self.effective_from and self.effective_from < self.issued_on:
            raise fault("施行日期早于公布日期")
        unique((item.code for item in self.lists()), "字典和目录的代码")
        for section in SECTIONS:
            entries = section.of(self)
            unique((entry.code for entry in entries), f"“{section.title}”的代码")
            tree(entries, section.title)
            if section.attribute in _BY_SEVERITY:
                graded_by_severity(entries, section.title)
        bands(self.loss_classes)
        check_ranges(self.ranges)
        return self

    def lists(self) -> Iterator[CodeList]:
        """Catalogues and dictionaries."""
        yield from self.catalogues
        yield from self.dictionaries

    def all_entries(self) -> Iterator[Entry]:
        """Every entry of every part."""
        for item in self.lists():
            yield from item.entries
        for section in SECTIONS:
            yield from section.of(self)

    def in_force(self, on: date) -> bool:
        """Whether the document was in force that day; an unknown first day counts as in force."""
        return in_force(self.effective_from, self.effective_to, on)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a pack that is a plain list of entries of one class; ``attribute`` of ``RulePack`` holds it."""

    attribute: str
    title: str
    entry: type[Entry]

    def of(self, pack: RulePack) -> tuple[Entry, ...]:
        """The entries of that part."""
        found: tuple[Entry, ...] = getattr(pack, self.attribute)
        return found


#: The parts of a pack beside catalogues and dictionaries: page, template, comparison and indexes read this table.
SECTIONS: tuple[Section, ...] = (
    Section("loss_classes", "损失分档", LossClass),
    Section("consequence_classes", "不良后果分档", ConsequenceClass),
    Section("deadlines", "期限", DeadlineRule),
    Section("jurisdiction", "管辖", JurisdictionRule),
    Section("appeals", "申诉受理", AppealRule),
    Section("ranges", "处理区间", PenaltyRange),
    Section("influences", "影响期、处分期", InfluencePeriod),
    Section("parameters", "参数", Parameter),
)


#: Sections whose entries are the classes of ``Severity``.
_BY_SEVERITY = frozenset({"loss_classes", "consequence_classes"})


def parse_pack(text: str, origin: str) -> RulePack:
    """The rule pack in a JSON file; ``origin`` is the file's name for the sentence.

    Raises:
        FileProblem: one Chinese sentence saying what in the file is wrong.
    """
    return parse(RulePack, text, "规则包", origin)
