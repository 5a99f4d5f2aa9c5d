import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.text import japanese
from forms.text.japanese import bare, is_katakana, katakana, length, plain, plain_street, trim, unusable

EIGHT_HYPHENS = "‐‑‒–—―−ー"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ｷﾞｮｳｾｲ　ﾀﾛｳ", "ギョウセイ　タロウ"),
        ("ぎょうせい たろう", "ギョウセイ　タロウ"),
        ("キヨウコ", "キヨウコ"),
        ("きょうこ", "キョウコ"),
        ("ｻｷﾐ   ｱｵｲ ", "サキミ　アオイ"),
        ("ゔぁん・でる･べるく", "ヴァン・デル・ベルク"),
        ("ｼﾞｮ-ｼﾞ", "ジョージ"),
        ("か\u3099き゛クﾞハ゜", "ガギグパ"),
        ("ゐゑをゎゕ", "ヰヱヲヮヵ"),
        ("アーー-", "アーーー"),
        ("髙ﾊｼ", "髙ハシ"),
    ],
)
def test_readings_have_one_form(typed: str, stored: str) -> None:
    assert katakana(typed) == stored


@pytest.mark.parametrize("dash", ["-", "－", "ｰ", *EIGHT_HYPHENS])
def test_every_dash_beside_kana_is_a_long_vowel(dash: str) -> None:
    assert katakana(f"コ{dash}ヒ{dash}") == "コーヒー"
    assert katakana(f"1{dash}2") in {f"1{dash}2", "1ー2"}


def test_the_small_kana_of_a_name_are_never_made_large() -> None:
    assert katakana("きよう") != katakana("きょう")


@given(st.text(st.characters(exclude_categories=()), max_size=20))
@settings(derandomize=True)
def test_the_form_of_a_reading_is_stable(text: str) -> None:
    assert katakana(katakana(text)) == katakana(text)


@given(st.lists(st.text("ァアガヺーヽヾㇰ・", min_size=1, max_size=5), max_size=4))
@settings(derandomize=True)
def test_a_reading_as_it_is_stored_is_its_own_form_also_by_the_long_way(words: list[str]) -> None:
    text = "\u3000".join(words)
    assert katakana(text) == katakana(f"{text} ") == text


@pytest.mark.parametrize(
    ("text", "only"), [("ア・ン　ヴー", True), ("", False), ("あ", False), ("ｱ", False), ("ア1", False)]
)
def test_katakana_is_distinguished_from_everything_else(text: str, only: bool) -> None:
    assert is_katakana(text) is only


@pytest.mark.parametrize("hyphen", ["-", "－", *EIGHT_HYPHENS])
def test_a_number_has_one_width_and_one_hyphen(hyphen: str) -> None:
    assert plain(f"　１２{hyphen}3Ａ ") == "12-3A"
    assert bare(f"１ ２{hyphen}3") == "123"
    assert plain_street(f"１{hyphen}２番地{hyphen}ハイツ") == f"1-2番地{hyphen}ハイツ"


def test_a_street_keeps_everything_but_digits_and_their_hyphens() -> None:
    assert plain_street("字イー１㈱-Ａ") == "字イー1㈱-Ａ"


@pytest.mark.parametrize("name", ["\ufa10", "髙橋", "𠮷野", "葛󠄀城", "①㈱ﾊﾝｶｸ～", "か\u3099"])
def test_a_name_is_only_trimmed(name: str) -> None:
    assert trim(f" \u3000{name}\n") == name


@pytest.mark.parametrize(
    "sign",
    [
        *"\0\t\x1f\x7f\x85\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff"
        "\u00ad\ufff9\U000e0001\U000e0041\U000e007f\U000e01f0\ue000\uf8ff\ud800\udfff\ufdd0\uffff\U0001ffff"
    ],
)
def test_signs_that_cannot_be_kept_are_found_with_their_place(sign: str) -> None:
    assert unusable(f"葛󠄀城{sign}a") == 3
    assert unusable(f"{sign}\n", lines=True) == 1


@pytest.mark.parametrize("text", ["髙橋", "𠮷", "葛󠄀", "\ufa10", "a\ufe0f", "\U0010de92", "Nguyễn", "ｱ", "", "👪"])
def test_every_sign_of_a_name_can_be_kept(text: str) -> None:
    assert unusable(text) == 0


def test_whatever_can_be_printed_can_be_kept() -> None:
    """A printable text needs no search."""
    printed = "".join(sign for number in range(0x110000) if (sign := chr(number)).isprintable())
    assert japanese._FORBIDDEN.search(printed) is None


def test_a_reading_in_its_stored_form_is_left_as_it_is() -> None:
    """Takes the slow path."""
    for sign in (chr(number) for number in range(0x30A1, 0x3200)):
        assert katakana(sign) == katakana(f"{sign} "), sign


def test_line_feeds_are_kept_where_lines_are() -> None:
    assert unusable("a\nb") == 2
    assert unusable("a\nb\n", lines=True) == 0
    assert unusable("a\nb\r", lines=True) == 4


@pytest.mark.parametrize(
    ("text", "count"),
    [("辻\U000e0100", 1), ("𠮷", 1), ("葛󠄀城", 2), ("Hoa\u0300", 3), ("", 0), ("が", 1), ("か\u3099", 1)],
)
def test_length_is_counted_as_people_count(text: str, count: int) -> None:
    assert length(text) == count
