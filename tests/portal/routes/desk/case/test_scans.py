"""Scans of papers received by post or at the counter."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from httpx2 import Response

from integrations.scanning.fake import SIGNATURE, FakeScanner
from portal.jobs.check_waiting_files import check_waiting_files
from portal.jobs.send_notices import send_notices
from portal.services.filing.describe_papers import papers_of_case
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.pictures import jpeg
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.routes.guest_browser import Page
from tests.portal.routes.late_papers import filed, hand_in, number_of, rows
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import DUTY, add_member

CAME = {"came_by": "post", "came_on": "2026-11-20"}
ADD = "スキャンをつける"


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


@pytest.fixture
def receipt(installation: Installation) -> Page:
    return filed(installation)


def paper(number: str) -> str:
    return f"/desk/{number}/papers/proof"


def record_arrival(desk: StaffBrowser, number: str) -> None:
    assert desk.post(f"/desk/{number}", f"{paper(number)}/came", CAME).status_code == 303


def scan(
    desk: StaffBrowser, number: str, content: bytes | None = None, boxes: Mapping[str, str] | None = None
) -> Response:
    token = re.search('name="csrf_token" value="([^"]*)"', desk.get("/desk"))
    assert token is not None
    chosen = ("scan.jpg", content) if content is not None else ("", b"")
    return desk.client.post(
        paper(number), data={"csrf_token": token[1], **(boxes or {})}, files={"scan-proof.upload": chosen}
    )


def scans(desk: StaffBrowser, number: str) -> list[str]:
    return sorted(set(re.findall(rf'href="(/desk/{number}/files/[^"/]+)"', desk.get(f"/desk/{number}"))))


def test_a_letter_is_scanned_read_at_the_desk_and_taken_away_again(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    assert ADD not in desk.get(paper(number))
    record_arrival(desk, number)
    assert ADD in desk.get(paper(number))
    before = case_of(installation, section, number).row
    assert scan(desk, number, jpeg("one")).headers["location"] == paper(number)
    scan(desk, number, jpeg("two"))
    assert len(scans(desk, number)) == 2
    assert "スキャン：" in desk.get(f"/desk/{number}")
    assert desk.client.get(scans(desk, number)[0]).headers["content-type"] == "image/jpeg"
    going = scans(desk, number)[0]
    scan(desk, number, boxes={"scan-proof.remove": going.rpartition("/")[2]})
    assert len(scans(desk, number)) == 1
    assert desk.client.get(going).status_code == 404
    case, row = case_of(installation, section, number), rows(installation, section, number)["proof"]
    assert (case.row.arrived_at, case.row.state, case.row.revision) == (
        before.arrived_at,
        before.state,
        before.revision,
    )
    assert (row.state, row.came_by) == ("came", "post")
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert (actions.count("keep file"), actions.count("scan paper")) == (2, 3)


def test_the_applicant_sees_no_scan(installation: Installation, section: Member, receipt: Page) -> None:
    """A clerk may scan the wrong paper, and the page would show it to another person."""
    number, desk = number_of(receipt), at_desk(installation, section)
    record_arrival(desk, number)
    scan(desk, number, jpeg())
    (address,) = scans(desk, number)
    page = receipt.browser.open(receipt.path)
    assert "11月20日（金）に届きました" in page.text
    assert "/files/" not in page.text
    assert receipt.browser.open(address.replace("/desk/", "/applications/")).status == 404


def test_a_scan_is_checked_like_every_file(installation: Installation, section: Member, receipt: Page) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    record_arrival(desk, number)
    for content, message in ((b"GIF89a", "受け取れる種類ではありません"), (jpeg() + SIGNATURE, "ウイルスの疑い")):
        response = scan(desk, number, content)
        assert (response.status_code, message in response.text) == (422, True)
    assert scans(desk, number) == []


def test_what_is_refused_after_the_scanner_is_back_is_reported_at_the_desk_and_to_nobody_else(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number = number_of(receipt)
    proved(installation, case_of(installation, section, number).row.person_id)
    scanner = FakeScanner()
    scanner.down = True
    away = replace(installation, scanner=scanner)
    desk = at_desk(away, section)
    record_arrival(desk, number)
    assert scan(desk, number, jpeg() + SIGNATURE).status_code == 303
    assert "まだ確かめていません" in desk.get(f"/desk/{number}")
    scanner.down = False
    assert check_waiting_files(later(away, minutes=3)) == 1
    while send_notices(away):
        pass
    assert not [mail for mail in mails(away) if "ファイル" in mail.subject]
    assert rows(away, section, number)["proof"].state == "came"
    assert "スキャンの1つを受け取れませんでした" in desk.get(f"/desk/{number}")
    assert "ウイルスの疑い" in desk.get(paper(number))
    scan(desk, number, jpeg())
    assert "受け取れませんでした" not in desk.get(f"/desk/{number}")


def test_only_what_came_on_paper_is_scanned_and_only_by_who_takes_papers_in(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    assert scan(desk, number, jpeg()).status_code == 404  # the paper has not arrived
    clerk = at_desk(installation, add_member(installation, "mado", ("clerk", DUTY)))
    auditor = at_desk(installation, add_member(installation, "miru", ("auditor", DUTY)))
    stranger = at_desk(installation, add_member(installation, "hoka", ("reviewer", "child-allowance")))
    record_arrival(desk, number)
    assert scan(clerk, number, jpeg()).status_code == 303
    assert (scan(auditor, number, jpeg()).status_code, scan(stranger, number, jpeg()).status_code) == (403, 404)
    assert len(scans(desk, number)) == 1


def test_what_came_on_line_is_the_applicants_own(installation: Installation, section: Member, receipt: Page) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    hand_in(receipt.browser, number)
    assert ADD not in desk.get(paper(number))
    assert scan(desk, number, jpeg("another")).status_code == 404
    assert len(scans(desk, number)) == 1


def test_of_protected_people_a_scan_is_seen_and_made_by_those_who_see_the_rest(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    noted = {**CAME, "note": "封筒の裏に住所"}
    assert desk.post(f"/desk/{number}", f"{paper(number)}/came", noted).status_code == 303
    scan(desk, number, jpeg())
    case = case_of(installation, section, number)
    with installation.database.read() as unit:
        speech = speech_of(case.procedure, "ja")
        (hidden,) = papers_of_case(installation.clock, unit, replace(case, protected=True), speech)
        (shown,) = papers_of_case(installation.clock, unit, replace(case, protected=True, shows_all=True), speech)
    assert (len(hidden.scans), len(shown.scans)) == (0, 1)
    assert (hidden.note, shown.note) == ("", "封筒の裏に住所")
