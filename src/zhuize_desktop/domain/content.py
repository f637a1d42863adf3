"""The one content model of every report (报告) and paper (文书).

A document is built once as a tree of blocks. PDF, workbook, Word, the preview and the drill-down are
renderings of the same tree, so the same number cannot differ between them. A number is never typed into text:
it is a ``Figure`` that carries its indicator (指标), its definition (口径) and the clues it was counted from.

Everything here is a frozen value. ``to_plain`` and ``from_plain`` turn a document into plain data that
canonical JSON can take (no binary floating point) and back; ``figures`` walks over every number;
``content_changes.figure_changes`` compares two documents.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from .content_forms import KeyValue as KeyValue
from .content_forms import KeyValues as KeyValues
from .content_forms import Signature as Signature
from .content_forms import SignatureBlock as SignatureBlock
from .content_forms import SignatureRow as SignatureRow
from .errors import FileProblem
from .figure import NO_VALUE as NO_VALUE
from .figure import Figure as Figure
from .figure import FigureFormat as FigureFormat
from .figure import Provenance as Provenance
from .figure import Run as Run
from .figure import runs_text as runs_text

if TYPE_CHECKING:
    from collections.abc import Iterator


class PaperLayout(StrEnum):
    """How the sheets of a document are laid out.

    REPORT is the periodic report; FORM a form of boxes (登记表、审批表、回证) on narrow margins; OFFICIAL running text
    with the measures of GB/T 9704; LETTER the same under the head of its 信函格式: issuer, red rules, number.
    """

    REPORT = "report"
    FORM = "form"
    OFFICIAL = "official"
    LETTER = "letter"


class TextStyle(StrEnum):
    """How a paragraph stands on the page."""

    BODY = "body"
    PLAIN = "plain"
    CENTERED = "centered"
    RIGHT = "right"
    NOTE = "note"


class Align(StrEnum):
    """How a column's cells stand."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Emphasis(StrEnum):
    """What a table row is: an ordinary one, a heading within the table (其中、本级), a 小计 or the 合计."""

    NORMAL = "normal"
    GROUP = "group"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class Orientation(StrEnum):
    """Paper of a table; AUTO turns the sheet when the columns do not fit upright."""

    AUTO = "auto"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class ChartKind(StrEnum):
    """The pictures a report may carry."""

    BAR = "bar"
    HORIZONTAL_BAR = "horizontal_bar"
    GROUPED_BAR = "grouped_bar"
    STACKED_BAR = "stacked_bar"
    LINE = "line"
    FUNNEL = "funnel"


class NoticeKind(StrEnum):
    """Why a passage is set apart. The value is the word printed before it."""

    UNVERIFIED = "待核对"
    REFERENCE = "参照"
    PROVISIONAL = "暂定"
    NOTE = "说明"
    ON_BEHALF = "代录"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 一、, 2 is （一）, 3 is 1., 4 is （1）. The author writes the ordinal."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"heading level {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A newline within a run breaks the line. Figures print with their unit."""

    runs: tuple[Run, ...]
    style: TextStyle = TextStyle.BODY

    @property
    def text(self) -> str:
        """As printed."""
        return runs_text(self.runs)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column.

    Attributes:
        label: its head, with the unit where it differs from the table's.
        width: wished width in Chinese characters of table text; renderers keep the proportions.
        align: ``None`` means by format: numbers right, all else left.
        format: of the column's figures.
        group: upper head shared with neighbours of the same group; empty when the head is one row.
    """

    label: str
    width: int = 6
    align: Align | None = None
    format: FigureFormat = FigureFormat.TEXT
    group: str = ""

    @property
    def alignment(self) -> Align:
        """The alignment in force."""
        return self.align or (Align.RIGHT if self.format.is_number else Align.LEFT)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; as many cells as the table has columns. A GROUP row prints its first cell across the table."""

    cells: tuple[Run, ...]
    emphasis: Emphasis = Emphasis.NORMAL

    @property
    def label(self) -> str:
        """The first cell in words, which is not a running number; it names the row elsewhere."""
        words = (cell.strip() for cell in self.cells if isinstance(cell, str))
        return next((word for word in words if word and not word.isdecimal()), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        key: stable name within the document, e.g. ``T1``; drill-down and comparison go by it.
        title: as printed above it and on the workbook's sheet tab.
        unit_note: e.g. ``单位：件、万元``, printed at the right above the head.
        notes: printed below, one line each.

    Raises:
        ValueError: no columns, or a row with another number of cells.
    """

    key: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    orientation: Orientation = Orientation.AUTO
    unit_note: str = ""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"table {self.key} has no columns")
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"table {self.key} row {number}: {len(row.cells)} cells, {len(self.columns)} columns"
                )

    @property
    def has_groups(self) -> bool:
        """Whether the head has two rows."""
        return any(column.group for column in self.columns)


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures in a chart, one a category."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures; every value is also printed as a label.

    Raises:
        ValueError: a series does not have one figure a category.
    """

    key: str
    kind: ChartKind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.figures) != len(self.categories):
                raise ValueError(f"chart {self.key}, {series.name}: figures and categories differ in number")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A hint set apart from the text: 待核对, 参照, 暂定, 说明."""

    kind: NoticeKind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """As printed, without the leading word."""
        return runs_text(self.runs)


Block = Heading | Paragraph | Table | Chart | SignatureBlock | SignatureRow | KeyValues | PageBreak | Notice


@dataclass(frozen=True, slots=True)
class Definition:
    """One 口径: the indicator's code, its Chinese name, and how it is counted."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CompilationPage:
    """The 编制说明: what proves which content this is.

    Attributes:
        sha256: digest of the frozen snapshot, hexadecimal; ``sm3`` the same by GB/T 32905.
        audit_head: head of the audit chain at the moment of freezing.
        predecessor: digest of the report of the same kind signed before it; empty where there is none.
        remarks: further sentences, e.g. 两级签批, 纸质签发, 指标待市国资委确认.
    """

    serial: str
    sha256: str
    sm3: str
    audit_head: str
    frozen_at: str = ""
    predecessor: str = ""
    program: str = ""
    rule_packs: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report or paper, ready to be rendered. Empty heads are left out in print.

    Attributes:
        secrecy: 内部, 工作秘密 or 商业秘密, printed at the upper left.
        number: 文号 or number of the draft, printed under the title and in the running head.
        issuer: who makes it out (落款单位).
        addressee: 主送机关.
        date_text: 成文日期 as printed.
        footer_left: at the lower left of each page, e.g. the short digest.
        layout: how its sheets look.
        copies_to: 抄送, at the foot of a letter's last page.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    number: str = ""
    issuer: str = ""
    addressee: str = ""
    date_text: str = ""
    secrecy: str = ""
    footer_left: str = ""
    compilation: CompilationPage | None = None
    layout: PaperLayout = PaperLayout.REPORT
    copies_to: str = ""


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure and where it stands: index of the block, its key and title, row and column in words."""

    block: int
    key: str
    title: str
    row: str
    column: str
    figure: Figure


def figures(document: Document) -> Iterator[PlacedFigure]:
    """Every figure of the document in reading order, for drill-down and the workbook's 数据来源."""
    section = document.title
    for index, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            section = block.text
        title = getattr(block, "title", "") or section
        for row, column, figure in _block_figures(block):
            yield PlacedFigure(index, getattr(block, "key", ""), title, row, column, figure)


def _block_figures(block: Block) -> Iterator[tuple[str, str, Figure]]:
    """Row, column and figure, one after another."""
    match block:
        case Paragraph(runs=runs) | Notice(runs=runs):
            for number, figure in enumerate((run for run in runs if isinstance(run, Figure)), 1):
                yield "", f"文中第{number}个数", figure
        case Table():
            yield from _table_figures(block)
        case Chart():
            for series in block.series:
                for category, figure in zip(block.categories, series.figures, strict=True):
                    yield series.name, category, figure
        case KeyValues():
            for item in block.items:
                for figure in (run for run in item.value if isinstance(run, Figure)):
                    yield item.label, "", figure


def _table_figures(table: Table) -> Iterator[tuple[str, str, Figure]]:
    """The figures of one table, row by row."""
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if isinstance(cell, Figure):
                head = f"{column.group}·{column.label}" if column.group else column.label
                yield row.label or cell.provenance.row, head, cell


def to_plain(document: Document) -> dict[str, Any]:
    """The document as dicts, lists, strings, whole numbers and ``None``: what canonical JSON takes.

    Each dataclass becomes ``{"type": its name, field: …}``; days are ISO text, ratios decimal text.
    """
    return _encode(document)  # type: ignore[return-value] # a dataclass always becomes a dict


def from_plain(plain: dict[str, Any]) -> Document:
    """The document that ``to_plain`` gave.

    Raises:
        FileProblem: the data is not a whole document of this version of the program.
    """
    try:
        document = _decode(Document, plain)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise FileProblem("报告内容不完整或不是本版本程序生成的，无法打开；请向来源单位重新索取。") from error
    assert isinstance(document, Document)  # _decode gives what it is asked for
    return document


def _encode(value: object) -> object:
    """One value of the tree as plain data."""
    if is_dataclass(value) and not isinstance(value, type):
        return {"type": type(value).__name__} | {
            f.name: _encode(getattr(value, f.name)) for f in fields(value)
        }
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a document")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(hint: Any, plain: object) -> Any:
    """The value a type hint of the tree asks for; ``TypeError`` or ``ValueError`` when data does not fit."""
    if get_origin(hint) is tuple:
        if not isinstance(plain, list):
            raise TypeError(f"a list is wanted, not {type(plain).__name__}")
        return tuple(_decode(get_args(hint)[0], item) for item in plain)
    if get_origin(hint) in (Union, types.UnionType):
        return _decode(_member(get_args(hint), plain), plain)
    if is_dataclass(hint) and isinstance(hint, type):
        return _decode_record(hint, plain)
    if issubclass(hint, StrEnum):
        return hint(plain)
    if type(plain) is not hint and not (plain is None and hint is types.NoneType):
        raise TypeError(f"{hint.__name__} is wanted, not {type(plain).__name__}")
    return plain


def _member(members: tuple[Any, ...], plain: object) -> Any:
    """The member of a union that the plain value is."""
    name = plain.get("type") if isinstance(plain, dict) else type(plain).__name__
    for member in members:
        if member.__name__ == name:
            return member
    if issubclass(members[0], StrEnum) and isinstance(plain, str):
        return members[0]
    raise TypeError(f"{name} has no place here")


def _decode_record(kind: type, plain: object) -> object:
    """One dataclass of the tree; every field must be there and no other."""
    hints = _hints(kind)
    if not isinstance(plain, dict) or plain.get("type") != kind.__name__ or plain.keys() != {"type", *hints}:
        raise TypeError(f"not a whole {kind.__name__}")
    if kind is Figure:
        shape = FigureFormat(plain["format"])
        value = _figure_value(shape, plain["value"])
        return Figure(value, shape, _decode(str, plain["unit"]), _decode(Provenance, plain["provenance"]))
    return kind(**{name: _decode(hint, plain[name]) for name, hint in hints.items()})


def _figure_value(shape: FigureFormat, plain: object) -> int | str | Decimal | date | None:
    """A figure's value out of plain data, by its format."""
    if plain is None:
        return None
    if shape in (FigureFormat.DATE, FigureFormat.DATE_LONG):
        return date.fromisoformat(str(plain))
    if shape is FigureFormat.PERCENT and isinstance(plain, str):
        return Decimal(plain)
    if type(plain) in (int, str):
        return plain  # type: ignore[return-value]
    raise TypeError(f"{type(plain).__name__} is no figure")
