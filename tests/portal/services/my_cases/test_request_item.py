"""Requests without a day are listed last."""

from portal.services.my_cases.request_item import NO_DAY
from portal.services.shared.installation import Installation
from portal.store.residents import contacts
from tests.portal.contacts import proved
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.my_cases.test_open_requests import asked_of
from tests.portal.world import DUTY, add_member, alice, file_application


def test_an_item_without_a_day_comes_after_the_nearest_days(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "reviewer", ("reviewer", DUTY))
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "phone")
    proved(installation, session.person_id)
    with installation.database.write() as unit:
        (contact,) = contacts.of_person(unit, session.person_id or "")
        contacts.mark_bad(unit, contact.id, 1)
        unit.commit()
    items = asked_of(installation, session, number)
    assert [(item.reason, item.until) for item in items] == [("correction", "2026-12-04"), ("address_mail", NO_DAY)]
