"""A record with a field of every kind, and the answers a page would give its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from zhuize_desktop.domain.fields import Field, Kind, Layout
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.ui.widgets.suggest import Entry

FOLD = Layout.FOLDED


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"

    @property
    def label(self):
        return {"red": "红色", "green": "绿色"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    uid: Annotated[str, Field("标识", Kind.UID, layout=Layout.NONE)] = "u1"
    name: Annotated[str, Field("事项名称", Kind.TEXT, required_from=Stage.INTAKE)] = ""
    on: Annotated[date | None, Field("发生日期", Kind.DATE, required_from=Stage.DISPOSITION)] = None
    amount: Annotated[int | None, Field("认定损失", Kind.MONEY, unit="万元")] = None
    level: Annotated[int | None, Field("级次", Kind.WHOLE, unit="级", help="集团本级为 1。")] = None
    kind: Annotated[str, Field("类别", Kind.CHOICE, dictionary="category")] = ""
    areas: Annotated[tuple[str, ...], Field("重点领域", Kind.CHOICE, dictionary="category")] = ()
    colour: Annotated[Colour, Field("颜色", Kind.CHOICE)] = Colour.GREEN
    situation: Annotated[str, Field("违规情形", Kind.CATALOGUE, dictionary="tree")] = ""
    summary: Annotated[str, Field("概述", Kind.LONG_TEXT, required_from=Stage.INTAKE)] = ""
    persons: Annotated[tuple[str, ...], Field("责任人员", Kind.UID, refers_to="Person")] = ()
    enterprise: Annotated[str | None, Field("发生企业", Kind.UID, refers_to="Enterprise")] = None
    legacy: Annotated[bool, Field("存量线索", Kind.FLAG, layout=FOLD, group="登记")] = False
    scope: Annotated[bool | None, Field("属实时报告范围", Kind.FLAG, layout=FOLD, group="登记")] = None
    seen: Annotated[datetime | None, Field("登记时间", Kind.INSTANT, layout=FOLD, group="登记")] = None
    situations: Annotated[
        tuple[str, ...], Field("全部情形", Kind.CATALOGUE, dictionary="tree", layout=FOLD, group="性质")
    ] = ()
    remark: Annotated[str, Field("备注", Kind.LONG_TEXT, layout=FOLD, group="性质")] = ""


DICTIONARIES = {
    "category": [Entry("buy", "购销管理"), Entry("fund", "资金管理"), Entry("equity", "股权投资")],
    "tree": [
        Entry("9", "购销管理方面", pickable=False),
        Entry("9.1", "未按规定订立合同", "第9条第1项", "9", grade="参照"),
        Entry("9.2", "开展无实物流转贸易", "第9条第2项", "9", grade="待核对"),
        Entry("12", "股权投资方面", pickable=False),
        Entry("12.1", "未开展尽职调查", "第12条第1项", "12", grade="参照"),
    ],
}
PEOPLE = {"p1": ("李海涛", "副总经理"), "p2": ("王建国", "财务总监"), "p3": ("张丽华", "")}
ENTERPRISES = {"e1": ("济运物流有限公司", "三级"), "e2": ("圣源水务工程公司", "二级")}


class Answers:
    """Looks things up in the lists above; new records appear when ``finish`` is called."""

    def __init__(self):
        self.asked = []

    def dictionary(self, code):
        return DICTIONARIES[code]

    def search(self, record_class, text):
        known = PEOPLE if record_class == "Person" else ENTERPRISES
        return [(uid, label, hint) for uid, (label, hint) in known.items() if text in label]

    def can_create(self, record_class):
        return record_class == "Person"

    def create(self, record_class, text, done):
        self.asked.append((record_class, text, done))

    def label(self, record_class, uid):
        known = PEOPLE if record_class == "Person" else ENTERPRISES
        return known[uid][0] if uid in known else ""
