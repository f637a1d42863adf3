"""The papers of a clue in the window: the list, the pages, numbering, striking, saving, the register."""

from __future__ import annotations

from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSettings
from PySide6.QtGui import QDesktopServices

from services.filled_case import FilledCase
from ui.keys import click
from zhuize_desktop.services.papers import PaperState
from zhuize_desktop.ui.clue.contents import read_contents
from zhuize_desktop.ui.clue.papers import PapersTab
from zhuize_desktop.ui.messages import MessageBox


@pytest.fixture
def case(clerk: Any) -> FilledCase:
    QSettings().clear()
    case = FilledCase(clerk)
    case.register()
    case.accept()
    case.check()
    return case


@pytest.fixture
def tab(case: FilledCase, context: Any, shown: Any, settled: Any) -> PapersTab:
    made = PapersTab(context)
    shown(made, 1200, 640)
    made.show_contents(read_contents(case.session, case.clue))
    settled()
    return made


def pick(tab: PapersTab, kind: str) -> None:
    row = next(
        row
        for row in (tab.model.row_of(uid) for uid in tab.model.ids)
        if row is not None and row.kind == kind
    )
    uid = f"{row.kind}/{row.about}/{row.issued}"
    tab.table.select_uids([uid], uid)


def test_the_papers_are_listed_and_the_first_is_shown(tab: PapersTab) -> None:
    rows = [tab.model.row_of(uid) for uid in tab.model.ids]
    assert [row.label for row in rows if row] == ["问题线索受理登记表", "受理审批表", "初步核实报告"]
    assert tab.preview.pages == 1
    assert not tab.number_button.isEnabled()
    assert tab.number_button.toolTip() == "这份文书不需要编号"


def test_numbering_changes_state_and_pages(
    tab: PapersTab, case: FilledCase, settled: Any, qtbot: Any
) -> None:
    pick(tab, "preliminary_report")
    settled()
    assert "待编号" in tab.preview.note.text()
    tab.number_button.click()
    settled()
    assert tab.chosen is not None
    assert (tab.chosen.state, tab.chosen.number) == (PaperState.NUMBERED, "虚构运输初核〔2026〕1号")
    assert tab.preview.note.text() == "已编号，打印后签字盖章"
    assert not tab.number_button.isEnabled()
    dialog = tab.ask_void()
    assert dialog is not None
    dialog.yes.click()
    assert dialog.problem.text() == "请填写作废理由。"
    dialog.entry.set_value("重新出具")
    dialog.yes.click()
    settled()
    states = [
        row.state
        for row in (tab.model.row_of(uid) for uid in tab.model.ids)
        if row and row.kind == "preliminary_report"
    ]
    assert states == [PaperState.OPEN, PaperState.VOID]


def test_a_paper_is_saved_as_it_is_shown_and_opened_to_be_printed(
    tab: PapersTab, settled: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    assert "打印" not in tab.save_button.text()  # the button says what it does
    pick(tab, "acceptance_sheet")
    settled()
    assert tab.chosen is not None
    tab.save(tab.chosen, tmp_path / "受理审批表.pdf")
    settled()
    text = PdfReader(tmp_path / "受理审批表.pdf").pages[0].extract_text()
    assert "受理审批表" in text
    assert "主管负责" in text
    (box,) = tab.findChildren(MessageBox)
    assert "请打开后打印" in box.sentence.text()
    click(box.buttons[0])
    assert opened == [str(tmp_path / "受理审批表.pdf")]


def test_the_register_lists_what_was_given(tab: PapersTab, settled: Any) -> None:
    pick(tab, "preliminary_report")
    settled()
    tab.number_button.click()
    settled()
    register = tab.open_register()
    settled()
    assert [register.model.row_of(uid).number for uid in register.model.ids] == ["虚构运输初核〔2026〕1号"]
    assert register.counted.text() == "已编号 1"
    register.close_button.click()


def test_who_may_not_number_sees_why(
    desk: Any, case: FilledCase, jobs: Any, shown: Any, settled: Any
) -> None:
    from zhuize_desktop.ui.context import Context

    signer = desk.log_in("signer")
    tab = PapersTab(Context(signer, jobs))
    shown(tab, 1200, 640)
    tab.show_contents(read_contents(signer, case.clue))
    settled()
    assert "文书编号" in tab.closed_words.text()
    assert not tab.number_button.isEnabled()
    assert tab.save_button.isEnabled()
