"""A draft of a file or of the boxes of a form on paper, over HTTP and without scripts."""

import html
import re

from httpx2 import Response

from portal.services.shared.installation import Installation
from portal.services.shared.read_table import read_sheets
from portal.services.workshop.read_question_sheet import template
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.outside import workbook
from tests.portal.services.workshop.writing import DUTY, ELSEWHERE, NAME, author, publisher

HERE = "/desk/workshop/bring"


def send(browser: StaffBrowser, content: bytes | None = None, **boxes: str) -> Response:
    token = re.search('name="csrf_token" value="([^"]*)"', browser.client.get(HERE).text)
    assert token is not None
    data = {"csrf_token": token[1], "procedure": NAME, "duty": DUTY, **boxes}
    return browser.client.post(
        HERE, data=data, files={"questions": ("f.xlsx", content or b"") if content else ("", b"")}
    )


def text_of(page: str) -> str:
    return html.unescape(re.findall('name="text" value="([^"]*)"', page)[0])


def test_the_template_filled_in_is_a_draft_that_lacks_nothing(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    assert HERE in browser.get("/desk/workshop/new")
    saved = browser.client.get(f"{HERE}.xlsx").content
    assert read_sheets(saved) == read_sheets(template())
    begun = send(browser, saved, title="お子さんの届出")
    assert begun.status_code == 303
    page = browser.get(begun.headers["location"])
    assert "直すところはありません" in page
    assert "「お子さんはいますか」が「はい」のとき" in page


def test_what_is_not_taken_is_shown_before_anything_is_made(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    assert send(browser).status_code == 422
    assert "質問がありません" in html.unescape(send(browser, workbook({"表": [["質問"], [""]]})).text)
    form = workbook({"survey": [["type", "name", "label"], ["text", "a", "<b>あ</b>=1+1"], ["audio", "b", "声"]]})
    page = send(browser, form).text
    assert "種類「audio」の質問は作れません" in page
    assert "<b>" not in page.partition("<form")[2]
    assert "guardrail" not in browser.get("/desk/workshop")
    bad = send(browser, text=text_of(page), procedure="Bad Name")
    assert bad.status_code == 422
    begun = send(browser, text=text_of(bad.text))
    assert begun.status_code == 303
    assert "あ=1+1" in browser.get(begun.headers["location"])
    taken = send(browser, None, boxes="希望日")
    assert taken.status_code == 422
    assert "もうあります" in taken.text


def test_boxes_become_a_draft_whose_people_are_known(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    begun = send(browser, boxes="■申請者\n氏名\n生年月日\n住所\n■使う日\n希望日")
    assert begun.status_code == 303
    text = browser.client.get(begun.headers["location"].replace("/questions", "/file.yaml")).text
    assert "use: person" in text
    assert "principal: {name:" in text


def test_the_address_may_wait_and_the_section_is_chosen(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    unchosen = send(browser, boxes="希望日", duty="")
    assert (unchosen.status_code, "担当課を選んでください。" in unchosen.text) == (422, True)
    begun = send(browser, text=text_of(unchosen.text), procedure="")
    assert begun.status_code == 303
    assert "tetsuzuki-1" in browser.get(begun.headers["location"])


def test_only_who_may_write_brings_anything(installation: Installation) -> None:
    browser = at_desk(installation, author(installation))
    assert send(browser, boxes="希望日", duty=ELSEWHERE).status_code == 403
    assert send(browser, boxes="希望日", duty="none").status_code == 404
    assert send(browser, text="x" * 200_001).status_code == 413
    assert send(browser, b"PK\x03\x04" + b"\x00" * 100).status_code == 422
    second = at_desk(installation, publisher(installation))
    second.get(HERE, 403)
    second.get(f"{HERE}.xlsx", 403)
    assert "guardrail" not in browser.get("/desk/workshop")
