"""卷宗分栏: which records stand on which sheet of the dossier, in which order; screens and papers read it from here."""

from __future__ import annotations

from dataclasses import dataclass

from .records import (
    Acceptance,
    Appeal,
    BodyMember,
    Closure,
    Decision,
    DossierEntry,
    Execution,
    ExemptionAnswer,
    Extension,
    Handling,
    Hearing,
    ImprovementLetter,
    InquiryAct,
    InvestigationPlan,
    InvestigationReport,
    LegalReview,
    LiableBody,
    LiablePerson,
    LongTermItem,
    Loss,
    LossFinding,
    Measure,
    OutsideDecision,
    PreliminaryCheck,
    Preservation,
    RealtimeReport,
    Record,
    Recovery,
    RectificationAcceptance,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    RuleBasis,
    RuleChange,
    SanctionCase,
    SanctionReview,
    Service,
    SourceReply,
    Suspension,
    TeamMember,
    Transfer,
    Triage,
    TypicalCase,
    Violation,
)
from .stages import Stage


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one class on a sheet: one form, or a table with the columns ``fields`` in that order."""

    record: type[Record]
    fields: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether a clue may have several: a table instead of a form."""
        return bool(self.fields)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the dossier.

    Attributes:
        code: stable name.
        label: as on the tab.
        stage: the stage whose work it holds; ``None`` for a side track, open from 受理 on.
        parts: what stands on it.
    """

    code: str
    label: str
    stage: Stage | None
    parts: tuple[Part, ...]


SHEETS: tuple[Sheet, ...] = (
    Sheet("acceptance", "受理", Stage.INTAKE, (Part(Acceptance),)),
    Sheet("check", "初步核实", Stage.PRELIMINARY_CHECK, (Part(PreliminaryCheck),)),
    Sheet("triage", "分类处置", Stage.TRIAGE, (Part(Triage),)),
    Sheet(
        "investigation", "核查", Stage.INVESTIGATION,
        (
            Part(InvestigationPlan),
            Part(TeamMember, ("name", "role", "unit", "post", "speciality", "declared_on", "conflict")),
            Part(InquiryAct, ("kind", "object", "done_on", "first_by", "second_by", "number", "archive_place")),
            Part(Hearing, ("object", "sent_on", "due_on", "outcome", "answered_on", "adopted")),
            Part(LegalReview, ("subject", "department", "reviewer", "reviewed_on", "result")),
            Part(InvestigationReport),
        ),
    ),
    Sheet(
        "conclusions", "定性定损定责", Stage.INVESTIGATION,
        (
            Part(Violation, ("item", "basis", "situations", "duty", "identified_on")),
            Part(Loss, ("item", "enterprise", "kind", "amount", "identified_on", "evidence")),
            Part(LossFinding, ("item", "violations", "losses", "loss_class", "consequence_class", "governing_class")),
            Part(LiablePerson, ("person", "post_then", "post_kind", "liability", "violations", "facts")),
            Part(LiableBody, ("name", "enterprise", "liability", "facts")),
            Part(BodyMember, ("name", "body", "post", "attitude", "minutes", "liable")),
            Part(ExemptionAnswer, ("liable", "question", "met", "evidence")),
            Part(RuleBasis),
        ),
    ),
    Sheet(
        "decision", "处理", Stage.DISPOSITION,
        (
            Part(Decision, ("number", "kind", "maker", "body", "decided_on")),
            Part(Handling, ("liable", "body", "kinds", "deduction", "ban_from", "ban_to", "decision", "competent")),
            Part(Service, ("recipient", "decision", "method", "served_on", "server", "signed_by")),
            Part(Appeal, ("appellant", "decision", "filed_on", "accepted_on", "result", "decided_on")),
            Part(Execution, ("handling", "kind", "state", "done_on", "amount", "proof")),
            Part(LongTermItem, ("kind", "matter", "owner", "due_on", "progress", "done_on")),
            Part(OutsideDecision, ("kind", "maker", "number", "decided_on", "persons", "kinds")),
            Part(
                SanctionCase,
                ("person", "body", "number", "approved_on", "notified_on", "reported_on", "decided_on", "ended_on"),
            ),
            Part(
                SanctionReview,
                ("kind", "sanction", "filed_on", "accepted_on", "result", "decided_on", "informed_on"),
            ),
        ),
    ),
    Sheet(
        "rectification", "整改", Stage.RECTIFICATION,
        (
            Part(
                RectificationNotice,
                ("number", "needed", "enterprise", "issued_on", "received_on", "due_on", "reported_on"),
            ),
            Part(RectificationItem, ("item", "notice", "kind", "responsible", "due_on", "state", "done_on")),
            Part(Measure, ("measure", "item", "responsible", "planned_on", "state", "done_on")),
            Part(RuleChange, ("name", "kind", "item", "number", "published_on")),
            Part(RectificationChange, ("kind", "item", "old_due", "new_due", "approver", "approved_on")),
            Part(RectificationAcceptance, ("item", "checked_by", "checked_on", "method", "result")),
        ),
    ),
    Sheet(
        "closure", "销号", Stage.CLOSURE,
        (
            Part(SourceReply, ("receiver", "replied_on", "method", "number", "impossible")),
            Part(Closure),
            Part(DossierEntry, ("position", "kind", "title", "number", "dated_on", "pages", "volume", "place")),
            Part(TypicalCase),
            Part(ImprovementLetter, ("number", "receiver", "issued_on", "adoption", "answered_on", "archive_place")),
        ),
    ),
    Sheet(
        "realtime", "实时报告", None,
        (Part(RealtimeReport, ("kind", "receiver", "reported_on", "method", "phoned_on", "number", "archive_place")),),
    ),
    Sheet(
        "recovery", "追损挽损", None, (Part(Recovery, ("kind", "amount", "recovered_on", "note")),)
    ),
    Sheet(
        "transfer", "移送移交", None,
        (Part(Transfer, ("kind", "receiver", "number", "sent_on", "receipt_on", "feedback_on", "feedback")),),
    ),
    Sheet(
        "timing", "延期与中止", None,
        (
            Part(Extension, ("step", "period", "reason_kind", "from_on", "to_on", "approver", "approved_on")),
            Part(Suspension, ("step", "cause", "from_on", "review_on", "resumed_on", "approver")),
        ),
    ),
    Sheet(
        "preservation", "保全措施", None,
        (Part(Preservation, ("kind", "object", "from_on", "to_on", "approver", "lifted_on")),),
    ),
)  # fmt: skip


def sheet_of(record: type[Record]) -> Sheet | None:
    """The sheet a record class stands on; ``None`` for what has a place of its own (审批件、附件、登记内容)."""
    for sheet in SHEETS:
        if any(part.record is record for part in sheet.parts):
            return sheet
    return None
