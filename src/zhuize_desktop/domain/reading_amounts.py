"""Amounts and loss words as ledgers write them: ``1,200.50``, ``损失1200万元``, ``直接300万元，间接20万元`` …

Every amount ends as whole 分 by way of ``Decimal``. An amount counts as loss only where the ledger says so or
the column means it; two amounts without words to tell them apart are a problem, not a choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from .errors import FieldError
from .money import checked_fen
from .reading_base import (
    Cell,
    Grade,
    Problem,
    Reading,
    absent,
    decimal_of,
    error,
    is_not_known,
    is_nothing,
    squeezed,
    text_of,
    unclear,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class AmountUnit(StrEnum):
    """The units that headings, notes and cells of ledgers name."""

    YUAN = "元"
    THOUSAND = "千元"
    WAN = "万元"
    MILLION = "百万元"
    YI = "亿元"

    @property
    def fen(self) -> int:
        """How many 分 one unit is."""
        return _FEN[self]


_FEN = {
    AmountUnit.YUAN: 100,
    AmountUnit.THOUSAND: 100_000,
    AmountUnit.WAN: 1_000_000,
    AmountUnit.MILLION: 100_000_000,
    AmountUnit.YI: 10_000_000_000,
}


class LossPart(StrEnum):
    """Which part of a loss an amount is."""

    WHOLE = "whole"  # no word, or a total
    DIRECT = "direct"  # 直接损失
    INDIRECT = "indirect"  # 间接损失
    CONTINGENT = "contingent"  # 或有损失
    RECOVERED = "recovered"  # 已挽回
    OTHER = "other"  # 合同额, 涉及资金 …: no loss


class Basis(StrEnum):
    """Who stands behind an amount: nobody said, an estimate, or a finding."""

    UNSAID = "unsaid"
    ESTIMATED = "estimated"  # 预估, 预计
    CONFIRMED = "confirmed"  # 认定, 核定


@dataclass(frozen=True, slots=True)
class Amount:
    """One stated amount in 分."""

    fen: int
    part: LossPart = LossPart.WHOLE
    basis: Basis = Basis.UNSAID


@dataclass(frozen=True, slots=True)
class LossWords:
    """Class words apart from amounts.

    Attributes:
        loss_class: 一般资产损失, 较大资产损失 or 重大资产损失.
        consequence: 不良后果, with 一般, 较大, 重大 or 严重 before it when said.
    """

    loss_class: str | None
    consequence: str | None


_NUMBER = r"(?P<n>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
#: After a bare 万 or 亿 only these may stand: 万吨, 万股, 万平方米 are no money, nor is 万美元.
_AFTER = (
    r"(?=$|[,，、。;；:：()（）/\s]|人民币|左右|上下|以上|以下|以内|余|多|其中"
    r"|损失|直接|间接|或有|已|和|及|[-~至到—])"
)
_UNIT = rf"(?P<u>(?:亿元|百万元|万元|千元|元|圆)整?(?!/)|[亿万]{_AFTER})"
_FOREIGN = re.compile(r"美元|美金|港元|港币|欧元|英镑|日元|澳元|USD|HKD|EUR|GBP|JPY|[$€£]", re.IGNORECASE)
_AMOUNT = re.compile(rf"(?P<sign>[-−]?){_NUMBER}{_UNIT}?")
#: Numbers in words that are no amounts: years and days, counts of things, percentages.
_NOT_MONEY = re.compile(
    r"\d{4}[年./-]\d{1,2}[月./-]\d{1,2}[日号]?|\d{4}年(?:度|\d{1,2}月份?)?|\d{1,2}月(?:份|\d{1,2}日)?"
    r"|\d+(?:\.\d+)?(?:人(?!民币)|[%‰家户名个件次项笔宗起份处台套辆亩吨股级天日层米期])"
    r"|\d+(?:\.\d+)?[万亿](?:吨|股|平方米|平米|立方米|亩|千瓦|方)"
    r"|第\d+[条款项号]|〔\d{4}〕\d*号?|\d+号"
    r"|(?<![\d.,])\d{1,2}(?:[、)]|\.(?!\d))|(?<!\d)\(\d{1,2}\)(?=.)"
)
#: 1亿2000万元, 5万3千元: one amount in two units.
_COMPOUND = re.compile(r"\d[万亿千]\d")
#: (120) is how bookkeeping writes −120.
_BRACKETED = re.compile(r"\(\d[\d,.]*\)(?:亿|百万|万|千)?元?")
#: Words before a number without a unit that make it an amount all the same.
_AMOUNT_WORDS = re.compile(r"损失|金额|亏损|减值|挽回|追回|收回|直接|间接|或有|[约计共为]$")
#: More digits than any amount has, and more than exact decimal arithmetic is asked to carry.
_MOST_DIGITS = 24
_RANGE = re.compile(rf"{_NUMBER}{_UNIT}?[-~至到—–]{_NUMBER.replace('?P<n>', '')}{_UNIT.replace('?P<u>', '')}")
_BOUND = re.compile(r"以上|以下|以内|不超过|超过|不足|不低于|至少|最多|最高|近(?=\d)|逾(?=\d)|\d[余多几]")
_ABOUT = re.compile(r"大?约|大概|左右|上下")
_IN_WORDS = re.compile(
    r"[一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟两数几][一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟余多]*[万亿]?[万亿元]"
)

_PART_WORDS = (
    (
        LossPart.RECOVERED,  # but not 未收回, 应追回, 预计可挽回
        re.compile(r"(?<![未应拟可待需能])(?<!预计)(?<!无法)(?<!难以)(?<!计划)(?:挽回|追回|收回|挽损|追损)"),
    ),
    (LossPart.DIRECT, re.compile(r"直接")),
    (LossPart.INDIRECT, re.compile(r"间接")),
    (LossPart.CONTINGENT, re.compile(r"或有|潜在")),
)
_BASIS_WORDS = (
    (Basis.CONFIRMED, re.compile(r"(?<!未)(?<!待)(?<!初步)(?:认定|核定|审定|确认)")),
    (Basis.ESTIMATED, re.compile(r"预估|预计|估计|估算|初估|初步|测算|暂估|风险")),
)
_OTHER_WORDS = re.compile(
    r"涉及|涉案|涉嫌|合同|投资额|总投资|标的|本金|借款|预付|货款|概算|注册资本|账面|评估价|应收|余额"
)
_LOSS_WORDS = re.compile(r"损失|亏损|减值|少收|流失|不良后果")
_TOTAL_WORDS = re.compile(r"合计|共计|总计|总额|累计|总损失|损失总")
_UNIT_WORDS = {"万": "万元", "亿": "亿元", "圆": "元"}
_CLAUSE_END = re.compile(r"[,。;、()]")


def read_amount(cell: Cell, unit: AmountUnit | None) -> Reading[int]:
    """One amount in 分, for a column that means exactly one; several are a problem.

    Args:
        cell: number or text.
        unit: what the heading or the note of the ledger says; a unit in the cell itself goes before it.
    """
    found = read_amounts(cell, unit)
    if found.value is None:
        return Reading(None, found.problems)
    if len(found.value) != 1:
        return unclear(f"“{text_of(cell)}”有{_count(len(found.value))}金额，分不清取哪一个，请只留一个。")
    return Reading(found.value[0].fen, found.problems)


def read_amounts(cell: Cell, unit: AmountUnit | None) -> Reading[tuple[Amount, ...]]:
    """Every amount of a cell with the part and the basis its words name.

    Args:
        cell: number or text.
        unit: unit of bare numbers, from heading or note; ``None`` when the ledger names none.
    """
    text = text_of(cell).strip()
    if is_nothing(text):
        return absent()
    if is_not_known(text):
        return absent(f"写明“{text}”，金额留空。")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return unclear(f"“{text}”不是金额，请只填数字，例如 1200.50。")
    if not isinstance(cell, str):
        return _bare(decimal_of(cell), text, unit)
    plain = squeezed(text)
    refused = _refused(plain, text)
    return refused or _from_text(plain, text, unit)


def read_loss_words(cell: Cell) -> Reading[LossWords]:
    """The class words of a loss column, apart from any amount: 较大资产损失, 重大不良后果 …"""
    text = text_of(cell).strip()
    plain = squeezed(text)
    plain = re.sub(
        r"(?:未|没有|不|无)(?:造成|形成|产生|构成)?[^,。;、]{0,6}?(?:损失|不良后果|不良影响)", "", plain
    )
    losses = {match[1] for match in re.finditer(r"(一般|较大|重大)(?:资产)?损失(?!风险)", plain)}
    harms = {
        match[1] or "" for match in re.finditer(r"(一般|较大|重大|严重)?(?:的|其他)?不良(?:后果|影响)", plain)
    }
    if match := re.fullmatch(r"(一般|较大|重大)", plain):
        note = Problem(Grade.CONFIRM, f"只写了“{text}”，按{match[1]}资产损失登记，请确认不是不良后果。")
        return Reading(LossWords(f"{match[1]}资产损失", None), (note,))
    if len(losses) > 1 or len(harms - {""}) > 1:
        return unclear(f"“{text}”写了几个损失程度，分不清，请只留一个。")
    if not losses and not harms:
        return absent()
    harm = max(harms, key=len) + "不良后果" if harms else None
    return Reading(LossWords(f"{losses.pop()}资产损失" if losses else None, harm))


def _refused(plain: str, text: str) -> Reading[tuple[Amount, ...]] | None:
    """What looks like money but is no exact amount in 人民币."""
    if _BRACKETED.fullmatch(plain):
        return error(f"“{text}”是带括号的数字（负数），金额不能为负数，请核对。")
    if _FOREIGN.search(plain):
        return unclear(f"“{text}”是外币，请折算成人民币后填写。")
    if _COMPOUND.search(plain):
        return unclear(f"“{text}”用了两个单位，请只用一个单位填写，例如 12000万元。")
    if _RANGE.search(_NOT_MONEY.sub(" ", plain)):
        return unclear(f"“{text}”是一个范围，不是确数，请填一个金额。")
    if _BOUND.search(plain) and re.search(r"\d", plain):
        return unclear(f"“{text}”不是确数，请填一个金额。")
    return None


def _bare(value: Decimal, text: str, unit: AmountUnit | None) -> Reading[tuple[Amount, ...]]:
    """A number without a unit of its own."""
    if value == 0:
        return Reading((Amount(0),))
    if unit is None:
        return unclear(f"“{text}”没有写明单位，分不清是元还是万元，请在表头注明。")
    fen = _fen(value, unit, text)
    return Reading((Amount(fen),)) if isinstance(fen, int) else fen


def _fen(value: Decimal, unit: AmountUnit, text: str) -> int | Reading[tuple[Amount, ...]]:
    if not value.is_finite() or len(value.as_tuple().digits) > _MOST_DIGITS:
        return error(f"“{text}”不是金额，请核对。")
    fen = value * unit.fen
    if fen != fen.to_integral_value():
        return error(f"“{text}”精确到了分以下，请按元、角、分填写。")
    try:
        return checked_fen(int(fen))
    except FieldError as fault:
        return error(f"“{text}”：{fault.sentence}")


def _from_text(plain: str, text: str, unit: AmountUnit | None) -> Reading[tuple[Amount, ...]]:
    masked = _NOT_MONEY.sub(lambda match: "#" * len(match[0]), plain)
    numbers = list(_AMOUNT.finditer(masked))
    matches = [match for match in numbers if match["u"]]
    bare = [match for match in numbers if not match["u"]]
    problems: list[Problem] = []
    if not matches:
        if len(bare) != 1 or not _is_amount(bare[0], masked):
            return _no_amount(masked, text, len(bare))
        matches = bare
    elif bare:
        listed = "、".join(match["n"] for match in bare)
        problems.append(Problem(Grade.CONFIRM, f"“{text}”里的数字 {listed} 没有单位，没有当作金额，请确认。"))
    amounts: list[Amount] = []
    for index, match in enumerate(matches):
        named = _unit_named(match["u"]) or unit
        value = Decimal(match["sign"].replace("−", "-") + match["n"].replace(",", ""))
        if named is None and value:
            return unclear(f"“{text}”没有写明单位，分不清是元还是万元，请在表头注明。")
        fen = _fen(value, named or AmountUnit.YUAN, text)
        if not isinstance(fen, int):
            return fen
        lead = masked[matches[index - 1].end() if index else 0 : match.start()]
        is_last = index + 1 == len(matches)
        after = masked[match.end() : None if is_last else matches[index + 1].start()]
        amounts.append(_named(fen, _words_before(lead), _words_behind(after, is_last)))
    if about := _ABOUT.search(plain):
        problems.append(Problem(Grade.HINT, f"“{text}”写明“{about[0]}”，按所写数字登记。"))
    return _told_apart(amounts, text, problems)


def _unit_named(word: str | None) -> AmountUnit | None:
    if not word:
        return None
    word = word.removesuffix("整")
    return AmountUnit(_UNIT_WORDS.get(word, word))


def _is_amount(match: re.Match[str], masked: str) -> bool:
    """A number without a unit is an amount when it stands alone, or when words before it say so."""
    before, after = masked[: match.start()], masked[match.end() :]
    ends = re.match(_AFTER, after) is not None
    return ends and (not before.strip("¥￥:人民币") or _AMOUNT_WORDS.search(before) is not None)


def _no_amount(masked: str, text: str, numbers: int) -> Reading[tuple[Amount, ...]]:
    if numbers == 1:
        return unclear(f"“{text}”里的数字看不出是不是金额，请写明单位。")
    if numbers:
        return unclear(f"“{text}”有{_count(numbers)}没有单位的数字，分不清哪个是金额。")
    if _IN_WORDS.search(masked) or re.search(r"[万亿]?元", masked):
        return unclear(f"“{text}”的金额请用阿拉伯数字填写。")
    return absent()


def _words_before(lead: str) -> str:
    """The words of the clause right before an amount; a closed bracket there counts as its clause."""
    near = _CLAUSE_END.split(lead)[-1]
    if not near and (match := re.search(r"\(([^()]*)\)$", lead)):
        return match[1]
    return near


def _words_behind(after: str, is_last: bool) -> str:
    """Words that follow an amount and belong to it: a bracket, or a clause ended before the next one."""
    if match := re.match(r"\(([^()]*)\)", after):
        return match[1]
    clause, *rest = _CLAUSE_END.split(after, maxsplit=1)
    return clause if rest or is_last else ""


def _named(fen: int, before: str, behind: str) -> Amount:
    """An amount with what the words before it say, or failing that the words behind it."""
    for words in (before, behind):
        found = [part for part, pattern in _PART_WORDS if pattern.search(words)]
        part = found[0] if found else None
        if {LossPart.DIRECT, LossPart.INDIRECT} <= set(found) or (found and _TOTAL_WORDS.search(words)):
            part = LossPart.RECOVERED if LossPart.RECOVERED in found else LossPart.WHOLE
        basis = next((basis for basis, pattern in _BASIS_WORDS if pattern.search(words)), None)
        if part or basis:
            return Amount(fen, part or LossPart.WHOLE, basis or Basis.UNSAID)
        if _OTHER_WORDS.search(words) and not _LOSS_WORDS.search(words):
            return Amount(fen, LossPart.OTHER)
    return Amount(fen)


def _told_apart(amounts: Sequence[Amount], text: str, problems: list[Problem]) -> Reading[tuple[Amount, ...]]:
    """The amounts that are loss or recovery, when no two of them claim the same place."""
    kept = [amount for amount in amounts if amount.part is not LossPart.OTHER]
    if len(kept) < len(amounts):
        grade = Grade.HINT if kept else Grade.CONFIRM
        problems.append(Problem(grade, f"“{text}”里有没写明是损失的金额，没有当作损失。"))
    if not kept:
        return Reading(None, tuple(problems))
    places = {(amount.part, amount.basis) for amount in kept}
    if len(places) < len(kept) or _rival_parts(kept):
        return unclear(f"“{text}”有{_count(len(kept))}金额，分不清，请分别填写直接、间接、认定或已挽回金额。")
    parts = [
        item.fen for item in kept if item.part in (LossPart.DIRECT, LossPart.INDIRECT, LossPart.CONTINGENT)
    ]
    whole = [item.fen for item in kept if item.part is LossPart.WHOLE and item.basis is not Basis.ESTIMATED]
    if len(parts) > 1 and len(whole) == 1 and sum(parts) != whole[0]:
        problems.append(Problem(Grade.CONFIRM, f"“{text}”的分项相加不等于合计，请核对。"))
    return Reading(tuple(kept), tuple(problems))


def _rival_parts(amounts: Sequence[Amount]) -> bool:
    """The same named part twice, even on different bases, has no place of its own in the ledger."""
    named = [amount.part for amount in amounts if amount.part is not LossPart.WHOLE]
    return len(named) != len(set(named))


def _count(number: int) -> str:
    return {2: "两个", 3: "三个"}.get(number, f"{number}个")


def with_basis(amount: Amount, basis: Basis) -> Amount:
    """The amount on the basis its column means, unless its own words name another."""
    return amount if amount.basis is not Basis.UNSAID else replace(amount, basis=basis)
