"""Who of the register somebody is: never by a guess."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forms.city import load_city
from integrations.interfaces import AdapterError
from integrations.register_socket import Resident
from portal.services.held_facts import since_of
from portal.services.match_resident import alike, match_resident
from portal.services.read_register import read_register

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


class Told:
    name = "told"
    fake = True

    def __init__(self, *people: Resident, away: bool = False) -> None:
        self.people, self.away = people, away

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        if self.away:
            raise AdapterError("REGISTER_UNREADABLE", permanent=False)
        return tuple(one for one in self.people if (one.name, one.birth) == (name, birth))

    def born(self, birth: date) -> tuple[Resident, ...]:
        if self.away:
            raise AdapterError("REGISTER_UNREADABLE", permanent=False)
        return tuple(one for one in self.people if one.birth == birth)

    def resident(self, number: str) -> Resident | None:
        if self.away:
            raise AdapterError("REGISTER_UNREADABLE", permanent=False)
        return next((one for one in self.people if one.id == number), None)

    def household(self, household: str) -> tuple[Resident, ...]:
        return tuple(one for one in self.people if one.household == household)

    def ready(self) -> bool:
        return not self.away


def matched(*people: Resident, away: bool = False, **card: Any) -> tuple[str, str]:
    found = match_resident(Told(*people, away=away), {**CARD, **card})
    return found.certainty, found.resident.id if found.resident else ""


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
def test_an_address_that_is_written_otherwise_is_told_apart_from_the_same(address: str) -> None:
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
def test_whoever_differs_is_nobody(change: dict[str, Any], why: str) -> None:
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
    ("linked", "serial", "card", "found"),
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
    linked: str, serial: str, card: dict[str, Any], found: tuple[str, str]
) -> None:
    told = match_resident(Told(TARO, HANAKO), {**CARD, "serial": serial, **card}, linked=linked, links=Links())
    assert (told.certainty, told.resident.id if told.resident else "") == found


def test_two_that_fit_are_nobody_and_a_register_that_is_away_tells_nothing() -> None:
    assert matched(TARO, replace(TARO, id="9", household="J")) == ("several", "")
    assert matched(TARO, away=True) == ("away", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("町二十三番地", "町23", True),
        ("町十番", "町10", True),
        ("町11番1", "町1番11", False),
        ("町1丁目12", "町11丁目2", False),
        ("本町1-2", "本町12", False),
    ],
)
def test_figures_keep_their_places(one: str, other: str, same: bool) -> None:
    assert (alike(one) == alike(other)) is same


def told(*people: Resident) -> Any:
    return read_register(match_resident(Told(*people), CARD), MIHON, TODAY)


def test_the_register_tells_the_person_spouse_children_and_days() -> None:
    source, held = told(TARO, HANAKO, HIKARI)
    assert held.applicant == {}
    assert source.applicant["kana"] == {"family": "ミホン", "given": "タロウ"}
    assert source.applicant["spouse.birth"] == "1995-09-30"
    assert source.principal == {"birth": "1994-04-12", "sex": "male", "spouse.exists": True}
    assert [one.get("relation") for one in source.household] == [None, "child"]
    assert "sex" not in source.household[1]
    assert "kana" not in source.household[1]
    assert not any("address" in one for one in source.household)
    assert source.events == {"born": "2026-10-28", "moved_in": "2026-11-02"}


def test_what_the_city_holds_is_a_source_of_its_own_with_the_insurer_of_the_day() -> None:
    holds = {"insurance": "late_elderly", "insurance_number": "00000101", "pension": "national"}
    _, held = told(replace(TARO, holds=holds), replace(HANAKO, holds={"pension": "national"}), HIKARI)
    assert (held.name, held.certainty) == ("held", "exact")
    assert held.applicant == {**holds, "insurer": "見本県後期高齢者医療広域連合", "insurer_no": "39991013"}
    _, before = read_register(match_resident(Told(replace(TARO, holds=holds)), CARD), MIHON, date(2024, 3, 31))
    assert before.applicant == holds, "who insured then, the city file does not say"


@pytest.mark.parametrize(
    ("since", "moved_in", "today", "answers"),
    [
        (date(2026, 1, 1), None, TODAY, {"january": "here", "moved_lately": False}),
        (date(2026, 1, 2), None, TODAY, {"moved_lately": False}),
        (date(2026, 1, 1), None, date(2026, 6, 30), {"moved_lately": False}),  # asked of the year before
        (date(2025, 1, 1), None, date(2026, 6, 30), {"january": "here", "moved_lately": False}),
        (date(2026, 11, 6), date(2026, 11, 6), TODAY, {"moved_lately": True}),
        (date(2026, 11, 5), date(2026, 11, 5), TODAY, {"moved_lately": False}),
        (date(2026, 11, 6), None, TODAY, {}),  # perhaps from abroad
        (None, date(2026, 11, 6), TODAY, {}),
    ],
)
def test_the_day_on_which_they_became_a_resident_answers_where_they_lived(
    since: date | None, moved_in: date | None, today: date, answers: dict[str, Any]
) -> None:
    assert since_of(replace(TARO, since=since, moved_in=moved_in), today) == answers


@pytest.mark.parametrize("whose", [0, 1, 2])
def test_of_a_household_with_somebody_protected_it_is_as_if_nobody_were_found(whose: int) -> None:
    people = [TARO, HANAKO, HIKARI]
    people[whose] = replace(people[whose], protected=True)
    assert told(*people) == told()
