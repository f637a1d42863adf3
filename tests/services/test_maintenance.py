"""Health check, backups, restoring: with real ledgers, real seals, and damage done to real files."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.papers import sealed
from zhuize_desktop.domain.errors import Conflict, FieldError, FileProblem, NotAllowed, WrongPassword
from zhuize_desktop.domain.ledger_view import LedgerQuery
from zhuize_desktop.domain.records import PeriodicReport, ReportKind, User
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.seal.canonical import canonical
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.seal.package import manifest_bytes, open_package, seal_package
from zhuize_desktop.seal.signature import SignRole, sign_person
from zhuize_desktop.services import users
from zhuize_desktop.services.attachments import add_attachment, damaged_attachments, of_clue, read_attachment
from zhuize_desktop.services.backup_file import look_into
from zhuize_desktop.services.clues import list_uids, register_clue
from zhuize_desktop.services.maintenance import (
    back_up,
    examine,
    last_backup_at,
    last_backup_text,
    restore_backup,
    set_password_with_recovery,
)
from zhuize_desktop.services.records import insert, list_records
from zhuize_desktop.services.report_files import write_again
from zhuize_desktop.services.session import log_in
from zhuize_desktop.services.snapshots import Frozen, frozen_bytes, gather
from zhuize_desktop.storage import audit
from zhuize_desktop.storage.folders import DataFolder
from zhuize_desktop.storage.lock import FolderInUse
from zhuize_desktop.storage.reports import store_snapshot

PASSWORD = "Test-2026!pass"


def clue_values(session, **more):
    return {
        "source_kind": "internal",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": next(
            entry.code for entry in session.rulebook().dictionary("violation_category").entries()
        ),
        "summary": "违规为参股公司垫付运费",
        **more,
    }


@pytest.fixture
def filled(clerk, tmp_path):
    """A clerk's ledger with two clues and a paper."""
    clue = register_clue(clerk, clue_values(clerk)).value
    register_clue(clerk, clue_values(clerk, summary="超合同进度付款"))
    paper = tmp_path / "审计报告.pdf"
    paper.write_bytes(b"%PDF-1.7 invented" * 50)
    add_attachment(clerk, paper, {"clue": clue.uid})
    return clerk


def raw(path, key):
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return connection


def entries(session):
    with session.ledger.read() as connection:
        return [
            tuple(row)
            for row in connection.exec_driver_sql("SELECT seq, epoch, op, note, hash FROM entry ORDER BY seq")
        ]


# --- examine -----------------------------------------------------------------------------------------------


def test_a_sound_ledger_has_no_problems_for_any_role(desk, filled):
    filled.close()
    for login in ("clerk", "reviewer", "signer", "admin", "inspector"):
        assert examine(desk.log_in(login)) == []


DAMAGE = {
    "INSERT INTO loss SELECT 'x', owner_enterprise, 1, '', 'nowhere', '', NULL, '', NULL, NULL, NULL, '' FROM clue"
    " LIMIT 1": "表 loss 有 1 处引用",
    "DROP TRIGGER clue_is_kept": "clue_is_kept",
    "DROP INDEX ix_clue_number": "表 clue 的结构与本版本不符（ix_clue_number）",
    "ALTER TABLE clue ADD COLUMN secret TEXT": "表 clue 的结构与本版本不符（secret）",
    "CREATE TABLE foreign_guest (x TEXT) STRICT": "不认识的表 foreign_guest",
    "DROP TABLE draft": "缺少表 draft",
    "DELETE FROM search_entry WHERE id = (SELECT min(id) FROM search_entry)": "检索索引与记录对不上",
    "DROP TRIGGER entry_is_final; UPDATE entry SET actor_name = '别人' WHERE seq = 2": "办理记录第 2 条与前后不衔接",
    "UPDATE setting SET value = '99' WHERE key = 'keyfile.generation'": "keys.json 比台账旧",
    "UPDATE user SET active = 0 WHERE login = 'signer'": "keys.json 里的用户“signer”",
    "UPDATE user SET login = 'boss' WHERE login = 'signer'": "用户“boss”",
    "PRAGMA user_version = 7": "更新版本的程序",
    "PRAGMA application_id = 7": "不是本程序的台账",
}


@pytest.mark.parametrize(("statements", "told"), DAMAGE.items(), ids=[one[:40] for one in DAMAGE])
def test_examine_tells_each_kind_of_damage(filled, statements, told):
    connection = raw(filled.ledger.path, filled.ledger.key)
    connection.execute("PRAGMA foreign_keys=OFF")
    for statement in statements.split("; "):
        connection.execute(statement)
    connection.close()
    problems = examine(filled)
    assert any(told in problem for problem in problems), problems
    assert all("\u4e00" <= problem[0] <= "\u9fff" or problem[0] in "k“" for problem in problems)


def test_examine_tells_damaged_and_missing_attachments(filled):
    (paper,) = filled.folder.attachments.iterdir()
    data = bytearray(paper.read_bytes())
    data[20] ^= 1
    paper.write_bytes(data)
    assert [one for one in examine(filled) if "审计报告.pdf" in one and "已损坏" in one]
    paper.unlink()
    assert [one for one in examine(filled) if "审计报告.pdf" in one and "不在数据文件夹" in one]


def test_examine_goes_on_past_a_part_that_cannot_be_read(filled):
    filled.folder.keys.write_bytes(b"{}")
    (paper,) = filled.folder.attachments.iterdir()
    paper.unlink()
    problems = examine(filled)
    assert any("密钥文件" in one for one in problems)
    assert any("附件" in one for one in problems)


def damage_page_of(session, table):
    """Leave, and flip one byte in the page where a table begins that the login does not read."""
    connection = raw(session.ledger.path, session.ledger.key)
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.close()
    session.close()
    data = bytearray(session.ledger.path.read_bytes())
    data[(page - 1) * 4096 + 100] ^= 0xFF
    session.ledger.path.write_bytes(data)


def test_examine_tells_flipped_bytes_in_a_page(desk, filled):
    damage_page_of(filled, "reading_grant")
    session = desk.log_in("clerk")
    assert any("加密页校验有 1 处损坏" in one for one in examine(session)), examine(session)


def freeze(session):
    """A report, frozen as its submission freezes it."""
    with session.ledger.transact(Op.COMPILE_REPORT, session.viewer) as tx:
        report = insert(
            tx,
            PeriodicReport,
            {
                "kind": ReportKind.ANNUAL,
                "year": 2026,
                "period_from": date(2026, 1, 1),
                "period_to": date(2026, 12, 31),
                "enterprise": session.viewer.enterprise,
                "title": "2026年度报告",
            },
        )
        content = frozen_bytes(Frozen(gather(session, report, tx.connection)))
        sha256 = hashlib.sha256(content).hexdigest()
        store_snapshot(tx.connection, sha256, report.uid, tx.now, content.decode())


def test_a_chain_rewritten_behind_a_frozen_report_is_caught(filled):
    freeze(filled)
    assert examine(filled) == []
    connection = raw(filled.ledger.path, filled.ledger.key)
    connection.execute("PRAGMA foreign_keys=OFF")
    for name in ("entry_is_kept", "change_is_kept"):
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"DELETE FROM {name.removesuffix('_is_kept')} WHERE seq > 3")
        connection.execute(sql)
    connection.close()
    for summary in ("另一件", "再一件", "第三件"):
        register_clue(filled, clue_values(filled, summary=summary))
    assert examine(filled) == ["报告“2026年度报告”冻结时的办理记录已不在链上，办理记录可能被整体重写。"]


def test_altered_frozen_content_is_told(filled):
    freeze(filled)
    connection = raw(filled.ledger.path, filled.ledger.key)
    connection.execute("DROP TRIGGER snapshot_is_final")
    connection.execute("UPDATE snapshot SET body = replace(body, '2026', '2025')")
    connection.close()
    assert "报告“2026年度报告”的冻结内容与其摘要不符，可能被改动。" in examine(filled)


# --- backup ------------------------------------------------------------------------------------------------


def test_a_backup_holds_everything_and_is_told(filled, tmp_path):
    assert last_backup_text(filled) == "还没有备份"
    assert last_backup_at(filled) is None
    with filled.ledger.read() as connection:
        head = audit.head(connection)
    file = back_up(filled, tmp_path / "U盘").value
    assert file.name == "台账备份_虚构运输集团有限公司_2026-11-20_0900.zhuize-backup"
    with open_package(file) as package:
        assert package.problems == ()
        names = [member.name for member in package.manifest.members]
        assert names[:3] == ["ledger.db", "keys.json", "contents.json"]
        assert len(names) == 4
        assert (package.envelope.audit_count, package.envelope.audit_head) == (head.seq, head.hash)
        assert [one.login for one in package.envelope.signatures] == ["clerk"]
        assert json.loads(package.read("contents.json"))["rows"]["clue"] == 2
    assert last_backup_text(filled) == "上次备份 今天 09:00（已核对）"
    assert last_backup_at(filled) == filled.clock.now()
    assert entries(filled)[-1][2] == "back_up"
    assert [path.name for path in filled.folder.backups.iterdir()] == []


def test_last_backup_text_by_age(desk, filled, tmp_path):
    back_up(filled, tmp_path / "out")
    texts = []
    for days in (1, 1, 365):
        desk.clock.advance(days=days)
        texts.append(last_backup_text(desk.log_in("clerk")))
    assert texts == [
        "上次备份 昨天 09:00（已核对）",
        "上次备份 11月20日 09:00（已核对）",
        "上次备份 2026年11月20日 09:00（已核对）",
    ]


def test_two_backups_in_one_minute_have_two_names(filled, tmp_path):
    first = back_up(filled, tmp_path).value
    second = back_up(filled, tmp_path).value
    assert first != second
    assert first.exists()
    assert second.exists()


def test_a_missing_attachment_does_not_stop_the_backup_but_is_told(filled, tmp_path):
    (paper,) = filled.folder.attachments.iterdir()
    paper.unlink()
    back_up(filled, tmp_path)
    assert last_backup_text(filled).endswith("（已核对，缺 1 个附件）")


def test_an_inspector_makes_no_backup(desk, tmp_path):
    with pytest.raises(NotAllowed):
        back_up(desk.log_in("inspector"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_ledger_is_not_reported_as_backed_up(desk, filled, tmp_path):
    damage_page_of(filled, "reading_grant")
    session = desk.log_in("clerk")
    with pytest.raises(FileProblem):
        back_up(session, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert last_backup_text(session) == "还没有备份"


def test_backups_in_the_data_folder_are_thinned(desk, filled):
    folder = desk.folder.backups
    for day in range(1, 400):
        stamp = datetime(2026, 11, 20, 9) - timedelta(days=day)
        (folder / f"台账备份_虚构_{stamp:%Y-%m-%d_%H%M}.zhuize-backup").write_bytes(b"old")
    (folder / "升级前_第1版_2020-01-01_000000.db").write_bytes(b"kept")
    no_day = folder / "别处来的_2026-99-99_9999.zhuize-backup"
    no_day.write_bytes(b"kept")
    back_up(filled, folder)
    assert no_day.exists()
    left = sorted(path.name for path in folder.iterdir())
    # 14 to 20 November; 8 and 1 November for their weeks; the last day of each month from October back to December.
    assert len([name for name in left if name.startswith("台账备份_")]) == 7 + 2 + 11
    assert "升级前_第1版_2020-01-01_000000.db" in left


# --- restore -----------------------------------------------------------------------------------------------


@pytest.fixture
def backup(filled, tmp_path):
    return back_up(filled, tmp_path / "out").value


def test_restore_on_another_computer(desk, filled, backup, tmp_path):
    desk.leave()
    other = DataFolder(tmp_path / "new" / "data")
    assert restore_backup(backup, other, desk.clock, login="clerk", password=PASSWORD) is None
    assert sorted(path.name for path in other.path.parent.iterdir()) == ["data"]
    desk.folder = other
    session = desk.log_in("clerk")
    uids = list_uids(session, LedgerQuery())
    assert len(uids) == 2
    assert damaged_attachments(session) == []
    (paper,) = [one for uid in uids for one in of_clue(session, uid)]
    assert read_attachment(session, paper.uid)[1] == b"%PDF-1.7 invented" * 50
    assert examine(session) == []
    assert last_backup_text(session) == "上次备份 今天 09:00（已核对）"
    last = entries(session)[-1]
    assert last[1:3] == (2, "restore_ledger")
    assert "恢复前的链头不详" in last[3]


def test_restore_over_a_ledger_keeps_it_and_names_the_head_given_up(desk, filled, backup):
    register_clue(filled, clue_values(filled, summary="备份之后登记的"))
    with filled.ledger.read() as connection:
        head = audit.head(connection)
    desk.leave()
    kept = restore_backup(backup, desk.folder, desk.clock, login="clerk", password=PASSWORD)
    assert kept == desk.folder.path.with_name("data.before-restore-2026-11-20_090000")
    session = desk.log_in("clerk")
    assert len(list_uids(session, LedgerQuery())) == 2
    assert f"放弃第 {head.seq} 条 {head.hash}" in entries(session)[-1][3]
    assert examine(session) == []
    desk.folder = DataFolder(kept)
    assert len(list_uids(desk.log_in("clerk"), LedgerQuery())) == 3


def test_restore_after_the_key_was_changed_still_names_the_head(desk, filled, backup):
    desk.leave()
    admin = desk.log_in("admin")
    users.remove_user(admin, next(one.uid for one in list_records(admin, User) if one.login == "inspector"))
    session = desk.log_in("clerk")
    with session.ledger.read() as connection:
        head = audit.head(connection)
    desk.leave()
    restore_backup(backup, desk.folder, desk.clock, login="clerk", password=PASSWORD)
    assert head.hash in entries(desk.log_in("clerk"))[-1][3]


def test_restore_refuses_and_changes_nothing(desk, filled, backup, tmp_path):
    before = {path.name: path.read_bytes() for path in (desk.folder.keys,)}
    with pytest.raises(FolderInUse):
        restore_backup(backup, desk.folder, desk.clock, login="clerk", password=PASSWORD)
    desk.leave()
    digest = desk.folder.ledger.read_bytes()
    with pytest.raises(WrongPassword):
        restore_backup(backup, desk.folder, desk.clock, login="clerk", password="Wrong-2026!pass")
    with pytest.raises(WrongPassword):
        restore_backup(backup, desk.folder, desk.clock, login="nobody", password=PASSWORD)
    with pytest.raises(FileProblem):
        restore_backup(
            tmp_path / "none.zhuize-backup", desk.folder, desk.clock, login="clerk", password=PASSWORD
        )
    changed = bytearray(backup.read_bytes())
    changed[len(changed) // 2] ^= 1
    broken = tmp_path / "broken.zhuize-backup"
    broken.write_bytes(changed)
    with pytest.raises(FileProblem, match="没有通过核对"):
        restore_backup(broken, desk.folder, desk.clock, login="clerk", password=PASSWORD)
    broken.write_bytes(backup.read_bytes()[:-500])
    with pytest.raises(FileProblem):
        restore_backup(broken, desk.folder, desk.clock, login="clerk", password=PASSWORD)
    assert desk.folder.ledger.read_bytes() == digest
    assert {path.name: path.read_bytes() for path in (desk.folder.keys,)} == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".~", "data"))) == [
        "data"
    ]


def test_a_backup_sealed_by_a_stranger_is_refused(desk, filled, backup, tmp_path):
    """The same members, sealed again with a key the ledger does not know."""
    stranger = Ed25519PrivateKey.generate()
    with open_package(backup) as package:
        members = {one.name: package.read(one.name) for one in package.manifest.members}
        envelope = package.envelope
    signed = sign_person(
        stranger,
        (),
        role=SignRole.BACKED_UP,
        name="陌生人",
        login="clerk",
        post="",
        signed_at=desk.clock.now(),
        snapshot_sha256=envelope.content.sha256,
    )
    forged = tmp_path / "forged.zhuize-backup"
    seal_package(
        members,
        manifest_bytes(members),
        replace(envelope, signatures=(signed,)),
        stranger.sign,
        stranger.public_key().public_bytes_raw().hex(),
        forged,
    )
    desk.leave()
    with pytest.raises(FileProblem, match="不是由这本台账的用户封存"):
        restore_backup(forged, DataFolder(tmp_path / "x"), desk.clock, login="clerk", password=PASSWORD)
    assert not (tmp_path / "x").exists()


def test_restore_by_recovery_code_then_an_administrator_gets_back_in(desk, filled, backup, tmp_path):
    desk.leave()
    shutil.rmtree(desk.folder.path)
    code = desk.recovery_code
    assert restore_backup(backup, desk.folder, desk.clock, recovery_code=code) is None
    with pytest.raises(NotAllowed):
        set_password_with_recovery(desk.folder, code, "clerk", "Neu-2026!word", desk.clock, QUICK)
    with pytest.raises(FieldError):
        set_password_with_recovery(desk.folder, code[:-1], "admin", "Neu-2026!word", desk.clock, QUICK)
    with pytest.raises(Conflict, match="没有登录名"):
        set_password_with_recovery(desk.folder, code, "nobody", "Neu-2026!word", desk.clock, QUICK)
    set_password_with_recovery(desk.folder, code, "Admin", "Neu-2026!word", desk.clock, QUICK)
    with pytest.raises(WrongPassword):
        desk.log_in("admin")
    session = desk.log_in("admin", "Neu-2026!word")
    assert session.viewer.name == "孙立"
    assert examine(session) == []
    assert [row[2] for row in entries(session)][-3:] == ["restore_ledger", "reset_password", "enrol_key"]


def test_an_empty_folder_and_a_folder_with_other_things(desk, filled, backup, tmp_path):
    desk.leave()
    empty = tmp_path / "empty"
    empty.mkdir()
    assert restore_backup(backup, DataFolder(empty), desk.clock, login="clerk", password=PASSWORD) is None
    other = tmp_path / "other"
    other.mkdir()
    (other / "注意.txt").write_text("保留", "utf-8")
    kept = restore_backup(backup, DataFolder(other), desk.clock, login="clerk", password=PASSWORD)
    assert (kept / "注意.txt").read_text("utf-8") == "保留"


def test_where_only_a_vacant_folder_will_do_nothing_that_lies_there_is_moved(desk, filled, backup, tmp_path):
    desk.leave()
    other = tmp_path / "other"
    (other / "资料").mkdir(parents=True)
    (other / "资料" / "注意.txt").write_text("保留", "utf-8")
    for folder in (desk.folder, DataFolder(other)):
        with pytest.raises(FileProblem, match="恢复不会覆盖它们"):
            restore_backup(backup, folder, desk.clock, login="clerk", password=PASSWORD, vacant_only=True)
    assert (other / "资料" / "注意.txt").read_text("utf-8") == "保留"
    assert len(list_uids(desk.log_in("clerk"), LedgerQuery())) == 2
    # What the program itself leaves before there is a ledger does not make a folder somebody's.
    fresh = DataFolder(tmp_path / "fresh")
    fresh.logs.mkdir(parents=True)
    (fresh.logs / "crash.log").write_text("", "utf-8")
    desk.leave()
    restore_backup(backup, fresh, desk.clock, login="clerk", password=PASSWORD, vacant_only=True)
    desk.folder = fresh
    assert len(list_uids(desk.log_in("clerk"), LedgerQuery())) == 2


@pytest.mark.parametrize("within", ["attachments", "exports", "exports/新建文件夹"])
def test_no_ledger_is_brought_back_into_the_folder_of_another(desk, filled, backup, within):
    place = desk.folder.path / within
    place.mkdir(parents=True, exist_ok=True)
    for vacant_only in (True, False):
        with pytest.raises(FileProblem, match="另一个台账的数据文件夹"):
            restore_backup(
                backup,
                DataFolder(place),
                desk.clock,
                login="clerk",
                password=PASSWORD,
                vacant_only=vacant_only,
            )
    assert not (place / "ledger.db").exists()


def test_the_root_of_a_drive_is_no_data_folder(desk, filled, backup):
    with pytest.raises(FileProblem, match="磁盘的根目录"):
        restore_backup(
            backup, DataFolder(Path(Path.cwd().anchor)), desk.clock, login="clerk", password=PASSWORD
        )


def test_restoring_tells_how_far_it_is_and_can_be_stopped_until_it_is_in_place(
    desk, filled, backup, tmp_path
):
    desk.leave()
    place = DataFolder(tmp_path / "new" / "data")
    told = []

    def restore(progress):
        restore_backup(backup, place, desk.clock, login="clerk", password=PASSWORD, progress=progress)

    class Stopped(Exception):
        pass

    restore(lambda fraction, words: told.append((fraction, words)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < 0.8 < fractions[-1] < 1
    shutil.rmtree(place.path)
    for wanted in dict.fromkeys(words for _, words in told):

        def stop(_, words, wanted=wanted):
            if words == wanted:
                raise Stopped

        with pytest.raises(Stopped):
            restore(stop)
        assert list(place.path.parent.iterdir()) == []


# --- a backup file before it is opened ---------------------------------------------------------------------


def test_a_backup_says_whose_it_is_of_when_and_how_much_lies_in_it(desk, filled, backup):
    register_clue(filled, clue_values(filled, summary="备份之后登记的"))
    told = []
    held = look_into(backup, lambda fraction, words: told.append(fraction))
    assert (held.enterprise, held.made_by) == ("虚构运输集团有限公司", "李文海")
    assert held.made_at == desk.clock.now()
    assert (held.clues, held.reports, held.persons, held.attachments) == (2, 0, 0, 1)
    assert told == sorted(told)
    assert 0.5 < told[-1] <= 1


def test_what_is_no_whole_backup_is_refused_before_anybody_types_a_password(backup, tmp_path):
    other = tmp_path / "other.zhuize-backup"
    with pytest.raises(FileProblem, match="找不到"):
        look_into(other)
    other.write_bytes(b"PK nothing")
    with pytest.raises(FileProblem):
        look_into(other)
    changed = bytearray(backup.read_bytes())
    changed[len(changed) // 2] ^= 1
    other.write_bytes(changed)
    with pytest.raises(FileProblem, match="没有通过核对"):
        look_into(other)


@pytest.mark.parametrize(
    ("counted", "sentence"),
    [
        ({"version": 99, "rows": {}}, "请先升级本程序"),
        ({"version": "one", "rows": {}}, "清点认不出"),
        ({"rows": []}, "清点认不出"),
        ([], "清点认不出"),
    ],
)
def test_a_backup_of_a_newer_program_or_without_counts_is_told(
    desk, filled, backup, tmp_path, counted, sentence
):
    with open_package(backup) as package:
        members = {one.name: package.read(one.name) for one in package.manifest.members}
        envelope = package.envelope
    members["contents.json"] = canonical(counted)
    manifest = manifest_bytes(members)
    key = filled.signing_key
    content = digest(manifest)
    signed = sign_person(
        key,
        (),
        role=SignRole.BACKED_UP,
        name="李文海",
        login="clerk",
        post="",
        signed_at=desk.clock.now(),
        snapshot_sha256=content.sha256,
    )
    file = tmp_path / "new.zhuize-backup"
    new = replace(envelope, content=content, signatures=(signed,))
    seal_package(members, manifest, new, key.sign, filled.public_key, file)
    with pytest.raises(FileProblem, match=sentence):
        look_into(file)


def test_the_epoch_rises_with_each_restore(desk, filled, backup):
    for epoch in (2, 3):
        desk.leave()
        desk.clock.advance(minutes=1)
        restore_backup(backup, desk.folder, desk.clock, login="SIGNER", password=PASSWORD)
        session = desk.log_in("signer")
        backup = back_up(session, backup.parent).value
        assert max(row[1] for row in entries(session)) == epoch


# --- sealed reports ----------------------------------------------------------------------------------------------


def test_a_backup_holds_the_sealed_reports(desk, tmp_path):
    report, files = sealed(desk)
    was = files.pdf.read_bytes(), files.xlsx.read_bytes()
    backup = back_up(desk.open[0], tmp_path).value
    desk.leave()
    other = DataFolder(tmp_path / "别处" / "数据")
    assert restore_backup(backup, other, desk.clock, login="clerk", password=PASSWORD) is None
    session = log_in(other, "clerk", PASSWORD, desk.clock)
    try:
        again = write_again(session, report.uid).value
        assert again.pdf.is_relative_to(other.path)
        assert (again.pdf.read_bytes(), again.xlsx.read_bytes()) == was
        assert examine(session) == []
    finally:
        session.close()


def test_examine_tells_a_sealed_report_that_is_lost_for_good(desk):
    report, files = sealed(desk)
    session = desk.open[0]
    kept = session.folder.attachments / f"{report.pdf_sha256}.bin"
    kept.unlink()
    assert [one for one in examine(session) if report.serial in one and "请从备份恢复" in one]
    files.pdf.unlink()
    with pytest.raises(FileProblem, match="请从备份恢复"):
        write_again(session, report.uid)


def test_what_is_kept_of_a_sealed_report_is_no_plain_text(desk):
    report, _ = sealed(desk)
    for path in desk.folder.attachments.iterdir():
        assert b"%PDF" not in path.read_bytes()
    assert {report.pdf_sha256, report.xlsx_sha256} <= {
        path.stem for path in desk.folder.attachments.iterdir()
    }
