"""What a resident does on the pages of the service: signs in, answers page by page, sends, reads."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page

from tests.journeys.people import PROCEDURE, Answers
from tests.journeys.visitor import Boxes

NEXT = {"ja": "次へ進む", "easy": "次へ"}
MOST_PAGES = 30


def begin(page: Page, person: str) -> None:
    """From the procedure's page through the card provider to the first question, as `person` (id of people.yaml)."""
    page.goto(f"/procedures/{PROCEDURE}")
    follow(page.locator(f'a[href="/apply/{PROCEDURE}"]'))
    if "/sign-in" in page.url:
        sign_in(page, person)
    start_afresh(page)


def start_afresh(page: Page) -> None:
    """Throws away the drafts that earlier stories left: behind one that is gone stands the next."""
    while page.get_by_role("link", name="続きから書く").count():
        page.locator("main details summary").click()
        follow(page.get_by_role("button", name="消してはじめから書く"))


def sign_in(page: Page, person: str) -> None:
    """From the sign-in page: out to the mock provider and back."""
    page.locator('a[href^="/sign-in/card"]').click()
    page.locator(f'button[value="{person}"]').click()
    page.wait_for_url(re.compile(r"^(?!.*(openid-connect|/sign-in))"))


def question(page: Page) -> str:
    """The id of the page now shown."""
    return page.url.partition("#")[0].rpartition("/")[2]


def boxes(page: Page, name: str) -> Locator:
    return page.locator(f'main [name="{name}"]')


def write(page: Page, given: Boxes) -> None:
    for name, values in given.items():
        for value in [values] if isinstance(values, str) else values:
            choice = page.locator(f'main [name="{name}"][value="{value}"]')
            if choice.count():
                choice.check()
            else:
                unfold(boxes(page, name))
                boxes(page, name).fill(value)


def unfold(box: Locator) -> None:
    """Opens what the box is folded into, as a person would."""
    if not box.is_visible():
        box.locator("xpath=ancestor::details[1]/summary").click()


def follow(control: Locator) -> None:
    """Presses a link or button and waits for what comes, be it the same page with its mistakes."""
    with control.page.expect_navigation():
        control.click()


def go_on(page: Page) -> None:
    follow(page.locator("main form .buttons button").first)


def answer(page: Page, given: Boxes) -> None:
    """Writes and goes on; returns on the next page."""
    here = question(page)
    write(page, given)
    go_on(page)
    assert question(page) != here, page.locator("main").inner_text()


def answer_until(page: Page, answers: Answers, last: str = "check") -> list[str]:
    """Answers every page until `last` is shown; the pages that were asked, in order."""
    asked: list[str] = []
    while question(page) != last:
        assert len(asked) < MOST_PAGES, f"going in circles: {asked}"
        asked.append(question(page))
        answer(page, answers.get(asked[-1], {}))
    return asked


def rows(page: Page) -> Mapping[str, str]:
    """Label and value of every row that the page shows, as a person reads them; where it came from is left out."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("main .row")].map(row =>
            [row.querySelector("dt").firstChild.textContent.trim(), [...row.querySelector("dd").childNodes]
                .filter(part => !part.classList?.contains("from")).map(part => part.textContent).join("").trim()]))"""
    )
    return found


def receipt_number(page: Page) -> str:
    return page.locator("main .receipt-number").inner_text()


def change(page: Page, label: str) -> None:
    """Follows 変更 of one answer on the check page."""
    follow(page.locator("main .row").filter(has_text=label).get_by_role("link"))
