"""年度报告: whole, traceable in every number, silent about what the reader may not know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.report_facts import SOURCES, clue, header, ledgers, snapshot
from zhuize_desktop.domain.case_facts import Deferral
from zhuize_desktop.domain.content import (
    Chart,
    Document,
    Figure,
    Heading,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
    figures,
    from_plain,
    to_plain,
)
from zhuize_desktop.domain.facts import (
    CountingRules,
    Past,
    PastState,
    RuleUse,
    Snapshot,
    SupervisionFact,
    withheld,
)
from zhuize_desktop.domain.figure import FigureFormat
from zhuize_desktop.domain.freezing import previous_of
from zhuize_desktop.domain.reconcile import annual_findings
from zhuize_desktop.domain.reports.annual import NOT_WRITTEN, Marks, compile_annual
from zhuize_desktop.domain.reports.lines import addressee, due_on, title
from zhuize_desktop.domain.reports.masking import WITHHELD, masked_name
from zhuize_desktop.domain.reports.sections import SECTIONS
from zhuize_desktop.domain.stages import Stage

if TYPE_CHECKING:
    from zhuize_desktop.domain.facts import ClueFact

TEXTS = {section.key: f"{section.heading}的情况。" for section in SECTIONS}


def compiled(given: Snapshot, texts: dict[str, str] | None = None, **more: Any) -> Document:
    words = TEXTS if texts is None else texts
    explanations = more.pop("explanations", {})
    return compile_annual(given, words, explanations, annual_findings(given, words), **more)


def printed(document: Document) -> str:
    """Every text anywhere in the document, hidden ones such as provenance too."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, str):
            found.append(value)

    walk(to_plain(document))
    return "\n".join(found)


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def table(document: Document, key: str) -> Table:
    (found,) = (block for block in document.blocks if isinstance(block, Table) and block.key == key)
    return found


def test_the_report_has_every_part_in_order() -> None:
    document = compiled(snapshot(clue("A")))
    assert [text for text in headings(document) if text[1] == "、"] == [
        "一、企业基本情况",
        "二、通知各项任务落实情况",
        "三、线索受理、初核、处置、核查、整改进展",
        "四、追责、损失与追损",
        "五、典型案例",
        "六、经验做法、问题和意见建议",
    ]
    tasks = [text for text in headings(document) if text.startswith("（")]
    assert tasks[0] == "（一）重大违规线索查处"
    assert tasks[10:12] == ["（十一）工作力量", "（十二）协同联动"]
    assert len(tasks) == 12
    assert headings(document)[-4:] == [
        "附件1　统计表",
        "附件2　线索清单",
        "附件3　期限延长与中止情况",
        "编制说明",
    ]
    assert (document.title, document.addressee) == (header().title, "济宁市国资委")
    keys = [block.key for block in document.blocks if isinstance(block, Table | Chart)]
    assert keys == [
        *("flow", "nodes", "sources", "losses"),
        *("T1", "T5B", "T5C", "T3B", "T4", "T5", "T2", "T3", "clues"),
    ]
    titles = [
        block.text if isinstance(block, Heading) else getattr(block, "title", "") for block in document.blocks
    ]
    first, second = titles.index("附件1　统计表"), titles.index("附件2　线索清单")
    told = "".join(block.text for block in document.blocks[:first] if isinstance(block, Paragraph))
    for place, block in enumerate(document.blocks):
        if isinstance(block, Table) and block.key.startswith("T"):
            assert first < place < second
            assert block.title in told
    assert document.compilation is not None
    assert document.compilation.audit_head == "ab" * 32
    assert all(text in printed(document) for text in TEXTS.values())


def test_an_empty_ledger_makes_a_whole_report_of_zeros() -> None:
    document = compiled(snapshot(), {})
    assert from_plain(to_plain(document)) == document
    values = [placed.figure for placed in figures(document) if placed.figure.format is FigureFormat.COUNT]
    assert {figure.value for figure in values if figure.provenance.indicator != "rules.unconfirmed"} == {0}
    assert "没有在办或新增" in printed(document)
    assert "线索0件，不要求选送典型案例。" in "".join(
        block.text for block in document.blocks if isinstance(block, Paragraph)
    )
    assert printed(document).count(NOT_WRITTEN) >= 15
    rate = next(
        cell
        for cell in table(document, "T3").rows[0].cells
        if isinstance(cell, Figure) and cell.value is None
    )
    assert rate.text == "—"


def test_one_clue_stands_in_every_place_it_belongs_to() -> None:
    one = clue(
        "JY-1",
        enterprises=("沂河商贸有限公司",),
        summary="违规出借资金。",
        checked_on=date(2025, 3, 1),
        triaged_on=date(2025, 3, 9),
        disposition="direct",
        investigated_on=date(2025, 9, 1),
        stage=Stage.DISPOSITION,
        loss_class="larger",
        direct_fen=265_050_000,
        recovered_fen=65_050_000,
        recovered_in_period_fen=65_050_000,
    )
    document = compiled(snapshot(one))
    cells = {row.label: row.cells for row in table(document, "T1").rows}
    total = {label: row[1].text for label, row in cells.items() if isinstance(row[1], Figure)}
    assert total["本期新增受理"] == total["本期完成初核"] == total["期末在办"] == "1"
    assert total["其中：直接核查"] == "1"
    assert total["期初在办"] == total["本期作出处理决定"] == "0"
    text = printed(document)
    assert "违规出借资金。" in text
    paragraphs = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    assert "至期末累计认定资产损失265.05万元，已挽回65.05万元，未挽回200.00万元，追损率24.54%" in paragraphs
    assert "本年完成直接核查的线索1件，按30%以上应选典型案例不少于1件" in paragraphs
    (row,) = table(document, "clues").rows
    assert [cell.text if isinstance(cell, Figure) else cell for cell in row.cells] == [
        *("JY-1", "专项审计", "沂河商贸有限公司", "资金管理", "违规出借资金。", ""),
        *("2025-02-03", "核查", "—", "265.05", "65.05", ""),
    ]


ONE_PUT_OFF = Deferral("核查（本企业办法第9条）", date(2025, 8, 4), date(2025, 11, 4), 2, "郑德明", date(2025, 7, 30),
                       state="逾期 40 个工作日")  # fmt: skip
ONE_HALT = Deferral("核查中止", date(2025, 8, 4), approver="郑德明", approved_on=date(2025, 6, 2),
                    review_on=date(2026, 3, 2), state="中止")  # fmt: skip


def test_what_was_put_off_and_what_stands_still_is_told_of_the_clues_in_the_lists() -> None:
    before = {"accepted_on": date(2024, 2, 3), "closed_on": date(2024, 3, 1), "closure_kind": "rectified"}
    gone = clue("B", closed=True, past=Past(PastState.CLOSED), deferrals=(ONE_PUT_OFF,), **before)
    document = compiled(snapshot(clue("A", deferrals=(ONE_PUT_OFF, ONE_HALT)), gone, clue("C")))
    rows = table(document, "deferrals").rows
    assert [[cell.text if isinstance(cell, Figure) else cell for cell in row.cells] for row in rows] == [
        ["A", "核查（本企业办法第9条）", "2025-08-04", "2025-11-04", "2", "郑德明", "2025-07-30", "—",
         "逾期 40 个工作日"],
        ["A", "核查中止", "2025-08-04", "—", "—", "郑德明", "2025-06-02", "2026-03-02", "中止"],
    ]  # fmt: skip
    assert [row.cells[0] for row in table(document, "clues").rows] == ["A", "C"]
    assert "没有经批准延长或中止的期限" in printed(compiled(snapshot(clue("C"))))


def test_the_list_is_in_the_order_it_says() -> None:
    unordered = ("XS-2025-100", "XS-2024-042", "XS-2025-9", "XS-2025-031", "XS-2024-018", "XS-2025-10")
    found = table(compiled(snapshot(*(clue(number) for number in unordered))), "clues")
    assert [row.cells[0] for row in found.rows] == [
        *("XS-2024-018", "XS-2024-042"),
        *("XS-2025-9", "XS-2025-10", "XS-2025-031", "XS-2025-100"),
    ]
    assert found.unit_note == "按线索编号排列　　单位：万元"


def test_quotes_within_quotes_are_single() -> None:
    text = "\n".join(
        block.text for block in compiled(snapshot(clue("A")), {}).blocks if isinstance(block, Paragraph)
    )
    assert f"校验项“‘重大违规线索查处’已填写”：{NOT_WRITTEN}" in text
    assert "““" not in text


def test_of_a_masked_clue_the_list_says_the_number_alone() -> None:
    hidden = withheld(clue("A", deferrals=(ONE_PUT_OFF, ONE_HALT)))
    document = compiled(snapshot(hidden, withheld(clue("B"))))
    assert [row.cells for row in table(document, "deferrals").rows] == [
        ("A", WITHHELD, "", "", "", "", "", "", "")
    ]
    assert "郑德明" not in printed(document)
    assert withheld(hidden) == hidden


@given(ledgers(), st.none() | st.integers(0, 500))
def test_every_number_tells_its_definition_and_exactly_its_clues(
    clues: tuple[ClueFact, ...], days: int | None
) -> None:
    document = compiled(snapshot(*clues, counting=CountingRules(stale_days=days)))
    assert from_plain(to_plain(document)) == document
    numbers = {c.number for c in clues}
    counted = 0
    for placed in figures(document):
        figure, source = placed.figure, placed.figure.provenance
        assert source.definition.endswith(("。", "）"))
        if source.indicator.startswith(("clue.", "check.")) or (
            source.indicator.startswith("loss.") and figure.format is FigureFormat.COUNT
        ):
            counted += 1
            assert figure.value == len(source.records) == len(set(source.records))
        if source.indicator.startswith(("clue.", "check.", "loss.", "list.")):
            assert set(source.records) <= numbers
    assert counted > 100


def test_no_paragraph_of_ours_contains_a_typed_number_of_clues() -> None:
    """The same report over one and over three clues has the same words: only figures differ."""

    def words(document: Document) -> list[str]:
        return [
            "".join("□" if isinstance(run, Figure) else run for run in block.runs)
            for block in document.blocks
            if isinstance(block, Paragraph)
        ]

    one = snapshot(clue("A", stage_confirmed=False, accepted_on=None, legacy=True))
    three = snapshot(*(replace(one.clues[0], uid=n, number=n) for n in "ABC"))
    assert words(compiled(one)) == words(compiled(three))


# --- what must not be told --------------------------------------------------------------------------------

SECRETS = {
    "summary": "董事长授意出借",
    "persons": ("欧阳修远", "王建国"),
    "enterprises": ("不可言说有限公司",),
    "category": "risk",
}


@given(ledgers(3), st.booleans())
def test_a_masked_clue_is_counted_and_numbered_and_nothing_else(
    others: tuple[ClueFact, ...], names: bool
) -> None:
    hidden = clue("ZQ-007", source_column="petition", direct_fen=1, loss_class="", masked=True, **SECRETS)
    shown = replace(hidden, masked=False, summary="", persons=(), enterprises=(), category="")
    document = compiled(snapshot(hidden, *others), marks=Marks(names=names))
    text = printed(document)
    for secret in ("董事长", "授意", "欧阳", "修远", "王建国", "不可言说", "王某"):
        assert secret not in text
    row = next(row for row in table(document, "clues").rows if row.cells[0] == "ZQ-007")
    assert [cell for cell in row.cells if cell] == ["ZQ-007", WITHHELD]
    open_document = compiled(snapshot(shown, *others))
    assert table(document, "T1") == table(open_document, "T1")
    assert table(document, "T3") == table(open_document, "T3")


def test_names_are_masked_in_the_annex_unless_wanted() -> None:
    named = clue("A", summary="欧阳修远与王建国合谋，王建国签字。", persons=("欧阳修远", "王建国"))
    text = printed(compiled(snapshot(named)))
    assert "欧阳某某与王某某合谋，王某某签字。" in text
    assert "欧阳某某、王某某" in text
    assert "修远" not in text
    assert "建国" not in text
    nested = clue("B", summary="王建国强与王建国同去。", persons=("王建国", "王建国强"))
    assert "王某某与王某某同去。" in printed(compiled(snapshot(nested)))
    full = printed(compiled(snapshot(named), marks=Marks(names=True)))
    assert "欧阳修远、王建国" in full


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王建国", "王某某"),
        ("王芳", "王某"),
        ("欧阳修", "欧阳某"),
        ("欧阳", "欧某"),
        ("欧阳建国", "欧阳某某"),
        ("李", "李某"),
        ("", ""),
        ("买买提·吐尔逊", "买某某"),
        ("王某某", "王某某"),
    ],
)
def test_masked_names(name: str, expected: str) -> None:
    assert masked_name(name) == expected
    assert masked_name(expected) == expected


# --- how it was made --------------------------------------------------------------------------------------


def test_doubts_explanations_and_declarations_are_printed() -> None:
    doubtful = clue("A", accepted_on=None, legacy=True, stage_confirmed=False, on_behalf=True)
    given = snapshot(
        doubtful,
        header=header(no_reviewer=True, on_behalf=True),
        rules=(RuleUse("46", "46号令", "参照", 3), RuleUse("37", "37号令", "参照", 0)),
        opening_confirmed=False,
    )
    document = compiled(given, explanations={"annual.unknown_days": "原台账只有报送时间。"})
    text = "\n".join(block.text for block in document.blocks if hasattr(block, "text"))
    assert "以报送时间作为受理日期：1件" in text
    assert "校验项“受理、销号日期齐全”，涉及线索1件：原台账只有报送时间。" in text
    assert f"校验项“环节都经人确认”，涉及线索1件：{NOT_WRITTEN}" in text
    assert "两级签批" in text
    assert "代录" in text
    assert "规则“46号令”（参照）有3条待核对。" in text
    assert "规则“37号令”仅作参照" in text
    assert "2025年1月1日至2025年12月31日" in text
    assert "报送期限为2026年1月31日。" in text
    notes = "".join(table(document, "T1").notes)
    assert "阈值未设定" in notes
    assert "处置＝分类处置；核查＝核查、处理；整改＝整改、销号" in notes
    (block,) = (block for block in document.blocks if isinstance(block, SignatureBlock))
    assert [row.role for row in block.rows] == ["填报人", "签发人"]


def test_a_subsidiary_without_a_date_says_so_and_seal_marks_are_carried() -> None:
    given = snapshot(
        header=header(level=2, addressee="沂河控股集团有限公司", due_on=None),
        previous=previous_of(snapshot(header=header(2024)), "R-2024-1", "cd" * 32),
        supervision=(
            SupervisionFact(uid="s", title="2025年专项审计报告", source_column="audit", findings=2, listed=2),
        ),
    )
    signed = (Signature("填报人", "陈一", date="2026-01-20", means="电子签名"),)
    marks = Marks(
        "R-2025-1",
        "ef" * 32,
        "01" * 32,
        "程序 1.0",
        signed,
        "2026年1月20日",
        "工作秘密",
        remarks=("纸质签发。",),
    )
    document = compiled(given, marks=marks)
    page = document.compilation
    assert page is not None
    assert (page.serial, page.sha256, page.predecessor) == ("R-2025-1", "ef" * 32, "cd" * 32)
    assert page.frozen_at == "2026-01-20 09:00"
    assert "纸质签发。" in page.remarks
    assert {item.code for item in page.definitions} >= {"clue.received", "clue.backfilled", "loss.confirmed"}
    assert document.footer_left == "ef" * 8
    assert "报送期限未定" in printed(document)
    assert "R-2024-1" in printed(document)
    assert table(document, "supervision").rows[0].cells[1] == SOURCES["audit"]
    (block,) = (block for block in document.blocks if isinstance(block, SignatureBlock))
    assert block.rows == signed


def test_the_same_input_gives_the_same_document() -> None:
    given = snapshot(clue("A"), clue("B", past=Past(PastState.OPEN)))
    assert compiled(given) == compiled(Snapshot.from_plain(given.to_plain()))


def test_lines_of_reporting() -> None:
    assert addressee(1, "") == "济宁市国资委"
    assert addressee(2, " 沂河控股集团有限公司 ") == "沂河控股集团有限公司"
    assert addressee(None, "") == ""
    assert due_on(1, 2025) == due_on(1, 2025, date(2025, 12, 20)) == date(2026, 1, 31)
    assert due_on(3, 2025) is None
    assert due_on(3, 2025, date(2026, 1, 10)) == date(2026, 1, 10)
    assert title("沂河控股", 2025) == "沂河控股2025年度违规经营投资责任追究工作年度报告"
