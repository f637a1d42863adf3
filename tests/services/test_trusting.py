"""信任名单: the keys of the ledger with the names and roles of their time, read back by the reader of lists."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

from desk import PASSWORD
from services.papers import sealed
from zhuize_desktop.domain.errors import FileProblem, NotAllowed
from zhuize_desktop.domain.records import Enterprise, User
from zhuize_desktop.domain.roles import Role
from zhuize_desktop.seal import fileseal
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.seal.signature import SignRole, sign_person
from zhuize_desktop.seal.trust import read_trust
from zhuize_desktop.seal.verify import Identity, verify_file
from zhuize_desktop.seal.workbook import examine_workbook, seal_workbook
from zhuize_desktop.services import certificates, directory, records, trusting, users

#: GB 32100—2015, annex.
CODE = "91350100M000100Y43"
DAY = timedelta(days=1)
NEW_PASSWORD = "Other-2026!pass"


@pytest.fixture
def admin(desk):
    for login in ("clerk", "signer"):
        desk.log_in(login)  # the first login makes the key
    desk.clock.advance(minutes=5)
    session = desk.log_in("admin")
    own = records.load(session, Enterprise, session.viewer.enterprise)
    since = session.today - DAY
    directory.change_enterprise(session, replace(own, credit_code=CODE), since, "信用代码变更")
    return session


def account(session, login):
    return next(user for user in users.all_users(session) if user.login == login)


def listed(session, tmp_path):
    """What the reader of lists gets for the enterprise as it is called now."""
    file = tmp_path / "信任名单.json"
    trusting.export_trust(session, file)
    return read_trust(file).enterprises[0]


def test_list_names_every_key_and_is_read_back(admin, tmp_path):
    enterprise = listed(admin, tmp_path)
    assert (enterprise.name, enterprise.credit_code) == ("虚构运输集团有限公司", CODE)
    assert {(one.login, one.name) for one in enterprise.signers} == {
        ("clerk", "李文海"),
        ("signer", "赵国平"),
        ("admin", "孙立"),
    }  # who has never logged in has no key
    own = next(one for one in enterprise.signers if one.login == "admin")
    # Nine o'clock in China and five minutes.
    assert (own.public_key, own.valid_from, own.valid_to) == (admin.public_key, "2026-11-20T01:05:00Z", "")


def test_enterprise_is_found_under_every_name_and_code_it_had(admin):
    own = records.load(admin, Enterprise, admin.viewer.enterprise)
    directory.change_enterprise(admin, replace(own, name="虚构交运集团有限公司"), admin.today, "更名")
    found = trusting.trust_of(admin).enterprises
    assert {(one.name, one.credit_code) for one in found} == {
        ("虚构交运集团有限公司", CODE),
        ("虚构运输集团有限公司", CODE),
        ("虚构运输集团有限公司", ""),
    }
    assert len({one.signers for one in found}) == 1


def test_names_and_roles_of_a_signer_stand_apart(admin, desk, tmp_path):
    desk.clock.advance(minutes=5)
    users.change_user(admin, replace(account(admin, "clerk"), roles=(Role.CLERK, Role.REVIEWER)))
    desk.clock.advance(minutes=5)
    users.change_user(admin, replace(account(admin, "clerk"), name="李文海甲"))
    found = [one for one in listed(admin, tmp_path).signers if one.login == "clerk"]
    assert [(one.name, one.roles, one.valid_from, one.valid_to) for one in found] == [
        ("李文海", ("填报人",), "2026-11-20T01:00:00Z", "2026-11-20T01:10:00Z"),
        ("李文海", ("填报人", "审核人"), "2026-11-20T01:10:00Z", "2026-11-20T01:15:00Z"),
        ("李文海甲", ("填报人", "审核人"), "2026-11-20T01:15:00Z", ""),
    ]
    assert len({one.public_key for one in found}) == 1


def test_key_before_a_reset_keeps_its_days(admin, desk, tmp_path):
    users.reset_password(admin, account(admin, "clerk").uid, NEW_PASSWORD, QUICK)
    desk.clock.advance(minutes=5)
    desk.log_in("clerk", NEW_PASSWORD)
    desk.clock.advance(minutes=5)
    old, new = [one for one in listed(desk.log_in("admin"), tmp_path).signers if one.login == "clerk"]
    assert (old.valid_from, old.valid_to) == ("2026-11-20T01:00:00Z", "2026-11-20T01:10:00Z")
    assert (new.valid_from, new.valid_to) == ("2026-11-20T01:10:00Z", "")
    assert old.public_key != new.public_key


def test_certificates_that_were_replaced_stay_listed(admin, tmp_path):
    certificates.make_demonstration_certificate(admin)
    first = certificates.own_certificate(admin)
    certificates.make_demonstration_certificate(admin)
    second = certificates.own_certificate(admin)
    assert listed(admin, tmp_path).certificates == (first.digests[0], second.digests[0])


def test_who_left_stays_listed(admin, desk, tmp_path):
    clerks_key = [one.public_key for one in listed(admin, tmp_path).signers if one.login == "clerk"]
    second = users.add_user(admin, "second", "周备", "主管", (Role.CLERK,), NEW_PASSWORD, QUICK).value
    assert second.active
    left = users.remove_user(admin, account(admin, "clerk").uid, QUICK).value.user
    again = desk.log_in("admin", PASSWORD)
    assert records.load(again, User, left.uid).left_on == again.today
    assert [one.public_key for one in listed(again, tmp_path).signers if one.login == "clerk"] == clerks_key


def test_nobody_else_writes_one(desk, tmp_path):
    for login in ("clerk", "inspector"):
        with pytest.raises(NotAllowed):
            trusting.export_trust(desk.log_in(login), tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()


def test_file_that_cannot_be_written_is_told_and_not_on_the_trail(admin, tmp_path):
    with pytest.raises(FileProblem):
        trusting.export_trust(admin, tmp_path / "missing" / "a.json")
    done = trusting.export_trust(admin, tmp_path / "b.json")
    assert done.changes.uids == {"TrustList": {"b.json"}}


def forged(report, files, clerk, roles, monkeypatch):
    """The sealed workbook again, every signature given by the clerk alone, by a program that does not refuse it."""
    with files.xlsx.open("rb") as stream:
        true = examine_workbook(stream)
    chain = []
    for role, name in roles:
        chain.append(
            sign_person(
                clerk.signing_key,
                chain,
                role=role,
                name=name,
                login="clerk",
                post="",
                signed_at=clerk.clock.now(),
                snapshot_sha256=report.snapshot,
            )
        )
    envelope = replace(true.seal.envelope, signatures=tuple(chain))
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    sign = clerk.signing_key.sign
    with monkeypatch.context() as patch:
        patch.setattr(fileseal, "verify_chain", lambda *_: ())
        return seal_workbook(book.getvalue(), envelope, true.content, sign, clerk.public_key)


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ((SignRole.PREPARED, SignRole.REVIEWED, SignRole.ISSUED), "填报与审核是同一人（李文海）所签"),
        ((SignRole.PREPARED, SignRole.ISSUED), "填报与签发是同一人（李文海）所签"),
    ],
)
def test_one_clerk_alone_makes_no_report_that_holds(desk, tmp_path, monkeypatch, roles, told):
    report, files = sealed(desk)
    clerk = desk.log_in("clerk")
    path = tmp_path / "伪造.xlsx"
    path.write_bytes(forged(report, files, clerk, [(role, "李文海") for role in roles], monkeypatch))
    found = verify_file(path, trusting.trust_of(clerk))
    assert not found.integrity
    assert any(told in one for one in found.problems)
    true = verify_file(files.xlsx, trusting.trust_of(clerk))
    assert (true.problems, true.identity) == ((), Identity.MATCHES)


def test_a_clerk_is_trusted_as_clerk_only(desk, tmp_path):
    """Two accounts in league: the signer prepared it and the clerk issued it."""
    report, files = sealed(desk)
    with files.xlsx.open("rb") as stream:
        true = examine_workbook(stream)
    chain = []
    for login, name, role in (("signer", "赵国平", SignRole.PREPARED), ("clerk", "李文海", SignRole.ISSUED)):
        session = desk.log_in(login)
        chain.append(
            sign_person(
                session.signing_key,
                chain,
                role=role,
                name=name,
                login=login,
                post="",
                signed_at=session.clock.now(),
                snapshot_sha256=report.snapshot,
            )
        )
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    envelope = replace(true.seal.envelope, signatures=tuple(chain))
    path = tmp_path / "调换.xlsx"
    sign = session.signing_key.sign
    path.write_bytes(seal_workbook(book.getvalue(), envelope, true.content, sign, session.public_key))
    found = verify_file(path, trusting.trust_of(session))
    assert (found.integrity, found.identity) == (True, Identity.DIFFERS)
    assert found.problems == (
        "填报（赵国平）在信任名单中没有“填报人”的角色。",
        "签发（李文海）在信任名单中没有“签发人”的角色。",
    )
