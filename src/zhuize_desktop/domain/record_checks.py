"""表单校验: what a clue and an enterprise must satisfy before they are saved or imported.

Most rules are read from the declarations of the fields: what is required from which stage, which dictionary a
code comes from, what is money and what is a day.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .checks import Check, CheckFinding, Grade, run
from .credit_code import credit_code_fault
from .errors import FieldError
from .fields import Column, Kind, columns
from .money import checked_fen
from .records import Clue, Enterprise, Loss, ReadingGrant, Record
from .rulebook import RuleBook
from .stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Days before are typing errors: no state enterprise of the city answers for anything older.
EARLIEST_DAY = date(1990, 1, 1)
#: Deepest 级次 that is believed.
DEEPEST_LEVEL = 12

_NOTICE = "济国资综合〔2023〕3号"


@dataclass(frozen=True, slots=True)
class Examined:
    """A record under examination, with what the checks need besides."""

    record: Record
    book: RuleBook
    today: date

    def finding(
        self, check: str, grade: Grade, sentence: str, field: str = "", clause: str = "本程序设计"
    ) -> CheckFinding:
        """A finding on this record."""
        return CheckFinding(
            check, grade, sentence, type(self.record).__name__, self.record.uid, field, clause
        )


def clue_problems(clue: Clue, book: RuleBook, today: date) -> tuple[CheckFinding, ...]:
    """What is wrong with a clue as it stands in the form: 强制 first."""
    return run(CLUE_CHECKS, Examined(clue, book, today))


def enterprise_problems(enterprise: Enterprise, book: RuleBook, today: date) -> tuple[CheckFinding, ...]:
    """What is wrong with an enterprise as it stands in the form: 强制 first."""
    return run(ENTERPRISE_CHECKS, Examined(enterprise, book, today))


def record_problems(record: Record, book: RuleBook, today: date) -> tuple[CheckFinding, ...]:
    """What is wrong with any record as it stands in its form: codes, days, amounts, and what its class asks for."""
    return run(_CHECKS_OF.get(type(record), DECLARED_CHECKS), Examined(record, book, today))


# --- every record -----------------------------------------------------------------------------------------


def _values(examined: Examined, *kinds: Kind) -> Iterator[tuple[Column, Any]]:
    """The fields of these kinds that are filled in."""
    for found in columns(type(examined.record)):
        value = getattr(examined.record, found.name)
        if found.field.kind in kinds and value not in (None, "", ()):
            yield found, value


def _codes(examined: Examined) -> Iterator[CheckFinding]:
    for found, value in _values(examined, Kind.CHOICE, Kind.CATALOGUE):
        dictionary = found.field.dictionary
        for code in value if found.many else (value,):
            if dictionary and code not in examined.book.dictionary(dictionary):
                yield examined.finding(
                    "record.code",
                    Grade.MUST,
                    f"“{found.field.label}”填的“{code}”不在字典里，请从列出的各项中选择。",
                    found.name,
                )


def _days(examined: Examined) -> Iterator[CheckFinding]:
    for found, day in _values(examined, Kind.DATE):
        label = found.field.label
        if day < EARLIEST_DAY:
            yield examined.finding(
                "record.day",
                Grade.MUST,
                f"“{label}”{day}早于{EARLIEST_DAY.year}年，请核对年份。",
                found.name,
            )
        elif day > examined.today and not found.field.ahead:
            yield examined.finding(
                "record.day", Grade.MUST, f"“{label}”{day}还没有到，请核对日期。", found.name
            )


def _amounts(examined: Examined) -> Iterator[CheckFinding]:
    for found, fen in _values(examined, Kind.MONEY):
        try:
            checked_fen(fen, found.name)
        except FieldError as refused:
            yield examined.finding(
                "record.amount", Grade.MUST, f"“{found.field.label}”：{refused.sentence}", found.name
            )


DECLARED_CHECKS: tuple[Check[Examined], ...] = (
    Check("record.code", "代码都在字典里", _codes),
    Check("record.day", "日期在1990年以后、今天以前", _days),
    Check("record.amount", "金额不为负，不到十万亿元", _amounts),
)


# --- clues ------------------------------------------------------------------------------------------------


def _clue(examined: Examined) -> Clue:
    assert isinstance(examined.record, Clue)  # CLUE_CHECKS are run over clues only
    return examined.record


def _required(examined: Examined) -> Iterator[CheckFinding]:
    """Fields demanded at the clue's stage; a 存量线索 may lack them, with an explanation."""
    clue = _clue(examined)
    for found in columns(Clue):
        since = found.field.required_from
        if since is None or since.order > clue.stage.order:
            continue
        value = getattr(clue, found.name)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            yield examined.finding(
                "clue.required",
                Grade.VERIFY if clue.legacy else Grade.MUST,
                f"“{found.field.label}”还没有填写。",
                found.name,
                found.field.source,
            )


#: 密级标志 as papers carry it (GB/T 9704: 密级★保密期限), in brackets, or after the word 密级.
_MARKED = re.compile(
    r"(绝密|机密|秘密)\s*[★☆]|密级\s*[:：]?\s*(绝密|机密|秘密)|[\[【（(〔「]\s*(绝密|机密|秘密)\s*[\]】）)〕」]"
    r"|\A\s*(绝密|机密|秘密)\s*(?:\Z|[\s,，。；;:：]|\d)"
)
_MENTIONED = re.compile(r"绝密|机密|国家秘密")
_MARK_SENTENCE = "涉及国家秘密的不得在本机登记，请按保密规定另行登记，本台账只记“涉密，另行登记”。"


def _secrets(examined: Examined) -> Iterator[CheckFinding]:
    """A text with a 密级标志 is refused; one that merely speaks of state secrets is pointed at."""
    for found, text in _values(examined, Kind.TEXT, Kind.LONG_TEXT):
        mark = _MARKED.search(text)
        word = mark or _MENTIONED.search(text)
        if mark:
            level = next(group for group in mark.groups() if group)
            yield examined.finding(
                "clue.secret",
                Grade.MUST,
                f"“{found.field.label}”里有密级标志“{level}”：{_MARK_SENTENCE}",
                found.name,
                "《中华人民共和国保守国家秘密法》",
            )
        elif word:
            yield examined.finding(
                "clue.secret",
                Grade.VERIFY,
                f"“{found.field.label}”里提到“{word.group()}”，请确认内容不涉及国家秘密；{_MARK_SENTENCE}",
                found.name,
                "《中华人民共和国保守国家秘密法》",
            )


#: The main path in order: each day is not before the one above it.
STEP_DAYS = ("accepted_on", "checked_on", "triaged_on", "opened_on", "investigated_on", "decided_on")
#: Pairs (earlier, later) outside the main path, and whether the opposite is impossible.
_PAIRS = (
    ("occurred_from", "occurred_to", True),
    ("occurred_from", "discovered_on", True),
    ("occurred_from", "reported_on", True),
    ("occurred_from", "accepted_on", True),
    ("discovered_on", "reported_on", False),
    ("discovered_on", "accepted_on", False),
    ("received_on", "accepted_on", False),
    ("reported_on", "accepted_on", False),
    ("accepted_on", "rectified_on", False),
    *((step, "closed_on", False) for step in (*STEP_DAYS, "rectified_on")),
)


def _order(examined: Examined) -> Iterator[CheckFinding]:
    clue = _clue(examined)
    path = [name for name in STEP_DAYS if getattr(clue, name) is not None]
    pairs = [
        *_PAIRS,
        *((one, next_one, not clue.legacy) for one, next_one in itertools.pairwise(path)),
    ]
    for earlier, later, impossible in pairs:
        first, second = getattr(clue, earlier), getattr(clue, later)
        if first is not None and second is not None and first > second:
            yield examined.finding(
                "clue.order",
                Grade.MUST if impossible else Grade.VERIFY,
                f"“{_label(later)}”{second}早于“{_label(earlier)}”{first}，请核对两个日期。",
                later,
            )


def _label(name: str) -> str:
    return next(found.field.label for found in columns(Clue) if found.name == name)


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
    if clue.from_superior and not clue.transferred_by.strip():
        yield examined.finding(
            "clue.source",
            Grade.HINT,
            "上级移交的线索，请填写移交单位。",
            "transferred_by",
            f"{_NOTICE} 二（一）",
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
    Check("clue.secret", "不登记国家秘密", _secrets),
    Check("clue.required", "本环节应填的都已填写", _required),
    *DECLARED_CHECKS,
    Check("record.level", "级次合理", _level),
    Check("clue.order", "日期先后合理", _order),
    Check("clue.stage", "环节经人确认，与各步日期相符", _stage),
    Check("clue.triage", "分类处置方式与日期齐全", _triage),
    Check("clue.closing", "销号标志、日期、方式齐全", _closing),
    Check("clue.realtime", "已判断是否属实时报告范围", _realtime),
    Check("clue.source", "上级移交的写明移交单位", _source),
)


# --- enterprises ------------------------------------------------------------------------------------------


def _enterprise(examined: Examined) -> Enterprise:
    assert isinstance(examined.record, Enterprise)  # ENTERPRISE_CHECKS are run over enterprises only
    return examined.record


def _name(examined: Examined) -> Iterator[CheckFinding]:
    if not _enterprise(examined).name.strip():
        yield examined.finding("enterprise.name", Grade.MUST, "“企业名称”还没有填写。", "name")


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
    Check("enterprise.name", "有企业名称", _name),
    Check("enterprise.credit_code", "统一社会信用代码符合 GB 32100—2015", _credit_code),
    *DECLARED_CHECKS,
    Check("record.level", "级次合理", _level),
    Check("enterprise.place", "上级企业、承继企业合理", _place),
)


# --- what hangs on a clue ---------------------------------------------------------------------------------


def _loss_kind(examined: Examined) -> Iterator[CheckFinding]:
    """A loss of no kind would stand in the ledger and in no column of a report."""
    assert isinstance(examined.record, Loss)  # LOSS_CHECKS are run over losses only
    if not examined.record.kind:
        yield examined.finding(
            "loss.kind",
            Grade.MUST,
            "请选择损失种类：认定损失按直接、间接、或有分别统计。",
            "kind",
            "国务院国资委令第46号 第三章（参照）",
        )


def _grant_days(examined: Examined) -> Iterator[CheckFinding]:
    grant = examined.record
    assert isinstance(grant, ReadingGrant)  # GRANT_CHECKS are run over reading grants only
    if grant.valid_to < grant.valid_from:
        yield examined.finding(
            "grant.days", Grade.MUST, "查阅授权的止日早于起日，请核对两个日期。", "valid_to"
        )


LOSS_CHECKS: tuple[Check[Examined], ...] = (Check("loss.kind", "损失有种类", _loss_kind), *DECLARED_CHECKS)
GRANT_CHECKS: tuple[Check[Examined], ...] = (
    Check("grant.days", "授权起止合理", _grant_days),
    *DECLARED_CHECKS,
)
_CHECKS_OF: dict[type[Record], tuple[Check[Examined], ...]] = {
    Clue: CLUE_CHECKS,
    Enterprise: ENTERPRISE_CHECKS,
    Loss: LOSS_CHECKS,
    ReadingGrant: GRANT_CHECKS,
}
