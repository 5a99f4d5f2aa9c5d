"""What waits for somebody whom the provider of staff names."""

import pytest

from portal.services.desk.queue.waiting_in_city import MOST, waiting_in_city
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.store.staff import staff_identities
from tests.portal.world import add_member, alice, file_application

PERSON = ("https://sso.example", "centre-7")


@pytest.fixture
def employed(installation: Installation) -> Installation:
    member = add_member(installation, "kyodo", ("reviewer", "*"))
    with installation.database.write() as unit:
        staff_identities.add(unit, *PERSON, member.id, 1)
        open_session(installation, unit, "staff", staff_id=member.id, identity=PERSON)
        unit.commit()
    return installation


def test_cases_come_with_their_day_and_an_address_that_signs_in_there(employed: Installation) -> None:
    late, new = (file_application(employed, alice(employed), days_ago=days) for days in (60, 0))
    with employed.database.write() as unit:
        waiting = waiting_in_city(employed, unit, PERSON, "192.0.2.1", "青葉市")
    assert waiting is not None
    assert (waiting.city, waiting.open, waiting.overdue) == ("見本市", "2", "1")
    assert [case.receipt_number for case in waiting.cases] == [late, new]
    assert waiting.cases[0].address == f"http://127.0.0.1:8000/staff/sign-in/city?next=/desk/{late}"
    assert len(waiting.cases) <= MOST


@pytest.mark.parametrize("identity", [("https://sso.example", "other"), ("https://other.example", "centre-7")])
def test_a_stranger_to_the_city_has_nothing_there(employed: Installation, identity: tuple[str, str]) -> None:
    with employed.database.write() as unit:
        assert waiting_in_city(employed, unit, identity, "192.0.2.1", "青葉市") is None
