"""庁外の働き方: the same member of staff within the city's network and outside of it."""

from dataclasses import replace

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.residents.mark_protected import mark_protected
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

_RIGHTS = tuple((role, DUTY) for role in ("reviewer", "clerk", "exporter", "protected", "my_number"))


def at(installation: Installation, networks: str, login: str) -> StaffBrowser:
    settings = installation.settings.model_copy(update={"staff_networks": networks})
    return at_desk(replace(installation, settings=settings), add_member(installation, login, *_RIGHTS))


@pytest.fixture
def inside(installation: Installation) -> StaffBrowser:
    return at(installation, "", "inside")


@pytest.fixture
def outside(installation: Installation) -> StaffBrowser:
    return at(installation, "10.1.0.0/16", "outside")


def test_cases_are_worked_on_and_the_page_says_what_it_lacks(
    installation: Installation, inside: StaffBrowser, outside: StaffBrowser
) -> None:
    number = file_application(installation, alice(installation))
    for browser, shown in ((inside, False), (outside, True)):
        page = browser.get(f"/desk/{number}")
        assert ("庁外で使っています" in page, " data-outside>" in page) == (shown, shown)
    assert number in outside.get("/desk")


def test_no_file_and_no_hand_over_leaves(
    installation: Installation, inside: StaffBrowser, outside: StaffBrowser
) -> None:
    number = file_application(installation, alice(installation))
    for address in (f"/desk/{number}/form.pdf", "/desk/book.csv"):
        assert (address, inside.client.get(address).status_code) == (address, 200)
        refused = outside.client.get(address)
        assert refused.status_code == 403
        assert "庁外で使っています" in refused.text
    assert inside.client.get("/desk/exports").status_code == 200
    assert outside.client.get("/desk/exports").status_code == 403
    assert "/desk/exports" not in outside.get("/desk")


def test_nothing_is_recorded_as_printed_that_did_not_leave(installation: Installation, outside: StaffBrowser) -> None:
    number = file_application(installation, alice(installation))
    page = f"/desk/{number}"
    outside.get(page)
    with installation.database.read() as unit:
        before = [record.action for record in audit_records.after(unit, 0)]
    posts = (
        "/desk/dispatches/batches/1/letters",
        "/desk/dispatches/batches/1/labels",
        f"{page}/period/letter",
        f"{page}/payment/slip",
    )
    refused = [outside.client.get(address).status_code for address in (f"{page}/form.pdf", "/desk/book.csv")]
    refused += [outside.post(page, address, {}).status_code for address in posts]
    assert refused == [403] * 6
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert [action for action in actions[len(before) :] if action not in ("see case", "refuse")] == []


def test_a_protected_person_is_not_there(
    installation: Installation, inside: StaffBrowser, outside: StaffBrowser
) -> None:
    number = file_application(installation, alice(installation))
    guard = add_member(installation, "guard", ("reviewer", DUTY), ("protected", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, guard, number)
        mark_protected(installation, unit, guard, case, case.row.revision, ["0"], "支援措置")
        unit.commit()
    assert "丁目2番3号" in inside.get(f"/desk/{number}")
    seen = outside.client.get(f"/desk/{number}")
    assert "丁目2番3号" not in seen.text
