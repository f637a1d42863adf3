"""Versions of rule packs in a real ledger: made, refused, confirmed, and read as they once were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desk import TODAY
from services.whole_case import WholeCase
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed, UserError
from zhuize_desktop.domain.pack_editing import completed, found, with_entries, with_entry
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.rulebook import SITUATION, LocalChanges
from zhuize_desktop.domain.rules import Catalogue, Checked, Entry, Grade
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services import packs
from zhuize_desktop.services.dossier import next_step, read_case
from zhuize_desktop.services.rulebook import shipped_rulebook
from zhuize_desktop.services.rules import LOCAL_CHANGES, set_local_changes
from zhuize_desktop.storage import audit
from zhuize_desktop.storage.engine import file_problems

CHECKED = Checked(document="虚构企业追责办法", number="虚发〔2026〕1号", page="第 8 页", by="钱海", on=TODAY)
WAN = 1_000_000


@pytest.fixture
def admin(desk):
    return desk.log_in("admin")


def save(session, pack, reason="按办法填写", **more):
    return packs.save_pack(
        session, pack, reason, base=packs.current_version(session, pack.code), **more
    ).value


def period(session, **values):
    """The enterprise's 核查 period with other values."""
    own = session.rulebook().pack("own")
    entry = found(own, "deadlines", "own.investigation").model_copy(update=values)
    return with_entry(own, "deadlines", entry)


def trail(session):
    with session.ledger.read() as connection:
        return audit.timeline(connection, ["own", "local", "46"])


def test_a_version_holds_for_everybody_and_the_one_before_can_still_be_read(desk):
    admin = desk.log_in("admin")
    before = packs.current_version(admin, "own")
    assert packs.versions_of(admin, "own") == []
    after = save(admin, period(admin, length=6))
    clerk = desk.log_in("clerk")
    assert clerk.rulebook().deadline("own.investigation").length == 6
    assert packs.current_version(clerk, "own") == after != before
    assert packs.pack_version(clerk, after).deadlines == clerk.rulebook().pack("own").deadlines
    assert found(packs.pack_version(clerk, before), "deadlines", "own.investigation").length is None
    (version,) = packs.versions_of(clerk, "own")
    assert (version.number, version.reason, version.sha256) == (1, "按办法填写", after)
    assert (version.by, version.origin) == (admin.viewer.name, "edited")
    (entry,) = trail(clerk)
    assert (entry.op, entry.note) == (Op.EDIT_RULES, "按办法填写")
    with pytest.raises(UserError, match="找不到摘要"):
        packs.pack_version(clerk, "0" * 64)


def test_versions_count_up_and_the_last_one_holds(admin):
    first = save(admin, period(admin, length=6))
    second = save(admin, period(admin, length=9))
    third = save(admin, period(admin, length=6))
    assert third == first != second
    assert [one.number for one in packs.versions_of(admin, "own")] == [3, 2, 1]
    assert admin.rulebook().deadline("own.investigation").length == 6
    assert found(packs.pack_version(admin, second), "deadlines", "own.investigation").length == 9


def test_nobody_writes_over_a_version_he_has_not_seen(admin):
    base = packs.current_version(admin, "own")
    pack = period(admin, length=9)
    save(admin, period(admin, length=6))
    with pytest.raises(Conflict, match="已有新版本"):
        packs.save_pack(admin, pack, "再改", base=base)
    assert admin.rulebook().deadline("own.investigation").length == 6


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda own: own, "没有改动"),
        (lambda own: own.model_copy(update={"code": "local"}), "在您打开之后已有新版本|不是“"),
        (lambda own: own.model_copy(update={"issued_on": TODAY + timedelta(days=1)}), "公布日期"),
        (lambda own: with_entries(own, "deadlines", own.deadlines[1:]), "不能删除"),
        (
            lambda own: with_entry(
                own, "deadlines", own.deadlines[0].model_copy(update={"grade": Grade.READ})
            ),
            "请填写核对文件",
        ),
        (
            lambda own: with_entry(
                own,
                "deadlines",
                own.deadlines[0].model_copy(
                    update={
                        "grade": Grade.READ,
                        "checked": CHECKED.model_copy(update={"on": TODAY + timedelta(days=1)}),
                    }
                ),
            ),
            "在今天之后",
        ),
    ],
)
def test_a_version_that_may_not_be_is_refused_and_nothing_is_kept(admin, change, part):
    base = packs.current_version(admin, "own")
    with pytest.raises(UserError, match=part):
        packs.save_pack(admin, change(admin.rulebook().pack("own")), "试", base=base)
    assert packs.versions_of(admin, "own") == []
    assert trail(admin) == []


def test_shipped_packs_have_no_versions_of_the_administrators(admin):
    national = admin.rulebook().pack("46").model_copy(update={"note": "改"})
    with pytest.raises(NotAllowed, match="不能改写"):
        save(admin, national)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_version_has_a_reason(admin, reason):
    with pytest.raises(FieldError) as refused:
        save(admin, period(admin, length=6), reason)
    assert refused.value.field == "reason"


def test_a_code_of_another_pack_is_refused_by_the_whole_book(admin):
    own = admin.rulebook().pack("own")
    twice = own.deadlines[0].model_copy(update={"code": "local.appeal"})
    with pytest.raises(UserError, match="已被其他规则包使用"):
        save(admin, with_entry(own, "deadlines", twice))
    assert packs.versions_of(admin, "own") == []


def test_a_changed_text_loses_its_confirmation_unless_it_is_compared_anew(admin):
    save(admin, period(admin, length=6, grade=Grade.READ, checked=CHECKED))
    assert admin.rulebook().deadline("own.investigation").mark == ""
    save(admin, period(admin, note="另有说明"))
    assert admin.rulebook().deadline("own.investigation").checked == CHECKED
    save(admin, period(admin, length=9))
    changed = admin.rulebook().deadline("own.investigation")
    assert (changed.checked, changed.mark) == (None, "待核对")
    again = CHECKED.model_copy(update={"page": "第 9 页"})
    save(admin, period(admin, length=12, grade=Grade.READ, checked=again))
    assert admin.rulebook().deadline("own.investigation").checked == again


def test_confirming_an_own_entry_makes_a_version(admin):
    save(admin, period(admin, length=6))
    entry = admin.rulebook().deadline("own.investigation")
    compared = packs.Compared(CHECKED, "第二十条")
    done = packs.confirm_entry(admin, "own", "deadlines", entry.code, compared, reading=entry.reading).value
    assert (done.grade, done.checked, done.clause, done.length) == (Grade.READ, CHECKED, "第二十条", 6)
    assert [one.number for one in packs.versions_of(admin, "own")] == [2, 1]
    with pytest.raises(NotAllowed, match="已经核对过"):
        packs.confirm_entry(admin, "own", "deadlines", entry.code, compared, reading=done.reading)
    with pytest.raises(Conflict, match="已经改过"):
        packs.confirm_entry(admin, "own", "deadlines", entry.code, compared, reading=entry.reading)


def test_confirming_a_shipped_entry_lies_over_the_pack_and_is_on_the_trail(desk):
    admin = desk.log_in("admin")
    entry = next(one for one in admin.rulebook().catalogue("37").entries() if one.mark)
    waiting = admin.rulebook().unconfirmed
    before = packs.current_version(admin, "37")
    packs.confirm_entry(
        admin, "37", "37", entry.code, packs.Compared(CHECKED, "第七条"), reading=entry.reading
    )
    clerk = desk.log_in("clerk")
    after = clerk.rulebook().catalogue("37").entry(entry.code)
    assert (after.grade, after.checked, after.clause) == (Grade.READ, CHECKED, "第七条")
    assert clerk.rulebook().dictionary(SITUATION).entry(entry.code) == after
    assert clerk.rulebook().unconfirmed == waiting - 1
    assert packs.current_version(clerk, "37") != before
    assert packs.versions_of(clerk, "37") == []
    with clerk.ledger.read() as connection:
        (told,) = audit.timeline(connection, ["37"])
    assert told.op is Op.CONFIRM_RULE
    assert "钱海" in told.note
    assert "虚构企业追责办法" in told.note
    assert shipped_rulebook().catalogue("37").entry(entry.code) == entry


def test_what_cannot_be_confirmed(admin):
    book = admin.rulebook()
    compared = packs.Compared(CHECKED)

    def confirm(pack, part, entry, using=compared):
        packs.confirm_entry(admin, pack, part, entry.code, using, reading=entry.reading)

    with pytest.raises(NotAllowed, match="没有内容可以核对"):
        confirm("local", "loss_classes", book.pack("local").loss_classes[0])
    with pytest.raises(NotAllowed, match="没有原文可以核对"):
        confirm("dictionaries", "secrecy", book.dictionary("secrecy").entries()[0])
    presumed = next(one for one in book.catalogue("37").entries() if one.mark)
    late = packs.Compared(CHECKED.model_copy(update={"on": TODAY + timedelta(days=1)}))
    with pytest.raises(FieldError, match="今天之后"):
        confirm("37", "37", presumed, late)
    with pytest.raises(UserError, match="不能使用"):
        confirm("37", "37", presumed, packs.Compared(CHECKED, "条" * 1001))
    with pytest.raises(UserError, match="没有代码"):
        packs.confirm_entry(admin, "37", "deadlines", "nowhere", compared, reading={})
    assert admin.rulebook().unconfirmed == book.unconfirmed


def test_words_of_the_shared_dictionaries_change_with_a_reason(admin):
    word = Entry(
        code="ban.local", label="限制任职", source="某市办法", clause="第十条", grade="U", parent="ban"
    )
    packs.save_word(admin, "handling", word, "按办法第十条")
    assert admin.rulebook().dictionary("handling").entry("ban.local") == word
    again = word.model_copy(update={"retired": True})
    packs.save_word(admin, "handling", again, "不再使用")
    assert admin.rulebook().dictionary("handling").entry("ban.local").retired
    with pytest.raises(FieldError):
        packs.save_word(admin, "handling", word, " ")


def test_a_word_that_was_confirmed_and_is_changed_has_to_be_compared_again(admin):
    known = admin.rulebook().dictionary("handling")
    word = next(one for one in known.entries() if one.mark)
    packs.confirm_entry(
        admin, "dictionaries", "handling", word.code, packs.Compared(CHECKED), reading=word.reading
    )
    confirmed = admin.rulebook().dictionary("handling").entry(word.code)
    assert (confirmed.grade, confirmed.checked) == (Grade.READ, CHECKED)
    # What is no part of the text leaves the confirmation as it is.
    packs.save_word(admin, "handling", confirmed.model_copy(update={"note": "常用"}), "加备注")
    assert admin.rulebook().dictionary("handling").entry(word.code).checked == CHECKED
    packs.save_word(admin, "handling", confirmed.model_copy(update={"label": "另一处理方式"}), "改名")
    after = admin.rulebook().dictionary("handling").entry(word.code)
    assert (after.label, after.mark, after.checked) == ("另一处理方式", "待核对", None)
    # Changed and compared anew at once.
    anew = CHECKED.model_copy(update={"page": "第4页"})
    again = after.model_copy(update={"label": "再一处理方式", "grade": Grade.READ, "checked": anew})
    packs.save_word(admin, "handling", again, "对照原文改名")
    assert admin.rulebook().dictionary("handling").entry(word.code) == again


def test_a_word_does_not_call_itself_confirmed(admin):
    word = Entry(code="ban.local", label="限制任职", source="某市办法", grade="A", parent="ban")
    with pytest.raises(NotAllowed, match="请填写核对文件、核对人和核对日期"):
        packs.save_word(admin, "handling", word, "按办法第十条")
    with pytest.raises(NotAllowed, match="请填写核对文件、核对人和核对日期"):
        set_local_changes(admin, LocalChanges({"handling": [word]}))
    with pytest.raises(NotAllowed, match="请填写核对文件、核对人和核对日期"):
        save(admin, period(admin, length=6), words={"handling": [word]})
    assert "ban.local" not in admin.rulebook().dictionary("handling")
    late = CHECKED.model_copy(update={"on": TODAY + timedelta(days=1)})
    with pytest.raises(NotAllowed, match="在今天之后"):
        packs.save_word(admin, "handling", word.model_copy(update={"checked": late}), "按办法第十条")
    packs.save_word(admin, "handling", word.model_copy(update={"checked": CHECKED}), "按办法第十条")
    assert admin.rulebook().dictionary("handling").entry("ban.local").grade is Grade.READ


@pytest.mark.parametrize("listed", ["46", "exemption", "781", "sanction"])
def test_words_of_a_measure_that_came_with_the_program_are_not_written_over(admin, listed):
    word = next(one for one in admin.rulebook().dictionary(listed).entries())
    with pytest.raises(NotAllowed, match="随程序提供的规则包，不能改写"):
        packs.save_word(admin, listed, word.model_copy(update={"note": "改"}), "试")
    assert admin.rulebook().dictionary(listed).entry(word.code) == word


def test_a_word_that_came_with_the_program_confirmed_is_retired_but_not_rewritten(admin):
    known = [
        (listed.code, one)
        for listed in admin.rulebook().dictionaries()
        for one in listed.entries()
        if listed.home(one.code) == "dictionaries"
        and one.grade.confirmed
        and listed.code != "required_approval"
    ]
    listed, word = known[0]
    with pytest.raises(NotAllowed, match="已核对原文，不能改写"):
        packs.save_word(admin, listed, word.model_copy(update={"label": "另一名称"}), "试")
    packs.save_word(admin, listed, word.model_copy(update={"retired": True}), "不再使用")
    assert admin.rulebook().dictionary(listed).entry(word.code).retired


@pytest.mark.parametrize("listed", [SITUATION, "rule_pack", "no such list"])
def test_what_is_no_dictionary_of_its_own_takes_no_words(admin, listed):
    word = Entry(code="x", label="另一情形", source="某市办法", grade="U")
    with pytest.raises(UserError, match="没有代码为"):
        packs.save_word(admin, listed, word, "试")


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("own-1-01", "没有用点分成两段"),
        ("foo.board", "“foo”不是办理步骤"),
        ("decide.own", "“own”不是审批主体"),
    ],
)
def test_an_approval_is_asked_for_by_step_and_body_or_not_written(admin, code, part):
    odd = Entry(code=code, label="由本企业批准", source="虚构企业办法", grade="D")
    with pytest.raises(UserError, match="应写成“步骤.审批主体”.*" + part):
        packs.save_word(admin, "required_approval", odd, "按办法第十条")
    with pytest.raises(UserError, match=part):
        set_local_changes(admin, LocalChanges({"required_approval": [odd]}))
    assert code not in admin.rulebook().dictionary("required_approval")
    board = odd.model_copy(update={"code": "decide.board", "label": "由董事会批准"})
    packs.save_word(admin, "required_approval", board, "按办法第十条")
    assert admin.rulebook().dictionary("required_approval").entry("decide.board") == board


def test_a_word_written_before_that_asks_for_nothing_holds_nothing_up(admin, desk):
    odd = Entry(code="own-1-01", label="由本企业批准", source="虚构企业办法", grade="D")
    with admin.ledger.transact(Op.EDIT_RULES, admin.viewer) as tx:
        tx.set_setting(LOCAL_CHANGES, {"entries": {"required_approval": [odd.model_dump(mode="json")]}})
    clerk = desk.log_in("clerk")
    work = WholeCase(clerk).until(Stage.DISPOSITION)
    found = next_step(read_case(clerk, work.clue)).states
    assert "approval.decide.leading_body" in {one.gate.code for one in found}
    admin = desk.log_in("admin")
    word = Entry(code="fax", label="传真", source="虚构企业办法", grade="D")
    packs.save_word(admin, "report_method", word, "按办法第十条")
    packs.save_word(admin, "required_approval", odd.model_copy(update={"retired": True}), "不再使用")
    assert admin.rulebook().dictionary("required_approval").entry("own-1-01").retired


def test_words_of_a_pack_with_versions_are_changed_in_that_pack(admin):
    word = admin.rulebook().dictionary("violation_category").entries()[0]
    with pytest.raises(NotAllowed, match="济宁市办法"):
        packs.save_word(admin, "violation_category", word.model_copy(update={"note": "改"}), "试")


def test_words_and_pack_change_together_or_not_at_all(admin):
    word = Entry(code="ban.local", label="限制任职", source="某市办法", grade="U", parent="ban")
    save(admin, period(admin, length=6), words={"handling": [word]})
    assert "ban.local" in admin.rulebook().dictionary("handling")
    wrong = word.model_copy(update={"code": "other", "label": "限制任职"})
    with pytest.raises(UserError, match="限制任职"):
        save(admin, period(admin, length=7), words={"handling": [wrong]})
    assert admin.rulebook().deadline("own.investigation").length == 6


def test_the_own_catalogue_is_picked_before_the_national_ones(admin):
    own = admin.rulebook().pack("own")
    entries = (
        Entry(code="own-1", label="资金管理方面", source="本企业办法", grade="U"),
        Entry(code="own-1-01", label="违规拆借资金", source="本企业办法", grade="U", parent="own-1"),
    )
    listed = Catalogue(code="own", name="本企业违规情形", entries=entries)
    save(admin, own.model_copy(update={"catalogues": (listed,)}))
    situations = admin.rulebook().dictionary(SITUATION)
    assert situations.entries()[:2] == entries
    assert situations.home("own-1-01") == "own"
    assert {situations.home(one.code) for one in situations.entries()} == {"own", "46", "37"}
    assert situations.root_of("own-1-01").code == "own-1"
    assert situations.find("违规拆借资金").code == "own-1-01"
    taken = entries[1].model_copy(update={"code": "46-2-05"})
    clash = listed.model_copy(update={"entries": (*entries, taken.model_copy(update={"label": "另一项"}))})
    with pytest.raises(UserError, match="46-2-05"):
        save(admin, admin.rulebook().pack("own").model_copy(update={"catalogues": (clash,)}))


def test_a_word_of_two_regulations_names_none(clerk):
    situations = clerk.rulebook().dictionary(SITUATION)
    words = [one.label for one in clerk.rulebook().catalogue("46").entries()]
    both = [one.label for one in clerk.rulebook().catalogue("37").entries() if one.label in words]
    assert both
    assert all(situations.find(word) is None for word in both)


def test_a_shipped_pack_is_kept_for_a_case(admin):
    with admin.ledger.transact(Op.SAVE_SETTING, admin.viewer) as tx:
        first = packs.keep_version(tx, "46")
        assert packs.keep_version(tx, "46") == first == packs.current_version(admin, "46")
    entry = next(one for one in admin.rulebook().catalogue("46").entries() if one.mark)
    packs.confirm_entry(admin, "46", "46", entry.code, packs.Compared(CHECKED), reading=entry.reading)
    assert packs.current_version(admin, "46") != first
    old = packs.pack_version(admin, first)
    assert found(old, "46", entry.code) == entry
    assert [one.origin for one in packs.versions_of(admin, "46")] == ["kept"]
    assert admin.rulebook().catalogue("46").entry(entry.code).checked == CHECKED


def test_versions_are_never_altered(admin):
    save(admin, period(admin, length=6))
    for statement in ("UPDATE pack_version SET reason = 'x'", "DELETE FROM pack_version"):
        with admin.ledger.small_write() as connection, pytest.raises(Exception, match="never changes"):
            connection.exec_driver_sql(statement)
    with admin.ledger.read() as connection:
        assert file_problems(connection) == []


def test_what_a_newer_program_brings_is_added_to_an_older_version(admin):
    old = period(admin, length=6)
    more = old.deadlines[0].model_copy(update={"code": "own.new", "label": "新期限"})
    newer = with_entry(shipped_rulebook().pack("own"), "deadlines", more)
    both = completed(old, newer)
    assert found(both, "deadlines", "own.new") == more
    assert found(both, "deadlines", "own.investigation").length == 6
    assert completed(both, newer) == both


def test_days_before_1990_are_refused(admin):
    own = admin.rulebook().pack("own")
    with pytest.raises(UserError, match="1990 年至 2100 年"):
        with_entry(
            own, "deadlines", own.deadlines[0].model_copy(update={"effective_from": date(1989, 12, 31)})
        )
