"""``sign``: submit, review or issue by the user's role, or enter a signature given on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.errors import FieldError
from ..domain.records import PeriodicReport
from ..services.records import load
from ..services.reporting import explain_all, find_report
from ..services.signing import UNEXPLAINED, SealedFiles, enter_paper_issue, sign_by_role
from .common import DONE, result, say, signed_in

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """One step further, explained where it is asked; after the last one the sealed files' paths are told."""
    _check_paper(given)
    explanations = _explanations(given)
    with signed_in(given) as session:
        uid = find_report(session, given.id).uid
        files: SealedFiles | None = None
        if explanations:
            explain_all(session, uid, explanations)
        if given.paper_scan is not None:
            enter_paper_issue(session, uid, given.paper_scan, given.signer, given.post, given.date)
            say("纸质签发已登记，请由审核人（两级签批的由另一人）确认。")
        else:
            done = sign_by_role(session, uid, unexplained=UNEXPLAINED).value
            files = done if isinstance(done, SealedFiles) else None
        report = load(session, PeriodicReport, uid)
    say(f"报告“{report.title}”：{report.state.label}")
    result(
        id=report.uid,
        state=report.state.label,
        pdf=files.pdf if files else None,
        xlsx=files.xlsx if files else None,
    )
    return DONE


def _explanations(given: Namespace) -> dict[str, str]:
    """Text by code of the check, as ``--explain`` gave them."""
    texts: dict[str, str] = {}
    for one in given.explain:
        code, equals, text = one.partition("=")
        if not equals or not code.strip():
            raise FieldError("explain", f"--explain 的写法是 代码=说明，“{one}”不是。")
        if code.strip() in texts:
            raise FieldError("explain", f"核实事项“{code.strip()}”的说明给出了两次，请只留一个。")
        texts[code.strip()] = text
    return texts


def _check_paper(given: Namespace) -> None:
    together = (given.paper_scan, given.signer, given.post, given.date)
    if any(one is not None for one in together) and any(one is None for one in together):
        raise FieldError("paper", "登记纸质签发须同时给出 --paper-scan、--signer、--post 和 --date。")
