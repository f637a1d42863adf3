"""Finding Chinese words by their pinyin, whole or by its initials: 重大资产 by zdzc, cdzc, zichan or zhongdazc."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def readings(char: str) -> frozenset[str]:
    """Every way a character may be read; a letter or figure reads as itself."""
    # Read on first use: the dictionary costs 0.15 s that the login window need not wait for.
    from pypinyin import Style, pinyin

    read = pinyin(char, style=Style.NORMAL, heteronym=True)
    return frozenset(one.lower() for one in read[0]) if read else frozenset()


def matches(text: str, query: str) -> bool:
    """Whether ``query`` stands in ``text``, literally or as the pinyin of neighbouring characters.

    Each character stands for its syllable or its initial, the last one for any beginning of its syllable.
    """
    wanted = query.casefold().replace(" ", "")
    if not wanted or wanted in text.casefold():
        return True
    if not (wanted.isascii() and wanted.isalnum()):
        return False
    read = [readings(char) for char in text]
    return any(_begins(read[start:], wanted) for start in range(len(read)))


def _begins(read: list[frozenset[str]], wanted: str) -> bool:
    """Whether these characters can be read so that they begin with ``wanted``."""
    rests = {wanted}
    for syllables in read:
        if any(syllable.startswith(rest) for syllable in syllables for rest in rests):
            return True
        rests = {
            rest.removeprefix(part)
            for rest in rests
            for syllable in syllables
            for part in (syllable, syllable[:1])
            if rest.startswith(part)
        }
        if not rests:
            return False
    return False
