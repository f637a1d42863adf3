"""The carried fonts are what reportlab, Qt and the papers need."""

from __future__ import annotations

import struct

import pytest
from PySide6.QtGui import QFontDatabase
from reportlab.pdfbase.ttfonts import TTFontFace

from zhuize_desktop.resources import resource

FONTS = {
    "NotoSansSC-Regular.ttf": "Noto Sans SC",
    "NotoSansSC-Bold.ttf": "Noto Sans SC",
    "NotoSerifSC-Regular.ttf": "Noto Serif SC",
}
PAPER_SIGNS = "〔〕《》“”‘’—…·、。；：？！（）％‰※〇㎡→←✓×±≤≥≠□■○●△▲§℃￥①②③④⑤⑥⑦⑧⑨⑩"


def han_of(codec: str) -> set[str]:
    """Every character of a Chinese code page, by Python's own codec."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.add(bytes([lead, trail]).decode(codec))
            except UnicodeDecodeError:
                continue
    return found


def tables(name: str) -> dict[str, int]:
    """Table name and length, out of the file's own directory (OpenType specification, "Table Directory")."""
    data = resource("fonts", name).read_bytes()
    (count,) = struct.unpack(">H", data[4:6])
    entries = (struct.unpack(">4sLLL", data[12 + 16 * i : 28 + 16 * i]) for i in range(count))
    return {tag.decode(): size for tag, _checksum, _offset, size in entries}


@pytest.fixture(scope="module", params=FONTS)
def name(request):
    return request.param


def test_outlines_are_truetype_and_static(name):
    present = tables(name)

    assert present["glyf"] > 1_000_000
    assert not {"CFF ", "CFF2", "fvar"} & set(present)


def test_every_character_of_gb2312_and_every_sign_of_papers_has_a_glyph(name):
    glyphs = TTFontFace(resource("fonts", name)).charToGlyph
    wanted = han_of("gb2312") | set(PAPER_SIGNS) | {c for c in han_of("gbk") if "一" <= c <= "鿿"}

    assert len(wanted) > 21_000
    assert sorted(c for c in wanted if not glyphs.get(ord(c))) == []


def test_qt_knows_the_family(name, qapp):
    number = QFontDatabase.addApplicationFont(str(resource("fonts", name)))

    assert QFontDatabase.applicationFontFamilies(number) == [FONTS[name]]


def test_the_licence_goes_with_them():
    text = resource("fonts", "OFL.txt").read_text("utf-8")

    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Noto Sans SC" in text
    assert "Noto Serif SC" in text
