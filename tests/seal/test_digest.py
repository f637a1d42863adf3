"""Digests against the published values of the two standards and the bytes themselves."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhuize_desktop.domain.errors import FileProblem
from zhuize_desktop.seal.digest import digest, digest_blanked, digest_file


def test_published_values():
    # FIPS 180-4 example; GB/T 32905-2016 annex A.1 and A.2
    assert digest(b"abc").sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(b"abc").sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest(b"abcd" * 16).sm3 == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_short_form():
    assert digest(b"abc").short == "ba78 16bf 8f01 cfea"


def test_a_file_is_read_in_pieces(tmp_path):
    data = bytes(range(256)) * 4096 * 3 + b"rest"
    path = tmp_path / "大文件.bin"
    path.write_bytes(data)
    assert digest_file(path) == digest(data)
    with pytest.raises(FileProblem, match=r"没有\.bin"):
        digest_file(tmp_path / "没有.bin")


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6, unique=True))
def test_holes_count_as_zeros(data, cuts):
    cuts = sorted(cut for cut in cuts if cut <= len(data))
    holes = [(a, b - a) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    zeroed = bytearray(data)
    for start, length in holes:
        zeroed[start : start + length] = bytes(length)
    assert (
        digest_blanked(io.BytesIO(data), len(data), holes[::-1]).sha256 == hashlib.sha256(zeroed).hexdigest()
    )


def test_a_stream_too_short_or_wrong_holes_are_refused():
    with pytest.raises(EOFError):
        digest_blanked(io.BytesIO(b"abc"), 4, [])
    with pytest.raises(ValueError, match="holes"):
        digest_blanked(io.BytesIO(b"abcdef"), 6, [(1, 3), (2, 1)])
    with pytest.raises(ValueError, match="holes"):
        digest_blanked(io.BytesIO(b"abcdef"), 6, [(5, 3)])
