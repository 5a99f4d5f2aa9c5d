"""A waiting list on the page of who waits."""

import pytest

from portal.jobs.bookings.keep_places import keep_places
from portal.services.shared.installation import Installation
from tests.databases import Makers
from tests.portal.routes.fees.test_coupons import resident
from tests.portal.services.bookings.booking import PROCEDURE, cancel, fill, wait
from tests.portal.world import alice

STOPS, DECLINES = "待つのをやめる", "この時間は使わない"


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


def test_who_waits_stops_waiting_and_who_has_the_time_declines_it(installation: Installation) -> None:
    other, numbers = fill(installation)
    draft = wait(installation, alice(installation))
    mine = resident(installation, alice(installation))
    page = mine.get("/applications").text
    assert (STOPS in page, DECLINES in page) == (True, False)
    cancel(installation, other, numbers[0])
    keep_places(installation)
    page = mine.get("/applications").text
    assert "あなたのために取ってあります" in page
    assert (STOPS in page, DECLINES in page) == (False, True)
    question = mine.get(f"/apply/{PROCEDURE}/{draft}/page/lung_slot").text
    assert "12月9日（水） 午前9時の時間は、11月21日（土） 10時00分まであなたのために取ってあります。" in question
    assert "選んだ時間は" not in question
