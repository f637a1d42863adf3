"""签批: who signs what when, on screen and on paper, and that a sealed report never stands without its files."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from desk import PASSWORD, TODAY
from services.papers import compiled, register_cases, sealed, submitted
from zhuize_desktop.domain.clock import FixedClock
from zhuize_desktop.domain.errors import Conflict, FieldError, FileProblem, NotAllowed
from zhuize_desktop.domain.records import Attachment, PeriodicReport, ReportState, User
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.seal.pdf import examine_pdf
from zhuize_desktop.seal.signature import PaperSignature, PersonSignature
from zhuize_desktop.seal.workbook import examine_workbook
from zhuize_desktop.services import records, signing
from zhuize_desktop.services.certificates import make_demonstration_certificate, own_certificate
from zhuize_desktop.services.maintenance import examine
from zhuize_desktop.services.report_files import write_again
from zhuize_desktop.services.reporting import explain, preview
from zhuize_desktop.services.signing import (
    UNEXPLAINED,
    SealedFiles,
    confirm_paper_issue,
    enter_paper_issue,
    files_of,
    give_back,
    issue,
    place_files,
    review,
    sign_by_role,
    signatures_of,
    submit,
)
from zhuize_desktop.services.snapshots import frozen_bytes, read_frozen
from zhuize_desktop.services.users import add_user

#: Reports are submitted on this day, so they are signed on paper on it or later.
DAY = TODAY


def load(session, report):
    return records.load(session, PeriodicReport, report.uid)


def reviewed(desk):
    report = submitted(desk)
    return review(desk.log_in("reviewer"), report.uid).value


def scan(tmp_path):
    path = tmp_path / "签发页.pdf"
    path.write_bytes(b"%PDF-1.7 invented scan" * 40)
    return path


# --- three signatures -----------------------------------------------------------------------------------------


def test_three_signatures_make_the_sealed_files(desk):
    register_cases(desk.log_in("clerk"))
    report, files = sealed(desk)
    session = desk.open[0]
    assert report.state is ReportState.ISSUED
    assert report.serial == "XGYS-2025-年报-001"
    chain = signatures_of(session, report)
    assert [(one.role, one.name, one.post) for one in chain] == [
        ("填报", "李文海", "审计部主管"),
        ("审核", "周敏", "审计部部长"),
        ("签发", "赵国平", "总经理"),
    ]
    with files.xlsx.open("rb") as stream:
        workbook = examine_workbook(stream)
    pdf = examine_pdf(files.pdf.read_bytes())
    assert (pdf.problems, workbook.problems) == ((), ())
    with session.ledger.read() as connection:
        body = frozen_bytes(read_frozen(connection, report.snapshot))
    for found in (pdf, workbook):
        assert found.content == body
        envelope = found.seal.envelope
        assert (envelope.serial, envelope.title) == (report.serial, report.title)
        assert envelope.signatures == tuple(chain)
        assert envelope.content.sha256 == report.snapshot
        assert envelope.predecessor == ""
    assert digest(files.pdf.read_bytes()).sha256 == report.pdf_sha256
    assert digest(files.xlsx.read_bytes()).sha256 == report.xlsx_sha256
    assert files == files_of(session, report)
    assert sorted(path.name for path in session.folder.exports.iterdir()) == sorted(
        (files.pdf.name, files.xlsx.name)
    )


def test_each_report_names_the_one_before(desk):
    first, _ = sealed(desk, 2024)
    _, files = sealed(desk, 2025)
    assert examine_pdf(files.pdf.read_bytes()).seal.envelope.predecessor == first.snapshot


def test_with_a_certificate_the_pdf_is_signed_by_the_enterprise_too(desk):
    make_demonstration_certificate(desk.log_in("admin"))
    _, files = sealed(desk)
    session = desk.open[0]
    certificate = own_certificate(session)
    assert "非电子公章" in certificate.subject
    found = examine_pdf(files.pdf.read_bytes())
    assert found.problems == ()
    assert found.seal.envelope.expects_certificate
    assert found.seal.certificates == certificate.digests
    with files.xlsx.open("rb") as stream:
        assert examine_workbook(stream).problems == ()


def test_the_signatures_stand_in_the_trail(desk):
    report, _ = sealed(desk)
    with desk.open[0].ledger.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT op, actor_name FROM entry JOIN change c USING (seq) WHERE c.uid = ? AND field = 'signature'",
            (report.uid,),
        ).all()
    assert [tuple(row) for row in rows] == [
        ("submit_report", "李文海"),
        ("review_report", "周敏"),
        ("issue_report", "赵国平"),
    ]


def test_by_role_each_does_what_is_next(desk):
    report = compiled(desk.log_in("clerk"))
    for login, state in (("clerk", "已提交"), ("reviewer", "已审核"), ("signer", "已签发封存")):
        session = desk.log_in(login)
        done = sign_by_role(session, report.uid, unexplained=UNEXPLAINED).value
        assert load(session, report).state.label == state
    assert isinstance(done, SealedFiles)
    assert done.pdf.exists()
    assert done.xlsx.exists()


# --- what stops a signature -------------------------------------------------------------------------------------


def test_out_of_turn_the_sentence_says_whose_turn_it_is(desk):
    report = compiled(desk.log_in("clerk"))
    for login in ("reviewer", "signer", "admin", "inspector"):
        with pytest.raises(NotAllowed, match="应由填报人提交"):
            sign_by_role(desk.log_in(login), report.uid)
    submit(desk.log_in("clerk"), report.uid, unexplained=UNEXPLAINED)
    for login in ("clerk", "signer", "admin"):
        with pytest.raises(NotAllowed, match="应由审核人审核"):
            sign_by_role(desk.log_in(login), report.uid)
    with pytest.raises(NotAllowed, match="应由审核人审核"):
        issue(desk.log_in("signer"), report.uid)
    review(desk.log_in("reviewer"), report.uid)
    for login in ("clerk", "reviewer"):
        with pytest.raises(NotAllowed, match="应由签发人签发"):
            sign_by_role(desk.log_in(login), report.uid)
    issue(desk.log_in("signer"), report.uid)
    for login in ("clerk", "reviewer", "signer"):
        with pytest.raises(NotAllowed, match="已签发封存"):
            sign_by_role(desk.log_in(login), report.uid)
    with pytest.raises(NotAllowed, match="不能退回"):
        give_back(desk.log_in("signer"), report.uid, "反悔")


def test_a_must_finding_or_an_unexplained_one_stops_the_submission(desk):
    clerk = desk.log_in("clerk")
    register_cases(clerk)
    report = compiled(clerk)
    with pytest.raises(NotAllowed, match="没有书面说明"):
        submit(clerk, report.uid)
    assert load(clerk, report).state is ReportState.DRAFT
    for check in {one.check for one in preview(clerk, report.uid).findings if one.grade.value == "verify"}:
        explain(clerk, report.uid, check, "已核对")
    saved = submit(clerk, report.uid).value
    assert saved.state is ReportState.SUBMITTED
    assert set(preview(clerk, report.uid).frozen.explanations.values()) == {"已核对"}


def test_what_is_left_unexplained_says_so_in_the_frozen_report(desk):
    report = submitted(desk)
    assert UNEXPLAINED in preview(desk.open[0], report.uid).frozen.explanations.values()


def give_roles(desk, login, *roles):
    admin = desk.log_in("admin")
    user = next(one for one in records.list_records(admin, User) if one.login == login)
    records.change(admin, replace(user, roles=roles))


def test_one_person_with_all_roles_does_not_sign_twice(desk):
    give_roles(desk, "clerk", Role.CLERK, Role.REVIEWER, Role.SIGNER)
    report = submitted(desk)
    with pytest.raises(NotAllowed, match="须由另一人办理"):
        sign_by_role(desk.log_in("clerk"), report.uid)
    review(desk.log_in("reviewer"), report.uid)
    session = desk.log_in("clerk")
    with pytest.raises(NotAllowed, match="“提交报告”签过这份报告，“签发报告”须由另一人办理"):
        sign_by_role(session, report.uid)
    assert load(session, report).state is ReportState.REVIEWED
    assert len(signatures_of(session, report)) == 2
    assert list(session.folder.exports.iterdir()) == []


def test_two_levels_where_there_is_no_reviewer(desk):
    clerk = desk.log_in("clerk")
    report = compiled(clerk, no_reviewer=True)
    submit(clerk, report.uid, unexplained=UNEXPLAINED)
    with pytest.raises(NotAllowed):
        sign_by_role(desk.log_in("reviewer"), report.uid)
    files = sign_by_role(desk.log_in("signer"), report.uid).value
    found = examine_pdf(files.pdf.read_bytes())
    assert found.problems == ()
    assert [one.role for one in found.seal.envelope.signatures] == ["填报", "签发"]
    assert "两级签批" in found.content.decode() or '"no_reviewer":true' in found.content.decode()


def test_signatures_of_a_returned_report_do_not_count(desk):
    report = reviewed(desk)
    signer = desk.log_in("signer")
    give_back(signer, report.uid, "金额有误")
    assert load(signer, report).state is ReportState.DRAFT
    again = submitted(desk)
    session = desk.log_in("signer")
    assert again.snapshot != report.snapshot
    assert [one.role for one in signatures_of(session, again)] == ["填报"]
    with pytest.raises(NotAllowed, match="应由审核人审核"):
        issue(session, again.uid)
    assert len(signatures_of(session, report)) == 2


def test_a_clock_put_back_is_refused(desk):
    report = submitted(desk)
    desk.clock.advance(days=-3)
    session = desk.log_in("reviewer")
    with pytest.raises(Conflict, match="电脑时间早于"):
        review(session, report.uid)
    assert load(session, report).state is ReportState.SUBMITTED


def test_a_year_that_is_not_over_is_compiled_but_not_submitted(desk):
    desk.clock.instant = FixedClock.on(date(2026, 12, 31), 23).instant
    report = compiled(desk.log_in("clerk"), 2026)
    with pytest.raises(NotAllowed, match="统计期间到2026-12-31才结束，现在只能编制草稿"):
        submit(desk.open[0], report.uid, unexplained=UNEXPLAINED)
    assert load(desk.open[0], report).state is ReportState.DRAFT
    desk.clock.advance(hours=2)  # the new year has begun in China, not yet in UTC
    saved = submit(desk.log_in("clerk"), report.uid, unexplained=UNEXPLAINED).value
    assert saved.state is ReportState.SUBMITTED


def test_a_predecessor_signed_after_the_submission_sends_the_report_back(desk):
    """Otherwise the sealed file would name one predecessor outside and another one inside."""
    later = submitted(desk, 2025)
    first, _ = sealed(desk, 2024)
    with pytest.raises(NotAllowed, match="请退回后重新提交"):
        review(desk.log_in("reviewer"), later.uid)
    give_back(desk.open[0], later.uid, "上年报告已签发")
    again, files = sealed(desk, 2025)
    with desk.open[0].ledger.read() as connection:
        previous = read_frozen(connection, again.snapshot).snapshot.previous
    assert previous.sha256 == first.snapshot
    assert examine_pdf(files.pdf.read_bytes()).seal.envelope.predecessor == first.snapshot


def test_a_predecessor_signed_after_the_review_stops_the_issue(desk):
    later = submitted(desk, 2025)
    review(desk.log_in("reviewer"), later.uid)
    sealed(desk, 2024)
    session = desk.log_in("signer")
    with pytest.raises(NotAllowed, match="请退回后重新提交"):
        issue(session, later.uid)
    assert load(session, later).state is ReportState.REVIEWED
    assert len(signatures_of(session, later)) == 2


def test_nothing_is_put_in_before_a_signed_report(desk):
    early = compiled(desk.log_in("clerk"), 2024)
    sealed(desk, 2025)
    clerk = desk.log_in("clerk")
    with pytest.raises(NotAllowed, match="2025 年度的报告已经签发封存，不能再编制更早的 2023 年度报告"):
        compiled(clerk, 2023)
    with pytest.raises(NotAllowed, match="更早或同期的报告不能再签批"):
        submit(clerk, early.uid, unexplained=UNEXPLAINED)


# --- on paper ---------------------------------------------------------------------------------------------------


def test_a_signature_on_paper_is_entered_by_one_and_confirmed_by_another(desk, tmp_path):
    report = reviewed(desk)
    clerk = desk.log_in("clerk")
    page = scan(tmp_path)
    enter_paper_issue(clerk, report.uid, page, " 赵国平 ", "总经理", DAY)
    assert load(clerk, report).state is ReportState.REVIEWED
    with pytest.raises(NotAllowed, match="已经登记"):
        enter_paper_issue(clerk, report.uid, page, "赵国平", "总经理", DAY)
    assert len(records.list_records(clerk, Attachment)) == 1
    with pytest.raises(NotAllowed):
        confirm_paper_issue(clerk, report.uid)
    signer = desk.log_in("signer")
    with pytest.raises(NotAllowed, match="由他人确认"):
        sign_by_role(signer, report.uid)
    assert len(signatures_of(signer, report)) == 4
    files = sign_by_role(desk.log_in("reviewer"), report.uid).value
    found = examine_pdf(files.pdf.read_bytes())
    assert found.problems == ()
    chain = found.seal.envelope.signatures
    assert [type(one) for one in chain] == [
        PersonSignature,
        PersonSignature,
        PaperSignature,
        *[PersonSignature] * 2,
    ]
    assert (chain[2].name, chain[2].post, chain[2].signed_on) == ("赵国平", "总经理", "2026-11-20")
    assert chain[2].scan == digest(page.read_bytes())
    assert [one.login for one in chain[3:]] == ["clerk", "reviewer"]


@pytest.mark.parametrize(
    ("name", "post", "day", "told"),
    [
        (" ", "总经理", DAY, "姓名和职务"),
        ("赵国平", "", DAY, "姓名和职务"),
        ("赵国平", "总经理", date(2026, 11, 21), "今天之后"),
        ("赵国平", "总经理", date(2026, 11, 19), "早于报告的提交日期 2026-11-20"),
    ],
)
def test_a_paper_signature_must_say_who_and_when(desk, tmp_path, name, post, day, told):
    report = reviewed(desk)
    clerk = desk.log_in("clerk")
    with pytest.raises(FieldError, match=told):
        enter_paper_issue(clerk, report.uid, scan(tmp_path), name, post, day)
    assert records.list_records(clerk, Attachment) == []
    assert date(2026, 11, 21) > TODAY


def test_paper_comes_last_and_needs_its_scan(desk, tmp_path):
    report = submitted(desk)
    clerk = desk.open[0]
    with pytest.raises(NotAllowed, match="应由审核人审核"):
        enter_paper_issue(clerk, report.uid, scan(tmp_path), "赵国平", "总经理", DAY)
    review(desk.log_in("reviewer"), report.uid)
    clerk = desk.log_in("clerk")
    empty = tmp_path / "空.pdf"
    empty.write_bytes(b"")
    for path in (tmp_path / "没有.pdf", empty, tmp_path):
        with pytest.raises(FileProblem):
            enter_paper_issue(clerk, report.uid, path, "赵国平", "总经理", DAY)
    with pytest.raises(NotAllowed, match="还没有登记纸质签发"):
        confirm_paper_issue(desk.log_in("reviewer"), report.uid)
    assert len(signatures_of(desk.open[0], report)) == 2


def test_who_entered_the_paper_does_not_confirm_it(desk, tmp_path):
    give_roles(desk, "clerk", Role.CLERK, Role.REVIEWER)
    report = reviewed(desk)
    clerk = desk.log_in("clerk")
    enter_paper_issue(clerk, report.uid, scan(tmp_path), "赵国平", "总经理", DAY)
    with pytest.raises(NotAllowed, match="登记人不能自己确认"):
        sign_by_role(clerk, report.uid)
    assert load(clerk, report).state is ReportState.REVIEWED


@pytest.mark.parametrize("other", ["signer", "second"])
def test_on_paper_without_a_reviewer_another_person_confirms(desk, tmp_path, other):
    add_user(desk.log_in("admin"), "second", "钱二", "审计员", (Role.CLERK,), PASSWORD, QUICK)
    clerk = desk.log_in("clerk")
    report = compiled(clerk, no_reviewer=True)
    submit(clerk, report.uid, unexplained=UNEXPLAINED)
    enter_paper_issue(clerk, report.uid, scan(tmp_path), "赵国平", "总经理", DAY)
    with pytest.raises(NotAllowed, match="登记人不能自己确认"):
        sign_by_role(clerk, report.uid)
    with pytest.raises(NotAllowed):
        sign_by_role(desk.log_in("admin"), report.uid)
    files = sign_by_role(desk.log_in(other), report.uid).value
    found = examine_pdf(files.pdf.read_bytes())
    assert found.problems == ()
    assert found.seal.envelope.signatures[-1].login == other


# --- the files ----------------------------------------------------------------------------------------------------


def crash_before_placing(desk, monkeypatch):
    """Commit a sealed report and die before its files are put in place."""
    report = reviewed(desk)
    session = desk.log_in("signer")

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(signing, "place_files", dies)
        with pytest.raises(KeyboardInterrupt):
            issue(session, report.uid)
    sealed_report = load(session, report)
    assert sealed_report.state is ReportState.ISSUED
    return sealed_report, files_of(session, sealed_report)


def test_a_crash_after_the_commit_is_mended_at_the_next_login(desk, monkeypatch):
    report, files = crash_before_placing(desk, monkeypatch)
    assert not files.pdf.exists()
    session = desk.log_in("inspector")
    assert digest(files.pdf.read_bytes()).sha256 == report.pdf_sha256
    assert digest(files.xlsx.read_bytes()).sha256 == report.xlsx_sha256
    assert place_files(session, report) == files
    assert sorted(path.name for path in session.folder.exports.iterdir()) == sorted(
        (files.pdf.name, files.xlsx.name)
    )


def test_a_waiting_file_that_was_changed_is_not_put_in_place(desk, monkeypatch):
    """The kept bytes are, instead."""
    report, files = crash_before_placing(desk, monkeypatch)
    waiting = files.pdf.with_name(f"{files.pdf.name}.pending")
    waiting.write_bytes(waiting.read_bytes() + b" ")
    desk.log_in("clerk")
    assert digest(files.pdf.read_bytes()).sha256 == report.pdf_sha256
    assert digest(files.xlsx.read_bytes()).sha256 == report.xlsx_sha256


def test_lost_files_are_written_again_byte_for_byte(desk):
    report, files = sealed(desk)
    was = files.pdf.read_bytes(), files.xlsx.read_bytes()
    shutil.rmtree(files.pdf.parent)
    clerk = desk.log_in("clerk")
    done = write_again(clerk, report.uid)
    assert (done.value, done.changes.op) == (files, Op.EXPORT)
    assert (files.pdf.read_bytes(), files.xlsx.read_bytes()) == was
    for login in ("admin", "inspector"):
        with pytest.raises(NotAllowed):
            write_again(desk.log_in(login), report.uid)
    with pytest.raises(NotAllowed, match="还没有签发封存"):
        write_again(desk.log_in("clerk"), compiled(desk.open[0], 2026).uid)


def test_a_changed_file_is_not_overwritten_but_told(desk):
    report, files = sealed(desk)
    session = desk.open[0]
    changed = files.pdf.read_bytes() + b" "
    files.pdf.write_bytes(changed)
    with pytest.raises(FileProblem, match="与封存时的内容不符"):
        write_again(session, report.uid)
    assert files.pdf.read_bytes() == changed
    assert [one for one in examine(session) if files.pdf.name in one and "内容不符" in one]
    files.pdf.unlink()
    write_again(session, report.uid)
    assert examine(session) == []


def test_a_file_held_by_another_program_does_not_stop_the_login(desk, monkeypatch):
    from pathlib import Path

    report, files = crash_before_placing(desk, monkeypatch)
    real = Path.replace

    def held(self, target):
        if self.name.endswith(".pdf.pending"):
            raise PermissionError(13, "sharing violation")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        session = desk.log_in("clerk")
        with pytest.raises(FileProblem, match=r"权限|打开"):
            place_files(session, report)
    desk.log_in("clerk")
    assert files.pdf.exists()
    assert files.xlsx.exists()


def test_a_crash_before_the_commit_leaves_an_unsealed_report(desk, monkeypatch):
    report = reviewed(desk)
    session = desk.log_in("signer")
    real = type(session.ledger).transact
    from contextlib import contextmanager

    @contextmanager
    def dies_at_the_end(self, op, actor):
        with real(self, op, actor) as tx:
            yield tx
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(session.ledger), "transact", dies_at_the_end)
        with pytest.raises(KeyboardInterrupt):
            issue(session, report.uid)
    assert any(path.name.endswith(".pending") for path in session.folder.exports.iterdir())
    session = desk.log_in("signer")
    assert load(session, report).state is ReportState.REVIEWED
    assert not any(path.suffix in (".pdf", ".xlsx") for path in session.folder.exports.iterdir())
    files = issue(session, report.uid).value
    assert examine_pdf(files.pdf.read_bytes()).problems == ()
    assert load(session, report).serial.endswith("-001")
    assert not any(path.name.endswith(".pending") for path in session.folder.exports.iterdir())


def test_no_room_for_the_files_leaves_the_report_unsealed(desk, monkeypatch):
    report = reviewed(desk)
    session = desk.log_in("signer")
    session.folder.exports.rmdir()
    session.folder.exports.write_bytes(b"in the way")
    with pytest.raises(FileProblem):
        issue(session, report.uid)
    assert load(session, report).state is ReportState.REVIEWED
    assert len(signatures_of(session, report)) == 2
    session.folder.exports.unlink()
    files = issue(session, report.uid).value
    assert files.pdf.exists()


def test_a_name_no_file_can_bear_still_gets_its_files(desk):
    from zhuize_desktop.services.session import own_enterprise

    admin = desk.log_in("admin")
    own = own_enterprise(admin)
    records.change(admin, replace(own, name='虚构/运输:"集团"<1>'))
    _, files = sealed(desk)
    assert files.pdf.exists()
    assert not set('/\\:*?"<>|') & set(files.pdf.name)
    assert "虚构/运输" in examine_pdf(files.pdf.read_bytes()).seal.envelope.title


def test_a_new_signer_signs_with_a_key_of_their_own(desk):
    add_user(desk.log_in("admin"), "deputy", "钱副", "副总经理", (Role.SIGNER,), PASSWORD, QUICK)
    report = reviewed(desk)
    files = sign_by_role(desk.log_in("deputy"), report.uid).value
    chain = examine_pdf(files.pdf.read_bytes()).seal.envelope.signatures
    assert [one.login for one in chain] == ["clerk", "reviewer", "deputy"]
    assert len({one.public_key for one in chain}) == 3
