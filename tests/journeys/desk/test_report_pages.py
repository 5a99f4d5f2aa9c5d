"""Accessibility of the pages of a report."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, FloatRect, Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.draft_paths import draft_in
from tests.examples import IS_LONG
from tests.journeys import looks
from tests.journeys.lamps import JPEG, REPORT
from tests.journeys.phone import follow, go_on, question
from tests.pictures import jpeg

Shoot = Callable[[Page, str], None]


def photo(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def looked_at(page: Page, name: str, shoot: Shoot) -> list[str]:
    problems = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        shoot(page, name)
        if size == PHONE or IS_LONG:
            problems += axe(page)
        problems += looks.of_layout(page) + looks.of_targets(page, looks.RESIDENT)
    return [f"{name}: {line}" for line in problems + looks.of_focus(page) + looks.of_larger_text(page)]


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(("language", "javascript"), [("ja", True), ("easy", False)], ids=["scripts", "no scripts"])
def test_every_page_of_a_report(language: str, phone: Page, shoot: Shoot, base_url: str, javascript: bool) -> None:
    phone.context.add_cookies([{"name": "kakanai_language", "value": language, "url": base_url}])
    problems: list[str] = []

    def look(name: str) -> None:
        nonlocal problems
        problems += looked_at(phone, f"{name}-{language}{'' if javascript else '-plain'}", shoot)

    phone.goto(f"/procedures/{REPORT}")
    look("procedure")
    phone.goto(f"/apply/{REPORT}?asset=M-0123")
    look("place")
    phone.locator("main details.more summary").click()
    phone.locator('[name="place.latitude"]').fill("abc")
    go_on(phone)
    look("place-mistake")
    phone.locator('[name="place.latitude"]').fill("")
    phone.locator('[name="place.words"]').fill("見本小学校の前")
    go_on(phone)
    look("photos")
    phone.locator("#photos").set_input_files([photo("IMG_0001.jpeg", JPEG), photo("b.gif", b"GIF89a")])
    send_files(phone, "main form .buttons button", javascript)
    look("photos-mistake")
    assert phone.locator("#error-summary a").get_attribute("href") == "#photos"
    phone.locator("#photos").set_input_files([photo("IMG_0002.jpeg", jpeg("blurred", 900, 900))])
    send_files(phone, 'button[name="photos.add"]', javascript)
    look("photos-full")
    go_on(phone)
    assert question(phone) == "signed"
    look("signed")
    phone.goto(f"/apply/{REPORT}")
    look("resume")
    phone.goto(str(phone.locator("main .buttons a").get_attribute("href")))
    phone.locator('[name="signed.text"]').fill("見本 花子")
    go_on(phone)
    look("check")
    go_on(phone)
    look("receipt")
    phone.context.clear_cookies(name="kakanai_resident")
    phone.goto(f"/apply/{REPORT}/nowhere/page/place")
    look("ended")
    assert problems == [], "\n".join(problems)


def send_files(page: Page, button: str, javascript: bool) -> None:
    """Updated in place with scripts."""
    if not javascript:
        follow(page.locator(button).first)
        return
    page.evaluate("document.querySelector('main').dataset.old = 'yes'")
    page.locator(button).first.click()
    page.locator("main:not([data-old])").wait_for()


def test_a_line_that_breaks_while_a_file_is_sent_loses_nothing(phone: Page) -> None:
    phone.goto(f"/apply/{REPORT}")
    phone.locator('[name="place.words"]').fill("見本小学校の前")
    go_on(phone)
    assert phone.locator("#photos-camera").get_attribute("capture") == "environment"
    phone.locator("#photos").set_input_files([photo("IMG_0001.jpeg", JPEG)])
    phone.route("**/photos", lambda route: route.abort("aborted"), times=1)
    phone.locator("main form .buttons button").first.click()
    notice = phone.get_by_text("つながりませんでした。書いた内容は消えていません。")
    notice.wait_for()
    assert axe(phone) == []
    assert phone.locator("#photos").evaluate("box => box.files.length") == 1
    phone.locator("[data-sending] p").evaluate("line => { line.textContent = ''; }")
    phone.route("**/photos", lambda route: route.fulfill(status=422, body="<p>too large</p>"), times=1)
    phone.locator("main form .buttons button").first.click()
    notice.wait_for()
    phone.locator("main form .buttons button").first.click()
    phone.wait_for_url("**/signed")
    phone.go_back()
    assert phone.locator(".file-preview").count() == 1


def test_a_name_is_drawn_with_the_mouse_and_shown_again(phone: Page) -> None:
    to_signature(phone)
    expect(phone.locator("[data-signature] svg")).to_be_visible()
    box = phone.locator("[data-signature] svg").bounding_box()
    assert box is not None
    draw(phone, box)
    phone.keyboard.press("Tab")
    go_on(phone)
    assert "手書き" in phone.locator("main").inner_text()
    phone.go_back()
    phone.reload()
    drawn = phone.locator("[data-signature] path").get_attribute("d") or ""
    assert drawn.count("M") == 1
    assert drawn.count("L") >= 3
    phone.get_by_role("button", name="手書きを消す").click()
    go_on(phone)
    assert "手書き" not in phone.locator("main").inner_text()


def draw(page: Page, box: FloatRect) -> None:
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 5):
        page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + 20 + 10 * step)
    page.mouse.up()


def to_signature(page: Page) -> None:
    page.goto(f"/apply/{REPORT}")
    page.locator('[name="place.words"]').fill("見本小学校の前")
    go_on(page)
    go_on(page)
    assert question(page) == "signed"


def test_the_device_shows_where_it_is_when_asked(open_page: OpenPage, base_url: str) -> None:
    page = open_page(PHONE, base_url=base_url)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 35.1234567, "longitude": 139.7})
    page.goto(f"/apply/{REPORT}")
    page.get_by_role("button", name="今いる場所の位置を入れる").click()
    page.get_by_text("位置を入れました").wait_for()
    assert page.locator('[name="place.latitude"]').input_value() == "35.123457"
    page.locator('[name="place.words"]').fill("橋の上")
    go_on(page)
    page.goto(f"{draft_in(page.url)}/page/place")
    assert page.locator('[name="place.longitude"]').input_value() == "139.700000"
    page.goto(f"{draft_in(page.url)}/page/photos")
    page.locator("#photos").set_input_files([photo("IMG_0001.jpeg", JPEG)])
    send_files(page, 'button[name="photos.add"]', javascript=True)
    page.get_by_role("button", name="今いる場所を伝える").click()
    page.get_by_text("地図の位置：35.123457, 139.700000").wait_for()
    assert axe(page) == []


def test_a_device_that_will_not_tell_leaves_the_words(phone: Page) -> None:
    phone.goto(f"/apply/{REPORT}")
    phone.get_by_role("button", name="今いる場所の位置を入れる").click()
    phone.get_by_text("位置を調べられませんでした").wait_for()
