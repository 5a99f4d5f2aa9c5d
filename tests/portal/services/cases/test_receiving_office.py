"""受付の窓口 of an application."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forms.city.city import load_city
from portal.config import Settings
from portal.services.cases.receiving_office import (
    office_line,
    office_named,
    office_of_arrival,
    office_of_correction,
    office_title,
    offices_for,
)
from portal.services.filing.arrival import Arrival, Filing, store_applications
from portal.services.filing.drafts import unstored_draft, whole_path
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from tests.databases import Makers
from tests.definitions.house import House
from tests.definitions.shelf import shelf
from tests.forms.loading.small import small
from tests.portal.services.at_offices import HARBOUR, HARBOUR_LINE, HOME, MAIN, filed, offices

DAY = date(2026, 11, 20)
CITY = load_city(Settings.model_fields["city"].default)
ASKS = shelf()["receiving"]


@pytest.fixture
def house(makers: Makers, tmp_path: Path) -> Iterator[House]:
    with offices(makers, tmp_path) as house:
        yield house


def test_an_application_is_at_the_office_that_was_chosen(house: House) -> None:
    number = filed(house.installation, HARBOUR)
    with house.installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    assert row.office == "office-2"


def test_an_application_that_a_counter_took_without_asking_is_at_the_office_of_that_counter(house: House) -> None:
    installation = house.installation
    draft = replace(unstored_draft(installation, ASKS, "counter"), answers={"address": HOME})
    arrival = Arrival(installation.clock.now(), "minato", "stored")
    filing = Filing(draft, arrival, whole_path(installation, draft), {"settings": {}})
    with installation.database.write() as unit:
        [(_, number)] = store_applications(installation, unit, Actor("staff", "clerk"), [filing])
        row = applications.by_id(unit, number or 0)
    assert row is not None
    assert row.office == "office-2"


def test_where_nothing_was_chosen_the_office_of_the_counter_has_it() -> None:
    assert office_of_arrival(CITY, ASKS, {"office": [MAIN]}, "minato", DAY) == "office-1"
    assert office_of_arrival(CITY, ASKS, {}, "minato", DAY) == "office-2"
    assert office_of_arrival(CITY, ASKS, {}, "care", DAY) == office_of_arrival(CITY, ASKS, {}, "", DAY) == ""


def test_a_procedure_that_asks_for_no_office_has_none() -> None:
    assert office_of_arrival(CITY, small(), {"office": [MAIN]}, "minato", DAY) == ""
    assert offices_for(CITY, small(), DAY) == ()
    assert office_of_correction(small(), {}, {"office": [MAIN]}) == ""


def test_a_correction_moves_a_case_only_if_it_chooses_another_office() -> None:
    before = {"office": [HARBOUR]}
    assert office_of_correction(ASKS, before, {"office": [MAIN]}) == "office-1"
    assert office_of_correction(ASKS, before, {"office": [HARBOUR], "address": {}}) == ""


def test_an_office_is_named_with_where_and_when_and_one_that_was_struck_out_by_its_id() -> None:
    assert [row.id for row in offices_for(CITY, ASKS, DAY)] == ["office-1", "office-2", "office-3"]
    assert office_line(CITY, "office-2", DAY) == HARBOUR_LINE
    assert office_title(CITY, "office-2", DAY) == "港町支所"
    assert office_line(CITY, "nursery-7", DAY) == "小規模保育 ひよこのいえ（見本町）"
    assert office_line(CITY, "gone", DAY) == office_title(CITY, "gone", DAY) == "gone"
    assert office_line(CITY, "", DAY) == ""
    assert office_named(CITY, "", DAY) is None
