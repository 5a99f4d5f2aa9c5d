"""Typefaces of the machine."""

import pytest

from portal.services.paper.find_fonts import NoJapaneseFont, faces, in_order, package_fonts
from tests.portal.services.paper.paper import face

GOTHIC = face("Gothic", "様式あア〓□✓葛城髙abcNguyn ")
MINCHO = face("Mincho", "葛𠮷", ["葛\U000e0102"])
LATIN = face("Latin", "Nguyễn")


def test_the_first_face_is_one_that_draws_japanese() -> None:
    assert in_order([LATIN, MINCHO, GOTHIC])[0] is GOTHIC


def test_without_a_japanese_face_nothing_is_printed_and_the_remedy_is_named() -> None:
    with pytest.raises(NoJapaneseFont, match="fonts-noto-cjk"):
        in_order([LATIN, MINCHO])


def test_the_package_of_the_lock_alone_draws_japanese() -> None:
    (folder,) = package_fonts()
    own = [font for font in faces() if font.path.startswith(folder)]
    assert [font.family for font in own] == ["Noto Sans CJK JP"]
    assert in_order(own) == tuple(own)
    assert (ord("葛"), 0xE0100) in own[0].variants
    assert {ord(sign) for sign in "髙﨑德𠮷Nguyễn"} <= own[0].signs


def test_a_gothic_face_is_preferred_and_others_follow_by_rank_and_name() -> None:
    japanese = "様式あア〓□✓"
    mincho, gothic, noto = (face(family, japanese) for family in ("IPAmjMincho", "BIZ UDGothic", "Noto Sans CJK JP"))
    ordered = in_order([LATIN, mincho, face("Arial", "abc"), noto, gothic])
    assert [font.family for font in ordered] == ["BIZ UDGothic", "Noto Sans CJK JP", "IPAmjMincho", "Arial", "Latin"]


def test_faces_without_a_rank_begin_with_the_noto_sans_of_other_scripts() -> None:
    ordered = in_order([face("Arial", "abc"), face("Noto Serif", "abc"), face("Noto Sans Thai", "abc"), GOTHIC])
    assert [font.family for font in ordered] == ["Gothic", "Noto Sans Thai", "Arial", "Noto Serif"]


def test_a_machine_without_the_package_of_the_lock_has_the_fonts_of_the_system_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert package_fonts() == []


def test_a_face_that_lacks_one_character_of_the_proof_does_not_draw_japanese() -> None:
    assert in_order([face("BIZ UDGothic", "様式あア〓□"), GOTHIC])[0] is GOTHIC


def test_each_file_is_one_face_of_ordinary_weight() -> None:
    paths = [font.path for font in faces()]
    assert len(paths) == len(set(paths))
    assert {ord(sign) for sign in "様式あア〓□✓"} <= faces()[0].signs
