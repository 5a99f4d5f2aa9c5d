"""番号札 from the machine to the desk: who waits, the screen, and the clerk."""

import html
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.tickets.hall_links import machine_key, phone_key
from portal.services.tickets.take_ticket import hall_of
from tests.portal.later import later
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

DESK = "/counter/tickets"


def visitor(installation: Installation) -> StaffBrowser:
    client = TestClient(
        make_app(installation, with_worker=False), base_url=BASE, headers={"Origin": BASE}, follow_redirects=False
    )
    return StaffBrowser(client)


def link(installation: Installation, kind: str) -> str:
    hall = hall_of(installation, "main")
    return f"/halls/main/take/{(machine_key if kind == 'machine' else phone_key)(installation, hall)}"


def take(browser: StaffBrowser, address: str, queue: str = "moving") -> str:
    """Where the press leads to."""
    once = re.search(r'name="once" value="([^"]+)"', browser.get(address))
    assert once
    return browser.post(address, address, {"queue": queue, "once": once[1]}).headers["location"]


def clerk(installation: Installation, desk: str = "main.3", queues: list[str] | None = None) -> StaffBrowser:
    browser = at_desk(installation, add_member(installation, f"madoguchi-{desk}", ("clerk", DUTY)))
    chosen = queues or ["main.moving", "main.care"]
    assert browser.post(DESK, f"{DESK}/desk", {"desk": desk, "queue": chosen}).headers["location"] == DESK
    return browser


def test_a_visitor_takes_a_number_waits_is_called_and_their_visit_begins(installation: Installation) -> None:
    phone, machine = visitor(installation), visitor(installation)
    own = take(phone, link(installation, "phone"))
    assert "A001" in phone.get(own)
    assert "まもなくお呼びします" in phone.get(own)
    shown = machine.get(take(machine, link(installation, "machine")))
    assert "A002" in shown
    assert "前に1人、およそ10分" in shown
    assert re.search(r"待っている人 2人", phone.get("/halls"))

    desk = clerk(installation)
    assert "次の人を呼ぶ（2人）" in desk.get(DESK)
    before = phone.client.get("/halls/main/news").json()
    desk.post(DESK, f"{DESK}/next", {})
    assert phone.client.get("/halls/main/news").json() != before
    assert "3番の窓口です" in phone.get(own)
    screen = phone.get("/halls/main/screen")
    assert re.search(r'<th scope="row" class="number">A001</th><td><span class="number">3</span>番窓口', screen)

    ticket = own.rpartition("/")[2]
    leads = desk.post(DESK, f"{DESK}/{ticket}/visit", {"once": "once-of-the-visit"}).headers["location"]
    assert leads.startswith("/counter/visits/")
    assert "番号札 A001" in desk.get(leads)
    assert "この番号は、終わりました" in phone.get(own)
    assert "A001" not in phone.get("/halls/main/screen")


def test_who_did_not_come_is_seen_by_both_sides_and_called_again(installation: Installation) -> None:
    phone = visitor(installation)
    own = take(phone, link(installation, "phone"))
    desk, at = clerk(installation), f"{DESK}/{own.rpartition('/')[2]}"
    desk.post(DESK, f"{DESK}/next", {})
    desk.post(DESK, f"{at}/end", {"act": "absent"})
    assert "来なかった" in desk.get(DESK)
    assert "お呼びしましたが" in phone.get(own)
    desk.post(DESK, f"{at}/again", {})
    assert "呼んでいます（2回）" in desk.get(DESK)
    assert desk.post(DESK, f"{at}/end", {"act": "sell"}).status_code == 404
    waits = "待っている人は、いません。"
    assert waits not in desk.get(DESK)
    assert waits in desk.get(f"{DESK}?did=none"), "a press that calls no number is answered"
    desk.post(DESK, f"{at}/end", {"act": "done"})
    assert desk.post(DESK, f"{DESK}/next", {}).headers["location"] == f"{DESK}?did=none"


def test_who_comes_after_all_is_called_at_any_desk_of_their_queue(installation: Installation) -> None:
    own = take(visitor(installation), link(installation, "phone"))
    first, at = clerk(installation), f"{DESK}/{own.rpartition('/')[2]}"
    other, care = clerk(installation, "main.4"), clerk(installation, "main.5", ["main.care"])
    first.post(DESK, f"{DESK}/next", {})
    assert "A001" not in other.get(DESK), "in front of another desk"
    first.post(DESK, f"{at}/end", {"act": "absent"})
    assert "来なかった（3番窓口で呼びました）" in other.get(DESK)
    assert "A001" not in care.get(DESK)
    other.post(DESK, f"{at}/again", {})
    assert "呼んでいます（2回）" in other.get(DESK)
    assert "A001" not in first.get(DESK)


def test_a_visitor_gives_a_number_back(installation: Installation) -> None:
    phone = visitor(installation)
    own = take(phone, link(installation, "phone"))
    assert phone.post(own, f"{own}/leave", {}).headers["location"] == own
    assert "取り消しました" in phone.get(own)
    assert "次の人を呼ぶ（0人）" in clerk(installation).get(DESK)


def test_the_clerk_gives_a_number_with_the_time_of_a_booking(installation: Installation) -> None:
    desk = clerk(installation)
    once = {"once": "once-of-the-clerk", "queue": "moving"}
    refused = desk.post(DESK, f"{DESK}/take", {**once, "at": "25時"})
    assert (refused.status_code, "14:30 の形で" in html.unescape(refused.text)) == (422, True)
    assert desk.post(DESK, f"{DESK}/take", {**once, "queue": "tax"}).status_code == 422
    leads = desk.post(DESK, f"{DESK}/take", {**once, "at": "９：３０"}).headers["location"]
    assert "番号札 A001 を出しました" in desk.get(leads)


def test_a_desk_is_chosen_before_a_call(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "madoguchi", ("clerk", DUTY)))
    assert browser.post(DESK, f"{DESK}/next", {}).status_code == 404
    for boxes in ({"desk": "main.99", "queue": "main.moving"}, {"desk": "main.3", "queue": "minato.all"}, {"desk": ""}):
        assert browser.post(DESK, f"{DESK}/desk", boxes).status_code == 422


def test_only_the_screen_with_the_machines_key_shows_the_way_to_a_ticket(installation: Installation) -> None:
    phone, key = visitor(installation), link(installation, "machine").rpartition("/")[2]
    assert 'class="qr"' not in phone.get("/halls/main/screen")
    assert 'class="qr"' in phone.get(f"/halls/main/screen/{key}")
    phone.get(f"/halls/main/screen/{link(installation, 'phone').rpartition('/')[2]}", 404)
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    shown = visitor(inner)
    assert "スマートフォン" not in shown.get(f"/halls/main/screen/{key}")
    assert "スマートフォン" not in shown.get(take(shown, link(inner, "machine")))


def test_a_queue_that_is_gone_is_reported_to_who_waits_in_it(installation: Installation) -> None:
    phone = visitor(installation)
    own = take(phone, link(installation, "phone"), "care")
    tickets = installation.city.tickets
    halls = tuple(hall.model_copy(update={"queues": hall.queues[:1]}) for hall in tickets.halls)
    city = installation.city.model_copy(update={"tickets": tickets.model_copy(update={"halls": halls})})
    assert "番号の列は、いまはありません" in visitor(replace(installation, city=city)).get(own)


def test_a_link_that_is_no_link_of_the_hall_gives_nothing(installation: Installation) -> None:
    phone = visitor(installation)
    yesterday = link(later(installation, days=-1), "phone")
    for address in (
        yesterday,
        "/halls/main/take/" + "0" * 24,
        "/halls/nowhere/screen",
        "/halls/nowhere/news",
        "/tickets/none",
    ):
        phone.get(address, 404)
    token = {"queue": "moving", "once": "once-of-a-stranger"}
    page = link(installation, "phone")
    assert phone.post(page, yesterday, token).status_code == 404
    assert phone.post(page, "/tickets/none/leave", {}).status_code == 404


def test_who_still_waits_when_the_hall_closes_reads_whom_to_ask_and_is_called(installation: Installation) -> None:
    phone = visitor(installation)
    own = take(phone, link(installation, "phone"))
    late = "番号札を出す時間は終わりました"
    assert late not in phone.get(own)
    night = later(installation, hours=8)
    assert late in visitor(night).get(own)
    clerk(night).post(DESK, f"{DESK}/next", {})
    assert "窓口にお越しください" in visitor(night).get(own)
    assert "取った日だけ" in visitor(later(installation, days=4)).get(own)


def test_after_the_hours_the_screen_counts_no_queue_and_shows_who_waits_what_to_do(installation: Installation) -> None:
    phone, late = visitor(installation), later(installation, hours=8.5)
    own, waits = take(phone, link(installation, "phone")), "番号札をお持ちの方は、お待ちください。"
    by_day, mark = phone.get("/halls/main/screen"), phone.client.get("/halls/main/news").json()
    assert (waits in by_day, "人　およそ" in by_day) == (False, True)
    evening = visitor(late)
    assert evening.client.get("/halls/main/news").json() != mark, "an open page changes by itself"
    shown = evening.get("/halls/main/screen")
    assert (waits in shown, "人　およそ" in shown, "待っている人" in shown) == (True, False, False)
    clerk(late).post(DESK, f"{DESK}/next", {})
    called = evening.get("/halls/main/screen")
    assert ("A001" in called, waits in called) == (True, False)
    assert "窓口にお越しください" in evening.get(own)
    assert "A001" not in visitor(later(installation, hours=9.5)).get("/halls/main/screen"), "a call without an end"


@pytest.mark.parametrize("page", ["/halls", "phone", "machine", "/halls/main/screen", DESK])
def test_at_night_each_page_says_so(installation: Installation, page: str) -> None:
    night = later(installation, hours=12)
    browser = clerk(night) if page == DESK else visitor(night)
    text = browser.get(link(night, page) if page in ("phone", "machine") else page)
    assert ("番号札を出していません" in text) == (page != DESK)
    assert ("次は、11月24日（火）の08:30〜17:15です。" in text) == (page in ("/halls", "phone", "/halls/main/screen"))
    assert 'class="qr"' not in text
    if page == DESK:
        refused = browser.post(DESK, f"{DESK}/take", {"once": "once-of-the-night", "queue": "moving"})
        assert refused.status_code == 422
