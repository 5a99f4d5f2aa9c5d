"""A list as a file: a look first, then whole or not at all."""

import html
import re

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.desk.sections.test_lists import PAGE, browser, installation, member
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.services.desk.lists.world import add, state

__all__ = ["browser", "installation", "member"]
FILE = f"{PAGE}/file"
TABLE = "キー,名前,受け入れられる人数\nmori,森小学校,3\nschools-1,見本小学校,4\n"


def send(browser: StaffBrowser, text: str = "", **boxes: str) -> tuple[int, str]:
    token = re.search(r'name="csrf_token" value="([^"]*)"', browser.client.get(FILE).text)
    assert token is not None
    files = {"entries": ("list.csv", text.encode(), "text/csv")}
    sent = browser.client.post(FILE, data={"csrf_token": token[1], **boxes}, files=files)
    return sent.status_code, html.unescape(sent.text) if sent.status_code != 303 else sent.headers["location"]


def hidden(page: str) -> dict[str, str]:
    boxes = dict(re.findall(r'name="(seen)" value="([^"]*)"', page))
    table = re.search(r'name="table" value="((?:""|[^>])*?)"><button', page)
    assert table is not None
    return {**boxes, "table": table[1]}


def test_a_file_is_looked_at_and_then_taken(installation: Installation, browser: StaffBrowser, member: Member) -> None:
    status, page = send(browser, TABLE)
    assert status == 200
    assert "足すもの 1件、変わるもの 1件。" in page
    assert "名前「見本市立見本小学校」→「見本小学校」" in page
    assert "ファイルにない6件は、そのまま残ります" in page
    assert state(installation, member).revision == 0, "a look changes nothing"
    status, where = send(browser, **hidden(page))
    assert (status, where) == (303, f"{PAGE}?state=&did=file")
    opened = state(installation, member)
    assert (opened.revision, len(opened.rows), opened.entry("mori").columns) == (1, 8, {"places": 3})
    assert "ファイルで2件を変えた" in browser.get(f"{PAGE}/history")


def test_one_wrong_cell_keeps_the_whole_file_out(
    installation: Installation, browser: StaffBrowser, member: Member
) -> None:
    status, page = send(browser, f"{TABLE}schools-2,,x\n")
    assert status == 422
    assert "直すところが2件あります。何も入れていません。" in page
    assert send(browser)[0] == 422
    assert state(installation, member).revision == 0


def test_a_list_that_changed_after_the_look_is_looked_at_again(
    installation: Installation, browser: StaffBrowser, member: Member
) -> None:
    _, page = send(browser, TABLE)
    add(installation, member)
    status, again = send(browser, **hidden(page))
    assert status == 409
    assert "ほかの人がこのリストを変えました" in again
    assert state(installation, member).revision == 1


def test_the_saved_file_says_the_same(browser: StaffBrowser) -> None:
    saved = browser.client.get(f"{PAGE}/entries.csv")
    assert saved.headers["content-disposition"].startswith('attachment; filename="list-schools-')
    status, page = send(browser, saved.content.decode("utf-8-sig"))
    assert (status, "変わるところはありません" in page) == (200, True)
