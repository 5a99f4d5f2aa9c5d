"""A resident's browser shows that there is news."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Worker, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.integrations.web_push.browser import PushBrowser
from tests.integrations.web_push.push_socket import PushSocket, push_socket
from tests.journeys import looks
from tests.journeys import phone as acts
from tests.journeys.filing import file_application, send_back, sign_in
from tests.journeys.lamps import offered
from tests.journeys.people import TARO
from tests.journeys.service import Service
from tests.servers import NOW, Server, running

Shoot = Callable[[Page, str], None]
HERE = "/applications/contact"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
# There is no push service to ask in a test: what it would hand over.
HANDS_OVER = """given => {
    PushManager.prototype.subscribe = async options => {
        window.asked = {...options};
        if (!given) throw new DOMException("denied", "NotAllowedError");
        return given;
    };
}"""
# The Chromium of tests has no place to show a notification, nor to press it.
WATCHED = """() => {
    self.shown = [];
    self.registration.showNotification = async (...given) => { self.shown.push(given); };
    self.clients.openWindow = async address => { self.went = String(address); };
}"""
PRESSED = """link => self.dispatchEvent(Object.assign(new Event("notificationclick"), {
    waitUntil: () => {}, notification: {data: link, close: () => { self.closed = true; }},
}))"""


@pytest.fixture(scope="module")
def push_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushSocket]:
    now = int(datetime.fromisoformat(NOW).timestamp())
    with push_socket(tmp_path_factory.mktemp("maker"), now) as service:
        yield service


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, push_service: PushSocket) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("push")
    settings = {
        "KAKANAI_PROCEDURES": str(offered(folder / "procedures")),
        "KAKANAI_WEB_PUSH": "on",
        "KAKANAI_WEB_PUSH_HOSTS": f"fcm.googleapis.com {urlsplit(push_service.origin).netloc}",
        "SSL_CERT_FILE": str(push_service.trusted),
    }
    with running("demo", folder=folder, **settings) as server:
        yield server


@pytest.fixture(scope="module")
def service(server: Server) -> Service:
    return Service(server)  # in which a member signs in once


@pytest.fixture
def base_url(server: Server) -> str:
    return server.url


def at_contacts(page: Page, whose: str = "yoshino-katsuko") -> Page:
    page.goto(HERE)
    if "/sign-in" in page.url:
        acts.sign_in(page, whose)
    page.goto(HERE)
    return page


def subscribing(page: Page, given: Any, whose: str = "yoshino-katsuko") -> Page:
    page.add_init_script(f"({HANDS_OVER})({json.dumps(given)})")
    return at_contacts(page, whose)


@pytest.fixture
def person(open_page: OpenPage, base_url: str) -> Page:
    return open_page(PHONE, base_url=base_url, service_workers="allow", permissions=["notifications"])


def test_a_browser_is_registered_by_one_press_and_given_up_by_another(person: Page, shoot: Shoot) -> None:
    browser = PushBrowser()
    subscribing(person, json.loads(browser.subscription(ENDPOINT)))
    button = person.get_by_role("button", name="このブラウザで受け取る")
    expect(button).to_be_visible()
    expect(person.get_by_text("このブラウザでは、通知を登録できません")).to_be_hidden()
    assert axe(person) == []
    assert looks.of_layout(person) + looks.of_targets(person, looks.RESIDENT) == []
    for size in (DESKTOP, PHONE):
        person.set_viewport_size(size)
        shoot(person, "offered")
    acts.follow(button)
    expect(person.get_by_text("このブラウザを登録しました")).to_be_visible()
    expect(person.get_by_text("ブラウザ1つを登録してあります")).to_be_visible()
    shoot(person, "registered")
    assert axe(person) == []
    acts.follow(person.get_by_role("button", name="ブラウザの通知をやめる"))
    expect(person.get_by_text("ブラウザ1つを登録してあります")).to_have_count(0)


def test_who_refuses_is_shown_where_to_look_and_nothing_is_sent(person: Page) -> None:
    subscribing(person, None)
    person.get_by_role("button", name="このブラウザで受け取る").click()
    expect(person.get_by_role("alert")).to_contain_text("ブラウザの設定で、このサイトの通知が許可されているか")
    assert person.evaluate("window.asked.userVisibleOnly") is True
    assert person.evaluate("window.asked.applicationServerKey") == person.locator("[data-push-key]").get_attribute(
        "data-push-key"
    )


def test_without_scripts_the_page_says_that_a_browser_cannot_be_registered(open_page: OpenPage, base_url: str) -> None:
    page = at_contacts(open_page(PHONE, base_url=base_url, javascript=False))
    expect(page.get_by_text("このブラウザでは、通知を登録できません")).to_be_visible()
    expect(page.get_by_role("button", name="このブラウザで受け取る")).to_be_hidden()


def deliver(page: Page, text: str) -> None:
    """As from a push service."""
    session = page.context.new_cdp_session(page)
    names: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: names.extend(entry["registrationId"] for entry in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    origin = page.evaluate("location.origin")
    while not names:  # the event may come later than the page's promise; the test ends after 300 seconds
        page.wait_for_timeout(20)
    session.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": names[-1], "data": text})


def shown(page: Page, text: str) -> tuple[Worker, str, dict[str, Any]]:
    """What its worker made of it: title and options."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    (worker,) = page.context.service_workers
    worker.evaluate(WATCHED)
    deliver(page, text)
    worker.evaluate(
        "new Promise(on => { const look = () => self.shown.length ? on() : setTimeout(look, 20); look(); })"
    )
    ((title, options),) = worker.evaluate("self.shown")
    return worker, title, options


def test_the_worker_shows_what_came_and_leads_to_my_page(person: Page) -> None:
    person.goto("/")
    text = json.dumps({"title": "書かない申請", "body": "お知らせがあります。", "link": "/applications"})
    worker, title, options = shown(person, text)
    assert title == "書かない申請"
    assert (options["body"], options["data"], options["tag"]) == ("お知らせがあります。", "/applications", "news")
    assert person.request.get(options["icon"]).ok
    worker.evaluate(PRESSED, "/applications")
    assert worker.evaluate("[self.closed, self.went]") == [True, person.evaluate("location.origin + '/applications'")]


def send_back_another(service: Service) -> str:
    with service.visitor() as filer, service.member("tanto") as section:
        sign_in(filer, "takamihon-taro")
        number = file_application(filer, TARO)
        send_back(section, number, "lost_how", "どこでなくしましたか。")
    return number


def test_what_the_city_asks_goes_over_the_wire_to_the_browser_until_its_maker_ends_it(
    person: Page, service: Service, push_service: PushSocket
) -> None:
    browser = PushBrowser()
    subscribing(person, json.loads(browser.subscription(f"{push_service.origin}/send/abc")), "takamihon-taro")
    acts.follow(person.get_by_role("button", name="このブラウザで受け取る"))
    ours = person.locator("[data-push-key]").get_attribute("data-push-key")
    number = send_back_another(service)
    post = push_service.posts.get(timeout=60)
    assert push_service.refusal(post) == 0
    assert (post.url, post.headers["authorization"].rpartition("k=")[2]) == ("/send/abc", ours)
    text = browser.open(post.content)
    assert number not in text
    worker, _, options = shown(person, text)
    worker.evaluate(PRESSED, options["data"])
    person.goto(worker.evaluate("self.went"))
    expect(person.locator("main")).to_contain_text(number)  # what is asked for is on top of my page
    push_service.status = 410
    send_back_another(service)
    push_service.posts.get(timeout=60)
    gone = person.get_by_text("登録したブラウザに届かなくなっています")
    while not gone.count():  # the answer is noted a moment after it came; the test ends after 300 seconds
        person.goto(HERE)
