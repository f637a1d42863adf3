"""A backup file: its members, whether it holds, and what it says of itself before anybody's password opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..domain.errors import FileProblem
from ..domain.records import Clue, Person, SupervisionReport
from ..seal.atomic import file_problem
from ..seal.canonical import parse_canonical
from ..seal.package import Package, open_package
from ..storage.engine import SCHEMA_VERSION
from ..storage.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LEDGER, KEYS, CONTENTS, ATTACHMENTS = "ledger.db", "keys.json", "contents.json", "attachments"


@dataclass(frozen=True, slots=True)
class BackupContents:
    """A backup whose seal and members hold.

    Attributes:
        enterprise: whose ledger it is.
        made_at: when it was made.
        made_by: name of who made it.
        clues: number of 问题线索, withdrawn ones too; likewise the next two.
        reports: 监督成果.
        persons: 人员.
        attachments: kept files, sealed reports included.
    """

    enterprise: str
    made_at: datetime
    made_by: str
    clues: int
    reports: int
    persons: int
    attachments: int


def look_into(file: Path, progress: Callable[[float, str], None] | None = None) -> BackupContents:
    """核对备份文件: whether it is whole and a backup, and the counts that were taken when it was made.

    Whether its maker was a user of the ledger inside is seen only once that is opened, by ``restore_backup``.

    Args:
        file: the backup.
        progress: called with the part done and words; what it raises stops the work.

    Raises:
        FileProblem: gone, damaged, no backup, or made by a newer version of this program.
    """
    tell = telling_pieces(file, progress, "正在核对备份文件…", 1.0, 2) if progress is not None else None
    with open_package(file, tell) as package:
        refuse_backup(package.problems, file)
        envelope = package.envelope
        if envelope.kind != "backup":
            refuse_backup(("它是数据包，不是备份。",), file)
        rows = _counts(file, package)
        clues, reports, persons = (
            rows.get(str(table_of(record).name), 0) for record in (Clue, SupervisionReport, Person)
        )
        return BackupContents(
            envelope.enterprise,
            datetime.fromisoformat(envelope.created_at),
            "、".join(one.name for one in envelope.signatures),
            clues,
            reports,
            persons,
            sum(member.name.startswith(f"{ATTACHMENTS}/") for member in package.manifest.members),
        )


def _counts(file: Path, package: Package) -> dict[str, int]:
    """Number of rows by table."""
    held: Any = parse_canonical(package.read(CONTENTS), "备份的清点")
    try:
        version, rows = int(held["version"]), {str(name): int(count) for name, count in held["rows"].items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        refuse_backup(("里面的清点认不出。",), file)
        raise
    if version > SCHEMA_VERSION:
        raise FileProblem(
            f"备份文件“{file.name}”由更新版本的程序做成，请先升级本程序再恢复；文件没有被改动。"
        )
    return rows


def refuse_backup(problems: Sequence[str], file: Path) -> None:
    """Refuse a backup that has problems.

    Raises:
        FileProblem: with the first of them.
    """
    if problems:
        raise FileProblem(
            f"备份文件“{file.name}”没有通过核对（{problems[0].rstrip('。')}），请换一份备份或重新备份。"
        )


def telling_pieces(
    file: Path, progress: Callable[[float, str], None], words: str, share: float, times: int
) -> Callable[[int], None]:
    """What ``open_package`` tells of its pieces, as ``progress`` from 0 to ``share``.

    Args:
        file: the package.
        progress: called with the part done and ``words``.
        words: what is being done.
        share: how far it has come when everything was read.
        times: how often everything is read.

    Raises:
        FileProblem: the file is gone.
    """
    try:
        whole = max(file.stat().st_size * times, 1)
    except OSError as error:
        raise file_problem(error, file) from error
    done = 0

    def tell(length: int) -> None:
        nonlocal done
        done += length
        progress(share * min(done / whole, 1.0), words)

    return tell
