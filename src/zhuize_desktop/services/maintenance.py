"""维护: is the ledger in good health, and when was it backed up last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..domain.clock import CHINA
from ..domain.errors import FileProblem
from ..domain.records import PeriodicReport
from ..seal.canonical import parse_canonical
from ..storage import audit, doctor
from ..storage.engine import file_problems, reference_problems
from ..storage.ledger import read_setting
from ..storage.rows import fetch_by_uid
from .attachments import damaged_attachments
from .session import GENERATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..storage.engine import Connection
    from .session import Session

LAST_BACKUP = "backup.last"


def examine(session: Session) -> list[str]:
    """体检: a Chinese sentence for everything that is not as it should be; nothing when the ledger is sound.

    Looks at the database file and its cipher, references, schema, index, key file, trail, the heads of the trail that
    frozen reports recorded, and every attachment. A part that cannot be read at all is told and the others still run.
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
    return list(dict.fromkeys((*found, *_told(lambda: damaged_attachments(session)))))


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
    at = last_backup_at(session)
    if at is None:
        return "还没有备份"
    local = at.astimezone(CHINA)
    today = session.today
    if local.date() == today:
        day = "今天"
    elif local.date() == today - timedelta(days=1):
        day = "昨天"
    elif local.year == today.year:
        day = f"{local.month}月{local.day}日"
    else:
        day = f"{local.year}年{local.month}月{local.day}日"
    return f"上次备份 {day} {local:%H:%M}（已核对）"
