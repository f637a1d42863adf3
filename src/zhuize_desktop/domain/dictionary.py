"""字典: one dictionary or catalogue of the rule packs, indexed for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from .rules import CodeList, Entry
from .validated import normalised

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Dictionary:
    """One dictionary or catalogue, indexed. Lookups by a code that is not in it raise ``KeyError``."""

    code: str
    name: str
    pack: str
    note: str
    heads_are_values: bool
    _entries: tuple[Entry, ...] = field(repr=False)
    _by_code: Mapping[str, Entry] = field(repr=False, compare=False)
    _children: Mapping[str | None, tuple[Entry, ...]] = field(repr=False, compare=False)
    #: Normalised word → the codes it names: one, except in a catalogue that repeats a case.
    _by_word: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    #: Code → its pack, where the entries come from several (``SITUATION``).
    _homes: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, listed: CodeList, pack: str, homes: Mapping[str, str] | None = None) -> Self:
        """The index over one list of a pack; ``homes`` names the pack of each entry when there are several."""
        children: dict[str | None, list[Entry]] = {}
        words: dict[str, list[str]] = {}
        for entry in listed.entries:
            children.setdefault(entry.parent, []).append(entry)
            for word in {normalised(word) for word in entry.words()}:
                words.setdefault(word, []).append(entry.code)
        return cls(
            listed.code,
            listed.name,
            pack,
            listed.note,
            listed.heads_are_values,
            listed.entries,
            MappingProxyType({entry.code: entry for entry in listed.entries}),
            MappingProxyType({parent: tuple(items) for parent, items in children.items()}),
            MappingProxyType({word: tuple(codes) for word, codes in words.items()}),
            MappingProxyType(dict(homes or {})),
        )

    def home(self, code: str) -> str:
        """Code of the pack an entry comes from."""
        return self._homes.get(self._by_code[code].code, self.pack)

    def is_value(self, code: str) -> bool:
        """Whether an entry may be picked: it has nothing below it, or headings are values here."""
        return self.heads_are_values or not self.children(code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, code: str) -> Entry:
        """The entry of that code, retired or not."""
        return self._by_code[code]

    def label(self, code: str) -> str:
        """The short label of that code."""
        return self._by_code[code].label

    def entries(self, *, active: bool = True, on: date | None = None) -> tuple[Entry, ...]:
        """The entries in their order: those offered for new records (on a day), or all of them."""
        return tuple(entry for entry in self._entries if not active or entry.active(on))

    def children(
        self, code: str | None = None, *, active: bool = True, on: date | None = None
    ) -> tuple[Entry, ...]:
        """The entries directly below ``code``; below nothing, the top ones."""
        if code is not None and code not in self._by_code:
            raise KeyError(code)
        below = self._children.get(code, ())
        return tuple(entry for entry in below if not active or entry.active(on))

    def leaves(self, *, active: bool = True) -> tuple[Entry, ...]:
        """The entries with nothing below them: the cases of a catalogue."""
        return tuple(entry for entry in self.entries(active=active) if entry.code not in self._children)

    def line_of(self, code: str) -> tuple[Entry, ...]:
        """The entry of that code and all above it, the top one last."""
        line = [self._by_code[code]]
        while (above := line[-1].parent) is not None:
            line.append(self._by_code[above])
        return tuple(line)

    def root_of(self, code: str) -> Entry:
        """The top entry above ``code``, or its own entry when it is one: the column of the statistics."""
        return self.line_of(code)[-1]

    def path(self, code: str) -> str:
        """The labels from the top down: ``审计 › 专项审计``."""
        return " › ".join(entry.label for entry in reversed(self.line_of(code)))

    def find(self, text: str, *, active: bool = True) -> Entry | None:
        """The entry whose label or alias is ``text`` but for width, blanks, punctuation; never a guess.

        A word that names two entries of a catalogue names none.
        """
        found = [self._by_code[code] for code in self._by_word.get(normalised(text), ())]
        found = [entry for entry in found if entry.active() or not active]
        return found[0] if len(found) == 1 else None
