"""An invented measure, filled in and confirmed, in the place of the city's empty one; nothing of it is a real rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhuize_desktop.domain.judging.classes import class_of
from zhuize_desktop.domain.rulebook import BASIS, LOCAL_PACK, OWN_PACK
from zhuize_desktop.domain.rules import LossClass, RulePack
from zhuize_desktop.services.rulebook import shipped_rulebook

if TYPE_CHECKING:
    from zhuize_desktop.domain.rulebook import RuleBook

SOURCE = "虚构市办法"
WAN = 10_000_00  # 分


def entry(code: str, label: str, clause: str, grade: str = "A", **more: Any) -> dict[str, Any]:
    return {"code": code, "label": label, "clause": clause, "source": SOURCE, "grade": grade, **more}


def share(lower: int, upper: int, *, optional: bool = False) -> dict[str, Any]:
    return {"lower": lower, "upper": upper, "optional": optional}


CLASSES = [
    entry("general", "一般资产损失", "第20条", upper_fen=100 * WAN),
    entry("larger", "较大资产损失", "第20条", lower_fen=100 * WAN, upper_fen=1000 * WAN),
    entry("major", "重大资产损失", "第20条", lower_fen=1000 * WAN),
]
MINOR = ["criticism"]
RANGES = [
    entry("R1", "一般×直接、主管", "第30条", severity="general", liabilities=["direct", "supervisory"],
          handlings=[*MINOR, "pay.performance"], performance=share(0, 40, optional=True)),
    entry("R2", "一般×领导", "第30条", severity="general", liabilities=["leadership"],
          handlings=[*MINOR, "pay.performance"], performance=share(0, 20, optional=True)),
    entry("R3", "较大×直接、主管", "第31条", severity="larger", liabilities=["direct", "supervisory"],
          handlings=["criticism.circular", "criticism.admonition", "organisation", "pay"],
          performance=share(40, 80), tenure=share(20, 60)),
    entry("R4", "较大×领导", "第31条", severity="larger", liabilities=["leadership"],
          handlings=["criticism.circular", "criticism.admonition", "pay"],
          performance=share(20, 60), tenure=share(10, 40)),
    entry("R5", "重大×直接、主管", "第32条", severity="major", liabilities=["direct", "supervisory"],
          handlings=["organisation", "pay", "ban"], performance=share(100, 100), tenure=share(100, 100),
          ban={"years": 5, "life": True}),
    entry("R6", "重大×领导", "第32条", severity="major", liabilities=["leadership"],
          handlings=["organisation", "pay", "ban"], performance=share(60, 100), tenure=share(60, 100),
          ban={"years": 5}),
]  # fmt: skip
JURISDICTION = [
    entry("J1", "市管企业本级重大损失", "第40条", loss_from="major", levels=["1"], investigator="group",
          decider="regulator"),
    entry("J2", "子企业重大损失或后果", "第40条", loss_from="major", levels=["2", "3", "4", "5"],
          investigator="group", decider="group"),
    entry("J3", "子企业重大不良后果", "第40条", consequence_from="major", levels=["2", "3", "4", "5"],
          investigator="group", decider="group"),
    entry("J4", "三级以下较大损失", "第41条", loss_from="larger", levels=["3", "4", "5"], investigator="superior",
          decider="superior"),
    entry("J5", "市管企业党委管理的人员", "第42条", cadres=["group_committee"], investigator="group",
          decider="group"),
    entry("J6", "其他", "第43条", investigator="own", decider="own"),
]  # fmt: skip
APPEALS = [
    entry("A1", "市管企业作出的，向原单位申诉", "第50条", decided_by="group", receiver="group"),
    entry("A2", "子企业作出的，向上一级企业申诉", "第50条", decided_by="own", receiver="superior"),
]
INFLUENCES = [
    entry("I1", "诫勉影响期", "第33条", handling="criticism.admonition", kind="influence", months=6,
          effect="不得提拔或进一步使用"),
    entry("I2", "降职影响期", "第33条", handling="organisation.demote", kind="influence", months=24,
          effect="不得提拔或进一步使用"),
    entry("I3", "通报批评影响期", "第33条", "U", handling="criticism.circular", kind="influence", months=None,
          effect="按规定"),
]  # fmt: skip
PARAMETERS: dict[str, Any] = {
    "contingent_counts": True,
    "governing_class": "higher",
    "base_year": "handling",
    "year_cap": 100,
    "same_event": "highest",
    "transition": "handling",
    "step_approver": "superior",
}


def filled(**more: Any) -> RulePack:
    """The invented measure as the city's pack; ``more`` replaces parts of it."""
    raw: dict[str, Any] = {
        "code": LOCAL_PACK,
        "name": SOURCE,
        "document": "虚构市市管企业违规经营投资责任追究办法",
        "document_number": "虚国资〔2020〕0号",
        "effective_from": "2020-06-01",
        "standing": "local",
        "loss_classes": CLASSES,
        "consequence_classes": shipped_rulebook().pack(LOCAL_PACK).model_dump()["consequence_classes"],
        "dictionaries": shipped_rulebook().pack(LOCAL_PACK).model_dump()["dictionaries"],
        "deadlines": shipped_rulebook().pack(LOCAL_PACK).model_dump()["deadlines"],
        "ranges": RANGES,
        "jurisdiction": JURISDICTION,
        "appeals": APPEALS,
        "influences": INFLUENCES,
        "parameters": [entry(code, code, "第60条", value=value) for code, value in PARAMETERS.items()],
    }
    return RulePack.model_validate(raw | more)


def filled_book(**more: Any) -> RuleBook:
    """The shipped rules with the invented measure as the city's."""
    return shipped_rulebook().with_pack(filled(**more))


def own_class(book: RuleBook, fen: int) -> LossClass | None:
    """The class that the office's own measures give to a loss of ``fen`` 分; what is only 参照 left aside."""
    ground = class_of(book, fen).ground
    if ground is None or ground.pack.code not in BASIS:
        return None
    assert isinstance(ground.entry, LossClass)
    return ground.entry


__all__ = ["OWN_PACK", "PARAMETERS", "SOURCE", "WAN", "entry", "filled", "filled_book", "own_class", "share"]
