"""The rules in force in one ledger: the shipped packs, the administrator's changes, other years' holidays."""

from __future__ import annotations

import json
from datetime import date

import pytest

from zhuize_desktop.domain.errors import NotAllowed, UserError
from zhuize_desktop.domain.rulebook import LocalChanges
from zhuize_desktop.domain.rules import Entry
from zhuize_desktop.domain.workdays import parse_calendar_year
from zhuize_desktop.services.calendar import save_year
from zhuize_desktop.services.rulebook import shipped_rulebook
from zhuize_desktop.services.rules import current_rulebook, set_local_changes
from zhuize_desktop.storage import audit

FAX = Entry(code="fax", label="传真", source="本企业办法", grade="D")


def next_year():
    plain = {
        "year": 2027,
        "documents": [
            {
                "title": "虚构的安排",
                "number": "虚构〔2026〕1号",
                "issued_on": "2026-11-04",
                "number_confirmed": False,
            }
        ],
        "holidays": [
            {"name": name, "first": f"2027-{day}", "last": f"2027-{day}"}
            for name, day in (("元旦", "01-01"), ("劳动节", "05-01"), ("国庆节", "10-01"))
        ],
        "make_up_workdays": ["2027-10-09"],
    }
    return json.dumps(plain, ensure_ascii=False)


def head(session):
    with session.ledger.read() as connection:
        return audit.head(connection).seq


def test_a_fresh_ledger_has_the_shipped_rules(clerk):
    assert current_rulebook(clerk).packs == shipped_rulebook().packs
    assert current_rulebook(clerk) is current_rulebook(clerk)
    assert clerk.rulebook() is current_rulebook(clerk)


def test_what_the_administrator_wrote_holds_for_everybody_and_after_the_next_login(desk):
    admin = desk.log_in("admin")
    before = head(admin)
    set_local_changes(admin, LocalChanges({"report_method": [FAX]}))
    assert head(admin) == before + 1
    assert admin.rulebook().dictionary("report_method").find("传真") == FAX
    clerk = desk.log_in("clerk")
    assert clerk.rulebook().dictionary("report_method").find("传真") == FAX
    assert shipped_rulebook().dictionary("report_method").find("传真") is None
    set_local_changes(desk.log_in("admin"), LocalChanges({}))
    assert desk.log_in("clerk").rulebook().dictionary("report_method").find("传真") is None


@pytest.mark.parametrize("login", ["clerk", "reviewer", "signer", "inspector"])
def test_only_the_administrator_changes_rules(desk, login):
    session = desk.log_in(login)
    before = head(session)
    with pytest.raises(NotAllowed, match="管理员"):
        set_local_changes(session, LocalChanges({"report_method": [FAX]}))
    with pytest.raises(NotAllowed, match="管理员"):
        save_year(session, parse_calendar_year(next_year(), "2027.json"))
    assert head(session) == before


def test_contradicting_changes_are_refused_and_nothing_is_kept(desk):
    admin = desk.log_in("admin")
    before = head(admin)
    twice = Entry(code="again", label="书面", source="本企业办法", grade="D")
    with pytest.raises(UserError, match="既是“paper”又是“again”"):
        set_local_changes(admin, LocalChanges({"report_method": [twice]}))
    assert head(admin) == before
    assert admin.rulebook().packs == shipped_rulebook().packs


def test_next_years_holidays_make_deadlines_final(desk):
    admin = desk.log_in("admin")
    day = date(2027, 3, 1)
    assert not admin.rulebook().calendar.published(2027)
    assert save_year(admin, parse_calendar_year(next_year(), "2027.json")).value is None
    assert admin.rulebook().calendar.published(2027)
    clerk = desk.log_in("clerk")
    assert clerk.rulebook().calendar.published(day.year)
    assert not shipped_rulebook().calendar.published(2027)


@pytest.mark.parametrize("text", ["", "[]", "{}", "不是安排", "null", '{"year": "x"}'])
def test_a_file_that_is_no_holiday_arrangement(desk, text):
    admin = desk.log_in("admin")
    before = head(admin)
    with pytest.raises(UserError):
        save_year(admin, parse_calendar_year(text, "别的.json"))
    assert head(admin) == before
