from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.filled_rules import own_class
from zhuize_desktop.domain.dictionary import Dictionary
from zhuize_desktop.domain.errors import NotAllowed, UserError
from zhuize_desktop.domain.judging.classes import class_of
from zhuize_desktop.domain.judging.ground import Asked
from zhuize_desktop.domain.money import MoneyUnit, parse_fen
from zhuize_desktop.domain.pack_editing import with_entries, with_entry
from zhuize_desktop.domain.rulebook import LocalChanges, RuleBook
from zhuize_desktop.domain.rules import DeadlineRule, Entry, Grade, LossClass, RulePack, parse_pack
from zhuize_desktop.domain.workdays import Due, WorkCalendar, parse_calendar_year
from zhuize_desktop.resources import resource

PACKS = [parse_pack(path.read_text("utf-8"), path.name) for path in sorted(resource("rules").glob("*.json"))]
CALENDAR = WorkCalendar.of(
    parse_calendar_year(path.read_text("utf-8"), path.name) for path in resource("calendar").glob("*.json")
)
BOOK = RuleBook.of(PACKS, CALENDAR)


def word(code: str, label: str, **more: object) -> Entry:
    return Entry.model_validate({"code": code, "label": label, "source": "某企业办法", "grade": "U", **more})


def bands(*limits: int | None) -> list[LossClass]:
    """The three local classes with the bounds between them, in 分."""
    edges = (None, *limits, None)
    names = [("general", "一般资产损失"), ("larger", "较大资产损失"), ("major", "重大资产损失")]
    return [
        LossClass(
            code=code,
            label=label,
            source="某企业办法",
            grade="A",
            lower_fen=edges[at],
            upper_fen=edges[at + 1],
        )
        for at, (code, label) in enumerate(names)
    ]


def filled(part: str, *entries: Entry) -> RuleBook:
    """The book with entries written into a part of the city's pack."""
    pack = BOOK.pack("local")
    for entry in entries:
        pack = with_entry(pack, part, entry)
    return BOOK.with_pack(pack)


def with_bands(*classes: LossClass) -> RuleBook:
    return BOOK.with_pack(with_entries(BOOK.pack("local"), "loss_classes", classes))


def yuan(wan: str) -> int:
    return parse_fen(wan, MoneyUnit.WAN)


def test_the_catalogues_hold_as_many_aspects_and_cases_as_the_regulations():
    for pack, aspects, cases in (("46", 13, 98), ("37", 11, 72)):
        catalogue = BOOK.catalogue(pack)
        assert len(catalogue.children()) == aspects
        assert len(catalogue.leaves()) == cases
        assert all(catalogue.root_of(case.code) in catalogue.children() for case in catalogue.leaves())


def test_the_cases_of_each_aspect_are_numbered_without_a_gap():
    counts = {
        "46": [9, 7, 7, 8, 6, 5, 8, 12, 9, 12, 7, 7, 1],
        "37": [5, 6, 8, 8, 7, 6, 8, 10, 7, 6, 1],
    }
    for pack, numbers in counts.items():
        catalogue = BOOK.catalogue(pack)
        for at, (aspect, number) in enumerate(zip(catalogue.children(), numbers, strict=True), start=1):
            assert aspect.code == f"{pack}-{at}"
            codes = [case.code.replace("P", "") for case in catalogue.children(aspect.code)]
            assert codes == [f"{pack}-{at}-{item:02d}" for item in range(1, number + 1)]


def test_provisional_numbers_are_never_confirmed():
    provisional = [case for case in BOOK.catalogue("46").leaves() if "-P" in case.code]
    assert len(provisional) == 98 - 26
    for case in provisional:
        assert case.mark == "待核对"
        assert "暂编" in case.note
    assert sum(case.grade.confirmed for case in BOOK.catalogue("37").leaves()) == 5 + 3 + 6 + 1


def test_what_central_enterprises_follow_is_only_a_reference_here():
    standing = {pack.code: pack.standing.label for pack in BOOK.packs}
    assert (standing["46"], standing["37"], standing["62"]) == ("参照", "参照", "参照")
    assert (standing["781"], standing["report"], standing["local"]) == ("适用", "适用", "本地")


def test_every_entry_says_where_it_was_taken_from():
    for pack in BOOK.packs:
        for entry in pack.all_entries():
            assert entry.source
            assert entry.source == "本程序设计" or entry.grade.value != "D", entry.code
    assert BOOK.unconfirmed == sum(entry.mark == "待核对" for pack in PACKS for entry in pack.all_entries())
    assert BOOK.unconfirmed > 100


@pytest.mark.parametrize("dictionary", BOOK.dictionaries(), ids=lambda one: one.code)
def test_a_label_and_every_alias_lead_back_to_their_entry(dictionary):
    for entry in dictionary.entries(active=False):
        assert dictionary.label(entry.code) == entry.label
        assert dictionary.entry(entry.code) is entry
        assert entry.code in dictionary
        for text in entry.words():
            same = [one for one in dictionary.entries(active=False) if text in one.words()]
            assert dictionary.find(text) == (entry if len(same) == 1 else None)
            spread = " ".join(text) + "。"
            assert dictionary.find(spread) == dictionary.find(text)
    assert len(dictionary) == len(dictionary.entries(active=False))


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("source_kind", "专项审计（经济责任）", "audit.economic_responsibility"),
        ("source_kind", "专项审计(经济责任)", "audit.economic_responsibility"),
        ("source_kind", " 市委巡察 反馈", "inspection.city"),
        ("source_kind", "市国资委移交", "state_assets.transfer"),
        ("source_kind", "审计局", None),
        ("source_kind", "", None),
        ("disposition", "暂存待查", "keep"),
        ("employment", "已退休", "retired"),
        ("loss_class", "较大", "larger"),
        ("enterprise_level", "市管企业本级", "1"),
        ("secrecy", "秘密", None),
        ("secrecy", "机密", None),
        ("46", "投明令禁止或不予备案项目", None),
        ("46", "恶意逃废金融债务", "46-2-05"),
    ],
)
def test_words_of_the_field_are_found_exactly_or_not_at_all(code, text, found):
    entry = BOOK.dictionary(code).find(text)
    assert (entry.code if entry else None) == found


@given(st.data())
def test_a_word_that_is_nearly_right_is_never_guessed(data):
    dictionary = data.draw(st.sampled_from(BOOK.dictionaries()))
    words = [text for entry in dictionary.entries() for text in entry.words()]
    text = data.draw(st.sampled_from(words))
    at = data.draw(st.integers(0, len(text)))
    nearly = data.draw(st.sampled_from([text[:at] + text[at + 1 :], text[:at] + "某" + text[at:]]))
    letters = ["".join(sign for sign in word if sign.isalnum()) for word in (*words, nearly)]
    found = dictionary.find(nearly)
    assert found is None or letters[-1] in letters[:-1]


def test_sources_fold_into_the_seven_columns_of_the_statistics():
    sources = BOOK.dictionary("source_kind")
    assert [top.label for top in sources.children()] == [
        *("内部部门", "国资监管", "审计", "巡视巡察", "纪检监察", "信访举报", "其他")
    ]
    assert sources.root_of("audit.economic_responsibility").code == "audit"
    assert sources.root_of("audit").code == "audit"
    assert sources.path("audit.special") == "审计 › 专项审计"
    assert {entry.code for entry in sources.leaves()}.isdisjoint(entry.code for entry in sources.children())


def test_the_six_ways_of_closing_and_the_three_degrees_of_secrecy():
    assert [entry.label for entry in BOOK.dictionary("closure_kind").entries()] == [
        *("整改到位", "核查否定了结", "移送后销号", "移交下级并经反馈", "并案", "不予受理")
    ]
    assert [entry.label for entry in BOOK.dictionary("secrecy").entries()] == ["内部", "工作秘密", "商业秘密"]


def test_loss_classes_of_regulation_46_hold_at_their_edges():
    cases = {"0": None, "0.000001": "general", "499.999999": "general", "500": "larger"}
    cases |= {"4999.999999": "larger", "5000": "major", "999999": "major"}
    for wan, code in cases.items():
        found = class_of(BOOK, yuan(wan), Asked("46")).severity
        assert found == code, wan


@given(st.integers(0, 10**15 - 1))
def test_while_the_local_thresholds_are_empty_nothing_is_classified(fen):
    assert own_class(BOOK, fen) is None


@given(st.integers(1, 10**13), st.integers(1, 10**13), st.integers(1, 10**15 - 1))
def test_with_local_thresholds_every_loss_falls_into_one_class(first, more, fen):
    book = with_bands(*bands(first, first + more))
    expected = "general" if fen < first else "larger" if fen < first + more else "major"
    found = own_class(book, fen)
    assert found is not None
    assert found.code == expected
    assert own_class(BOOK, fen) is None


def test_a_retired_class_classifies_nothing():
    first, second, third = bands(100, 200)
    book = with_bands(first, second.model_copy(update={"retired": True}), third)
    assert own_class(book, 150) is None
    assert own_class(book, 99) == book.pack("local").loss_classes[0]
    old = second.model_copy(update={"code": "larger2", "retired": True})
    assert own_class(with_bands(first, second, third, old), 150) == second


def test_class_codes_of_all_packs_are_words_of_the_dictionaries():
    for pack in BOOK.packs:
        for entry in pack.loss_classes:
            assert BOOK.dictionary("loss_class").label(entry.code) == entry.label
        for entry in pack.consequence_classes:
            assert BOOK.dictionary("consequence_class").label(entry.code) == entry.label


def test_deadlines_in_figures():
    # 2026-09-29 is a Tuesday before 国庆节.
    start = date(2026, 9, 29)
    assert BOOK.due("report.flash", start) == Due(date(2026, 10, 12), False)
    assert BOOK.due("report.annual", date(2026, 6, 1)) == Due(date(2027, 1, 31), False)
    assert BOOK.due("62-D1", date(2026, 8, 31)) == Due(date(2027, 2, 28), False)
    assert BOOK.due("46-D3", date(2026, 9, 1)) == Due(date(2026, 10, 1), False)
    assert BOOK.due("46-D3", date(2026, 9, 1), postpone=True) == Due(date(2026, 10, 8), False)
    assert BOOK.due("local.preliminary_check", start) is None


@given(
    st.dates(date(2019, 1, 1), date(2026, 9, 30)),
    st.sampled_from([("report.flash", 5), ("report.realtime", 15)]),
)
def test_working_day_deadlines_count_the_days_worked(start, rule):
    code, length = rule
    due = BOOK.due(code, start)
    assert due is not None
    worked = [
        start + timedelta(days=step)
        for step in range(1, (due.day - start).days + 1)
        if CALENDAR.is_workday(start + timedelta(days=step))
    ]
    assert len(worked) == length
    assert worked[-1] == due.day


def test_extensions_count_from_the_last_day():
    first = BOOK.due("report.preliminary", date(2026, 3, 2))
    assert first is not None
    longer = BOOK.extended("report.preliminary", first.day)
    assert longer is not None
    assert CALENDAR.workdays_between(first.day, longer.day) == 30
    assert BOOK.extended("62-D1", date(2026, 11, 30)) == Due(date(2027, 2, 28), False)
    assert BOOK.extended("46-D2", date(2026, 11, 30)) is None
    assert BOOK.extended("report.flash", date(2026, 11, 30)) is None


def test_a_deadline_in_days_and_days_outside_the_calendar():
    local = DeadlineRule.model_validate(
        {"code": "local.reply", "label": "答复", "source": "某企业办法", "grade": "A", "clause": "第9条"}
        | {"start_event": "收到", "length": 10, "unit": "day"}
    )
    book = filled("deadlines", local)
    assert book.due("local.reply", date(2026, 9, 21)) == Due(date(2026, 10, 1), False)
    assert book.due("local.reply", date(2026, 9, 21), postpone=True) == Due(date(2026, 10, 8), False)
    for code in ("local.reply", "report.annual", "report.flash", "local.appeal"):
        for day in (date(1980, 1, 1), date(9999, 12, 31)):
            with pytest.raises(UserError, match="1990 年至 2100 年"):
                book.due(code, day)
    with pytest.raises(UserError, match="1990 年至 2100 年"):
        book.due("report.annual", date(2100, 1, 1))


#: Days around the first and the last of a measure in force from 2026-03-01 to 2026-09-30.
BEFORE, FIRST, LAST, AFTER = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 9, 30), date(2026, 10, 1))


def measured(length=15, *, code="own", kind="sorting", retired=False, **pack):
    """The rules with one period of the office's filled in; ``pack``: what else its pack says."""
    of_kind = {one.kind: one for one in BOOK.pack(code).deadlines}
    more = {"length": length, "unit": of_kind[kind].unit or "workday", "retired": retired}
    known = with_entry(BOOK.pack(code), "deadlines", of_kind[kind].model_copy(update=more))
    return BOOK.with_pack(RulePack.model_validate(known.model_dump() | pack))


def test_a_retired_period_runs_nothing():
    assert measured().rule_of("sorting", FIRST).length == 15
    book = measured(retired=True)
    assert [one.code for one in book.rules_of("sorting")] == ["local.sorting"]
    assert book.rule_of("sorting", FIRST).length is None
    last = book.pack("local").deadlines
    gone = [one.model_copy(update={"retired": one.kind == "sorting" or one.retired}) for one in last]
    none = book.with_pack(book.pack("local").model_copy(update={"deadlines": tuple(gone)}))
    assert none.rules_of("sorting") == ()
    assert "sorting" not in none.deadline_kinds()
    with pytest.raises(KeyError):
        none.rule_of("sorting")


@pytest.mark.parametrize(("on", "holds"), [(BEFORE, False), (FIRST, True), (LAST, True), (AFTER, False)])
def test_a_period_of_a_measure_goes_first_only_while_the_measure_is_in_force(on, holds):
    book = measured(4, kind="investigation", effective_from="2026-03-01", effective_to="2026-09-30")
    codes = [one.code for one in book.rules_of("investigation", on)]
    assert sorted(codes) == sorted(one.code for one in BOOK.rules_of("investigation"))
    assert (codes[0] == "own.investigation") is holds
    assert book.rule_of("investigation", on).code == ("own.investigation" if holds else "62-D1")


def test_nothing_runs_by_a_measure_that_is_yet_to_come_what_lapsed_is_the_last_resort():
    book = measured(effective_from="2026-03-01", effective_to="2026-09-30")
    assert book.rule_of("sorting", BEFORE).length is None
    assert book.rule_of("sorting", LAST).length == 15
    assert book.rule_of("sorting", AFTER).code == "own.sorting"  # the clock says 已失效 with it


@pytest.mark.parametrize(("on", "code"), [(BEFORE, "62-D1"), (FIRST, "own.investigation")])
def test_a_single_period_may_begin_later_than_its_measure(on, code):
    book = measured(4, kind="investigation")
    later = book.deadline("own.investigation").model_copy(update={"effective_from": FIRST})
    book = book.with_pack(with_entry(book.pack("own"), "deadlines", later))
    assert book.rule_of("investigation", on).code == code


def test_the_local_period_goes_before_a_reference_once_it_is_filled():
    codes = ("local.preliminary_check", "report.preliminary")
    assert BOOK.applicable(*codes).code == "report.preliminary"
    assert BOOK.applicable("local.preliminary_check", "46-D1").code == "local.preliminary_check"
    known = BOOK.deadline(codes[0]).model_copy(update={"length": 20})
    book = filled("deadlines", known)
    assert book.applicable(*codes).length == 20
    assert book.deadline(codes[0]).length == 20
    assert BOOK.deadline(codes[0]).length is None
    gone = filled("deadlines", known.model_copy(update={"retired": True}))
    assert gone.applicable(*codes).code == "report.preliminary"


def test_an_administrator_adds_renames_and_retires_words():
    changed = [
        word("visit", "上门报告", aliases=["登门"]),
        word("oral", "当面报告", grade="D"),
        BOOK.dictionary("report_method").entry("phone").model_copy(update={"retired": True}),
    ]
    book = BOOK.with_local(LocalChanges({"report_method": changed}))
    methods = book.dictionary("report_method")
    assert [entry.code for entry in methods.entries()] == ["paper", "system", "oral", "visit"]
    assert [entry.code for entry in methods.entries(active=False)] == [
        "paper",
        "system",
        "oral",
        "phone",
        "visit",
    ]
    assert methods.label("phone") == "电话"
    assert methods.find("电话") is None
    assert methods.find("电话", active=False) == methods.entry("phone")
    assert methods.find("登门") == methods.entry("visit")
    assert methods.find("面报") is None
    assert BOOK.dictionary("report_method").find("面报") is not None
    assert book.catalogue("46") == BOOK.catalogue("46")


def test_what_was_read_in_the_original_is_not_rewritten_but_may_be_retired_or_given_aliases():
    read = BOOK.catalogue("46").entry("46-2-05")
    with pytest.raises(NotAllowed, match="已核对原文"):
        BOOK.with_local(LocalChanges({"46": [read.model_copy(update={"label": "逃债"})]}))
    book = BOOK.with_local(LocalChanges({"46": [read.model_copy(update={"aliases": ("逃废债",)})]}))
    assert book.catalogue("46").find("逃废债") is not None
    presumed = BOOK.catalogue("46").entry("46-7-P01")
    checked = presumed.model_copy(update={"clause": "第13条第一项", "grade": Grade.READ, "note": ""})
    book = BOOK.with_local(LocalChanges({"46": [checked]}))
    assert book.unconfirmed == BOOK.unconfirmed - 1
    assert book.catalogue("46").entry("46-7-P01").grade.confirmed


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        (LocalChanges({"nowhere": [word("a", "甲")]}), "没有代码为“nowhere”的字典"),
        (LocalChanges({"report_method": [word("a", "甲"), word("a", "乙")]}), "同一代码出现了两次"),
        (LocalChanges({"report_method": [word("a", "电 话")]}), "既是“phone”又是“a”"),
        (LocalChanges({"report_method": [word("a", "甲", parent="b")]}), "上级“b”不存在"),
    ],
)
def test_changes_that_contradict_the_book_are_refused(changes, part):
    with pytest.raises(UserError, match=part):
        BOOK.with_local(changes)


def test_a_pack_that_contradicts_itself_or_others_is_refused():
    general, larger, major = bands(100, 200)
    upside_down = (general.model_copy(update={"code": "major"}), major.model_copy(update={"code": "general"}))
    with pytest.raises(UserError, match="次序颠倒"):
        with_bands(*upside_down, larger)
    assert own_class(with_bands(major, larger, general), 150) == larger  # how they are listed is no matter
    with pytest.raises(UserError, match="“major2”应为"):
        with_bands(general, larger, major.model_copy(update={"code": "major2"}))
    with pytest.raises(UserError, match="已被其他规则包使用"):
        filled("deadlines", BOOK.deadline("report.flash"))


def test_two_packs_may_not_use_one_code():
    again = PACKS[0].model_copy(update={"code": "again", "deadlines": ()})
    for packs, part in (([PACKS[0], PACKS[0]], "规则包代码"), ([PACKS[0], again], "字典代码")):
        with pytest.raises(UserError, match=part):
            RuleBook.of(packs, CALENDAR)


def test_a_pack_takes_the_place_of_the_one_with_its_code():
    raw = {"code": "62", "name": "新指引", "document": "新指引", "standing": "reference"}
    newer = parse_pack(json.dumps(raw), "62.json")
    book = BOOK.with_pack(newer)
    assert book.pack("62").name == "新指引"
    assert [pack.code for pack in book.packs] == [pack.code for pack in BOOK.packs]
    with pytest.raises(KeyError):
        book.deadline("62-D1")
    added = BOOK.with_pack(newer.model_copy(update={"code": "63"}))
    assert len(added.packs) == len(BOOK.packs) + 1


def test_a_year_s_arrangement_changes_the_clock_and_nothing_else():
    path = resource("calendar", "2026.json")
    empty = RuleBook.of(PACKS, WorkCalendar.of(()))
    due = empty.due("report.flash", date(2026, 2, 10))
    assert due == Due(date(2026, 2, 17), provisional=True)
    book = empty.with_calendar_year(parse_calendar_year(path.read_text("utf-8"), path.name))
    # 11, 12, 13, then Saturday the 14th worked before 春节 (15 to 23 February), then the 24th.
    assert book.due("report.flash", date(2026, 2, 10)) == Due(date(2026, 2, 24), provisional=False)
    assert book.packs == empty.packs


def test_unknown_codes_are_a_programmer_s_mistake():
    sources = BOOK.dictionary("source_kind")
    for ask in (
        lambda: BOOK.dictionary("nowhere"),
        lambda: BOOK.pack("nowhere"),
        lambda: BOOK.catalogue("report"),
        lambda: BOOK.deadline("nowhere"),
        lambda: sources.label("nowhere"),
        lambda: sources.children("nowhere"),
        lambda: sources.root_of("nowhere"),
    ):
        with pytest.raises(KeyError):
            ask()
    assert "nowhere" not in sources


def test_the_book_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        BOOK.packs = ()
    with pytest.raises(TypeError):
        BOOK.dictionary("secrecy")._by_code["state"] = word("state", "国家秘密")
    assert isinstance(BOOK.dictionary("secrecy"), Dictionary)
    assert all(isinstance(pack, RulePack) for pack in BOOK.packs)
