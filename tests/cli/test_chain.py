"""The work of a year, command by command: what is said, what is answered, what comes of it."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk import PASSWORD
from services.ledgers import SAMPLE, edited, ledger
from zhuize_desktop.domain.clock import SystemClock
from zhuize_desktop.domain.records import Explanation, SigningKey, User
from zhuize_desktop.seal.canonical import instant_text
from zhuize_desktop.seal.pdf import examine_pdf, seal_pdf
from zhuize_desktop.seal.signature import SignRole, sign_person
from zhuize_desktop.seal.trust import Trust, TrustedEnterprise, TrustedSigner, write_trust
from zhuize_desktop.services import records
from zhuize_desktop.services.directory import add_enterprise
from zhuize_desktop.services.session import log_in, own_enterprise
from zhuize_desktop.storage.folders import DataFolder

YEAR = date.today().year - 1
CREDIT_CODE = "91370800MA3CXXXX1A"
HAN = re.compile("[\u4e00-\u9fff]")


def report(shell, year=YEAR):
    return shell.as_user("clerk", "report", "annual", "--year", year, "--out", shell.place / "草稿")


def signed(shell):
    """The sealed files of a report over an empty year."""
    uid = report(shell).json["id"]
    for login in ("clerk", "reviewer", "signer"):
        done = shell.as_user(login, "sign", uid)
        assert done.code == 0, done.err
    return Path(done.json["pdf"]), Path(done.json["xlsx"])


# --- init ----------------------------------------------------------------------------------------------------------


def answers(**enterprise):
    users = [
        ("clerk", "李文海", "审计部主管", ["填报人", "clerk"]),
        ("reviewer", "周敏", None, ["reviewer"]),
        ("signer", "赵国平", "总经理", ["签发人"]),
        ("admin", "孙立", "", ["系统管理员", "inspector"]),
    ]
    return {
        "enterprise": {"name": "虚构控股集团有限公司", "credit_code": None, "level": 1, "parent": None}
        | enterprise,
        "users": [
            {"login": login, "name": name, "post": post, "roles": roles, "password": PASSWORD}
            for login, name, post, roles in users
        ],
    }


@pytest.mark.parametrize(
    ("enterprise", "level"),
    [
        ({}, 1),
        ({"level": "市管企业"}, 1),
        ({"level": "三级", "parent": "虚构上级"}, 3),
        ({"level": "2", "parent": "虚构上级"}, 2),
    ],
)
def test_init_takes_words_and_codes(shell, enterprise, level):
    path = shell.place / "答案.json"
    path.write_text(json.dumps(answers(**enterprise), ensure_ascii=False), "utf-8-sig")
    code = shell.place / "恢复码.txt"
    done = shell.run("init", shell.place / "新", "--answers", path, "--recovery-file", code)
    assert (done.code, done.err) == (0, "")
    assert done.json == {
        "enterprise": "虚构控股集团有限公司",
        "users": ["clerk", "reviewer", "signer", "admin"],
    }
    assert "立即删除" in done.out
    assert "国家秘密" in done.out
    assert PASSWORD not in done.out
    written = code.read_text("utf-8").strip()
    assert written
    assert written not in done.out
    session = log_in(DataFolder(shell.place / "新"), "admin", PASSWORD, SystemClock())
    try:
        own = own_enterprise(session)
        assert (own.level, own.parent is None) == (level, level == 1)
        roles = {
            user.login: [role.value for role in user.roles] for user in records.list_records(session, User)
        }
        assert (roles["clerk"], roles["admin"]) == (["clerk"], ["admin", "inspector"])
    finally:
        session.close()


def test_init_without_recovery_file_shows_the_code(shell):
    path = shell.place / "a.json"
    path.write_text(json.dumps(answers()), "utf-8")
    done = shell.run("init", shell.place / "新", "--answers", path)
    assert done.code == 0
    assert re.search("恢复码（只显示这一次，请抄写保管）：[0-9A-Z-]{20,}", done.out)


# --- import and ledger ---------------------------------------------------------------------------------------------


def test_the_sample_in_and_out_and_in_again(shell):
    dry = shell.as_user("clerk", "import-ledger", SAMPLE, "--dry-run", "--result", shell.place / "结果.xlsx")
    wanted = {"rows": 42, "new": 42, "updated": 0, "unchanged": 0, "duplicate": 0, "error": 0}
    assert (dry.code, dry.json, list(dry.json)) == (0, wanted, list(wanted))
    book = openpyxl.load_workbook(shell.place / "结果.xlsx")
    assert [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == ["新增"] * 42
    assert shell.as_user("clerk", "import-ledger", SAMPLE).json == wanted
    assert shell.as_user("clerk", "import-ledger", SAMPLE).json == wanted | {"new": 0, "unchanged": 42}
    for name in ("台账.xlsx", "台账.csv"):
        out = shell.place / name
        done = shell.as_user("clerk", "ledger", "--out", out)
        assert (done.code, done.json) == (0, {"rows": 42})
        assert shell.as_user("clerk", "import-ledger", out).json == wanted | {"new": 0, "unchanged": 42}
    with (shell.place / "台账.csv").open(encoding="utf-8-sig", newline="") as stream:
        number = next(csv.DictReader(stream))["线索编号"]
    changed = edited(shell.place / "台账.xlsx", shell.place / "改.xlsx", {(number, "备注"): "补充一句"})
    done = shell.as_user("clerk", "import-ledger", changed)
    assert done.json == wanted | {"new": 0, "updated": 1, "unchanged": 41}


def test_the_ledger_filtered(shell):
    shell.as_user("clerk", "import-ledger", SAMPLE)
    out = shell.place / "部分.csv"
    done = shell.as_user("clerk", "ledger", "--out", out, "--where", "是否完结=是", "--where", "年度=2024")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert done.json == {"rows": len(lines)}
    assert lines
    assert {(line["是否完结"], line["报送时间"][:4]) for line in lines} == {("是", "2024")}


def test_an_import_with_errors_is_refused_whole(shell):
    path = ledger(shell.place / "错.xlsx", {"线索编号": "A-1"}, {"线索编号": "A-2", "问题线索概述": ""})
    dry = shell.as_user("clerk", "import-ledger", path, "--dry-run")
    assert (dry.code, dry.json["new"], dry.json["error"], dry.err) == (1, 1, 1, "")
    assert "第 3 行" in dry.out
    done = shell.as_user("clerk", "import-ledger", path, "--result", shell.place / "结果.xlsx")
    assert done.code == 2
    assert (done.json["new"], done.json["error"]) == (0, 1)
    assert done.err.strip().endswith("台账没有改动；请按上面的说明改好后重新导入。")
    book = openpyxl.load_workbook(shell.place / "结果.xlsx")
    assert [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == ["未导入", "错误"]
    assert shell.as_user("clerk", "ledger", "--out", shell.place / "o.csv").json == {"rows": 0}


def test_a_result_that_cannot_be_written_stops_the_import(shell):
    done = shell.as_user("clerk", "import-ledger", SAMPLE, "--result", shell.place / "没有" / "结果.xlsx")
    assert done.code == 2
    assert shell.as_user("clerk", "ledger", "--out", shell.place / "o.csv").json == {"rows": 0}


# --- report and signatures -------------------------------------------------------------------------------------------


def test_a_report_through_three_signatures(shell):
    shell.as_user("clerk", "import-ledger", SAMPLE)
    done = report(shell)
    assert done.code == 0
    assert list(done.json) == ["id", "state", "pdf", "xlsx", "findings"]
    assert done.json["state"] == "编制"
    assert done.json["findings"] == len(
        [line for line in done.out.splitlines() if line.startswith(("强制", "核实", "提示"))]
    )
    assert Path(done.json["pdf"]).read_bytes().startswith(b"%PDF-")
    assert openpyxl.load_workbook(done.json["xlsx"]).sheetnames
    uid = done.json["id"]
    assert report(shell).json["id"] == uid
    states = []
    for login in ("clerk", "reviewer", "signer"):
        done = shell.as_user(login, "sign", uid)
        assert list(done.json) == ["id", "state", "pdf", "xlsx"]
        assert (done.code, done.err, done.json["id"]) == (0, "", uid)
        assert done.json["state"] in done.out.splitlines()[0]
        states.append((done.json["state"], done.json["pdf"] is not None))
    assert states == [("已提交", False), ("已审核", False), ("已签发封存", True)]
    for path in (done.json["pdf"], done.json["xlsx"]):
        checked = shell.run("verify", path)
        assert checked.code == 0
        assert list(checked.json) == ["ok", "integrity", "identity", "signers", "problems"]
        assert (checked.json["ok"], checked.json["integrity"], checked.json["identity"]) == (
            True,
            True,
            "未核对",
        )
        assert [one["name"] for one in checked.json["signers"]] == ["李文海", "周敏", "赵国平"]
        assert checked.json["problems"] == []


def explanations(shell, uid):
    session = log_in(DataFolder(shell.data), "clerk", PASSWORD, SystemClock())
    try:
        return {
            one.check: one.text for one in records.list_records(session, Explanation) if one.report == uid
        }
    finally:
        session.close()


def test_a_report_of_an_enterprise_kept_on_behalf(shell):
    session = log_in(DataFolder(shell.data), "clerk", PASSWORD, SystemClock())
    try:
        values = {"name": "虚构茶业有限公司", "short_name": "茶业", "level": 3, "on_behalf": True}
        add_enterprise(session, values | {"parent": session.viewer.enterprise})
    finally:
        session.close()
    given = ("report", "annual", "--year", YEAR, "--out", shell.place / "草稿")
    done = shell.as_user("clerk", *given, "--enterprise", "茶业")
    assert (done.code, list(done.json)) == (0, ["id", "state", "pdf", "xlsx", "findings"])
    assert "虚构茶业有限公司" in done.json["pdf"]
    assert "核实［annual.zero］：本期没有线索" in done.out
    assert report(shell).json["id"] != done.json["id"]
    refused = shell.as_user("clerk", *given, "--enterprise", "虚构煤业有限公司")
    assert (refused.code, refused.out) == (2, "")
    assert "虚构茶业有限公司" in refused.err


def test_findings_explained_on_the_command_line(shell):
    """As the window stores them; what nobody explains is stored as expressly unexplained, as before."""
    shell.as_user("clerk", "import-ledger", SAMPLE)
    done = report(shell)
    uid, codes = done.json["id"], list(dict.fromkeys(re.findall(r"^核实［(.+?)］：", done.out, re.MULTILINE)))
    assert len(codes) > 1
    text = "期初已与纸质台账逐笔核对，差异=0。"
    done = shell.as_user("clerk", "sign", uid, "--explain", f"{codes[0]}={text}")
    assert (done.code, done.json["state"], list(done.json)) == (0, "已提交", ["id", "state", "pdf", "xlsx"])
    stored = explanations(shell, uid)
    assert stored.pop(codes[0]) == text
    assert stored == dict.fromkeys(codes[1:], "填报人提交时未另作说明。")
    again = shell.as_user("clerk", "sign", uid, "--explain", f"{codes[0]}=改写")
    assert (again.code, "冻结" in again.err) == (2, True)
    assert explanations(shell, uid)[codes[0]] == text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["annual.opening"], "写法"),
        (["=没有代码"], "写法"),
        (["annual.opening=一", "annual.opening=二"], "两次"),
        (["annual.opening=够了", "annual.nothing=不存在"], "annual.nothing"),
        (["annual.opening= "], "是空的"),
    ],
)
def test_an_explanation_that_explains_nothing_is_refused_and_nothing_is_signed(shell, given, told):
    shell.as_user("clerk", "import-ledger", SAMPLE)
    uid = report(shell).json["id"]
    done = shell.as_user("clerk", "sign", uid, *(word for one in given for word in ("--explain", one)))
    assert (done.code, done.out, told in done.err) == (2, "", True), done.err
    assert explanations(shell, uid) == {}
    assert report(shell).json["state"] == "编制"


def test_out_of_turn_and_twice(shell):
    uid = report(shell).json["id"]
    for login, told in (("signer", "填报人提交"), ("reviewer", "填报人提交")):
        done = shell.as_user(login, "sign", uid)
        assert (done.code, done.out) == (2, "")
        assert told in done.err
    assert shell.as_user("clerk", "sign", uid).code == 0
    again = shell.as_user("clerk", "sign", uid)
    assert again.code == 2
    assert "审核人审核" in again.err
    assert shell.as_user("clerk", "sign", "0000").code == 2


def test_signed_on_paper(shell):
    uid = report(shell).json["id"]
    for login in ("clerk", "reviewer"):
        shell.as_user(login, "sign", uid)
    page = shell.place / "签发页.pdf"
    page.write_bytes(b"%PDF-1.7 invented")
    paper = (
        "--paper-scan",
        page,
        "--signer",
        "赵国平",
        "--post",
        "总经理",
        "--date",
        date.today().isoformat(),
    )
    half = shell.as_user("clerk", "sign", uid, *paper[:4])
    assert half.code == 2
    assert "--date" in half.err
    entered = shell.as_user("clerk", "sign", uid, *paper)
    assert (entered.code, entered.json["state"], entered.json["pdf"]) == (0, "已审核", None)
    assert shell.as_user("signer", "sign", uid).code == 2
    done = shell.as_user("reviewer", "sign", uid)
    assert (done.code, done.json["state"]) == (0, "已签发封存")
    checked = shell.run("verify", done.json["pdf"], done.json["xlsx"])
    assert (checked.code, checked.json["ok"]) == (0, True)
    assert {one["means"] for one in checked.json["signers"]} == {"电子", "纸质"}


# --- verify ----------------------------------------------------------------------------------------------------------


def test_verify_tells_a_flipped_byte_and_a_cut_and_other_files(shell):
    plain = report(shell, YEAR - 1).json  # a draft, so not sealed
    pdf, xlsx = signed(shell)
    for path in (pdf, xlsx):
        data = path.read_bytes()
        changed = bytearray(data)
        changed[len(data) // 3] ^= 4
        for name, content in (("改", bytes(changed)), ("截", data[:-100]), ("加", data + b"\n"), ("空", b"")):
            other = shell.place / f"{name}{path.suffix}"
            other.write_bytes(content)
            done = shell.run("verify", other)
            assert (done.code, done.json["ok"], done.json["integrity"], done.err) == (1, False, False, ""), (
                name
            )
            assert all(HAN.search(problem) for problem in done.json["problems"])
            assert done.json["problems"]
    both = shell.run("verify", pdf, shell.place / "改.pdf")
    assert (both.code, both.json["ok"], both.json["integrity"]) == (1, False, False)
    assert all("改.pdf" in problem for problem in both.json["problems"])
    assert shell.run("verify", shell.place / "没有.pdf").code == 2
    done = shell.run("verify", plain["pdf"], plain["xlsx"], shell.password_file)
    assert (done.code, done.json["integrity"]) == (1, False)


def with_credit_code(shell):
    from dataclasses import replace

    session = log_in(DataFolder(shell.data), "admin", PASSWORD, SystemClock())
    try:
        records.change(session, replace(own_enterprise(session), credit_code=CREDIT_CODE))
    finally:
        session.close()


def trust_of(shell):
    """The trust list of this ledger, as it would be handed over on paper."""
    session = log_in(DataFolder(shell.data), "admin", PASSWORD, SystemClock())
    try:
        users = {user.uid: user for user in records.list_records(session, User)}
        keys = records.list_records(session, SigningKey)
        name = own_enterprise(session).name
    finally:
        session.close()
    signers = tuple(
        TrustedSigner(
            users[key.user].login,
            users[key.user].name,
            key.public_key,
            instant_text(key.valid_from),
            roles=tuple(role.label for role in users[key.user].roles),
        )
        for key in keys
    )
    path = shell.place / "信任名单.json"
    write_trust(path, Trust((TrustedEnterprise(name, CREDIT_CODE, signers),)))
    return path


def test_verify_with_a_trust_list_tells_a_stranger(shell):
    with_credit_code(shell)
    pdf, _ = signed(shell)
    trust = trust_of(shell)
    done = shell.run("verify", pdf, "--trust", trust)
    assert (done.code, done.json["ok"], done.json["identity"]) == (0, True, "相符")
    forged = shell.place / "冒名.pdf"
    forged.write_bytes(by_a_stranger(pdf.read_bytes(), shell.place))
    alone = shell.run("verify", forged)
    assert (alone.code, alone.json["integrity"], alone.json["identity"]) == (0, True, "未核对")
    done = shell.run("verify", forged, "--trust", trust)
    assert (done.code, done.json["ok"], done.json["integrity"], done.json["identity"]) == (
        1,
        False,
        True,
        "不符",
    )
    assert len(done.json["problems"]) >= 3
    for bad in (shell.password_file, shell.place / "没有.json", pdf):
        assert shell.run("verify", pdf, "--trust", bad).code == 2


def by_a_stranger(pdf, place):
    """The same report under the same names, signed with keys of somebody else's making."""
    from dataclasses import replace

    from zhuize_desktop.documents.pdf import render_pdf
    from zhuize_desktop.domain.content import Document, Paragraph

    found = examine_pdf(pdf)
    chain = []
    for entry in found.seal.envelope.signatures:
        key = Ed25519PrivateKey.generate()
        chain.append(
            sign_person(
                key,
                chain,
                role=SignRole(entry.role),
                name=entry.name,
                login=entry.login,
                post=entry.post,
                signed_at=datetime.fromisoformat(entry.signed_at),
                snapshot_sha256=entry.snapshot_sha256,
            )
        )
    envelope = replace(found.seal.envelope, signatures=tuple(chain), expects_certificate=False)
    pages = render_pdf(Document("伪造的报告", (Paragraph(("一切正常。",)),)), draft=False)
    return seal_pdf(pages, envelope, found.content, key.sign, key.public_key().public_bytes_raw().hex())


# --- care ------------------------------------------------------------------------------------------------------------


def test_doctor_backup_and_restore(shell, recovery_code):
    shell.as_user("clerk", "import-ledger", SAMPLE)
    for login in ("clerk", "inspector"):
        done = shell.as_user(login, "doctor")
        assert (done.code, done.json) == (0, {"ok": True, "problems": []})
    done = shell.as_user("clerk", "backup", "--out", shell.place / "U盘")
    assert (done.code, list(done.json), done.json["ok"]) == (0, ["ok", "file"], True)
    file = done.json["file"]
    checked = shell.run("verify", file)
    assert (checked.code, checked.json["signers"][0]["name"]) == (0, "李文海")
    password = ("--user", "clerk", "--password-file", shell.password_file)
    other = shell.place / "另一台"
    done = shell.run("restore", file, "--data", other, *password)
    assert (done.code, done.json["ok"]) == (0, True)
    shell.data = other
    assert shell.as_user("clerk", "ledger", "--out", shell.place / "o.csv").json == {"rows": 42}
    code = shell.place / "恢复码.txt"
    code.write_text(recovery_code, "utf-8")
    third = shell.place / "第三台"
    assert shell.run("restore", file, "--data", third, "--recovery-code-file", code).code == 0
    shell.data = third
    assert shell.as_user("signer", "doctor").code == 0
    wrong = shell.run("restore", file, "--data", third)
    assert (wrong.code, wrong.out) == (2, "")
    code.write_text("0000-0000", "utf-8")
    assert shell.run("restore", file, "--data", third, "--recovery-code-file", code).code == 2
    assert shell.run("restore", SAMPLE, "--data", third, *password).code == 2
    assert shell.as_user("clerk", "ledger", "--out", shell.place / "o.csv").json == {"rows": 42}


def test_doctor_tells_damage(shell):
    shell.as_user("clerk", "import-ledger", SAMPLE)
    data = bytearray((shell.data / "ledger.db").read_bytes())
    for page in range(60, len(data) // 4096):
        data[page * 4096 + 2000] ^= 1
    (shell.data / "ledger.db").write_bytes(data)
    done = shell.as_user("clerk", "doctor")
    assert done.code in (1, 2)
    assert HAN.search(done.err or done.json["problems"][0])


# --- demo ---------------------------------------------------------------------------------------------------------


def test_demo_makes_a_ledger_whose_report_can_be_signed(shell):
    shell.data = shell.place / "演示"
    done = shell.run("demo", shell.data, "--clues", 14, "--seed", 3, "--today", date.today().isoformat())
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == ["accounts", "clues", "year"]
    assert list(done.json["accounts"]) == ["填报人", "审核人", "签发人", "管理员", "查阅人"]
    assert (done.json["clues"], done.json["year"]) == (14, YEAR)
    accounts = done.json["accounts"]
    shell.password_file = shell.data / "demo-password.txt"
    assert shell.as_user(accounts["填报人"], "ledger", "--out", shell.place / "o.csv").json == {"rows": 14}
    made = shell.as_user(
        accounts["填报人"], "report", "annual", "--year", YEAR, "--out", shell.place / "草稿"
    )
    assert (made.code, made.json["state"]) == (0, "编制")
    for role in ("填报人", "审核人", "签发人"):
        done = shell.as_user(accounts[role], "sign", made.json["id"])
        assert done.code == 0, done.err
    assert done.json["state"] == "已签发封存"
    checked = shell.run("verify", done.json["pdf"], done.json["xlsx"])
    assert (checked.code, checked.json["ok"], checked.json["problems"]) == (0, True, [])
    assert "非电子公章" in checked.out


def test_one_person_with_two_roles_does_not_sign_twice(shell):
    path = shell.place / "答案.json"
    plain = answers()
    plain["users"][0]["roles"] = ["填报人", "审核人", "签发人"]
    path.write_text(json.dumps(plain), "utf-8")
    shell.data = shell.place / "新"
    assert shell.run("init", shell.data, "--answers", path).code == 0
    uid = report(shell).json["id"]
    assert shell.as_user("clerk", "sign", uid).code == 0
    done = shell.as_user("clerk", "sign", uid)
    assert (done.code, done.out) == (2, "")
    assert "须由另一人办理" in done.err
