"""报送关系: to whom a report goes, by when, under which title. It depends on the enterprise's level."""

from __future__ import annotations

from datetime import date

from ..records.report import ReportKind

#: 级次 of a 市管企业.
CITY_LEVEL = 1
CITY_ADDRESSEE = "济宁市国资委"
CLAUSE = "济国资综合〔2023〕3号 三（二）"
_ANNUAL_DUE = (1, 31)


def addressee(level: int | None, parent: str) -> str:
    """主送: 市国资委 for a 市管企业, the parent for a subsidiary; empty while the line is not known."""
    return CITY_ADDRESSEE if level == CITY_LEVEL else parent.strip()


def due_on(level: int | None, year: int, parent_date: date | None = None) -> date | None:
    """报送期限 of the annual report on ``year``: 31 January of the next year for a 市管企业 (CLAUSE).

    Args:
        level: 级次 of the reporting enterprise.
        year: the year reported on.
        parent_date: the day a subsidiary's parent has set; ``None`` while it has set none (未定).
    """
    return date(year + 1, *_ANNUAL_DUE) if level == CITY_LEVEL else parent_date


def title(enterprise: str, year: int, kind: ReportKind = ReportKind.ANNUAL) -> str:
    """The report's title as printed."""
    return f"{enterprise}{year}年度违规经营投资责任追究工作{kind.label}"


def annual_period(year: int) -> tuple[date, date]:
    """First and last day of the year reported on."""
    return date(year, 1, 1), date(year, 12, 31)
