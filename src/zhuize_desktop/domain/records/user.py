"""用户: accounts, their signing keys over time, recusals and the reading grants of 查阅人."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout, Sensitivity
from ..roles import Role
from .base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """An account. Passwords and keys lie in ``keys.json``; ``person`` ties the user to 人员 for 回避."""

    noun: ClassVar[str] = "用户"
    called_by: ClassVar[str] = "login"

    login: Annotated[str, Field("登录名", Kind.TEXT, width=12)]
    name: Annotated[str, Field("姓名", Kind.TEXT, sensitivity=Sensitivity.PERSONAL, width=10)] = ""
    post: Annotated[str, Field("职务", Kind.TEXT, width=14)] = ""
    roles: Annotated[
        tuple[Role, ...], Field("角色", Kind.CHOICE, help="可兼岗；互斥的两个动作不能由同一人完成。")
    ] = ()
    person: Annotated[
        str | None, Field("对应人员", Kind.UID, refers_to="Person", layout=Layout.FOLDED, group="回避")
    ] = None
    active: Annotated[bool, Field("在用", Kind.FLAG, layout=Layout.NONE)] = True
    left_on: Annotated[date | None, Field("离岗日期", Kind.DATE, layout=Layout.NONE)] = None
    admin_reads_cases: Annotated[
        bool,
        Field(
            "管理员兼岗可看线索",
            Kind.FLAG,
            help="只有申明兼岗的管理员才可看线索内容。",
            layout=Layout.FOLDED,
            group="兼岗",
        ),
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey(Record):
    """A user's Ed25519 public key with its dates: an old seal stays valid after a reset."""

    user: Annotated[str, Field("用户", Kind.UID, refers_to="User")]
    public_key: Annotated[str, Field("公钥", Kind.TEXT, help="Ed25519，十六进制。")]
    valid_from: Annotated[datetime, Field("启用时间", Kind.INSTANT)]
    valid_to: Annotated[datetime | None, Field("停用时间", Kind.INSTANT)] = None
    reason: Annotated[str, Field("停用原因", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal(Record):
    """回避: a user or leader marked as involved; the clue is hidden from them everywhere."""

    noun: ClassVar[str] = "回避"
    called_by: ClassVar[str] = "user"

    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue")]
    user: Annotated[str, Field("回避人", Kind.UID, refers_to="User")]
    reason: Annotated[str, Field("回避事由", Kind.TEXT)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingGrant(Record):
    """查阅授权: which clue a 查阅人 may read, from which day to which day (both included)."""

    noun: ClassVar[str] = "查阅授权"
    called_by: ClassVar[str] = "user"

    user: Annotated[str, Field("查阅人", Kind.UID, refers_to="User")]
    clue: Annotated[str, Field("问题线索", Kind.UID, refers_to="Clue")]
    valid_from: Annotated[date, Field("自", Kind.DATE, ahead=True)]
    valid_to: Annotated[date, Field("至", Kind.DATE, ahead=True)]
    reason: Annotated[str, Field("查阅事由", Kind.TEXT)] = ""
