"""规则包: what a regulation or a local measure says, as validated data. One module a subject."""

from .deadline import DeadlineRule, Extension, RestDay, Unit
from .entry import UNCONFIRMED, Catalogue, Code, CodeList, Entry, Grade, Label, Phrase, Remark, Standing
from .events import EVENTS
from .loss import LossClass
from .pack import RulePack, parse_pack

__all__ = [
    "EVENTS",
    "UNCONFIRMED",
    "Catalogue",
    "Code",
    "CodeList",
    "DeadlineRule",
    "Entry",
    "Extension",
    "Grade",
    "Label",
    "LossClass",
    "Phrase",
    "Remark",
    "RestDay",
    "RulePack",
    "Standing",
    "Unit",
    "parse_pack",
]
