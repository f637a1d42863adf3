"""年度报告的章节: what the notice asks for, what the clerk writes, and the figures each begins with.

The order follows 济国资综合〔2023〕3号 二 and 三; a figure in a starting sentence is a field, never typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..accountability_statistics import ALL as EVERYBODY
from ..accountability_statistics import PAY
from ..case_sheets import CaseSheets
from ..checks import Grade
from ..content import Run
from ..facts import Snapshot
from ..figure import Figure, Provenance
from ..indicators import Tally
from ..loss_statistics import ALL, LossTally
from ..rectification_statistics import ALL as ALL_ITEMS
from ..rectification_statistics import OVERDUE
from ..undated import Undated, undated, undated_figures

_NOTICE = "济国资综合〔2023〕3号"


@dataclass(frozen=True, slots=True)
class Counted:
    """A snapshot with everything counted over it."""

    snapshot: Snapshot
    tally: Tally
    losses: LossTally
    cases: CaseSheets


Opening = Callable[[Counted], tuple[Run, ...]]


def _nothing(_: Counted) -> tuple[Run, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section with the clerk's words.

    Attributes:
        key: under which the words are kept.
        heading: without its ordinal.
        clause: the sentence of the notice it answers.
        help: what belongs here, shown to the clerk.
        empty: grade of the finding while nothing is written; ``None`` when the section may stay empty.
        opening: its starting sentence with figures; nothing when there is nothing to count.
    """

    key: str
    heading: str
    clause: str
    help: str
    empty: Grade | None = Grade.VERIFY
    opening: Opening = _nothing


def _major(counted: Counted) -> tuple[Run, ...]:
    figure = counted.tally.figure
    return (
        "本期新增受理违规问题线索",
        figure("clue.received"),
        "，其中上级移交",
        figure("clue.received.superior"),
        "；作出处理决定",
        figure("clue.decided"),
        "。",
    )


def _supervision(counted: Counted) -> tuple[Run, ...]:
    period = counted.snapshot.header.period
    rows = [
        row for row in counted.snapshot.supervision if row.received_on is None or row.received_on in period
    ]

    def figure(code: str, words: str, value: int, unit: str) -> Figure:
        """A count over these 监督成果, traced to their titles."""
        titles = tuple(row.title for row in rows)
        return Figure.count(value, unit, Provenance(f"supervision.{code}", words, titles))

    scope = "收到日期在本期内（含收到日期不详）的监督成果"
    return (
        "本期收到巡视巡察、审计、专项检查等监督成果",
        figure("received", f"{scope}。", len(rows), "份"),
        "，载明监督发现",
        figure("findings", f"{scope}中登记的监督发现。", sum(row.findings for row in rows), "个"),
        "，其中列入线索",
        figure("listed", f"{scope}中已列入线索的监督发现。", sum(row.listed for row in rows), "个"),
        "，写明理由不列入",
        figure(
            "not_listed", f"{scope}中写明理由不列入的监督发现。", sum(row.not_listed for row in rows), "个"
        ),
        "，尚未梳理",
        figure("unsorted", f"{scope}中尚未梳理的监督发现。", sum(row.unsorted for row in rows), "个"),
        "。",
    )


def _accountability(counted: Counted) -> tuple[Run, ...]:
    figure = counted.tally.figure
    return (
        "本期完成核查",
        figure("clue.investigated"),
        "，作出处理决定",
        figure("clue.decided"),
        "；处理责任人",
        counted.cases.accountability.figure(EVERYBODY, "persons"),
        "、",
        counted.cases.accountability.figure(EVERYBODY, "times"),
        *(("；期末久查不追的线索", figure("clue.stale")) if counted.tally.has("clue.stale") else ()),
        "。",
    )


def _rectification(counted: Counted) -> tuple[Run, ...]:
    figure, losses = counted.tally.figure, counted.losses
    return (
        "本期整改到位",
        figure("clue.rectified"),
        "，销号、了结",
        figure("clue.closed"),
        "，期末在整改节点的线索",
        figure("clue.closing.rectification"),
        "；期末整改事项",
        counted.cases.rectification.figure(ALL_ITEMS, "items"),
        "，其中超期",
        counted.cases.rectification.figure(OVERDUE, "items"),
        "；本期挽回损失",
        losses.figure(ALL, "period_recovered"),
        "。",
    )


def _long_term(counted: Counted) -> tuple[Run, ...]:
    figure = counted.cases.rule_changes.figure
    return (
        "本期新建、修订制度和优化流程等",
        figure(ALL_ITEMS, "now"),
        "，累计",
        figure(ALL_ITEMS, "ever"),
        "。",
    )


def _reporting(counted: Counted) -> tuple[Run, ...]:
    return ("本期新增受理中，属实时报告范围的线索", counted.tally.figure("clue.received.realtime"), "。")


def _progress(counted: Counted) -> tuple[Run, ...]:
    figure = counted.tally.figure
    return (
        "期初在办",
        figure("clue.opening"),
        "，本期新增受理",
        figure("clue.received"),
        "，完成初核",
        figure("clue.checked"),
        "，分类处置",
        figure("clue.triaged"),
        "，完成核查",
        figure("clue.investigated"),
        "，整改到位",
        figure("clue.rectified"),
        "，销号、了结",
        figure("clue.closed"),
        "，期末在办",
        figure("clue.closing"),
        "。",
    )


def _loss(counted: Counted) -> tuple[Run, ...]:
    figure, people = counted.losses.figure, counted.cases.accountability.figure
    return (
        "至期末累计认定资产损失",
        figure(ALL, "confirmed"),
        *_not_counted(counted, Undated.LOSS),
        "，已挽回",
        figure(ALL, "recovered"),
        *_not_counted(counted, Undated.RECOVERY),
        "，未挽回",
        figure(ALL, "outstanding"),
        "，追损率",
        counted.losses.rate(ALL),
        "；本期挽回",
        figure(ALL, "period_recovered"),
        "。本期处理责任人",
        people(EVERYBODY, "persons"),
        "、",
        people(EVERYBODY, "times"),
        "，决定扣减薪酬",
        people(f"root.{PAY}", "amount"),
        "。",
    )


def _not_counted(counted: Counted, kind: Undated) -> tuple[Run, ...]:
    """In brackets behind a sum what it leaves out for want of a day; nothing where that is nothing."""
    figures = undated_figures(undated(counted.snapshot, counted.tally.standings), kind)
    if figures is None:
        return ()
    lines, amount = figures
    return (f"（另有未填{kind.day}{kind.entered}的{kind.label}", lines, "、", amount, "未计入）")


def cases_required(tally: Tally) -> Figure:
    """How many typical cases are due: 30 % of the year's direct investigations, rounded up."""
    direct = tally.figure("clue.investigated.direct")
    assert isinstance(direct.value, int)  # a count always has a value
    definition = (
        "年度直接核查线索的30%，不足1件的进为1件；年度直接核查线索为零的不要求（口径待市国资委确认）。"
    )
    return Figure.count(
        -(-3 * direct.value // 10), "件", Provenance("case.required", definition, direct.provenance.records)
    )


def _cases(counted: Counted) -> tuple[Run, ...]:
    direct = counted.tally.figure("clue.investigated.direct")
    if not direct.value:
        return ("本年完成直接核查的线索", direct, "，不要求选送典型案例。")
    return (
        "本年完成直接核查的线索",
        direct,
        "，按30%以上应选典型案例不少于",
        cases_required(counted.tally),
        "。",
    )


PROFILE = Section(
    "profile",
    "企业基本情况",
    "年度定期报告提纲（参照中央企业）",
    "历史沿革、经营管理及改革发展、风险管理及内控体系、责任追究工作总体情况。",
    Grade.VERIFY,
)
TASKS = (
    Section(
        "tasks.major",
        "重大违规线索查处",
        f"{_NOTICE} 二（一）1",
        "投资担保、资金管理、高风险业务、混改等重点领域，重大诉讼、重大损失、大额减值或重大亏损的发现和查处。",
        opening=_major,
    ),
    Section(
        "tasks.supervision",
        "监督成果运用",
        f"{_NOTICE} 二（一）2",
        "收到巡视巡察、审计及专项检查文件后梳理线索、纳入台账、分类处置的情况。",
        opening=_supervision,
    ),
    Section(
        "tasks.accountability",
        "严格追究责任",
        f"{_NOTICE} 二（一）3",
        "定性定损定责、处理决定执行、与纪检监察机构衔接、对调离离职退休人员的终身追究。",
        opening=_accountability,
    ),
    Section(
        "tasks.rectification",
        "问题整改与销号",
        f"{_NOTICE} 二（二）1",
        "销号管理和闭环机制，以追责促追损，对未完成整改的跟踪督促。",
        opening=_rectification,
    ),
    Section(
        "tasks.warning",
        "案例警示",
        f"{_NOTICE} 二（二）2",
        "会议集中通报、个别座谈交流、印送报告摘编等案例通报情况，知会董事会及经理层的情况。",
    ),
    Section(
        "tasks.long_term",
        "长效机制",
        f"{_NOTICE} 二（二）3",
        "倒查制度健全性和执行有效性，管理提升建议书，把责任追究内容嵌入内部管理制度。",
        opening=_long_term,
    ),
    Section(
        "tasks.escalation",
        "督办和提级查办",
        f"{_NOTICE} 二（三）1",
        "对零报告、零查处、零追责权属企业的督办或提级查办，上级督办事项的办理。",
    ),
    Section(
        "tasks.reporting",
        "追究报告制度",
        f"{_NOTICE} 二（三）2",
        "实时报告和定期报告的落实，在线监管系统追责模块的填报。",
        opening=_reporting,
    ),
    Section(
        "tasks.guidance",
        "对下督促指导",
        f"{_NOTICE} 二（三）3",
        "层层传导压力，倒查工作机制；新投资设立或并购企业、混改企业明确职责主体。",
    ),
    Section(
        "tasks.organisation",
        "组织体系",
        f"{_NOTICE} 二（四）1",
        "责任追究工作委员会或领导小组，党委、董事会、经理层和各部门职责，研究部署情况。",
    ),
    Section(
        "tasks.staff",
        "工作力量",
        f"{_NOTICE} 二（四）2",
        "编制、人员、经费，专兼职人才库，教育培训和实践锻炼。",
    ),
    Section(
        "tasks.cooperation",
        "协同联动",
        f"{_NOTICE} 二（四）3",
        "与纪检监察、业务、组织、财务、法务等部门的信息共享、线索移送、问题整改、成果共用，上下联动。",
    ),
)
PROGRESS = Section(
    "progress",
    "线索受理、初核、处置、核查、整改进展",
    f"{_NOTICE} 二（三）2",
    "对表中变动较大的数据作文字说明，可不填。",
    None,
    _progress,
)
LOSS = Section(
    "loss",
    "追责、损失与追损",
    f"{_NOTICE} 二（一）3、二（二）1",
    "对损失认定、追损挽损和责任追究作文字说明，可不填。",
    None,
    _loss,
)
CASES = Section(
    "cases",
    "典型案例",
    f"{_NOTICE} 二（二）2",
    "从年度直接核查的线索中选择30%以上，逐案写明事实、责任、处理和教训。",
    Grade.VERIFY,
    _cases,
)
EXPERIENCE = Section(
    "experience",
    "经验做法、问题和意见建议",
    f"{_NOTICE} 三（三）",
    "经验做法和创新成果，遇到的问题，对工作的意见建议。",
    Grade.VERIFY,
)
#: Every section with words, in the order of the report.
SECTIONS: tuple[Section, ...] = (PROFILE, *TASKS, PROGRESS, LOSS, CASES, EXPERIENCE)
