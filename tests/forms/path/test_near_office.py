"""The office that serves an address is proposed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forms.path.environment import Facility
from forms.path.near_office import near_office, serving
from tests.definitions.shelf import shelf
from tests.forms.city.test_city import MIHON
from tests.forms.fields.asking import environment

HERE = replace(environment(), facilities=lambda kind: MIHON.facilities(kind, date(2026, 11, 20)))
ASKED = shelf()["receiving"]


def home(town: str, street: str = "1番") -> dict[str, Any]:
    return {"address": {"postal": "0000012", "town": town, "street": street}}


@pytest.mark.parametrize(
    ("town", "office"),
    [
        ("見本県見本市港町", {"office": [{"id": "office-2", "name": "港町支所"}]}),
        ("見本県見本市例示台", {"office": [{"id": "office-3", "name": "例示台出張所"}]}),
        ("見本県別市港町", {}),
        ("見本県見本市どこか", {}),
    ],
)
def test_the_office_of_the_address_is_proposed_and_none_for_another_city(town: str, office: object) -> None:
    assert near_office(ASKED, home(town), HERE) == office


def test_nothing_is_proposed_without_an_address_or_over_an_answer_or_where_no_address_is_named() -> None:
    chosen = home("見本県見本市港町") | {"office": [{"id": "office-1", "name": "市役所 本庁"}]}
    assert near_office(ASKED, {}, HERE) == near_office(ASKED, chosen, HERE) == {}
    receiving = ASKED.receiving
    assert receiving is not None
    assert near_office(replace(ASKED, receiving=replace(receiving, near="")), home("見本県見本市港町"), HERE) == {}
    assert near_office(replace(ASKED, receiving=None), home("見本県見本市港町"), HERE) == {}


def test_the_longest_area_wins() -> None:
    wide, narrow = (
        Facility(name, name, name, "city_office", areas=(area,)) for name, area in (("a", "港町"), ("b", "港町二丁目"))
    )
    areas = [serving((wide, narrow), address) for address in ("港町一丁目", "港町二丁目3番", "緑が丘")]
    assert areas == [wide, narrow, None]
