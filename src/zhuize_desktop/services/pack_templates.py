"""规则包模板: written out, filled in with Excel, read back with a dry run, applied as one new version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.clock import CHINA
from ..domain.errors import FileProblem, NotAllowed, UserError
from ..domain.gates.approvals import check_asked
from ..domain.pack_changes import Comparison, compared
from ..domain.pack_editing import revised
from ..domain.pack_template import CellFault, Contents, Understood, names_of, sheets_of, understood
from ..domain.recomputed import Recomputed
from ..domain.roles import Op
from ..domain.rulebook import BASIS, LocalChanges
from ..domain.rules import parse_pack
from ..domain.viewer import Changes, OpResult
from ..seal.atomic import read_bytes, write_atomic
from ..storage.ledger import check_permission
from .packs import body_and_digest, pack_version, save_pack
from .recomputing import preview

if TYPE_CHECKING:
    from pathlib import Path

    from ..domain.rulebook import RuleBook
    from ..domain.rules import RulePack
    from .session import Session

#: The largest rule pack has about 0.1 million characters.
_MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class DryRun:
    """What reading a template in would do; nothing was written.

    Attributes:
        pack: code of the pack.
        base: digest of the version it was compared with.
        stale: a sentence when the template was written from an older version, else empty.
        faults: what cannot be taken; with any, nothing can be applied.
        comparison: what would change.
        contents: what would hold.
        moved: which open deadlines it would move; ``None`` while there are faults.
    """

    pack: str
    base: str
    stale: str
    faults: tuple[CellFault, ...]
    comparison: Comparison
    contents: Contents | None
    moved: Recomputed | None = None

    @property
    def can_be_applied(self) -> bool:
        """Whether there is something to write, and nothing against it."""
        return not self.faults and bool(self.comparison.differences)


def write_pack_template(session: Session, code: str, path: Path) -> OpResult[Path]:
    """Write the template of the city's or the enterprise's pack with everything filled in so far.

    Raises:
        NotAllowed: the pack is not the office's own; the user is no administrator.
        FileProblem: disk full, write-protected, or the file is open in Excel.
    """
    from ..documents.pack_template import TemplateText, write_template  # openpyxl takes its time to load

    check_permission(Op.EDIT_RULES, session.viewer)
    book = session.rulebook()
    _refuse_foreign(book, code)
    contents = Contents.of(book, code)
    digest = body_and_digest(contents.pack)[1]
    written = session.clock.now().astimezone(CHINA)
    lines = (f"写出人：{session.viewer.name}　写出时间：{written:%Y-%m-%d %H:%M}", *_GUIDE)
    text = TemplateText(f"规则包模板：{contents.pack.name}", code, digest, lines)
    write_atomic(path, write_template(text, sheets_of(contents), names_of(book)))
    return OpResult(path, Changes(Op.EDIT_RULES))


_GUIDE = (
    "一、每张工作表是规则包的一部分，一行一个条目；红色表头必须填写，鼠标停在表头上可看填写要求。",
    "二、已有条目不能删除行，也不要改代码；不再使用的，在“停用”列填“是”。新增条目写在下面的空行里，代码用字母、数字、点、短横，"
    "例如 own-1-01；“所需审批”表的代码另有写法，见第五条，“损失分档”“不良后果分档”的代码只有一般、较大、重大三个。",
    "三、金额单位为万元，比例填 0 至 100 的整数，日期写成 2026-01-31；可填多个的单元格一行一个。可选的内容见“选项”表。",
    "四、没有对照原文的条目，核实等级填“未核实”，程序中一律显示“待核对”。对照过原文的，填写“核对文件名称”“核对人”“核对日期”，"
    "读入后即为“已核对原文”。改动已核对条目的内容，应重新核对并填写新的核对日期或页码，否则恢复为“待核对”。",
    "五、“处理方式”“所需审批”两张表是各规则包共用的字典；本地办法另有规定的，增加行并把本地条款写入“条款”“来源”。"
    "“所需审批”的代码写成“步骤.审批主体”，例如 decide.board 表示完成处理前须经董事会批准，步骤代码参照已有各行。",
    "六、填好后保存为 .xlsx，在“系统管理—规则与字典”中读入；程序先列出将要发生的改动，确认后才写入。"
    "不要改动表头、工作表名称和本页上面三行。",
)


def _refuse_foreign(book: RuleBook, code: str) -> None:
    if code not in BASIS:
        name = book.pack(code).name
        raise NotAllowed(f"“{name}”是随程序提供的规则包，不能改写；请在本市办法或本企业办法中另行规定。")


def read_pack_template(session: Session, code: str, path: Path) -> DryRun:
    """What a filled template would change; nothing is written.

    Raises:
        FileProblem: the file cannot be read or is no template of this pack.
        NotAllowed: the pack is not the office's own; the user is no administrator.
    """
    from ..exchange.pack_template import filled_sheets, open_template

    check_permission(Op.EDIT_RULES, session.viewer)
    book = session.rulebook()
    _refuse_foreign(book, code)
    present = Contents.of(book, code)
    template = open_template(path)
    if template.pack != code:
        named = {pack.code: pack.name for pack in book.packs}.get(template.pack, template.pack)
        raise FileProblem(
            f"“{path.name}”是“{named}”的模板，不是“{present.pack.name}”的，请选对应的规则包读入。"
        )
    base = body_and_digest(present.pack)[1]
    stale, written_from = "", present.pack
    if template.base != base:
        stale = (
            f"这份模板是从“{present.pack.name}”的较早版本写出的，之后规则包又有改动；"
            "读入会把这些改动改回模板里的内容。"
        )
        written_from = _version(session, template.base, present.pack)
    names = names_of(book)
    sheets = filled_sheets(template, sheets_of(present))
    return _dry_run(
        session, book, present, understood(sheets, present, names, session.today, written_from), base, stale
    )


def _version(session: Session, sha256: str, otherwise: RulePack) -> RulePack:
    try:
        return pack_version(session, sha256)
    except UserError:  # written in another ledger: every entry has to be in it
        return otherwise


def read_pack_file(session: Session, code: str, path: Path) -> DryRun:
    """What a whole pack in a JSON file would change; nothing is written. Words of shared dictionaries stay.

    Raises:
        FileProblem: no rule pack of this form.
        NotAllowed: the pack is not the office's own; the user is no administrator.
    """
    check_permission(Op.EDIT_RULES, session.viewer)
    book = session.rulebook()
    _refuse_foreign(book, code)
    present = Contents.of(book, code)
    try:
        text = read_bytes(path, _MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem(f"“{path.name}”不是规则包文件（应为 UTF-8 文本），请另选文件。") from None
    pack = revised(present.pack, parse_pack(text, path.name), session.today)
    found = Understood(Contents(pack, present.words))
    return _dry_run(session, book, present, found, body_and_digest(present.pack)[1], "")


def _dry_run(
    session: Session, book: RuleBook, present: Contents, found: Understood, base: str, stale: str
) -> DryRun:
    faults, contents = found.faults, found.contents
    comparison, moved = Comparison((), 0), None
    if contents is not None:
        comparison = compared(present, contents, names_of(book))
        try:
            after = book.with_local(LocalChanges(contents.words)).with_pack(contents.pack)
            check_asked(book, after)
            moved = preview(session, after, f"读入“{present.pack.name}”的模板")
        except UserError as refused:
            faults = (CellFault("", "", refused.sentence),)
    return DryRun(present.pack.code, base, stale, faults, comparison, contents, moved)


def apply_dry_run(session: Session, run: DryRun, reason: str) -> OpResult[str]:
    """Make the version that a dry run described; returns its digest.

    Raises:
        FieldError: no reason.
        Conflict: somebody made another version in between.
        NotAllowed: there are faults, or nothing would change.
    """
    check_permission(Op.EDIT_RULES, session.viewer)
    if run.faults or run.contents is None:
        raise NotAllowed("模板里还有不能读入的内容，请更正后重新读入；没有写入任何改动。")
    present = Contents.of(session.rulebook(), run.pack)
    words = {
        code: changed
        for code, entries in run.contents.words.items()
        if (changed := [one for one in entries if one not in present.words[code]])
    }
    return save_pack(session, run.contents.pack, reason, base=run.base, words=words, agreed=run.moved)
