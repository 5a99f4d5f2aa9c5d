"""The page of what one has: linked from my page once there is something, in both languages, for its owner alone."""

import html

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import open_session
from tests.portal.later import at
from tests.portal.results import RENEWAL, core_case, core_examiner
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest
from tests.portal.world import PLACE, alice

HERE = "/my/entitlements"


@pytest.fixture
def number(installation: Installation) -> str:
    return core_case(installation, core_examiner(installation))


def browser_of(installation: Installation, token: str) -> GuestBrowser:
    browser = guest(installation)
    browser.client.cookies.update({"kakanai_resident": token, "kakanai_browser": "a browser"})
    return browser


def signed_in(installation: Installation) -> GuestBrowser:
    person = alice(installation).person_id
    with installation.database.write() as unit:
        token = open_session(installation, unit, "resident", person_id=person)
        unit.commit()
    return browser_of(installation, token)


def stranger(installation: Installation) -> GuestBrowser:
    card = BasicFour(name="見本　花子", address="")
    now = installation.clock.now()
    assertion = Assertion("fake", "https://card.example", "hanako", ("card",), "aal3", now, card)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        unit.commit()
    return browser_of(installation, token)


def words_of(page: Page) -> str:
    assert page.status == 200, page.text
    return html.unescape(page.text)


def test_my_page_leads_to_what_i_have_until_when_and_to_the_renewal(installation: Installation, number: str) -> None:
    browser = signed_in(installation)
    assert f'href="{HERE}"' in words_of(browser.open("/applications"))
    page = words_of(browser.open(HERE))
    for words in (
        "要介護2",
        "令和9年（2027年）5月31日（月）",
        'href="/procedures/yokaigo-koshin"',
        f'href="/applications/{number}"',
        "続いています。",
    ):
        assert words in page


def test_near_its_end_the_page_says_so_in_easy_japanese_too(installation: Installation, number: str) -> None:
    browser = signed_in(at(installation, "2027-05-01T09:00:00+09:00"))
    assert "もうすぐ終わります。" in words_of(browser.open(HERE))
    browser.client.get("/language/easy?next=/help")
    assert 'もうすぐ <ruby>終<rp>（</rp><rt aria-hidden="true">お</rt><rp>）</rp></ruby>わります。' in words_of(
        browser.open(HERE)
    )
    assert number


def test_a_stranger_sees_nothing_of_it_and_no_link(installation: Installation, number: str) -> None:
    browser = stranger(installation)
    assert number not in words_of(browser.open(HERE))
    assert "いま続いているものは、ありません。" in words_of(browser.open(HERE))
    assert HERE not in words_of(browser.open("/applications"))


def test_who_has_not_signed_in_is_asked_to(installation: Installation) -> None:
    assert guest(installation).open(HERE).path == "/sign-in"


def test_a_press_begins_the_renewal_with_the_former_answers_and_only_for_the_owner(
    installation: Installation, number: str
) -> None:
    browser = signed_in(installation)
    page = words_of(browser.open(HERE))
    assert "前の内容をもとに始める" in page
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    press = {"csrf_token": token, "procedure": RENEWAL}
    again = f"/applications/{number}/again"
    begun = browser.client.post(again, data=press, follow_redirects=False)
    assert (begun.status_code, begun.headers["location"]) == (303, f"/apply/{RENEWAL}")
    foreign = browser.client.post(again, data=press | {"procedure": "juminhyo-utsushi"}, follow_redirects=False)
    assert foreign.status_code == 409
    other = stranger(installation)
    page = words_of(other.open("/help"))
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    stolen = other.client.post(again, data=press | {"csrf_token": token}, follow_redirects=False)
    assert stolen.status_code in (403, 404)
