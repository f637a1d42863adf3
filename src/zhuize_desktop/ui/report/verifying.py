"""验证: are the sealed files whole, and who signed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...domain.clock import shown
from .. import theme
from ..over import OverDialog
from ..palette import Tone

if TYPE_CHECKING:
    from pathlib import Path

    from ...seal.trust import Trust
    from ...services.session import Session


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proof of one file says."""

    file: str
    is_whole: bool
    identity: str
    signers: tuple[str, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def prove(session: Session, paths: tuple[Path, ...]) -> tuple[Proof, ...]:
    """Prove each file as it lies on the disk, its signers against the keys this ledger knows.

    Raises:
        FileProblem: a file is gone or cannot be read.
    """
    from ...services.trusting import trust_of

    return _proofs(paths, trust_of(session))


def prove_alone(paths: tuple[Path, ...]) -> tuple[Proof, ...]:
    """Prove each file without a ledger: whether it is whole; whose the keys are stays open.

    Raises:
        FileProblem: a file is gone or cannot be read.
    """
    return _proofs(paths, None)


def _proofs(paths: tuple[Path, ...], trust: Trust | None) -> tuple[Proof, ...]:
    from ...seal.verify import verify_file

    found = [(path, verify_file(path, trust)) for path in paths]
    return tuple(
        Proof(
            path.name,
            one.ok,
            one.identity.value,
            tuple(
                f"{who.role}　{who.name}　{who.post}　{_moment(who.signed_at)}　{who.means}"
                for who in one.signers
            ),
            one.problems,
            one.notes,
        )
        for path, one in found
    )


def _moment(text: str) -> str:
    """An instant in the time of the country; a day stays a day."""
    return shown(datetime.fromisoformat(text)) if "T" in text else text


class ProofDialog(OverDialog):
    """Shows the proofs.

    Args:
        parent: the page; none where a file was double-clicked and nobody logged in.
        proofs: of each file.
    """

    def __init__(self, parent: QWidget | None, proofs: tuple[Proof, ...]) -> None:
        super().__init__(parent)
        self._compared = "签名人与本台账登记的公钥" if parent is not None else "签名人身份（没有登录台账）"
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("验证结果")
        self.chips: list[QLabel] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for proof in proofs:
            layout.addWidget(self._told(proof))
        layout.addWidget(
            theme.label("收到文件的单位可用本企业的公钥名单自行验证，不需要台账。", "note", wrap=True)
        )
        close = theme.primary_button("知道了")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout.addLayout(row)

    def _told(self, proof: Proof) -> QWidget:
        head = QHBoxLayout()
        word = ("完好", Tone.GREEN) if proof.is_whole else ("不可信", Tone.RED)
        chip = theme.chip(*word)
        self.chips.append(chip)
        head.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        name = theme.label(proof.file, wrap=True)
        name.setMinimumWidth(460)
        head.addWidget(name, 1)
        box = theme.card()
        layout = box.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(head)
        layout.addWidget(theme.label(f"{self._compared}：{proof.identity}", "note"))
        for words in proof.signers:
            layout.addWidget(theme.label(words))
        for words in proof.notes:
            layout.addWidget(theme.label(words, "note", wrap=True))
        for words in proof.problems:
            layout.addWidget(theme.label(words, "note", Tone.RED, wrap=True))
        return box
