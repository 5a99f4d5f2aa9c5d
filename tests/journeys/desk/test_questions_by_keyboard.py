"""A clerk makes a question with a condition in a browser without a mouse: added, moved, removed and brought back."""

from playwright.sync_api import Page

from portal.services.shared.installation import Installation
from tests.browser import OpenPage
from tests.journeys.desk.test_staff_by_keyboard import office
from tests.journeys.desk.test_workshop_by_keyboard import well_made
from tests.journeys.keyboard import FOCUS, MOST_KEYS, Typist
from tests.portal.conftest import database_url, installation
from tests.portal.services.workshop.writing import DUTY, NAME, author

__all__ = ["database_url", "installation"]


def go(page: Page, words: str, **typed: str) -> None:
    with page.expect_navigation():
        press(page, words, **typed)


def press(page: Page, words: str, **typed: str) -> None:
    """Reads also the words that are unseen."""
    typist = Typist(page, typed)
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["act"] and words in page.evaluate("document.activeElement.textContent"):
            page.keyboard.press("Enter")
            return
        typist.answer(focus)
    raise AssertionError(f"Tab does not lead to {words}")


def choose(page: Page, label: str) -> None:
    """Tabs to a radio or check box and marks it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText.trim()") == label:
            page.keyboard.press("Space")
            return
    raise AssertionError(label)


def test_a_clerk_asks_about_children_only_of_parents(installation: Installation, open_page: OpenPage) -> None:
    with office(installation, open_page) as desk:
        page = desk.seat(author(installation), "/desk/workshop/new")
        go(page, "下書きを始める", procedure=NAME, duty=DUTY)
        go(page, "質問")
        well_made(page)
        go(page, "に質問を足す")
        well_made(page)
        go(page, "はい・いいえ")
        go(page, "保存する", label="お子さんはいますか")
        go(page, "に質問を足す")
        go(page, "数")
        well_made(page)
        go(page, "保存する", label="お子さんは何人ですか", min="1")
        press(page, "「お子さんは何人ですか」の操作")
        go(page, "「お子さんは何人ですか」の条件")
        go(page, "次へ（くらべかたを選ぶ）", chosen="yes_no")
        choose(page, "はい")
        well_made(page)
        go(page, "条件を保存する")
        page.get_by_text("「お子さんはいますか」が「はい」のとき、聞く。").wait_for()
        go(page, "「お子さんは何人ですか」を消す")
        page.get_by_text("消しました。").wait_for()
        assert page.get_by_text("お子さんは何人ですか").count() == 0
        go(page, "取り消す")
        page.get_by_text("お子さんは何人ですか").first.wait_for()
        go(page, "足りない答えを見本でうめる")
        page.get_by_text("直すところはありません。").wait_for()
        well_made(page)
        a_paper_for_parents(page)
        another_name(page)
        dragged(page)


def a_paper_for_parents(page: Page) -> None:
    go(page, "手続のことを決める")
    well_made(page)
    press(page, "足せるもの")
    go(page, "出す書類を足す")
    go(page, "保存する", id="certificate", label="証明書", certainty="law")
    page.get_by_text("直しました。").wait_for()
    well_made(page)
    press(page, "ほかに決められること")
    go(page, "選んで条件を決める")
    go(page, "次へ（くらべかたを選ぶ）", chosen="yes_no")
    choose(page, "はい")
    go(page, "条件を保存する")
    page.get_by_text("「お子さんはいますか」が「はい」のとき、必要になる。").wait_for()
    well_made(page)


def another_name(page: Page) -> None:
    page.goto(page.url.partition("/keys")[0] + "/keys?at=steps.0.ask.2")
    well_made(page)
    go(page, "名前を変える")
    well_made(page)
    go(page, "名前を変える", name="children")
    page.get_by_text("直しました。").wait_for()
    go(page, "やさしい日本語と英語を書く")
    well_made(page)


def dragged(page: Page) -> None:
    """The same as by the buttons, for who has a mouse: within a list, and into a page."""
    here = page.url.partition("/questions")[0] + "/questions"
    page.goto(here)
    go(page, "にページを足す")
    go(page, "保存する", title="お子さんのこと")
    asked = page.locator("[data-kind=question]", has_text="お子さんは何人ですか")
    for target, above in ((page.locator("[data-kind=question]").first, "氏名"), (page.locator("ol:empty"), "")):
        with page.expect_navigation():
            asked.drag_to(target, target_position={"x": 20, "y": 2})
        page.get_by_text("移しました。").wait_for()
        assert asked.evaluate("item => item.nextElementSibling?.querySelector('strong').innerText ?? ''") == above
    go(page, "取り消す")
    well_made(page)
