"""A PDF of a case is read in place, page by page, with the mark of who looks; what cannot be drawn says so calmly."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from integrations.interfaces import Remade, Unusable
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.store import audit_records
from tests.databases import Makers
from tests.pictures import pdf
from tests.portal.routes.guest_browser import Page
from tests.portal.routes.late_papers import filed, number_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.routes.test_desk_scans import came, scan, scans
from tests.portal.world import DUTY, add_member


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


@pytest.fixture
def receipt(installation: Installation) -> Page:
    return filed(installation)


def handed_in(desk: StaffBrowser, number: str, pages: int = 3) -> str:
    """The address of a PDF of this case."""
    came(desk, number)
    scan(desk, number, pdf(pages))
    (address,) = scans(desk, number)
    return address


def test_page_by_page_with_the_mark_of_who_looks(installation: Installation, section: Member, receipt: Page) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    file = handed_in(desk, number)
    assert f'href="{file}/pages/1"' in desk.get(f"/desk/{number}")
    first, last = desk.get(f"{file}/pages/1"), desk.get(f"{file}/pages/3")
    assert ("前のページ" in first, "次のページ" in first, "3ページのうち1ページ目" in first) == (False, True, True)
    assert ("前のページ" in last, "次のページ" in last) == (True, False)
    assert "の1ページ目" in first.partition('class="file-page"')[2].partition(">")[0]
    answer = desk.client.get(f"{file}/pages/1/picture")
    assert answer.headers["content-type"] == "image/jpeg"
    assert "sandbox" in answer.headers["content-security-policy"]
    with Image.open(BytesIO(answer.content)) as picture:
        plain = Image.new("L", picture.size, "white")
        assert ImageChops.difference(picture.convert("L"), plain).getextrema()[1] > 60  # type: ignore[operator]
    with installation.database.read() as unit:
        told = [one.detail for one in audit_records.after(unit, 0) if one.action == "open file"]
    assert [detail.partition(" ")[2] for detail in told] == ["page 1", "page 3", "page 1"]


def test_there_is_no_page_of_another_file_or_number(installation: Installation, section: Member, receipt: Page) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    file = handed_in(desk, number, pages=1)
    for address in (f"{file}/pages/2", f"{file}x/pages/1", f"{file}/pages/2/picture"):
        assert desk.client.get(address).status_code == 404
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "roads")))
    assert other.client.get(f"{file}/pages/1").status_code == 404


class Broken:
    """Draws nothing."""

    name = "broken"

    def remake(self, content: bytes, media: str) -> Remade:
        return Remade(content, media)

    def turn(self, content: bytes) -> Remade:
        raise Unusable("broken")

    def draw(self, content: bytes, page: int) -> Remade:
        raise Unusable("broken")


def test_what_cannot_be_drawn_says_so_and_can_be_saved(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    file = handed_in(desk, number)
    with_none = at_desk(replace(installation, remaker=Broken()), add_member(installation, "late", ("reviewer", DUTY)))
    page = with_none.get(f"{file}/pages/1")
    assert "このページは、ここでは開けません" in page
    assert f'href="{file}"' in page
    assert "file-page" not in page
    assert with_none.client.get(f"{file}/pages/1/picture").status_code == 404
