"""规则包: what a regulation or a local measure says, as validated data. One module a subject."""

from .deadline import DeadlineRule, Extension, RestDay, Unit
from .entry import (
    UNCONFIRMED,
    Catalogue,
    Checked,
    Code,
    CodeList,
    Entry,
    Grade,
    Label,
    Phrase,
    Remark,
    Standing,
)
from .events import EVENTS
from .jurisdiction import AppealRule, Authority, JurisdictionRule
from .loss import SEVERITY, GradedClass, LossClass, Severity
from .marks import REFERENCE, mark, mark_of_pack, mark_of_word
from .pack import SECTIONS, RulePack, Section, parse_pack
from .parameter import MEANINGS, Key, Meaning, Parameter, Value, meaning_of
from .penalty import Ban, InfluencePeriod, PenaltyRange, PeriodKind, Share

__all__ = [
    "EVENTS",
    "MEANINGS",
    "REFERENCE",
    "SECTIONS",
    "SEVERITY",
    "UNCONFIRMED",
    "AppealRule",
    "Authority",
    "Ban",
    "Catalogue",
    "Checked",
    "Code",
    "CodeList",
    "DeadlineRule",
    "Entry",
    "Extension",
    "Grade",
    "GradedClass",
    "InfluencePeriod",
    "JurisdictionRule",
    "Key",
    "Label",
    "LossClass",
    "Meaning",
    "Parameter",
    "PenaltyRange",
    "PeriodKind",
    "Phrase",
    "Remark",
    "RestDay",
    "RulePack",
    "Section",
    "Severity",
    "Share",
    "Standing",
    "Unit",
    "Value",
    "mark",
    "mark_of_pack",
    "mark_of_word",
    "meaning_of",
    "parse_pack",
]
