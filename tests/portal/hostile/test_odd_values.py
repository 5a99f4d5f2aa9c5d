"""Values that no page offers get an error page, never a bug."""

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover.hand_over import hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def desk(installation: Installation) -> StaffBrowser:
    member = add_member(installation, "all", ("reviewer", DUTY), ("exporter", DUTY))
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()
    return at_desk(installation, member)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/desk/book?from=0001-01-01&to=9999-12-31", 422),
        ("/desk/book?from=1873-01-01&to=9999-12-31", 200),
        ("/desk/book.csv?from=1873-01-01&to=9999-12-31", 200),
        ("/desk/book.csv?from=0001-01-01&to=9999-12-31", 400),
        ("/desk/book?from=%00&to=%00", 422),
        ("/desk?after=%00_1", 200),
        (f"/desk?after={'9' * 9999}_{'9' * 9999}", 200),
        ("/desk/found?find=%00%ff", 200),
        ("/desk/exports/batches/%00", 404),
        ("/counter/drafts/%00", 404),
        ("/desk/drawings/koen?closes=%00", 404),
    ],
)
@pytest.mark.both_engines
def test_an_odd_address_has_an_answer(address: str, status: int, desk: StaffBrowser) -> None:
    assert desk.client.get(address).status_code == status


@pytest.mark.parametrize("reason", ["a\0b", "a\u202eb", "\x1b[31m", "x" * 201, " "])
def test_a_reason_is_words(reason: str, desk: StaffBrowser, installation: Installation) -> None:
    """It is part of the manifest, and PostgreSQL accepts no NUL."""
    made = hand_over(installation, "generic.application", DUTY, Actor("system", "test")).batch
    assert made is not None
    page = f"/desk/exports/batches/{made.number}"
    assert desk.post(page, f"{page}/reissue", {"reason": reason}).status_code == 422
    assert desk.post(page, f"{page}/reissue", {"reason": "届かなかった"}).status_code == 303
