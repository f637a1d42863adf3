"""Sealed workbooks: other programs open them, and no byte can change unseen."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import random
import shutil
import subprocess
import zipfile
import zlib

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from seal.papers import (
    chain_of,
    envelope_of,
    paper_chain_of,
    persons,
    sign,
    snapshot_bytes,
    workbook_bytes,
)
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.digest import digest
from zhuize_desktop.seal.fileseal import parse_seal, seal_bytes
from zhuize_desktop.seal.signature import SignRole
from zhuize_desktop.seal.workbook import examine_workbook, seal_workbook
from zhuize_desktop.seal.zipseal import SEAL_NAME, layout_of

SNAPSHOT = snapshot_bytes()


def sealed(chain=None, snapshot=SNAPSHOT, seed=1, rows=3, **changes) -> bytes:
    chain = chain_of(snapshot, seed) if chain is None else chain
    last = persons(seed)[2 if len(chain) == 3 else 1]
    envelope = envelope_of(snapshot, chain, **changes)
    return seal_workbook(workbook_bytes(rows), envelope, snapshot, last.key.sign, last.public_key.hex())


def problems_of(data: bytes) -> tuple[str, ...]:
    try:
        return examine_workbook(io.BytesIO(data)).problems
    except FileProblem as problem:
        return (problem.sentence,)


@pytest.mark.parametrize("make", [chain_of, paper_chain_of])
def test_a_sealed_workbook_is_good_and_carries_its_snapshot(make):
    found = examine_workbook(io.BytesIO(sealed(make(SNAPSHOT))))
    assert found.problems == ()
    assert found.content == SNAPSHOT
    assert found.seal.envelope == envelope_of(SNAPSHOT, make(SNAPSHOT))


def test_same_arguments_same_bytes():
    xlsx, chain, last = workbook_bytes(), chain_of(SNAPSHOT), persons()[2]
    arguments = (envelope_of(SNAPSHOT, chain), SNAPSHOT, last.key.sign, last.public_key.hex())
    assert seal_workbook(xlsx, *arguments) == seal_workbook(xlsx, *arguments)


def test_digest_is_the_documented_one():
    # Taken apart without our layout code: the seal's data found by search, its CRC fields by their signatures.
    data = bytearray(sealed())
    raw = zipfile.ZipFile(io.BytesIO(data)).read(SEAL_NAME)
    seal = parse_seal(raw)
    at = data.index(raw)
    local = data.rindex(b"PK\x03\x04", 0, at)
    central = data.rindex(b"PK\x01\x02")
    assert data[central + 46 : central + 46 + len(SEAL_NAME)] == SEAL_NAME.encode()
    for start, length in ((at, len(raw)), (local + 14, 4), (central + 16, 4)):
        data[start : start + length] = bytes(length)
    assert hashlib.sha256(data).hexdigest() == seal.file.sha256
    assert digest(bytes(data)) == seal.file


def test_openpyxl_and_calamine_read_the_same_cells():
    plain, data = workbook_bytes(), sealed()
    rows = [["线索编号", "损失（元）"], *([f"ZZ-2026-{n:04}", 123456.78 + n] for n in range(3))]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [list(row) for row in book["年度统计"].values] == rows
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("年度统计").to_python() == rows
    names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert names - set(zipfile.ZipFile(io.BytesIO(plain)).namelist()) == {
        "zhuize/seal.json",
        "zhuize/snapshot.json",
    }


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path):
    (tmp_path / "report.xlsx").write_bytes(sealed())
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "csv"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "report.xlsx"], check=True, capture_output=True
    )
    text = (tmp_path / "report.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1] == "ZZ-2026-0000,123456.78"


def test_every_flipped_byte_is_seen(length):
    data = sealed()
    dice = random.Random(20270120)
    missed = []
    for at in range(len(data)):
        for bit in range(8) if length > 1 else [dice.randrange(8)]:
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            if not problems_of(bytes(changed)):
                missed.append((at, bit))
    assert missed == []


def test_a_big_workbook_sampled(length):
    data = sealed(snapshot=snapshot_bytes(20_000), rows=20_000)
    assert len(data) > 1_000_000
    assert problems_of(data) == ()
    dice = random.Random(7)
    for at in dice.sample(range(len(data)), 40 * length):
        changed = bytearray(data)
        changed[at] ^= 1 << dice.randrange(8)
        assert problems_of(bytes(changed)), at


def test_cutting_and_adding_is_seen():
    data = sealed()
    for extra in (b"\0", b"\n", b"PK", data):
        assert problems_of(data + extra)
        assert problems_of(extra + data)
    for cut in (1, 2, 21, 22, 23, 100, len(data) // 2, len(data) - 1):
        assert problems_of(data[:-cut])
        assert problems_of(data[cut:])
    middle = len(data) // 2
    assert problems_of(data[:middle] + data[middle + 1 :])
    assert problems_of(data[:middle] + b"\0" + data[middle:])


def _rezipped(data: bytes, replace=None, more=(), method=zipfile.ZIP_STORED) -> bytes:
    """The same parts written again by zipfile, some replaced, some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", method) as target:
        for info in source.infolist():
            part = (replace or {}).get(info.filename, source.read(info))
            if part is not None:
                target.writestr(zipfile.ZipInfo(info.filename, info.date_time), part, info.compress_type)
        for name, part in more:
            target.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


def test_repacking_replacing_and_adding_parts_is_seen():
    data = sealed()
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    other = snapshot_bytes(4)
    assert problems_of(
        _rezipped(data, {"xl/worksheets/sheet1.xml": sheet.replace(b"123456.78", b"023456.78")})
    )
    assert "所附数据快照缺失，或与封存信息中的摘要不符。" in problems_of(
        _rezipped(data, {"zhuize/snapshot.json": other})
    )
    assert problems_of(_rezipped(data, {"zhuize/snapshot.json": None}))
    assert problems_of(_rezipped(data, more=[("xl/extra.xml", b"<a/>")]))
    assert problems_of(_rezipped(data, more=[("XL/Workbook.xml", b"<a/>")]))
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = _rezipped(data, more=[("xl/workbook.xml", b"<a/>")])
    assert problems_of(doubled)


def test_a_backup_dressed_as_a_report_is_seen():
    who = persons()[0]
    envelope = envelope_of(SNAPSHOT, sign([], who, SignRole.BACKED_UP, SNAPSHOT), kind="backup")
    data = seal_workbook(workbook_bytes(), envelope, SNAPSHOT, who.key.sign, who.public_key.hex())
    assert problems_of(data) == ("封存信息不是报告的封存信息。",)


def test_without_the_seal_it_is_no_sealed_file():
    assert problems_of(workbook_bytes()) == ("不是本程序封存的文件。",)
    assert problems_of(_rezipped(sealed(), {SEAL_NAME: None})) == ("不是本程序封存的文件。",)


def test_a_seal_taken_from_another_file_is_seen():
    data, other = sealed(), sealed(rows=4, serial="ZZBG-2026-002")
    with zipfile.ZipFile(io.BytesIO(other)) as archive:
        foreign = archive.read(SEAL_NAME)
    assert problems_of(_rezipped(data, {SEAL_NAME: foreign}))


def with_seal(data: bytes, raw: bytes) -> bytes:
    """The file with other bytes of the same length as its seal, and the CRC mended: what a careful forger does."""
    part = layout_of(io.BytesIO(data)).find(SEAL_NAME)
    assert part.length == len(raw)
    changed = bytearray(data)
    changed[part.data_at : part.data_at + part.length] = raw
    for at in part.crc_fields:
        changed[at : at + 4] = zlib.crc32(raw).to_bytes(4, "little")
    return bytes(changed)


def test_every_character_of_the_seal_matters_even_with_a_mended_crc():
    data = sealed()
    raw = zipfile.ZipFile(io.BytesIO(data)).read(SEAL_NAME)
    assert problems_of(with_seal(data, raw)) == ()
    for at in range(len(raw)):
        changed = bytearray(raw)
        changed[at] = ord("1") if raw[at] != ord("1") else ord("2")
        assert problems_of(with_seal(data, bytes(changed))), raw[max(0, at - 20) : at + 20]


def test_an_envelope_swapped_inside_the_seal_is_seen():
    chain = chain_of(SNAPSHOT)
    one, two = sealed(chain, serial="ZZBG-2026-001"), sealed(chain, serial="ZZBG-2026-002")
    first, second = (parse_seal(zipfile.ZipFile(io.BytesIO(data)).read(SEAL_NAME)) for data in (one, two))
    swapped = seal_bytes(dataclasses.replace(first, envelope=second.envelope))
    assert "文件签名无效，封存信息被改动过。" in problems_of(with_seal(one, swapped))
    reviewer = persons()[1]
    stolen = seal_bytes(dataclasses.replace(first, public_key=reviewer.public_key.hex()))
    assert "文件签名不是由最后一位电子签署人作出的。" in problems_of(with_seal(one, stolen))


def test_what_would_not_verify_is_not_sealed():
    chain, last = chain_of(SNAPSHOT), persons()[2]
    key = last.public_key.hex()
    good = envelope_of(SNAPSHOT, chain)
    with pytest.raises(ValueError, match="content"):
        seal_workbook(workbook_bytes(), good, snapshot_bytes(9), last.key.sign, key)
    with pytest.raises(ValueError, match="chain"):
        seal_workbook(workbook_bytes(), envelope_of(SNAPSHOT, chain[:2]), SNAPSHOT, last.key.sign, key)
    with pytest.raises(ValueError, match="pair"):
        seal_workbook(workbook_bytes(), good, SNAPSHOT, persons()[0].key.sign, key)
    other = persons()[0]
    with pytest.raises(ValueError, match="last electronic signer"):
        seal_workbook(workbook_bytes(), good, SNAPSHOT, other.key.sign, other.public_key.hex())
    with pytest.raises(ValueError, match="sealed already"):
        seal_workbook(sealed(), good, SNAPSHOT, last.key.sign, key)
    with pytest.raises(FileProblem, match="标题"):
        seal_workbook(
            workbook_bytes(), envelope_of(SNAPSHOT, chain, title="一\n二"), SNAPSHOT, last.key.sign, key
        )
