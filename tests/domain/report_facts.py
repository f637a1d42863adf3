"""Random and hand-made facts for the tests of statistics and reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from zhuize_desktop.domain.case_facts import CaseFacts, RecoveryFact, Taken
from zhuize_desktop.domain.facts import ClueFact, CountingRules, ReportHeader, RuleUse, Snapshot, Word
from zhuize_desktop.domain.stages import Stage

SOURCES = {
    "internal": "内部部门",
    "state_assets": "国资监管",
    "audit": "审计",
    "inspection": "巡视巡察",
    "discipline": "纪检监察",
    "petition": "信访举报",
    "other": "其他",
}
DISPOSITIONS = {"direct": "直接核查", "joint": "联合核查", "discipline": "移送纪检监察", "close": "了结"}
CLASSES = {"general": "一般资产损失", "larger": "较大资产损失", "major": "重大资产损失"}
CATEGORIES = {"funds": "资金管理", "risk": "风险管理"}
MOVED_IN = {"received": "接收移交", "reported_up": "下级上报", "recalled": "提级收回"}
TRANSFERS = {"discipline": "移送纪检监察", "hand_up": "提级上报"}
LIABILITIES = {"direct": "直接责任", "supervisory": "主管责任"}
EMPLOYMENTS = {"serving": "在职", "retired": "退休"}
AUTHORITIES = {"group_committee": "市管企业党委管理", "ordinary": "一般人员"}
REALTIME = {"flash": "快报", "realtime": "实时报告", "preliminary": "初核报告", "progress": "进展"}
ADOPTIONS = {"adopted": "已采纳", "declined": "未采纳"}
OUTSIDE = {"discipline": "党纪政务处分", "superior": "上级处理决定"}
ROOTS = {"criticism": "批评教育类", "pay": "扣减薪酬", "ban": "禁入限制"}
ASPECTS = {"46-1": "集团管控", "46-7": "资金管理"}
STATES = {"open": "未整改", "ongoing": "整改中", "done": "已整改"}
RULES_MADE = {"new": "新建制度", "revised": "修订完善制度"}
RECOVERIES = {"cash": "现金追回", "asset": "资产"}
CLOSURES = ("rectified", "disproved", "transferred", "handed_down", "merged", "rejected", "")
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)

WORDS = (
    *tuple(
        Word(name, code, label)
        for name, entries in (
            ("source_kind", SOURCES),
            ("disposition", DISPOSITIONS),
            ("loss_class", CLASSES),
            ("violation_category", CATEGORIES),
            ("transfer_kind", TRANSFERS),
            ("moved_in", MOVED_IN),
            ("realtime_kind", REALTIME),
            ("letter_adoption", ADOPTIONS),
            ("liability_kind", LIABILITIES),
            ("employment", EMPLOYMENTS),
            ("cadre_authority", AUTHORITIES),
            ("outside_decision_kind", OUTSIDE),
            ("handling", ROOTS),
            ("situation", ASPECTS),
            ("rectification_state", STATES),
            ("rule_change_kind", RULES_MADE),
            ("recovery_kind", RECOVERIES),
        )
        for code, label in entries.items()
    ),
    Word("source_kind", "audit.special", "专项审计", "audit"),
)


def header(year: int = 2025, **changes: Any) -> ReportHeader:
    given: dict[str, Any] = {
        "enterprise": "沂河控股集团有限公司",
        "level": 1,
        "year": year,
        "period_from": date(year, 1, 1),
        "period_to": date(year, 12, 31),
        "addressee": "济宁市国资委",
        "due_on": date(year + 1, 1, 31),
        "title": f"沂河控股集团有限公司{year}年度违规经营投资责任追究工作年度报告",
    }
    return ReportHeader(**(given | changes))


def snapshot(*clues: ClueFact, **changes: Any) -> Snapshot:
    given: dict[str, Any] = {
        "header": header(),
        "clues": clues,
        "words": WORDS,
        "taken_at": "2026-01-20 09:00",
        "audit_head": "ab" * 32,
        "rules": (RuleUse("46", "46号令", "参照", 3),),
        "definitions_version": "1",
        "opening_confirmed": True,
        "case": CaseFacts(recoveries=lines_of(clues)),
    }
    return Snapshot(**(given | changes))


def lines_of(clues: tuple[ClueFact, ...]) -> tuple[RecoveryFact, ...]:
    """The lines behind the 挽回 of the clues: what came back in the period, and the rest before it."""
    found = []
    for at, fact in enumerate(clues):
        late = fact.recovered_in_period_fen
        for day, fen in ((LAST, late), (date(2024, 12, 31), fact.recovered_fen - late)):
            if fen:
                found.append(
                    RecoveryFact(uid=f"r-{at}-{day}", clue=fact.uid, kind="cash", fen=fen, recovered_on=day)
                )
    return tuple(found)


def clue(number: str, /, **changes: Any) -> ClueFact:
    """A clue accepted in the period, with nothing left to doubt."""
    given: dict[str, Any] = {
        "uid": f"uid-{number}",
        "number": number,
        "source_column": "audit",
        "source_kind": "audit.special",
        "category": "funds",
        "reported_on": date(2025, 2, 1),
        "accepted_on": date(2025, 2, 3),
        "realtime_scope": False,
    }
    return ClueFact(**(given | changes))


#: No day, days on both sides of the ends of the year, and others from 2023 to 2027.
_DAYS = """2023-03-05 2024-02-29 2024-07-01 2024-12-31 2025-01-01 2025-01-02 2025-03-09 2025-06-30 2025-12-30
2025-12-31 2026-01-01 2026-08-08 2026-12-31 2027-05-04"""
_KNOWN = tuple(map(date.fromisoformat, _DAYS.split()))
days = st.sampled_from([None, None, None, *_KNOWN])
amounts = st.sampled_from([0, 0, 1, 99, 250_000, 10**8 + 7, 123_456_789_012])


takings = st.lists(
    st.builds(
        Taken,
        st.sampled_from(
            [
                "close",
                "close.moved",
                "reopen",
                "return",
                "split",
                "by_sanction",
                *(f"sent.{one}" for one in TRANSFERS),
                "sent.unheard",
                "realtime",
                *(f"reported.{one}" for one in REALTIME),
            ]
        ),
        days.filter(bool),
    ),
    max_size=3,
).map(tuple)


def group_days() -> dict[str, st.SearchStrategy[date | None]]:
    """划入 and 划出 of its enterprise; most never moved. What came after the period's end is not in a row."""
    by_the_end = st.sampled_from([None, None, None, None, *(day for day in _KNOWN if day <= LAST)])
    return {"joined_on": by_the_end, "parted_on": by_the_end}


def facts(number: str = "N") -> st.SearchStrategy[ClueFact]:
    """Any clue whatever, also one whose days make no sense; no past."""
    return st.builds(
        ClueFact,
        uid=st.just(number),
        number=st.just(number),
        source_column=st.sampled_from([*SOURCES, "", "unheard"]),
        reported_on=days,
        accepted_on=days,
        checked_on=days,
        triaged_on=days,
        opened_on=days,
        investigated_on=days,
        decided_on=days,
        rectified_on=days,
        stage=st.sampled_from(Stage),
        closed=st.booleans(),
        closed_on=days,
        closure_kind=st.sampled_from(CLOSURES),
        disposition=st.sampled_from([*DISPOSITIONS, ""]),
        legacy=st.booleans(),
        from_superior=st.booleans(),
        realtime_scope=st.sampled_from([None, True, False]),
        loss_class=st.sampled_from([*CLASSES, "", "unheard"]),
        consequence_class=st.sampled_from(["", "larger"]),
        estimated_fen=st.none() | amounts,
        direct_fen=amounts,
        indirect_fen=amounts,
        contingent_fen=amounts,
        undated_loss_fen=amounts,
        recovered_fen=amounts,
        enterprise_keys=st.lists(st.integers(1, 3), max_size=2, unique=True).map(tuple),
        category=st.sampled_from([*CATEGORIES, "", "unheard"]),
        aspects=st.lists(st.sampled_from([*ASPECTS, "unheard"]), max_size=2, unique=True).map(tuple),
        split=st.booleans(),
        moved_in=st.sampled_from(["", "", *MOVED_IN]),
        **group_days(),
        taken=takings,
        check_due=days,
        investigation_due=days,
        rectification_due=days,
    )


def ledgers(size: int = 6) -> st.SearchStrategy[tuple[ClueFact, ...]]:
    """Some clues with numbers of their own."""
    return st.integers(0, size).flatmap(lambda n: st.tuples(*(facts(f"N{number}") for number in range(n))))


rules = st.builds(CountingRules, st.none() | st.integers(0, 900), st.booleans())
