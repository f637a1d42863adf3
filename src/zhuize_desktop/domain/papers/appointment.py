"""任职前查询结果: what a query told, as a form for those who asked it and those who check it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..content import Document, KeyValue, KeyValues, PaperLayout, Signature, SignatureRow
from ..fields import column
from ..judging.appointment import LIMITS
from ..records import AppointmentCheck, Person
from .words import BLANK_DAY, day_text

if TYPE_CHECKING:
    from ..rulebook import RuleBook

TITLE = "任职前查询结果"


@dataclass(frozen=True, slots=True)
class AppointmentSheet:
    """A query with the names its paper needs; ``issuer``, ``enterprise``: in full."""

    check: AppointmentCheck
    person: Person
    enterprise: str
    asked_by: str
    issuer: str


def appointment_sheet(sheet: AppointmentSheet, book: RuleBook) -> Document:
    """The sheet as the query was answered on its day; nothing is computed anew."""
    check = sheet.check
    purpose = book.dictionary("appointment_purpose").label(check.purpose)
    outcome = book.dictionary("appointment_outcome").label(check.outcome)
    facts = (
        _box(Person, "name", sheet.person.name),
        _box(Person, "post", sheet.person.post),
        _box(Person, "enterprise", sheet.enterprise, wide=True),
        _box(AppointmentCheck, "purpose", purpose),
        _box(AppointmentCheck, "post", check.post),
        _box(AppointmentCheck, "proposed_on", day_text(check.proposed_on)),
        _box(AppointmentCheck, "checked_on", day_text(check.checked_on)),
    )
    told = (
        _box(AppointmentCheck, "outcome", outcome, wide=True),
        _box(AppointmentCheck, "told", check.told, wide=True),
        KeyValue("说明", (LIMITS,), True),
        KeyValue("组织人事部门意见", (), True, 3, f"签字：　　　　　　　　　{BLANK_DAY}"),
    )
    return Document(
        TITLE,
        (
            KeyValues("appointment", facts),
            KeyValues("appointment.told", told),
            SignatureRow((Signature(_label("asked_by"), sheet.asked_by), Signature("复核人"))),
        ),
        issuer=sheet.issuer,
        secrecy="内部",
        footer_left=TITLE,
        layout=PaperLayout.FORM,
    )


def _label(name: str) -> str:
    return column(AppointmentCheck, name).field.label


def _box(
    record: type[Person] | type[AppointmentCheck], name: str, text: str, *, wide: bool = False
) -> KeyValue:
    return KeyValue(column(record, name).field.label, (text,) if text else (), wide)
