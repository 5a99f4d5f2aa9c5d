"""The scan of a paper form."""

import re
from dataclasses import replace

import pytest
from httpx2 import Response

from integrations.scanning.fake import SIGNATURE
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.ask_opinion import askable_files
from portal.services.filing.scan_form import QUESTION, form_scans, may_see_form
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.pictures import jpeg, pdf
from tests.portal.routes.counter_form import VISIT, Screen, begin, boxes, receipt, typed
from tests.portal.routes.desk.case.test_paper_by_two import PAPER, keyed_again, two_of, wanting_two
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, PROCEDURE, add_member


@pytest.fixture
def clerk(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))


def paper(installation: Installation, browser: StaffBrowser) -> Screen:
    answers = typed(installation.catalogue.current(PROCEDURE))
    screen = begin(browser)
    screen.press("refresh", {**VISIT, **PAPER, **answers})
    screen.press("refresh", {**PAPER, **answers})
    return screen


def scan(screen: Screen, name: str = "", content: bytes = b"", **buttons: str) -> Response:
    sent = {**boxes(screen.page), **{f"{QUESTION}.{act}": [value] for act, value in buttons.items()}}
    response = screen.browser.client.post(screen.address, data=sent, files={f"{QUESTION}.upload": (name, content)})
    screen.page = screen.browser.client.get(screen.address).text if response.status_code == 303 else response.text
    return response


def pages(text: str) -> list[str]:
    return re.findall(r'src="(/counter/drafts/[^"]+/pages/\d+)"', text)


def test_the_form_is_read_beside_the_boxes_and_goes_with_the_application(
    installation: Installation, clerk: StaffBrowser
) -> None:
    assert 'id="scan"' not in begin(clerk).page  # a visit has no paper form
    screen = paper(installation, clerk)
    assert scan(screen, "form.jpg", jpeg("one")).headers["location"] == screen.address
    assert scan(screen, "form.pdf", pdf(2)).status_code == 303
    addresses = pages(screen.page)
    assert len(addresses) == 3
    for address in addresses:
        response = clerk.client.get(address)
        assert (response.headers["content-type"], response.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert clerk.client.get(addresses[-1].removesuffix("2") + "3").status_code == 404
    number = receipt(screen.press("register"))
    section = add_member(installation, "tanto", ("reviewer", DUTY))
    desk = at_desk(installation, section).get(f"/desk/{number}")
    assert 'id="form-scan"' in desk
    assert len(set(re.findall(rf'href="(/desk/{number}/files/[^"/]+)"', desk))) == 2
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, section, number)
    assert (len(form_scans(case.shelf)), askable_files(case)) == (
        2,
        (),
    )  # the scan has all answers, and another section may see only some
    assert form_scans(replace(case, protected=True).shown_shelf) == ()


def test_a_page_is_taken_away_and_a_bad_file_is_reported_with_all_that_was_typed(
    installation: Installation, clerk: StaffBrowser
) -> None:
    screen = paper(installation, clerk)
    scan(screen, "form.jpg", jpeg())
    refused = scan(screen, "form.jpg", jpeg("bad") + SIGNATURE)
    assert (refused.status_code, "ウイルスの疑い" in refused.text, len(pages(refused.text))) == (422, True, 1)
    (page,) = pages(refused.text)
    assert scan(screen, remove=page.split("/")[5]).status_code == 303
    assert pages(screen.page) == []
    assert clerk.client.get(page).status_code == 404
    number = receipt(screen.press("register"))
    assert f"/desk/{number}/files/" not in clerk.get(f"/desk/{number}")


def test_a_form_is_scanned_after_it_was_keyed_by_who_takes_papers_in(
    installation: Installation, clerk: StaffBrowser
) -> None:
    number = receipt(paper(installation, clerk).press("register"))
    page = f"/desk/{number}/form-scan"
    assert page in clerk.get(f"/desk/{number}")

    def send(browser: StaffBrowser, content: bytes, **more: str) -> Response:
        token = re.search('name="csrf_token" value="([^"]*)"', browser.get("/desk"))
        assert token
        sent = {"csrf_token": token[1], **{f"{QUESTION}.{act}": value for act, value in more.items()}}
        return browser.client.post(
            page, data=sent, files={f"{QUESTION}.upload": ("form.jpg" if content else "", content)}
        )

    assert send(clerk, jpeg()).headers["location"] == page
    (file,) = set(re.findall(rf'href="/desk/{number}/files/([^"/]+)"', clerk.get(page)))
    assert f"/files/{file}" in clerk.get(f"/desk/{number}")
    assert (send(clerk, b"GIF89a").status_code, send(clerk, b"", remove=file).status_code) == (422, 303)
    assert f"/files/{file}" not in clerk.get(f"/desk/{number}")
    auditor = at_desk(installation, add_member(installation, "auditor", ("auditor", DUTY)))
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "childcare")))
    assert (send(auditor, jpeg()).status_code, charlie.client.get(page).status_code) == (403, 404)
    visit = begin(clerk)
    answers = typed(installation.catalogue.current(PROCEDURE))
    visit.press("refresh", {**VISIT, **answers})
    clerk.get(f"/desk/{receipt(visit.press('register', answers))}/form-scan", 404)


def test_a_stranger_sees_no_page_of_it_and_a_look_of_a_colleague_is_recorded(
    installation: Installation, clerk: StaffBrowser
) -> None:
    screen = paper(installation, clerk)
    scan(screen, "form.jpg", jpeg())
    (page,) = pages(screen.page)
    charlie = at_desk(installation, add_member(installation, "charlie", ("clerk", "childcare")))
    assert charlie.client.get(page).status_code == 404
    colleague = at_desk(installation, add_member(installation, "colleague", ("clerk", DUTY)))
    assert pages(colleague.get(screen.address)) == [page]
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)].count("see draft") == 1


def test_a_form_with_numbers_on_it_is_for_who_may_use_numbers(installation: Installation) -> None:
    with_number, without = (installation.catalogue.current(procedure) for procedure in ("kokumin-nenkin", PROCEDURE))
    duties = (("reviewer", with_number.duty), ("reviewer", DUTY))
    reads = add_member(installation, "reads", *duties)
    uses = add_member(installation, "uses", *duties, ("my_number", with_number.duty))
    allowed = [may_see_form(member, procedure) for member in (reads, uses) for procedure in (with_number, without)]
    assert allowed == [False, True, True, True]


def test_what_turns_into_a_visit_leaves_its_scan_behind(installation: Installation, clerk: StaffBrowser) -> None:
    screen = paper(installation, clerk)
    scan(screen, "form.jpg", jpeg())
    screen.press("refresh", dict(VISIT))
    assert pages(screen.page) == []
    number = receipt(screen.press("register"))
    assert 'id="form-scan"' not in clerk.get(f"/desk/{number}")


def test_two_who_key_it_blind_both_see_the_scan_and_choose_beside_it(installation: Installation) -> None:
    blind = wanting_two(installation, blind=True)
    alice, bob = two_of(blind)
    screen = paper(blind, alice)
    scan(screen, "form.jpg", jpeg())
    (page,) = pages(screen.page)
    screen.press("register")
    assert pages(bob.get(screen.address)) == [page]
    second = keyed_again(blind, bob, screen.address, {"phone": ["000-0000-0009"]})
    second.press("register")
    assert pages(bob.get(f"{screen.address}/compare")) == [page]
