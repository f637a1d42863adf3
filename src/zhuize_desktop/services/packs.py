"""规则包版本: new versions of the office's own packs, confirming an entry, and versions as they once were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.clock import CHINA
from ..domain.errors import Conflict, FieldError, NotAllowed, UserError
from ..domain.pack_changes import compared_packs
from ..domain.pack_document import pack_document
from ..domain.pack_editing import found, revised, with_entry
from ..domain.pack_template import names_of
from ..domain.roles import Op
from ..domain.rulebook import BASIS, REFERENCES, LocalChanges, RuleBook, is_filled
from ..domain.rules import Checked, Grade, RulePack, parse_pack
from ..domain.validated import build
from ..domain.viewer import OpResult
from ..seal.canonical import canonical
from ..seal.digest import digest
from ..storage.ledger import check_permission
from ..storage.packs import EDITED, KEPT, PackVersion, add_version, body_of, next_number, versions
from .recomputing import keep_if_moved, may_move, preview
from .rulebook import shipped_rulebook
from .rules import CHECKED, local_changes, rulebook_of, write_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..domain.content import Document
    from ..domain.pack_changes import Comparison
    from ..domain.recomputed import Recomputed
    from ..domain.rules import Entry
    from ..storage.ledger import Transaction
    from .session import Session

LONGEST_REASON = 200


def body_and_digest(pack: RulePack) -> tuple[str, str]:
    """The canonical JSON of a pack with its SHA-256. What equals its default is left out: a program that knows more
    fields gives the same bytes.
    """
    body = canonical(pack.model_dump(mode="json", exclude_defaults=True))
    return body.decode(), digest(body).sha256


def current_version(session: Session, code: str) -> str:
    """The digest of a pack as it stands now. Raises ``KeyError`` for an unknown code."""
    return body_and_digest(session.rulebook().pack(code))[1]


def pack_version(session: Session, sha256: str) -> RulePack:
    """A pack as it was under that digest.

    Raises:
        UserError: this ledger and this program know no such version.
    """
    with session.ledger.read() as connection:
        body = body_of(connection, sha256)
        book = rulebook_of(connection)
    if body is not None:
        return parse_pack(body, sha256[:16])
    for pack in (*book.packs, *shipped_rulebook().packs):
        if body_and_digest(pack)[1] == sha256:
            return pack
    raise UserError(f"找不到摘要为 {sha256[:16]} 的规则包版本，可能属于另一台账。")


def keep_version(tx: Transaction, code: str) -> str:
    """Keep a pack as it stands, so that a case can name it by its digest whatever changes later; returns the digest."""
    pack = rulebook_of(tx.connection).pack(code)
    body, sha256 = body_and_digest(pack)
    if body_of(tx.connection, sha256) is None:
        _append(tx, pack, body, sha256, "案件适用时留存", KEPT)
    return sha256


@dataclass(frozen=True, slots=True)
class PackState:
    """A pack as it stands: the digest of its contents, and the version an administrator made last."""

    pack: RulePack
    digest: str
    version: PackVersion | None

    @property
    def can_be_changed(self) -> bool:
        """Whether it is the office's own."""
        return self.pack.code in BASIS

    @property
    def words(self) -> str:
        """``第 3 版``; 随程序 for one that nobody changed."""
        return f"第 {self.version.number} 版" if self.version is not None else "随程序"


@dataclass(frozen=True, slots=True)
class PacksNow:
    """The rules in force with the state of every pack, the basis first."""

    book: RuleBook
    states: tuple[PackState, ...]

    def state(self, code: str) -> PackState:
        """The state of one pack. Raises ``KeyError``."""
        for one in self.states:
            if one.pack.code == code:
                return one
        raise KeyError(code)


def packs_now(session: Session) -> PacksNow:
    """Every pack with its state, for everybody to read."""
    with session.ledger.read() as connection:
        book = rulebook_of(connection)
        made = {
            pack.code: next((one for one in versions(connection, pack.code) if one.origin == EDITED), None)
            for pack in book.packs
        }
    order = {code: place for place, code in enumerate((*BASIS, *REFERENCES))}
    packs = sorted(book.packs, key=lambda pack: order.get(pack.code, len(order)))
    return PacksNow(book, tuple(PackState(pack, body_and_digest(pack)[1], made[pack.code]) for pack in packs))


@dataclass(frozen=True, slots=True)
class PackHistory:
    """The versions of a pack, newest first, and what can be compared: words and digest, newest first."""

    code: str
    name: str
    versions: tuple[PackVersion, ...]
    choices: tuple[tuple[str, str], ...]


def history_of(session: Session, code: str) -> PackHistory:
    """Every version of a pack, with what stands now and what came with the program among those to compare."""
    made = versions_of(session, code)
    pack = session.rulebook().pack(code)
    choices = {body_and_digest(pack)[1]: "现行内容"}
    for one in made:
        words = f"第 {one.number} 版（{one.at.astimezone(CHINA):%Y-%m-%d}）"
        choices[one.sha256] = f"现行，{words}" if choices.get(one.sha256) == "现行内容" else words
    choices.setdefault(body_and_digest(shipped_rulebook().pack(code))[1], "随程序提供的内容")
    return PackHistory(code, pack.name, tuple(made), tuple((words, sha) for sha, words in choices.items()))


def printed_pack(session: Session, code: str) -> Document:
    """A pack as a table to print or export. It holds rules, no cases: everybody may."""
    now = packs_now(session)
    state = now.state(code)
    foot = f"{state.words}，摘要 {state.digest[:16]}"
    return pack_document(state.pack, names_of(now.book), foot, f"{session.today}")


def comparison_of(session: Session, code: str, older: str, newer: str) -> Comparison:
    """What differs between two versions of a pack, each named by its digest.

    Raises:
        UserError: there is no such version.
    """
    book = session.rulebook()
    return compared_packs(pack_version(session, older), pack_version(session, newer), names_of(book))


def versions_of(session: Session, code: str) -> list[PackVersion]:
    """The versions of a pack, newest first."""
    with session.ledger.read() as connection:
        return versions(connection, code)


def preview_pack(session: Session, pack: RulePack) -> Recomputed | None:
    """Which open deadlines a pack would move in the place of the present one; ``None`` where its periods say the same.

    Raises:
        UserError: the outcome contradicts itself or other packs.
        NotAllowed: the user is no administrator.
    """
    check_permission(Op.EDIT_RULES, session.viewer)
    book = session.rulebook()
    after = book.with_pack(pack)
    return preview(session, after, f"修改{pack.name}") if may_move(book, after, session.today) else None


def preview_entry(session: Session, pack: str, part: str, entry: Entry) -> Recomputed | None:
    """The same for one entry of a pack. Raises like ``preview_pack``."""
    check_permission(Op.EDIT_RULES, session.viewer)
    return preview_pack(session, with_entry(session.rulebook().pack(pack), part, entry))


def save_pack(
    session: Session,
    pack: RulePack,
    reason: str,
    *,
    base: str,
    words: Mapping[str, Sequence[Entry]] | None = None,
    agreed: Recomputed | None = None,
) -> OpResult[str]:
    """Make a new version of the city's or the enterprise's pack; returns its digest.

    Args:
        session: of an administrator.
        pack: the whole pack as it shall be.
        reason: why, for the trail.
        base: digest of the version it was made from.
        words: entries of the shared dictionaries that change with it (处理方式, 所需审批).
        agreed: what ``preview_pack`` said it moves, as the person saw it.

    Raises:
        FieldError: no reason, or a longer one than is printed.
        Conflict: somebody made another version in between, or other deadlines are moved than was seen.
        NotAllowed: see ``pack_editing.revised``; the user is no administrator; nothing would change.
        UserError: the outcome contradicts itself or other packs.
    """
    with session.ledger.transact(Op.EDIT_RULES, session.viewer) as tx:
        tx.note = checked_reason(reason)
        sha256 = _save(tx, session, pack, tx.note, base, words or {}, agreed)
        return OpResult(sha256, tx.changes)


def _save(
    tx: Transaction,
    session: Session,
    pack: RulePack,
    reason: str,
    base: str,
    words: Mapping[str, Sequence[Entry]],
    agreed: Recomputed | None,
) -> str:
    old = rulebook_of(tx.connection).pack(pack.code)
    before = body_and_digest(old)[1]
    if before != base:
        raise Conflict(f"“{old.name}”在您打开之后已有新版本，请重新打开后再改。")
    new = revised(old, pack, session.today)
    body, sha256 = body_and_digest(new)
    if sha256 == before and not words:
        raise NotAllowed(f"“{old.name}”没有改动，没有生成新版本。")
    if words:
        kept = {
            code: {one.code: one for one in entries}
            for code, entries in local_changes(session).entries.items()
        }
        for code, entries in words.items():
            kept.setdefault(code, {}).update({one.code: one for one in entries})
        write_words(
            tx,
            LocalChanges({code: list(by_code.values()) for code, by_code in kept.items()}),
            session.today,
        )
    if sha256 != before:
        _append(tx, new, body, sha256, reason, EDITED)
        tx.touch("RulePack", pack.code, "version", before, sha256)
    after = rulebook_of(tx.connection)  # refuses what contradicts other packs; nothing is kept then
    keep_if_moved(session, tx, after, f"修改{old.name}：{reason}", agreed)
    return sha256


def _append(tx: Transaction, pack: RulePack, body: str, sha256: str, reason: str, origin: str) -> None:
    number = next_number(tx.connection, pack.code)
    version = PackVersion(
        pack.code, number, sha256, tx.now, tx.actor.name, reason, pack.effective_from, origin
    )
    add_version(tx.connection, version, body)


def checked_reason(reason: str) -> str:
    """The reason on one line.

    Raises:
        FieldError: none, or too long.
    """
    words = " ".join(reason.split())
    if not words:
        raise FieldError("reason", "请填写理由，例如依据哪份文件修改；会记入办理记录。")
    if len(words) > LONGEST_REASON:
        raise FieldError("reason", f"理由请控制在 {LONGEST_REASON} 字以内。")
    return words


# --- single entries -----------------------------------------------------------------------------------------


def save_entry(
    session: Session,
    pack: str,
    part: str,
    entry: Entry,
    reason: str,
    *,
    base: str,
    agreed: Recomputed | None = None,
) -> OpResult[str]:
    """Write one entry of an editable pack, or add it; a new version as by ``save_pack``.

    Raises:
        Like ``save_pack``.
    """
    check_permission(Op.EDIT_RULES, session.viewer)
    known = session.rulebook().pack(pack)
    return save_pack(session, with_entry(known, part, entry), reason, base=base, agreed=agreed)


def save_word(session: Session, dictionary: str, entry: Entry, reason: str) -> OpResult[None]:
    """Write one word of a shared dictionary, or add it; what this office confirmed and is changed is 待核对 again.

    Raises:
        FieldError: no reason.
        NotAllowed: see ``rules.set_local_changes``.
        UserError: the outcome contradicts itself, or asks for an approval that nobody could give.
    """
    with session.ledger.transact(Op.EDIT_RULES, session.viewer) as tx:
        tx.note = checked_reason(reason)
        kept = local_changes(session).entries
        mine = {one.code: one for one in kept.get(dictionary, ())} | {entry.code: entry}
        write_words(tx, LocalChanges({**kept, dictionary: list(mine.values())}), session.today)
        return OpResult(None, tx.changes)


# --- confirming ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """What a person found when comparing an entry with the original text.

    Attributes:
        checked: who, when, against which document and page.
        clause: where it really stands; ``None`` = as the entry says.
    """

    checked: Checked
    clause: str | None = None


def confirm_entry(
    session: Session, pack: str, part: str, code: str, compared: Compared, *, reading: Mapping[str, object]
) -> OpResult[Entry]:
    """确认核对: an entry was compared with the original text and says the same; its grade becomes 已核对原文.

    Args:
        session: of an administrator.
        pack: code of the pack.
        part: code of the list, or attribute of the section.
        code: code of the entry.
        compared: what the person found.
        reading: what the entry said on the screen of that person.

    Raises:
        FieldError: a day to come, or a clause that is too long.
        Conflict: the entry says something else by now.
        NotAllowed: it is confirmed already; it claims nothing that could be compared; it says nothing yet; the user is
            no administrator.
    """
    if compared.checked.on > session.today:
        raise FieldError("on", "核对日期不能在今天之后，请更正。")
    with session.ledger.transact(Op.CONFIRM_RULE, session.viewer) as tx:
        home = rulebook_of(tx.connection).pack(pack)
        entry = found(home, part, code)
        _refuse_confirming(entry, reading)
        update = {"grade": Grade.READ, "checked": compared.checked}
        if compared.clause is not None:
            update |= {"clause": compared.clause.strip()}
        raw = entry.model_copy(update=update).model_dump()
        new = build(type(entry), raw, "条目", entry.label)
        tx.note = f"{home.name} {entry.label}：{compared.checked.text}"[:LONGEST_REASON]
        if pack in BASIS:
            reason, base = f"核对“{entry.label}”", body_and_digest(home)[1]
            _save(tx, session, with_entry(home, part, new), reason, base, {}, None)
        else:
            tx.set_setting(
                f"{CHECKED}{pack}/{part}/{code}",
                {
                    "reading": entry.reading,
                    "checked": compared.checked.model_dump(mode="json"),
                    "clause": update.get("clause"),
                },
            )
            tx.touch("RulePack", pack, f"{part}/{code}", entry.grade.label, new.grade.label)
        after = found(rulebook_of(tx.connection).pack(pack), part, code)
        return OpResult(after, tx.changes)


def _refuse_confirming(entry: Entry, reading: Mapping[str, object]) -> None:
    if entry.reading != reading:
        raise Conflict(f"“{entry.label}”在您打开之后已经改过，请重新对照原文。")
    if not is_filled(entry):
        raise NotAllowed(f"“{entry.label}”还没有填写，没有内容可以核对；请先填写。")
    if entry.grade.confirmed:
        raise NotAllowed(f"“{entry.label}”已经核对过，不需要再次确认。")
    if not entry.mark:
        raise NotAllowed(f"“{entry.label}”是本程序自己的用语，没有原文可以核对。")
