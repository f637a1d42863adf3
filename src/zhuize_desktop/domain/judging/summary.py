"""规则提示: everything the rules say of one case, line by line, each with its ground and its mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..money import MoneyUnit, format_fen
from ..records import Handling, LiablePerson, LossFinding, RuleBasis
from ..rules import UNCONFIRMED
from . import classes, jurisdiction, ranges
from .basis import act_day, asked_of, chosen_pack, handling_day, propose, says_anything
from .ground import mark_of, text_of
from .influence import periods
from .on_case import advice_for, by_person, competence, handlings_of, pay_doubts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from ..records import Record
    from .basis import BasisProposal
    from .influence import Period


@dataclass(frozen=True, slots=True)
class Judged:
    """One line.

    Attributes:
        part: heading it stands under: 适用规则, 定级, 管辖, 处理区间, 扣减薪酬, 影响期, 申诉.
        subject: of what or whom.
        result: what follows, in words.
        ground: document and clause; empty where nothing says so.
        mark: 参照, 待核对, both or empty.
        departs: what a person decided differs from it.
        record, uid, field: where it is entered; empty when nowhere in particular.
    """

    part: str
    subject: str
    result: str
    ground: str = ""
    mark: str = ""
    departs: bool = False
    record: str = ""
    uid: str = ""
    field: str = ""


def judged(case: Case) -> tuple[Judged, ...]:
    """Every line for a case as it stands, in the order of the work."""
    return (
        *_basis(case),
        *_classes(case),
        *_jurisdiction(case),
        *_ranges(case),
        *_pay(case),
        *_periods(case),
        *_appeal(case),
    )


def _at(record: type[Record], one: Record | None, field: str) -> dict[str, str]:
    return {"record": record.__name__, "uid": one.uid if one is not None else "", "field": field}


def basis_words(found: BasisProposal) -> str:
    """What the two days lead to, in one clause."""
    if found.by_act is not None and found.by_act is found.by_handling:
        return f"行为时、处理时都适用{found.by_act.name}"
    act = found.by_act.name if found.by_act is not None else "不详"
    if found.undated is not None:
        act += f"（{found.undated.name}没有填写施行日期）"
    handling = found.by_handling.name if found.by_handling is not None else "没有可用的规定"
    end = f"，按衔接规定适用{found.proposed.name}" if found.proposed is not None else "，由人选择并写明理由"
    return f"行为时{act}，处理时{handling}{end}"


def _basis(case: Case) -> Iterator[Judged]:
    one = case.last(RuleBasis)
    found = propose(case.book, act_day(case), handling_day(case))
    chosen = chosen_pack(case)
    ground = found.rule.ground
    waits = bool(chosen) and not says_anything(case.book.pack(chosen))
    departs = bool(chosen) and not waits and found.proposed is not None and found.proposed.code != chosen
    said = f"已选定{case.book.dictionary('rule_pack').label(chosen)}；" if chosen else "还没有选定；"
    if waits:
        said += "它在规则库里还没有填写，以下只能按参照规定提示；"
    yield Judged(
        "适用规则", "适用的规定", said + basis_words(found),
        ground.text if ground is not None else "新旧衔接规定没有核对",
        ground.mark if ground is not None else UNCONFIRMED, departs, **_at(RuleBasis, one, "pack"),
    )  # fmt: skip


def class_words(found: classes.Graded) -> str:
    """The sums of a 定损 and the class proposed for it, in one clause."""
    sums = found.totals
    parts = [
        f"{name} {format_fen(fen, MoneyUnit.WAN)} 万元"
        for name, fen in (("直接", sums.direct), ("间接", sums.indirect), ("或有", sums.contingent))
        if fen
    ]
    if sums.unevaluated:
        parts.append(f"或有 {format_fen(sums.unevaluated, MoneyUnit.WAN)} 万元没有评估文件，未计入")
    loss = f"资产损失{found.loss.severity.label}" if found.loss.severity is not None else found.loss.why
    consequence = f"，不良后果{found.consequence.label}" if found.consequence is not None else ""
    end = f"，提出认定为{found.proposed.label}" if found.proposed is not None else "，由人认定"
    return "、".join(parts) + ("：" if parts else "") + loss + consequence + end


def _classes(case: Case) -> Iterator[Judged]:
    for one in case.all(LossFinding):
        found = classes.graded(case, one, asked_of(case))
        said = class_words(found)
        if found.confirmed is not None:
            said += f"；已认定为{found.confirmed.label}"
        yield Judged(
            "定级", one.item or "定损", said, text_of(found.grounds), mark_of(found.grounds),
            found.confirmed is not None and found.confirmed is not found.proposed,
            **_at(LossFinding, one, "governing_class"),
        )  # fmt: skip


def _jurisdiction(case: Case) -> Iterator[Judged]:
    own = case.keeper_level()
    for subject, deciding in (("核查", False), ("处理决定", True)):
        found = competence(case, deciding=deciding)
        if found is None:
            yield Judged("管辖", subject, "涉及单位的级次没有登记，或规则没有相应的规定", "", UNCONFIRMED)
            continue
        above = own is not None and found.level < own
        sure = competence(case, deciding=deciding, settled=True)
        binding = sure is not None and sure.level == found.level
        marks = {ground.mark for ground in found.grounds}
        yield Judged(
            "管辖", subject, f"由{found.body.label}{'作出' if deciding else '办理'}" + ("，须上报" if above else ""),
            found.text, "" if binding else max(marks) or UNCONFIRMED, departs=above,
        )  # fmt: skip


def _ranges(case: Case) -> Iterator[Judged]:
    label = case.book.dictionary("handling").label
    for one in case.all(LiablePerson):
        advice = advice_for(case, one)
        at = _at(LiablePerson, one, "liability")
        if advice.cell is None or advice.ground is None:
            yield Judged("处理区间", case.name(one.person), advice.why, "", UNCONFIRMED, departs=False, **at)
            continue
        moved = "（已是最后一档）" if advice.at_end else ""
        said = f"{advice.cell.label}{moved}：{ranges.cell_words(advice.cell, label)}"
        laid = handlings_of(case, one)
        leaves = "，".join(ranges.outside(advice, laid, case.book, label)) if laid else ""
        yield Judged(
            "处理区间", case.name(one.person), said + (f"；现登记的处理：{leaves}" if leaves else ""),
            advice.ground.text, advice.ground.mark, bool(leaves), **at,
        )  # fmt: skip


def _pay(case: Case) -> Iterator[Judged]:
    for person, mine, others in by_person(case):
        for doubt in pay_doubts(case, mine, others):
            yield Judged(
                "扣减薪酬", case.name(person), doubt.detail or doubt.sentence, doubt.clause,
                "" if doubt.binding else UNCONFIRMED,
                True, **_at(Handling, doubt.handling, doubt.field),
            )  # fmt: skip


def period_words(one: Period) -> str:
    """Label, from and to, effect, in one clause."""
    end = "起，长度没有核对" if one.unknown else f"至 {one.last}" if one.last is not None else "起，终身"
    return f"{one.label} {one.first} {end}：{one.effect}"


def _periods(case: Case) -> Iterator[Judged]:
    for person, mine, others in by_person(case):
        for one in periods(case.book, (*mine, *others), chosen_pack(case)):
            where = "" if one.laid.clue == case.clue.uid else f"（{one.laid.number}）"
            yield Judged(
                "影响期", case.name(person), period_words(one) + where,
                one.ground.text if one.ground is not None else "处理决定",
                one.ground.mark if one.ground is not None else "",
            )  # fmt: skip
    if case.elsewhere_hidden:
        yield Judged(
            "影响期", "其他线索", f"另有{case.elsewhere_hidden}件知悉范围以外的线索涉及本案责任人，未计入"
        )


def _appeal(case: Case) -> Iterator[Judged]:
    found = jurisdiction.appeal_receiver(case.book, case.keeper_level(), asked_of(case))
    if found is not None:
        yield Judged("申诉", "申诉受理", f"由{found.receiver.label}受理", found.text, found.ground.mark)
