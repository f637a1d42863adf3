"""Identities: well-formed, unlike each other, and in the order of their making even within one second."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from zhuize_desktop.domain.uids import after_day, made_on, new_uid

NOW = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)


def test_thousands_of_one_second_stand_in_the_order_of_their_making():
    made = [new_uid(NOW) for _ in range(20_000)]
    assert made == sorted(set(made))


def test_each_is_a_version_7_of_its_instant():
    for seconds in (0, 1, 0, 86_400):
        made = uuid.UUID(new_uid(NOW + timedelta(seconds=seconds)))
        assert (made.version, made.variant) == (7, uuid.RFC_4122)
        assert made.int >> 80 == int((NOW + timedelta(seconds=seconds)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 16, 0, 0, tzinfo=UTC), date(2026, 11, 21)),  # midnight in China
    ],
)
def test_it_says_the_legal_day_on_which_it_was_made(instant, day):
    assert made_on(new_uid(instant)) == day


@pytest.mark.parametrize("other", ["c-001", "00000000-0000-4000-8000-000000000000"])
def test_another_identity_says_no_day(other):
    with pytest.raises(ValueError, match=r"UUID"):
        made_on(other)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_what_was_entered_by_a_day_sorts_before_what_came_after_it(seconds):
    midnight = datetime(2026, 11, 20, 16, tzinfo=UTC)  # in China the 21st begins
    uid = new_uid(midnight + timedelta(seconds=seconds))
    assert (uid < after_day(date(2026, 11, 20))) is (seconds < 0) is (made_on(uid) <= date(2026, 11, 20))
