"""Failed sign-ins over HTTP."""

import html
import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from forms.messages import LANGUAGES
from integrations.identity.fake import FakeProvider
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError, Assertion, Callback, SignInRequest
from portal.app import make_app
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from portal.web.residents.sign_in_words import KEYS, sign_in_message
from portal.web.shared.words import words
from tests.portal.later import later
from tests.portal.routes.staff_browser import BASE
from tests.portal.world import PROCEDURE

AFTER = "/apply/kaigo-hihokenshasho-saikofu/draft-1/page/reason"
WINDOW = {"ACR_INSUFFICIENT", "PIN_LOCKED", "CARD_UNSUPPORTED", "CERT_EXPIRED", "CERT_ADDRESS_CHANGED", "CERT_REVOKED"}

# A sign-in never returns them, and the pages of signatures and mandates have their own words.
NOT_AT_SIGN_IN = {
    IdentityCode.DOCUMENT_MISMATCH,
    IdentityCode.ATTRIBUTE_MISMATCH,
    IdentityCode.SUBSTITUTE_CHARACTERS,
    IdentityCode.DELEGATION_INVALID,
}


class Refusing(FakeProvider):
    def __init__(self, code: str) -> None:
        super().__init__({})
        self.code = code

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> Assertion:
        raise AdapterError(self.code, permanent=True)


def browser(
    installation: Installation, code: str = "", language: str = "ja", provider: Refusing | None = None
) -> TestClient:
    refusing = replace(installation, provider=provider or Refusing(code))
    client = TestClient(make_app(refusing, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_language", language)
    client.cookies.set("kakanai_browser", "a browser")
    return client


def state_of(client: TestClient) -> str:
    redirect = client.get(f"/sign-in/card?next={AFTER}")
    assert redirect.status_code == 303
    return parse_qs(urlsplit(redirect.headers["location"]).query)["state"][0]


def refused(client: TestClient) -> Response:
    return client.get(f"/sign-in/callback?state={state_of(client)}&code=x")


def test_every_reason_has_words_or_belongs_to_signatures_and_mandates() -> None:
    assert set(KEYS) | NOT_AT_SIGN_IN == set(IdentityCode)
    assert not set(KEYS) & NOT_AT_SIGN_IN
    for language in LANGUAGES:
        reasons = {
            key.split(".")[1] for key in words(language) if key.startswith("sign_in_failed.") and key.count(".") == 2
        }
        assert reasons == {*KEYS.values(), "other"}


def plain(page: str) -> str:
    """Without readings, above the characters or in brackets."""
    above = re.sub(r"<rp>.*?</rp>|<rt.*?</rt>|</?ruby>|</?span>", "", page)
    return re.sub("（[ぁ-んー]+）", "", above)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_what_happened_what_is_next_and_that_the_draft_is_there(
    installation: Installation, language: str
) -> None:
    provider = Refusing("")
    client = browser(installation, language=language, provider=provider)
    texts, telephone = words(language), installation.city.telephone
    for provider.code in (*IdentityCode, "SOMETHING_NEW"):
        code, message, response = provider.code, sign_in_message(provider.code), refused(client)
        page = plain(html.unescape(response.text))
        assert response.status_code == message.status, code
        assert f"<h2>{plain(texts[f'sign_in_failed.{message.key}.title'])}</h2>" in page, code
        assert plain(texts[f"sign_in_failed.{message.key}.next"]) in page, code
        assert plain(texts["sign_in_failed.kept"]) in page, code
        assert f'href="/sign-in?next={AFTER}"' in page, code
        assert code not in page  # for the log only
        assert (plain(texts["sign_in_failed.window"].format(telephone=telephone)) in page) is (code in WINDOW), code
        assert ('<svg class="pin-picture"' in page) is (code in ("PIN_WRONG", "PIN_LOCKED")), code


def refusals(installation: Installation) -> list[tuple[str, str, str]]:
    with installation.database.read() as unit:
        records = audit_records.after(unit, 0)
    return [(record.actor, record.action, record.detail) for record in records if record.action.startswith("fail")]


def test_each_refusal_leaves_a_record_with_its_code(installation: Installation) -> None:
    provider = Refusing("")
    client = browser(installation, provider=provider)
    for provider.code in IdentityCode:
        refused(client)
    assert refusals(installation) == [("resident:unknown", "fail to sign in", code) for code in IdentityCode]


def test_a_return_that_nobody_asked_for_leaves_a_record_with_its_code(installation: Installation) -> None:
    client = browser(installation)
    state = state_of(client)
    other = browser(installation)
    other.cookies.set("kakanai_browser", "another browser")
    for visitor, asked in ((client, ""), (client, "made-up"), (other, state), (client, state)):
        assert visitor.get(f"/sign-in/callback?state={asked}&code=x").status_code == 400
    codes = [code for *_, code in refusals(installation)]
    assert codes == ["STATE_MISMATCH", "STATE_MISMATCH", "STATE_MISMATCH", "NONCE_REPLAYED"]


def test_who_died_is_among_the_reasons_of_a_revoked_card_so_it_says_no_more(installation: Installation) -> None:
    page = refused(browser(installation, "CERT_REVOKED")).text
    for word in ("亡", "死", "失効", "盗", "紛失"):
        assert word not in page.partition("<main")[2].partition("</main")[0]


def test_what_can_pass_by_itself_is_reported_as_such(installation: Installation) -> None:
    passes = {"PROVIDER_UNAVAILABLE", "PROVIDER_TIMEOUT", "RATE_LIMITED", "REVOCATION_UNKNOWN", "REVOCATION_STALE"}
    assert {code for code in IdentityCode if sign_in_message(code).status == 503} == passes


def test_an_attempt_that_took_too_long_goes_on_where_it_was(installation: Installation) -> None:
    state = state_of(browser(installation))
    response = browser(later(installation, minutes=11)).get(f"/sign-in/callback?state={state}&code=x")
    assert words("ja")["sign_in_failed.late.title"] in response.text
    assert f'href="/sign-in?next={AFTER}"' in html.unescape(response.text)


def test_an_attempt_of_another_browser_is_reported(installation: Installation) -> None:
    state = state_of(browser(installation))
    other = browser(installation)
    other.cookies.set("kakanai_browser", "another browser")
    response = other.get(f"/sign-in/callback?state={state}&code=x")
    assert words("ja")["sign_in_failed.mixed.title"] in response.text
    assert 'href="/sign-in?next=/applications"' in html.unescape(response.text)
    again = browser(installation).get(f"/sign-in/callback?state={state}&code=x")
    assert words("ja")["sign_in_failed.again_used.title"] in again.text


def test_before_leaving_the_page_shows_which_pin_it_will_be(installation: Installation) -> None:
    page = browser(installation).get("/sign-in").text
    assert '<svg class="pin-picture"' in page
    assert words("ja")["sign_in_failed.picture"] in page


def test_without_a_card_provider_no_card_is_offered_and_no_way_leads_to_it(installation: Installation) -> None:
    client = TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False)
    page = client.get("/sign-in")
    assert (page.status_code, "/sign-in/card" in page.text) == (200, False)
    assert "マイナンバーカードでのログインは、いまは使えません。" in page.text
    procedure = client.get(f"/procedures/{PROCEDURE}").text
    assert "いまはオンラインで受け付けていないので、" in procedure
    assert (f"/apply/{PROCEDURE}" in procedure, "この手続をはじめる" in procedure) == (False, False)
    led = client.get(f"/sign-in?next=/apply/{PROCEDURE}").text
    assert f'href="/procedures/{PROCEDURE}"' in led, "no dead end"
    for address in ("/sign-in/card", "/sign-in/callback", "/sign-in/callback?state=x&code=y"):
        refused = client.get(address)
        assert (refused.status_code, "この画面はありません" in refused.text) == (404, True), (
            "later it is not there either"
        )
