"""Pages of staff carry the key of what is typed; its secret half is a cookie that ends with sign-out."""

import re

import pytest

from portal.services.shared.installation import Installation
from tests.house.tree import ROOT, files, short, text
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import add_member

KEY = re.compile(r'data-typed-key="([\w-]+)" data-typed-mark="([\w-]+)"')


@pytest.fixture
def browser(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "clerk", ("clerk", "care-assessment")))


def typed_key_of(browser: StaffBrowser, address: str = "/desk") -> tuple[str, ...]:
    match = KEY.search(browser.client.get(address).text)
    assert match
    return match.groups()


def test_every_page_of_a_session_has_the_same_key(browser: StaffBrowser) -> None:
    assert typed_key_of(browser) == typed_key_of(browser, "/counter")


def test_hiding_the_screen_keeps_the_secret(browser: StaffBrowser) -> None:
    typed_key_of(browser)
    browser.post("/desk", "/staff/lock", {})
    assert any("typed" in name for name in browser.client.cookies)


def test_signing_out_deletes_the_secret(browser: StaffBrowser) -> None:
    typed_key_of(browser)
    browser.post("/desk", "/staff/sign-out", {})
    assert not any("typed" in name for name in browser.client.cookies)


def test_another_member_at_the_same_browser_has_another_key(installation: Installation, browser: StaffBrowser) -> None:
    before = typed_key_of(browser)
    other = at_desk(installation, add_member(installation, "other", ("clerk", "care-assessment")))
    secret = next(cookie for cookie in browser.client.cookies.jar if "typed" in cookie.name)
    other.client.cookies.set(secret.name, secret.value or "", domain=secret.domain, path=secret.path)
    after = typed_key_of(other)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_who_is_not_signed_in_gets_no_key(browser: StaffBrowser) -> None:
    browser.client.cookies.clear()
    assert not KEY.search(browser.client.get("/staff/sign-in").text)
    assert not KEY.search(browser.client.get("/").text)


# Forms whose answers are not given back: by what the script leaves out, and the templates that do so.
LEFT_OUT = {
    'role="search"': {
        "counter/comers.html",
        "counter_field.html",
        "palette.html",
        "search_box.html",
        "staff_account/palette.html",
    },
    # Rows marked for the next page; labels printed; a file made; a preview that stores nothing.
    "data-unkept": {"desk/queue.html", "dispatches/batch.html", "audits/reports.html", "workshop/counter.html"},
    "data-passkey": {"staff_account/account.html", "staff_sign_in/sign_in.html"},  # sent by a script
    'type="password"': {"staff_sign_in/sign_in.html"},
}
POST = re.compile(r'<form[^>]*method="post".*?</form>', re.S)
LAYOUT = re.compile(r'{% extends "layouts/(\w+)\.html" %}')


def templates_of_staff() -> dict[str, str]:
    """Name → text of each that routes of staff render, with what it extends and includes."""
    sources = [text(path) for path in files("portal/routes/*.py")]
    names = {
        name
        for source in sources
        if 'Router("staff"' in source
        for name in re.findall(r'"(pages/[\w/]+\.html)"', source)
    }
    return {name: text(ROOT / "templates" / name) for name in sorted(names)}


def test_what_is_not_saved_is_kept_on_each_page_of_staff_with_a_form() -> None:
    layout = text(ROOT / "templates/layouts/staff.html")
    main = layout[layout.index("<main") : layout.index("</main>")]
    assert "{% block content %}" in main
    assert all(f"js/{script}.js" in layout for script in ("typed", "lamp", "held_keys", "after_act"))
    assert '{% include "parts/lamp.html" %}' in layout
    pages = templates_of_staff()
    assert len(pages) > 120
    layouts = {
        name: match[1] for name, page in pages.items() if (match := LAYOUT.search(page)) and 'method="post"' in page
    }
    # Nobody is signed in at a visitor's device.
    assert {name for name, layout in layouts.items() if layout != "staff" and name.split("/")[1] != "screen"} == set()


@pytest.mark.parametrize("mark", LEFT_OUT)
def test_no_other_form_of_staff_is_left_out_of_what_is_kept(mark: str) -> None:
    places = [
        path
        for path in files("templates/pages/*.html", "templates/parts/*.html")
        if "layouts/resident" not in text(path)
    ]
    marked = {short(path).split("/", 2)[2] for path in places if any(mark in form for form in POST.findall(text(path)))}
    assert marked == LEFT_OUT[mark]
    assert mark.split("=", maxsplit=1)[0].strip() in text(ROOT / "static/js/typed.js")
