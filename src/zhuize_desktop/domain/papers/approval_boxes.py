"""审批栏: a box for each approval that a step asks for, filled in from what was recorded; what its gates found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import Block, KeyValue, KeyValues, Paragraph, Table, TableColumn, TableRow, TextStyle
from ..gates import GateMark, gate_states
from ..gates.approvals import Asked, approvals_asked, papers_asked
from ..records import GateExplanation
from ..rules import Grade, mark_of_word
from ..workflow import move_of
from .words import BLANK_DAY, day_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..case import Case
    from .paper import Order

#: Lines of handwriting that an opinion still to be given has room for.
_ROOM = 4
#: Gates that are answered by this very sheet: its approvals, its scan, and who of the readers will confirm it.
_GIVEN_HERE = ("approval.", "paper.", "closure.doer")


def required(case: Case, move: str) -> tuple[Asked, ...]:
    """The approvals that the rules in force ask for before a move, in the order of the dictionary."""
    return tuple(one for one in approvals_asked(case.book) if one.move == move)


def approval_form(order: Order, move: str, title: str = "") -> KeyValues:
    """One wide box for every approval of a move: the recorded one in words, or room for the pen."""
    boxes = [_box(order, one) for one in required(order.case, move)]
    return KeyValues(f"approvals.{move}", tuple(boxes), title)


def _box(order: Order, asked: Asked) -> KeyValue:
    words = order.words
    label = f"{words.code('approval_body', asked.body)}意见"
    found = papers_asked(order.case, asked)
    if not found:
        return KeyValue(label, (), True, _ROOM, f"签字：　　　　　　　　　{BLANK_DAY}")
    last = found[-1]
    said = [words.of(last, "result"), last.opinion]
    if last.minutes_number:
        said.append(f"会议纪要：{last.minutes_number}")
    text = "。".join(part.rstrip("。") for part in said if part)
    signed = f"签字：{last.approver or '　　　　　　　　'}　　{day_text(last.decided_on)}"
    return KeyValue(label, (f"{text}。",) if text else (), True, 2, signed)


def approval_notes(order: Order, move: str) -> Iterator[Paragraph]:
    """On which clause each approval rests, whether it binds here, and who of this office compared it."""
    for _, _, entry in required(order.case, move):
        if entry.grade is Grade.OWN:
            text = f"注：{entry.label}，为程序默认设置，依据由本单位确定（待核对）。"
        else:
            mark = mark_of_word(entry)
            place = f"第{entry.clause}条" if entry.clause.isdecimal() else entry.clause
            text = f"注：{entry.label}，依据为{entry.source}{place}{f'（{mark}）' if mark else ''}。"
            if entry.checked is not None:
                text += f"本单位已核对：{entry.checked.text}。"
        yield Paragraph((text,), TextStyle.NOTE)


def gate_blocks(order: Order, move: str) -> Iterator[Block]:
    """What was found before the step: what is still missing, and every 核实 finding with its explanation.

    The approvals and the signed paper itself are left out: this sheet is what they are given on.
    """
    case = order.case
    given = {one.check: one for one in case.all(GateExplanation) if one.move == move}
    rows: list[TableRow] = []
    if not _taken(order, move):
        texts = {code: one.text for code, one in given.items()}
        for state in gate_states(case, move_of(move), texts):
            asked = not state.gate.code.startswith(_GIVEN_HERE)
            if state.mark is GateMark.MISSING and asked:
                sentence = "".join(one.sentence for one in state.findings)
                rows.append(TableRow((state.gate.title, state.mark.value, sentence, "")))
    titles = {state.gate.code: state.gate.title for state in gate_states(case, move_of(move), {})}
    for code, one in given.items():
        rows.append(TableRow((titles.get(code, ""), GateMark.VERIFY.value, one.sentence, one.text)))
    if rows:
        columns = (
            TableColumn("办理条件", 9),
            TableColumn("情况", 4),
            TableColumn("校验发现", 16),
            TableColumn("说明", 12),
        )
        yield Table(f"gates.{move}", "办理条件核对情况", columns, tuple(rows))


def _taken(order: Order, move: str) -> bool:
    """Whether the step was made: its day stands on the clue, and what is missing since is not its matter."""
    name = move_of(move).milestone
    return bool(name) and getattr(order.case.clue, name) is not None
