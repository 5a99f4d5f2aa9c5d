"""Searches that found nothing are counted, and no person is among them."""

from sqlalchemy import text

from portal.services.finding.count_search_miss import count_search_miss, is_miss, sweep_misses
from portal.services.procedures.find_procedures import NO_RANKING
from portal.services.procedures.finder import Finder
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import MISSES_PLACE
from portal.store.finding import search_misses
from tests.portal.later import later

WORD = "ぺんぎん飼育"
PLACES = tuple(f"192.0.2.{number}" for number in range(1, 9))


def search(installation: Installation, word: str, place: str = PLACES[0], *, times: int = 1) -> None:
    with installation.database.write() as unit:
        for _ in range(times):
            count_search_miss(installation, unit, word, place)
        unit.commit()


def words(installation: Installation) -> dict[str, int]:
    month = f"{installation.clock.today():%Y-%m}"
    with installation.database.read() as unit:
        return {row.word: row.number for row in search_misses.most(unit, month, month, 9)}


def test_a_word_is_known_only_after_five_searches_on_three_days(installation: Installation) -> None:
    search(installation, WORD, times=9)
    search(later(installation, days=1), WORD, times=9)
    assert words(installation) == {"": 18}
    with installation.database.read() as unit:
        stored = [str(row) for row in unit.connection.execute(text("SELECT * FROM search_miss"))]
    assert not any("ぺんぎん" in row for row in stored), "a hash only"
    search(later(installation, days=2), "ペンギン 飼育")
    assert words(installation) == {WORD: 19}


def test_of_a_sentence_its_nouns_are_counted(installation: Installation) -> None:
    for day in range(3):
        for asked in (
            "公園で夜にドローンを飛ばしたいのですが、いいでしょうか",
            "子どもとドローンの写真をどこかで撮ってもいいですか。",
        ):
            search(later(installation, days=day), asked, times=2)
    assert words(installation) == {"どろーん": 12, "公園": 6, "写真": 6}


def test_numbers_and_addresses_are_not_counted_nor_a_long_text_without_a_noun(installation: Installation) -> None:
    for word in (
        "090-0000-0001の人",
        "a@mihon.example",
        "あ" * 25,
        "ドローンの許可をもらったらa@mihon.exampleにおくってください",
    ):
        search(installation, word)
    assert words(installation) == {}


def test_one_visitor_counts_a_few_times_only(installation: Installation) -> None:
    search(installation, WORD, times=MISSES_PLACE.tries + 5)
    search(installation, WORD, PLACES[1])
    assert words(installation) == {"": MISSES_PLACE.tries + 1}


def test_only_what_leads_nowhere_is_a_miss(installation: Installation) -> None:
    finder = Finder(installation, installation.guides)
    missed = {word: is_miss(finder.find(word, NO_RANKING)) for word in (WORD, "児童手当", "パスポート", "", "？？")}
    assert missed == {WORD: True, "児童手当": False, "パスポート": False, "": False, "？？": False}


def test_hashes_are_gone_after_their_month_and_words_after_a_year(installation: Installation) -> None:
    for day in range(3):
        search(later(installation, days=day), WORD, times=3)
    search(installation, "一度だけ")
    month = f"{installation.clock.today():%Y-%m}"
    for days, kept in ((0, {"", WORD}), (40, {WORD}), (370, {WORD}), (430, set())):
        with installation.database.write() as unit:
            sweep_misses(later(installation, days=days).clock, unit)
            unit.commit()
            assert {row.word for row in search_misses.most(unit, month, month, 9)} == kept
