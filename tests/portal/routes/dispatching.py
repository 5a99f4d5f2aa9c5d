"""Cases with letters to send, and the pages of the 発送簿."""

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.notices import dispatches
from portal.store.notices.dispatches import DispatchRow
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.world import alice, file_application

TO = {"name": "髙見本 太郎", "postal": "000-0001", "address": "見本県見本市見本町\n一丁目2番3号"}


def decided(installation: Installation, member: Member, outcome: str = "refused") -> str:
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        decision = read_decision(installation, case, outcome, "様式が違うためです。")
        decide_application(installation, unit, member, case, case.row.revision, decision)
        unit.commit()
    return number


def lines_of(installation: Installation, number: str) -> list[DispatchRow]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return dispatches.of_application(unit, row.id)


def line_of(installation: Installation, number: str) -> DispatchRow:
    return lines_of(installation, number)[-1]


def checked(browser: StaffBrowser, installation: Installation, number: str, **boxes: str) -> int:
    line = line_of(installation, number).id
    page = f"/desk/dispatches/{line}"
    response = browser.post(page, page, {**TO, "confirmed": "1", **boxes})
    assert response.status_code == 303, response.text
    return line


def packed(browser: StaffBrowser, *lines: int) -> str:
    page = "/desk/dispatches?state=checked"
    response = browser.post(
        page, "/desk/dispatches/batches", {"duty": "care-qualification", "line": [str(line) for line in lines]}
    )
    assert "/batches/" in response.headers["location"], response.headers["location"]
    return response.headers["location"].partition("?")[0]


def posted(browser: StaffBrowser, *lines: int, on: str = "2026-11-20") -> str:
    batch = packed(browser, *lines)
    assert browser.post(batch, f"{batch}/letters", {}).headers["content-type"] == "application/pdf"
    response = browser.post(batch, f"{batch}/sent", {"line": [str(line) for line in lines], "on": on})
    assert response.headers["location"] == f"{batch}?did=sent"
    return batch


def returned(installation: Installation, member: Member) -> str:
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        correction = read_return(
            installation.clock, case, (Asked("lost_how", "", "どこでなくしたか教えてください。"),), "2026-12-04"
        )
        assert not correction.mistakes
        return_for_correction(installation, unit, member, case, case.row.revision, correction)
        unit.commit()
    return number
