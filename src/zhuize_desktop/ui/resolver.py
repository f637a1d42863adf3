"""What forms ask the program for, answered by the services: dictionaries, records by name, new ones in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ..domain.ledger_view import LedgerQuery
from ..domain.records import BY_NAME, Enterprise, Person, Record, SupervisionReport, User
from ..domain.roles import OPERATIONS
from ..domain.rulebook import SITUATION
from ..domain.rules import mark_of_pack
from ..services.clues import list_uids, shown_rows
from ..services.directory import add_enterprise, add_person
from ..services.records import SAVE_OPS, find, list_records, load, names_of
from .record_dialog import RecordDialog
from .widgets.pinyin import matches
from .widgets.suggest import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from ..domain.dictionary import Dictionary
    from ..domain.rulebook import RuleBook
    from ..domain.viewer import Changes
    from .context import Context

#: One page of suggestions.
_MOST = 20
Found = tuple[str, str, str]


class LedgerResolver(QObject):
    """The ``FormResolver`` of every page: one a page, asked by all its forms.

    Names once shown are remembered until a record of their class is changed.
    """

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._over = parent
        self._names: dict[tuple[str, str], str] = {}
        context.jobs.changed.connect(self._on_ledger_changed)

    def dictionary(self, code: str) -> Sequence[Entry]:
        """The entries offered for new records, in order; headings are picked only where they are values."""
        book = self._context.session.rulebook()
        known = book.dictionary(code)
        is_catalogue = code == SITUATION
        heads = _heads(book, known) if is_catalogue else {}
        return [
            *heads.values(),
            *(
                Entry(
                    entry.code,
                    entry.label,
                    entry.clause if is_catalogue else "",
                    entry.parent or (heads[known.home(entry.code)].code if is_catalogue else ""),
                    known.is_value(entry.code),
                    book.mark_of_code(code, entry.code),
                )
                for entry in known.entries()
            ),
        ]

    def search(self, record_class: str, text: str) -> Sequence[Found]:
        """One page of records fitting a text; the first by name for an empty text."""
        return _SEARCHES[record_class](self._context, text)

    def can_create(self, record_class: str) -> bool:
        """Persons and enterprises are made in place by whoever may save them."""
        record = BY_NAME[record_class]
        allowed = (
            record in _MAKERS and OPERATIONS[SAVE_OPS[record]].roles & self._context.session.viewer.roles
        )
        return bool(allowed)

    def create(
        self,
        record_class: str,
        text: str,
        done: Callable[[Entry], None],
        known: Mapping[str, Any] | None = None,
    ) -> None:
        """Open the form of a new person or enterprise named ``text``; ``done`` follows once it is saved.

        ``known``: what is typed in already; all of it can be changed.
        """
        record = BY_NAME[record_class]
        title, save = _MAKERS[record]

        def saved(made: Any) -> None:
            self._names[record_class, made.uid] = made.name
            done(Entry(made.uid, made.name))

        dialog = RecordDialog(
            self._context,
            self._over.window(),
            title,
            record,
            self,
            insert=lambda values: (save, (self._context.session, values)),
        )
        dialog.saved.connect(saved)
        dialog.open_new({"name": text, **_PRESETS.get(record, _nothing)(self._context), **(known or {})})

    def label(self, record_class: str, uid: str) -> str:
        """The name of a record, a clue's number; "" when it cannot be read."""
        key = (record_class, uid)
        if key not in self._names:
            self._names[key] = _LABELS.get(record_class, _name_of)(self._context, record_class, uid)
        return self._names[key]

    def _on_ledger_changed(self, changes: Changes) -> None:
        touched = {kind for kind, _ in self._names if changes.touches(kind)}
        self._names = {key: name for key, name in self._names.items() if key[0] not in touched}


# --- searching ---------------------------------------------------------------------------------------------------


def _enterprises(context: Context, text: str) -> list[Found]:
    found = find(context.session, Enterprise, text, _MOST)
    parents = names_of(context.session, Enterprise, tuple(one.parent for one in found if one.parent))
    return [(one.uid, one.name, parents.get(one.parent or "", one.short_name)) for one in found]


def _persons(context: Context, text: str) -> list[Found]:
    found = find(context.session, Person, text, _MOST)
    where = names_of(context.session, Enterprise, tuple(one.enterprise for one in found if one.enterprise))
    return [(one.uid, one.name, _words(where.get(one.enterprise or "", ""), one.post)) for one in found]


def _users(context: Context, text: str) -> list[Found]:
    users = list_records(context.session, User, active=True)
    return [(one.uid, one.name, one.post) for one in users if matches(one.name, text) or text == one.login]


def _clues(context: Context, text: str) -> list[Found]:
    uids = list_uids(context.session, LedgerQuery(text=text))[:_MOST]
    rows = (shown.row for shown in shown_rows(context.session, uids))
    return [(row.clue.uid, row.clue.number, row.clue.summary) for row in rows if not row.stub]


def _reports(context: Context, text: str) -> list[Found]:
    found = list_records(context.session, SupervisionReport)
    fitting = [one for one in reversed(found) if matches(one.title, text) or text in one.document_number]
    return [(one.uid, one.title, one.document_number) for one in fitting[:_MOST]]


def _words(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


_SEARCHES: dict[str, Callable[[Context, str], list[Found]]] = {
    "Enterprise": _enterprises,
    "Person": _persons,
    "User": _users,
    "Clue": _clues,
    "SupervisionReport": _reports,
}


# --- names -------------------------------------------------------------------------------------------------------


def _name_of(context: Context, record_class: str, uid: str) -> str:
    return names_of(context.session, BY_NAME[record_class], (uid,)).get(uid, "")


def _number_of(context: Context, _: str, uid: str) -> str:
    return "".join(shown.row.clue.number for shown in shown_rows(context.session, [uid]))


def _title_of(context: Context, _: str, uid: str) -> str:
    return "".join(one.title for one in list_records(context.session, SupervisionReport, uid=uid))


_LABELS: dict[str, Callable[[Context, str, str], str]] = {"Clue": _number_of, "SupervisionReport": _title_of}


def _nothing(_: Context) -> dict[str, Any]:
    return {}


def _below_own(context: Context) -> dict[str, Any]:
    """What is named in a clue is nearly always an enterprise below the own one."""
    own = load(context.session, Enterprise, context.session.viewer.enterprise)
    return {"parent": own.uid, "level": None if own.level is None else own.level + 1}


#: What is typed in already when one is made in place; all of it can be changed.
_PRESETS: dict[type[Record], Callable[[Context], dict[str, Any]]] = {Enterprise: _below_own}

#: What can be made in place: title of its form and the action that saves it.
_MAKERS: dict[type[Record], tuple[str, Callable[..., Any]]] = {
    Enterprise: ("新建企业", add_enterprise),
    Person: ("新建人员", add_person),
}


def _heads(book: RuleBook, known: Dictionary) -> dict[str, Entry]:
    """A heading for every pack that a catalogue comes from: two regulations have aspects of the same name."""
    codes = dict.fromkeys(known.home(entry.code) for entry in known.entries())
    packs = [book.pack(code) for code in codes]
    return {
        # No entry of a pack has a code with a colon.
        one.code: Entry(f"pack:{one.code}", one.name, "", "", False, mark_of_pack(one))
        for one in packs
    }
