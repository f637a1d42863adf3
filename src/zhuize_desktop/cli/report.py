"""``report``: compile a draft, with its PDF and workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.checks import Grade
from ..domain.errors import FieldError
from ..domain.records import ReportKind
from ..seal.atomic import make_folder, write_atomic
from ..services.report_files import file_name
from ..services.reporting import compile_report, enterprise_to_report, export_draft, preview
from .common import DONE, result, say, signed_in

if TYPE_CHECKING:
    from argparse import Namespace


def run(given: Namespace) -> int:
    """Compile, render as a draft, tell the findings."""
    if given.period is not None:
        raise FieldError("period", "年度报告按整年编制，不要给出 --period。")
    make_folder(given.out)
    with signed_in(given) as session:
        whose = "" if given.enterprise is None else enterprise_to_report(session, given.enterprise).uid
        report = compile_report(session, ReportKind(given.kind), given.year, enterprise=whose).value
        findings = preview(session, report.uid).findings
        pdf, xlsx = export_draft(session, report.uid)
    name = file_name(f"{report.title}（草稿）")
    paths = [given.out / f"{name}{suffix}" for suffix in (".pdf", ".xlsx")]
    for path, data in zip(paths, (pdf, xlsx), strict=True):
        write_atomic(path, data)
        say(f"已生成：{path}")
    for finding in findings:
        # The code is what ``sign --explain`` asks for.
        code = f"［{finding.check}］" if finding.grade is Grade.VERIFY else ""
        say(f"{finding.grade.label}{code}：{finding.sentence}")
    result(id=report.uid, state=report.state.label, pdf=paths[0], xlsx=paths[1], findings=len(findings))
    return DONE
