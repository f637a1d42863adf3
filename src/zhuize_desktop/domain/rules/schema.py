"""JSON Schema of a rule pack, generated from the models, for whoever prepares a pack as a file."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from ..validated import named
from .pack import RulePack

#: What the models are called.
_MODELS = {
    "RulePack": "规则包",
    "Entry": "条目",
    "Checked": "核对",
    "CodeList": "字典",
    "Catalogue": "违规情形目录",
    "GradedClass": "档次",
    "LossClass": "损失分档",
    "ConsequenceClass": "不良后果分档",
    "DeadlineRule": "期限",
    "Extension": "延长",
    "JurisdictionRule": "管辖",
    "AppealRule": "申诉受理",
    "PenaltyRange": "处理区间",
    "Share": "比例",
    "Ban": "禁入限制",
    "InfluencePeriod": "影响期、处分期",
    "Parameter": "参数",
    "Grade": "核实等级",
    "Standing": "效力",
    "Severity": "档次",
    "Authority": "主体",
    "Unit": "期限单位",
    "PeriodKind": "种类",
    "RestDay": "遇休息日",
    "Stage": "环节",
}


class _Chinese(GenerateJsonSchema):
    """Titles are what the program calls the fields."""

    def get_title_from_name(self, name: str) -> str:
        """The Chinese name of a field."""
        return named(name)


def pack_schema() -> dict[str, Any]:
    """The schema, with Chinese titles and without the English of the source. The order of the keys is fixed."""
    schema = RulePack.model_json_schema(schema_generator=_Chinese)
    schema = _without_english(schema, "RulePack")
    schema["$defs"] = {
        name: _without_english(one, name) for name, one in sorted(schema.get("$defs", {}).items())
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _without_english(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """A definition with its Chinese title; docstrings are for programmers."""
    plain = {key: value for key, value in schema.items() if key not in ("description", "title")}
    if "properties" in plain:
        plain["properties"] = {
            key: {"title": named(key), **value} for key, value in plain["properties"].items()
        }
    return {"title": _MODELS[name], **plain}
