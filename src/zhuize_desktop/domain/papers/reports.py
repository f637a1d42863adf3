"""初步核实报告、核查报告、责任认定报告: running text out of the forms, with the approvals on a sheet of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import (
    Block,
    Document,
    FigureFormat,
    Heading,
    PageBreak,
    PaperLayout,
    Paragraph,
    Run,
    Signature,
    SignatureRow,
    Table,
    TableColumn,
    TableRow,
)
from ..fields import column
from ..judging.liability import DISSENT
from ..records import (
    BodyMember,
    Hearing,
    InquiryAct,
    InvestigationPlan,
    InvestigationReport,
    LegalReview,
    LiableBody,
    LiablePerson,
    Loss,
    LossFinding,
    PreliminaryCheck,
    Record,
    TeamMember,
    Violation,
)
from ..records.hearing import UNREACHABLE
from .approval_boxes import approval_form, approval_notes, gate_blocks
from .figures import confirmed_loss
from .paper import UNNUMBERED
from .words import citing, day_text, ended, money_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .paper import Order

_ORDINALS = "一二三四五六七八九十"


class _Parts:
    """Sections of a report, numbered as they come; one that has nothing to say is left out."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._count = 0

    def add(self, title: str, *blocks: Block | None) -> None:
        """One section under 一、二、三、…"""
        found = [block for block in blocks if block is not None]
        if not found:
            return
        self.blocks.append(Heading(1, f"{_ORDINALS[self._count]}、{title}"))
        self.blocks += found
        self._count += 1


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Text as typed, one paragraph a line ended as a sentence, citations of 46号令 and 37号令 marked 参照."""
    return tuple(Paragraph((ended(citing(line.strip())),)) for line in text.splitlines() if line.strip())


def _field(parts: _Parts, order: Order, one: Record, name: str) -> None:
    """A long text as a section under its own label."""
    parts.add(column(type(one), name).field.label, *paragraphs(order.words.of(one, name)))


def _report(order: Order, title: str, parts: _Parts, day: str, move: str) -> Document:
    """The text; on a new page the approvals asked for before ``move``, what its gates found, who wrote it."""
    approvals = (
        PageBreak(),
        Heading(1, f"{title}审批"),
        *gate_blocks(order, move),
        approval_form(order, move),
        SignatureRow((Signature("经办人"), Signature("部门负责人"))),
        *approval_notes(order, move),
    )
    return Document(
        title=f"问题线索{title}",
        subtitle=f"（线索编号：{order.case.clue.number}）",
        blocks=(*parts.blocks, *approvals),
        number=order.number or UNNUMBERED,
        issuer=order.issuer,
        date_text=day,
        secrecy=order.secrecy,
        footer_left=order.foot,
        layout=PaperLayout.OFFICIAL,
    )


def _clue_paragraph(order: Order) -> Paragraph:
    """Where the clue came from, when and whom it concerns, in one sentence."""
    words, clue = order.words, order.case.clue
    source = words.of(clue, "source_kind")
    text = f"{words.of(clue, 'reported_on')}，本单位收到来源为“{source}”的问题线索，反映"
    return Paragraph((f"{text}{words.of(clue, 'enterprises')}：{ended(clue.summary)}",))


def preliminary_report(order: Order) -> Document:
    """初步核实报告: content, course and result of the first look, and which way is proposed."""
    words, parts = order.words, _Parts()
    one = order.case.last(PreliminaryCheck)
    assert one is not None  # the table of papers offers it for a recorded check only
    parts.add("线索来源和反映的问题", _clue_paragraph(order))
    _field(parts, order, one, "content")
    arranged = [(name, words.of(one, name)) for name in ("scope", "organisation", "started_on")]
    labels = [f"{column(PreliminaryCheck, name).field.label}：{text}" for name, text in arranged if text]
    parts.add(
        "工作组织和开展过程",
        *paragraphs("；".join(labels) + "。" if labels else ""),
        *paragraphs(one.process),
    )
    for name in ("result", "situations_note", "loss_note"):
        _field(parts, order, one, name)
    pursuit = {True: "发现需要追究责任的事项。", False: "未发现需要追究责任的事项。", None: ""}[
        one.needs_pursuit
    ]
    way = f"建议的分类处置方式：{words.of(one, 'proposed')}。" if one.proposed else ""
    parts.add("结论和处置建议", *paragraphs(f"{pursuit}{way}"), *paragraphs(one.proposal))
    return _report(
        order, _title(order, "preliminary_report"), parts, day_text(one.reported_on), "finish_check"
    )


def _title(order: Order, kind: str) -> str:
    return order.words.code("paper_kind", kind)


def investigation_report(order: Order) -> Document:
    """核查报告 in the seven parts of the guide's 第31条, with the lines of loss as a table."""
    words, parts = order.words, _Parts()
    one = order.case.last(InvestigationReport)
    assert one is not None  # the table of papers offers it for a recorded report only
    _field(parts, order, one, "background")
    parts.add(
        column(InvestigationReport, "process").field.label,
        _course(order),
        *paragraphs(one.process),
        _acts(order),
    )
    parts.add(
        column(InvestigationReport, "findings").field.label, *paragraphs(one.findings), *_violations(order)
    )
    _field(parts, order, one, "causes")
    parts.add(column(InvestigationReport, "losses").field.label, *paragraphs(one.losses), *_losses(order))
    parts.add(column(InvestigationReport, "hearings").field.label, *paragraphs(one.hearings), *_heard(order))
    _field(parts, order, one, "already_done")
    law = [words.of(review, "result") for review in order.case.all(LegalReview) if review.subject == "report"]
    legal = f"合法性审查意见：{law[-1]}。" if law else ""
    sent = {True: "有需要移送纪检监察机构的问题线索，另行移送。", False: "", None: ""}[one.needs_discipline]
    parts.add(
        "核查结论",
        *paragraphs(f"核查结论：{words.of(one, 'conclusion')}。{legal}{sent}" if one.conclusion else ""),
    )
    move = "disprove" if one.conclusion == "disproved" else "finish_investigation"
    return _report(order, _title(order, "investigation_report"), parts, day_text(one.reported_on), move)


def _course(order: Order) -> Paragraph | None:
    """Plan and team, with the declaration that nobody had to step back."""
    plan, team = order.case.last(InvestigationPlan), order.case.all(TeamMember)
    text = (
        f"核查工作方案于{day_text(plan.approved_on)}批准。" if plan is not None and plan.approved_on else ""
    )
    if team:
        members = [
            f"{one.name}（{'，'.join(x for x in (one.unit, order.words.of(one, 'role')) if x)}）"
            for one in team
        ]
        text += f"核查组成员：{'、'.join(members)}。"
        if all(one.declared_on and not one.conflict for one in team):
            text += "全体成员已签署不存在应回避情形的声明。"
    return Paragraph((text,)) if text else None


def _acts(order: Order) -> Paragraph | None:
    """How many talks, letters, papers taken: numbers by kind, not whom."""
    counted: dict[str, int] = {}
    for one in order.case.all(InquiryAct):
        label = order.words.of(one, "kind")
        counted[label] = counted.get(label, 0) + 1
    if not counted:
        return None
    return Paragraph(
        (f"核查中采取措施：{'、'.join(f'{label}{count}次' for label, count in counted.items())}。",)
    )


def _violations(order: Order) -> Iterator[Paragraph]:
    """Each 定性: facts, rule broken, cases of the catalogue with their marks."""
    words = order.words
    for number, one in enumerate(order.case.all(Violation), 1):
        situations = words.of(one, "situations", marked=True)
        text = f"{number}. {one.item}。{one.facts.rstrip('。')}。定性依据：{citing(one.basis).rstrip('。')}。"
        yield Paragraph((text + (f"违规情形：{situations}。" if situations else ""),))


def _losses(order: Order) -> Iterator[Block]:
    lines = order.case.all(Loss)
    if not lines:
        return
    words = order.words
    rows = tuple(
        TableRow(
            (one.item, words.of(one, "kind"), words.runs(one, "amount")[0] if one.amount is not None else "—")
        )
        for one in lines
    )
    columns = (
        TableColumn("损失事项", 16),
        TableColumn("种类", 5),
        TableColumn("认定金额（元）", 12, format=FigureFormat.MONEY_YUAN),
    )
    yield Table("losses", "资产损失明细", columns, rows)
    runs: tuple[Run, ...] = ("认定资产损失合计", *money_runs(*_sum(order)), "。")
    yield Paragraph(runs)
    for found in order.case.all(LossFinding):
        grade = "、".join(
            x for x in (words.of(found, "loss_class"), words.of(found, "consequence_class")) if x
        )
        text = f"{found.item}：{f'认定为{grade}，' if grade else ''}认定依据为{citing(found.basis).rstrip('。')}。"
        yield Paragraph((text,))


def _sum(order: Order) -> tuple[int, str, str, tuple[str, ...]]:
    return (
        confirmed_loss(order),
        "paper.confirmed_loss",
        "认定损失：本线索各行之和",
        (order.case.clue.number,),
    )


def _heard(order: Order) -> Iterator[Paragraph]:
    """Who was heard, with which answer, and what became of it."""
    words = order.words
    for one in order.case.all(Hearing):
        if one.outcome == UNREACHABLE:
            yield Paragraph((f"{one.object}无法听取意见：{one.proof.rstrip('。')}。",))
            continue
        text = (
            f"{day_text(one.sent_on)}告知{one.object}，反馈情况：{words.of(one, 'outcome') or '尚未反馈'}。"
        )
        opinion = f"陈述申辩意见：{one.opinion.rstrip('。')}。" if one.opinion else ""
        adopted = f"采纳情况：{one.adopted.rstrip('。')}。" if one.adopted else ""
        yield Paragraph((text + opinion + adopted,))


def liability_report(order: Order) -> Document:
    """责任认定报告: who answers for what, on which basis, and what is proposed."""
    words, parts, case = order.words, _Parts(), order.case
    one = case.last(InvestigationReport)
    parts.add(
        "基本情况", _clue_paragraph(order), *([Paragraph(("认定资产损失", *money_runs(*_sum(order)), "。"))])
    )
    rows = [
        (case.name(found.person), found.post_then, words.of(found, "liability"))
        for found in case.all(LiablePerson)
    ]
    rows += [(found.name, "集体", words.of(found, "liability")) for found in case.all(LiableBody)]
    columns = (TableColumn("责任人（主体）", 9), TableColumn("时任职务", 12), TableColumn("责任类型", 8))
    table = Table("liable", "责任人员一览", columns, tuple(TableRow(row) for row in rows))
    parts.add("责任人员及承担的责任", table if rows else None, *_answers(order))
    parts.add("责任认定依据", *paragraphs(one.liability_basis if one is not None else ""))
    parts.add("责任追究处理建议", *paragraphs(one.proposal if one is not None else ""))
    day = day_text(one.reported_on if one is not None else None)
    return _report(order, _title(order, "liability_report"), parts, day, "finish_investigation")


def _answers(order: Order) -> Iterator[Paragraph]:
    """For each person and body: facts, acts, circumstances. Former sanctions are not told."""
    words, case = order.words, order.case
    for number, one in enumerate(case.all(LiablePerson), 1):
        said = [
            f"{number}. {case.name(one.person)}：{citing(one.facts).rstrip('。') or '责任认定依据未填'}。"
        ]
        for name in ("violations", "aggravating", "mitigating", "exempted"):
            if text := words.of(one, name, marked=True):
                said.append(f"{column(LiablePerson, name).field.label}：{text}。")
        yield Paragraph(("".join(said),))
    for body in case.all(LiableBody):
        members = case.on(BodyMember, "body", body.uid)
        dissenting = "、".join(one.name for one in members if one.attitude in DISSENT)
        dissent = f"持异议的成员：{dissenting}。" if dissenting else ""
        yield Paragraph((f"{body.name}（集体责任）：{citing(body.facts).rstrip('。')}。{dissent}",))
