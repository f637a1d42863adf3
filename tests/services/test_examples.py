"""规则算例: the sheet says of every shipped example what the rules of this ledger give, and goes out on the trail."""

from __future__ import annotations

from zhuize_desktop.domain.content import Table
from zhuize_desktop.services import examples
from zhuize_desktop.services.settings import LossThresholds, set_loss_thresholds
from zhuize_desktop.storage import audit


def rows(document):
    return [row for block in document.blocks if isinstance(block, Table) for row in block.rows]


def test_every_example_stands_on_the_sheet_and_agrees(clerk):
    found = rows(examples.confirmation_sheet(clerk))
    assert len(found) >= 60
    assert [row.cells[4] for row in found] == [row.cells[3] for row in found]


def test_local_thresholds_change_what_it_says(desk):
    admin = desk.log_in("admin")
    set_loss_thresholds(admin, LossThresholds(1_000_000_00, 10_000_000_00, "本企业办法 第20条", checked=True))
    by_number = {row.cells[0]: row for row in rows(examples.confirmation_sheet(admin))}
    differing = [row for row in by_number.values() if row.cells[4] != row.cells[3]]
    assert by_number["L02"].cells[4] == "一般"  # one 分
    assert by_number["L03"].cells[4] == "※ 较大"  # 499.99 万元
    assert all(str(row.cells[4]).startswith("※ ") for row in differing)


def test_it_goes_out_on_the_trail(clerk):
    examples.release_sheet(clerk, "算例.pdf")
    with clerk.ledger.read() as connection:
        newest = audit.timeline(connection, ["rules.examples"])[0]
    assert newest.note == "规则算例确认表"
