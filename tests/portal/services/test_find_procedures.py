"""Procedures are found by what people type: any kana and width, other words for the same, slips; whatever it is, quickly."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.loading import load_folder
from forms.registry import field_types
from forms.synonyms import SynonymsFile, shipped
from portal.config import TREE
from portal.services.find_procedures import MOST_LETTERS, Search, cleaned, find_procedures
from portal.services.fold_words import folded, loose, slips
from portal.services.search_index import SearchIndex
from portal.services.who_files import may_file, own_questions, role_of
from tests.forms.first import first
from tests.forms.loading.small import small

OTHER = small(
    title="犬の登録", kana="イヌノトウロク", summary="犬を飼いはじめた人へ", more="search: [いぬ, ペット, PET]\n"
)
LAST = replace(small(title="転校", kana="テンコウ"), id="school")
SMALL = SearchIndex([LAST, first(), OTHER], SynonymsFile(same=(("わんこ", "犬"),), idle=("手続",)))


def found(asked: str, index: SearchIndex = SMALL) -> list[str]:
    return [one.procedure.title for one in find_procedures(index, asked).found]


@pytest.mark.parametrize("asked", ["", "　 ", "\0\u202e", "・・"])
def test_nothing_asked_finds_nothing(asked: str) -> None:
    search = find_procedures(SMALL, asked)
    assert (search.found, search.near) == ((), ())


def test_a_word_that_says_nothing_finds_all_in_order_of_their_reading() -> None:
    assert found("手続") == ["犬の登録", first().title, "転校"]


@pytest.mark.parametrize(
    "asked",
    ["犬", "いぬ", "イヌ", "ｲﾇ", "pet", "ＰＥＴ", "inu", "犬 登録", "登録　犬", "飼いはじめた", "ﾄｳﾛｸ", "犬 手続"],
)
def test_kana_width_case_and_order_do_not_count(asked: str) -> None:
    assert found(asked) == ["犬の登録"]


def test_every_word_must_be_there_and_what_answers_some_is_offered() -> None:
    search = find_procedures(SMALL, "犬 転校")
    assert search.found == ()
    assert {one.procedure.title for one in search.near} == {"犬の登録", "転校"}


def test_the_reason_is_told() -> None:
    def reason(asked: str) -> tuple[str, str]:
        one = find_procedures(SMALL, asked).found[0]
        return one.why, one.text

    assert reason("犬の") == ("name", "犬の登録")
    assert reason("ペット") == ("word", "ペット")
    assert reason("わんこ") == ("same", "犬")
    assert reason("とうるく") == ("slip", "犬の登録")


def test_words_that_people_use_find_it_though_no_title_has_them() -> None:
    assert found("保険証をなくした") == [first().title]


def test_the_title_in_easy_japanese_finds_it_too_by_kanji_and_by_reading() -> None:
    easy = first().texts["easy"]["title"]
    assert easy not in (first().title, first().summary)
    assert found(easy) == [first().title]


# What the city offers

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
    return SearchIndex(procedures.values(), shipped())


@pytest.mark.parametrize("asked", [word for words in SHIPPED.values() for word in words])
def test_the_citys_procedures_are_found_first_by_everyday_words(asked: str, city: SearchIndex) -> None:
    wanted = next(name for name, words in SHIPPED.items() if asked in words)
    assert find_procedures(city, asked).found[0].procedure.id.startswith(wanted)


@pytest.mark.parametrize("asked", ["引っ越し", "引越し", "ﾋｯｺｼ", "ひこし", "転居"])
def test_moving_is_found_however_it_is_written(asked: str, city: SearchIndex) -> None:
    there = {one.procedure.id for one in find_procedures(city, asked).found}
    assert {"jido-teate-shimei-henko", "juminhyo-utsushi"} <= there


@pytest.mark.parametrize("asked", ["赤ちゃん", "出産", "こども", "子供"])
def test_a_child_leads_to_the_allowance_and_to_daycare(asked: str, city: SearchIndex) -> None:
    there = {one.procedure.id for one in find_procedures(city, asked).found}
    assert {"jido-teate-nintei", "hoiku-riyo-moshikomi"} <= there


def test_life_events_are_offered_for_words_that_speak_of_them(city: SearchIndex) -> None:
    assert "birth" in find_procedures(city, "赤ちゃん").events
    assert find_procedures(city, "犬").events == ("daily",)
    assert find_procedures(city, "免許") == Search("免許")


# Whatever is typed


@settings(max_examples=30)
@given(st.text(max_size=300) | st.text("あいかがっーゃ児童手当 犬・ﷺ゛\u3099", max_size=300))
def test_anything_may_be_typed(asked: str) -> None:
    search = find_procedures(SMALL, asked)
    assert len(search.asked) <= MOST_LETTERS
    assert len(search.near) <= 3
    assert cleaned(search.asked) == search.asked


def test_a_long_word_costs_no_more_than_its_first_letters(city: SearchIndex) -> None:
    letters = "あいうえおかきくけこさしすせそたちつてとなにぬねの"
    assert find_procedures(city, letters * 40_000).found == find_procedures(city, letters * 4).found


def fewest(word: str, text: str) -> int:
    """By the table of Sellers, slowly."""
    before = [0] * (len(text) + 1)
    for number, letter in enumerate(word, 1):
        row = [number]
        for place, other in enumerate(text, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other)))
        before = row
    return min(before)


@settings(max_examples=150)
@given(st.text("あいう", min_size=3, max_size=8), st.text("あいう", max_size=12), st.integers(0, 2))
def test_slips_are_counted_as_the_slow_way_counts_them(word: str, text: str, most: int) -> None:
    assert slips(word, text, most) == min(fewest(word, text), most + 1)


def test_small_letters_long_vowels_and_voicing_do_not_count() -> None:
    assert len({loose(folded(word)) for word in ("じゅうみんひょう", "ジユウミンヒヨウ", "しゅみんひょー")}) == 1


def test_whoever_a_shipped_procedure_lets_choose_to_file_is_taken_at_a_door_or_told_to_stop() -> None:
    for procedure in load_folder(TREE / "forms" / "procedures", fields=field_types()).values():
        for name in own_questions(procedure):
            question = procedure.by_name[name]
            ends = question.stop.when.text if question.stop is not None else ""
            for code in question.type.options(question.settings):
                role = role_of(procedure, {name: code})
                assert f"== {code}" in ends or any(may_file(procedure, door, role) for door in procedure.who if role), (
                    code
                )
