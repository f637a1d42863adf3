"""Persons and organisations in every way ledgers list them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.reading import Grade, PersonName, read_organisations, read_persons


def _names(cell):
    return [person.name for person in read_persons(cell).value or ()]


@pytest.mark.parametrize(
    "text",
    [
        "王明、李小刚",
        "王明，李小刚",
        "王明,李小刚",
        "王明；李小刚",
        "王明/李小刚",
        "王明\n李小刚",
        "王明 李小刚",
        "王　明、李小刚",
        "王 明 李小刚",
        "王明和李小刚",
        "王明及李小刚",
        "王明以及李小刚",
        "1.王明 2.李小刚",
        "1、王明2、李小刚",
        "①王明②李小刚",
        "王明同志、李小刚同志",
        "王明、李小刚、王明",
        "王明、李小刚等2人",
    ],
)
def test_two_persons_in_every_way_of_listing(text):
    assert _names(text) == ["王明", "李小刚"]
    assert read_persons(text).problems == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王和平、李强", ["王和平", "李强"]),
        ("周和平和王和气", ["周和平", "王和气"]),
        ("陈祥和李强", ["陈祥", "李强"]),
        ("李强和王祥和张三", ["李强", "王祥", "张三"]),
        ("欧阳和平", ["欧阳和平"]),
        ("王某、李某某/赵×", ["王某", "李某某", "赵×"]),
        ("买买提·吐尔逊、王明", ["买买提·吐尔逊", "王明"]),
        ("张 三 李 四", ["张三", "李四"]),
        ("张 三丰", ["张三丰"]),
    ],
)
def test_he_divides_names_and_not_a_name(text, names):
    assert _names(text) == names


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("王某（总经理）", [PersonName("王某", "总经理")]),
        ("王某(原董事长)、李某【会计】", [PersonName("王某", "原董事长"), PersonName("李某", "会计")]),
        ("李某（会计、出纳）、赵明", [PersonName("李某", "会计、出纳"), PersonName("赵明")]),
        ("王明，总经理；李刚，会计", [PersonName("王明", "总经理"), PersonName("李刚", "会计")]),
        ("原总经理王建国", [PersonName("王建国", "原总经理")]),
        ("王建国副总经理", [PersonName("王建国", "副总经理")]),
        ("刘明、刘明（经理）", [PersonName("刘明", "经理")]),
    ],
)
def test_posts_go_with_their_names(text, persons):
    assert list(read_persons(text).value or ()) == persons


@pytest.mark.parametrize(
    ("text", "names", "grade", "words"),
    [
        ("王某、李某等3人", ["王某", "李某"], Grade.CONFIRM, "只列出2人"),
        ("王某等", ["王某"], Grade.CONFIRM, "没有列全"),
        ("财务部、张三", ["张三"], Grade.CONFIRM, "不像人名"),
        ("马和李明", ["马和李明"], Grade.CONFIRM, "像是两个名字"),
        ("王某、王某", ["王某"], Grade.CONFIRM, "是否两个人"),
        ("王明（会计）、王明（出纳）", ["王明"], Grade.CONFIRM, "职务不同"),
        ("直接责任：王明", ["王明"], Grade.HINT, "直接责任"),
        ("有关负责人员", [], Grade.CONFIRM, "不像人名"),
        ("王建国财务部经理", ["王建国"], Grade.CONFIRM, "请核对"),
        ("待查", [], Grade.HINT, "待查"),
    ],
)
def test_what_is_not_sure_is_told(text, names, grade, words):
    found = read_persons(text)
    assert [person.name for person in found.value or ()] == names
    assert [problem.grade for problem in found.problems] == [grade]
    assert words in found.problems[0].sentence


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("城建置业有限公司、鲁泉能源有限公司", ["城建置业有限公司", "鲁泉能源有限公司"]),
        ("城建置业有限公司/鲁泉能源有限公司", ["城建置业有限公司", "鲁泉能源有限公司"]),
        ("城建置业有限公司 鲁泉能源有限公司", ["城建置业有限公司", "鲁泉能源有限公司"]),
        ("济和及物流有限公司", ["济和及物流有限公司"]),
        ("济运物流 有限公司", ["济运物流有限公司"]),
        ("济运集团（济宁、兖州）有限公司；城建公司", ["济运集团（济宁、兖州）有限公司", "城建公司"]),
        ("1.城建公司\n2.能源公司", ["城建公司", "能源公司"]),
        ("城建公司、城建公司", ["城建公司"]),
        ("城建公司、能源公司等2家企业", ["城建公司", "能源公司"]),
    ],
)
def test_organisations_are_divided_but_never_at_he(text, names):
    found = read_organisations(text)
    assert list(found.value or ()) == names
    assert found.problems == ()


def test_organisations_left_out_are_told():
    found = read_organisations("城建公司等3家")
    assert found.value == ("城建公司",)
    assert "只列出1家" in found.problems[0].sentence


@pytest.mark.parametrize("cell", [None, "", "—", "无"])
def test_nobody_is_no_problem(cell):
    assert read_persons(cell).value is None
    assert read_persons(cell).problems == ()
    assert read_organisations(cell).problems == ()


_SURNAMES = st.sampled_from("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
_GIVEN = st.text("明强丽敏建国志远梅芳涛伟静东和平祥及", min_size=1, max_size=2)
_PERSONS = st.lists(st.builds(str.__add__, _SURNAMES, _GIVEN), min_size=1, max_size=6, unique=True)


@given(_PERSONS, st.sampled_from("、，,；;/\n"))
def test_any_list_of_persons_comes_back(names, separator):
    assert _names(separator.join(names)) == names


@given(_PERSONS)
def test_any_list_with_posts_comes_back(names):
    written = "、".join(f"{name}（副总经理）" for name in names)
    assert list(read_persons(written).value or ()) == [PersonName(name, "副总经理") for name in names]


@given(_PERSONS, st.sampled_from("、；\n"))
def test_two_character_names_spread_by_a_blank_come_back(names, separator):
    written = separator.join(f"{name[0]}　{name[1]}" if len(name) == 2 else name for name in names)
    assert _names(written) == names


@given(st.text("王李张明强和及、，（）() 等3人1.总经理部公司", max_size=20))
def test_no_text_makes_the_readers_fail_or_drop_a_name_in_silence(text):
    for read in (read_persons, read_organisations):
        found = read(text)
        assert all(str(getattr(item, "name", item)).strip() for item in found.value or ())
