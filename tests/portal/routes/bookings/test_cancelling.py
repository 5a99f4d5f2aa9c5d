"""Who cancels the last time of a booking is asked why, as who stops an application is."""

from dataclasses import replace

import pytest
from httpx2 import Response

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.stop_application import reasons_to_stop
from portal.services.shared.installation import Installation
from tests.portal.later import at
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.services.bookings.booking import book
from tests.portal.services.bookings.two_times import FIRST, SECOND, book_two
from tests.portal.services.cases.test_move_application import decide, pass_it
from tests.portal.world import add_member, alice


def boxes_of(page: str) -> dict[str, str]:
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("csrf_token", "booked")}


@pytest.mark.parametrize("needed", [True, False])
def test_a_reason_is_asked_and_where_the_city_needs_one_nothing_is_cancelled_without(
    installation: Installation, *, needed: bool
) -> None:
    city = replace(installation, city=installation.city.model_copy(update={"withdraw_reason": needed}))
    session = alice(city)
    number = book(city, session)
    client, here = at_home(city), f"/applications/{number}/times/lung_slot"
    page = client.get(here).text
    assert ("任意" in page.partition('for="reason"')[2].partition("</label>")[0]) is not needed
    boxes = boxes_of(page)

    def cancel(reason: str) -> Response:
        sent = {**boxes, "cancel": "yes", "reason": reason}
        return client.post(here, data=sent, headers={"Origin": "http://127.0.0.1:8000"})

    if needed:
        refused = cancel(" ")
        assert (refused.status_code, "やめる理由を書いてください。" in refused.text) == (422, True)
    long = cancel("長" * 501)
    assert (long.status_code, "長" * 501 in long.text) == (422, True), "as it was typed"
    assert client.get(here).status_code == 200, "nothing is cancelled yet"
    assert cancel("用ができたため").headers["location"] == f"/applications/{number}?cancelled"
    with city.database.read() as unit:
        case = case_of_resident(city, unit, session, number)
        assert [asking.reason for asking in reasons_to_stop(unit, case)] == ["用ができたため"]


def test_a_booking_that_is_stopped_late_says_until_when_and_whom_to_call_and_after_it_no_calendar_is_offered(
    installation: Installation,
) -> None:
    here = f"/applications/{book(installation, alice(installation))}"
    late = at_home(at(installation, "2026-12-09T08:00:00+09:00"))
    page = late.get(here).text
    assert f'href="{here}/stop"' not in page
    assert "12月8日（火）まででした。取り消したい人は、" in page
    assert "）に電話してください。" in page
    assert late.get(f"{here}/stop").headers["location"] == f"{here}?late"

    client = at_home(installation)
    page = client.get(f"{here}/stop").text
    assert "12月8日（火）まで" in page
    assert f"{here}/reservation.ics" in client.get(here).text
    posted = {"csrf_token": page.partition('name="csrf_token" value="')[2].partition('"')[0], "way": "now"}
    assert client.post(f"{here}/stop", data=posted, headers={"Origin": "http://127.0.0.1:8000"}).status_code == 303
    page = client.get(here).text
    assert ("取り消しました（" in page, f"{here}/reservation.ics" in page) == (True, False)
    assert b"CANCELLED" in client.get(f"{here}/reservation.ics").content


def test_a_booking_whose_time_is_past_says_so_and_offers_nothing_that_was_to_come(installation: Installation) -> None:
    number, reviewer = (
        book(installation, alice(installation)),
        add_member(installation, "r", ("reviewer", "health-screening")),
    )
    here, after = f"/applications/{number}", at(installation, "2026-12-10T00:00:00+09:00")
    assert "予約した日を過ぎました" in at_home(after).get(here).text
    pass_it(installation, reviewer, number)
    decide(installation, reviewer, number, "accepted")
    on_the_day = at_home(at(installation, "2026-12-09T20:00:00+09:00")).get(here).text
    for still in ("予約した日に来てください", "この予約票を持って来てください", "/reservation.ics"):
        assert still in on_the_day
    page = at_home(after).get(here).text
    assert ("予約した日は終わりました" in page, "12月9日" in page) == (True, True)
    for over in ("予約した日に来てください", "この予約票を持って来てください", "/reservation.ics"):
        assert over not in page


def test_of_two_times_the_page_distinguishes_the_one_that_was_moved_from_the_one_that_was_given_up(
    installation: Installation,
) -> None:
    here, client = f"/applications/{book_two(installation, alice(installation))}", at_home(installation)
    page = client.get(f"{here}/times/{FIRST}").text
    assert "取り消すと、手数料は2,400円になります。" in page
    for question, pressed in ((FIRST, {"slot": "gym_main-20261211-0900"}), (SECOND, {"cancel": "yes"})):
        sent = {**boxes_of(client.get(f"{here}/times/{question}").text), **pressed}
        answer = client.post(f"{here}/times/{question}", data=sent, headers={"Origin": "http://127.0.0.1:8000"})
        assert answer.status_code == 303
    page = client.get(here).text
    moved, given_up = page.partition("変えました（前は")[2][:60], page.partition("取り消しました（")[2][:60]
    assert ("午前9時" in moved, "午後0時" in given_up) == (True, True)
    assert page.count("変えました（前は") == page.count("取り消しました（") == 1


def test_a_time_that_a_colleague_changed_meanwhile_is_not_cancelled_unseen(installation: Installation) -> None:
    here, client = f"/applications/{book_two(installation, alice(installation))}", at_home(installation)
    address, headers = f"{here}/times/{FIRST}", {"Origin": "http://127.0.0.1:8000"}
    page = client.get(address).text
    assert here.rpartition("/")[2] in page
    read = boxes_of(page)
    assert client.post(address, data={**read, "slot": "gym_main-20261211-0900"}, headers=headers).status_code == 303
    for pressed in ({"cancel": "yes"}, {"slot": "gym_main-20261211-1300"}):
        answer = client.post(address, data={**read, **pressed}, headers=headers)
        assert (answer.status_code, "予約の時間が変わりました。" in answer.text) == (409, True)
        assert "12月11日" in answer.text.partition("いまの予約")[2]
    assert "取り消しました（" not in client.get(here).text
    assert client.post(address, data={**boxes_of(answer.text), "cancel": "yes"}, headers=headers).status_code == 303
