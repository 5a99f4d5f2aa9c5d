"""Variants of characters in names."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.complaints import Refused
from forms.text import variants
from forms.text.reading import read_sheet
from forms.text.variants import OTHER, SAME, VARIANT, WIDTH, VariantsFile, has_variants, likeness, marked

GROUPS = read_sheet(Path(variants.__file__).with_name("variants.yaml"), VariantsFile).same
IN_GROUPS = st.sampled_from([sign for group in GROUPS for sign in group])
SIGNS = st.one_of(
    IN_GROUPS, st.sampled_from("見本例示太朗郎花子一二三ミホンＭＩＨＯabc　 "), st.characters(codec="utf-8")
)
NAMES = st.text(SIGNS, max_size=8)
GROUP_OF = {sign: number for number, group in enumerate(GROUPS) for sign in group}


@pytest.mark.parametrize(
    ("first", "other", "expected"),
    [
        ("髙見本　太郎", "髙見本　太郎", SAME),
        ("髙見本　太郎", "髙見本 太郎", WIDTH),
        ("MIHON SILVA ANA", "ＭＩＨＯＮ　ＳＩＬＶＡ　ＡＮＡ", WIDTH),
        ("髙見本　太郎", "高見本　太郎", VARIANT),
        ("渡邉　惠", "渡邊　恵", VARIANT),
        ("葛󠄀城", "葛城", VARIANT),
        ("葛󠄀　城", "葛󠄁城", VARIANT),
        ("見本　太郎", "見本　太朗", OTHER),
        ("斉藤　一", "斎藤　一", OTHER),
        ("見本　太郎", "", OTHER),
        ("見本　一郎", "見本　壱郎", OTHER),
        ("\ufa10本", "塚本", WIDTH),
    ],
)
def test_how_alike_two_writings_are(first: str, other: str, expected: str) -> None:
    assert (likeness(first, other), likeness(other, first)) == (expected, expected)


@given(NAMES, NAMES)
def test_likeness_is_the_same_from_either_side(first: str, other: str) -> None:
    assert likeness(first, other) == likeness(other, first)


@given(NAMES, NAMES, NAMES)
def test_what_may_be_one_name_is_so_all_around(first: str, other: str, third: str) -> None:
    if likeness(first, other) != OTHER and likeness(other, third) != OTHER:
        assert likeness(first, third) != OTHER


@given(st.text(st.sampled_from("ｱｲｳ１２３ＡＢＣabc123アイウ 　"), max_size=10))
def test_width_and_spaces_never_make_another_name(name: str) -> None:
    for written in (unicodedata.normalize("NFKC", name), name.replace(" ", "　"), name.replace("　", "")):
        assert likeness(name, written) in (SAME, WIDTH)


@given(st.lists(st.tuples(IN_GROUPS, IN_GROUPS), min_size=1, max_size=8))
def test_names_are_variants_only_where_each_sign_is(pairs: list[tuple[str, str]]) -> None:
    name, other = "".join(first for first, _ in pairs), "".join(second for _, second in pairs)
    variants_all = all(GROUP_OF[first] == GROUP_OF[second] for first, second in pairs)
    assert (likeness(name, other) != OTHER) is variants_all


@given(st.text(st.sampled_from("見本例示太朗花子一二三四五六七八九十"), max_size=6), st.data())
def test_names_of_signs_without_variants_are_one_only_when_written_alike(name: str, data: st.DataObject) -> None:
    other = data.draw(st.text(st.sampled_from("見本例示太朗花子一二三四五六七八九十"), max_size=6))
    assert (likeness(name, other) != OTHER) is (name == other)


@pytest.mark.parametrize(
    ("first", "other", "marks"),
    [
        ("髙見本", "高見本", [("髙", True), ("見", False), ("本", False)]),
        ("葛󠄀城", "葛城", [("葛󠄀", True), ("城", False)]),
        ("見本", "見本", [("見", False), ("本", False)]),
        ("見本一郎", "見本郎", [("見", False), ("本", False), ("一", True), ("郎", True)]),
        ("見本", "見本一", [("見", False), ("本", False)]),
        ("\ufe00見", "見", [("\ufe00", True), ("見", True)]),
        ("", "見本", []),
    ],
)
def test_signs_that_differ_are_marked(first: str, other: str, marks: list[tuple[str, bool]]) -> None:
    assert list(marked(first, other)) == marks


@given(NAMES, NAMES)
def test_marking_loses_no_sign(first: str, other: str) -> None:
    assert "".join(sign for sign, _ in marked(first, other)) == first
    assert not any(differs for _, differs in marked(first, first))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("[高髙, 髙橋]", "髙 occurs twice"),
        ("[Ａあ]", "Ａ is A in another width"),
        ("[高]", ""),
    ],
)
def test_a_table_that_is_not_clear_is_refused(tmp_path: Path, lines: str, words: str) -> None:
    file = tmp_path / "variants.yaml"
    file.write_text(f"basis: assumed\nsame: {lines}\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_sheet(file, VariantsFile)
    assert words in str(refused.value)


def test_a_sign_that_is_written_in_several_ways_is_the_first_of_them() -> None:
    variants._first.cache_clear()  # also where something else asked before
    assert variants._first()[ord("髙")] == "高"


def test_a_sign_with_another_form_is_found() -> None:
    assert all(has_variants(f"見本{sign}") for sign in "崎﨑高髙吉𠮷斉斎齋齊辺邊邉")
    assert has_variants("葛\ufa10") == ("塚" in GROUP_OF)
    assert not has_variants("例示　健")
