"""A searched word is stored only when many searched for it."""

from portal.db import Unit
from portal.store.finding import search_misses
from portal.store.finding.search_misses import MissedWord


def miss(unit: Unit, day: str, word: str = "空き家") -> None:
    search_misses.count(
        unit, month=day[:7], mark=word.encode(), day=f"2026-{day[5:]}", word=word, least=3, least_days=2
    )


def test_a_word_is_written_with_its_third_search_on_a_second_day(unit: Unit) -> None:
    for day in ("2026-11-01", "2026-11-01", "2026-11-01", "2026-11-01"):
        miss(unit, day)
    assert search_misses.most(unit, "2026-11", "2026-11", 5) == [MissedWord("", 4)]
    miss(unit, "2026-11-02")
    assert search_misses.most(unit, "2026-11", "2026-11", 5) == [MissedWord("空き家", 5)]


def test_what_may_not_be_shown_is_summed_and_the_most_frequent_comes_next(unit: Unit) -> None:
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        miss(unit, day)
        for _ in range(2):
            miss(unit, day, "墓地")
    for word in ("甲", "乙"):
        miss(unit, "2026-11-01", word)
    miss(unit, "2026-10-01", "丙")
    words = [MissedWord("", 2), MissedWord("墓地", 6), MissedWord("空き家", 3)]
    assert search_misses.most(unit, "2026-11", "2026-11", 5) == words
    assert search_misses.most(unit, "2026-11", "2026-11", 1) == words[:2]


def test_words_that_nobody_may_see_are_deleted_first(unit: Unit) -> None:
    for month in ("2026-09", "2026-10", "2026-11"):
        miss(unit, f"{month}-01", "甲")
        for day in ("01", "02", "03"):
            miss(unit, f"{month}-{day}")
    search_misses.sweep(unit, "2026-10", "2026-11")
    assert search_misses.most(unit, "2026-09", "2026-10", 5) == [MissedWord("空き家", 3)]
    assert search_misses.most(unit, "2026-11", "2026-11", 5) == [MissedWord("", 1), MissedWord("空き家", 3)]
