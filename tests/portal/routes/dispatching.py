"""Cases with letters that are to leave, and the pages of the 発送簿."""

import io
import re

from pypdf import PdfReader

from portal.services.cases import case_of_member
from portal.services.decide_application import decide_application, read_decision
from portal.services.installation import Installation
from portal.services.return_for_correction import Asked, read_return, return_for_correction
from portal.services.rights import Member
from portal.store import applications, dispatches
from portal.store.dispatches import DispatchRow
from tests.portal.routes.staff_browser import StaffBrowser
from tests.portal.world import alice, file_application

TO = {"name": "髙見本 太郎", "postal": "000-0001", "address": "見本県見本市見本町\n一丁目2番3号"}


def decided(installation: Installation, member: Member, outcome: str = "refused") -> str:
    """A case whose notice waits in the list; its receipt number."""
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
    """The last one."""
    return lines_of(installation, number)[-1]


def checked(browser: StaffBrowser, installation: Installation, number: str, **boxes: str) -> int:
    """The line of this case, compared; its id."""
    line = line_of(installation, number).id
    page = f"/desk/dispatches/{line}"
    answer = browser.post(page, page, {**TO, "confirmed": "1", **boxes})
    assert answer.status_code == 303, answer.text
    return line


def packed(browser: StaffBrowser, *lines: int) -> str:
    """The address of their batch."""
    page = "/desk/dispatches?state=checked"
    answer = browser.post(
        page, "/desk/dispatches/batches", {"duty": "care-qualification", "line": [str(line) for line in lines]}
    )
    assert "/batches/" in answer.headers["location"], answer.headers["location"]
    return answer.headers["location"].partition("?")[0]


def posted(browser: StaffBrowser, *lines: int, on: str = "2026-11-20") -> str:
    """Packed, printed and sent; the address of the batch."""
    batch = packed(browser, *lines)
    assert browser.post(batch, f"{batch}/letters", {}).headers["content-type"] == "application/pdf"
    answer = browser.post(batch, f"{batch}/sent", {"line": [str(line) for line in lines], "on": on})
    assert answer.headers["location"] == f"{batch}?did=sent"
    return batch


def returned(installation: Installation, member: Member) -> str:
    """A case that waits for a correction; its receipt number."""
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        wanted = read_return(
            installation, case, (Asked("lost_how", "", "どこでなくしたか教えてください。"),), "2026-12-04"
        )
        assert not wanted.mistakes
        return_for_correction(installation, unit, member, case, case.row.revision, wanted)
        unit.commit()
    return number


def pages(pdf: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
