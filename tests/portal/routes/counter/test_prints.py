"""A visitor's papers as one PDF."""

import io

from pypdf import PdfReader

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.counter import visit_figures
from tests.portal.routes.counter.test_visitor_screen import answers as screen_answers
from tests.portal.routes.counter.test_visitor_screen import browser
from tests.portal.routes.counter.test_visits import begin, colleague, filed
from tests.portal.routes.counter_form import Boxes, receipt
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.routes.visitor_tablet import Side, Tablet
from tests.portal.services.paper.paper import text_of

__all__ = ["browser", "screen_answers"]


def test_all_papers_of_a_visit_are_one_file_and_printing_once_more_is_counted(
    installation: Installation, clerk: Member, browser: StaffBrowser, screen_answers: Boxes
) -> None:
    desk, tablet = begin(browser, "A-7"), Tablet(installation)
    number = filed(desk, screen_answers)
    browser.get(f"{desk.address}/drafts.pdf", 404)
    screen, side = desk.add(), Side(browser, desk.address)
    screen.press("refresh", screen_answers)
    screen.press("refresh", screen_answers)
    tablet.pair(side.code)
    side.press("send")
    tablet.agree()
    assert "様式を下書きのまま印刷する（PDF）" in browser.get(desk.address)
    assert "まだ受け付けていません" in text_of(browser.client.get(f"{desk.address}/drafts.pdf").content)
    tablet.press("sign", sign__strokes="M20 150L60 40L100 150M40 110L80 110", sign__text="髙見本　太郎")
    signed = receipt(screen.press("register", screen_answers))
    response = browser.client.get(f"{desk.address}/print.pdf")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    text = text_of(response.content)
    for words in (
        number,
        signed,
        "来庁のまとめ（受付票）",
        "市役所1階3番窓口",
        "これからのこと",
        "窓口の画面に書いた署名",
    ):
        assert words in text
    first = PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "一丁目" not in first  # this sheet is left on the printer
    assert "1回印刷しました" in browser.get(desk.address)
    browser.client.get(f"{desk.address}/print.pdf")
    ended = desk.press("end").headers["location"]
    assert "2回印刷しました（やり直し1回）" in browser.get(ended)
    assert (
        browser.client.get(f"{desk.address}/print.pdf").status_code == 200
    )  # the printer came back after they had left
    with installation.database.read() as unit:
        assert visit_figures.since(unit, "2026-01-01")[0].printed == 3
    colleague(installation, "charlie", "child-allowance").get(f"{desk.address}/print.pdf", 404)
