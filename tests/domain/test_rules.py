from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.domain.pack_columns import columns_of, head_columns
from zhuize_desktop.domain.rules import (
    SECTIONS,
    Entry,
    Grade,
    LossClass,
    RulePack,
    Standing,
    Unit,
    parse_pack,
)
from zhuize_desktop.domain.rules.schema import pack_schema
from zhuize_desktop.domain.validated import LIMIT_CHARACTERS, normalised
from zhuize_desktop.resources import resource

FILES = sorted(resource("rules").glob("*.json"))
#: What a library would say; nobody is to read it.
ENGLISH_NAME = re.compile(r"[A-Za-z_]")
ENGLISH = re.compile(r"input|should|valid|value|error|field|expect|type", re.IGNORECASE)


def entry(code: str = "a", label: str = "甲", **more: Any) -> dict[str, Any]:
    return {"code": code, "label": label, "source": "某办法", "grade": "U", **more}


def listed(*entries: dict[str, Any], code: str = "words") -> dict[str, Any]:
    return {"code": code, "name": "某字典", "entries": list(entries)}


def deadline(**more: Any) -> dict[str, Any]:
    return {**entry(), "start_event": "受理", "length": 30, "unit": "workday", **more}


def pack(**more: Any) -> str:
    raw = {"code": "test", "name": "试办法", "document": "某企业办法", "standing": "local", **more}
    return json.dumps(raw, ensure_ascii=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_pack_survives_the_round_trip(path):
    first = parse_pack(path.read_text("utf-8"), path.name)
    assert first.code == path.stem
    assert parse_pack(first.model_dump_json(), path.name) == first


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_itself_holds_no_code_and_no_label_twice(path):
    raw = json.loads(path.read_text("utf-8"))
    for one in raw.get("dictionaries", []):
        labels = [item["label"] for item in one["entries"]]
        assert len(labels) == len(set(labels)), one["code"]
    for one in (*raw.get("catalogues", []), *raw.get("dictionaries", [])):
        codes = [item["code"] for item in one["entries"]]
        assert len(codes) == len(set(codes)), one["code"]
    for part in ("loss_classes", "consequence_classes", "deadlines"):
        codes = [item["code"] for item in raw.get(part, [])]
        assert len(codes) == len(set(codes)), part


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_question_mark_stands_in_front_of_people(path):
    """A place that was not seen is told in the note and by the grade, in words."""
    parsed = parse_pack(path.read_text("utf-8"), path.name)
    words = [text for one in parsed.all_entries() for text in (one.label, one.clause, one.source, one.note)]
    assert [text for text in words if "?" in text or "？" in text] == []


def test_codes_of_the_regulations_are_unique_in_the_whole_pack():
    for name in ("46", "37", "781"):
        parsed = parse_pack(resource("rules", f"{name}.json").read_text("utf-8"), name)
        numbered = [item.code for item in parsed.all_entries() if item.code.startswith(name)]
        assert len(numbered) == len(set(numbered))
        assert len(numbered) > 20


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"code": "中文"}, "“代码”只能用字母、数字"),
        ({"standing": "law"}, "“效力”不在允许的取值之内"),
        ({"name": ""}, "“名称”不能为空"),
        ({"colour": 1}, "“colour”不是本程序认识的内容"),
        ({"issued_on": "2026-13-01"}, "“公布日期”不是日期"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "失效日期早于施行日期"),
        ({"issued_on": "2026-02-01", "effective_from": "2026-01-01"}, "施行日期早于公布日期"),
        ({"dictionaries": [listed(entry(), entry(label="乙"))]}, "“某字典”的代码“a”重复"),
        ({"dictionaries": [listed(entry("a"), entry("A", "乙"))]}, "“某字典”的代码“a”重复"),
        ({"dictionaries": [listed(), listed()]}, "字典和目录的代码“words”重复"),
        ({"dictionaries": [listed()], "catalogues": [listed()]}, "字典和目录的代码“words”重复"),
        ({"dictionaries": [listed(entry(parent="x"))]}, "“a”的上级“x”不存在"),
        ({"dictionaries": [listed(entry(parent="a"))]}, "首尾相接"),
        ({"dictionaries": [listed(entry(parent="b"), entry("b", "乙", parent="a"))]}, "首尾相接"),
        ({"dictionaries": [listed(entry(), entry("b", "甲"))]}, "“甲”既是“a”又是“b”"),
        ({"dictionaries": [listed(entry(), entry("b", "乙", aliases=["（甲）"]))]}, "“（甲）”既是“a”又是“b”"),
        ({"dictionaries": [listed(entry(label="——"))]}, "没有文字"),
        ({"dictionaries": [listed({"code": "a", "label": "甲", "grade": "A"})]}, "“来源”没有填写"),
        (
            {"dictionaries": [listed(entry(grade="E"))]},
            "“字典”的第 1 项的“条目”的第 1 项的“核实等级”不在允许",
        ),
        ({"dictionaries": [listed(entry(retired="no"))]}, "应当是“是”或“否”"),
        (
            {"dictionaries": [listed(entry(effective_from="2026-02-01", effective_to="2026-01-31"))]},
            "“甲”的失效日期早于施行日期",
        ),
        ({"catalogues": [listed(entry(), entry("b", "甲"))]}, "“甲”既是“a”又是“b”"),
        ({"loss_classes": [entry(), entry(label="乙")]}, "“损失分档”的代码“a”重复"),
        ({"loss_classes": [entry(lower_fen=2, upper_fen=2)]}, "“甲”的上限不高于下限"),
        (
            {"loss_classes": [entry("general", upper_fen=3), entry("larger", "乙", lower_fen=2)]},
            "“甲”与“乙”的金额范围重叠",
        ),
        (
            {
                "loss_classes": [
                    entry("general"),
                    entry("larger", "乙", lower_fen=5),
                    entry("major", "丙", upper_fen=5),
                ]
            },
            "次序颠倒",
        ),
        (
            {"loss_classes": [entry("major", "丙", upper_fen=5), entry("general", lower_fen=5)]},
            "“甲”与“丙”的金额范围重叠或轻重次序颠倒",
        ),
        (
            {"loss_classes": [entry("major2", lower_fen=5)]},
            "“损失分档”的“甲”的代码“major2”应为一般（general）、较大（larger）、重大（major）之一",
        ),
        ({"consequence_classes": [entry("Major")]}, "“不良后果分档”的“甲”的代码“Major”应为"),
        ({"loss_classes": [entry(lower_fen=-1)]}, "应当是允许范围内的整数"),
        ({"loss_classes": [entry(lower_fen=500.5)]}, "应当是允许范围内的整数"),
        ({"consequence_classes": [entry(), entry()]}, "“不良后果分档”的代码“a”重复"),
        ({"deadlines": [deadline(), deadline()]}, "“期限”的代码“a”重复"),
        ({"deadlines": [deadline(length=0)]}, "“期限长度”应当是允许范围内的整数"),
        ({"deadlines": [deadline(unit="week")]}, "“期限单位”不在允许的取值之内"),
        ({"deadlines": [deadline(month=1, day=31)]}, "只有固定日期的期限才填月、日"),
        ({"deadlines": [deadline(unit="year_date")]}, "只有固定日期的期限才填月、日"),
        ({"deadlines": [deadline(unit="year_date", month=2, day=29)]}, "不是每年都有的日期"),
        ({"deadlines": [deadline(extension={"length": 3})]}, "延长的长度和单位"),
        ({"deadlines": [deadline(extension={"length": 3, "unit": "year_date"})]}, "延长的长度和单位"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused_in_one_chinese_sentence(more, part):
    assert parse_pack(pack(), "办法.json").name == "试办法"
    with pytest.raises(FileProblem) as refusal:
        parse_pack(pack(**more), "办法.json")
    assert part in refusal.value.sentence
    assert refusal.value.sentence.startswith("规则包“办法.json”不能使用：")
    assert refusal.value.sentence.count("。") == 1
    assert not ENGLISH.search(refusal.value.sentence)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "第 1 行第 1 个字符处不是有效的 JSON"),
        ('{"code": "a",\n}', "第 2 行"),
        ("[]", "文件内容的形式不对"),
        ("null", "文件内容的形式不对"),
        ('{"code": "a", "code": "b"}', "“代码”在同一处写了两次"),
        ('{"code": NaN}', "NaN"),
        ("[" * 100_000, "层次过深"),
        ('{"code": ' + "9" * 5000 + "}", "数字过长"),
        (" " * (LIMIT_CHARACTERS + 1), "文件过大"),
        (json.dumps({"code": "\ud800"}), "“代码”"),
    ],
    ids=["empty", "comma", "list", "null", "twice", "nan", "deep", "digits", "long", "surrogate"],
)
def test_what_is_no_pack_at_all_is_refused(text, part):
    with pytest.raises(FileProblem) as refusal:
        parse_pack(text, "a.json")
    assert part in refusal.value.sentence
    assert not ENGLISH.search(refusal.value.sentence)


def test_a_byte_order_mark_is_overlooked():
    assert parse_pack("\ufeff" + pack(), "a.json").code == "test"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2026-01-01"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in steps for found in [(*path, key), *places(inner, (*path, key))]]


WHOLE = json.loads(
    pack(
        issued_on="2025-01-01",
        dictionaries=[listed(entry(aliases=["子"]), entry("b", "乙", parent="a"))],
        loss_classes=[entry("general", upper_fen=500), entry("larger", "乙", lower_fen=500)],
        deadlines=[deadline(extension={"length": 3, "unit": "month", "times": 1})],
    )
)


@given(st.sampled_from(places(WHOLE)), ANYTHING)
def test_a_pack_with_anything_anywhere_is_read_or_refused_in_chinese(path, value):
    damaged = json.loads(json.dumps(WHOLE))
    inner = damaged
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    sentence = ""
    try:
        parsed = parse_pack(json.dumps(damaged), "a.json")
        assert parse_pack(parsed.model_dump_json(), "a.json") == parsed
    except FileProblem as refusal:
        sentence = refusal.sentence
    assert sentence == "" or "不能使用" in sentence
    assert not re.search(r"Input should|Value error|\[type", sentence)


def test_grades_say_what_may_be_claimed():
    assert [(grade.value, grade.label, grade.confirmed, grade.mark) for grade in Grade] == [
        ("A", "已核对原文", True, ""),
        ("B", "据原文片段", False, "待核对"),
        ("C", "据转引", False, "待核对"),
        ("U", "未核实", False, "待核对"),
        ("D", "本程序设计", False, ""),
    ]
    assert [standing.label for standing in Standing] == ["适用", "参照", "本地"]
    assert all(unit.label for unit in Unit)


def test_an_entry_is_offered_while_in_force_and_not_retired():
    word = Entry.model_validate(entry(effective_from="2026-01-01", effective_to="2026-12-31"))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [word.active(day) for day in days] == [False, True, True, False]
    assert word.active()
    assert not Entry.model_validate(entry(retired=True)).active()


def test_a_pack_is_in_force_from_its_first_day_to_its_last():
    old = parse_pack(resource("rules", "37.json").read_text("utf-8"), "37.json")
    days = [date(2018, 8, 29), date(2018, 8, 30), date(2025, 12, 31), date(2026, 1, 1)]
    assert [old.in_force(day) for day in days] == [False, True, True, False]


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(0, 10**13))
def test_a_band_holds_its_lower_bound_and_not_its_upper(one, other, fen):
    lower, upper = sorted((one, other + one))
    band = LossClass.model_validate(entry(lower_fen=lower, upper_fen=upper))
    assert band.covers(fen) == (lower <= fen < upper)
    assert band.covers(lower)
    assert not band.covers(upper)


def test_values_are_frozen():
    parsed = parse_pack(pack(), "a.json")
    with pytest.raises(ValidationError):
        parsed.name = "另一个"
    assert isinstance(parsed, RulePack)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("专项审计（经济责任）", "专项审计经济责任"),
        ("ＡＢ Ｃ", "abc"),
        (" 移送、司法。", "移送司法"),
        ("—…", ""),
        ("三\u3000零\n", "三零"),
    ],
)
def test_words_are_compared_without_width_blanks_and_punctuation(text, plain):
    assert normalised(text) == plain


@given(st.text("甲乙丙丁abc123", max_size=12), st.lists(st.sampled_from("（）、。 \u3000-—…“”"), min_size=12))
def test_blanks_and_punctuation_anywhere_change_nothing(text, between):
    assert normalised("".join(sign + gap for sign, gap in zip(text, between, strict=False))) == text


def test_the_schema_that_is_shipped_is_that_of_the_models():
    """After a change of the models: ``packaging/write_schema.py`` writes it anew."""
    shipped = json.loads(resource("rules", "schema", "rule_pack.json").read_text("utf-8"))
    assert shipped == pack_schema()


def test_every_field_of_a_pack_has_a_chinese_name():
    schema = pack_schema()
    for model in (schema, *schema["$defs"].values()):
        assert not ENGLISH_NAME.search(model["title"]), model["title"]
        for name, field in model.get("properties", {}).items():
            assert not ENGLISH_NAME.search(field["title"]), name
    for column in (*head_columns(), *(one for part in SECTIONS for one in columns_of(part.entry))):
        assert not ENGLISH_NAME.search(column.title), column.name


@pytest.mark.parametrize("part", SECTIONS, ids=lambda part: part.attribute)
def test_no_two_columns_of_a_part_have_one_heading(part):
    titles = [column.title for column in columns_of(part.entry)]
    assert len(titles) == len(set(titles))
