"""规则的门槛: the measure is chosen, the class confirmed, the right body at work, the decision inside its range."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..judging import classes, jurisdiction, liability, ranges
from ..judging.basis import act_day, asked_of, handling_day, propose, says_anything
from ..judging.ground import first_pack
from ..judging.on_case import advice_for, by_person, competence, facts, handlings_of, pay_doubts
from ..judging.parameters import decided
from ..judging.pay import takes_share
from ..records import (
    Approval,
    BodyMember,
    Decision,
    Handling,
    LiablePerson,
    LossFinding,
    RuleBasis,
    Triage,
)
from ..rules import Authority, Key, Standing
from ..stages import Stage
from ..takeover import lay_before
from ..workflow import decisions_in_force, disposition
from .approvals import (
    ADJUSTING,
    ADJUSTMENT,
    AGREED,
    BODIES,
    JURISDICTION,
    of_paper,
    result_word,
    stage_of,
    to_choose,
)
from .cadres import AUTHORITY, cadres
from .gate import Gate, Teller, form, house, is_blank, there_is, unfilled
from .superior import adjusting, authorisers, authorising, on_adjustment, step_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from ..checks import CheckFinding
    from ..records import Record
    from ..rules import Severity

    #: Record class, field, and the record itself where there is one.
    _Place = tuple[type[Record], str, Record | None]

_END = frozenset({"finish_investigation"})
_DECIDE = frozenset({"decide"})
#: What is concluded in 核查, or out of the paper of a 处分; and it is what the decision rests on still.
_FOUND = frozenset({"finish_investigation", "by_sanction"}) | _DECIDE
_DISPOSE = frozenset({"dispose"})
_CHAPTER = "国务院国资委令第46号 第五章（参照，待核对）"
_P5 = "本市、本企业办法优先；46号令、37号令不约束地方企业"
#: Own investigation or with others: the ways for which this enterprise must be competent.
_OWN_WAYS = frozenset({"direct", "joint"})


# --- 适用规则 ------------------------------------------------------------------------------------------------


def _basis(case: Case) -> Iterator[CheckFinding]:
    """P5: a person chose where the dates do not; what is only 参照 carries a decision only with a reason."""
    teller = Teller("basis", _P5)
    one = case.last(RuleBasis)
    if one is None or not one.pack:
        return
    pack = case.book.pack(one.pack)
    if pack.standing is Standing.REFERENCE and is_blank(one.overrule):
        yield teller.must(
            f"{pack.name}只作参照，不能单独作为处理依据：请改选本市、本企业的办法，或写明仅以参照规定为依据的理由。",
            RuleBasis, "overrule", one,
        )  # fmt: skip
    if not says_anything(pack):
        yield teller.verify(
            f"{pack.name}在规则库里还没有填写，程序不能核对档次、管辖和处理区间，请说明所依据的条款。",
            RuleBasis, "pack", one,
        )  # fmt: skip
        return
    leading = {first_pack(case.book, section, asked_of(case)) for section in ("loss_classes", "ranges")}
    only_reference = all(found is None or found.standing is Standing.REFERENCE for found in leading)
    if only_reference and pack.standing is not Standing.REFERENCE and is_blank(one.overrule):
        yield teller.must(
            f"{pack.name}没有填写损失标准和处理区间，档次和处理只能参照46号令、37号令：请写明仅以参照规定为依据的理由。",
            RuleBasis, "overrule", one,
        )  # fmt: skip
    found = propose(case.book, act_day(case), handling_day(case))
    if found.proposed is None and is_blank(one.reason):
        why = (
            f"{found.undated.name}没有填写施行日期，不能确定行为时是否适用：请补填或写明选择理由。"
            if found.undated is not None
            else "行为发生时与作出处理时的规定不同或行为日期不详，而新旧衔接规定没有核对：请写明选择理由。"
        )
        yield teller.must(why, RuleBasis, "reason", one)
    elif found.proposed is not None and found.proposed.code != one.pack:
        yield teller.verify(
            f"按日期和衔接规定适用{found.proposed.name}，选定的是{pack.name}，请说明。",
            RuleBasis,
            "pack",
            one,
        )


# --- 定级 ----------------------------------------------------------------------------------------------------


def _classes(case: Case) -> Iterator[CheckFinding]:
    """A person confirmed the class; where it departs from a confirmed rule, or no rule is there, it says why."""
    teller = Teller("class", "国务院国资委令第46号 第三章（参照）；以本地损失标准为准")
    for one in case.all(LossFinding):
        found = classes.graded(case, one, asked_of(case))
        if found.confirmed is None:
            yield teller.must(f"定损“{one.item}”的档次还没有由人认定。", LossFinding, "governing_class", one)
        elif found.confirmed is not found.proposed:
            word = found.proposed.label if found.proposed is not None else "不能提出"
            if is_blank(one.governing_reason):
                yield teller.must(
                    f"定损“{one.item}”认定为{found.confirmed.label}，程序按规则{word}，请写明认定说明。",
                    LossFinding, "governing_reason", one,
                )  # fmt: skip
            elif found.binding:
                yield teller.verify(
                    f"定损“{one.item}”认定为{found.confirmed.label}，与已核对的标准（{word}）不同，请说明。",
                    LossFinding, "governing_class", one,
                )  # fmt: skip
        if one.losses and found.confirmed is not None and is_blank(one.loss_class):
            yield from _loss_untold(found, teller)
        if found.totals.unevaluated and not is_blank(one.losses):
            yield teller.verify(
                f"定损“{one.item}”有或有损失没有评估文件，未计入定级，请核对。",
                LossFinding,
                "evaluation",
                one,
            )


def _loss_untold(found: classes.Graded, teller: Teller) -> Iterator[CheckFinding]:
    """核实 where the class that governs is that of the consequence: of the loss nothing is said, nor do rules say it.

    Where they do not, nobody can be made to know it.
    """
    one = found.finding
    if classes.class_found(one) is None and not found.loss.binding:
        yield teller.verify(
            f"定损“{one.item}”的认定档次取自不良后果，资产损失档次没有填写，统计可能列“未定档”：请补填或说明。",
            LossFinding,
            "loss_class",
            one,
        )


# --- 管辖 ----------------------------------------------------------------------------------------------------


def _above(case: Case, level: int) -> bool:
    """Whether ``level`` lies above the enterprise whose ledger this is."""
    own = case.keeper_level()
    return own is not None and level < own


def _unknown(case: Case, *, deciding: bool) -> str:
    """Why jurisdiction cannot be told, as a sentence; empty where it can."""
    if case.level() is None or case.keeper_level() is None:
        return "涉及单位或本企业的级次没有登记，不能核对管辖，请补登或说明。"
    known = facts(case, deciding=deciding)
    if known.loss is None and known.consequence is None:
        return "资产损失和不良后果的档次都不清楚，不能核对管辖，请填写预估损失或档次，或说明。"
    return ""


class _Way(NamedTuple):
    """What an enterprise does instead of what the body above is competent for.

    Attributes:
        done: what is done, after the body that is competent.
        handed_up: how it is handed up.
        move: the step that is made; a paper of the superior at its 审批环节 lets the enterprise make it itself.
        to_enter: how that gets on record, before whose paper it takes.
        handed_down: what else is on record of the superior that lets it, as a clause; empty for nothing.
    """

    done: str
    handed_up: str
    move: str
    to_enter: str
    handed_down: str = ""


def _handed_up(case: Case, code: str, at: _Place, way: _Way, *, deciding: bool) -> Iterator[CheckFinding]:
    """缺 where what is confirmed leads above this enterprise; 核实 where only a proposal does, or nobody can tell, or
    the superior is on record with having entrusted it.

    What is not known yet can only lead further up: nothing that is known waits for it.
    ``at``: where it is told.
    """
    sure = competence(case, deciding=deciding, settled=True)
    found = competence(case, deciding=deciding)
    teller = Teller(code, found.text if found else AUTHORITY)
    if sure is not None and _above(case, sure.level):
        told, words = Teller(code, sure.text), f"按管辖规定应由{sure.body.label}{way.done}："
        if entrusted := _entrusted(case, way, sure.level):
            yield told.verify(f"{words}{entrusted}，请说明其文件。", *at)
            for one in () if way.handed_down else authorising(case, way.move, sure.level):
                yield from of_paper(case, one, f"{_issuer(case, one)}的批准", told)
        else:
            paper = f"{authorisers(case, sure.level)}在{stage_of(way.move).label}环节的批准件"
            choose = to_choose(case.book, JURISDICTION)
            yield told.must(
                f"{words}{way.handed_up}；{way.to_enter}{paper}，{choose}{_apart(case, way)}。", *at
            )
    elif why := _unknown(case, deciding=deciding):
        yield teller.verify(why, *at)
    elif found is not None and _above(case, found.level):
        words = f"按参照或待核对的规定、标准，应由{found.body.label}{way.done}："
        entrusted = _entrusted(case, way, found.level)
        explained = (
            f"{entrusted}，请说明其文件。" if entrusted else f"{way.handed_up}，上级已交办、授权的请说明。"
        )
        yield teller.verify(f"{words}{explained}", *at)


def _entrusted(case: Case, way: _Way, level: int) -> str:
    """What is on record of the superior that lets the enterprise act, as a clause; empty for nothing.

    ``level``: that of the body that is competent.
    """
    papers = authorising(case, way.move, level)
    if way.handed_down or not papers:
        return way.handed_down
    untold = "" if papers[0].matter else "（没有填写审批事项）"
    return f"已登记{_issuer(case, papers[0])}的批准件{untold}"


def _apart(case: Case, way: _Way) -> str:
    """That a paper on 加重、减轻、免除 is no authority, as a clause; empty where none is asked for."""
    asked = way.move in _DECIDE and step_asked(case)
    return "（加重、减轻或免除处理的批准件不算授权，授权的另登一份）" if asked else ""


def _issuer(case: Case, paper: Approval) -> str:
    return case.book.dictionary(BODIES).label(paper.body)


def _investigator(case: Case) -> Iterator[CheckFinding]:
    """P6 at 分类处置: above its own class an enterprise hands up, or was handed it down."""
    if disposition(case) in _OWN_WAYS:
        at = (Triage, "disposition", case.last(Triage))
        giver = case.clue.transferred_by.strip() if case.clue.from_superior else ""
        way = _Way(
            "核查",
            "请提级上报",
            "dispose",
            "上级交办的，请在线索上勾选“上级移交”并填写“移交单位”，或登记",
            f"已登记由{giver}移交" if giver else "",
        )
        yield from _handed_up(case, "jurisdiction.investigate", at, way, deciding=False)


def _decides_itself(case: Case) -> bool:
    return any(isinstance(one, Decision) for one in decisions_in_force(case))


def _decider(case: Case) -> Iterator[CheckFinding]:
    """P6 at 处理: above its class, or on people it does not appoint, an enterprise only proposes."""
    own = [one for one in decisions_in_force(case) if isinstance(one, Decision)]
    if own:
        at = (Decision, "kind", own[-1])
        way = _Way(
            "作出决定",
            "请改为处理建议上报，决定回来后登记为外部决定",
            "decide",
            "经上级授权的，请登记",
        )
        yield from _handed_up(case, "jurisdiction.decide", at, way, deciding=True)


# --- 定责、免责 ------------------------------------------------------------------------------------------------


def _kinds(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("liability.kind", "国务院国资委令第46号 第四章（参照，待核对）")
    for one in case.all(LiablePerson):
        for field, words in liability.kind_doubts(one):
            yield teller.verify(
                f"责任人{case.name(one.person)}：{words}，请核对或说明。", LiablePerson, field, one
            )
        running = liability.repeated(case, one, act_day(case))
        if running is not None and one.adjustment != "step_up":
            yield teller.verify(
                # Kept and printed for all who read this case: of the other one it says nothing (P7, P27).
                f"责任人{case.name(one.person)}的行为发生在另案处理的影响期以内（见规则提示），"
                "影响期内再次违规的应加重处理，请核对或说明。",
                LiablePerson, "adjustment", one,
            )  # fmt: skip
    for member in case.all(BodyMember):
        for field, words in liability.member_doubts(member):
            tell = teller.must if field == "minutes" else teller.verify
            yield tell(f"机构成员{member.name}：{words}。", BodyMember, field, member)


def _filled(case: Case) -> Iterator[CheckFinding]:
    """What was emptied after 核查 is asked for once more before anybody is decided on."""
    teller = Teller("liability.filled")
    for one in case.all(LiablePerson):
        yield from unfilled(one, teller)


def _exemptions(case: Case) -> Iterator[CheckFinding]:
    """Six kinds, their conditions one by one; an answer 否 ends it."""
    teller = Teller("exemption", "国务院国资委令第46号 第36条（参照，待核对）")
    for one in case.all(LiablePerson):
        name = case.name(one.person)
        waiting = list(liability.open_questions(case, one))
        if waiting:
            yield teller.must(
                f"责任人{name}的免责审查还有{len(waiting)}项没有回答，例如“{waiting[0].label}”。",
                LiablePerson, "exempted", one,
            )  # fmt: skip
        for words in liability.against_exemption(case, one, _class_of(case, one)):
            yield teller.must(f"责任人{name}：{words}，不能免责。", LiablePerson, "exempted", one)


def _class_of(case: Case, one: LiablePerson) -> Severity | None:
    return classes.confirmed_class(case, one.loss_findings)


def _step_approved(case: Case) -> Iterator[CheckFinding]:
    """加重、减轻、免除 leave the cell by one step: only with an approval on record."""
    chosen = decided(case.book, Key.STEP_APPROVER, asked_of(case))
    teller = Teller(ADJUSTING, chosen.ground.text if chosen.ground else _CHAPTER)
    needing = step_asked(case)
    if not needing:
        return
    name, who = case.name(needing[0].person), "领导机构" if chosen.value == "own" else "上级企业或市国资委"
    words = f"责任人{name}加重、减轻或免除处理"
    tell = teller.must if chosen.binding else teller.verify
    given, paper = on_adjustment(case), adjusting(case)
    if given and (last := given[-1]).result not in AGREED:
        # The last paper counts, whatever an earlier one said.
        yield tell(
            f"{words}，最近一次审批结果为“{result_word(case, last)}”，请改正处理、重新报批或说明。",
            Approval, "result", last,
        )  # fmt: skip
    elif paper is None:
        choose = to_choose(case.book, ADJUSTMENT)
        yield tell(f"{words}，还没有登记{who}的批准件：请登记，{choose}，或说明。", Approval, "body")
    else:
        yield from of_paper(case, paper, "加重、减轻或免除处理的批准", teller)


# --- 处理区间、扣减 ----------------------------------------------------------------------------------------------


def _ranges(case: Case) -> Iterator[CheckFinding]:
    """A decision outside a confirmed range passes with an explanation; a 参照 range measures nothing."""
    label = case.book.dictionary("handling").label
    for one in case.all(LiablePerson):
        laid = handlings_of(case, one)
        advice = advice_for(case, one)
        if not laid or not advice.binding or advice.ground is None:
            continue
        teller = Teller("range", advice.ground.text)
        for words in ranges.outside(advice, laid, case.book, label):
            yield teller.verify(
                f"对{case.name(one.person)}的处理在区间以外：{words}，请核对或说明。",
                Handling,
                "kinds",
                laid[-1],
            )


def _pay(case: Case) -> Iterator[CheckFinding]:
    for _, mine, others in by_person(case):
        if case.elsewhere_hidden and any(one.handling.performance_percent for one in mine):
            told = Teller("pay", _CHAPTER)
            yield told.verify(
                "责任人另有不在知悉范围内的线索，年度扣减累计没有计入，请由知悉的人员核对并说明。",
                Handling, "performance_percent", mine[-1].handling,
            )  # fmt: skip
        for doubt in pay_doubts(case, mine, others):
            if doubt.binding:
                teller = Teller("pay", doubt.clause or _CHAPTER)
                yield teller.verify(
                    f"{doubt.sentence}，请核对或说明。", Handling, doubt.field, doubt.handling
                )


# --- 申诉受理 --------------------------------------------------------------------------------------------------


def _appeal_body(case: Case) -> Iterator[CheckFinding]:
    """Whom the person may turn to stands in the decision, and it is the body the measure names."""
    for one in case.all(Decision):
        if one.kind != "decision" or lay_before(case, one):
            continue
        found = jurisdiction.appeal_receiver(case.book, case.keeper_level(), asked_of(case))
        teller = Teller("appeal.body", found.text if found else "国务院国资委令第46号 第79条（参照）")
        if is_blank(one.appeal_level) or is_blank(one.appeal_body):
            yield teller.must(
                f"处理决定{one.number}没有写明申诉受理层级和单位。", Decision,
                "appeal_level" if is_blank(one.appeal_level) else "appeal_body", one,
            )  # fmt: skip
        elif found is not None and not _same_body(one.appeal_level, found.receiver, case.keeper_level()):
            tell = teller.must if found.binding else teller.verify
            yield tell(
                f"处理决定{one.number}的申诉应由{found.receiver.label}受理，请核对或说明。",
                Decision,
                "appeal_level",
                one,
            )


def _same_body(code: str, wanted: Authority, level: int | None) -> bool:
    """Whether a word of 办理主体 means the wanted body: for a 二级企业 the 上级企业 is the 市管企业."""
    if code not in set(Authority) or level is None:
        return code == wanted.value
    return jurisdiction.level_of(Authority(code), level) == jurisdiction.level_of(wanted, level)


_INVESTIGATION, _DISPOSITION = Stage.INVESTIGATION, Stage.DISPOSITION
GATES: tuple[Gate, ...] = (
    Gate(
        "jurisdiction.investigate", "本企业有权核查", _DISPOSE, Stage.TRIAGE, _investigator, AUTHORITY,
        "提级上报；上级交办的登记移交单位或上级批准件，写明交办文件",
        lambda case: disposition(case) in _OWN_WAYS,
    ),
    # A case taken over at 处理 is decided here: its measure is chosen here too.
    form(RuleBasis, "适用规则已选定", _END | _DECIDE, _DISPOSITION, _P5),
    Gate("basis", "适用规则有据", _END | _DECIDE, _DISPOSITION, _basis, _P5, "仅以参照规定为依据的写明理由"),
    # And so are the class and the exemptions looked at, of what was found before.
    Gate(
        "class", "档次已由人认定", _FOUND, _DISPOSITION, _classes,
        house("档次由人认定，程序只作提示"), concerns=there_is(LossFinding),
    ),
    Gate(
        "liability.kind", "责任类型与岗位、情形相符", _FOUND, _INVESTIGATION, _kinds,
        house("责任类型与岗位职责、具体情形相符"), concerns=there_is(LiablePerson, BodyMember),
    ),
    Gate(
        "exemption", "免责条件逐项审查", _END | _DECIDE, _DISPOSITION, _exemptions, house("免责须逐项审查条件"),
        concerns=lambda case: any(one.exempted for one in case.all(LiablePerson)),
    ),
    Gate(
        "liability.filled", "责任认定填写齐全", _DECIDE, _DISPOSITION, _filled,
        house("责任认定填写齐全，才能决定处理"), concerns=there_is(LiablePerson),
    ),
    Gate(
        "jurisdiction.decide", "本企业有权决定", _DECIDE, _DISPOSITION, _decider, AUTHORITY,
        "只提处理建议，上级决定回来后登记为外部决定；经上级授权的登记上级批准件", _decides_itself,
    ),
    Gate(
        "jurisdiction.cadre", "符合干部管理权限", _DECIDE, _DISPOSITION, cadres, AUTHORITY,
        "只提处理建议，上级决定回来后登记为外部决定", _decides_itself,
    ),
    Gate(
        ADJUSTING, "加重、减轻、免除已批准", _DECIDE, _DISPOSITION, _step_approved, _CHAPTER,
        concerns=lambda case: bool(step_asked(case)),
    ),
    Gate("range", "处理在区间以内", _DECIDE, _DISPOSITION, _ranges, _CHAPTER, concerns=there_is(Handling)),
    Gate(
        "pay", "扣减计算相符，累计不超限", _DECIDE, _DISPOSITION, _pay, _CHAPTER,
        concerns=lambda case: any(takes_share(one) or one.deduction for one in case.all(Handling)),
    ),
    Gate(
        "appeal.body", "申诉受理单位正确", _DECIDE, _DISPOSITION, _appeal_body,
        house("决定写明申诉向谁提出，由规定的单位受理"),
        concerns=lambda case: any(one.kind == "decision" for one in case.all(Decision)),
    ),
)  # fmt: skip
