"""A freed place is offered until its hour."""

from datetime import datetime, timedelta

import pytest

from portal.clock import to_micro
from portal.services.my_cases.asking.slot_free import asked
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.bookings import slot_waits
from portal.store.bookings.reservations import Time
from tests.databases import NOW
from tests.portal.later import later
from tests.portal.services.bookings.booking import PROCEDURE, begin
from tests.portal.world import alice

UNTIL = datetime.fromisoformat(NOW) + timedelta(hours=24)


@pytest.fixture
def session(installation: Installation) -> Session:
    """Offered a place on 9 December for a day."""
    person = alice(installation)
    draft_id = begin(installation, person)
    with installation.database.write() as unit:
        slot_waits.add(unit, Time("lung", "lung-3", "2026-12-09T09:00"), draft_id, "lung_slot", 1)
        (row,) = slot_waits.of_draft(unit, draft_id)
        assert slot_waits.offer(unit, row.id, to_micro(UNTIL))
        unit.commit()
    return person


def asked_of(installation: Installation, person_id: str | None, *, everything: bool = True) -> list[Asked]:
    with installation.database.read() as unit:
        return list(asked(installation, unit, Whose(person_id or "", [], all=everything)))


def test_the_offer_leads_to_the_procedure_and_names_its_last_minute(
    installation: Installation, session: Session
) -> None:
    (item,) = asked_of(installation, session.person_id)
    assert (item.reason, item.href) == ("slot_free", f"/apply/{PROCEDURE}")
    assert (item.until, item.days) == ("2026-11-21T10:00", {"day": "2026-12-09"})
    assert item.procedure
    assert item.procedure.id == PROCEDURE


def test_the_offer_ends_at_its_minute(installation: Installation, session: Session) -> None:
    assert len(asked_of(later(installation, hours=24, seconds=-1), session.person_id)) == 1
    assert asked_of(later(installation, hours=24), session.person_id) == []


def test_nobody_else_and_no_page_of_one_application_is_offered_it(installation: Installation, session: Session) -> None:
    assert asked_of(installation, session.person_id, everything=False) == []
    assert asked_of(installation, "somebody") == asked_of(installation, "") == []
