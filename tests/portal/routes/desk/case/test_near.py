"""Several reports of one broken street lamp."""

import pytest

from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.statements import run, sql
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import DUTY, guest, offer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member

NEAR = "近い場所や、同じ世帯などの同じ手続が、ほかにもあります"
PLACE = "      - {id: place, type: location, label: 場所}\n"
POINT = {"place.words": "小学校の前", "place.latitude": "35.123456", "place.longitude": "139.654321"}
BESIDE = {"place.words": "信号のところ", "place.latitude": "35.123600", "place.longitude": "139.654500"}
FAR = {"place.words": "港", "place.latitude": "35.133456", "place.longitude": "139.654321"}


def report(installation: Installation, place: dict[str, str], open_only: str = "true") -> str:
    extra = f"{{sign_in: none}}\nduplicate: {{same: [place], open_only: {open_only}}}"
    offer(installation, small(PLACE, version="1", duty=DUTY, identity=extra))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"}).press("次へ進む", place)
    return page.press("申請する").path.rpartition("/")[2]


def case_page(installation: Installation, number: str, login: str = "tanto", duty: str = DUTY) -> str:
    return at_desk(installation, add_member(installation, login, ("reviewer", duty))).get(f"/desk/{number}")


def test_others_about_the_same_place_are_beside_a_report(installation: Installation) -> None:
    first, far, second = (report(installation, place) for place in (POINT, FAR, BESIDE))
    page = case_page(installation, second)
    assert NEAR in page
    assert f'href="/desk/{first}"' in page
    assert "およそ20m" in page
    assert far not in page
    assert NEAR not in case_page(installation, far, "hoka")


@pytest.mark.parametrize(("open_only", "shown"), [("true", False), ("false", True)])
def test_one_that_was_decided_counts_where_the_definition_says_so(
    installation: Installation, open_only: str, shown: bool
) -> None:
    first, second = report(installation, POINT, open_only), report(installation, BESIDE, open_only)
    change(installation, first, "decided_at = arrived_at")
    assert (NEAR in case_page(installation, second)) is shown


def test_what_came_months_before_is_another_time(installation: Installation) -> None:
    first, second = report(installation, POINT), report(installation, BESIDE)
    change(installation, first, f"arrived_at = arrived_at - {91 * 86_400_000_000}")
    assert NEAR not in case_page(installation, second)


def change(installation: Installation, number: str, assignment: str) -> None:
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        run(unit, sql(f"UPDATE application SET {assignment} WHERE id = :id"), {"id": row.id})
        unit.commit()
