"""Enterprises and the dated tree behind them; persons and their homonyms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhuize_desktop.domain.errors import FieldError
from zhuize_desktop.domain.records import Affiliation, Enterprise, Person
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.services import directory, records


def test_a_new_enterprise_has_a_row_from_the_beginning_of_time(clerk):
    made = directory.add_enterprise(
        clerk, {"name": "虚构物流有限公司", "parent": clerk.viewer.enterprise}
    ).value
    (row,) = records.list_records(clerk, Affiliation, enterprise=made.uid)
    assert (row.name, row.parent, row.valid_from, row.valid_to) == (
        "虚构物流有限公司",
        clerk.viewer.enterprise,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "虚构运输集团有限公司"}, "name"),
        ({"name": "甲", "credit_code": "91370100MA3000000X"}, "credit_code"),
    ],
)
def test_refused_enterprises(clerk, values, field):
    before = records.list_records(clerk, Enterprise)
    with pytest.raises(FieldError) as caught:
        directory.add_enterprise(clerk, values)
    assert caught.value.field == field
    assert records.list_records(clerk, Enterprise) == before


def test_a_new_name_opens_a_dated_row_and_past_periods_keep_the_old_one(clerk):
    made = directory.add_enterprise(clerk, {"name": "旧名公司", "level": 3}).value
    directory.change_enterprise(clerk, replace(made, name="新名公司"), date(2026, 3, 1), "更名")
    assert directory.tree_on(clerk, date(2026, 2, 28))[made.uid].name == "旧名公司"
    assert directory.tree_on(clerk, date(2026, 3, 1))[made.uid].name == "新名公司"
    rows = records.list_records(clerk, Affiliation, enterprise=made.uid)
    assert [(row.valid_from, row.valid_to, row.event) for row in rows] == [
        (None, date(2026, 2, 28), "登记"),
        (date(2026, 3, 1), None, "更名"),
    ]
    renamed = records.load(clerk, Enterprise, made.uid)
    with pytest.raises(FieldError, match="早于上一次变更"):
        directory.change_enterprise(clerk, replace(renamed, level=4), date(2026, 3, 1), "调整")
    assert records.load(clerk, Enterprise, made.uid) == renamed


def test_a_remark_opens_no_row(clerk):
    made = directory.add_enterprise(clerk, {"name": "公司"}).value
    directory.change_enterprise(clerk, replace(made, remark="备注"), date(2026, 3, 1), "")
    assert len(records.list_records(clerk, Affiliation, enterprise=made.uid)) == 1


def test_found_by_exact_name_or_made_once(clerk):
    with clerk.ledger.transact(Op.IMPORT_LEDGER, clerk.viewer) as tx:
        cache = {}
        first = directory.enterprise_named(tx, "虚构物流有限公司", cache)
        assert directory.enterprise_named(tx, "虚构物流有限公司", cache) == first
        assert directory.enterprise_named(tx, "虚构物流有限公司", {}) == first
        assert directory.enterprise_named(tx, "虚构运输集团有限公司", cache) == clerk.viewer.enterprise
    assert len(records.list_records(clerk, Affiliation, enterprise=first)) == 1


def test_homonyms_are_lawful_but_a_name_is_wanted(clerk):
    for _ in range(2):
        directory.add_person(clerk, {"name": "张伟"})
    assert len(records.find(clerk, Person, "张伟")) == 2
    with pytest.raises(FieldError):
        directory.add_person(clerk, {"name": "  "})
