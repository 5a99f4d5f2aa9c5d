"""意見照会: the section that is asked sees files only if allowed."""

import re
from io import BytesIO

import pytest
from PIL import Image

from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.pictures import jpeg, pdf
from tests.portal.routes.desk.case.test_opinions import ANSWER, OTHER, ask
from tests.portal.routes.desk.case.test_scans import record_arrival, scan
from tests.portal.routes.guest_browser import Page
from tests.portal.routes.late_papers import filed, number_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

ALL = "-files"


@pytest.fixture
def tanto(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY)))


@pytest.fixture
def kyufu(installation: Installation) -> Member:
    return add_member(installation, "kyufu", ("reviewer", OTHER))


@pytest.fixture
def number(installation: Installation, tanto: StaffBrowser) -> str:
    receipt: Page = filed(installation)
    receipt_number = number_of(receipt)
    record_arrival(tanto, receipt_number)
    scan(tanto, receipt_number, jpeg())
    scan(tanto, receipt_number, pdf(2))
    return receipt_number


def addresses(page: str) -> tuple[str, str]:
    picture, first = re.search(r'src="([^"]+/picture)"', page), re.search(r'href="([^"]+/pages/1)"', page)
    assert picture, page
    assert first, page
    return picture[1], first[1]


def test_pictures_with_the_mark_of_who_looks_until_it_was_answered(
    installation: Installation, tanto: StaffBrowser, kyufu: Member, number: str
) -> None:
    assert "添えられたファイル（2）" in tanto.get(f"/desk/{number}/opinions")
    assert ask(tanto, number, {"part": ALL}) == 303
    browser = at_desk(installation, kyufu)
    picture, first = addresses(browser.get("/desk/opinions/1"))
    page = browser.get(first)
    assert ("2ページのうち1ページ目" in page, "ファイルを保存する" in page, "次のページ" in page) == (True, False, True)
    for address in (picture, f"{first}/picture"):
        response = browser.client.get(address)
        assert (response.headers["content-type"], "sandbox" in response.headers["content-security-policy"]) == (
            "image/jpeg",
            True,
        )
    beside = re.search(r'href="([^"#]+[?]file=[^"#]+)#attachment"', tanto.get(f"/desk/{number}"))
    assert beside
    own = re.search(r'src="([^"]+/picture)"', tanto.get(beside[1]))
    assert own
    with (
        Image.open(BytesIO(browser.client.get(picture).content)) as marked,
        Image.open(BytesIO(tanto.client.get(own[1]).content)) as original,
    ):
        assert marked.tobytes() != original.tobytes(), "each picture has the reader's mark"
    for address in (picture.removesuffix("/picture"), own[1], own[1].removesuffix("/picture"), f"/desk/{number}"):
        browser.get(address, status=404)
    with installation.database.read() as unit:
        opened = [record.actor for record in audit_records.after(unit, 0) if record.action == "open file"]
    assert opened.count("staff:kyufu") == 4
    assert browser.post("/desk/opinions/1", "/desk/opinions/1", {"answer": ANSWER}).status_code == 303
    assert "添えられたファイル" not in browser.get("/desk/opinions/1")
    for address in (picture, first, f"{first}/picture"):
        browser.get(address, status=404)


def test_without_leave_for_files_and_for_strangers_there_are_none(
    installation: Installation, tanto: StaffBrowser, kyufu: Member, number: str
) -> None:
    assert [ask(tanto, number, {"part": part}) for part in ("reason", ALL)] == [303, 303]
    browser = at_desk(installation, kyufu)
    assert "添えられたファイル" not in browser.get("/desk/opinions/1")
    picture, first = addresses(browser.get("/desk/opinions/2"))
    for address in (picture, first, f"{first}/picture"):
        browser.get(address.replace("/opinions/2/", "/opinions/1/"), status=404)
    for role, duty, status in (("reviewer", "roads", 404), ("clerk", OTHER, 403)):
        charlie = at_desk(installation, add_member(installation, f"charlie-{role}", (role, duty)))
        for address in (picture, first, f"{first}/picture"):
            charlie.get(address, status=status)


def test_of_somebody_protected_no_file_is_shown(
    installation: Installation, tanto: StaffBrowser, kyufu: Member, number: str
) -> None:
    assert ask(tanto, number, {"part": ALL}) == 303
    seeing = add_member(installation, "hogo", ("reviewer", OTHER), ("protected", OTHER))
    picture, _ = addresses(at_desk(installation, seeing).get("/desk/opinions/1"))
    with installation.database.write() as unit:
        protect(installation, unit, kyufu.actor, [], STAFF, "x", application_id=1)
        unit.commit()
    at_desk(installation, kyufu).get("/desk/opinions/1", status=404)
    assert "添えられたファイル" not in at_desk(installation, seeing).get("/desk/opinions/1")
    at_desk(installation, seeing).get(picture, status=404)
