"""Ways off the straight path: refused, elsewhere, back a stage, into another case, apart, and out of the end again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ...domain.records import (
    Acceptance,
    Appeal,
    Clue,
    OutsideDecision,
    SourceReply,
    Transfer,
    Triage,
)
from ...domain.stages import Stage
from ..records import change, list_records
from ..steps import merge_clue, reopen_clue, split_clue
from . import path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .desk import Desk

_TRANSFERS = {
    "discipline": ("discipline", "虚构纪检监察组"),
    "judicial": ("judicial", "虚构公安局"),
    "transfer": ("department", "虚构市场监管局"),
    "hand_down": ("hand_down", "虚构物流有限公司"),
    "hand_up": ("hand_up", "虚构城市投资控股集团有限公司"),
}


# --- at the door ------------------------------------------------------------------------------------------------


def refused(case: Desk) -> None:
    """不予受理, closed without being taken up."""
    case.add(
        Acceptance, opinion="refuse", reason="不属于违规经营投资问题", decided_on=case.day(2), receiver="周敏"
    )
    path.ask_to_close(case, "rejected", 4)
    case.take("close", case.office.reviewer)


def referred(case: Desk) -> None:
    """转办: the opinion names who should have it."""
    case.add(
        Acceptance, opinion="refer", reason="属其他部门职责", decided_on=case.day(2), referred_to="虚构市审计局"
    )  # fmt: skip


# --- elsewhere ---------------------------------------------------------------------------------------------------


def sent(case: Desk, way: str, *, receipt: bool, feedback: bool) -> None:
    """The letter of a 移送 with what came back."""
    kind, receiver = _TRANSFERS[way]
    case.add(
        Transfer, kind=kind, receiver=receiver, number=f"虚运移〔{case.day(26).year}〕{case.at + 1}号",
        sent_on=case.day(26), handler="李文海", persons=case.clue.persons, situations_note="见初步核实报告（虚构）",
        suspected="涉嫌违纪问题线索说明（虚构）" if way == "discipline" else "",
        proposal="建议由上级企业提级核查（虚构）" if way == "hand_up" else "",
        receipt_on=case.day(30) if receipt else None, receipt_number="回执（虚构）" if receipt else "",
        feedback_on=case.day(90) if feedback else None, feedback="已办结，结果附后（虚构）" if feedback else "",
    )  # fmt: skip


def elsewhere(case: Desk, way: str, *, receipt: bool = False, feedback: bool = False) -> None:
    """Checked, then sent away; the clue waits where it stands."""
    path.accept(case)
    path.check(case, proposed=way)
    sent(case, way, receipt=receipt, feedback=feedback)
    path.propose(case, way)
    case.take("dispose_elsewhere")


def transferred(case: Desk, way: str) -> None:
    """Sent away, received, closed."""
    elsewhere(case, way, receipt=True, feedback=True)
    path.close(case, "transferred", 95)


def handed_down(case: Desk) -> None:
    """移交下级企业, answered, closed."""
    elsewhere(case, "hand_down", receipt=True, feedback=True)
    path.close(case, "handed_down", 95)


def kept(case: Desk) -> None:
    """留存备查 with its review day: no end."""
    path.accept(case)
    path.check(case, proposed="keep", needs_pursuit=False)
    path.propose(case, "keep", review_on=case.office.today + timedelta(days=90))
    case.take("dispose_elsewhere")


def ended(case: Desk) -> None:
    """了结 at 处置, closed as 核查否定了结."""
    path.accept(case)
    path.check(case, proposed="close", needs_pursuit=False)
    path.propose(case, "close")
    case.take("dispose_end")
    path.close(case, "disproved", 40)


def disproved(case: Desk) -> None:
    """Investigated, and nothing in it."""
    path.until(case, Stage.INVESTIGATION)
    path.plan(case)
    path.inquire(case)
    path.report(case, "disproved")
    case.take("disprove")
    path.close(case, "disproved", 100)


def came_home(case: Desk) -> None:
    """提级上报, answered 由本单位联合核查: triaged anew without going back."""
    elsewhere(case, "hand_up", receipt=True, feedback=True)
    (triage,) = list_records(case.office.clerk, Triage, clue=case.clue.uid)
    home = replace(
        triage, disposition="joint", decided_on=case.day(32), opinion="上级企业批示联合核查（虚构）"
    )
    change(case.office.clerk, home)
    case.approve(Stage.TRIAGE, case.day(32), "parent")
    case.take("dispose")


def decided_above(case: Desk) -> None:
    """Investigated here, 处理建议 handed up, the superior's decision comes back (P6, P30)."""
    path.until(case, Stage.DISPOSITION)
    suggestion = path.resolve(case, "suggestion", 76)
    liable = [person for person in case.clue.persons if person in case.kept]
    for person in liable:
        path.lay_on(case, suggestion, case.kept[person], ("criticism.circular",))
    sent(case, "hand_up", receipt=True, feedback=True)
    above = _from_above(case, liable)
    path.approve_decision(case)
    case.take("decide")
    path.notify(case)
    case.add(
        Appeal, outside=above, appellant=case.name(liable[0]), liable=case.kept[liable[0]], filed_on=case.day(88),
        grounds="认为事实认定有误（虚构）", body="虚构城市投资控股集团有限公司", accepted_on=case.day(90),
        result="upheld", decided_on=case.day(104), answered_on=case.day(106), archive_place=case.place(),
    )  # fmt: skip


def _from_above(case: Desk, persons: Sequence[str]) -> str:
    """The superior's decision, as it came back; its uid."""
    return case.add(
        OutsideDecision, kind="superior", maker="虚构城市投资控股集团有限公司", decided_on=case.day(80),
        number=f"虚城投责〔{case.day(80).year}〕{case.at + 1}号", received_on=case.day(82), persons=tuple(persons),
        kinds=("criticism.circular",), facts="未按规定履行职责（虚构）。", archive_place=case.place(),
    )  # fmt: skip


def investigated_above(case: Desk) -> None:
    """提级上报: the superior investigates and decides; its decision comes back to be carried out (P6)."""
    elsewhere(case, "hand_up", receipt=True, feedback=True)
    _from_above(case, case.clue.persons)
    case.take("decision_back")
    path.choose_basis(case)
    case.file("decision", "上级处理决定", case.day(82))
    case.take("decide")
    path.notify(case)


# --- the short path ------------------------------------------------------------------------------------------------


def by_sanction(case: Desk) -> None:
    """已处分未追责 (P16): the paper registered, 受理, loss and liability, 处理."""
    case.add(
        OutsideDecision, kind="discipline", maker="虚构纪检监察组", number=f"虚纪〔{case.day(0).year}〕{case.at + 1}号",
        decided_on=case.day(0), received_on=case.day(1), persons=case.clue.persons, kinds=("party.serious",),
        facts="违反工作纪律，造成损失（虚构）。", archive_place=case.place(),
    )  # fmt: skip
    case.add(
        Acceptance, opinion="accept", reason="已受党纪处分，尚未追究违规经营投资责任", decided_on=case.day(2),
        receiver="周敏",
    )  # fmt: skip
    path.establish(case)
    path.hear(case)
    case.approve(Stage.INTAKE, case.day(2), "responsible")
    case.take("by_sanction")
    path.decide(case)


def by_sanction_closed(case: Desk) -> None:
    """The short path to its end."""
    by_sanction(case)
    path.mend(case)
    path.close(case)


# --- back, together, apart, again -----------------------------------------------------------------------------------


def returned(case: Desk, stage: Stage) -> None:
    """Sent back from ``stage`` with a reason, and brought on again with the same papers."""
    path.until(case, stage)
    case.take(f"return_{stage.value}", reason="材料不齐，退回补充（虚构）")
    again = {
        Stage.PRELIMINARY_CHECK: ("accept",),
        Stage.TRIAGE: ("finish_check",),
        Stage.INVESTIGATION: ("dispose",),
        Stage.DISPOSITION: ("approve_plan", "finish_investigation"),
        Stage.RECTIFICATION: ("decide",),
        Stage.CLOSURE: ("finish_rectification",),
    }
    for move in again[stage]:
        case.take(move)


def merged(case: Desk, into: Clue) -> None:
    """并案 by the reviewer."""
    path.accept(case)
    merge_clue(case.office.reviewer, case.clue.uid, into.uid, case.clue.version, "与主案属同一业务（虚构）")


def split(case: Desk) -> Clue:
    """拆分: what concerns another matter becomes a clue of its own."""
    path.accept(case)
    values: dict[str, Any] = {
        "summary": "拆分出的问题：采购环节未公开招标（虚构）",
        "estimated_loss": case.loss // 2,
        "persons": case.clue.persons[:1],
        "realtime_scope": False,
        "realtime_reason": "未达到实时报告范围",
    }
    return split_clue(case.office.clerk, case.clue.uid, values, "涉及两项独立业务（虚构）").value


def reopened(case: Desk) -> None:
    """Closed, then new facts: 重启 with the reviewer's agreement, at 处理."""
    path.until(case, Stage.CLOSURE)
    path.close(case)
    reopen_clue(
        case.office.clerk, case.clue.uid, Stage.DISPOSITION, case.clue.version, "发现新的责任人（虚构）",
        case.office.reviewer,
    )  # fmt: skip


def answered(case: Desk) -> None:
    """A reply that is impossible: nobody signed the letter."""
    case.add(
        SourceReply, receiver="匿名来信人", replied_on=case.day(22), impossible=True, content="匿名来信，无法反馈"
    )  # fmt: skip


def second_decision(case: Desk) -> None:
    """A further decision on the same people at a later time (P8)."""
    path.until(case, Stage.RECTIFICATION)
    later = path.resolve(case, after=100)
    person = next(one for one in case.clue.persons if one in case.kept)
    path.lay_on(case, later, case.kept[person], ("organisation.adjust",))
    path.serve(case, later, case.name(person), 101, "direct")
