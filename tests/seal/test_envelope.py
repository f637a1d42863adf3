"""The envelope: read back exactly, refused in every other form."""

from __future__ import annotations

import dataclasses

import pytest

from seal.papers import chain_of, envelope_of, paper_chain_of, snapshot_bytes
from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.canonical import canonical, plain
from zhuize_desktop.seal.envelope import Envelope, envelope_bytes, parse_envelope

SNAPSHOT = snapshot_bytes()


@pytest.mark.parametrize("make", [chain_of, paper_chain_of])
def test_read_back(make):
    envelope = envelope_of(SNAPSHOT, make(SNAPSHOT))
    data = envelope_bytes(envelope)
    assert parse_envelope(data) == envelope


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "letter"),
        ("serial", ""),
        ("title", "标题\n第二行"),
        ("credit_code", "123"),
        ("predecessor", "AB" * 32),
        ("audit_head", "xyz"),
        ("audit_count", -1),
        ("audit_count", True),
        ("audit_count", "7"),
        ("epoch", 2**63 - 1 + 1),
        ("created_at", "2027-13-20T01:30:00Z"),
        ("created_at", "2027-01-20"),
        ("expects_certificate", 1),
        ("expects_certificate", None),
        ("format", "zhuize-seal/2"),
        ("signatures", ("x",)),
        ("content", "x"),
    ],
)
def test_a_wrong_value_is_refused_when_written_and_when_read(field, value):
    envelope = dataclasses.replace(envelope_of(SNAPSHOT, chain_of(SNAPSHOT)), **{field: value})
    with pytest.raises(FileProblem, match=r"封存信息|签署记录"):
        envelope_bytes(envelope)
    if value != 2**63:
        with pytest.raises(FileProblem, match=r"封存信息|签署记录"):
            parse_envelope(canonical(plain(envelope)))


def test_missing_and_strange_fields_are_refused():
    value = plain(envelope_of(SNAPSHOT, chain_of(SNAPSHOT)))
    for field in dataclasses.fields(Envelope):
        with pytest.raises(FileProblem):
            parse_envelope(canonical({key: item for key, item in value.items() if key != field.name}))
    with pytest.raises(FileProblem):
        parse_envelope(canonical({**value, "note": ""}))
    with pytest.raises(FileProblem):
        parse_envelope(canonical([value]))
