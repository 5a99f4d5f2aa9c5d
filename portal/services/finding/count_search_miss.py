"""Searches without a match: a word is stored only after `small_count` searches on `_DAYS` days; until then a keyed
hash."""

import hashlib
import hmac
import re
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
_DAYS = 3
# Numbers and mail addresses identify; a procedure is not searched by them.
_IDENTIFYING = re.compile(r"@|[0-9]{3}")


def is_miss(search: Search) -> bool:
    return bool(folded(search.asked)) and not (search.matches or search.guides or search.elsewhere or search.questions)


def count_search_miss(installation: Basics, unit: Unit, asked: str, place: str) -> None:
    """Leaves out what could identify, what is long, and more than a visitor searches."""
    word = folded(asked)
    if len(word) > _LETTERS or _IDENTIFYING.search(word):
        return
    try:
        count(installation, unit, MISSES_PLACE, place)
        count(installation, unit, MISSES_OF_ALL, "")
    except TooMany:
        return
    day = installation.clock.today().isoformat()
    mark = hmac.digest(installation.throttle_key, f"search miss\0{word}".encode(), hashlib.sha256)
    least = installation.settings.small_count
    search_misses.count(unit, month=day[:7], mark=mark, day=day, word=word, least=least, least_days=_DAYS)


def sweep_misses(clock: Clock, unit: Unit) -> None:
    """Hashes end with their month, words after a year."""
    today = clock.today()
    first = today.replace(day=1)
    year_ago = date(first.year - 1, first.month, 1) - timedelta(days=1)
    search_misses.sweep(unit, f"{year_ago:%Y-%m}", f"{first:%Y-%m}")
