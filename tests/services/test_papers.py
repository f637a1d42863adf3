"""文书: what they print, out of a whole case; their numbers; who may have them."""

from __future__ import annotations

import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from services.filled_case import SECRETS, SUSPECTED, FilledCase
from services.whole_case import day, users
from zhuize_desktop.domain.content import (
    KeyValues,
    Paragraph,
    SignatureRow,
    Table,
    figures,
    from_plain,
    to_plain,
)
from zhuize_desktop.domain.errors import Conflict, FieldError, NotAllowed
from zhuize_desktop.domain.money import capital
from zhuize_desktop.domain.papers import PAPERS, UNNUMBERED, mark_of
from zhuize_desktop.domain.records import (
    Acceptance,
    Circle,
    Clue,
    Decision,
    Handling,
    IssuedPaper,
    LiablePerson,
    Recusal,
    Service,
    Transfer,
)
from zhuize_desktop.domain.roles import Op
from zhuize_desktop.domain.rules import Checked
from zhuize_desktop.services import packs, papers, records
from zhuize_desktop.services.clues import set_circle
from zhuize_desktop.services.paper_register import WITHHELD, register
from zhuize_desktop.services.papers import PaperState
from zhuize_desktop.services.settings import change_settings, settings_of

REVIEWED = Path(__file__).resolve().parent.parent / "data" / "papers"


@pytest.fixture
def case(clerk: Any) -> FilledCase:
    return FilledCase(clerk).worked()


def rows(case: FilledCase, kind: str) -> list[papers.PaperRow]:
    return [row for row in papers.papers_of(case.session, case.clue) if row.kind == kind]


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_as_reviewed(name: str, text: str) -> None:
    path = REVIEWED / name
    if os.environ.get("ACCEPT") == "1":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


# --- what they print ---


@pytest.fixture
def printed(case: FilledCase, tmp_path: Path) -> dict[str, list[str]]:
    """Every paper of the case, as another program reads its pages; the decision and the notice have typed numbers."""
    found = {}
    for number, row in enumerate(papers.papers_of(case.session, case.clue)):
        target = tmp_path / f"{number}.pdf"
        papers.save_pdf(case.session, case.clue, row.kind, row.about, target)
        found[row.kind] = pages(target)
    return found


def test_every_paper_reads_as_reviewed_and_carries_nothing_protected(printed: dict[str, list[str]]) -> None:
    assert set(printed) == {kind.code for kind in PAPERS}
    for kind, found in printed.items():
        text = "\n".join(f"== {number} ==\n{page.strip()}" for number, page in enumerate(found, 1)) + "\n"
        assert_as_reviewed(f"{kind}.txt", text)
        whole = squeezed("".join(found))
        for (record, field), secret in SECRETS.items():
            assert secret not in whole, f"{kind} prints {record.__name__}.{field}"
        assert (SUSPECTED in whole) == (kind == "transfer_letter")


def test_no_page_bears_a_signature_alone(printed: dict[str, list[str]]) -> None:
    """No page of a paper is nearly empty: the last lines of the text stand with what is signed below."""
    for kind, found in printed.items():
        for page in found:
            lines = [line for line in page.splitlines() if line.strip()]
            assert len(lines) > 5, f"{kind}: {lines}"


def test_amounts_stand_in_figures_and_in_words(printed: dict[str, list[str]]) -> None:
    for found in printed.values():
        for figure, words in re.findall(r"([\d,]+\.\d\d)元（大写：([^）]+)）", squeezed("".join(found))):
            fen = int(figure.replace(",", "").replace(".", ""))
            assert words == capital(fen)
    assert "1,200,000.00元（大写：壹佰贰拾万元整）" in squeezed("".join(printed["disposition_sheet"]))


def test_the_content_tree_of_every_paper_survives_its_plain_form(case: FilledCase) -> None:
    for row in papers.papers_of(case.session, case.clue):
        document = papers.paper_of(case.session, case.clue, row.kind, row.about)
        assert from_plain(to_plain(document)) == document
        for placed in figures(document):
            assert placed.figure.provenance.records


def test_explanations_of_verify_findings_stand_on_the_sheet_of_their_step(case: FilledCase) -> None:
    document = papers.paper_of(case.session, case.clue, "disposition_sheet")
    (table,) = [
        block for block in document.blocks if isinstance(block, Table) and block.key.startswith("gates.")
    ]
    assert {row.cells[3] for row in table.rows} == {"本单位只有一名经办人。"}
    assert {row.cells[1] for row in table.rows} == {"核实"}


def test_what_is_missing_stands_on_the_sheet_before_its_step(clerk: Any) -> None:
    case = FilledCase(clerk)
    case.register()
    case.add(Acceptance, opinion="accept", receiver="周敏")
    document = papers.paper_of(clerk, case.clue, "acceptance_sheet")
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [row.cells[1] for row in table.rows] == ["缺"]
    assert "受理理由" in str(table.rows[0].cells[2])
    form = next(
        block for block in document.blocks if isinstance(block, KeyValues) and "approvals" in block.key
    )
    assert [item.label for item in form.items] == ["主管负责人意见"]
    assert form.items[0].value == ()
    assert "签字" in form.items[0].foot


def test_clauses_that_do_not_bind_are_printed_as_reference(case: FilledCase) -> None:
    sheet = papers.paper_of(case.session, case.clue, "disposition_sheet")
    notes = [block.text for block in sheet.blocks if isinstance(block, Paragraph)]
    assert len(notes) == 4
    assert all("（参照）" in note for note in notes)
    report = papers.paper_of(case.session, case.clue, "liability_report")
    text = "".join(block.text for block in report.blocks if isinstance(block, Paragraph))
    assert "国务院国资委令第46号（参照）第30条" in text


def test_the_same_paper_gives_the_same_bytes(case: FilledCase, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        papers.save_pdf(case.session, case.clue, "disposition_sheet", "", tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_receipt_is_made_out_in_advance_for_whom_the_decision_concerns(clerk: Any) -> None:
    case = FilledCase(clerk)
    case.register()
    liable = case.add(LiablePerson, person=case.person, liability="direct")
    decision = case.add(Decision, number="", maker="虚构运输集团有限公司")
    handling = case.add(Handling, decision=decision, liable=liable, kinds=("criticism.circular",))
    (blank,) = rows(case, "service")
    assert (blank.about, blank.subject) == (handling, "陈思源")
    document = papers.paper_of(clerk, case.clue, "service", handling)
    assert mark_of(document) == ""
    forms = [block for block in document.blocks if isinstance(block, KeyValues)]
    assert "陈思源" in [item.text for form in forms for item in form.items]
    case.add(
        Service,
        decision=decision,
        recipient="陈思源",
        method="direct",
        server="李文海",
        served_on=day(82),
        signed_by="陈思源",
    )
    assert [row.about for row in rows(case, "service")] == [case.made["Service"]]


# --- numbers ---


def test_a_number_is_given_once_and_written_into_its_record(case: FilledCase) -> None:
    (letter,) = rows(case, "transfer_letter")
    assert letter.state is PaperState.OPEN
    assert mark_of(papers.paper_of(case.session, case.clue, letter.kind, letter.about)) == UNNUMBERED
    done = papers.number_paper(case.session, case.clue, letter.kind, letter.about)
    assert done.value.number == "虚构运输函〔2026〕1号"
    assert records.load(case.session, Transfer, letter.about).number == done.value.number
    assert done.changes.touches("IssuedPaper", "Transfer")
    document = papers.paper_of(case.session, case.clue, letter.kind, letter.about)
    assert (document.number, mark_of(document)) == (done.value.number, "")
    with pytest.raises(Conflict, match="已经编号"):
        papers.number_paper(case.session, case.clue, letter.kind, letter.about)


def test_a_failed_numbering_gives_its_number_back(case: FilledCase) -> None:
    session = case.session
    key = papers.register_key(session.viewer.enterprise, "虚构运输初核", 2026)

    def broken_off() -> None:
        with session.ledger.transact(Op.NUMBER_PAPER, session.viewer) as tx:
            assert tx.next_number(key) == 1
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        broken_off()
    assert register(session, 2026) == ()
    given = papers.number_paper(session, case.clue, "preliminary_report").value
    assert (given.sequence, given.number) == (1, "虚构运输初核〔2026〕1号")


def test_two_who_number_at_once_get_two_numbers_and_one_paper_gets_one(clerk: Any) -> None:
    cases = [FilledCase(clerk) for _ in range(4)]
    for case in cases:
        case.register()
        case.add(Decision, number="", maker="虚构运输集团有限公司")

    def give(case: FilledCase) -> str:
        try:
            return papers.number_paper(clerk, case.clue, "decision", case.made["Decision"]).value.number
        except Conflict:
            return "taken"

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(give, [*cases, *cases]))
    assert sorted(given) == sorted([f"虚构运输责〔2026〕{n}号" for n in range(1, 5)] + ["taken"] * 4)


def test_nothing_is_numbered_or_struck_on_what_is_withdrawn_or_closed(clerk: Any, desk: Any) -> None:
    gone = FilledCase(clerk)
    gone.register()
    decision = gone.add(Decision, number="", maker="虚构运输集团有限公司")
    issued = papers.number_paper(clerk, gone.clue, "decision", decision).value
    records.withdraw(clerk, Clue, gone.clue, "登记错误")
    with pytest.raises(NotAllowed, match="已撤回"):
        papers.void_number(clerk, issued.uid, "登记错误")
    case = FilledCase(clerk).worked()
    case.session = reviewer = desk.log_in("reviewer")
    case.go(reviewer)
    session = desk.log_in("clerk")
    with pytest.raises(NotAllowed, match="已销号"):
        papers.number_paper(session, case.clue, "preliminary_report")
    document = papers.paper_of(session, case.clue, "closure_sheet")
    signed = [block for block in document.blocks if isinstance(block, SignatureRow)]
    assert [side.name for side in signed[0].sides] == ["李文海", "周敏"]


def test_numbers_of_a_series_follow_one_another(clerk: Any) -> None:
    given = []
    for _ in range(3):
        case = FilledCase(clerk)
        case.register()
        case.made["Decision"] = case.add(Decision, number="", maker="虚构运输集团有限公司")
        given.append(papers.number_paper(clerk, case.clue, "decision", case.made["Decision"]).value.number)
    assert given == [f"虚构运输责〔2026〕{number}号" for number in (1, 2, 3)]
    assert [line.state for line in register(clerk, 2026)] == ["已编号"] * 3


def test_a_typed_number_is_registered_as_it_is_and_its_place_is_passed_over(clerk: Any) -> None:
    first, second, third = (FilledCase(clerk) for _ in range(3))
    for case, typed in ((first, "虚构运输责〔2026〕2号"), (second, ""), (third, "")):
        case.register()
        case.add(Decision, number=typed, maker="虚构运输集团有限公司")
    assert rows(first, "decision")[0].state is PaperState.TYPED

    def number(case: FilledCase) -> IssuedPaper:
        return papers.number_paper(clerk, case.clue, "decision", case.made["Decision"]).value

    assert number(second).number == "虚构运输责〔2026〕1号"
    assert number(third).number == "虚构运输责〔2026〕3号"  # the second stands in a record already
    assert [(line.sequence, line.state) for line in register(clerk, 2026)] == [
        (1, "已编号"),
        (2, "未登记"),
        (3, "已编号"),
    ]
    taken = number(first)
    assert (taken.number, taken.sequence) == ("虚构运输责〔2026〕2号", 2)
    assert [(line.sequence, line.state) for line in register(clerk, 2026)] == [
        (n, "已编号") for n in (1, 2, 3)
    ]


def test_a_number_ahead_of_the_register_leaves_a_gap_that_says_why(clerk: Any) -> None:
    case = FilledCase(clerk)
    case.register()
    case.add(Decision, number="虚构运输责〔2026〕3号", maker="虚构运输集团有限公司")
    papers.number_paper(clerk, case.clue, "decision", case.made["Decision"])
    lines = register(clerk, 2026)
    assert [(line.sequence, line.state) for line in lines] == [(1, "空号"), (2, "空号"), (3, "已编号")]
    assert all(line.note for line in lines)


def test_two_papers_never_share_a_number(clerk: Any) -> None:
    first, second = FilledCase(clerk), FilledCase(clerk)
    for case in (first, second):
        case.register()
        case.add(Decision, number="虚发〔2026〕9号", maker="虚构运输集团有限公司")
    papers.number_paper(clerk, first.clue, "decision", first.made["Decision"])
    with pytest.raises(Conflict, match="另一份文书"):
        papers.number_paper(clerk, second.clue, "decision", second.made["Decision"])


def test_a_struck_number_stays_used_and_says_why(clerk: Any) -> None:
    case = FilledCase(clerk)
    case.register()
    decision = case.add(Decision, number="", maker="虚构运输集团有限公司")
    issued = papers.number_paper(clerk, case.clue, "decision", decision).value
    with pytest.raises(FieldError):
        papers.void_number(clerk, issued.uid, " ")
    papers.void_number(clerk, issued.uid, "会议未通过")
    with pytest.raises(NotAllowed):
        papers.void_number(clerk, issued.uid, "再作废")
    assert records.load(clerk, Decision, decision).number == ""
    assert [row.state for row in rows(case, "decision")] == [PaperState.OPEN, PaperState.VOID]
    again = papers.number_paper(clerk, case.clue, "decision", decision).value
    assert again.number == "虚构运输责〔2026〕2号"
    states = [(line.state, line.note) for line in register(clerk, 2026)]
    assert states[0] == ("作废", "作废理由：会议未通过")
    assert states[1][0] == "已编号"


def test_the_head_of_the_numbers_is_a_setting(desk: Any) -> None:
    admin = desk.log_in("admin")
    with pytest.raises(FieldError, match="代字"):
        change_settings(admin, replace(settings_of(admin), paper_head="虚运〔"))
    change_settings(admin, replace(settings_of(admin), paper_head="虚运"))
    clerk = desk.log_in("clerk")
    case = FilledCase(clerk)
    case.register()
    decision = case.add(Decision, number="", maker="虚构运输集团有限公司")
    assert papers.number_paper(clerk, case.clue, "decision", decision).value.number == "虚运责〔2026〕1号"


def test_a_sheet_takes_no_number_and_a_paper_without_record_is_none(clerk: Any) -> None:
    case = FilledCase(clerk)
    case.register()
    with pytest.raises(NotAllowed, match="不编文号"):
        papers.number_paper(clerk, case.clue, "intake_form")
    with pytest.raises(NotAllowed, match="没有这份文书"):
        papers.number_paper(clerk, case.clue, "preliminary_report")
    assert [row.kind for row in papers.papers_of(clerk, case.clue)] == ["intake_form"]


# --- who may ---


def test_who_may_not_read_the_clue_gets_no_paper_and_sees_the_number_alone(
    case: FilledCase, desk: Any, tmp_path: Path
) -> None:
    (letter,) = rows(case, "transfer_letter")
    number = papers.number_paper(case.session, case.clue, letter.kind, letter.about).value.number
    known = users(case.session)
    set_circle(case.session, case.clue, Circle.NAMED, (known["clerk"],))
    records.add(case.session, Recusal, {"clue": case.clue, "user": known["signer"], "reason": "亲属"})
    for login in ("reviewer", "signer", "admin", "inspector"):
        session = desk.log_in(login)
        target = tmp_path / f"{login}.pdf"
        for refused in (
            lambda session=session: papers.papers_of(session, case.clue),
            lambda session=session: papers.paper_of(session, case.clue, letter.kind, letter.about),
            lambda session=session: papers.number_paper(session, case.clue, "preliminary_report"),
            lambda session=session, target=target: papers.save_pdf(
                session, case.clue, letter.kind, letter.about, target
            ),
        ):
            with pytest.raises(NotAllowed):
                refused()
        assert not target.exists()
        if session.viewer.reads_cases:
            (line,) = [line for line in register(session, 2026) if line.number == number]
            assert (line.note, line.clue, line.kind) == (WITHHELD, "", "")
        else:
            with pytest.raises(NotAllowed):
                register(session, 2026)


def test_taking_a_paper_out_stands_on_the_trail(case: FilledCase, tmp_path: Path) -> None:
    papers.save_pdf(case.session, case.clue, "intake_form", "", tmp_path / "登记表.pdf")
    newest = records.timeline(case.session, case.clue)[0]
    assert newest.op == "export"
    assert [change.new for change in newest.changes if change.field == "export"] == ["登记表.pdf"]


def test_who_compared_the_clause_of_an_approval_is_printed(
    desk: Any, case: FilledCase, tmp_path: Path
) -> None:
    admin = desk.log_in("admin")
    entry = admin.rulebook().dictionary("required_approval").entry("finish_check.responsible")
    checked = Checked(document="虚构指引", page="第 3 页", by="钱海", on=date(2026, 11, 20))
    compared = packs.Compared(checked)
    packs.confirm_entry(
        admin, "dictionaries", "required_approval", entry.code, compared, reading=entry.reading
    )
    clerk = desk.log_in("clerk")
    row = next(row for row in papers.papers_of(clerk, case.clue) if row.kind == "preliminary_report")
    papers.save_pdf(clerk, case.clue, row.kind, row.about, tmp_path / "报告.pdf")
    text = squeezed("".join(pages(tmp_path / "报告.pdf")))
    assert "依据为辽国资监督〔2021〕42号第5条（参照）。" in text
    assert "本单位已核对：钱海2026-11-20对照《虚构指引》，第3页。" in text
