"""Spellings of one name match; different names do not."""

from hashlib import sha256

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.cases.keep_answers import _RULES
from portal.services.shared.fold_names import is_kana, kana_keys, name_key, phone_key

KANA = "アイウエオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモヤユヨラリルレロワン"
# Kana that only follow another one.
READINGS = st.text(KANA, min_size=1, max_size=12)
SMALL = str.maketrans("アイウエオツヤユヨ", "ァィゥェォッャュョ")
CLEAR = str.maketrans(
    "ガギグゲゴザジズゼゾダデドバビブベボパピプペポ", "カキクケコサシスセソタテトハヒフヘホハヒフヘホ"
)
AFTER_O = "オコゴソゾトドノホボポモヨロ"


def meet(first: str, other: str) -> bool:
    return bool(kana_keys(first) & kana_keys(other))


@given(READINGS, st.data())
def test_a_reading_is_found_however_it_is_typed(reading: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(reading)))
    ways = [
        jaconv.kata2hira(reading),
        jaconv.z2h(reading, kana=True),
        reading.translate(SMALL),
        reading.translate(CLEAR),
        f"{reading[:index]}\u3000{reading[index:]}",
        f"{reading[:index]} ・{reading[index:]}",
        f" {reading} ",
        reading + "ー",
        reading + "－",
        "".join(
            "ー" if sign == "ウ" and index and reading[index - 1] in AFTER_O else sign
            for index, sign in enumerate(reading)
        ),
        "".join(
            "オ" if sign == "ウ" and index and reading[index - 1] in AFTER_O else sign
            for index, sign in enumerate(reading)
        ),
    ]
    assert [way for way in ways if not meet(reading, way)] == []


# A reading without what does not count, computed independently of the product.
VOICED = "ガギグゲゴザジズゼゾダデドバビブベボパピプペポ"
SAME = dict(zip(VOICED, "カキクケコサシスセソタテトハヒフヘホハヒフヘホ", strict=True))


def bare(reading: str) -> set[str]:
    """With both sounds of ヂ and ヅ."""
    names = set()
    for dji, dzu in (("チ", "ツ"), ("シ", "ス")):
        text = "".join(SAME.get(sign, sign) for sign in reading.replace("ヂ", dji).replace("ヅ", dzu))
        rows = "オコソトノホモヨロ"
        names.add(
            "".join(
                "オ" if sign == "ウ" and index and text[index - 1] in rows else sign for index, sign in enumerate(text)
            )
        )
    return names


@given(READINGS, READINGS)
def test_nobody_is_found_by_another_reading_but_by_the_rules(first: str, other: str) -> None:
    assert meet(first, other) == bool(bare(first) & bare(other))


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("ヴァイオレット", "バイオレット"), ("ヴ", "ブ"), ("ヴォルフ", "ボルフ"), ("オオノ", "オーノ"), ("コウタ", "コータ"), ("ケイコ", "ケーコ"),
        ("キョウコ", "キヨーコ"), ("ミヅシマ", "ミズシマ"), ("ミヅシマ", "ミツシマ"), ("ハットリ", "ハツトリ"), ("ローラ", "ロラ"), ("ローラ", "ロウラ"),
        ("ヰノウエ", "イノウエ"), ("タカミホン　タロウ", "たかみほんたろう"), ("タロウ", "ﾀﾛｳ"), ("カ\u3099", "ガ"),
    ],
)  # fmt: skip
def test_what_the_register_takes_for_one_name(stored: str, typed: str) -> None:
    assert meet(stored, typed)


@pytest.mark.parametrize(
    ("first", "other"),
    [("オオノ", "オノ"), ("キョウコ", "キヨコ"), ("ユウコ", "ユコ"), ("スズキ", "ツツキ"), ("ハットリ", "ハトリ"), ("シオタ", "チオタ"), ("アイ", "アエ")],
)  # fmt: skip
def test_different_names_stay_different(first: str, other: str) -> None:
    assert not meet(first, other)


def test_nothing_at_all_finds_nobody() -> None:
    assert kana_keys("ー") == kana_keys("・ ") == frozenset()


@pytest.mark.parametrize(
    ("stored", "typed"),
    [("髙見本　太郎", "高見本太郎"), ("𠮷野　葛󠄀子", "吉野 葛子"), ("MIHON SILVA ANA", "ｍｉｈｏｎ　ｓｉｌｖａ　ａｎａ"), ("渡邉", "渡辺"), ("O'BRIEN", "obrien")],
)  # fmt: skip
def test_a_name_is_found_without_its_variants_width_and_case(stored: str, typed: str) -> None:
    assert name_key(stored) == name_key(typed)


def test_a_change_of_the_folding_has_a_new_number() -> None:
    """Stored keys would not be found without a new `_RULES`."""
    signs = [
        chr(code)
        for code in (*range(0x20, 0x2FF), *range(0x3000, 0x3200), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))
    ]
    seen = [(name_key(sign), sorted(kana_keys(f"コ{sign}ンーウ"))) for sign in signs]
    assert (_RULES, sha256(repr(seen).encode()).hexdigest()[:16]) == ("4", "dc48a4ccd3f88918")


def test_names_that_only_look_alike_stay_apart() -> None:
    assert len({name_key(name) for name in ("斎藤", "斉藤", "佐藤", "伊東", "伊藤")}) == 5


@pytest.mark.parametrize(
    "typed",
    ["090-1234-5678", "０９０ー１２３４ー５６７８", "+81 90 1234 5678", "+81 (0)90-1234-5678", "(090)1234.5678"],
)
def test_a_telephone_is_its_digits(typed: str) -> None:
    assert phone_key(typed) == "09012345678"


def test_kana_is_distinguished_from_names() -> None:
    assert [is_kana(text) for text in ("たかみ", "ﾀｶﾐ", "髙見", "Taro", "たかみ太郎")] == [
        True,
        True,
        False,
        False,
        False,
    ]
