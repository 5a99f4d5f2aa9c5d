"""A member's own ways to sign in."""

import pytest

from portal.app import make_app
from portal.routes.staff import account, sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from portal.store.staff import staff_members, staff_passkeys
from tests.portal.routes.staff_browser import BASE, Acting, StaffBrowser, at_desk
from tests.portal.services.staff.staff import PASSWORD, add, code
from tests.portal.world import DUTY, add_member

HERE = "/staff/account"


def test_a_passkey_has_a_name_and_is_removed(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its signature is verified by tests/journeys/residents/test_passkeys.py, with a device."""
    member = add_member(installation, "tanto", ("reviewer", DUTY))
    desk, passkeys = at_desk(installation, member), f"{HERE}/passkeys"
    assert "パスキーの名前を入れてください。" in desk.post(HERE, passkeys, {"name": " "}).text
    monkeypatch.setattr(account, "make_passkey", lambda *_: None)
    assert desk.post(HERE, passkeys, {"name": "電話機", "credential": "{}"}).headers["location"] == HERE
    with installation.database.write() as unit:
        staff_passkeys.add(
            unit, credential=b"1", staff_id=member.id, public_key=b"k", sign_count=0, name="電話機", now=1
        )
        unit.commit()
    assert desk.post(HERE, f"{passkeys}/1/remove", {}).headers["location"] == HERE
    assert "電話機" not in desk.get(HERE)


def test_all_other_places_are_signed_out(installation: Installation) -> None:
    member = add_member(installation, "tanto", ("reviewer", DUTY))
    desk = at_desk(installation, member)
    with installation.database.write() as unit:
        open_session(installation, unit, "staff", staff_id=member.id)
        unit.commit()
    act = f"{HERE}/sign-out-elsewhere"
    assert act in desk.get(HERE)
    assert desk.post(HERE, act, {}).headers["location"] == HERE
    assert act not in desk.get(HERE)


def test_who_hides_the_page_comes_back_to_it_and_who_signs_out_does_not(installation: Installation) -> None:
    member = add_member(installation, "tanto", ("reviewer", DUTY))
    for act, leads in (("lock", "/staff/sign-in?next=/desk"), ("sign-out", "/staff/sign-in")):
        desk = at_desk(installation, member)
        desk.client.headers["referer"] = f"{BASE}/desk?find=x"
        assert desk.post("/desk", f"/staff/{act}", {}).headers["location"] == leads


def test_who_is_signed_in_comes_to_the_desk_and_who_mistypes_to_what_is_wrong(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "/staff/sign-in"
    browser = StaffBrowser(Acting(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False))
    typed = {"login": "tanto", "password": PASSWORD, "code": code(installation, add(installation, "tanto"))}
    assert browser.post(page, page, {**typed, "password": "x"}).status_code == 422
    assert browser.post(page, page, typed).headers["location"] == "/staff/start"
    assert browser.post(page, f"{page}/passkey", {"credential": "{}"}).status_code == 422
    with installation.database.write() as unit:
        row = staff_members.by_login(unit, "tanto")
        assert row
        token = open_session(installation, unit, "staff", staff_id=row.id)
        unit.commit()
    monkeypatch.setattr(sign_in, "sign_in_by_passkey", lambda *_: token)
    assert browser.post(page, f"{page}/passkey", {"credential": "{}"}).headers["location"] == "/staff/start"
