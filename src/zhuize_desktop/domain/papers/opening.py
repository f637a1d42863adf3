"""期初建账确认表 (P4): what was taken over from before, counted line by line, signed as the statistics' opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
from .words import BLANK_DAY, day_text, money_runs


@dataclass(frozen=True, slots=True)
class Counted:
    """One line: its label and the numbers of the clues in it."""

    label: str
    clues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """One sum in whole 分, with the numbers of the clues whose lines are in it."""

    fen: int = 0
    clues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFigures:
    """The stock that was taken over.

    Attributes:
        enterprise: whose ledger it is.
        day: the day of the count.
        by_stage: open 存量线索 in the order of the path; ``by_source`` the same clues by column of the sources.
        closed: 存量线索 that were at their end already.
        unknown_start: open ones without a day of 受理: 时限未知, never guessed.
        unconfirmed: open ones whose stage nobody confirmed yet.
        confirmed_loss: 认定损失 of all 存量线索, closed ones too; the next two likewise.
        recovered: 挽回.
        deducted: 扣减薪酬 laid by earlier handlings, and what of it was carried out.
        penalties: earlier handlings (人次), ``bans`` those with 禁入限制.
    """

    enterprise: str
    day: date
    by_stage: tuple[Counted, ...] = ()
    by_source: tuple[Counted, ...] = ()
    closed: Counted = Counted("已办结", ())
    unknown_start: Counted = Counted("受理日期不详", ())
    unconfirmed: Counted = Counted("环节待确认", ())
    confirmed_loss: Amount = Amount()
    recovered: Amount = Amount()
    deducted: Amount = Amount()
    executed: Amount = Amount()
    penalties: Counted = Counted("处理人次", ())
    bans: Counted = Counted("禁入限制", ())

    @property
    def open(self) -> int:
        """How many clues the opening stock has."""
        return sum(len(line.clues) for line in self.by_stage)


def opening_sheet(figures: OpeningFigures, title: str) -> Document:
    """The sheet: two tables of the same stock, the sums with 大写, earlier handlings, and who confirms."""
    stock = (
        _table("opening.stage", "一、期初在办线索（按环节）", "环节", figures.by_stage),
        _table("opening.source", "二、期初在办线索（按来源）", "来源", figures.by_source),
    )
    other = tuple(
        KeyValue(line.label, (_count(line, unit),))
        for line, unit in (
            (figures.closed, "件"),
            (figures.unknown_start, "件"),
            (figures.unconfirmed, "件"),
            (figures.penalties, "人次"),
            (figures.bans, "人次"),
        )
    )
    sums = tuple(
        KeyValue(
            label, money_runs(one.fen, f"opening.{code}", f"存量线索的{label}，各行之和", one.clues), True
        )
        for label, code, one in (
            ("认定资产损失", "confirmed_loss", figures.confirmed_loss),
            ("已挽回", "recovered", figures.recovered),
            ("应扣减薪酬", "deducted", figures.deducted),
            ("已扣减薪酬", "executed", figures.executed),
        )
    )
    words = (
        "本表所列为启用本台账前已在办或已办结的问题线索，逐件由登记或导入取得，合计由各行相加得出；日期不详的不作推定。"
        "签字确认后，作为统计的期初数。"
    )
    confirm = (
        KeyValue("审核意见", (), True, 3, f"签字：　　　　　　　　　{BLANK_DAY}"),
        KeyValue("负责人意见", (), True, 3, f"签字（盖章）：　　　　　　　　　{BLANK_DAY}"),
    )
    return Document(
        title,
        (
            *stock,
            KeyValues("opening.other", other, "三、其他情况"),
            KeyValues("opening.sums", sums, "四、损失、挽回和扣减"),
            Paragraph((words,), TextStyle.NOTE),
            KeyValues("opening.confirm", confirm, "五、确认"),
            SignatureRow((Signature("编制人"), Signature("复核人"))),
        ),
        issuer=figures.enterprise,
        date_text=day_text(figures.day),
        footer_left="期初建账确认表",
        layout=PaperLayout.FORM,
    )


def _count(line: Counted, unit: str) -> Figure:
    return Figure.count(
        len(line.clues), unit, Provenance(f"opening.{line.label}", f"存量线索：{line.label}", line.clues)
    )


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
