"""A correction's later due day on the pages."""

from portal.services.shared.installation import Installation
from tests.portal.routes.dispatching import returned
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member


def test_the_later_day_is_after_the_one_before_and_has_a_reason(installation: Installation) -> None:
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    address, desk = f"/desk/{returned(installation, member)}", at_desk(installation, member)
    page = f"{address}/extend"
    assert desk.post(page, page, {"due": "2026-12-04", "reason": ""}).status_code == 422
    right = desk.post(page, page, {"due": "2026-12-18", "reason": "入院しているため"})
    assert right.headers["location"] == f"{address}?did=extend"
    assert "12月18日" in desk.get(address)
