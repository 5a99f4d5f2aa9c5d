"""A booking adds its unambiguous, unprotected people to the visit."""

from typing import Any

import pytest

from portal.services.bookings.bring_booking import bring_booking
from portal.services.counter.visits import begin_visit, visit_of_counter
from portal.services.filing.visit_facts import Facts, facts_of
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import RESERVATION
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.shared import audit_records
from tests.forms.loading.small import small
from tests.portal.routes.counter.test_sources import BOOKED, BOOKING
from tests.portal.routes.guest_browser import offer
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def clerk(installation: Installation) -> Member:
    offer(installation, small(BOOKING, version="1", duty=DUTY))
    return add_member(installation, "clerk", ("clerk", DUTY))


def brought(installation: Installation, clerk: Member, answers: dict[str, Any]) -> Facts:
    number = file_application(installation, alice(installation), of="small", answers={"reason": "lost", **answers})
    with installation.database.write() as unit:
        visit_id = begin_visit(installation, unit, clerk, "once-once-once-once")
        row = applications.by_number(unit, number)
        assert row is not None
        bring_booking(installation, unit, clerk, visit_of_counter(installation, unit, clerk, visit_id), row)
        facts = facts_of(installation, visit_of_counter(installation, unit, clerk, visit_id).row)
        unit.commit()
    return facts


def audited(installation: Installation) -> int:
    with installation.database.read() as unit:
        return [record.action for record in audit_records.after(unit, 0)].count("bring booking")


def test_the_person_with_a_telephone_is_the_visitor_and_one_with_their_row(
    installation: Installation, clerk: Member
) -> None:
    facts = brought(installation, clerk, BOOKED)
    assert [person.called for person in facts.people] == ["例示 健", "例示 舞"]
    assert facts.comer is not None
    assert facts.comer.facts["phone"] == ("080-0000-0007", RESERVATION)
    assert facts.comer.facts["birth"] == ("1990-08-09", RESERVATION)
    assert [person.fact("relation") for person in facts.people] == ["世帯主", "妻"]
    assert audited(installation) == 1


def test_a_booking_that_names_a_protected_person_brings_nothing(installation: Installation, clerk: Member) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, clerk.actor, [("例示　健", "1988-04-02")], STAFF)
        unit.commit()
    assert brought(installation, clerk, BOOKED).people == ()
    assert audited(installation) == 0
