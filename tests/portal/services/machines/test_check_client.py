"""Authentication by assertion or secret."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from portal.services.machines.check_client import LONGEST, SKEW, Checked, check_assertion, check_basic
from portal.services.machines.propose_client import end_client, end_secret
from portal.services.shared.installation import Installation
from portal.store.machines import api_secrets
from tests.portal.later import later
from tests.portal.machines import BASE, TOKEN_URL, add_client, administrators, signed
from tests.portal.world import PLACE

ELSEWHERE = "198.51.100.1"


@dataclass
class Client:
    installation: Installation
    id: str
    secret: str

    def signed(self, secret: str = "", alg: str = "HS256", **changes: object) -> str:
        return signed(self.installation, self.id, secret or self.secret, alg, **changes)

    def check(self, assertion: str, named: str = "", place: str = PLACE) -> Checked | None:
        with self.installation.database.write() as unit:
            checked = check_assertion(self.installation, unit, assertion, named, place)
            unit.commit()
        return checked

    def accepts(self, **changes: object) -> bool:
        return self.check(signed(self.installation, self.id, self.secret, "HS256", **changes)) is not None

    def basic(self, secret: str, place: str = PLACE) -> Checked | None:
        with self.installation.database.read() as unit:
            return check_basic(self.installation.keys, unit, self.id, secret, place)


def client_of(installation: Installation, **wanted: Any) -> Client:
    shown = add_client(installation, **wanted)
    return Client(installation, shown.client.id, shown.secret)


@pytest.fixture
def client(installation: Installation) -> Client:
    """With a fixed clock."""
    return client_of(later(installation))


def test_an_assertion_works_once_and_names_the_client_and_its_secret(client: Client) -> None:
    assertion = client.signed()
    checked = client.check(assertion, named=client.id)
    assert checked
    assert (checked.client.id, checked.secret.client_id) == (client.id, client.id)
    assert client.check(assertion) is None


def test_an_assertion_for_others_or_without_what_makes_it_single_is_refused(client: Client) -> None:
    wrong: list[dict[str, Any]] = [
        {"aud": "https://elsewhere.example/oauth/token"}, {"aud": None}, {"aud": []},
        {"aud": {TOKEN_URL: 1}}, {"aud": [[TOKEN_URL]]}, {"iss": "c-other"}, {"iss": None},
        {"jti": None}, {"jti": "7 signs"}, {"jti": "x" * 257}, {"jti": 7}, {"exp": None}, {"exp": True}, {"exp": 1},
        {"exp": "soon"}, {"exp": float("inf")}, {"iat": "now"},
    ]  # fmt: skip
    assert [claims for claims in wrong if client.accepts(**claims)] == []
    assert client.accepts()


def test_a_number_beyond_a_float_is_refused_without_an_error(client: Client) -> None:
    assert not client.accepts(exp=10**400)
    assert not client.accepts(iat=10**400)


def test_clocks_may_differ_by_half_a_minute_and_no_assertion_holds_longer_than_five(client: Client) -> None:
    now = int(client.installation.clock.now().timestamp())
    ends = {seconds: client.accepts(exp=now + seconds, iat=None) for seconds in (-31, -30, -29, 300, 330, 331, 86_400)}
    assert (LONGEST, SKEW) == (300, 30)
    assert ends == {-31: False, -30: False, -29: True, 300: True, 330: True, 331: False, 86_400: False}
    for claim in ("iat", "nbf"):
        assert client.accepts(**{claim: now + 30})
        assert not client.accepts(**{claim: now + 31})


def test_the_audience_is_the_endpoint_or_the_service_also_among_others(client: Client) -> None:
    for audience in (TOKEN_URL, BASE, ["https://x.example", TOKEN_URL]):
        assert client.accepts(aud=audience)


def test_an_id_that_is_no_text_is_refused_without_an_error(client: Client) -> None:
    assert client.accepts(jti="申請の番号-0001")
    body = base64.urlsafe_b64decode(client.signed().split(".")[1] + "==")
    claims = {**json.loads(body), "jti": "\ud800" * 8}  # a lone surrogate: JSON escapes it, UTF-8 has no bytes for it
    payload = json.dumps(claims).encode()
    assert client.check(jws.serialize_compact({"alg": "HS256"}, payload, OctKey.import_key(client.secret))) is None


def test_another_secret_or_algorithm_is_refused(client: Client) -> None:
    body = client.signed().split(".")[1]
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for assertion in (
        client.signed("x" * 43), client.signed(alg="HS384"), f"{unsigned}.{body}.", f"{unsigned}.{body}", "", "..", "あ",
        client.signed(pad="x" * 4096),
    ):  # fmt: skip
        assert client.check(assertion) is None
    assert client.check(client.signed(), named="c-other") is None
    assert signed(client.installation, "c-unknown", client.secret).count(".") == 2
    assert client.check(signed(client.installation, "c-unknown", client.secret)) is None


def test_the_secret_itself_is_accepted_only_from_a_client_that_may_send_it(installation: Installation) -> None:
    usual, simple = client_of(installation), client_of(installation, basic=True, places=[f"{PLACE}/32"])
    assert usual.basic(usual.secret) is None
    assert simple.basic(simple.secret) is not None
    assert simple.basic(simple.secret, ELSEWHERE) is None
    for secret in (usual.secret, "", "秘密"):
        assert simple.basic(secret) is None


def test_an_assertion_from_another_network_is_not_used_up(installation: Installation) -> None:
    near = client_of(installation, places=[f"{PLACE}/32"])
    assertion = near.signed()
    assert near.check(assertion, place=ELSEWHERE) is None
    assert near.check(assertion) is not None


def test_an_ended_secret_and_an_ended_client_prove_nothing(installation: Installation) -> None:
    _, administrator = administrators(installation)
    first, second = client_of(installation, basic=True), client_of(installation, basic=True)
    with installation.database.write() as unit:
        (secret,) = api_secrets.of(unit, first.id)
        end_secret(installation, unit, administrator, first.id, secret.id)
        end_client(installation, unit, administrator, second.id)
        unit.commit()
    for client in (first, second):
        assert not client.accepts()
        assert client.basic(client.secret) is None
