"""Procedures are found by what people type, in any kana, width and order."""

import pytest

from portal.services.find_procedures import find_procedures
from tests.forms.first import first
from tests.forms.loading.small import small

OTHER = small(
    title="犬の登録", kana="イヌノトウロク", summary="犬を飼いはじめた人へ", more="search: [いぬ, ペット, PET]\n"
)
LAST = small(title="転校", kana="テンコウ")


def found(asked: str) -> list[str]:
    return [procedure.title for procedure in find_procedures([LAST, first(), OTHER], asked)]


def test_nothing_asked_finds_all_in_order_of_their_reading() -> None:
    assert found("") == found("　 ") == ["犬の登録", first().title, "転校"]


@pytest.mark.parametrize(
    "asked",
    ["犬", "いぬ", "イヌ", "ｲﾇ", "pet", "ＰＥＴ", "犬 登録", "登録　犬", "飼いはじめた", "ﾄｳﾛｸ"],
)
def test_kana_width_case_and_order_do_not_count(asked: str) -> None:
    assert found(asked) == ["犬の登録"]


def test_every_word_must_be_there() -> None:
    assert found("犬 転校") == []
    assert found("登録 猫") == []


def test_words_that_people_use_find_it_though_no_title_has_them() -> None:
    assert found("保険証をなくした") == [first().title]


def test_the_title_in_easy_japanese_finds_it_too() -> None:
    easy = first().texts["easy"]["title"]
    assert easy not in (first().title, first().summary)
    assert found(easy) == [first().title]
