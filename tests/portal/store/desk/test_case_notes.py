"""Notes on an application in order, each form once."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.desk import case_notes
from portal.store.desk.case_notes import NoteRow
from tests.portal.store.planting import plant


def test_notes_of_an_application_come_in_their_order_and_each_form_once(unit: Unit) -> None:
    application, other = plant(unit, Application)["id"], plant(unit, Application)["id"]
    staff = plant(unit, Staff)["id"]
    first, second = NoteRow("form 1", staff, b"first", 9), NoteRow("form 2", staff, b"second", 5)
    assert [case_notes.add(unit, application, row) for row in (first, second, first)] == [True, True, False]
    assert case_notes.add(unit, other, first)
    assert case_notes.of(unit, application) == [first, second]
