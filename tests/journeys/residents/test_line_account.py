"""A resident links LINE at the mock's pages and comes back by it on another telephone, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe, overflow
from tests.journeys import looks
from tests.journeys.phone import follow, sign_in
from tests.servers import Server, running


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("line")
    with running("demo", folder=folder, KAKANAI_LINE_LOGIN="on", KAKANAI_DEMO_CASES="0") as server:
        yield server


def looked_at(page: Page) -> None:
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert overflow(page) <= 0, page.url
        assert axe(page) == []
        assert looks.of_layout(page) + looks.of_targets(page, looks.RESIDENT) == []


def at_line(page: Page, number: int) -> None:
    """Chooses an account of LINE's sign-in page."""
    page.locator('button[value^="U0"]').nth(number).click()
    page.wait_for_url("**/applications**")


@pytest.mark.long("tests/portal/routes/residents/test_line_sign_in.py")
def test_linked_by_a_press_used_elsewhere_and_ended_by_a_press(server: Server, open_page: OpenPage) -> None:
    own = open_page(PHONE, base_url=server.url, javascript=False)
    own.goto("/sign-in?next=/applications")
    looked_at(own)
    sign_in(own, "yoshino-katsuko")
    follow(own.get_by_role("link", name="LINEでのログイン"))
    looked_at(own)
    own.get_by_label("お知らせもLINEで受け取る").check()
    follow(own.get_by_role("button", name="LINEをつなぐ"))
    looked_at(own)
    own.get_by_role("link", name="LINEへ進む").click()
    at_line(own, 1)  # one that has not added the city's account
    expect(own.get_by_text("LINEをつなぎました")).to_be_visible()
    expect(own.get_by_text("友だちに追加すると届きます")).to_be_visible()
    looked_at(own)

    other = open_page(PHONE, base_url=server.url, javascript=False)
    other.goto("/sign-in?next=/applications")
    other.get_by_role("link", name="LINEで続ける").click()
    at_line(other, 1)
    expect(other.get_by_text("見られるのは、カードのいらない手続だけです")).to_be_visible()
    looked_at(other)

    follow(own.get_by_role("link", name="LINEでのログインをやめる"))
    looked_at(own)
    follow(own.get_by_role("button", name="LINEでのログインをやめる"))
    expect(own.get_by_text("LINEでのログインをやめました")).to_be_visible()
    other.goto("/applications")
    other.get_by_role("link", name="LINEで続ける").click()
    other.locator('button[value^="U0"]').nth(1).click()
    expect(other.get_by_text("このLINEは、まだつながっていません")).to_be_visible()
    looked_at(other)
