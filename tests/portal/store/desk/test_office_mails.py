"""Marks of mails to offices."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.desk import office_mails
from portal.store.desk.office_mails import OfficeMailRow
from tests.portal.store.planting import plant

ROW = OfficeMailRow("a@city.example", "介護保険課", 5, 10)


def test_a_mark_is_moved_from_the_one_that_was_read_only(unit: Unit) -> None:
    assert office_mails.add(unit, ROW)
    assert not office_mails.add(unit, replace(ROW, last_id=6))
    moved = replace(ROW, last_id=7, mailed_at=20)
    assert office_mails.move(unit, moved, ROW)
    assert not office_mails.move(unit, replace(ROW, last_id=9), ROW)
    assert office_mails.marks(unit) == {(ROW.address, ROW.office): moved}


def test_what_was_stored_since_is_read_in_order(unit: Unit) -> None:
    first, second, late = (
        plant(unit, Application, duty=duty, stored_at=at) for duty, at in (("a", 10), ("b", 11), ("a", 99))
    )
    assert office_mails.stored(unit, first["id"] - 1, 50, 9) == [(first["id"], "a"), (second["id"], "b")]
    assert office_mails.stored(unit, first["id"], 99, 9) == [(second["id"], "b"), (late["id"], "a")]
    assert office_mails.stored(unit, first["id"] - 1, 99, 1) == [(first["id"], "a")]
