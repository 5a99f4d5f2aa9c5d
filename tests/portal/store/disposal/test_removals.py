"""A disposal deletes exactly an application's rows."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.counter.visit_item import VisitItem
from portal.models.desk.appeal import Appeal
from portal.models.disposal.disposal import Disposal
from portal.models.disposal.disposal_line import DisposalLine
from portal.models.fees.payment import Payment
from portal.models.fees.payment_event import PaymentEvent
from portal.models.residents.person import Person
from portal.models.residents.session import Session
from portal.store.disposal import removals
from tests.portal.store.planting import plant


def test_rows_go_by_number_by_uid_and_by_what_they_hang_on(unit: Unit) -> None:
    gone, stays = (plant(unit, Application) for _ in range(2))
    for application in (gone, stays):
        plant(unit, Appeal, application_id=application["id"])
        plant(unit, VisitItem, uid=application["uid"])
        plant(unit, PaymentEvent, payment_id=plant(unit, Payment, application_id=application["id"])["id"])
    disposal = plant(unit, Disposal, state="approved")["id"]
    plant(unit, DisposalLine, disposal_id=disposal, application_id=gone["id"], state="gone")
    expected = {"payment_event": 1, "visit_item": 1, "payment": 1, "appeal": 1, "application": 1}
    assert removals.rows_of(unit, gone["id"], gone["uid"]) == expected
    assert removals.remove(unit, gone["id"], gone["uid"]) == expected
    assert removals.rows_of(unit, gone["id"], gone["uid"]) == {}
    assert removals.rows_of(unit, stays["id"], stays["uid"]) == expected


@pytest.mark.parametrize("still_there", [Application, Session])
def test_a_person_stays_while_something_is_theirs(unit: Unit, still_there: type[Application] | type[Session]) -> None:
    person = plant(unit, Person, signed_in_at=5)["id"]
    plant(unit, still_there, person_id=person)
    assert not removals.remove_person(unit, person, 9)
    unit.connection.execute(still_there.table.delete())
    assert not removals.remove_person(unit, person, 4)
    assert removals.remove_person(unit, person, 5)
