"""附件: taking a file in, giving it back, checking that it is still what was taken in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..domain.checks import refuse
from ..domain.errors import FileProblem
from ..domain.record_checks import record_problems
from ..domain.records import Attachment
from ..domain.roles import Op
from ..domain.viewer import OpResult
from ..seal.atomic import file_problem, write_atomic
from ..storage import attachments, rows
from ..storage.folders import check_space
from .paper_secrets import secrets_of, storing_secret
from .records import check_parent, hanging_on, load
from .saving_rules import check_saving

if TYPE_CHECKING:
    from pathlib import Path

    from .session import Session

#: 单个附件的上限: what programs of this field accept.
LARGEST = 100 * 1024 * 1024
LONGEST_NAME = 120
#: Programs are no papers; opening one by a double click would run it.
_FORBIDDEN = frozenset(
    {".exe", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".msi", ".scr", ".lnk", ".hta", ".dll", ".reg"}
)
#: What Windows takes in no name, control characters, and those that turn the direction of writing: with them
#: 说明\u202efdp.exe reads 说明exe.pdf.
_BAD_CHARACTERS = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
#: Names of devices on Windows, whatever comes after the first dot.
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Papers:
    """The attachments of a 监督成果: those the viewer may see, oldest first, and how many there are besides.

    A paper of a report whose findings became a clue outside the viewer's 知悉范围 tells what the clue tells.
    """

    seen: tuple[Attachment, ...] = ()
    hidden: int = 0


def add_attachment(session: Session, source: Path, values: dict[str, object]) -> OpResult[Attachment]:
    """Take a file into the ledger: encrypted, named by its digest, hanging on what ``values`` name.

    Raises:
        FileProblem: missing, empty, over 100 MB, a program, a name too long or one that Windows cannot keep, disk
            full. Nothing was written.
        FieldError: a 密级标志 in the name, a kind that is not in the dictionary.
        NotAllowed: the clue it should hang on may not be seen.
    """
    name, data = _read(source)
    check_space(session.folder.attachments, len(data) * 2)
    with session.ledger.transact(Op.ADD_ATTACHMENT, session.viewer) as tx:
        check_parent(tx, Attachment, values)
        wanted = Attachment(
            uid=tx.new_uid(),
            owner_enterprise=tx.actor.enterprise,
            **{**values, "name": name, "size": len(data), "added_at": tx.now},  # type: ignore[arg-type]
        )
        refuse(record_problems(wanted, session.rulebook(), session.today))
        check_saving(tx, wanted)
        # The file comes before the commit: one that nobody names is harmless, a name without its file is not.
        sha256 = attachments.store(session.folder.attachments, storing_secret(tx.connection), data)
        made = replace(wanted, sha256=sha256)
        tx.insert(made)
        return OpResult(made, tx.changes)


def _read(source: Path) -> tuple[str, bytes]:
    name = source.name
    _check_name(name)
    if source.suffix.lower() in _FORBIDDEN:
        raise FileProblem(f"“{name}”是程序文件，不能作为附件；请选择文档、图片或扫描件。")
    try:
        size = source.stat().st_size
        if size > LARGEST:
            raise FileProblem(f"“{name}”超过 100 MB，请压缩或拆分后再加入。")
        if source.is_dir():
            raise FileProblem(f"“{name}”是文件夹，请选择其中的文件；多个文件可先打包。")
        data = source.read_bytes() if source.is_file() else b""
    except OSError as error:
        raise file_problem(error, source) from error
    if not data:
        raise FileProblem(f"“{name}”是空文件，请检查后重新选择。")
    return name, data


def _check_name(name: str) -> None:
    """Refuse a name under which a copy could not be written on Windows. Nothing is shortened or replaced silently:
    the name is what people know the paper by.
    """
    if len(name) > LONGEST_NAME:
        raise FileProblem(f"文件名超过 {LONGEST_NAME} 个字，请改短后再加入。")
    if _BAD_CHARACTERS.search(name):
        raise FileProblem("文件名里有不能使用的字符，请改名后再加入。")
    if name != name.strip() or name.endswith("."):
        raise FileProblem("文件名的开头或末尾有空格或句点，请改名后再加入。")
    if _DEVICES.fullmatch(name.split(".")[0].rstrip()):
        raise FileProblem(f"“{name}”是 Windows 保留的设备名，不能作文件名，请改名后再加入。")


def read_attachment(session: Session, uid: str) -> tuple[Attachment, bytes]:
    """An attachment's plain bytes, if the user may see what it hangs on.

    Raises:
        NotAllowed: there is none, or it may not be seen.
        FileProblem: its file is missing or damaged.
    """
    found = load(session, Attachment, uid)
    with session.ledger.read() as connection:
        secrets = secrets_of(connection)
    return found, attachments.load(session.folder.attachments, secrets, found.sha256)


def save_copy(session: Session, uid: str, target: Path) -> Path:
    """Write a plain copy of an attachment for the user; the trail remembers who took it out.

    Raises:
        NotAllowed: the user may not export, or not see the attachment. Nothing was written.
        FileProblem: its file is missing or damaged, or the target cannot be written.
    """
    with session.ledger.transact(Op.EXPORT, session.viewer) as tx:
        _, data = read_attachment(session, uid)
        tx.touch("Attachment", uid, "export", None, target.name)
        # Inside the action: without permission nothing is written, and what cannot be written leaves no trace.
        write_atomic(target, data)
    return target


def damaged_attachments(session: Session) -> list[str]:
    """A sentence for every attachment of the ledger whose file is missing or does not match its digest."""
    found: list[str] = []
    with session.ledger.read() as connection:
        secrets, every = secrets_of(connection), attachments.listed(connection)
    for name, sha256 in every:
        try:
            attachments.load(session.folder.attachments, secrets, sha256)
        except FileProblem as problem:
            found.append(f"附件“{name}”：{problem.sentence}")
    return found


def of_clue(session: Session, clue: str) -> list[Attachment]:
    """The attachments of a clue, oldest first."""
    return hanging_on(session, Attachment, "clue", clue)


def of_report(session: Session, report: str) -> Papers:
    """The attachments of a 监督成果."""
    seen = hanging_on(session, Attachment, "report", report)
    with session.ledger.read() as connection:
        every = rows.fetch_equal(connection, Attachment, report=report)
    return Papers(tuple(seen), len(every) - len(seen))
