from dataclasses import replace
from typing import Any

import pytest

from forms.environment import Town
from forms.fields.address import Address
from tests.forms.fields.asking import PLAIN, ask, environment, kept, said, shown

SETTINGS: tuple[dict[str, Any], ...] = ({},)
TOWN, STREET = "見本県見本市見本町", "一丁目２ー３−４号"
TYPED = {"postal": "0000001", "town": TOWN, "street": STREET, "building": "例示ハイツ２０２"}


def _towns(postal: str) -> tuple[Town, ...]:
    known = {"0000001": ["見本町"], "0000004": ["東町", "西町"]}
    return tuple(Town(postal, "見本県", "見本市", name) for name in known.get(postal, []))


def test_an_address_is_kept_as_typed_and_its_number_made_comparable_beside_it() -> None:
    value = kept("address", TYPED)
    assert value == TYPED
    assert Address().cells(value, PLAIN) == {
        **TYPED,
        "": "見本県見本市見本町一丁目２ー３−４号　例示ハイツ２０２",
        "street_plain": "一丁目2-3-4号",
    }
    assert shown("address", value) == "〒000-0001 見本県見本市見本町一丁目２ー３−４号　例示ハイツ２０２"


@pytest.mark.parametrize("postal", ["0000001", "000-0001", "〒０００－０００１", "〒 000 0001", "000ー0001"])
def test_a_postal_code_is_read_however_it_is_written(postal: str) -> None:
    assert kept("address", {**TYPED, "postal": postal})["postal"] == "0000001"


@pytest.mark.parametrize("postal", ["000-001", "00000012", "見本町", "〒"])
def test_a_postal_code_that_is_none_is_told(postal: str) -> None:
    assert said(ask("address", {**TYPED, "postal": postal})) == [("address.postal_unclear", "postal")]


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
def test_in_a_disaster_an_address_is_taken_as_it_was_said(typed: dict[str, str], stored: dict[str, str] | None) -> None:
    assert kept("address", typed, at=replace(environment(towns=_towns), as_said=True)) == stored


def test_in_a_disaster_too_an_address_is_no_longer_than_its_box() -> None:
    at = replace(environment(), as_said=True)
    assert said(ask("address", {"postal": "わ" * 60, "town": "山" * 60, "street": "1"}, at=at)) == [
        ("box.too_long", "town")
    ]


def test_what_is_empty_is_not_stored() -> None:
    value = kept("address", {"postal": "", "town": TOWN, "street": "無番地", "building": " "})
    assert value == {"town": TOWN, "street": "無番地"}
    assert shown("address", value) == "見本県見本市見本町無番地"


def test_a_postal_code_with_one_town_fills_it_in() -> None:
    at = environment(towns=_towns)
    assert kept("address", {"postal": "000-0001", "street": "1"}, at=at)["town"] == TOWN
    assert (
        kept("address", {"postal": "000-0001", "town": "見本県見本市", "street": "1"}, at=at)["town"] == "見本県見本市"
    )


@pytest.mark.parametrize("postal", ["0000004", "9999999"])
def test_a_postal_code_with_several_towns_or_none_asks_for_the_town(postal: str) -> None:
    at = environment(towns=_towns)
    assert said(ask("address", {"postal": postal, "street": "1"}, at=at)) == [("address.town_missing", "town")]
    assert kept("address", {"postal": postal, "town": TOWN, "street": "1"}, at=at)["postal"] == postal


def test_everything_that_is_missing_is_told_at_once() -> None:
    assert said(ask("address", {"postal": "1", "building": "例示ハイツ"})) == [
        ("address.postal_unclear", "postal"),
        ("address.town_missing", "town"),
        ("address.street_missing", "street"),
    ]
    assert said(ask("address", {**TYPED, "building": "例" * 101})) == [("box.too_long", "building")]
