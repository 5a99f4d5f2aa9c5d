"""The line is cut while a resident walks through a form."""

import re
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe, overflow
from tests.journeys import looks
from tests.journeys import phone as acts
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service

Shoot = Callable[[Page, str], None]
# Every request of which the answer is kept, and whether it was asked for with cookies.
KEPT = """async () => {
    const all = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            all.push(`${request.method} ${new URL(request.url).pathname} ${request.credentials}`);
    return all.sort();
}"""
WORKERS = "navigator.serviceWorker.getRegistrations().then(all => all.map(one => one.active?.scriptURL ?? ''))"
# Those that were replaced have an end: what is kept now is that of the worker for the language of the page.
READY = """language => new Promise(found => {
    const look = async () => {
        const worker = (await navigator.serviceWorker.ready).active;
        if (worker?.state === "activated" && worker.scriptURL.endsWith(`language=${language}`)) found(true);
        else setTimeout(look, 20);
    };
    look();
})"""


@pytest.fixture
def katsuko(open_page: OpenPage, base_url: str) -> Page:
    page = open_page(PHONE, base_url=base_url, service_workers="allow")
    acts.begin(page, "yoshino-katsuko")
    page.evaluate(READY, "ja")
    return page


def offline_message(page: Page) -> Locator:
    return page.get_by_role("heading", level=1, name="つながりません")


def jump_to(page: Page, last: str) -> None:
    acts.go_over_http(page, KATSUKO, last)
    page.evaluate(READY, "ja")


def test_a_page_without_network_is_reported_calmly_and_opens_when_the_line_is_back(katsuko: Page, shoot: Shoot) -> None:
    jump_to(katsuko, "phone")
    katsuko.context.set_offline(True)
    katsuko.reload()
    expect(offline_message(katsuko)).to_be_visible()
    expect(katsuko.get_by_text("進んだ画面の回答は、なくなっていません")).to_be_visible()
    assert axe(katsuko) == []
    assert looks.of_layout(katsuko) + looks.of_targets(katsuko, looks.RESIDENT) == []
    shoot(katsuko, "away")
    katsuko.set_viewport_size(DESKTOP)
    shoot(katsuko, "away")
    katsuko.set_viewport_size(PHONE)
    acts.follow(katsuko.get_by_role("link", name="もう一度開く"))
    expect(offline_message(katsuko)).to_be_visible()
    katsuko.context.set_offline(False)
    acts.follow(katsuko.get_by_role("link", name="もう一度開く"))
    assert acts.question(katsuko) == "phone"
    acts.answer_until(katsuko, KATSUKO)
    assert acts.rows(katsuko)["氏名"] == "𠮷野\u3000葛󠄀子"


def test_a_browser_keeps_the_one_page_and_its_style_and_nothing_that_a_person_wrote_or_read(katsuko: Page) -> None:
    acts.answer_until(katsuko, KATSUKO)
    acts.follow(katsuko.get_by_role("button", name="申請する"))
    number = acts.receipt_number(katsuko)
    for address in ("/applications", f"/applications/{number}", "/procedures", "/guides/birth"):
        katsuko.goto(address)
    katsuko.context.set_offline(True)
    katsuko.goto("/applications")
    expect(offline_message(katsuko)).to_be_visible()
    kept = katsuko.evaluate(KEPT)
    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", line) for line in kept] == [
        "GET /offline/ja omit",
        "GET /static/resident.css omit",
    ]


def test_a_form_that_cannot_be_sent_stays_as_it_was_typed_and_is_sent_by_the_next_press(
    katsuko: Page, shoot: Shoot
) -> None:
    jump_to(katsuko, "phone")
    acts.write(katsuko, KATSUKO["phone"])
    katsuko.context.set_offline(True)
    katsuko.get_by_role("button", name="次へ進む").click()
    expect(katsuko.get_by_role("alert")).to_have_text(
        re.compile("まだ送っていません。書いた内容は、この画面に残っています")
    )
    expect(acts.boxes(katsuko, "phone")).to_have_value("０００ー００００ー０００１")
    assert axe(katsuko) == []
    shoot(katsuko, "unsent")
    katsuko.set_viewport_size(DESKTOP)
    shoot(katsuko, "unsent")
    katsuko.context.set_offline(False)
    expect(katsuko.get_by_role("alert")).to_have_count(0)
    acts.go_on(katsuko)
    assert acts.question(katsuko) != "phone"


def test_a_browser_that_only_believes_to_be_offline_sends_the_form(katsuko: Page) -> None:
    jump_to(katsuko, "phone")
    acts.write(katsuko, KATSUKO["phone"])
    katsuko.evaluate("Object.defineProperty(navigator, 'onLine', {value: false})")
    acts.go_on(katsuko)
    assert acts.question(katsuko) != "phone"


# The worker with a browser around it that is made up: what the browser asked for itself (`preload`) and what the worker asks.
REACHED = """async ([worker, preload, line]) => {
    const self = {addEventListener: () => {}}, caches = {match: async () => "the kept page"};
    const asked = [], fetch = async request => { asked.push(request); if (!line) throw new TypeError("Failed to fetch"); return "the page"; };
    const answers = {given: async () => "what was preloaded", none: async () => undefined, failed: async () => { throw new TypeError("cancelled"); }};
    const reached = new Function("self", "caches", "fetch", `${worker}; return reached`)(self, caches, fetch);
    return [await reached({preloadResponse: answers[preload]?.(), request: "the request"}), asked.length];
}"""


def test_the_kept_page_is_shown_only_when_the_worker_cannot_reach_the_page_either(
    browser: Browser, sqlite_service: Service
) -> None:
    with sqlite_service.visitor() as visitor, closing(browser.new_page()) as page:
        worker = visitor.go("/service-worker.js").text
        shown = {
            (preload, line): page.evaluate(REACHED, [worker, preload, line])
            for preload, line in (("given", True), ("none", True), ("failed", True), ("failed", False), ("", True))
        }
    assert shown == {
        ("given", True): ["what was preloaded", 0],
        ("none", True): ["the page", 1],
        ("failed", True): ["the page", 1],
        ("failed", False): ["the kept page", 1],
        ("", True): ["the page", 1],  # a browser that does not know it
    }


def test_the_page_speaks_the_language_that_was_chosen_and_english_beside_it(katsuko: Page, shoot: Shoot) -> None:
    katsuko.goto("/language/easy?next=/help")
    katsuko.evaluate(READY, "easy")
    katsuko.context.set_offline(True)
    katsuko.goto("/terms")
    expect(katsuko.get_by_role("link", name="もう一度（いちど） 開く（ひらく）")).to_be_visible()
    expect(katsuko.locator("section[lang=en]").get_by_role("link", name="Try again")).to_be_visible()
    shoot(katsuko, "away-easy")
    assert overflow(katsuko) <= 0
    kept = katsuko.evaluate(KEPT)
    assert [line for line in kept if "/offline/" in line] == ["GET /offline/easy omit"]


def test_pages_of_staff_start_no_worker_and_none_answers_for_them(open_page: OpenPage, sqlite_service: Service) -> None:
    page = open_page(DESKTOP, base_url=sqlite_service.url, service_workers="allow")
    sqlite_service.seat(page, "tanto")
    page.goto("/desk")
    assert page.evaluate(WORKERS) == []
    page.goto("/")
    page.evaluate(READY, "ja")
    page.goto("/desk")
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("/desk")


@pytest.mark.long("tests/portal/routes/finding/test_offline.py")
def test_without_scripts_there_is_no_worker_and_the_form_is_filed(open_page: OpenPage, base_url: str) -> None:
    page = open_page(PHONE, base_url=base_url, service_workers="allow", javascript=False)
    acts.begin(page, "yoshino-katsuko")
    acts.answer_until(page, KATSUKO)
    acts.follow(page.get_by_role("button", name="申請する"))
    assert acts.receipt_number(page)
    assert page.evaluate(WORKERS) == []
    assert page.evaluate(KEPT) == []
