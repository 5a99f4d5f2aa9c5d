"""What a visitor takes home, and each form, as one file by one key; counted, and gone from nobody who has no right."""

import io
from dataclasses import replace
from types import SimpleNamespace

from pypdf import PdfReader

from portal.services.installation import Installation
from portal.services.print_visit import take_papers, visit_content
from portal.services.rights import Member
from portal.services.sign_beside_here import Signer
from portal.services.visits import visit_of_counter
from portal.store import visit_figures
from tests.portal.routes.counter_form import Boxes, receipt
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.routes.test_counter_visits import begin, colleague, filed
from tests.portal.routes.test_visitor_screen import answers as screen_answers
from tests.portal.routes.test_visitor_screen import browser, clerk
from tests.portal.routes.visitor_tablet import Side, Tablet
from tests.portal.services.paper import text_of

__all__ = ["browser", "clerk", "screen_answers"]


def test_all_papers_of_a_visit_are_one_file_and_printing_once_more_is_counted(
    installation: Installation, clerk: Member, browser: StaffBrowser, screen_answers: Boxes
) -> None:
    desk, tablet = begin(browser, "A-7"), Tablet(installation)
    number = filed(desk, screen_answers)
    screen, side = desk.add(), Side(browser, desk.address)
    screen.press("refresh", screen_answers)
    screen.press("refresh", screen_answers)
    tablet.pair(side.code)
    side.press("send")
    tablet.agree()
    tablet.press("sign", sign__strokes="M20 150L60 40L100 150M40 110L80 110", sign__text="髙見本　太郎")
    signed = receipt(screen.press("register", screen_answers))
    answer = browser.client.get(f"{desk.address}/print.pdf")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    said = text_of(answer.content)
    for words in (
        number,
        signed,
        "来庁のまとめ（受付票）",
        "市役所1階3番窓口",
        "これからのこと",
        "窓口の画面に書いた署名",
    ):
        assert words in said
    first = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "一丁目" not in first  # the sheet that lies about
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


def test_who_still_signs_stands_on_the_receipt_and_a_stamp_says_no_hour(
    installation: Installation, clerk: Member, browser: StaffBrowser, screen_answers: Boxes
) -> None:
    desk = begin(browser)
    number = filed(desk, screen_answers)
    with installation.database.write() as unit:
        visit = visit_of_counter(installation, unit, clerk, desk.address.rpartition("/")[2])
        papers = take_papers(installation, unit, clerk, visit)
    asked = SimpleNamespace(name="港　花子", row=SimpleNamespace(due="2026-12-04"))
    waits = Signer(asked, "ABCDE-23456", here=False)  # type: ignore[arg-type]
    (line,) = visit_content(installation, visit, replace(papers, signers={number: [waits]}))["lines"]
    assert line["signers"][0] == "港　花子さん：番号 ABCDE-23456（令和8年12月4日まで）"
    assert line["arrived"] == "令和8年11月20日 10時00分"
    case = papers.cases[number]
    stamped = replace(case, row=replace(case.row, arrival_basis="stamp"))
    (line,) = visit_content(installation, visit, replace(papers, cases={number: stamped}))["lines"]
    assert (line["arrived"], line["signers"]) == ("令和8年11月20日", [])
