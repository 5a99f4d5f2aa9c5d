"""Where the keyboard stands after each act of staff that a page of the desk or the counter offers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from portal.services.shared.installation import Installation
from tests.browser import OpenPage
from tests.journeys import looks
from tests.journeys.desk.test_staff_by_keyboard import office
from tests.portal.conftest import database_url, installation
from tests.portal.routes.dispatching import decided
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["database_url", "installation"]

Act = tuple[str, str, Callable[[Page], None]]  # page, button, what is done before it


def nothing(_page: Page) -> None:
    pass


def write_note(page: Page) -> None:
    page.locator("#notes textarea").fill("電話で聞きました。")


def tick(page: Page) -> None:
    page.locator("#checks input[type=checkbox]").first.check()


def choose(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.check()


def unfold(page: Page) -> None:
    page.locator(".queue-more summary").first.click()


def ask_for_telephone(page: Page) -> None:
    page.locator('[name="field"][value="phone"]').check()
    page.locator('[name="words.phone"]').fill("番号が1けた足りないようです。")


def at_what_was_asked(page: Page) -> None:
    expect(page.locator('[name="phone"]')).to_be_focused()


def acts(case: str, returned: str, letter: str) -> list[Act]:
    desk = f"/desk/{case}"
    return [
        ("/desk", "しぼりこむ", nothing),
        (f"/desk/{returned}/return", "補正を求める", ask_for_telephone),
        (f"/desk/{returned}/correct", "形式審査にもどす", at_what_was_asked),
        ("/desk", "列を変える", unfold),
        ("/desk", "まとめて処理", choose("[data-row] input")),
        ("/desk/bulk", "内容を確かめる", nothing),
        (desk, "自分の担当にする", nothing),
        (desk, "取り消す", nothing),
        (desk, "自分の担当にする", nothing),
        (desk, "担当を外す", nothing),
        (desk, "確かめたことを記録する", tick),
        (desk, "メモを残す", write_note),
        (f"{desk}/return", "補正を求める", nothing),
        (desk, "実質審査に進める", nothing),
        (desk, "内容を確かめる", nothing),
        (f"/desk/dispatches/{letter}", "送る用意をする", nothing),
        (f"/desk/dispatches/{letter}", "送る用意をする", choose("#confirmed")),
        ("/desk/dispatches", "取り消す", nothing),
        ("/counter/till", "見る", nothing),
        ("/counter/favourites", "この手続を並べる", choose("main input[type=checkbox]")),
        ("/counter", "この窓口にする", nothing),
        ("/counter", "開く・さがす", nothing),
    ]


def test_after_each_act_the_keyboard_is_in_the_page_and_in_sight(
    installation: Installation, open_page: OpenPage
) -> None:
    member = add_member(installation, "shinsa", ("reviewer", DUTY), ("clerk", DUTY))
    for _ in range(2):
        decided(installation, member)
    case, returned = (file_application(installation, alice(installation)) for _ in range(2))
    astray = list[str]()
    with office(installation, open_page) as desk:
        page = desk.seat(member)
        page.goto("/desk/dispatches")
        letter = (page.locator('tbody a[href^="/desk/dispatches/"]').first.get_attribute("href") or "").rpartition("/")[
            2
        ]
        for address, words, before in acts(case, returned, letter):
            button = page.get_by_role("button", name=words).first
            if words != "取り消す":  # stands on the page to which the act before led
                page.goto(address)
            before(page)
            expect(button).to_be_visible()
            button.focus()
            with page.expect_navigation():
                page.keyboard.press("Enter")
            astray += [f"{words}: {line}" for line in looks.of_place(page)]
    assert astray == []
