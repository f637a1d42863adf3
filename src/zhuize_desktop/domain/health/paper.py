"""数据体检表: a run as a content tree, for the workbook and for print."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..checks import Grade
from ..clock import shown
from ..content import Document, Table, TableColumn, TableRow
from . import TITLES
from .runs import Change, Compared, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..records import HealthExplanation
    from .runs import HealthRun, RunHead
    from .subject import HealthFinding

_Key = tuple[str, str, str, str, str]
_LISTED = (
    TableColumn("序号", 4), TableColumn("等级", 4), TableColumn("问题", 14), TableColumn("企业", 14),
    TableColumn("发现", 44), TableColumn("依据", 18), TableColumn("说明", 24),
)  # fmt: skip


def holding(finding: HealthFinding, given: Mapping[_Key, HealthExplanation]) -> str:
    """The explanation of a finding that still holds: it was written to this very sentence; empty for none."""
    one = given.get(finding.key)
    return one.text if one is not None and one.sentence == finding.sentence else ""


def health_document(
    run: HealthRun,
    given: Mapping[_Key, HealthExplanation],
    names: Mapping[str, str],
    compared: Sequence[Compared] = (),
    since: RunHead | None = None,
) -> Document:
    """A run, and where one is given its comparison with an earlier one.

    Args:
        run: as its reader may see it.
        given: explanations by the key of their finding.
        names: uid of an enterprise → name.
        compared: against the earlier run ``since``.
        since: the earlier run.
    """
    tables = [_findings(run, given, names)]
    if since is not None:
        tables.append(_comparison(compared, since, names))
    tables.append(_thresholds(run))
    return Document(
        title="数据体检表",
        blocks=tuple(tables),
        date_text=shown(run.head.run_at),
        secrecy="内部",
        footer_left=f"办理记录第 {run.head.seq} 条 {run.head.head[:12]}",
    )


def _summary(run: HealthRun) -> str:
    counted = Counter(finding.grade for finding in run.findings)
    grades = "、".join(f"{grade.label} {counted[grade]} 项" for grade in Grade)
    left = f"另有 {len(run.stubs)} 条线索不在知悉范围内，不列。" if run.stubs else ""
    return f"{shown(run.head.run_at)} {run.head.user_name}体检，检查线索 {run.examined} 条，发现：{grades}。{left}"


def _findings(run: HealthRun, given: Mapping[_Key, HealthExplanation], names: Mapping[str, str]) -> Table:
    rows: list[TableRow] = []
    for at, one in enumerate(in_order(run.findings, names), 1):
        told = (names.get(one.enterprise, ""), one.sentence, one.clause, holding(one, given))
        rows.append(TableRow((str(at), one.grade.label, TITLES[one.check], *told)))
    notes: tuple[str, ...] = (_summary(run),)
    notes += (f"不在知悉范围内的线索（只列编号）：{'、'.join(run.stubs)}",) if run.stubs else ()
    return Table("health", "体检发现", _LISTED, tuple(rows), notes)


def _comparison(compared: Sequence[Compared], since: RunHead, names: Mapping[str, str]) -> Table:
    columns = (TableColumn("变化", 8), *_LISTED[1:5])
    return Table("compared", f"与 {shown(since.run_at)} 比较", columns, tuple(_changes(compared, names)))


def _changes(compared: Sequence[Compared], names: Mapping[str, str]) -> Iterator[TableRow]:
    for change in Change:
        for one in (each.finding for each in compared if each.change is change):
            enterprise = names.get(one.enterprise, "")
            yield TableRow((change.value, one.grade.label, TITLES[one.check], enterprise, one.sentence))


def _thresholds(run: HealthRun) -> Table:
    rows = tuple(TableRow((label, value)) for label, value in run.head.thresholds.told())
    return Table(
        "thresholds",
        "阈值（本程序设计）",
        (TableColumn("项目", 20), TableColumn("设定", 12)),
        rows,
        ("以上天数和相似度由本企业在本程序中设定，用于提示，不是法定期限。",),
    )
