"""校验: what the checks found, one line a check, with the records behind it and the written explanation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ...domain.checks import CheckFinding, Grade
from ...domain.reconcile import ANNUAL_CHECKS
from .. import theme
from ..icons import icon
from ..palette import Tone
from ..widgets.flow import FlowLayout
from .kept_text import KeptText
from .loading import EXPLANATION_FORM, ReportView

if TYPE_CHECKING:
    from collections.abc import Iterable

_TONES = {Grade.MUST: Tone.RED, Grade.VERIFY: Tone.AMBER, Grade.HINT: Tone.NEUTRAL}
_TITLES = {check.code: check.title for check in ANNUAL_CHECKS}
#: So many sentences of one check are listed; the rest is told by the ledger itself.
MOST_SENTENCES = 20


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The findings of one check."""

    check: str
    grade: Grade
    findings: tuple[CheckFinding, ...]

    @property
    def title(self) -> str:
        """What must hold, in words."""
        return _TITLES.get(self.check, self.findings[0].sentence)

    @property
    def clues(self) -> tuple[str, ...]:
        """The clues concerned, none twice."""
        return tuple(dict.fromkeys(one.uid for one in self.findings if one.record == "Clue" and one.uid))


def grouped(findings: Iterable[CheckFinding]) -> list[CheckGroup]:
    """One group a check and grade, in the order the checks gave them: 强制 first."""
    found: dict[tuple[str, Grade], list[CheckFinding]] = {}
    for one in findings:
        found.setdefault((one.check, one.grade), []).append(one)
    return [CheckGroup(check, grade, tuple(group)) for (check, grade), group in found.items()]


class CheckCard(QFrame):
    """One check: sentence or title with its number, ways to the records, explanation for a 核实.

    Signals:
        go: show what the findings are about.
        keep_wanted, save_wanted: the explanation.
    """

    go = Signal(object)
    keep_wanted = Signal(str, str)
    save_wanted = Signal(str, str)

    def __init__(self, group: CheckGroup) -> None:
        super().__init__()
        self.group = group
        self.setProperty("role", "card")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 8, 10, 8)
        self._layout.setSpacing(4)
        self.words = theme.label("", wrap=True)
        self.explained = theme.chip("已说明", Tone.GREEN)
        self.open = theme.button("", role="link")
        self.open.clicked.connect(lambda: self.go.emit(self.group.findings))
        self.more = theme.button("逐条查看", role="link")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more_toggled)
        self.sentences = QWidget()
        self.sentences.setVisible(False)
        self.text: KeptText | None = None
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(
            theme.chip(self.group.grade.label, _TONES[self.group.grade]), 0, Qt.AlignmentFlag.AlignTop
        )
        head.addWidget(self.words, 1)
        self._layout.addLayout(head)
        ways = FlowLayout(gap=4)
        for widget in (self.explained, self.open, self.more):
            ways.addWidget(widget)
        self._layout.addLayout(ways)
        QVBoxLayout(self.sentences).setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.sentences)
        if self.group.grade is Grade.VERIFY:
            self.text = KeptText(1, 8)
            self.text.setPlaceholderText("不改的，在此书面说明原因（印入报告）")
            self.text.setAccessibleName(f"{self.group.title}的说明")
            check = self.group.check
            self.text.keep_wanted.connect(lambda text: self.keep_wanted.emit(check, text))
            self.text.save_wanted.connect(lambda text: self.save_wanted.emit(check, text))
            self._layout.addWidget(self.text)

    def load(self, group: CheckGroup, view: ReportView) -> None:
        """Show the findings as they are now."""
        self.group = group
        many = len(group.findings) > 1
        first = group.findings[0]
        self.words.setText(f"{group.title}：{_how_many(group)}不符" if many else first.sentence)
        self.setToolTip(f"依据：{first.clause}")
        self.open.setText(_way(group))
        self.open.setVisible(bool(_way(group)))
        self.more.setVisible(many)
        if self.more.isChecked():
            self._list()
        if self.text is None:
            self.explained.hide()
            return
        from ...services.signing import UNEXPLAINED  # loaded with the report, on the ledger thread

        said = view.explanations.get(group.check, "")
        self.text.set_read_only(not view.is_open)
        self.text.load(said, view.unsaved.get(EXPLANATION_FORM + group.check) if view.is_open else None)
        self.explained.setVisible(bool(said.strip()))
        # What stands for an explanation that was expressly not given is no explanation.
        given = ("未另作说明", Tone.AMBER) if said.strip() == UNEXPLAINED else ("已说明", Tone.GREEN)
        theme.set_chip(self.explained, *given)

    def _on_more_toggled(self, on: bool) -> None:
        self.more.setText("收起" if on else "逐条查看")
        self.more.setIcon(icon("chevron-up" if on else "chevron-down"))
        if on:
            self._list()
        self.sentences.setVisible(on)

    def _list(self) -> None:
        layout = self.sentences.layout()
        assert isinstance(layout, QVBoxLayout)
        _empty(layout)
        for one in self.group.findings[:MOST_SENTENCES]:
            row = QHBoxLayout()
            row.addWidget(theme.label(one.sentence, "note", wrap=True), 1)
            if _is_place(one):
                way = theme.button("去看", role="link")
                way.setAccessibleName(f"去看：{one.sentence}")
                way.clicked.connect(lambda _=False, one=one: self.go.emit((one,)))
                row.addWidget(way, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(row)
        rest = len(self.group.findings) - MOST_SENTENCES
        if rest > 0:
            layout.addWidget(theme.label(f"其余 {rest} 条请在台账中逐条查看。", "note", wrap=True))


def _is_place(finding: CheckFinding) -> bool:
    return finding.record in ("Clue", "SupervisionReport", "ReportText", "Enterprise")


def _how_many(group: CheckGroup) -> str:
    """How many clues, and how many findings where one of the clues has several."""
    findings, clues = len(group.findings), len(group.clues)
    words = [f"{clues} 条线索"] if clues > 1 else []
    return " ".join([*words, f"{findings} 处"] if findings != clues else words)


def _way(group: CheckGroup) -> str:
    if group.clues:
        return f"打开这 {len(group.clues)} 条线索" if len(group.clues) > 1 else "打开线索"
    return {
        "SupervisionReport": "打开监督成果",
        "ReportText": "去填写",
        "Enterprise": "打开企业",
    }.get(group.findings[0].record, "")


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            _empty(inner)
        elif (widget := item.widget()) is not None:
            widget.deleteLater()


class ChecksPanel(QWidget):
    """All checks that found something; a card keeps its place and its words while the report is counted anew.

    Signals:
        go: findings to show.
        keep_wanted, save_wanted: check and explanation.
    """

    go = Signal(object)
    keep_wanted = Signal(str, str)
    save_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.cards: dict[tuple[str, Grade], CheckCard] = {}
        self.counts = theme.label("", "counts")
        self.good = theme.label("校验全部通过。", "empty")
        self._shown = ""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(self.good)
        self._layout.addStretch(1)

    def load(self, view: ReportView) -> None:
        """Show the findings of a report."""
        if view.report.uid != self._shown:
            self._shown = view.report.uid
            self._drop(set(self.cards))
        groups = grouped(view.findings)
        present = {(group.check, group.grade) for group in groups}
        self._drop(set(self.cards) - present)
        for place, group in enumerate(groups):
            key = (group.check, group.grade)
            card = self.cards.get(key)
            if card is None:
                card = self._made(group)
                self._layout.insertWidget(place + 1, card)
            elif self._layout.indexOf(card) != place + 1:
                self._layout.removeWidget(card)
                self._layout.insertWidget(place + 1, card)
            card.load(group, view)
        self.good.setVisible(not groups)
        self.counts.setText(
            "　".join(
                f"{grade.label} {count}"
                for grade in Grade
                if (count := sum(g.grade is grade for g in groups))
            )
        )

    def flush(self) -> None:
        """Save every explanation that changed."""
        for card in self.cards.values():
            if card.text is not None:
                card.text.flush()

    def _made(self, group: CheckGroup) -> CheckCard:
        card = CheckCard(group)
        card.go.connect(self.go)
        card.keep_wanted.connect(self.keep_wanted)
        card.save_wanted.connect(self.save_wanted)
        self.cards[(group.check, group.grade)] = card
        return card

    def _drop(self, keys: set[tuple[str, Grade]]) -> None:
        for key in keys:
            card = self.cards.pop(key)
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
