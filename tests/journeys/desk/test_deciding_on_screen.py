"""Deciding with the fields of a result, by a clerk on a screen, and what the resident gets on a phone."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from forms.definition.registry import field_types
from forms.loading import load
from portal.config import Settings
from tests.browser import DESKTOP, PHONE, OpenPage, axe, overflow
from tests.definitions.filing import Filing
from tests.journeys.desk_screen import leave_unchecked
from tests.journeys.everywhere.test_shipped_on_screens import CLAIM
from tests.journeys.filing import sign_in
from tests.journeys.phone import follow
from tests.journeys.service import Service
from tests.journeys.signing import send
from tests.journeys.visitor import Visitor
from tests.portal.pdfs import pdf_of

PROCEDURES: Path = Settings.model_fields["procedures"].default


@pytest.fixture
def desk(sqlite_service: Service, desktop: Page) -> Page:
    sqlite_service.seat(desktop, "shinsa")
    return desktop


@pytest.fixture
def home(open_page: OpenPage, javascript: bool, base_url: str) -> Page:
    return open_page(PHONE, javascript=javascript, base_url=base_url)


def claim_allowance(service: Service, home: Page) -> str:
    """Filed over HTTP by the person whose phone is `home`; the receipt number."""
    with service.visitor() as visitor:
        sign_in(visitor, "mihon-taro")
        visitor.go("/apply/jido-teate-nintei")
        while not visitor.path.endswith("/check"):
            page = visitor.path.rpartition("/")[2]
            add = page == "children" and 'rows-line"' not in visitor.text
            visitor.press("add" if add else "次へ進む", CLAIM.get(page, {}))
            assert visitor.seen.status_code == 200, visitor.text
        return sent(service, visitor, home, "mihon-taro")


def ask_for_care(service: Service, home: Page) -> str:
    procedure = load(PROCEDURES / "yokaigo-nintei.yaml", fields=field_types())
    with service.visitor() as visitor:
        sign_in(visitor, "takamihon-ichiro")
        Filing(visitor, procedure, procedure.scenarios[0]).until_check()
        return sent(service, visitor, home, "takamihon-ichiro")


def sent(service: Service, visitor: Visitor, home: Page, person: str) -> str:
    number = send(visitor, person)
    kept: list[Any] = [
        {"name": name, "value": value, "url": service.url} for name, value in dict(visitor.client.cookies).items()
    ]
    home.context.add_cookies(kept)
    return number


def examine(desk: Page, number: str) -> None:
    desk.goto(f"/desk/{number}")
    form = desk.locator("form").filter(has=desk.get_by_role("button", name="本人の署名と認める"))
    if form.count():
        form.locator('[name="shown"]').fill("住民票で確かめました。")
        follow(form.get_by_role("button", name="本人の署名と認める"))
    follow(desk.get_by_role("button", name="実質審査に進める"))


def looks_good(page: Page) -> None:
    """On a phone and on a desk screen; a size is not kept."""
    before = page.viewport_size
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert overflow(page) <= 0, (page.url, size)
        assert axe(page) == [], (page.url, size)
    assert before is not None
    page.set_viewport_size(before)


def choose(desk: Page, outcome: str) -> None:
    """By keyboard: the arrows move between outcomes, Space chooses, Enter on the button sends."""
    desk.locator(f"#outcome-{outcome}").focus()
    desk.keyboard.press("Space")
    send_form(desk)


def send_form(desk: Page) -> None:
    desk.get_by_role("button", name="内容を確かめる").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")


def answer(desk: Page, result: Mapping[str, str]) -> None:
    for name, value in result.items():
        box = desk.locator(f'main [name="result.{name}"]')
        if box.first.get_attribute("type") == "radio":
            box.and_(desk.locator(f'[value="{value}"]')).focus()
            desk.keyboard.press("Space")
        else:
            box.fill(value)


def settle(desk: Page) -> None:
    looks_good(desk)
    leave_unchecked(desk)
    follow(desk.get_by_role("button", name="に決める"))
    expect(desk.locator("main")).to_contain_text("結果を出しました")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_an_allowance_is_decided_after_a_wrong_sum_and_its_notice_downloaded_at_home(
    sqlite_service: Service, desk: Page, home: Page
) -> None:
    number = claim_allowance(sqlite_service, home)
    home.goto(f"/applications/{number}")
    follow(home.get_by_role("button", name="通知書をこのページで受け取る"))
    examine(desk, number)
    choose(desk, "approved")
    looks_good(desk)
    send_form(desk)
    expect(desk.locator("#error-summary")).to_contain_text("「子ども 1（見本　ひかり） 月額」が空いています。")
    answer(desk, {"number": "児手第1号", "starts.year": "2026", "starts.month": "12", "child.1.order": "first"})
    answer(desk, {"child.1.amount": "15000", "monthly": "10000"})
    send_form(desk)
    expect(desk.locator("#error-summary")).to_contain_text("月額の合計が、子どもごとの月額を足した額とちがいます。")
    looks_good(desk)
    answer(desk, {"monthly": "15000"})
    send_form(desk)
    settle(desk)

    home.goto(f"/applications/{number}")
    expect(home.locator("main")).to_contain_text("15,000円")
    looks_good(home)
    with home.expect_download() as download:
        home.get_by_role("link", name="認定通知書（PDF）").click()
    notice = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(download.value.path()).pages))
    for words in ("認定通知書", "支給を始める月令和8年（2026年）12月", "児童の数え方第1子", "15,000円"):
        assert words in notice


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.long("tests/portal/routes/desk/case/test_attachments.py")
def test_care_is_decided_and_the_paper_of_the_core_system_attached_after_a_wrong_addressee(
    sqlite_service: Service, desk: Page, home: Page, tmp_path: Path
) -> None:
    number = ask_for_care(sqlite_service, home)
    home.goto(f"/applications/{number}")
    follow(home.get_by_role("button", name="通知書をこのページで受け取る"))
    examine(desk, number)
    choose(desk, "approved")
    looks_good(desk)
    answer(desk, {"level": "care2", "term.from_year": "2026-11-20", "term.to_year": "2027-05-31"})
    send_form(desk)
    settle(desk)
    home.goto(f"/applications/{number}")
    expect(home.locator("main")).to_contain_text("いま作っています。できたら、ここから取り出せます。")
    looks_good(home)

    paper = tmp_path / "ketteitsuchi.pdf"
    paper.write_bytes(pdf_of(number))
    follow(desk.get_by_role("link", name="通知書（PDF）をつける"))
    for addressee in ("見本　別人", "髙見本　梅子"):
        desk.get_by_label("通知書のファイル").set_input_files(paper)
        desk.get_by_label("通知書に書いてある宛名").fill(addressee)
        desk.get_by_label("通知書に書いてある文書番号").fill(f"見介認 {number}")
        looks_good(desk)
        follow(desk.get_by_role("button", name="つける"))
    expect(desk.locator("#core-paper")).to_contain_text("つけてあります")
    looks_good(desk)
    home.goto(f"/applications/{number}")
    with home.expect_download() as download:
        home.get_by_role("link", name="要介護認定・要支援認定等結果通知書（PDF）").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert home.get_by_role("link", name="結果通知書（PDF）").count() == 1
