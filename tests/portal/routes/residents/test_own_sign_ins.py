"""The page of where one is signed in."""

import hmac
import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, LINE, MAIL, open_session
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, guest
from tests.portal.services.residents.line import HANAKO
from tests.portal.services.residents.test_link_line import link
from tests.portal.services.residents.test_sign_in_mail import sign_in as by_mail
from tests.portal.world import alice

HERE = "/applications/sign-ins"
END = "この画面のほかを、すべてログアウトする"


def seen_as(installation: Installation, realm: str, person: str) -> GuestBrowser:
    browser = guest(installation)
    with installation.database.write() as unit:
        browser.client.cookies.set("kakanai_resident", open_session(installation, unit, realm, person_id=person))
        unit.commit()
    return browser


def test_one_press_signs_out_everywhere_else_and_nothing_here(installation: Installation) -> None:
    first, second = with_card(installation, "alice"), with_card(installation, "alice")
    page = first.open("/applications").browser.open(HERE)
    assert page.text.count("マイナンバーカード") == 2
    assert page.text.count("（いま見ている画面）") == 1
    ended = page.press(END)
    assert (ended.path, "すべてログアウトしました" in ended.text, END in ended.text) == (HERE, True, False)
    assert "この画面だけです" in ended.text
    assert second.open("/applications/contact").path == "/sign-in"
    assert first.open("/applications/contact").path == "/applications/contact"


def test_who_came_by_mail_has_the_page_too(installation: Installation) -> None:
    page = seen_as(installation, MAIL, by_mail(installation)).open(HERE)
    assert "<b>メール</b>" in page.text
    assert END in page.text  # the sign-in of `by_mail` is another


@pytest.mark.parametrize("realm", [GUEST, LINE])
def test_who_cannot_return_or_only_looks_ends_no_session(installation: Installation, realm: str) -> None:
    person = alice(installation).person_id or ""
    if realm == LINE:
        link(installation, person, HANAKO)
    browser = seen_as(installation, realm, person)
    assert browser.open(HERE).path == "/sign-in"
    mine = seen_as(installation, "resident", person)
    token = re.search(r'name="csrf_token" value="([^"]*)"', browser.open("/applications").text)
    assert token
    refused = browser.client.post(f"{HERE}/end", data={"csrf_token": token[1]})
    assert (refused.url.path, "ログインが終わっていました" in refused.text) == ("/sign-in", False)
    assert END in mine.open(HERE).text


def test_who_was_never_signed_in_does_not_read_that_it_has_ended(installation: Installation) -> None:
    browser = guest(installation)
    browser.client.cookies.set("kakanai_browser", "b")
    token = hmac.new(installation.form_key, b"b\0\0", "sha256").hexdigest()
    refused = browser.client.post(f"{HERE}/end", data={"csrf_token": token})
    assert (refused.url.path, "ログインが終わっていました" in refused.text) == ("/sign-in", False)
