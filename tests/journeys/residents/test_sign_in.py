"""Attacks on and failures of sign-in."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page

from integrations.identity.mock.faults import FAULTS, NONE
from tests.browser import OpenPage
from tests.journeys.filing import answer_until, sign_in
from tests.journeys.people import TARO
from tests.journeys.service import PASSWORDS, Service, code_of
from tests.journeys.visitor import Visitor
from tests.servers import Server, running

ALICE = "takamihon-taro"
REPLAYED = "このログインはもう使われました"
AWAY = ("slow", "error_500")
REMEMBERED = "old_auth"  # not a fault without step-up authentication


@pytest.fixture(scope="module")
def sqlite_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A separate service: many sign-ins from one address reach the throttle."""
    server = Server(("demo",), tmp_path_factory.mktemp("sign-in"), module="tests.journeys.residents.impatient")
    try:
        server.start()
        yield Service(server)
    finally:
        server.stop()


@pytest.fixture
def visitor(sqlite_service: Service) -> Iterator[Visitor]:
    with Visitor(sqlite_service.url) as new_visitor:
        yield new_visitor


def came_back(visitor: Visitor) -> str:
    callbacks = [str(step.url) for step in visitor.seen.history if step.url.path == "/sign-in/callback"]
    assert len(callbacks) == 1
    return callbacks[0]


def test_an_answer_of_the_provider_is_good_once(visitor: Visitor) -> None:
    sign_in(visitor, ALICE)
    again = visitor.go(came_back(visitor))
    assert again.status_code == 400
    assert REPLAYED in again.text


def test_an_answer_is_good_in_its_own_browser_only(visitor: Visitor, sqlite_service: Service) -> None:
    visitor.go("/sign-in/card")
    visitor.client.follow_redirects = False
    landing = visitor.press(ALICE).headers["location"]
    with sqlite_service.visitor() as thief:
        stolen = thief.go(landing)
        assert stolen.status_code == 400
        assert "ログアウト" not in stolen.text
    assert visitor.client.get(landing).status_code == 400  # already used by the thief


def test_made_up_answers_are_refused(visitor: Visitor) -> None:
    for query in ("", "?state=x&code=y", "?code=y", "?state=x&error=access_denied"):
        refused = visitor.go(f"/sign-in/callback{query}")
        assert refused.status_code == 400
        assert "ログインできませんでした" in refused.text


def test_each_trip_has_secrets_of_its_own(visitor: Visitor) -> None:
    trips = [dict(parse_qsl(urlsplit(str(visitor.go("/sign-in/card").url)).query)) for _ in range(3)]
    for name in ("state", "nonce", "code_challenge"):
        assert len({trip[name] for trip in trips}) == 3


def test_a_session_that_was_planted_is_worth_nothing(visitor: Visitor) -> None:
    visitor.client.cookies.set("kakanai_resident", "planted", domain="127.0.0.1")
    sign_in(visitor, ALICE)
    sessions = [cookie.value for cookie in visitor.client.cookies.jar if cookie.name == "kakanai_resident"]
    first = sessions[-1]
    assert first != "planted"
    sign_in_again(visitor)
    assert [cookie.value for cookie in visitor.client.cookies.jar if cookie.name == "kakanai_resident"][-1] != first


def sign_in_again(visitor: Visitor) -> None:
    visitor.go("/applications")
    visitor.press("ログアウト")
    sign_in(visitor, ALICE)


def test_after_signing_out_the_old_cookie_opens_nothing(visitor: Visitor, sqlite_service: Service) -> None:
    sign_in(visitor, ALICE)
    kept = dict(visitor.client.cookies)
    visitor.press("ログアウト")
    with sqlite_service.visitor() as thief:
        thief.client.cookies.update(kept)
        assert thief.go("/applications").url.path == "/sign-in"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "\\\\elsewhere",
        "/%0d%0aX: y",
    ],
)
def test_nobody_is_led_elsewhere(address: str, visitor: Visitor, sqlite_service: Service) -> None:
    visitor.go(
        "/sign-in/card?" + str(visitor.client.build_request("GET", "/", params={"next": address}).url.query.decode())
    )
    visitor.press(ALICE)
    hosts = {step.url.host for step in (*visitor.seen.history, visitor.seen)}
    assert hosts == {"127.0.0.1"}
    assert visitor.seen.status_code in (200, 404)
    for route in ("/sign-in", "/language/ja"):
        answer = visitor.client.get(route, params={"next": address}, follow_redirects=False)
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith(("//", "/\\"))


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in (NONE, REMEMBERED)])
def test_a_broken_answer_of_the_provider_is_reported_calmly(fault: str, visitor: Visitor) -> None:
    visitor.go("/sign-in/card")
    answer = visitor.press(ALICE, {"fault": fault})
    assert answer.status_code == (503 if fault in AWAY else 400)
    assert "<h1>ログインできませんでした</h1>" in answer.text
    assert "書きかけの申請は、そのまま残っています。" in answer.text
    assert "もう一度ログインする" in answer.text
    assert "ログアウト" not in answer.text
    assert visitor.go("/applications").url.path == "/sign-in"


def test_who_stops_at_the_card_is_informed(phone: Page) -> None:
    phone.goto("/sign-in")
    phone.locator('a[href^="/sign-in/card"]').click()
    phone.get_by_role("button", name="やめる").click()
    assert "カードの読み取りをやめました" in phone.locator("main").inner_text()


# Idleness and staff


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Server]:
    """A separate service, whose clock changes by a restart."""
    with running("demo", folder=tmp_path) as server:
        yield server


def later(server: Server, now: str) -> None:
    server.stop()
    server.settings = {**server.settings, "KAKANAI_NOW": now}
    server.start()


def test_who_went_away_signs_in_again_and_finds_the_draft(quiet: Server) -> None:
    with Visitor(quiet.url) as alice, Visitor(quiet.url) as clerk:
        sign_in(alice, ALICE)
        code = code_of(clerk.go("/mock/codes").text, "tanto")
        draft = answer_until(alice, TARO, last="delivery")
        staff = {"login": "tanto", "password": PASSWORDS["tanto"], "code": code}
        clerk.go("/staff/sign-in")
        clerk.press("サインイン", staff)
        assert clerk.path == "/desk"
        later(quiet, "2026-11-20T10:40:00+09:00")
        assert clerk.go("/desk").url.path == "/staff/sign-in"
        assert alice.go("/applications").url.path == "/applications"
        later(quiet, "2026-11-20T13:00:00+09:00")
        assert alice.go(f"/apply/kaigo-hihokenshasho-saikofu/{draft}/page/delivery").url.path == "/sign-in"
        alice.go("/sign-in/card")
        alice.press(ALICE)
        alice.go("/applications")
        assert "書きかけの申請" in alice.text


def test_a_code_of_staff_opens_once_and_guessing_is_slowed_down(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as clerk, sqlite_service.visitor() as other:
        code = code_of(clerk.go("/mock/codes").text, "kansa")
        good = {"login": "kansa", "password": PASSWORDS["kansa"], "code": code}
        clerk.go("/staff/sign-in")
        clerk.press("サインイン", good)
        assert clerk.path == "/desk"
        other.go("/staff/sign-in?next=//elsewhere.example")
        assert other.press("サインイン", good).status_code == 422
        statuses = [other.press("サインイン", {**good, "password": "x"}).status_code for _ in range(6)]
        assert statuses[-1] == 429
        assert re.search("しばらく入れません", other.text)


def test_a_planted_staff_session_is_worth_nothing(open_page: OpenPage, sqlite_service: Service) -> None:
    page = open_page(base_url=sqlite_service.url)
    page.context.add_cookies([{"name": "kakanai_staff", "value": "planted", "url": sqlite_service.url}])
    page.goto("/desk")
    assert "/staff/sign-in" in page.url


# Staff at the city's own provider

KAIGO, ZEIMU, ACCOUNT = "m.kaigo", "m.zeimu", "市のアカウントでサインイン"


def by_city(visitor: Visitor, who: str, fault: str = "none") -> str:
    """Returns the redirect."""
    visitor.go("/staff/sign-in/city?next=/desk/book")
    visitor.press(who, {"fault": fault})
    return next(str(step.url) for step in (*visitor.seen.history, visitor.seen) if "/callback" in str(step.url))


def test_staff_come_in_with_their_account_of_the_city(phone: Page, sqlite_service: Service) -> None:
    phone.goto("/staff/sign-in?next=/desk/book")
    phone.get_by_role("link", name=ACCOUNT).click()
    phone.get_by_role("button", name="見本 介").click()
    phone.wait_for_url("**/desk/book")
    assert "見本 介" in phone.locator("header").inner_text()


def test_who_has_no_right_is_shown_whom_to_ask_and_stays_outside(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as zeimu:
        by_city(zeimu, ZEIMU)
        assert (zeimu.seen.status_code, "今日使える権限がありません" in zeimu.text) == (403, True)
        assert zeimu.go("/desk").url.path == "/staff/sign-in"


def test_an_answer_of_the_citys_provider_is_good_once_and_in_its_own_browser(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as kaigo, sqlite_service.visitor() as other:
        back = by_city(kaigo, KAIGO)
        assert kaigo.path == "/desk/book"
        assert kaigo.go(back).status_code == 400
        other.go("/staff/sign-in/city")
        assert other.go(back).status_code == 400
        assert other.go("/desk").url.path == "/staff/sign-in"


@pytest.mark.parametrize("fault", ["bad_signature", "wrong_audience", "expired_token", "alg_none", "error_500"])
def test_a_broken_answer_of_the_citys_provider_lets_nobody_in(sqlite_service: Service, fault: str) -> None:
    with sqlite_service.visitor() as kaigo:
        by_city(kaigo, KAIGO, fault)
        assert kaigo.seen.status_code == (503 if fault == "error_500" else 400)
        assert "市のアカウントで確認できませんでした" in kaigo.text
        assert kaigo.go("/desk").url.path == "/staff/sign-in"


def test_a_trip_of_a_resident_does_not_end_at_the_desk(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as alice:
        trip = dict(parse_qsl(urlsplit(str(alice.go("/sign-in/card").url)).query))
        refused = alice.go(f"/staff/sign-in/callback?state={trip['state']}&code=x")
        assert refused.status_code == 400
