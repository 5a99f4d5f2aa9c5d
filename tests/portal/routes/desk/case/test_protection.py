"""Marking a person as protected on the case page."""

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.stop_application import ASK, stop_application
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.my_cases.test_send_message import ask, calls
from tests.portal.services.my_cases.test_stop_application import examined
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application


def test_a_mark_is_set_with_a_reason_and_lifted(installation: Installation) -> None:
    guard = at_desk(installation, add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY)))
    address = f"/desk/{file_application(installation, alice(installation))}"
    marked = guard.post(address, f"{address}/protect", {"person": "0", "reason": "支援措置"})
    assert marked.headers["location"] == f"{address}?did=protect"
    assert "/unprotect" in guard.get(address)
    asked = guard.post(address, f"{address}/unprotect", {})
    shown = ("次の印が消えます。" in asked.text, "hogoさん「支援措置」" in asked.text, "エラー" in asked.text)
    assert (asked.status_code, shown) == (200, (True, True, False))
    wrong = guard.post(address, f"{address}/unprotect", {"reason": " "})
    assert (wrong.status_code, "やめる理由を、300字までで書いてください。" in wrong.text) == (422, True)
    ended = guard.post(address, f"{address}/unprotect", {"reason": "本人の申出"})
    assert ended.headers["location"] == f"{address}?did=unprotect"
    page = guard.get(address)
    assert ("/unprotect" in page, "hogoさん「本人の申出」" in page) == (False, True)
    other = at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY)))
    assert "本人の申出" not in other.get(address)


def test_who_is_named_in_the_case_neither_protects_anybody_of_it_nor_ends_it(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    guard = at_desk(installation, add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY)))
    rights = (("reviewer", DUTY), ("protected", DUTY))
    named = at_desk(installation, add_member(installation, "taro", *rights, name="髙見本 太郎"))
    address, mark = f"/desk/{number}", {"person": "0", "reason": "支援措置"}
    assert named.post(address, f"{address}/protect", mark).status_code == 403
    guard.post(address, f"{address}/protect", mark)
    for sent in ({}, {"reason": "申出"}):
        assert named.post(address, f"{address}/unprotect", sent).status_code == 403
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


def test_what_is_written_from_either_side_is_withheld_with_the_address_and_stays_new(
    installation: Installation,
) -> None:
    rights = (("reviewer", DUTY), ("protected", DUTY))
    member, other = add_member(installation, "hogo", *rights), add_member(installation, "tanto", ("reviewer", DUTY))
    session, guard, unaware = alice(installation), at_desk(installation, member), at_desk(installation, other)
    number = examined(installation, session, member)
    address = f"/desk/{number}"
    guard.post(address, f"{address}/protect", {"person": "0", "reason": "支援措置"})
    ask(installation, session, number, "湊町2番地に引っ越しました", new_form())
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        stop_application(installation, unit, case, actor, ASK, "湊町2番地で出し直します")
        unit.commit()
    answer = {"once": new_form(), "text": "湊町2番地に送ります"}
    assert guard.post(f"{address}/messages", f"{address}/messages", answer).status_code == 303
    ask(installation, session, number, "湊町2番地です", new_form())
    pages = (address, f"{address}/messages", f"{address}/stop")
    for page in pages:
        assert ("湊町" in unaware.get(page), "決められた職員だけに見えます。" in unaware.get(page)) == (False, True), (
            page
        )
    assert calls(installation, member).messages == (number,)
    assert all("湊町" in guard.get(page) for page in pages)
    assert calls(installation, member).messages == ()
