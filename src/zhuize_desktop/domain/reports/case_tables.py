"""T2, T4, T5 and 挽回方式表 as content: every cell a figure, a dash where a cell says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import Definition, Emphasis, Orientation, Run, Table, TableColumn, TableRow
from ..figure import NO_VALUE, FigureFormat
from ..lessons import REPEATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case_sheets import CaseSheets
    from ..sheet import Sheet, SheetRow

#: Codes of rows for what has no word; they are printed only when something stands in them.
_UNNAMED = "unnamed"


def _table(
    key: str,
    title: str,
    head: tuple[str, int],
    sheet: Sheet,
    notes: tuple[str, ...],
    unit_note: str,
    orientation: Orientation = Orientation.AUTO,
) -> Table:
    """A sheet as a table; ``head`` is the label and width of the first column."""
    columns = [TableColumn(*head)]
    columns += [
        TableColumn(
            one.label,
            4 if one.unit else 7,
            format=FigureFormat.COUNT if one.unit else FigureFormat.MONEY_WAN,
            group=one.group,
        )
        for one in sheet.columns
    ]
    rows = tuple(TableRow(tuple(_cells(sheet, row)), row.emphasis) for row in _printed(sheet))
    return Table(key, title, tuple(columns), rows, notes, orientation, unit_note)


def _printed(sheet: Sheet) -> Iterator[SheetRow]:
    for row in sheet.rows:
        spare = row.code.split(".")[-1] == _UNNAMED
        if not spare or any(sheet.value(row.code, column.code) for column in sheet.columns):
            yield row


def _cells(sheet: Sheet, row: SheetRow) -> Iterator[Run]:
    yield row.label
    for column in sheet.columns:
        if row.emphasis is Emphasis.GROUP:
            yield ""
        else:
            yield sheet.figure(row.code, column.code) if sheet.says(row.code, column.code) else NO_VALUE


def violation_table(cases: CaseSheets) -> Table:
    """表 违规情形分布表 (T2)."""
    return _table(
        "T2",
        "违规情形分布表",
        ("问题类别", 9),
        cases.violations,
        (
            "问题类别依山东省国资委2019年通知所列（参照）。件数和金额的范围同资产损失表；追责人数、人次同追责情况表。",
            "涉及企业、追责人数在各行内去重，各行之和可以大于合计；知悉范围以外的线索不计涉及企业户数。",
        ),
        "单位：件、户、人、人次、万元",
        Orientation.LANDSCAPE,
    )


def aspect_table(cases: CaseSheets) -> Table | None:
    """T2 by the 方面 of 46号令; ``None`` while no 违规情形 is recorded."""
    if cases.aspects is None:
        return None
    return _table(
        "T2B",
        "违规情形分布表（按46号令方面，参照）",
        ("方面", 9),
        cases.aspects,
        (
            "依国务院国资委令第46号第7—19条列示，仅作参照；按各线索定性登记的违规情形归入所属方面。",
            "一件线索涉及几个方面的在各方面各计一次，各行之和可以大于合计。",
        ),
        "单位：件、户、人、人次、万元",
        Orientation.LANDSCAPE,
    )


def recovery_table(cases: CaseSheets) -> Table:
    """挽回方式表, beside T3."""
    return _table(
        "T3B",
        "挽回方式表",
        ("挽回方式", 9),
        cases.recoveries,
        (
            "合计与资产损失表的已挽回、本期挽回一致；挽回日期不详的，期末以前登记的计入累计，不计入本期。",
            "扣减薪酬属责任追究，不是挽回损失，不列入本表。",
        ),
        "单位：笔、万元",
    )


def accountability_table(cases: CaseSheets) -> Table:
    """表 追责情况表 (T4)."""
    notes = [
        "本期、累计依处理决定日期；处理建议、不予追责决定不计。本期以前作出而上一份已签发报告没有统计的，计入本期。",
        "人数按人去重，人次为人数与决定之积；处理方式可以叠加，各处理方式人次之和可以大于合计人次。",
        "同一人在几个决定中责任类型、人员状态或管理权限不同的，在各行各计一次，人数之和可以大于合计。",
        "干部管理权限依人员登记；集团管理人员、权属企业班子等类别由字典“干部管理权限”各项的上级项对应"
        "（本程序设计，待按本地干部管理权限核对）。",
        "责任主体（以个、个次计）、免责、其他机关的决定单独列示，不计入合计；复核变更、撤销列在复核决定所在期。",
        "扣减薪酬的金额分决定数和已执行数，不计入挽回损失。",
    ]
    if cases.accountability.empty:
        notes.append("至期末台账没有登记处理决定及其执行、复核和外部决定。")
    return _table(
        "T4", "追责情况表", ("项目", 14), cases.accountability, tuple(notes), "单位：人、人次、万元"
    )


def rectification_table(cases: CaseSheets) -> Table:
    """表 整改事项表 (T5)."""
    notes = [
        "整改状态以登记的为准；期末以后完成的，期末按整改中统计。超期含经批准的延期。",
        "整改金额为各整改事项登记的金额；其中挽回损失与挽回方式表相互核对，不重复计入挽回合计。",
    ]
    if cases.rectification.empty:
        notes.append("至期末台账没有登记整改事项。")
    return _table(
        "T5",
        "整改事项表",
        ("项目", 9),
        cases.rectification,
        tuple(notes),
        "单位：项、次、万元",
    )


def rule_change_table(cases: CaseSheets) -> Table:
    """表 长效机制表 (T5)."""
    notes = ["个数由制度和流程明细逐行计数，按发布日期计入；没有发布日期的不计。"]
    if cases.rule_changes.empty:
        notes.append("至期末台账没有登记有发布日期的制度和流程。")
    return _table(
        "T5B",
        "长效机制表",
        ("种类", 12),
        cases.rule_changes,
        tuple(notes),
        "单位：个",
    )


def lesson_table(cases: CaseSheets) -> Table:
    """表 管理提升表 (T5): 管理提升建议书 and 同类问题重复发生."""
    repeated = any(row.code == REPEATED for row in cases.lessons.rows)
    return _table(
        "T5C",
        "管理提升表",
        ("项目", 12),
        cases.lessons,
        ("采纳情况按反馈日期计入；没有发出日期、反馈日期的不计。",)
        if repeated
        else (
            "采纳情况按反馈日期计入；没有发出日期、反馈日期的不计。",
            "同类问题重复发生：期间未设定，不列。",
        ),
        "单位：份、件",
    )


def case_definitions(cases: CaseSheets) -> Iterator[Definition]:
    """The 口径 of rows and columns for the 编制说明; rows that say the same stand together."""
    for sheet in cases:
        told: dict[str, list[SheetRow]] = {}
        for row in sheet.rows:
            if row.definition:
                told.setdefault(row.definition, []).append(row)
        for words, found in told.items():
            label = "、".join(row.label for row in found)
            yield Definition(f"{sheet.code}.{found[0].code}", label, words.rstrip("；") + "。")
        for column in sheet.columns:
            label = f"{column.group}{column.label}"
            yield Definition(f"{sheet.code}.{column.code}", label, column.definition)
