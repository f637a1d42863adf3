"""What is known of a new record before anything is typed: the stage it is for, and the only thing it can point to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...domain.fields import Kind, Layout, columns
from ...domain.gates.approvals import ADJUSTMENT, OTHER
from ...domain.gates.superior import bodies_above, step_bodies
from ...domain.records import (
    Appeal,
    Approval,
    Decision,
    DossierEntry,
    Extension,
    Handling,
    PreliminaryCheck,
    Record,
    RectificationNotice,
    Suspension,
    Triage,
)

if TYPE_CHECKING:
    from .case_resolver import CaseResolver
    from .contents import Contents


def presets_of(record: type[Record], contents: Contents, resolver: CaseResolver) -> dict[str, Any]:
    """Values to fill in; all of them can be changed."""
    clue = contents.clue
    found: dict[str, Any] = {}
    for column in columns(record):
        field = column.field
        if record is Handling and column.name == "body":
            continue  # a person or a body: a handling hits one of them
        if record is Appeal and column.name == "outside" and contents.case.all(Decision):
            continue  # an own decision or the superior's: an appeal is against one of them
        typed = field.layout is not Layout.NONE and field.kind is Kind.UID and not column.many
        if typed and (only := resolver.only(field.refers_to)):
            found[column.name] = only
    if record is RectificationNotice and len(clue.enterprises) == 1:
        found["enterprise"] = clue.enterprises[0]
    if record in (Approval, Extension, Suspension):
        found["step"] = clue.stage
    if record is Extension:
        own = (one for one in contents.deadlines if contents.book.stage_of(one.kind) is clue.stage)
        found["from_on"] = next((one.due_on for one in own), None)
    if record is DossierEntry:
        found["position"] = 1 + max((one.position for one in contents.case.all(DossierEntry)), default=0)
    return found


def form_presets(record: type[Record], contents: Contents) -> dict[str, Any]:
    """The same of a form of which a clue has one: 分类处置 follows what the 初核 proposed, until it is changed."""
    check = contents.case.last(PreliminaryCheck)
    return {"disposition": check.proposed} if record is Triage and check is not None else {}


def approval_wanted(wanted: str, contents: Contents) -> dict[str, Any]:
    """The same of an 审批件 that a gate asks for: ``wanted`` is the code of its body, or that of 加重、减轻、免除."""
    case = contents.case
    if wanted == ADJUSTMENT:
        bodies = step_bodies(case)
        return {"matter": ADJUSTMENT, "body": next(iter(bodies)) if len(bodies) == 1 else ""}
    return {"body": wanted, "matter": OTHER if wanted in bodies_above(case) else ""}
