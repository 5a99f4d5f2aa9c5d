"""Answers from a card."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from forms.city.city import City, load_city
from forms.path.environment import Environment
from integrations.sockets.interfaces import BasicFour
from portal.cli.practice_people import personas
from portal.config import Settings
from portal.services.residents.read_card import address_value, name_value, read_card
from tests.forms.first import ENVIRONMENT, first

CITY: City = load_city(Settings.model_fields["city"].default)
TOWN = "見本県見本市見本町"


def card(**four: Any) -> dict[str, Any]:
    return {"attributes": asdict(BasicFour()) | {"birth": None} | four}


def test_an_empty_card_shows_nothing() -> None:
    assert read_card(card(), CITY) == {}


def test_everything_that_can_be_read_is_an_answer() -> None:
    four = card(name="髙見本　太郎", birth="1949-04-03", sex_raw="1", address=f"{TOWN}一丁目2番3号　例示ハイツ202")
    assert read_card(four, CITY) == {
        "name": {"family": "髙見本", "given": "太郎"},
        "birth": "1949-04-03",
        "sex": "male",
        "address": {"postal": "0000001", "town": TOWN, "street": "一丁目2番3号", "building": "例示ハイツ202"},
    }


@pytest.mark.parametrize(("raw", "sex"), [("1", "male"), ("2", "female"), ("男", "male"), ("女", "female")])
def test_sex_is_read_where_its_code_is_certain(raw: str, sex: str) -> None:
    assert read_card(card(sex_raw=raw), CITY) == {"sex": sex}


@pytest.mark.parametrize("raw", ["3", "9", "", "その他"])
def test_sex_is_never_guessed(raw: str) -> None:
    assert read_card(card(sex_raw=raw), CITY) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("見本　花子", {"family": "見本", "given": "花子"}),
        ("MIHON HANAKO", {"full": "MIHON HANAKO"}),
        ("見本　花子　アン", {"family": "見本", "given": "花子　アン"}),
        ("　花子", {"full": "　花子"}),
        ("見本　", {"full": "見本　"}),
        ("\ufa10見本　太郎", {"family": "\ufa10見本", "given": "太郎"}),
    ],
)
def test_a_name_is_divided_where_the_card_divides_it(name: str, value: dict[str, str]) -> None:
    assert name_value(name) == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (f"{TOWN}1番地", {"postal": "0000001", "town": TOWN, "street": "1番地"}),
        (TOWN, {"town": TOWN}),
        (f"{TOWN}　例示ハイツ", {"postal": "0000001", "town": TOWN, "building": "例示ハイツ"}),
    ],
)
def test_an_address_is_divided_after_a_town_of_this_city(line: str, value: dict[str, str]) -> None:
    assert address_value(line, CITY) == value


@pytest.mark.parametrize(
    ("town", "street"),
    [
        ("例示県例示市", "1番地"),
        ("架空県架空市", "一丁目1番1号"),
        ("架空県架空市例示", "１２３－４"),
        ("架空県架空市大字例示字試験", "無番地"),
        ("架空県架空市三番町", "5番地2"),
        ("架空県架空市四番丁", "6"),
        ("架空県架空区例示十番", "一丁目2番3号"),
        ("架空道架空市北区北十条西", "三丁目1番2号"),
        ("架空道架空市北10条西", "3丁目1番2号"),
        ("架空県架空郡例示町第3地割", "12番地の1"),
        ("架空県架空市八百千代", "二十三番地"),
    ],
)
def test_an_address_elsewhere_is_divided_before_its_number(town: str, street: str) -> None:
    assert address_value(f"{town}{street}", CITY) == {"town": town, "street": street}
    with_building = {"town": town, "street": street, "building": "例示ハイツ202"}
    assert address_value(f"{town}{street}　例示ハイツ202", CITY) == with_building


@pytest.mark.parametrize("line", ["架空県架空市例示", "1番地", "一丁目"])
def test_an_address_without_a_number_or_a_town_is_asked_whole(line: str) -> None:
    assert address_value(line, CITY) == {"town": line}


def test_the_longest_town_wins() -> None:
    rows = sorted(CITY.towns, key=lambda row: len(row.town))
    for row in rows:
        line = f"{row.prefecture}{row.city}{row.town}9番地"
        assert address_value(line, CITY)["town"].endswith(row.town)


@pytest.mark.parametrize("person", personas(CITY, date(2026, 11, 20)), ids=lambda person: person.id)
def test_the_form_can_show_what_every_card_says(person: Any) -> None:
    four = card(name=person.name, birth=person.birth.isoformat(), sex_raw=person.sex_raw, address=person.address)
    known = read_card(four, CITY)
    environment = Environment(ENVIRONMENT.today, ENVIRONMENT.calendar, applicant=known)
    for name, value in known.items():
        field = first().field(name)
        typed = field.type.typed(value, field.settings)
        assert field.type.parse(typed, field.settings, environment).value == value
    assert set(known) >= {"name", "birth", "address"}


def test_a_card_that_cannot_be_divided_is_shown_for_the_person_to_mend() -> None:
    known = read_card(card(name="MIHON HANAKO", address="例示県例示市例示"), CITY)
    for name in ("name", "address"):
        field = first().field(name)
        typed = field.type.typed(known[name], field.settings)
        parsed = field.type.parse(typed, field.settings, ENVIRONMENT)
        assert parsed.value == known[name] or parsed.mistakes
