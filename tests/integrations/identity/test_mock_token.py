"""The mock's token and userinfo endpoints."""

import secrets
from dataclasses import dataclass, replace

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from integrations.http import Reply
from integrations.identity.client_key import ASSERTION_TYPE, client_assertion
from integrations.identity.mock.provider import pairwise_subject
from integrations.sockets.interfaces import SignInRequest
from tests.integrations.identity.world import ALICE, CLIENT_ID, REDIRECT, START, Clock, Twisted, World, attempt, world


@dataclass
class Client:
    world: World
    request: SignInRequest

    def code(self) -> str:
        return self.world.choose(self.world.das().begin(self.request), "alice").code

    def assertion(self, **changes: object) -> str:
        now = int(self.world.clock().timestamp())
        claims: dict[str, object] = {
            "iss": CLIENT_ID,
            "sub": CLIENT_ID,
            "aud": self.world.endpoint("token"),
            "iat": now,
            "exp": now + 300,
            "jti": secrets.token_hex(),
        }
        key = self.world.portal_key
        return jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, claims | changes, key, algorithms=["ES256"])

    def ask(self, **changes: str) -> Reply:
        form = {
            "grant_type": "authorization_code",
            "code": changes.get("code") or self.code(),
            "redirect_uri": REDIRECT,
            "code_verifier": self.request.code_verifier,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": changes.get("client_assertion")
            or client_assertion(self.world.portal_key, CLIENT_ID, self.world.endpoint("token"), self.world.clock()),
        }
        return self.world.transport.post_form(self.world.endpoint("token"), form | changes)

    def userinfo(self, authorization: str) -> Reply:
        return self.world.transport.get(self.world.endpoint("userinfo"), {"Authorization": authorization})


@pytest.fixture
def client(mocked: World) -> Client:
    return Client(mocked, attempt())


def outcome(reply: Reply) -> tuple[int, object]:
    assert reply.headers["cache-control"] == "no-store"
    return reply.status, field(reply, "error")


def field(reply: Reply, name: str) -> object:
    document = reply.json()
    assert isinstance(document, dict)
    return document.get(name)


REFUSED = (400, "invalid_grant")
STRANGER = (401, "invalid_client")


def test_a_right_request_gives_both_tokens(client: Client) -> None:
    reply = client.ask()
    assert outcome(reply) == (200, None)
    assert (field(reply, "token_type"), field(reply, "expires_in")) == ("Bearer", 300)


def test_a_code_is_used_up_and_its_second_use_takes_back_what_it_gave(client: Client) -> None:
    code = client.code()
    token = field(client.ask(code=code), "access_token")
    assert client.userinfo(f"Bearer {token}").status == 200
    assert outcome(client.ask(code=code)) == REFUSED
    assert client.userinfo(f"Bearer {token}").status == 401
    assert outcome(client.ask(code=code)) == REFUSED


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (61, 400)])
def test_a_code_lives_a_minute(client: Client, seconds: int, status: int) -> None:
    code = client.code()
    client.world.clock.pass_by(seconds)
    assert client.ask(code=code).status == status


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "unknown"},
        {"code_verifier": ""},
        {"code_verifier": "x" * 43},
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": ""},
    ],
)
def test_a_code_without_what_it_is_bound_to_is_refused(client: Client, changes: dict[str, str]) -> None:
    assert outcome(client.ask(**changes)) == REFUSED


def test_a_guess_at_the_verifier_uses_up_the_code(client: Client) -> None:
    code = client.code()
    client.ask(code=code, code_verifier="guess")
    assert outcome(client.ask(code=code)) == REFUSED


def test_another_grant_is_not_offered(client: Client) -> None:
    assert outcome(client.ask(grant_type="password")) == (400, "unsupported_grant_type")


def test_an_empty_request_is_answered_as_a_stranger(client: Client) -> None:
    assert outcome(client.world.transport.post_form(client.world.endpoint("token"), {})) == STRANGER


def test_a_secret_does_not_replace_the_assertion(client: Client) -> None:
    assert outcome(client.ask(client_assertion_type="", client_secret="secret", client_id=CLIENT_ID)) == STRANGER


NOW = int(START.timestamp())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "RP00000002"},
        {"sub": "RP00000002"},
        {"aud": "https://elsewhere.example/token"},
        {"aud": None},
        {"exp": NOW},
        {"exp": NOW + 301},
        {"exp": None},
        {"exp": "never"},
        {"iat": NOW + 61},
        {"iat": None},
        {"jti": None},
    ],
)
def test_an_assertion_that_says_something_else_is_refused(client: Client, claims: dict[str, object]) -> None:
    assert outcome(client.ask(client_assertion=client.assertion())) == (200, None)
    assert outcome(client.ask(client_assertion=client.assertion(**claims))) == STRANGER


def test_an_assertion_is_good_once(client: Client) -> None:
    assertion = client.assertion(jti="once")
    assert outcome(client.ask(client_assertion=assertion)) == (200, None)
    assert outcome(client.ask(client_assertion=assertion)) == STRANGER


def test_a_stranger_does_not_use_up_a_residents_code(client: Client) -> None:
    code = client.code()
    assert outcome(client.ask(code=code, client_assertion="rubbish")) == STRANGER
    assert outcome(client.ask(code=code)) == (200, None)


def test_another_key_under_the_portals_name_is_refused(client: Client) -> None:
    claims = jwt.decode(client.assertion(), client.world.portal_key, algorithms=["ES256"]).claims
    name = client.world.portal_key.thumbprint()
    forged = jwt.encode({"alg": "ES256", "kid": name}, claims, ECKey.generate_key("P-256"), algorithms=["ES256"])
    shared = OctKey.import_key(str(client.world.portal_key.as_dict(private=False)["x"]))
    weaker = jwt.encode({"alg": "HS256", "kid": name}, claims, shared, algorithms=["HS256"])
    assert [outcome(client.ask(client_assertion=assertion)) for assertion in (forged, weaker)] == [STRANGER, STRANGER]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer unknown", "Basic dTpw"])
def test_attributes_are_for_the_bearer_of_a_token(client: Client, authorization: str) -> None:
    reply = client.userinfo(authorization)
    assert outcome(reply) == (401, "invalid_token")
    assert reply.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 401)])
def test_an_access_token_lives_five_minutes(client: Client, seconds: int, status: int) -> None:
    token = field(client.ask(), "access_token")
    client.world.clock.pass_by(seconds)
    assert client.userinfo(f"Bearer {token}").status == status


def test_attributes_come_only_as_far_as_they_were_granted(mocked: World) -> None:
    granted = mocked.sign_in(mocked.das(scope="openid birthdate")).attributes
    assert (granted.birth, granted.name, granted.address, granted.sex_raw) == (ALICE.birth, "", "", "")


def test_what_is_long_past_is_refused(client: Client) -> None:
    old = client.code()
    token = field(client.ask(code=old), "access_token")
    client.world.clock.pass_by(3600)
    client.code()
    assert outcome(client.ask(code=old)) == REFUSED
    assert client.userinfo(f"Bearer {token}").status == 401


def test_a_person_is_the_same_subject_after_a_restart() -> None:
    transport = Twisted()
    with world(Clock(), transport) as before, world(Clock(), transport) as after:
        assert before.sign_in(before.das()).subject == after.sign_in(after.das()).subject
        transport.close()


def test_a_person_is_another_subject_at_another_client() -> None:
    subjects = {pairwise_subject(client, person) for client in ("RP1", "RP2") for person in ("alice", "bob")}
    assert len(subjects) == 4
    assert not [subject for subject in subjects if "alice" in subject or "bob" in subject]


def test_the_time_of_sign_in_is_the_time_of_the_choice(mocked: World) -> None:
    request = replace(attempt(), nonce="later")
    provider = mocked.das()
    returned = mocked.choose(provider.begin(request), "alice")
    mocked.clock.pass_by(30)
    assert provider.complete(returned, request, mocked.clock()).auth_time == START
