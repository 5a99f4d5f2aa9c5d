"""The fictional city's second sports hall opens with a number: once the fee of its kind of users is paid and the section accepted."""

from dataclasses import replace
from typing import Any

import pytest

from integrations.payments.fake import FakePayments
from portal.services.bookings.change_reservation import bookings_of
from portal.services.bookings.door_keys import doors_of
from portal.services.bookings.hold_slots import hold_slots
from portal.services.cases.cases import case_of_resident
from portal.services.cases.fee import amount_due
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import (
    draft_environment,
    draft_of_resident,
    draft_path,
    save_draft,
    start_draft,
)
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.portal.services.bookings.locking import Recorded, work
from tests.portal.services.cases.test_move_application import decide, pass_it
from tests.portal.services.fees.test_refund_part import pay
from tests.portal.world import PLACE, add_member, alice

OF, QUESTION = "taiiku-shisetsu-yoyaku", "gym_sub_slot"
ANSWERS: dict[str, Any] = {
    "user": "person", "registered": "have", "user_number": "A-0001", "lives": "lives",
    "head.name": {"family": "髙見本", "given": "太郎"}, "head.kana": {"family": "タカミホン", "given": "タロウ"},
    "head.address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"}, "head.phone": "000-000-0001",
    "place": "gym_sub", "more": False, "purpose": "practice", "event": "卓球", "people": 4, "people_here": 4,
    "equipment": [], "profit": False, "discount": "nothing", "consent_rules": True,
}  # fmt: skip


def book_hall(city: Installation, session: Session, **changes: Any) -> str:
    slot = min(city.city.slots("gym_sub", city.clock.today()), key=lambda each: each.starts)
    time = {"id": slot.id, "starts": slot.starts, "ends": slot.ends, "place": slot.place}
    person, procedure = session.person_id or "", city.catalogue.current(OF)
    with city.database.write() as unit:
        draft_id = start_draft(city, unit, procedure, "online", person_id=person)
        draft = draft_of_resident(city, unit, session, OF, draft_id)
        save_draft(city, unit, draft, {**ANSWERS, **changes, QUESTION: time}, frozenset())
        draft = draft_of_resident(city, unit, session, OF, draft_id)
        fields, environment = [procedure.field(QUESTION)], draft_environment(city, draft)
        assert not hold_slots(city, unit, draft_id, fields, draft_path(city, draft), environment)
        sent = submit_application(
            city, unit, draft, Actor("resident", person, place=PLACE),
            Arrival(city.clock.now(), "online", "stored"), {"way": "card"},
        )  # fmt: skip
        unit.commit()
    assert sent.receipt_number, sent.path
    return sent.receipt_number


@pytest.fixture
def provider() -> FakePayments:
    return FakePayments()


def test_the_number_comes_when_the_fee_is_paid_and_the_section_accepted(
    installation: Installation, provider: FakePayments
) -> None:
    locks = Recorded()
    city, session = replace(installation, payments=provider, locks=locks), alice(installation)
    number, reviewer = book_hall(city, session), add_member(city, "sports", ("reviewer", "sports"))

    def state() -> str:
        work(city)
        with city.database.read() as unit:
            case = case_of_resident(city, unit, session, number)
            return doors_of(city, unit, case, bookings_of(city, unit, case))[QUESTION].state

    with city.database.read() as unit:
        fee = amount_due(city, unit, case_of_resident(city, unit, session, number))
    assert fee is not None
    assert fee.amount == 1200
    assert state() == "unpaid"
    pay(city, provider, session, number)
    assert state() == "undecided"
    pass_it(city, reviewer, number)
    decide(city, reviewer, number, "accepted")
    assert state() == "given"
    assert [opening.doors for opening in locks.given.values()] == [("gym-sub-door",)]
