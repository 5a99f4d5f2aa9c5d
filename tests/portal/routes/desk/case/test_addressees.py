"""A 宛名番号 is typed, looked at, linked and undone in the browser."""

from dataclasses import replace

import pytest

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def typing(installation: Installation) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"addressee_digits": 10}))


@pytest.fixture
def desk(typing: Installation) -> StaffBrowser:
    return at_desk(typing, add_member(typing, "section", ("reviewer", DUTY)))


def test_a_number_is_compared_linked_changed_and_undone(typing: Installation, desk: StaffBrowser) -> None:
    receipt = file_application(typing, alice(typing))
    page, number = f"/desk/{receipt}/addressee", "1000000019"
    assert "番号を打つ" in desk.get(f"/desk/{receipt}")
    wrong = desk.post(page, page, {"number": "10 00", "place": "1"})
    assert (wrong.status_code, "宛名番号は、10けたです。いま4けた入っています。" in wrong.text) == (422, True)
    looked = desk.post(page, page, {"number": "１０００００００１９", "place": "1"})
    assert looked.status_code == 200
    assert number in looked.text
    assert "もう一度見くらべてください" in looked.text
    linked = desk.post(page, page, {"number": number, "place": "1", "confirmed": "1"})
    assert linked.headers["location"] == f"/desk/{receipt}?did=addressee#addressee"
    case = desk.get(f"/desk/{receipt}?did=addressee")
    assert "宛名番号を結び付けました。" in case
    assert number in case
    undone = desk.post(page, f"{page}/undo", {"place": "2"})
    assert undone.headers["location"] == f"/desk/{receipt}?did=addressee_undone#addressee"
    assert "結び付けていません。" in desk.get(f"/desk/{receipt}")


def test_a_made_up_place_is_refused_and_switched_off_there_is_no_page(
    installation: Installation, typing: Installation, desk: StaffBrowser
) -> None:
    receipt = file_application(typing, alice(typing))
    page = f"/desk/{receipt}/addressee"
    assert desk.post(page, page, {"number": "1000000019", "place": "x", "confirmed": "1"}).status_code == 400
    assert desk.post(page, page, {"number": "1000000019", "place": "7", "confirmed": "1"}).status_code == 409
    off = at_desk(installation, add_member(installation, "other", ("reviewer", DUTY)))
    assert "宛名番号" not in off.get(f"/desk/{receipt}")
    assert off.client.get(page).status_code == 404
