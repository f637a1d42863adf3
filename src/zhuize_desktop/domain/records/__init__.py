"""The records of the ledger, one frozen dataclass each; their fields are the reviewed field catalogue."""

from .appointment import AppointmentCheck
from .base import Record
from .basis import RuleBasis
from .closure import Closure, DossierEntry, ImprovementLetter, SourceReply, TypicalCase
from .clue import Circle, Clue
from .conclusions import BodyMember, LiableBody, LossFinding, Violation
from .decision import Appeal, Decision, Execution, Handling, LongTermItem, Service
from .enterprise import Affiliation, Enterprise
from .health import HealthExplanation, Merger
from .hearing import Hearing, LegalReview
from .intake import Acceptance, PreliminaryCheck
from .investigation import InquiryAct, InvestigationPlan, InvestigationReport, TeamMember
from .loss import Loss, Recovery
from .measures import OutsideDecision, Preservation, SanctionCase, SanctionReview
from .paper import Approval, Attachment
from .person import ExemptionAnswer, LiablePerson, Person
from .realtime import RealtimeReport
from .rectification import (
    Measure,
    RectificationAcceptance,
    RectificationChange,
    RectificationItem,
    RectificationNotice,
    RuleChange,
)
from .report import Explanation, PeriodicReport, ReportKind, ReportState, ReportText
from .steps import GateExplanation, IssuedPaper, StageStep
from .supervision import Finding, SupervisionReport
from .timing import Extension, Suspension
from .transfer import Transfer
from .triage import Triage
from .user import ReadingGrant, Recusal, SigningKey, User

#: What is recorded while a clue is handled: each hangs on one clue, in the order of the path.
CASE_RECORDS: tuple[type[Record], ...] = (
    Acceptance,
    PreliminaryCheck,
    Extension,
    Suspension,
    RealtimeReport,
    Triage,
    InvestigationPlan,
    TeamMember,
    InquiryAct,
    InvestigationReport,
    Violation,
    LossFinding,
    LiableBody,
    BodyMember,
    ExemptionAnswer,
    RuleBasis,
    Preservation,
    SanctionCase,
    SanctionReview,
    OutsideDecision,
    Hearing,
    LegalReview,
    Decision,
    Handling,
    Service,
    Appeal,
    Execution,
    LongTermItem,
    Transfer,
    RectificationNotice,
    RectificationItem,
    Measure,
    RuleChange,
    RectificationChange,
    RectificationAcceptance,
    SourceReply,
    Closure,
    TypicalCase,
    ImprovementLetter,
    DossierEntry,
    StageStep,
    GateExplanation,
    IssuedPaper,
)
#: Every record class, in an order in which the tables can be made.
RECORDS: tuple[type[Record], ...] = (
    Enterprise,
    Affiliation,
    Person,
    User,
    SigningKey,
    SupervisionReport,
    Clue,
    Finding,
    LiablePerson,
    Loss,
    Recovery,
    Approval,
    PeriodicReport,
    ReportText,
    Explanation,
    Attachment,
    Recusal,
    ReadingGrant,
    AppointmentCheck,
    *CASE_RECORDS,
    HealthExplanation,
    Merger,
)
BY_NAME: dict[str, type[Record]] = {record.__name__: record for record in RECORDS}

__all__ = [
    "BY_NAME",
    "CASE_RECORDS",
    "RECORDS",
    "Acceptance",
    "Affiliation",
    "Appeal",
    "AppointmentCheck",
    "Approval",
    "Attachment",
    "BodyMember",
    "Circle",
    "Closure",
    "Clue",
    "Decision",
    "DossierEntry",
    "Enterprise",
    "Execution",
    "ExemptionAnswer",
    "Explanation",
    "Extension",
    "Finding",
    "GateExplanation",
    "Handling",
    "HealthExplanation",
    "Hearing",
    "ImprovementLetter",
    "InquiryAct",
    "InvestigationPlan",
    "InvestigationReport",
    "IssuedPaper",
    "LegalReview",
    "LiableBody",
    "LiablePerson",
    "LongTermItem",
    "Loss",
    "LossFinding",
    "Measure",
    "Merger",
    "OutsideDecision",
    "PeriodicReport",
    "Person",
    "PreliminaryCheck",
    "Preservation",
    "ReadingGrant",
    "RealtimeReport",
    "Record",
    "Recovery",
    "RectificationAcceptance",
    "RectificationChange",
    "RectificationItem",
    "RectificationNotice",
    "Recusal",
    "ReportKind",
    "ReportState",
    "ReportText",
    "RuleBasis",
    "RuleChange",
    "SanctionCase",
    "SanctionReview",
    "Service",
    "SigningKey",
    "SourceReply",
    "StageStep",
    "SupervisionReport",
    "Suspension",
    "TeamMember",
    "Transfer",
    "Triage",
    "TypicalCase",
    "User",
    "Violation",
]
