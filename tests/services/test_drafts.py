"""What is being typed survives a crash, is nobody else's, and leaves no trace on the trail."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.records import Recusal
from zhuize_desktop.services import drafts, records
from zhuize_desktop.services.clues import register_clue
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


def registered(session, summary):
    category = session.rulebook().dictionary("violation_category").entries()[0].code
    typed = {
        "source_kind": "internal",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": category,
        "summary": summary,
    }
    return register_clue(session, typed).value


def test_a_draft_of_a_clue_is_not_shown_to_whoever_stands_back_from_it(desk):
    """回避 after typing: neither the clue's own draft nor that of a line on it is given back; lifting it gives them."""
    clerk = desk.log_in("clerk")
    clue, other = (registered(clerk, words) for words in ("违规垫付运费", "违规预付货款"))
    drafts.keep(clerk, "Clue", clue.uid, 1, {"summary": "线索的原文"})
    drafts.keep(clerk, f"Loss@{clue.uid}", "", 0, {"item": "预付款"})
    drafts.keep(clerk, "Attachment", "", 0, {"clue": clue.uid})
    drafts.keep(clerk, "Clue", other.uid, 1, {"summary": "另一条"})
    assert len(drafts.mine(clerk)) == 4
    user = clerk.viewer.user
    recusal = records.add(
        desk.log_in("reviewer"), Recusal, {"clue": clue.uid, "user": user, "reason": "亲属"}
    )
    clerk = desk.log_in("clerk")
    assert [(one.form, one.uid) for one in drafts.mine(clerk)] == [("Clue", other.uid)]
    for form, uid in (("Clue", clue.uid), (f"Loss@{clue.uid}", ""), ("Attachment", "")):
        assert drafts.offered(clerk, form, uid) is None
    assert drafts.offered(clerk, "Clue", other.uid) is not None
    records.withdraw(desk.log_in("reviewer"), Recusal, recusal.value.uid, "标错了人")
    assert len(drafts.mine(desk.log_in("clerk"))) == 4
