"""Picking one or many things by typing part of a name, its code or its pinyin initials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ...domain.errors import FieldError, quoted
from ..icons import icon
from ..palette import Tone
from ..theme import label, restyle
from .entry import LineEntry
from .flow import FlowLayout
from .suggest import Entry, Shown, SuggestPopup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

#: Code of the line that creates what was typed; no uid or dictionary code begins with this character.
_CREATE = "\x00"


class _PickLine(LineEntry):
    """The line of a pick: with the list open, arrows move in it, Enter takes, Esc closes it."""

    def __init__(self, pick: PickEdit) -> None:
        super().__init__(pick)
        self._pick = pick

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.is_composing and self._pick.handles(event):
            event.accept()
            return
        super().keyPressEvent(event)


class PickEdit(QWidget):
    """One code (or, with ``many``, a tuple of codes) out of what ``find`` offers for a text.

    A text that names nothing is kept and marked; a code that ``find`` does not know is kept and shown by
    ``label_of``. With the list closed ↓, Alt+↓ or F4 opens it.

    Signals:
        edited: the person changed the choice or the text.
    """

    edited = Signal()

    def __init__(
        self,
        find: Callable[[str], Sequence[Shown]],
        label_of: Callable[[str], str],
        *,
        many: bool = False,
        empty: Any = "",
        create: Callable[[str, Callable[[Entry], None]], None] | None = None,
        list_width: int = 240,
    ) -> None:
        super().__init__()
        self._find, self._label_of, self._create = find, label_of, create
        self._many, self._empty = many, empty
        self._codes: list[str] = []
        self._labels: dict[str, str] = {}
        self._is_armed = False
        self._is_read_only = False
        self.line = _PickLine(self)
        self.line.setPlaceholderText("输入名称或拼音首字母" if not many else "输入后回车加入，可多个")
        self._opener = self.line.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        self._opener.setText("展开选项")
        self._opener.triggered.connect(self._toggle)
        self._list_width = list_width
        self._popup: SuggestPopup | None = None
        self.setFocusProxy(self.line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._chips.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._chips)
        box.addWidget(self.line)
        self.line.edited.connect(self._on_line_edited)
        self.line.installEventFilter(self)

    # --- the value ---

    def value(self) -> Any:
        """The code (``empty`` for none) or the tuple of codes. Raises ``FieldError`` for text that names nothing."""
        text = self.line.text().strip()
        if text and (self._many or not self._codes):
            raise FieldError("", f"{quoted(text)}还没有对应到选项，请从列表中选择，或清空。")
        if self._many:
            return tuple(self._codes)
        return self._codes[0] if self._codes else self._empty

    def set_value(self, value: Any) -> None:
        """Show a code or a tuple of codes."""
        codes = list(value) if self._many else ([value] if value else [])
        self._codes = codes
        self.line.set_value("" if self._many or not codes else self.label_of(codes[0]))
        self.line.mark_invalid(False)
        self._show_chips()

    def typed(self) -> str:
        """The text while it names nothing."""
        return self.line.text() if self.fault() else ""

    def set_typed(self, text: str) -> None:
        """Show a text that names nothing; a single choice is cleared by it."""
        if not self._many:
            self._codes = []
        self.line.set_value(text)
        self.line.mark_invalid(bool(self.fault()))

    def fault(self) -> str:
        """The sentence saying what is wrong; "" when nothing is."""
        try:
            self.value()
        except FieldError as error:
            return error.sentence
        return ""

    def label_of(self, code: str) -> str:
        """The words of a code; remembered once known."""
        return self._labels.get(code) or self._label_of(code) or code

    def set_read_only(self, on: bool) -> None:
        """Show only."""
        self._is_read_only = on
        self.line.set_read_only(on)
        self._opener.setVisible(not on)
        self.line.setVisible(not (on and self._many and bool(self._codes)))
        self._show_chips()

    # --- the list ---

    @property
    def popup(self) -> SuggestPopup:
        """The list, made when first wanted: of a form's many picks hardly one is opened."""
        if self._popup is None:
            self._popup = SuggestPopup(self.line, self._list_width)
            self._popup.chosen.connect(self._take)
        return self._popup

    @property
    def _is_open(self) -> bool:
        return self._popup is not None and self._popup.isVisible()

    def _close_list(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def open_list(self) -> None:
        """Offer everything that fits the text; everything at all while the text is the choice itself."""
        if self._is_read_only:
            return
        text = self.line.text().strip()
        settled = not self._many and self._codes and text == self.label_of(self._codes[0])
        lines = [line for line in self._find("" if settled else text) if line.entry.code not in self._taken()]
        if self._create is not None and text and not settled:
            known = any(line.entry.label == text for line in lines)
            words = f"＋ 另建同名的{quoted(text)}" if known else f"＋ 新建{quoted(text)}"
            lines.append(Shown(Entry(_CREATE, words), 0))
        self.popup.offer(lines, self._codes[0] if settled else "")

    def _taken(self) -> list[str]:
        return self._codes if self._many else []

    def _toggle(self) -> None:
        if self._is_open:
            self._close_list()
            return
        self.line.setFocus()
        self.open_list()

    def handles(self, event: QKeyEvent) -> bool:
        """Act on a key of the list. Returns whether it was one."""
        key, keys = event.key(), Qt.Key
        if self._is_read_only:
            return False
        if self._many and key == keys.Key_Backspace and not self.line.text() and self._codes:
            self._arm_or_remove()
            return True
        self._disarm()
        if not self._is_open:
            if key in (keys.Key_Down, keys.Key_F4):
                self.open_list()
                return True
            return self._many and key in (keys.Key_Return, keys.Key_Enter) and self._take_whole_text()
        steps = {keys.Key_Down: 1, keys.Key_Up: -1, keys.Key_PageDown: 9, keys.Key_PageUp: -9}
        if key in steps:
            self.popup.step(steps[keys(key)])
            return True
        if key == keys.Key_Escape:
            self._close_list()
            return True
        if key in (keys.Key_Return, keys.Key_Enter) and (marked := self.popup.marked()) is not None:
            self._close_list()
            self._take(marked, move_on=not self._many)
            return True
        return False

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Close the list and settle the text when the line is left."""
        if watched is self.line and event.type() == QEvent.Type.FocusOut:
            self._close_list()
            self._disarm()
            if not self._is_read_only:
                self._settle()
        return super().eventFilter(watched, event)

    # --- what the person did ---

    def _on_line_edited(self) -> None:
        if not self._many:
            self._codes = []
        if self.line.text().strip():
            self.open_list()
        else:
            self._close_list()
        self.line.mark_invalid(False)
        self.edited.emit()

    def _take_whole_text(self) -> bool:
        """Enter with the list closed: take a text that is exactly a label or a code, and stay for more.

        Returns whether there was one; Enter on an empty line, or on other text, goes on to the next field.
        """
        if not self.line.text().strip():
            return False
        self._settle()
        return not self.line.text()

    def _settle(self) -> None:
        """Take a text that is exactly a label or a code; mark any other."""
        text = self.line.text().strip()
        if text and self.fault():
            exact = [
                line.entry
                for line in self._find(text)
                if line.entry.pickable and text in (line.entry.label, line.entry.code)
            ]
            if len(exact) == 1 and exact[0].code not in self._taken():
                self._take(exact[0], move_on=False)
        fault = self.fault()
        self.line.mark_invalid(bool(fault))
        self.line.setToolTip(fault)

    def _take(self, entry: Entry, move_on: bool = False) -> None:
        if entry.code == _CREATE:
            assert self._create is not None
            text = self.line.text().strip()
            self.line.selectAll()  # when nothing is made, the next thing typed takes the place of this text
            self._create(text, self._take)
            return
        self._labels[entry.code] = entry.label
        if not self._many:
            self._codes = [entry.code]
            self.line.set_value(entry.label)
        elif entry.code not in self._codes:
            self._codes.append(entry.code)
            self.line.set_value("")
        self.line.mark_invalid(False)
        self._show_chips()
        self.edited.emit()
        if move_on:
            self.line.focusNextPrevChild(True)

    def remove(self, code: str) -> None:
        """Take one of many out again."""
        if code in self._codes:
            self._codes.remove(code)
            self._show_chips()
            self.line.setFocus()
            self.edited.emit()

    def _arm_or_remove(self) -> None:
        """The first Backspace marks the last chip, the second removes it."""
        if self._is_armed:
            self._is_armed = False
            self.remove(self._codes[-1])
        else:
            self._is_armed = True
            self._show_chips()

    def _disarm(self) -> None:
        if self._is_armed:
            self._is_armed = False
            self._show_chips()

    def _show_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for code in self._codes if self._many else ():
            armed = self._is_armed and code == self._codes[-1]
            self._flow.addWidget(_RemovableChip(self, code, armed, self._is_read_only))
        self._chips.setVisible(bool(self._many and self._codes))
        self._chips.updateGeometry()


class _RemovableChip(QWidget):
    """A picked thing with its cross."""

    def __init__(self, pick: PickEdit, code: str, armed: bool, fixed: bool) -> None:
        super().__init__()
        words = pick.label_of(code)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "pick-chip")
        self.setProperty("tone", (Tone.RED if armed else Tone.ACCENT).value)
        text = label(words)
        text.setToolTip(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 8 if fixed else 2, 1)
        row.setSpacing(2)
        row.addWidget(text, 1)
        if fixed:
            return
        cross = QToolButton()
        cross.setIcon(icon("close"))
        cross.setFixedSize(20, 20)
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.setAccessibleName(f"移除 {words}")
        cross.setToolTip(f"移除“{words}”（退格键按两次移除最后一个）")
        cross.clicked.connect(lambda: pick.remove(code))
        row.addWidget(cross)
        restyle(self)
