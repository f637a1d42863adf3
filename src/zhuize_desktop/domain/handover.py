"""工作交接清单: what a person who leaves or changes posts still has in hand, as a paper for three signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .content import (
    Block,
    Document,
    Heading,
    KeyValue,
    KeyValues,
    Paragraph,
    Signature,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
)
from .figure import Figure, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .content import Run

TITLE = "工作交接清单"
#: What stands in the place of the words of a clue that the printing person may not read.
MASKED = "（制表人不在知悉范围内）"


@dataclass(frozen=True, slots=True)
class ClueInHand:
    """An open clue whose 经办人 the leaver is. Outside the printing person's circle it is the number alone.

    Attributes:
        deadline: how its clock stands today, in words.
        moves: whether the chosen successor may take it over; ``None`` while nobody is chosen.
    """

    number: str
    stage: str = ""
    deadline: str = ""
    summary: str = ""
    masked: bool = False
    moves: bool | None = None


@dataclass(frozen=True, slots=True)
class ReportInHand:
    """A report the leaver compiled or signed that is not sealed yet; ``signed``: as what, so far."""

    title: str
    state: str
    signed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A sealed report with the leaver's signature: in which capacity, at which time."""

    serial: str
    title: str
    capacity: str
    signed_at: str


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A signing key of the leaver by its fingerprint, in use from and to; ``until`` is empty while it is."""

    fingerprint: str
    since: str
    until: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One of those who sign."""

    name: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Everything the paper says.

    Attributes:
        withheld: how many open clues of the leaver the printing person is involved in and may not even know of.
        circles: numbers of the clues in whose closed circle the leaver stands; ``circles_withheld`` as above.
        successor: who takes over, when chosen.
    """

    enterprise: str
    leaver: Party
    login: str
    roles: str
    printed_on: str
    printed_by: str
    left_on: str = ""
    clues: tuple[ClueInHand, ...] = ()
    withheld: int = 0
    reports: tuple[ReportInHand, ...] = ()
    signed: tuple[SignedReport, ...] = ()
    circles: tuple[str, ...] = ()
    circles_withheld: int = 0
    keys: tuple[OwnKey, ...] = ()
    successor: Party | None = None


def compile_handover(found: Handover) -> Document:
    """The paper; what there is none of is said, so that nothing looks forgotten."""
    return Document(
        f"{TITLE}（{found.leaver.name}）",
        (
            _head(found),
            *_clues(found),
            *_reports(found),
            *_signed(found.signed),
            *_circles(found),
            *_keys(found.keys),
            *_closing(found),
        ),
        issuer=found.enterprise,
        date_text=found.printed_on,
        secrecy="内部",
    )


def _head(found: Handover) -> Block:
    pairs = (
        ("移交人", found.leaver.name),
        ("职务", found.leaver.post),
        ("登录名", found.login),
        ("角色", found.roles),
        ("离岗日期", found.left_on or "　　年　月　日"),
        ("制表人", found.printed_by),
    )
    return KeyValues("H0", tuple(KeyValue(name, (value,)) for name, value in pairs))


def _counted(code: str, words: str, count: int, unit: str, numbers: Sequence[str] = ()) -> Figure:
    return Figure.count(count, unit, Provenance(f"handover.{code}", f"{words}。", tuple(numbers)))


def _rows(found: Sequence[tuple[Run, ...]]) -> tuple[TableRow, ...]:
    return tuple(TableRow((str(number), *cells)) for number, cells in enumerate(found, 1))


def _clues(found: Handover) -> Iterator[Block]:
    yield Heading(1, "一、在办线索")
    numbers = [one.number for one in found.clues]
    words = "经办人为移交人、尚未销号的线索"
    if found.clues or not found.withheld:
        yield Paragraph((f"{words}", _counted("clues", words, len(numbers), "件", numbers), "。"))
    if found.withheld:
        hidden = _counted("withheld", "制表人须回避的线索", found.withheld, "件")
        yield Paragraph(("另有制表人须回避的线索", hidden, "，不列入本表，由移交人另行当面交接。"))
    if not found.clues:
        return
    chosen = found.successor is not None
    columns = [
        TableColumn("序号", 3),
        TableColumn("线索编号", 10),
        TableColumn("环节", 5),
        TableColumn("期限", 9),
        TableColumn("线索概述", 18),
    ]
    rows: list[tuple[Run, ...]] = []
    for one in found.clues:
        told = ("—", "—", MASKED) if one.masked else (one.stage, one.deadline, one.summary)
        rows.append((one.number, *told, *((("移交" if one.moves else "不移交"),) if chosen else ())))
    notes: tuple[str, ...] = ()
    if chosen:
        columns.append(TableColumn("移交", 4))
        notes = ("“不移交”的线索，接交人不在其知悉范围内或须回避，由知悉范围内的人员另行指定经办人。",)
    yield Table("H1", "在办线索", tuple(columns), _rows(rows), notes)


def _reports(found: Handover) -> Iterator[Block]:
    yield Heading(1, "二、经手而尚未签发的报告")
    if not found.reports:
        yield Paragraph(("没有。",))
        return
    yield Table(
        "H2",
        "尚未签发的报告",
        (TableColumn("序号", 3), TableColumn("报告", 22), TableColumn("状态", 8), TableColumn("已签", 8)),
        _rows([(one.title, one.state, "、".join(one.signed) or "—") for one in found.reports]),
    )


def _signed(signed: Sequence[SignedReport]) -> Iterator[Block]:
    yield Heading(1, "三、签署过的已封存报告")
    if not signed:
        yield Paragraph(("没有。",))
        return
    yield Table(
        "H3",
        "签署过的已封存报告",
        (
            TableColumn("序号", 3),
            TableColumn("封存编号", 12),
            TableColumn("报告", 18),
            TableColumn("签署环节", 6),
            TableColumn("签署时间", 9),
        ),
        _rows([(one.serial, one.title, one.capacity, one.signed_at) for one in signed]),
        ("离岗后上述签署仍然有效：签署时所用的公钥及起止时间保留在台账和信任名单中。",),
    )


def _circles(found: Handover) -> Iterator[Block]:
    yield Heading(1, "四、指定知悉范围内的线索")
    if not found.circles and not found.circles_withheld:
        yield Paragraph(("没有。",))
        return
    if found.circles:
        words = "移交人在指定知悉人员之内的线索"
        figure = _counted("circles", words, len(found.circles), "件", found.circles)
        yield Paragraph((words, figure, "，离岗后对所知悉的内容仍负保密义务。"))
    if found.circles_withheld:
        hidden = _counted("circles_withheld", "制表人须回避的线索", found.circles_withheld, "件")
        yield Paragraph(("另有制表人须回避的线索", hidden, "，不列编号。"))
    if found.circles:
        yield Table("H4", "指定知悉范围内的线索", _THREE, _in_threes(found.circles))


#: Three numbers a line: a list of numbers alone would take whole pages.
_THREE = tuple(TableColumn("线索编号", 12) for _ in range(3))


def _in_threes(numbers: Sequence[str]) -> tuple[TableRow, ...]:
    filled = (*numbers, *("" for _ in range(-len(numbers) % 3)))
    return tuple(TableRow(tuple(filled[at : at + 3])) for at in range(0, len(filled), 3))


def _keys(keys: Sequence[OwnKey]) -> Iterator[Block]:
    yield Heading(1, "五、本人的签名密钥")
    if not keys:
        yield Paragraph(("没有：移交人从未登录，没有启用过签名密钥。",))
        return
    yield Table(
        "H5",
        "签名密钥",
        (
            TableColumn("序号", 3),
            TableColumn("公钥指纹", 12),
            TableColumn("启用时间", 9),
            TableColumn("停用时间", 9),
            TableColumn("停用原因", 9),
        ),
        _rows([(one.fingerprint, one.since, one.until or "在用", one.reason or "—") for one in keys]),
        ("办理离岗后私钥随账号停用，任何人不能再用它签名；密码不作移交。",),
    )


def _closing(found: Handover) -> Iterator[Block]:
    yield Heading(1, "六、交接确认")
    other = found.successor or Party()
    rows = (
        Signature("移交人", found.leaver.name, found.leaver.post),
        Signature("接交人", other.name, other.post),
        Signature("监交人"),
    )
    # The statement stands in the block: nobody signs on a page that does not say what.
    yield SignatureBlock(rows, "以上事项及相应的纸质材料已逐项当面核对，移交清楚")
