"""Which figures differ between two documents of the same kind, e.g. this report and the last one signed."""

from __future__ import annotations

from dataclasses import dataclass

from .content import Document, Figure, figures


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that differs between two documents; ``None`` where one of them does not have it."""

    title: str
    row: str
    column: str
    old: Figure | None
    new: Figure | None


def figure_changes(old: Document, new: Document) -> tuple[FigureChange, ...]:
    """The figures printed differently in ``new``, in its order, then those that ``new`` no longer has.

    Two figures are the same one when block key, section, row, column and indicator agree; repeated ones are
    matched in order.
    """
    before, after = _by_place(old), _by_place(new)
    found = []
    for place in [*after, *(place for place in before if place not in after)]:
        was, now = before.get(place), after.get(place)
        if (was and was.with_unit) != (now and now.with_unit):
            _, title, row, column, _, _ = place
            found.append(FigureChange(title, row, column, was, now))
    return tuple(found)


_Place = tuple[str, str, str, str, str, int]


def _by_place(document: Document) -> dict[_Place, Figure]:
    """Figures by place and indicator, numbered where a place has several."""
    found: dict[_Place, Figure] = {}
    for placed in figures(document):
        number = 0
        name = (placed.key, placed.title, placed.row, placed.column, placed.figure.provenance.indicator)
        while (*name, number) in found:
            number += 1
        found[(*name, number)] = placed.figure
    return found
