"""Files of rules and calendars: strict JSON in, frozen models out, one Chinese sentence for a refusal.

A file comes from a person (an administrator imports next year's holidays, or a rule pack), so every
refusal says where in the file the fault is and never shows a library's English.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from .errors import FileProblem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

#: Longer files are refused before they are read: the largest rule pack has about 0.1 million characters.
LIMIT_CHARACTERS = 5_000_000


class Strict(BaseModel):
    """A frozen value read from a file; an unknown key is a fault, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


M = TypeVar("M", bound=Strict)


def parse(model: type[M], text: str, what: str, origin: str) -> M:
    """The ``model`` written in the JSON ``text``.

    Args:
        model: what the file should hold.
        text: the file's content; a byte order mark is overlooked.
        what: the kind of file as people call it, e.g. ``规则包``.
        origin: the file's name, for the sentence.

    Raises:
        FileProblem: no JSON, a key twice, something missing, unknown or contradictory.
    """
    if len(text) > LIMIT_CHARACTERS:
        _refuse(what, origin, "文件过大")
    try:
        raw = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as cause:
        _refuse(what, origin, f"第 {cause.lineno} 行第 {cause.colno} 个字符处不是有效的 JSON 格式", cause)
    except RecursionError as cause:
        _refuse(what, origin, "内容层次过深", cause)
    except _Refused as cause:
        _refuse(what, origin, str(cause), cause)
    except ValueError as cause:  # Python reads no number of more than 4,300 digits
        _refuse(what, origin, "数字过长", cause)
    return build(model, raw, what, origin)


def build(model: type[M], raw: Any, what: str, origin: str) -> M:
    """The ``model`` made of plain values. Raises ``FileProblem`` like ``parse``."""
    try:
        return model.model_validate(raw)
    except ValidationError as cause:
        _refuse(what, origin, _sentence(cause.errors()[0]), cause)


def fault(sentence: str) -> ValueError:
    """The error a validator raises: ``sentence`` is a Chinese clause without a full stop."""
    return ValueError(sentence)


def normalised(text: str) -> str:
    """``text`` as it is compared: full-width as half-width, without blanks and punctuation, small letters."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in wide if unicodedata.category(sign)[0] not in "PZCS")


class _Refused(ValueError):
    """A fault that JSON itself permits; the text is a Chinese clause."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(f"“{named(key)}”在同一处写了两次")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise _Refused(f"出现了不是数字的值 {name}")


def _refuse(what: str, origin: str, clause: str, cause: Exception | None = None) -> NoReturn:
    raise FileProblem(f"{what}“{origin}”不能使用：{clause}，请更正后再试。") from cause


#: What the keys of the files are called in a sentence.
_NAMES = {
    "code": "代码",
    "name": "名称",
    "label": "名称",
    "document": "文件名称",
    "number": "文号",
    "document_number": "文号",
    "number_confirmed": "文号是否核对",
    "issued_on": "公布日期",
    "effective_from": "施行日期",
    "effective_to": "失效日期",
    "standing": "效力",
    "note": "说明",
    "clause": "条款",
    "source": "来源",
    "grade": "核实等级",
    "parent": "上级代码",
    "aliases": "别名",
    "heads_are_values": "上层可选",
    "retired": "停用",
    "checked": "核对",
    "page": "页码",
    "by": "核对人",
    "on": "核对日期",
    "entries": "条目",
    "catalogues": "目录",
    "dictionaries": "字典",
    "loss_classes": "损失分档",
    "consequence_classes": "不良后果分档",
    "deadlines": "期限",
    "jurisdiction": "管辖",
    "appeals": "申诉受理",
    "ranges": "处理区间",
    "influences": "影响期、处分期",
    "parameters": "参数",
    "loss_from": "资产损失档次起",
    "consequence_from": "不良后果档次起",
    "levels": "企业级次",
    "cadres": "干部管理权限",
    "investigator": "核查主体",
    "decider": "决定主体",
    "decided_by": "作出决定的主体",
    "receiver": "申诉受理单位",
    "severity": "档次",
    "liabilities": "责任类型",
    "handlings": "处理方式",
    "performance": "绩效年薪比例",
    "tenure": "任期激励比例",
    "incentive": "中长期激励",
    "lower": "下限",
    "upper": "上限",
    "optional": "可以",
    "ban": "禁入限制",
    "years": "年数",
    "life": "终身",
    "handling": "处理方式",
    "kind": "种类",
    "months": "月数",
    "effect": "影响",
    "value": "取值",
    "lower_fen": "下限（分）",
    "upper_fen": "上限（分）",
    "start_event": "起算事由",
    "length": "期限长度",
    "unit": "期限单位",
    "extension": "延长",
    "starts": "起算事由代码",
    "ends": "终结事由代码",
    "stage": "环节",
    "rest_day": "遇休息日",
    "precedence": "优先次序",
    "times": "延长次数",
    "total": "按总时长计",
    "apply_within": "障碍消除后申请期限（工作日）",
    "approver": "批准人",
    "month": "月",
    "day": "日",
    "year": "年度",
    "title": "文件名称",
    "documents": "依据文件",
    "holidays": "放假安排",
    "make_up_workdays": "调休上班日",
    "first": "起始日",
    "last": "结束日",
}

_CLAUSES = {
    "missing": "没有填写",
    "extra_forbidden": "不是本程序认识的内容",
    "enum": "不在允许的取值之内",
    "string_type": "应当是文字",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "只能用字母、数字、点、短横和下划线",
    "bool_type": "应当是“是”或“否”（true、false）",
    "bool_parsing": "应当是“是”或“否”（true、false）",
}


def named(key: str) -> str:
    """What a key of the files is called in Chinese: in sentences, headings of templates and the JSON Schema."""
    return _NAMES.get(key, key)


def faults(model: type[M], raw: Any) -> list[tuple[tuple[int | str, ...], str]]:
    """What is wrong with plain values: for each fault the keys down to it, and a Chinese clause. Empty for none."""
    try:
        model.model_validate(raw)
    except ValidationError as cause:
        return [(details["loc"], _clause(details)) for details in cause.errors()]
    return []


def _sentence(details: ErrorDetails) -> str:
    """One clause: where in the file, and what is wrong there."""
    place = "的".join(
        f"第 {step + 1} 项" if isinstance(step, int) else f"“{named(str(step))}”" for step in details["loc"]
    )
    if details["type"] == "value_error":
        return f"{place}中，{_clause(details)}" if place else _clause(details)
    return f"{place or '文件'}{_clause(details)}"


def _clause(details: ErrorDetails) -> str:
    """What is wrong, without the place."""
    kind = details["type"]
    if kind == "value_error":
        return str(details["ctx"]["error"])
    if kind.startswith("date"):
        return "不是日期，应写成 2026-01-31 的样子"
    if kind.startswith(("int", "greater", "less")):
        return "应当是允许范围内的整数"
    if kind == "string_too_long":
        return f"超过 {details['ctx']['max_length']} 个字，请缩短"
    return _CLAUSES.get(kind, "内容的形式不对")
