"""A document as PDF: A4, embedded fonts, one look, and the same bytes for the same content."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reportlab.platypus.doctemplate import BaseDocTemplate, NextPageTemplate, PageTemplate
from reportlab.platypus.flowables import CondPageBreak, Flowable, PageBreak
from reportlab.platypus.frames import Frame

from .. import __version__
from ..domain.content import (
    Block,
    Chart,
    Document,
    Heading,
    KeyValues,
    Notice,
    PaperLayout,
    Paragraph,
    SignatureBlock,
    SignatureRow,
    Table,
    TextStyle,
)
from ..domain.content import PageBreak as NewPage
from .charts import draw_chart
from .fonts import BOLD, SANS, drawable, missing_characters, register_fonts, text_width
from .palette import HAIRLINE, INK_SOFT, WATERMARK
from .pdf_grid import Grid
from .pdf_letter import Copies, Imprint, LetterHead, double_rule, draw_dashed_number
from .pdf_parts import (
    SidesFlowable,
    compilation_flowables,
    form_flowables,
    is_wide,
    notice_flowable,
    signature_flowables,
    table_flowables,
)
from .pdf_style import LANDSCAPE, MM, PORTRAIT, STYLES, Foot, PageStyle, Space
from .pdf_text import TextBlock, TextLook
from .wording import DRAFT_MARK

if TYPE_CHECKING:
    from .progress import Progress

_TOTAL = "total-pages"
#: A table of at most this part of a page is not divided.
_SHORT = 0.3

_SUBTITLE = TextLook(SANS, 13, 21, after=4, align="center", balanced=True)
_UNDER_TITLE = TextLook(SANS, 10, 16, after=10, align="center", color=INK_SOFT)
_IMPRINT = TextLook(align="right", before=4)


@dataclass(slots=True)
class _Group:
    """The flowables of one block, and how much of them must stand on one page with the heading above."""

    flowables: list[Flowable]
    opening: float
    heads: bool = False


@dataclass(slots=True)
class _Section:
    """Pages of one orientation."""

    orientation: str
    groups: list[_Group] = field(default_factory=list)


def render_pdf(
    document: Document, *, draft: bool, progress: Progress | None = None, mark: str = DRAFT_MARK
) -> bytes:
    """The document as PDF bytes; the same content, build, ``draft`` and ``mark`` give the same bytes.

    Wide tables go on turned sheets. A letter (one with an addressee) ends with issuer and date; everything
    else names them under the title.

    Args:
        document: what to print.
        draft: print ``mark`` across every page.
        mark: the word that says why it is no sealed report: 草稿, or 待签稿 once it is frozen.
        progress: called after each page; what it raises stops the work and passes on.
    """
    register_fonts()
    sections = _Layout(document).sections()
    target = io.BytesIO()
    template = _Template(
        target, document, mark=mark if draft else "", first=sections[0].orientation, progress=progress
    )
    story = _story(sections, STYLES[document.layout])
    template.expected = len(story)
    template.build(story)
    return target.getvalue()


def missing_in(document: Document) -> tuple[str, ...]:
    """The characters of a document that print as 〓 because no carried font has them."""
    return missing_characters(_texts(document))


def _texts(value: object) -> list[str]:
    """Every string of the tree, figures as printed."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    slots = getattr(type(value), "__slots__", ())
    return [text for name in slots for text in _texts(getattr(value, name))]


def _story(sections: list[_Section], style: PageStyle) -> list[Flowable]:
    """All flowables in order, with page breaks between sections and none before the first."""
    story: list[Flowable] = []
    for section in sections:
        if story:
            story += [NextPageTemplate(section.orientation), PageBreak()]
        page = style.spaces[section.orientation].height
        for number, group in enumerate(section.groups):
            needed, follower = group.opening, number
            while section.groups[follower].heads and follower + 1 < len(section.groups):
                follower += 1
                needed += section.groups[follower].opening
            if needed > 45:
                story.append(CondPageBreak(min(needed, page - 1)))
            story += group.flowables
    return story


class _Layout:
    """Turns the blocks of one document into sections of flowables."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._style = STYLES[document.layout]
        self._levels: list[int] = []
        self._bookmarks = 0

    def sections(self) -> list[_Section]:
        """At least one section; none is empty."""
        document = self._document
        orientations = self._orientations()
        letter_end = self._letter_end()
        made = [_Section(orientations[0] if orientations and not self._opening() else PORTRAIT)]
        made[0].groups += [_Group([flowable], 30) for flowable in self._opening()]
        for number, block in enumerate(document.blocks):
            if number == letter_end:
                self._sign(made[-1])
            if isinstance(block, NewPage) or orientations[number] != made[-1].orientation:
                made.append(_Section(orientations[number]))
            if not isinstance(block, NewPage):
                space = self._style.spaces[orientations[number]]
                made[-1].groups.append(self._group(block, space, self._signed_below(number, space)))
        if letter_end == len(document.blocks):
            self._sign(made[-1])
        if document.compilation:
            space = self._style.spaces[PORTRAIT]
            page = compilation_flowables(
                document.compilation,
                missing_in(document),
                space.width,
                space.height,
                self._outline("编制说明", 1),
            )
            made.append(_Section(PORTRAIT, [_Group(page, 0)]))
        return [section for section in made if section.groups] or [
            _Section(PORTRAIT, [_Group([TextBlock("", self._style.title)], 0)])
        ]

    def _orientations(self) -> list[str]:
        """For each block its page; headings and page breaks go with what follows them, notes with the table above."""
        width = self._style.spaces[PORTRAIT].width
        found: list[str] = []
        for block in reversed(self._document.blocks):
            if isinstance(block, Table):
                found.append(LANDSCAPE if is_wide(block, width, self._style.tables) else PORTRAIT)
            elif isinstance(block, Heading | NewPage) and found:
                found.append(found[-1])
            else:
                found.append(PORTRAIT)
        found.reverse()
        for number, (above, block) in enumerate(pairwise(self._document.blocks), 1):
            if _is_note(block) and (isinstance(above, Table) or _is_note(above)):
                found[number] = found[number - 1]
        return found

    def _letter_end(self) -> int | None:
        """Index of the block before which a letter is signed: signatures, or the new page of annexes."""
        if not self._document.addressee and self._document.layout is PaperLayout.REPORT:
            return None
        if self._document.layout is PaperLayout.FORM:
            return None
        for number, block in enumerate(self._document.blocks):
            if number and isinstance(block, NewPage | SignatureBlock):
                return number
        return len(self._document.blocks)

    def _opening(self) -> list[Flowable]:
        """What stands before the first block."""
        document, style = self._document, self._style
        found: list[Flowable] = []
        if document.layout is PaperLayout.LETTER:
            found.append(LetterHead(document, style.spaces[PORTRAIT]))
        elif document.secrecy:
            found.append(TextBlock(document.secrecy, style.secrecy))
        if document.title:
            found.append(TextBlock(document.title, style.title))
        if document.subtitle:
            found.append(TextBlock(document.subtitle, _SUBTITLE))
        if under := self._under_title():
            found.append(TextBlock(under, _UNDER_TITLE))
        if document.addressee:
            found.append(TextBlock(f"{document.addressee.rstrip('：:')}：", style.addressee))
        return found

    def _under_title(self) -> str:
        """The number; with who made it out and when, where that does not stand at the end as 落款."""
        document = self._document
        if document.layout is PaperLayout.LETTER:
            return ""
        facts = [("编号：", document.number)]
        if not document.addressee and document.layout is not PaperLayout.OFFICIAL:
            facts += [("编制单位：", document.issuer), ("日期：", document.date_text)]
        return "　　".join(label + text for label, text in facts if text)

    def _imprint(self) -> list[_Group]:
        """落款: issuer and date at the right, and at the foot of a letter who gets a copy."""
        document = self._document
        if document.layout in (PaperLayout.OFFICIAL, PaperLayout.LETTER):
            leading = self._style.addressee.leading
            groups = [_Group([Imprint(document.issuer, document.date_text, leading)], 4 * leading)]
            if document.copies_to:
                groups[0].heads = True
                copies = Copies(document.copies_to)
                groups.append(_Group([copies], copies.least(self._style.spaces[PORTRAIT].width)))
            return groups
        lines = [text for text in (document.issuer, document.date_text) if text]
        return [_Group([TextBlock("\n".join(lines), _IMPRINT)], 70)] if lines else []

    def _sign(self, section: _Section) -> None:
        """The 落款 below a letter's last paragraph; no page bears it alone (GB/T 9704 allows no 此页无正文)."""
        imprint = self._imprint()
        if imprint and section.groups:
            last, space = section.groups[-1], self._style.spaces[section.orientation]
            whole = sum(_taken(flowable, space) for flowable in last.flowables)
            if whole <= space.height * _SHORT:
                last.opening, last.heads = whole, True
        section.groups += imprint

    def _signed_below(self, number: int, space: Space) -> float:
        """Height of the signatures and notes right below a form, which stay on the page of its last boxes."""
        blocks, room = self._document.blocks, 0.0
        if not isinstance(blocks[number], KeyValues):
            return room
        for block in blocks[number + 1 :]:
            if isinstance(block, SignatureRow) or _is_note(block):
                room += sum(_taken(part, space) for part in self._group(block, space).flowables)
            else:
                break
        return room

    def _group(self, block: Block, space: Space, tail: float = 0) -> _Group:
        """One block as flowables; ``tail``: what must stand on the page of its end."""
        match block:
            case Heading():
                outline = self._outline(block.text, block.level)
                flowable = TextBlock(block.text, self._style.headings[block.level], outline)
                return _Group([flowable], _taken(flowable, space), heads=True)
            case Paragraph():
                return _Group([TextBlock(block.text, self._style.paragraphs[block.style])], 44)
            case Notice():
                return _Group([notice_flowable(block)], 40)
            case Chart():
                drawing = draw_chart(block, min(space.width, 520))
                drawing.hAlign = "CENTER"
                return _Group(_fitted(drawing, space.height), min(drawing.height, space.height - 30) + 8)
            case Table():
                outline = self._outline(block.title, min(3, (self._levels or [0])[-1] + 2), keep=False)
                parts = table_flowables(block, space.width, space.height, outline, self._style.tables)
                return self._gridded(parts, space)
            case KeyValues():
                parts = form_flowables(block, space.width, space.height, self._style.boxes, tail)
                return self._gridded(parts, space, tail)
            case SignatureRow():
                row = SidesFlowable(block, self._style.boxes + 0.5)
                return _Group([row], _taken(row, space))
            case SignatureBlock():
                parts = signature_flowables(block, space.width, space.height)
                return _Group(parts, sum(_taken(part, space) for part in parts))
        raise TypeError(f"{type(block).__name__} cannot be printed")

    def _gridded(self, parts: list[Flowable], space: Space, tail: float = 0) -> _Group:
        """A grid with its title: title, head and first row stay together, a short table stays whole."""
        whole = sum(_taken(part, space) for part in parts)
        if whole <= space.height * _SHORT:
            return _Group(parts, whole + tail)
        opening = 0.0
        for part in parts:
            if isinstance(part, Grid):
                opening += part.opening_height + 6
                break
            opening += _taken(part, space)
        return _Group(parts, opening)

    def _outline(self, title: str, level: int, *, keep: bool = True) -> tuple[str, str, int]:
        """Key, title and depth of a bookmark; no depth is skipped, which readers do not allow."""
        depth = min(level - 1, self._levels[-1] + 1 if self._levels else 0)
        if keep or not self._levels:
            self._levels.append(depth)
        self._bookmarks += 1
        return f"b{self._bookmarks}", " ".join(title.split()) or "（无标题）", depth


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style is TextStyle.NOTE


def _taken(flowable: Flowable, space: Space) -> float:
    """The height a flowable takes, with the room above and below it."""
    height: float = flowable.wrap(space.width, space.height)[1]
    return height + float(flowable.getSpaceBefore()) + float(flowable.getSpaceAfter())


def _fitted(drawing: Any, height: float) -> list[Flowable]:
    """A drawing scaled down when it is taller than a page."""
    if drawing.height > height - 30:
        factor = (height - 30) / drawing.height
        drawing.scale(factor, factor)
        drawing.width, drawing.height = drawing.width * factor, drawing.height * factor
    return [drawing]


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Pages with running head, page numbers and, unless it is sealed, the watermark."""

    def __init__(
        self, target: io.BytesIO, document: Document, *, mark: str, first: str, progress: Progress | None
    ) -> None:
        style = STYLES[document.layout]
        templates = [
            PageTemplate(
                id=name,
                frames=[
                    Frame(
                        space.margins[0], space.margins[3], space.width, space.height,
                        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0, id=name,
                    )
                ],
                pagesize=space.size,
                onPage=self._dress,
            )
            for name, space in sorted(style.spaces.items(), key=lambda item: item[0] != first)
        ]  # fmt: skip
        super().__init__(
            target,
            pageTemplates=templates,
            title=drawable(document.title, SANS).replace("\n", " "),
            author=drawable(document.issuer, SANS).replace("\n", " "),
            subject=drawable(document.number, SANS).replace("\n", " "),
            creator=f"违规经营投资责任追究桌面系统 {__version__}",
            producer="zhuize-desktop",
            lang="zh-CN",
            invariant=1,
            initialFontName=SANS,
            pageCompression=1,
            displayDocTitle=1,
        )
        self._document, self._mark, self._progress = document, mark, progress
        self._style = style
        self.expected, self._done = 1, 0

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Count, for the progress."""
        self._done += 1

    def afterPage(self) -> None:  # noqa: N802 - reportlab's name
        """Tell how far the work is."""
        if self._progress:
            self._progress(min(self._done / self.expected, 1.0), f"正在排版第 {self.page} 页")

    def _endBuild(self) -> None:  # noqa: N802 - reportlab's name
        """Write 共 y 页, which every page refers to, now that the number is known."""
        self._doSave = 0
        super()._endBuild()
        canvas = self.canv
        canvas.beginForm(_TOTAL, 0, -4, 90, 12)
        canvas.setFillColor(INK_SOFT)
        canvas.setFont(SANS, 9)
        canvas.drawString(0, 0, f" 共 {self.page} 页")
        canvas.endForm()
        canvas.save()

    def _dress(self, canvas: Any, template: BaseDocTemplate) -> None:
        """Everything on a page that is not its text."""
        space = self._style.spaces[template.pageTemplate.id]
        canvas.saveState()
        if self._mark:
            self._watermark(canvas, space)
        left, right = space.margins[0], space.size[0] - space.margins[1]
        canvas.setFillColor(INK_SOFT)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        if template.page > 1 and self._style.running_head:
            self._running_head(canvas, left, right, space.size[1] - space.margins[2] + 14)
        if self._style.foot is Foot.DASHED:
            self._letter_foot(canvas, template.page, space)
        else:
            self._counted_foot(canvas, template.page, space)
        canvas.restoreState()

    def _counted_foot(self, canvas: Any, page: int, space: Space) -> None:
        """第 x 页 共 y 页 in the middle, what identifies the paper at the left, the mark of a draft at the right."""
        left, right, middle = space.margins[0], space.size[0] - space.margins[1], space.size[0] / 2
        foot = space.margins[3] - 26
        canvas.setFont(SANS, 9)
        canvas.drawRightString(middle, foot, f"第 {page} 页")
        canvas.translate(middle, foot)
        canvas.doForm(_TOTAL)
        canvas.translate(-middle, -foot)
        canvas.setFont(SANS, 8)
        canvas.drawString(left, foot, _shortened(self._document.footer_left, middle - 50 - left))
        if self._mark:
            canvas.drawRightString(right, foot, f"{self._mark}{self._style.warning}")

    def _letter_foot(self, canvas: Any, page: int, space: Space) -> None:
        """— x —; the first page of a letter has the lower red rule instead."""
        if self._document.layout is PaperLayout.LETTER and page == 1:
            double_rule(canvas, space.size[0] / 2, 20 * MM, thick_above=False)
        else:
            draw_dashed_number(canvas, page, space)
        canvas.setFillColor(INK_SOFT)
        canvas.setFont(SANS, 8)
        words = [self._document.footer_left, f"{self._mark}{self._style.warning}" if self._mark else ""]
        line = _shortened("　　".join(word for word in words if word), space.width)
        canvas.drawCentredString(space.size[0] / 2, 12 * MM, line)

    def _running_head(self, canvas: Any, left: float, right: float, y: float) -> None:
        number = _shortened(self._document.number, (right - left) * 0.4)
        canvas.setFont(SANS, 8)
        canvas.drawRightString(right, y, number)
        room = right - left - text_width(number, SANS, 8) - 12
        canvas.drawString(left, y, _shortened(self._document.title, room))
        canvas.line(left, y - 4, right, y - 4)

    def _watermark(self, canvas: Any, space: Space) -> None:
        canvas.saveState()
        canvas.translate(space.size[0] / 2, space.size[1] / 2)
        canvas.rotate(35)
        canvas.setFillColor(WATERMARK)
        canvas.setFont(BOLD, 150)
        canvas.drawCentredString(0, -52, self._mark)
        canvas.restoreState()


def _shortened(text: str, room: float) -> str:
    """One line of at most ``room`` points at 8 pt, for heads and feet."""
    line = drawable(" ".join(text.split()), SANS)
    if text_width(line, SANS, 8) <= room:
        return line
    while line and text_width(line + "…", SANS, 8) > room:
        line = line[:-1]
    return line + "…"
