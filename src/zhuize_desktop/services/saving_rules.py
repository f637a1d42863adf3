"""What goes with saving any record: who entered it, what stands once only, what is closed, what follows for the clue.

``records`` calls these inside its transactions; nothing else writes a case record.
"""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..domain.errors import FieldError, NotAllowed
from ..domain.fields import Layout, column, columns
from ..domain.papers.words import Words
from ..domain.records import (
    BY_NAME,
    Acceptance,
    Appeal,
    Approval,
    Attachment,
    Closure,
    Clue,
    DossierEntry,
    Execution,
    ImprovementLetter,
    InvestigationPlan,
    InvestigationReport,
    LongTermItem,
    PreliminaryCheck,
    ReadingGrant,
    Record,
    Recovery,
    RectificationAcceptance,
    Recusal,
    RuleBasis,
    SanctionCase,
    SanctionReview,
    StageStep,
    Triage,
    TypicalCase,
)
from ..domain.stages import Stage
from ..domain.workflow import MILESTONES
from ..storage import rows
from ..storage.cases import gathered
from ..storage.merging import pointing_to
from .packs import keep_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ..domain.fields import Column
    from ..domain.rulebook import RuleBook
    from ..storage.ledger import Transaction

R = TypeVar("R", bound=Record)

#: The field that takes the user who enters a new record.
_ENTERED_BY: dict[type[Record], str] = {
    Approval: "entered_by",
    Closure: "asked_by",
    RectificationAcceptance: "accepted_by",
}
#: The form of a stage, and the day on the clue with which it was done; from then on it is closed.
_FORM_DAYS: dict[type[Record], str] = {
    Acceptance: "accepted_on",
    PreliminaryCheck: "checked_on",
    Triage: "triaged_on",
    InvestigationPlan: "opened_on",
    InvestigationReport: "investigated_on",
    Closure: "closed_on",
    RuleBasis: "decided_on",
}
#: What a clue owes to its steps: nobody writes it past them, but for a 存量线索 before its first step here.
_LEFT_BY_STEPS = (
    "stage",
    *(name for names in MILESTONES.values() for name in names),
    "disposition",
    "closed",
    "closed_on",
    "closure_kind",
    "concluded_on",
    "legacy",
    "legacy_stage",
    "merged_into",
    "split_from",
)
#: What may still be entered on a clue that is closed: what goes on for years, and its file.
_AFTER_CLOSING: frozenset[type[Record]] = frozenset(
    {
        Appeal,
        Approval,
        Attachment,
        DossierEntry,
        Execution,
        ImprovementLetter,
        LongTermItem,
        ReadingGrant,
        Recovery,
        Recusal,
        SanctionReview,
        TypicalCase,
    }
)
#: Of what is decided only its way to the person goes on after the end: class → what is still filled in then.
_FILLED_AFTER_CLOSING: Mapping[type[Record], frozenset[str]] = {
    SanctionCase: frozenset({"informed_on", "received_on", "changed_on", "archive_place"}),
}

#: How many records one sentence names.
_NAMED = 5


def stamped(tx: Transaction, new: R, old: R | None = None) -> R:
    """The record with what the program knows, whatever is given for it: who entered it, and that nobody confirmed it.

    A changed 审批件 waits for confirmation again. A measure that is chosen keeps its version, until it is chosen anew.
    """
    values: dict[str, Any] = {}
    name = _ENTERED_BY.get(type(new))
    if name is not None:
        values[name] = tx.actor.user if old is None else getattr(old, name)
    if isinstance(new, Approval | Closure):
        values["confirmed_by"] = None
    if isinstance(new, RuleBasis) and new.pack:
        same = isinstance(old, RuleBasis) and (old.pack, old.chosen_on) == (new.pack, new.chosen_on)
        kept = old.pack_digest if isinstance(old, RuleBasis) else ""
        values["pack_digest"] = kept if same else keep_version(tx, new.pack)
    return replace(new, **values) if values else new


def check_saving(tx: Transaction, new: Record, old: Record | None = None) -> None:
    """Refuse what would contradict what stands in the ledger.

    Raises:
        FieldError: it stands there already, points into another case, or is what only a step leaves on a clue.
        NotAllowed: the clue is closed, or the stage of this form is done.
    """
    if isinstance(new, Clue):
        if isinstance(old, Clue):
            _refuse_past_steps(tx, new, old)
        return
    _refuse_twice(tx, new)
    clue_uid = getattr(new, "clue", None)
    if clue_uid is not None:
        _refuse_foreign(tx, new, clue_uid, old)
    if old is not None and _only_filled(new, old):
        return
    for one in (new, old):
        if one is not None:
            check_open(tx, one)


def refuse_half(tx: Transaction, new: Record) -> None:
    """What makes a paper an approval is entered with it; of a 存量线索 it may be unknown for ever (P4).

    Raises:
        FieldError: an 审批件 without body, form, day or result, or that nobody gave.
    """
    if not isinstance(new, Approval) or tx.get(Clue, new.clue).legacy:
        return
    for one in columns(Approval):
        if one.field.required_from is not None and getattr(new, one.name) in ("", None):
            raise FieldError(one.name, f"请填写审批件的“{one.field.label}”。")
    if not new.approver.strip() and not new.minutes_number.strip():
        raise FieldError("approver", "请填写审批人；会议审议的，填写会议纪要文号。")


def check_open(tx: Transaction, new: Record) -> None:
    """Refuse to touch what a step has closed: the form of a stage that is done, anything on a closed clue.

    Raises:
        NotAllowed: the clue is closed, or the stage of this form is done.
    """
    clue_uid = getattr(new, "clue", None)
    if clue_uid is None:
        return
    clue = tx.get(Clue, clue_uid)
    worked = _worked(tx, clue)
    if why := why_closed(type(new), clue, worked=worked):
        raise NotAllowed(why)
    if worked and clue.closed and (filled := _FILLED_AFTER_CLOSING.get(type(new))):
        labels = "、".join(one.field.label for one in columns(type(new)) if one.name in filled)
        raise NotAllowed(f"这条线索已销号，{new.noun}只能补填{labels}；确需办理的请先重启。")


def _only_filled(new: Record, old: Record) -> bool:
    """Whether nothing is changed but what may be filled in after the end."""
    filled = _FILLED_AFTER_CLOSING.get(type(new), frozenset())
    changed = {one.name for one in columns(type(new)) if getattr(new, one.name) != getattr(old, one.name)}
    return bool(filled) and changed <= filled and new.withdrawn_reason == old.withdrawn_reason


def why_closed(record: type[Record], clue: Clue, *, worked: bool) -> str:
    """Why nothing of this class is entered or changed on a clue any more; "" while it may be.

    ``worked``: a step was taken here. What was entered as it stood elsewhere was closed by no step.
    """
    if not worked:
        return ""
    if clue.closed and record not in _AFTER_CLOSING and record not in _FILLED_AFTER_CLOSING:
        return "这条线索已销号，不能再登记或修改；确需办理的请先重启。"
    day = _FORM_DAYS.get(record)
    done = day is not None and getattr(clue, day) is not None
    # A clue that waits elsewhere is triaged anew without going back: it comes home, or its time is up.
    waits = record is Triage and clue.stage is Stage.TRIAGE
    if done and not waits:
        return f"“{record.noun}”所在的环节已经办完，修改请先退回到该环节，理由会留在办理过程里。"
    return ""


def _worked(tx: Transaction, clue: Clue) -> bool:
    """Whether a step was taken on the clue in this ledger."""
    return bool(rows.fetch_equal(tx.connection, StageStep, clue=clue.uid))


def _refuse_past_steps(tx: Transaction, new: Clue, old: Clue) -> None:
    """Stage, days and end of a clue come from its steps, with their gates, from nowhere else.

    What was under way before this program was taken into use is written by hand as it stands (存量线索, P4), until the
    first step here; so is what an import proposed and nobody has confirmed.
    """
    if not old.stage_confirmed or old.withdrawn_reason:  # what was withdrawn takes nothing at all
        return
    worked = _worked(tx, old)
    if new.legacy and not worked:
        return
    if old.legacy and not worked:
        _refuse_bare(new)
        return
    for name in _LEFT_BY_STEPS:
        if getattr(new, name) != getattr(old, name):
            label = column(Clue, name).field.label
            way = (
                "确需更正的请退回到该环节重新办理。"
                if worked
                else "启用本程序前已在办的，请先勾选“存量线索”。"
            )
            raise FieldError(name, f"线索{old.number}的“{label}”由办理步骤留下，不能直接修改；{way}")


def refuse_steps_of_new(new: Clue) -> None:
    """A clue that is registered begins at 受理 with nothing done; one under way before is a 存量线索 (P4)."""
    if not new.legacy and (name := _left_by_no_step(new)):
        label = column(Clue, name).field.label
        raise FieldError(
            name,
            f"“{label}”由办理步骤留下，登记时不能填写；启用本程序前已在办的，请先勾选“存量线索”。",
        )


def _refuse_bare(new: Clue) -> None:
    """A clue that is no 存量线索 any more stands where a new one does: nothing may be left that no step has left."""
    if name := _left_by_no_step(replace(new, legacy_stage=None)):
        label = column(Clue, name).field.label
        raise FieldError(
            "legacy", f"线索{new.number}已填“{label}”，取消“存量线索”须先清空环节、日期和销号情况。"
        )


def _left_by_no_step(new: Clue) -> str:
    """The first field of a clue without steps that only steps fill; empty for none."""
    unset = {one.name: one.default for one in dataclass_fields(Clue)}
    return next((name for name in _LEFT_BY_STEPS if getattr(new, name) != unset[name]), "")


def _refuse_twice(tx: Transaction, new: Record) -> None:
    """What ``unique`` names stands once among the records that are not withdrawn."""
    names = type(new).unique
    if not names:
        return
    equal = {name: getattr(new, name) for name in names}
    if any(one.uid != new.uid for one in rows.fetch_equal(tx.connection, type(new), **equal)):
        field = names[-1] if names[-1] != "clue" else ""
        raise FieldError(field, f"这条线索已经登记过这一项{new.noun}，请打开已有的修改，不要重复登记。")


def _refuse_foreign(tx: Transaction, new: Record, clue: str, old: Record | None) -> None:
    """A reference inside a case stays inside it, and points to nothing that was taken out since.

    What pointed there before is no reason to refuse something else that is changed: the gates ask for it.
    """
    for found in columns(type(new)):
        target = BY_NAME.get(found.field.refers_to)
        if target is None or not any(one.name == "clue" for one in columns(target)):
            continue
        before = _pointed(old, found) if old is not None else ()
        for uid in _pointed(new, found):
            one = tx.get(target, uid)
            if getattr(one, "clue", None) != clue:
                raise FieldError(found.name, f"“{found.field.label}”选的不是本线索的记录，请重新选择。")
            if one.withdrawn_reason and uid not in before:
                raise FieldError(
                    found.name,
                    f"“{found.field.label}”选的{one.noun}已经撤回，请先把它恢复到台账，或另选一条。",
                )


def _pointed(one: Record, found: Column) -> tuple[str, ...]:
    """The uids that a reference of a record holds."""
    value = getattr(one, found.name)
    return value if found.many else (value,) if value else ()


def refuse_referred(tx: Transaction, one: Record, book: RuleBook, day: date) -> None:
    """Nothing is taken out of a case while what stands in it was entered for it: that would be left in the air.

    Only what a person picked counts; what the program keeps beside a record (the scan of an 审批件) says itself what
    it is.

    Raises:
        NotAllowed: other records refer to it; the sentence names them.
    """
    clue = getattr(one, "clue", None)
    if clue is None:
        return
    holders = {
        holder.uid: holder
        for holder, field in pointing_to(tx.connection, type(one), one.uid)
        if not holder.withdrawn_reason
        and getattr(holder, "clue", None) == clue
        and _is_picked(type(holder), field)
    }
    if not holders:
        return
    words = Words(gathered(tx.connection, tx.actor, tx.get(Clue, clue), book, day))
    named = [words.named(holder) for holder in holders.values()]
    told = "、".join(named[:_NAMED]) + (f"等{len(named)}项" if len(named) > _NAMED else "")
    raise NotAllowed(
        f"{words.named(one)}还不能撤回，选了它的还有：{told}；请先在其中改选或撤回这些记录，再撤回它。"
    )


def _is_picked(record: type[Record], name: str) -> bool:
    found = column(record, name).field
    return bool(found.refers_to) and found.layout is not Layout.NONE
