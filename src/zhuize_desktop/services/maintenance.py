"""维护: is the ledger in good health, backups, and bringing one back."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .. import PROGRAM
from ..domain.clock import CHINA, Clock, today
from ..domain.errors import FileProblem, NotAllowed, UserError
from ..domain.records import PeriodicReport
from ..domain.roles import Op, Role
from ..domain.viewer import OpResult, Viewer, viewer_of
from ..seal import keys
from ..seal.atomic import file_problem, make_folder, read_bytes, sync_folder
from ..seal.canonical import canonical, instant_text, parse_canonical
from ..seal.digest import digest
from ..seal.envelope import Envelope
from ..seal.package import manifest_bytes, open_package, seal_package
from ..seal.signature import SignRole, sign_person
from ..storage import attachments, audit, doctor
from ..storage.backup import Contents, checked, contents, copy_ledger, head_of, public_keys, thin
from ..storage.engine import file_problems, reference_problems
from ..storage.folders import DataFolder, check_local, check_space, is_vacant, make_folders
from ..storage.ledger import Ledger, check_permission, mirror, read_setting
from ..storage.lock import FolderLock
from ..storage.rows import fetch_by_uid
from .attachments import damaged_attachments
from .backup_file import ATTACHMENTS, CONTENTS, KEYS, LEDGER, refuse_backup, telling_pieces
from .report_files import changed_files
from .session import (
    GENERATION,
    OWN_ENTERPRISE,
    account_of,
    own_enterprise,
    present_ledger,
    settled_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from ..storage.audit import Head
    from ..storage.engine import Connection
    from .session import Session

LAST_BACKUP = "backup.last"
SUFFIX = ".zhuize-backup"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*. ]')
_STAMP = re.compile(rf"_(\d{{4}}-\d{{2}}-\d{{2}}_\d{{4}})(?:-\d+)?{re.escape(SUFFIX)}$")


@dataclass(frozen=True, slots=True)
class Said:
    """What a backup says of itself: its envelope, whose key sealed it, and the counts taken when it was made."""

    envelope: Envelope
    public_key: str
    contents: bytes


def examine(session: Session) -> list[str]:
    """体检: a Chinese sentence for everything that is not as it should be; nothing when the ledger is sound.

    Looks at the database file and its cipher, references, schema, index, key file, trail, the heads of the trail that
    frozen reports recorded, every attachment and the files of every sealed report.
    A part that cannot be read at all is told and the others still run.
    """
    path, key = session.ledger.path, session.ledger.key
    in_ledger: tuple[Callable[[Connection], list[str]], ...] = (
        file_problems,
        reference_problems,
        lambda connection: doctor.schema_problems(path, connection),
        doctor.index_problems,
        lambda connection: doctor.key_problems(connection, session.folder.keys, key, GENERATION),
        doctor.trail_problems,
        _anchor_problems,
    )
    found: list[str] = []
    for part in in_ledger:
        found += _told(lambda part=part: _read(session, part))  # type: ignore[misc]
    for files in (damaged_attachments, changed_files):
        found += _told(lambda files=files: files(session))  # type: ignore[misc]
    return list(dict.fromkeys(found))


def _read(session: Session, part: Callable[[Connection], list[str]]) -> list[str]:
    with session.ledger.read() as connection:
        return part(connection)


def _told(part: Callable[[], list[str]]) -> list[str]:
    try:
        return part()
    except FileProblem as problem:
        return [problem.sentence]


def _anchor_problems(connection: Connection) -> list[str]:
    """Whether the trail still holds the head that each frozen report recorded, and each body its digest."""
    found: list[str] = []
    for uid, body, intact in doctor.frozen_contents(connection):
        report = fetch_by_uid(connection, PeriodicReport, [uid]).get(uid)
        name = f"“{report.title}”" if report is not None and report.title else "某份定期报告"
        if not intact:
            found.append(f"报告{name}的冻结内容与其摘要不符，可能被改动。")
            continue
        frozen: Any = parse_canonical(body.encode(), f"报告{name}的冻结内容")["snapshot"]
        if not audit.holds(connection, frozen["audit_count"], frozen["audit_head"]):
            found.append(f"报告{name}冻结时的办理记录已不在链上，办理记录可能被整体重写。")
    return found


def last_backup_at(session: Session) -> datetime | None:
    """When the last checked backup was made; ``None`` when there never was one."""
    with session.ledger.read() as connection:
        kept = read_setting(connection, LAST_BACKUP)
    return datetime.fromisoformat(kept["at"]) if kept is not None else None


def last_backup_text(session: Session) -> str:
    """``上次备份 今天 09:12（已核对）`` for the status bar, or ``还没有备份``."""
    with session.ledger.read() as connection:
        kept = read_setting(connection, LAST_BACKUP)
    if kept is None:
        return "还没有备份"
    local = datetime.fromisoformat(kept["at"]).astimezone(CHINA)
    if local.date() == session.today:
        day = "今天"
    elif local.date() == session.today - timedelta(days=1):
        day = "昨天"
    elif local.year == session.today.year:
        day = f"{local.month}月{local.day}日"
    else:
        day = f"{local.year}年{local.month}月{local.day}日"
    missing = f"，缺 {kept['missing']} 个附件" if kept["missing"] else ""
    return f"上次备份 {day} {local:%H:%M}（已核对{missing}）"


def back_up(session: Session, out: Path) -> OpResult[Path]:
    """备份: ledger, key file, attachments and sealed reports in one sealed file in the folder ``out``.

    The file is read back, its ledger opened and counted before it is reported good; a file that fails is removed.
    Attachments that were missing already are noted on the trail; ``examine`` names them. In the data folder's own
    ``backups/`` older files are thinned out.

    Raises:
        NotAllowed: the user may not back up.
        FileProblem: no room, not writable, or the copy did not pass; the ledger is untouched.
    """
    check_permission(Op.BACK_UP, session.viewer)
    make_folder(out)
    target = _free_name(out, session)
    with _working_folder(session.folder.backups) as working:
        copy = working / LEDGER
        with session.ledger.still() as connection:
            held = contents(session.ledger.path, connection)
            papers = dict.fromkeys(sha256 for _, sha256 in attachments.listed(connection))
            check_space(working, session.ledger.path.stat().st_size)
            copy_ledger(session.ledger.path, session.ledger.key, copy)
            keys_file = read_bytes(session.folder.keys)
        members: dict[str, Path | bytes] = {LEDGER: copy, KEYS: keys_file, CONTENTS: _contents_bytes(held)}
        for sha256 in papers:
            path = attachments.path_of(session.folder.attachments, sha256)
            if path.is_file():
                members[f"{ATTACHMENTS}/{path.name}"] = path
        missing = len(papers) - sum(name.startswith(ATTACHMENTS) for name in members)
        check_space(out, sum(_size(one) for one in members.values()))
        _seal(session, members, held, target)
        _prove(target, working, session.ledger.key, held)
    with session.ledger.transact(Op.BACK_UP, session.viewer) as tx:
        tx.set_setting(LAST_BACKUP, {"at": instant_text(tx.now), "file": target.name, "missing": missing})
        changes = tx.changes
    if out.resolve() == session.folder.backups.resolve():
        _thin_out(out, session.today)
    return OpResult(target, changes)


def _free_name(out: Path, session: Session) -> Path:
    own = own_enterprise(session)
    name = _NOT_IN_NAMES.sub("", own.short_name or own.name)[:40]
    stem = f"台账备份_{name}_{session.clock.now().astimezone(CHINA):%Y-%m-%d_%H%M}"
    names = chain((stem,), (f"{stem}-{number}" for number in count(2)))
    return next(path for one in names if not (path := out / f"{one}{SUFFIX}").exists())


@contextmanager
def _working_folder(parent: Path) -> Iterator[Path]:
    try:
        with TemporaryDirectory(prefix=".~", dir=parent) as name:
            yield Path(name)
    except OSError as error:
        raise file_problem(error, parent) from error


def _size(source: Path | bytes) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def _contents_bytes(held: Contents) -> bytes:
    return canonical({"version": held.version, "rows": held.rows})


def _seal(session: Session, members: dict[str, Path | bytes], held: Contents, target: Path) -> None:
    manifest = manifest_bytes(members)
    own, content = own_enterprise(session), digest(manifest)
    user, _ = account_of(session.ledger, session.viewer.login)
    signed = sign_person(
        session.signing_key,
        (),
        role=SignRole.BACKED_UP,
        name=user.name,
        login=user.login,
        post=user.post,
        signed_at=session.clock.now(),
        snapshot_sha256=content.sha256,
    )
    envelope = Envelope(
        kind="backup",
        serial=target.stem,
        title=f"{own.name}台账备份",
        enterprise=own.name,
        credit_code=own.credit_code,
        period="",
        content=content,
        predecessor="",
        audit_head=held.head.hash,
        audit_count=held.head.seq,
        epoch=held.head.epoch,
        created_at=instant_text(session.clock.now()),
        signatures=(signed,),
        expects_certificate=False,
        build=PROGRAM,
    )
    seal_package(members, manifest, envelope, session.signing_key.sign, session.public_key, target)


def _prove(target: Path, working: Path, key: bytes, held: Contents) -> None:
    """Read the finished file back and open what lies in it; a file that fails is removed."""
    back = working / "back.db"
    try:
        with open_package(target) as package:
            refuse_backup(package.problems, target)
            package.extract(LEDGER, back)
        if checked(back, key) != held:
            refuse_backup(("内容与台账不一致。",), target)
    except UserError:
        target.unlink(missing_ok=True)
        raise


def _thin_out(folder: Path, today: date) -> None:
    """Remove the backups of a folder that ``thin`` does not keep."""
    made: dict[datetime, list[Path]] = {}
    for path in folder.glob(f"*{SUFFIX}"):
        if stamp := _STAMP.search(path.name):
            try:
                at = datetime.strptime(stamp[1], "%Y-%m-%d_%H%M")
            except ValueError:
                continue  # no day of the calendar: not named by this program, so not its to remove
            made.setdefault(at, []).append(path)
    for one in made.keys() - thin(made, today):
        for path in made[one]:
            path.unlink(missing_ok=True)


def restore_backup(
    file: Path,
    folder: DataFolder,
    clock: Clock,
    *,
    login: str | None = None,
    password: str | None = None,
    recovery_code: str | None = None,
    vacant_only: bool = False,
    progress: Callable[[float, str], None] | None = None,
) -> Path | None:
    """恢复备份: put the data of a backup into the data folder; needs a password of that backup or its recovery code.

    Everything is unpacked, opened and checked beside the data folder first. Then two renames put it in place. The trail
    goes on in a new epoch that names the head given up.

    Args:
        file: the backup.
        folder: where the data goes.
        clock: tells when the new epoch began.
        login: whose ``password`` opens the backup.
        password: as it was when the backup was made.
        recovery_code: instead of both.
        vacant_only: refuse a folder in which anything lies, instead of keeping that beside it.
        progress: called with the part done and words; what it raises stops the work before anything is in place.

    Returns:
        Where the data that was there is kept, ``None`` when there was none.

    Raises:
        FieldError: the recovery code is mistyped.
        WrongPassword: password or recovery code is not that of the backup.
        FileProblem: damaged or foreign file, network drive, root of a drive, folder in use, within another data folder
            or not vacant, no room. Nothing was changed.
    """
    place = DataFolder(folder.path.resolve())
    check_local(place.path)
    _refuse_unfit(place.path)
    if vacant_only and not is_vacant(place):
        raise FileProblem(f"“{place.path}”里已经有台账或其他文件，恢复不会覆盖它们；请另选一个新的空文件夹。")
    tell = progress or (lambda fraction, words: None)
    make_folder(place.path.parent)
    there = place.path.is_dir() and any(place.path.iterdir())
    lock = FolderLock.acquire(place, "恢复备份") if there else None
    try:
        with _working_folder(place.path.parent) as working:
            unpacked = DataFolder(working / "data")
            said = _unpack(file, unpacked, tell)
            tell(0.8, "正在打开备份里的台账…")
            unlocked = _unlock(unpacked.keys, login, password, recovery_code)
            key = settled_key(unpacked, unlocked.database_keys, unlocked.rotating)
            tell(0.85, "正在检查备份里的台账…")
            _check_unpacked(file, unpacked, key, said)
            gone = _abandoned(place, unlocked, login, password, recovery_code) if there else None
            signed_in = unlocked.login if isinstance(unlocked, keys.Unlocked) else None
            tell(0.95, "正在放入数据文件夹…")
            _begin_epoch(unpacked, key, clock, signed_in, said, gone)
            if lock is not None:
                lock.release()  # Windows renames no folder in which a file is open
            return _swap(unpacked.path, place.path, clock.now())
    finally:
        if lock is not None:
            lock.release()


def _refuse_unfit(place: Path) -> None:
    """A data folder has a name of its own, and lies in no other: what is in there is that ledger's."""
    if place.parent == place:
        raise FileProblem(
            f"“{place}”是磁盘的根目录，台账不能直接放在那里；请在上面新建一个文件夹，再恢复进去。"
        )
    for above in map(DataFolder, place.parents):
        if above.ledger.exists() or above.keys.exists():
            raise FileProblem(
                f"“{place}”在另一个台账的数据文件夹“{above.path}”里面，不能恢复到那里；请另选一个新的空文件夹。"
            )


def _unpack(file: Path, target: DataFolder, progress: Callable[[float, str], None]) -> Said:
    tell = telling_pieces(file, progress, "正在核对并解开备份文件…", 0.8, 3)
    with open_package(file, tell) as package:
        refuse_backup(package.problems, file)
        if package.envelope.kind != "backup":
            refuse_backup(("它是数据包，不是备份。",), file)
        check_space(target.path, sum(member.size for member in package.manifest.members) * 2)
        make_folders(target)
        package.extract(LEDGER, target.ledger)
        package.extract(KEYS, target.keys)
        for member in package.manifest.members:
            if member.name.startswith(f"{ATTACHMENTS}/"):
                package.extract(member.name, target.attachments / Path(member.name).name)
        return Said(package.envelope, package.seal.public_key, package.read(CONTENTS))


def _unlock(
    keys_file: Path, login: str | None, password: str | None, recovery_code: str | None
) -> keys.Unlocked | keys.Recovered:
    if recovery_code is not None:
        return keys.unlock_with_recovery(keys_file, recovery_code)
    return keys.unlock(keys_file, login or "", password or "")


def _check_unpacked(file: Path, folder: DataFolder, key: bytes, said: Said) -> None:
    """Whether the ledger inside is whole, is the one that was counted and sealed, and knows who sealed it."""
    held = checked(folder.ledger, key)
    envelope = said.envelope
    if _contents_bytes(held) != said.contents or (held.head.seq, held.head.hash) != (
        envelope.audit_count,
        envelope.audit_head,
    ):
        refuse_backup(("里面的台账与备份时的清点不一致。",), file)
    if said.public_key not in public_keys(folder.ledger, key):
        refuse_backup(("它不是由这本台账的用户封存的。",), file)


def _abandoned(
    place: DataFolder,
    unlocked: keys.Unlocked | keys.Recovered,
    login: str | None,
    password: str | None,
    recovery_code: str | None,
) -> Head | None:
    """The head of the trail that is given up, if what we hold opens the ledger that lies there."""
    if not place.exists:
        return None
    try:
        present = _unlock(place.keys, login, password, recovery_code).database_keys
    except UserError:
        present = ()  # another ledger, or a damaged key file: then the backup's own keys are left to try
    return head_of(place.ledger, (*present, *unlocked.database_keys))


def _begin_epoch(
    folder: DataFolder, key: bytes, clock: Clock, login: str | None, said: Said, gone: Head | None
) -> None:
    ledger = present_ledger(folder, key, clock)
    try:
        actor = (
            _by_recovery_code(ledger)
            if login is None
            else viewer_of(*account_of(ledger, login), today(clock))
        )
        with ledger.transact(Op.RESTORE_LEDGER, actor) as tx:
            tx.new_epoch = True
            left = f"放弃第 {gone.seq} 条 {gone.hash}" if gone is not None else "恢复前的链头不详"
            tx.note = f"由备份“{said.envelope.serial}”恢复；{left}"
            tx.set_setting(
                LAST_BACKUP, {"at": said.envelope.created_at, "file": said.envelope.serial, "missing": 0}
            )
    finally:
        ledger.close()


def _by_recovery_code(ledger: Ledger) -> Viewer:
    """Who holds the printed recovery code is nobody in particular; the trail says so."""
    with ledger.read() as connection:
        own = read_setting(connection, OWN_ENTERPRISE)
    return Viewer("", "", "恢复码持有人", frozenset({Role.ADMIN}), own, today(ledger.clock))


def _swap(new: Path, place: Path, now: datetime) -> Path | None:
    """Put ``new`` where ``place`` is; what was there is kept beside it, or put back when the second rename fails."""
    kept = None
    try:
        if place.exists():
            if any(place.iterdir()):
                kept = place.with_name(f"{place.name}.before-restore-{now.astimezone(CHINA):%Y-%m-%d_%H%M%S}")
                place.rename(kept)
            else:
                place.rmdir()
        try:
            new.rename(place)
        except OSError:
            if kept is not None:
                kept.rename(place)
            raise
        sync_folder(place.parent)
    except OSError as error:
        raise file_problem(error, place) from error
    return kept


def set_password_with_recovery(
    folder: DataFolder,
    code: str,
    login: str,
    new_password: str,
    clock: Clock,
    kdf: keys.KdfParameters = keys.PRODUCTION,
) -> None:
    """A new password for an administrator by the printed recovery code, when nobody can log in any more.

    Signing keys are not opened by the code: the administrator gets a new one at the next login.

    Raises:
        FieldError: the code is mistyped, or the password refused.
        Conflict: there is no user of that name.
        WrongPassword: the code is not this ledger's.
        NotAllowed: the account is no administrator's, or was closed.
        FileProblem: network drive, ledger open elsewhere, damaged files.
    """
    check_local(folder.path)
    recovered = keys.unlock_with_recovery(folder.keys, code)
    with FolderLock.acquire(folder, "恢复码"):
        key = settled_key(folder, recovered.database_keys, recovered.rotating)
        ledger = present_ledger(folder, key, clock)
        try:
            known = keys.read_keyfile(folder.keys).entry(login).login
            user, _ = account_of(ledger, known)
            if Role.ADMIN not in user.roles:
                raise NotAllowed("恢复码只能为管理员重设密码，其他用户请由管理员登录后重置。")
            with ledger.transact(Op.RESET_PASSWORD, _by_recovery_code(ledger)) as tx:
                tx.touch("User", user.uid, "password", None, "recovery")
                generation = keys.reset_password(folder.keys, key, known, new_password, tx.now, kdf)
                mirror(tx.connection, GENERATION, generation)
        finally:
            ledger.close()
