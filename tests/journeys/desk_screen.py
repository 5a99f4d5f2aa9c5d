"""Staff actions on the desk."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.filing import UNCHECKED
from tests.journeys.phone import follow


def open_case(page: Page, number: str) -> None:
    page.goto("/desk")
    follow(page.get_by_role("link", name=number))


def ask_again(page: Page, label: str, words: str) -> None:
    follow(page.get_by_role("link", name="補正を求める"))
    page.get_by_role("checkbox", name=label).check()
    line = page.locator(".return-line").filter(has=page.get_by_role("checkbox", name=label))
    line.locator("textarea").fill(words)
    page.get_by_role("button", name="補正を求める").click()
    page.get_by_text("補正を求めました").wait_for()


def pass_on(page: Page) -> None:
    page.get_by_role("button", name="実質審査に進める").click()
    page.get_by_text("実質審査に進めました").wait_for()


def decide(page: Page, outcome: str, words: str) -> None:
    page.locator(f"#outcome-{outcome}").check()
    page.get_by_label("申請した人へのことば").fill(words)
    look_at_decision(page)
    leave_unchecked(page)
    page.get_by_role("button", name="に決める").click()
    page.get_by_text("結果を出しました").wait_for()


def look_at_decision(page: Page) -> None:
    """Where the outcome has a result, its fields come first; here they stay empty."""
    follow(page.get_by_role("button", name="内容を確かめる"))
    result = page.get_by_role("button", name="内容を確かめる")
    if result.count():
        follow(result)


def leave_unchecked(page: Page) -> None:
    """Says why, where the page asks why items of the check list are left without a tick."""
    why = page.locator("#unchecked")
    if why.count():
        why.fill(UNCHECKED["unchecked"])


def hand_over(page: Page, layout: str) -> list[dict[str, str]]:
    """Returns the rows of its first file."""
    page.goto("/desk/exports")
    follow(page.get_by_role("row").filter(has_text=layout).get_by_role("link", name="確認する"))
    follow(page.get_by_role("button", name="引き渡す"))
    with page.expect_download() as download:
        page.get_by_role("rowheader").get_by_role("link").first.click()
    return lines(Path(download.value.path()), "cp932")


def lines(path: Path, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))
