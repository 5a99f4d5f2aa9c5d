from dataclasses import replace
from typing import Any

import pytest

from forms.fields.address import Address
from forms.path.environment import Town
from tests.forms.fields.asking import PLAIN, ask, environment, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)
TOWN, STREET = "見本県見本市見本町", "一丁目２ー３−４号"
TYPED = {"postal": "0000001", "town": TOWN, "street": STREET, "building": "例示ハイツ２０２"}


def _towns(postal: str) -> tuple[Town, ...]:
    known = {"0000001": ["見本町"], "0000004": ["東町", "西町"]}
    return tuple(Town(postal, "見本県", "見本市", name) for name in known.get(postal, []))


def test_an_address_is_kept_as_typed_and_its_number_made_comparable_beside_it() -> None:
    value = stored_value("address", TYPED)
    assert value == TYPED
    assert Address().cells(value, PLAIN) == {
        **TYPED,
        "": "見本県見本市見本町一丁目２ー３−４号　例示ハイツ２０２",
        "street_plain": "一丁目2-3-4号",
    }
    assert shown("address", value) == "〒000-0001 見本県見本市見本町一丁目２ー３−４号　例示ハイツ２０２"


@pytest.mark.parametrize("postal", ["0000001", "000-0001", "〒０００－０００１", "〒 000 0001", "000ー0001"])
def test_a_postal_code_is_read_however_it_is_written(postal: str) -> None:
    assert stored_value("address", {**TYPED, "postal": postal})["postal"] == "0000001"


@pytest.mark.parametrize("postal", ["000-001", "00000012", "見本町", "〒"])
def test_a_postal_code_that_is_none_is_reported(postal: str) -> None:
    assert mistakes_of(ask("address", {**TYPED, "postal": postal})) == [("address.postal_unclear", "postal")]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"postal": "わからない"}, {"town": "わからない", "street": "不明"}),
        ({"postal": "00-01", "town": "山のほう"}, {"town": "00-01 山のほう", "street": "不明"}),
        ({"street": "橋のたもと"}, {"town": "不明", "street": "橋のたもと"}),
        ({"postal": "9999999"}, {"postal": "9999999", "town": "不明", "street": "不明"}),
        ({"postal": "000-0001"}, {"postal": "0000001", "town": TOWN, "street": "不明"}),
        (TYPED, TYPED),
        ({}, None),
    ],
)
def test_in_a_disaster_an_address_is_taken_as_it_was_stated(
    typed: dict[str, str], stored: dict[str, str] | None
) -> None:
    assert stored_value("address", typed, city=replace(environment(towns=_towns), accept_incomplete=True)) == stored


def test_in_a_disaster_too_an_address_is_no_longer_than_its_box() -> None:
    disaster = replace(environment(), accept_incomplete=True)
    assert mistakes_of(ask("address", {"postal": "わ" * 60, "town": "山" * 60, "street": "1"}, city=disaster)) == [
        ("box.too_long", "town")
    ]


def test_what_is_empty_is_not_stored() -> None:
    value = stored_value("address", {"postal": "", "town": TOWN, "street": "無番地", "building": " "})
    assert value == {"town": TOWN, "street": "無番地"}
    assert shown("address", value) == "見本県見本市見本町無番地"


def test_a_postal_code_with_one_town_fills_it_in() -> None:
    environment_with_towns = environment(towns=_towns)
    assert stored_value("address", {"postal": "000-0001", "street": "1"}, city=environment_with_towns)["town"] == TOWN
    assert (
        stored_value(
            "address", {"postal": "000-0001", "town": "見本県見本市", "street": "1"}, city=environment_with_towns
        )["town"]
        == "見本県見本市"
    )


@pytest.mark.parametrize("postal", ["0000004", "9999999"])
def test_a_postal_code_with_several_towns_or_none_asks_for_the_town(postal: str) -> None:
    environment_with_towns = environment(towns=_towns)
    assert mistakes_of(ask("address", {"postal": postal, "street": "1"}, city=environment_with_towns)) == [
        ("address.town_missing", "town")
    ]
    assert (
        stored_value("address", {"postal": postal, "town": TOWN, "street": "1"}, city=environment_with_towns)["postal"]
        == postal
    )


def test_everything_that_is_missing_is_reported_at_once() -> None:
    assert mistakes_of(ask("address", {"postal": "1", "building": "例示ハイツ"})) == [
        ("address.postal_unclear", "postal"),
        ("address.town_missing", "town"),
        ("address.street_missing", "street"),
    ]
    assert mistakes_of(ask("address", {**TYPED, "building": "例" * 101})) == [("box.too_long", "building")]
