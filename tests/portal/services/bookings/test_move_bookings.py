"""A correction moves the booking in one step."""

import pytest

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.correct_application import open_mending, send_correction
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from tests.portal.services.bookings.booking import SLOT, book, fill
from tests.portal.services.filing.filing import answers, ask_again, mend
from tests.portal.world import PLACE, add_member

OTHER = "lung-4"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", "health-screening"))


def kept(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [row.slot for row in reservations.of_day(unit, "lung", "2026-12-09") if row.application_id]


def send(installation: Installation, session: Session, number: str) -> dict[str, str]:
    """Keys of the mistakes; commits only without any."""
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        taken = send_correction(installation, unit, case, open_mending(unit, case), actor)
        if not taken:
            unit.commit()
    return {name: mistakes[0].key for name, mistakes in taken.items()}


def test_the_new_time_is_taken_and_the_old_one_given_back(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = book(installation, session, SLOT)
    ask_again(installation, reviewer, number, "lung_slot")
    mend(installation, session, number, "lung_slot", {"lung_slot": [OTHER]})
    assert kept(installation) == [SLOT], "the booking moves only when it is sent"
    assert send(installation, session, number) == {}
    assert kept(installation) == [OTHER]
    assert answers(installation, session, number)["lung_slot"]["id"] == OTHER


def test_a_correction_that_leaves_the_time_leaves_the_booking(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = book(installation, session, SLOT)
    ask_again(installation, reviewer, number, "wishes")
    mend(installation, session, number, "wishes", {"wishes": ["wheelchair"]})
    assert send(installation, session, number) == {}
    assert kept(installation) == [SLOT]


def test_who_sends_after_others_took_the_last_place_keeps_the_old_time(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = book(installation, session, OTHER)
    ask_again(installation, reviewer, number, "lung_slot")
    mend(installation, session, number, "lung_slot", {"lung_slot": [SLOT]})
    fill(installation)
    assert send(installation, session, number) == {"lung_slot": "slot.full"}
    assert kept(installation).count(OTHER) == 1
    assert len(kept(installation)) == 11
    with installation.database.read() as unit:
        assert case_of_resident(installation, unit, session, number).row.state == "returned"
