"""Papers: taken in, given back the same, never readable on the disk, and told when damaged."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FieldError, FileProblem, NotAllowed
from zhuize_desktop.domain.records import Attachment, SupervisionReport
from zhuize_desktop.services import attachments, records, users
from zhuize_desktop.storage import attachments as stored


@pytest.fixture
def report(clerk):
    return records.add(clerk, SupervisionReport, {"title": "审计报告"}).value.uid


def taken(clerk, report, path, data):
    path.write_bytes(data)
    return attachments.add_attachment(clerk, path, {"report": report}).value


def test_a_paper_comes_back_the_same_and_lies_encrypted(clerk, report, tmp_path):
    made = taken(clerk, report, tmp_path / "会议纪要（扫描）.pdf", b"%PDF secret words" * 9)
    assert (made.name, made.size) == ("会议纪要（扫描）.pdf", 17 * 9)
    assert made.sha256 == hashlib.sha256(b"%PDF secret words" * 9).hexdigest()
    assert attachments.read_attachment(clerk, made.uid) == (made, b"%PDF secret words" * 9)
    (file,) = clerk.folder.attachments.iterdir()
    assert b"secret" not in file.read_bytes()


def test_a_withdrawn_report_takes_no_more_papers(clerk, report, tmp_path):
    records.withdraw(clerk, SupervisionReport, report, "重复登记")
    with pytest.raises(NotAllowed, match="已撤回"):
        taken(clerk, report, tmp_path / "一.pdf", b"late")
    assert list(clerk.folder.attachments.iterdir()) == []


def test_the_same_bytes_lie_once(clerk, report, tmp_path):
    first = taken(clerk, report, tmp_path / "一.pdf", b"same")
    second = taken(clerk, report, tmp_path / "二.pdf", b"same")
    assert first.uid != second.uid
    assert len(list(clerk.folder.attachments.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("空.pdf", b"", "空文件"),
        ("程序.EXE", b"MZ", "程序文件"),
        ("脚本.js", b"x", "程序文件"),
        ("长" * 117 + ".pdf", b"x", "超过 120 个字"),
        ("没有.pdf", None, "找不到"),
        ("NUL.pdf", b"x", "设备名"),
        ("con", b"x", "设备名"),
        ("Lpt1 .扫描.pdf", b"x", "设备名"),
        ("COM¹.txt", b"x", "设备名"),
        ("纪要.pdf.", b"x", "句点"),
        ("程序.exe ", b"x", "空格"),
        (" 纪要.pdf", b"x", "空格"),
        ("纪要?.pdf", b"x", "不能使用的字符"),
        ("上级\\纪要.pdf", b"x", "不能使用的字符"),
        ("换\n行.pdf", b"x", "不能使用的字符"),
        ("说明\u202efdp.doc", b"x", "不能使用的字符"),
    ],
)
def test_what_is_refused_leaves_nothing(clerk, report, tmp_path, name, data, told):
    path = tmp_path / name
    if data is not None and len(name.encode()) < 255:
        path.write_bytes(data)
    with pytest.raises(FileProblem, match=told):
        attachments.add_attachment(clerk, path, {"report": report})
    assert list(clerk.folder.attachments.iterdir()) == []
    assert records.list_records(clerk, Attachment) == []


def test_too_large_is_refused_without_reading(clerk, report, tmp_path):
    path = tmp_path / "大.pdf"
    with path.open("wb") as stream:
        stream.truncate(attachments.LARGEST + 1)
    with pytest.raises(FileProblem, match="超过 100 MB"):
        attachments.add_attachment(clerk, path, {"report": report})


def test_exactly_100_mb_is_not_too_large(tmp_path):
    path = tmp_path / "大.pdf"
    with path.open("wb") as stream:
        stream.truncate(attachments.LARGEST)
    _, data = attachments._read(path)
    assert len(data) == 100 * 1024 * 1024


def test_a_folder_is_no_paper(clerk, report, tmp_path):
    (tmp_path / "材料").mkdir()
    with pytest.raises(FileProblem, match="文件夹"):
        attachments.add_attachment(clerk, tmp_path / "材料", {"report": report})


@pytest.mark.parametrize(
    "name", ["长" * 80 + ".pdf", "CONTRACT.pdf", "console.txt", ".纪要", "合同(1)—终稿.v2.pdf"]
)
def test_ordinary_names_pass_and_stay_as_they_are(clerk, report, tmp_path, name):
    assert taken(clerk, report, tmp_path / name, b"x").name == name


def test_a_mark_of_state_secrecy_in_a_name_is_refused(clerk, report, tmp_path):
    path = tmp_path / "（机密）纪要.pdf"
    path.write_bytes(b"x")
    with pytest.raises(FieldError) as refused:
        attachments.add_attachment(clerk, path, {"report": report})
    assert refused.value.field == "name"
    assert list(clerk.folder.attachments.iterdir()) == []


def test_on_a_clue_that_is_not_there(clerk, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    with pytest.raises(NotAllowed):
        attachments.add_attachment(clerk, path, {"clue": "nowhere"})
    assert list(clerk.folder.attachments.iterdir()) == []


def test_damage_swaps_and_loss_are_told(clerk, report, tmp_path):
    one = taken(clerk, report, tmp_path / "一.pdf", b"first")
    two = taken(clerk, report, tmp_path / "二.pdf", b"other")
    assert attachments.damaged_attachments(clerk) == []
    paths = [stored.path_of(clerk.folder.attachments, made.sha256) for made in (one, two)]
    whole = paths[0].read_bytes()
    paths[0].write_bytes(paths[1].read_bytes())  # somebody else's paper under this name
    assert [told[:8] for told in attachments.damaged_attachments(clerk)] == ["附件“一.pdf"]
    with pytest.raises(FileProblem, match="已损坏"):
        attachments.read_attachment(clerk, one.uid)
    paths[0].write_bytes(whole)
    paths[1].unlink()
    with pytest.raises(FileProblem, match="不在数据文件夹"):
        attachments.read_attachment(clerk, two.uid)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=300), at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(tmp_path, data, at, bit):
    secret = "ab" * 32
    sha256 = stored.store(tmp_path, secret, data)
    assert stored.load(tmp_path, (secret,), sha256) == data
    path = stored.path_of(tmp_path, sha256)
    sealed = bytearray(path.read_bytes())
    sealed[at % len(sealed)] ^= 1 << bit
    path.write_bytes(sealed)
    with pytest.raises(FileProblem):
        stored.load(tmp_path, (secret,), sha256)
    path.unlink()


def test_a_plain_copy_is_remembered(clerk, report, tmp_path):
    made = taken(clerk, report, tmp_path / "一.pdf", b"first")
    out = attachments.save_copy(clerk, made.uid, tmp_path / "给审计.pdf")
    assert out.read_bytes() == b"first"
    with clerk.ledger.read() as connection:
        last = connection.exec_driver_sql("SELECT op, actor_name FROM entry ORDER BY seq DESC").first()
    assert tuple(last) == ("export", "李文海")


def test_without_permission_to_export_nothing_is_written(desk, tmp_path):
    clerk = desk.log_in("clerk")
    report = records.add(clerk, SupervisionReport, {"title": "审计报告"}).value.uid
    made = taken(clerk, report, tmp_path / "一.pdf", b"first")
    admin = desk.log_in("admin")
    own = next(one for one in users.all_users(admin) if one.login == "admin")
    users.change_user(admin, replace(own, admin_reads_cases=True))
    admin = desk.log_in("admin")
    assert (
        attachments.read_attachment(admin, made.uid)[1] == b"first"
    )  # reading is one thing, taking out another
    with pytest.raises(NotAllowed, match="导出"):
        attachments.save_copy(admin, made.uid, tmp_path / "带走.pdf")
    assert not (tmp_path / "带走.pdf").exists()


def test_a_copy_that_cannot_be_written_leaves_no_trace(clerk, report, tmp_path):
    made = taken(clerk, report, tmp_path / "一.pdf", b"first")
    before = trail(clerk)
    with pytest.raises(FileProblem):
        attachments.save_copy(clerk, made.uid, tmp_path / "没有" / "这个" / "夹" / "一.pdf")
    assert trail(clerk) == before


def trail(session):
    with session.ledger.read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM entry").scalar()
