"""Guides, and things done elsewhere."""

import re
from collections.abc import Sequence

from portal.services.procedures.search_index import SearchIndex, Sign
from portal.services.shared.fold_words import loose, spoken

_SHORTEST = 3  # letters of a part that is searched for in longer words
_MOST = 2
_KANA = re.compile("[ぁ-ゖー]+")


def find_guides(index: SearchIndex, words: Sequence[str]) -> tuple[str, ...]:
    """Every typed word is or contains one of their words, or all together are one."""
    asked = "".join(words)
    return tuple(
        sign.id
        for sign in index.guides
        if asked in sign.words or all(_speaks(sign, word) or _speaks(sign, spoken(word)) for word in words)
    )[:_MOST]


def find_elsewhere(index: SearchIndex, words: Sequence[str]) -> tuple[str, ...]:
    """A typed word is or contains it, or all typed words together are it."""
    asked = (*words, *map(spoken, words), "".join(words))
    return tuple(sign.id for sign in index.elsewhere if any(_speaks(sign, word) for word in asked))[:_MOST]


def _speaks(sign: Sign, word: str) -> bool:
    simple = loose(word)
    return bool(word) and any(
        plain == word
        or loose(plain) == simple
        or (len(plain) >= _SHORTEST and plain in word)
        or (len(plain) > 1 and word.startswith(plain) and _KANA.fullmatch(word[len(plain) :]))
        for plain in sign.words
    )
