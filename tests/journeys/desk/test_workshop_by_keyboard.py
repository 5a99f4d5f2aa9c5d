"""A procedure from its first line to residents and back, in a browser without a mouse: written, signed, approved by
another person, in force, read by a resident, and returned to the former version."""

import pytest
from playwright.sync_api import Page

from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.browser import OpenPage, axe, overflow
from tests.journeys.desk.test_staff_by_keyboard import go, office
from tests.portal.conftest import database_url, installation
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT, author, publisher

__all__ = ["database_url", "installation"]

HERE = "/desk/workshop"


def well_made(page: Page) -> None:
    assert axe(page) == []
    assert overflow(page) <= 0


def write(page: Page, text: str) -> None:
    go(page, "文を書く")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "text":
            break
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    go(page, "保存して確かめる")
    page.get_by_text("直すところはありません").wait_for()


def sign_and_ask(page: Page) -> None:
    go(page, "確認票")
    if page.get_by_text("署名のいる行は、すべて署名ずみです").count() == 0:
        go(page, "すべてに署名する")
    page.get_by_text("署名のいる行は、すべて署名ずみです").wait_for()
    well_made(page)
    go(page, "ようす")
    go(page, "承認を求める")
    page.get_by_text("承認を求めました。").first.wait_for()


def approve(page: Page) -> None:
    page.goto(HERE)
    go(page, NAME if page.get_by_role("link", name=NAME).count() else "ガードレール")
    well_made(page)
    go(page, "承認する")
    page.get_by_text("承認し、公開しました").wait_for()


@pytest.fixture
def writer(installation: Installation) -> Member:
    return author(installation)


@pytest.mark.long("tests/portal/routes/workshop/test_author_story.py")
def test_from_the_first_line_to_residents_and_back(
    installation: Installation, open_page: OpenPage, writer: Member
) -> None:
    second = publisher(installation)
    with office(installation, open_page) as desk:
        page = desk.seat(writer, HERE)
        well_made(page)
        go(page, "新しく作る")
        well_made(page)
        go(page, "下書きを始める", procedure=NAME, duty=DUTY)
        well_made(page)
        write(page, TEXT)
        well_made(page)
        sign_and_ask(page)
        other = desk.seat(second, HERE)
        with other.expect_response("**/together?**"):
            go(other, NAME if other.get_by_role("link", name=NAME).count() else "ガードレール")
        page.reload()
        page.get_by_text("いま開いている人：publisherさんさん").wait_for()
        approve(other)
        other.goto(f"/procedures/{NAME}")
        other.get_by_role("heading", name="ガードレールの通報").wait_for()

        page.goto(f"{HERE}/procedures/{NAME}")
        go(page, "次の版の下書きを始める")
        write(page, TEXT.replace("version: 1", "version: 2").replace("ガードレールの通報", "ガードレールの知らせ"))
        go(page, "いまの版とのちがい")
        page.get_by_text("ガードレールの知らせ").first.wait_for()
        well_made(page)
        sign_and_ask(page)
        approve(other)
        other.goto(f"/procedures/{NAME}")
        other.get_by_role("heading", name="ガードレールの知らせ").wait_for()

        other.goto(f"{HERE}/procedures/{NAME}")
        well_made(other)
        go(other, "第1版にもどす")
        other.get_by_text("前の版にもどしました").wait_for()
        other.goto(f"/procedures/{NAME}")
        other.get_by_role("heading", name="ガードレールの通報").wait_for()
    offer_published(installation)
    assert installation.catalogue.current(NAME).version == 1
