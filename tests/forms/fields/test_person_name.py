from typing import Any

import pytest

from forms.definition.registry import field_types
from forms.fields.person_name import PersonName
from tests.forms.fields.asking import PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)

# 塚 is U+FA10, 葛󠄀 has a variation selector, Hoà is composed once and decomposed once.
NAMES = [
    "髙橋", "髙﨑", "𠮷野", "葛󠄀城", "\ufa10本", "ヴァン・デル・ベルク", "Nguyễn Thị Hoà", "Hoa\u0300", "O'MIHON-DOE",
    "①㈱", "ﾊﾝｶｸ", "あ\u3099", "見" * 60, "Maria da Silva Ａ",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_byte_for_byte(name: str) -> None:
    value = stored_value("person_name", {"family": f" {name}　", "given": name})
    assert value == {"family": name, "given": name}
    assert value["family"].encode() == name.encode()
    assert stored_value("person_name", {"full": name}) == {"full": name}


def test_one_box_takes_a_hundred_characters_and_two_take_sixty_each() -> None:
    assert stored_value("person_name", {"full": "M" * 100}) == {"full": "M" * 100}
    assert mistakes_of(ask("person_name", {"full": "M" * 101})) == [("box.too_long", "full")]
    assert mistakes_of(ask("person_name", {"family": "M" * 61, "given": "M" * 61})) == [
        ("box.too_long", "family"),
        ("box.too_long", "given"),
    ]


@pytest.mark.parametrize(
    ("typed", "key", "part"),
    [
        ({"family": "髙橋"}, "person_name.given_missing", "given"),
        ({"given": "太郎"}, "person_name.family_missing", "family"),
        ({"family": "髙橋", "given": "太郎", "full": "髙橋太郎"}, "person_name.twice", "full"),
        ({"family": "髙橋", "given": "太\u200d郎"}, "box.unusable_sign", "given"),
    ],
)
def test_what_is_wrong_is_reported_at_its_box(typed: dict[str, str], key: str, part: str) -> None:
    assert mistakes_of(ask("person_name", typed)) == [(key, part)]


def test_the_place_of_an_unusable_sign_is_reported() -> None:
    assert ask("person_name", {"full": "葛󠄀城\ue001"}).mistakes[0].arguments == {"position": 3}


def test_a_name_is_shown_with_a_space_and_distinguished_in_cells() -> None:
    value = {"family": "髙橋", "given": "太郎"}
    assert shown("person_name", value) == "髙橋　太郎"
    kind = field_types()["person_name"]
    assert kind.cells(value, PLAIN) == {"": "髙橋　太郎", "family": "髙橋", "given": "太郎"}
    assert kind.cells({"full": "MIHON SILVA ANA"}, PLAIN) == {"": "MIHON SILVA ANA"}


def test_browsers_can_fill_a_name_in() -> None:
    parts = PersonName().parts(PersonName.Settings())
    assert [(part.name, part.autocomplete, part.required) for part in parts] == [
        ("family", "family-name", True),
        ("given", "given-name", True),
        ("full", "name", False),
    ]
