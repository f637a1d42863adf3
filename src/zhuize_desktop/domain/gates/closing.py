"""整改与销号的门槛: mended and looked at by somebody else, carried out, answered, confirmed by somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..judging.on_case import holding
from ..records import (
    Acceptance,
    Attachment,
    Closure,
    DossierEntry,
    Execution,
    Handling,
    InvestigationReport,
    LongTermItem,
    Loss,
    Measure,
    OutsideDecision,
    Preservation,
    Recovery,
    RectificationAcceptance,
    RectificationItem,
    RectificationNotice,
    SourceReply,
    StageStep,
    TeamMember,
    Transfer,
    Triage,
)
from ..records.decision import IMPOSSIBLE
from ..stages import Stage
from ..workflow import ENDED, MOVES, MoveKind, disposition
from .deciding import roots
from .gate import Gate, Teller, by_day, form, house, is_blank, there_is, unfilled
from .opening import TRANSFER_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case, Laid
    from ..checks import CheckFinding

_NOTICE = "济国资综合〔2023〕3号 二（二）1"
_MEND = frozenset({"finish_rectification"})
_CLOSE = frozenset({"close"})
_END = frozenset({"close", "merge"})
#: What was mended is looked at once more at the end: items come later and are taken out after the step.
_MEND_AND_END = _MEND | _END
#: Kinds of handling that may go on for years on the 长期执行跟踪清单 (P9).
_LONG = {"ban": "ban", "pay": "deduction"}
_DONE = "done"
_PASSED = "passed"
_FORWARD = frozenset(move.code for move in MOVES if move.kind is MoveKind.FORWARD)


# --- 整改 ----------------------------------------------------------------------------------------------------


def _is_mended(case: Case) -> bool:
    """Whether 整改 is what the case is about now: it is there, or went through it."""
    return case.clue.stage is Stage.RECTIFICATION or case.clue.rectified_on is not None


def _notices(case: Case) -> Iterator[CheckFinding]:
    if not _is_mended(case):
        return
    teller = Teller("rectification.notice", _NOTICE)
    found = case.all(RectificationNotice)
    if not found:
        yield teller.must("还没有整改通知；确无整改事项的也请登记并写明理由。", RectificationNotice, "number")
    for one in found:
        yield from unfilled(one, teller, *(("number", "enterprise", "due_on") if one.needed else ("reason",)))
    if any(one.needed for one in found) and not case.all(RectificationItem):
        yield teller.must("整改通知没有分解为整改事项。", RectificationItem, "item")


def _has_items(case: Case) -> bool:
    return _is_mended(case) and bool(case.all(RectificationItem))


def _items(case: Case) -> Iterator[CheckFinding]:
    if not _is_mended(case):
        return
    teller = Teller("rectification.items", _NOTICE)
    for one in case.all(RectificationItem):
        yield from unfilled(one, teller)
        if one.state != _DONE or one.done_on is None:
            yield teller.must(f"整改事项“{one.item}”还没有整改完成。", RectificationItem, "state", one)
        if is_blank(one.evidence_place) and not case.attached_to(one.uid):
            yield teller.must(
                f"整改事项“{one.item}”没有佐证附件，也没有登记佐证存放处。",
                RectificationItem,
                "evidence_place",
                one,
            )
    for measure in case.all(Measure):
        if measure.state != _DONE:
            yield teller.verify(
                f"整改措施“{measure.measure}”没有标为已完成，请说明。", Measure, "state", measure
            )


def _accepted(case: Case) -> Iterator[CheckFinding]:
    """Accepted by somebody else: neither who answers for the item nor who did its measures."""
    if not _is_mended(case):
        return
    teller = Teller("rectification.accepted", _NOTICE)
    for item in case.all(RectificationItem):
        found = by_day(case.on(RectificationAcceptance, "item", item.uid), "checked_on")
        if not found or found[-1].result != _PASSED:
            yield teller.must(
                f"整改事项“{item.item}”还没有验收为整改到位。", RectificationAcceptance, "result"
            )
            continue
        last = found[-1]
        yield from unfilled(last, teller)
        doers = {item.responsible.strip()}
        doers |= {one.responsible.strip() for one in case.on(Measure, "item", item.uid)}
        if last.by_superior:
            if is_blank(last.archive_place) and not case.attached_to(last.uid):
                yield teller.must(
                    f"“{item.item}”由上级验收，须有其文书或存放处。",
                    RectificationAcceptance,
                    "archive_place",
                    last,
                )
        elif last.checked_by.strip() in doers - {""}:
            yield teller.must(
                f"整改事项“{item.item}”由整改责任人自己验收，须换人或由上级企业验收。",
                RectificationAcceptance,
                "checked_by",
                last,
            )
        if last.checked_on and item.done_on and last.checked_on < item.done_on:
            yield teller.must(
                f"整改事项“{item.item}”验收早于整改完成日期。", RectificationAcceptance, "checked_on", last
            )


def _recovered(case: Case) -> Iterator[CheckFinding]:
    """以追责促追损: recovery is entered or followed up; the two tables that show it agree (P35)."""
    teller = Teller("recovery", _NOTICE)
    lost = sum(one.amount or 0 for one in case.all(Loss) if one.kind != "contingent")
    back = sum(one.amount or 0 for one in case.all(Recovery))
    followed = any(one.kind == "litigation" for one in case.all(LongTermItem))
    if lost and not back and not followed:
        yield teller.verify(
            "有认定损失而没有登记挽回，也没有诉讼追偿跟踪，请说明追损情况。", Recovery, "amount"
        )
    if back > lost:
        yield teller.verify("挽回金额大于认定损失，请核对或说明。", Recovery, "amount")
    mended = sum(one.recovered or 0 for one in case.all(RectificationItem))
    if mended and mended != back:
        yield teller.verify(
            "整改事项中的挽回损失与“追损挽损”各行合计不一致，请核对或说明。", RectificationItem, "recovered"
        )


# --- 销号 ----------------------------------------------------------------------------------------------------


def _kind(case: Case) -> Iterator[CheckFinding]:
    """销号方式 fits the way the clue went; 留存备查 is never an end."""
    teller = Teller("closure.kind", _NOTICE)
    closure = case.last(Closure)
    if closure is None or not closure.kind:
        return
    wrong = _KINDS.get(closure.kind, _never)(case)
    if wrong:
        yield teller.must(wrong, Closure, "kind", closure)
    if disposition(case) == "keep":
        yield teller.must(
            "处置方式为留存备查：到复查日重新处置，不能销号。", Triage, "disposition", case.last(Triage)
        )


def _never(_: Case) -> str:
    return "并案的请用“并入其他线索”办理，不能在这里销号。"


def _after_rectification(case: Case) -> str:
    legacy = case.before_takeover(Stage.RECTIFICATION)
    if case.clue.stage is Stage.CLOSURE and (case.clue.rectified_on or legacy):
        return ""
    return "销号方式为整改到位，但整改环节还没有办完。"


def _after_disproof(case: Case) -> str:
    """查否, or 了结 at 分类处置, whose step had it explained where it did not follow from 初核."""
    report = case.last(InvestigationReport)
    disproved = report is not None and report.conclusion == "disproved"
    ended = disposition(case) == case.clue.disposition == ENDED
    legacy = case.before_takeover(Stage.DISPOSITION)
    if case.clue.stage is Stage.CLOSURE and (disproved or ended or legacy):
        return ""
    return "销号方式为核查否定了结，但没有查否的核查报告，分类处置也没有按了结办完。"


def _sent_away(case: Case) -> str:
    """A letter alone ends nothing: 受理意见 was 转办, or 分类处置 was approved, or the investigation is over."""
    stage, opinion = case.clue.stage, case.last(Acceptance)
    if stage is Stage.INTAKE and (opinion is None or opinion.opinion != "refer"):
        return "还没有受理的线索，受理意见为转办的才能按移送销号。"
    if stage is Stage.TRIAGE and (case.clue.triaged_on is None or case.clue.disposition not in TRANSFER_OF):
        return "分类处置还没有办完，或处置方式不是移送、移交，不能按移送销号。"
    return ""


def _after_transfer(case: Case) -> str:
    """移送 to whoever takes the case over, the superior too: what was handed up is 移出 (P15)."""
    if wrong := _sent_away(case):
        return wrong
    sent = [one for one in case.all(Transfer) if one.kind != "hand_down"]
    if not sent:
        return "销号方式为移送后销号，但没有移送记录。"
    return "" if all(one.receipt_on for one in sent) else "移送后销号须取得接收单位回执，请填写回执日期。"


def _after_handing_down(case: Case) -> str:
    if wrong := _sent_away(case):
        return wrong
    sent = [one for one in case.all(Transfer) if one.kind == "hand_down"]
    if not sent:
        return "销号方式为移交下级并经反馈，但没有移交下级的记录。"
    answered = all(one.feedback_on and not is_blank(one.feedback) for one in sent)
    return "" if answered else "移交下级的须经下级反馈办理结果，请填写反馈日期和结果。"


def _after_refusal(case: Case) -> str:
    opinion = case.last(Acceptance)
    refused = opinion is not None and opinion.opinion == "refuse" and case.clue.stage is Stage.INTAKE
    return "" if refused else "销号方式为不予受理，但受理意见不是不予受理，或已经受理。"


_KINDS = {
    "rectified": _after_rectification,
    "disproved": _after_disproof,
    "transferred": _after_transfer,
    "handed_down": _after_handing_down,
    "rejected": _after_refusal,
}


def _executed(case: Case) -> Iterator[CheckFinding]:
    """Every kind of every handling is carried out, or followed on the long-term list."""
    teller = Teller("execution", "济国资综合〔2023〕3号 二（一）3")
    known = case.book.dictionary("handling")
    entered = {one.uid for one in case.all(Handling)}
    for laid in holding(case.laid()):
        handling = laid.handling
        if handling.uid not in entered:
            yield from _not_taken_over(case, laid, teller)
            continue
        rows = case.on(Execution, "handling", handling.uid)
        done = {one.kind for one in rows if one.state in (_DONE, IMPOSSIBLE)}
        followed = {one.kind for one in case.on(LongTermItem, "handling", handling.uid)}
        for kind in handling.kinds:
            root = known.root_of(kind).code if kind in known else kind
            if kind not in done and root not in done and _LONG.get(root) not in followed:
                label = known.label(kind) if kind in known else kind
                yield teller.must(f"“{label}”还没有执行记录（长期执行的列入跟踪清单）。", Execution, "kind")
        for one in rows:
            if one.state == IMPOSSIBLE:
                yield _impossible(case, one, teller)
        yield from _paid(case, handling, teller)


def _impossible(case: Case, one: Execution, teller: Teller) -> CheckFinding:
    """What nobody can carry out any more is looked at with the reason, which is written down."""
    known = case.book.dictionary("handling")
    label = known.label(one.kind) if one.kind in known else one.kind
    if is_blank(one.proof):
        return teller.must(f"“{label}”无法执行，须在“执行凭证”写明原因和凭证。", Execution, "proof", one)
    return teller.verify(f"“{label}”登记为无法执行（{one.proof}），请核对后说明。", Execution, "state", one)


def _not_taken_over(case: Case, laid: Laid, teller: Teller) -> Iterator[CheckFinding]:
    """What the superior decided is carried out here: it is entered as a handling first."""
    source = next((one for one in case.all(OutsideDecision) if one.uid == laid.handling.outside), None)
    if source is not None and source.kind == "superior" and laid.handling.kinds:
        yield teller.must(
            f"上级决定{source.number}对{case.name(laid.person)}的处理还没有登记，登记后才能记载执行。",
            Handling,
            "outside",
        )


def _paid(case: Case, handling: Handling, teller: Teller) -> Iterator[CheckFinding]:
    rows = case.on(Execution, "handling", handling.uid)
    paid = sum(one.amount or 0 for one in rows if one.state != IMPOSSIBLE)
    # What is left of it is taken by nobody any more.
    given_up = any(one.state == IMPOSSIBLE and "pay" in roots(case, (one.kind,)) for one in rows)
    if handling.deduction is not None and paid > handling.deduction:
        yield teller.must("已扣减金额大于决定的扣减金额，请核对。", Execution, "amount")
    followed = any(one.kind == "deduction" for one in case.on(LongTermItem, "handling", handling.uid))
    short = "pay" in roots(case, handling.kinds) and paid < (handling.deduction or 0)
    if short and not followed and not given_up:
        yield teller.must("扣减薪酬没有执行完毕，也没有列入长期执行跟踪。", LongTermItem, "matter")


def _replied(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("reply", _NOTICE)
    found = case.all(SourceReply)
    if not found:
        yield teller.must("还没有向线索来源反馈；无法反馈的登记并写明原因。", SourceReply, "receiver")
    for one in found:
        yield from unfilled(one, teller, *(("content",) if one.impossible else ()))


def _lifted(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("preservation")
    closure = case.last(Closure)
    handed_over = closure is not None and closure.kind == "transferred" and not _after_transfer(case)
    for one in case.all(Preservation):
        if one.lifted_on is None and handed_over:
            yield teller.verify(
                f"对{one.object}的保全措施还没有解除：随案移送、由接收单位继续执行的请说明，否则请先解除。",
                Preservation, "lifted_on", one,
            )  # fmt: skip
        elif one.lifted_on is None:
            yield teller.must(f"对{one.object}的保全措施还没有解除。", Preservation, "lifted_on", one)


def _needs_consent(case: Case) -> bool:
    closure, triage = case.last(Closure), case.last(Triage)
    asked = case.clue.from_superior or (triage is not None and (triage.supervised or triage.escalated))
    return asked or (closure is not None and closure.superior_confirms)


def _consent(case: Case) -> Iterator[CheckFinding]:
    """Handed-down and supervised clues need the superior's written consent, whichever way they end (P9)."""
    teller = Teller("closure.consent", "济国资综合〔2023〕3号 二（三）1")
    closure = case.last(Closure)
    if not _needs_consent(case):
        return
    if closure is None or is_blank(closure.consent_number) or closure.consent_on is None:
        yield teller.must(
            "上级移交、督办或由上级确认的线索，须在销号申请里填写上级书面同意的文号和日期。",
            Closure,
            "consent_number",
            closure,
        )


def doers(case: Case) -> frozenset[str]:
    """The users who did the work of a case: who handles it or took it forward, who investigated, who asked for 销号.

    经办人 is whoever it was last; whoever it was before is known by the steps.
    """
    closure = case.last(Closure)
    found = {case.clue.handler, *(one.user for one in case.all(TeamMember))}
    found |= {one.user for one in case.all(StageStep) if one.move in _FORWARD}
    found.add(closure.asked_by if closure is not None else None)
    return frozenset(uid for uid in found if uid)


def _somebody_else(case: Case) -> Iterator[CheckFinding]:
    """销号 is never confirmed by who did the work; where nobody else is, the superior confirms on paper (P3)."""
    teller = Teller("closure.doer")
    closure = case.last(Closure)
    by_paper = closure is not None and closure.superior_confirms and not is_blank(closure.consent_number)
    if case.user in doers(case) and not by_paper:
        yield teller.must(
            "销号须由经办人、办过步骤的人、核查组成员、申请人以外的人确认；没有这样的人时由上级企业书面确认。",
            Closure,
            "superior_confirms",
            closure,
        )
    elif not by_paper:
        yield from _perhaps_in_team(case, teller)


def _perhaps_in_team(case: Case, teller: Teller) -> Iterator[CheckFinding]:
    """A member entered by name alone may be the one who confirms; one taken out again may have investigated before."""
    own = case.name(case.user).strip()
    for one in case.all(TeamMember):
        if own and one.user is None and one.name.strip() == own:
            yield teller.must(
                f"核查组成员“{own}”与您同名，没有选定对应的用户：是本人的由他人确认销号，不是的请先选定用户。",
                TeamMember,
                "user",
                one,
            )
    if case.user in case.left_team:
        yield teller.verify(
            "您曾登记在核查组里，后来撤下或换成他人：参与过核查的由他人确认销号，误登记的请说明。",
            TeamMember,
            "user",
        )


def _catalogued(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("dossier")
    if not case.all(DossierEntry) and not case.all(Attachment):
        yield teller.verify("卷宗目录是空的，也没有附件；一案一卷，请整理或说明。", DossierEntry, "title")


def _last_days(case: Case) -> Iterator[CheckFinding]:
    teller = Teller("closure.days")
    closure = case.last(Closure)
    if closure is None or closure.closed_on is None:
        return
    if closure.concluded_on and closure.closed_on < closure.concluded_on:
        yield teller.must("销号日期早于办结日期。", Closure, "closed_on", closure)
    clue = case.clue
    days = (clue.accepted_on, clue.checked_on, clue.triaged_on, clue.opened_on, clue.investigated_on)
    again = max(
        (one.taken_on for one in case.all(StageStep) if one.move == "reopen" and one.taken_on), default=None
    )
    latest = max((day for day in (*days, clue.decided_on, clue.rectified_on, again) if day), default=None)
    if latest is not None and closure.closed_on < latest:
        yield teller.must(f"销号日期早于最后一步的日期{latest}。", Closure, "closed_on", closure)


GATES: tuple[Gate, ...] = (
    Gate(
        "rectification.notice", "整改通知或无需整改的理由", _MEND_AND_END, Stage.RECTIFICATION, _notices, _NOTICE,
        concerns=_is_mended,
    ),
    Gate(
        "rectification.items", "整改事项完成，有佐证", _MEND_AND_END, Stage.RECTIFICATION, _items, _NOTICE,
        "佐证原件另存的填存放处", _has_items,
    ),
    Gate(
        "rectification.accepted", "整改由他人验收", _MEND_AND_END, Stage.RECTIFICATION, _accepted, _NOTICE,
        "无独立人员的由上级企业验收", _has_items,
    ),
    Gate(
        "recovery", "追损情况已登记", _MEND, Stage.RECTIFICATION, _recovered, _NOTICE,
        concerns=there_is(Loss, Recovery, LongTermItem),
    ),
    form(Closure, "销号申请已填写", _CLOSE, Stage.CLOSURE, _NOTICE),
    Gate("closure.kind", "销号方式与办理结果相符", _CLOSE, Stage.CLOSURE, _kind, _NOTICE),
    Gate(
        "closure.days", "销号日期在各步之后", _CLOSE, Stage.CLOSURE, _last_days,
        house("销号是最后一步，日期不早于各步"),
    ),
    Gate(
        "execution", "处理决定已执行", _END, Stage.CLOSURE, _executed, "济国资综合〔2023〕3号 二（一）3",
        "禁入限制、分年扣减、诉讼追偿列入长期执行跟踪清单；本人死亡、离职等无法执行的写明原因",
        lambda case: any(holding(case.laid())),
    ),
    Gate("reply", "已向来源反馈", _CLOSE, Stage.CLOSURE, _replied, _NOTICE, "无法反馈的写明原因"),
    Gate(
        "preservation", "保全措施已解除", _END, Stage.CLOSURE, _lifted,
        house("办结以前解除保全措施"), concerns=there_is(Preservation),
    ),
    Gate(
        "closure.consent", "上级移交、督办的已经上级同意", _END, Stage.CLOSURE, _consent,
        "济国资综合〔2023〕3号 二（三）1", concerns=_needs_consent,
    ),
    Gate(
        "closure.doer", "由办案人以外的人确认", _END, Stage.CLOSURE, _somebody_else,
        house("办案与确认销号分由不同的人"), "由上级企业书面确认",
    ),
    Gate("dossier", "卷宗目录已整理", _CLOSE, Stage.CLOSURE, _catalogued, house("一案一卷")),
)  # fmt: skip
