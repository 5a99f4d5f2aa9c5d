"""The receiving office on the desk's pages, and its change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.shared.installation import Installation
from tests.databases import Makers
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.at_offices import HARBOUR, HARBOUR_LINE, MAIN, filed, offices, section
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def house(makers: Makers, tmp_path: Path) -> Iterator[Installation]:
    with offices(makers, tmp_path) as house:
        yield house.installation


@pytest.fixture
def desk(house: Installation) -> StaffBrowser:
    return at_desk(house, section(house))


def test_the_queue_shows_and_filters_by_office_and_the_case_is_moved_to_another(
    house: Installation, desk: StaffBrowser
) -> None:
    number, other = filed(house, MAIN), filed(house, HARBOUR)
    queue = desk.get("/desk?who=all")
    assert '<td data-label="窓口">市役所 本庁</td>' in queue
    assert '<option value="office-2">港町支所</option>' in queue
    assert (number in desk.get("/desk?office=office-2"), other in desk.get("/desk?office=office-2")) == (False, True)
    page = f"/desk/{number}/office"
    assert "窓口を変える" in desk.get(f"/desk/{number}")
    wrong = desk.post(page, page, {"office": "office-9", "words": "あ" * 301})
    assert wrong.status_code == 422
    assert "移す先の窓口を選んでください。" in wrong.text
    assert "300字まで" in wrong.text
    moved = desk.post(page, page, {"office": "office-2", "words": "支所で渡します"})
    assert moved.headers["location"] == f"/desk/{number}?did=office"
    case = desk.get(moved.headers["location"])
    assert "受付の窓口を変えました。" in case
    assert HARBOUR_LINE in case
    assert "支所で渡します" in case
    assert HARBOUR_LINE in desk.get(f"/desk/{number}/preview")
    assert number in desk.get("/desk?office=office-2")


def test_without_such_procedures_the_queue_has_no_column_and_no_filter(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    desk = at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY)))
    queue = desk.get("/desk?who=all")
    assert 'data-label="窓口"' not in queue
    assert 'name="office"' not in queue
    assert "受付の窓口" not in desk.get(f"/desk/{number}")
    assert "この手続は、受付の窓口を選びません。" in desk.get(f"/desk/{number}/office")
