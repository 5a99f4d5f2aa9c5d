"""Characters and the typefaces that have them."""

from portal.services.paper.fit_glyphs import Fitting, code_points
from tests.portal.services.paper.paper import face

KATSU = "葛\U000e0102"


GOTHIC = face("Gothic", "様式あア〓□✓葛城髙abcNguyn ")
MINCHO = face("Mincho", "葛𠮷", [KATSU])
LATIN = face("Latin", "Nguyễn")


def fitted(text: str) -> tuple[object, list[str]]:
    fitting = Fitting((GOTHIC, MINCHO, LATIN))
    return fitting.fit(text), fitting.missing


def test_what_the_first_face_draws_stays_a_plain_string() -> None:
    assert fitted("葛城 髙\nあ") == ("葛城 髙\nあ", [])


def test_a_sign_goes_to_the_first_face_that_has_it() -> None:
    assert fitted("髙𠮷城") == ([["髙", "Gothic"], ["𠮷", "Mincho"], ["城", "Gothic"]], [])


def test_a_variant_is_drawn_by_the_face_that_has_this_variant() -> None:
    assert fitted(f"{KATSU}城") == ([[KATSU, "Mincho"], ["城", "Gothic"]], [])


def test_a_variant_that_no_face_has_is_not_drawn_in_its_ordinary_shape() -> None:
    other = "葛\U000e0103"
    assert fitted(f"{other}城") == ("〓城", [other])


def test_a_word_of_an_alphabet_stays_in_one_face() -> None:
    assert fitted("あNguyễnあ") == ([["あ", "Gothic"], ["Nguyễn", "Latin"], ["あ", "Gothic"]], [])


def test_a_word_that_no_face_has_whole_is_drawn_as_far_as_it_goes() -> None:
    assert fitted("aЖb") == ("a〓b", ["Ж"])
    assert fitted("aXb") == ("a〓b", ["X"])


def test_each_missing_sign_is_reported_once_wherever_it_stands() -> None:
    fitting = Fitting((GOTHIC,))
    assert fitting.fit({"a": ["ж", {"b": "жщ"}], "n": 1, "yes": True, "no": None}) == {
        "a": ["〓", {"b": "〓〓"}], "n": 1, "yes": True, "no": None,
    }  # fmt: skip
    assert fitting.missing == ["ж", "щ"]


def test_a_wish_for_an_emoji_or_for_text_changes_no_name() -> None:
    assert fitted("城\ufe0e髙\ufe0f") == ("城髙", [])


def test_kana_of_half_width_are_printed_full_so_that_their_marks_keep_their_place() -> None:
    kana = Fitting([face("A", "レイジガ")])
    assert kana.text("ﾚｲｼﾞ ｶﾞ") == "レイジ ガ"


def test_a_space_that_no_face_knows_is_a_space() -> None:
    assert fitted("城\u1680髙\u3000あ\n葛") == ("城 髙 あ\n葛", [])


def test_code_points_are_reported_as_tables_of_signs_name_them() -> None:
    assert code_points(KATSU) == "U+845B U+E0102"
