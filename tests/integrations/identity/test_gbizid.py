"""GビズID, over the wire."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from socket import create_server
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey

from integrations.http import Reply
from integrations.identity.gbizid import Gbizid, GbizidSettings
from integrations.identity.mock.app import add_provider
from integrations.identity.mock.gbizid import account, gbizid_provider
from integrations.sockets.company_socket import CompanyAssertion, CompanyFacts
from tests.integrations.identity.world import (
    REDIRECT,
    START,
    Clock,
    Twisted,
    World,
    attempt,
    code_of,
    serving,
    untouched,
)

SECRET = "a secret: with/signs & spaces"
COMPANY = {
    "corp_type": "1", "corporate_number": "7000012050002", "name": "株式会社見本", "prefecture_name": "見本県",
    "address1": "見本市中央一丁目", "address2": "2番3号", "rep_last_nm": "見本", "rep_first_nm": "一郎",
    "rep_last_nm_kana": "ミホン", "rep_first_nm_kana": "イチロウ",
}  # fmt: skip
SOLE = {"corp_type": "2", "corporate_number": "G-000123", "name": "港の写真館"}
KEY = ECKey.generate_key("P-256")
PEOPLE = (
    account("prime", "prime", COMPANY, ("見本", "一郎")),
    account("member", "member", COMPANY, ("総務", "花子"), "総務部"),
    account("entry", "entry", COMPANY, ("名乗", "太郎")),
    account("sole", "prime", SOLE, ("港", "春子")),
)


@dataclass
class Provider:
    world: World
    settings: GbizidSettings

    def plug(self, **changes: Any) -> Gbizid:
        return Gbizid(replace(self.settings, **changes), self.world.transport, KEY)

    def sign_in(self, person: str = "prime", fault: str = "none", plug: Gbizid | None = None) -> CompanyAssertion:
        plug, request = plug or self.plug(), attempt()
        return plug.complete(self.world.choose(plug.begin(request), person, fault), request, self.world.clock())


@pytest.fixture(scope="module")
def served_gbizid() -> Iterator[Provider]:
    clock, transport, app = Clock(), Twisted(timeout=5.0), FastAPI()
    with ExitStack() as stack:
        listener = stack.enter_context(create_server(("127.0.0.1", 0)))
        issuer = f"http://127.0.0.1:{listener.getsockname()[1]}/oauth/"
        add_provider(app, gbizid_provider(PEOPLE, issuer, "kakanai", SECRET, REDIRECT, clock, slow_seconds=1.0))
        stack.enter_context(serving(app, listener))
        yield Provider(World(clock, transport, issuer=issuer), GbizidSettings(issuer, "kakanai", SECRET))
    transport.close()


@pytest.fixture
def gbizid(served_gbizid: Provider) -> Provider:
    served_gbizid.world.clock.now, served_gbizid.world.transport.twist = START, untouched
    return served_gbizid


def test_a_prime_account_brings_its_company(gbizid: Provider) -> None:
    assertion = gbizid.sign_in()
    assert (assertion.account, assertion.company, assertion.person) == ("prime", "1:7000012050002", "見本　一郎")
    assert assertion.facts == CompanyFacts(
        "7000012050002", "株式会社見本", "見本県見本市中央一丁目2番3号", "見本　一郎", "ミホン　イチロウ"
    )
    assert assertion.subject == gbizid.sign_in().subject


def test_accounts_of_one_company_differ_and_share_it(gbizid: Provider) -> None:
    prime, member = gbizid.sign_in("prime"), gbizid.sign_in("member")
    assert (member.account, member.company) == ("member", prime.company)
    assert member.subject != prime.subject


def test_who_was_not_examined_gets_no_company_by_naming_it(gbizid: Provider) -> None:
    entry = gbizid.sign_in("entry")
    assert entry.company == f"entry:{entry.subject}"
    assert entry.facts.number == ""
    assert entry.facts.name == "株式会社見本"


def test_the_number_of_a_sole_proprietor_is_not_a_corporate_number(gbizid: Provider) -> None:
    sole = gbizid.sign_in("sole")
    assert (sole.company, sole.facts.number, sole.facts.name) == ("2:G-000123", "", "港の写真館")


def test_the_request_is_as_the_guideline_has_it(gbizid: Provider) -> None:
    query = parse_qs(urlsplit(gbizid.plug().begin(attempt())).query)
    assert query["scope"] == ["openid profile user"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("bad_signature", "TOKEN_INVALID_SIG"),
        ("wrong_issuer", "ISSUER_MISMATCH"),
        ("wrong_nonce", "NONCE_REPLAYED"),
        ("sub_mismatch", "SUB_MISMATCH"),
        ("no_attributes", "SCOPE_MISSING"),
        ("error_500", "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_broken_answer_signs_no_company_in(gbizid: Provider, fault: str, code: str) -> None:
    assert code_of(lambda: gbizid.sign_in(fault=fault)) == code


def test_a_wrong_secret_is_a_fault_of_the_settings(gbizid: Provider) -> None:
    assert code_of(lambda: gbizid.sign_in(plug=gbizid.plug(secret="another"))) == "PROVIDER_CONFIG"


def test_a_provider_that_is_away_is_known_to_be(gbizid: Provider) -> None:
    away = gbizid.plug(issuer="http://127.0.0.1:9/oauth/")
    assert gbizid.plug().ready()
    assert not away.ready()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"corporate_number": "1234567890123"}, "SCOPE_MISSING"),  # check digit
        ({"corporate_number": "000000000001"}, "SCOPE_MISSING"),
        ({"corporate_number": None}, "SCOPE_MISSING"),
        ({"name": "a\nb"}, "SCOPE_MISSING"),
        ({"name": ""}, "SCOPE_MISSING"),
        ({"account_type": "9"}, "SCOPE_MISSING"),
        ({"account_type": True}, "SCOPE_MISSING"),
        ({"corp_type": "3"}, "SCOPE_MISSING"),
        ({"account_type": 2, "corp_type": 1}, ""),  # as numbers
    ],
)
def test_claims_that_name_no_company_sign_none_in(gbizid: Provider, changes: dict[str, Any], code: str) -> None:
    def twist(url: str, reply: Reply) -> Reply:
        if not url.endswith("/userinfo"):
            return reply
        claims = reply.json()
        assert isinstance(claims, dict)
        return Reply(200, {}, json.dumps(claims | changes).encode())

    gbizid.world.transport.twist = twist
    assert code_of(gbizid.sign_in) == code


@pytest.mark.parametrize(
    ("status", "code"), [(401, "TOKEN_EXPIRED"), (403, "SCOPE_MISSING"), (500, "PROVIDER_UNAVAILABLE")]
)
def test_withheld_claims_sign_no_company_in(gbizid: Provider, status: int, code: str) -> None:
    gbizid.world.transport.twist = lambda url, reply: Reply(status, {}, b"") if url.endswith("userinfo") else reply
    assert code_of(gbizid.sign_in) == code
