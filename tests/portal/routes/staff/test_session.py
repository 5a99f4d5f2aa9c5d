"""Staff are warned before their session ends and can extend it."""

import re

import pytest

from portal.app import make_app
from portal.services.shared.installation import Installation
from tests.portal.later import later
from tests.portal.routes.staff_browser import BASE, Acting, StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

PAGES = ("/desk", "/counter", "/staff/account")


@pytest.fixture
def desk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY), ("clerk", DUTY)))


def after(installation: Installation, desk: StaffBrowser, **time: float) -> StaffBrowser:
    client = Acting(make_app(later(installation, **time), with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies = desk.client.cookies
    return StaffBrowser(client)


def session_end(page: str) -> int:
    match = re.search(r'data-session-ends="(\d+)" data-extend="/staff/session/extend"', page)
    assert match, page
    return int(match[1])


def extended(desk: StaffBrowser, page: str) -> tuple[int, str]:
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    response = desk.client.post("/staff/session/extend", data={"csrf_token": token})
    return response.status_code, response.text or response.headers.get("location", "")


def test_each_page_of_staff_knows_how_long_is_left_and_says_until_when(desk: StaffBrowser) -> None:
    for address in PAGES:
        page = desk.get(address)
        assert 1790 < session_end(page) <= 1800
        assert re.search("サインインは10時(29|30)分まで（画面を開くと延びます）", page)
        assert "書いた内容はこの端末に控えてあり、サインインし直してこの画面を開くと出ます" in page


def test_one_press_makes_it_longer_and_looking_at_a_page_alone_does_not_lie(
    installation: Installation, desk: StaffBrowser
) -> None:
    desk.get("/desk")
    late = after(installation, desk, minutes=29)
    page = late.get("/desk")
    assert 50 < session_end(page) <= 60
    status, seconds = extended(late, page)
    assert (status, 1790 < int(seconds) <= 1800) == (200, True)
    assert 50 < session_end(after(installation, desk, minutes=58).get("/desk")) <= 60


def test_what_can_be_made_no_longer_says_so(installation: Installation, desk: StaffBrowser) -> None:
    page = ""
    for minutes in range(25, 12 * 60, 25):
        browser = after(installation, desk, minutes=minutes)
        page = browser.get("/desk")
        status, seconds = extended(browser, page)
        assert status == 200
    assert int(seconds) < 1800
    assert "（延ばせません）" in page or "（延ばせません）" in browser.get("/desk")
    assert "これ以上は延ばせません" in page


def test_who_has_ended_is_led_to_sign_in(installation: Installation, desk: StaffBrowser) -> None:
    page = desk.get("/desk")
    status, where = extended(after(installation, desk, minutes=31), page)
    assert (status, where.partition("?")[0]) == (303, "/staff/sign-in")
