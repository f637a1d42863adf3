"""The Excel template of a rule pack: out, in, refused, and what a dry run says of every cell."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desk import TODAY
from packs_made import filled, packs
from zhuize_desktop.documents.pack_template import TemplateText, write_template
from zhuize_desktop.domain.errors import Conflict, FieldError, FileProblem, NotAllowed
from zhuize_desktop.domain.pack_changes import ChangeKind, compared
from zhuize_desktop.domain.pack_template import Contents, names_of, sheets_of, understood
from zhuize_desktop.exchange.pack_template import filled_sheets, open_template
from zhuize_desktop.services import packs as versions
from zhuize_desktop.services.pack_templates import (
    apply_dry_run,
    read_pack_file,
    read_pack_template,
    write_pack_template,
)
from zhuize_desktop.services.rulebook import shipped_rulebook

BOOK = shipped_rulebook()
NAMES = names_of(BOOK)
WORDS = Contents.of(BOOK, "own").words
FILLED = Contents(filled(BOOK), WORDS)
LEDGERS = Path(__file__).parent.parent / "data" / "ledgers"
TEXT = TemplateText("试", "own", "0" * 64, ("怎样填",))
CELL = re.compile(r"[A-Z]{1,2}[1-9]\d*|")


def written(contents: Contents) -> bytes:
    return write_template(TEXT, sheets_of(contents), NAMES)


def read(data: bytes, contents: Contents):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "模板.xlsx"
        path.write_bytes(data)
        return filled_sheets(open_template(path), sheets_of(contents))


SHEETS = read(written(FILLED), FILLED)
PLANS = {plan.part: plan for plan in sheets_of(FILLED)}


#: Making a smaller example of a pack that failed takes minutes.
FOUND_AS_IT_IS = (Phase.explicit, Phase.generate)


@settings(max_examples=60, phases=FOUND_AS_IT_IS)
@given(packs())
def test_a_pack_comes_back_from_its_template_as_it_went(pack):
    contents = Contents(pack, WORDS)
    found = understood(read(written(contents), contents), contents, NAMES, TODAY)
    assert found.faults == ()
    assert found.contents == contents
    assert compared(contents, found.contents, NAMES).differences == ()


def test_the_same_pack_gives_the_same_bytes():
    assert written(FILLED) == written(FILLED)


@settings(phases=FOUND_AS_IT_IS)
@given(packs())
def test_every_value_of_an_entry_that_is_new_is_told(pack):
    empty = pack.model_copy(
        update={name: () for name in ("catalogues", "dictionaries", "deadlines", "jurisdiction", "ranges")}
    )
    found = compared(Contents(empty, WORDS), Contents(pack, WORDS), NAMES)
    added = [one.code for one in found.differences if one.kind is ChangeKind.ADDED]
    parts = (*pack.lists(), *((),))
    expected = [one.code for listed in parts if listed for one in listed.entries]
    assert sorted(added) == sorted(
        expected + [one.code for one in (*pack.deadlines, *pack.jurisdiction, *pack.ranges)]
    )
    assert all(one.values for one in found.differences)


OTHER = (
    *(None, "甲乙", "own-9", "-1", -1, 0, 7, 101, 0.5, 10**9, 1e16, "50%", "7-1", True, False, "是", "否"),
    *("一般", "三级", "个工作日", "直接责任", "2026-12-31", "1989-12-31", date(2030, 1, 1), date(1980, 1, 1)),
    *("#REF!", "甲\n乙", "长" * 1001, "未核实", "已核对原文"),
)


def same(kind: str, old: object, new: object) -> bool:
    """Whether two cells say the same in any reader's eyes."""
    if new is None and old == "未核实":
        return True
    if kind == "flag":
        plain = {None: False, "否": False, False: False, "是": True, True: True}
        return old in plain and new in plain and plain[old] == plain[new]
    return old == new or str(old) == str(new)


@settings(max_examples=400, phases=FOUND_AS_IT_IS)
@given(st.data())
def test_a_changed_cell_is_refused_or_told(data):
    at = data.draw(st.integers(0, len(SHEETS) - 1))
    sheet = SHEETS[at]
    row = data.draw(st.sampled_from(sheet.rows))
    column = data.draw(st.sampled_from(PLANS[sheet.part].columns))
    new = data.draw(st.sampled_from(OTHER))
    if same(column.kind.value, row.cells.get(column.name), new):
        return
    rows = [replace(one, cells={**one.cells, column.name: new}) if one is row else one for one in sheet.rows]
    changed = [replace(sheet, rows=tuple(rows)) if one is sheet else one for one in SHEETS]
    found = understood(changed, FILLED, NAMES, TODAY)
    if found.contents is None:
        assert found.faults
        for fault in found.faults:
            assert CELL.fullmatch(fault.address)
            assert fault.sentence.endswith("。")
            assert re.search(r"[\u4e00-\u9fff]", fault.sentence)
    else:
        assert found.faults == ()
        assert compared(FILLED, found.contents, NAMES).differences != ()


# --- with a ledger ------------------------------------------------------------------------------------------


@pytest.fixture
def admin(desk):
    session = desk.log_in("admin")
    versions.save_pack(session, filled(BOOK), "试填", base=versions.current_version(session, "own"))
    return session


@pytest.fixture
def out(admin, tmp_path):
    return write_pack_template(admin, "own", tmp_path / "本企业办法.xlsx").value


def edit(path: Path, *cells: tuple[str, str, object]) -> Path:
    """The file with cells changed as Excel would; a cell by sheet and address."""
    book = load_workbook(path)
    for sheet, address, value in cells:
        book[sheet][address].value = value
    book.save(path)
    return path


def place(path: Path, sheet: str, title: str, row: int = 3) -> str:
    book = load_workbook(path)
    return next(cell.coordinate for cell in book[sheet][2] if cell.value == title)[:-1] + str(row)


def test_an_untouched_template_changes_nothing(admin, out):
    run = read_pack_template(admin, "own", out)
    assert (run.faults, run.comparison.differences, run.stale) == ((), (), "")
    assert run.comparison.unchanged > 60
    assert not run.can_be_applied
    with pytest.raises(NotAllowed, match="没有改动"):
        apply_dry_run(admin, run, "试")


def test_a_filled_template_is_told_and_then_applied(admin, out):
    length = place(out, "期限", "期限长度", 4)
    retired = place(out, "期限", "停用", 5)
    last = load_workbook(out)["违规情形"].max_row
    row = {"代码": "own-2", "名称": "工程方面", "来源": "虚构企业办法", "核实等级": "未核实"}
    edit(
        out,
        ("期限", length, 30),
        ("期限", retired, "是"),
        *(("违规情形", place(out, "违规情形", title, last + 1), value) for title, value in row.items()),
    )
    run = read_pack_template(admin, "own", out)
    assert run.faults == ()
    told = {(one.kind.value, one.code): one.text for one in run.comparison.differences}
    assert told["修改", "own.preliminary_check"] == "期限长度：（空） → 30"
    assert told["停用", "own.investigation"] == "停用：（空） → 是"
    assert "名称：工程方面" in told["新增", "own-2"]
    assert len(told) == 3
    assert admin.rulebook().deadline("own.preliminary_check").length is None
    apply_dry_run(admin, run, "按新办法第三条")
    book = admin.rulebook()
    assert book.deadline("own.preliminary_check").length == 30
    assert book.deadline("own.investigation").retired
    assert book.dictionary("situation").label("own-2") == "工程方面"
    assert [one.reason for one in versions.versions_of(admin, "own")] == ["按新办法第三条", "试填"]


def test_who_compared_makes_an_entry_read_and_changing_it_undoes_that(admin, out):
    edit(
        out,
        ("期限", place(out, "期限", "核对文件名称"), "虚构企业办法"),
        ("期限", place(out, "期限", "核对人"), "钱海"),
        ("期限", place(out, "期限", "核对日期"), date(2026, 11, 3)),
        ("损失分档", place(out, "损失分档", "上限（万元）"), 99),
        ("损失分档", place(out, "损失分档", "下限（万元）", 4), 99),
    )
    run = read_pack_template(admin, "own", out)
    assert run.faults == ()
    apply_dry_run(admin, run, "核对")
    own = admin.rulebook().pack("own")
    assert (own.deadlines[0].mark, own.deadlines[0].checked.by) == ("", "钱海")
    assert [one.mark for one in own.loss_classes] == ["待核对", "待核对", ""]
    assert [one.upper_fen for one in own.loss_classes] == [99_000_000, 1_000_000_050, None]


def test_a_new_word_of_handling_can_be_used_in_the_same_template(admin, out):
    row = load_workbook(out)["处理方式"].max_row + 1
    word = {
        "代码": "ban.local",
        "名称": "限制任职",
        "条款": "第九条",
        "来源": "虚构企业办法",
        "上级代码": "ban",
    }
    edit(
        out,
        *(("处理方式", place(out, "处理方式", title, row), value) for title, value in word.items()),
        ("影响期、处分期", place(out, "影响期、处分期", "处理方式"), "限制任职"),
    )
    run = read_pack_template(admin, "own", out)
    assert run.faults == ()
    apply_dry_run(admin, run, "按办法第九条")
    book = admin.rulebook()
    assert book.pack("own").influences[0].handling == "ban.local"
    assert book.dictionary("handling").entry("ban.local").clause == "第九条"


@pytest.mark.parametrize(
    ("sheet", "title", "row", "value", "part"),
    [
        ("期限", "期限长度", 3, "二十", "不是整数"),
        ("期限", "期限长度", 3, -3, "超出范围"),
        ("期限", "期限长度", 3, 0, "超出范围"),
        ("期限", "期限长度", 3, 2.5, "不是整数"),
        ("期限", "期限长度", 3, date(2026, 1, 1), "不是数字"),
        ("期限", "期限单位", 3, "星期", "不在可填的范围内"),
        ("期限", "期限单位", 3, None, "没有填写"),
        ("期限", "来源", 3, None, "没有填写"),
        ("期限", "名称", 3, None, "没有填写"),
        ("期限", "代码", 3, None, "没有填写"),
        ("期限", "代码", 4, "own.sorting", "代码与第 3 行重复"),
        ("期限", "施行日期", 3, date(1989, 12, 31), "1990 年至 2100 年"),
        ("期限", "施行日期", 3, "今年", "不是日期"),
        ("期限", "停用", 3, "停", "应填“是”或“否”"),
        ("期限", "上级代码", 3, "none", "上级“none”不存在"),
        ("期限", "核实等级", 4, "已核对原文", "请填写核对文件"),
        ("期限", "核对人", 4, "钱海", "没有填写"),
        ("期限", "有无延长", 3, None, "有无"),
        ("损失分档", "上限（万元）", 3, -1, "金额不能为负数"),
        ("损失分档", "上限（万元）", 3, 10**9, "十万亿元"),
        ("损失分档", "上限（万元）", 3, "一百万", "不是金额"),
        ("损失分档", "上限（万元）", 3, 0.0000001, "精确到了分以下"),
        ("损失分档", "上限（万元）", 3, 2000, "重叠"),
        ("损失分档", "核对日期", 3, date(2026, 11, 21), "在今天之后"),
        ("处理区间", "绩效年薪比例上限（%）", 3, 101, "超出范围"),
        ("处理区间", "绩效年薪比例上限（%）", 3, -1, "超出范围"),
        ("处理区间", "绩效年薪比例上限（%）", 3, 5, "上限低于下限"),
        ("处理区间", "绩效年薪比例上限（%）", 3, None, "没有填写"),
        ("处理区间", "处理方式", 3, "罚站", "不在字典里"),
        ("处理区间", "责任类型", 3, None, "没有填写"),
        ("处理区间", "禁入限制年数", 3, 51, "超出范围"),
        ("管辖", "决定主体", 3, "本企业", "低于核查主体"),
        ("参数", "取值", 3, "也许", "只能填是或否"),
        ("参数", "取值", 6, 101, "1 至 100 的整数"),
        ("参数", "代码", 3, "colour", "不是本程序认识的参数"),
        ("违规情形", "代码", 3, "中文", "只能用字母"),
        ("违规情形", "名称", 3, "长" * 61, "超过 60 个字"),
        ("文件信息", "公布日期", 3, date(2026, 11, 21), "在今天之后"),
        ("文件信息", "名称", 3, None, "没有填写"),
        ("所需审批", "名称", 12, "改名", "已核对原文，不能改写"),
    ],
)
def test_a_cell_that_cannot_be_is_one_sentence_at_its_address(admin, out, sheet, title, row, value, part):
    edit(out, (sheet, place(out, sheet, title, row), value))
    run = read_pack_template(admin, "own", out)
    assert run.faults, title
    assert any(part in one.sentence for one in run.faults), run.faults
    assert not run.can_be_applied
    with pytest.raises(NotAllowed, match="没有写入任何改动"):
        apply_dry_run(admin, run, "试")
    assert len(versions.versions_of(admin, "own")) == 1


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("own-1-01", "没有用点分成两段"),
        ("foo.board", "“foo”不是办理步骤"),
        ("decide.own", "“own”不是审批主体"),
        ("decide.board", ""),
    ],
)
def test_an_approval_is_asked_for_by_step_and_body(admin, out, code, part):
    workbook = load_workbook(out)
    said = "".join(str(cell.value or "") for row in workbook.worksheets[0].iter_rows() for cell in row)
    assert "“所需审批”的代码写成“步骤.审批主体”，例如 decide.board" in said
    row = workbook["所需审批"].max_row + 1
    word = {"代码": code, "名称": "由董事会批准", "来源": "虚构企业办法"}
    edit(out, *(("所需审批", place(out, "所需审批", title, row), value) for title, value in word.items()))
    run = read_pack_template(admin, "own", out)
    assert run.can_be_applied is not bool(part)
    assert [one.sentence for one in run.faults if part not in one.sentence] == []
    assert len(run.faults) == bool(part)


@pytest.mark.parametrize("sheet", ["损失分档", "不良后果分档"])
def test_a_class_is_one_of_the_three(admin, out, sheet):
    row = load_workbook(out)[sheet].max_row + 1
    word = {"代码": "major2", "名称": "特别重大", "来源": "虚构企业办法"}
    edit(out, *((sheet, place(out, sheet, title, row), value) for title, value in word.items()))
    (fault,) = read_pack_template(admin, "own", out).faults
    assert fault.sentence == (
        f"“{sheet}”的“特别重大”的代码“major2”应为一般（general）、较大（larger）、重大（major）之一，"
        "同一档先后几行的在后面加点和年份。"
    )


def test_a_code_of_another_catalogue_is_refused(admin, out):
    row = load_workbook(out)["违规情形"].max_row + 1
    word = {"代码": "46-2-05", "名称": "逃债", "来源": "虚构企业办法"}
    edit(out, *(("违规情形", place(out, "违规情形", title, row), value) for title, value in word.items()))
    (fault,) = read_pack_template(admin, "own", out).faults
    assert "46-2-05" in fault.sentence


def test_the_address_is_that_of_the_cell(admin, out):
    address = place(out, "期限", "期限长度", 7)
    edit(out, ("期限", address, "二十"))
    (fault,) = read_pack_template(admin, "own", out).faults
    assert (fault.sheet, fault.address) == ("期限", address)
    assert fault.sentence == "“期限长度”“二十”不是整数，请只填整数。"


def test_a_row_that_was_deleted_is_missed(admin, out):
    book = load_workbook(out)
    book["期限"].delete_rows(3)
    book.save(out)
    (fault,) = read_pack_template(admin, "own", out).faults
    assert "own.sorting" in fault.sentence
    assert "不能删除" in fault.sentence


def test_a_row_that_cannot_be_read_is_not_missing(admin, out):
    address = place(out, "损失分档", "上限（万元）", 4)
    edit(out, ("损失分档", address, "1,2万"))
    (fault,) = read_pack_template(admin, "own", out).faults
    assert (fault.sheet, fault.address) == ("损失分档", address)
    assert "不是金额" in fault.sentence


@pytest.mark.parametrize("sheet", ["损失分档", "不良后果分档"])
def test_classes_are_written_and_read_in_words(admin, out, sheet):
    book = load_workbook(out)[sheet]
    assert [book.cell(row, 1).value for row in (3, 4, 5)] == ["一般", "较大", "重大"]
    said = [str(cell.value) for row in load_workbook(out)["说明"].iter_rows() for cell in row if cell.value]
    assert not [text for text in said if "larger" in text]
    # Whoever filled in an older template wrote the codes.
    edit(out, (sheet, "A4", "larger"))
    assert not read_pack_template(admin, "own", out).faults
    edit(out, (sheet, "A4", "较大"), (sheet, place(out, sheet, "说明", 4), "另有规定"))
    run = read_pack_template(admin, "own", out)
    (change,) = run.comparison.differences
    assert change.code == "larger"
    assert "代码" not in change.text


def test_a_template_from_an_older_version_says_so_and_leaves_newer_entries(admin, out):
    own = admin.rulebook().pack("own")
    newer = own.deadlines[0].model_copy(update={"code": "own.newer", "label": "后来的期限", "precedence": 1})
    versions.save_entry(admin, "own", "deadlines", newer, "后加", base=versions.current_version(admin, "own"))
    edit(out, ("期限", place(out, "期限", "期限长度", 4), 30))
    run = read_pack_template(admin, "own", out)
    assert "较早版本" in run.stale
    assert run.faults == ()
    assert [one.code for one in run.comparison.differences] == ["own.preliminary_check"]
    apply_dry_run(admin, run, "仍按模板")
    assert admin.rulebook().deadline("own.newer").label == "后来的期限"


def test_what_was_changed_after_the_dry_run_is_not_written_over(admin, out):
    edit(out, ("期限", place(out, "期限", "期限长度", 4), 30))
    run = read_pack_template(admin, "own", out)
    own = admin.rulebook().pack("own")
    changed = own.deadlines[0].model_copy(update={"note": "另改"})
    versions.save_entry(admin, "own", "deadlines", changed, "改", base=versions.current_version(admin, "own"))
    with pytest.raises(Conflict, match="已有新版本"):
        apply_dry_run(admin, run, "试")
    with pytest.raises(FieldError):
        apply_dry_run(admin, run, "")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda book: book.remove(book["期限"]), "缺少工作表“期限”"),
        (lambda book: book["期限"].delete_cols(3), "缺少列"),
        (lambda book: book["期限"].__setitem__("A2", "编码"), "不认识的列“编码”"),
        (lambda book: book["期限"].__setitem__("B2", "代码"), "两列“代码”"),
        (lambda book: book["期限"].__setitem__("AZ9", "旁注"), "AZ9 在表头以外"),
        (lambda book: book["说明"].__setitem__("B3", "local"), "济宁市办法"),
        (lambda book: book["说明"].__setitem__("B3", None), "不是本程序写出的规则包模板"),
        (lambda book: book["说明"].__setitem__("B5", "9"), "另一版本程序的模板"),
        (lambda book: book["说明"].__setitem__("A1", "改了标题"), ""),
    ],
)
def test_a_file_that_is_not_this_template_is_one_sentence(admin, out, change, part):
    book = load_workbook(out)
    change(book)
    book.save(out)
    if not part:
        assert read_pack_template(admin, "own", out).faults == ()
        return
    with pytest.raises(FileProblem, match=part) as refused:
        read_pack_template(admin, "own", out)
    assert refused.value.sentence.count("。") == 1


def test_files_of_other_kinds_are_refused(admin, out, tmp_path):
    with pytest.raises(FileProblem, match="打开密码"):
        read_pack_template(admin, "own", LEDGERS / "encrypted.xlsx")
    old = tmp_path / "模板.xls"
    old.write_bytes(out.read_bytes())
    with pytest.raises(FileProblem, match=r"不是 \.xlsx 文件"):
        read_pack_template(admin, "own", old)
    for data in (b"", b"PK\x03\x04half", out.read_bytes()[:3000], b"%PDF-1.7"):
        broken = tmp_path / "坏.xlsx"
        broken.write_bytes(data)
        with pytest.raises(FileProblem):
            read_pack_template(admin, "own", broken)
    with pytest.raises(FileProblem):
        read_pack_template(admin, "own", tmp_path / "没有.xlsx")
    with pytest.raises(NotAllowed, match="不能改写"):
        read_pack_template(admin, "46", out)
    with pytest.raises(NotAllowed, match="不能改写"):
        write_pack_template(admin, "46", tmp_path / "46.xlsx")


def test_the_template_of_the_city_reads_back_too(admin, tmp_path):
    path = write_pack_template(admin, "local", tmp_path / "市.xlsx").value
    run = read_pack_template(admin, "local", path)
    assert (run.faults, run.comparison.differences) == ((), ())
    assert "问题类别" in load_workbook(path).sheetnames


def test_lists_to_choose_from_are_in_the_workbook(out):
    book = load_workbook(out)
    sheet = book["期限"]
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    column = place(out, "期限", "期限单位")[:-1]
    (rule,) = [one for area, one in rules.items() if area.startswith(column)]
    choices = book["选项"]
    first, last = rule.formula1.split("!")[1].replace("$", "").split(":")
    labels = [cell.value for (cell,) in choices[f"{first}:{last}"]]
    assert labels == ["个工作日", "日", "个月", "年后的固定日期"]
    assert book["说明"]["B3"].value == "own"


def test_text_cells_are_text_so_that_excel_makes_no_day_of_a_clause(out):
    sheet = load_workbook(out)["期限"]
    column = place(out, "期限", "条款")[:-1]
    assert sheet[f"{column}3"].number_format == "@"
    assert sheet.column_dimensions[column].number_format == "@"


def test_a_whole_pack_comes_from_a_file_with_the_same_dry_run(admin, tmp_path):
    raw = admin.rulebook().pack("own").model_dump(mode="json")
    raw["deadlines"][1]["length"] = 45
    path = tmp_path / "own.json"
    path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    run = read_pack_file(admin, "own", path)
    assert [(one.code, one.text) for one in run.comparison.differences] == [
        ("own.preliminary_check", "期限长度：（空） → 45")
    ]
    apply_dry_run(admin, run, "上级下发")
    assert admin.rulebook().deadline("own.preliminary_check").length == 45


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"{}", "没有填写"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"{", "JSON"),
        (json.dumps({"code": "local", "name": "x", "document": "x", "standing": "local"}).encode(), "不是“"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(admin, tmp_path, content, part):
    path = tmp_path / "pack.json"
    path.write_bytes(content)
    with pytest.raises((FileProblem, NotAllowed), match=part):
        read_pack_file(admin, "own", path)


def test_a_pack_with_shares_over_a_hundred_is_refused(admin, tmp_path):
    raw = admin.rulebook().pack("own").model_dump(mode="json")
    raw["ranges"][0]["performance"]["upper"] = 120
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(FileProblem, match="绩效年薪比例"):
        read_pack_file(admin, "own", path)


def test_only_an_administrator_writes_and_reads_templates(desk, out, tmp_path):
    clerk = desk.log_in("clerk")
    for act in (
        lambda: write_pack_template(clerk, "own", tmp_path / "x.xlsx"),
        lambda: read_pack_template(clerk, "own", out),
        lambda: read_pack_file(clerk, "own", out),
    ):
        with pytest.raises(NotAllowed, match="管理员"):
            act()
    assert not (tmp_path / "x.xlsx").exists()
