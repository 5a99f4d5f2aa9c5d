"""What shares most letters with what was typed."""

import pytest

from portal.services.procedures.closest import TYPED, Closest, features

ANSWERS = Closest(
    {
        "dog": [("犬の死亡届", 1.0), ("飼い犬", 1.0)],
        "death": [("死亡届", 1.0), ("家族の死亡", 1.0)],
        "water": [("水道の使用中止届", 1.0), ("引っ越し", 0.3)],
        "moving": [("引っ越し", 0.8), ("moving out", 0.8)],
    }
)


def ranked(*asked: str) -> list[str]:
    return [row.id for row in ANSWERS.rank((word, TYPED) for word in asked)]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("飼い犬が死にました", "dog"),
        ("引っ越しで水道止める", "water"),
        ("引っ越しました", "moving"),
        ("moved out", "moving"),
        ("moving", "moving"),
    ],
)
def test_rare_letters_count_more_than_common_ones(asked: str, first: str) -> None:
    assert ranked(asked)[0] == first


def test_what_shares_nothing_is_not_ranked() -> None:
    assert ranked("宇宙") == ranked("") == ranked() == []


def test_the_share_is_of_what_was_typed_and_a_word_of_the_same_meaning_only_raises_the_score() -> None:
    (plain,) = [row for row in ANSWERS.rank([("水道", TYPED)]) if row.id == "water"]
    (meant,) = [row for row in ANSWERS.rank([("水道", TYPED), ("使用中止", 0.5)]) if row.id == "water"]
    half = next(row for row in ANSWERS.rank([("水道宇宙", TYPED)]) if row.id == "water")
    assert plain.share == meant.share == pytest.approx(1)
    assert meant.score > plain.score
    assert 0 < half.share < 0.6


def test_of_two_answers_that_with_more_of_what_was_typed_comes_first() -> None:
    rows = Closest({"meant": [("水道", 1.0), ("漏水", 1.0)], "typed": [("水道の検針", 1.0)]}).rank(
        [("水道の検針", TYPED), ("漏水", 5.0)]
    )
    assert [row.id for row in rows] == ["typed", "meant"]
    assert rows[0].share == pytest.approx(1)


def test_a_word_that_no_text_has_is_not_known() -> None:
    assert ANSWERS.knows("moving")
    assert not ANSWERS.knows("rakuda")


def test_hiragana_count_less_than_kanji_and_a_latin_word_is_one_feature_with_its_pieces() -> None:
    assert features("止める")["める"] < features("水道")["水道"]
    assert features("waters") == {"waters": 2.0, "wat": 0.4, "ate": 0.4, "ter": 0.4, "ers": 0.4}
    assert features("rain") == {"rain": 2.0}


def test_no_answers_rank_nothing() -> None:
    assert Closest({}).rank([("水道", TYPED)]) == []


def test_each_answer_counts_by_its_own_weight_however_many_there_are() -> None:
    weights = [number / 100 for number in range(1, 60)]
    many = Closest({str(weight): [("飼い犬", weight)] for weight in weights})
    assert [float(row.id) for row in many.rank([("飼い犬", TYPED)])] == weights[::-1]


@pytest.mark.parametrize(
    "text", ["水道の使用中止届", "moving out", "引っ越し Moving ひっこし", "mudança", "बसाइ सराइ", "이사", "x", ""]
)
def test_an_answer_is_held_by_all_that_is_asked_for_in_its_own_text(text: str) -> None:
    held = Closest({"answer": [(text, 1.0)]})
    assert [feature for feature in features(text) if not held.knows(feature)] == []
    assert [row.share for row in held.rank([(text, TYPED)])] == ([pytest.approx(1)] if text else [])


def test_of_two_texts_of_an_answer_the_heavier_one_counts_wherever_it_is() -> None:
    light, heavy = ("水道の使用", 0.4), ("水道", 1.0)
    scores = [Closest({"answer": texts}).rank([("水道", TYPED)])[0].score for texts in ([light, heavy], [heavy, light])]
    assert scores[0] == scores[1] > Closest({"answer": [light]}).rank([("水道", TYPED)])[0].score
