"""A laptop's visit at the city: once, under its clerk, and never in place of another."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.services.cases.cases import open_case
from portal.services.counter.visits import open_visit
from portal.services.courier.carry_visits import clerk_here, report_visit, take_visit
from portal.store.cases import applications
from portal.store.counter import visits
from tests.databases import Makers
from tests.portal.routes.courier.at_laptop import Field, at_field, register
from tests.portal.world import alice, file_application


@pytest.fixture
def field(makers: Makers, tmp_path: Path) -> Iterator[Field]:
    with at_field(makers, "sqlite", tmp_path) as made:
        made.hire()
        made.unpack(made.along())
        yield made


def reported(field: Field) -> tuple[str, dict[str, Any]]:
    counter = field.visit("one")
    counter.describe(note="耳が遠い")
    number, laptop = register(counter), field.laptops[1]
    with laptop.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return row.uid, report_visit(laptop.keys, unit, row)


def test_it_is_stored_as_ended_with_its_words_under_the_clerk_who_served(field: Field) -> None:
    uid, report = reported(field)
    with field.home.database.write() as unit:
        for _ in range(2):
            take_visit(field.home, unit, uid, report["visit"], 1)
        row = visits.by_id(unit, report["visit"]["id"])
        assert row is not None
        assert (row.staff_id, row.ended_at is not None, row.open_ticket) == (clerk_here(unit, report, 1), True, None)
        assert open_visit(field.home, row, ()).words.note == "耳が遠い"
        assert len(visits.items(unit, [row.id])) == 1


@pytest.mark.parametrize("change", [{"once": "another visit of the city"}, {"clerk": "stranger"}, {"clerk": "boss"}])
def test_another_visit_of_that_id_and_an_unknown_clerk_leave_everything_as_it_is(
    field: Field, change: dict[str, str]
) -> None:
    field.hire("boss")  # who did not go along
    uid, report = reported(field)
    with field.home.database.write() as unit:
        take_visit(field.home, unit, "another", report["visit"], 1)
        take_visit(field.home, unit, uid, report["visit"] | change, 1)
        assert [item.uid for item in visits.items(unit, [report["visit"]["id"]])] == ["another"]
        take_visit(field.home, unit, uid, None, 1)


def test_what_nobody_served_reports_no_visit(field: Field) -> None:
    number = file_application(field.home, alice(field.home))
    with field.home.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert report_visit(field.home.keys, unit, row) == {}
        assert open_case(field.home, unit, row).row.staff_id is None
