"""表单校验: what a clue and an enterprise must satisfy before they are saved or imported.

What is read from the declarations of the fields stands in ``declared_checks``, what the records of a case ask for in
``case_checks``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .case_checks import CASE_CHECKS
from .checks import Check, CheckFinding, Grade, run
from .credit_code import credit_code_fault
from .declared_checks import DECLARED_CHECKS, Examined, Order, out_of_order
from .fields import Column, columns
from .records import Clue, Enterprise, Record
from .sources import is_from_superior
from .stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from .rulebook import RuleBook

#: Deepest 级次 that is believed.
DEEPEST_LEVEL = 12

_NOTICE = "济国资综合〔2023〕3号"


def clue_problems(clue: Clue, book: RuleBook, today: date) -> tuple[CheckFinding, ...]:
    """What is wrong with a clue as it stands in the form: 强制 first."""
    return run(CLUE_CHECKS, Examined(clue, book, today))


def enterprise_problems(enterprise: Enterprise, book: RuleBook, today: date) -> tuple[CheckFinding, ...]:
    """What is wrong with an enterprise as it stands in the form: 强制 first."""
    return run(ENTERPRISE_CHECKS, Examined(enterprise, book, today))


def record_problems(record: Record, book: RuleBook, today: date) -> tuple[CheckFinding, ...]:
    """What is wrong with any record as it stands in its form: codes, days, amounts, and what its class asks for."""
    return run(_CHECKS_OF.get(type(record), DECLARED_CHECKS), Examined(record, book, today))


# --- clues ------------------------------------------------------------------------------------------------


def _clue(examined: Examined) -> Clue:
    assert isinstance(examined.record, Clue)  # CLUE_CHECKS are run over clues only
    return examined.record


@cache
def _demanded_at(stage: Stage) -> tuple[Column, ...]:
    return tuple(
        found
        for found in columns(Clue)
        if found.field.required_from is not None and found.field.required_from.order <= stage.order
    )


def _required(examined: Examined) -> Iterator[CheckFinding]:
    """Fields demanded at the clue's stage; a 存量线索 may lack them, with an explanation."""
    clue = _clue(examined)
    for found in _demanded_at(clue.stage):
        value = getattr(clue, found.name)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            yield examined.finding(
                "clue.required",
                Grade.VERIFY if clue.legacy else Grade.MUST,
                f"“{found.field.label}”还没有填写。",
                found.name,
                found.field.source,
            )


#: The main path in order: each day is not before the one above it.
STEP_DAYS = ("accepted_on", "checked_on", "triaged_on", "opened_on", "investigated_on", "decided_on")
#: By these days the matter was there.
_STARTS = ("occurred_from", "discovered_on", "received_on", "reported_on")
#: Orders outside the main path: 强制 where the opposite is impossible.
_ORDERS = (
    Order(("occurred_from", "occurred_to")),
    Order(("occurred_from", "discovered_on")),
    Order(("occurred_from", "reported_on")),
    Order(("occurred_from", "accepted_on")),
    Order(("discovered_on", "reported_on"), Grade.VERIFY),
    Order(("discovered_on", "accepted_on"), Grade.VERIFY),
    Order(("received_on", "accepted_on"), Grade.VERIFY),
    Order(("reported_on", "accepted_on"), Grade.VERIFY),
    Order(("accepted_on", "rectified_on"), Grade.VERIFY),
    *(Order((step, "closed_on"), Grade.VERIFY) for step in (*STEP_DAYS, "rectified_on")),
    # Nothing goes on or ends before it came, also where the days between are blank, as in older ledgers.
    *(Order((start, *STEP_DAYS, "concluded_on", "closed_on"), Grade.VERIFY) for start in _STARTS),
    *(Order((start, "rectified_on", "closed_on"), Grade.VERIFY) for start in _STARTS),
)


def _order(examined: Examined) -> Iterator[CheckFinding]:
    path = Order(STEP_DAYS, Grade.VERIFY if _clue(examined).legacy else Grade.MUST)
    return out_of_order(examined, "clue.order", (path, *_ORDERS))


def _level(examined: Examined) -> Iterator[CheckFinding]:
    level = examined.record.level if isinstance(examined.record, Clue | Enterprise) else None
    if level is not None and not 1 <= level <= DEEPEST_LEVEL:
        yield examined.finding(
            "record.level", Grade.MUST, f"“级次”应是1到{DEEPEST_LEVEL}的整数，一级为市管企业本级。", "level"
        )


def _closing(examined: Examined) -> Iterator[CheckFinding]:
    clue = _clue(examined)
    cases = (
        (
            clue.closed and clue.closed_on is None,
            "closed_on",
            "已标为完结，但没有销号日期，报表只能按受理时间推定。",
        ),
        (clue.closed and not clue.closure_kind, "closure_kind", "已标为完结，但没有销号方式，请补填。"),
        (
            not clue.closed and clue.closed_on is not None,
            "closed_on",
            "填了销号日期，但没有标为完结，请核对。",
        ),
    )
    for wrong, field, sentence in cases:
        if wrong:
            yield examined.finding("clue.closing", Grade.VERIFY, sentence, field, f"{_NOTICE} 二（二）1")


def _triage(examined: Examined) -> Iterator[CheckFinding]:
    clue = _clue(examined)
    if clue.triaged_on is not None and not clue.disposition:
        yield examined.finding(
            "clue.triage",
            Grade.VERIFY,
            "有分类处置日期，但没有处置方式，请补填。",
            "disposition",
            f"{_NOTICE} 二（一）2",
        )
    if clue.disposition and clue.triaged_on is None and not clue.legacy:
        yield examined.finding(
            "clue.triage",
            Grade.VERIFY,
            "有分类处置方式，但没有处置日期，请补填。",
            "triaged_on",
            f"{_NOTICE} 二（一）2",
        )


def _stage(examined: Examined) -> Iterator[CheckFinding]:
    clue = _clue(examined)
    if not clue.stage_confirmed:
        yield examined.finding(
            "clue.stage",
            Grade.VERIFY,
            f"环节“{clue.stage.label}”是由处理情况推断的，请人工确认。",
            "stage",
        )
    reached = _reached(clue)
    if reached.order > clue.stage.order and not clue.closed:
        yield examined.finding(
            "clue.stage",
            Grade.VERIFY,
            f"各步日期表明已到“{reached.label}”环节，而环节仍为“{clue.stage.label}”，请核对。",
            "stage",
        )


def _reached(clue: Clue) -> Stage:
    """The stage the dates of the steps speak of."""
    done = {
        "checked_on": Stage.TRIAGE,
        "triaged_on": Stage.TRIAGE,
        "opened_on": Stage.INVESTIGATION,
        "investigated_on": Stage.DISPOSITION,
        "decided_on": Stage.RECTIFICATION,
    }
    reached = [stage for name, stage in done.items() if getattr(clue, name) is not None]
    return max(reached, key=lambda stage: stage.order, default=Stage.INTAKE)


def _source(examined: Examined) -> Iterator[CheckFinding]:
    clue = _clue(examined)
    if not clue.from_superior and is_from_superior(examined.book, clue.source_kind):
        label = examined.book.dictionary("source_kind").label(clue.source_kind)
        yield examined.finding(
            "clue.source",
            Grade.VERIFY,
            f"来源方式为“{label}”，却没有勾选“上级移交”，统计不列入“其中：上级移交”，请核对。",
            "from_superior",
            f"{_NOTICE} 二（三）1",
        )
    if clue.from_superior and not clue.transferred_by.strip():
        yield examined.finding(
            "clue.source",
            Grade.HINT,
            "上级移交的线索，请填写移交单位。",
            "transferred_by",
            f"{_NOTICE} 二（一）",
        )
    elif clue.moved_in and not clue.transferred_by.strip():
        yield examined.finding(
            "clue.source", Grade.HINT, "移入的线索，请在“移交单位”填写从哪个单位转来。", "transferred_by"
        )


def _realtime(examined: Examined) -> Iterator[CheckFinding]:
    """受理 forces the answer whether the clue is to be reported in real time, with its reason."""
    clue = _clue(examined)
    if clue.accepted_on is None or clue.legacy:
        return
    if clue.realtime_scope is None:
        yield examined.finding(
            "clue.realtime",
            Grade.VERIFY,
            "已受理，但还没有判断是否属实时报告范围。",
            "realtime_scope",
            f"{_NOTICE} 二（三）2",
        )
    elif not clue.realtime_reason.strip():
        yield examined.finding(
            "clue.realtime",
            Grade.HINT,
            "请写明是否属实时报告范围的判断理由。",
            "realtime_reason",
            f"{_NOTICE} 二（三）2",
        )


CLUE_CHECKS: tuple[Check[Examined], ...] = (
    Check("clue.required", "本环节应填的都已填写", _required, "本环节应填的没有填写"),
    *DECLARED_CHECKS,
    Check("record.level", "级次合理", _level, "级次不合理"),
    Check("clue.order", "日期先后合理", _order, "日期先后颠倒"),
    Check("clue.stage", "环节经人确认，与各步日期相符", _stage, "环节未经人确认，或与各步日期不符"),
    Check("clue.triage", "分类处置方式与日期齐全", _triage, "分类处置方式或日期缺失"),
    Check("clue.closing", "销号标志、日期、方式齐全", _closing, "销号标志、日期或方式缺失"),
    Check("clue.realtime", "已判断是否属实时报告范围", _realtime, "没有判断是否属实时报告范围"),
    Check(
        "clue.source",
        "上级移交与来源方式相符，上级移交、移入的写明移交单位",
        _source,
        "上级移交与来源方式不符，或没有写明移交单位",
    ),
)


# --- enterprises ------------------------------------------------------------------------------------------


def _enterprise(examined: Examined) -> Enterprise:
    assert isinstance(examined.record, Enterprise)  # ENTERPRISE_CHECKS are run over enterprises only
    return examined.record


def _credit_code(examined: Examined) -> Iterator[CheckFinding]:
    code = _enterprise(examined).credit_code
    clause = credit_code_fault(code) if code else ""
    if clause:
        yield examined.finding(
            "enterprise.credit_code",
            Grade.MUST,
            f"统一社会信用代码“{code}”{clause}，请对照营业执照核对。",
            "credit_code",
            "GB 32100—2015",
        )


def _place(examined: Examined) -> Iterator[CheckFinding]:
    enterprise = _enterprise(examined)
    if enterprise.uid in (enterprise.parent, enterprise.successor):
        yield examined.finding(
            "enterprise.place", Grade.MUST, "企业不能是自己的上级企业或承继企业。", "parent"
        )
    if enterprise.level == 1 and enterprise.parent is not None:
        yield examined.finding(
            "enterprise.place", Grade.VERIFY, "级次为一级（市管企业本级）的不应有上级企业，请核对。", "level"
        )
    if enterprise.level is not None and enterprise.level > 1 and enterprise.parent is None:
        yield examined.finding(
            "enterprise.place", Grade.HINT, "权属企业没有填上级企业，报告的主送单位将无法确定。", "parent"
        )


ENTERPRISE_CHECKS: tuple[Check[Examined], ...] = (
    Check(
        "enterprise.credit_code",
        "统一社会信用代码符合 GB 32100—2015",
        _credit_code,
        "统一社会信用代码不符合 GB 32100—2015",
    ),
    *DECLARED_CHECKS,
    Check("record.level", "级次合理", _level, "级次不合理"),
    Check("enterprise.place", "上级企业、承继企业合理", _place, "上级企业、承继企业不合理"),
)


#: Class → its checks; a class that is not here is asked what its declaration says.
_CHECKS_OF: dict[type[Record], tuple[Check[Examined], ...]] = {
    **CASE_CHECKS,
    Clue: CLUE_CHECKS,
    Enterprise: ENTERPRISE_CHECKS,
}
