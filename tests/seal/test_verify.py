"""``verify`` over whole files: good ones, forged ones, strangers' ones, and files that have nothing to do with us."""

from __future__ import annotations

import dataclasses
import io
import json
import subprocess
import sys

import openpyxl
import pytest

from seal.papers import (
    ENTERPRISE,
    chain_of,
    envelope_of,
    paper_chain_of,
    pdf_bytes,
    persons,
    sign,
    snapshot_bytes,
    workbook_bytes,
)
from seal.test_package import pack
from seal.test_pdf_seal import curve, demonstration
from seal.test_trust import trust_of
from seal.test_workbook_seal import with_seal
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.fileseal import signed_seal
from zhuize_desktop.seal.pdf import seal_pdf
from zhuize_desktop.seal.signature import SignRole, last_person
from zhuize_desktop.seal.verify import Identity, verify_file
from zhuize_desktop.seal.workbook import examine_workbook, seal_workbook

SNAPSHOT = snapshot_bytes()
KINDS = ["pdf", "xlsx"]


def seal(folder, kind, chain=None, certificate=None, seed=1, snapshot=SNAPSHOT, **changes):
    """A sealed file on disk, signed for the file by the last signer of the chain."""
    chain = chain_of(snapshot, seed) if chain is None else chain
    keys = {one.public_key.hex(): one.key for one in persons(seed)}
    key = last_person(chain).public_key
    envelope = envelope_of(snapshot, chain, expects_certificate=certificate is not None, **changes)
    path = folder / f"report.{kind}"
    if kind == "pdf":
        path.write_bytes(seal_pdf(pdf_bytes(), envelope, snapshot, keys[key].sign, key, certificate))
    else:
        path.write_bytes(seal_workbook(workbook_bytes(), envelope, snapshot, keys[key].sign, key))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_file_without_and_with_a_trust_list(tmp_path, kind):
    path = seal(tmp_path, kind)
    found = verify_file(path)
    assert (found.ok, found.integrity, found.identity, found.problems) == (True, True, "未核对", ())
    assert [(one.role, one.name, one.means, one.trusted) for one in found.signers] == [
        ("填报", "王芳", "电子", None),
        ("审核", "李强", "电子", None),
        ("签发", "赵敏", "电子", None),
    ]
    assert (found.kind, found.serial, found.enterprise) == ("report", "ZZBG-2026-001", ENTERPRISE)
    assert found.title == "2026年度违规经营投资责任追究工作报告"
    assert (found.predecessor, found.audit_head, found.notes) == ("", "ab" * 32, ())
    known = verify_file(path, trust_of())
    assert (known.ok, known.integrity, known.identity, known.problems) == (True, True, "相符", ())
    assert all(one.trusted for one in known.signers)


def test_the_plain_form_is_that_of_the_command_line(tmp_path):
    found = json.loads(json.dumps(verify_file(seal(tmp_path, "pdf"), trust_of(certificates=())).to_plain()))
    signers = found.pop("signers")
    assert found == {"ok": True, "integrity": True, "identity": "相符", "problems": []}
    assert len(signers[2].pop("key")) == 16
    assert signers[2] == {
        "role": "签发",
        "name": "赵敏",
        "post": "总经理",
        "signed_at": "2027-01-20T01:32:00Z",
        "means": "电子",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_on_paper_is_named(tmp_path, kind):
    path = seal(tmp_path, kind, paper_chain_of(SNAPSHOT))
    found = verify_file(path, trust_of())
    assert found.ok
    assert found.identity is Identity.MATCHES
    assert [(one.role, one.name, one.means) for one in found.signers] == [
        ("填报", "王芳", "电子"),
        ("审核", "李强", "电子"),
        ("签发", "周建国", "纸质"),
        ("纸质签发登记", "王芳", "电子"),
        ("纸质签发确认", "李强", "电子"),
    ]
    assert found.signers[2].signed_at == "2027-01-21"
    assert all(one.trusted for one in found.signers)
    assert any("纸质签发" in note and "周建国" in note for note in found.notes)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_made_anew_by_a_stranger_is_whole_but_not_theirs(tmp_path, kind):
    path = seal(tmp_path, kind, seed=66)
    alone = verify_file(path)
    assert (alone.ok, alone.integrity, alone.identity) == (True, True, "未核对")
    assert alone.problems == ()
    known = verify_file(path, trust_of())
    assert (known.ok, known.integrity, known.identity) == (False, True, "不符")
    assert [one.trusted for one in known.signers] == [False] * 3
    assert known.problems[0] == "填报（王芳）所用的密钥不在信任名单中，可能是他人冒名签署。"


def test_one_strange_signature_in_the_chain_is_enough(tmp_path):
    true, false = persons(), persons(66)
    chain = sign([], true[0], SignRole.PREPARED, SNAPSHOT)
    chain = sign(chain, false[1], SignRole.REVIEWED, SNAPSHOT)
    chain = sign(chain, true[2], SignRole.ISSUED, SNAPSHOT)
    found = verify_file(seal(tmp_path, "pdf", chain), trust_of())
    assert [one.trusted for one in found.signers] == [True, False, True]
    assert found.identity is Identity.DIFFERS


def test_a_known_person_in_anothers_name_role_or_place(tmp_path):
    preparer, reviewer, issuer = persons()
    other = dataclasses.replace(preparer, key=reviewer.key)
    chain = sign([], other, SignRole.PREPARED, SNAPSHOT)
    chain = sign(chain, issuer, SignRole.ISSUED, SNAPSHOT)
    found = verify_file(seal(tmp_path, "xlsx", chain), trust_of())
    assert found.problems == ("填报（王芳）所用的密钥在信任名单中属于李强。",)
    chain = sign([], reviewer, SignRole.PREPARED, SNAPSHOT)
    chain = sign(sign(chain, preparer, SignRole.REVIEWED, SNAPSHOT), issuer, SignRole.ISSUED, SNAPSHOT)
    path = seal(tmp_path, "xlsx", chain)
    assert verify_file(path, trust_of()).problems == (
        "填报（李强）在信任名单中没有“填报人”的角色。",
        "审核（王芳）在信任名单中没有“审核人”的角色。",
    )
    open_roles = tuple(dataclasses.replace(one, roles=()) for one in trust_of().enterprises[0].signers)
    assert verify_file(path, trust_of(signers=open_roles)).ok
    for change in ({"enterprise": "另一家公司"}, {"credit_code": "9" * 18}, {"credit_code": ""}):
        found = verify_file(seal(tmp_path, "xlsx", **change), trust_of())
        assert not found.ok
        assert found.identity is Identity.DIFFERS
        assert [one.trusted for one in found.signers] == [False] * 3


def test_an_old_key_is_good_for_its_time_only(tmp_path):
    path = seal(tmp_path, "pdf")
    users = trust_of().enterprises[0].signers
    new = dataclasses.replace(
        users[0], public_key=persons(2)[0].public_key.hex(), valid_from="2027-03-01T00:00:00Z"
    )
    old = dataclasses.replace(users[0], valid_to="2027-03-01T00:00:00Z")
    assert verify_file(path, trust_of(signers=(old, new, *users[1:]))).identity is Identity.MATCHES
    stopped = dataclasses.replace(users[0], valid_to="2027-01-19T00:00:00Z")
    found = verify_file(path, trust_of(signers=(stopped, *users[1:])))
    assert found.problems == ("填报（王芳）的签署时间不在其密钥的使用期内。",)
    assert verify_file(path, trust_of(signers=(new, *users[1:]))).identity is Identity.DIFFERS


def test_a_certificate_is_named_and_compared(tmp_path):
    path = seal(tmp_path, "pdf", certificate=demonstration())
    found = verify_file(path)
    assert any("非电子公章" in note and demonstration().subject in note for note in found.notes)
    for certificate in (demonstration(), curve()):
        path = seal(tmp_path, "pdf", certificate=certificate)
        mine = certificate.digests[:1]
        assert verify_file(path, trust_of(certificates=mine)).identity is Identity.MATCHES
        assert verify_file(path, trust_of()).problems == ("文件所用的证书不在信任名单中。",)


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_file_is_not_judged_by_its_names(tmp_path, kind):
    path = seal(tmp_path, kind)
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(data)
    found = verify_file(path, trust_of())
    assert (found.ok, found.integrity, found.identity) == (False, False, "不符")
    assert found.problems[-1] == "文件已不完好，不能确认是谁签署的。"
    assert [one.trusted for one in found.signers] == [False] * 3
    alone = verify_file(path)
    assert (alone.ok, alone.integrity, alone.identity) == (False, False, "未核对")


def test_trusted_keys_copied_beside_forged_signatures(tmp_path):
    # A forger who knows all public keys, seals with his own, and then writes the known ones into the seal.
    path = seal(tmp_path, "xlsx", seed=66)
    with path.open("rb") as stream:
        forged = examine_workbook(stream).seal
    entries = tuple(
        dataclasses.replace(entry, public_key=who.public_key.hex())
        for entry, who in zip(forged.envelope.signatures, persons(), strict=True)
    )
    draft = dataclasses.replace(forged, envelope=dataclasses.replace(forged.envelope, signatures=entries))
    raw = signed_seal(draft, draft.file, persons(66)[2].key.sign)
    path.write_bytes(with_seal(path.read_bytes(), raw))
    found = verify_file(path, trust_of())
    assert (found.ok, found.integrity, found.identity) == (False, False, "不符")
    assert "填报（王芳）的电子签名无效。" in found.problems
    assert [one.trusted for one in found.signers] == [False] * 3


def test_two_levels_are_said(tmp_path):
    preparer, _, issuer = persons()
    chain = sign(sign([], preparer, SignRole.PREPARED, SNAPSHOT), issuer, SignRole.ISSUED, SNAPSHOT)
    found = verify_file(seal(tmp_path, "pdf", chain), trust_of())
    assert found.ok
    assert found.notes == ("两级签批：没有单独的审核人。",)


def test_backups_and_packages(tmp_path):
    for kind in ("backup", "package"):
        path = pack(tmp_path / f"{kind}.zip", {"ledger.db": b"ledger"}, kind)
        found = verify_file(path, trust_of())
        assert (found.ok, found.identity, found.kind) == (True, "相符", kind)
        assert verify_file(pack(tmp_path / "s.zip", {"a": b""}, kind, seed=66), trust_of()).ok is False
        data = bytearray(path.read_bytes())
        data[200] ^= 1
        path.write_bytes(data)
        assert verify_file(path).ok is False


def test_files_of_others_are_no_sealed_files(tmp_path):
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    for name, data in {
        "text.txt": "一段文字".encode(),
        "empty.pdf": b"",
        "plain.pdf": pdf_bytes(),
        "plain.xlsx": book.getvalue(),
        "picture.png": b"\x89PNG\r\n\x1a\n",
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        found = verify_file(path, trust_of())
        assert (found.ok, found.integrity, found.identity) == (False, False, "未核对")
        assert found.problems == ("不是本程序封存的文件。",)
        assert found.signers == ()


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(FileProblem, match="找不到"):
        verify_file(tmp_path / "none.pdf")
    with pytest.raises(FileProblem):
        verify_file(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_every_cut_is_told_in_chinese_and_nothing_breaks(tmp_path, kind):
    path = seal(tmp_path, kind)
    data = path.read_bytes()
    for cut in range(0, len(data), max(1, len(data) // 200)):
        path.write_bytes(data[:cut])
        found = verify_file(path)
        assert not found.ok
        assert all(
            "\u4e00" <= problem[0] <= "\u9fff" or problem.startswith("PDF") for problem in found.problems
        )


def test_verifying_loads_neither_cms_nor_the_pdf_writer(tmp_path):
    # The command answers at once: the heavy libraries are for those who sign with a certificate.
    path = seal(tmp_path, "pdf")
    code = (
        "import sys; from pathlib import Path; from zhuize_desktop.seal.verify import verify_file;"
        f"assert verify_file(Path({str(path)!r})).ok;"
        "print(sorted({'pyhanko', 'asn1crypto', 'openpyxl', 'reportlab'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
