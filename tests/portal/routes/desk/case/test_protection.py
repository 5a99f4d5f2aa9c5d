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


def test_who_is_named_in_the_case_neither_protects_anybody_of_it_nor_ends_it(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    guard = at_desk(installation, add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY)))
    rights = (("reviewer", DUTY), ("protected", DUTY))
    named = at_desk(installation, add_member(installation, "taro", *rights, name="髙見本 太郎"))
    address, mark = f"/desk/{number}", {"person": "0", "reason": "支援措置"}
    assert named.post(address, f"{address}/protect", mark).status_code == 403
    guard.post(address, f"{address}/protect", mark)
    assert named.post(address, f"{address}/unprotect", {}).status_code == 403
    assert "/unprotect" in guard.get(address)
