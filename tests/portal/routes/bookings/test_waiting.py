"""A waiting list on the page of who waits."""

from starlette.testclient import TestClient

from portal.jobs.bookings.keep_places import keep_places
from portal.services.shared.installation import Installation
from tests.portal.routes.fees.test_coupons import resident
from tests.portal.services.bookings.booking import PROCEDURE, SLOT, cancel, choose, fill, wait
from tests.portal.world import alice

STOPS, DECLINES = "待つのをやめる", "この時間は使わない"


def test_who_waits_stops_waiting_and_who_has_the_time_declines_it(installation: Installation) -> None:
    other, numbers = fill(installation)
    draft = wait(installation, alice(installation))
    mine = resident(installation, alice(installation))
    page = mine.get("/applications").text
    assert (STOPS in page, DECLINES in page) == (True, False)
    times, since = f"/apply/{PROCEDURE}/{draft}/page/lung_slot", "10時00分から待っています。"
    assert f"12月9日（水） 午前9時 {since} いま1番目です。" in mine.get(times).text
    assert since in mine.get(f"{times}/wait").text
    cancel(installation, other, numbers[0])
    keep_places(installation)
    page = mine.get("/applications").text
    assert "あなたのために取ってあります" in page
    assert (STOPS in page, DECLINES in page) == (False, True)
    question = mine.get(times).text
    assert "から待っています" not in question
    assert "12月9日（水） 午前9時の時間は、11月21日（土） 10時00分まであなたのために取ってあります。" in question
    assert "選んだ時間は" not in question
    declined = press(mine, draft)
    assert "この時間は使わないことにしました。この時間の順番は、もう待っていません。" in declined
    assert "待つのをやめました。" not in declined
    assert "取ってあります" not in declined


def test_a_kept_time_that_is_chosen_already_stays_kept_and_the_page_says_so(installation: Installation) -> None:
    other, numbers = fill(installation)
    person = alice(installation)
    draft = wait(installation, person)
    cancel(installation, other, numbers[0])
    keep_places(installation)
    assert not choose(installation, person, draft, SLOT).mistaken
    assert "書きかけの申請で選んであるので、まだ取ってあります。" in press(
        resident(installation, alice(installation)), draft
    )


def press(mine: TestClient, draft: str) -> str:
    page = mine.get("/applications").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"csrf_token": token, "question": "lung_slot", "slot": SLOT}
    answer = mine.post(
        f"/apply/{PROCEDURE}/{draft}/stop-waiting", data=sent, headers={"Origin": "http://127.0.0.1:8000"}
    )
    return mine.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text
