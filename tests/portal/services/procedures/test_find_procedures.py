"""Search for procedures."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.text.synonyms import SynonymsFile, shipped
from portal.config import TREE
from portal.services.procedures.find_procedures import MOST_LETTERS, Search, cleaned, find_procedures
from portal.services.procedures.search_index import SearchIndex
from tests.forms.first import first
from tests.forms.loading.small import small

OTHER = small(
    title="犬の登録", kana="イヌノトウロク", summary="犬を飼いはじめた人へ", more="search: [いぬ, ペット, PET]\n"
)
LAST = replace(small(title="転校", kana="テンコウ"), id="school")
SMALL = SearchIndex([LAST, first(), OTHER], SynonymsFile(same=(("わんこ", "犬"),), idle=("手続",)))


def titles(asked: str, index: SearchIndex = SMALL) -> list[str]:
    return [match.procedure.title for match in find_procedures(index, asked).matches]


@pytest.mark.parametrize("asked", ["", "　 ", "\0\u202e", "・・"])
def test_nothing_asked_finds_nothing(asked: str) -> None:
    search = find_procedures(SMALL, asked)
    assert (search.matches, search.near) == ((), ())


def test_a_word_that_says_nothing_finds_all_in_order_of_their_reading() -> None:
    assert titles("手続") == ["犬の登録", first().title, "転校"]


@pytest.mark.parametrize(
    "asked",
    ["犬", "いぬ", "イヌ", "ｲﾇ", "pet", "ＰＥＴ", "inu", "犬 登録", "登録　犬", "飼いはじめた", "ﾄｳﾛｸ", "犬 手続"],
)
def test_kana_width_case_and_order_do_not_count(asked: str) -> None:
    assert titles(asked) == ["犬の登録"]


def test_every_word_must_be_there_and_what_answers_some_is_offered() -> None:
    search = find_procedures(SMALL, "犬 転校")
    assert search.matches == ()
    assert {match.procedure.title for match in search.near} == {"犬の登録", "転校"}


def test_what_has_less_of_what_was_typed_than_another_is_no_more_than_near() -> None:
    tax = small(title="減免の申請", kana="ゲンメン", summary="払えない人へ", more="search: [バイク]\n")
    gone = replace(small(title="標識の返納", kana="ヘンノウ", summary="バイクを捨てた人へ"), id="gone")
    search = find_procedures(SearchIndex([tax, gone], SynonymsFile()), "バイクを捨てた")
    assert search.matches[0].procedure.id == "gone"
    search = find_procedures(SearchIndex([tax, gone], SynonymsFile()), "バイクを捨てたの")
    assert search.matches == ()
    assert [match.procedure.id for match in search.near] == ["gone", tax.id]
    alone = find_procedures(SearchIndex([tax], SynonymsFile()), "バイクを捨てたの")
    assert [match.procedure.id for match in alone.matches] == [tax.id]


def test_the_reason_is_reported() -> None:
    def reason(asked: str) -> tuple[str, str]:
        match = find_procedures(SMALL, asked).matches[0]
        return match.why, match.text

    assert reason("犬の") == ("name", "犬の登録")
    assert reason("ペット") == ("word", "ペット")
    assert reason("わんこ") == ("same", "犬")
    assert reason("とうるく") == ("slip", "犬の登録")


def test_words_that_people_use_find_it_though_no_title_has_them() -> None:
    assert titles("保険証をなくした") == [first().title]


def test_the_title_in_easy_japanese_finds_it_too_by_kanji_and_by_reading() -> None:
    easy = first().texts["easy"]["title"]
    assert easy not in (first().title, first().summary)
    assert titles(easy) == [first().title]


# Procedures of the city

SHIPPED = {
    "jido": [
        "じどうてあて",
        "ジドウテアテ",
        "児童手当",
        "jidouteate",
        "じどうであて",
        "児童手宛",
        "子ども手当",
        "こどもてあて",
    ],
    "juminhyo": ["住民票", "じゅうみんひょう", "じゅうみんひょお", "ジュミンヒョ", "juminhyo", "住民表", "とうほん"],
    "yokaigo": ["介護認定", "要介護", "ようかいご", "かいごにんてい"],
    "hoiku": ["保育園", "ほいくしょ", "ほいくえんにはいりたい", "保育園 申込"],
    "gairoto": ["街灯", "電気が切れた", "がいろとう", "street light"],
    "sodai": ["Large items of waste"],
    "ninshin": ["pregnancy"],
}


@pytest.fixture(scope="module")
def city() -> SearchIndex:
    procedures = load_folder(TREE / "forms" / "procedures", fields=field_types())
    return SearchIndex(procedures.values(), shipped(), language="en")


@pytest.mark.parametrize("asked", [word for words in SHIPPED.values() for word in words])
def test_the_citys_procedures_are_found_first_by_everyday_words(asked: str, city: SearchIndex) -> None:
    wanted = next(name for name, words in SHIPPED.items() if asked in words)
    assert find_procedures(city, asked).matches[0].procedure.id.startswith(wanted)


@pytest.mark.parametrize("asked", ["引っ越し", "引越し", "ﾋｯｺｼ", "ひこし", "転居"])
def test_moving_is_found_however_it_is_written(asked: str, city: SearchIndex) -> None:
    ids = {match.procedure.id for match in find_procedures(city, asked).matches}
    assert {"jido-teate-shimei-henko", "juminhyo-utsushi"} <= ids


@pytest.mark.parametrize("asked", ["赤ちゃん", "出産", "こども", "子供"])
def test_a_child_leads_to_the_allowance_and_to_daycare(asked: str, city: SearchIndex) -> None:
    ids = {match.procedure.id for match in find_procedures(city, asked).matches}
    assert {"jido-teate-nintei", "hoiku-riyo-moshikomi"} <= ids


def test_life_events_are_offered_for_words_that_speak_of_them(city: SearchIndex) -> None:
    assert "birth" in find_procedures(city, "赤ちゃん").events
    assert find_procedures(city, "犬").events == ("daily",)
    assert find_procedures(city, "免許") == Search("免許")


# Arbitrary input


@settings(max_examples=30)
@given(st.text(max_size=300) | st.text("あいかがっーゃ児童手当 犬・ﷺ゛\u3099", max_size=300))
def test_anything_may_be_typed(asked: str) -> None:
    search = find_procedures(SMALL, asked)
    assert len(search.asked) <= MOST_LETTERS
    assert len(search.near) <= 3
    assert cleaned(search.asked) == search.asked


def test_a_long_word_costs_no_more_than_its_first_letters(city: SearchIndex) -> None:
    letters = "あいうえおかきくけこさしすせそたちつてとなにぬねの"
    assert find_procedures(city, letters * 40_000).matches == find_procedures(city, letters * 4).matches
