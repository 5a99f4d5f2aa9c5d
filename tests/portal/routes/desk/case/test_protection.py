"""Marking a person as protected on the case page."""

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


def test_a_mark_is_set_with_a_reason_and_lifted(installation: Installation) -> None:
    guard = at_desk(installation, add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY)))
    address = f"/desk/{file_application(installation, alice(installation))}"
    marked = guard.post(address, f"{address}/protect", {"person": "0", "reason": "支援措置"})
    assert marked.headers["location"] == f"{address}?did=protect"
    assert "/unprotect" in guard.get(address)
    assert guard.post(address, f"{address}/unprotect", {}).headers["location"] == f"{address}?did=unprotect"
    assert "/unprotect" not in guard.get(address)
