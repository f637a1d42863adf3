"""附件 of a clue: the panel of attachments, with the record of the case that each file belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain.records import Attachment
from ..attachment_panel import AttachmentPanel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ..context import Context
    from .case_resolver import CaseResolver
    from .contents import Contents


class CaseAttachments(AttachmentPanel):
    """The attachments of one clue."""

    def __init__(self, context: Context, resolver: CaseResolver, parent: QWidget) -> None:
        super().__init__(context, resolver, parent)
        self._case_resolver = resolver

    def show_contents(self, contents: Contents) -> None:
        """Show the files of a clue."""
        clue = contents.clue
        self.show_attachments(
            {"clue": clue.uid},
            contents.case.all(Attachment),
            contents.book,
            why="线索已撤回，恢复到台账后才能加入或修改附件。" if clue.withdrawn_reason else "",
            belongs=self._case_resolver.belongs,
        )
