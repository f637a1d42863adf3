"""The one next step of a report, and whether it is the present user's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...domain.pairs import ALL_IN_FORCE, PairTable
from ...domain.records import PeriodicReport, ReportState
from ...domain.roles import OPERATIONS, Op, Role
from ...seal.signature import SIGNING_OPS, SignRole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...domain.viewer import Viewer
    from ...services.session import Session
    from .loading import SignatureLine


@dataclass(frozen=True, slots=True)
class Step:
    """What has to happen next.

    Attributes:
        op: the action.
        words: what the button says when it is the user's own turn.
        role: whose turn it is.
        is_mine: whether the present user may do it.
        is_paper: it confirms a 纸质签发.
        is_anyones: any person who submits, reviews or issues may do it (两级签批).
        signed: the present user has signed this report in a way that lets only another person go on.
    """

    op: Op
    words: str
    role: Role
    is_mine: bool
    signed: bool = False
    is_paper: bool = False
    is_anyones: bool = False

    @property
    def who(self) -> str:
        """Whose turn it is, in words; a 纸质签发 of a report without 审核人 is confirmed by any other person."""
        return "另一人" if self.is_anyones else self.role.label

    @property
    def button(self) -> str:
        """The words of the button."""
        return self.words if self.is_mine else f"请{self.who}在本机{self.words}…"

    @property
    def hint(self) -> str:
        """One sentence under the button; empty when it says everything."""
        if self.is_mine:
            return ""
        if self.signed:
            return f"您已签过这份报告，{self.words}须由另一人办理：由{self.who}在本机输入密码即可。"
        return f"现在由{self.who}办理；可在本机输入自己的密码，不用重新登录。"


def next_step(
    report: PeriodicReport,
    chain: Sequence[SignatureLine],
    viewer: Viewer,
    pairs: PairTable = ALL_IN_FORCE,
) -> Step | None:
    """The next step; ``None`` once the report is sealed. ``pairs`` says what one person must not do twice."""
    if report.state is ReportState.ISSUED:
        return None
    paper = any(one.is_paper for one in chain)
    last = ReportState.SUBMITTED if report.no_reviewer else ReportState.REVIEWED
    if report.state is ReportState.DRAFT:
        made = (Op.SUBMIT_REPORT, "提交", Role.CLERK)
    elif report.state is last and paper:
        made = (Op.REVIEW_REPORT, "确认纸质签发", Role.REVIEWER)
    elif report.state is last:
        made = (Op.ISSUE_REPORT, "签发", Role.SIGNER)
    else:
        made = (Op.REVIEW_REPORT, "审核", Role.REVIEWER)
    op, words, role = made
    mine = {SIGNING_OPS.get(SignRole(one.role)) for one in chain if one.login == viewer.login}
    signed = not paper and pairs.clash(op, {one for one in mine if one is not None}) is not None
    entered = paper and bool(chain) and chain[-1].login == viewer.login
    anyone = paper and report.no_reviewer
    ops = (Op.REVIEW_REPORT, Op.SUBMIT_REPORT, Op.ISSUE_REPORT) if anyone else (op,)
    allowed = any(OPERATIONS[one].roles & viewer.roles for one in ops)
    return Step(op, words, role, allowed and not signed and not entered, signed or entered, paper, anyone)


def may_issue_on_paper(report: PeriodicReport, chain: Sequence[SignatureLine]) -> bool:
    """Whether a 纸质签发 can be entered now: only the last signature is missing and none was entered."""
    last = ReportState.SUBMITTED if report.no_reviewer else ReportState.REVIEWED
    return report.state is last and not any(one.is_paper for one in chain)


def may_return(report: PeriodicReport) -> bool:
    """Whether it can be returned: frozen, not sealed."""
    return report.state in (ReportState.SUBMITTED, ReportState.REVIEWED)


def take_step(session: Session, uid: str, step: Step, unexplained: str) -> Any:
    """Do the step as the user of ``session``; runs on the ledger thread."""
    from ...services import signing

    if step.op is Op.SUBMIT_REPORT:
        return signing.submit(session, uid, unexplained=unexplained)
    if step.is_paper:
        return signing.confirm_paper_issue(session, uid)
    return signing.issue(session, uid) if step.op is Op.ISSUE_REPORT else signing.review(session, uid)


def as_person(session: Session, login: str, password: str, action: Callable[..., Any], *given: Any) -> Any:
    """Do ``action(session, *given)`` as the person who gives name and password at this PC, the user or another.

    Raises:
        WrongPassword: as at the login.
        NotAllowed: the account was closed, or it is not this person's turn.
    """
    from ...services.session import confirm_password

    return action(confirm_password(session, login, password), *given)
