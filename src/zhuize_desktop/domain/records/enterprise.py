"""权属企业: identity in ``Enterprise``, everything that changes with time in dated ``Affiliation`` rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from ..fields import Field, Kind, Layout
from .base import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise(Record):
    """One enterprise, whatever it is called at the moment. Name and place in the tree: ``Affiliation``."""

    noun: ClassVar[str] = "权属企业"
    called_by: ClassVar[str] = "name"

    name: Annotated[str, Field("企业名称", Kind.TEXT, "营业执照", aliases=("单位名称", "涉及单位"), width=26)]
    short_name: Annotated[str, Field("简称", Kind.TEXT, width=12)] = ""
    code: Annotated[
        str, Field("企业代码", Kind.TEXT, help="编号用的短代码，如 JY；由本企业自定。", width=8)
    ] = ""
    credit_code: Annotated[
        str,
        Field("统一社会信用代码", Kind.TEXT, "GB 32100—2015", help="18 位，最后一位为校验码。", width=20),
    ] = ""
    level: Annotated[
        int | None, Field("级次", Kind.WHOLE, "台账通行栏目", help="一级为市管企业本级。", width=6)
    ] = None
    parent: Annotated[
        str | None, Field("上级企业", Kind.UID, refers_to="Enterprise", help="直接上级；市管企业本级不填。")
    ] = None
    on_behalf: Annotated[
        bool,
        Field(
            "代管代录",
            Kind.FLAG,
            help="由本企业代为登记的企业，其记录和报表注明“代录”。",
            layout=Layout.FOLDED,
            group="登记",
        ),
    ] = False
    flags: Annotated[
        tuple[str, ...],
        Field(
            "新设、并购、混改",
            Kind.CHOICE,
            "济国资综合〔2023〕3号 二（三）3",
            dictionary="enterprise_flag",
            layout=Layout.FOLDED,
            group="组织",
        ),
    ] = ()
    flagged_on: Annotated[
        date | None, Field("设立或并入日期", Kind.DATE, layout=Layout.FOLDED, group="组织")
    ] = None
    duty_department: Annotated[
        str,
        Field(
            "责任追究职能部门",
            Kind.TEXT,
            "济国资综合〔2023〕3号 二（四）1",
            layout=Layout.FOLDED,
            group="组织",
        ),
    ] = ""
    closed_on: Annotated[
        date | None, Field("注销或停业日期", Kind.DATE, layout=Layout.FOLDED, group="变更")
    ] = None
    successor: Annotated[
        str | None,
        Field(
            "承继企业",
            Kind.UID,
            refers_to="Enterprise",
            help="合并、注销后由谁承接未办结线索。",
            layout=Layout.FOLDED,
            group="变更",
        ),
    ] = None
    remark: Annotated[str, Field("备注", Kind.LONG_TEXT, layout=Layout.FOLDED, group="登记")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation(Record):
    """隶属关系 from one day to another: the statistics of a period use the tree of that period."""

    enterprise: Annotated[str, Field("企业", Kind.UID, refers_to="Enterprise")]
    parent: Annotated[str | None, Field("上级企业", Kind.UID, refers_to="Enterprise")] = None
    name: Annotated[str, Field("当时名称", Kind.TEXT)] = ""
    level: Annotated[int | None, Field("级次", Kind.WHOLE)] = None
    credit_code: Annotated[str, Field("当时信用代码", Kind.TEXT)] = ""
    valid_from: Annotated[date | None, Field("自", Kind.DATE, help="空＝自始。")] = None
    valid_to: Annotated[date | None, Field("至", Kind.DATE, help="含当日；空＝至今。")] = None
    event: Annotated[
        str, Field("变更事由", Kind.TEXT, help="设立、更名、划入、划出、合并、分立、注销、信用代码变更。")
    ] = ""
