"""Marking a person as protected on the case page."""

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.filing.filing import ask_again
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


def test_an_address_that_is_withheld_is_not_written_over_either(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    member = add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY))
    guard, other = (
        at_desk(installation, who) for who in (member, add_member(installation, "tanto", ("reviewer", DUTY)))
    )
    address = f"/desk/{number}"
    guard.post(address, f"{address}/protect", {"person": "0", "reason": "支援措置"})
    ask_again(installation, member, number, "address")
    other.get(f"{address}/correct", 403)
    typed = {"address.postal": "0000001", "address.town": "見本県見本市見本町", "address.street": "九丁目"}
    for more in ({}, {"address.postal": ""}):
        sent = {**typed, **more, "came_by": "counter", "said": "来た人が書いた"}
        assert other.post(address, f"{address}/correct", sent).status_code == 403
    page = guard.get(f"{address}/correct")
    assert ("一丁目2番3号" in page, "九丁目" in page) == (True, False)
