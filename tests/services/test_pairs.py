"""Relaxing 不相容事项: by the administrator, with a reason; printed, sealed, and understood by ``verify``."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from services.papers import sealed, submitted
from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.records import User
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.seal.verify import Identity, verify_file
from zhuize_desktop.services import records
from zhuize_desktop.services.maintenance import examine
from zhuize_desktop.services.pairs import RELAXED, enforce_pair, pairs_of, relax_pair
from zhuize_desktop.services.signing import give_back, review, sign_by_role
from zhuize_desktop.services.trusting import trust_of
from zhuize_desktop.storage import audit

CHECKED, APPROVED, ALONE = (
    "submit_report+review_report",
    "review_report+issue_report",
    "submit_report+issue_report",
)
WHY = "审核岗位空缺，经党委会 2026-7 号纪要同意"


def give_roles(desk, login, *roles):
    admin = desk.log_in("admin")
    user = next(one for one in records.list_records(admin, User) if one.login == login)
    records.change(admin, replace(user, roles=roles))


def text_of(pdf):
    pages = PdfReader(io.BytesIO(pdf.read_bytes())).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def test_nothing_is_relaxed_by_itself_and_nothing_is_said(desk):
    _, files = sealed(desk)
    found = verify_file(files.pdf)
    assert found.ok
    assert not any("放宽" in one for one in found.notes)
    assert "可由同一人办理" not in text_of(files.pdf)


def test_a_relaxed_pair_lets_one_person_do_both_and_the_report_says_so(desk):
    relax_pair(desk.log_in("admin"), CHECKED, f"  {WHY}\n")
    give_roles(desk, "clerk", Role.CLERK, Role.REVIEWER)
    report = submitted(desk)
    clerk = desk.log_in("clerk")
    review(clerk, report.uid)
    files = sign_by_role(desk.log_in("signer"), report.uid).value
    said = f"本企业自2026年11月20日起，“提交报告”与“审核报告”可由同一人办理。理由：{WHY}。"
    assert (
        text_of(files.pdf).count(said.replace(" ", "")) == 2
    )  # 编制说明 and the page that proves the content
    trust = trust_of(desk.log_in("admin"))
    for path in (files.pdf, files.xlsx):
        found = verify_file(path, trust)
        assert (found.problems, found.identity) == ((), Identity.MATCHES)
        assert f"放宽：{said}" in found.notes
        assert [one.name for one in found.signers] == ["李文海", "李文海", "赵国平"]
    assert examine(desk.open[0]) == []


def test_whoever_reviewed_may_issue_once_that_pair_is_relaxed(desk):
    relax_pair(desk.log_in("admin"), APPROVED, WHY)
    give_roles(desk, "signer", Role.REVIEWER, Role.SIGNER)
    report = submitted(desk)
    signer = desk.log_in("signer")
    review(signer, report.uid)
    files = sign_by_role(signer, report.uid).value
    assert verify_file(files.pdf).ok


def test_no_report_is_one_persons_word_whatever_is_relaxed(desk):
    """Also with the fixed pair written into the setting by hand."""
    admin = desk.log_in("admin")
    relax_pair(admin, CHECKED, WHY)
    relax_pair(admin, APPROVED, WHY)
    with pytest.raises(NotAllowed, match="始终须由两个人办理"):
        relax_pair(admin, ALONE, WHY)
    kept = {key: {"reason": WHY, "since": "2026-11-20"} for key in (CHECKED, APPROVED, ALONE)}
    with admin.ledger.transact(Op.SAVE_SETTING, admin.viewer) as tx:
        tx.set_setting(RELAXED, kept)
    give_roles(desk, "clerk", Role.CLERK, Role.REVIEWER, Role.SIGNER)
    report = submitted(desk)
    clerk = desk.log_in("clerk")
    review(clerk, report.uid)
    with pytest.raises(NotAllowed, match="“签发报告”须由另一人办理。"):
        sign_by_role(clerk, report.uid)
    assert list(clerk.folder.exports.iterdir()) == []


def test_what_is_relaxed_after_the_submission_holds_from_the_next_one(desk):
    """The receiver knows only what stands in the snapshot."""
    give_roles(desk, "clerk", Role.CLERK, Role.REVIEWER)
    report = submitted(desk)
    relax_pair(desk.log_in("admin"), CHECKED, WHY)
    clerk = desk.log_in("clerk")
    with pytest.raises(NotAllowed, match="退回重新提交后才适用"):
        review(clerk, report.uid)
    give_back(clerk, report.uid, "改按放宽后的分工签批")
    again = submitted(desk)
    assert review(desk.open[0], again.uid).value.state.label == "已审核"


def test_what_is_put_in_force_again_holds_at_once(desk):
    relax_pair(desk.log_in("admin"), CHECKED, WHY)
    give_roles(desk, "clerk", Role.CLERK, Role.REVIEWER)
    report = submitted(desk)
    enforce_pair(desk.log_in("admin"), CHECKED, "审核人到岗")
    with pytest.raises(NotAllowed, match="“审核报告”须由另一人办理。"):
        review(desk.log_in("clerk"), report.uid)
    review(desk.log_in("reviewer"), report.uid)
    files = sign_by_role(desk.log_in("signer"), report.uid).value
    assert verify_file(files.pdf).ok


def test_each_decision_stands_on_the_trail_with_its_reason(desk):
    admin = desk.log_in("admin")
    relax_pair(admin, CHECKED, WHY)
    enforce_pair(admin, CHECKED, "审核人到岗")
    with admin.ledger.read() as connection:
        second, first = audit.timeline(connection, [RELAXED])
    assert (first.op, first.actor_name, first.note) == (Op.SAVE_SETTING, "孙立", WHY)
    assert WHY in first.changes[0].new
    assert (second.note, second.changes[0].new) == ("审核人到岗", "{}")
    assert pairs_of(admin).relaxed == ()


@pytest.mark.parametrize("login", ["clerk", "reviewer", "signer", "inspector"])
def test_only_an_administrator_decides(desk, login):
    session = desk.log_in(login)
    for act in (relax_pair, enforce_pair):
        with pytest.raises(NotAllowed):
            act(session, CHECKED, WHY)
    assert pairs_of(session).relaxed == ()


def test_a_decision_needs_a_reason_and_changes_something(desk):
    admin = desk.log_in("admin")
    for reason in ("", "  \n ", "长" * 201):
        with pytest.raises(FieldError):
            relax_pair(admin, CHECKED, reason)
    with pytest.raises(NotAllowed, match="没有改动"):
        enforce_pair(admin, CHECKED, WHY)
    relax_pair(admin, CHECKED, WHY)
    with pytest.raises(NotAllowed, match="没有改动"):
        relax_pair(admin, CHECKED, WHY)
    assert pairs_of(admin).relaxed[0].reason == WHY
