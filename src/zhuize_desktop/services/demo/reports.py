"""监督成果 with their findings, and last year's annual report as a draft ready to be signed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ...domain.records import Finding, ReportKind, SupervisionReport
from ...domain.reports.sections import SECTIONS
from .. import records, reporting
from . import words

if TYPE_CHECKING:
    from ...domain.records import Clue
    from .office import Office


def supervision(office: Office, made: list[Clue]) -> None:
    """Two 监督成果: one sorted wholly, one with a finding still waiting."""
    for place, title in enumerate(words.SUPERVISION):
        received = office.today - timedelta(days=300 - 200 * place)
        report = records.add(
            office.clerk,
            SupervisionReport,
            {
                "title": title,
                "document_number": f"虚构审〔{received.year}〕{place + 7}号",
                "source_kind": ("audit.special", "inspection.city")[place],
                "issued_by": "虚构监督机构",
                "received_on": received,
                "sorted_on": received + timedelta(days=10) if place == 0 else None,
                "stated_findings": 3,
            },
        ).value
        listed = [clue for clue in made if clue.circle.value == "handlers"][place * 2 : place * 2 + 2]
        for number in range(3):
            clue = listed[number] if number < min(2 - place, len(listed)) else None
            _finding(office, report.uid, number, clue, waits=place > 0)


def _finding(office: Office, report: str, number: int, clue: Clue | None, *, waits: bool) -> None:
    left_out = clue is None and not waits
    records.add(
        office.clerk,
        Finding,
        {
            "report": report,
            "sequence": number + 1,
            "summary": words.FINDINGS[number],
            "clues": (clue.uid,) if clue is not None else (),
            "not_listed_reason": "management" if left_out else "",
            "not_listed_note": "属一般管理问题，已按整改办理（虚构）。" if left_out else "",
            "not_listed_approver": "周敏" if left_out else "",
        },
    )


def annual(office: Office) -> None:
    """The draft of last year's annual report with the clerk's words and explanations."""
    clerk = office.clerk
    draft = reporting.compile_report(clerk, ReportKind.ANNUAL, office.today.year - 1).value
    for section in SECTIONS:
        if section.empty is not None:
            reporting.save_text(clerk, draft.uid, section.key, words.section_text(section.heading))
    reporting.set_parent_date(clerk, draft.year, date(draft.year + 1, 1, 20))
    findings = reporting.preview(clerk, draft.uid).findings
    for check in dict.fromkeys(one.check for one in findings if one.grade.value == "verify"):
        reporting.explain(clerk, draft.uid, check, "演示数据，情况属实，已核对（虚构说明）。")
