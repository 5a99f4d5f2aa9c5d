"""利用券 at shops and the desk."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.services.fees.redeem_coupon import shop_key
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session, open_session
from portal.services.shared.throttle import COUPON_SHOP
from tests.portal.later import later
from tests.portal.routes.guest_browser import DUTY
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.services.fees.couponing import PROCEDURE, USES, coupon, granted, reviewing, shop
from tests.portal.world import add_member, alice, signed_in

SECTION = f"/desk/coupons/{PROCEDURE}"


@pytest.fixture
def member(installation: Installation) -> Member:
    return reviewing(installation)


@pytest.fixture
def number(installation: Installation, member: Member) -> str:
    return granted(installation, alice(installation), member)


def device(installation: Installation) -> StaffBrowser:
    return StaffBrowser(
        TestClient(
            make_app(installation, with_worker=False), base_url=BASE, headers={"Origin": BASE}, follow_redirects=False
        )
    )


def code_of(installation: Installation, number: str) -> str:
    return coupon(installation, alice(installation), number).code


def use(browser: StaffBrowser, page: str, here: str) -> str:
    """The address that the press leads to."""
    text = browser.get(page)
    boxes = {name: re.search(f'name="{name}" value="([^"]+)"', text)[1] for name in ("code", "once")}  # type: ignore[index]
    return browser.post(page, f"{here}/use", boxes).headers["location"]


def test_a_shop_checks_a_code_uses_it_once_and_takes_it_back_on_the_same_day(
    installation: Installation, member: Member, number: str
) -> None:
    row = shop(installation, member)
    here, taxi, code = (
        f"/shops/{row.id}/{shop_key(installation, row.id)}",
        device(installation),
        code_of(installation, number),
    )
    assert "まだ、ありません" in taxi.get(here)
    page = f"{here}?code={code}"
    shown = taxi.get(page)
    assert (f"残り{USES}回" in shown, "1回使う" in shown, "500円" in shown) == (True, True, True)
    assert not any(word in shown for word in ("見本 花子", "見本　花子", number)), "a shop reads no name"
    done = use(taxi, page, here)
    used = taxi.get(done).partition("<main")[2].partition("</main")[0]
    assert ("1回使いました" in used, "10時00分に使いました" in used, "令和8年" in used) == (True, True, False)
    assert "<h1>見本タクシー</h1>" in used
    assert "今日、この店でもう1回使っています" in taxi.get(page)
    assert coupon(installation, alice(installation), number).remaining == USES - 1
    undo = re.search(r'name="use" value="([^"]+)"', taxi.get(here))
    assert undo
    tomorrow = device(later(installation, days=1))
    assert tomorrow.post(page, f"{here}/undo", {"use": undo[1]}).headers["location"] == f"{here}?late=1"
    assert taxi.post(page, f"{here}/undo", {"use": "x"}).status_code == 400
    assert taxi.post(page, f"{here}/undo", {"use": undo[1]}).headers["location"] == f"{here}?undone=1"
    assert taxi.post(page, f"{here}/undo", {"use": undo[1]}).headers["location"] == f"{here}?late=1"
    assert "できませんでした" in taxi.get(f"{here}?late=1")
    assert "1回使いました" not in taxi.get(done), "an undone use is none, also at the address that it led to"
    assert coupon(installation, alice(installation), number).remaining == USES


def test_a_shop_goes_on_from_a_code_that_is_over(installation: Installation, member: Member, number: str) -> None:
    row, code = shop(installation, member), code_of(installation, number)
    here = f"/shops/{row.id}/{shop_key(installation, row.id)}"
    shown = device(later(installation, days=132)).get(f"{here}?code={code}")
    assert ("期限が過ぎた" in shown, f'href="{here}">ほかの利用券を確かめる</a>' in shown, ">やめる<" in shown) == (
        True,
        True,
        False,
    )


def test_a_scanned_code_opens_only_at_a_device_of_a_shop(
    installation: Installation, member: Member, number: str
) -> None:
    row, code = shop(installation, member), code_of(installation, number)
    here, phone = f"/shops/{row.id}/{shop_key(installation, row.id)}", device(installation)
    for scanned in (f"/coupons/{code}", "/coupons/22222-22222"):
        assert "店で見せて使います" in phone.get(scanned), "one that counts shows no more"
    phone.get(here)
    assert phone.client.get(f"/coupons/{code}").headers["location"] == f"{here}?code={code}"
    assert phone.client.get("/coupons/a&b=1#c").headers["location"] == f"{here}?code=a%26b%3D1"
    forged = device(installation)
    forged.client.cookies.set("kakanai_shop", f"{row.id}.{'0' * 32}")
    assert "店で見せて使います" in forged.get(f"/coupons/{code}")


def test_strangers_guess_neither_a_shop_nor_a_code(installation: Installation, member: Member, number: str) -> None:
    row, code = shop(installation, member), code_of(installation, number)
    key = shop_key(installation, row.id)
    here, browser = f"/shops/{row.id}/{key}", device(installation)
    for address in (f"/shops/{row.id}/{'0' * 32}", f"/shops/{'0' * 16}/{key}", f"/shops/{row.id}/{key}0"):
        browser.get(address, 404)
        for act in ("use", "undo"):
            boxes = {"code": code, "once": "a", "use": "1"}
            assert browser.post(f"{here}?code={code}", f"{address}/{act}", boxes).status_code == 404
    assert "ここでは使えません" in browser.get(f"{here}?code=ABCDE-FGHJK", 422)
    for press in range(COUPON_SHOP.tries - 1):  # without looking at them first
        wrong = {"code": "ABCDE-FGHJK", "once": str(press)}
        assert browser.post(f"{here}?code={code}", f"{here}/use", wrong).status_code == 404
    assert browser.client.get(f"{here}?code={code}").status_code == 429
    assert coupon(installation, alice(installation), number).remaining == USES


def resident(installation: Installation, session: Session) -> TestClient:
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=session.person_id)
        unit.commit()
    client = device(installation).client
    client.cookies.update({"kakanai_resident": token, "kakanai_browser": "a browser"})
    return client


def test_its_owner_sees_it_and_a_stranger_does_not(installation: Installation, member: Member, number: str) -> None:
    page = f"/applications/{number}/coupon"
    own, charlie = (
        resident(installation, alice(installation)),
        resident(installation, signed_in(installation, "charlie", "零時　一郎")),
    )
    shown = unescape(own.get(page).text)
    assert (code_of(installation, number) in shown, 'class="qr"' in shown, f"残り{USES}回" in shown) == (
        True,
        True,
        True,
    )
    assert page in own.get("/my/entitlements").text
    assert page in own.get(f"/applications/{number}").text, "where the mail of the decision leads"
    ended = resident(later(installation, days=132), alice(installation)).get(page).text
    assert ("期限が過ぎた" in ended, "見せてください" in ended, 'class="qr"' in ended) == (True, False, False)
    assert charlie.get(page).status_code == 404
    assert device(installation).client.get(page).status_code == 303
    refused = granted(installation, alice(installation), member, "refused")
    assert "利用券は、ありません" in own.get(f"/applications/{refused}/coupon").text


def test_the_section_keeps_shops_sees_the_figures_and_takes_a_coupon_back(
    installation: Installation, member: Member, number: str
) -> None:
    desk = at_desk(installation, member)
    assert SECTION in desk.get("/desk/coupons")
    for name in (" ", "あ" * 81, "見本\0タクシー", "見本\u202eタクシー"):
        refused = desk.post(SECTION, f"{SECTION}/shops", {"name": name})
        assert (refused.status_code, "店の名前を" in unescape(refused.text)) == (422, True)
    desk.get(f"{SECTION}?from=x", 422)
    assert (
        desk.post(SECTION, f"{SECTION}/shops", {"name": "=見本 タクシー"}).headers["location"] == f"{SECTION}?did=added"
    )
    link = re.search(r"(/shops/[0-9a-f]+/[0-9a-f]+)", desk.get(SECTION))
    assert link
    taxi = device(installation)
    use(taxi, f"{link[1]}?code={code_of(installation, number)}", link[1])
    assert "まだ始まらない" not in desk.get(SECTION)
    granted(installation, alice(installation), member, first="2026-11-21")
    assert "まだ始まらない" in desk.get(SECTION)
    page = desk.get(SECTION)
    assert (f"{USES - 1}／{USES}回" in page, number in page, "500円" in page) == (True, True, True)
    lines = desk.get(f"{SECTION}/uses.csv?from=2026-11-01&to=2026-11-30").splitlines()
    assert len(lines) == 2
    assert '"\'=見本 タクシー"' in lines[1], "no formula"
    assert lines[1].endswith('"500"'), "what the city pays"
    undo = re.search(r'name="use" value="([^"]+)"', taxi.get(link[1]))
    assert undo
    taxi.post(link[1], f"{link[1]}/undo", {"use": undo[1]})
    undone = desk.get(f"{SECTION}/uses.csv?from=2026-11-01&to=2026-11-30").splitlines()
    assert undone[1].endswith('"0"'), "the sum of the file is that of the page"
    use(taxi, f"{link[1]}?code={code_of(installation, number)}", link[1])
    desk.get(f"{SECTION}/uses.csv?from=x", 400)
    case = f"/desk/{number}"
    assert "残り2／3回" in desk.get(case)
    assert desk.post(case, f"{case}/coupon/revoke", {}).headers["location"] == f"{case}?did=coupon_revoked"
    assert desk.post(case, f"{case}/coupon/revoke", {}).status_code == 409
    refused_code = taxi.get(f"{link[1]}?code={code_of(installation, number)}")
    assert "市が使えないようにしました" in refused_code
    assert f'href="{link[1]}"' in refused_code, "the next customer's code is a press away"
    shop_id = link[1].split("/")[2]
    assert desk.post(SECTION, f"{SECTION}/shops/{shop_id}/end", {}).headers["location"] == f"{SECTION}?did=ended"
    taxi.get(link[1], 404)


def test_who_reads_or_is_of_another_section_keeps_no_shop(
    installation: Installation, member: Member, number: str
) -> None:
    shop_id = shop(installation, member).id
    clerk = at_desk(installation, add_member(installation, "miru", ("clerk", DUTY)))
    assert "/shops/" not in clerk.get(SECTION)
    stranger = at_desk(installation, add_member(installation, "yoso", ("reviewer", "child-allowance")))
    stranger.get(SECTION, 404)
    stranger.get(f"{SECTION}/uses.csv", 404)
    for act in (f"{SECTION}/shops", f"{SECTION}/shops/{shop_id}/end", f"/desk/{number}/coupon/revoke"):
        assert clerk.post(SECTION, act, {"name": "店"}, revision="0").status_code == 403
        assert stranger.post("/desk", act, {"name": "店"}, revision="0").status_code == 404
