"""First start: a new data folder with its enterprise, users, keys and printed recovery code."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..domain.clock import Clock, today
from ..domain.credit_code import credit_code_fault
from ..domain.errors import FieldError, FileProblem
from ..domain.pairs import doubts_about_roles
from ..domain.records import Affiliation, Enterprise, Record, User
from ..domain.roles import Op, Role
from ..domain.uids import new_uid
from ..domain.viewer import Viewer
from ..seal import keys
from ..seal.passwords import check_login
from ..storage.folders import DataFolder, check_local, make_folders
from ..storage.ledger import Ledger, Transaction, mirror
from ..storage.lock import FolderLock
from ..storage.schema import run_steps
from .paper_secrets import renew_secret
from .session import GENERATION, OWN_ENTERPRISE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LEDGER_ID = "ledger.id"
CODE_PREFIX = "number.prefix"


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user as the first start is told of it."""

    login: str
    name: str
    post: str
    roles: tuple[Role, ...]
    password: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first start asks for: the enterprise, its parent, its users."""

    name: str
    credit_code: str
    level: int
    parent: str
    users: tuple[NewUser, ...]


def read_answers(path: Path) -> Answers:
    """The answers file of ``init``.

    Raises:
        FileProblem: missing, or no JSON of the described form; the sentence names what is wrong.
    """
    try:
        raw = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise FileProblem(f"找不到答案文件“{path}”，请检查路径。") from None
    except (OSError, ValueError, RecursionError):
        raise FileProblem(f"答案文件“{path}”读不了或不是 JSON，请按 README 的格式重写。") from None
    try:
        return _answers(raw)
    except _Missing as error:
        raise FileProblem(f"答案文件“{path}”缺少或写错了“{error}”，请按 README 的格式补全。") from None


_LEVEL_WORDS = {"市管企业": 1, "一级": 1, "二级": 2, "三级": 3, "四级": 4, "五级": 5}


class _Missing(Exception):
    """A part of the answers file that is not there or of another kind; the text names it."""


def _answers(raw: Any) -> Answers:
    enterprise = _part(raw, "enterprise", dict)
    users = _part(raw, "users", list)
    return Answers(
        _part(enterprise, "name", str),
        _part(enterprise, "credit_code", str, ""),
        _level(_part(enterprise, "level", (int, str))),
        _part(enterprise, "parent", str, ""),
        tuple(_user(one) for one in users),
    )


def _user(raw: Any) -> NewUser:
    roles = _part(raw, "roles", list)
    try:
        held = tuple(dict.fromkeys(Role.from_label(role) for role in roles))
    except KeyError as error:
        raise _Missing(f"roles：{error.args[0]}") from None
    return NewUser(
        _part(raw, "login", str),
        _part(raw, "name", str),
        _part(raw, "post", str, ""),
        held,
        _part(raw, "password", str),
    )


def _part(raw: Any, name: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
    """A part of a JSON object; ``null`` counts as not given."""
    found = raw.get(name) if isinstance(raw, dict) else None
    if found is None and default is not None:
        return default
    if not isinstance(found, kind) or isinstance(found, bool):
        raise _Missing(name)
    return found


def _level(value: int | str) -> int:
    if isinstance(value, int):
        return value
    if value in _LEVEL_WORDS:
        return _LEVEL_WORDS[value]
    if not re.fullmatch("[0-9]{1,2}", value):
        raise _Missing("level")
    return int(value)


def first_start(
    folder: DataFolder, answers: Answers, clock: Clock, kdf: keys.KdfParameters = keys.PRODUCTION
) -> str:
    """Make the ledger; returns the recovery code to print. A start that fails leaves no half ledger behind.

    Raises:
        FieldError: an answer cannot be accepted.
        FileProblem: network drive, folder in use, disk full.
    """
    answers = replace(
        answers, users=tuple(replace(user, login=check_login(user.login)) for user in answers.users)
    )
    _check(answers)
    check_local(folder.path)
    made = (folder.ledger, folder.keys, folder.keys_copy)
    if any(path.exists() for path in made):
        # Never written over: without its keys a ledger is lost, and keys without their ledger may be wanted yet.
        raise FileProblem(f"“{folder.path}”里已经有台账或密钥文件，请直接登录，或另选一个空文件夹。")
    make_folders(folder)
    with FolderLock.acquire(folder, answers.users[0].login):
        ledger_id = new_uid(clock.now())
        database_key = keys.new_database_key()
        try:
            run_steps(folder.ledger, database_key)
            code = keys.create_keyfile(
                folder.keys,
                ledger_id,
                database_key,
                [(user.login, user.password) for user in answers.users],
                clock.now(),
                kdf,
            )
            _fill(Ledger(folder.ledger, database_key, clock), answers, ledger_id)
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise
    return code


def doubts(answers: Answers) -> tuple[str, ...]:
    """What a person should look at again, without being stopped: the check digit of the credit code, 兼岗."""
    fault = credit_code_fault(answers.credit_code) if answers.credit_code else ""
    found = [fault] if fault else []
    found += [
        f"{user.name}{doubt}" for user in answers.users for doubt in doubts_about_roles(frozenset(user.roles))
    ]
    found += [lonely] if (lonely := lonely_signer(answers.users)) else []
    return tuple(found)


def lonely_signer(users: Sequence[NewUser]) -> str:
    """The sentence for a ledger in which nobody but the 填报人 could sign; empty where there is a second person."""
    clerks = {user.login for user in users if Role.CLERK in user.roles}
    signers = {user.login for user in users if Role.SIGNER in user.roles}
    if not clerks or not signers or len(clerks | signers) > 1:
        return ""
    return "填报和签发是同一人，报告将无法签发；请至少设两名用户。"


def _check(answers: Answers) -> None:
    if not answers.name.strip():
        raise FieldError("name", "请填写企业名称。")
    if answers.credit_code and not re.fullmatch(r"[0-9A-Z]{18}", answers.credit_code):
        raise FieldError("credit_code", "统一社会信用代码应为 18 位数字和大写字母，请核对。")
    if not 1 <= answers.level <= 9:
        raise FieldError("level", "企业级次应为 1 至 9，市管企业本级为 1。")
    if answers.level > 1 and not answers.parent.strip():
        raise FieldError("parent", "权属企业须填写上级企业名称，报告按级次报送上级企业。")
    held = {role for user in answers.users for role in user.roles}
    for role in (Role.ADMIN, Role.CLERK, Role.SIGNER):
        if role not in held:
            raise FieldError("users", f"至少要有一名{role.label}，可由一人兼任，请补上。")
    for user in answers.users:
        if not user.name.strip():
            raise FieldError("users", f"用户“{user.login}”没有姓名，请补上。")


def _fill(ledger: Ledger, answers: Answers, ledger_id: str) -> None:
    own = new_uid(ledger.clock.now())
    users = _accounts(ledger, answers, own)
    first = next(user for user in users if Role.ADMIN in user.roles)
    actor = Viewer(first.uid, first.login, first.name, frozenset(first.roles), own, today(ledger.clock))
    with ledger.transact(Op.FIRST_START, actor) as tx:
        tx.insert(*_enterprises(tx, answers, own), *users)
        mirror(tx.connection, GENERATION, 1)
        mirror(tx.connection, OWN_ENTERPRISE, own)
        mirror(tx.connection, LEDGER_ID, ledger_id)
    renew_secret(ledger)
    ledger.close()


def _accounts(ledger: Ledger, answers: Answers, own: str) -> list[User]:
    return [
        User(
            uid=new_uid(ledger.clock.now()),
            owner_enterprise=own,
            login=user.login,
            name=user.name,
            post=user.post,
            roles=user.roles,
            admin_reads_cases=False,
        )
        for user in answers.users
    ]


def _enterprises(tx: Transaction, answers: Answers, own: str) -> list[Record]:
    """上级企业 where there is one, then the own enterprise with its first dated place in the tree."""
    parent = None
    made: list[Record] = []
    if answers.parent.strip():
        parent = tx.new_uid()
        made.append(
            Enterprise(uid=parent, owner_enterprise=own, name=answers.parent.strip(), level=answers.level - 1)
        )
    enterprise = Enterprise(
        uid=own,
        owner_enterprise=own,
        name=answers.name.strip(),
        credit_code=answers.credit_code,
        level=answers.level,
        parent=parent,
    )
    place = Affiliation(
        uid=tx.new_uid(),
        owner_enterprise=own,
        enterprise=own,
        parent=parent,
        name=enterprise.name,
        level=enterprise.level,
        credit_code=enterprise.credit_code,
        event="建账",
    )
    return [*made, enterprise, place]
