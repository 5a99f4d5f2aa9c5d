"""The pages that attach notices of the core system."""

import re

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.attach_many import MOST
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.examples import IS_LONG
from tests.portal.pdfs import pdf_of
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.staff_browser import StaffBrowser, _value, at_desk
from tests.portal.services.notices.test_attach_many import lines_of, packed

PAPER = pdf_of("通知書")


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return core_examiner(installation)


@pytest.fixture
def browser(installation: Installation, clerk: Member) -> StaffBrowser:
    return at_desk(installation, clerk)


def send(browser: StaffBrowser, address: str, box: str, name: str, content: bytes, **typed: str) -> tuple[int, str]:
    token = _value(browser.client.get(address).text, "csrf_token")
    answer = browser.client.post(address, data={"csrf_token": token, **typed}, files={box: (name, content)})
    return answer.status_code, answer.text


def test_one_paper_is_attached_after_what_is_printed_on_it_fits(
    installation: Installation, browser: StaffBrowser, clerk: Member
) -> None:
    number = core_case(installation, clerk)
    with installation.database.read() as unit:
        name = addressee_of(case_of_member(installation, unit, clerk, number)).name
    address = f"/desk/{number}/core-notice"
    assert "まだつけていません" in browser.get(f"/desk/{number}")
    status, text = send(
        browser, address, "paper", "a.pdf", PAPER, addressee="見本　別人", number="介認1", decided_on=""
    )
    assert (status, "宛名が、申請の本人とちがいます" in text, 'value="介認1"' in text) == (422, True, True)
    assert send(browser, address, "paper", "a.txt", b"no", addressee=name, number="介認1")[0] == 422
    assert send(browser, address, "paper", "a.pdf", PAPER, addressee=name, number="介認1", decided_on="")[0] == 303
    assert "つけてあります" in browser.get(f"/desk/{number}")
    assert browser.client.get(f"/desk/{number}/notices/1.pdf").content == PAPER


def test_a_case_that_awaits_none_leads_back(installation: Installation, browser: StaffBrowser, clerk: Member) -> None:
    number = core_case(installation, clerk, outcome="")
    assert browser.client.get(f"/desk/{number}/core-notice").headers["location"] == f"/desk/{number}"


def test_many_are_attached_and_the_stopped_ones_listed_with_the_reason(
    installation: Installation, browser: StaffBrowser, clerk: Member
) -> None:
    number = core_case(installation, clerk)
    content = packed([(number, "a.pdf", "見本　別人", "介認1", "")])
    status, text = send(browser, "/desk/core-notices", "papers", "a.zip", content)
    assert (status, "1件を止めました" in text, "宛名が、申請の本人とちがいます" in text) == (200, True, True)
    assert send(browser, "/desk/core-notices", "papers", "a.zip", b"no zip")[0] == 422


PAPERS = MOST if IS_LONG else 50


def test_of_a_stack_of_papers_two_of_another_person_are_stopped_and_the_others_attached(
    installation: Installation, browser: StaffBrowser, clerk: Member
) -> None:
    """Three clicks: the link, the file, the button."""
    lines = lines_of(installation, clerk, [core_case(installation, clerk) for _ in range(PAPERS)])
    for place in (7, 41):
        lines[place] = (*lines[place][:2], "見本　別人", *lines[place][3:])
    assert 'href="/desk/core-notices"' in browser.get("/desk/bulk")
    content = packed(lines, dict.fromkeys((line[1] for line in lines), PAPER))
    status, text = send(browser, "/desk/core-notices", "papers", "a.zip", content)
    assert (
        status,
        f"{PAPERS}件のうち、<strong>{PAPERS - 2}件</strong>をつけました。" in text,
        "2件を止めました" in text,
    ) == (
        200,
        True,
        True,
    )
    stopped = re.findall(r"<th scope=\"row\"><span class=\"number\">([0-9-]+)</span></th>", text)
    assert stopped == [lines[7][0], lines[41][0]]
    awaited = re.findall(r"<a class=\"number\" href=\"/desk/([0-9-]+)\">", text)
    assert sorted(awaited) == sorted(stopped)
    mended = packed(lines_of(installation, clerk, [line[0] for line in lines]))
    _, again = send(browser, "/desk/core-notices", "papers", "a.zip", mended)
    assert (
        f"<strong>2件</strong>をつけました。もうつけてあった{PAPERS - 2}件は、そのままです。" in again,
        "止めました" in again,
    ) == (True, False)
