"""Changing the packs that an office fills itself (本市、本企业办法): what a new version may and may not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import NotAllowed, UserError
from .rulebook import BASIS
from .rules import SECTIONS, Catalogue, Grade, RulePack
from .validated import build

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from .rules import Entry


def parts_of(pack: RulePack) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
    """Every part of a pack: its code (of the list, or the attribute of the section), its title, its entries."""
    for listed in pack.lists():
        yield listed.code, listed.name, listed.entries
    for section in SECTIONS:
        yield section.attribute, section.title, section.of(pack)


def entries_of(pack: RulePack, part: str) -> tuple[Entry, ...]:
    """The entries of a part; none where the pack has no such list."""
    return next((entries for code, _, entries in parts_of(pack) if code == part), ())


def with_entries(pack: RulePack, part: str, entries: Iterable[Entry]) -> RulePack:
    """``pack`` with other entries in a part, validated anew; the catalogue of a pack without one has the pack's code.

    Raises:
        FileProblem: the outcome contradicts itself; one Chinese sentence.
        KeyError: the pack has no such part.
    """
    kept = tuple(entries)
    if any(section.attribute == part for section in SECTIONS):
        update: dict[str, object] = {part: kept}
    else:
        update = {}
        if part == pack.code and not pack.catalogues:
            update["catalogues"] = (new_catalogue(pack, kept),)
        for attribute in ("catalogues", "dictionaries"):
            lists = getattr(pack, attribute)
            if any(listed.code == part for listed in lists):
                update[attribute] = tuple(
                    listed.model_copy(update={"entries": kept}) if listed.code == part else listed
                    for listed in lists
                )
        if not update:
            raise KeyError(part)
    return build(RulePack, pack.model_copy(update=update).model_dump(), "规则包", pack.name)


def new_catalogue(pack: RulePack, entries: tuple[Entry, ...]) -> Catalogue:
    """The violation catalogue of a pack that had none; it is validated with the pack."""
    return Catalogue.model_construct(code=pack.code, name=f"{pack.name}违规情形", note="", entries=entries)


def with_entry(pack: RulePack, part: str, entry: Entry) -> RulePack:
    """``pack`` with one entry put in place of the one with its code, or behind the others of its part."""
    before = entries_of(pack, part)
    if any(one.code == entry.code for one in before):
        return with_entries(pack, part, (entry if one.code == entry.code else one for one in before))
    return with_entries(pack, part, (*before, entry))


def settled(old: Entry | None, new: Entry, today: date) -> Entry:
    """``new`` with the grade that its confirmation gives it.

    A text that was changed is no longer the one that was compared: its confirmation falls, unless it was compared
    anew.

    Raises:
        NotAllowed: 已核对原文 without who compared it and with what, or compared on a day to come.
    """
    checked = new.checked
    if checked is None:
        if new.grade.confirmed and not (
            old is not None and old.grade.confirmed and old.reading == new.reading
        ):
            raise NotAllowed(
                f"“{new.label}”的核实等级是“{Grade.READ.label}”，请填写核对文件、核对人和核对日期，否则应为“待核对”。"
            )
        return new
    if checked.on > today:
        raise NotAllowed(f"“{new.label}”的核对日期 {checked.on} 在今天之后，请更正。")
    if old is not None and old.reading != new.reading and old.checked == checked:
        return new.model_copy(update={"grade": Grade.UNVERIFIED, "checked": None})
    return new


def revised(old: RulePack, new: RulePack, today: date) -> RulePack:
    """``new`` as the next version of ``old``.

    Raises:
        NotAllowed: the pack is not the office's own to change; code or force would change; an entry would vanish; an
            entry calls itself compared without a confirmation; a document issued in days to come.
    """
    if old.code not in BASIS:
        raise NotAllowed(f"“{old.name}”是随程序提供的规则包，不能改写；请在本市办法或本企业办法中另行规定。")
    if (new.code, new.standing) != (old.code, old.standing):
        raise NotAllowed(
            f"这是“{new.name}”（{new.code}），不是“{old.name}”（{old.code}），请选对应的规则包。"
        )
    if new.issued_on is not None and new.issued_on > today:
        raise NotAllowed(f"“{new.name}”的公布日期 {new.issued_on} 在今天之后，请更正。")
    known = {part: {one.code: one for one in entries} for part, _, entries in parts_of(old)}
    for part, title, entries in parts_of(old):
        kept = {one.code for one in entries_of(new, part)}
        for one in entries:
            if one.code not in kept:
                raise NotAllowed(
                    f"“{title}”缺少“{one.label}”（{one.code}）；已有条目不能删除，不再使用的请填写“停用”。"
                )
    for part, _, entries in parts_of(new):
        after = [settled(known.get(part, {}).get(one.code), one, today) for one in entries]
        if list(entries) != after:
            new = with_entries(new, part, after)
    return new


def completed(version: RulePack, shipped: RulePack) -> RulePack:
    """A version with what a newer program brought in addition: entries and lists it did not have yet."""
    update: dict[str, object] = {}
    for section in SECTIONS:
        have = section.of(version)
        codes = {one.code for one in have}
        if more := [one for one in section.of(shipped) if one.code not in codes]:
            update[section.attribute] = (*have, *more)
    for attribute in ("catalogues", "dictionaries"):
        lists = getattr(version, attribute)
        codes = {listed.code for listed in lists}
        if new := [listed for listed in getattr(shipped, attribute) if listed.code not in codes]:
            update[attribute] = (*lists, *new)
    if not update:
        return version
    raw = version.model_copy(update=update).model_dump()
    return build(RulePack, raw, "规则包", version.name)


def found(pack: RulePack, part: str, code: str) -> Entry:
    """One entry of a pack.

    Raises:
        UserError: there is none of that code.
    """
    for one in entries_of(pack, part):
        if one.code == code:
            return one
    raise UserError(f"“{pack.name}”里没有代码为“{code}”的条目，请刷新后再试。")
