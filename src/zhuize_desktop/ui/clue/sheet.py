"""One sheet of the dossier, made from its declaration: its forms and tables, each behind a tab of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from .line_kinds import kind_of
from .lines import LinesTable
from .single import SingleForm

if TYPE_CHECKING:
    from ...domain.records import Record
    from ...domain.tracks import Part, Sheet
    from ..context import Context
    from ..forms.editor import RecordEditor
    from .case_resolver import CaseResolver
    from .contents import Contents


class OwnPage(Protocol):
    """A page of the dossier that stands beside the sheets of the tracks: a widget that shows a clue."""

    def show_contents(self, contents: Contents) -> None:
        """Show a clue."""
        ...


Place = SingleForm | LinesTable


class SheetPage(QWidget):
    """The parts of a sheet in their order; the only one stands without tabs.

    Signals:
        turned: another part came to the front.
    """

    turned = Signal()

    def __init__(self, context: Context, resolver: CaseResolver, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.tabs = QTabWidget(self)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.setDocumentMode(True)
        self.parts: tuple[Place, ...] = tuple(self._place(context, resolver, part) for part in sheet.parts)
        self.tabs.tabBar().setVisible(len(self.parts) > 1)
        self.tabs.currentChanged.connect(lambda _: self.turned.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def _place(self, context: Context, resolver: CaseResolver, part: Part) -> Place:
        """A part in the tab that was made for it."""
        inside = QWidget()
        self.tabs.addTab(inside, part.record.noun)
        made: Place = (
            LinesTable(context, resolver, kind_of(part), inside)
            if part.many
            else SingleForm(context, resolver, part.record, self.sheet.stage, inside)
        )
        room = QVBoxLayout(inside)
        room.setContentsMargins(14, 10, 14 if part.many else 8, 6)
        room.addWidget(made)
        return made

    @property
    def current(self) -> Place:
        """The part in front."""
        return self.parts[max(0, self.tabs.currentIndex())]

    @property
    def words(self) -> str:
        """The part in front and how much of it there is, as on its tab."""
        return self.tabs.tabText(max(0, self.tabs.currentIndex()))

    @property
    def editor(self) -> RecordEditor | None:
        """The editor of the form in front; ``None`` where a table is."""
        part = self.current
        return part.editor if isinstance(part, SingleForm) else None

    @property
    def editors(self) -> list[RecordEditor]:
        """Every editor of the sheet."""
        return [part.editor for part in self.parts if isinstance(part, SingleForm)]

    def part_of(self, record: type[Record]) -> Place | None:
        """The part for a class of records; ``None`` when it stands elsewhere."""
        return next((part for part in self.parts if part.record is record), None)

    def turn_to(self, record: type[Record]) -> None:
        """Bring the part for a class of records to the front."""
        found = self.part_of(record)
        if found is not None:
            self.tabs.setCurrentIndex(self.parts.index(found))

    def turn_by(self, by: int) -> None:
        """The part so many further; after the last comes the first."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % len(self.parts))

    def show_contents(self, contents: Contents) -> None:
        """Show the records of a clue."""
        for place, part in enumerate(self.parts):
            part.show_contents(contents)
            number = len(contents.case.all(part.record))
            words = "✓" if number and isinstance(part, SingleForm) else str(number or "")
            self.tabs.setTabText(place, f"{part.record.noun} {words}".strip())
