"""A person's match in the register is never a guess."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.city.city import load_city
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident
from portal.services.residents.match_resident import alike, match_resident

MIHON, TODAY = load_city(Path("forms/cities/mihon")), date(2026, 11, 20)
ADDRESS = {"postal": "0000011", "town": "見本県見本市一番町", "street": "一丁目2番3号", "building": "例示ハイツ202"}
TARO = Resident(
    "1", "H", "見本　太郎", "ミホン　タロウ", date(1994, 4, 12), "male", "世帯主", ADDRESS, date(2026, 11, 2)
)
HANAKO = Resident("2", "H", "見本　花子", "ミホン　ハナコ", date(1995, 9, 30), "female", "妻", ADDRESS)
HIKARI = Resident("3", "H", "見本　ひかり", "", date(2026, 10, 28), "unknown", "子", ADDRESS)
CARD = {
    "name": "見本　太郎", "birth": "1994-04-12", "sex_raw": "1",
    "address": "見本県見本市一番町一丁目2番3号　例示ハイツ202",
}  # fmt: skip


class FakeRegister:
    name = "told"
    fake = True

    def __init__(self, *people: Resident, away: bool = False) -> None:
        self.people, self.away = people, away

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        if self.away:
            raise AdapterError("REGISTER_UNREADABLE", permanent=False)
        return tuple(person for person in self.people if (person.name, person.birth) == (name, birth))

    def born(self, birth: date) -> tuple[Resident, ...]:
        if self.away:
            raise AdapterError("REGISTER_UNREADABLE", permanent=False)
        return tuple(person for person in self.people if person.birth == birth)

    def resident(self, number: str) -> Resident | None:
        if self.away:
            raise AdapterError("REGISTER_UNREADABLE", permanent=False)
        return next((person for person in self.people if person.id == number), None)

    def household(self, household: str) -> tuple[Resident, ...]:
        return tuple(person for person in self.people if person.household == household)

    def ready(self) -> bool:
        return not self.away


def matched(*people: Resident, away: bool = False, **card: Any) -> tuple[str, str]:
    match = match_resident(FakeRegister(*people, away=away), {**CARD, **card})
    return match.certainty, match.resident.id if match.resident else ""


def test_the_same_in_all_is_certain() -> None:
    assert matched(TARO, HANAKO) == ("exact", "1")


@pytest.mark.parametrize(
    "address",
    [
        "見本県見本市一番町１－２－３　例示ハイツ２０２",
        "見本県見本市一番町1丁目2番3号例示ハイツ202",
        "見本県見本市一番町 一丁目２番地３ 例示ハイツ202号室",
        "見本県見本市一番町1ー2ー3 例示ハイツ202",
    ],
)
def test_an_address_that_is_written_otherwise_is_distinguished_from_the_same(address: str) -> None:
    assert matched(TARO, address=address) == ("alike", "1")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "見本　太郎丸"}, "nobody"),
        ({"name": "見本　太朗"}, "nobody"),
        ({"birth": "1994-04-13"}, "nobody"),
        ({"sex_raw": "2"}, "nobody"),
        ({"address": "見本県見本市一番町一丁目2番4号　例示ハイツ202"}, "nobody"),
        ({"address": "見本県見本市一番町一丁目2番3号"}, "nobody"),
        ({"address": ""}, "nobody"),
        ({"name": ""}, "nobody"),
        ({"birth": ""}, "nobody"),
    ],
)
def test_anyone_who_differs_is_nobody(change: dict[str, Any], why: str) -> None:
    assert matched(TARO, **change) == (why, "")


@pytest.mark.parametrize(
    ("known", "card"),
    [
        ("見本　太郎", {"name": "見本 太郎"}),
        ("渡邉　恵", {"name": "渡邊　惠"}),
        ("渡邉　恵", {"name": "渡〓　恵"}),
        ("渡邉　恵", {"name": "渡辺　恵", "name_flags": "0100"}),
        ("見本　太郎", {"name_flags": "01000"}),
        ("見本　太郎", {"address": "見本県見本市一番町一丁目2番3号　例〓ハイツ202"}),
        ("見本　太郎", {"address_flags": "0" * 17 + "1"}),
    ],
)
def test_what_differs_by_a_sign_alone_or_could_not_be_written_is_for_a_person(known: str, card: dict[str, Any]) -> None:
    given = {"name": known, **card}
    assert matched(replace(TARO, name=known), **given) == ("person", "")


def test_a_sign_that_could_not_be_written_stands_for_one_sign_and_not_for_another_name() -> None:
    assert matched(TARO, name="見本　〓")[0] == "nobody"
    assert matched(TARO, name="例〓　太郎")[0] == "nobody"
    assert matched(TARO, name="〓本　太郎", birth="1994-04-13")[0] == "nobody"


def test_somebody_certain_beside_a_variant_of_them_is_for_a_person() -> None:
    watanabe = replace(TARO, name="渡邉　恵")
    other = replace(TARO, id="7", name="渡辺　恵")
    assert matched(watanabe, name="渡邉　恵") == ("exact", "1")
    assert matched(watanabe, other, name="渡邉　恵") == ("person", "")


class Links:
    name = "links"

    def addressee(self, serial: str) -> str:
        return {"900": "1", "901": "2", "902": "gone"}.get(serial, "")


@pytest.mark.parametrize(
    ("linked", "serial", "card", "expected"),
    [
        ("1", "", {"name": "改見本　太郎", "address": "よその市"}, ("linked", "1")),
        ("", "900", {"name": "改見本　太郎", "address": "よその市"}, ("linked", "1")),
        ("1", "901", {}, ("linked", "1")),
        ("", "901", {}, ("person", "")),
        ("", "902", {}, ("exact", "1")),
        ("", "999", {}, ("exact", "1")),
        ("gone", "", {"name": "改見本　太郎"}, ("nobody", "")),
    ],
)
def test_what_ties_a_card_to_the_register_goes_before_what_it_says(
    linked: str, serial: str, card: dict[str, Any], expected: tuple[str, str]
) -> None:
    match = match_resident(FakeRegister(TARO, HANAKO), {**CARD, "serial": serial, **card}, linked=linked, links=Links())
    assert (match.certainty, match.resident.id if match.resident else "") == expected


def test_two_that_fit_are_nobody_and_a_register_that_is_away_shows_nothing() -> None:
    assert matched(TARO, replace(TARO, id="9", household="J")) == ("several", "")
    assert matched(TARO, away=True) == ("away", "")


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        ("町二十三番地", "町23", True),
        ("町十番", "町10", True),
        ("町11番1", "町1番11", False),
        ("町1丁目12", "町11丁目2", False),
        ("本町1-2", "本町12", False),
    ],
)
def test_figures_keep_their_places(first: str, other: str, same: bool) -> None:
    assert (alike(first) == alike(other)) is same
