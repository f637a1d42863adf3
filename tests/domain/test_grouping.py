"""划入、划出: which days an enterprise came into the group and left it, against a look at the tree of every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.grouping import GroupDays, group_days
from zhuize_desktop.domain.records import Affiliation, Enterprise

LAST = date(2025, 12, 31)
OWN = {"owner_enterprise": "own"}
ONE = timedelta(days=1)


def enterprise(uid: str, **more: Any) -> Enterprise:
    return Enterprise(uid=uid, **OWN, name=uid, **more)


def row(
    of: str, parent: str | None, since: date | None = None, until: date | None = None, event: str = ""
) -> Affiliation:
    return Affiliation(
        uid=f"{of}-{since}",
        **OWN,
        enterprise=of,
        parent=parent,
        valid_from=since,
        valid_to=until,
        event=event,
    )


def moved(of: str, *stays: tuple[date | None, str | None, str]) -> list[Affiliation]:
    """Rows one after the other: from which day, under whom, why."""
    ends = [since - ONE if since is not None else None for since, _, _ in stays[1:]]
    return [
        row(of, parent, since, until, event)
        for (since, parent, event), until in zip(stays, [*ends, None], strict=True)
    ]


APRIL, JUNE, OCTOBER = date(2025, 4, 1), date(2025, 6, 1), date(2025, 10, 1)


def days_of(*held: Affiliation, last: date = LAST, **flags: Any) -> dict[str, GroupDays]:
    known = [enterprise("own"), enterprise("a"), enterprise("b", **flags), enterprise("other")]
    return group_days("own", known, held, last)


def test_who_comes_in_who_goes_and_who_comes_back() -> None:
    came = moved("b", (None, "other", "登记"), (APRIL, "own", "划入"))
    assert days_of(*came) == {"b": GroupDays(APRIL)}
    went = moved("b", (None, "own", "登记"), (JUNE, "other", "划出"))
    assert days_of(*went) == {"b": GroupDays(None, JUNE)}
    both = moved("b", (None, None, "登记"), (APRIL, "own", "划入"), (JUNE, None, "划出"))
    assert days_of(*both) == {"b": GroupDays(APRIL, JUNE)}
    assert days_of(*both, last=JUNE - ONE) == {"b": GroupDays(APRIL)}
    back = moved("b", (None, "own", "登记"), (APRIL, None, "划出"), (JUNE, "own", "划入"))
    assert days_of(*back) == {"b": GroupDays(JUNE)}


def test_what_stays_within_the_group_or_is_only_put_right_does_not_count() -> None:
    inside = [row("a", "own"), *moved("b", (None, "a", "登记"), (APRIL, "own", "划入"))]
    assert days_of(*inside) == {}
    assert days_of(*moved("b", (None, None, "登记"), (APRIL, "own", "更正登记"))) == {}
    assert days_of(*moved("b", (None, "own", "登记"), (APRIL, "own", "划出"))) == {}
    assert days_of(*moved("own", (None, "other", "登记"), (APRIL, "b", "划入"))) == {}


def test_what_stands_below_comes_and_goes_with_it() -> None:
    below = row("b", "a")
    came = moved("a", (None, "other", "登记"), (APRIL, "own", "划入"), (OCTOBER, "other", "划出"))
    assert days_of(below, *came) == {"a": GroupDays(APRIL, OCTOBER), "b": GroupDays(APRIL, OCTOBER)}


def test_a_bought_enterprise_comes_on_the_day_it_was_joined() -> None:
    bought = {"parent": "own", "flags": ("acquired",), "flagged_on": JUNE}
    assert days_of(row("b", "own"), **bought) == {"b": GroupDays(JUNE)}
    assert days_of(row("b", "other"), **(bought | {"parent": "other"})) == {}
    assert days_of(row("b", "own"), **(bought | {"flags": ("new",)})) == {}
    assert days_of(row("b", "own"), last=JUNE - ONE, **bought) == {}


DAYS = st.sampled_from([date(2025, 1, 1) + timedelta(days=7 * n) for n in range(8)])
STAYS = st.lists(
    st.tuples(DAYS, st.sampled_from([None, "own", "a", "other"]), st.sampled_from(["划入", "划出", "更名"])),
    max_size=4,
    unique_by=lambda stay: stay[0],
).map(lambda stays: sorted(stays, key=lambda stay: stay[0]))


@given(st.sampled_from([None, "own", "a"]), STAYS, st.sampled_from([None, "own"]), STAYS)
def test_every_tree_agrees_with_a_look_at_each_day(
    b_first: str | None, b_stays: list[Any], a_first: str | None, a_stays: list[Any]
) -> None:
    """``b`` may stand under ``a``; ``a`` never stands under itself here."""
    a_stays = [(day, parent if parent != "a" else "own", event) for day, parent, event in a_stays]
    places = {"a": [(None, a_first, ""), *a_stays], "b": [(None, b_first, ""), *b_stays]}

    def at(uid: str, day: date) -> Any:
        return [stay for stay in places[uid] if stay[0] is None or stay[0] <= day][-1]

    def way_up(uid: str, day: date) -> list[str]:
        way = [uid]
        while way[-1] in places and at(way[-1], day)[1] is not None:
            way.append(at(way[-1], day)[1])
        return way

    expected: dict[str, GroupDays] = {}
    for uid in ("a", "b"):
        found = GroupDays()
        day = date(2024, 12, 30)
        while day < date(2025, 4, 1):
            before, now = way_up(uid, day - ONE), way_up(uid, day)
            events = {(one, at(one, day)[2]) for one in places if at(one, day)[0] == day}
            if "own" in now and "own" not in before and any((one, "划入") in events for one in now):
                found = GroupDays(day)
            if "own" in before and "own" not in now and any((one, "划出") in events for one in before):
                found = GroupDays(found.joined_on, day)
            day += ONE
        if found != GroupDays():
            expected[uid] = found
    held = [
        *moved("a", (None, a_first, ""), *a_stays),
        *moved("b", (None, b_first, ""), *b_stays),
    ]
    assert days_of(*held) == expected
