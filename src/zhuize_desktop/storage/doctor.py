"""Is the ledger in good health: what the database itself, its references, its trail and its index say.

Every finding is a Chinese sentence for the person who runs the check; nothing is mended here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from ..domain.records import Clue, Enterprise, Person, User
from ..seal.keyfile import check_mac, read_keyfile
from . import audit
from .engine import SCHEMA_VERSION, check_identity
from .ledger import read_setting
from .schema import declared_differences
from .tables import search_entry, snapshot, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHOWN = 5


def schema_problems(path: Path, connection: Connection) -> list[str]:
    """Whose file it is, which version it has, and whether its tables are the declared ones.

    Raises:
        FileProblem: another program's file, or a newer version's.
    """
    version = check_identity(path, connection)
    if version != SCHEMA_VERSION:
        return [f"台账结构是第 {version} 版，本程序要第 {SCHEMA_VERSION} 版，请退出后重新登录以完成升级。"]
    return declared_differences(connection)


def index_problems(connection: Connection) -> list[str]:
    """Whether the full-text index has exactly one row for each record it is about."""
    wanted = sum(
        connection.execute(select(func.count()).select_from(table_of(record))).scalar_one()
        for record in (Clue, Enterprise, Person)
    )
    listed = connection.execute(select(func.count()).select_from(search_entry)).scalar_one()
    held = connection.exec_driver_sql("SELECT count(*) FROM search_index").scalar_one()
    if wanted == listed == held:
        return []
    return [f"检索索引与记录对不上（记录 {wanted} 条，登记 {listed} 条，索引 {held} 条），检索可能漏查。"]


def key_problems(connection: Connection, keys: Path, database_key: bytes, generation_key: str) -> list[str]:
    """Whether the key file belongs to this ledger, is not older than it, and names its users.

    Args:
        connection: to read the ledger.
        keys: ``keys.json``.
        database_key: under which the ledger lies.
        generation_key: the setting that mirrors the file's generation.

    Raises:
        FileProblem: the file is missing, damaged or not authentic.
    """
    file = read_keyfile(keys)
    check_mac(keys, file, database_key)
    found = []
    if file.rotating:
        found.append("台账密钥更换尚未完成，请退出后重新登录，程序会把它做完。")
    if file.generation < read_setting(connection, generation_key, 0):
        found.append("keys.json 比台账旧，可能是被旧文件覆盖了，请从最近的备份恢复 keys.json。")
    users = table_of(User)
    active = set(connection.execute(select(users.c.login).where(users.c.active)).scalars())
    found += [
        f"用户“{one}”在台账里在用，keys.json 里却没有，请由管理员重置其密码或从备份恢复。"
        for one in sorted(active - set(file.logins))
    ]
    found += [
        f"keys.json 里的用户“{one}”已不在台账的在用名单里，请由管理员办理离岗。"
        for one in sorted(set(file.logins) - active)
    ]
    return found


def trail_problems(connection: Connection) -> list[str]:
    """Faults of the audit chain; after the first few only their number."""
    found = audit.problems(connection)
    if len(found) > _SHOWN:
        return [*found[:_SHOWN], f"办理记录另有 {len(found) - _SHOWN} 处不符。"]
    return found


def frozen_contents(connection: Connection) -> Iterator[tuple[str, str, bool]]:
    """Every snapshot: the report it belongs to, its body, and whether the body still has its digest."""
    for sha256, report, body in connection.execute(
        select(snapshot.c.sha256, snapshot.c.report, snapshot.c.body).order_by(snapshot.c.taken_at)
    ):
        yield report, body, hashlib.sha256(body.encode()).hexdigest() == sha256
