"""Canonical JSON: one spelling per value, and nothing else is read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.canonical import canonical, instant_of, instant_text, parse_canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def test_form_is_the_documented_one():
    value = {"乙": [True, None, -1], "a": '违规\n"经营"', "B": {}}
    assert canonical(value) == '{"B":{},"a":"违规\\n\\"经营\\"","乙":[true,null,-1]}'.encode()


@given(VALUES)
def test_what_is_written_is_read_back(value):
    data = canonical(value)
    assert parse_canonical(data) == value
    assert json.loads(data) == value
    assert canonical(parse_canonical(data)) == data


@given(st.dictionaries(TEXT, st.integers(0, 9), min_size=2, max_size=6), st.randoms())
def test_order_of_insertion_does_not_matter(value, random):
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1, "b":2}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a":1}\n',
        b' {"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":9223372036854775808}',
        b'{"a":"\\u8fdd"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b"\xef\xbb\xbf{}",
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b"",
        b"{",
        b"[" * 100_000,
        b"[" * 65 + b"]" * 65,
        b"1" * 5000,
    ],
)
def test_every_other_spelling_is_refused(data):
    with pytest.raises(FileProblem, match="封存信息"):
        parse_canonical(data, "封存信息")


@given(VALUES, st.data())
def test_a_flipped_bit_is_refused_or_another_value(value, data):
    raw = bytearray(canonical(value))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        other = parse_canonical(bytes(raw))
    except FileProblem:
        return
    assert canonical(other) != canonical(value)


@pytest.mark.parametrize("value", [1.0, (1,), {1: 2}, datetime(2026, 1, 1, tzinfo=UTC), b"x", {"a": {0.5}}])
def test_a_value_without_canonical_form_is_a_bug(value):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, "\ud800"])
def test_a_value_out_of_bounds_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011  the message is for programmers
        canonical([value])


def test_nesting_has_a_limit():
    value: list = []
    for _ in range(64):
        value = [value]
    with pytest.raises(ValueError, match="nested"):
        canonical(value)
    assert parse_canonical(canonical(value[0])) == value[0]


def test_instants_are_utc_text_in_whole_seconds():
    local = datetime(2027, 1, 20, 9, 30, 5, 999, tzinfo=timezone(timedelta(hours=8)))
    assert instant_text(local) == "2027-01-20T01:30:05Z"
    assert instant_of("2027-01-20T01:30:05Z") == datetime(2027, 1, 20, 1, 30, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        instant_text(datetime(2027, 1, 20))
    for text in ("2027-01-20T01:30:05+00:00", "2027-02-30T01:30:05Z", "２027-01-20T01:30:05Z"):
        with pytest.raises(ValueError):  # noqa: PT011
            instant_of(text)
