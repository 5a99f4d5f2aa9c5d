"""Single-key shortcuts at the desk."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, OpenPage
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service

IN_SIGHT = "one => one.getBoundingClientRect().bottom <= innerHeight"


@pytest.fixture
def examined(service: Service) -> str:
    with service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        number = file_application(katsuko, KATSUKO)
    with service.member("tanto") as section:
        section.go(f"/desk/{number}")
        section.press("実質審査に進める")
    return number


@pytest.fixture
def desk(open_page: OpenPage, base_url: str, service: Service, examined: str) -> Page:
    page = open_page(DESKTOP, base_url=base_url)
    cookies = service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies])
    page.goto("/desk?state=examining&sort=newest")
    return page


def test_a_clean_case_is_cleared_in_four_keys_with_every_item_shown(
    desk: Page, examined: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, began = list[str](), time.monotonic()

    def press(key: str, check: Callable[[], None]) -> None:
        keys.append(key)
        desk.keyboard.press(key)
        check()

    press("n", lambda: desk.wait_for_url(f"**/desk/{examined}?list=*"))
    heading = desk.get_by_role("heading", name="確かめること")
    items = desk.locator("section").filter(has=heading).get_by_role("listitem")
    listed, shown = items.count(), sum(item.is_visible() for item in items.all())
    in_sight = sum(item.evaluate(IN_SIGHT) for item in items.all())
    press("a", lambda: expect(items.first.get_by_role("checkbox")).to_be_checked())
    press("d", lambda: desk.get_by_text("に決めました").wait_for())
    with capsys.disabled():
        seconds = time.monotonic() - began
        print(
            f"\nD4 clean case: {len(keys)} keys ({' '.join(keys)}), {seconds:.1f} s, {shown} of {listed} items shown, {in_sight} without scrolling"
        )
    assert len(keys) <= 3
    assert shown == listed > 0
    desk.goto(f"/desk/{examined}")
    assert "認められた" in desk.inner_text("main")


def test_no_key_does_anything_while_somebody_types_or_converts(desk: Page) -> None:
    url = desk.url
    desk.keyboard.press("/")
    box = desk.get_by_role("textbox", name="さがす")
    expect(box).to_be_focused()
    desk.keyboard.type("n?/")
    assert (box.input_value(), desk.url) == ("n?/", url)
    desk.evaluate("""() => {
        document.activeElement.blur();
        for (const more of [{isComposing: true}, {keyCode: 229}, {ctrlKey: true}, {altKey: true}, {metaKey: true}, {repeat: true}])
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "n", bubbles: true, ...more}));
    }""")
    expect(desk.get_by_role("heading", name="申請管理")).to_be_visible()
    assert desk.url == url


def test_the_list_shows_the_keys_of_the_page_and_switches_them_off(desk: Page, examined: str) -> None:
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="キー一覧")
    expect(keys).to_contain_text("いちばん上の申請を開く")
    keys.get_by_role("checkbox", name="1文字のキーを使う").uncheck()
    keys.get_by_role("button", name="とじる").click()
    for key in ("n", "?"):
        desk.keyboard.press(key)
    expect(keys).to_be_hidden()
    desk.reload()
    desk.keyboard.press("n")
    assert "/desk?" in desk.url
    desk.get_by_role("button", name="キー一覧").click()
    keys.get_by_role("checkbox", name="1文字のキーを使う").check()
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    desk.wait_for_url(f"**/desk/{examined}?list=*")
