"""The icon in every size, drawn from the vectors."""

from __future__ import annotations

import struct

import icons
import pytest
from PySide6.QtGui import QImage


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("icons")
    assert icons.main(place) == 0
    return place


def pictures(ico):
    """Size and bytes of every picture in an ``.ico``, read by its own directory."""
    reserved, kind, count = struct.unpack_from("<HHH", ico)
    assert (reserved, kind) == (0, 1)
    for at in range(count):
        width, height, _, _, planes, bits, length, start = struct.unpack_from("<BBBBHHII", ico, 6 + 16 * at)
        assert width == height
        assert (planes, bits) == (1, 32)
        yield width or 256, ico[start : start + length]


def test_the_ico_holds_every_size_as_it_says(folder):
    found = dict(pictures((folder / "app.ico").read_bytes()))
    assert tuple(found) == icons.ICO_SIZES
    for size, png in found.items():
        image = QImage.fromData(png, "PNG")
        assert (image.width(), image.height()) == (size, size)


def test_every_picture_shows_the_page_on_its_ground_and_is_clear_outside(folder):
    for size in icons.PNG_SIZES:
        image = QImage(str(folder / f"app-{size}.png"))
        assert image.pixelColor(0, 0).alpha() < 60  # the rounded corner
        ground = image.pixelColor(size // 2, size * 6 // 64)
        assert (ground.red(), ground.green(), ground.blue()) == (0x20, 0x30, 0x3F), size
        page = image.pixelColor(size * 50 // 64, size * 12 // 64)
        assert (page.red(), page.green(), page.blue()) == (255, 255, 255), size
