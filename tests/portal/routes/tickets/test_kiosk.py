"""記載台: a visitor answers alone, takes a number, and the desk that calls it has the answers."""

import re
from collections.abc import Mapping

import pytest

from portal.services.shared.installation import Installation
from portal.services.tickets.hall_links import kiosk_key, machine_key, phone_key
from portal.services.tickets.take_ticket import hall_of
from portal.store.tickets import ticket_answers, tickets
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.routes.tickets.test_halls import DESK, clerk, link, take, visitor

GUIDE = "disability"
ANSWERS: Mapping[str, str | list[str]] = {
    "kinds": ["body"], "age": "adult", "handbook": "none", "heavy": "no", "needs": ["car"],
}  # fmt: skip


def kiosk(installation: Installation) -> str:
    return f"/halls/main/kiosk/{kiosk_key(installation, hall_of(installation, 'main'))}"


def answer(browser: StaffBrowser, here: str, last: str = "list") -> str:
    """Answers page by page until the page `last`; its address."""
    page = str(browser.client.get(f"{here}/{GUIDE}").headers["location"])
    while not page.endswith(last):
        names = set(re.findall(r'name="([a-z_]+)"', browser.get(page)))
        page = browser.post(page, page, {name: ANSWERS[name] for name in names & ANSWERS.keys()}).headers["location"]
    return page


def take_number(browser: StaffBrowser, here: str) -> str:
    """Where the press leads to."""
    page = answer(browser, here)
    once = re.search(r'name="once" value="([^"]+)"', browser.get(page))
    assert once
    return browser.post(page, page, {"queue": "moving", "once": once[1]}).headers["location"]


def test_a_visitor_answers_alone_and_the_clerk_goes_on_with_the_answers(installation: Installation) -> None:
    browser, here = visitor(installation), kiosk(installation)
    start = browser.get(here)
    assert f'href="{here}/{GUIDE}"' in start
    assert "氏名、住所、マイナンバーは聞きません" in start
    assert "用件（番号の列）を選び、番号札が出ます" in start, "before the first question"
    listed = browser.get(answer(browser, here))
    assert "決まった医師の診断書" in listed
    assert "20歳から64歳" in listed
    leads = take_number(browser, here)
    assert leads == f"{here}/taken"
    slip = browser.get(leads)
    assert "A001" in slip
    assert "決まった医師の診断書" in slip, "what to bring is on it"
    assert "20歳から64歳" not in slip, "and no answers"

    desk = clerk(installation)
    assert "記載台で答えた人です" not in desk.get(DESK)
    desk.post(DESK, f"{DESK}/next", {})
    shown = desk.get(DESK)
    assert "記載台で答えた人です" in shown
    ticket = re.search(rf"{DESK}/([^/]+)/visit", shown)
    assert ticket
    visit = desk.post(DESK, f"{DESK}/{ticket[1]}/visit", {"once": "once-of-the-visit"}).headers["location"]
    assert re.fullmatch(rf"/counter/visits/[^/]+/guide/{GUIDE}", visit)
    guide = desk.get(visit)
    assert re.search(r'name="kinds" value="body"[^>]* checked', guide)
    assert "体（目・耳・手足・心臓など）" in guide
    assert "身体障害者手帳を申請する" in guide, "what follows from the answers"
    with installation.database.read() as unit:
        assert ticket_answers.of(unit, ticket[1]) is None
    assert "番号札 A001" in desk.get(visit.partition("/guide/")[0])


def test_a_press_twice_is_one_number(installation: Installation) -> None:
    browser, here = visitor(installation), kiosk(installation)
    page = answer(browser, here)
    once = re.search(r'name="once" value="([^"]+)"', browser.get(page))
    assert once
    before, boxes = dict(browser.client.cookies), {"queue": "moving", "once": once[1]}
    browser.post(page, page, boxes)
    browser.client.cookies.update(before)  # the second press left before the first was answered
    browser.post(page, page, boxes)
    assert "A001" in browser.get(f"{here}/taken")
    assert (
        browser.post(f"{here}/{GUIDE}/questions/kinds", page, {**boxes, "once": "once-of-a-later-press"}).status_code
        == 303
    )
    assert "次の人を呼ぶ（1人）" in clerk(installation).get(DESK)


@pytest.mark.parametrize("way", ["over", "start", "late"])
def test_the_next_visitor_finds_nothing_of_the_one_before(installation: Installation, way: str) -> None:
    browser, here = visitor(installation), kiosk(installation)
    browser.get(f"/language/en?next={here}", 303)
    page = answer(browser, here)
    assert "body" in browser.get(f"{here}/{GUIDE}/questions/kinds")
    if way == "over":
        gone = browser.client.get(f"{here}/over")
        assert (gone.headers["location"], gone.headers["clear-site-data"]) == (here, '"cache"')
        assert not browser.client.cookies, "their language is gone too"
    elif way == "start":
        browser.get(here)
    else:
        cookies = browser.client.cookies
        browser = visitor(later(installation, minutes=16))
        browser.client.cookies.update(cookies)
    assert browser.client.get(page).headers["location"].endswith("/questions/kinds")
    assert " checked" not in browser.get(f"{here}/{GUIDE}/questions/kinds")
    assert browser.client.get(f"{here}/taken").headers["location"] == here


def test_after_the_number_only_the_slip_is_left_and_it_goes_too(installation: Installation) -> None:
    browser, here = visitor(installation), kiosk(installation)
    browser.get(take_number(browser, here))
    assert browser.client.get(f"{here}/{GUIDE}/list").headers["location"].endswith("/questions/kinds")
    browser.client.get(f"{here}/over")
    assert browser.client.get(f"{here}/taken").headers["location"] == here


def test_no_page_is_kept_and_without_scripts_each_goes_back_by_itself(installation: Installation) -> None:
    browser, here = visitor(installation), kiosk(installation)
    pages = {here: browser.client.get(here), "list": browser.client.get(answer(browser, here))}
    pages["question"] = browser.client.get(f"{here}/{GUIDE}/questions/kinds")
    pages["taken"] = browser.client.get(take_number(browser, here))
    assert {page.headers["cache-control"] for page in pages.values()} == {"no-store"}
    seconds = [re.findall(r'http-equiv="refresh" content="(\d+); url=([^"]+)', page.text) for page in pages.values()]
    over = f"{here}/over"
    assert seconds == [[], [("180", over)], [("180", over)], [("90", over)]]
    leads = {address for page in pages.values() for address in re.findall(r'<a[^>]* href="(/[^"]*)"', page.text)}
    assert [address for address in leads if not address.startswith((here, "/language/"))] == [], "no way out"


def test_a_mistake_is_shown_at_its_question_and_nothing_is_kept(installation: Installation) -> None:
    browser, here = visitor(installation), kiosk(installation)
    page = f"{here}/{GUIDE}/questions/age"
    wrong = browser.post(page, page, {"age": "ancient"})
    assert wrong.status_code == 422
    assert browser.client.get(f"{here}/{GUIDE}/list").headers["location"].endswith("/questions/kinds")


def test_the_key_of_a_kiosk_opens_the_kiosk_alone(installation: Installation) -> None:
    phone, here = visitor(installation), kiosk(installation)
    key = here.rpartition("/")[2]
    own = take(phone, link(installation, "phone"))
    ticket = own.rpartition("/")[2]
    for address in (
        f"/halls/main/take/{key}",
        f"/halls/main/take/{key}?ticket={ticket}",
        f"/halls/main/screen/{key}",
        f"{here}/nowhere",
        f"/halls/minato/kiosk/{key}",
    ):
        phone.get(address, 404)
    assert phone.client.get(f"{here}/taken?ticket={ticket}").headers["location"] == here, "it shows no ticket of others"
    page = link(installation, "phone")
    assert (
        phone.post(page, f"/halls/main/take/{key}", {"queue": "moving", "once": "once-of-a-kiosk-1"}).status_code == 404
    )


@pytest.mark.parametrize("kind", ["machine", "phone", "wrong"])
def test_another_key_opens_no_page_of_a_kiosk(installation: Installation, kind: str) -> None:
    hall, browser, here = hall_of(installation, "main"), visitor(installation), kiosk(installation)
    key = {"machine": machine_key(installation, hall), "phone": phone_key(installation, hall)}.get(kind, "0" * 24)
    strange = f"/halls/main/kiosk/{key}"
    pages = ("", "/over", "/taken", f"/{GUIDE}", f"/{GUIDE}/questions/kinds", f"/{GUIDE}/list")
    for page in pages:
        browser.get(f"{strange}{page}", 404)
    for page in (f"/{GUIDE}/questions/kinds", f"/{GUIDE}/list"):
        assert browser.post(f"{here}/{GUIDE}/questions/kinds", f"{strange}{page}", {"kinds": "body"}).status_code == 404


def test_answers_of_a_hall_are_none_of_another(installation: Installation) -> None:
    browser, here = visitor(installation), kiosk(installation)
    answer(browser, here)
    other = f"/halls/minato/kiosk/{kiosk_key(installation, hall_of(installation, 'minato'))}"
    assert " checked" not in browser.get(f"{other}/{GUIDE}/questions/kinds")


def test_at_night_no_number_is_given(installation: Installation) -> None:
    night = later(installation, hours=12)
    browser, here = visitor(night), kiosk(night)
    assert "番号札を出していません" in browser.get(here)
    page = answer(browser, here)
    assert "番号札を出していません" in browser.get(page)
    refused = browser.post(f"{here}/{GUIDE}/questions/kinds", page, {"queue": "moving", "once": "once-of-the-night"})
    assert refused.headers["location"] == page
    with night.database.read() as unit:
        assert tickets.waiting(unit, night.clock.today().isoformat(), "main") == []


def test_a_refusal_stays_on_the_terminal_and_goes_back_by_itself(installation: Installation) -> None:
    browser, here = visitor(installation), kiosk(installation)
    for address, status in (
        (f"{here}/nowhere", 404),
        ("/halls/main/kiosk/no-such-key", 404),
        (f"{here}/{GUIDE}/questions/x", 303),
    ):
        response = browser.client.get(address)
        assert response.status_code == status, address
        if status == 404:
            own = "/".join(address.split("/")[:5])
            assert 'class="visitor hall kiosk"' in response.text
            assert re.findall(r'http-equiv="refresh" content="(\d+); url=([^"]+)', response.text) == [
                ("180", f"{own}/over")
            ]
            leads = re.findall(r'<a[^>]* href="(/[^"]*)"', response.text)
            assert [lead for lead in leads if not lead.startswith((own, "/language/"))] == [], "no way out"
            assert "係の人に声をかけてください" in response.text
    forged = browser.client.post(f"{here}/{GUIDE}/questions/kinds", data={"csrf_token": "wrong"})
    assert (forged.status_code, 'class="visitor hall kiosk"' in forged.text) == (403, True)
    elsewhere = browser.client.get("/halls/main/kiosk")
    assert 'class="visitor hall kiosk"' not in elsewhere.text, "no terminal"
