"""The records of the ledger, one frozen dataclass each; their fields are the reviewed field catalogue."""

from .base import Record
from .clue import Circle, Clue
from .enterprise import Affiliation, Enterprise
from .loss import Loss, Recovery
from .paper import Approval, Attachment
from .person import LiablePerson, Person
from .report import Explanation, PeriodicReport, ReportKind, ReportState, ReportText
from .supervision import Finding, SupervisionReport
from .user import ReadingGrant, Recusal, SigningKey, User

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
)
BY_NAME: dict[str, type[Record]] = {record.__name__: record for record in RECORDS}

__all__ = [
    "BY_NAME",
    "RECORDS",
    "Affiliation",
    "Approval",
    "Attachment",
    "Circle",
    "Clue",
    "Enterprise",
    "Explanation",
    "Finding",
    "LiablePerson",
    "Loss",
    "PeriodicReport",
    "Person",
    "ReadingGrant",
    "Record",
    "Recovery",
    "Recusal",
    "ReportKind",
    "ReportState",
    "ReportText",
    "SigningKey",
    "SupervisionReport",
    "User",
]
