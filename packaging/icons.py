"""Render ``resources/icons/app.svg`` into what the systems want: one ``.ico`` with every size, PNG files, and the
picture beside the first and last page of the installer.

    python packaging/icons.py FOLDER

Run by the build with the Python it builds for. Every size is drawn anew from the vectors; none is scaled down.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app.svg"
#: What Windows asks for at 100 % to 400 %, in lists, on the task bar and on the desktop.
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
#: The picture beside the installer's pages: twice NSIS's 164 × 314; its ground is the icon's, so that both are one.
SIDE = (328, 628)
GROUND = "#20303f"
#: The folders of the freedesktop icon theme.
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def drawn(renderer: QSvgRenderer, size: int) -> bytes:
    """The icon as a PNG of ``size`` × ``size`` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub asks for bytes, Qt for text
    return bytes(held.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """An ``.ico`` file of PNG pictures by size (the form Windows reads since Vista)."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at = len(head) + 16 * len(pictures)
    entries, bodies = b"", b""
    for size, png in pictures.items():
        side = size % 256  # 256 is written as 0
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), at + len(bodies))
        bodies += png
    return head + entries + bodies


def side(renderer: QSvgRenderer) -> QImage:
    """The picture on the left of the installer, at twice its size for screens of 200 %."""
    width, height = SIDE
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = width // 2
    renderer.render(painter, QRectF((width - edge) / 2, height / 5, edge, edge))
    painter.end()
    return image


def main(folder: Path) -> int:
    """Write ``app.ico``, ``app-SIZE.png`` and ``side.bmp`` into ``folder``."""
    renderer = QSvgRenderer(str(SOURCE))
    if not renderer.isValid():
        raise ValueError(f"{SOURCE} is no SVG that Qt reads")
    pictures = {size: drawn(renderer, size) for size in sorted({*ICO_SIZES, *PNG_SIZES})}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "app.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    side(renderer).save(str(folder / "side.bmp"))
    for size in PNG_SIZES:
        (folder / f"app-{size}.png").write_bytes(pictures[size])
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
