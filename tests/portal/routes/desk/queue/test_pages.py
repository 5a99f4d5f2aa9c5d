"""A PDF of a case is shown page by page with the reader's name."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from integrations.sockets.interfaces import Unusable
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.forms.loading.small import small
from tests.integrations.remaking.compounds import doc
from tests.integrations.remaking.test_office_text import docx, paragraph, table
from tests.pictures import pdf
from tests.portal.routes.desk.case.test_scans import record_arrival, scan, scans
from tests.portal.routes.guest_browser import Page, guest, offer
from tests.portal.routes.late_papers import filed, hand_in, number_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.case.test_show_pages import Drawer
from tests.portal.world import DUTY, add_member


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


@pytest.fixture
def receipt(installation: Installation) -> Page:
    return filed(installation)


def handed_in(desk: StaffBrowser, number: str, pages: int = 3) -> str:
    record_arrival(desk, number)
    scan(desk, number, pdf(pages))
    (address,) = scans(desk, number)
    return address


def test_page_by_page_with_the_mark_of_who_looks(installation: Installation, section: Member, receipt: Page) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    file = handed_in(desk, number)
    assert f'href="{file}/pages/1"' in desk.get(f"/desk/{number}?file={file.rpartition('/')[2]}")
    first, last = desk.get(f"{file}/pages/1"), desk.get(f"{file}/pages/3")
    assert ("前のページ" in first, "次のページ" in first, "3ページのうち1ページ目" in first) == (False, True, True)
    assert ("前のページ" in last, "次のページ" in last) == (True, False)
    assert "の1ページ目" in first.partition('class="file-page"')[2].partition(">")[0]
    response = desk.client.get(f"{file}/pages/1/picture")
    assert response.headers["content-type"] == "image/jpeg"
    assert "sandbox" in response.headers["content-security-policy"]
    with Image.open(BytesIO(response.content)) as picture:
        plain = Image.new("L", picture.size, "white")
        assert ImageChops.difference(picture.convert("L"), plain).getextrema()[1] > 60  # type: ignore[operator]
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "open file"]
    assert [detail.partition(" ")[2] for detail in details] == ["page 1", "page 3", "page 1"]


def test_there_is_no_page_of_another_file_or_number(installation: Installation, section: Member, receipt: Page) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    file = handed_in(desk, number, pages=1)
    for address in (f"{file}/pages/2", f"{file}x/pages/1", f"{file}/pages/2/picture"):
        assert desk.client.get(address).status_code == 404
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "roads")))
    assert other.client.get(f"{file}/pages/1").status_code == 404


def test_what_cannot_be_drawn_says_so_and_can_be_saved(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    file, broken = handed_in(desk, number), Drawer(Unusable("broken"))
    with_none = at_desk(replace(installation, remaker=broken), add_member(installation, "late", ("reviewer", DUTY)))
    page = with_none.get(f"{file}/pages/1")
    assert "このページは、ここでは開けません" in page
    assert f'href="{file}"' in page
    assert "file-page" not in page
    assert with_none.client.get(f"{file}/pages/1/picture").status_code == 404
    assert broken.calls == ["draw", "draw"]


LIST = "      - {id: list, type: file, label: 名簿, media: [docx], most: 1}\n"


def test_the_words_of_an_office_file_are_read_without_its_program(installation: Installation, section: Member) -> None:
    offer(installation, small(LIST, version="1", duty=DUTY))
    body = paragraph("&lt;名簿&gt;") + table("氏名|年齢", "見本太郎|40")
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    sent = page.press("次へ進む", files={"list.upload": ("list.docx", docx(body))}).press("申請する")
    desk = at_desk(installation, section)
    case = desk.get(f"/desk/{number_of(sent)}")
    address = re.search(r'href="([^"]+/pages/1)">文字だけを読む', case)
    assert address, case
    words = desk.get(address[1])
    assert "読むための手助けです" in words
    assert "<p>&lt;名簿&gt;</p>" in desk.client.get(address[1]).text
    assert '<td class="wraps">見本太郎</td><td class="wraps">40</td>' in words
    assert desk.client.get(address[1].replace("/pages/1", "/pages/2")).status_code == 404
    assert desk.client.get(f"{address[1]}/picture").status_code == 404
    unread = at_desk(replace(installation, remaker=Unreadable()), add_member(installation, "late", ("reviewer", DUTY)))
    assert "このファイルは、ここでは読めません" in unread.get(address[1])


def test_an_old_file_and_xml_are_saved_and_never_shown(installation: Installation, section: Member) -> None:
    offer(installation, small(LIST.replace("[docx], most: 1", "[doc, xml], most: 2"), version="1", duty=DUTY))
    chosen = {"list.upload": ("名簿.doc", doc("名簿"))}
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    case_page = page.press("次へ進む", files=chosen).press("申請する")
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    data = "<a><b>見本</b></a>".encode()
    other = page.press("次へ進む", files={"list.upload": ("a.xml", data)}).press("申請する")
    desk = at_desk(installation, section)
    case = desk.get(f"/desk/{number_of(case_page)}")
    assert "名簿.doc" in case
    assert "古い形の文書です" in case
    assert "文字だけを読む" not in case
    (address,) = set(re.findall(r'href="(/desk/[^"]+/files/[^"/]+)"', case))
    saved = desk.client.get(address)
    assert (saved.content, saved.headers["content-type"]) == (doc("名簿"), "application/msword")
    assert desk.client.get(f"{address}/pages/1").status_code == 404
    case = desk.get(f"/desk/{number_of(other)}")
    assert "文字だけを読む" not in case
    (address,) = set(re.findall(r'href="(/desk/[^"]+/files/[^"/]+)"', case))
    saved = desk.client.get(address)
    assert saved.content == data
    assert saved.headers["content-type"].startswith("text/plain"), "a browser would run a page in XML"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.headers["x-content-type-options"] == "nosniff"


def test_a_paper_takes_office_files_where_its_definition_says_so(installation: Installation) -> None:
    papers = "attach:\n  - {id: proof, label: 名簿, later: true, office: true}\n  - {id: map, label: 図, later: true}\n"
    sent = filed(installation, papers)
    refused = hand_in(sent.browser, number_of(sent), docx(paragraph("図")), "map")
    assert "DOCX" not in refused.browser.open(refused.path).text
    assert refused.status == 422
    taken = hand_in(sent.browser, number_of(sent), docx(paragraph("名簿")))
    assert taken.status == 200
    assert ".docx" in taken.text


class Unreadable(Drawer):
    def read(self, _content: bytes, _media: str) -> str:
        raise Unusable("broken")
