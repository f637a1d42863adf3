"""What a period allows when it is put off: 强制 where the text binds, 核实 where it does not or was not read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from zhuize_desktop.domain.checks import Grade
from zhuize_desktop.domain.pack_editing import with_entry
from zhuize_desktop.domain.putting_off import excess, repeated, rule_of
from zhuize_desktop.domain.record_checks import record_problems
from zhuize_desktop.domain.records import Extension
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from zhuize_desktop.domain.rulebook import RuleBook

BOOK = shipped_rulebook()
MUST, VERIFY = Grade.MUST, Grade.VERIFY


def put_off(uid: str = "x", **values: Any) -> Extension:
    base: dict[str, Any] = {
        "step": Stage.INVESTIGATION,
        "approver": "郑德明",
        "approved_on": date(2026, 6, 1),
    }
    return Extension(uid=uid, owner_enterprise="e", clue="c", **(base | values))


def read(**values: Any) -> RuleBook:
    """The book with a local 核查 period that was compared with its text."""
    rule = BOOK.deadline("local.investigation").model_dump() | {"length": 3, "grade": "A"} | values
    filled = type(BOOK.deadline("62-D1")).model_validate(rule)
    return BOOK.with_pack(with_entry(BOOK.pack("local"), "deadlines", filled))


def test_which_period_is_put_off() -> None:
    def code(**values: Any) -> str:
        found = rule_of(put_off(**values), BOOK)
        return found.code if found else ""

    assert code() == "62-D1"
    assert code(step=Stage.PRELIMINARY_CHECK) == "37-D1"
    assert code(period="realtime_preliminary") == "report.preliminary"
    assert code(period="sanction", sanction="s") == "781-D1"
    assert code(step=Stage.DISPOSITION) == ""


@pytest.mark.parametrize(
    ("values", "grade", "field"),
    [
        # 62号文 第29条, for reference: three months.
        ({"from_on": date(2026, 9, 4), "to_on": date(2026, 12, 4)}, None, ""),
        ({"from_on": date(2026, 9, 4), "to_on": date(2026, 12, 5)}, VERIFY, "to_on"),
        ({"from_on": date(2026, 11, 30), "to_on": date(2027, 2, 28)}, None, ""),
        # 781号令 第29条 binds: six months; 第38条 knows none, but says how it is asked for.
        ({"period": "sanction", "from_on": date(2026, 8, 31), "to_on": date(2027, 2, 28)}, None, ""),
        ({"period": "sanction", "from_on": date(2026, 8, 31), "to_on": date(2027, 3, 1)}, MUST, "to_on"),
        (
            {"period": "sanction_notice", "from_on": date(2026, 8, 31), "to_on": date(2026, 9, 1)},
            MUST,
            "period",
        ),
        (
            {"period": "sanction_review_filing", "from_on": date(2026, 8, 31), "to_on": date(2026, 12, 1)},
            None,
            "",
        ),
        # 适当延长: no number, nothing to compare.
        ({"step": Stage.PRELIMINARY_CHECK, "from_on": date(2026, 4, 1), "to_on": date(2027, 4, 1)}, None, ""),
        # 淄国资发〔2022〕23号, not verified: thirty working days, 05-18 after 清明 and 劳动节.
        (
            {"period": "realtime_preliminary", "from_on": date(2026, 4, 1), "to_on": date(2026, 5, 18)},
            None,
            "",
        ),
        (
            {"period": "realtime_preliminary", "from_on": date(2026, 4, 1), "to_on": date(2026, 5, 19)},
            VERIFY,
            "to_on",
        ),
        # A local text that nobody has yet: not known, not asked.
        ({"period": "hearing", "from_on": date(2026, 4, 1), "to_on": date(2026, 5, 19)}, None, ""),
    ],
)
def test_how_far(values: dict[str, Any], grade: Grade | None, field: str) -> None:
    one = put_off(**values)
    assert [(found.grade, found.field) for found in excess(one, BOOK)] == ([(grade, field)] if grade else [])
    told = [
        found for found in record_problems(one, BOOK, date(2026, 6, 2)) if found.check == "extension.limit"
    ]
    assert [(found.grade, found.field) for found in told] == ([(grade, field)] if grade else [])


def test_a_local_text_that_was_read_binds() -> None:
    book = read(extension={"length": 1, "unit": "month", "times": 1})
    (found,) = excess(put_off(from_on=date(2026, 4, 5), to_on=date(2026, 5, 6)), book)
    assert (found.grade, found.clause) == (MUST, "济国资〔2020〕31号")
    (none,) = excess(put_off(from_on=date(2026, 4, 5), to_on=date(2026, 4, 6)), read(extension=None))
    assert "没有延期的规定" in none.sentence


def test_how_often() -> None:
    one, two = put_off("a"), put_off("b", approved_on=date(2026, 7, 1))
    waits = put_off("c", approved_on=None)
    other = put_off("d", step=Stage.PRELIMINARY_CHECK)
    assert list(repeated([one, waits, other], BOOK)) == []
    (found,) = repeated([one, two, waits, other], BOOK)
    assert (found.extension.uid, found.grade) == ("b", VERIFY)
    assert "已延期2次，规定只能延期1次（国资发监责〔2020〕62号第29条）" in found.sentence
    (found,) = repeated([one, two], read(extension={"times": 1}))
    assert found.grade is MUST
    # Two persons, two periods.
    mine, yours = (
        put_off("a", period="sanction", sanction="s1"),
        put_off("b", period="sanction", sanction="s2"),
    )
    assert list(repeated([mine, yours], BOOK)) == []
