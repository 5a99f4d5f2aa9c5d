"""Residents' actions in a browser."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.journeys import filing
from tests.journeys.people import PROCEDURE, Answers
from tests.journeys.visitor import Boxes, Visitor

NEXT = {"ja": "次へ進む", "easy": "次へ"}
MOST_PAGES = 30


def begin(page: Page, person: str) -> None:
    """`person` is an id in people.yaml."""
    page.goto(f"/procedures/{PROCEDURE}")
    follow(page.locator(f'a[href="/apply/{PROCEDURE}"]'))
    if "/sign-in" in page.url:
        sign_in(page, person)
    start_afresh(page)


def start_afresh(page: Page) -> None:
    while page.get_by_role("link", name="続きから書く").count():
        page.locator("main details summary").click()
        follow(page.get_by_role("button", name="消してはじめから書く"))


def sign_in(page: Page, person: str) -> None:
    page.locator('a[href^="/sign-in/card"]').click()
    page.locator(f'button[value="{person}"]').click()
    page.wait_for_url(re.compile(r"^(?!.*(openid-connect|/sign-in))"))


def question(page: Page) -> str:
    return urlsplit(page.url).path.rpartition("/")[2]


def boxes(page: Page, name: str) -> Locator:
    return page.locator(f'main [name="{name}"]')


def write(page: Page, given: Boxes) -> None:
    for name, values in given.items():
        for value in [values] if isinstance(values, str) else values:
            choice = page.locator(f'main :is([type="radio"], [type="checkbox"])[name="{name}"][value="{value}"]')
            if choice.count():
                choice.check()
            else:
                unfold(boxes(page, name))
                boxes(page, name).fill(value)


def unfold(box: Locator) -> None:
    if not box.is_visible():
        box.locator("xpath=ancestor::details[1]/summary").click()


def unfold_all(page: Page) -> None:
    closed = page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()


def follow(control: Locator) -> None:
    """Waits for navigation, even to the same page with errors."""
    with control.page.expect_navigation():
        control.click()


def go_on(page: Page) -> None:
    follow(page.locator("main form .buttons button").first)


def answer(page: Page, given: Boxes) -> None:
    current = question(page)
    write(page, given)
    go_on(page)
    assert question(page) != current, page.locator("main").inner_text()


def answer_until(page: Page, answers: Answers, last: str = "check") -> list[str]:
    """Returns the pages in order."""
    pages: list[str] = []
    while question(page) != last:
        assert len(pages) < MOST_PAGES, f"going in circles: {pages}"
        pages.append(question(page))
        answer(page, answers.get(pages[-1], {}))
    return pages


def begin_at(page: Page, person: str, answers: Answers, last: str = "check") -> None:
    """As `begin` and `answer_until`, but what comes before `last` is answered over HTTP, in the session of the phone."""
    page.goto(f"/sign-in?next=/apply/{PROCEDURE}")
    sign_in(page, person)
    go_over_http(page, answers, last)


def go_over_http(page: Page, answers: Answers, last: str = "check") -> None:
    origin = f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}"
    with Visitor(origin) as same:
        same.client.cookies.update({cookie["name"]: cookie["value"] for cookie in page.context.cookies(origin)})
        filing.answer_until(same, answers, last)
        page.goto(same.path)


def open_known(page: Page, name: str) -> None:
    """A page that was passed because the card says everything that it asks."""
    page.goto(f"{page.url.partition('/page/')[0]}/page/{name}")


def rows(page: Page) -> Mapping[str, str]:
    """Without the source of prefilled values."""
    texts: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("main .row")].map(row =>
            [row.querySelector("dt").firstChild.textContent.trim(), [...row.querySelector("dd").childNodes]
                .filter(part => !part.classList?.contains("from")).map(part => part.textContent).join("").trim()]))"""
    )
    return texts


def receipt_number(page: Page) -> str:
    return page.locator("main .receipt-number").inner_text()


def change(page: Page, label: str) -> None:
    follow(page.locator("main :is(.row, .page-rows)").filter(has_text=label).get_by_role("link"))
