"""口座振替: to the bank and back, the service's calls, the desk, and strangers."""

import json
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from integrations.http import Transport
from integrations.payments.debit_page import CALLBACK, DebitPage, DebitPageSettings
from integrations.payments.signing import signed_headers
from integrations.sockets.debit_socket import DebitAnswer
from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, open_session
from tests.portal.routes.guest_browser import DUTY
from tests.portal.routes.staff_browser import BASE, at_desk
from tests.portal.services.fees.debiting import ACCOUNT, FakeRegistrar, begin, drawing, report
from tests.portal.world import add_member, alice, signed_in

SECRET = b"sixteen bytes or more"
BANK: dict[str, str] = {"bank": "9998", "branch": "002", "kind": "2", "number": "7654321", "holder": "ﾐﾎﾝ ﾀﾛｳ"}


@pytest.fixture
def registrar() -> FakeRegistrar:
    return FakeRegistrar()


@pytest.fixture
def site(installation: Installation, registrar: FakeRegistrar) -> Installation:
    return replace(installation, debits=registrar)


def browser(site: Installation, session: Session | None = None) -> TestClient:
    client = TestClient(
        make_app(site, with_worker=False), base_url=BASE, headers={"Origin": BASE}, follow_redirects=False
    )
    if session is not None:
        with site.database.write() as unit:
            token = open_session(site, unit, "resident", person_id=session.person_id)
            unit.commit()
        client.cookies.update({"kakanai_resident": token, "kakanai_browser": "a browser"})
    return client


def test_a_resident_is_led_to_the_bank_and_sees_each_result(site: Installation, registrar: FakeRegistrar) -> None:
    number = drawing(site, alice(site))
    page, own = f"/applications/{number}/debit", browser(site, alice(site))
    mine = unescape(own.get("/applications").text)
    assert (
        "登録すると、通帳の写し、依頼書は出さなくてかまいません" in mine,
        mine.index(page) < mine.index("書類を出す"),
    ) == (
        True,
        True,
    )
    shown = unescape(own.get(page).text)
    assert ("銀行のページへ進む" in shown, "架空銀行 本店 ****789" in shown, "0000789" in shown) == (True, True, False)
    assert "次の書類は出さなくてかまいません" in shown
    bank = own.get(f"{page}/go").headers["location"]
    order = bank.rpartition("/")[2]
    assert own.get(f"{page}/go").headers["location"] == bank
    assert own.get(f"/debits/{order}/back?state=registered").headers["location"] == f"{page}?back=1"
    assert "銀行の結果を待っています" in own.get(f"{page}?back=1").text, "what the browser brings is no result"
    registrar.down = True
    assert own.get(f"{page}?back=1").status_code == 200
    registrar.down = False
    registrar.answers[order] = DebitAnswer(order, "cancelled")
    assert "登録をやめました" in own.get(f"{page}?back=1").text
    order = own.get(f"{page}/go").headers["location"].rpartition("/")[2]
    registrar.answers[order] = DebitAnswer(order, "registered", ACCOUNT)
    shown = own.get(f"{page}?back=1").text
    assert ("銀行が、口座を登録しました" in shown, "9998 002 ****321" in shown) == (True, True)
    assert ("出さなくてよくなりました" in shown, "申請に書いた口座と違います" in shown) == (True, True)
    assert own.get(f"{page}/go").status_code == 409
    assert "debit/form.pdf" not in shown
    assert f"{page}" not in unescape(own.get("/applications").text).partition("<footer")[0]


def test_the_paper_form_is_printed_by_its_owner_with_or_without_a_service(installation: Installation) -> None:
    site = replace(installation, debits=None)
    number = drawing(site, alice(site))
    page, own = f"/applications/{number}/debit", browser(site, alice(site))
    shown = own.get(page).text
    assert (shown.count("届けた印を押して"), "銀行のページへ進む" in shown, "紙で出すとき" in shown) == (
        1,
        False,
        False,
    )
    assert own.get(f"{page}/form.pdf").content[:5] == b"%PDF-"
    assert own.get(f"{page}/go").status_code == 409


def test_strangers_reach_nothing_of_it(site: Installation) -> None:
    session = alice(site)
    number = drawing(site, session)
    order = begin(site, session, number).number
    charlie = browser(site, signed_in(site, "charlie", "零時　一郎"))
    page = f"/applications/{number}/debit"
    for address in (page, f"{page}/go", f"{page}/form.pdf", f"/debits/{order}/back", f"/debits/{'0' * 32}/back"):
        assert charlie.get(address).status_code == 404
        assert browser(site).get(address).status_code in (303, 404)


def call(client: TestClient, site: Installation, document: object, secret: bytes = SECRET) -> Response:
    body = json.dumps(document).encode()
    return client.post(
        "/debits/callback", content=body, headers=signed_headers(secret, CALLBACK, body, site.clock.now())
    )


def test_only_the_services_signed_call_counts_once(installation: Installation) -> None:
    plug = DebitPage(DebitPageSettings("https://bank.invalid", "MIHON", SECRET), Transport(), installation.clock.now)
    site = replace(installation, debits=plug)
    session = alice(site)
    number = drawing(site, session)
    order = begin(site, session, number).number
    client, own = browser(site), browser(site, session)
    good: dict[str, Any] = {"number": order, "merchant": "MIHON", "state": "registered", "account": BANK}
    assert call(client, site, good, b"somebody else's").status_code == 403
    assert call(client, site, {**good, "merchant": "OTHER"}).status_code == 400
    assert call(client, site, {**good, "number": "0" * 32}).status_code == 404
    assert "銀行の結果を待っています" in own.get(f"/applications/{number}/debit").text
    assert [call(client, site, good).text for _ in range(2)] == ["stored", "known"]
    assert call(client, site, {**good, "state": "failed", "account": None}).text == "known"
    assert "****321" in own.get(f"/applications/{number}/debit").text
    assert call(browser(replace(site, debits=None)), site, good).status_code == 404


def test_the_desk_sees_the_state_and_prints_the_form(site: Installation) -> None:
    session = alice(site)
    number = drawing(site, session)
    case, desk = f"/desk/{number}", at_desk(site, add_member(site, "tanto", ("reviewer", DUTY)))
    assert "銀行での登録は、まだです" in desk.get(case)
    made = desk.post(case, f"{case}/debit/form", {})
    assert (made.headers["content-type"], made.content[:5]) == ("application/pdf", b"%PDF-")
    report(site, begin(site, session, number).number, "registered", ACCOUNT)
    shown = desk.get(case)
    assert ("9998 002 ****321" in shown, "7654321" in shown, "申請の口座と違います" in shown) == (True, False, True)
    clerk = at_desk(site, add_member(site, "miru", ("clerk", DUTY)))
    assert clerk.post(case, f"{case}/debit/form", {}).status_code == 403
    stranger = at_desk(site, add_member(site, "yoso", ("reviewer", "child-allowance")))
    assert stranger.post("/desk", f"{case}/debit/form", {}).status_code == 404


def test_the_desk_records_what_the_bank_registered_by_paper(site: Installation) -> None:
    number = drawing(site, alice(site))
    case, desk = f"/desk/{number}", at_desk(site, add_member(site, "tanto", ("reviewer", DUTY)))
    assert "紙の依頼書で、銀行が登録した" in desk.get(case)
    done = desk.post(case, f"{case}/debit/registered", {})
    assert done.headers["location"] == f"{case}?did=debit"
    shown = desk.get(case)
    assert ("紙の依頼書で登録されました" in shown, "口座振替依頼書をつくる" in shown) == (True, False)
    assert desk.post(case, f"{case}/debit/registered", {}).status_code == 409
    assert f'action="{case}/debit/registered/undo" class="flash-undo"' in desk.get(f"{case}?did=debit")
    back = desk.post(case, f"{case}/debit/registered/undo", {})
    assert back.headers["location"] == f"{case}?did=debit_back"
    assert "銀行での登録は、まだです" in desk.get(case)
    assert desk.post(case, f"{case}/debit/registered/undo", {}).status_code == 409
