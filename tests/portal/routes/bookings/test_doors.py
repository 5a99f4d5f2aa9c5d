"""The number of a door on the pages of its applicant and of its section, and nowhere else."""

import re

import pytest
from sqlalchemy import inspect, text

from integrations.locks.embedded import Embedded
from integrations.sockets.interfaces import BasicFour
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.routes.finding.test_guides import signed_in
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.bookings.booking import book, resident
from tests.portal.services.bookings.locking import Recorded, door_of, locked, work
from tests.portal.world import add_member

ALICE, CHARLIE = BasicFour(name="髙見本　太郎"), BasicFour(name="ほかの人")


@pytest.fixture
def city(installation: Installation) -> Installation:
    return locked(installation, Embedded())


def number_of(city: Installation, session: Session, receipt: str) -> str:
    door = door_of(city, session, receipt)
    assert door is not None
    return door.number


def test_the_page_of_the_application_shows_the_number_and_when_it_opens(city: Installation) -> None:
    session = resident(city, ALICE.name)
    receipt = book(city, session)
    mine = signed_in(city, ALICE)
    assert "かぎの番号を用意しています" in mine.open(f"/applications/{receipt}").text
    work(city)
    number = number_of(city, session, receipt)
    page = mine.open(f"/applications/{receipt}").text
    assert f"{number[:3]} {number[3:]}" in page
    assert "この番号で開くのは、午前8時45分から午前9時45分までです。" in page
    assert signed_in(city, CHARLIE).open(f"/applications/{receipt}").status == 404


def test_its_section_sees_it_on_the_day_and_another_section_does_not(city: Installation) -> None:
    session = resident(city, ALICE.name)
    receipt = book(city, session)
    section = at_desk(city, add_member(city, "kenshin", ("reviewer", "health-screening")))
    other = at_desk(city, add_member(city, "shimin", ("reviewer", "resident-certificates")))
    work(city)
    number, address = number_of(city, session, receipt), "/desk/slots?resource=lung&day=2026-12-09"
    assert number in section.get(address)
    assert number not in other.get(address, 404)


def test_its_section_sees_that_the_service_is_away_and_goes_to_what_waits(installation: Installation) -> None:
    city = locked(installation, Recorded(down="LOCK_UNAVAILABLE"))
    receipt = book(city, resident(city, ALICE.name))
    section = at_desk(city, add_member(city, "kenshin", ("reviewer", "health-screening")))
    work(city)
    leads = re.search(r'href="(/desk/deliveries[^"]+)"', section.get("/desk/slots?resource=lung&day=2026-12-09"))
    assert leads
    board = section.get(leads[1])
    assert receipt in board
    assert "かぎのサービスにつながりません" in board


def test_the_number_is_in_no_log_and_in_no_table(city: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    session = resident(city, ALICE.name)
    receipt = book(city, session)
    work(city)
    number = number_of(city, session, receipt)
    output = capsys.readouterr()
    assert "delivered" in output.out + output.err
    assert number not in output.out + output.err
    with city.database.read() as unit:
        for table in inspect(unit.connection).get_table_names():
            rows = unit.connection.execute(text(f'SELECT * FROM "{table}"')).all()
            assert number not in repr(rows), table
