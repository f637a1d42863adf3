"""What is being typed survives a crash, is nobody else's, and leaves no trace on the trail."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.services import drafts
from zhuize_desktop.services.session import log_in
from zhuize_desktop.storage.folders import DataFolder

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def typed(template, tmp_path_factory):
    folder = DataFolder(tmp_path_factory.mktemp("drafts") / "data")
    shutil.copytree(template[0], folder.path)
    session = log_in(folder, "clerk", "Test-2026!pass", SystemClock())
    yield session
    session.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), JSON, max_size=4)
)
def test_whatever_is_typed_comes_back(typed, values):
    drafts.keep(typed, "Clue", "", 0, values)
    assert drafts.offered(typed, "Clue", "").values == values


def test_a_draft_outlives_the_session_and_belongs_to_its_user(desk):
    session = desk.log_in("clerk")
    with session.ledger.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()
    kept = drafts.keep(session, "Clue", "", 0, {"summary": "打到一半"})
    desk.clock.advance(minutes=1)
    drafts.keep(session, "Person", "p", 3, {"name": "甲"})
    reviewer = desk.log_in("reviewer")
    assert drafts.mine(reviewer) == []
    assert drafts.offered(reviewer, "Clue", "") is None
    session = desk.log_in("clerk")
    assert drafts.offered(session, "Clue", "") == kept
    assert [(one.form, one.uid, one.base_version) for one in drafts.mine(session)] == [
        ("Person", "p", 3),
        ("Clue", "", 0),
    ]
    drafts.discard(session, "Clue", "")
    drafts.discard(session, "Clue", "")
    assert [one.form for one in drafts.mine(session)] == ["Person"]
    with session.ledger.read() as connection:
        after = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()
    assert after == before + 1  # the reviewer's signing key at the first login
