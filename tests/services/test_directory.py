"""权属企业: what is dated opens a row from its day on, and the tree stays a tree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.records import Enterprise
from zhuize_desktop.services import directory, records
from zhuize_desktop.storage.fact_rows import enterprise_names_on

SINCE = date(2026, 7, 1)


@pytest.fixture
def below(clerk):
    return directory.add_enterprise(
        clerk, {"name": "虚构物流有限公司", "parent": clerk.viewer.enterprise, "level": 3}
    ).value


def own(session):
    return records.load(session, Enterprise, session.viewer.enterprise)


def test_new_name_holds_from_its_day_and_the_old_one_until_the_day_before(clerk, below):
    saved = directory.change_enterprise(
        clerk, replace(below, name="虚构智慧物流有限公司"), SINCE, "更名"
    ).value
    rows = directory.history(clerk, below.uid)
    assert [(one.row.name, one.row.valid_from, one.row.valid_to, one.row.event) for one in rows] == [
        ("虚构智慧物流有限公司", SINCE, None, "更名"),
        ("虚构物流有限公司", None, date(2026, 6, 30), "登记"),
    ]
    assert {one.parent for one in rows} == {own(clerk).name}
    with clerk.ledger.read() as connection:
        assert enterprise_names_on(connection, date(2026, 6, 30))[below.uid] == "虚构物流有限公司"
        assert enterprise_names_on(connection, SINCE)[below.uid] == saved.name


@pytest.mark.parametrize(
    ("changed", "opens"),
    [
        ({"parent": None}, True),
        ({"level": 4}, True),
        ({"credit_code": "91350100M000100Y43"}, True),
        ({"short_name": "物流", "remark": "备注", "on_behalf": True}, False),
    ],
)
def test_only_what_is_dated_opens_a_row(clerk, below, changed, opens):
    directory.change_enterprise(clerk, replace(below, **changed), SINCE, "划出" if opens else "")
    assert len(directory.history(clerk, below.uid)) == (2 if opens else 1)


@pytest.mark.parametrize(
    ("since", "event", "field"),
    [(SINCE, " ", "event"), (date(2026, 11, 21), "更名", "since")],
)
def test_dated_change_says_when_and_why(clerk, below, since, event, field):
    with pytest.raises(FieldError) as refused:
        directory.change_enterprise(clerk, replace(below, name="别名"), since, event)
    assert refused.value.field == field
    assert records.load(clerk, Enterprise, below.uid) == below


def test_change_cannot_go_before_the_one_before(clerk, below):
    saved = directory.change_enterprise(clerk, replace(below, level=4), SINCE, "级次调整").value
    with pytest.raises(FieldError, match="早于上一次变更"):
        directory.change_enterprise(clerk, replace(saved, level=3), SINCE, "更正登记")


def test_nobody_stands_below_what_stands_below_them(clerk, below):
    deeper = directory.add_enterprise(
        clerk, {"name": "虚构仓储有限公司", "parent": below.uid, "level": 4}
    ).value
    for parent in (deeper.uid, below.uid):
        with pytest.raises(FieldError, match="下级企业"):
            directory.change_enterprise(clerk, replace(own(clerk), parent=parent), SINCE, "划入")
    with pytest.raises(FieldError):
        directory.change_enterprise(clerk, replace(below, parent=below.uid), SINCE, "划入")
    moved = directory.change_enterprise(
        clerk, replace(deeper, parent=clerk.viewer.enterprise), SINCE, "划入"
    ).value
    assert moved.parent == clerk.viewer.enterprise


def test_name_and_code_are_one_enterprises_own(clerk, below):
    with pytest.raises(FieldError) as refused:
        directory.change_enterprise(clerk, replace(below, name=own(clerk).name), SINCE, "更名")
    assert refused.value.field == "name"
    with pytest.raises(FieldError) as refused:
        directory.change_enterprise(
            clerk, replace(below, credit_code="91350100M000100Y44"), SINCE, "信用代码变更"
        )
    assert refused.value.field == "credit_code"
