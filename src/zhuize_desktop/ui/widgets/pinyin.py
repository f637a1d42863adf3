"""Finding Chinese words by the initials of their pinyin: 重大资产 by zdzc or cdzc."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def initials(char: str) -> frozenset[str]:
    """Every first letter a character may be read with; a letter or figure is its own initial."""
    # Read on first use: the dictionary costs 0.15 s that the login window need not wait for.
    from pypinyin import Style, pinyin

    readings = pinyin(char, style=Style.FIRST_LETTER, heteronym=True)
    return frozenset(reading.lower() for reading in readings[0]) if readings else frozenset()


def matches(text: str, query: str) -> bool:
    """Whether ``query`` stands in ``text``, literally or as pinyin initials of neighbouring characters."""
    wanted = query.casefold().replace(" ", "")
    if not wanted or wanted in text.casefold():
        return True
    if not (wanted.isascii() and wanted.isalnum()):
        return False
    places = [initials(char) for char in text]
    return any(
        all(letter in places[start + step] for step, letter in enumerate(wanted))
        for start in range(len(places) - len(wanted) + 1)
    )
