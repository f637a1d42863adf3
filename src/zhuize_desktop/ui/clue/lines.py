"""What hangs on a clue line by line: 责任人员, 资产损失 with 挽回, 审批件. Sums are counted from the lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...domain.fields import Column, Kind, column
from ...domain.money import MoneyUnit, format_fen
from ...domain.records import Approval, LiablePerson, Loss, Record, Recovery
from ...domain.stages import Stage
from ...services.records import SAVE_OPS, add, add_many, change, withdraw
from ..forms.editors import label_text
from ..pages.clue_actions import AskDialog, refusal
from ..palette import GRID
from ..record_dialog import RecordDialog
from ..tables.lazy_model import ColumnDef, LazyTableModel
from ..tables.view import LedgerTable
from ..theme import button, label
from ..widgets.long_text import LongText
from .words import FieldWords

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from ..context import Context
    from ..resolver import LedgerResolver
    from .contents import Contents

#: Columns that hold sentences, in half-width characters.
_WIDTHS = {Kind.LONG_TEXT: 48, Kind.TEXT: 20}
Sums = Callable[[Sequence[Any], "Contents"], str]
Persons = Callable[["Contents"], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LineKind:
    """One kind of lines.

    Attributes:
        record: their class.
        noun: what one line is called.
        fields: the fields a table shows, in order.
        sums: the words at the right of the heading.
        empty: what the empty table says.
        taken_over: the persons named in the form who have no line yet, offered in one click.
    """

    record: type[Record]
    noun: str
    fields: tuple[str, ...]
    sums: Sums
    empty: str
    taken_over: Persons = lambda _: ()


def _amount(fen: int) -> str:
    return f"{format_fen(fen, MoneyUnit.WAN)} 万元"


def _people(lines: Sequence[LiablePerson], _: Contents) -> str:
    return f"{len({line.person for line in lines})} 人" if lines else ""


def _losses(lines: Sequence[Loss], contents: Contents) -> str:
    """``认定 120.00 万元（直接 100.00，间接 20.00）；或有 5.00 万元，不计入``."""
    parts = {kind: sum(line.amount or 0 for line in lines if line.kind == kind) for kind in _LOSS_WORDS}
    apart = () if contents.contingent_counts else (_CONTINGENT,)
    counted = {kind: fen for kind, fen in parts.items() if kind not in apart}
    detail = [f"{_LOSS_WORDS[kind]} {format_fen(fen, MoneyUnit.WAN)}" for kind, fen in counted.items() if fen]
    said = [f"认定 {_amount(sum(counted.values()))}（{'，'.join(detail)}）"] if detail else []
    if apart and parts[_CONTINGENT]:
        said.append(f"或有 {_amount(parts[_CONTINGENT])}，不计入")
    return "；".join(said)


#: 或有损失 is recorded, and counts as 认定损失 only where the administrator decided so.
_CONTINGENT = "contingent"
_LOSS_WORDS = {"direct": "直接", "indirect": "间接", "contingent": "或有"}


def _recoveries(lines: Sequence[Recovery], _: Contents) -> str:
    whole = sum(line.amount or 0 for line in lines)
    return f"合计 {_amount(whole)}" if whole else ""


def _count(lines: Sequence[Any], _: Contents) -> str:
    return f"{len(lines)} 件" if lines else ""


def _without_line(contents: Contents) -> tuple[str, ...]:
    known = {line.person for line in contents.liable}
    return tuple(uid for uid in contents.clue.persons if uid not in known)


LIABLE = LineKind(
    LiablePerson,
    "责任人",
    ("person", "post_then", "employment_then", "liability", "identified_on", "disciplined", "facts"),
    _people,
    "还没有责任人。定责以后逐人登记，一人一行。",
    _without_line,
)
LOSS = LineKind(
    Loss,
    "资产损失",
    ("item", "kind", "amount", "enterprise", "occurred_on", "identified_on", "evidence"),
    _losses,
    "还没有损失明细。认定损失由各行相加得出，不另填总数。",
)
RECOVERY = LineKind(
    Recovery,
    "挽回",
    ("kind", "amount", "recovered_on", "note"),
    _recoveries,
    "还没有挽回记录。扣减薪酬是处理，不是挽回，不在这里登记。",
)
APPROVAL = LineKind(
    Approval,
    "审批件",
    ("step", "form", "body", "approver", "decided_on", "result", "minutes_number", "archive_place"),
    _count,
    "还没有审批件。谁在什么会议或签批中作了什么决定，登记在这里。",
)


class LinesTable(QWidget):
    """Lines of one kind: heading with sums, the table, and adding, changing, withdrawing."""

    def __init__(self, context: Context, resolver: LedgerResolver, kind: LineKind) -> None:
        super().__init__()
        self._context, self._resolver, self._kind = context, resolver, kind
        self._contents: Contents | None = None
        self._lines: dict[str, Any] = {}
        self._words: FieldWords | None = None
        self.model: LazyTableModel[Any] = LazyTableModel(
            [self._column(column(kind.record, name)) for name in kind.fields],
            lambda uids: [self._lines[uid] for uid in uids if uid in self._lines],
        )
        self.table = LedgerTable(self.model, f"clue.{kind.record.__name__}", empty=kind.empty)
        self.table.setAccessibleName(kind.noun)
        self.table.setMinimumHeight(62)
        self.sums = label("", "counts")
        self.add_button = button(f"登记{kind.noun}", icon_name="plus")
        self.change_button = button("修改")
        self.withdraw_button = button("撤回…")
        self.take_over_button = button("")
        self.take_over_button.setToolTip(
            "登记内容中“涉及责任人员”尚未逐人登记的，各建一行，再补填责任类型和认定事实"
        )
        self.take_over_button.hide()
        self.take_over_button.clicked.connect(self.take_over)
        self._lay_out()
        self.add_button.clicked.connect(self.open_new)
        self.change_button.clicked.connect(lambda: self.open_line(self.table.current_uid()))
        self.withdraw_button.clicked.connect(lambda: self.ask_withdraw(self.table.current_uid()))
        self.table.opened.connect(self.open_line)
        self.table.picked.connect(lambda _: self._show_buttons())
        self.table.menu_opening.connect(self._fill_menu)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(label(self._kind.noun, "section"))
        head.addWidget(self.sums)
        head.addStretch(1)
        buttons = (self.take_over_button, self.add_button, self.change_button, self.withdraw_button)
        for pressed in buttons:
            head.addWidget(pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)

    def _column(self, declared: Column) -> ColumnDef[Any]:
        amount = declared.field.kind is Kind.MONEY
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight

        def text(line: Any) -> str:
            value = getattr(line, declared.name)
            if amount:
                return "" if value is None else format_fen(value)
            return "" if self._words is None else " ".join(self._words.of(declared, value).split())

        title = f"{declared.field.label}（元）" if amount else label_text(declared)
        return ColumnDef(
            declared.name,
            title,
            text,
            right if amount else left,
            _WIDTHS.get(declared.field.kind, max(13, declared.field.width)),
        )

    # --- showing ---

    def show_contents(self, contents: Contents, lines: Sequence[Any]) -> None:
        """Show the lines of a clue."""
        self._contents = contents
        self._words = FieldWords(contents.book, self._resolver)
        self._lines = {line.uid: line for line in lines}
        self.model.set_ids(list(self._lines))
        self.sums.setText(self._kind.sums(lines, contents))
        self._show_buttons()

    def _show_buttons(self) -> None:
        why = self._closed_because
        waiting = () if self._contents is None else self._kind.taken_over(self._contents)
        self.take_over_button.setText(f"按涉及责任人员带入（{len(waiting)} 人）")
        self.take_over_button.setVisible(bool(waiting) and not why)
        chosen = bool(self.table.current_uid())
        for pressed, ready in (
            (self.add_button, True),
            (self.change_button, chosen),
            (self.withdraw_button, chosen),
        ):
            pressed.setEnabled(ready and not why)
            pressed.setToolTip(why or ("" if ready else f"先在列表中选一行{self._kind.noun}"))

    @property
    def _closed_because(self) -> str:
        """Why nothing may be changed here; "" when it may."""
        if self._contents is not None and self._contents.clue.withdrawn_reason:
            return "线索已撤回，恢复到台账后才能修改。"
        return refusal(SAVE_OPS[self._kind.record], self._context.session.viewer)

    def _fill_menu(self, menu: QMenu, uids: Sequence[str]) -> None:
        if self._closed_because or len(uids) != 1:
            return
        menu.addAction("修改\t回车", lambda: self.open_line(uids[0]))
        menu.addAction("撤回…", lambda: self.ask_withdraw(uids[0]))

    # --- changing ---

    def open_new(self) -> RecordDialog:
        """The empty form of one line."""
        dialog = self._dialog(f"登记{self._kind.noun}")
        dialog.open_new()
        return dialog

    def take_over(self) -> None:
        """One line each for those whom the form names and who have none."""
        if self._contents is None:
            return
        clue = self._contents.clue.uid
        self._context.jobs.run(
            add_many,
            self._context.session,
            self._kind.record,
            [{"clue": clue, "person": uid} for uid in self._kind.taken_over(self._contents)],
            owner=self,
            busy=self,
            title=f"登记{self._kind.noun}",
        )

    def open_line(self, uid: str) -> RecordDialog | None:
        """The form of one line; nothing where nothing may be changed."""
        line = self._lines.get(uid)
        if line is None or self._closed_because:
            return None
        dialog = self._dialog(f"修改{self._kind.noun}")
        dialog.open_record(line)
        return dialog

    def _dialog(self, title: str) -> RecordDialog:
        assert self._contents is not None  # the buttons are closed before a clue is shown
        clue, session = self._contents.clue.uid, self._context.session
        form = f"{self._kind.record.__name__}@{clue}"
        return RecordDialog(
            self._context,
            self.window(),
            title,
            self._kind.record,
            self._resolver,
            insert=lambda values: (_add, (session, self._kind.record, {**values, "clue": clue}, form)),
            change=lambda line, values: (_change, (session, replace(line, **values), form)),
            draft_form=form,
            # 存量线索: what earlier stages demanded may be unknown for ever.
            stage=Stage.INTAKE if self._contents.clue.legacy else self._contents.clue.stage,
        )

    def ask_withdraw(self, uid: str) -> AskDialog | None:
        """撤回 one line, with its reason."""
        if uid not in self._lines:
            return None
        dialog = AskDialog(
            self.window(),
            f"撤回{self._kind.noun}",
            f"撤回这一行{self._kind.noun}：不再计入合计，记录和理由保留在办理过程中。请写明理由。",
            LongText(3, 6),
            "撤回",
            "请填写撤回理由。",
        )
        dialog.answered.connect(lambda reason: self._withdraw(uid, reason))
        dialog.open()
        return dialog

    def _withdraw(self, uid: str, reason: str) -> None:
        self._context.jobs.run(
            withdraw,
            self._context.session,
            self._kind.record,
            uid,
            reason,
            owner=self,
            busy=self,
            title=f"撤回{self._kind.noun}",
        )


def _add(session: Any, record: type[Record], values: dict[str, Any], form: str) -> Any:
    return add(session, record, values, form=form)


def _change(session: Any, line: Record, form: str) -> Any:
    return change(session, line, form=form)


class LinesTab(QWidget):
    """One or two tables of lines below each other."""

    def __init__(self, *tables: LinesTable) -> None:
        super().__init__()
        self.tables = tables
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(14)
        for table in tables:
            layout.addWidget(table, 1)
