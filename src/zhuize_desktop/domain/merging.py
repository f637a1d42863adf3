"""合并重复: what becomes of two records of one thing. The older stays and loses nothing, the younger gives what it has.

A value that is the field's default says nothing. Where both say something different, one is taken and the other is
kept in words, with where it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, replace
from dataclasses import fields as dataclass_fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from .fields import Column, Sensitivity, columns
from .records import Clue, LiableBody, LiablePerson, Person, Record, SanctionCase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

R = TypeVar("R", bound=Record)
#: ``(column, value)`` → the value in words.
Told = Callable[[Column, Any], str]

#: Class → the text that takes what both could not say.
NOTES: Mapping[type[Record], str] = {
    Clue: "remark",
    Person: "remark",
    LiablePerson: "remark",
    SanctionCase: "result",
    LiableBody: "facts",
}
_IDENTITY = frozenset({"uid", "owner_enterprise", "version", "withdrawn_reason"})
#: What a clue has of its own path and circle: never taken from another clue, told in words at most. 受理 alone is of
#: the matter: registered a second time it was not taken on any later.
_OWN_PATH = frozenset(
    {
        "number", "stage", "accepted_on", "checked_on", "triaged_on", "disposition", "opened_on",
        "investigated_on", "decided_on", "rectified_on", "concluded_on",
    }
)  # fmt: skip
_NOT_TOLD = frozenset(
    {
        "stage_confirmed", "legacy", "legacy_stage", "legacy_basis", "closed", "closed_on", "closure_kind",
        "extended_to", "suspended_until", "merged_into", "split_from", "circle", "circle_users",
    }
)  # fmt: skip
#: What ties a line to its case and person: the same on both sides once they are one.
_TIES = frozenset({"clue", "person"})


@cache
def _defaults(record: type[Any]) -> dict[str, Any]:
    return {one.name: one.default for one in dataclass_fields(record) if one.default is not MISSING}


def says_nothing(one: Record, name: str) -> bool:
    """Whether a field of a record stands as it does in a new one, or blank."""
    value = getattr(one, name)
    blank = value is None or value == () or (isinstance(value, str) and not value.strip())
    kind: Any = type(one)  # a class can be a key, whatever is said of its instances
    return blank or (name in _defaults(kind) and value == _defaults(kind)[name])


def _mergeable(record: type[Record]) -> Iterator[Column]:
    apart = _IDENTITY | _NOT_TOLD if record is Clue else _IDENTITY | _TIES
    return (found for found in columns(record) if found.name not in apart)


def conflicts(older: Record, younger: Record) -> tuple[Column, ...]:
    """The fields in which both say something different and one of the two has to be taken."""
    own = _OWN_PATH if isinstance(older, Clue) else frozenset()
    return tuple(
        found
        for found in _mergeable(type(older))
        if found.name not in own
        and not found.many
        and found.name != NOTES.get(type(older))
        and found.field.sensitivity is not Sensitivity.PROTECTED
        and not says_nothing(older, found.name)
        and not says_nothing(younger, found.name)
        and getattr(older, found.name) != getattr(younger, found.name)
    )


def combined(older: R, younger: R, told: Told, origin: str, taken: Collection[str] = ()) -> R:
    """The older record with everything the younger one says.

    Args:
        older: stays.
        younger: gives; of the same class.
        told: says a value in words.
        origin: what the younger one is called, for what is kept in words.
        taken: fields in which both say something and the younger one's value is taken.
    """
    values: dict[str, Any] = {}
    left: list[tuple[str, str]] = []
    apart = {found.name for found in conflicts(older, younger)}
    for found in _mergeable(type(older)):
        name = found.name
        mine, theirs = getattr(older, name), getattr(younger, name)
        if mine == theirs or says_nothing(younger, name) or name == NOTES.get(type(older)):
            continue
        if isinstance(older, Clue) and name in _OWN_PATH:
            if name == "accepted_on" and mine is not None and theirs < mine:
                values[name] = theirs
                left.append((f"{found.field.label}（原值）", told(found, mine)))
            else:
                left.append((found.field.label, told(found, theirs)))
        elif found.many:
            values[name] = tuple(dict.fromkeys((*mine, *theirs)))
        elif says_nothing(older, name):
            values[name] = theirs
        elif name in apart:
            values[name], other = (theirs, mine) if name in taken else (mine, theirs)
            source = "（原值）" if name in taken else ""
            left.append((f"{found.field.label}{source}", told(found, other)))
        else:
            values[name] = f"{mine}；{theirs}"  # protected words stay in their own field
    values |= _noted(older, younger, left, origin)
    return replace(older, **values)


def _noted(older: Record, younger: Record, left: list[tuple[str, str]], origin: str) -> dict[str, str]:
    """The note field with what could not be taken, and with what stood in the younger one's."""
    name = NOTES[type(older)]
    parts = [f"{label}：{words}" for label, words in left if words]
    theirs = getattr(younger, name).strip()
    if theirs and theirs not in getattr(older, name):
        parts.append(theirs)
    if not parts:
        return {}
    text = f"【合并自{origin}】{'；'.join(parts)}"
    return {name: "\n".join(part for part in (getattr(older, name).rstrip(), text) if part)}


def parted(
    before: tuple[Any, ...],
    merged: tuple[Any, ...],
    present: tuple[Any, ...],
    kept: str,
    *,
    whole: bool = False,
) -> tuple[Any, ...] | None:
    """A many-valued field after 撤销合并: what the merger took stands again, what was entered since stays.

    Args:
        before: as it stood before the merger.
        merged: as the merger left it.
        present: as it stands.
        kept: uid of the record that stayed; it stands here in the place of the other.
        whole: everything that the merger left must still be there, as with who may read a clue.

    Returns:
        ``None`` where what the merger put in the place of another is no longer there: nobody knows which was meant.
    """
    if present == merged:
        return before
    taken = [one for one in before if one not in merged]
    brought = [one for one in merged if one not in before]
    needed = merged if whole else (*brought, *(one for one in merged if one == kept)) if taken else ()
    if any(one not in present for one in needed):
        return None
    again = [one for one in before if one in taken or one in present]
    return (*again, *(one for one in present if one not in before and one not in brought))
