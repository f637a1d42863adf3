"""From the words of 处理情况 to a stage, as a proposal that a person confirms.

An open case of an old ledger has no dates of its steps; the words only say how far it has come. The table
below is read clause by clause, first match first. What goes on now (核查中) outweighs what is done or planned.
办结 is not 销号, 留存备查 is never 销号, and 边查边改 stays where the investigation stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto

from .reading_base import squeezed
from .stages import Stage


class Confidence(StrEnum):
    """How plainly the words name the stage."""

    SURE = "sure"
    LIKELY = "likely"
    UNKNOWN = "unknown"


class ClosureKind(StrEnum):
    """销号方式, each with its own gate. The value is the code of the dictionary ``closure_kind``."""

    RECTIFIED = "rectified"
    DISPROVED = "disproved"
    TRANSFERRED = "transferred"
    HANDED_DOWN = "handed_down"
    MERGED = "merged"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return _CLOSURE_LABELS[self]


_CLOSURE_LABELS = {
    ClosureKind.RECTIFIED: "整改到位",
    ClosureKind.DISPROVED: "核查否定了结",
    ClosureKind.TRANSFERRED: "移送后销号",
    ClosureKind.HANDED_DOWN: "移交下级并经反馈",
    ClosureKind.MERGED: "并案",
    ClosureKind.REJECTED: "不予受理",
}


@dataclass(frozen=True, slots=True)
class StageProposal:
    """Where a clue seems to stand.

    Attributes:
        stage: the proposed stage; 受理 when nothing is known.
        confidence: how plainly the words say so.
        reason: one Chinese sentence why, shown beside the proposal.
        closed: it has been 销号 or otherwise ended.
        closure_kind: how it ended, when the words name it.
        contradiction: one Chinese sentence when the columns speak against each other, else empty.
        needs_confirmation: always true: a person decides, never the words.
    """

    stage: Stage
    confidence: Confidence
    reason: str
    closed: bool = False
    closure_kind: ClosureKind | None = None
    contradiction: str = ""
    needs_confirmation: bool = True


class _State(Enum):
    """What a clause says of its stage."""

    CLOSED = auto()  # ended
    ENDED = auto()  # 办结, 整改完成, 移送: an end only when 是否完结 says so
    GOING = auto()  # at work now
    REACHED = auto()  # done up to here, or next
    KEPT = auto()  # 留存备查


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One row of the table."""

    words: re.Pattern[str]
    stage: Stage
    state: _State
    kind: ClosureKind | None = None
    sure: bool = True


def _row(
    words: str, stage: Stage, state: _State, kind: ClosureKind | None = None, *, sure: bool = True
) -> _Pattern:
    return _Pattern(re.compile(words), stage, state, kind, sure)


_SOON = r"(?:待|拟|申请|准备|报请|建议|提请|可以?|将|符合|下一步)"
_INITIAL = r"(?:初步核实|初步核查|初核|初查)"
_NOW = r"(?:正在|正|现在|目前|开展|进行|仍在|继续|组织|启动)"

#: First match wins inside a clause; planned and negated words stand before the plain ones.
_TABLE = (
    # 销号
    _row(rf"{_SOON}.{{0,4}}销号|销号(?:申请|审核|审批)", Stage.CLOSURE, _State.REACHED),
    _row(r"(?<!未)(?<!未能)(?<!不予)(?<!没有)(?<!能)销号", Stage.CLOSURE, _State.CLOSED),
    _row(r"不予受理|不受理", Stage.CLOSURE, _State.CLOSED, ClosureKind.REJECTED, sure=False),
    _row(rf"{_SOON}.{{0,4}}并案", Stage.TRIAGE, _State.REACHED, sure=False),
    _row(r"并案|并入|合并(?:办理|处理|核查)", Stage.CLOSURE, _State.CLOSED, ClosureKind.MERGED, sure=False),
    # 了结
    _row(rf"{_SOON}.{{0,4}}了结", Stage.TRIAGE, _State.REACHED, sure=False),
    _row(
        r"(?<!未)了结|查否|查无实据|查无此事|不属实|反映失实|未发现.{0,10}(?:违规|问题)|无需追责|不予追责|不构成",
        Stage.CLOSURE,
        _State.CLOSED,
        ClosureKind.DISPROVED,
        sure=False,
    ),
    # 留存、移交
    _row(r"暂存|留存|存查|备查", Stage.TRIAGE, _State.KEPT),
    _row(rf"{_SOON}.{{0,4}}(?:移送|移交|转办)", Stage.TRIAGE, _State.REACHED, sure=False),
    _row(r"移送", Stage.TRIAGE, _State.ENDED, ClosureKind.TRANSFERRED, sure=False),
    _row(
        r"(?:移交|转交|转|交由|交办).{0,12}(?:纪检|监察|纪委|司法|公安|检察)",
        Stage.TRIAGE,
        _State.ENDED,
        ClosureKind.TRANSFERRED,
        sure=False,
    ),
    _row(
        r"(?:移交|转交|转|交由|交办|下交).{0,12}(?:下级|子企业|子公司|权属|所属|下属)|转办",
        Stage.TRIAGE,
        _State.ENDED,
        ClosureKind.HANDED_DOWN,
        sure=False,
    ),
    # 整改
    _row(
        r"(?:未|没有|尚未|未能)(?:完成|全部完成)?整改|未整改到位",
        Stage.RECTIFICATION,
        _State.GOING,
        sure=False,
    ),
    _row(rf"{_SOON}.{{0,2}}整改|部分整改", Stage.RECTIFICATION, _State.GOING, sure=False),
    _row(
        r"已(?:全部|基本|按要求)?整改|整改(?:工作)?(?:已|均已)?(?:全部)?(?:完成|完毕|到位|结束|落实到位)|完成(?:全部)?整改",
        Stage.RECTIFICATION,
        _State.ENDED,
        ClosureKind.RECTIFIED,
        sure=False,
    ),
    _row(
        r"整改(?:中|阶段|期|过程)|(?:正在|正|限期|督促|落实|推进|持续|继续|跟踪|组织|开展|进行).{0,4}整改|整改通知|整改方案|整改$",
        Stage.RECTIFICATION,
        _State.GOING,
    ),
    # 办结
    _row(
        r"(?<!未)(?<!未能)(?:办结|结案|完结|处理完毕|办理完毕|全部完成)",
        Stage.CLOSURE,
        _State.ENDED,
        sure=False,
    ),
    # 处理
    _row(
        r"(?:处理|处分|追责|问责)(?:决定|意见)(?:书)?(?:已)?(?:作出|下达|印发|送达|执行)|(?:作出|下达|印发|送达|执行).{0,6}(?:处理|处分|追责|问责)",
        Stage.DISPOSITION,
        _State.REACHED,
        sure=False,
    ),
    _row(
        r"已(?:经)?(?:处理|问责|追责|处分|给予)|扣减|警示谈话|诫勉|通报批评|批评教育|警告|记过|免职|降职|撤职|留用察看|解除合同",
        Stage.DISPOSITION,
        _State.REACHED,
        sure=False,
    ),
    _row(r"(?:起草|撰写|编写|草拟|修改|完善).{0,6}核查报告", Stage.INVESTIGATION, _State.GOING),
    _row(
        r"上会|核查报告|核查(?:工作)?(?:已)?(?:基本)?(?:结束|完成|完毕)|(?:完成|结束)核查|提请.{0,10}(?:审议|研究|决定)|处理建议|责任认定"
        r"|(?:征求|听取).{0,8}意见|(?:待|拟|研究|正在|进行|提出).{0,4}(?:处理|追责|问责|处分)|(?:处理|追责|问责)(?:中|阶段|程序)",
        Stage.DISPOSITION,
        _State.REACHED,
    ),
    # 分类处置
    _row(
        rf"{_INITIAL}(?:工作)?(?:已|均已)?(?:基本)?(?:结束|完成|完毕)|(?:完成|结束|经){_INITIAL}|已{_INITIAL}",
        Stage.TRIAGE,
        _State.REACHED,
    ),
    _row(rf"(?:起草|撰写|编写|草拟).{{0,4}}(?:{_INITIAL}报告)", Stage.PRELIMINARY_CHECK, _State.GOING),
    _row(rf"{_INITIAL}报告", Stage.TRIAGE, _State.REACHED, sure=False),
    _row(
        rf"{_SOON}.{{0,6}}{_INITIAL}|(?:未|没有|尚未)(?:开展|启动|进行)?{_INITIAL}",
        Stage.INTAKE,
        _State.REACHED,
        sure=False,
    ),
    _row(r"(?:待|拟|建议|准备).{0,4}(?:转|转入|立项|开展|进行|启动)?核查", Stage.TRIAGE, _State.REACHED),
    _row(r"分类处置|处置(?:中|建议|意见|阶段)|(?:待|拟|正在).{0,3}处置", Stage.TRIAGE, _State.REACHED),
    # 初步核实
    _row(rf"{_NOW}.{{0,4}}{_INITIAL}|{_INITIAL}(?:中|阶段|工作中)?", Stage.PRELIMINARY_CHECK, _State.GOING),
    # 核查
    _row(r"(?:未|没有|尚未)(?:开展|启动|进行)?核查", Stage.TRIAGE, _State.REACHED, sure=False),
    _row(
        rf"核查(?:中|阶段|工作中|组|方案|期限)|{_NOW}.{{0,6}}(?:核查|调查)|(?:已|现)?(?:转入|转|进入|立项|直接|联合|专项|延期|提级)核查"
        r"|(?<!拟)(?<!待)立项|调查(?:中|取证|阶段)|审计中|(?:中介|会计师事务所).{0,8}(?:审计|鉴证|评估)",
        Stage.INVESTIGATION,
        _State.GOING,
    ),
    _row(r"(?:已|现)?核查$", Stage.INVESTIGATION, _State.GOING, sure=False),
    # 受理
    _row(
        r"(?:待|拟|未|尚未|正在).{0,3}受理|待(?:办|登记|研判)|刚?收到|研判|已登记|新增",
        Stage.INTAKE,
        _State.REACHED,
        sure=False,
    ),
    _row(r"受理", Stage.INTAKE, _State.REACHED),
)

_CLAUSES = re.compile(r"[,。;、!\n]|(?<!\d)\.(?!\d)")
_STAGE_LABELS = {
    "受理": Stage.INTAKE,
    "初步核实": Stage.PRELIMINARY_CHECK,
    "初核": Stage.PRELIMINARY_CHECK,
    "分类处置": Stage.TRIAGE,
    "处置": Stage.TRIAGE,
    "核查": Stage.INVESTIGATION,
    "处理": Stage.DISPOSITION,
    "追责": Stage.DISPOSITION,
    "责任追究": Stage.DISPOSITION,
    "整改": Stage.RECTIFICATION,
    "销号": Stage.CLOSURE,
}
_STAGE_SUFFIX = re.compile(r"(?:环节|阶段|节点|程序|中)$")


def propose_stage(handling: str, completed: bool | None = None, stage_text: str = "") -> StageProposal:
    """The stage that 处理情况, 是否完结 and a column 环节 point to.

    Args:
        handling: the words of 处理情况.
        completed: what 是否完结 says; ``None`` when empty or missing.
        stage_text: the words of a column 环节 when the ledger has one; it goes before ``handling``.
    """
    from_words = _from_words(handling)
    named = _named_stage(stage_text)
    if named is None and stage_text.strip():
        other = _from_words(stage_text)
        named = other.stage if other and not other.closed else None
        from_words = other if other and other.closed else from_words
    if named is not None:
        from_words = _with_named(named, stage_text.strip(), from_words)
    return _with_completed(from_words, completed, handling.strip() or stage_text.strip())


def _named_stage(text: str) -> Stage | None:
    return _STAGE_LABELS.get(_STAGE_SUFFIX.sub("", squeezed(text)))


def _from_words(text: str) -> _Found | None:
    """What the words say by themselves; ``None`` when no clause is understood."""
    hits = [(row, clause) for clause in _CLAUSES.split(squeezed(text)) if clause for row in _first(clause)]
    if not hits:
        return None
    closed = [hit for hit in hits if hit[0].state is _State.CLOSED]
    if closed:
        row, clause = closed[-1]
        kinds = [hit[0].kind for hit in hits if hit[0].kind]
        return _Found(row, clause, closed=True, kind=row.kind or (kinds[-1] if kinds else None))
    going = [hit for hit in hits if hit[0].state is _State.GOING]
    if going:
        row, clause = min(going, key=lambda hit: hit[0].stage.order)
        several = len({hit[0].stage for hit in going}) > 1 or any(
            hit[0].stage.order > row.stage.order for hit in hits if hit[0].state is not _State.GOING
        )
        return _Found(row, clause, several=several)
    row, clause = max(reversed(hits), key=lambda hit: hit[0].stage.order)
    return _Found(row, clause, kind=row.kind)


@dataclass(frozen=True, slots=True)
class _Found:
    """The row of the table that decides, and the clause it matched."""

    row: _Pattern
    clause: str
    closed: bool = False
    kind: ClosureKind | None = None
    several: bool = False

    @property
    def stage(self) -> Stage:
        return self.row.stage


def _first(clause: str) -> list[_Pattern]:
    return next(([row] for row in _TABLE if row.words.search(clause)), [])


def _with_named(named: Stage, stage_text: str, words: _Found | None) -> _Found:
    """The column 环节 decides the stage; other words are kept only when they say that the case has ended."""
    if words and (words.closed or words.stage is named):
        return words if words.stage is named else replace(words, several=True)
    state = _State.GOING if named is not Stage.CLOSURE else _State.REACHED
    row = _Pattern(re.compile(""), named, state)
    return _Found(row, stage_text, several=words is not None)


def _with_completed(found: _Found | None, completed: bool | None, handling: str) -> StageProposal:
    """The proposal, weighed against 是否完结."""
    if found is None:
        if completed:
            reason = "是否完结为“是”，处理情况没有写明怎样了结，按已销号处理，请确认销号方式。"
            return StageProposal(Stage.CLOSURE, Confidence.LIKELY, reason, closed=True)
        reason = f"处理情况“{handling}”看不出办到哪个环节" if handling else "处理情况没有填写"
        return StageProposal(Stage.INTAKE, Confidence.UNKNOWN, f"{reason}，暂列受理，请选定环节。")
    sure = Confidence.SURE if found.row.sure and not found.several else Confidence.LIKELY
    if found.closed:
        return _closed(found, completed, sure)
    if found.row.state is _State.ENDED and completed:
        reason = f"处理情况写明“{found.clause}”，是否完结为“是”，按已销号处理，请确认销号方式。"
        return StageProposal(Stage.CLOSURE, Confidence.LIKELY, reason, closed=True, closure_kind=found.kind)
    proposal = StageProposal(found.stage, sure, _reason(found))
    if completed:
        label = found.stage.label
        told = (
            "留存备查不能销号"
            if found.row.state is _State.KEPT
            else f"处理情况写明“{found.clause}”（{label}）"
        )
        conflict = f"{told}，是否完结却填“是”，请核对。"
        return replace(proposal, confidence=Confidence.LIKELY, contradiction=conflict)
    return proposal


def _closed(found: _Found, completed: bool | None, sure: Confidence) -> StageProposal:
    kind = f"，销号方式按“{found.kind.label}”" if found.kind else "，没有写明销号方式"
    reason = f"处理情况写明“{found.clause}”{kind}，请确认。"
    if completed is False:
        conflict = f"处理情况写明“{found.clause}”，是否完结却填“否”，请核对。"
        return StageProposal(
            Stage.CLOSURE,
            Confidence.LIKELY,
            reason,
            closed=False,
            closure_kind=found.kind,
            contradiction=conflict,
        )
    return StageProposal(Stage.CLOSURE, sure, reason, closed=True, closure_kind=found.kind)


def _reason(found: _Found) -> str:
    label = found.stage.label
    if found.several:
        return f"写明“{found.clause}”，同时写了其他环节，按{label}列，请确认。"
    if found.row.state is _State.KEPT:
        return f"写明“{found.clause}”，留存备查不是销号，列在{label}，请登记复查日期。"
    if found.row.state is _State.ENDED and found.stage is Stage.CLOSURE:
        return f"写明“{found.clause}”，办结不等于销号，列在待销号，请确认。"
    if found.row.state is _State.ENDED:
        return f"写明“{found.clause}”，没有写明已经销号，列在{label}，请确认。"
    return f"写明“{found.clause}”，列在{label}。"
