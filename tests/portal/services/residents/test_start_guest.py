"""Guests without a card."""

import pytest

from portal.errors import TooMany
from portal.jobs.sweep_ended import sweep_ended
from portal.services.residents.sign_in_resident import card_of
from portal.services.residents.start_guest import start_guest
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, Session, find_session
from portal.services.shared.throttle import Limit
from portal.store.cases import applications
from portal.store.filing import drafts
from portal.store.residents import people
from portal.store.statements import exactly, sql
from tests.portal.later import later
from tests.portal.services.filing.filing import begin
from tests.portal.world import PLACE, PROCEDURE, alice, file_application


def guest(installation: Installation) -> Session:
    with installation.database.write() as unit:
        token = start_guest(installation, unit, PLACE)
        session = find_session(installation, unit, GUEST, token)
        assert find_session(installation, unit, "resident", token) is None
        assert find_session(installation, unit, "staff", token) is None
        unit.commit()
    assert session is not None
    assert session.guest
    return session


def count(installation: Installation, table: str) -> int:
    with installation.database.read() as unit:
        return int(exactly(unit, sql(f"SELECT COUNT(*) FROM {table}"))[0])


def test_every_guest_is_a_new_person_without_a_card(installation: Installation) -> None:
    first, second = guest(installation), guest(installation)
    assert first.person_id != second.person_id
    with installation.database.read() as unit:
        assert card_of(installation.keys, unit, first.person_id or "") == {}
    assert not alice(installation).guest


def test_a_place_that_starts_guests_all_the_time_is_throttled(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "GUEST_PLACE", Limit("guest by address", 2, 600))
    for _ in range(2):
        guest(installation)
    with installation.database.write() as unit, pytest.raises(TooMany):
        start_guest(installation, unit, PLACE)
    with installation.database.write() as unit:
        assert start_guest(installation, unit, "192.0.2.2")


@pytest.mark.both_engines
def test_what_a_guest_began_goes_with_the_session(installation: Installation) -> None:
    begin(installation, guest(installation))
    kept = begin(installation, alice(installation))
    sweep_ended(later(installation, minutes=30))
    assert (count(installation, "draft"), count(installation, "person")) == (2, 2)
    sweep_ended(later(installation, hours=13))
    with installation.database.read() as unit:
        assert drafts.by_id(unit, kept) is not None
    assert (count(installation, "draft"), count(installation, "person")) == (1, 1)
    with installation.database.read() as unit:
        record = exactly(unit, sql("SELECT detail FROM audit_record WHERE action = 'delete drafts'"))
    assert record[0] == "1"


def test_what_a_guest_sent_stays(installation: Installation) -> None:
    session = guest(installation)
    number = file_application(installation, session)
    sweep_ended(later(installation, hours=13))
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert people.by_id(unit, row.person_id or "") is not None
    assert row.procedure == PROCEDURE
