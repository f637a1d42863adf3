"""撤销合并, what it has to know: whether two records can be parted, what each said before, who has to step back now.

There is no second store of what was before: the trail kept it of the one action that put the records together.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..domain.errors import Conflict, NotAllowed
from ..domain.fields import Column, column, columns
from ..domain.merging import parted, says_nothing
from ..domain.papers.words import Words
from ..domain.records import (
    BY_NAME,
    Clue,
    IssuedPaper,
    LiablePerson,
    Merger,
    OutsideDecision,
    Record,
    Recusal,
    SanctionCase,
    StageStep,
    User,
)
from ..domain.workflow import MILESTONES
from ..storage import audit, merging, rows
from ..storage.cases import gathered
from ..storage.ledger import readable
from ..storage.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from ..domain.rulebook import RuleBook
    from ..storage.ledger import Transaction

#: Who may read a clue: given back only as a whole.
_READERS = "circle_users"
#: What makes a person stand in a clue that it hangs on, and the field that names them.
_NAMING: tuple[tuple[type[Record], str], ...] = (
    (LiablePerson, "person"),
    (SanctionCase, "person"),
    (OutsideDecision, "persons"),
)
#: So many of the references that would be torn are named in one sentence.
_TOLD = 3
_MILESTONES = tuple(name for names in MILESTONES.values() for name in names)


# --- whether ----------------------------------------------------------------------------------------------


def refuse_parting(tx: Transaction, merger: Merger) -> None:
    """Nothing is parted whose outcome was acted upon: what was examined and decided rests on the records of both.

    Raises:
        NotAllowed: a later merger has to be undone first, or what was kept is a clue that is closed or further on
            than it was; the sentence says what to do first.
    """
    if rows.fetch_equal(tx.connection, Merger, gone=merger.kept):
        raise NotAllowed(f"{merger.kept_name}后来又并入了另一条，请先撤销那次合并，再撤销这一次。")
    _refuse_out_of_order(tx, merger)
    if merger.kind != Clue.__name__:
        return
    clue = rows.fetch_by_uid(tx.connection, Clue, [merger.kept])[merger.kept]
    if clue.closed:
        raise NotAllowed(f"线索{clue.number}已销号，请先重启，再撤销合并。")
    steps = rows.fetch_equal(tx.connection, StageStep, clue=clue.uid)
    since = audit.values_then(tx.connection, merger.uid, [clue.uid, *(one.uid for one in steps)])
    later = [one for one in steps if "*" in since.get(one.uid, {}) and one.move != "split"]
    if later and _further_on(clue, then := later[0].from_stage, since.get(clue.uid, {})):
        raise NotAllowed(
            f"合并以后，线索{clue.number}又办理了“{later[-1].label}”，所依据的是两条合在一起的材料；"
            f"请先退回到“{then.label}”环节，再撤销合并。"
        )


def _refuse_out_of_order(tx: Transaction, merger: Merger) -> None:
    """Mergers into one record, or of which the later one rests on what the earlier one wrote, are undone last first.

    A circle is closed for the clues of both, and a person whose two records became one stands there once.
    """
    found = {one.uid: one for one in rows.fetch_equal(tx.connection, Merger)}
    standing = [found[uid] for uid in audit.made_since(tx.connection, merger.uid, found)]
    wrote = _written(tx, merger) if standing else set()
    later = [one for one in standing if one.kept == merger.kept or _rests_on(tx, one, wrote)]
    if not later:
        return
    last = later[-1]
    if last.kept == merger.kept:
        raise NotAllowed(f"{merger.kept_name}后来又并入了另一条，请先撤销那次合并，再撤销这一次。")
    seen = rows.fetch_equal(tx.connection, Merger, readable(Merger, tx.actor), uid=last.uid)
    which = (
        f"（{last.gone_name}并入{last.kept_name}，{last.merged_on}）"
        if seen
        else "（须由有权查看的人员办理）"
    )
    raise NotAllowed(f"这次合并写入的记录后来又随另一次合并改过{which}，请先撤销那次合并，再撤销这一次。")


def _written(tx: Transaction, merger: Merger) -> set[tuple[str, str, str]]:
    """What a merger wrote into what there was: class, record and field."""
    return {
        (one.kind, one.uid, one.field)
        for one in audit.changes_with(tx.connection, merger.uid)
        if one.field != "*" and one.old is not None and one.new is not None
    }


def _rests_on(tx: Transaction, later: Merger, wrote: set[tuple[str, str, str]]) -> bool:
    """Whether a later merger wrote in, or put together, what an earlier one ``wrote``.

    It put together what the record that went said with the same field of the one that was kept, and lines that stand
    once only; in other fields of the same record the two have nothing in common.
    """
    own = _written(tx, later)
    if own & wrote:
        return True
    kind = BY_NAME[later.kind]
    gone = rows.fetch_by_uid(tx.connection, kind, [later.gone])[later.gone]
    if any(
        uid == later.gone or (uid == later.kept and not says_nothing(gone, name)) for _, uid, name in wrote
    ):
        return True
    touched = {uid for _, uid, _ in wrote}
    withdrew = [(one, uid) for one, uid, name in own if name == "withdrawn_reason" and uid != later.gone]
    return any(not touched.isdisjoint(_alike(tx, BY_NAME[one], uid)) for one, uid in withdrew)


def _alike(tx: Transaction, kind: type[Record], uid: str) -> set[str]:
    """A line, and those that say the same in what may stand once only."""
    line = rows.fetch_by_uid(tx.connection, kind, [uid])[uid]
    if not kind.unique:
        return {uid}
    equal = {name: getattr(line, name) for name in kind.unique}
    return {uid, *(one.uid for one in rows.fetch_equal(tx.connection, kind, **equal))}


def _further_on(clue: Clue, then: Any, since: Mapping[str, str | None]) -> bool:
    """Whether a clue stands further on than at ``then``, or bears the day of a step that it did not bear before."""
    gained = (name for name in _MILESTONES if since.get(name) == "null")
    return clue.stage.order > then.order or any(getattr(clue, name) is not None for name in gained)


# --- what stood before ------------------------------------------------------------------------------------


def undone(tx: Transaction, merger: Merger) -> Iterator[tuple[Record, Record]]:
    """Every record the merger changed, as it stands and as it stood.

    Raises:
        Conflict: a field that the merger wrote was changed since.
    """
    present: dict[str, Record] = {}
    back: dict[str, dict[str, Any]] = {}
    for change in audit.changes_with(tx.connection, merger.uid):
        if change.field == "*" or change.new is None or change.old is None:
            continue
        kind = BY_NAME[change.kind]
        if change.uid not in present:
            present |= rows.fetch_by_uid(tx.connection, kind, [change.uid])
        found = column(kind, change.field)
        now = getattr(present[change.uid], change.field)
        back.setdefault(change.uid, {})[change.field] = _former(kind, found, change, now, merger.kept)
    for one, values in back.items():
        yield present[one], replace(present[one], **values)


def _former(kind: type[Record], found: Column, change: audit.Change, now: Any, kept: str) -> Any:
    """A field as it stood before the merger; of one that holds several, with what was entered since."""
    assert change.old is not None
    assert change.new is not None
    former = rows.from_plain_text(found, change.old)
    if now == former:
        return former
    if found.many:
        merged = rows.from_plain_text(found, change.new)
        several = parted(former, merged, now, kept, whole=found.name == _READERS)
        if several is not None:
            return several
    elif rows.plain_text(now) == change.new:
        return former
    raise Conflict(
        f"合并以后，一条{kind.noun}的“{found.field.label}”又改过，不能自动撤销；"
        "请先改回合并时的内容，或另行更正。"
    )


# --- what would be torn -----------------------------------------------------------------------------------


def refuse_tearing(
    tx: Transaction, merger: Merger, back: Collection[tuple[Record, Record]], book: RuleBook, day: date
) -> None:
    """A reference inside a case stays inside it: of two records that refer to each other both go back, or none.

    What is withdrawn refers to nothing; if it is brought back, that is looked at anew.

    Args:
        tx: the action.
        merger: what is undone.
        back: every record that changes, as it stands and as it will stand.
        book: the rules in force.
        day: the legal day.

    Raises:
        NotAllowed: the sentence names the first few of such pairs, and says what to do.
    """
    will = {new.uid: new for _, new in back}
    torn = {
        (holder.uid, target.uid): (holder, target)
        for one in _moving(back)
        for holder, target in (*_referring_to(tx, one, will), *_referred_to(tx, one, will))
        if not holder.withdrawn_reason and len({_clue_of(holder), _clue_of(target)} - {None}) > 1
    }
    if not torn:
        return
    words = Words(gathered(tx.connection, tx.actor, tx.get(Clue, merger.kept), book, day))
    told = [f"{words.named(holder)}对应{words.named(target)}" for holder, target in torn.values()]
    more = f"等{len(told)}处" if len(told) > _TOLD else ""
    raise NotAllowed(
        f"合并以后登记的内容把两条线索连在一起：{'；'.join(told[:_TOLD])}{more}，分开后将各在一条线索。"
        "请先改选或者撤回前一项，再撤销合并，撤销后在所属的线索重新登记。"
    )


def with_their_papers(
    tx: Transaction, back: Iterable[tuple[Record, Record]]
) -> Iterator[tuple[Record, Record]]:
    """The numbers given since to papers about the records that go back: they go with them, no number is taken back."""
    going = {new.uid: new for new in _moving(back)}
    for uid, one in going.items():
        for paper in rows.fetch_equal(tx.connection, IssuedPaper, withdrawn=True, about=uid):
            clue = _clue_of(one)
            if clue is not None and paper.uid not in going and paper.clue != clue:
                yield paper, replace(paper, clue=clue)


def _moving(back: Iterable[tuple[Record, Record]]) -> Iterator[Record]:
    """The records that go into another clue, as they will stand."""
    return (new for old, new in back if _clue_of(old) != _clue_of(new))


def _clue_of(one: Record) -> str | None:
    return getattr(one, "clue", None)


def _referring_to(
    tx: Transaction, one: Record, will: Mapping[str, Record]
) -> Iterator[tuple[Record, Record]]:
    for found, field in merging.pointing_to(tx.connection, type(one), one.uid):
        holder = will.get(found.uid, found)
        held = getattr(holder, field)
        # The number of a paper goes with what it is about, see ``with_their_papers``.
        if type(holder) is not IssuedPaper and one.uid in (held if isinstance(held, tuple) else (held,)):
            yield holder, one


def _referred_to(tx: Transaction, one: Record, will: Mapping[str, Record]) -> Iterator[tuple[Record, Record]]:
    for found in columns(type(one)):
        if not found.field.refers_to:
            continue
        value = getattr(one, found.name)
        uids = value if found.many else (value,) if value else ()
        for target in rows.fetch_by_uid(tx.connection, BY_NAME[found.field.refers_to], uids).values():
            yield one, will.get(target.uid, target)


# --- who steps back ---------------------------------------------------------------------------------------


def stepping_back(tx: Transaction, merger: Merger) -> dict[str, str]:
    """User → reason of those who came to be involved in the kept clue while it was both, and are in it still."""
    marked = rows.fetch_equal(tx.connection, Recusal, clue=merger.kept)
    then = audit.values_then(tx.connection, merger.uid, [one.uid for one in marked])
    found = {
        one.user: f"合并期间登记，待核对：{one.reason}".rstrip("：")
        for one in marked
        if _is_new(then.get(one.uid, {}))
    }
    account = table_of(User)
    persons = sorted(_named_since(tx, merger) - _named(_naming(tx, merger.gone)))
    for user in rows.fetch(tx.connection, User, account.c.person.in_(persons), order=(account.c.uid,)):
        found.setdefault(user.uid, "合并期间产生，待核对")
    known = {one.user for one in rows.fetch_equal(tx.connection, Recusal, clue=merger.gone)}
    return {user: why for user, why in found.items() if user not in known}


def _is_new(then: Mapping[str, str | None]) -> bool:
    """Whether a record was not in force right after the merger: made later, or brought back later."""
    return "*" in then or then.get("withdrawn_reason", '""') != '""'


def _named_since(tx: Transaction, merger: Merger) -> set[str]:
    """Persons who came to stand in the kept clue since the merger."""
    naming = _naming(tx, merger.kept)
    then = audit.values_then(tx.connection, merger.uid, [one.uid for one, _ in naming])
    found: set[str] = set()
    for one, name in naming:
        held, now = then.get(one.uid, {}), _named([(one, name)])
        if _is_new(held):
            found |= now
        elif name in held:
            former = json.loads(held[name] or "null")
            found |= now - set(former if isinstance(former, list) else [former])
    return found


def _naming(tx: Transaction, uid: str) -> list[tuple[Record, str]]:
    """The records that make a person stand in a clue, the clue first, with the field that names them."""
    clue: Record = rows.fetch_by_uid(tx.connection, Clue, [uid])[uid]
    hung = ((rows.fetch_equal(tx.connection, record, clue=uid), name) for record, name in _NAMING)
    return [(clue, "persons"), *((one, name) for found, name in hung for one in found)]


def _named(naming: list[tuple[Record, str]]) -> set[str]:
    """The persons who stand there."""
    values = (getattr(one, name) for one, name in naming)
    return {uid for value in values for uid in (value if isinstance(value, tuple) else (value,)) if uid}
