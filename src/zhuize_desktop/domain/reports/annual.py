"""年度定期报告: compiled from a snapshot and the clerk's words; the same input gives the same document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..case_sheets import case_sheets
from ..checks import CheckFinding, Grade
from ..content import (
    Block,
    CompilationPage,
    Definition,
    Document,
    Heading,
    Notice,
    NoticeKind,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    SignatureBlock,
    TextStyle,
)
from ..figure import Figure, Provenance
from ..indicators import DEFINITIONS_VERSION, tally
from ..loss_statistics import NOTHING, loss_tally
from ..reconcile import ANNUAL_CHECKS
from ..standing import Doubt
from ..undated import Undated, undated, undated_figures
from . import on_behalf
from .case_tables import (
    accountability_table,
    aspect_table,
    case_definitions,
    lesson_table,
    recovery_table,
    rectification_table,
    rule_change_table,
    violation_table,
)
from .charts import flow_chart, loss_chart, node_chart, source_chart
from .sections import CASES, EXPERIENCE, LOSS, PROFILE, PROGRESS, TASKS, Counted, Section
from .tables import clue_list, deferral_list, loss_table, progress_table, supervision_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..facts import Snapshot

#: What stands where the clerk has not written yet.
NOT_WRITTEN = "（未填写）"
_FIRST, _TENS = "一二三四五六七八九十", "十"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the sealing adds to the document, and how its annex is printed.

    Attributes:
        serial: 封存编号; empty in a draft.
        sha256: digest of the snapshot, ``sm3`` likewise; empty in a draft.
        program: name and version of the program.
        signatures: who signed; empty lines for the pen while nobody has.
        date_text: 成文日期 as printed.
        secrecy: 内部, 工作秘密 or 商业秘密.
        names: whether the annex prints full names.
        remarks: further sentences for the 编制说明, e.g. 纸质签发.
    """

    serial: str = ""
    sha256: str = ""
    sm3: str = ""
    program: str = ""
    signatures: tuple[Signature, ...] = ()
    date_text: str = ""
    secrecy: str = "内部"
    names: bool = False
    remarks: tuple[str, ...] = ()


def count_annual(snapshot: Snapshot) -> Counted:
    """The snapshot with everything counted over it."""
    counted = tally(snapshot)
    return Counted(
        snapshot,
        counted,
        loss_tally(snapshot, counted.standings),
        case_sheets(snapshot, counted.standings),
    )


def compile_annual(
    snapshot: Snapshot,
    texts: Mapping[str, str],
    explanations: Mapping[str, str],
    findings: Iterable[CheckFinding],
    marks: Marks | None = None,
) -> Document:
    """The annual report.

    Args:
        snapshot: what is counted.
        texts: the clerk's words by key of the section.
        explanations: written explanations by code of the check.
        findings: what ``reconcile.annual_findings`` found; explained ones are printed with their explanation.
        marks: what sealing adds; without it a draft.
    """
    given = marks or Marks()
    counted = count_annual(snapshot)
    header = snapshot.header
    blocks = (
        *on_behalf.opening(counted),
        *_profile(texts),
        *_tasks(counted, texts),
        *_progress(counted, texts),
        *_losses(counted, texts),
        *_written(CASES, "五、", counted, texts),
        *_written(EXPERIENCE, "六、", counted, texts),
        *_annexes(counted, given),
        *_making(counted, explanations, tuple(findings)),
        _signatures(snapshot, given),
        *on_behalf.zero_form(counted),
    )
    return Document(
        header.title,
        blocks,
        number=given.serial,
        issuer=header.enterprise,
        addressee=header.addressee,
        date_text=given.date_text,
        secrecy=given.secrecy,
        footer_left=given.sha256[:16],
        compilation=_compilation(counted, given),
    )


# --- the body ---------------------------------------------------------------------------------------------


def _words(section: Section, texts: Mapping[str, str]) -> Iterator[Block]:
    """The clerk's words, a paragraph a line."""
    lines = [line.strip() for line in texts.get(section.key, "").splitlines() if line.strip()]
    if not lines and section.empty is not None:
        lines = [NOT_WRITTEN]
    for line in lines:
        yield Paragraph((line,))


def _written(
    section: Section, ordinal: str, counted: Counted, texts: Mapping[str, str], level: int = 1
) -> Iterator[Block]:
    """Heading, starting sentence with figures, words."""
    yield Heading(level, ordinal + section.heading)
    opening = section.opening(counted)
    if opening:
        yield Paragraph(opening)
    yield from _words(section, texts)


def _profile(texts: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(1, "一、" + PROFILE.heading)
    yield from _words(PROFILE, texts)


def _ordinal(number: int) -> str:
    """1 → 一, 12 → 十二; up to 19."""
    return _FIRST[number - 1] if number <= len(_FIRST) else _TENS + _FIRST[number - len(_FIRST) - 1]


def _tasks(counted: Counted, texts: Mapping[str, str]) -> Iterator[Block]:
    yield Heading(1, "二、通知各项任务落实情况")
    for number, section in enumerate(TASKS, 1):
        yield from _written(section, f"（{_ordinal(number)}）", counted, texts, level=2)


def _progress(counted: Counted, texts: Mapping[str, str]) -> Iterator[Block]:
    yield from _written(PROGRESS, "三、", counted, texts)
    yield _see("线索办理进度表", "整改事项表", "长效机制表", "管理提升表")
    yield flow_chart(counted.tally)
    yield node_chart(counted.tally)
    yield source_chart(counted.tally)


def _doubts(counted: Counted) -> Iterator[tuple[Doubt, Figure]]:
    """How many clues each inference concerns."""
    for doubt in Doubt:
        numbers = tuple(item.fact.number for item in counted.tally.standings if doubt in item.doubts)
        if numbers:
            where = Provenance(f"clue.doubt.{doubt.name.lower()}", f"{doubt.value}的线索。", numbers)
            yield doubt, Figure.count(len(numbers), "件", where)


def _losses(counted: Counted, texts: Mapping[str, str]) -> Iterator[Block]:
    yield from _written(LOSS, "四、", counted, texts)
    yield _see("违规情形分布表", "资产损失表", "挽回方式表", "追责情况表")
    yield loss_chart(counted.losses)


# --- annexes and 编制说明 ------------------------------------------------------------------------------------


def _see(*tables: str) -> Paragraph:
    """Where the numbers of a part are told one by one."""
    return Paragraph((f"分项数据见附件1：{'、'.join(tables)}。",))


def _statistics(counted: Counted) -> Iterator[Block]:
    """统计表: upright sheets, then the wide ones, so that no sheet is turned for a line or two."""
    yield progress_table(counted.snapshot, counted.tally)
    for doubt, figure in _doubts(counted):
        yield Paragraph((f"{doubt.value}：", figure, "。"), TextStyle.NOTE)
    yield rule_change_table(counted.cases)
    yield lesson_table(counted.cases)
    yield recovery_table(counted.cases)
    yield from _left_out(counted, Undated.RECOVERY)
    yield from _left_out(counted, Undated.ENTERED)
    yield accountability_table(counted.cases)
    yield from _left_out(counted, Undated.DECIDED)
    yield from _left_out(counted, Undated.DEDUCTION)
    if counted.snapshot.supervision:
        yield supervision_table(counted.snapshot)
    yield rectification_table(counted.cases)
    yield violation_table(counted.cases)
    by_aspect = aspect_table(counted.cases)
    if by_aspect is not None:
        yield by_aspect
    yield loss_table(counted.losses)
    if counted.losses.sum(NOTHING, "count"):
        figure = counted.losses.figure(NOTHING, "count")
        yield Paragraph(
            ("已受理而没有登记损失、也没有不良后果档次的线索：", figure, "，不在表内。"), TextStyle.NOTE
        )
    yield from _left_out(counted, Undated.LOSS)


def _left_out(counted: Counted, kind: Undated) -> Iterator[Block]:
    """What the table above leaves out, or its 本期, because nobody knows its day."""
    figures = undated_figures(undated(counted.snapshot, counted.tally.standings), kind)
    if figures is not None:
        lines, amount = figures
        told = (f"未填{kind.day}{kind.entered}的{kind.label}：", lines, "、", amount, f"，{kind.effect}。")
        yield Paragraph(told, TextStyle.NOTE)


def _annexes(counted: Counted, marks: Marks) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(1, "附件1　统计表")
    yield from _statistics(counted)
    yield PageBreak()
    yield Heading(1, "附件2　线索清单")
    listed = clue_list(counted.snapshot, counted.tally.standings, names=marks.names)
    if listed.rows:
        yield listed
    else:
        yield Paragraph(("报告期内台账中没有在办或新增的违规问题线索。",))
    yield Heading(1, "附件3　期限延长与中止情况")
    put_off = deferral_list(counted.tally.standings)
    if put_off.rows:
        yield put_off
    else:
        yield Paragraph(("报告期内没有经批准延长或中止的期限。",))


def _making(
    counted: Counted, explanations: Mapping[str, str], findings: tuple[CheckFinding, ...]
) -> Iterator[Block]:
    """编制说明: period, how it was signed and recorded, rules not yet confirmed, explanations."""
    snapshot = counted.snapshot
    header = snapshot.header
    yield Heading(1, "编制说明")
    opening: tuple[Run, ...] = (
        f"本报告统计期间为{header.period.text}，数据取自问题线索管理台账的冻结快照。",
    )
    if header.due_on is not None:
        where = Provenance("report.due", "报送期限：市管企业为次年1月31日，权属企业为上级企业规定的日期。")
        opening += ("报送期限为", Figure.day(header.due_on, where, long=True), "。")
    else:
        opening += ("报送期限未定，按上级企业规定的日期报送。",)
    yield Paragraph(opening)
    yield from (Paragraph((sentence,)) for sentence in _declared(snapshot))
    yield from on_behalf.counted_how(counted)
    yield from _masked(snapshot)
    for rule in snapshot.rules:
        if rule.unconfirmed:
            where = Provenance(
                "rules.unconfirmed", f"规则“{rule.name}”中没有对照原文核对的条目。", (), rule.code
            )
            count = Figure.count(rule.unconfirmed, "条", where)
            yield Notice(
                NoticeKind.UNVERIFIED, (f"规则“{rule.name}”（{rule.standing}）有", count, "待核对。")
            )
        elif rule.standing == NoticeKind.REFERENCE.value:
            yield Notice(NoticeKind.REFERENCE, (f"规则“{rule.name}”仅作参照，不作为处理依据。",))
    yield from _explained(snapshot, explanations, findings)


def _declared(snapshot: Snapshot) -> Iterator[str]:
    """Sentences without figures about how the report came about."""
    yield from on_behalf.declared(snapshot)
    if snapshot.header.no_reviewer:
        yield "本企业未设独立审核人，本报告按两级签批（填报、签发）办理。"
    for one in snapshot.relaxed:
        yield one.sentence
    if snapshot.previous is None:
        yield "本报告为首份报告，" + (
            f"期初数据以经签认的期初建账确认表为准{_since_signed(snapshot.opening_moved)}。"
            if snapshot.opening_confirmed
            else "期初数据未经期初建账确认表签认。"
        )
    else:
        yield f"期初数据衔接上一份已签发报告（封存编号{snapshot.previous.serial}）。"


def _since_signed(moved: int) -> str:
    return f"，签认以后存量线索增减{moved}条" if moved else ""


def _masked(snapshot: Snapshot) -> Iterator[Block]:
    """How many clues are outside the circle."""
    numbers = tuple(fact.number for fact in snapshot.clues if fact.masked)
    if numbers:
        words = "知悉范围以外、只列编号的线索"
        figure = Figure.count(len(numbers), "件", Provenance("clue.masked", f"{words}。", numbers))
        yield Paragraph((f"台账中{words}", figure, "。"))


#: Quotation marks within quotation marks (GB/T 15834).
_INNER = str.maketrans("“”", "‘’")
_TITLES = {check.code: check.title for check in ANNUAL_CHECKS}


def _explained(
    snapshot: Snapshot, explanations: Mapping[str, str], findings: tuple[CheckFinding, ...]
) -> Iterator[Block]:
    """Every 核实 check that found something, with its explanation."""
    numbers = {fact.uid: fact.number for fact in snapshot.clues}
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding.grade is Grade.VERIFY:
            clues = found.setdefault(finding.check, [])
            number = numbers.get(finding.uid) if finding.record == "Clue" else None
            if number is not None and number not in clues:
                clues.append(number)
    if found:
        yield Heading(2, "核实事项说明")
    for code, clues in found.items():
        title = _TITLES.get(code, code).translate(_INNER)
        runs: tuple[Run, ...] = (f"校验项“{title}”",)
        if clues:
            where = Provenance(f"check.{code}", f"校验项“{title}”涉及的线索。", tuple(clues))
            runs += ("，涉及线索", Figure.count(len(clues), "件", where))
        yield Paragraph((*runs, "：" + (explanations.get(code, "").strip() or NOT_WRITTEN)))


def _signatures(snapshot: Snapshot, marks: Marks) -> SignatureBlock:
    roles = ("填报人", "签发人") if snapshot.header.no_reviewer else ("填报人", "审核人", "签发人")
    return SignatureBlock(marks.signatures or tuple(Signature(role) for role in roles), "签批")


def _compilation(counted: Counted, marks: Marks) -> CompilationPage:
    """The page that proves the content, with every definition used."""
    snapshot = counted.snapshot
    definitions = [Definition(item.code, item.label, item.definition) for item in counted.tally.indicators]
    definitions += [
        Definition(f"loss.{item.code}", item.label, item.definition) for item in counted.losses.measures
    ]
    definitions += case_definitions(counted.cases)
    version = snapshot.definitions_version or DEFINITIONS_VERSION
    return CompilationPage(
        marks.serial,
        marks.sha256,
        marks.sm3,
        snapshot.audit_head,
        snapshot.taken_at,
        snapshot.previous.sha256 if snapshot.previous else "",
        marks.program,
        tuple(f"{rule.name}（{rule.standing}）" for rule in snapshot.rules),
        tuple(definitions),
        (f"口径版本{version}。", *_declared(snapshot), *marks.remarks),
    )
