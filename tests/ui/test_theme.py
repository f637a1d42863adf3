import re

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFileSystemModel,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from zhuize_desktop.resources import resource
from zhuize_desktop.ui import palette, theme
from zhuize_desktop.ui.icons import icon
from zhuize_desktop.ui.palette import SHADES, Tone


def luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    colour = QColor(colour)
    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (palette.INK, palette.SURFACE),
        (palette.INK2, palette.SURFACE),
        (palette.INK2, palette.BG),
        (palette.SURFACE, palette.ACCENT),
        (palette.ACCENT, palette.SURFACE),
        (palette.NAV_INK, palette.NAV),
        *[(shade.ink, shade.ground) for shade in SHADES.values()],
        *[(shade.ink, palette.SURFACE) for shade in SHADES.values()],
    ],
)
def test_every_text_is_readable_on_its_ground(ink, ground):
    assert contrast(ink, ground) >= 4.5


def test_every_token_of_the_sheet_is_filled_and_every_picture_is_there():
    sheet = palette.style_sheet()
    assert "$" not in sheet
    pictures = set(re.findall(r'url\("([^"]+)"\)', sheet))
    assert len(pictures) >= 8
    for picture in pictures:
        assert resource("icons", picture.rsplit("/", 1)[1]).is_file()


def test_every_icon_can_be_drawn():
    for file in resource("icons").glob("*.svg"):
        assert not icon(file.stem).pixmap(16, 16).toImage().isNull()


def test_an_icon_that_is_missing_is_a_fault_of_the_build():
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_the_font_has_chinese_and_is_sized_in_pixels(look):
    font = look.font()
    assert font.pixelSize() == palette.BODY_PX
    assert QFontInfo(font).family() in ("Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC")


def test_the_carried_font_serves_when_the_system_has_none(look, monkeypatch):
    monkeypatch.setattr(theme, "_FAMILIES", ("No Such Family",))
    font = theme.body_font()
    assert font.family() == "Noto Sans SC"
    assert QFontInfo(font).family() == "Noto Sans SC"


def test_qt_itself_speaks_chinese(look):
    assert QLocale().language() == QLocale.Language.Chinese
    line = QLineEdit()
    menu = line.createStandardContextMenu()
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words
    assert all(re.search("[一-鿿]", word) for word in words), words


def test_applying_twice_changes_nothing(look):
    before = look.styleSheet(), look.font().family()
    theme.apply_theme(look)
    assert (look.styleSheet(), look.font().family()) == before


def test_a_chip_always_has_a_word(shown):
    made = shown(theme.chip("逾期 3 个工作日", Tone.RED))
    assert made.text() == "逾期 3 个工作日"
    ground = made.grab().toImage().pixelColor(4, made.height() // 2)
    assert ground.name().upper() == SHADES[Tone.RED].ground
    theme.set_chip(made, "剩 41 天", Tone.GREEN)
    ground = made.grab().toImage().pixelColor(4, made.height() // 2)
    assert ground.name().upper() == SHADES[Tone.GREEN].ground


def test_the_focus_is_seen(shown):
    page = QWidget()
    layout = QVBoxLayout(page)
    button, line = QPushButton("按钮"), QLineEdit()
    layout.addWidget(button)
    layout.addWidget(line)
    shown(page, 300, 120)
    for widget in (button, line):
        page.setFocus()
        widget.clearFocus()
        before = widget.grab().toImage()
        size = widget.size()
        widget.setFocus()
        assert widget.grab().toImage() != before
        assert widget.grab().toImage().pixelColor(1, widget.height() // 2).name().upper() == palette.ACCENT
        assert widget.size() == size, "nothing jumps"


def test_a_page_head_holds_title_counts_search_and_actions(shown):
    search = theme.search_field("查找")
    head = shown(theme.page_head("问题线索", "在办 38", search, [theme.primary_button("登记线索")]), 900, 40)
    assert [found.text() for found in head.findChildren(QLabel)] == ["问题线索", "在办 38"]
    head.counts.setText("在办 39")
    assert search.isVisible()


def test_text_of_a_label_is_never_markup():
    assert theme.label("<b>甲</b>").textFormat().name == "PlainText"


def test_enter_presses_the_button_that_has_the_keyboard_and_no_other(shown):
    dialog, pressed = QDialog(), []
    layout, line = QVBoxLayout(dialog), QLineEdit()
    layout.addWidget(line)
    for words in ("清空", "保存"):
        made = theme.button(words)
        made.clicked.connect(lambda _=False, words=words: pressed.append(words))
        layout.addWidget(made)
    shown(dialog, 300, 160)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert pressed == [], "no button is the default one of a dialog unasked"
    made.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(made, key)
    made.setEnabled(False)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert pressed == ["保存"] * 3
    assert dialog.isVisible()


def test_a_file_dialog_that_qt_draws_itself_speaks_chinese(shown, tmp_path, qtbot):
    (tmp_path / "资料").mkdir()
    dialog = QFileDialog(None, "选择")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(tmp_path))
    shown(dialog, 600, 400)
    for found in dialog.findChildren(QLabel):
        assert not re.search("[A-Za-z]{2}", found.text()), found.text()
    files = dialog.findChild(QFileSystemModel)
    place = files.index(str(tmp_path))
    qtbot.waitUntil(lambda: files.rowCount(place) == 1)
    assert files.data(files.index(0, 2, place)) == "文件夹"
