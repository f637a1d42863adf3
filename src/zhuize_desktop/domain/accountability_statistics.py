"""追责情况 (T4): who was held to account. 人数 are different persons, 人次 persons times decisions (P29).

The business day is that of the decision. Only 处理决定 of the enterprise hold somebody to account here; 处理建议 and
不予追责决定 do not, and what other bodies decided stands in rows of its own. A review that changes a decision counts
in the period of the review; the period of the decision is never counted anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .content import Emphasis
from .sheet import EVER, NOW, Gathering, Sheet, SheetColumn, SheetRow, spans
from .standing import Counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .case_facts import CaseFacts, HandlingFact
    from .facts import Snapshot

#: Row of all persons held to account, and of what has no word in its dictionary.
ALL, UNNAMED = "all", "unnamed"
#: Root of the dictionary ``handling`` whose amount is 扣减薪酬.
PAY = "pay"
#: ``decision_kind`` that holds somebody to account.
DECISION = "decision"
#: ``appeal_result`` that changes a decision: 变更, and 撤销, which takes its persons back.
CHANGED, REVOKED = "changed", "revoked"
#: Rows of their own.
AGAIN, BODIES, EXEMPT, PAID, ADJUSTED = "again", "bodies", "exempt", "paid", "adjusted"

_PERSONS, _TIMES, _AMOUNT = "persons", "times", "amount"
_TOLD = {
    _PERSONS: ("人数", "人", "同一人只计一次。"),
    _TIMES: ("人次", "人次", "人数与决定之积，同一决定中的同一人计一次。"),
    _AMOUNT: ("金额", "", "以万元表示。"),
}
_SPANS = (
    ("", NOW, "业务日（除另有说明外为决定日期）在本期内；"),
    ("ever_", EVER, "业务日（除另有说明外为决定日期）在期末以前；"),
)
COLUMNS = tuple(
    SheetColumn(prefix + code, label, words + told, unit, group)
    for prefix, group, words in _SPANS
    for code, (label, unit, told) in _TOLD.items()
)


def _cells(*names: str) -> frozenset[str]:
    return frozenset(prefix + name for prefix in ("", "ever_") for name in names)


_PEOPLE, _ONLY_TIMES, _ONLY_PERSONS = _cells(_PERSONS, _TIMES), _cells(_TIMES), _cells(_PERSONS)
_BOTH_AMOUNTS = _cells(_TIMES, _AMOUNT)


def holding(case: CaseFacts) -> Iterator[HandlingFact]:
    """The handlings that hold a person to account."""
    return (one for one in case.handlings if one.person is not None and one.decision_kind == DECISION)


def accountability(snapshot: Snapshot) -> Sheet:
    """T4 over the whole snapshot, in one pass over its rows."""
    counting, into = Counting.of(snapshot), Gathering(snapshot)
    case = snapshot.case
    known = {name: set(snapshot.dictionary(name)) for name in _DICTIONARIES}
    above = {word.code: word.parent for word in snapshot.words if word.dictionary == "cadre_authority"}
    for one in case.handlings:
        if one.decision_kind != DECISION or not into.knows(one.clue):
            continue
        for prefix in _prefixes(*spans(one, "decided_on", counting)):
            _handled(into, one, prefix, known, above)
    for found in case.deductions:
        if into.knows(found.clue):
            for prefix in _prefixes(*spans(found, "done_on", counting)):
                into.add(PAID, prefix + _AMOUNT, found.clue, found.fen)
    for free in case.exemptions:
        if into.knows(free.clue):
            for prefix in _prefixes(*spans(free, "found_on", counting)):
                into.see(EXEMPT, prefix + _PERSONS, free.clue, free.person)
    _others(case, into, counting, known)
    sheet = into.sheet("handling", _rows(snapshot), COLUMNS)
    for prefix in ("", "ever_"):
        column = prefix + _TIMES
        sheet.values[ADJUSTED, column] = sheet.value(ALL, column) - sheet.value(f"review.{REVOKED}", column)
        sheet.numbers[ADJUSTED, column] = _either(snapshot, sheet, column)
    return sheet


_DICTIONARIES = (
    "liability_kind",
    "handling",
    "employment",
    "cadre_authority",
    "outside_decision_kind",
)


def _prefixes(now: bool, ever: bool) -> Iterable[str]:
    return (*(("",) if now else ()), *(("ever_",) if ever else ()))


def _authorities(code: str, above: dict[str, str]) -> Iterator[str]:
    """The row of a 干部管理权限 and of every group above it; each once."""
    at = code if code in above else UNNAMED
    seen: set[str] = set()
    while at and at not in seen:
        seen.add(at)
        yield f"authority.{at}"
        at = above.get(at, "")


def _handled(
    into: Gathering, one: HandlingFact, prefix: str, known: dict[str, set[str]], above: dict[str, str]
) -> None:
    """One handling in its cells of one span."""
    if one.person is None:
        if one.body is not None:
            into.see(BODIES, prefix + _PERSONS, one.clue, one.body)
            into.see(BODIES, prefix + _TIMES, one.clue, (one.body, one.decision))
        return
    times = (one.person, one.decision)
    liability = one.liability if one.liability in known["liability_kind"] else UNNAMED
    rows = [
        f"liability.{liability}",
        ALL,
        *_authorities(one.authority, above),
        *([AGAIN] if one.again else ()),
    ]
    for row in rows:
        into.see(row, prefix + _PERSONS, one.clue, one.person)
        into.see(row, prefix + _TIMES, one.clue, times)
    employment = one.employment if one.employment in known["employment"] else UNNAMED
    into.see(f"employment.{employment}", prefix + _PERSONS, one.clue, one.person)
    roots = [root for root in one.roots if root in known["handling"]]
    for root in roots or [UNNAMED]:
        into.see(f"root.{root}", prefix + _TIMES, one.clue, times)
    into.add(f"root.{PAY}", prefix + _AMOUNT, one.clue, one.deduction_fen)


def _others(case: CaseFacts, into: Gathering, counting: Counting, known: dict[str, set[str]]) -> None:
    """What other bodies decided, and what reviews changed."""
    for one in case.outside:
        if not into.knows(one.clue):
            continue
        kind = one.kind if one.kind in known["outside_decision_kind"] else UNNAMED
        for prefix in _prefixes(*spans(one, "decided_on", counting)):
            for person in one.persons:
                into.see(f"outside.{kind}", prefix + _PERSONS, one.clue, person)
                into.see(f"outside.{kind}", prefix + _TIMES, one.clue, (person, one.uid))
    for review in case.reviews:
        if not into.knows(review.clue) or review.result not in (CHANGED, REVOKED):
            continue
        for prefix in _prefixes(*spans(review, "decided_on", counting)):
            for person in review.persons:
                into.see(f"review.{review.result}", prefix + _PERSONS, review.clue, person)
                into.see(f"review.{review.result}", prefix + _TIMES, review.clue, (person, review.decision))


def _either(snapshot: Snapshot, sheet: Sheet, column: str) -> tuple[str, ...]:
    """The clues behind 合计 and behind what was taken back, in the order of the ledger."""
    wanted = {*sheet.numbers.get((ALL, column), ()), *sheet.numbers.get((f"review.{REVOKED}", column), ())}
    return tuple(fact.number for fact in snapshot.clues if fact.number in wanted)


def _rows(snapshot: Snapshot) -> Iterator[SheetRow]:
    yield _head("head.liability", "按责任类型")
    for code, label in _named(snapshot.dictionary("liability_kind")):
        yield SheetRow(f"liability.{code}", label, "处理决定中责任类型为该项的责任人；", _PEOPLE)
    yield SheetRow(ALL, "合计", "本单位处理决定处理的责任人，不论责任类型；", _PEOPLE, Emphasis.TOTAL)
    yield _head("head.handling", "按处理方式（一人可以有几种，人次之和可以大于合计）")
    for code, label in _named(snapshot.roots("handling")):
        words = "处理决定中有该类处理方式的责任人，同类几种计一次；"
        cells = _BOTH_AMOUNTS if code == PAY else _ONLY_TIMES
        yield SheetRow(f"root.{code}", label, words, cells)
    yield SheetRow(
        PAID,
        "扣减薪酬（已执行）",
        "执行登记中的已扣减金额，业务日为执行完成日期；",
        _cells(_AMOUNT),
    )
    yield _head("head.employment", "按人员状态")
    for code, label in _named(snapshot.dictionary("employment")):
        yield SheetRow(f"employment.{code}", label, "处理决定处理的、追责时为该状态的责任人；", _ONLY_PERSONS)
    yield _head("head.authority", "按干部管理权限")
    yield from _authority_rows(snapshot)
    yield from _apart(snapshot)


def _authority_rows(snapshot: Snapshot) -> Iterator[SheetRow]:
    """The groups (集团管理人员、权属企业班子 …) with the 管理权限 the dictionary puts below each."""
    words = {word.code: word for word in snapshot.words if word.dictionary == "cadre_authority"}
    for word in words.values():
        if word.parent in words:
            continue
        below = [one for one in words.values() if one.parent == word.code]
        told = f"（{'、'.join(one.label for one in below)}）" if below else ""
        yield SheetRow(
            f"authority.{word.code}", word.label, f"处理决定处理的、属该类{told}的责任人；", _PEOPLE
        )
        for one in below:
            yield SheetRow(
                f"authority.{one.code}",
                f"其中：{one.label}",
                "处理决定处理的、属该管理权限的责任人；",
                _PEOPLE,
            )
    yield SheetRow(f"authority.{UNNAMED}", "未注明", "处理决定处理的、没有登记管理权限的责任人；", _PEOPLE)


def _apart(snapshot: Snapshot) -> Iterator[SheetRow]:
    """Rows beside the persons held to account."""
    yield _head("head.apart", "单独列示")
    yield SheetRow(
        AGAIN,
        "已受党纪政务处分另行追责",
        "合计中，经另行追责转入处理或标明已受党纪政务处分的责任人，不计为直接核查；",
        _PEOPLE,
    )
    yield SheetRow(
        BODIES,
        "责任主体（集体责任）",
        "处理决定处理的机构，不计入合计；",
        _PEOPLE,
        unit="个",
    )
    yield SheetRow(
        EXEMPT,
        "免责",
        "责任认定选有免责情形的人员，业务日为认定日期，没有的为不予追责决定的日期；",
        _ONLY_PERSONS,
    )
    for code, label in _named(snapshot.dictionary("outside_decision_kind"), "其他机关决定（未注明）"):
        yield SheetRow(
            f"outside.{code}", f"外部：{label}", "其他机关作出的决定所列人员，不计入合计；", _PEOPLE
        )
    for code, label in ((CHANGED, "复核变更"), (REVOKED, "复核撤销")):
        words = f"结论为{label[2:]}的复核所涉及的人员，业务日为复核决定日期，不改动原决定所在期的数；"
        yield SheetRow(f"review.{code}", label, words, _PEOPLE)
    yield SheetRow(ADJUSTED, "调整后人次", "合计人次减复核撤销人次；", _ONLY_TIMES)


def _head(code: str, label: str) -> SheetRow:
    return SheetRow(code, label, emphasis=Emphasis.GROUP)


def _named(words: dict[str, str], unnamed: str = "未注明") -> Iterator[tuple[str, str]]:
    yield from words.items()
    yield UNNAMED, unnamed
