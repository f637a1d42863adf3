"""The trust list: written, read back, and everything else refused."""

from __future__ import annotations

import dataclasses
import random

import pytest

from seal.papers import CREDIT_CODE, ENTERPRISE, chain_of, persons, snapshot_bytes
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.canonical import canonical, plain
from zhuize_desktop.seal.trust import Trust, TrustedEnterprise, TrustedSigner, read_trust, write_trust


def trust_of(seed=1, **changes) -> Trust:
    signers = tuple(
        TrustedSigner(one.login, one.name, one.public_key.hex(), "2026-01-01T00:00:00Z", roles=(one.role,))
        for one in persons(seed)
    )
    enterprise = TrustedEnterprise(ENTERPRISE, CREDIT_CODE, signers, ("a" * 64,))
    return Trust((dataclasses.replace(enterprise, **changes),))


def test_read_back(tmp_path):
    path = tmp_path / "信任名单.json"
    write_trust(path, trust_of())
    assert read_trust(path) == trust_of()


def test_a_signature_is_covered_by_key_person_and_time():
    entry = chain_of(snapshot_bytes())[0]
    signer = trust_of().enterprises[0].signers[0]
    assert entry.signed_at == "2027-01-20T01:30:00Z"
    for change, covered in [
        ({}, True),
        ({"valid_from": "2027-01-20T01:30:00Z"}, True),
        ({"valid_from": "2027-01-20T01:30:01Z"}, False),
        ({"valid_to": "2027-01-20T01:30:00Z"}, True),
        ({"valid_to": "2027-01-20T01:29:59Z"}, False),
        ({"name": "王方"}, False),
        ({"login": "wang"}, False),
        ({"public_key": "0" * 64}, False),
    ]:
        assert dataclasses.replace(signer, **change).covers(entry) == covered, change


def test_one_key_for_two_persons_and_one_enterprise_twice_are_refused(tmp_path):
    signers = trust_of().enterprises[0].signers
    twice = dataclasses.replace(signers[1], public_key=signers[0].public_key)
    with pytest.raises(FileProblem, match="同一个公钥"):
        write_trust(tmp_path / "t.json", trust_of(signers=(signers[0], twice)))
    trust = trust_of()
    with pytest.raises(FileProblem, match="同一家企业"):
        write_trust(tmp_path / "t.json", Trust(trust.enterprises * 2))
    renamed = dataclasses.replace(signers[0], valid_from="2026-05-01T00:00:00Z", name="王芳芳")
    former = dataclasses.replace(trust.enterprises[0], name="原名公司")
    write_trust(tmp_path / "t.json", Trust((*trust_of(signers=(signers[0], renamed)).enterprises, former)))


@pytest.mark.parametrize(
    "change",
    [
        {"credit_code": "9137"},
        {"name": ""},
        {"signers": ("x",)},
        {"certificates": ("A" * 64,)},
        {"signers": (TrustedSigner("a", "王芳", "0" * 63, "2026-01-01T00:00:00Z"),)},
        {"signers": (TrustedSigner("a", "王芳", "0" * 64, ""),)},
        {"signers": (TrustedSigner("a", "王芳", "0" * 64, "2026-01-01T00:00:00Z", "soon"),)},
        {"signers": (TrustedSigner("a", "王芳", "0" * 64, "2026-01-01T00:00:00Z", "", ("皇帝",)),)},
        {"signers": (TrustedSigner("a", "", "0" * 64, "2026-01-01T00:00:00Z"),)},
    ],
)
def test_wrong_entries_are_refused_when_written_and_when_read(tmp_path, change):
    path = tmp_path / "t.json"
    with pytest.raises(FileProblem, match="信任名单"):
        write_trust(path, trust_of(**change))
    assert not path.exists()
    path.write_bytes(canonical(plain(trust_of(**change))))
    with pytest.raises(FileProblem, match=r"信任名单“t\.json”不能使用"):
        read_trust(path)


def test_a_file_that_is_no_trust_list_is_told(tmp_path):
    path = tmp_path / "t.json"
    for data in (b"", b"{}", b"[]", b"PK\3\4", canonical(plain(trust_of())) + b"\n"):
        path.write_bytes(data)
        with pytest.raises(FileProblem, match="不能使用"):
            read_trust(path)
    with pytest.raises(FileProblem, match="找不到"):
        read_trust(tmp_path / "none.json")


def test_any_cut_is_refused(tmp_path):
    data = canonical(plain(trust_of()))
    path = tmp_path / "t.json"
    for cut in random.Random(3).sample(range(len(data)), 50):
        path.write_bytes(data[:cut])
        with pytest.raises(FileProblem):
            read_trust(path)
