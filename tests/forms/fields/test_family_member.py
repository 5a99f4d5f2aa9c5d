from typing import Any

import pytest

from forms.fields.family_member import FamilyMember
from tests.forms.fields.asking import EASY, PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)
TYPED = {"family": "髙見本", "given": "𠮷乃", "relation": "子", "era": "heisei", "year": "27", "month": "4", "day": "2"}
STORED = {"name": {"family": "髙見本", "given": "𠮷乃"}, "relation": "子", "birth": "2015-04-02"}


def test_each_part_is_read_as_the_type_of_its_own_reads_it() -> None:
    assert stored_value("family_member", TYPED) == STORED
    written = {"full": "Nguyễn Thị Hoà", "relation": " 夫（未届） ", "year": "Ｈ２７．４．２"}
    assert stored_value("family_member", written) == {
        "name": {"full": "Nguyễn Thị Hoà"},
        "relation": "夫（未届）",
        "birth": "2015-04-02",
    }


def test_a_person_is_shown_in_one_line() -> None:
    assert shown("family_member", STORED) == "髙見本　𠮷乃（子、平成27年（2015年）4月2日生まれ）"
    assert "2015年4月2日" in shown("family_member", STORED, speech=EASY)


@pytest.mark.parametrize(
    ("change", "key", "part"),
    [
        ({"family": "", "given": ""}, "family_member.name_missing", "family"),
        ({"given": ""}, "person_name.given_missing", "given"),
        ({"relation": " "}, "family_member.relation_missing", "relation"),
        ({"relation": "子" * 31}, "box.too_long", "relation"),
        ({"year": "", "month": "", "day": ""}, "family_member.birth_missing", "year"),
        ({"month": ""}, "date.month_missing", "month"),
        ({"year": "R8/11/21", "month": "", "day": ""}, "family_member.not_born", "year"),
    ],
)
def test_what_is_wrong_is_reported_at_its_box(change: dict[str, str], key: str, part: str) -> None:
    assert mistakes_of(ask("family_member", {**TYPED, **change})) == [(key, part)]


def test_who_is_born_today_is_born() -> None:
    assert stored_value("family_member", {**TYPED, "year": "R8/11/20", "month": "", "day": ""})["birth"] == "2026-11-20"


def test_all_mistakes_are_reported_at_once() -> None:
    assert mistakes_of(ask("family_member", {"given": "𠮷乃"})) == [
        ("person_name.family_missing", "family"),
        ("family_member.relation_missing", "relation"),
        ("family_member.birth_missing", "year"),
    ]


def test_cells_tell_the_parts_apart() -> None:
    cells = FamilyMember().cells(STORED, PLAIN)
    assert cells == {"": "髙見本　𠮷乃", "family": "髙見本", "given": "𠮷乃", "relation": "子", "birth": "2015-04-02"}


def test_no_browser_fills_in_the_name_of_its_owner() -> None:
    assert {part.autocomplete for part in FamilyMember().parts(PLAIN)} == {""}
