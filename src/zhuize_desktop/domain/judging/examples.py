"""算例: worked examples in words, computed under the rules in force, so that an expert can read and confirm them.

An example is a line of six cells: number, kind, situation, input (``名=值；名=值``), outcome, ground. ``compute`` knows
nothing of the expected outcome; a test checks the file that ships, and the program prints both side by side.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..case import Laid
from ..errors import FileProblem, UserError
from ..money import MoneyUnit, parse_fen
from ..one_event import Matter
from ..records import Handling, Loss
from ..rules import Key, Severity
from . import classes, jurisdiction, pay, ranges
from .basis import propose
from .ground import Asked, Ground
from .influence import periods
from .parameters import decided

if TYPE_CHECKING:
    from ..rulebook import RuleBook

HEAD = ("编号", "类别", "情形", "输入", "应得", "依据")
NOTHING = "不能提出"
_Inputs = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the file."""

    number: str
    kind: str
    situation: str
    inputs: str
    expected: str
    ground: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules in force give for an example."""

    result: str
    ground: str


def parse_examples(text: str, origin: str) -> tuple[Example, ...]:
    """The examples of a CSV file.

    Raises:
        FileProblem: another heading, a line of other width, an unknown kind, or a number twice.
    """
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    if not lines or tuple(lines[0]) != HEAD:
        raise FileProblem(f"“{origin}”的第一行应为：{'、'.join(HEAD)}，请更正后再试。")
    found: list[Example] = []
    for place, line in enumerate(lines[1:], 2):
        if len(line) != len(HEAD) or line[1] not in _KINDS:
            raise FileProblem(
                f"“{origin}”第 {place} 行不是算例：应有 {len(HEAD)} 格，类别为{'、'.join(_KINDS)}。"
            )
        if any(one.number == line[0] for one in found):
            raise FileProblem(f"“{origin}”第 {place} 行的编号“{line[0]}”重复，请更正后再试。")
        found.append(Example(*line))
    return tuple(found)


def compute(book: RuleBook, example: Example) -> Outcome:
    """What the rules in force give.

    Raises:
        FileProblem: an input is missing or cannot be read.
    """
    inputs = dict(part.split("=", 1) for part in example.inputs.split("；") if "=" in part)
    try:
        return _KINDS[example.kind](book, inputs)
    except (KeyError, ValueError, UserError) as cause:
        raise FileProblem(
            f"算例{example.number}的输入“{example.inputs}”不完整或不能识别，请更正。"
        ) from cause


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _of(ground: Ground | None, otherwise: str) -> str:
    return ground.text if ground is not None else otherwise


def _severity(word: str) -> Severity | None:
    return next((one for one in Severity if one.label == word), None)


def _code(book: RuleBook, dictionary: str, word: str) -> str:
    entry = book.dictionary(dictionary).find(word)
    if entry is None:
        raise KeyError(word)
    return entry.code


def _basis(book: RuleBook, inputs: _Inputs) -> Outcome:
    handled = _day(inputs["处理日"])
    assert handled is not None
    found = propose(book, _day(inputs.get("行为日")), handled)
    act, handling = (
        pack.name if pack is not None else "没有可用的规定" for pack in (found.by_act, found.by_handling)
    )
    if found.proposed is not None:
        return Outcome(found.proposed.name, f"施行 {found.proposed.effective_from or '日期未填'}")
    return Outcome(f"由人选择：行为时{act}，处理时{handling}", _of(found.rule.ground, "新旧衔接条款没有核对"))


def _classes(book: RuleBook, inputs: _Inputs) -> Outcome:
    asked = Asked(inputs.get("按", ""))
    lines = [
        Loss(uid="", owner_enterprise="", clue="", kind=kind, amount=parse_fen(inputs[word], MoneyUnit.WAN))
        for word, kind in (("直接", "direct"), ("间接", "indirect"), ("或有", "contingent"))
        if word in inputs
    ]
    sums = classes.totals(
        lines,
        evaluated=inputs.get("评估") == "是",
        contingent_counts=decided(book, Key.CONTINGENT_COUNTS, asked),
    )
    loss = classes.class_of(book, sums.counted, asked)
    rule = decided(book, Key.GOVERNING, asked)
    found = classes.governing(loss.severity, _severity(inputs.get("后果", "")), rule)
    ground = loss.ground or (rule.ground if found is not None else None)
    return Outcome(found.label if found is not None else NOTHING, _of(ground, loss.why))


def _jurisdiction(book: RuleBook, inputs: _Inputs) -> Outcome:
    cadres = [_code(book, "cadre_authority", inputs["权限"])] if "权限" in inputs else []
    facts = jurisdiction.Facts(
        _severity(inputs.get("损失", "")),
        _severity(inputs.get("后果", "")),
        int(inputs["级次"]) if "级次" in inputs else None,
        jurisdiction.authorities(book, cadres),
    )
    asked = Asked(inputs.get("按", ""))
    found = [jurisdiction.competent(book, facts, asked, deciding=deciding) for deciding in (False, True)]
    first, second = found
    if first is None or second is None:
        return Outcome(NOTHING, "企业级次没有登记" if facts.level is None else "没有相应的规定")
    return Outcome(f"核查{first.body.label}，决定{second.body.label}", second.grounds[0].text)


def _appeals(book: RuleBook, inputs: _Inputs) -> Outcome:
    found = jurisdiction.appeal_receiver(book, int(inputs["级次"]), Asked(inputs.get("按", "")))
    return (
        Outcome(NOTHING, "没有相应的规定")
        if found is None
        else Outcome(found.receiver.label, found.ground.text)
    )


def _ranges(book: RuleBook, inputs: _Inputs) -> Outcome:
    adjustment = _code(book, "penalty_adjustment", inputs["轻重"]) if "轻重" in inputs else ""
    liability = _code(book, "liability_kind", inputs["责任"])
    advice = ranges.advise(
        book, _severity(inputs["档次"]), liability, adjustment, Asked(inputs.get("按", ""))
    )
    cell = advice.cell
    if cell is None:
        return Outcome(NOTHING, advice.why)
    parts = [f"绩效年薪{cell.performance.text}"] if cell.performance is not None else []
    parts += [f"任期激励{cell.tenure.text}"] if cell.tenure is not None else []
    parts += [f"禁入{cell.ban.text}"] if cell.ban is not None else []
    return Outcome("，".join(parts), _of(advice.ground, ""))


def _total(book: RuleBook, inputs: _Inputs) -> Outcome:
    def laid(clue: str, percents: str) -> list[Laid]:
        """One handling for each whole per cent of 绩效年薪 in the words, none of them decided on a day."""
        return [
            Laid(
                "人", clue, "", None,
                Handling(
                    uid="", owner_enterprise="", clue=clue, performance_percent=int(one), deduction_year=2026
                ),
            )
            for one in percents.split("、")
            if one
        ]  # fmt: skip

    cap = decided(book, Key.YEAR_CAP, Asked(inputs.get("按", "")))
    known = [found for name in ("本案", "他案", "拆分") for found in laid(name, inputs.get(name, ""))]
    # What was split from this case is of its event.
    total = pay.year_total(known, 2026, matters={"拆分": Matter("本案")})
    over = isinstance(cap.value, int) and total > cap.value
    return Outcome(f"{total}%" + (f"，超过上限{cap.value}%" if over else ""), _of(cap.ground, "没有填写上限"))


def _influence(book: RuleBook, inputs: _Inputs) -> Outcome:
    handling = Handling(
        uid="", owner_enterprise="", clue="", kinds=(_code(book, "handling", inputs["方式"]),)
    )
    found = periods(book, [Laid("人", "", "", _day(inputs["决定日"]), handling)], inputs.get("按", ""))
    if not found:
        return Outcome("没有期间", "没有相应的规定")
    words = [
        f"{one.label}至 {one.last}" if one.last is not None else f"{one.label}长度没有核对" for one in found
    ]
    return Outcome("，".join(words), _of(found[0].ground, ""))


def _deadline(book: RuleBook, inputs: _Inputs) -> Outcome:
    start = _day(inputs["起算日"])
    assert start is not None
    measure, label = inputs["规则"].split("·", 1)
    pack = next((one for one in book.packs if one.name == measure), None)
    rule = next((one for one in pack.deadlines if one.label == label), None) if pack is not None else None
    if pack is None or rule is None:
        raise KeyError(label)
    due = book.due(rule.code, start)
    ground = Ground(pack, rule).text
    if due is None:
        return Outcome("时限未知", ground)
    return Outcome(f"{due.day}" + ("（暂定）" if due.provisional else ""), ground)


_KINDS: dict[str, Callable[[RuleBook, _Inputs], Outcome]] = {
    "适用": _basis,
    "定级": _classes,
    "管辖": _jurisdiction,
    "申诉": _appeals,
    "区间": _ranges,
    "累计": _total,
    "影响期": _influence,
    "期限": _deadline,
}
