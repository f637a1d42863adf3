"""系统设置: named, checked, on the trail, and for the administrator alone."""

from __future__ import annotations

import json

import pytest

from domain.filled_rules import own_class
from zhuize_desktop.domain.errors import FieldError, FileProblem, NotAllowed
from zhuize_desktop.domain.rules import Grade
from zhuize_desktop.resources import resource
from zhuize_desktop.services import calendar, settings
from zhuize_desktop.services.clues import register_clue
from zhuize_desktop.services.settings import LossThresholds, Settings
from zhuize_desktop.storage import audit

WAN = 1_000_000


@pytest.fixture
def admin(desk):
    return desk.log_in("admin")


def trail(session):
    with session.ledger.read() as connection:
        return audit.timeline(connection, ["number.prefix", "counting.stale_days", "local"])


def test_unset_is_empty_and_only_what_changes_is_on_the_trail(admin):
    assert settings.settings_of(admin) == Settings("", None)
    assert settings.change_settings(admin, Settings()).changes.uids == {}
    done = settings.change_settings(admin, Settings("JY-ZZ", 90))
    assert settings.settings_of(admin) == Settings("JY-ZZ", 90)
    assert done.changes.uids == {"Setting": {"number.prefix", "counting.stale_days"}}
    assert settings.change_settings(admin, Settings("JY-ZZ", None)).changes.uids == {
        "Setting": {"counting.stale_days"}
    }
    assert len(trail(admin)) == 2


def test_new_clues_bear_the_prefix(admin, desk):
    settings.change_settings(admin, Settings("虚构"))
    clerk = desk.log_in("clerk")
    values = {
        "source_kind": "audit.special",
        "reported_on": clerk.today,
        "enterprises": (clerk.viewer.enterprise,),
        "category": clerk.rulebook().dictionary("violation_category").entries()[0].code,
        "summary": "未履行决策程序",
    }
    assert register_clue(clerk, values).value.number == "虚构-2026-审-0001"


@pytest.mark.parametrize("prefix", ["J Y", "JY/ZZ", "-JY", "JY-", "=1+1", "J" * 13, "🙂"])
def test_prefix_is_a_plain_word(admin, prefix):
    with pytest.raises(FieldError) as refused:
        settings.change_settings(admin, Settings(prefix))
    assert refused.value.field == "number_prefix"


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_threshold_is_a_number_of_days(admin, days):
    with pytest.raises(FieldError) as refused:
        settings.change_settings(admin, Settings(stale_days=days))
    assert refused.value.field == "stale_days"


def test_local_thresholds_classify_and_can_be_taken_out_again(admin):
    assert own_class(admin.rulebook(), 600 * WAN) is None
    assert settings.loss_thresholds(admin.rulebook(), admin.today) == LossThresholds(
        None, None, "济国资〔2020〕31号", False
    )
    national = settings.loss_thresholds(admin.rulebook(), admin.today, "46")
    assert (national.larger_from, national.major_from) == (500 * WAN, 5000 * WAN)

    new = LossThresholds(100 * WAN, 1000 * WAN, "虚构企业实施办法 第二十条", True)
    settings.set_loss_thresholds(admin, new)
    book = admin.rulebook()
    assert settings.loss_thresholds(book, admin.today) == new
    classes = [own_class(book, fen) for fen in (1, 100 * WAN - 1, 100 * WAN, 1000 * WAN - 1, 1000 * WAN)]
    assert [one.code for one in classes] == ["general", "general", "larger", "larger", "major"]
    assert {one.grade for one in classes} == {Grade.READ}

    settings.set_loss_thresholds(admin, LossThresholds())
    assert own_class(admin.rulebook(), 600 * WAN) is None
    assert len(trail(admin)) == 2


def test_unchecked_thresholds_stay_to_be_checked(admin):
    settings.set_loss_thresholds(admin, LossThresholds(100 * WAN, 1000 * WAN, "据传达", False))
    assert own_class(admin.rulebook(), 600 * WAN).mark == "待核对"


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (LossThresholds(None, 1000 * WAN, "办法"), "larger_from"),
        (LossThresholds(0, 1000 * WAN, "办法"), "larger_from"),
        (LossThresholds(100 * WAN, None, "办法"), "major_from"),
        (LossThresholds(100 * WAN, 100 * WAN, "办法"), "major_from"),
        (LossThresholds(100 * WAN, 1000 * WAN, " "), "source"),
        (LossThresholds(100 * WAN, 1000 * WAN, "办" * 201), "source"),
    ],
)
def test_thresholds_are_whole_and_in_order(admin, new, field):
    with pytest.raises(FieldError) as refused:
        settings.set_loss_thresholds(admin, new)
    assert refused.value.field == field


def test_a_year_comes_in_from_its_file(admin, tmp_path):
    raw = json.loads(resource("calendar", "2026.json").read_text("utf-8"))
    text = (
        json.dumps(raw, ensure_ascii=False).replace("2026-", "2027-").replace('"year": 2026', '"year": 2027')
    )
    changed = json.loads(text) | {"make_up_workdays": []}
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(changed, ensure_ascii=False), "utf-8-sig")
    assert not admin.rulebook().calendar.published(2027)
    year = calendar.read_calendar_file(admin, file)
    assert year.year == 2027
    assert not admin.rulebook().calendar.published(2027)
    calendar.save_year(admin, year)
    assert admin.rulebook().calendar.published(2027)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"{}", b"[1,2]", "元旦放假".encode(), b" " * 200_001], ids=range(5)
)
def test_a_file_of_another_kind_is_told(admin, tmp_path, data):
    file = tmp_path / "安排.json"
    file.write_bytes(data)
    with pytest.raises(FileProblem, match=r"安排\.json"):
        calendar.read_calendar_file(admin, file)
    with pytest.raises(FileProblem):
        calendar.read_calendar_file(admin, tmp_path / "missing.json")


def test_nobody_else_decides(desk, tmp_path):
    file = resource("calendar", "2026.json")
    for login in ("clerk", "reviewer", "signer", "inspector"):
        session = desk.log_in(login)
        for action in (
            lambda session=session: settings.change_settings(session, Settings("XX")),
            lambda session=session: settings.set_loss_thresholds(session, LossThresholds(1, 2, "办法")),
            lambda session=session: calendar.read_calendar_file(session, file),
        ):
            with pytest.raises(NotAllowed):
                action()
        assert settings.settings_of(session) == Settings()
