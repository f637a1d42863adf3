"""An invented annual report with everything a document can hold. All persons and enterprises are made up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from zhuize_desktop.domain.content import (
    Align,
    Chart,
    ChartKind,
    CompilationPage,
    Definition,
    Document,
    Emphasis,
    Figure,
    FigureFormat,
    Heading,
    KeyValue,
    KeyValues,
    Notice,
    NoticeKind,
    PageBreak,
    Paragraph,
    Provenance,
    Series,
    Signature,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
    TextStyle,
)
from zhuize_desktop.domain.money import MoneyUnit

ENTERPRISES = (
    "云岭城市发展集团有限公司（本级）",
    "云岭水务投资有限公司",
    "云岭公共交通有限公司",
    "云岭粮油储备有限公司",
    "云岭文化旅游开发有限公司",
    "云岭融资担保有限公司",
    "云岭港航物流有限公司",
    "云岭建设工程集团有限公司",
    "云岭热力有限公司",
    "云岭农业科技有限公司",
    "云岭数字产业有限公司",
)
STAGES = ("受理", "初步核实", "分类处置", "核查", "处理", "整改", "销号")
#: Opening, received, rejected, in check, in investigation, closed, loss in 分 of each enterprise.
COUNTS = tuple(
    (3 + i % 4, 1 + i * 7 % 5, i % 2, 1 + i % 3, i % 4, 1 + i % 3, (i * 7919 % 613) * 1_234_500 + 56_700)
    for i in range(11)
)


def clue(number: int) -> str:
    return f"XS-2026-{number:04d}"


def counted(value: int, row: str, column: str, unit: str = "件") -> Figure:
    records = tuple(clue(number) for number in range(1, value + 1))
    return Figure.count(
        value, unit, Provenance(f"clue.{column}", f"按业务日计入本期的{column}", records, row, column)
    )


def amount(fen: int, row: str) -> Figure:
    return Figure.money(
        fen,
        Provenance("loss.confirmed", "经核查认定的直接与间接损失之和", (clue(1),), row, "loss"),
        MoneyUnit.WAN,
    )


def progress_table() -> Table:
    labels = ("期初", "受理", "不予受理", "初核中", "核查中", "销号")
    columns = (
        TableColumn("序号", 3, Align.CENTER),
        TableColumn("企业名称", 16),
        *(TableColumn(label, 4, format=FigureFormat.COUNT, group=group) for label, group in zip(
            labels, ("", "本期登记", "本期登记", "在办", "在办", ""), strict=True)),
        TableColumn("认定损失（万元）", 8, format=FigureFormat.MONEY_WAN),
    )  # fmt: skip
    rows = [
        TableRow((
            str(i + 1), name,
            *(counted(value, name, label) for value, label in zip(COUNTS[i], labels, strict=False)),
            amount(COUNTS[i][6], name),
        ))
        for i, name in enumerate(ENTERPRISES)
    ]  # fmt: skip
    total = TableRow(
        ("", "合计", *(counted(sum(row[k] for row in COUNTS), "合计", labels[k]) for k in range(6)),
         amount(sum(row[6] for row in COUNTS), "合计")),
        Emphasis.TOTAL,
    )  # fmt: skip
    return Table(
        "T1", "表1　问题线索办理进度表", columns, (*rows, total),
        notes=("“期初”含存量线索；合计等于各行之和。", "按本程序设计的口径统计，待市国资委确认。"),
        unit_note="单位：件、万元",
    )  # fmt: skip


def annex_table() -> Table:
    columns = (
        TableColumn("线索编号", 8),
        TableColumn("问题摘要", 26),
        TableColumn("来源", 6),
        TableColumn("责任企业", 12),
        TableColumn("受理日期", 6, Align.CENTER, FigureFormat.DATE),
        TableColumn("直接损失", 8, format=FigureFormat.MONEY_YUAN, group="损失（元）"),
        TableColumn("间接损失", 8, format=FigureFormat.MONEY_YUAN, group="损失（元）"),
        TableColumn("挽回比例", 5, format=FigureFormat.PERCENT),
        TableColumn("责任人", 6),
        TableColumn("办理阶段", 5),
    )
    rows: list[TableRow] = []
    for i in range(40):
        if i in (0, 25):
            label = "一、上年结转" if i == 0 else "二、本年新增"
            rows.append(TableRow((label, *[""] * 9), Emphasis.GROUP))
        source = Provenance("clue.list", "本期在办和办结的全部线索", (clue(i + 1),), clue(i + 1))
        summary = "未按规定履行采购程序，合同价款高于市场价" + "，且未经集体研究决定即支付预付款" * (i % 4)
        rows.append(
            TableRow((
                clue(i + 1), summary + "。", ("内部审计", "巡察反馈", "上级移交")[i % 3],
                ENTERPRISES[i % 11], Figure.day(date(2026, 1, 5) + timedelta(days=i * 8), source),
                Figure.money(i * 98_765_43 + 10, source), Figure.money(None if i % 5 == 0 else i * 12_345, source),
                Figure(Decimal(i) / 41, FigureFormat.PERCENT, "", source),
                ("钱某、沈某" if i % 2 else "顾某"), STAGES[i % 7],
            ))
        )  # fmt: skip
    return Table("A1", "附表　问题线索管理台账（摘录）", columns, tuple(rows), unit_note="金额单位：元")


def charts() -> tuple[Chart, ...]:
    def series(name: str, *values: int) -> Series:
        return Series(name, tuple(counted(value, name, str(i)) for i, value in enumerate(values)))

    quarters = ("一季度", "二季度", "三季度", "四季度")
    return (
        Chart("C1", ChartKind.FUNNEL, "图1　线索办理漏斗", STAGES,
              (series("线索", 46, 41, 33, 27, 19, 15, 11),), "件"),
        Chart("C2", ChartKind.GROUPED_BAR, "图2　各季度受理与销号", quarters,
              (series("受理", 9, 14, 12, 11), series("销号", 2, 3, 0, 6)), "件"),
        Chart("C3", ChartKind.HORIZONTAL_BAR, "图3　线索来源",
              ("内部审计", "巡视巡察反馈", "上级移交及其他监督部门移送", "企业自查"),
              (series("线索", 21, 12, 8, 5),), "件"),
        Chart("C4", ChartKind.STACKED_BAR, "图4　损失构成", quarters,
              (series("直接损失", 120, 310, 90, 260), series("间接损失", 40, 55, 0, 75),
               series("或有损失", 10, 20, 35, 15)), "万元"),
        Chart("C5", ChartKind.LINE, "图5　逾期趋势", quarters, (series("逾期线索", 6, 4, 5, 1),), "件"),
        Chart("C6", ChartKind.BAR, "图6　处理人次", ("组织处理", "扣减薪酬", "禁入限制", "移送"),
              (series("人次", 9, 14, 1, 2),), "人次"),
    )  # fmt: skip


def registration_form() -> KeyValues:
    source = Provenance("clue.form", "登记表所载", (clue(7),), clue(7))
    return KeyValues(
        "F1",
        (
            KeyValue("线索编号", (Figure.words(clue(7), source),)),
            KeyValue("受理日期", (Figure.day(date(2026, 3, 9), source),)),
            KeyValue("责任企业", (ENTERPRISES[3],)),
            KeyValue("预估损失", (Figure.money(265_050_000, source, MoneyUnit.WAN),)),
            KeyValue(
                "问题描述", ("2025年11月，该公司未经评估即与某粮贸企业签订储备稻谷采购合同，" * 3,), wide=True
            ),
            KeyValue("承办意见", (), wide=True, lines=4),
            KeyValue("主管负责人意见", (), wide=True, lines=5),
        ),
        "问题线索登记表",
    )


def signatures() -> SignatureBlock:
    return SignatureBlock(
        (
            Signature("填报人", "周闻", "风控法务部主管", "2027-01-12", "电子签名"),
            Signature("审核人", "韩舒", "风控法务部部长", "2027-01-14", "电子签名"),
            Signature("签发人", "", "", "", "纸质签发"),
            Signature("单位（盖章）"),
        ),
        "签批",
    )


def sample_document() -> Document:
    total = sum(row[1] for row in COUNTS)
    loss = sum(row[6] for row in COUNTS)
    whole = Provenance(
        "clue.received", "受理日在本期内的线索", tuple(clue(n) for n in range(1, total + 1)), "合计", "受理"
    )
    share = Figure.percent(11, 46, Provenance("closure.rate", "本期销号线索占期末应办线索的比例", (clue(1),)))
    first, second, *others = charts()
    return Document(
        title="云岭城市发展集团有限公司2026年度违规经营投资责任追究工作报告",
        subtitle="（送审稿）",
        number="云岭追责〔2027〕2号",
        issuer="云岭城市发展集团有限公司",
        addressee="市国资委",
        date_text="2027年1月15日",
        secrecy="内部",
        footer_left="摘要 3f9a1c07",
        compilation=CompilationPage(
            serial="NB-2026-0001", sha256="3f9a1c07" * 8, sm3="b41d88e2" * 8, audit_head="77aa01fe" * 8,
            frozen_at="2027-01-15 09:30", predecessor="", program="违规经营投资责任追究桌面系统 0.1.0",
            rule_packs=("市级规则包 2026.1（待核对 12 条）", "46号令 2026-01-01（参照）"),
            definitions=(
                Definition("clue.received", "受理线索", "受理日在本期内的线索，并案计1件，不含不予受理。"),
                Definition("loss.confirmed", "认定损失", "经核查认定的直接损失与间接损失之和，不含或有损失。"),
            ),
            remarks=("本期采用两级签批，未单设审核人。", "签发人以纸质签发，以盖章件为准。"),
        ),
        blocks=(
            Paragraph(("根据《市管企业违规经营投资责任追究工作要求》，现将2026年度责任追究工作情况报告如下。",)),
            Heading(1, "一、总体情况"),
            Paragraph((
                "本年度共受理问题线索", Figure.count(total, "件", whole), "，认定资产损失",
                Figure.money(loss, Provenance("loss.confirmed", "认定损失合计", (clue(1),)), MoneyUnit.WAN),
                "，销号率", share, "，最近一次受理日为",
                Figure.day(date(2026, 11, 20), whole, long=True),
                "。其中，“上级移交”线索按《违规经营投资责任追究实施办法（试行）》优先办理；对A&B公司<往来款>问题，"
                "已于规定期限内完成初步核实。",
            )),
            Heading(2, "（一）办理进度"),
            Paragraph((
                "各权属企业按照“应查尽查、应追尽追”的原则，对审计、巡察、纪检监察移送的问题逐项梳理，"
                "形成台账，明确责任领导、责任部门和完成时限，按月调度。",
            )),
            progress_table(),
            first,
            Heading(2, "（二）季度情况"),
            Notice(NoticeKind.UNVERIFIED, ("损失分类标准尚未取得市级文件确认，本表暂按企业内部制度划分。",)),
            second,
            *others,
            Heading(1, "二、存在的不足"),
            Paragraph(("一是部分企业线索报送不及时。二是整改佐证材料不齐全。三是追损挽损力度有待加强。" * 4,)),
            Heading(3, "1. 下一步措施"),
            Paragraph(("压实责任，限期整改。",)),
            Paragraph(("联系人：周闻，电话：0000-0000000。",), TextStyle.PLAIN),
            signatures(),
            PageBreak(),
            Heading(1, "附件1　问题线索登记表"),
            registration_form(),
            PageBreak(),
            Heading(1, "附件2　问题线索管理台账"),
            annex_table(),
        ),
    )  # fmt: skip
