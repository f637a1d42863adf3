"""勾稽: whether a report's figures agree with each other, with the last report and with the ledger.

A 强制 finding must be mended in the ledger; a 核实 finding passes with a written explanation that is stored
and printed with the report.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .balance import Entry
from .case_sheets import case_sheets
from .checks import Check, CheckFinding, Grade, run
from .indicators import EVER, TOTAL, tally
from .loss_statistics import ALL, CONSEQUENCE, confirmed_fen, loss_tally
from .money import MoneyUnit, format_fen
from .realtime import OWED, REPORTED
from .reconcile_cases import CASE_CHECKS
from .reconciled import NOTICE, Reconciled, must, on_clue
from .reports.masking import WITHHELD
from .reports.on_behalf import is_zero
from .reports.sections import SECTIONS
from .sources import superior_sources
from .standing import Doubt, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .facts import ClueFact, Snapshot


def annual_findings(snapshot: Snapshot, texts: Mapping[str, str]) -> tuple[CheckFinding, ...]:
    """Everything wrong or doubtful with an annual report, 强制 first."""
    counted = tally(snapshot)
    everything = counted.standings
    subject = Reconciled(
        snapshot, counted, loss_tally(snapshot, everything), case_sheets(snapshot, everything), texts
    )
    return run(ANNUAL_CHECKS, subject)


def _counted(subject: Reconciled) -> Iterator[Standing]:
    """The clues in the balance, settled before, refused or pending: everything the tables speak of."""
    return (item for item in subject.tally.standings if item.entry is not Entry.OUTSIDE)


# --- within the tables ------------------------------------------------------------------------------------


def _balance(subject: Reconciled) -> Iterator[CheckFinding]:
    for column, name in ((TOTAL, "合计"), *subject.tally.sources):
        parts = [(item.sign, item) for item in subject.tally.indicators if item.sign]
        total = sum(sign * subject.tally.count(item.code, column) for sign, item in parts)
        closing = subject.tally.count("clue.closing", column)
        if total != closing:
            yield must(
                "annual.balance",
                f"“{name}”列存量不平：按期初、新增与销号等推算为{total}件，期末在办为{closing}件。",
            )


def _source_sums(subject: Reconciled) -> Iterator[CheckFinding]:
    for item in subject.tally.indicators:
        parts = sum(subject.tally.count(item.code, column) for column, _ in subject.tally.sources)
        total = subject.tally.count(item.code)
        if parts != total:
            yield must("annual.source_sums", f"“{item.label}”各来源之和{parts}件，与合计{total}件不符。")


def _part_sums(subject: Reconciled) -> Iterator[CheckFinding]:
    """处置方式, 移入方式 and 五节点 add up to their heads, in every column."""
    heads = (
        ("clue.triaged", "各处置方式之和"),
        ("clue.moved_in", "各移入方式之和"),
        ("clue.closing", "五节点之和"),
    )
    for head, words in heads:
        parts = [item.code for item in subject.tally.indicators if item.code.startswith(f"{head}.")]
        for column in (TOTAL, *(code for code, _ in subject.tally.sources)):
            total = subject.tally.count(head, column)
            found = sum(subject.tally.count(code, column) for code in parts)
            if found != total:
                label = subject.tally.indicator(head).label
                yield must("annual.part_sums", f"{words}{found}件，与“{label}”{total}件不符。")


def _loss_sums(subject: Reconciled) -> Iterator[CheckFinding]:
    losses = subject.losses
    rows = [row for row, _ in losses.rows if row not in (ALL, CONSEQUENCE)]
    for measure in losses.measures:
        parts, total = sum(losses.sum(row, measure.code) for row in rows), losses.sum(ALL, measure.code)
        if parts != total:
            yield must("annual.loss_sums", f"“{measure.label}”各档之和与合计不符。")
    counts = subject.snapshot.counting.contingent_counts
    for row, label in losses.rows:
        kinds = ("direct", "indirect", "contingent") if counts else ("direct", "indirect")
        if sum(losses.sum(row, kind) for kind in kinds) != losses.sum(row, "confirmed"):
            yield must("annual.loss_sums", f"“{label}”行各类损失之和与认定损失不符。")
        if losses.sum(row, "confirmed") - losses.sum(row, "recovered") != losses.sum(row, "outstanding"):
            yield must("annual.loss_sums", f"“{label}”行认定损失减已挽回与未挽回不符。")


def _ever(subject: Reconciled) -> Iterator[CheckFinding]:
    for item in subject.tally.indicators:
        if item.ever is not None and subject.tally.count(item.code) > subject.tally.count(item.code, EVER):
            yield must("annual.ever", f"“{item.label}”本期数大于累计数。")


# --- with the last report ---------------------------------------------------------------------------------


def _opening(subject: Reconciled) -> Iterator[CheckFinding]:
    previous = subject.snapshot.previous
    if previous is None:
        if not subject.snapshot.opening_confirmed and subject.tally.count("clue.opening"):
            yield CheckFinding(
                "annual.opening",
                Grade.VERIFY,
                "首份报告的期初在办没有经签认的期初建账确认表，请补办或说明。",
            )
        if subject.snapshot.opening_moved:
            yield CheckFinding(
                "annual.opening",
                Grade.VERIFY,
                f"期初建账确认表签认以后，存量线索增减了{subject.snapshot.opening_moved}条，与签认的不符，"
                "请在“期初建账”重新签认，或说明。",
            )
        return
    was = {item.source_column: item.count for item in previous.closing}
    columns = {TOTAL: "合计", **dict(subject.tally.sources)}
    for column in {**columns, **was}:
        now, before = subject.tally.count("clue.opening", column), was.get(column, 0)
        if now != before:
            yield CheckFinding(
                "annual.opening",
                Grade.VERIFY,
                f"“{columns.get(column, '未注明')}”列期初在办{now}件，上一份报告期末在办{before}件，"
                "请说明调整原因和责任人。",
            )
    if previous.gone:
        listed = "、".join(f"{one.number}（{one.reason or WITHHELD}）" for one in previous.gone)
        yield CheckFinding(
            "annual.opening",
            Grade.VERIFY,
            f"上一份报告期末在办的线索有{len(previous.gone)}条已不在台账：{listed}，期初在办因此减少，请说明。",
        )


def _succession(subject: Reconciled) -> Iterator[CheckFinding]:
    previous, header = subject.snapshot.previous, subject.snapshot.header
    if previous is None:
        return
    if previous.period_to >= header.period_from:
        yield must(
            "annual.succession",
            f"上一份已签发报告统计到{previous.period_to}，与本期重叠，请核对期间。",
        )
    elif previous.period_to + timedelta(1) < header.period_from:
        yield CheckFinding(
            "annual.succession",
            Grade.VERIFY,
            f"上一份已签发报告统计到{previous.period_to}，与本期不相接，其间的数据计入本期，请说明。",
        )


def _unfinished(subject: Reconciled) -> Iterator[CheckFinding]:
    """A period is reported on when it is over: a draft may be compiled before, and its figures still change."""
    header, taken = subject.snapshot.header, subject.snapshot.taken_at
    if taken and header.period_to >= date.fromisoformat(taken[: len("2026-01-20")]):
        yield must(
            "annual.unfinished",
            f"统计期间到{header.period_to}才结束，现在只能编制草稿，请在期间结束后再提交。",
        )


def _recovered_before(subject: Reconciled) -> Iterator[CheckFinding]:
    previous = subject.snapshot.previous
    now = subject.losses.sum(ALL, "recovered")
    if previous is not None and now < previous.recovered_fen:
        amounts = [format_fen(fen, MoneyUnit.WAN) for fen in (now, previous.recovered_fen)]
        yield CheckFinding(
            "annual.recovered_before",
            Grade.VERIFY,
            f"累计已挽回{amounts[0]}万元，少于上一份报告的{amounts[1]}万元，请核对或说明。",
        )


# --- what the ledger knows --------------------------------------------------------------------------------


def _numbers(subject: Reconciled) -> Iterator[CheckFinding]:
    seen = Counter(fact.number for fact in subject.snapshot.clues)
    for fact in subject.snapshot.clues:
        if not fact.number:
            yield CheckFinding(
                "annual.numbers", Grade.MUST, "有线索没有编号，请先编号。", "Clue", fact.uid, "number"
            )
        elif seen[fact.number] > 1:
            yield on_clue("annual.numbers", Grade.MUST, fact, "编号重复，报表无法溯源，请更正。", "number")


def _sources(subject: Reconciled) -> Iterator[CheckFinding]:
    known = subject.snapshot.roots("source_kind")
    for item in _counted(subject):
        if item.fact.source_column not in known:
            yield on_clue(
                "annual.source",
                Grade.VERIFY,
                item.fact,
                "没有来源方式，无法列入来源各栏，请补填。",
                "source_kind",
                f"{NOTICE} 二（一）2",
            )


def _superior(subject: Reconciled) -> Iterator[CheckFinding]:
    """What counts as 上级移交 is the mark on the clue; the source may say otherwise."""
    sources, labels = superior_sources(subject.snapshot), subject.snapshot.dictionary("source_kind")
    for item in _counted(subject):
        source = item.fact.source_kind
        if source in sources and not item.fact.from_superior:
            sentence = (
                f"来源方式为“{labels.get(source, source)}”，却没有勾选“上级移交”，没有列入其中，请核对。"
            )
            place = ("from_superior", f"{NOTICE} 二（三）1")
            yield on_clue("annual.superior", Grade.VERIFY, item.fact, sentence, *place)


def _categories(subject: Reconciled) -> Iterator[CheckFinding]:
    for item in _counted(subject):
        if not item.fact.category and not item.fact.masked:
            yield on_clue("annual.category", Grade.VERIFY, item.fact, "没有问题类别，请补填。", "category")


def _stages(subject: Reconciled) -> Iterator[CheckFinding]:
    for item in subject.tally.standings:
        if item.open and not item.fact.stage_confirmed:
            yield on_clue(
                "annual.stages", Grade.VERIFY, item.fact, "环节由处理情况推断，尚未经人确认。", "stage"
            )


#: The field a doubt is about; 销号日期 for the others.
_DOUBTFUL = {
    Doubt.ACCEPTED_UNKNOWN: "accepted_on",
    Doubt.REPORTED_FOR_ACCEPTED: "accepted_on",
    Doubt.PARTED_LATE: "enterprises",
}


def _unknown_days(subject: Reconciled) -> Iterator[CheckFinding]:
    for item in subject.tally.standings:
        for doubt in item.doubts:
            field = _DOUBTFUL.get(doubt, "closed_on")
            yield on_clue("annual.unknown_days", Grade.VERIFY, item.fact, f"{doubt.value}。", field)


def _dispositions(subject: Reconciled) -> Iterator[CheckFinding]:
    known = subject.snapshot.dictionary("disposition")
    for item in subject.tally.standings:
        if "triaged_on" in item.steps and item.fact.disposition not in known:
            yield on_clue(
                "annual.dispositions",
                Grade.VERIFY,
                item.fact,
                "已分类处置，但没有处置方式，请补填。",
                "disposition",
                f"{NOTICE} 二（一）2",
            )


def _realtime(subject: Reconciled) -> Iterator[CheckFinding]:
    for item in subject.tally.standings:
        if item.entry is Entry.RECEIVED and item.fact.realtime_scope is None:
            yield on_clue(
                "annual.realtime",
                Grade.VERIFY,
                item.fact,
                "没有判断是否属实时报告范围。",
                "realtime_scope",
                f"{NOTICE} 二（三）2",
            )
        owed, sent = OWED in item.ever_taken, any(code.startswith(REPORTED) for code in item.ever_taken)
        if item.fact.realtime_scope is True and not owed and item.entry is not Entry.OUTSIDE:
            sentence = "属实时报告范围，但发现（获悉）日期和受理日期都没有，应报和期限无从统计。"
            yield on_clue("annual.realtime", Grade.VERIFY, item.fact, sentence, "discovered_on")
        if sent and item.fact.realtime_scope is not True:
            sentence = "登记了实时报告报送，却没有判断为属实时报告范围，请核对。"
            yield on_clue("annual.realtime", Grade.VERIFY, item.fact, sentence, "realtime_scope")


def _closings(subject: Reconciled) -> Iterator[CheckFinding]:
    """整改到位 is a condition of 销号."""
    for item in subject.tally.standings:
        if (
            item.leaving is not None
            and item.fact.closure_kind in ("", "rectified")
            and not item.fact.rectified_on
        ):
            yield on_clue(
                "annual.closings",
                Grade.VERIFY,
                item.fact,
                "已销号，但没有整改到位日期或其他销号方式。",
                "rectified_on",
                f"{NOTICE} 二（二）1",
            )


def _losses(subject: Reconciled) -> Iterator[CheckFinding]:
    known = subject.snapshot.dictionary("loss_class")
    counts = subject.snapshot.counting.contingent_counts
    for fact in (item.fact for item in subject.tally.standings if item.entry.accepted):
        confirmed = confirmed_fen(fact, counts)
        if confirmed and fact.loss_class not in known:
            yield on_clue(
                "annual.losses",
                Grade.VERIFY,
                fact,
                "已认定损失，但资产损失档次没有由人认定（认定档次取自不良后果的，请在定损中补填资产损失档次），"
                "也没有核对过的损失标准可以定档，列“未定档”。",
                "loss_class",
            )
        if fact.recovered_fen > confirmed:
            yield on_clue("annual.losses", Grade.VERIFY, fact, _over_recovered(fact))


def _over_recovered(fact: ClueFact) -> str:
    """What is said of a clue of which more came back than was lost: a loss left out for its day is the likely cause."""
    if not fact.undated_losses:
        return "已挽回大于认定损失，请核对或说明。"
    return (
        f"已挽回大于认定损失，可能是因为未填认定日期、期末以后才登记的资产损失{fact.undated_losses}笔、"
        f"{format_fen(fact.undated_loss_fen, MoneyUnit.WAN)}万元未计入认定损失（未挽回、追损率也因此不准），"
        "请补填认定日期，或核对、说明。"
    )


def _amounts(subject: Reconciled) -> Iterator[CheckFinding]:
    for fact in subject.snapshot.clues:
        amounts = (
            fact.estimated_fen or 0,
            fact.direct_fen,
            fact.indirect_fen,
            fact.contingent_fen,
            fact.recovered_fen,
            fact.recovered_in_period_fen,
        )
        if min(amounts) < 0:
            yield on_clue("annual.amounts", Grade.MUST, fact, "有负的金额，请更正。")
        if fact.recovered_in_period_fen > fact.recovered_fen:
            yield on_clue("annual.amounts", Grade.MUST, fact, "本期挽回大于累计挽回，请更正。")


def _supervision(subject: Reconciled) -> Iterator[CheckFinding]:
    for row in subject.snapshot.supervision:
        place = ("SupervisionReport", row.uid, "", f"{NOTICE} 二（一）2")
        if row.listed + row.not_listed + row.unsorted != row.findings:
            sentence = f"监督成果“{row.title}”：列入、不列入、未梳理之和与监督发现数不符。"
            yield CheckFinding("annual.supervision", Grade.MUST, sentence, *place)
        if row.unsorted:
            sentence = f"监督成果“{row.title}”：还有{row.unsorted}个监督发现没有梳理。"
            yield CheckFinding("annual.supervision", Grade.VERIFY, sentence, *place)


# --- the report itself ------------------------------------------------------------------------------------


def _header(subject: Reconciled) -> Iterator[CheckFinding]:
    header = subject.snapshot.header
    if not header.addressee.strip():
        sentence = "主送单位没有确定：请填写企业级次，权属企业还要填写上级企业。"
        yield CheckFinding(
            "annual.header", Grade.MUST, sentence, "Enterprise", field="level", clause=f"{NOTICE} 三（二）"
        )
    if header.due_on is None:
        yield CheckFinding(
            "annual.header",
            Grade.HINT,
            "报送期限未定：权属企业按上级企业规定的日期报送。",
            "PeriodicReport",
            field="due_on",
        )


def _zero(subject: Reconciled) -> Iterator[CheckFinding]:
    """零情况 is the word of the 代录 enterprise, not of whoever keeps its ledger."""
    snapshot = subject.snapshot
    if is_zero(snapshot, subject.tally.standings):
        yield CheckFinding(
            "annual.zero",
            Grade.VERIFY,
            f"本期没有线索，本报告为“{snapshot.header.enterprise}”的零情况报告：须由该企业负责人签字盖章确认，"
            "请写明确认人、确认日期和确认书存放处。",
        )


def _elsewhere(subject: Reconciled) -> Iterator[CheckFinding]:
    numbers = subject.snapshot.elsewhere
    if numbers:
        zero = is_zero(subject.snapshot, subject.tally.standings)
        yield CheckFinding(
            "annual.elsewhere",
            Grade.VERIFY if zero else Grade.HINT,
            f"有{len(numbers)}条线索涉及本企业而由其他单位承办，不在本报告统计：{'、'.join(numbers[:5])}"
            f"{'等' if len(numbers) > 5 else ''}，请核对承办单位。",
        )


def _texts(subject: Reconciled) -> Iterable[CheckFinding]:
    due = subject.tally.count("clue.investigated.direct")
    for section in SECTIONS:
        if section.empty is None or subject.texts.get(section.key, "").strip():
            continue
        # Typical cases are the 市管企业's duty, and none are due when nothing was investigated directly.
        hint = section.key == "cases" and (not due or subject.snapshot.header.level != 1)
        yield CheckFinding(
            f"annual.text.{section.key}",
            Grade.HINT if hint else section.empty,
            f"“{section.heading}”还没有填写。",
            "ReportText",
            field=section.key,
            clause=section.clause,
        )


def _text_of(key: str) -> Check[Reconciled]:
    """The check of one section: each is explained on its own."""
    heading = next(section.heading for section in SECTIONS if section.key == key)
    code = f"annual.text.{key}"
    return Check(code, f"“{heading}”已填写", lambda s: (item for item in _texts(s) if item.check == code))


def _rules(subject: Reconciled) -> Iterator[CheckFinding]:
    for rule in subject.snapshot.rules:
        if rule.unconfirmed:
            yield CheckFinding(
                "annual.rules",
                Grade.HINT,
                f"规则“{rule.name}”有{rule.unconfirmed}条待核对，报告中注明。",
            )


ANNUAL_CHECKS: tuple[Check[Reconciled], ...] = (
    Check("annual.numbers", "线索编号齐全、不重复", _numbers),
    Check("annual.balance", "期初加新增减销号等于期末", _balance),
    Check("annual.source_sums", "各来源之和等于合计", _source_sums),
    Check("annual.part_sums", "各处置方式、移入方式、五节点之和等于其合计", _part_sums),
    Check("annual.ever", "本期数不大于累计数", _ever),
    Check("annual.loss_sums", "损失各档、各类之和相符", _loss_sums),
    Check("annual.amounts", "金额不为负，本期挽回不大于累计挽回", _amounts),
    Check("annual.opening", "期初在办等于上期期末在办", _opening),
    Check("annual.succession", "与上一份已签发报告的期间相接", _succession),
    Check("annual.unfinished", "统计期间已经结束", _unfinished),
    Check("annual.recovered_before", "累计已挽回不少于上一份报告", _recovered_before),
    Check("annual.source", "线索都有来源方式", _sources),
    Check("annual.superior", "上级移交的数与来源方式相符", _superior),
    Check("annual.category", "线索都有问题类别", _categories),
    Check("annual.stages", "环节都经人确认", _stages),
    Check("annual.unknown_days", "受理、销号日期齐全", _unknown_days),
    Check("annual.dispositions", "已分类处置的有处置方式", _dispositions),
    Check("annual.closings", "销号的已整改到位", _closings),
    Check("annual.realtime", "已判断是否属实时报告范围，与报送相符", _realtime),
    Check("annual.losses", "认定损失已定档，挽回不大于认定", _losses),
    Check("annual.supervision", "监督成果已梳理完毕", _supervision),
    *CASE_CHECKS,
    Check("annual.header", "主送单位和报送期限已定", _header),
    Check("annual.zero", "零情况已由被代录企业确认", _zero),
    Check("annual.elsewhere", "涉及本企业的线索都由本企业承办", _elsewhere),
    *(_text_of(section.key) for section in SECTIONS if section.empty is not None),
    Check("annual.rules", "规则已核对", _rules),
)
