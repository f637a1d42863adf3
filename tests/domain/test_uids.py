"""Identities: well-formed, unlike each other, and in the order of their making even within one second."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from zhuize_desktop.domain.uids import new_uid

NOW = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)


def test_thousands_of_one_second_stand_in_the_order_of_their_making():
    made = [new_uid(NOW) for _ in range(20_000)]
    assert made == sorted(set(made))


def test_each_is_a_version_7_of_its_instant():
    for seconds in (0, 1, 0, 86_400):
        made = uuid.UUID(new_uid(NOW + timedelta(seconds=seconds)))
        assert (made.version, made.variant) == (7, uuid.RFC_4122)
        assert made.int >> 80 == int((NOW + timedelta(seconds=seconds)).timestamp() * 1000)
