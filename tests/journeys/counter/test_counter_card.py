"""The counter reads a card."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.journeys import looks
from tests.journeys.paying import visit_to_sign
from tests.journeys.people import TITLE
from tests.journeys.service import Service
from tests.servers import running

TARO = "takamihon-taro"


@pytest.fixture(scope="module")
def sqlite_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A separate service, because cards count wrong PINs."""
    with running("demo", folder=tmp_path_factory.mktemp("counter-card")) as server:
        yield Service(server)


def at_screen(service: Service, page: Page, *, scripts: bool = True) -> None:
    service.seat(page, "madoguchi")
    page.goto("/counter")
    page.locator("summary", has_text=re.compile("^介護保険（")).click()
    page.get_by_role("button", name=TITLE).click()
    page.locator('[name="filer_kind"][value="self"]').check()
    if scripts:
        page.locator('[name="name.family"]').wait_for()


def laid_down(page: Page, open_page: OpenPage, card: str, pin: str, button: str = "カードを読む") -> None:
    address = page.get_by_role("link", name="練習用の読み取り機をひらく").get_attribute("href")
    assert address
    page.get_by_role("button", name=button).click()
    expect(page.locator("[data-card-reader] [role=status]")).to_contain_text("カードを置いて")
    expect(page.get_by_role("button", name=button)).to_be_focused()  # also while it waits
    reader = open_page()
    reader.goto(address)
    while not reader.locator("#pin").count():
        reader.reload()
    reader.fill("#pin", pin)
    reader.locator(f'button[name="card"][value="{card}"]').click()
    reader.wait_for_load_state()


def test_a_card_fills_the_screen_and_a_wrong_pin_is_reported_until_it_is_locked(
    sqlite_service: Service, desktop: Page, open_page: OpenPage
) -> None:
    at_screen(sqlite_service, desktop)
    status = desktop.locator("[data-card-reader] [role=status]")
    for left in (2, 1):
        laid_down(desktop, open_page, "takamihon-ichiro", "0000")
        expect(status).to_contain_text(f"あと{left}回")
    laid_down(desktop, open_page, "takamihon-ichiro", "0000")
    expect(status).to_contain_text("ロックされています")
    desktop.locator('[name="phone"]').fill("000-0000-0001")
    laid_down(desktop, open_page, TARO, "1234")
    expect(desktop.locator('[name="name.family"]')).to_have_value("髙見本")
    expect(desktop.locator('[name="name.given"]')).to_have_value("太郎")
    expect(desktop.locator('[name="phone"]')).to_have_value("000-0000-0001")  # text being typed is kept
    expect(desktop.locator("#name--source")).to_contain_text("マイナンバーカード")


def test_a_card_is_proved_by_its_certificate_and_what_became_of_it(
    sqlite_service: Service, desktop: Page, open_page: OpenPage
) -> None:
    """Verified against the practice authorities and their responder over HTTP."""
    at_screen(sqlite_service, desktop)
    panel, prove = desktop.locator("[data-card-reader]"), "本人のカードか確かめる"
    for card, words in (
        ("kimi-tamotsu", "期限が切れています"),
        ("mukashimi-tomekichi", "電子証明書は使えません"),
        ("niimi-mirai", "このカードは読めません"),
    ):
        laid_down(desktop, open_page, card, "1234", prove)
        expect(panel.locator("[role=status]")).to_contain_text(words)
    assert "確かめました。" not in panel.inner_text()
    laid_down(desktop, open_page, "sakimi-jiro", "1234", prove)  # this certificate stays valid after a move
    expect(panel).to_contain_text("確かめました。")
    assert desktop.locator('[name="name.family"]').input_value() == ""  # the certificate contains no name


def test_without_an_agent_the_clerk_is_informed_and_types_on(sqlite_service: Service, desktop: Page) -> None:
    desktop.route(re.compile("/card-agent/"), lambda route: route.abort("internetdisconnected"))
    at_screen(sqlite_service, desktop)
    desktop.get_by_role("button", name="カードを読む").click()
    status = desktop.locator("[data-card-reader] [role=status]")
    expect(status).to_contain_text("カード読み取りソフトが動いていない")
    expect(desktop.locator('[name="name.family"]')).to_be_editable()


TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


def test_the_pin_is_asked_for_at_the_reader_and_never_reaches_the_portal(
    sqlite_service: Service, desktop: Page, open_page: OpenPage
) -> None:
    posted: list[str] = []
    desktop.on("request", lambda request: posted.append(f"{request.url} {request.post_data or ''}"))
    at_screen(sqlite_service, desktop)
    assert desktop.locator("input[type=password]").count() == 0
    laid_down(desktop, open_page, "takamihon-hanako", "12341234567890"[:4])
    expect(desktop.locator('[name="name.given"]')).to_have_value("花子")
    agent = [entry for entry in posted if "/card-agent/" in entry]
    assert agent
    # But for signed tokens, whose random signs may well spell one of these.
    assert not [
        entry for entry in agent if re.search(r"pin|1234", TOKEN.sub("", entry.partition(" ")[2]), re.IGNORECASE)
    ]


@pytest.mark.parametrize("javascript", [False])
def test_without_scripts_there_is_no_button_and_the_clerk_types(
    sqlite_service: Service, desktop: Page, javascript: bool
) -> None:
    at_screen(sqlite_service, desktop, scripts=javascript)
    expect(desktop.get_by_role("button", name="カードを読む")).to_be_hidden()
    assert "券面を見て入力してください" in desktop.locator("main").inner_text()


@pytest.mark.long("tests/portal/routes/counter/test_sign.py")
def test_a_visitor_signs_what_the_clerks_page_shows(
    sqlite_service: Service, desktop: Page, open_page: OpenPage
) -> None:
    sqlite_service.seat(desktop, "madoguchi")
    with sqlite_service.visitor() as clerk:
        clerk.client.cookies.update(sqlite_service.cookies("madoguchi"))
        address = visit_to_sign(clerk)
    desktop.goto(address)
    status = desktop.locator("[data-card-reader] [role=status]")
    laid_down(desktop, open_page, "mihon-taro", "WRONG999", "本人が署名する")
    expect(status).to_contain_text("あと4回")
    laid_down(desktop, open_page, "mihon-taro", "TEST1234", "本人が署名する")
    desktop.wait_for_url(re.compile(r"/counter/done/"))
    assert looks.of_place(desktop) == []
