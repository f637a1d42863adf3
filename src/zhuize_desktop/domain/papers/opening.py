"""期初建账确认表 (P4): what was taken over from before, counted line by line, signed as the statistics' opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import (
    Document,
    Emphasis,
    Figure,
    KeyValue,
    KeyValues,
    PaperLayout,
    Paragraph,
    Provenance,
    Signature,
    SignatureRow,
    Table,
    TableColumn,
    TableRow,
    TextStyle,
)
from ..figure import FigureFormat
from ..opening import Counted, OpeningFigures
from .words import BLANK_DAY, day_text, money_runs

if TYPE_CHECKING:
    from datetime import date


def opening_sheet(figures: OpeningFigures, title: str, day: date) -> Document:
    """The sheet as counted on ``day``: the stock in two tables, earlier handlings, sums with 大写, and who confirms."""
    stock = (
        _table("opening.stage", "一、期初在办线索（按环节）", "环节", figures.by_stage),
        _table("opening.source", "二、期初在办线索（按来源）", "来源", figures.by_source),
    )
    other = (
        *tuple(
            KeyValue(line.label, (_count(line, unit),))
            for line, unit in (
                (figures.closed, "件"),
                (figures.unknown_start, "件"),
                (figures.unconfirmed, "件"),
                (figures.penalties, "人次"),
                *((line, "人次") for line in figures.handlings),
                (figures.bans, "项"),
            )
        ),
        KeyValue("受处理人数", (_persons(figures),)),
    )
    sums = tuple(
        KeyValue(
            label, money_runs(one.fen, f"opening.{code}", f"存量线索的{label}，各行之和", one.clues), True
        )
        for label, code, one in (
            ("预估损失", "estimated", figures.estimated),
            ("认定资产损失", "confirmed_loss", figures.confirmed_loss),
            ("已挽回", "recovered", figures.recovered),
            ("应扣减薪酬", "deducted", figures.deducted),
            ("已扣减薪酬", "executed", figures.executed),
        )
    )
    last = day_text(figures.day or day)
    span = (
        f"{day_text(figures.first)}至{last}" if figures.first is not None and figures.several_days else last
    )
    until = KeyValue("接管日", (span,), True)
    words = (
        "本表所列为启用本台账前已在办或已办结的问题线索，逐件由登记或导入取得，合计由各行相加得出；日期不详的不作推定。"
        "各数均为接管日（该存量线索登记、导入之日）接管时的数，分几天接管的，各线索以自己的接管日为准：环节为接管时的环节；"
        "日期在接管日及以后的挽回、处理和执行，接管日以后登记而没有日期的金额，属启用后办理，不列入。"
        "签字确认后，作为统计的期初数。"
    )
    confirm = (
        KeyValue("审核意见", (), True, 3, f"签字：　　　　　　　　　{BLANK_DAY}"),
        KeyValue("负责人意见", (), True, 3, f"签字（盖章）：　　　　　　　　　{BLANK_DAY}"),
    )
    return Document(
        title,
        (
            KeyValues("opening.until", (until,)),
            *stock,
            KeyValues("opening.other", other, "三、其他情况"),
            KeyValues("opening.sums", sums, "四、损失、挽回和扣减"),
            Paragraph((words,), TextStyle.NOTE),
            KeyValues("opening.confirm", confirm, "五、确认"),
            SignatureRow((Signature("编制人"), Signature("复核人"))),
        ),
        issuer=figures.enterprise,
        date_text=day_text(day),
        footer_left="期初建账确认表",
        layout=PaperLayout.FORM,
    )


def _count(line: Counted, unit: str) -> Figure:
    return Figure.count(
        len(line.clues), unit, Provenance(f"opening.{line.label}", f"存量线索：{line.label}", line.clues)
    )


def _persons(figures: OpeningFigures) -> Figure:
    found = Provenance("opening.persons", "存量线索：受过处理的人，同一人只计一次", figures.penalties.clues)
    return Figure.count(figures.persons, "人", found)


def _table(key: str, title: str, head: str, lines: tuple[Counted, ...]) -> Table:
    columns = (
        TableColumn(head, 12),
        TableColumn("件数", 6, format=FigureFormat.COUNT),
        TableColumn("线索编号", 30),
    )
    rows = [TableRow((line.label, _count(line, "件"), "、".join(line.clues))) for line in lines]
    whole = Counted("合计", tuple(number for line in lines for number in line.clues))
    rows.append(TableRow((whole.label, _count(whole, "件"), ""), Emphasis.TOTAL))
    return Table(key, title, columns, tuple(rows))
