"""What a form asks the program for: dictionaries, other records, and new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..widgets.suggest import Entry


class FormResolver(Protocol):
    """Given to a form by its page. All answers come at once, from what is in memory or one indexed query."""

    def dictionary(self, code: str) -> Sequence[Entry]:
        """The entries of a dictionary (flat) or catalogue (``Entry.parent`` makes the tree), in order."""
        ...

    def search(self, record_class: str, text: str) -> Sequence[tuple[str, str, str]]:
        """One page of records fitting a text: uid, label, hint; best first, the usual ones for an empty text."""
        ...

    def can_create(self, record_class: str) -> bool:
        """Whether ``create`` is offered for this class."""
        ...

    def create(
        self,
        record_class: str,
        text: str,
        done: Callable[[Entry], None],
        known: Mapping[str, Any] | None = None,
    ) -> None:
        """Open what makes a new record named ``text``; call ``done`` once it is saved.

        ``known``: what is typed in already.
        """
        ...

    def label(self, record_class: str, uid: str) -> str:
        """The words of a record; "" when it cannot be read."""
        ...
