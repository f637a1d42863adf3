"""工作交接: what the list says to whom, and which clues go over to the successor."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from services.papers import compiled, sealed
from zhuize_desktop.documents.pdf import render_pdf
from zhuize_desktop.domain.content import SignatureBlock, Table, figures
from zhuize_desktop.domain.errors import FieldError, NotAllowed
from zhuize_desktop.domain.handover import MASKED
from zhuize_desktop.domain.records import Circle, Clue, Recusal, SigningKey
from zhuize_desktop.domain.roles import Op, Role
from zhuize_desktop.domain.stages import Stage
from zhuize_desktop.seal.keys import QUICK
from zhuize_desktop.seal.verify import verify_file
from zhuize_desktop.services import clues, records, users
from zhuize_desktop.services.handover import HandedOver, hand_over_clues, release_handover, standing_of
from zhuize_desktop.services.maintenance import examine
from zhuize_desktop.services.trusting import trust_of
from zhuize_desktop.storage import audit

OTHER = "Other-2026!word"


def account(session, login):
    return next(one for one in users.all_users(session) if one.login == login)


def uid_of(session, login):
    return account(session, login).uid


def values(session, summary, **more):
    return {
        "source_kind": "audit.special",
        "reported_on": session.today,
        "enterprises": (session.viewer.enterprise,),
        "category": "funds",
        "summary": summary,
        "handler": session.viewer.user,
    } | more


@pytest.fixture
def office(desk):
    """李文海 has three clues in hand, one in a closed circle, and one that is done; 钱备岗 may take over."""
    admin = desk.log_in("admin")
    users.add_user(admin, "second", "钱备岗", "审计部副主管", (Role.CLERK,), OTHER, QUICK)
    clerk = desk.log_in("clerk")
    made = {
        "open": clues.register_clue(clerk, values(clerk, "出借资金逾期未收回")).value,
        "other": clues.register_clue(clerk, values(clerk, "违规为参股公司垫付运费")).value,
        "closed": clues.register_clue(clerk, values(clerk, "来信反映采购围标", source_kind="petition")).value,
        "done": clues.register_clue(clerk, values(clerk, "已经了结的旧账")).value,
    }
    with clerk.ledger.transact(Op.CHANGE_CLUE, clerk.viewer) as tx:
        tx.update(replace(tx.get(Clue, made["done"].uid), closed=True))
    return made


def tables(document):
    return {
        block.key: [
            [cell if isinstance(cell, str) else cell.text for cell in row.cells] for row in block.rows
        ]
        for block in document.blocks
        if isinstance(block, Table)
    }


def text_of(document):
    pages = PdfReader(io.BytesIO(render_pdf(document, draft=False))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def released(session, login, successor=""):
    chosen = uid_of(session, successor) if successor else ""
    return release_handover(session, uid_of(session, login), "清单.pdf", chosen).value


def recuse(session, clue, login):
    values_ = {"clue": clue.uid, "user": uid_of(session, login), "reason": "亲属"}
    records.add(session, Recusal, values_)


def test_the_leaver_reads_every_clue_on_the_own_list(desk, office):
    document = released(desk.log_in("clerk"), "clerk")
    assert [(row[1], row[2], row[4]) for row in tables(document)["H1"]] == [
        (office["closed"].number, "受理", "来信反映采购围标"),
        (office["open"].number, "受理", "出借资金逾期未收回"),
        (office["other"].number, "受理", "违规为参股公司垫付运费"),
    ]
    assert tables(document)["H4"] == [[office["closed"].number, "", ""]]
    assert "移交人在指定知悉人员之内的线索1件" in text_of(document)
    assert isinstance(document.blocks[-1], SignatureBlock)
    assert [one.role for one in document.blocks[-1].rows] == ["移交人", "接交人", "监交人"]
    counted = {one.figure.provenance.indicator: one.figure.value for one in figures(document)}
    assert counted == {"handover.clues": 3, "handover.circles": 1}


def test_the_list_says_what_stands_behind_a_deadline(desk, office):
    clerk = desk.log_in("clerk")
    with clerk.ledger.transact(Op.CHANGE_CLUE, clerk.viewer) as tx:
        found = tx.get(Clue, office["open"].uid)
        tx.update(replace(found, stage=Stage.PRELIMINARY_CHECK, accepted_on=clerk.today))
    line = next(row for row in tables(released(clerk, "clerk"))["H1"] if row[1] == office["open"].number)
    assert line[3].endswith("个工作日（暂定） · 参照")


def test_who_reads_no_cases_prints_numbers_alone(desk, office):
    document = released(desk.log_in("admin"), "clerk")
    assert [row[1:] for row in tables(document)["H1"]] == [
        [office[name].number, "—", "—", MASKED] for name in ("closed", "open", "other")
    ]
    said = text_of(document)
    for word in ("出借资金", "垫付运费", "采购围标"):
        assert word not in said


def test_outside_the_circle_the_number_alone_and_of_the_involved_not_even_that(desk, office):
    admin = desk.log_in("admin")
    users.change_user(admin, replace(account(admin, "admin"), admin_reads_cases=True))
    recuse(desk.log_in("reviewer"), office["other"], "admin")
    document = released(desk.log_in("admin"), "clerk")
    assert [(row[1], row[4]) for row in tables(document)["H1"]] == [
        (office["closed"].number, MASKED),
        (office["open"].number, "出借资金逾期未收回"),
    ]
    said = text_of(document)
    assert "另有制表人须回避的线索1件" in said
    assert office["other"].number not in said


def test_reports_signatures_and_keys_are_listed(desk):
    report, files = sealed(desk, 2024)
    compiled(desk.log_in("clerk"), 2025)
    admin = desk.log_in("admin")
    found = tables(released(admin, "clerk"))
    (unfinished,), (signed,) = found["H2"], found["H3"]
    assert unfinished[2:] == ["编制", "—"]
    assert "2025" in unfinished[1]
    assert (signed[1], signed[3], signed[4]) == (report.serial, "填报", "2026-11-20 09:00")
    (key,) = records.list_records(admin, SigningKey, user=uid_of(admin, "clerk"))
    shown = hashlib.sha256(bytes.fromhex(key.public_key)).hexdigest()[:16]
    assert found["H5"][0][1:4] == [shown, "2026-11-20 09:00", "在用"]
    assert shown in {one.fingerprint for one in verify_file(files.pdf).signers}
    assert tables(released(admin, "signer"))["H3"][0][3] == "签发"
    assert "没有启用过签名密钥" in text_of(released(admin, "inspector"))


def test_a_list_that_went_out_stands_on_the_trail(desk):
    admin = desk.log_in("admin")
    released(admin, "clerk")
    with admin.ledger.read() as connection:
        newest = audit.timeline(connection, [uid_of(admin, "clerk")])[0]
    assert (newest.op, newest.actor_name) == (Op.PRINT_HANDOVER, "孙立")
    assert (newest.changes[0].field, newest.changes[0].new) == ("handover", "清单.pdf")


@pytest.mark.parametrize("login", ["clerk", "reviewer", "signer", "inspector"])
def test_everybody_prints_the_own_list_and_nobody_elses(desk, login):
    session = desk.log_in(login)
    other = "signer" if login != "signer" else "reviewer"
    assert released(session, login).title == f"工作交接清单（{session.viewer.name}）"
    with pytest.raises(NotAllowed, match="他人的由管理员打印"):
        released(session, other)
    with pytest.raises(NotAllowed):
        hand_over_clues(session, session.viewer.user, uid_of(session, other))


def test_the_successor_gets_what_may_be_read_anyhow_in_one_action(desk, office):
    """The closed circle does not open by this: an administrator could make anybody the handler."""
    admin = desk.log_in("admin")
    leaver, second = uid_of(admin, "clerk"), uid_of(admin, "second")
    assert standing_of(admin, leaver).clues == 3
    assert [one.login for one in standing_of(admin, leaver).users] == ["second", "reviewer"]  # 钱、周
    planned = released(admin, "clerk", "second")
    assert [row[-1] for row in tables(planned)["H1"]] == ["不移交", "移交", "移交"]
    assert planned.blocks[-1].rows[1].name == "钱备岗"
    with admin.ledger.read() as connection:
        before = audit.count(connection)
    assert hand_over_clues(admin, leaver, second).value == HandedOver(2, 1)
    with admin.ledger.read() as connection:
        assert audit.count(connection) == before + 1
    assert standing_of(admin, leaver).clues == 1
    session = desk.log_in("second", OTHER)
    mine = {clue.number for clue in records.list_records(session, Clue) if clue.handler == second}
    assert mine == {office["open"].number, office["other"].number}
    with session.ledger.read() as connection:
        newest = audit.timeline(connection, [office["open"].uid])[0]
    assert (newest.op, newest.note) == (Op.HAND_OVER, "李文海的在办线索移交钱备岗")
    assert [(one.field, one.new) for one in newest.changes] == [("handler", f'"{second}"')]
    with pytest.raises(NotAllowed):
        clues.load_for_edit(session, office["closed"].uid)
    assert records.load(session, Clue, office["done"].uid).handler == leaver
    assert examine(session) == []


def test_nobody_hands_over_or_takes_a_clue_they_are_involved_in(desk, office):
    reviewer = desk.log_in("reviewer")
    recuse(reviewer, office["open"], "admin")
    recuse(reviewer, office["other"], "second")
    admin = desk.log_in("admin")
    done = hand_over_clues(admin, uid_of(admin, "clerk"), uid_of(admin, "second")).value
    assert done == HandedOver(0, 3)


def test_a_successor_inside_the_circle_takes_the_closed_clue_too(desk, office):
    reviewer = desk.log_in("reviewer")
    circle = (*office["closed"].circle_users, uid_of(reviewer, "second"))
    clues.set_circle(reviewer, office["closed"].uid, Circle.NAMED, circle)
    admin = desk.log_in("admin")
    assert hand_over_clues(admin, uid_of(admin, "clerk"), uid_of(admin, "second")).value == HandedOver(3, 0)


@pytest.mark.parametrize("successor", ["clerk", "signer", "admin", "inspector"])
def test_only_somebody_else_who_handles_cases_takes_over(desk, office, successor):
    admin = desk.log_in("admin")
    leaver, other = uid_of(admin, "clerk"), uid_of(admin, successor)
    with pytest.raises(FieldError, match="另一名在用的填报人或审核人"):
        hand_over_clues(admin, leaver, other)
    with pytest.raises(FieldError, match="另一名在用的填报人或审核人"):
        users.remove_user(admin, leaver, QUICK, successor=other)
    assert account(admin, "clerk").active


def test_leaving_hands_over_in_the_same_action_and_what_was_signed_stays_good(desk, office):
    _, files = sealed(desk)
    admin = desk.log_in("admin")
    leaver, second = uid_of(admin, "clerk"), uid_of(admin, "second")
    departure = users.remove_user(admin, leaver, QUICK, successor=second).value
    assert departure.handed_over == HandedOver(2, 1)
    session = desk.log_in("second", OTHER)
    assert records.load(session, Clue, office["open"].uid).handler == second
    with session.ledger.read() as connection:
        assert audit.timeline(connection, [office["open"].uid])[0].op is Op.REMOVE_USER
    admin = desk.log_in("admin")
    assert verify_file(files.pdf, trust_of(admin)).identity.value == "相符"
    document = released(admin, "clerk")
    assert [row[1] for row in tables(document)["H1"]] == [office["closed"].number]
    assert "离岗日期2026-11-20" in text_of(document)


def test_a_leaving_that_is_refused_hands_nothing_over(desk, office):
    """The last 签发人 stays; all or nothing."""
    admin = desk.log_in("admin")
    signer, second = uid_of(admin, "signer"), uid_of(admin, "second")
    users.change_user(admin, replace(account(admin, "signer"), roles=(Role.SIGNER, Role.CLERK)))
    session = desk.log_in("signer")
    mine = clues.register_clue(session, values(session, "签发人自己登记的线索")).value
    admin = desk.log_in("admin")
    with pytest.raises(NotAllowed, match="至少要保留一名在用的签发人"):
        users.remove_user(admin, signer, QUICK, successor=second)
    assert records.load(desk.log_in("second", OTHER), Clue, mine.uid).handler == signer
