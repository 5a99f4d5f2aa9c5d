"""Searches without a match: a word is stored only after `small_count` searches on `_DAYS` days; until then a keyed
hash."""

import hashlib
import hmac
import re
import unicodedata
from datetime import date, timedelta

from portal.clock import Clock
from portal.db import Unit
from portal.errors import TooMany
from portal.services.procedures.find_procedures import Search
from portal.services.shared.fold_words import folded
from portal.services.shared.needs import Basics
from portal.services.shared.throttle import MISSES_OF_ALL, MISSES_PLACE, count
from portal.store.finding import search_misses

_LETTERS = 24
_NOUNS = 3
_DAYS = 3
# Numbers and mail addresses identify; a procedure is not searched by them.
_IDENTIFYING = re.compile(r"@|[0-9]{3}")
_NOUN = re.compile(r"[ァ-ヶー]{2,}|[一-龯々]{2,}|[^\W\d_ぁ-ゖァ-ヶー一-龯々]{4,}")


def is_miss(search: Search) -> bool:
    return bool(folded(search.asked)) and not (search.matches or search.guides or search.elsewhere or search.questions)


def count_search_miss(installation: Basics, unit: Unit, asked: str, place: str) -> None:
    # Leaves out what could identify, and more than a visitor searches. Of a sentence its first nouns are counted.
    word = folded(asked)
    if _IDENTIFYING.search(word):
        return
    missed = [word] if len(word) <= _LETTERS else _nouns(asked)
    try:
        count(installation, unit, MISSES_PLACE, place)
        count(installation, unit, MISSES_OF_ALL, "")
    except TooMany:
        return
    day = installation.clock.today().isoformat()
    least = installation.settings.small_count
    for word in missed:
        mark = hmac.digest(installation.throttle_key, f"search miss\0{word}".encode(), hashlib.sha256)
        search_misses.count(unit, month=day[:7], mark=mark, day=day, word=word, least=least, least_days=_DAYS)


def _nouns(asked: str) -> list[str]:
    nouns = (folded(noun) for noun in _NOUN.findall(unicodedata.normalize("NFKC", asked)))
    return list(dict.fromkeys(noun for noun in nouns if len(noun) <= _LETTERS))[:_NOUNS]


def sweep_misses(clock: Clock, unit: Unit) -> None:
    """Hashes end with their month, words after a year."""
    today = clock.today()
    first = today.replace(day=1)
    year_ago = date(first.year - 1, first.month, 1) - timedelta(days=1)
    search_misses.sweep(unit, f"{year_ago:%Y-%m}", f"{first:%Y-%m}")
