"""受理、初步核实、分类处置的门槛."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..records import Acceptance, Clue, OutsideDecision, PreliminaryCheck, Recusal, Transfer, Triage
from ..stages import Stage
from ..workflow import KEPT, disposition
from .gate import Gate, Teller, form, house, is_blank, paper, there_is

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from ..checks import CheckFinding

_NOTICE = "济国资综合〔2023〕3号"
_ACCEPT = frozenset({"accept", "by_sanction"})
_CHECK = frozenset({"finish_check"})
_DISPOSE = frozenset({"dispose", "dispose_elsewhere", "dispose_end"})
#: 处置方式 → the kind of 移送 that carries it out.
TRANSFER_OF = {
    "hand_down": "hand_down",
    "transfer": "department",
    "discipline": "discipline",
    "judicial": "judicial",
    "hand_up": "hand_up",
}


_OPINION = form(Acceptance, "受理意见已填写，意见为受理", _ACCEPT, Stage.INTAKE)


def _agreed(case: Case) -> Iterator[CheckFinding]:
    """The opinion is there, and it is 受理: one gate, so that a clue without one is told so once."""
    yield from _OPINION.examine(case)
    teller, found = Teller(_OPINION.code), case.last(Acceptance)
    if found is not None and found.opinion in ("refuse", "refer"):
        yield teller.must(
            "受理意见不是“受理”：不予受理、转办的请填写销号申请，由另一人确认销号。",
            Acceptance,
            "opinion",
            found,
        )


def _realtime(case: Case) -> Iterator[CheckFinding]:
    """P14: while thresholds are empty, 受理 forces the answer with its reason."""
    clause = f"{_NOTICE} 二（三）2"
    teller = Teller("accept.realtime", clause)
    if case.clue.realtime_scope is None:
        yield teller.must("请判断是否属实时报告范围（登记内容—性质）。", Clue, "realtime_scope", case.clue)
    elif is_blank(case.clue.realtime_reason):
        yield teller.must(
            "请写明是否属实时报告范围的判断理由（登记内容—性质）。", Clue, "realtime_reason", case.clue
        )


def _sanction(case: Case) -> Iterator[CheckFinding]:
    """P16: facts, nature and circumstances are those of the discipline body's paper."""
    teller = Teller("sanction.paper", f"{_NOTICE} 二（一）3")
    for one in case.all(OutsideDecision):
        if one.kind != "discipline":
            continue
        for name, word in (
            ("number", "文号"),
            ("decided_on", "决定日期"),
            ("facts", "认定的事实、性质、情节"),
        ):
            if is_blank(getattr(one, name)):
                yield teller.must(
                    f"党纪政务处分的“{word}”还没有填写，另行追责以它为依据。", OutsideDecision, name, one
                )
        if is_blank(one.archive_place) and not case.attached_to(one.uid):
            yield teller.must(
                f"处分文书{one.number}没有扫描件，也没有登记卷号页码或存放处。",
                OutsideDecision,
                "archive_place",
                one,
            )


def _pursuit(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("check.pursuit")
    check, triage = case.last(PreliminaryCheck), case.last(Triage)
    if check is None or triage is None:
        return
    if check.needs_pursuit and triage.disposition in ("close", "keep"):
        yield teller.verify(
            "初核发现需要追究责任的事项，处置方式却是了结或留存备查，请说明理由。",
            Triage,
            "disposition",
            triage,
        )
    if triage.disposition and check.proposed and triage.disposition != check.proposed:
        yield teller.verify(
            "分类处置方式与初核报告的处置建议不同，请说明理由。", Triage, "disposition", triage
        )


def _goes_elsewhere(case: Case) -> bool:
    """Whether the clue leaves this enterprise's own investigation, with a letter or until a later look."""
    return disposition(case) in (*TRANSFER_OF, KEPT)


def _way_out(case: Case) -> Iterator[CheckFinding]:
    """A clue that goes elsewhere has its letter; one that is kept has its review day."""
    teller = Teller("triage.way")
    way = disposition(case)
    triage = case.last(Triage)
    if way == KEPT and triage is not None and triage.review_on is None:
        yield teller.must("留存备查的必须填写复查日；留存备查不是销号。", Triage, "review_on", triage)
    wanted = TRANSFER_OF.get(way)
    if wanted and not any(one.kind == wanted and one.sent_on for one in case.all(Transfer)):
        label = case.book.dictionary("transfer_kind").label(wanted)
        yield teller.must(f"处置方式需要“{label}”，还没有登记移送及移送日期。", Transfer, "sent_on")


def _involved(case: Case) -> Iterator[CheckFinding]:
    """P7: where a user or leader is involved, the superior investigates."""
    teller = Teller("triage.involved", f"{_NOTICE} 二（三）1")
    if case.all(Recusal) and disposition(case) in ("direct", "joint", "hand_down"):
        yield teller.verify(
            "有人标记为涉案回避：涉及本单位领导人员的应提级上报，确由本单位办理的请说明。",
            Triage,
            "disposition",
            case.last(Triage),
        )


GATES: tuple[Gate, ...] = (
    replace(_OPINION, examine=_agreed),
    Gate(
        "accept.realtime", "已判断是否属实时报告范围", _ACCEPT, Stage.INTAKE, _realtime, f"{_NOTICE} 二（三）2"
    ),
    Gate(
        "sanction.paper", "处分文书要素齐全", frozenset({"by_sanction"}), Stage.INTAKE, _sanction,
        f"{_NOTICE} 二（一）3", concerns=there_is(OutsideDecision),
    ),
    form(PreliminaryCheck, "初步核实已填写", _CHECK, Stage.PRELIMINARY_CHECK),
    paper("preliminary_report", "初步核实报告在卷", _CHECK, Stage.PRELIMINARY_CHECK),
    form(Triage, "分类处置意见已填写", _DISPOSE, Stage.TRIAGE, f"{_NOTICE} 二（一）2"),
    Gate(
        "check.pursuit", "处置与初核结果相符", _DISPOSE, Stage.TRIAGE, _pursuit,
        house("处置与初核结果不一致的写明理由"),
    ),
    Gate(
        "triage.way", "移送或复查日已登记", _DISPOSE, Stage.TRIAGE, _way_out,
        house("移送有去向，留存有复查日"), concerns=_goes_elsewhere,
    ),
    Gate(
        "triage.involved", "无人涉案或已提级", _DISPOSE, Stage.TRIAGE, _involved, f"{_NOTICE} 二（三）1"
    ),
)  # fmt: skip
