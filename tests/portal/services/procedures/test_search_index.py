"""The folded search texts of procedures."""

from dataclasses import replace

from forms.messages import sentences
from forms.text.synonyms import SynonymsFile
from portal.services.procedures.search_index import NAME, SUMMARY, SearchIndex, Texts, pairs
from portal.services.shared.fold_words import folded, without_readings
from tests.forms.first import first
from tests.forms.loading.small import small

DOG = small(
    title="犬の登録", kana="イヌノトウロク", summary="飼いはじめた人へ", more="search: [ペット]\nevents: [moving-in]\n"
)
WORDS = SynonymsFile(events={"moving-in": ("転入",), "birth": ("出産",)}, idle=("手続",))


def named(event: str) -> str:
    return folded(without_readings(sentences("ja")[f"event.{event}"]))


def test_only_life_events_of_offered_procedures_are_found_by_their_name_and_by_other_words_for_it() -> None:
    index = SearchIndex([DOG], WORDS)
    assert index.events_of([named("moving-in")]) == index.events_of([folded("転入")]) == ("moving-in",)
    assert index.events_of([named("birth"), folded("出産")]) == ()


def test_part_of_an_event_s_name_leads_to_it_unless_it_is_a_single_character() -> None:
    index = SearchIndex([DOG], WORDS)
    assert index.events_of([folded("今度の転入")]) == ("moving-in",)
    assert index.events_of([named("moving-in")[:2]]) == ("moving-in",)
    assert index.events_of([named("moving-in")[:1]]) == ()


def test_near_matches_are_by_names_and_search_words_and_never_by_the_summary() -> None:
    (entry,) = SearchIndex([DOG], WORDS).entries
    assert all(pair in entry.names for pair in pairs(folded("犬の登録")) | pairs(folded("ペット")))
    assert not any(pair in entry.names for pair in pairs(folded("飼いはじめた")))


def test_a_title_is_found_by_its_reading_and_in_easy_japanese_but_shown_without_readings() -> None:
    (entry,) = SearchIndex([first()], WORDS).entries
    names = [term for term in entry.terms if term.why == NAME]
    assert folded(first().kana) in {term.plain for term in names}
    easy = without_readings(first().texts["easy"]["title"])
    assert easy in {term.shown for term in names}
    assert not [term for term in names if "（" in term.shown]


def test_only_the_beginning_of_a_long_text_is_compared_for_typing_errors() -> None:
    (entry,) = SearchIndex([replace(DOG, summary="あい" * 400)], WORDS).entries
    (summary,) = [term for term in entry.terms if term.why == SUMMARY]
    assert (len(summary.plain), len(summary.loose)) == (800, 120)


def test_texts_that_hold_a_word_are_found_by_their_numbers() -> None:
    texts = Texts(["犬の犬", "", "猫", "の犬"])
    assert list(texts.holding("犬")) == [0, 3]
    assert list(texts.holding("犬猫")) == list(texts.holding("鳥")) == []
    assert "の犬" in texts
    assert "犬猫" not in texts


def test_idle_words_and_what_politeness_adds_are_no_part_of_what_is_compared() -> None:
    index = SearchIndex([DOG], WORDS)
    assert index.without_idle("犬を飼いたいのですが") == ["犬を飼い"]
    assert index.without_idle("犬の手続と散歩") == ["犬の", "と散歩"]
    assert index.without_idle("手続") == ["手続"]


def test_another_subject_is_a_word_of_a_procedure_even_in_kana() -> None:
    index = SearchIndex([DOG], replace_same(WORDS, ("犬", "わんこ")))
    assert index.subject_in("のわんこが")
    assert index.subject_in("犬の")
    assert not index.subject_in("がたくさん")
    assert not index.subject_in("手続")


def replace_same(words: SynonymsFile, *groups: tuple[str, ...]) -> SynonymsFile:
    return words.model_copy(update={"same": groups})


def test_words_of_a_script_with_spaces_are_compared_one_by_one() -> None:
    (entry,) = SearchIndex(
        [small(title="犬", kana="イヌ", summary="飼う", more="search: [Bulky waste, 大きい ごみ]\n")], WORDS
    ).entries
    spaced = [term.spaced for term in entry.terms]
    assert "bulky waste" in spaced
    assert "大きいごみ" in spaced
