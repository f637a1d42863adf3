"""What every record has from its first day: identity, owner, version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The common ground of all records.

    ``version`` starts at 1 and rises with every saved change (optimistic lock); ``withdrawn_reason`` replaces
    deletion: a withdrawn record stays, with its reason, and can be brought back.

    Attributes:
        noun: what one record of this class is called on screen, in the trail and on papers.
        called_by: the field by which one of several is spoken of: the person, the item, the file.
        unique: fields whose values together may stand once only among the records of the ledger.
    """

    noun: ClassVar[str] = ""
    called_by: ClassVar[str] = ""
    unique: ClassVar[tuple[str, ...]] = ()

    uid: Annotated[str, Field("标识", Kind.UID, layout=Layout.NONE, help="UUIDv7，随记录终身不变。")]
    owner_enterprise: Annotated[
        str,
        Field(
            "归属企业", Kind.UID, refers_to="Enterprise", layout=Layout.NONE, help="记录由哪一户企业建立。"
        ),
    ]
    version: Annotated[int, Field("版本", Kind.WHOLE, layout=Layout.NONE)] = 1
    withdrawn_reason: Annotated[str, Field("撤回理由", Kind.TEXT, layout=Layout.NONE)] = ""
