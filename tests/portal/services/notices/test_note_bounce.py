"""A bounced mail marks its address."""

import pytest

from portal.clock import to_micro
from portal.outbox import About, enqueue, opened
from portal.services.notices.note_bounce import note_bounce
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.notices import deliveries
from portal.store.notices.deliveries import DeliveryRow
from portal.store.residents import contacts
from tests.portal.contacts import proved
from tests.portal.services.notices.dispatching import audited
from tests.portal.world import DUTY, alice, file_application


def queue(installation: Installation, message: str) -> tuple[str, int]:
    """Returns the ids of delivery and application."""
    session = alice(installation)
    number = file_application(installation, session)
    proved(installation, session.person_id)
    now, payload = to_micro(installation.clock.now()), {"to": "", "language": "easy", "link": "", "facts": {}}
    with installation.database.write() as unit:
        application = applications.by_number(unit, number)
        (contact,) = contacts.of_person(unit, session.person_id or "")
        assert application is not None
        about = About(DUTY, session.person_id, application.id, contact_id=contact.id)
        assert enqueue(installation.keys, unit, "mail", message, payload, once=f"{message}:mail", about=about, now=now)
        unit.commit()
        (row,) = deliveries.board(unit, (DUTY,), state="", kind="mail", number=number, before=(now + 1, ""), most=9)
    return row.id, application.id


def bounce(installation: Installation, delivery_id: str) -> bool:
    with installation.database.write() as unit:
        noted = note_bounce(installation, unit, delivery_id, "MAIL_RETURNED")
        unit.commit()
    return noted


def letters(installation: Installation, application_id: int) -> list[DeliveryRow]:
    with installation.database.read() as unit:
        return deliveries.letters_of(unit, application_id)


def test_a_bounce_marks_the_address_and_is_noted_once(installation: Installation) -> None:
    delivery_id, application_id = queue(installation, "returned")
    assert [bounce(installation, delivery_id) for _ in range(2)] == [True, False]
    with installation.database.read() as unit:
        (contact,) = contacts.of_person(unit, alice(installation).person_id or "")
        row = deliveries.by_id(unit, delivery_id)
    assert contact.state == "bad"
    assert row is not None
    assert (row.state, row.error_code) == ("bounced", "MAIL_RETURNED")
    assert audited(installation, "mark contact bad") == [("mark contact bad", "MAIL_RETURNED")]
    assert len(letters(installation, application_id)) == 1


def test_an_unknown_delivery_is_not_noted(installation: Installation) -> None:
    assert not bounce(installation, "no such delivery")
    assert audited(installation, "mark contact bad") == []


@pytest.mark.parametrize(("message", "count"), [("returned", 1), ("decided", 1), ("received", 0), ("paper_near", 0)])
def test_a_letter_replaces_only_what_has_a_deadline_or_a_right_attached(
    installation: Installation, message: str, count: int
) -> None:
    delivery_id, application_id = queue(installation, message)
    assert bounce(installation, delivery_id)
    made = letters(installation, application_id)
    assert [(row.message, row.duty, row.state) for row in made] == [(message, DUTY, "waiting")] * count
    assert [opened(installation.keys, row)["language"] for row in made] == ["easy"] * count


@pytest.mark.parametrize(("uses", "count"), [(["asks"], 0), (["results"], 1)])
def test_another_channel_that_takes_this_notice_makes_the_letter_needless(
    installation: Installation, uses: list[str], count: int
) -> None:
    delivery_id, application_id = queue(installation, "returned")
    proved(installation, alice(installation).person_id, "line", "U1", uses=uses)
    assert bounce(installation, delivery_id)
    assert len(letters(installation, application_id)) == count
