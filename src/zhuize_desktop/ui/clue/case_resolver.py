"""What the forms of a dossier ask for: as every form, and besides it the records of the case that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...domain.fields import column, columns
from ...domain.records import (
    BY_NAME,
    RECORDS,
    Approval,
    Attachment,
    Clue,
    Execution,
    Handling,
    InquiryAct,
    Person,
    Record,
    Transfer,
)
from ...domain.tracks import SHEETS
from ..widgets.pinyin import matches
from .words import FieldWords

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ...domain.case import Case
    from ..forms.resolver import FormResolver
    from ..widgets.suggest import Entry

#: Classes whose records belong to one clue: what is picked of them is picked inside the case.
IN_CASE = frozenset(
    record.__name__
    for record in RECORDS
    if any(found.name == "clue" and found.field.refers_to == "Clue" for found in columns(record))
)
#: What is said of a record before the field it is called by: a handling is told by whom it hits.
_FIRST: dict[type[Record], tuple[str, ...]] = {
    Approval: ("step", "body"),
    Execution: ("handling",),
    Handling: ("liable", "body"),
    InquiryAct: ("kind",),
    Transfer: ("kind",),
}
#: What is told beside the label, in a list to pick from.
_HINTS = {
    part.record: tuple(name for name in part.fields if name != part.record.called_by)
    for sheet in SHEETS
    for part in sheet.parts
}


class CaseResolver:
    """A ``FormResolver``: records of the open case from memory, everything else from the one it is given."""

    def __init__(self, outside: FormResolver) -> None:
        self._outside = outside
        self._case: Case | None = None
        #: The enterprises of the clue as they stand in its form, saved or not.
        self.units: Callable[[], tuple[str, ...]] = tuple

    def show(self, case: Case) -> None:
        """Answer for this case from now on."""
        self._case = case

    # --- what a form asks ---

    def dictionary(self, code: str) -> Sequence[Entry]:
        """The entries of a dictionary."""
        return self._outside.dictionary(code)

    def search(self, record_class: str, text: str) -> Sequence[tuple[str, str, str]]:
        """Records fitting a text: those of the case by what they are called."""
        if record_class not in IN_CASE:
            found = self._outside.search(record_class, text)
            # A clue is never related to, or merged into, itself.
            return [one for one in found if record_class != Clue.__name__ or one[0] != self._own]
        told = [(one.uid, self.called(one), self._hint(one)) for one in self._of(record_class)]
        return [one for one in told if not text or matches(one[1], text) or matches(one[2], text)]

    def can_create(self, record_class: str) -> bool:
        """Records of the case are made on their own sheet."""
        return record_class not in IN_CASE and self._outside.can_create(record_class)

    def create(
        self,
        record_class: str,
        text: str,
        done: Callable[[Entry], None],
        known: Mapping[str, Any] | None = None,
    ) -> None:
        """Open the form of a new person or enterprise; who is named in a clue nearly always works at its only 单位."""
        units = self.units() if record_class == Person.__name__ else ()
        unit = {"enterprise": units[0]} if len(units) == 1 else {}
        self._outside.create(record_class, text, done, {**unit, **(known or {})})

    def label(self, record_class: str, uid: str) -> str:
        """What a record is called."""
        if record_class in IN_CASE:
            return next((self.called(one) for one in self._of(record_class) if one.uid == uid), "")
        return self._outside.label(record_class, uid)

    # --- the records of the case ---

    def called(self, one: Record) -> str:
        """``陈思源 · 通报批评、扣减绩效年薪``: what people call a record; its place where it has no name yet."""
        names = (*_FIRST.get(type(one), ()), type(one).called_by)
        said = " · ".join(words for words in (self._words(one, name) for name in names) if words)
        return said or f"第 {self._of(type(one).__name__).index(one) + 1} 项{type(one).noun}"

    def belongs(self, attachment: Attachment) -> str:
        """``附于整改事项“修订采购办法”``: the record of the case that a file belongs to; "" when to none."""
        uid = attachment.about or attachment.approval
        if not uid or self._case is None:
            return ""
        held = (record for records in self._case.held.values() for record in records)
        found = next((record for record in held if record.uid == uid), None)
        return "附于已撤回的记录" if found is None else f"附于{found.noun}“{self.called(found)}”"

    def only(self, record_class: str) -> str:
        """The uid of the one record of a class when the case has just one; "" otherwise."""
        found = self._of(record_class) if record_class in IN_CASE else ()
        return found[0].uid if len(found) == 1 else ""

    def _words(self, one: Record, name: str) -> str:
        if self._case is None or not name:
            return ""
        words = FieldWords(self._case.book, self).of(column(type(one), name), getattr(one, name))
        return " ".join(words.split())

    def _hint(self, one: Record) -> str:
        return next(
            (said for said in (self._words(one, name) for name in _HINTS.get(type(one), ())) if said), ""
        )

    def _of(self, record_class: str) -> tuple[Any, ...]:
        return () if self._case is None else self._case.all(BY_NAME[record_class])

    @property
    def _own(self) -> str:
        return "" if self._case is None else self._case.clue.uid
