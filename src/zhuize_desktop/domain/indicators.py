"""指标: each is a name, a 口径 and a question to a clue's standing; all are counted in one pass.

The rows follow the five nodes of 济国资综合〔2023〕3号 二（三）2 and the balance of the ledger:
期初在办 + 新增受理 + 移入 + 拆分 + 划入 + 以前年度补报 + 重启 + 受理时间不详 − 销号 − 移出 − 并案 − 划出 = 期末在办.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .balance import Entry, Leaving
from .figure import Figure, Provenance
from .realtime import OWED, REPORTED
from .stages import Stage
from .standing import NODE_OF, Node, Standing, moved_in_as, standings

if TYPE_CHECKING:
    from .facts import Snapshot

#: Rises with every change of a definition; printed on the 编制说明 and kept in the snapshot.
DEFINITIONS_VERSION = "T1-T5/4"
#: Code of 直接核查 in the dictionary ``disposition``.
DIRECT = "direct"
#: Codes of what is done beside the path; ``SENT`` begins those of transfers.
BY_SANCTION, RETURN, SENT = "by_sanction", "return", "sent."
#: Column of the clues that have no source.
NO_SOURCE = "-"
#: Column of all clues.
TOTAL = ""
#: Column of everything up to the period's end.
EVER = "ever"

GROUP_NOTE = (
    "移入为其他单位已受理、整案转来的线索，不计入新增受理；划入、划出为承办企业随产权或管理关系划入、划出本集团而带入、"
    "带出的在办线索，依权属企业的隶属关系变更日期（并购的依并入日期）。"
)
NODE_NOTE = (
    "五节点与程序七个环节的对应："
    + "；".join(
        f"{node.value}＝{'、'.join(stage.label for stage in Stage if NODE_OF[stage] is node)}"
        for node in Node
    )
    + "（已完成整改、待销号的列整改节点）。"
)

Predicate = Callable[[Standing], bool]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the statistics.

    Attributes:
        code: stable name, e.g. ``clue.received``.
        label: as printed.
        definition: its 口径 with the 业务日, as printed.
        counts: whether a clue counts in the period.
        ever: whether it counts up to the period's end; ``None`` where that says nothing.
        depth: 0 for a row of its own, 1 for 其中.
        sign: +1 or −1 in the balance, 0 outside it.
        unit: 件.
    """

    code: str
    label: str
    definition: str
    counts: Predicate
    ever: Predicate | None = None
    depth: int = 0
    sign: int = 0
    unit: str = "件"


@dataclass(frozen=True, slots=True)
class Tally:
    """All indicators counted over one snapshot.

    ``numbers``: (code of the indicator, column) → numbers of the clues counted, in the order of the ledger;
    columns are ``TOTAL``, the codes of the sources, ``NO_SOURCE`` and ``EVER``.
    """

    indicators: tuple[Indicator, ...]
    sources: tuple[tuple[str, str], ...]
    standings: tuple[Standing, ...]
    numbers: dict[tuple[str, str], tuple[str, ...]] = field(repr=False)

    def count(self, code: str, column: str = TOTAL) -> int:
        """How many clues."""
        return len(self.numbers.get((code, column), ()))

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code. Raises ``KeyError``."""
        for found in self.indicators:
            if found.code == code:
                return found
        raise KeyError(code)

    def has(self, code: str) -> bool:
        """Whether the indicator is counted in this report at all."""
        return any(found.code == code for found in self.indicators)

    def figure(self, code: str, column: str = TOTAL) -> Figure:
        """The number as a figure with its definition and the clues behind it."""
        found = self.indicator(code)
        numbers = self.numbers.get((code, column), ())
        return Figure.count(
            len(numbers), found.unit, Provenance(found.code, found.definition, numbers, found.code, column)
        )


def tally(snapshot: Snapshot) -> Tally:
    """Count every indicator over every clue, in one pass."""
    known = snapshot.roots("source_kind")
    sources = list(known.items())
    if any(fact.source_column not in known for fact in snapshot.clues):
        sources.append((NO_SOURCE, "未注明"))
    columns = {code for code, _ in sources}
    indicators = clue_indicators(snapshot)
    found: dict[tuple[str, str], list[str]] = {}
    lists = [
        (
            item.counts,
            item.ever,
            {column: found.setdefault((item.code, column), []) for column in columns},
            found.setdefault((item.code, TOTAL), []),
            found.setdefault((item.code, EVER), []),
        )
        for item in indicators
    ]
    everything = standings(snapshot)
    for item in everything:
        number = item.fact.number
        column = item.fact.source_column if item.fact.source_column in columns else NO_SOURCE
        for counts, ever, by_column, total, always in lists:
            if counts(item):
                total.append(number)
                by_column[column].append(number)
            if ever is not None and ever(item):
                always.append(number)
    return Tally(
        indicators, tuple(sources), everything, {key: tuple(numbers) for key, numbers in found.items()}
    )


def clue_indicators(snapshot: Snapshot) -> tuple[Indicator, ...]:
    """The rows of 线索办理进度表 for this snapshot, in order."""
    continued = snapshot.previous is not None
    rows = [
        *_opening(continued, snapshot.dictionary("moved_in")),
        *_steps(snapshot.dictionary("disposition")),
        *_beside(snapshot.dictionary("transfer_kind")),
        *_realtime(snapshot),
        *_closing(),
        *_overdue(),
    ]
    days = snapshot.counting.stale_days
    if days is not None:
        rows.append(
            Indicator(
                "clue.stale",
                "其中：久查不追",
                f"期末在办线索中，自受理之日起满{days}日（自然日，不扣除中止时间）仍未作出处理决定的；"
                "受理日期不详的不计。",
                lambda s: s.stale,
                depth=1,
            )
        )
    return tuple(rows)


def _opening(continued: bool, ways_in: dict[str, str]) -> Iterable[Indicator]:
    """期初 and what came in."""
    opening = (
        "上一份已签发报告的期末在办线索。"
        if continued
        else "受理日期在本期以前、至本期开始时尚未销号的线索（首份报告，以期初建账确认表为准）。"
    )
    yield Indicator("clue.opening", "期初在办", opening, lambda s: s.entry is Entry.OPENING, sign=1)
    yield from _received()
    yield from _moved_in(ways_in)
    yield Indicator(
        "clue.split",
        "拆分",
        "由其他线索拆分出来、受理日期在本期内的线索；不计入本期新增受理。",
        lambda s: s.entry is Entry.SPLIT,
        sign=1,
    )
    yield Indicator(
        "clue.joined",
        "划入",
        "承办企业在本期内划入（并购的为并入）本集团、划入以前已受理而未办结的线索；"
        "上一份已签发报告按划出统计、其后企业划回的也计入。",
        lambda s: s.entry in (Entry.JOINED, Entry.REJOINED),
        sign=1,
    )
    yield from _caught_up(continued)
    yield from _apart()


def _received() -> Iterable[Indicator]:
    """本期新增受理 and its parts."""
    yield Indicator(
        "clue.received",
        "本期新增受理",
        "受理日期在本期内的线索，不含移入、拆分、划入的；存量线索无受理日期的按报送时间。",
        lambda s: s.entry is Entry.RECEIVED,
        lambda s: s.entry.accepted,
        sign=1,
    )
    yield Indicator(
        "clue.received.superior",
        "其中：上级移交",
        "本期新增受理中，标明上级移交的线索。",
        lambda s: s.entry is Entry.RECEIVED and s.fact.from_superior,
        lambda s: s.entry.accepted and s.fact.from_superior,
        depth=1,
    )
    yield Indicator(
        "clue.received.realtime",
        "其中：属实时报告范围",
        "本期新增受理中，判断属实时报告范围的线索。",
        lambda s: s.entry is Entry.RECEIVED and s.fact.realtime_scope is True,
        lambda s: s.entry.accepted and s.fact.realtime_scope is True,
        depth=1,
    )


def _moved_in(ways_in: dict[str, str]) -> Iterable[Indicator]:
    """移入 and its ways."""
    yield Indicator(
        "clue.moved_in",
        "移入",
        "标明移入方式、受理日期在本期内的线索；从本单位移出（移送、移交下级）后收回继续办理的，列收回的本期。",
        lambda s: s.entry in (Entry.MOVED_IN, Entry.RECALLED),
        sign=1,
    )
    for code, label in ways_in.items():
        yield Indicator(
            f"clue.moved_in.{code}",
            f"其中：{label}",
            f"移入中，移入方式为“{label}”的线索。",
            lambda s, code=code: moved_in_as(s) == code,  # type: ignore[misc]
            depth=1,
        )


def _caught_up(continued: bool) -> Iterable[Indicator]:
    """What came in otherwise than by a new 受理; 以前年度补报 is known only to a report that continues another."""
    if continued:
        yield Indicator(
            "clue.backfilled",
            "以前年度补报",
            "受理日期在本期以前、上一份已签发报告没有统计的线索，计入本期。",
            lambda s: s.entry is Entry.BACKFILLED,
            sign=1,
        )
    yield Indicator(
        "clue.reopened",
        "重启",
        "上一份已签发报告按销号或了结统计、其后恢复办理的线索。"
        if continued
        else "本期以前已销号、在本期内办理重启的线索；本期内销号又重启的仍在期初在办。",
        lambda s: s.entry is Entry.REOPENED,
        sign=1,
    )


def _apart() -> Iterable[Indicator]:
    """What stands beside 受理 in the period: undated, registered, refused, still waiting."""
    yield Indicator(
        "clue.undated",
        "受理时间不详",
        "已经办理、但没有受理日期的线索，不推定日期，在此单列。",
        lambda s: s.entry is Entry.UNDATED,
        sign=1,
    )
    yield Indicator(
        "clue.registered", "本期登记", "报送时间在本期内的线索，不论是否受理。", lambda s: s.registered
    )
    yield Indicator(
        "clue.refused",
        "不予受理",
        "未受理即按不予受理了结，了结日期（没有的按报送时间）在本期内的线索；上一份已签发报告没有统计的计入本期。",
        lambda s: s.entry is Entry.REFUSED,
    )
    yield Indicator(
        "clue.diverted",
        "受理前并案、转办",
        "未受理即并入其他线索或转其他单位办理的线索，日期同不予受理；不计入受理和存量。",
        lambda s: s.entry is Entry.DIVERTED,
    )
    yield Indicator(
        "clue.pending", "期末待受理", "至期末已登记、尚未受理的线索。", lambda s: s.entry is Entry.PENDING
    )


def _steps(dispositions: dict[str, str]) -> Iterable[Indicator]:
    """What was done in the period, step by step."""
    yield _step("clue.checked", "本期完成初核", "初核完成日期", "checked_on")
    yield _step("clue.triaged", "本期分类处置", "分类处置日期", "triaged_on")
    for code, label in dispositions.items():
        yield Indicator(
            f"clue.triaged.{code}",
            f"其中：{label}",
            f"本期分类处置中，处置方式为“{label}”的线索。",
            lambda s, code=code: "triaged_on" in s.steps and s.fact.disposition == code,  # type: ignore[misc]
            lambda s, code=code: "triaged_on" in s.done and s.fact.disposition == code,  # type: ignore[misc]
            depth=1,
        )
    known = frozenset(dispositions)
    yield Indicator(
        "clue.triaged.unknown",
        "其中：未注明处置方式",
        "本期分类处置中，没有填写处置方式的线索。",
        lambda s: "triaged_on" in s.steps and s.fact.disposition not in known,
        lambda s: "triaged_on" in s.done and s.fact.disposition not in known,
        depth=1,
    )
    yield _step("clue.opened", "本期核查立项", "核查方案批准日期", "opened_on")
    yield _step("clue.investigated", "本期完成核查", "核查完成日期", "investigated_on")
    yield Indicator(
        "clue.investigated.direct",
        "其中：直接核查",
        "本期完成核查中，处置方式为直接核查的线索（年度直接核查线索，口径待市国资委确认；联合核查不计）。",
        lambda s: "investigated_on" in s.steps and s.fact.disposition == DIRECT,
        lambda s: "investigated_on" in s.done and s.fact.disposition == DIRECT,
        depth=1,
    )
    yield _step("clue.decided", "本期作出处理决定", "处理决定日期", "decided_on")
    yield _step("clue.rectified", "本期整改到位", "整改到位日期", "rectified_on")


def _beside(transfers: dict[str, str]) -> Iterable[Indicator]:
    """What was done beside the path: neither adds to the balance nor takes from it."""
    yield _taken(
        BY_SANCTION,
        "clue.by_sanction",
        "本期另行追责",
        "已受党纪政务处分、不经核查转入处理另行追究违规责任的线索，按转入日期；不计入直接核查。",
    )
    yield _taken(RETURN, "clue.returned", "本期退回", "本期内退回上一环节的线索，退回几次都计一件。")
    yield from _taken_by_kind(
        SENT,
        "clue.sent",
        "本期移送移交",
        "移送日期在本期内的线索，一件线索移送几次计一件；移送后仍由本单位继续办理的不算移出。",
        ("本期移送移交", "移送", transfers),
    )


def _taken(what: str, code: str, label: str, definition: str, depth: int = 0) -> Indicator:
    """The clues of which something beside the path was done, by its code in ``Taken``."""
    return Indicator(
        code, label, definition, lambda s: what in s.taken, lambda s: what in s.ever_taken, depth=depth
    )


def _taken_by_kind(
    start: str, code: str, label: str, definition: str, kinds: tuple[str, str, dict[str, str]]
) -> Iterable[Indicator]:
    """The same of something that comes in kinds, whose codes begin with ``start``: all of it, then kind by kind.

    ``kinds``: what the whole is called in the 口径 of a kind, the word before 种类, and code and label of each.
    """
    yield Indicator(
        code,
        label,
        definition,
        lambda s: any(one.startswith(start) for one in s.taken),
        lambda s: any(one.startswith(start) for one in s.ever_taken),
    )
    whole, noun, labels = kinds
    for kind, words in labels.items():
        told = f"{whole}中，{noun}种类为“{words}”的线索；种类不止一个的各计一件。"
        yield _taken(start + kind, f"{code}.{kind}", f"其中：{words}", told, depth=1)


def _realtime(snapshot: Snapshot) -> Iterable[Indicator]:
    """实时报告: what had to go up, what did, what is late; a kind whose period nobody knows is not judged."""
    kinds = snapshot.dictionary("realtime_kind")
    yield _taken(
        OWED,
        "clue.realtime.owed",
        "实时报告应报",
        "判断属实时报告范围、发现（获悉）日期和受理日期中较早的一个在本期内的线索。",
    )
    yield from _taken_by_kind(
        REPORTED,
        "clue.realtime.reported",
        "实时报告已报",
        "有实时报告报送日期在本期内的线索，一件线索报送几次计一件；只电话先报的不算已报。",
        ("实时报告已报", "报件", kinds),
    )
    known = [rule.kind for rule in snapshot.counting.realtime if rule.words]
    if known:
        yield Indicator(
            "clue.realtime.late",
            "实时报告逾期",
            "期限（初核报告含经批准的延期）在期末以前而至期末没有报送，或本期内报送而晚于期限的线索；"
            "期末以前已销号、移出的，只在期限所在期列一次。",
            lambda s: bool(s.realtime_late),
        )
    for code in known:
        label = kinds.get(code, code)
        yield Indicator(
            f"clue.realtime.late.{code}",
            f"其中：{label}",
            f"实时报告逾期中，逾期的报件种类为“{label}”的线索；种类不止一个的各计一件。",
            lambda s, code=code: code in s.realtime_late,  # type: ignore[misc]
            depth=1,
        )


def _overdue() -> Iterable[Indicator]:
    """超期 at the period's end."""
    for node, label, words in (
        (Node.CHECK, "其中：初核超期", "没有完成初核而初核期限"),
        (Node.INVESTIGATION, "其中：核查超期", "没有完成核查而核查期限"),
        (Node.RECTIFICATION, "其中：整改超期", "有整改事项没有完成而其整改时限"),
    ):
        yield Indicator(
            f"clue.overdue.{node.name.lower()}",
            label,
            f"期末在办线索中，{words}（含经批准的延期）在期末以前的；中止期间的、期限不详的不计。",
            lambda s, node=node: node in s.overdue,  # type: ignore[misc]
            depth=1,
        )


def _step(code: str, label: str, day: str, name: str) -> Indicator:
    """A step counted by its day."""
    definition = f"{day}在本期内的线索；本期以前完成而上一份已签发报告没有统计的，计入本期。"
    return Indicator(code, label, definition, lambda s: name in s.steps, lambda s: name in s.done)


def _closing() -> Iterable[Indicator]:
    """What left, and 期末."""
    for code, label, way, words in (
        ("clue.closed", "本期销号、了结", Leaving.CLOSED, "整改到位、核查否定等方式销号或了结"),
        ("clue.moved", "本期移出", Leaving.MOVED, "移送后销号、移交下级并经反馈销号"),
        ("clue.merged", "本期并案", Leaving.MERGED, "并入其他线索"),
    ):
        yield Indicator(
            code,
            label,
            f"销号日期在本期内、以{words}的线索；没有销号日期的，受理在本期内的计入本期。",
            lambda s, way=way: s.leaving is way,  # type: ignore[misc]
            sign=-1,
        )
    yield Indicator(
        "clue.parted",
        "划出",
        "期末以前承办企业划出本集团、当时尚未销号的线索，列划出日期所在期；以前划出而上一份已签发报告没有统计的，计入本期。",
        lambda s: s.leaving is Leaving.PARTED,
        sign=-1,
    )
    yield Indicator(
        "clue.closing",
        "期末在办",
        "至期末已受理、尚未销号、移出、并案或划出的线索；环节按各步完成日期推定到期末。",
        lambda s: s.stage is not None,
    )
    for node in Node:
        yield Indicator(
            f"clue.closing.{node.name.lower()}",
            f"其中：{node.value}",
            f"期末在办中，期末处在{node.value}节点的线索。",
            lambda s, node=node: s.stage is not None and NODE_OF[s.stage] is node,  # type: ignore[misc]
            depth=1,
        )
