"""Each page of staff that has something to fill in: the line is cut, the browser is killed, the session ends, and nothing typed is lost.

A file cannot be given back: the page says so.
"""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.db import Database
from portal.services.shared.codes import token_hash
from portal.store.residents import sessions
from tests.browser import DESKTOP, options, pages
from tests.examples import IS_LONG, some
from tests.journeys.everywhere import unsaved
from tests.journeys.everywhere.unsaved import States
from tests.journeys.place import SECTION, Place
from tests.journeys.places import PLACES
from tests.journeys.service import Service
from tests.journeys.tour import Tour

OF_STAFF = {place.route: place for place in PLACES if place.page and place.access.who == "staff"}
PAGES = [OF_STAFF[route] for route in some(OF_STAFF, 36)]  # a third of them with --fewer-variants
FILLABLE = re.compile(r'<textarea|<select|<input(?![^>]*type="hidden")')
BACK, FILE_GONE = "入力の途中のものを戻しました", "選んであったファイルは戻せません。もう一度選んでください。"
FILE_NOT_KEPT = "選んだファイルは控えられません"


@pytest.fixture(scope="module")
def screen(browser: Browser, tour: Tour) -> Iterator[BrowserContext]:
    """One for all, as its files are fetched once."""
    with pages(browser) as open_page:
        context = open_page(DESKTOP, base_url=tour.service.url).context
        unsaved.count_written(context)
        yield context


def seat(context: BrowserContext, tour: Tour, login: str) -> str:
    """Returns the token of the session."""
    cookies = dict(tour.visitor(login).client.cookies)
    for page in context.pages:
        page.close()
    context.set_offline(False)
    context.clear_cookies()
    for name, value in cookies.items():
        context.add_cookies([{"name": name, "value": value, "url": tour.service.url}])
    return cookies["kakanai_staff"]


@contextmanager
def ended(service: Service, token: str) -> Iterator[None]:
    """The session of this token; then it is as if its member had signed in again."""
    database, name = Database(service.database_url), token_hash(token)

    def ends(at: int) -> int:
        with database.write() as unit:
            session = sessions.find(unit, name, 0, 0)
            assert session is not None
            sessions.end(unit, name)
            sessions.add(unit, replace(session, ends_at=at))
            unit.commit()
        return session.ends_at

    due = ends(1)
    try:
        yield
    finally:
        ends(due)
        database.close()


def opened(context: BrowserContext, address: str) -> Page:
    """It reaches the service only once the session has ended: nothing is changed for the next story."""
    page = context.new_page()
    page.route(
        lambda url: "/static/" not in url,
        lambda route: route.continue_() if route.request.method == "GET" else route.abort("internetdisconnected"),
    )
    page.goto(address)
    return page


def without_files(typed: States) -> States:
    return {name: "" if str(state).endswith("見本.csv") else state for name, state in typed.items()}


def assert_given_back(page: Page, typed: States) -> None:
    back = page.locator(".typed-back")
    kept = page.locator("[data-offered] a")  # by the service, which got it when the page went
    back.or_(kept).first.wait_for()
    if kept.count() and not back.count():
        kept.click()
        page.wait_for_url("**typed=yes**")
        assert _without_numbers(unsaved.states(page)) == _without_numbers(typed)
        return
    shown, expected = unsaved.states(page), without_files(typed)
    if kept.count():  # a form of its own, above the only other
        shown, expected = _without_numbers(shown), _without_numbers(expected)
    assert shown == expected
    assert (FILE_GONE in back.inner_text()) == (without_files(typed) != typed)


def _without_numbers(states: States) -> States:
    return {name.partition(" ")[2]: state for name, state in states.items()}


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place.route)
def test_what_was_not_saved_outlives_line_browser_and_session(place: Place, tour: Tour, screen: BrowserContext) -> None:
    address = place.address(tour)
    main = tour.visitor(place.whose).go(address).text.partition("<main")[2].partition("</main>")[0]
    if 'method="post"' not in main or not FILLABLE.search(main):
        return
    token = seat(screen, tour, place.whose)
    page = opened(screen, address)
    forms = unsaved.forms(page)
    if forms:
        page = line_is_cut_and_browser_killed(page, address, forms)
        for form in forms if IS_LONG else forms[:1]:
            page = session_ends(page, address, form, tour.service, token)
        unsaved.forget(page)
    page.close()


def line_is_cut_and_browser_killed(page: Page, address: str, forms: list[int]) -> Page:
    context, lamp = page.context, page.locator("#lamp")
    context.set_offline(True)
    typed = unsaved.type_in_all(page, 1)
    saves = page.locator("form[data-keep]").count() > 0
    if not saves and without_files(typed) != typed:
        expect(lamp).to_contain_text(FILE_NOT_KEPT)
    for form in forms:
        unsaved.send(page, form)
    expect(lamp).to_contain_text("自動で送り直します" if saves else "まだ送っていません")
    assert (unsaved.states(page), page.url.endswith(address)) == (typed, True)
    with page.expect_event("requestfailed", lambda request: request.method != "GET") as sent:
        context.set_offline(False)  # the device has a line, and the service does not answer
        if not saves:
            unsaved.send(page, forms[0])
    if saves:
        values = {value for _, value in parse_qsl(sent.value.post_data or "")}
        assert {state for state in typed.values() if str(state).startswith("書きかけ")} <= values, (
            "sent again by itself"
        )
    page.close()
    page = opened(context, address)
    assert_given_back(page, typed)
    return page


def session_ends(page: Page, address: str, form: int, service: Service, token: str) -> Page:
    context = page.context
    with ended(service, token):
        typed = unsaved.type_in_all(page, 2)
        page.unroute_all()
        if page.locator("form[data-keep]:not([data-unfinished])").count():
            page.evaluate("dispatchEvent(new Event('online'))")
        else:
            unsaved.send(page, form)
        page.wait_for_url("**/staff/sign-in?**")
    back = parse_qs(urlsplit(page.url).query)["next"][0]
    assert back.partition("?")[0] in ("/staff/kept", urlsplit(address).path)
    page.close()
    page = opened(context, address)
    assert_given_back(page, typed)
    return page


def test_what_was_not_saved_is_on_the_disk_when_the_browser_is_killed(
    browser: Browser, tour: Tour, tmp_path: Path
) -> None:
    address = f"/desk/{tour.sent}"

    @contextmanager
    def reopened() -> Iterator[Page]:
        context = browser.browser_type.launch_persistent_context(tmp_path, base_url=tour.service.url, **options())
        unsaved.count_written(context)
        context.add_cookies(
            [
                {
                    "name": "kakanai_staff",
                    "value": tour.service.cookies(SECTION)["kakanai_staff"],
                    "url": tour.service.url,
                }
            ]
        )
        page = context.new_page()
        page.goto(address)
        yield page
        context.close()

    with reopened():
        pass  # the browser writes cookies when it is closed, and every half minute
    with reopened() as page:
        typed = unsaved.type_in_all(page, 1)
        with page.context.expect_event("close"):
            kill(tmp_path)
    with reopened() as page:
        assert_given_back(page, typed)


def kill(profile: Path) -> None:
    """The browser of this profile, and all of its processes."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if str(profile).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
