"""The seven stages of a clue, in the order of the field: 受理 → … → 销号."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """One stage of the main path. The value is kept in the database, the label is what people read."""

    INTAKE = "intake"
    PRELIMINARY_CHECK = "preliminary_check"
    TRIAGE = "triage"
    INVESTIGATION = "investigation"
    DISPOSITION = "disposition"
    RECTIFICATION = "rectification"
    CLOSURE = "closure"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return _LABELS[self]

    @property
    def order(self) -> int:
        """Position on the path, 0 for 受理 to 6 for 销号."""
        return _ORDER[self]

    @classmethod
    def from_label(cls, label: str) -> Stage:
        """The stage a Chinese term names. Raises ``KeyError`` for any other word."""
        return _BY_LABEL[label]


_LABELS = {
    Stage.INTAKE: "受理",
    Stage.PRELIMINARY_CHECK: "初步核实",
    Stage.TRIAGE: "分类处置",
    Stage.INVESTIGATION: "核查",
    Stage.DISPOSITION: "处理",
    Stage.RECTIFICATION: "整改",
    Stage.CLOSURE: "销号",
}
_ORDER = {stage: at for at, stage in enumerate(Stage)}
_BY_LABEL = {label: stage for stage, label in _LABELS.items()}
